/* Who edits which file: this page reports itself, and shows the others. */

import { find, PREFIX, post } from "./common.js";

const SECONDS = 5;
const page = [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(36)).join("");
let path = "";
let isUnsaved = () => false;
let reported = null;

/** Tell the others that this page edits a file; `unsaved` returns whether it has unsaved text. */
export function reportPresence(edited, unsaved) {
  path = edited;
  isUnsaved = unsaved;
  setInterval(report, SECONDS * 1000);
  setInterval(() => reported !== isUnsaved() && report(), 1000);
  // A page that is left is hidden first: what it said then could arrive after that it is closed.
  document.addEventListener("visibilitychange", () => setTimeout(report, 500));
  addEventListener("pageshow", report);
  addEventListener("pagehide", leave);
  report();
}

async function report() {
  reported = isUnsaved();
  const hidden = document.visibilityState === "hidden";
  try {
    const response = await post("presence", { page, path, unsaved: reported, hidden });
    if (response.ok) showEditing((await response.json()).editing);
  } catch {
    // The preview does not answer, which the page says already.
  }
}

/** Tell the others that this page is closed; a browser sends it even after that. */
function leave() {
  fetch(`${PREFIX}presence`, {
    method: "POST",
    keepalive: true,
    headers: {
      "content-type": "application/json",
      "x-newsgen-token": document.body.dataset.token,
    },
    body: JSON.stringify({ page, path: "" }),
  }).catch(() => {});
}

/** Show who edits the file of this page, and in the table of stories who edits which. */
export function showEditing(editing) {
  const others = editing.filter((each) => each.page !== page);
  const notice = find("presence");
  if (notice && path) {
    const here = others.filter((each) => each.path === path);
    show(notice, here, " has this file open too", ", with changes that are not saved", ". ");
    notice.hidden = !here.length;
  }
  for (const row of document.querySelectorAll(".stories tr[data-path]")) {
    const here = others.filter((each) => each.path === row.dataset.path);
    show(markOf(row, here.length), here, " edits", " (not saved)", " ");
  }
}

/** Name those who edit a file in an element, unless it says so already. */
function show(element, editors, does, unsaved, end) {
  if (!element) return;
  const sentences = editors.map((each) => [each.who, does + (each.unsaved ? unsaved : "") + end]);
  if (element.textContent === sentences.flat().join("")) return;
  element.replaceChildren(...sentences.flatMap(([who, rest]) => [isolated(who), rest]));
}

/** A name, whose direction changes nothing around it. */
function isolated(name) {
  return Object.assign(document.createElement("bdi"), { textContent: name });
}

/** The mark below the headline of a row; it is made or taken away as needed. */
function markOf(row, isNeeded) {
  const cell = row.querySelector(".cell-headline");
  const mark = cell.querySelector(".editing");
  if (mark && !isNeeded) mark.remove();
  if (mark || !isNeeded) return isNeeded ? mark : null;
  const made = Object.assign(document.createElement("span"), { className: "editing" });
  cell.append(made);
  return made;
}

document.addEventListener("newsgen:pulse", ({ detail }) => showEditing(detail.editing));
