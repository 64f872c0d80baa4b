/* The page "Next build": loads the list of changes, which takes the server a while. */

import { find } from "./common.js";

/** Load the list of changes, on this page only. */
export function showChanges() {
  if (!find("changes")) return;
  find("compare-again").addEventListener("click", load);
  load();
}

async function load() {
  const box = find("changes");
  const again = find("compare-again");
  again.hidden = true;
  box.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(box.dataset.src);
    if (!response.ok) throw new Error(response.statusText);
    box.innerHTML = await response.text();
  } catch {
    box.textContent = "The changes could not be loaded: the preview does not answer.";
  }
  box.removeAttribute("aria-busy");
  again.hidden = false;
}
