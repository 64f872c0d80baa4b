/* Lists the pages that the service worker keeps for this reader. */

const section = document.querySelector(".kept");
const pages = await caches.open("newsgen-pages");
const parser = new DOMParser();
for (const request of (await pages.keys()).reverse()) {
  const response = await pages.match(request);
  const kept = parser.parseFromString(await response.text(), "text/html");
  const { lang, dir } = kept.documentElement;
  const title = kept.querySelector("h1")?.textContent.trim() || kept.title;
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: request.url, textContent: title });
  Object.assign(link, { lang, dir });
  item.append(link);
  section.querySelector("ul").append(item);
}
section.hidden = !section.querySelector("li");
