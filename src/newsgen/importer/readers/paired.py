"""Puts what paired tags become into a text: shortcodes of Hugo, components of MDX.

The words between two tags stay source text, which is converted like the rest; only the frame
around them is finished. So a note in a note and a figure in a note need no conversion of their own.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from newsgen.importer.bodies.atoms import LINE_PREFIX, LIST_MARKER, Atoms
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.conversion import Shortcode

MAX_DEPTH = 24
"""Tags in tags in tags: those deeper than this have no frame, only their words."""

INNER = "\ufdd6"
"""Stands for the words inside while a tag is shown."""

_QUOTED = re.compile(r"(?m)^((?:> ?)*)\ufdd6$")
_EMPTY_BLOCK = re.compile(r"::: (?:note|box|gallery|pullquote|timeline)(?: [^\n]*)?\n:::")
_ADDRESS = re.compile(r"https?://[^\s<>()\"]+")


class Tag(NamedTuple):
    """A tag in a text."""

    start: int
    end: int
    kind: Literal["open", "close", "single", "text"]
    """``single`` closes itself; an ``open`` one may have no end; ``text`` only has ``text``."""
    name: str = ""
    arguments: tuple[str, ...] = ()
    named: Mapping[str, str] = {}
    text: str = ""
    """What stands in the place of a tag that is no call, as source text."""


Become = Callable[[Shortcode], str]
"""What a call becomes: finished Markdown, with INNER where the words inside stand."""


class Dialect(NamedTuple):
    """What the tags of a system mean."""

    become: Become
    left_out: list[str]
    """Words that ``become`` leaves out, as ``Conversion.left_out``."""
    raw: Collection[str] = ()
    """Names, in small letters, of tags whose words inside are no Markdown: ``become`` gets them as
    they are, and what it gives is finished."""
    indented: str = ""
    """What tags begin with inside which spaces before all lines mean nothing; empty for none."""


def replace_tags(
    text: str,
    tags: Sequence[Tag],
    atoms: Atoms,
    dialect: Dialect,
    *,
    first_line: int = 1,
) -> str:
    """The text with its tags replaced, in time that grows with its length.

    ``tags`` are in order and apart; ``first_line`` is the line of the file where the text begins.
    """
    return _Replacing(text, tags, atoms, dialect, first_line).run()


class _Open(NamedTuple):
    """A pair whose end is not reached yet."""

    number: int
    line: int
    pieces: list[str]


class _Replacing:
    def __init__(
        self,
        text: str,
        tags: Sequence[Tag],
        atoms: Atoms,
        dialect: Dialect,
        first_line: int,
    ) -> None:
        self._text = text
        self._tags = tags
        self._atoms = atoms
        self._become = dialect.become
        self._left_out = dialect.left_out
        self._line = first_line
        self._counted = 0
        self._raw = dialect.raw
        self._indented = dialect.indented
        self._partners = _pairs(tags, dialect.raw)
        self._ends = {end: start for start, end in self._partners.items()}

    def run(self) -> str:
        pieces: list[str] = []
        stack: list[_Open] = []
        place = number = 0
        while number < len(self._tags):
            tag = self._tags[number]
            pieces.append(self._text[place : tag.start])
            line = self._line_of(tag.start)
            end = self._partners.get(number)
            place, next_number = tag.end, number + 1
            if tag.kind == "text":
                pieces.append(tag.text)
                place += 0 if tag.text else self._size_of_gap(tag)
            elif tag.kind == "close":
                if stack and self._ends.get(number) == stack[-1].number:
                    opened = stack.pop()
                    inner = "".join(pieces)
                    pieces = opened.pieces
                    pieces.append(self._pair(opened.number, number, inner, opened.line))
            elif end is None:
                if tag.kind == "single" or not self._is_too_deep(number):
                    pieces.append(self._alone(tag, line))
            elif tag.name.lower() in self._raw:
                closing = self._tags[end]
                pieces.append(self._raw_pair(tag, closing, number, line))
                place, next_number = closing.end, end + 1
            else:
                stack.append(_Open(number, line, pieces))
                pieces = []
            number = next_number
        pieces.append(self._text[place:])
        return "".join(pieces)

    def _size_of_gap(self, tag: Tag) -> int:
        """How many line breaks to leave out after a tag that was between two empty lines."""
        before = self._text[max(0, tag.start - 2) : tag.start]
        is_alone = before in ("", "\n", "\n\n") and self._text.startswith("\n\n", tag.end)
        return 2 if is_alone else 0

    def _is_too_deep(self, number: int) -> bool:
        return self._partners.get(-number - 1) is not None

    def _line_of(self, place: int) -> int:
        self._line += self._text.count("\n", self._counted, place)
        self._counted = place
        return self._line

    def _alone(self, tag: Tag, line: int) -> str:
        prefix = self._prefix(tag.start)
        is_block = prefix is not None and self._ends_line(tag.end)
        shown = self._become(_call(self._text, tag, "", line, is_block=is_block))
        if _EMPTY_BLOCK.fullmatch(shown):
            return ""
        return self._finished(shown, tag.start, is_block=is_block)

    def _pair(self, start: int, end: int, inner: str, line: int) -> str:
        opening, closing = self._tags[start], self._tags[end]
        prefix = self._prefix(opening.start)
        is_block = prefix is not None and self._ends_line(closing.end)
        if self._indented and self._text.startswith(self._indented, opening.start):
            inner = _unindented(inner, prefix or "")
        given = INNER if inner.strip(" \t\n>") else ""
        shown = self._become(_call(self._text, opening, given, line, is_block=is_block))
        if self._left_out and INNER in self._left_out[-1]:
            words = self._atoms.restore(inner).strip()
            self._left_out[-1] = self._left_out[-1].replace(INNER, words)
        if INNER not in shown:
            shown = "" if _EMPTY_BLOCK.fullmatch(shown) else shown
            return self._finished(shown, opening.start, is_block=is_block)
        if self._is_in_table(opening.start):
            return inner
        if shown == INNER:
            on_its_line = is_block and not inner.startswith("\n")
            return f"{inner}\n{(prefix or '').rstrip()}" if on_its_line else inner
        alone = _QUOTED.search(shown)
        if not alone and "\n" not in shown and "\n\n" not in inner:
            before, _, after = shown.partition(INNER)
            if not before.count('"') % 2 and INNER not in after:
                return f"{self._around(before)}{inner.strip()}{self._around(after)}"
        if not alone or shown.count(INNER) > 1:
            shown = shown.replace(INNER, plain_text(self._atoms.restore(inner)))
            return self._finished(shown, opening.start, is_block=is_block)
        return self._framed(shown, alone, inner, prefix or "")

    def _framed(self, shown: str, alone: re.Match[str], inner: str, prefix: str) -> str:
        """The words inside as source text, between the two ends of the frame."""
        before, after = shown[: alone.start()].rstrip("\n"), shown[alone.end() :].lstrip("\n")
        line_break, empty = f"\n{prefix}", f"\n{prefix}".rstrip(" \t")
        last = inner[inner.rfind("\n") + 1 :] if "\n" in inner else inner or " x"
        if alone[1]:
            rows = inner.strip("\n").split("\n")
            inner = line_break.join(
                f"{alone[1]}{row.removeprefix(prefix)}".rstrip() for row in rows
            )
            last = inner
        head = self._atoms.put(before, block=True) if before else ""
        if not inner.startswith("\n"):
            head += empty + line_break
        elif inner[1 : inner.find("\n", 1)].strip(" \t>"):
            head += empty
        foot = line_break if last.strip(" \t>") else ""
        if alone[1]:
            return f"{head}{inner}{self._rows_of_quote(after, alone[1], line_break)}"
        return f"{head}{inner}{foot}{self._atoms.put(after, block=True) if after else ''}"

    def _rows_of_quote(self, after: str, mark: str, line_break: str) -> str:
        """What follows the words of a quote, in the same quote."""
        rows = after.split("\n") if after else []
        words = (row.removeprefix(mark.rstrip()).strip() for row in rows)
        shown = (self._around(each) for each in words)
        return "".join(f"{line_break}{mark}{each}".rstrip() for each in shown) + line_break

    def _around(self, part: str) -> str:
        return self._atoms.put(part, block=False) if part else ""

    def _raw_pair(self, opening: Tag, closing: Tag, number: int, line: int) -> str:
        is_block = self._prefix(opening.start) is not None and self._ends_line(closing.end)
        inner = self._written(opening.end, closing.start, number)
        shown = self._become(_call(self._text, opening, inner, line, is_block=is_block))
        return self._finished(shown, opening.start, is_block=is_block)

    def _written(self, start: int, end: int, number: int) -> str:
        """The source text between two places; calls that are only shown as readers see them."""
        pieces: list[str] = []
        for index in range(number + 1, self._partners[number]):
            tag = self._tags[index]
            if tag.kind == "text":
                pieces += (self._text[start : tag.start], tag.text)
                start = tag.end
        return "".join((*pieces, self._text[start:end]))

    def _finished(self, shown: str, start: int, *, is_block: bool) -> str:
        if not shown:
            return ""
        wants_lines = "\n" in shown.strip("\n") or shown.startswith(":::")
        if wants_lines and self._is_in_table(start):
            address = _ADDRESS.search(shown)
            shown, wants_lines = (f"<{address[0]}>" if address else " ".join(shown.split())), False
        return self._atoms.put(shown, block=is_block or wants_lines)

    def _prefix(self, start: int) -> str | None:
        """What lines that belong to the same list or quote begin with; None within a line."""
        line_start = self._text.rfind("\n", max(0, start - 200), start) + 1
        if line_start == 0 and start > 200:
            return None
        found = LINE_PREFIX.match(self._text, line_start, start)
        if found is None or found.end() != start:
            return None
        return LIST_MARKER.sub(" ", found[0])

    def _ends_line(self, end: int) -> bool:
        line_end = self._text.find("\n", end, end + 200)
        rest = self._text[end : end + 200 if line_end < 0 else line_end]
        return not rest.strip()

    def _is_in_table(self, start: int) -> bool:
        line_start = self._text.rfind("\n", max(0, start - 2000), start) + 1
        return self._text[line_start : line_start + 12].lstrip(" \t>").startswith("|")


def _pairs(tags: Sequence[Tag], raw: Collection[str]) -> dict[int, int]:
    """The closing tag of each opening one, and ``-n - 1`` for each that is too deep for a frame."""
    closings: dict[str, list[int]] = {}
    for number, tag in enumerate(tags):
        if tag.kind == "close":
            closings.setdefault(tag.name, []).append(number)
    partners: dict[int, int] = {}
    stack: list[int] = []
    waiting: Counter[str] = Counter()
    inside_raw = -1
    for number, tag in enumerate(tags):
        if number <= inside_raw:
            continue
        if tag.kind == "open":
            ends = closings.get(tag.name, [])
            after = bisect_left(ends, number)
            if after < len(ends) and tag.name.lower() in raw:
                inside_raw = partners[number] = ends[after]
            elif after < len(ends):
                stack.append(number)
                waiting[tag.name] += 1
        elif tag.kind == "close" and waiting[tag.name]:
            _close(tags, number, stack, waiting, partners)
    return partners


def _close(
    tags: Sequence[Tag],
    number: int,
    stack: list[int],
    waiting: Counter[str],
    partners: dict[int, int],
) -> None:
    """Find the opening tag of a closing one; those between them have no end."""
    while stack:
        opened = stack.pop()
        waiting[tags[opened].name] -= 1
        if tags[opened].name == tags[number].name:
            partners[opened if len(stack) < MAX_DEPTH else -opened - 1] = number
            return


def _unindented(inner: str, prefix: str) -> str:
    """The lines with the prefix of the tag around them in place of their common indentation."""
    first, line_break, rest = inner.partition("\n")
    if not line_break or prefix.strip():
        return inner
    rows = rest.split("\n")
    widths = [len(row) - len(row.lstrip(" \t")) for row in rows if row.strip()]
    width = min(widths, default=0)
    turned = [f"{prefix}{row[width:]}" if row.strip() else "" for row in rows]
    if not rows[-1].strip():
        turned[-1] = prefix
    return "\n".join((first, *turned))


def _call(text: str, tag: Tag, inner: str, line: int, *, is_block: bool) -> Shortcode:
    return Shortcode(
        name=tag.name,
        arguments=tag.arguments,
        named=tag.named,
        inner=inner,
        written=text[tag.start : tag.end],
        line=line,
        is_block=is_block,
    )
