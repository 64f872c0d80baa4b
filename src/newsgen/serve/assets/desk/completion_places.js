/* What the cursor is at, and so what can be completed there. Pure functions. */

const FAR = 300; // characters before the cursor that a link may have
const KEY = /^((?:[ \t]|- )*)([\w.-]+):(?:[ \t]|$)/;
const STORY_KEYS = new Set([
  "related",
  "translations",
  "lead",
  "story",
  "top",
  "hidden",
  "stories",
]);
const PICTURE_KEYS = new Set(["image", "src"]);

/**
 * The place before the cursor: its `kind` (keys, values, stories, pictures, links or blocks), the
 * `typed` text and where that starts; null if nothing can be completed there.
 */
export function placeAt(text, cursor, isYaml, { schema, names }) {
  const above = text.slice(0, cursor).split("\n");
  const line = above.pop();
  const end = text.indexOf("\n", cursor);
  const rest = text.slice(cursor, end < 0 ? undefined : end);
  const isMatter = isYaml || (above[0] === "---" && above.indexOf("---", 1) < 0);
  const place = isMatter ? placeInMatter(line, above, rest, schema, names) : placeInText(line);
  return (
    place && { used: [], rest, start: cursor - place.typed.length, ...atBracket(place, cursor) }
  );
}

/** Where a list on one line needs a bracket; -1 if none is missing. */
function atBracket(place, cursor) {
  return { ...place, bracket: place.bracket > 0 ? cursor - place.bracket : -1 };
}

function placeInText(line) {
  const block = /^(:{3,})[ \t]*([\w-]*)$/.exec(line);
  if (block) return { kind: "blocks", typed: block[2], colons: block[1] };
  const link = /(!?)\[[^\]]*\]\(([^()"]*)$/.exec(line.slice(-FAR));
  return link && { kind: link[1] ? "pictures" : "links", typed: link[2], isLink: true };
}

function placeInMatter(line, above, rest, schema, names) {
  if (line.includes("#")) return null;
  const pair = /^((?:[ \t]|- )*)([\w.-]+):[ \t]+(.*)$/.exec(line);
  if (pair) {
    const keys = [...keysAbove(above, pair[1].length), pair[2]];
    return valueAt(keys, pair[3], rest, schema, names, isList(schemaAt(schema, keys)));
  }
  const item = /^([ \t]*-)[ \t]+(.*)$/.exec(line);
  const value =
    item && valueAt(keysAbove(above, item[1].length), item[2], rest, schema, names, false);
  return value ?? keyAt(line, above, schema);
}

/** The place of a value, as a whole or as a part of a list on one line such as `tags: [a, b`. */
function valueAt(keys, value, rest, schema, names, isInline) {
  const name = keys.at(-1);
  const kind = kindOf(keys);
  const known = keys.length === 1 ? names[name] : undefined;
  const options = known?.map(asOption) ?? choicesOf(schemaAt(schema, keys));
  if (kind === "values" && !options.length) return null;
  const separator = Math.max(value.lastIndexOf(","), value.lastIndexOf("["));
  const part = isInline ? value.slice(separator + 1) : value;
  const others = value.slice(0, value.length - part.length) + rest;
  const written = part.trimStart();
  return {
    kind,
    options,
    typed: written,
    bracket: isInline && !value.includes("[") ? value.length : 0,
    used: others.split(/[[\],]/).map(stripQuotes),
  };
}

function kindOf(keys) {
  const name = keys.at(-1);
  if (PICTURE_KEYS.has(name)) return "pictures";
  return STORY_KEYS.has(name) ? "stories" : "values";
}

const stripQuotes = (text) => text.trim().replace(/^["']|["']$/g, "");
const asOption = (one) =>
  Array.isArray(one) ? { value: one[0], title: one[1] } : { value: one, title: "" };

/** The place of a key: only those that the mapping does not have yet are options. */
function keyAt(line, above, schema) {
  const typed = /^((?:[ \t]|- )*)([\w-]*)$/.exec(line);
  if (!typed) return null;
  const indent = typed[1].length;
  const known = keysOf(schemaAt(schema, keysAbove(above, indent)));
  const options = Object.entries(known).map(([value, one]) => ({
    value,
    title: (one.description ?? "").split(/\.(?:\s|$)/)[0],
    isMapping: isMapping(one),
  }));
  return options.length
    ? { kind: "keys", options, typed: typed[2], indent, used: keysBeside(above, indent) }
    : null;
}

/** The keys of the mappings around a line with that indentation, from the outside in. */
function keysAbove(above, indent) {
  const keys = [];
  let limit = indent;
  for (const line of above.toReversed()) {
    const found = KEY.exec(line);
    if (!found || found[1].length >= limit) continue;
    keys.unshift(found[2]);
    limit = found[1].length;
  }
  return keys;
}

/** The keys above in the same mapping. */
function keysBeside(above, indent) {
  const keys = [];
  for (const line of above.toReversed()) {
    const found = KEY.exec(line);
    if (found && found[1].length < indent) break;
    if (found?.[1].length === indent) keys.push(found[2]);
    if (found?.[1].length === indent && found[1].includes("-")) break;
  }
  return keys;
}

// --- JSON Schema, as far as newsgen writes it -----------------------------------------------------

/** The schema and its alternatives; a list counts as one of its items. */
function alternatives(schema) {
  if (!schema) return [];
  const inner = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [schema, ...inner.flatMap(alternatives)];
}

function schemaAt(schema, keys) {
  return keys.reduce((outer, key) => {
    const found = alternatives(outer).map(
      (one) => one.properties?.[key] ?? (one.additionalProperties || null),
    );
    return found.find((one) => one && typeof one === "object") ?? null;
  }, schema);
}

const keysOf = (schema) => Object.assign({}, ...alternatives(schema).map((one) => one.properties));
const types = (schema) => alternatives(schema).flatMap((one) => one.type ?? []);
const isList = (schema) => types(schema).includes("array");
const isText = (schema) => types(schema).includes("string");
const isMapping = (schema) => types(schema).includes("object") && !isText(schema);

function choicesOf(schema) {
  const choices = alternatives(schema).flatMap((one) => one.enum ?? []);
  const switches = types(schema).includes("boolean") && !isText(schema) ? [true, false] : [];
  const values = [...choices, ...switches].filter((one) => one !== null).map(String);
  return [...new Set(values)].map(asOption);
}
