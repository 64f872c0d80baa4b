/*
 * The service worker. With a network readers always get the page as it is now; without one they get
 * the last pages that they saw, or the page that says so. /sw.js loads this, and says in SITE what
 * to keep: the base path, the page without a network, and the files that pages need.
 */

const { base, page, files } = self.SITE;
const FRAME = "newsgen-frame";
const PAGES = "newsgen-pages";
const PICTURES = "newsgen-pictures";
const MOST = { [PAGES]: 40, [PICTURES]: 60 };

addEventListener("install", (event) => event.waitUntil(keepFrame()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (!pathname.startsWith(base) || search) return;
  if (request.mode === "navigate" && pathname !== page) event.respondWith(answerPage(event));
  else if (request.destination === "image") event.respondWith(answer(event, PICTURES));
  else if (["style", "script", "font"].includes(request.destination)) {
    event.respondWith(answer(event, FRAME));
  }
});

async function keepFrame() {
  const frame = await caches.open(FRAME);
  const wanted = [page, ...files].map((url) => new Request(url, { cache: "reload" }));
  await frame.addAll(wanted);
  const urls = new Set(wanted.map(({ url }) => url));
  for (const request of await frame.keys()) {
    const isFont = new URL(request.url).pathname.includes("/fonts/");
    if (!urls.has(request.url) && !isFont) await frame.delete(request);
  }
  await skipWaiting();
}

async function answerPage(event) {
  try {
    return await fetchAndKeep(event, PAGES);
  } catch {
    const kept = await caches.match(event.request);
    return kept ?? (await caches.match(page)) ?? Response.error();
  }
}

async function answer(event, name) {
  try {
    return await fetchAndKeep(event, name);
  } catch {
    return (await caches.match(event.request)) ?? Response.error();
  }
}

/** What the network has; a copy is kept, and a page that is gone is forgotten. */
async function fetchAndKeep({ request }, name) {
  const response = await fetch(request);
  const cache = await caches.open(name);
  const isWhole = response.status === 200 && response.type === "basic" && !response.redirected;
  if (isWhole) await cache.put(request, response.clone());
  else if ([404, 410].includes(response.status)) await cache.delete(request);
  await trim(cache, MOST[name]);
  return response;
}

async function trim(cache, most) {
  const kept = await cache.keys();
  for (const request of most ? kept.slice(0, -most) : []) await cache.delete(request);
}
