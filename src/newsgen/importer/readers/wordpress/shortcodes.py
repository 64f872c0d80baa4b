"""The shortcodes in a text: which brackets are some, and where each ends.

WordPress knows its shortcodes by name, but a text outlives the plugins that knew theirs. So a name
in brackets is one if newsgen knows it, if it has an attribute with a value, or if it is closed
further on. All other brackets are words.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Final, NamedTuple

from newsgen.importer.readers.wordpress.slots import CLASSIC, FINISHED
from newsgen.importer.readers.wordpress.vocabulary import is_known, is_shortcode

_TAG: Final = re.compile(
    rf"<[A-Za-z/!][^<>]*>|\[(?P<close>/)?(?P<name>[A-Za-z][\w-]{{0,60}}+)"
    rf"(?P<rest>(?:[\s=/][^\[\]{CLASSIC}{FINISHED}]{{0,8000}}+)?)\]"
)
"""A tag of HTML, in whose attributes brackets are no shortcodes, or one in brackets."""
_ATTRIBUTE: Final = re.compile(
    r"(?P<name>[\w-]++)\s{0,9}=\s{0,9}(?P<value>\"[^\"]*\"|'[^']*'|“[^“”]*”|”[^”]*”|″[^″]*″"
    r"|[^\s\"'“”″]+)|(?P<word>\"[^\"]*\"|'[^']*'|\S+)"
)
_QUOTES: Final = "\"'“”″"
DEEPEST: Final = 30
"""Shortcodes within shortcodes; deeper ones are left out, with their words kept."""


class Tag(NamedTuple):
    """One bracketed tag of a text."""

    name: str
    start: int
    end: int
    is_closing: bool
    rest: str
    """All after the name."""


class Call(NamedTuple):
    """A shortcode in a text."""

    name: str
    arguments: tuple[str, ...]
    named: Mapping[str, str]
    opening: Tag
    closing: Tag | None

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Its one or two tags."""
        return (self.opening, self.closing) if self.closing else (self.opening,)


class Shortcodes(NamedTuple):
    """What is in a text besides words."""

    calls: tuple[Call, ...]
    stray: tuple[Tag, ...]
    """Closing tags of known shortcodes that were never opened, and openings that are too deep."""
    escaped: tuple[Tag, ...]
    """Tags in double brackets: words in single ones."""


def find_shortcodes(text: str) -> Shortcodes:
    """The shortcodes of a text, in the order of their openings."""
    tags, escaped = _tags_and_escaped(text)
    ends = _pairs(tags)
    closings = set(ends.values())
    calls: list[Call] = []
    stray = [
        tag
        for number, tag in enumerate(tags)
        if tag.is_closing and number not in closings and is_known(tag.name)
    ]
    open_ends: list[int] = []
    for number, tag in enumerate(tags):
        while open_ends and open_ends[-1] <= number:
            open_ends.pop()
        call = None if tag.is_closing else _call(tag, tags, ends.get(number))
        if call is None:
            continue
        if call.closing and len(open_ends) >= DEEPEST:
            stray += call.tags
            continue
        calls.append(call)
        if call.closing:
            open_ends.append(ends[number])
    return Shortcodes(tuple(calls), tuple(stray), tuple(escaped))


def _call(tag: Tag, tags: Sequence[Tag], end: int | None) -> Call | None:
    """The shortcode that begins with the tag; None if its brackets are words."""
    arguments, named = read_attributes(tag.rest)
    if end is None and not is_shortcode(tag.name, arguments, named):
        return None
    return Call(tag.name, arguments, named, tag, tags[end] if end is not None else None)


def read_attributes(rest: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The arguments without a name, and those with one; the first of two counts.

    >>> read_attributes(' id="4" https://film.test/a')
    (('https://film.test/a',), {'id': '4'})
    """
    arguments: list[str] = []
    named: dict[str, str] = {}
    rest = rest.strip().removesuffix("/").rstrip()
    if rest.startswith("="):  # [youtube=https://…]
        return (_plain(rest[1:].split("&", 1)[0] if " " in rest else rest[1:]),), {}
    for found in _ATTRIBUTE.finditer(rest.replace("&quot;", '"').replace("&#8221;", "”")):
        if found["name"]:
            named.setdefault(found["name"].lower(), _plain(found["value"]))
        else:
            arguments.append(_plain(found["word"]))
    return tuple(arguments), named


def _plain(value: str) -> str:
    return unescape(value.strip(_QUOTES)).strip()


def _tags_and_escaped(text: str) -> tuple[list[Tag], list[Tag]]:
    """The bracketed tags of a text, and those in double brackets that are words."""
    tags: list[Tag] = []
    escaped: list[Tag] = []
    for match in _TAG.finditer(text):
        if not match["name"]:
            continue
        tag = Tag(match["name"], *match.span(), bool(match["close"]), match["rest"])
        if text[tag.start - 1 : tag.start] != "[" or text[tag.end : tag.end + 1] != "]":
            tags.append(tag)
        elif is_known(tag.name) or "=" in tag.rest:
            escaped.append(tag)
    return tags, escaped


def _pairs(tags: list[Tag]) -> dict[int, int]:
    """The number of the closing tag for each opening that has one; pairs never cross."""
    ends: dict[int, int] = {}
    stack: list[int] = []
    waiting = Counter[str]()
    for number, tag in enumerate(tags):
        if not tag.is_closing:
            if not tag.rest.rstrip().endswith("/"):
                stack.append(number)
                waiting[tag.name] += 1
        elif waiting[tag.name]:
            while stack:
                opening = stack.pop()
                waiting[tags[opening].name] -= 1
                if tags[opening].name == tag.name:
                    ends[opening] = number
                    break
    return ends
