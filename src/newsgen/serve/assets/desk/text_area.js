/* The text area of the quick edit: lines, and the position of a character. */

import { find } from "./common.js";

export const area = find("text");
export const path = area.dataset.path;
export const splitLines = (text) => text.split("\n");

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
