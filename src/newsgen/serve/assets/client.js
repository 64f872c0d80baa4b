/*
 * Keeps a page of the site up with its source, and says beside it what is wrong.
 *
 * The server puts this into every page. Notes on the page come by server-sent events; when their
 * digest is not that of the page, the page is fetched again and morphed in place. All that is shown
 * stands in a shadow tree beside <body>, so that neither the theme nor a morph can touch it.
 */
(() => {
  "use strict";

  const OWN = "/_newsgen/";
  const MINE = `${OWN}assets/client.js`;
  const isFramed = window !== window.top;
  const script = document.currentScript;
  const page = script.dataset.page;
  let token = script.dataset.token;
  let digest = script.dataset.digest;
  let notes = null;

  // --- news ------------------------------------------------------------------------------------

  let stream = null;
  let pause = 0;
  let waiting = 0;

  /** Listen as long as the page is seen: a browser keeps six connections to a host, for all tabs. */
  function listen() {
    if (stream || document.hidden) return;
    const query = new URLSearchParams({ page, token });
    stream = new EventSource(`${OWN}events?${query}`);
    stream.addEventListener("open", () => {
      pause = 0;
      panel.show("offline", false);
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

  /** The server went, or came back with another token: ask for the page until it answers. */
  function lose() {
    hush();
    if (document.hidden) return;
    panel.show("offline", true);
    pause = Math.min(3000, pause * 1.6 || 200);
    waiting = setTimeout(async () => {
      try {
        const fresh = await fetchPage();
        token = fresh.querySelector(`script[src="${MINE}"]`).dataset.token;
        listen();
      } catch {
        lose();
      }
    }, pause);
  }

  function take(news) {
    notes = news;
    if (isFramed) parent.postMessage({ newsgen: notes }, location.origin);
    if (notes.digest && notes.digest !== digest) refresh();
    panel.render(notes);
    mark();
  }

  function follow(url) {
    if (!isFramed && url !== location.pathname) location.assign(url);
  }

  // --- the page in place -----------------------------------------------------------------------

  let refreshing = false;
  let again = false;

  /** Fetch and swap the page; what comes meanwhile makes it do so once more. */
  async function refresh() {
    if (refreshing) {
      again = true;
      return;
    }
    refreshing = true;
    const started = performance.now();
    try {
      do {
        again = false;
        await swap(await fetchPage());
      } while (again);
      const milliseconds = performance.now() - started;
      document.dispatchEvent(new CustomEvent("newsgen:updated", { detail: { milliseconds } }));
    } catch (error) {
      console.warn("newsgen: the page is loaded again, as it could not be changed in place", error);
      reload();
    } finally {
      refreshing = false;
    }
  }

  async function fetchPage() {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    if (answer.status >= 500) throw new Error(`the server answers ${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  async function swap(fresh) {
    const mine = fresh.querySelector(`script[src="${MINE}"]`);
    if (!mine) throw new Error("this is no page of the preview");
    if (scriptsOf(fresh) !== scriptsOf(document)) {
      reload();
      return;
    }
    await load("Idiomorph", `${OWN}assets/idiomorph.min.js`);
    await swapStyles(fresh);
    swapHead(fresh);
    for (const name of ["lang", "dir", "class"]) copyAttribute(fresh.documentElement, document.documentElement, name);
    Idiomorph.morph(document.body, fresh.body, {
      morphStyle: "outerHTML",
      ignoreActiveValue: true,
      restoreFocus: true,
      callbacks: { beforeNodeMorphed: keepWhatReadersSet },
    });
    digest = mine.dataset.digest;
    mark();
  }

  /** What somebody typed, unfolded or set playing stays as it is. */
  function keepWhatReadersSet(old, fresh) {
    if (old.nodeType !== Node.ELEMENT_NODE) return true;
    if (old.matches("video, audio, iframe") && old.outerHTML === fresh.outerHTML) return false;
    if (old.matches("details")) fresh.open = old.open;
    if (old.matches("input, textarea, select") && old.value !== (old.defaultValue ?? "")) return false;
    return true;
  }

  /** The scripts of a page, but for ours and data: a changed one needs a page loaded anew. */
  function scriptsOf(root) {
    const scripts = [...root.querySelectorAll("script:not([type='application/ld+json'])")];
    const foreign = scripts.filter((one) => !(one.getAttribute("src") ?? "").startsWith(OWN));
    return foreign.map((one) => `${one.getAttribute("src")}|${one.textContent}`).join("\n");
  }

  /** New style sheets are loaded before old ones go, so that nothing is ever seen unstyled. */
  async function swapStyles(fresh) {
    const sheets = (root) => [...root.querySelectorAll("link[rel='stylesheet']")];
    const wanted = sheets(fresh).map((link) => link.getAttribute("href"));
    const present = sheets(document).map((link) => link.getAttribute("href"));
    const added = sheets(fresh).filter((link) => !present.includes(link.getAttribute("href")));
    await Promise.all(added.map(addStyle));
    for (const link of sheets(document)) if (!wanted.includes(link.getAttribute("href"))) link.remove();
  }

  function addStyle(link) {
    const copy = document.importNode(link, true);
    return new Promise((done) => {
      copy.addEventListener("load", done);
      copy.addEventListener("error", done);
      document.head.append(copy);
    });
  }

  function swapHead(fresh) {
    document.title = fresh.title;
    const kept = "title, link[rel='stylesheet'], script:not([type='application/ld+json'])";
    const own = (root) => [...root.head.children].filter((one) => !one.matches(kept));
    const present = new Map(own(document).map((one) => [one.outerHTML, one]));
    for (const one of own(fresh)) {
      if (!present.delete(one.outerHTML)) document.head.append(document.importNode(one, true));
    }
    for (const one of present.values()) one.remove();
  }

  function copyAttribute(from, to, name) {
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

  function load(name, src) {
    if (window[name]) return Promise.resolve();
    return new Promise((done, fail) => {
      const element = document.createElement("script");
      element.src = src;
      element.addEventListener("load", done);
      element.addEventListener("error", fail);
      document.head.append(element);
    });
  }

  // --- marks on links --------------------------------------------------------------------------

  const badges = new CSSStyleSheet();
  badges.replaceSync(`
    a[data-newsgen-standing]::after {
      content: attr(data-newsgen-standing); display: inline-block; margin-inline-start: 0.4em;
      padding: 0.05em 0.45em; border-radius: 0.25em; background: #7a5200; color: #fff;
      font: 600 0.6875rem/1.4 system-ui, sans-serif; vertical-align: middle; text-decoration: none;
    }
    @media (prefers-color-scheme: dark) {
      a[data-newsgen-standing]::after { background: #e3b45c; color: #15161a; }
    }
    @media print { a[data-newsgen-standing]::after { display: none; } }
  `);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, badges];

  /** Say at each link that leads to an unpublished story what it is. */
  function mark() {
    const unpublished = notes?.unpublished ?? {};
    for (const link of document.querySelectorAll("body a[href]")) {
      const standing = unpublished[link.getAttribute("href")];
      if (standing && link.textContent.trim()) link.dataset.newsgenStanding = standing;
      else delete link.dataset.newsgenStanding;
    }
  }

  // --- what is shown beside the page -----------------------------------------------------------

  const panel = isFramed ? { show() {}, render() {} } : makePanel();

  function makePanel() {
    const host = document.createElement("newsgen-preview");
    const root = host.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `${OWN}assets/client.css`;
    root.append(style);
    const parts = {
      said: make("p", { class: "said", role: "status" }),
      offline: make("p", { class: "offline", hidden: "" }, "The preview is not running; waiting for it."),
      standing: make("p", { class: "standing", hidden: "" }),
      errors: make("section", { class: "errors", "aria-label": "Errors", hidden: "" }),
      warnings: make("section", { class: "warnings", id: "warnings", "aria-label": "Warnings", hidden: "" }),
      bar: make("nav", { class: "bar", "aria-label": "Preview" }),
    };
    const frame = make("div", { class: "preview", lang: "en", dir: "ltr" }, ...Object.values(parts));
    root.append(frame); // the theme's style sheet reaches the host, but nothing in it
    document.documentElement.append(host);
    let shown = "";
    let isFolded = false;
    let isOpen = false;
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      isFolded = true;
      isOpen = false;
      draw();
    });
    setInterval(() => notes && drawStanding(), 1000);

    function render(news) {
      const errors = JSON.stringify(news.problems.filter(isError));
      if (errors !== shown) isFolded = false;
      if (errors !== shown || !parts.said.textContent) say(news, shown);
      shown = errors;
      draw();
    }

    function say(news, before) {
      const count = news.problems.filter(isError).length;
      if (count) parts.said.textContent = counted(count, "error");
      else parts.said.textContent = before && before !== "[]" ? "All mended." : "";
    }

    function draw() {
      drawStanding();
      drawErrors();
      drawWarnings();
      drawBar();
    }

    function drawStanding() {
      const standing = notes.standing;
      parts.standing.hidden = !standing;
      if (!standing) return;
      const left = standing.due ? `, ${countdown(standing.due)}` : "";
      const text = `${standing.label}: ${standing.text}${left}`;
      if (parts.standing.textContent !== text) parts.standing.textContent = text;
      parts.standing.dataset.standing = standing.status;
    }

    function drawErrors() {
      const errors = notes.problems.filter(isError);
      parts.errors.hidden = !errors.length;
      if (!errors.length) return;
      const fold = make("button", { type: "button", "aria-expanded": String(!isFolded) }, isFolded ? "Show" : "Hide");
      fold.addEventListener("click", () => {
        isFolded = !isFolded;
        draw();
        root.querySelector(".errors button").focus();
      });
      const title = make("h2", {}, counted(errors.length, "error"));
      const head = make("header", {}, title, fold);
      if (!notes.current) title.after(make("span", { class: "older" }, "An earlier version of this page is shown."));
      parts.errors.replaceChildren(head, ...(isFolded ? [] : errors.map(problem)));
    }

    function drawWarnings() {
      const warnings = notes.problems.filter((one) => !isError(one));
      if (!warnings.length) isOpen = false;
      parts.warnings.hidden = !isOpen;
      parts.warnings.replaceChildren(make("h2", {}, counted(warnings.length, "warning")), ...warnings.map(problem));
    }

    function drawBar() {
      const warnings = notes.problems.filter((one) => !isError(one)).length;
      const items = [];
      if (warnings) {
        const drawer = make("button", { type: "button", class: "drawer", "aria-expanded": String(isOpen), "aria-controls": "warnings" },
          counted(warnings, "warning"));
        drawer.addEventListener("click", () => {
          isOpen = !isOpen;
          draw();
          root.querySelector(".drawer").focus();
        });
        items.push(drawer);
      }
      if (notes.elsewhere.errors) items.push(link(`${OWN}problems`, `${counted(notes.elsewhere.errors, "error")} elsewhere`, "grave"));
      if (notes.source) {
        items.push(link(notes.source.edit, "Edit"), link(notes.source.editor, "Open in editor"));
        if (notes.standing !== undefined && notes.source.looks) items.push(link(notes.source.looks, "Looks"));
      }
      items.push(link(OWN, "Desk"));
      const focused = root.activeElement?.textContent;
      parts.bar.replaceChildren(...items);
      items.find((one) => one.textContent === focused)?.focus();
    }

    function problem(found) {
      const place = [found.path, found.line, found.column].filter(Boolean).join(":");
      const item = make("article", { class: found.severity }, make("h3", {}, sentence(found.message)));
      item.append(make("p", { class: "place" }, make("code", {}, place || "the site"), ` ${found.code}`));
      if (found.excerpt) {
        const caret = found.column ? `\n${" ".repeat(found.column - 1)}^` : "";
        item.append(make("pre", { tabindex: "0", "aria-label": "Excerpt" }, found.excerpt + caret));
      }
      if (found.hint) item.append(make("p", { class: "hint" }, sentence(found.hint)));
      const actions = make("p", { class: "actions" });
      if (found.editor) actions.append(link(found.editor, "Open in editor"));
      if (notes.source && found.path === notes.source.path) actions.append(link(notes.source.edit, "Edit here"));
      if (actions.childNodes.length) item.append(actions);
      return item;
    }

    return {
      render,
      show(part, wanted) {
        parts[part].hidden = !wanted;
      },
    };
  }

  // --- small things ----------------------------------------------------------------------------

  const isError = (found) => found.severity === "error";
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  /** An element with text in it, never mark-up: messages quote what anybody wrote. */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function link(href, text, kind = "") {
    const isSafe = !/^\s*(javascript|data|vbscript):/i.test(href);
    return make("a", { href: isSafe ? href : "#", class: kind }, text);
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
  addEventListener("pageshow", listen);
  returnToPlace();
  listen();
})();
