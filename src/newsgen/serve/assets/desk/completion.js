/* Completion in the text area: a list of what can stand at the cursor. */

import { find, PREFIX } from "./common.js";
import { placeAt } from "./completion_places.js";
import { area, path, positionOf, quoted, typeOver } from "./text_area.js";

const MAX_OPTIONS = 20;
const CLOSING = new Set(
  "ArrowLeft ArrowRight Home End PageUp PageDown Enter Tab".split(" "), // keys
);
const completions = JSON.parse(find("completions").textContent);
const isYaml = /\.ya?ml$/i.test(path);
const list = find("offers");
let completed = null; // the place that the list completes
let turn = 0; // increases whenever the list opens or closes

/** The options that match the typed text: those that start with it before those that contain it. */
function matching(options, { typed, used }) {
  const text = typed.trim().replace(/^["']/, "").toLowerCase();
  const rank = ({ value, title }) => {
    const places = [value, title]
      .map((one) => one.toLowerCase().indexOf(text))
      .filter((place) => place >= 0);
    return places.length ? Math.min(1, ...places) : 2;
  };
  const found = options.filter((option) => rank(option) < 2 && !used.includes(option.value));
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_OPTIONS);
}

/** The options at a place; stories and files are those that the server finds. */
async function optionsAt(place) {
  if (place.kind === "blocks") return matching(completions.blocks, place);
  if (place.options?.length) return matching(place.options, place);
  const words = place.typed.replace(/^["'<]?(\.{0,2}\/)*/, "");
  const response = await fetch(
    `${PREFIX}complete?${new URLSearchParams({ path, kind: place.kind, words })}`,
  );
  const found = response.ok ? await response.json() : [];
  return found.filter(({ value }) => !place.used.includes(value));
}

/** Show what can stand at the cursor; a key must be begun, unless the user asks for the list. */
export async function openList(isAsked = false) {
  const now = ++turn;
  const cursor = area.selectionStart;
  const isSelection = cursor !== area.selectionEnd;
  const place = isSelection ? null : placeAt(area.value, cursor, isYaml, completions);
  const isBegun = place && (place.kind !== "keys" || place.typed || isAsked);
  const found = isBegun ? await optionsAt(place).catch(() => []) : [];
  if (now !== turn) return;
  const isComplete = found.length === 1 && found[0].value === place.typed;
  if (!found.length || isComplete) closeList();
  else showList(place, found);
}

function showList(place, found) {
  completed = place;
  list.replaceChildren(...found.map(listItem));
  const { top, left, height } = positionOf(area.selectionStart);
  list.hidden = false;
  const rightmost = area.offsetLeft + area.offsetWidth - list.offsetWidth;
  list.style.insetBlockStart = `${area.offsetTop + top + height - area.scrollTop}px`;
  list.style.left = `${Math.max(area.offsetLeft, Math.min(area.offsetLeft + left, rightmost))}px`;
  area.removeAttribute("aria-activedescendant");
  find("offered").textContent = found.length === 1 ? "1 completion" : `${found.length} completions`;
}

function listItem(option, index) {
  const { value, title } = option;
  const item = Object.assign(document.createElement("li"), {
    id: `offer-${index}`,
    textContent: value,
    dir: "auto",
    option,
  });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  if (title && title !== value) {
    const name = document.createElement("bdi");
    name.textContent = title;
    item.append(" ", name);
  }
  item.addEventListener("mousedown", () => accept(option));
  return item;
}

function closeList() {
  turn++;
  list.hidden = true;
  list.replaceChildren();
  area.removeAttribute("aria-activedescendant");
  find("offered").textContent = "";
}

function moveSelection(step) {
  turn++; // an answer that is still on its way would take the selection back
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

/** What is written before and after the cursor when an option is accepted. */
function writtenFor({ value, isMapping, place }) {
  const { kind, start, rest, indent, colons, isLink } = completed;
  if (kind === "keys") {
    if (rest.startsWith(":")) return [value, ""];
    return [isMapping ? `${value}:\n${" ".repeat(indent + 2)}` : `${value}: `, ""];
  }
  if (kind === "blocks") {
    const opening = area.value[start - 1] === ":" ? ` ${value}` : value;
    return place === "title" ? [`${opening} `, `\n\n${colons}`] : [`${opening}\n`, `\n${colons}`];
  }
  if (isLink) {
    const target = /[\s()<>]/.test(value) ? `<${value}>` : value;
    return [rest.startsWith(")") ? target : `${target})`, ""];
  }
  return [quoted(value), ""];
}

function accept(option) {
  const { start, bracket, kind } = completed;
  const [before, after] = writtenFor(option);
  const cursor = area.selectionStart;
  if (bracket >= 0) {
    typeOver(bracket, cursor, `[${area.value.slice(bracket, start)}${before}]`);
    area.setSelectionRange(area.selectionEnd - 1, area.selectionEnd - 1);
  } else {
    typeOver(start, cursor, before + after);
    area.setSelectionRange(start + before.length, start + before.length);
  }
  closeList();
  if (kind === "keys") openList();
}

function handleKey(event) {
  if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    openList(true);
  }
  if (list.hidden) return;
  const selected = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    moveSelection(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && selected) accept(selected.option);
  else if (event.key === "Escape") closeList();
  else {
    if (CLOSING.has(event.key)) closeList();
    return;
  }
  event.preventDefault();
}

/** Offer completions while the user types, and on Ctrl-Space. */
export function setUpCompletion() {
  area.addEventListener("input", () => openList());
  area.addEventListener("blur", closeList);
  area.addEventListener("pointerdown", closeList);
  area.addEventListener("keydown", handleKey);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
}
