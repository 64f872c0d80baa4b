/* The quick edit: loads, saves and follows a story's file. */

import { find, setText, timeOfDay } from "./common.js";
import { setUpCompletion } from "./completion.js";
import { openConflict, saveMerged } from "./conflict.js";
import { listenToFrame, showPage } from "./page_preview.js";
import { setUpPictures } from "./pictures.js";
import { reportPresence } from "./presence.js";
import {
  file,
  forgetUnsaved,
  isChanged,
  keepUnsaved,
  read,
  readUnsaved,
  replaceText,
  showState,
  write,
} from "./source_file.js";
import { area, jump, jumpToStory, path } from "./text_area.js";
import { setUpToolbar } from "./toolbar.js";

async function open() {
  const source = await read();
  const unsaved = readUnsaved();
  file.known = { text: source.text, digest: source.digest };
  showShared(source);
  area.disabled = false;
  if (unsaved && unsaved.text !== source.text) {
    file.known = unsaved.base;
    showRestored(unsaved.time, source.digest === file.known.digest);
  } else {
    forgetUnsaved();
  }
  replaceText(unsaved?.text ?? source.text);
  area.setSelectionRange(0, 0);
  showPage(source);
  const line = /^#line-(\d+)$/.exec(location.hash);
  if (line) jump(Number(line[1]));
  if (location.hash === "#story") {
    jumpToStory();
    // Once only: after a reload the next key would replace the paragraph that is marked.
    history.replaceState(null, "", location.pathname + location.search);
  }
}

function showRestored(time, isSameFile) {
  const format = { dateStyle: "medium", timeStyle: "short" };
  const moment = new Date(time).toLocaleString("en-GB", format);
  const change = isSameFile ? "" : " The file has changed since: saving shows both versions.";
  find("restored").hidden = false;
  find("restored").firstElementChild.textContent =
    `Unsaved text of ${moment} was restored.${change}`;
}

/** Tell that others changed the file in the remote repository: the next save shows both versions. */
function showShared({ shared }) {
  const isNew = Boolean(shared) && !file.isShared;
  file.isShared = Boolean(shared);
  if (!isNew) return;
  setText(find("refused"), "Others changed this file too. When you save, you see both versions.");
}

/** Read the file again after a change elsewhere. */
async function update() {
  const before = file.saves;
  const source = await read();
  if (before !== file.saves || file.isSaving) return;
  showPage(source);
  showShared(source);
  if (source.digest === file.known.digest || find("merge").open) return;
  if (isChanged()) {
    setText(
      find("refused"),
      "The file was changed elsewhere. When you save, you see both versions.",
    );
  } else {
    file.known = { text: source.text, digest: source.digest };
    replaceText(source.text);
    find("saved").textContent = `The file changed: loaded again at ${timeOfDay()}`;
  }
}

let isUpdating = false;
let isOutdated = false; // whether something changed since the last update began

async function updateSoon() {
  isOutdated = true;
  if (isUpdating) return;
  isUpdating = true;
  while (isOutdated) {
    isOutdated = false;
    await update().catch(() => {});
  }
  isUpdating = false;
}

export async function save() {
  if (file.isSaving || area.disabled || find("merge").open) return;
  if (isChanged() || file.isShared) {
    const [text, base] = [area.value, file.known];
    const onConflict = (current) => openConflict(text, base, current);
    if (!(await write(text, base, find("refused"), onConflict))) return;
    find("restored").hidden = true;
    keepUnsaved();
  }
  if (!isChanged()) find("saved").textContent = `Saved at ${timeOfDay()}`;
}

async function discard() {
  const source = await read();
  file.known = { text: source.text, digest: source.digest };
  replaceText(source.text);
  keepUnsaved();
  find("restored").hidden = true;
  area.focus();
}

function handleKey(event) {
  const isSave = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
  if (!isSave || event.altKey) return;
  event.preventDefault();
  if (find("merge").open) saveMerged();
  else save();
}

area.addEventListener("input", () => {
  keepUnsaved();
  showState();
});
find("save").addEventListener("click", save);
find("discard").addEventListener("click", discard);
addEventListener("keydown", handleKey);
addEventListener("beforeunload", (event) => {
  if (isChanged() || find("merge").open) event.preventDefault();
});
document.addEventListener("newsgen:changed", updateSoon);
listenToFrame(updateSoon);
setUpCompletion();
reportPresence(path, isChanged);
setUpPictures();
setUpToolbar();
open().catch((error) => setText(find("refused"), `The file cannot be read: ${error.message}`));
