/*
 * Opens the replies of readers. Until a reader asks for them, nothing is asked of the system that
 * keeps them: its script is inert in a <template>, and only runs after a click. A <script> with
 * data-global holds the value of a global variable for it, as JSON.
 */
for (const box of document.querySelectorAll(".discussion")) {
  const call = box.querySelector(".discussion-call");
  if (call) prepare(box, call);
}

function prepare(box, call) {
  const button = call.querySelector("button");
  if (isClosed(box)) {
    box.classList.add("is-closed");
    box.querySelector(".discussion-closed").hidden = false;
    button.textContent = button.dataset.closed;
  }
  box.querySelector(".discussion-unscripted").remove();
  call.hidden = false;
  button.addEventListener("click", () => open(box, call));
}

function isClosed({ dataset }) {
  return "closed" in dataset || Date.parse(dataset.closes) <= Date.now();
}

async function open(box, call) {
  const thread = box.querySelector(".discussion-thread");
  const status = box.querySelector(".discussion-status");
  call.hidden = true;
  thread.hidden = false;
  thread.focus();
  status.textContent = box.dataset.loading;
  try {
    for (const script of thread.querySelector("template").content.querySelectorAll("script")) {
      await run(script, thread);
    }
    status.textContent = "";
  } catch {
    status.textContent = box.dataset.failed;
    thread.hidden = true;
    call.hidden = false;
    call.querySelector("button").focus();
  }
}

function run(script, thread) {
  if (script.dataset.global) {
    window[script.dataset.global] = JSON.parse(script.textContent);
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const live = document.createElement("script");
    for (const { name, value } of script.attributes) live.setAttribute(name, value);
    live.addEventListener("load", resolve);
    live.addEventListener("error", reject);
    thread.append(live);
  });
}
