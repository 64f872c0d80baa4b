"""Finds what MDX has besides Markdown: elements, expressions, imports. No JavaScript is run.

One pass over the text, in time that grows with its length: code is skipped, and what does not close
is text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from newsgen.importer.readers.paired import Tag

EXPRESSION = "{}"
"""Name of the tag that is an expression; its argument is what stands between the braces."""
COMMENT = "{/*"
"""Name of the tag that is a comment; its argument is its words."""
MODULE = "import"
"""Name of the tag that is a block of ``import`` and ``export``; its argument is the block."""
FRAGMENT = "Fragment"
"""Name of the element ``<>``."""

_NEXT = re.compile(
    r"(?m)^[ \t>]{0,40}(?:[-*+][ \t]{1,4}|[0-9]{1,9}[.)][ \t]{1,4})?"
    r"(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)"
    r"|^(?P<module>import|export)(?=[ \t{*\"'])"
    r"|(?P<ticks>`++)|\\.|(?P<brace>\{(?![#:]))|<(?P<close>/?)(?=[A-Za-z_$>])"
)
_RUN = re.compile(r"`++")
_MODULE = re.compile(
    r"import(?:[ \t]*[{*\"']|[ \t]+type[ \t]|[ \t]+[\w$]++[ \t]*(?:,|from[ \t]*[\"']))[^\n]*|"
    r"export[ \t]*(?:[{*]|(?:const|let|var)[ \t]+[\w$]++[ \t]*[=:]|(?:const|let|var)[ \t]*[{\[]|"
    r"default[ \t]|(?:async[ \t]+)?function\b|(?:class|type|interface|enum)[ \t]+[\w$])[^\n]*"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_NAME = re.compile(r"[A-Za-z_$][\w$.:-]*+")
_ATTRIBUTE = re.compile(r"[A-Za-z_$:@][\w$:.@-]*+")
_SPACE = re.compile(r"\s*+")
_IN_BRACES = re.compile(r"[{}\"'`]|/\*")
_STRINGS = {
    '"': re.compile(r"(?:[^\"\\\n]|\\.)*+", re.DOTALL),
    "'": re.compile(r"(?:[^'\\\n]|\\.)*+", re.DOTALL),
    "`": re.compile(r"(?:[^`\\]|\\.)*+", re.DOTALL),
}
"""What a quoted text of JavaScript may have inside."""
_LITERAL = re.compile(r"\s*(?:\"([^\"\\]*)\"|'([^'\\]*)'|`([^`\\$]*)`)\s*")
_COMMENT = re.compile(r"\s*/\*(.*)\*/\s*", re.DOTALL)


def find_tags(text: str) -> Iterator[Tag]:
    """Every element, expression, comment and block of imports outside code, in order."""
    return _Scanner(text).tags()


def literal(expression: str) -> str | None:
    """The text that an expression of one quoted text stands for; None for any other.

    >>> literal('"a b"'), literal("year")
    ('a b', None)
    """
    found = _LITERAL.fullmatch(expression)
    return next((part for part in found.groups() if part is not None), "") if found else None


class _Attributes(NamedTuple):
    named: dict[str, str]
    """An expression that is no text keeps its braces."""
    end: int
    closes_itself: bool


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._braces = _match_braces(text)
        self._runs: dict[int, list[int]] = {}
        for run in _RUN.finditer(text):
            self._runs.setdefault(len(run[0]), []).append(run.start())

    def tags(self) -> Iterator[Tag]:
        place = 0
        while found := _NEXT.search(self._text, place):
            tag = None
            if found["fence"]:
                place = self._after_fence(found)
                continue
            if found["ticks"]:
                place = self._after_code(found)
                continue
            if found["module"]:
                tag = self._module(found.start())
            elif found["brace"]:
                tag = self._expression(found.start())
            elif found["close"] is not None:
                tag = self._element(found)
            if tag:
                yield tag
            place = tag.end if tag else found.end()

    def _after_fence(self, found: re.Match[str]) -> int:
        """Where the fenced code ends: after its closing line, or at the end of the text."""
        fence = found["fence"]
        place = found.end()
        while True:
            place = self._text.find("\n", place)
            if place < 0:
                return len(self._text)
            place += 1
            end = self._text.find("\n", place)
            end = len(self._text) if end < 0 else end
            line = self._text[place:end].strip(" \t>")
            if line.startswith(fence) and not line.strip(fence[0]):
                return end

    def _after_code(self, found: re.Match[str]) -> int:
        runs = self._runs[len(found["ticks"])]
        following = bisect_left(runs, found.end())
        if following == len(runs):
            return found.end()
        end = runs[following]
        if _BLANK_LINE.search(self._text, found.end(), end):
            return found.end()
        return end + len(found["ticks"])

    def _module(self, start: int) -> Tag | None:
        """The lines up to an empty one outside braces."""
        line = _MODULE.match(self._text, start)
        if not line:
            return None
        end = line.end()
        while True:
            gap = _BLANK_LINE.search(self._text, end)
            end = gap.start() if gap else len(self._text)
            inside = self._enclosing(start, end)
            if not gap or not inside:
                break
            end = inside
        return Tag(start, end, "single", MODULE, (self._text[start:end],))

    def _enclosing(self, start: int, place: int) -> int:
        """The end of the braces that a place of a block lies in; 0 if in none."""
        opened = self._text.find("{", start, place)
        while opened >= 0:
            closed = self._braces.get(opened)
            if closed is None:
                opened = self._text.find("{", opened + 1, place)
            elif closed >= place:
                return closed
            else:
                opened = self._text.find("{", closed, place)
        return 0

    def _expression(self, start: int) -> Tag | None:
        end = self._braces.get(start)
        if end is None:
            return None
        inside = self._text[start + 1 : end]
        comment = _COMMENT.fullmatch(inside)
        if comment:
            return Tag(start, end + 1, "single", COMMENT, (comment[1],))
        return Tag(start, end + 1, "single", EXPRESSION, (inside,))

    def _element(self, found: re.Match[str]) -> Tag | None:
        start, place = found.start(), found.end()
        name = _NAME.match(self._text, place)
        if not name:
            end = place + 1
            return Tag(start, end, "close" if found["close"] else "open", FRAGMENT)
        if found["close"]:
            end = self._end_of_space(name.end())
            is_tag = self._text.startswith(">", end)
            return Tag(start, end + 1, "close", name[0]) if is_tag else None
        attributes = self._attributes(name.end())
        if attributes is None:
            return None
        kind = "single" if attributes.closes_itself else "open"
        return Tag(start, attributes.end, kind, name[0], (), attributes.named)  # type: ignore[arg-type]

    def _attributes(self, place: int) -> _Attributes | None:
        named: dict[str, str] = {}
        while True:
            place = self._end_of_space(place)
            if self._text.startswith(">", place):
                return _Attributes(named, place + 1, closes_itself=False)
            if self._text.startswith("/>", place):
                return _Attributes(named, place + 2, closes_itself=True)
            if self._text.startswith("{", place):  # {...rest}
                end = self._braces.get(place)
                if end is None:
                    return None
                place = end + 1
                continue
            key = _ATTRIBUTE.match(self._text, place)
            if not key:
                return None
            place = self._end_of_space(key.end())
            if not self._text.startswith("=", place):
                named[key[0]] = ""
                continue
            value = self._value(self._end_of_space(place + 1))
            if value is None:
                return None
            named[key[0]], place = value

    def _value(self, place: int) -> tuple[str, int] | None:
        sign = self._text[place : place + 1]
        if sign in ('"', "'"):
            end = self._text.find(sign, place + 1)
            return (unescape(self._text[place + 1 : end]), end + 1) if end >= 0 else None
        end = self._braces.get(place, -1) if sign == "{" else -1
        if end < 0:
            return None
        inside = self._text[place + 1 : end]
        text = literal(inside)
        return (f"{{{inside}}}" if text is None else text), end + 1

    def _end_of_space(self, place: int) -> int:
        found = _SPACE.match(self._text, place)
        return found.end() if found else place


def _match_braces(text: str) -> dict[int, int]:
    """The closing brace of each opening one; quotes count only inside braces."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    unclosed = dict.fromkeys((*_STRINGS, "/*"), 0)
    place = 0
    while True:
        if not stack:
            place = text.find("{", place)
            if place < 0:
                return pairs
            stack.append(place)
            place += 1
        found = _IN_BRACES.search(text, place)
        if not found:
            return pairs
        place = found.end()
        if found[0] == "{":
            stack.append(found.start())
        elif found[0] == "}":
            pairs[stack.pop()] = found.start()
        elif place > unclosed[found[0]]:
            end = _end_of_quoted(text, found[0], place)
            if end < 0:
                unclosed[found[0]] = -end
            else:
                place = end


def _end_of_quoted(text: str, sign: str, place: int) -> int:
    """Where a quoted text or a comment ends; if it does not, minus the place that was searched."""
    if sign == "/*":
        end = text.find("*/", place)
        return end + 2 if end >= 0 else -len(text)
    inside = _STRINGS[sign].match(text, place)
    end = inside.end() if inside else place
    return end + 1 if text.startswith(sign, end) else -end
