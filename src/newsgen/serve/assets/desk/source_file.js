/* The source that is edited: its state, its requests, and unsaved text in this browser. */

import { find, PREFIX, post, readAnswer, setText } from "./common.js";
import { area, path } from "./text_area.js";

export const file = {
  known: { text: "", digest: "" }, // the content as this page last read or wrote it
  isShared: false, // whether others have a version in the remote repository, to be merged
  saves: 0,
  isSaving: false,
};

const key = `newsgen text ${path}`;
export const isChanged = () => !area.disabled && area.value !== file.known.text;

/** Keep unsaved text, and the version that it is based on, where a crash does not lose it. */
export function keepUnsaved(text = area.value, base = file.known) {
  try {
    if (text === base.text) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ text, base, time: Date.now() }));
  } catch {
    setText(find("refused"), "This browser has no space left for unsaved text: save soon.");
  }
}

/** The unsaved text of an earlier visit, or null. */
export function readUnsaved() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function forgetUnsaved() {
  localStorage.removeItem(key);
}

export function showState() {
  find("saved").textContent = isChanged() ? "Not saved" : "Saved";
  find("saved").classList.toggle("is-changed", isChanged());
}

/** The source as the server reads it now, with the notes for its page. Throws on failure. */
export async function read() {
  const response = await fetch(`${PREFIX}source?path=${encodeURIComponent(path)}`);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** Replace the text in the text area; the selection and the scroll position stay. */
export function replaceText(text) {
  const { selectionStart, selectionEnd, scrollTop } = area;
  area.value = text;
  area.setSelectionRange(selectionStart, selectionEnd);
  area.scrollTop = scrollTop;
  showState();
}

/**
 * Save a text that is based on the version `base`. Errors are shown in the element `message`.
 * If the file has changed since, `onConflict` is called with the file as it is now.
 * The result tells whether the text was saved.
 */
export async function write(text, base, message, onConflict) {
  file.isSaving = true;
  setText(message, "");
  find("saved").textContent = "Saving …";
  try {
    const response = await post("save", { path, text, digest: base.digest });
    const answer = await readAnswer(response);
    if (response.ok) {
      file.known = { text, digest: answer.digest };
      file.isShared = false;
      file.saves++;
      return true;
    }
    if (response.status === 409 && "text" in answer) onConflict(answer);
    else setText(message, `Not saved: ${answer.message}. The text is kept in this browser.`);
  } catch {
    setText(message, "Not saved: the preview does not answer. The text is kept in this browser.");
  } finally {
    file.isSaving = false;
    showState();
  }
  return false;
}
