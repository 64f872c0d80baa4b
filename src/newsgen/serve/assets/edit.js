/* A story's file in a text area: saved, never lost, completed, beside its page. */

import { post, say, timeOfDay } from "./desk.js";
import { compare, merge } from "./lines.js";

const find = (id) => document.getElementById(id);
const area = find("text");
const path = area.dataset.path;
const lines = (text) => text.split("\n");

// --- the text -------------------------------------------------------------------------------------

let known = { text: "", digest: "" }; // the file as this page last read or wrote it
let saves = 0;
let isSaving = false;

const key = `newsgen text ${path}`;
const isChanged = () => !area.disabled && area.value !== known.text;

/** Keeps text that is not saved, with what it began from, where a crash does not reach it. */
function keep(text = area.value, base = known) {
  try {
    if (text === base.text) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ text, base, time: Date.now() }));
  } catch {
    say(find("refused"), "This browser has no room to keep unsaved text: save soon.");
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function tellState() {
  find("saved").textContent = isChanged() ? "Not saved" : "Saved";
  find("saved").classList.toggle("is-changed", isChanged());
}

async function read() {
  const answer = await fetch(`/_newsgen/source?path=${encodeURIComponent(path)}`);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

function setText(text) {
  const { selectionStart, selectionEnd, scrollTop } = area;
  area.value = text;
  area.setSelectionRange(selectionStart, selectionEnd);
  area.scrollTop = scrollTop;
  tellState();
}

async function open() {
  const file = await read();
  const mine = kept();
  known = { text: file.text, digest: file.digest };
  area.disabled = false;
  if (mine && mine.text !== file.text) {
    known = mine.base;
    const day = new Date(mine.time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    const news = file.digest === known.digest ? "" : " The file was changed since: saving shows both.";
    find("restored").hidden = false;
    find("restored").firstElementChild.textContent = `Text of ${day} that was not saved was brought back.${news}`;
  } else {
    localStorage.removeItem(key);
  }
  setText(mine?.text ?? file.text);
  area.setSelectionRange(0, 0);
  show(file);
  const line = /^#line-(\d+)$/.exec(location.hash);
  if (line) jump(Number(line[1]));
}

/** Takes up what happened to the file elsewhere. */
async function lookAgain() {
  const before = saves;
  const file = await read();
  if (before !== saves || isSaving) return;
  show(file);
  if (file.digest === known.digest || find("merge").open) return;
  if (isChanged()) {
    say(find("refused"), "The file was changed elsewhere meanwhile. When you save, you see both versions.");
  } else {
    known = { text: file.text, digest: file.digest };
    setText(file.text);
    find("saved").textContent = `Changed elsewhere, taken up at ${timeOfDay()}`;
  }
}

/** Writes a text over the version it began from; gives whether that went well. */
async function write(text, base, refused) {
  isSaving = true;
  say(refused, "");
  find("saved").textContent = "Saving …";
  try {
    const answer = await post("save", { path, text, digest: base.digest });
    const isJson = answer.headers.get("content-type")?.startsWith("application/json");
    const told = isJson ? await answer.json() : { message: await answer.text() };
    if (answer.ok) {
      known = { text, digest: told.digest };
      saves++;
      return true;
    }
    if (answer.status === 409 && isJson) openMerge(text, base, told);
    else say(refused, `Not saved: ${told.message}. The text is kept in this browser.`);
  } catch {
    say(refused, "Not saved: the preview does not answer. The text is kept in this browser.");
  } finally {
    isSaving = false;
    tellState();
  }
  return false;
}

async function save() {
  if (isSaving || area.disabled || find("merge").open) return;
  if (isChanged()) {
    if (!(await write(area.value, known, find("refused")))) return;
    find("restored").hidden = true;
    keep();
  }
  if (!isChanged()) find("saved").textContent = `Saved at ${timeOfDay()}`;
}

area.addEventListener("input", () => {
  keep();
  tellState();
});
find("save").addEventListener("click", save);
find("discard").addEventListener("click", async () => {
  const file = await read();
  known = { text: file.text, digest: file.digest };
  setText(file.text);
  keep();
  find("restored").hidden = true;
  area.focus();
});
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (find("merge").open) saveMerged();
  else save();
});
addEventListener("beforeunload", (event) => {
  if (isChanged() || find("merge").open) event.preventDefault();
});
document.addEventListener("newsroom", lookSoon);

// --- two versions ---------------------------------------------------------------------------------

let theirs = { text: "", digest: "" };
let isMended = false; // whether somebody typed in the text of both
const CONTEXT = 2; // equal lines shown around a difference

function openMerge(mine, base, file) {
  theirs = { text: file.text, digest: file.digest };
  const both = merge(lines(base.text), lines(mine), lines(theirs.text));
  const places = both.clashes.length === 1 ? "In one place" : `In ${both.clashes.length} places`;
  find("clashes").textContent = both.clashes.length
    ? `${places} both of you changed the same lines: yours stand there first, then theirs. Choose.`
    : "Your changes and theirs do not touch each other.";
  find("sides").replaceChildren(...sides(compare(lines(theirs.text), lines(mine))));
  find("merged").value = both.lines.join("\n");
  isMended = false;
  if (!find("merge").open) find("merge").showModal();
  jump(both.clashes[0] ?? 1, find("merged"));
}

/** Rows of both versions, without long stretches where they are alike. */
function sides(rows) {
  const isNear = rows.map((_, place) => rows.slice(Math.max(0, place - CONTEXT), place + CONTEXT + 1).some((row) => !row.same));
  const shown = [];
  rows.forEach((row, place) => {
    if (isNear[place]) shown.push(side(row));
    else if (place === 0 || isNear[place - 1]) shown.push(gap(isNear, place));
  });
  return shown;
}

function side({ same, left, right }) {
  const row = document.createElement("tr");
  for (const [text, tag, sign] of [[left, "del", "− "], [right, "ins", "+ "]]) {
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

function gap(isNear, place) {
  const end = isNear.indexOf(true, place);
  const row = document.createElement("tr");
  const cell = row.insertCell();
  cell.colSpan = 2;
  cell.className = "gap";
  const count = (end < 0 ? isNear.length : end) - place;
  cell.textContent = count === 1 ? "1 line alike" : `${count} lines alike`;
  return row;
}

async function saveMerged() {
  const text = find("merged").value;
  if (isSaving || !(await write(text, theirs, find("merge-refused")))) return;
  area.value = text;
  closeMerge();
  keep();
  find("saved").textContent = `Saved at ${timeOfDay()}`;
}

function closeMerge() {
  isMended = false;
  find("merge").close();
  find("restored").hidden = true;
  say(find("refused"), "");
  tellState();
  area.focus();
}

find("merged").addEventListener("input", () => {
  isMended = true;
  keep(find("merged").value, theirs);
});
find("save-merged").addEventListener("click", saveMerged);
find("keep-mine").addEventListener("click", () => find("merge").close());
find("merge").addEventListener("close", () => {
  if (isMended) {
    known = theirs;
    area.value = find("merged").value;
  }
  keep();
  tellState();
});
find("take-theirs").addEventListener("click", () => {
  if (!confirm("Drop all that you typed since you last saved?")) return;
  known = theirs;
  area.value = theirs.text;
  closeMerge();
});

// --- the page beside it ---------------------------------------------------------------------------

const frame = find("preview");
let shown = "";
let hasSpoken = false; // whether the page in the frame keeps itself up
let isOther = false; // whether the frame was led to another page

function show({ preview, problems, standing, current }) {
  listProblems(problems);
  find("preview-open").hidden = !preview;
  frame.hidden = !preview;
  if (!preview) {
    find("preview-said").textContent = "This file has no page yet. It comes when nothing is wrong with it.";
    shown = "";
    return;
  }
  find("preview-open").href = preview;
  if (preview !== shown) {
    shown = preview;
    hasSpoken = isOther = false;
    frame.src = preview;
  } else if (!hasSpoken) {
    frame.contentWindow.location.replace(shown);
  }
  const words = standing ? `${standing.label}: ${standing.text}. ` : "";
  const stale = current ? "" : "An earlier version is shown until the errors are mended.";
  find("preview-said").textContent = isOther ? "This is another page." : (words + stale).replaceAll("`", "");
}

/** A page of the site tells that there is news of it. Scripts of the site can tell the same: all
 * that is shown is asked for here. */
addEventListener("message", ({ origin, source, data }) => {
  if (!shown || source !== frame.contentWindow || origin !== new URL(shown).origin) return;
  if (typeof data?.newsgen !== "string") return;
  hasSpoken = true;
  isOther = data.newsgen !== new URL(shown).pathname;
  lookSoon();
});

let isLooking = false;
let isNews = false; // whether something happened since the last look began

async function lookSoon() {
  isNews = true;
  if (isLooking) return;
  isLooking = true;
  while (isNews) {
    isNews = false;
    await lookAgain().catch(() => {});
  }
  isLooking = false;
}

find("preview-again").addEventListener("click", () => {
  if (shown) frame.src = shown;
});

function listProblems(problems) {
  find("problems").replaceChildren(...problems.map(problemItem));
}

function problemItem(problem) {
  const item = document.createElement("li");
  item.className = `problem problem-${problem.severity}`;
  const severity = Object.assign(document.createElement("strong"), {
    className: "severity",
    textContent: problem.severity === "error" ? "Error" : "Warning",
  });
  const message = coded("span", problem.message);
  const line = document.createElement("p");
  line.append(severity, " ", message, " ", placeOf(problem));
  item.append(line);
  if (problem.hint) {
    const hint = coded("p", problem.hint);
    hint.className = "problem-hint";
    item.append(hint);
  }
  return item;
}

/** An element with words of which those between backticks are code. */
function coded(tag, words) {
  const element = document.createElement(tag);
  element.dir = "auto";
  words.split("`").forEach((part, number) => {
    element.append(number % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part);
  });
  return element;
}

/** What leads to the place of a problem: in this text, or in the editor. */
function placeOf({ path: file, line, editor }) {
  if (file !== path) {
    return Object.assign(document.createElement("a"), { className: "action", href: editor, textContent: file || "settings" });
  }
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "plain",
    textContent: line ? `line ${line}` : "the file",
  });
  button.addEventListener("click", () => jump(line || 1));
  return button;
}

/** Marks a line of a text area, and brings it into view. */
function jump(line, field = area) {
  const before = lines(field.value).slice(0, line - 1);
  const start = before.join("\n").length + (before.length ? 1 : 0);
  const end = field.value.indexOf("\n", start);
  field.focus();
  field.setSelectionRange(start, end < 0 ? field.value.length : end);
  field.scrollTop = placeAt(start, field).top - field.clientHeight / 3;
}

/** Where the character with that number stands, in pixels from the top left of all the text. */
function placeAt(number, field = area) {
  const mirror = document.createElement("div");
  const style = getComputedStyle(field);
  for (const name of ["font", "padding", "letterSpacing", "lineHeight", "tabSize", "boxSizing", "unicodeBidi"]) {
    mirror.style[name] = style[name];
  }
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
  mirror.append(field.value.slice(0, number), mark);
  document.body.append(mirror);
  const place = { top: mark.offsetTop, left: mark.offsetLeft, height: mark.offsetHeight };
  mirror.remove();
  return place;
}

// --- completion -----------------------------------------------------------------------------------

const offers = JSON.parse(find("completions").textContent);
const list = find("offers");
const MOST = 8;
let asked = null; // what the list is about

/** What the line up to the caret asks for: the key, what is typed of the value, and where it begins. */
function wanted() {
  const caret = area.selectionStart;
  if (caret !== area.selectionEnd) return null;
  const above = lines(area.value.slice(0, caret));
  const line = above.pop();
  if (above[0] !== "---" || above.indexOf("---", 1) > 0 || line.includes("#")) return null;
  const end = area.value.indexOf("\n", caret);
  const rest = area.value.slice(caret, end < 0 ? undefined : end);
  const field = /^(section|authors|tags):[ \t]+(.*)$/.exec(line);
  const item = /^[ \t]*-[ \t]+(.*)$/.exec(line);
  const owner = item && /^(authors|tags):[ \t]*(#.*)?$/.exec(above.findLast((other) => !/^[ \t]*-/.test(other)) ?? "");
  if (!field && !owner) return null;
  const [name, value] = field ? [field[1], field[2]] : [owner[1], item[1]];
  const typed = field && name !== "section" ? value.slice(Math.max(value.lastIndexOf(","), value.lastIndexOf("[")) + 1) : value;
  return {
    name,
    typed: typed.trimStart().replace(/^["']/, ""),
    start: caret - typed.trimStart().length,
    bare: Boolean(field) && name !== "section" && !value.includes("[") ? caret - value.length : -1,
    used: (value.slice(0, value.length - typed.length) + rest).split(/[[\],]/).map((part) => part.trim().replace(/^["']|["']$/g, "")),
  };
}

/** The values that fit what is typed: those that begin so before those that contain it. */
function fitting({ name, typed, used }) {
  const words = typed.trim().toLowerCase();
  const options = offers[name].map((offer) => (Array.isArray(offer) ? { value: offer[0], title: offer[1] } : { value: offer, title: "" }));
  const rank = ({ value, title }) => {
    const places = [value, title].map((text) => text.toLowerCase().indexOf(words)).filter((place) => place >= 0);
    return places.length ? Math.min(1, ...places) : 2;
  };
  const found = options.filter((option) => rank(option) < 2 && !used.includes(option.value));
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function offer() {
  asked = wanted();
  const found = asked ? fitting(asked) : [];
  if (!found.length || (found.length === 1 && found[0].value === asked.typed)) return close();
  list.replaceChildren(...found.map(option));
  const { top, left, height } = placeAt(area.selectionStart);
  list.hidden = false;
  const most = area.offsetLeft + area.offsetWidth - list.offsetWidth;
  list.style.insetBlockStart = `${area.offsetTop + top + height - area.scrollTop}px`;
  list.style.left = `${Math.max(area.offsetLeft, Math.min(area.offsetLeft + left, most))}px`;
  area.removeAttribute("aria-activedescendant");
  find("offered").textContent = found.length === 1 ? "1 completion" : `${found.length} completions`;
}

function option({ value, title }, number) {
  const item = Object.assign(document.createElement("li"), { id: `offer-${number}`, textContent: value, dir: "auto" });
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

function close() {
  list.hidden = true;
  list.replaceChildren();
  area.removeAttribute("aria-activedescendant");
  find("offered").textContent = "";
}

function choose(step) {
  const items = [...list.children];
  const place = items.findIndex((item) => item.ariaSelected === "true");
  const next = place < 0 && step < 0 ? items.length - 1 : (place + step + items.length) % items.length;
  items.forEach((item, number) => item.setAttribute("aria-selected", String(number === next)));
  items[next].scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", items[next].id);
}

/** The value as YAML reads it back, also in a list on one line. */
function quoted(value) {
  const isPlain = /^[\p{L}][\p{L}\p{M}\p{N} ._’/-]*$/u.test(value) && !/^(true|false|yes|no|on|off|null)$/i.test(value);
  return isPlain && value === value.trim() ? value : JSON.stringify(value);
}

function accept(value) {
  const caret = area.selectionStart;
  const { start, bare } = asked;
  const isBare = bare >= 0;
  const text = isBare ? `[${area.value.slice(bare, start)}${quoted(value)}]` : quoted(value);
  area.focus();
  area.setSelectionRange(isBare ? bare : start, caret);
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, caret, "end");
  if (isBare) area.setSelectionRange(area.selectionEnd - 1, area.selectionEnd - 1);
  keep();
  tellState();
  close();
}

area.addEventListener("input", offer);
area.addEventListener("blur", close);
area.addEventListener("pointerdown", close);
area.addEventListener("keydown", (event) => {
  if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    offer();
  }
  if (list.hidden) return;
  const chosen = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && chosen) accept(chosen.dataset.value);
  else if (event.key === "Escape") close();
  else {
    if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Enter"].includes(event.key)) close();
    return;
  }
  event.preventDefault();
});

open().catch((error) => say(find("refused"), `This file cannot be read: ${error.message}`));
