/* Who edits which file: this page reports itself, and shows the others. */

import { find, PREFIX, post, setText } from "./common.js";

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
  document.addEventListener("visibilitychange", report);
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
    const text = others
      .filter((each) => each.path === path)
      .map(sentence)
      .join(" ");
    if (notice.textContent !== text) setText(notice, text);
  }
  for (const row of document.querySelectorAll(".stories tr[data-path]")) {
    const here = others.filter((each) => each.path === row.dataset.path);
    mark(row, here.map(note).join(", "));
  }
}

const sentence = ({ who, unsaved }) =>
  `${who} has this file open too${unsaved ? ", with changes that are not saved" : ""}.`;
const note = ({ who, unsaved }) => `${who} edits${unsaved ? " (not saved)" : ""}`;

/** Put a mark below the headline of a row, change it, or take it away. */
function mark(row, text) {
  const cell = row.querySelector(".cell-headline");
  let element = cell.querySelector(".editing");
  if (!text) {
    element?.remove();
    return;
  }
  if (!element) {
    element = Object.assign(document.createElement("span"), { className: "editing", dir: "auto" });
    cell.append(element);
  }
  if (element.textContent !== text) element.textContent = text;
}

document.addEventListener("newsgen:pulse", ({ detail }) => showEditing(detail.editing));
