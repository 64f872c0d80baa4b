/*
 * The search page. It asks the index that `newsgen search` makes with Pagefind, one for each language
 * of the paper, and finds the stories that are newer than the index in /latest.json.
 */

const SHOWN = 10;
const PAUSE = 250;

const form = document.querySelector("form.search");
const { elements, dataset: words } = form;
const status = document.querySelector(".search-status");
const help = document.querySelector(".search-help");
const list = document.querySelector(".search-results");
const more = document.querySelector(".search-more button");
const key = document.getElementById("search-key");
const base = new URL("../..", new URL(words.index, location)).pathname;
const root = document.documentElement;

let opened = null;
let asked = 0;
let timer = 0;
let showMore = () => {};

for (const [name, value] of new URLSearchParams(location.search)) {
  if (elements[name]) elements[name].value = value;
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});
form.addEventListener("input", ({ target }) => {
  if (target === key) return;
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
elements.q.addEventListener("focus", open, { once: true });
more.addEventListener("click", () => showMore(true));
listenToKeys();
if (location.search) find();

/** Open the indexes once; rejects if there are none. */
function open() {
  opened ??= openAll().catch((error) => {
    opened = null;
    throw error;
  });
  opened.catch(() => {});
  return opened;
}

async function openAll() {
  const { languages, note } = await readJson(`${words.index}pagefind-entry.json`);
  if (note) throw new Error(note); // the preview says that there is no index yet
  const before = words.index + words.latest.slice(base.length);
  const latest = Promise.all([words.latest, before].map(readJson));
  const indexes = await Promise.all(Object.keys(languages).map(openIndex));
  await Promise.all(indexes.map(({ pages }) => pages.init()));
  const filters = await Promise.all(indexes.map(({ pages }) => pages.filters()));
  const months = [...new Set(filters.flatMap(({ month }) => Object.keys(month ?? {})))].sort();
  offerMonths(months);
  return { indexes, months, unindexed: newer(...(await latest)) };
}

async function readJson(url) {
  const response = await fetch(url, { cache: "no-cache" });
  return response.json();
}

/**
 * Each index has a copy of Pagefind of its own, as the memory of one is for one language. Pagefind
 * takes the language from the page, and only from there.
 */
async function openIndex(lang) {
  const pagefind = await import(`${words.index}pagefind.js#${lang}`);
  const own = root.lang;
  root.lang = lang;
  try {
    const options = { basePath: words.index, baseUrl: base, noWorker: true };
    return { lang, pages: pagefind.createInstance(options) };
  } finally {
    root.lang = own;
  }
}

/** The latest stories that are not in the index: `before` are those of when it was made. */
function newer({ stories }, before) {
  const known = new Set(before.stories.map(({ url }) => url));
  const oldest = Math.min(...before.stories.map(({ date }) => Date.parse(date)));
  return stories.filter(({ url, date }) => !known.has(url) && !(Date.parse(date) < oldest));
}

function offerMonths(months) {
  const format = new Intl.DateTimeFormat(root.lang, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  const wanted = new URLSearchParams(location.search);
  for (const name of ["from", "to"]) {
    const options = months.toReversed().map((month) => {
      return new Option(format.format(new Date(`${month}-15T00:00Z`)), month);
    });
    elements[name].append(...options);
    if (months.includes(wanted.get(name))) elements[name].value = wanted.get(name);
  }
}

async function find() {
  clearTimeout(timer);
  const turn = ++asked;
  list.ariaBusy = "true";
  const query = elements.q.value.trim();
  try {
    const ready = open();
    if (query) status.textContent = words.waiting;
    const { indexes, months, unindexed } = await ready;
    if (turn !== asked) return;
    remember();
    // Without a word Pagefind would load the whole index.
    const answers = query ? await ask(indexes, query, months) : [];
    if (turn !== asked) return;
    const fresh = query ? unindexed.filter((story) => fits(story, query)) : [];
    await show(answers, fresh, Boolean(query), turn);
  } catch ({ message }) {
    if (turn === asked) tell(message.startsWith("newsgen") ? message : words.failed, false);
  }
  if (turn === asked) list.ariaBusy = "false";
}

function ask(indexes, query, months) {
  const { section, from, to, sort } = elements;
  const filters = section.value ? { section: section.value } : {};
  if (from.value || to.value) {
    const any = months.filter((month) => isWithin(month));
    filters.month = { any: any.length ? any : ["none"] };
  }
  const options = { filters, sort: sort.value ? { date: sort.value } : undefined };
  return Promise.all(
    indexes.map(async ({ lang, pages }) => {
      const { results } = await pages.search(query, options);
      return { lang, results };
    }),
  );
}

function isWithin(month) {
  const { from, to } = elements;
  return (!from.value || month >= from.value) && (!to.value || month <= to.value);
}

/** Whether a story that is not in the index has all words of the query, and is what is wanted. */
function fits({ title, kicker, section, url, date }, query) {
  const text = fold(`${title} ${kicker} ${section}`);
  const isWanted = fold(query).split(/\s+/).every((word) => text.includes(word));
  const chosen = elements.section.selectedOptions[0];
  const isThere = !chosen.value || chosen.textContent === section;
  return isWanted && isThere && isWithin(date.slice(0, 7)) && Boolean(url);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

async function show(answers, fresh, isWanted, turn) {
  const count = fresh.length + answers.reduce((sum, { results }) => sum + results.length, 0);
  const next = merge(answers);
  const first = elements.sort.value === "asc" ? [] : fresh.map((story) => toItem(story, words.new));
  list.replaceChildren(...first);
  showMore = async (isAsked) => {
    const items = [];
    while (items.length < SHOWN) {
      const story = await next();
      if (!story) break;
      items.push(toItem(fromIndex(story)));
    }
    if (turn !== asked) return;
    list.append(...items);
    more.hidden = items.length < SHOWN;
    if (isAsked) items[0]?.querySelector("a").focus();
  };
  await showMore(false);
  if (turn !== asked) return;
  if (isWanted) tell(count ? words.found.replace("%s", number(count)) : words.none, Boolean(count));
  else tell("", true);
}

/** The next story of several lists, by date or by score; one that was withdrawn is left out. */
function merge(answers) {
  const heads = answers.map(({ lang, results }) => ({ lang, results: [...results], story: null }));
  const { value } = elements.sort;
  const isBefore = (one, other) => {
    if (!value) return one.score > other.score;
    const [early, late] = [one, other].map(({ story }) => story.meta.date);
    return value === "desc" ? early > late : early < late;
  };
  return async () => {
    await Promise.all(heads.map(fill));
    const best = heads
      .filter(({ story }) => story)
      .reduce((before, head) => (before && !isBefore(head, before) ? before : head), null);
    const story = best?.story;
    if (best) best.story = null;
    return story;
  };
}

async function fill(head) {
  while (!head.story && head.results.length) {
    const result = head.results.shift();
    head.score = result.score;
    const story = await result.data().catch(() => null);
    head.story = story && { ...story, lang: head.lang };
  }
}

function fromIndex({ url, meta, lang, excerpt }) {
  return { url, title: meta.title, day: meta.day, lang, dir: "auto", excerpt };
}

function toItem({ url, title, day, lang, dir, excerpt }, mark = "") {
  const item = Object.assign(document.createElement("li"), { className: "search-result", lang, dir });
  const heading = Object.assign(document.createElement("h2"), { className: "card-title" });
  heading.append(Object.assign(document.createElement("a"), { href: url, textContent: title }));
  const facts = Object.assign(document.createElement("p"), { className: "search-day" });
  facts.textContent = mark ? `${mark} · ${day}` : day;
  item.append(heading, facts);
  if (excerpt) {
    const text = Object.assign(document.createElement("p"), { className: "card-summary" });
    text.append(...marked(excerpt));
    item.append(text);
  }
  return item;
}

/** The words of an excerpt, the found ones marked; nothing in it becomes mark-up. */
function marked(excerpt) {
  const signs = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
  return excerpt.split(/<\/?mark>/).map((part, place) => {
    const text = part.replace(/&(?:lt|gt|quot|#39|amp);/g, (sign) => signs[sign]);
    if (place % 2 === 0) return text;
    return Object.assign(document.createElement("mark"), { textContent: text });
  });
}

function tell(message, isFound) {
  status.textContent = message;
  help.hidden = isFound;
  if (isFound) return;
  list.replaceChildren();
  more.hidden = true;
}

function number(count) {
  return new Intl.NumberFormat(root.lang).format(count);
}

/** The address of the page leads back to this search. */
function remember() {
  const given = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

function listenToKeys() {
  try {
    key.checked = localStorage.getItem("search-key") !== "off";
    key.addEventListener("change", () => {
      localStorage.setItem("search-key", key.checked ? "on" : "off");
    });
  } catch {
    // then the choice holds for this page
  }
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = target.matches("input, select, textarea");
    if (event.key === "/" && key.checked && !isTyping) {
      event.preventDefault();
      elements.q.focus();
      elements.q.select();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key)) move(event);
    else if (event.key === "Escape" && list.contains(target)) elements.q.focus();
  });
}

/** The arrows go from the words to the results, and through these. */
function move(event) {
  const links = [...list.querySelectorAll("a")];
  const place = links.indexOf(event.target);
  if (place < 0 && event.target !== elements.q) return;
  const next = place + (event.key === "ArrowDown" ? 1 : -1);
  if (next >= links.length || next < -1) return;
  event.preventDefault();
  (next < 0 ? elements.q : links[next]).focus();
}
