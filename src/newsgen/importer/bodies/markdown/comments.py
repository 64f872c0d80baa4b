"""Leaves HTML comments out, also those that only say where the summary ends."""

from collections.abc import Iterator

from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.code import find_code
from newsgen.importer.bodies.markdown.lines import Lines
from newsgen.importer.conversion import Conversion
from newsgen.markdown import find_comments

_OPENING = "<!--"
_KRAMDOWN, _KRAMDOWN_END = "{::comment}", "{:/"


def leave_out_comments(text: str, conversion: Conversion, lines: Lines) -> str:
    """The text without comments; of one without an end only its mark is left out."""
    if _OPENING in text:
        text = apply(text, _edits(text, conversion, lines))
    if _KRAMDOWN in text:
        text = apply(text, _kramdown(text, conversion, lines))
    return text


def _edits(text: str, conversion: Conversion, lines: Lines) -> Iterator[Edit]:
    code = find_code(text)
    for start, end in find_comments(text):
        if code.covers(start):
            continue
        if end < 0:
            conversion.need("comment without an end: kept", lines.at(start))
            yield from _openings(text, start)
            return
        conversion.leave_out("comment left out", text[start:end], lines.at(start), "comment")
        yield _without(text, start, end)


def _openings(text: str, at: int) -> Iterator[Edit]:
    """The edits that leave out the mark of every comment from here on."""
    while at >= 0:
        yield Edit(at, at + len(_OPENING))
        at = text.find(_OPENING, at + len(_OPENING))


def _kramdown(text: str, conversion: Conversion, lines: Lines) -> Iterator[Edit]:
    start = text.find(_KRAMDOWN)
    while start >= 0:
        last = text.find(_KRAMDOWN_END, start)
        end = text.find("}", last) + 1 if last >= 0 else 0
        if not end:
            return
        conversion.leave_out("comment left out", text[start:end], lines.at(start), "comment")
        yield _without(text, start, end)
        start = text.find(_KRAMDOWN, end)


def _without(text: str, start: int, end: int) -> Edit:
    """The edit that leaves a stretch out, with its line if nothing else is in it."""
    begin, stop = start, end
    while begin and text[begin - 1] in " \t":
        begin -= 1
    while text[stop : stop + 1] in {" ", "\t"}:
        stop += 1
    is_first = begin == 0 or text[begin - 1] == "\n"
    is_last = stop == len(text) or text[stop] == "\n"
    if not is_last:
        return Edit(start, end)
    if not is_first:
        return Edit(begin, end)
    is_apart = text[stop + 1 : stop + 2] == "\n" and text[begin - 2 : begin] in {"", "\n\n"}
    return Edit(begin, min(stop + 1 + is_apart, len(text)))
