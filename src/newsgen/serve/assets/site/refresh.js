/* Fetches the page again and changes it in place. */

import { make } from "./dom.js";
import { labelLinks } from "./labels.js";
import { isFramed, ownScript, PREFIX, state } from "./state.js";

let isRefreshing = false;
let requested = 0; // the time of the last notes that no fetch has answered yet
let scripts = scriptsOf(document); // as they were loaded, before they changed the page

/** Bring the page up to date with the last notes. `onLost` is called if the server is gone. */
export async function refresh(onLost) {
  const { notes } = state;
  if (!notes.digest || (!isRefreshing && notes.digest === state.digest)) return;
  requested = performance.now();
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    while (requested && state.notes.digest !== state.digest) await refreshOnce(onLost);
  } finally {
    isRefreshing = false;
    requested = 0;
  }
}

async function refreshOnce(onLost) {
  const since = requested;
  requested = 0;
  let fresh;
  try {
    fresh = await fetchPage();
  } catch {
    onLost(); // the page stays as it is; the next connection sends new notes
    return;
  }
  try {
    await replacePage(fresh);
  } catch (error) {
    console.warn("newsgen: this page could not be changed in place, so it is reloaded", error);
    reload();
    return;
  }
  const detail = { milliseconds: performance.now() - since };
  document.dispatchEvent(new CustomEvent("newsgen:updated", { detail }));
}

/** The current page as a document. Throws if the response is not a page of a working preview. */
export async function fetchPage() {
  const headers = isFramed ? { "x-newsgen-framed": "" } : {};
  const place = location.pathname + location.search;
  const response = await fetch(place, { cache: "no-store", headers });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (response.status >= 500 || !ownScript(fresh)) {
    throw new Error(`no page, but status ${response.status}`);
  }
  return fresh;
}

async function replacePage(fresh) {
  const wanted = scriptsOf(fresh);
  const isFirst = scripts === "[]"; // the page was opened before it was ready
  if (!isFirst && wanted !== scripts) throw new Error("its scripts changed");
  await loadScript("Idiomorph", `${PREFIX}assets/idiomorph.min.js`);
  await replaceStyles(fresh);
  replaceHead(fresh);
  for (const name of ["lang", "dir", "class"]) {
    copyAttribute(name, fresh.documentElement, document.documentElement);
  }
  Idiomorph.morph(document.body, fresh.body, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: { beforeNodeMorphed: keepUserState },
  });
  state.digest = ownScript(fresh).dataset.digest;
  ownScript(document).dataset.digest = state.digest;
  if (isFirst) runScripts(fresh);
  scripts = wanted;
  labelLinks();
}

/** Keep what the user typed, unfolded or plays. */
function keepUserState(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) return true;
  if (old.matches("details, dialog")) fresh.toggleAttribute("open", old.open);
  if (old.matches("video, audio, iframe")) return old.outerHTML !== fresh.outerHTML;
  if (old.matches("input, textarea, select")) return !isTouched(old);
  return !(old.isContentEditable && old.contains(document.activeElement));
}

function isTouched(field) {
  if (!field.matches("select")) {
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  }
  const preset = [...field.options].findLastIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(0, preset);
}

/** The scripts of a page except ours and data: a page with other scripts must be reloaded. */
function scriptsOf(root) {
  const facts = foreignScripts(root).map((one) => [
    one.getAttribute("src"),
    one.type,
    one.textContent,
  ]);
  return JSON.stringify(facts);
}

function foreignScripts(root) {
  const all = [...root.querySelectorAll("script:not([type='application/ld+json'])")];
  return all.filter((one) => !one.getAttribute("src")?.startsWith(PREFIX));
}

/** Run the scripts of a page, which those of a parsed document do not by themselves. */
function runScripts(fresh) {
  for (const one of foreignScripts(fresh)) {
    const script = document.createElement("script");
    for (const { name, value } of one.attributes) script.setAttribute(name, value);
    script.textContent = one.textContent;
    document.head.append(script);
  }
}

/** Load new style sheets in order before the old ones are removed: no flash of unstyled content. */
async function replaceStyles(fresh) {
  const hrefOf = (link) => link.getAttribute("href");
  const stylesOf = (root) => [...root.head.querySelectorAll("link[rel~='stylesheet']")];
  const present = stylesOf(document);
  const old = new Map(present.map((link) => [hrefOf(link), link]));
  const loading = [];
  let last = null;
  for (const link of stylesOf(fresh)) {
    let live = old.get(hrefOf(link));
    if (!old.delete(hrefOf(link))) {
      live = document.importNode(link, true);
      loading.push(loaded(live));
      if (last) last.after(live);
      else if (present.length) present[0].before(live);
      else document.head.append(live);
    }
    last = live;
  }
  await Promise.allSettled(loading);
  for (const link of old.values()) link.remove();
}

function replaceHead(fresh) {
  document.title = fresh.title;
  const separate = "title, link[rel~='stylesheet'], script:not([type='application/ld+json'])";
  const own = (root) => [...root.head.children].filter((one) => !one.matches(separate));
  const present = new Map(own(document).map((one) => [one.outerHTML, one]));
  for (const one of own(fresh)) {
    if (!present.delete(one.outerHTML)) document.head.append(document.importNode(one, true));
  }
  for (const one of present.values()) one.remove();
}

function copyAttribute(name, from, to) {
  if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name));
  else to.removeAttribute(name);
}

function reload() {
  sessionStorage.setItem("newsgen-scroll", JSON.stringify([location.pathname, scrollX, scrollY]));
  location.reload();
}

/** Scroll to where the page was before `reload`. */
export function restoreScroll() {
  const [path, x, y] = JSON.parse(sessionStorage.getItem("newsgen-scroll") ?? "[]");
  sessionStorage.removeItem("newsgen-scroll");
  if (path === location.pathname) scrollTo(x, y);
}

function loaded(element) {
  return new Promise((done, fail) => {
    element.addEventListener("load", done);
    element.addEventListener("error", fail);
  });
}

async function loadScript(name, src) {
  if (window[name]) return;
  const element = make("script", { src });
  document.head.append(element);
  await loaded(element);
}
