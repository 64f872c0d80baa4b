/* The buttons above the text: each acts on the selected text or lines. */

import { find } from "./common.js";
import { openList } from "./completion.js";
import { area, insertParagraph, splitLines, textStart, typeOver } from "./text_area.js";

const toolbar = find("toolbar");
const KEYS = { b: "bold", i: "italic", k: "link" };
const HEADING = /^#{1,6} /;

const actions = {
  bold: () => mark("**"),
  italic: () => mark("*"),
  heading: () => markLines("## ", HEADING),
  list: () => markLines("- ", /^[-*+] /),
  quote: () => markLines("> ", /^> ?/),
  link,
  picture: () => find("picture-file").click(),
  block,
};

/** Replace a part of the text, and select what `from` and `to` count from its start. */
function rewrite(start, end, text, from = 0, to = text.length) {
  typeOver(start, end, text);
  area.setSelectionRange(start + from, start + to);
}

/** Put the selected words between marks, or take the marks away. */
function mark(sign) {
  const { value } = area;
  let [start, end] = [area.selectionStart, area.selectionEnd];
  while (start < end && /\s/.test(value[start])) start++;
  while (end > start && /\s/.test(value[end - 1])) end--;
  if (isMarked(value.slice(0, start), value.slice(end), sign)) {
    rewrite(start - sign.length, end + sign.length, value.slice(start, end));
    return;
  }
  const lines = splitLines(value.slice(start, end));
  const text = lines.map((line) => (line.trim() || lines.length === 1 ? sign + line + sign : line));
  const isOne = lines.length === 1;
  const whole = text.join("\n");
  rewrite(start, end, whole, isOne ? sign.length : 0, whole.length - (isOne ? sign.length : 0));
}

/** Whether stars around the selection are those of this mark: three are bold and italic. */
function isMarked(before, after, sign) {
  const count = Math.min(/\**$/.exec(before)[0].length, /^\**/.exec(after)[0].length);
  return sign === "*" ? count % 2 === 1 : count >= 2;
}

/** Begin the selected lines with a sign in place of others of its kind, or take it away. */
function markLines(sign, kind) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const found = value.indexOf("\n", Math.max(area.selectionEnd, start));
  const end = found < 0 ? value.length : found;
  const lines = splitLines(value.slice(start, end));
  const written = lines.filter((line) => line.trim());
  const isOn = written.length > 0 && written.every((line) => line.startsWith(sign));
  const changed = lines.map((line) => {
    if (!line.trim() && lines.length > 1) return line;
    return (isOn ? "" : sign) + line.replace(kind, "");
  });
  const text = changed.join("\n");
  rewrite(start, end, text, lines.length > 1 ? 0 : text.length);
}

/** Make the selected words a link, and offer stories; without words, the cursor waits for them. */
function link() {
  const [start, end] = [area.selectionStart, area.selectionEnd];
  const words = area.value.slice(start, end).replaceAll("\n", " ");
  const isAddress = /^https?:\/\/\S+$/.test(words);
  const text = isAddress ? `[](${words})` : `[${words}]()`;
  const cursor = words && !isAddress ? text.length - 1 : 1;
  rewrite(start, end, text, cursor, cursor);
  if (cursor > 1) openList();
}

/** Begin a block, and offer all blocks. */
function block() {
  insertParagraph("::: ");
  openList();
}

function act(name) {
  if (area.disabled) return;
  const isText = name === "picture" || area.selectionStart >= textStart();
  find("note").textContent = isText ? "" : "The cursor is above the text: put it into the text.";
  if (isText) actions[name]();
  else area.focus();
}

/** Arrow keys move between the buttons, of which Tab reaches one. */
function moveFocus(event) {
  const buttons = [...toolbar.querySelectorAll("button")];
  const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  const next = buttons.indexOf(document.activeElement) + step;
  const place = Number.isFinite(next)
    ? (next + buttons.length) % buttons.length
    : step > 0
      ? buttons.length - 1
      : 0;
  for (const button of buttons) button.tabIndex = button === buttons[place] ? 0 : -1;
  buttons[place].focus();
}

/** The letter of a key, also on a keyboard of another script. */
const letterOf = ({ key, code }) => (/^[a-z]$/i.test(key) ? key : code.slice(-1)).toLowerCase();

function handleKey(event) {
  const name = KEYS[letterOf(event)];
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!name || !isShortcut) return;
  event.preventDefault();
  act(name);
}

export function setUpToolbar() {
  if (!toolbar) return;
  toolbar.addEventListener("click", ({ target }) => {
    const name = target.closest("button")?.dataset.do;
    if (name) act(name);
  });
  toolbar.addEventListener("keydown", moveFocus);
  area.addEventListener("keydown", handleKey);
}
