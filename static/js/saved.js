/* The stories that a reader saved for later: they stay in this browser, and nobody else sees them. */

const KEY = "saved";
const MOST = 200;

const toggle = document.querySelector("button[data-do=save]");
if (toggle) offerToSave(toggle);
const list = document.querySelector(".saved-stories");
if (list) showSaved(list, document.querySelector(".saved-none"));

function offerToSave(button) {
  const url = location.pathname;
  const mark = () => button.setAttribute("aria-pressed", String(isSaved(url)));
  button.addEventListener("click", () => {
    const { lang, dir } = document.documentElement;
    const title = document.querySelector("h1").textContent.trim();
    if (isSaved(url)) forget(url);
    else write([{ url, title, day: button.dataset.day, lang, dir }, ...readSaved()]);
    mark();
  });
  addEventListener("storage", mark);
  mark();
}

function showSaved(place, none) {
  const tell = () => {
    none.textContent = place.children.length ? "" : none.dataset.none;
  };
  place.append(...readSaved().map((story) => toItem(story, place.dataset.remove)));
  place.addEventListener("click", ({ target }) => {
    const item = target.closest("button")?.closest("li");
    if (!item) return;
    const next = item.nextElementSibling ?? item.previousElementSibling;
    forget(item.querySelector("a").getAttribute("href"));
    item.remove();
    tell();
    (next?.querySelector("button") ?? document.getElementById("content")).focus();
  });
  tell();
}

function toItem({ url, title, day, lang, dir }, remove) {
  const item = Object.assign(document.createElement("li"), { className: "saved-story" });
  const words = Object.assign(document.createElement("p"), { lang, dir });
  const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
  const date = document.createElement("span");
  Object.assign(date, { className: "saved-day", textContent: day });
  words.append(link, " ", date);
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: remove, ariaLabel: `${remove}: ${title}` });
  item.append(words, button);
  return item;
}

/** All of them, the newest first: url, title, day, lang, dir. */
function readSaved() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return list.filter((each) => isLocal(each?.url));
  } catch {
    return [];
  }
}

function isSaved(url) {
  return readSaved().some((each) => each.url === url);
}

function forget(url) {
  write(readSaved().filter((each) => each.url !== url));
}

function write(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify(list.slice(0, MOST)));
  } catch {
    // full, or forbidden: the list stays as it was
  }
}

/** Only paths of this site become links, whatever somebody put into the list. */
function isLocal(url) {
  return typeof url === "string" && /^\/(?![/\\])/.test(url);
}
