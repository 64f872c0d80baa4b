"""The marks in a text with their places: links, pictures, code, tags. In linear time.

The engine gives no offsets for them, so this is the algorithm of CommonMark for brackets, with the
engine's own functions for destinations and titles.
https://spec.commonmark.org/0.31.2/#phase-2-inline-structure
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from typing import Literal, NamedTuple

from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkTitle

from newsgen.markdown.spaces import read_destination

MarkKind = Literal["link", "image", "code", "tag", "autolink", "note"]

_NEXT = re.compile(r"[\\`<\]]|!?\[")
_TICKS = re.compile("`++")
_AUTOLINK = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x20]*+|[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255})>"
)
_TAG = re.compile(
    r"</?(?P<name>[A-Za-z][A-Za-z0-9-]{0,60}(?::[A-Za-z]{1,30})?)(?=[\s/>])"
    r"(?:[^<>\"'`]++|\"[^\"]{0,4000}\"|'[^']{0,4000}')*+>|<[?!][^<>]{0,1000}>"
)
_BLANKS = re.compile(r"[ \t]*+\n?[ \t]*+")
_DEFINITION = re.compile(r"[\s>]*+")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_LONGEST_LABEL = 999


class Mark(NamedTuple):
    """A mark in a text; offsets count from its start."""

    kind: MarkKind
    start: int
    end: int
    label: tuple[int, int] = (0, 0)
    """What is between the brackets."""
    place: tuple[int, int] = (0, 0)
    """Where the destination is written, without ``<`` and ``>``; empty for a reference."""
    destination: str = ""
    """Without escapes and entities; of a reference its label, as the engine compares it."""
    title: str = ""
    is_reference: bool = False
    name: str = ""
    """Of a tag, in small letters, with a slash before it if it is an end tag."""


class _Opener(NamedTuple):
    start: int
    is_image: bool
    marks: int
    """How many marks there are before it."""


def read_marks(text: str, labels: Collection[str] = ()) -> list[Mark]:
    """The marks of a text, sorted by their end; ``labels`` are those of all definitions.

    Marks inside the label of a link are there as well; of those inside a picture none.
    """
    brackets = _Brackets(text, labels)
    ticks = _Ticks(text)
    at = 0
    while found := _NEXT.search(text, at):
        at = found.end()
        match found[0]:
            case "\\":
                at += 1
            case "`":
                at, is_code = ticks.end(found.start())
                if is_code:
                    brackets.marks.append(Mark("code", found.start(), at))
            case "<":
                mark = _read_tag(text, found.start())
                if mark:
                    brackets.marks.append(mark)
                    at = mark.end
            case "]":
                at = brackets.close(found.start())
            case sign:
                brackets.open(found.start(), is_image=sign == "![")
    return brackets.marks


class _Brackets:
    """The open brackets of a text, and all marks up to the place that is read."""

    def __init__(self, text: str, labels: Collection[str]) -> None:
        self.marks: list[Mark] = []
        self._text, self._labels = text, labels
        self._openers: list[_Opener] = []
        self._inactive = 0  # so many of the openers are around a link, and begin none themselves

    def open(self, start: int, *, is_image: bool) -> None:
        """Note a bracket that may begin a link or a picture."""
        self._openers.append(_Opener(start, is_image, len(self.marks)))

    def close(self, at: int) -> int:
        """Read what a closing bracket ends, and return where the text goes on."""
        if not self._openers:
            return at + 1
        opener = self._openers.pop()
        is_inactive = not opener.is_image and len(self._openers) < self._inactive
        self._inactive = min(self._inactive, len(self._openers))
        mark = None if is_inactive else _close(self._text, opener, at, self._labels)
        if mark is None:
            return at + 1
        if mark.kind == "image":
            del self.marks[opener.marks :]
        elif mark.kind == "link":
            self._inactive = len(self._openers)
        self.marks.append(mark)
        return mark.end


def normal_label(label: str) -> str:
    """The label of a definition as the engine compares it."""
    return normalizeReference(label)


class _Ticks:
    """Where code between backticks ends; each run is looked at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: dict[int, list[int]] = defaultdict(list)
        for run in _TICKS.finditer(text):
            self._ends[len(run[0])].append(run.end())

    def end(self, start: int) -> tuple[int, bool]:
        """The end of the code that begins here and True; without one, of the run and False."""
        run = _TICKS.match(self._text, start)
        run_end = run.end() if run else start + 1
        same = self._ends[run_end - start]
        number = bisect_left(same, run_end + 1)
        return (same[number], True) if number < len(same) else (run_end, False)


def _read_tag(text: str, start: int) -> Mark | None:
    auto = _AUTOLINK.match(text, start)
    if auto:
        place = (start + 1, auto.end() - 1)
        return Mark("autolink", start, auto.end(), place, place, auto[1])
    tag = _TAG.match(text, start)
    if not tag:
        return None
    name = (tag["name"] or "").lower()
    if tag[0].startswith("</"):
        name = f"/{name}"
    return Mark("tag", start, tag.end(), name=name)


def _close(text: str, opener: _Opener, at: int, labels: Collection[str]) -> Mark | None:
    """The link or picture whose label ends with the bracket at this offset."""
    label = (opener.start + 1 + opener.is_image, at)
    kind: MarkKind = "image" if opener.is_image else "link"
    if text.startswith("(", at + 1):
        mark = _read_inline(text, kind, opener.start, label)
        if mark:
            return mark
    full = _LABEL.match(text, at + 1)
    words = text[slice(*label)] if label[1] - label[0] <= _LONGEST_LABEL else ""
    if full and full[1].strip():
        name, end = normalizeReference(full[1]), full.end()
    else:
        name, end = _label(words), full.end() if full else at + 1
    if name and name in labels:
        return Mark(kind, opener.start, end, label, (0, 0), name, is_reference=True)
    if words.startswith("^") and not opener.is_image and len(words) > 1:
        return Mark("note", opener.start, at + 1, label)
    return None


def _label(words: str) -> str:
    return "" if "[" in words or not words.strip() else normalizeReference(words)


def _read_inline(text: str, kind: MarkKind, start: int, label: tuple[int, int]) -> Mark | None:
    """The link or picture with its destination in round brackets."""
    at = _skip(text, label[1] + 2)
    if text.startswith(")", at):
        return Mark(kind, start, at + 1, label, (at, at))
    found = read_destination(text, at, len(text))
    if not found.ok:
        return None
    is_enclosed = text[at] == "<"
    place = (at + is_enclosed, found.pos - is_enclosed)
    after = _skip(text, found.pos)
    title = ""
    if after > found.pos and text[after : after + 1] in {'"', "'", "("}:
        read = parseLinkTitle(text, after, len(text))
        if not read.ok:
            return None
        title, after = read.str, _skip(text, read.pos)
    if not text.startswith(")", after):
        return None
    return Mark(kind, start, after + 1, label, place, found.str, title)


def read_definition(text: str, start: int, end: int) -> Mark | None:
    """The definition of a link between these offsets: its place, destination and title."""
    colon = text.find("]:", start, end)
    while colon > 0 and text[colon - 1] == "\\":
        colon = text.find("]:", colon + 1, end)
    found = _DEFINITION.match(text, colon + 2, end) if colon >= 0 else None
    if not found:
        return None
    read = read_destination(text, found.end(), end)
    if not read.ok:
        return None
    is_enclosed = text[found.end()] == "<"
    place = (found.end() + is_enclosed, read.pos - is_enclosed)
    after = _DEFINITION.match(text, read.pos, end)
    title = parseLinkTitle(text, after.end(), end) if after and after.end() > read.pos else None
    words = title.str if title and title.ok else ""
    return Mark("link", start, end, (start, colon), place, read.str, words)


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at
