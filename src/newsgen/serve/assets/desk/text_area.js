/* The text area of the quick edit: lines, the position of a character, and writing into it. */

import { find } from "./common.js";

export const area = find("text");
export const path = area.dataset.path;
export const splitLines = (text) => text.split("\n");

/** The number of the line that ends the front matter, from 0; -1 if there is none. */
export const matterEnd = (lines) => (lines[0] === "---" ? lines.indexOf("---", 1) : -1);

/** Where the text after the front matter begins. */
export function textStart() {
  const lines = splitLines(area.value);
  const end = matterEnd(lines);
  return end < 0 ? 0 : Math.min(lines.slice(0, end + 1).join("\n").length + 1, area.value.length);
}

/** Replace a part of the text as if it were typed, so that it can be undone. */
export function typeOver(start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (start === end && !text) return;
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Write a paragraph of its own after the one at the cursor, and put the cursor at its end. */
export function insertParagraph(text) {
  const cursor = Math.max(area.selectionEnd, textStart());
  const [above, below] = [area.value.slice(0, cursor), area.value.slice(cursor)];
  const isEmptyLine = /(^|\n)$/.test(above) && /^(\n|$)/.test(below);
  const blank = below.indexOf("\n\n");
  const end = isEmptyLine ? 0 : blank < 0 ? below.trimEnd().length : blank;
  const rest = below.slice(end);
  const start = area.value.length - rest.length;
  const gap = (newlines) => "\n".repeat(Math.max(0, 2 - newlines.length));
  const before = start ? gap(/\n*$/.exec(area.value.slice(0, start))[0]) : "";
  const after = rest.trim() ? gap(/^\n*/.exec(rest)[0]) : "";
  typeOver(start, start, before + text + after);
  const caret = start + before.length + text.length;
  area.setSelectionRange(caret, caret);
}

/** The value as valid YAML, also in a list on one line. */
export function quoted(value) {
  const isWord = /^(?:\.{1,2}\/)*[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._’/-]*$/u.test(value);
  const isPlain =
    isWord && /\p{L}/u.test(value) && !/^(true|false|yes|no|on|off|null)$/i.test(value);
  return isPlain && value === value.trim() ? value : JSON.stringify(value);
}

/** Select a line of a text area, and scroll it into view. */
export function jump(line, field = area) {
  const before = splitLines(field.value).slice(0, line - 1);
  const start = before.join("\n").length + (before.length ? 1 : 0);
  const end = field.value.indexOf("\n", start);
  field.focus();
  field.setSelectionRange(start, end < 0 ? field.value.length : end);
  field.scrollTop = positionOf(start, field).top - field.clientHeight / 3;
}

/** Select the first line below the front matter, which a new story has for its text. */
export function jumpToStory() {
  const lines = splitLines(area.value);
  const end = lines.indexOf("---", 1);
  const first = lines.findIndex((line, number) => number > end && line.trim());
  if (end > 0 && first > 0) jump(first + 1);
}

/** The position of a character in pixels, from the top left of the whole text. */
export function positionOf(index, field = area) {
  const mirror = document.createElement("div");
  const style = getComputedStyle(field);
  const copied = [
    "font",
    "padding",
    "letterSpacing",
    "lineHeight",
    "tabSize",
    "boxSizing",
    "unicodeBidi",
  ];
  for (const name of copied) mirror.style[name] = style[name];
  Object.assign(mirror.style, {
    position: "absolute",
    visibility: "hidden",
    insetBlockStart: "0",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
    inlineSize: `${field.clientWidth}px`,
  });
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  mirror.append(field.value.slice(0, index), mark);
  document.body.append(mirror);
  const position = { top: mark.offsetTop, left: mark.offsetLeft, height: mark.offsetHeight };
  mirror.remove();
  return position;
}
