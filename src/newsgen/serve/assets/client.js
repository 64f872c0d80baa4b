/*
 * Keeps a page of the site up with its source, and says beside it what is wrong.
 *
 * The server puts this into every page. Notes on the page come by server-sent events; when their
 * digest is not that of the page, the page is fetched again and morphed in place. All that is shown
 * stands in a shadow tree beside <body>, so that neither the theme nor a morph can touch it.
 *
 * Scripts of the site run beside this one, so it knows no secret: the desk is of another origin.
 */
(() => {
  "use strict";

  const OWN = "/_newsgen/";
  const MINE = `${OWN}assets/client.js`;
  const isFramed = window !== window.top; // in the desk, which shows problems itself
  const { page } = document.currentScript.dataset;
  let { desk, digest } = document.currentScript.dataset;
  let notes = null;

  // --- news ------------------------------------------------------------------------------------

  let stream = null;
  let pause = 0;
  let waiting = 0;

  /** Listen as long as the page is seen: a browser keeps six connections to a host, for all tabs. */
  function listen() {
    if (stream || document.hidden) return;
    stream = new EventSource(`${OWN}events?${new URLSearchParams({ page })}`);
    stream.addEventListener("open", () => {
      pause = 0;
      tellOffline(false);
    });
    stream.addEventListener("notes", (event) => take(JSON.parse(event.data)));
    stream.addEventListener("saved", (event) => follow(JSON.parse(event.data).url));
    stream.addEventListener("error", lose);
  }

  function hush() {
    clearTimeout(waiting);
    stream?.close();
    stream = null;
  }

  /** The server went; ask for the page, ever less often, until it answers. */
  function lose() {
    hush();
    if (document.hidden) return;
    pause = Math.min(3000, pause * 1.6 || 200);
    waiting = setTimeout(findAgain, pause);
  }

  /** A server that was started anew may have its desk elsewhere, which its page tells. */
  async function findAgain() {
    try {
      ({ desk } = ownScript(await fetchPage()).dataset);
      listen();
    } catch {
      tellOffline(true);
      lose();
    }
  }

  function take(news) {
    notes = news;
    if (isFramed) parent.postMessage({ newsgen: location.pathname }, desk);
    if (notes.digest && (isRefreshing || notes.digest !== digest)) refresh();
    mark();
    draw();
  }

  function follow(url) {
    if (!isFramed && new URL(url, location).pathname !== location.pathname) location.assign(url);
  }

  // --- the page in place -----------------------------------------------------------------------

  let isRefreshing = false;
  let told = 0; // when news came that no fetch has answered yet
  let scripts = scriptsOf(document); // as they came, whatever they have added since

  /** Fetch and swap the page; the news that comes last decides what is seen in the end. */
  async function refresh() {
    told = performance.now();
    if (isRefreshing) return;
    isRefreshing = true;
    try {
      while (told && notes.digest !== digest) await refreshOnce();
    } finally {
      isRefreshing = false;
      told = 0;
    }
  }

  async function refreshOnce() {
    const since = told;
    told = 0;
    let fresh;
    try {
      fresh = await fetchPage();
    } catch {
      lose(); // what is seen stays; all that was missed comes with the next connection
      return;
    }
    try {
      await swap(fresh);
    } catch (error) {
      console.warn("newsgen: this page could not be changed in place, so it is loaded again", error);
      reload();
      return;
    }
    const detail = { milliseconds: performance.now() - since };
    document.dispatchEvent(new CustomEvent("newsgen:updated", { detail }));
  }

  /** The page as it is now. Rejects what does not come from a preview that is well. */
  async function fetchPage() {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status >= 500 || !ownScript(fresh)) throw new Error(`no page, but ${answer.status}`);
    return fresh;
  }

  function ownScript(root) {
    return root.querySelector(`script[src="${MINE}"]`);
  }

  async function swap(fresh) {
    if (scriptsOf(fresh) !== scripts) throw new Error("its scripts changed");
    await load("Idiomorph", `${OWN}assets/idiomorph.min.js`);
    await swapStyles(fresh);
    swapHead(fresh);
    for (const name of ["lang", "dir", "class"]) copyAttribute(name, fresh.documentElement, document.documentElement);
    Idiomorph.morph(document.body, fresh.body, {
      morphStyle: "outerHTML",
      ignoreActiveValue: true,
      callbacks: { beforeNodeMorphed: keepWhatReadersSet },
    });
    digest = ownScript(fresh).dataset.digest;
    ownScript(document).dataset.digest = digest;
    mark();
  }

  /** What somebody typed, unfolded or set playing stays as it is. */
  function keepWhatReadersSet(old, fresh) {
    if (old.nodeType !== Node.ELEMENT_NODE) return true;
    if (old.matches("details, dialog")) fresh.toggleAttribute("open", old.open);
    if (old.matches("video, audio, iframe")) return old.outerHTML !== fresh.outerHTML;
    if (old.matches("input, textarea, select")) return !isTouched(old);
    return !(old.isContentEditable && old.contains(document.activeElement));
  }

  function isTouched(field) {
    if (!field.matches("select")) return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
    const preset = [...field.options].findLastIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, preset);
  }

  /** The scripts of a page, but for ours and data: with another one a page must be loaded anew. */
  function scriptsOf(root) {
    const foreign = [...root.querySelectorAll("script:not([type='application/ld+json'])")]
      .map((one) => [one.getAttribute("src"), one.type, one.textContent])
      .filter(([src]) => !src?.startsWith(OWN));
    return JSON.stringify(foreign);
  }

  /** New style sheets are loaded, in their order, before old ones go: nothing is seen unstyled. */
  async function swapStyles(fresh) {
    const hrefOf = (link) => link.getAttribute("href");
    const stylesOf = (root) => [...root.head.querySelectorAll("link[rel~='stylesheet']")];
    const present = stylesOf(document);
    const old = new Map(present.map((link) => [hrefOf(link), link]));
    const loading = [];
    let last = null;
    for (const link of stylesOf(fresh)) {
      let live = old.get(hrefOf(link));
      if (!old.delete(hrefOf(link))) {
        live = document.importNode(link, true);
        loading.push(loaded(live));
        if (last) last.after(live);
        else if (present.length) present[0].before(live);
        else document.head.append(live);
      }
      last = live;
    }
    await Promise.allSettled(loading);
    for (const link of old.values()) link.remove();
  }

  function swapHead(fresh) {
    document.title = fresh.title;
    const apart = "title, link[rel~='stylesheet'], script:not([type='application/ld+json'])";
    const own = (root) => [...root.head.children].filter((one) => !one.matches(apart));
    const present = new Map(own(document).map((one) => [one.outerHTML, one]));
    for (const one of own(fresh)) {
      if (!present.delete(one.outerHTML)) document.head.append(document.importNode(one, true));
    }
    for (const one of present.values()) one.remove();
  }

  function copyAttribute(name, from, to) {
    if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name));
    else to.removeAttribute(name);
  }

  function reload() {
    sessionStorage.setItem("newsgen-scroll", JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
  }

  function returnToPlace() {
    const [path, x, y] = JSON.parse(sessionStorage.getItem("newsgen-scroll") ?? "[]");
    sessionStorage.removeItem("newsgen-scroll");
    if (path === location.pathname) scrollTo(x, y);
  }

  function loaded(element) {
    return new Promise((done, fail) => {
      element.addEventListener("load", done);
      element.addEventListener("error", fail);
    });
  }

  async function load(name, src) {
    if (window[name]) return;
    const element = make("script", { src });
    document.head.append(element);
    await loaded(element);
  }

  // --- marks on links --------------------------------------------------------------------------

  // Before the words: themes stretch links over whole cards with what they put after them.
  const badges = new CSSStyleSheet();
  badges.replaceSync(`
    a[data-newsgen-standing]::before {
      all: initial; content: attr(data-newsgen-standing); display: inline-block; margin-inline-end: 0.5em;
      padding: 0.1em 0.5em; border-radius: 0.25em; background: #7a5200; color: #fff; vertical-align: middle;
      font: 600 12px/1.4 system-ui, sans-serif; cursor: pointer;
    }
    @media (prefers-color-scheme: dark) {
      a[data-newsgen-standing]::before { background: #e3b45c; color: #15161a; }
    }
    @media print { a[data-newsgen-standing]::before { display: none; } }
  `);
  document.adoptedStyleSheets.push(badges);

  /** Say at each link that leads to an unpublished story what it is. */
  function mark() {
    const unpublished = notes?.unpublished ?? {};
    for (const link of document.body.querySelectorAll("a[href]")) {
      const standing = link.textContent.trim() && unpublished[link.getAttribute("href")];
      if (standing) link.dataset.newsgenStanding = standing;
      else delete link.dataset.newsgenStanding;
    }
  }

  // --- what is shown beside the page -----------------------------------------------------------

  // English whatever the page is, but at the corners of the page's own direction.
  const SHAPE = `
    <link rel="stylesheet" href="${OWN}assets/client.css">
    <div class="preview" lang="en">
      <p class="said" role="status"></p>
      <section class="errors" aria-labelledby="errors-title" hidden>
        <header>
          <h2 id="errors-title"></h2>
          <p class="older">An earlier version of this page is shown.</p>
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
          <a class="looks">Looks</a>
          <button type="button" class="drawer" aria-controls="warnings"></button>
          <a class="grave"></a>
        </nav>
        <div class="marks">
          <p class="offline" hidden>The preview is not running; waiting for it.</p>
          <p class="standing" hidden></p>
        </div>
      </div>
    </div>`;
  const root = isFramed ? null : layOut();
  const find = (selector) => root.querySelector(selector);
  let isFolded = false;
  let isOpen = false;
  let complaint = ""; // the errors that were told last, without their lines, which shift

  function layOut() {
    const host = make("newsgen-preview");
    const tree = host.attachShadow({ mode: "open" });
    tree.innerHTML = SHAPE;
    tree.querySelector(".fold").addEventListener("click", () => fold(!isFolded));
    tree.querySelector(".drawer").addEventListener("click", () => open(!isOpen));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) foldAll();
    });
    setInterval(() => notes && drawStanding(), 1000); // its countdown
    document.documentElement.append(host); // beside <body>, which is swapped
    return tree;
  }

  function fold(wanted) {
    if (wanted && find("#errors-list").contains(root.activeElement)) find(".fold").focus();
    isFolded = wanted;
    draw();
  }

  function open(wanted) {
    if (!wanted && find(".warnings").contains(root.activeElement)) find(".drawer").focus();
    isOpen = wanted;
    draw();
  }

  function foldAll() {
    if (!notes) return;
    fold(true);
    open(false);
  }

  function tellOffline(isOffline) {
    if (root) find(".offline").hidden = !isOffline;
  }

  function draw() {
    if (!root) return;
    const errors = notes.problems.filter((one) => one.severity === "error");
    const warnings = notes.problems.filter((one) => one.severity !== "error");
    announce(errors);
    drawErrors(errors);
    drawWarnings(warnings);
    drawStanding();
    drawBar(warnings.length);
  }

  /** Other errors than before are told aloud, and unfold the panel. */
  function announce(errors) {
    const now = errors.map((one) => `${one.path} ${one.code} ${one.message}`).join("\n");
    if (now === complaint) return;
    complaint = now;
    isFolded = false;
    const said = () => `${counted(errors.length, "error")}. ${errors[0].message}`;
    find(".said").textContent = errors.length ? said() : "All mended.";
  }

  function drawErrors(errors) {
    find(".errors").hidden = !errors.length;
    find("#errors-title").textContent = counted(errors.length, "error");
    find(".older").hidden = notes.current || !notes.digest;
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

  function drawStanding() {
    if (!root) return;
    const { standing } = notes;
    find(".standing").hidden = !standing;
    if (!standing) return;
    const left = standing.due ? `, ${countdown(standing.due)}` : "";
    const text = `${standing.label}: ${standing.text}${left}`;
    if (find(".standing").dataset.text === text) return; // lest a selection in it be lost
    find(".standing").dataset.text = text;
    find(".standing").dataset.standing = standing.status;
    find(".standing").replaceChildren(...phrase(text));
  }

  function drawBar(warnings) {
    find(".bar").hidden = false;
    lead(find(".desk"), desk + OWN);
    lead(find(".edit"), atDesk(notes.source?.edit));
    lead(find(".editor"), notes.source?.editor);
    lead(find(".looks"), atDesk(notes.source?.looks));
    find(".drawer").hidden = !warnings;
    find(".drawer").textContent = counted(warnings, "warning");
    find(".drawer").setAttribute("aria-expanded", String(isOpen));
    lead(find(".grave"), notes.elsewhere.errors && atDesk(`${OWN}problems`));
    find(".grave").textContent = `${counted(notes.elsewhere.errors, "error")} elsewhere`;
  }

  /** List problems; anew only if they differ, lest focus and selection in the list be lost. */
  function fill(list, problems) {
    const facts = JSON.stringify([problems, notes.source]);
    if (list.facts === facts) return;
    list.facts = facts;
    const place = [...list.querySelectorAll("a")].indexOf(root.activeElement);
    list.replaceChildren(...problems.map(problem));
    if (place >= 0) list.querySelectorAll("a")[place]?.focus({ preventScroll: true });
  }

  function problem(found) {
    const place = [found.path || "the site", found.line, found.column].filter(Boolean).join(":");
    const isHere = found.path && found.path === notes.source?.path;
    return make("article", { class: found.severity },
      make("h3", {}, ...phrase(found.message)),
      make("p", { class: "place" }, make("code", {}, place), " ", make("span", {}, found.code)),
      found.excerpt && excerpt(found.excerpt, found.column),
      found.hint && make("p", { class: "hint" }, ...phrase(found.hint)),
      make("p", { class: "actions" },
        lead(make("a", {}, "Open in editor"), found.editor),
        lead(make("a", {}, "Edit here"), isHere && `${atDesk(notes.source.edit)}#line-${Math.max(1, found.line)}`)));
  }

  /** The part of a line around a column, whose character bears a caret: below it in any script. */
  function excerpt(line, column) {
    const characters = [...line.trimEnd()]; // as columns are counted
    const cut = (from, to) => characters.slice(Math.max(0, from), to).join("");
    if (!column) return make("pre", { dir: "auto" }, cut(0, 200));
    const at = column - 1;
    const before = (at > 60 ? "…" : "") + cut(at - 60, at);
    const after = cut(column, column + 100) + (characters.length > column + 100 ? "…" : "");
    return make("pre", { dir: "auto" }, before, make("mark", {}, cut(at, column) || " "), after);
  }

  // --- small things ----------------------------------------------------------------------------

  /** The address of a page of the desk, or nothing where there is none. */
  const atDesk = (path) => path && desk + path;

  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  /** An element with text in it, never mark-up: messages quote what anybody wrote. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter(Boolean));
    return element;
  }

  /** A sentence, with what stands in backticks set as code. */
  function phrase(text) {
    const pieces = (text.charAt(0).toUpperCase() + text.slice(1)).split("`");
    if (pieces.length % 2 === 0) return [pieces.join("`")];
    return pieces.map((piece, index) => (index % 2 ? make("code", {}, piece) : piece));
  }

  /** Let a link lead there; it is not seen where there is no such place, or one that runs scripts. */
  function lead(link, href) {
    link.href = href || "#";
    link.hidden = !href || ["javascript:", "data:", "vbscript:", "blob:"].includes(link.protocol);
    if (link.hidden) link.removeAttribute("href");
    return link;
  }

  function countdown(moment) {
    const seconds = Math.round((new Date(moment) - Date.now()) / 1000);
    if (seconds <= 0) return "any moment now";
    const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
    const first = units.findIndex(([, size]) => seconds >= size);
    const words = units.slice(first, first + 2).map(([name, size], place) => {
      const rest = place ? seconds % units[first][1] : seconds;
      return `${Math.floor(rest / size)} ${name}`;
    });
    return `in ${words.join(" ")}`;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen); // from the cache of pages that were left
  returnToPlace();
  listen();
})();
