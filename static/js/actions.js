/* What readers can do with a page: copy and share its address, set the size of its text, its colours. */

const root = document.documentElement;
const DEFAULTS = { size: "normal", scheme: "auto" };
const ACTIONS = { copy: copyLink, share: shareLink };

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do], button[data-set]");
  if (button?.dataset.set) choose(button.dataset.set, button.dataset.value);
  else if (button) ACTIONS[button.dataset.do]?.(button);
});
document.addEventListener("keydown", closeDetails);
for (const name of Object.keys(DEFAULTS)) mark(name);

/** Set the text size or the colours, here and on all pages to come. */
function choose(name, value) {
  if (value === DEFAULTS[name]) delete root.dataset[name];
  else root.dataset[name] = value;
  try {
    if (value === DEFAULTS[name]) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // then it holds for this page only
  }
  mark(name);
}

function mark(name) {
  const value = root.dataset[name] ?? DEFAULTS[name];
  for (const button of document.querySelectorAll(`button[data-set=${name}]`)) {
    button.setAttribute("aria-pressed", String(button.dataset.value === value));
  }
}

/** The address without what others added to it to follow readers. */
function address() {
  return document.querySelector("link[rel=canonical]")?.href ?? location.origin + location.pathname;
}

function headline() {
  return document.querySelector("h1").textContent.trim();
}

async function copyLink(button) {
  await navigator.clipboard.writeText(address());
  tell(button, button.dataset.done);
}

function shareLink() {
  navigator.share({ title: headline(), url: address() }).catch(() => {}); // the reader changed their mind
}

/** Say what was done, to readers who listen too; the button keeps its width. */
function tell(button, words) {
  const status = button.closest(".actions").querySelector("[role=status]");
  status.textContent = words;
  button.classList.add("is-done");
  setTimeout(() => {
    status.textContent = "";
    button.classList.remove("is-done");
  }, 4000);
}

function closeDetails(event) {
  const details = event.key === "Escape" && event.target.closest?.("details.display[open]");
  if (!details) return;
  details.open = false;
  details.querySelector("summary").focus();
}
