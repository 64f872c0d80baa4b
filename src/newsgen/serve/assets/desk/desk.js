/* The script of every page of the desk: keyboard shortcuts, search, and what one page needs. */

import { find, keepCurrent, PREFIX, updateTimes } from "./common.js";
import { setUpForm } from "./new_story.js";
import { showChanges } from "./next_build.js";
import "./presence.js";

// --- the table of stories -------------------------------------------------------------------------

function setUpSearch() {
  const form = document.querySelector(".filters");
  if (!form) return;
  let request = new AbortController();
  let waiting = 0;
  const search = async () => {
    request.abort();
    request = new AbortController();
    const fields = [...new FormData(form)].filter(([, value]) => value.trim());
    const query = new URLSearchParams(fields);
    history.replaceState(null, "", fields.length ? `?${query}` : location.pathname);
    try {
      const response = await fetch(`${PREFIX}stories?${query}`, { signal: request.signal });
      if (!response.ok) return;
      find("live").innerHTML = await response.text();
      const found = find("live").querySelector("[data-announcement]");
      find("announcement").textContent = found.dataset.announcement;
      updateTimes();
    } catch (error) {
      if (error.name !== "AbortError") find("absent").hidden = false;
    }
  };
  const searchIn = (milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(search, milliseconds);
  };
  form.addEventListener("input", (event) => searchIn(event.target.type === "search" ? 80 : 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    searchIn(0);
  });
}

const headlines = () => [...document.querySelectorAll(".stories .headline")];

/** Move the focus by that many rows, from the focused row or from above the first. */
function moveFocus(rows) {
  const links = headlines();
  const row = document.activeElement.closest(".stories tbody tr");
  const place = row ? links.findIndex((link) => row.contains(link)) : -1;
  links[Math.min(Math.max(place + rows, 0), links.length - 1)]?.focus();
}

/** Follow the link with this text in the focused row. */
function follow(text) {
  const row = document.activeElement.closest("tr[data-path]");
  [...(row?.querySelectorAll(".action") ?? [])].find((link) => link.textContent === text)?.click();
}

// --- keyboard shortcuts ---------------------------------------------------------------------------

const singleKeys = {
  "/": () => find("q")?.select(),
  j: () => moveFocus(1),
  k: () => moveFocus(-1),
  e: () => follow("Edit"),
  l: () => follow("Appearance"),
  "?": () => find("keys").showModal(),
};
const arrows = { ArrowDown: 1, ArrowUp: -1 };

function handleKey(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const isInTable = target.closest(".stories tbody");
  const isFromSearch = target.id === "q" && key === "ArrowDown";
  if (arrows[key] && headlines().length && (isInTable || isFromSearch)) {
    event.preventDefault();
    moveFocus(arrows[key]);
    return;
  }
  const isTyping = target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (isTyping || !find("single-keys").checked || !singleKeys[key]) return;
  event.preventDefault();
  singleKeys[key]();
}

function setUpKeys() {
  const box = find("single-keys");
  box.checked = localStorage.getItem("newsgen keys") !== "off";
  box.addEventListener("change", () =>
    localStorage.setItem("newsgen keys", box.checked ? "on" : "off"),
  );
  find("show-keys").addEventListener("click", () => find("keys").showModal());
  document.addEventListener("keydown", handleKey);
}

setUpKeys();
setUpSearch();
showChanges();
setUpForm();
setInterval(updateTimes, 1000);
keepCurrent();
