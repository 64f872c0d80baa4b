/* Writes a picture into the text of a story: into its front matter, or as a paragraph. */

import { find } from "./common.js";
import { area, insertParagraph, matterEnd, quoted, splitLines, typeOver } from "./text_area.js";

const EMPTY = /^image:[ \t]*(#.*)?$/;
const { schema } = JSON.parse(find("completions").textContent);

/** The numbers of the line `image:` and of the one after it; the same if there is no such line. */
function leadLines() {
  const lines = splitLines(area.value);
  const end = matterEnd(lines);
  if (end < 0 || !schema.properties.image) return null;
  const line = lines.findIndex((one, place) => place < end && /^image[ \t]*:/.test(one));
  if (line < 0) return [end, end];
  const isEmpty = EMPTY.test(lines[line]) && !/^[ \t]+[^\s#]/.test(lines[line + 1]);
  return isEmpty ? [line, line + 1] : null;
}

/** Whether the front matter can have a lead picture, and has none yet. */
export const takesLead = () => leadLines() !== null;

/** Write the key `image` into the front matter. */
export function insertLead({ src, ...texts }) {
  const [first, last] = leadLines();
  const lines = splitLines(area.value);
  const written = Object.entries(texts).filter(([, text]) => text);
  const keys = written.map(([key, text]) => `  ${key}: ${quoted(text)}\n`).join("");
  const image = keys ? `image:\n  src: ${quoted(src)}\n${keys}` : `image: ${quoted(src)}\n`;
  const lengthOf = (count) => lines.slice(0, count).join("\n").length + (count ? 1 : 0);
  typeOver(lengthOf(first), lengthOf(last), image);
}

/** Write the picture as a paragraph of its own; wide, left or right in a block. */
export function insertPicture(picture, place) {
  const shown = markdown(picture);
  const isPlain = place === "text" || place === "lead";
  insertParagraph(isPlain ? shown : `::: figure ${place}\n${shown}\n:::`);
}

/** The picture in Markdown; a bar in its title would begin the credit. */
function markdown({ src, alt, caption, credit }) {
  const oneLine = (value) => value.replace(/\s+/g, " ").replaceAll("|", "/");
  const description = oneLine(alt).replace(/[\\[\]`*<]/g, "\\$&");
  const title = [oneLine(caption), oneLine(credit)].map((one) => one.replace(/[\\"]/g, "\\$&"));
  const words = title[1] ? `${title[0]} | ${title[1]}`.trim() : title[0];
  return `![${description}](${src}${words ? ` "${words}"` : ""})`;
}
