/* Completion of sections, authors and tags in front matter. */

import { find } from "./common.js";
import { keepUnsaved, showState } from "./source_file.js";
import { area, positionOf, splitLines } from "./text_area.js";

const MAX_OPTIONS = 8;
const suggestions = JSON.parse(find("completions").textContent);
const list = find("offers");
let completed = null; // the value that the list completes

const stripQuotes = (text) => text.trim().replace(/^["']|["']$/g, "");

/** The value before the cursor: its key, the typed text, where it starts, and values in use. */
function valueAtCursor() {
  const cursor = area.selectionStart;
  if (cursor !== area.selectionEnd) return null;
  const above = splitLines(area.value.slice(0, cursor));
  const line = above.pop();
  if (above[0] !== "---" || above.indexOf("---", 1) > 0 || line.includes("#")) return null;
  const found = valueInLine(line) ?? itemInList(line, above);
  if (!found) return null;
  const { name, value, isInline } = found;
  const end = area.value.indexOf("\n", cursor);
  const rest = area.value.slice(cursor, end < 0 ? undefined : end);
  const separator = Math.max(value.lastIndexOf(","), value.lastIndexOf("["));
  const typed = isInline ? value.slice(separator + 1) : value;
  const others = value.slice(0, value.length - typed.length) + rest;
  return {
    name,
    typed: typed.trimStart().replace(/^["']/, ""),
    start: cursor - typed.trimStart().length,
    // Where a list on one line needs a bracket; -1 if none is missing.
    bracket: isInline && !value.includes("[") ? cursor - value.length : -1,
    used: others.split(/[[\],]/).map(stripQuotes),
  };
}

/** The key and the value of a line such as `tags: [a, b`. */
function valueInLine(line) {
  const match = /^(section|authors|tags):[ \t]+(.*)$/.exec(line);
  return match && { name: match[1], value: match[2], isInline: match[1] !== "section" };
}

/** The key and the value of a list item such as `  - a`, whose key is in a line above. */
function itemInList(line, above) {
  const item = /^[ \t]*-[ \t]+(.*)$/.exec(line);
  const parent = above.findLast((other) => !/^[ \t]*-/.test(other)) ?? "";
  const match = item && /^(authors|tags):[ \t]*(#.*)?$/.exec(parent);
  return match && { name: match[1], value: item[1], isInline: false };
}

/** The options that match the typed text: those that start with it before those that contain it. */
function matching({ name, typed, used }) {
  const text = typed.trim().toLowerCase();
  const options = suggestions[name].map((one) =>
    Array.isArray(one) ? { value: one[0], title: one[1] } : { value: one, title: "" },
  );
  const rank = ({ value, title }) => {
    const places = [value, title]
      .map((one) => one.toLowerCase().indexOf(text))
      .filter((place) => place >= 0);
    return places.length ? Math.min(1, ...places) : 2;
  };
  const found = options.filter((option) => rank(option) < 2 && !used.includes(option.value));
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_OPTIONS);
}

function openList() {
  completed = valueAtCursor();
  const found = completed ? matching(completed) : [];
  const isComplete = found.length === 1 && found[0].value === completed.typed;
  if (!found.length || isComplete) {
    closeList();
    return;
  }
  list.replaceChildren(...found.map(listItem));
  const { top, left, height } = positionOf(area.selectionStart);
  list.hidden = false;
  const rightmost = area.offsetLeft + area.offsetWidth - list.offsetWidth;
  list.style.insetBlockStart = `${area.offsetTop + top + height - area.scrollTop}px`;
  list.style.left = `${Math.max(area.offsetLeft, Math.min(area.offsetLeft + left, rightmost))}px`;
  area.removeAttribute("aria-activedescendant");
  find("offered").textContent = found.length === 1 ? "1 completion" : `${found.length} completions`;
}

function listItem({ value, title }, index) {
  const item = Object.assign(document.createElement("li"), {
    id: `offer-${index}`,
    textContent: value,
    dir: "auto",
  });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.value = value;
  if (title && title !== value) {
    const name = document.createElement("bdi");
    name.textContent = title;
    item.append(" ", name);
  }
  item.addEventListener("mousedown", (event) => {
    event.preventDefault();
    accept(value);
  });
  return item;
}

function closeList() {
  list.hidden = true;
  list.replaceChildren();
  area.removeAttribute("aria-activedescendant");
  find("offered").textContent = "";
}

function moveSelection(step) {
  const items = [...list.children];
  const place = items.findIndex((item) => item.ariaSelected === "true");
  const isFromStart = place < 0 && step < 0;
  const next = isFromStart ? items.length - 1 : (place + step + items.length) % items.length;
  items.forEach((item, index) => {
    item.setAttribute("aria-selected", String(index === next));
  });
  items[next].scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", items[next].id);
}

/** The value as valid YAML, also in a list on one line. */
function quoted(value) {
  const isWord = /^[\p{L}][\p{L}\p{M}\p{N} ._’/-]*$/u.test(value);
  const isPlain = isWord && !/^(true|false|yes|no|on|off|null)$/i.test(value);
  return isPlain && value === value.trim() ? value : JSON.stringify(value);
}

function accept(value) {
  const cursor = area.selectionStart;
  const { start, bracket } = completed;
  const needsBrackets = bracket >= 0;
  const text = needsBrackets
    ? `[${area.value.slice(bracket, start)}${quoted(value)}]`
    : quoted(value);
  area.focus();
  area.setSelectionRange(needsBrackets ? bracket : start, cursor);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, cursor, "end");
  }
  if (needsBrackets) area.setSelectionRange(area.selectionEnd - 1, area.selectionEnd - 1);
  keepUnsaved();
  showState();
  closeList();
}

function handleKey(event) {
  if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    openList();
  }
  if (list.hidden) return;
  const selected = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    moveSelection(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && selected) accept(selected.dataset.value);
  else if (event.key === "Escape") closeList();
  else {
    const closing = ["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Enter"];
    if (closing.includes(event.key)) closeList();
    return;
  }
  event.preventDefault();
}

/** Offer completions while the user types, and on Ctrl-Space. */
export function setUpCompletion() {
  area.addEventListener("input", openList);
  area.addEventListener("blur", closeList);
  area.addEventListener("pointerdown", closeList);
  area.addEventListener("keydown", handleKey);
}
