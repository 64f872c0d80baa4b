/* Compares and merges the lines of texts. Pure functions. */

const LIMIT = 16_000_000; // cells of the table; longer texts count as different as a whole

/** For each line of one text, the index of its match in the other, or -1: a longest common subsequence. */
export function match(one, other) {
  const found = new Array(one.length).fill(-1);
  let start = 0;
  let end = one.length;
  let otherEnd = other.length;
  while (start < end && start < otherEnd && one[start] === other[start]) found[start] = start++;
  while (end > start && otherEnd > start && one[end - 1] === other[otherEnd - 1])
    found[--end] = --otherEnd;
  const width = otherEnd - start + 1;
  if ((end - start) * width > LIMIT) return found;
  const lengths = new Uint32Array((end - start + 1) * width);
  const at = (i, j) => (i - start) * width + j - start;
  for (let i = end - 1; i >= start; i--) {
    for (let j = otherEnd - 1; j >= start; j--) {
      const isEqual = one[i] === other[j];
      lengths[at(i, j)] = isEqual
        ? lengths[at(i + 1, j + 1)] + 1
        : Math.max(lengths[at(i + 1, j)], lengths[at(i, j + 1)]);
    }
  }
  for (let i = start, j = start; i < end && j < otherEnd; ) {
    if (one[i] === other[j]) found[i++] = j++;
    else if (lengths[at(i + 1, j)] >= lengths[at(i, j + 1)]) i++;
    else j++;
  }
  return found;
}

/** Both texts side by side, as rows with `left` and `right`; null for a missing line. */
export function compare(one, other) {
  const rows = [];
  let i = 0;
  let j = 0;
  const differ = (endOne, endOther) => {
    for (; i < endOne || j < endOther; ) {
      rows.push({
        same: false,
        left: i < endOne ? one[i++] : null,
        right: j < endOther ? other[j++] : null,
      });
    }
  };
  match(one, other).forEach((place, line) => {
    if (place < 0) return;
    differ(line, place);
    rows.push({ same: true, left: one[i++], right: other[j++] });
  });
  differ(one.length, other.length);
  return rows;
}

/**
 * Merge two texts with a common base. Where both changed the same lines, the result has both:
 * first mine, then theirs. `conflicts` holds the line number of each such place, from 1.
 */
export function merge(base, mine, theirs) {
  const inMine = [...match(base, mine), mine.length];
  const inTheirs = [...match(base, theirs), theirs.length];
  const lines = [];
  const conflicts = [];
  let [old, left, right] = [0, 0, 0];
  for (let i = 0; i <= base.length; i++) {
    if (inMine[i] < 0 || inTheirs[i] < 0) continue;
    const parts = [
      base.slice(old, i),
      mine.slice(left, inMine[i]),
      theirs.slice(right, inTheirs[i]),
    ];
    const [before, ours, others] = parts.map((part) => part.join("\n") + part.length);
    if (ours === others || others === before) lines.push(...parts[1]);
    else if (ours === before) lines.push(...parts[2]);
    else {
      conflicts.push(lines.length + 1);
      lines.push(...parts[1], ...parts[2]);
    }
    if (i < base.length) lines.push(base[i]);
    [old, left, right] = [i + 1, inMine[i] + 1, inTheirs[i] + 1];
  }
  return { lines, conflicts };
}
