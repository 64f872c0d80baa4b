/* Shared by all scripts of the desk: requests, and keeping the page and its times current. */

export const PREFIX = "/_newsgen/";
export const find = (id) => document.getElementById(id);
const page = document.body.dataset;

/** Send a value to the server as JSON. */
export const post = (name, value) => send(name, JSON.stringify(value), "application/json");

/** Send a body to the server; try once more with a new token after a restart of the preview. */
export async function send(name, body, type, signal, again = true) {
  const response = await fetch(PREFIX + name, {
    method: "POST",
    headers: { "content-type": type, "x-newsgen-token": page.token },
    body,
    signal,
  });
  if (response.status !== 403 || !again) return response;
  await refresh();
  return send(name, body, type, signal, false);
}

/** What the server answers; errors of the server itself come as plain text. */
export async function readAnswer(response) {
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return isJson ? response.json() : { message: await response.text() };
}

/** A message with its hint, on one line. */
export const inOneLine = ({ message, hint }) => (hint ? `${message}: ${hint}` : message);

/** Set the text of an element, and hide the element if the text is empty. */
export function setText(element, text) {
  element.textContent = text;
  element.hidden = !text;
}

// --- keeping current ------------------------------------------------------------------------------

/** Replace the navigation, the live part and the token by those of the current page. */
async function refresh() {
  const response = await fetch(location.href);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  Object.assign(page, fresh.body.dataset);
  for (const id of ["nav", "live"]) {
    const [old, next] = [find(id), fresh.getElementById(id)];
    if (old && next) replaceContent(old, next.childNodes);
  }
  updateTimes();
}

/** Replace the children of an element; a link that has the focus keeps it. */
function replaceContent(element, nodes) {
  const { activeElement } = document;
  const focused = element.contains(activeElement) && activeElement.getAttribute("href");
  element.replaceChildren(...nodes);
  if (!focused) return;
  element.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** Show what became of the changes in git. */
function showGit({ kept, problem, edit }) {
  const [decide, text] = [find("git-decide"), find("git-problem-text")];
  if (find("git-kept").textContent !== kept) setText(find("git-kept"), kept);
  if (text.textContent !== problem) text.textContent = problem;
  find("git-problem").hidden = !problem;
  decide.hidden = !edit;
  decide.href = edit || PREFIX;
}

async function poll() {
  if (document.visibilityState === "hidden") return;
  let pulse;
  try {
    pulse = await (await fetch(`${PREFIX}pulse`)).json();
  } catch {
    find("absent").hidden = false;
    return;
  }
  const isBack = !find("absent").hidden;
  find("absent").hidden = true;
  showGit(pulse.git);
  const shown = find("inspected");
  if (shown && shown.textContent !== pulse.inspected) shown.textContent = pulse.inspected;
  document.dispatchEvent(new CustomEvent("newsgen:pulse", { detail: pulse }));
  if (String(pulse.revision) === page.revision && !isBack) return;
  page.revision = pulse.revision;
  await refresh();
  document.dispatchEvent(new Event("newsgen:changed"));
}

/** Poll the server every second. */
export async function keepCurrent() {
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000));
    await poll().catch(() => {});
  }
}

// --- time -----------------------------------------------------------------------------------------

const drift = Date.parse(page.now) - Date.now();
const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** A number of seconds in words: `2 days 3 hours`. `schedule.py` has the same rule. */
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

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: page.zone,
});

/** The time of day in the paper's time zone. */
export function timeOfDay(moment = Date.now() + drift) {
  return clock.format(moment);
}

/** Update the clock and all countdowns. */
export function updateTimes() {
  const now = Date.now() + drift;
  const texts = [[find("clock"), timeOfDay(now)]];
  for (const element of document.querySelectorAll("[data-countdown]")) {
    texts.push([element, inWords((Date.parse(element.dateTime) - now) / 1000)]);
  }
  for (const [element, text] of texts) {
    if (element.textContent !== text) element.textContent = text;
  }
}
