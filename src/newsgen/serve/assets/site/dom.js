/* Helpers that make and change elements. */

/** An element with attributes and text. Text is never parsed as HTML: messages quote sources. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter(Boolean));
  return element;
}

/** The text as nodes: the first letter in upper case, parts between backticks as code. */
export function phrase(text) {
  const pieces = (text.charAt(0).toUpperCase() + text.slice(1)).split("`");
  if (pieces.length % 2 === 0) return [pieces.join("`")];
  return pieces.map((piece, index) => (index % 2 ? make("code", {}, piece) : piece));
}

/** Set the address of a link; hide the link if there is none, or one that could run a script. */
export function setLink(link, href) {
  link.href = href || "#";
  link.hidden = !href || ["javascript:", "data:", "vbscript:", "blob:"].includes(link.protocol);
  if (link.hidden) link.removeAttribute("href");
  return link;
}

export const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The time until a moment in words: `in 2 d 3 h`. */
export function countdown(moment) {
  const seconds = Math.round((new Date(moment) - Date.now()) / 1000);
  if (seconds <= 0) return "any moment now";
  const units = [
    ["d", 86400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  const words = units.slice(first, first + 2).map(([name, size], place) => {
    const rest = place ? seconds % units[first][1] : seconds;
    return `${Math.floor(rest / size)} ${name}`;
  });
  return `in ${words.join(" ")}`;
}
