/*
 * The page of a live story follows it. Once a minute it asks for the latest entries, and a button
 * tells of new ones; nothing moves until the reader presses it. Without this script the page is
 * whole, only not newer than itself.
 */
(() => {
  const words = document.currentScript.dataset;
  const list = document.getElementById("updates");
  if (!list || !words.updates) return;

  const pause = 60_000;
  const { lang } = document.documentElement;
  const news = document.createElement("div");
  news.className = "updates-news";
  news.setAttribute("role", "status");
  list.before(news);
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", show);

  let latest = [];
  let timer = setTimeout(ask, pause);
  let asking = false;
  let ended = false;
  document.addEventListener("visibilitychange", ask);

  async function ask() {
    clearTimeout(timer);
    if (document.hidden || asking || ended) return;
    asking = true;
    try {
      const answer = await fetch(words.updates, { cache: "no-cache" });
      if (answer.ok) receive(await answer.json());
    } catch {
      // offline, or an answer cut off: the next one may be whole
    }
    asking = false;
    if (!ended) timer = setTimeout(ask, pause);
  }

  function receive({ live, updates }) {
    latest = updates.map(({ html }) => toElement(html));
    const count = latest.filter(({ id }) => !document.getElementById(id)).length;
    if (count) {
      const number = new Intl.NumberFormat(lang, { numberingSystem: words.digits });
      const form = words[new Intl.PluralRules(lang).select(count)] ?? words.other;
      button.textContent = form.replace("%s", number.format(count));
      news.append(button);
    }
    if (!live) {
      ended = true;
      document.querySelector(".story-header .eyebrow-live")?.remove();
    }
  }

  /* Entries that are there keep their places, so that films in them go on. */
  function show() {
    button.remove();
    const ids = new Set(latest.map(({ id }) => id));
    const oldest = Math.min(...latest.map(time));
    for (const entry of [...list.children]) {
      if (!ids.has(entry.id) && time(entry) > oldest) entry.remove();
    }
    let first = null;
    for (const entry of latest) {
      const before = document.getElementById(entry.id);
      if (!before) {
        entry.classList.add("update-new");
        first ??= entry;
      }
      if (before?.classList.contains("update-pinned") === isPinned(entry)) {
        if (!before.isEqualNode(entry)) before.replaceWith(entry);
        continue;
      }
      before?.remove();
      const after = [...list.children].find((other) => comesBefore(entry, other));
      list.insertBefore(entry, after ?? null);
    }
    first?.setAttribute("tabindex", "-1");
    first?.focus();
  }

  function comesBefore(entry, other) {
    if (isPinned(entry) !== isPinned(other)) return isPinned(entry);
    return time(entry) > time(other);
  }

  function isPinned(entry) {
    return entry.classList.contains("update-pinned");
  }

  function time(entry) {
    return Date.parse(entry.querySelector("time").dateTime);
  }

  function toElement(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.firstElementChild;
  }
})();
