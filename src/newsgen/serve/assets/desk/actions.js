/* What an editor does with a whole story: release it, unpublish it, move it. Each has a dialog. */

import { find, inOneLine, PREFIX, post, readAnswer, setText } from "./common.js";

const SILENT = "The preview does not answer: start it again.";
let current = { name: "", path: "", facts: {} }; // the dialog that is open
let isDone = false;
let waiting = 0;

const inDialog = (selector) => find(current.name).querySelector(selector);
const field = (name) => inDialog("form").elements[name];

// --- what each dialog shows and sends -------------------------------------------------------------

const actions = {
  release: {
    show(facts) {
      field("date").value = facts.date;
      list(".act-errors", facts.errors.map(problemItem));
      list(".act-warnings", facts.errors.length ? [] : facts.warnings.map(problemItem));
      nameMoment();
      inDialog("[data-do]").disabled = facts.errors.length > 0;
    },
    change: () => nameMoment(),
    value: () => ({ date: field("date").value }),
  },
  unpublish: {
    show(facts) {
      inDialog(".act-address").textContent = facts.address;
      list(".act-users", facts.users.map(item));
    },
    change() {},
    value: () => ({}),
  },
  rename: {
    show(facts) {
      field("name").value = facts.name;
      field("section").replaceChildren(
        ...facts.sections.map(([slug, title]) => new Option(title, slug)),
      );
      field("section").value = facts.section;
      field("keep").checked = facts.was_live;
      showAddresses(facts);
    },
    change() {
      clearTimeout(waiting);
      waiting = setTimeout(askForAddress, 150);
    },
    value: () => ({
      name: field("name").value.trim(),
      section: field("section").value,
      keep: field("keep").checked,
    }),
  },
};

/** A line of a list; what is between backticks is code. */
function item(text) {
  const line = document.createElement("li");
  line.dir = "auto";
  text.split("`").forEach((part, place) => {
    const code = document.createElement("code");
    code.textContent = part;
    line.append(place % 2 ? code : part);
  });
  return line;
}

function problemItem(problem) {
  const line = item(inOneLine(problem));
  if (!problem.line) return line;
  const link = document.createElement("a");
  link.href = `${PREFIX}edit?path=${encodeURIComponent(current.path)}#line-${problem.line}`;
  link.textContent = `line ${problem.line}`;
  line.append(" (", link, ")");
  return line;
}

function list(selector, items) {
  const part = inDialog(selector);
  part.hidden = items.length === 0;
  part.querySelector("ul").replaceChildren(...items);
}

/** Say on the button when the story appears, if that is later. */
function nameMoment() {
  const { value } = field("date");
  const day = new Date(`${value}Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const isLater = value > current.facts.now;
  inDialog("[data-do]").textContent = isLater
    ? `Release (appears ${day} ${value.slice(11, 16)})`
    : "Release";
}

function showAddresses(facts) {
  inDialog(".act-address").textContent = facts.address;
  inDialog(".act-new").textContent = facts.new_address;
  setText(inDialog(".refusal"), facts.refusal ?? "");
  list(".act-users", (facts.changed ?? []).map(item));
  const isSame = facts.address === facts.new_address && !facts.files?.length;
  inDialog("[data-do]").disabled = !facts.new_address || isSame;
}

async function askForAddress() {
  const asked = { ...actions.rename.value(), path: current.path };
  const query = new URLSearchParams({ ...asked, keep: asked.keep ? "1" : "0" });
  try {
    const facts = await (await fetch(`${PREFIX}rename?${query}`)).json();
    const now = actions.rename.value();
    if (now.name === asked.name && now.section === asked.section) showAddresses(facts);
  } catch {
    setText(inDialog(".refusal"), SILENT);
  }
}

// --- opening, sending and closing -----------------------------------------------------------------

/** Save what is typed on the page of the story first; tells whether the file has it now. */
async function isSaved() {
  if (!find("text")) return true;
  const [{ save }, { isChanged }] = await Promise.all([
    import("./edit.js"),
    import("./source_file.js"),
  ]);
  await save();
  return !isChanged();
}

async function open(button) {
  if (!(await isSaved())) return;
  const { action, path, title } = button.dataset;
  current = { name: action, path, facts: {} };
  isDone = false;
  inDialog("form").hidden = false;
  inDialog(".done").hidden = true;
  inDialog(".act-story bdi").textContent = title;
  setText(inDialog(".refusal"), "");
  try {
    const response = await fetch(`${PREFIX}${action}?path=${encodeURIComponent(path)}`);
    if (!response.ok) throw new Error(await response.text());
    current.facts = await response.json();
    actions[action].show(current.facts);
  } catch (error) {
    setText(inDialog(".refusal"), error instanceof TypeError ? SILENT : error.message);
    inDialog("[data-do]").disabled = true;
  }
  find(action).showModal();
}

async function send(event) {
  event.preventDefault();
  const { name, path, facts } = current;
  const button = inDialog("[data-do]");
  button.disabled = true;
  setText(inDialog(".refusal"), "");
  try {
    const response = await post(name, { path, digest: facts.digest, ...actions[name].value() });
    const answer = await readAnswer(response);
    if (response.ok) showDone(answer);
    else setText(inDialog(".refusal"), inOneLine(answer));
  } catch {
    setText(inDialog(".refusal"), SILENT);
  }
  button.disabled = false;
}

function showDone(answer) {
  isDone = true;
  if (answer.edit && find("text")) {
    location.assign(answer.edit);
    return;
  }
  const next = inDialog("[data-next]");
  next.href = answer.publish || answer.edit || "";
  next.textContent = answer.publish ? "Publish" : "Edit";
  next.hidden = !next.getAttribute("href");
  inDialog("form").hidden = true;
  inDialog(".done").hidden = false;
  const message = inDialog(".done [role=status]");
  message.textContent = answer.new_address
    ? `${answer.message} Its address is ${answer.new_address} now.`
    : answer.message;
  message.focus();
}

/** The list is new after a change: the focus goes to the row of the story, or to the page. */
function restoreFocus() {
  if (isDone && find("text")) {
    location.reload();
    return;
  }
  const row = document.querySelector(`tr[data-path="${CSS.escape(current.path)}"]`);
  const button = row?.querySelector(`[data-action="${current.name}"]`);
  (button ?? row?.querySelector(".headline") ?? find("main")).focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button) open(button);
});
for (const [name, action] of Object.entries(actions)) {
  const dialog = find(name);
  if (!dialog) continue;
  const form = dialog.querySelector("form");
  form.addEventListener("submit", send);
  form.addEventListener("input", action.change);
  for (const button of dialog.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => dialog.close());
  }
  dialog.addEventListener("close", () => {
    if (find("text") && !isDone) return; // the browser gives the focus back
    restoreFocus();
  });
}
