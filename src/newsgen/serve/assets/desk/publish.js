/* The page "Publish": compares the paper with what readers see, and publishes it. */

import { find, inOneLine, PREFIX, post, readAnswer, setText } from "./common.js";

const form = find("publish");
let shown = 0; // the number of the publication whose result is on the page
let isPolling = false;

const target = () => form.elements.target.value;

/** Begin a comparison, or, of a comparison that was seen, the publication. */
async function begin(allowed = "", seen = null, told = "") {
  setText(find("refused"), told);
  const fields = Object.fromEntries(
    allowed
      .split(" ")
      .filter(Boolean)
      .map((name) => [name, "1"]),
  );
  const wanted = { target: target(), ...fields };
  try {
    const response = await post("publish", seen ? { ...wanted, seen } : wanted);
    if (response.ok) return follow();
    const reason = inOneLine(await readAnswer(response));
    if (seen) return begin(allowed, null, reason);
    setText(find("refused"), reason);
  } catch {
    setText(
      find("refused"),
      "The desk does not answer. Start it again: nothing is half published.",
    );
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
  if (response.status === 404) return follow(); // somebody has begun another one
  shown = state.number;
  if (state.target !== target()) form.elements.target.value = state.target;
  const result = find("result");
  result.innerHTML = await response.text();
  for (const button of result.querySelectorAll("[data-publish]")) {
    button.addEventListener("click", () => begin(button.dataset.publish, shown));
  }
  for (const button of result.querySelectorAll("[data-allow]")) {
    button.addEventListener("click", () => begin(button.dataset.allow));
  }
  if (!state.isComparison) result.focus();
}

async function open() {
  const state = await read();
  if (state.isRunning || (state.isCurrent && state.target === target())) await follow();
  else await begin();
}

async function addFolder(event) {
  event.preventDefault();
  const box = find("refused");
  setText(box, "");
  const response = await post("publish/folder", Object.fromEntries(new FormData(find("folder"))));
  if (response.ok) location.reload();
  else setText(box, inOneLine(await readAnswer(response)));
}

if (form) {
  find("compare").addEventListener("click", () => begin());
  form.elements.target.addEventListener("change", () => begin());
  form.addEventListener("submit", (event) => event.preventDefault());
  open();
}
if (find("folder")) {
  find("folder").addEventListener("submit", addFolder);
  // Before, the browser would send the form itself, which does nothing.
  find("folder").querySelector("button").disabled = false;
}
