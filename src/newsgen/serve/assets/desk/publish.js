/* The page "Publish": compares the paper with what readers see, and publishes it. */

import { find, inOneLine, PREFIX, post, readAnswer, setText } from "./common.js";

const form = find("publish");
let shown = 0; // the number of the publication whose result is on the page
let isPolling = false;

const target = () => form.elements.target.value;

/** Compare the paper with what readers see, and show the difference. */
async function compare(allowed = "") {
  setText(find("refused"), "");
  await begin(allowed, {});
}

/** Publish what the comparison of that number has shown; if that is refused, compare again. */
async function publish(allowed, seen) {
  setText(find("refused"), "");
  if ((await begin(allowed, { seen })) === "refused") await begin(allowed, {});
}

/** Ask the desk to begin, and show what comes of it. */
async function begin(allowed, more) {
  const fields = Object.fromEntries(
    allowed
      .split(" ")
      .filter(Boolean)
      .map((name) => [name, "1"]),
  );
  const outcome = await send("publish", { target: target(), ...fields, ...more });
  if (outcome === "begun") await follow();
  return outcome;
}

/** Post the fields, and show why if the desk does not do it: "begun", "refused" or "unanswered". */
async function send(place, fields) {
  try {
    const response = await post(place, fields);
    if (response.ok) return "begun";
    setText(find("refused"), inOneLine(await readAnswer(response)));
    return "refused";
  } catch {
    setText(find("refused"), "The desk does not answer. Try again when it runs.");
    return "unanswered";
  }
}

/** Show how far the publication is until it has ended, and then its result. */
async function follow() {
  if (isPolling) return;
  isPolling = true;
  let state = await read();
  while (state.isRunning) {
    showProgress(state);
    await new Promise((done) => setTimeout(done, 300));
    state = await read();
  }
  isPolling = false;
  find("running").hidden = true;
  find("compare").disabled = false;
  await showResult(state);
}

/** The state of the publication; asks again while the desk does not answer. */
async function read() {
  for (;;) {
    try {
      return await (await fetch(`${PREFIX}publish/state`)).json();
    } catch {
      find("running").hidden = false;
      find("step").textContent = "The desk does not answer. Trying again …";
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

function showProgress({ isComparison, person, step, done, total }) {
  find("running").hidden = false;
  find("compare").disabled = true;
  const who = person ? ` (${person})` : "";
  const count = total ? `: ${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : "";
  find("step").textContent = `${isComparison ? "Comparing" : "Publishing"}${who}, ${step}${count}`;
  const bar = find("progress");
  if (total) Object.assign(bar, { max: total, value: done });
  else bar.removeAttribute("value");
}

async function showResult(state) {
  if (!state.number || state.number === shown) return;
  const response = await fetch(`${PREFIX}publish/result`);
  if (response.status === 404) return follow(); // somebody began the next one meanwhile
  const result = find("result");
  result.innerHTML = await response.text();
  const { number, target } = result.firstElementChild.dataset;
  shown = Number(number);
  form.elements.target.value = target;
  for (const button of result.querySelectorAll("[data-publish]")) {
    button.addEventListener("click", () => publish(button.dataset.publish, shown));
  }
  for (const button of result.querySelectorAll("[data-allow]")) {
    button.addEventListener("click", () => compare(button.dataset.allow));
  }
  if (!state.isComparison) result.focus();
}

async function open() {
  const state = await read();
  if (state.isRunning || (state.isCurrent && state.target === target())) await follow();
  else await compare();
}

async function addFolder(event) {
  event.preventDefault();
  setText(find("refused"), "");
  const outcome = await send("publish/folder", Object.fromEntries(new FormData(find("folder"))));
  if (outcome === "begun") location.reload();
}

if (form) {
  find("compare").addEventListener("click", () => compare());
  form.elements.target.addEventListener("change", () => compare());
  form.addEventListener("submit", (event) => event.preventDefault());
  open();
}
if (find("folder")) {
  find("folder").addEventListener("submit", addFolder);
  // Before, the browser would send the form itself, which does nothing.
  find("folder").querySelector("button").disabled = false;
}
