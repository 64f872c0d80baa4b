"""Notes and boxes as other systems write them: ``:::tip[Title]``, ``!!! note``, ``> [!info]``."""

import re
from collections.abc import Generator, Iterator

from newsgen.importer.bodies.blocks import block
from newsgen.importer.bodies.markdown.lines import Lines
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.conversion import Conversion
from newsgen.markdown import line_starts, read_parts

_OWN = frozenset(
    {"audio", "box", "embed", "figure", "figures", "gallery", "note", "pullquote", "timeline"}
    | {"update", "video"}
)
_NOTES = frozenset(
    {"note", "tip", "info", "warning", "danger", "caution", "important", "hint", "success", "check"}
    | {
        "done",
        "question",
        "help",
        "faq",
        "abstract",
        "summary",
        "tldr",
        "example",
        "bug",
        "failure",
    }
    | {"fail", "missing", "error", "attention", "seealso", "todo", "admonition", "callout", "alert"}
    | {"notice", "message", "aside", "primary", "secondary"}
)
_BOXES = frozenset({"details", "spoiler", "expand", "collapse", "collapsible", "dropdown"})
_QUOTES = frozenset({"quote", "cite"})
_COLONS = re.compile(
    r"(?P<indent>[ ]{0,24}+)(?P<colons>:{3,20}+)[ \t]{0,9}+"
    r"(?:\{[.]?(?P<braced>[\w-]{1,60}+)[^}\n]{0,200}+\}|(?P<name>[A-Za-z][\w-]{0,60}+))?+"
    r"(?:\[(?P<title>[^\]\n]{0,300}+)\])?+(?P<rest>[^\n]*+)"
)
_MARKED = re.compile(
    r"(?P<indent>[ ]{0,24})(?:!!!|\?\?\?\+?)[ \t]{1,9}(?P<name>[A-Za-z][\w-]{0,60})"
    r"(?P<rest>[^\"\n]{0,200})(?:\"(?P<title>[^\n]{0,300})\")?[ \t]*"
)
_ALERT = re.compile(
    r"(?P<indent>[ ]{0,24})>[ ]{0,4}\[!(?P<name>[A-Za-z][\w-]{0,60})(?:\|[^\]\n]{0,100})?\]"
    r"(?P<fold>[+-]?)[ \t]*(?P<title>[^\n]*)"
)
_GITHUB = frozenset({"note", "tip", "important", "warning", "caution"})
_SIGNS = (":::", "!!!", "???", "[!")
_DEEPEST = 8
_WIDTH = 4
"""Blanks before what is inside ``!!! note``."""


def turn_containers(text: str, conversion: Conversion, lines: Lines, depth: int = 0) -> str:
    """The text with these as blocks of newsgen; of unknown ones the words stay."""
    if depth > _DEEPEST or not any(sign in text for sign in _SIGNS):
        return text
    return "\n".join(_Reader(text, conversion, lines, depth).read())


class _Reader:
    """One pass over the lines of a text."""

    def __init__(self, text: str, conversion: Conversion, lines: Lines, depth: int) -> None:
        self._rows, self._starts = text.split("\n"), line_starts(text)
        self._conversion, self._lines, self._depth = conversion, lines, depth
        self._code = {
            number
            for part in read_parts(text)
            if part.kind == "code"
            for number in range(part.line, part.line + text.count("\n", part.start, part.end) + 1)
        }
        self._open: list[bool] = []  # for each container that is open, whether its end is kept

    def read(self) -> Iterator[str]:
        """The lines of the new text."""
        number = 0
        while number < len(self._rows):
            row = self._rows[number]
            if number in self._code:
                yield row
                number += 1
            elif row.lstrip(" ").startswith(":::"):
                yield from self._colons(row, number)
                number += 1
            elif found := _MARKED.fullmatch(row):
                number = yield from self._marked(found, number)
            elif (found := _ALERT.fullmatch(row)) and not self._is_own_alert(found):
                number = yield from self._alert(found, number)
            else:
                yield row
                number += 1
        yield from (":::" for is_own in self._open if is_own)

    def _colons(self, row: str, number: int) -> Iterator[str]:
        found = _COLONS.fullmatch(row)
        if not found:
            yield row
            return
        name = (found["braced"] or found["name"] or "").lower()
        rest = found["rest"].strip(" \t:")
        if not name and not rest:
            if not self._open:
                yield row.replace(":", "\\:", 1)
            elif self._open.pop():
                yield row
            return
        if found["name"] in _OWN and found["title"] is None:
            self._open.append(True)
            yield row
            return
        own, title = self._own_name(name, number), plain_text(found["title"] or rest)
        self._open.append(bool(own))
        if own:
            yield f"{found['indent']}{found['colons']} {own} {title}".rstrip()
        elif title:
            yield from (f"{found['indent']}**{title}**", "")

    def _marked(self, found: re.Match[str], number: int) -> Generator[str, None, int]:
        indent = len(found["indent"]) + _WIDTH
        end = number + 1
        while end < len(self._rows) and (
            not self._rows[end].strip() or self._rows[end].startswith((" " * indent, "\t"))
        ):
            end += 1
        while end > number + 1 and not self._rows[end - 1].strip():
            end -= 1
        inner = [_dedented(row, indent) for row in self._rows[number + 1 : end]]
        yield from self._shown(found, inner, number)
        return end

    def _alert(self, found: re.Match[str], number: int) -> Generator[str, None, int]:
        end = number + 1
        while end < len(self._rows) and self._rows[end].lstrip(" ").startswith(">"):
            end += 1
        inner = [
            row.lstrip(" ").removeprefix(">").removeprefix(" ")
            for row in self._rows[number + 1 : end]
        ]
        if found["name"].lower() in _QUOTES:
            indent = found["indent"]
            yield from (f"{indent}> {row}".rstrip() for row in inner)
            if found["title"]:
                yield from (f"{indent}>", f"{indent}> — {found['title']}")
        else:
            yield from self._shown(found, inner, number)
        return end

    def _shown(self, found: re.Match[str], inner: list[str], number: int) -> Iterator[str]:
        """The container as lines, with what is inside as it is or as a block."""
        name = found["name"].lower()
        own, title = self._own_name(name, number), plain_text(found["title"] or "")
        words = turn_containers("\n".join(inner), self._conversion, self._lines, self._depth + 1)
        if own and found[0].lstrip().startswith("???"):
            own = "box"
        shown = block(own, title, words) if own else words
        if not own and title:
            shown = f"**{title}**\n\n{words}"
        indent = found["indent"]
        yield ""
        yield from (f"{indent}{row}" if row else "" for row in shown.split("\n"))
        yield ""

    def _own_name(self, name: str, number: int) -> str:
        """The block of newsgen for the name; empty if there is none, which is told."""
        bare = name.removeprefix("callout-")
        line = 0 if self._depth else self._lines.at(self._starts[number])
        told = f"container {name}"
        self._conversion.left_out.append(name)
        if bare in _NOTES or bare in _BOXES or bare in _OWN:
            own = "note" if bare in _NOTES else "box" if bare in _BOXES else bare
            self._conversion.change(f"{told}: mapped to {own}", line, told)
            return own
        self._conversion.change(f"{told}: not known, its words kept", line, told)
        return ""

    def _is_own_alert(self, found: re.Match[str]) -> bool:
        is_plain = not found["title"] and not found["fold"] and "|" not in found[0]
        return is_plain and found["name"].lower() in _GITHUB


def _dedented(row: str, indent: int) -> str:
    return row.removeprefix("\t") if row.startswith("\t") else row[indent:]
