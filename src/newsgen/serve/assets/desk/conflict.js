/* The dialog that merges two versions, when somebody else changed the file. */

import { find, setText, timeOfDay } from "./common.js";
import { compare, merge } from "./lines.js";
import { file, keepUnsaved, showState, write } from "./source_file.js";
import { area, jump, splitLines } from "./text_area.js";

const CONTEXT = 2; // equal lines shown around a difference

let theirs = { text: "", digest: "" };
let isShared = false; // whether their version is not in the file, but in the remote repository
let isEdited = false; // whether the user changed the merged text

/**
 * Show the versions `mine` and `current`, both based on `base`, and their merged text. The server
 * names another base for a version from the remote repository, which is older than what we saved.
 */
export function openConflict(mine, base, current) {
  theirs = { text: current.text, digest: current.digest };
  isShared = current.base !== undefined;
  const before = current.base ?? base.text;
  const merged = merge(splitLines(before), splitLines(mine), splitLines(theirs.text));
  const count = merged.conflicts.length;
  const places = count === 1 ? "In one place" : `In ${count} places`;
  find("conflicts").textContent = count
    ? `${places} both of you changed the same lines. Your lines come first, then theirs. Choose.`
    : "Your changes and theirs do not touch each other.";
  find("sides").replaceChildren(...tableRows(compare(splitLines(theirs.text), splitLines(mine))));
  find("merged").value = merged.lines.join("\n");
  isEdited = false;
  if (!find("merge").open) find("merge").showModal();
  jump(merged.conflicts[0] ?? 1, find("merged"));
}

/** Table rows with both versions, without long runs of equal lines. */
function tableRows(rows) {
  const isNear = rows.map((_, place) =>
    rows.slice(Math.max(0, place - CONTEXT), place + CONTEXT + 1).some((row) => !row.same),
  );
  const shown = [];
  rows.forEach((row, place) => {
    if (isNear[place]) shown.push(tableRow(row));
    else if (place === 0 || isNear[place - 1]) shown.push(gapRow(isNear, place));
  });
  return shown;
}

function tableRow({ same, left, right }) {
  const row = document.createElement("tr");
  const sides = [
    [left, "del", "− "],
    [right, "ins", "+ "],
  ];
  for (const [text, tag, sign] of sides) {
    const cell = row.insertCell();
    cell.dir = "auto";
    if (text === null) continue;
    if (same) cell.textContent = text;
    else {
      cell.className = "differs";
      const mark = document.createElement(tag);
      mark.append(text || " ");
      mark.dataset.sign = sign;
      cell.append(mark);
    }
  }
  return row;
}

function gapRow(isNear, place) {
  const end = isNear.indexOf(true, place);
  const row = document.createElement("tr");
  const cell = row.insertCell();
  cell.colSpan = 2;
  cell.className = "gap";
  const count = (end < 0 ? isNear.length : end) - place;
  cell.textContent = count === 1 ? "1 equal line" : `${count} equal lines`;
  return row;
}

export async function saveMerged() {
  const text = find("merged").value;
  const base = theirs;
  const onConflict = (current) => openConflict(text, base, current);
  if (file.isSaving || !(await write(text, base, find("merge-refused"), onConflict))) return;
  area.value = text;
  close();
  keepUnsaved();
  find("saved").textContent = `Saved at ${timeOfDay()}`;
}

function close() {
  isEdited = false;
  find("merge").close();
  find("restored").hidden = true;
  setText(find("refused"), "");
  showState();
  area.focus();
}

find("merged").addEventListener("input", () => {
  isEdited = true;
  keepUnsaved(find("merged").value, theirs);
});
find("save-merged").addEventListener("click", saveMerged);
find("keep-mine").addEventListener("click", () => find("merge").close());
find("merge").addEventListener("close", () => {
  if (isEdited) {
    file.known = theirs;
    area.value = find("merged").value;
  }
  keepUnsaved();
  showState();
});
find("take-theirs").addEventListener("click", () => {
  const question = isShared
    ? "Discard your version, also what you saved of it?"
    : "Discard everything that you typed since you last saved?";
  if (!confirm(question)) return;
  if (isShared) {
    find("merged").value = theirs.text;
    saveMerged();
    return;
  }
  file.known = theirs;
  area.value = theirs.text;
  close();
});
