/* The page next to the text area, and the list of its problems. */

import { find } from "./common.js";
import { area, jump, path } from "./text_area.js";

const frame = find("preview");
let shown = ""; // the URL of the page
let left = ""; // the URL that the page had before
let hasMessaged = false; // whether the page in the frame keeps itself current
let isOther = false; // whether the frame navigated to another page

/** Show the page of the source, its problems and its status. */
export function showPage({ preview, problems, status, current }) {
  find("problems").replaceChildren(...problems.map(problemItem));
  find("preview-open").hidden = !preview;
  frame.hidden = !preview;
  if (!preview) {
    find("preview-status").textContent =
      "This file has no page yet. It gets one when it has no errors.";
    shown = "";
    return;
  }
  find("preview-open").href = preview;
  if (preview !== shown) {
    [left, shown] = [shown, preview];
    hasMessaged = isOther = false;
    frame.src = preview;
  } else if (!hasMessaged) {
    frame.contentWindow.location.replace(shown);
  }
  const text = status ? `${status.label}: ${status.text}. ` : "";
  const outdated = current ? "" : "An earlier version is shown until the errors are fixed.";
  find("preview-status").textContent = isOther
    ? "This is another page."
    : (text + outdated).replaceAll("`", "");
}

/**
 * Call `onChange` when the page in the frame says that it changed. Scripts of the site can send the
 * same message, so it carries no content: everything shown is requested from the server.
 */
export function listenToFrame(onChange) {
  addEventListener("message", ({ origin, source, data }) => {
    if (!shown || source !== frame.contentWindow || origin !== new URL(shown).origin) return;
    if (typeof data?.newsgen !== "string") return;
    if (left && data.newsgen === new URL(left).pathname) {
      frame.contentWindow.location.replace(shown); // the page reloaded itself while it was left
      return;
    }
    hasMessaged = true;
    isOther = data.newsgen !== new URL(shown).pathname;
    onChange();
  });
}

find("preview-reload").addEventListener("click", () => {
  if (shown) frame.src = shown;
});

function problemItem(problem) {
  const item = document.createElement("li");
  item.className = `problem problem-${problem.severity}`;
  const severity = Object.assign(document.createElement("strong"), {
    className: "severity",
    textContent: problem.severity === "error" ? "Error" : "Warning",
  });
  const message = inlineCode("span", problem.message);
  const line = document.createElement("p");
  line.append(severity, " ", message, " ", placeLink(problem));
  item.append(line);
  if (problem.hint) {
    const hint = inlineCode("p", problem.hint);
    hint.className = "problem-hint";
    item.append(hint);
  }
  return item;
}

/** An element with text, in which parts between backticks are code. */
function inlineCode(tag, text) {
  const element = document.createElement(tag);
  element.dir = "auto";
  text.split("`").forEach((part, index) => {
    const code = () => Object.assign(document.createElement("code"), { textContent: part });
    element.append(index % 2 ? code() : part);
  });
  return element;
}

/** A button that jumps to the line of a problem, or a link if the problem is in another file. */
function placeLink({ path: other, line, editor }) {
  if (other !== path) {
    return Object.assign(document.createElement("a"), {
      className: "action",
      href: editor,
      textContent: other || "settings",
    });
  }
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "plain",
    textContent: line ? `line ${line}` : "the file",
  });
  button.addEventListener("click", () => jump(line || 1, area));
  return button;
}
