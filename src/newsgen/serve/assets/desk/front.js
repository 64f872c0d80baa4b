/* The fronts: stories are moved by mouse or keyboard, and the order is saved. */

import { find, post, readAnswer, setText } from "./common.js";
import { reportPresence } from "./presence.js";

const list = find("front");
const hidden = find("front-hidden");
let isChanged = false;
let dragged = null;

/** Note a change: a story that was moved keeps its place, and so do those above it. */
function change(item) {
  isChanged = true;
  setText(find("saved"), "Not saved yet");
  if (item) item.dataset.moved = "";
  const rows = [...list.children];
  const last = rows.findLastIndex((row) => "moved" in row.dataset);
  rows.forEach((row, place) => {
    row.classList.toggle("is-placed", place <= last || "kept" in row.dataset);
  });
}

function move(item, steps) {
  const other = steps < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (steps < 0) other.before(item);
  else other.after(item);
  change(item);
}

function makeRow(story, title) {
  const row = find("front-row").content.firstElementChild.cloneNode(true);
  row.dataset.story = story;
  row.querySelector(".front-title").textContent = title;
  for (const control of row.querySelectorAll("[data-do]")) {
    control.setAttribute("aria-label", `${control.textContent}: ${title}`);
  }
  row.querySelector("input").setAttribute("aria-label", `Until when: ${title}`);
  return row;
}

function makeHidden(story, title) {
  const row = document.createElement("li");
  row.dataset.story = story;
  const name = Object.assign(document.createElement("span"), {
    className: "front-title",
    dir: "auto",
    textContent: title,
  });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "plain",
    textContent: "Show",
  });
  button.dataset.do = "show";
  button.setAttribute("aria-label", `Show: ${title}`);
  row.append(name, " ", button);
  return row;
}

const actions = {
  up: (item) => move(item, -1),
  down: (item) => move(item, 1),
  free(item) {
    delete item.dataset.kept;
    delete item.dataset.moved;
    change(null);
  },
  hide(item, title) {
    hidden.append(makeHidden(item.dataset.story, title));
    item.remove();
    change(null);
  },
  show(item, title) {
    list.append(makeRow(item.dataset.story, title));
    item.remove();
    change(null);
  },
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const item = button.closest("li");
  const name = button.dataset.do;
  actions[name](item, item.querySelector(".front-title").textContent);
  if (item.isConnected) button.focus();
  else find("front-search").focus();
});

list.addEventListener("input", (event) => change(event.target.closest("li")));
list.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("li");
  dragged.classList.add("is-dragged");
});
list.addEventListener("dragend", () => dragged?.classList.remove("is-dragged"));
list.addEventListener("dragover", (event) => {
  const over = event.target.closest("li");
  if (!dragged || !over) return;
  event.preventDefault();
});
list.addEventListener("drop", (event) => {
  const over = event.target.closest("li");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(dragged);
  else over.after(dragged);
  change(dragged);
});

find("front-add").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = find("front-search");
  const options = [...find("front-offered").options];
  const found = options.find((option) => option.value === field.value);
  if (!found) {
    setText(find("saved"), "Choose a story from the list");
    return;
  }
  const row = makeRow(found.dataset.story, found.value);
  if (list.firstElementChild) list.firstElementChild.after(row);
  else list.append(row);
  found.remove();
  field.value = "";
  change(row);
});

async function save() {
  const placed = [...list.querySelectorAll(".is-placed")];
  const order = {
    section: list.dataset.section,
    digest: list.dataset.digest,
    leads: placed.length > 0 && placed[0] === list.firstElementChild,
    stories: placed.map((item) => ({
      story: item.dataset.story,
      until: item.querySelector("input").value,
    })),
    hidden: [...hidden.children].map((item) => item.dataset.story),
  };
  try {
    const response = await post("front/save", order);
    const answer = await readAnswer(response);
    if (response.ok) showSaved(answer);
    else if (response.status === 409) refuse("Somebody changed this front. Load the page again.");
    else refuse(answer.message);
  } catch {
    refuse("Not saved: the preview does not answer. Start it again.");
  }
}

function showSaved({ digest }) {
  refuse("");
  list.dataset.digest = digest;
  isChanged = false;
  setText(find("saved"), "Saved");
}

/** Say why the order was not saved. */
function refuse(text) {
  setText(find("refused"), text);
}

find("save").addEventListener("click", save);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    save();
  }
});
document.addEventListener("newsgen:changed", () => {
  if (!isChanged) location.reload();
});
reportPresence(list.dataset.path, () => isChanged);
addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});
