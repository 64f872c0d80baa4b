"""Leaves HTML comments out, also those that only say where the summary ends."""

from collections.abc import Iterator

from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.lines import Lines
from newsgen.importer.conversion import Conversion
from newsgen.markdown import find_comments

_KRAMDOWN, _KRAMDOWN_END = "{::comment}", "{:/"


def leave_out_comments(text: str, conversion: Conversion, lines: Lines) -> str:
    """The text without comments; of one without an end only its mark is left out."""
    if "<!--" in text:
        text = apply(text, _edits(text, conversion, lines))
    if _KRAMDOWN in text:
        text = apply(text, _kramdown(text, conversion, lines))
    return text


def _edits(text: str, conversion: Conversion, lines: Lines) -> Iterator[Edit]:
    for start, end in find_comments(text):
        if end < 0:
            conversion.need("comment without an end: kept", lines.at(start))
            yield Edit(start, start + len("<!--"))
            return
        conversion.leave_out("comment left out", text[start:end], lines.at(start), "comment")
        yield _without(text, start, end)


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
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if text[begin:start].strip(" \t") or text[end:stop].strip(" \t"):
        while start > begin and text[start - 1] in " \t" and not text[end:stop].strip(" \t"):
            start -= 1
        return Edit(start, end)
    is_apart = text[stop + 1 : stop + 2] == "\n" and (
        begin == 0 or text[begin - 2 : begin] == "\n\n"
    )
    return Edit(begin, min(stop + 1 + is_apart, len(text)))
