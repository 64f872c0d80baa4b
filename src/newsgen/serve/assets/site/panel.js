/* The panel of the preview next to a page: problems, status, and links to the desk. */

import { countdown, counted, make, phrase, setLink } from "./dom.js";
import { isFramed, PREFIX, state } from "./state.js";

// The panel is in English, but its corners follow the text direction of the page.
const TEMPLATE = `
  <link rel="stylesheet" href="${PREFIX}assets/client.css">
  <div class="preview" lang="en">
    <p class="announcement" role="status"></p>
    <section class="errors" aria-labelledby="errors-title" hidden>
      <header>
        <h2 id="errors-title"></h2>
        <p class="outdated">An earlier version of this page is shown.</p>
        <button type="button" class="fold" aria-controls="errors-list"></button>
      </header>
      <div class="list" id="errors-list"></div>
    </section>
    <section class="warnings" id="warnings" aria-labelledby="warnings-title" hidden>
      <h2 id="warnings-title"></h2>
      <div class="list"></div>
    </section>
    <div class="foot">
      <nav class="bar" aria-label="Preview" hidden>
        <a class="desk">Desk</a>
        <a class="edit">Edit</a>
        <a class="editor">Open in editor</a>
        <a class="appearance">Appearance</a>
        <a class="view"></a>
        <button type="button" class="drawer" aria-controls="warnings"></button>
        <a class="elsewhere"></a>
      </nav>
      <div class="badges">
        <p class="offline" hidden>The preview is not running; waiting for it.</p>
        <p class="readers" hidden>As readers would see it, without drafts and scheduled stories.</p>
        <p class="status" hidden></p>
      </div>
    </div>
  </div>`;
const root = isFramed ? null : addPanel();
const find = (selector) => root.querySelector(selector);
let isFolded = false;
let isOpen = false;
let announced = ""; // the last announced errors, without line numbers, which change

function addPanel() {
  const host = make("newsgen-preview");
  const tree = host.attachShadow({ mode: "open" });
  tree.innerHTML = TEMPLATE;
  tree.querySelector(".fold").addEventListener("click", () => fold(!isFolded));
  tree.querySelector(".drawer").addEventListener("click", () => open(!isOpen));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) foldAll();
  });
  setInterval(() => state.notes && drawStatus(), 1000); // for its countdown
  document.documentElement.append(host); // after <body>, whose content changes
  return tree;
}

function fold(wanted) {
  if (wanted && find("#errors-list").contains(root.activeElement)) find(".fold").focus();
  isFolded = wanted;
  drawPanel();
}

function open(wanted) {
  if (!wanted && find(".warnings").contains(root.activeElement)) find(".drawer").focus();
  isOpen = wanted;
  drawPanel();
}

function foldAll() {
  if (!state.notes) return;
  fold(true);
  open(false);
}

export function showOffline(isOffline) {
  if (root) find(".offline").hidden = !isOffline;
}

export function drawPanel() {
  if (!root) return;
  const { problems } = state.notes;
  const errors = problems.filter((one) => one.severity === "error");
  const warnings = problems.filter((one) => one.severity !== "error");
  announce(errors);
  drawErrors(errors);
  drawWarnings(warnings);
  drawStatus();
  drawBar(warnings.length);
}

/** Announce errors that differ from the last ones, and unfold the panel. */
function announce(errors) {
  const now = errors.map((one) => `${one.path} ${one.code} ${one.message}`).join("\n");
  if (now === announced) return;
  announced = now;
  isFolded = false;
  find(".announcement").textContent = errors.length
    ? `${counted(errors.length, "error")}. ${errors[0].message}`
    : "All errors are fixed.";
}

function drawErrors(errors) {
  find(".errors").hidden = !errors.length;
  find("#errors-title").textContent = counted(errors.length, "error");
  find(".outdated").hidden = state.notes.current || !state.notes.digest;
  find(".fold").textContent = isFolded ? "Show" : "Hide";
  find(".fold").setAttribute("aria-expanded", String(!isFolded));
  find("#errors-list").hidden = isFolded;
  fill(find("#errors-list"), errors);
}

function drawWarnings(warnings) {
  find(".warnings").hidden = !isOpen || !warnings.length;
  find("#warnings-title").textContent = counted(warnings.length, "warning");
  fill(find(".warnings .list"), warnings);
}

function drawStatus() {
  const { status } = state.notes;
  const element = find(".status");
  element.hidden = !status;
  if (!status) return;
  const left = status.due ? `, ${countdown(status.due)}` : "";
  const text = `${status.label}: ${status.text}${left}`;
  if (element.dataset.text === text) return; // keep a selection in it
  element.dataset.text = text;
  element.dataset.status = status.name;
  element.replaceChildren(...phrase(text));
}

function drawBar(warnings) {
  const { elsewhere, source } = state.notes;
  find(".bar").hidden = false;
  setLink(find(".desk"), state.desk + PREFIX);
  drawView();
  setLink(find(".edit"), atDesk(source?.edit));
  setLink(find(".editor"), source?.editor);
  setLink(find(".appearance"), atDesk(source?.appearance));
  find(".drawer").hidden = !warnings;
  find(".drawer").textContent = counted(warnings, "warning");
  find(".drawer").setAttribute("aria-expanded", String(isOpen));
  setLink(find(".elsewhere"), elsewhere.errors && atDesk(`${PREFIX}problems`));
  find(".elsewhere").textContent = `${counted(elsewhere.errors, "error")} elsewhere`;
}

/** The switch between all stories and those that readers see. */
function drawView() {
  const { readers } = state.notes;
  const at = new URLSearchParams({ at: location.pathname });
  find(".readers").hidden = !readers;
  find(".view").textContent = readers ? "Show all stories" : "As readers see it";
  setLink(find(".view"), `${PREFIX}${readers ? "all-stories" : "readers"}?${at}`);
}

/** List problems; only if they changed, to keep focus and selection in the list. */
function fill(list, problems) {
  const facts = JSON.stringify([problems, state.notes.source]);
  if (list.facts === facts) return;
  list.facts = facts;
  const place = [...list.querySelectorAll("a")].indexOf(root.activeElement);
  list.replaceChildren(...problems.map(problem));
  if (place >= 0) list.querySelectorAll("a")[place]?.focus({ preventScroll: true });
}

function problem(found) {
  const { source } = state.notes;
  const place = [found.path || "the site", found.line, found.column].filter(Boolean).join(":");
  const isHere = found.path && found.path === source?.path;
  const edit = isHere && `${atDesk(source.edit)}#line-${Math.max(1, found.line)}`;
  return make(
    "article",
    { class: found.severity },
    make("h3", {}, ...phrase(found.message)),
    make("p", { class: "place" }, make("code", {}, place), " ", make("span", {}, found.code)),
    found.excerpt && excerpt(found.excerpt, found.column),
    found.hint && make("p", { class: "hint" }, ...phrase(found.hint)),
    make(
      "p",
      { class: "actions" },
      setLink(make("a", {}, "Open in editor"), found.editor),
      setLink(make("a", {}, "Edit here"), edit),
    ),
  );
}

/** The part of a line around a column. The character there is marked, with a caret below it. */
function excerpt(line, column) {
  const characters = [...line.trimEnd()]; // code points, as columns are counted
  const cut = (from, to) => characters.slice(Math.max(0, from), to).join("");
  if (!column) return make("pre", { dir: "auto" }, cut(0, 200));
  const at = column - 1;
  const before = (at > 60 ? "…" : "") + cut(at - 60, at);
  const after = cut(column, column + 100) + (characters.length > column + 100 ? "…" : "");
  return make("pre", { dir: "auto" }, before, make("mark", {}, cut(at, column) || " "), after);
}

/** The URL of a page of the desk, or nothing if there is no path. */
function atDesk(path) {
  return path && state.desk + path;
}
