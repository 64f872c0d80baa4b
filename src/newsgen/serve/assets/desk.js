/* What all pages of the desk do: keep up with the newsroom, count down, take keys, search. */

const own = "/_newsgen/";
const page = document.body.dataset;
const find = (id) => document.getElementById(id);

/** Sends a value to a page of the desk; once more where the preview was started anew meanwhile. */
export async function post(name, value, again = true) {
  const answer = await fetch(own + name, {
    method: "POST",
    headers: { "content-type": "application/json", "x-newsgen-token": page.token },
    body: JSON.stringify(value),
  });
  if (answer.status !== 403 || !again) return answer;
  await refresh();
  return post(name, value, false);
}

/** The same element with those words, and hidden where there are none. */
export function say(element, words) {
  element.textContent = words;
  element.hidden = !words;
}

// --- keeping up -----------------------------------------------------------------------------------

/** Takes what lives of this page, and the token, from the page as it is now. */
async function refresh() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  Object.assign(page, fresh.body.dataset);
  for (const id of ["nav", "live"]) {
    const [old, next] = [find(id), fresh.getElementById(id)];
    if (old && next) replace(old, next.childNodes);
  }
  tick();
}

/** Puts other nodes into an element; the link that has the focus keeps it. */
function replace(element, nodes) {
  const focused = element.contains(document.activeElement) && document.activeElement.getAttribute("href");
  element.replaceChildren(...nodes);
  if (focused) element.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

async function feelPulse() {
  if (document.visibilityState === "hidden") return;
  let number;
  try {
    ({ number } = await (await fetch(`${own}pulse`)).json());
  } catch {
    find("absent").hidden = false;
    return;
  }
  const isBack = !find("absent").hidden;
  find("absent").hidden = true;
  if (String(number) === page.number && !isBack) return;
  page.number = number;
  await refresh();
  document.dispatchEvent(new Event("newsroom"));
}

async function keepUp() {
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000));
    await feelPulse().catch(() => {});
  }
}

// --- time -----------------------------------------------------------------------------------------

const drift = Date.parse(page.now) - Date.now();
const units = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** How long so many seconds are, in words: `2 days 3 hours`. */
function inWords(seconds) {
  let left = Math.max(0, Math.trunc(seconds));
  let place = units.findIndex(([, size]) => left >= size);
  if (place < 0) place = units.length - 1;
  const words = [];
  for (const [name, size] of units.slice(place, place + (place < 2 ? 2 : 1))) {
    const count = Math.trunc(left / size);
    left %= size;
    if (count || !words.length) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return words.join(" ");
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: page.zone });

/** The time of day by the paper's clock. */
export function timeOfDay(moment = Date.now() + drift) {
  return clock.format(moment);
}

function tick() {
  const now = Date.now() + drift;
  const told = [[find("clock"), timeOfDay(now)]];
  for (const element of document.querySelectorAll("[data-countdown]")) {
    told.push([element, inWords((Date.parse(element.dateTime) - now) / 1000)]);
  }
  for (const [element, words] of told) if (element.textContent !== words) element.textContent = words;
}

// --- the table of stories -------------------------------------------------------------------------

function search() {
  const form = document.querySelector(".filters");
  if (!form) return;
  let asked = new AbortController();
  let waiting = 0;
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    const fields = [...new FormData(form)].filter(([, value]) => value.trim());
    const query = new URLSearchParams(fields);
    history.replaceState(null, "", fields.length ? `?${query}` : location.pathname);
    try {
      const answer = await fetch(`${own}stories?${query}`, { signal: asked.signal });
      if (!answer.ok) return;
      find("live").innerHTML = await answer.text();
      find("said").textContent = find("live").querySelector("[data-said]").dataset.said;
      tick();
    } catch (error) {
      if (error.name !== "AbortError") find("absent").hidden = false;
    }
  };
  const askIn = (milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, milliseconds);
  };
  form.addEventListener("input", (event) => askIn(event.target.type === "search" ? 80 : 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askIn(0);
  });
}

const headlines = () => [...document.querySelectorAll(".stories .headline")];

/** Goes so many rows down, from the one with the focus or from above the first. */
function step(rows) {
  const links = headlines();
  const row = document.activeElement.closest(".stories tbody tr");
  const place = row ? links.findIndex((link) => row.contains(link)) : -1;
  links[Math.min(Math.max(place + rows, 0), links.length - 1)]?.focus();
}

/** Follows the link of that name in the row with the focus. */
function follow(name) {
  const row = document.activeElement.closest("tr[data-path]");
  [...(row?.querySelectorAll(".action") ?? [])].find((link) => link.textContent === name)?.click();
}

// --- keys -----------------------------------------------------------------------------------------

const singleKeys = {
  "/": () => find("q")?.select(),
  j: () => step(1),
  k: () => step(-1),
  e: () => follow("Edit"),
  l: () => follow("Looks"),
  "?": () => find("keys").showModal(),
};

function takeKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const inTable = event.target.closest(".stories tbody");
  const arrows = { ArrowDown: 1, ArrowUp: -1 };
  if (arrows[event.key] && headlines().length && (inTable || (event.target.id === "q" && event.key === "ArrowDown"))) {
    event.preventDefault();
    step(arrows[event.key]);
    return;
  }
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (isTyping || !find("single-keys").checked || !singleKeys[event.key]) return;
  event.preventDefault();
  singleKeys[event.key]();
}

function offerKeys() {
  const box = find("single-keys");
  box.checked = localStorage.getItem("newsgen keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("newsgen keys", box.checked ? "on" : "off"));
  find("show-keys").addEventListener("click", () => find("keys").showModal());
  document.addEventListener("keydown", takeKey);
}

// --- the next build and new stories ---------------------------------------------------------------

async function compare() {
  const box = find("changes");
  if (!box) return;
  const again = find("look-again");
  again.hidden = true;
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(box.dataset.src);
    if (!answer.ok) throw new Error(answer.statusText);
    box.innerHTML = await answer.text();
  } catch {
    box.textContent = "This could not be found out: the preview did not answer.";
  }
  box.removeAttribute("aria-busy");
  again.hidden = false;
}

function begin() {
  const form = find("new");
  if (!form) return;
  completeNames(form.elements.authors, [...find("names").options].map((option) => option.value));
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  for (const option of find("langs").options) option.label = names.of(option.value);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    find("refused").replaceChildren();
    find("creating").textContent = "Creating …";
    try {
      const answer = await post("new", Object.fromEntries(new FormData(form)));
      if (answer.status === 201) welcome(await answer.json());
      else if (answer.status === 422) refuse(await answer.json());
      else refuse({ message: await answer.text(), hint: "" });
    } catch {
      refuse({ message: "The preview does not answer", hint: "start it again; what you typed stays here" });
    }
    find("creating").textContent = "";
  });
}

function refuse({ message, hint }) {
  find("refused").replaceChildren(
    ...[message, hint].filter(Boolean).map((words) => Object.assign(document.createElement("p"), { textContent: words })),
  );
}

function welcome(note) {
  find("new").hidden = true;
  find("created-path").textContent = note.path;
  find("created-edit").href = note.edit;
  find("created-editor").href = note.editor;
  find("created").hidden = false;
  find("created-edit").focus();
}

/** Lets the list of names complete the last of several. */
function completeNames(input, names) {
  input.addEventListener("input", () => {
    const before = input.value.slice(0, input.value.lastIndexOf(",") + 1);
    const options = names.map((name) => new Option("", before ? `${before} ${name}` : name));
    find("names").replaceChildren(...options);
  });
}

offerKeys();
search();
compare();
find("look-again")?.addEventListener("click", compare);
begin();
setInterval(tick, 1000);
keepUp();
