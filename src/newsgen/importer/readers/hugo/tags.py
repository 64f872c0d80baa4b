"""Finds the shortcodes of Hugo in a text, in time that grows with its length alone.

A tag is ``{{< name arguments >}}`` or ``{{% … %}}``, over several lines too; arguments are words,
``"texts"``, ```raw texts``` and ``name=value``. ``{{</* name */>}}`` shows a tag and is none.
What does not close, or has other signs, is text: Hugo makes no site of it.
"""

import re
from collections.abc import Iterator
from typing import Literal

from newsgen.importer.readers.paired import Tag

_START = re.compile(r"\{\{([<%])(/\*)?")
_NAME = re.compile(r"\s*+(/)?\s*+([\w.][\w./-]*+)")
_SPACE = re.compile(r"\s*+")
_KEY = re.compile(r"([\w-]++)\s*+=\s*+")
_WORD = re.compile(r"[^\s\"`<>{}%=/][^\s\"`<>{}%/]*+|/(?![>%])|%(?!\}\})")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_RAW = re.compile(r"`([^`]*+)`")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def find_tags(text: str) -> Iterator[Tag]:
    """Every tag of the text in order; one that is only shown is a ``text``."""
    place = 0
    no_end = {"<": len(text), "%": len(text)}
    while start := _START.search(text, place):
        sign = start[1]
        tag = None
        if start[2] and start.start() < no_end[sign]:
            closing = f"*/{'>' if sign == '<' else '%'}}}}}"
            end = text.find(closing, start.end())
            if end < 0:
                no_end[sign] = start.start()
            else:
                tag = _shown(text, start, end, sign)
        elif not start[2]:
            tag = _tag(text, start)
        if tag:
            yield tag
        place = tag.end if tag else start.end()


def _shown(text: str, start: re.Match[str], end: int, sign: str) -> Tag:
    close = ">" if sign == "<" else "%"
    call = f"{{{{{sign}{text[start.end() : end]}{close}}}}}"
    return Tag(start.start(), end + 5, "text", text=call)


def _tag(text: str, start: re.Match[str]) -> Tag | None:
    name = _NAME.match(text, start.end())
    if not name:
        return None
    closing = ">}}" if start[1] == "<" else "%}}"
    arguments: list[str] = []
    named: dict[str, str] = {}
    place = name.end()
    written = name[2]
    if written.endswith("/"):
        written, place = written[:-1], place - 1
    while True:
        place = _end(_SPACE, text, place)
        itself = text.startswith("/" + closing, place)
        if itself or text.startswith(closing, place):
            kind: Literal["open", "close", "single"] = "single" if itself else "open"
            return Tag(
                start.start(),
                place + len(closing) + itself,
                "close" if name[1] else kind,
                written.removesuffix(".html"),
                tuple(arguments),
                named,
            )
        key = _KEY.match(text, place)
        value = _value(text, key.end() if key else place)
        if value is None:
            return None
        words, place = value
        if key:
            named[key[1].lower()] = words
        else:
            arguments.append(words)


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _value(text: str, place: int) -> tuple[str, int] | None:
    """The argument at the place and where it ends; None if there is none."""
    if found := _TEXT.match(text, place):
        return _ESCAPED.sub(_unescape, found[1]), found.end()
    if found := _RAW.match(text, place):
        return found[1], found.end()
    end = place
    while found := _WORD.match(text, end):
        end = found.end()
    return (text[place:end], end) if end > place else None


def _unescape(sign: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(sign[1], sign[1])
