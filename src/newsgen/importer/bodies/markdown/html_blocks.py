"""Blocks of HTML between the blocks of Markdown."""

import re
from collections.abc import Iterator, Sequence

from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.sheet import Sheet
from newsgen.importer.bodies.texts import plain_text
from newsgen.markdown import Part, read_marks

_WHOLE = frozenset(
    {"table", "ul", "ol", "dl", "pre", "blockquote", "figure", "iframe", "video", "audio", "object"}
    | {"script", "style", "noscript", "select", "form", "svg", "math", "picture", "textarea"}
)
"""Elements that are converted with all that is in them, over empty lines."""
_LAYOUT = frozenset(
    {"div", "section", "article", "main", "center", "span", "p", "header", "footer"}
)
_DETAILS = re.compile(
    r"\s*<details\b[^<>]{0,500}>\s*(?:<summary\b[^<>]{0,500}>(?P<title>[^\0]{0,1000}?)</summary>)?",
    re.IGNORECASE,
)
_DETAILS_END = re.compile(r"</details\s*>\s*\Z", re.IGNORECASE)


def html_edits(sheet: Sheet, edits: Sequence[Edit]) -> list[Edit]:
    """The edits of a text together with those of its blocks of HTML; places in the whole text."""
    blocks = [part for part in sheet.parts if part.kind == "html"]
    if not blocks:
        return list(edits)
    done: list[Edit] = []
    swallowed: list[tuple[int, int]] = []
    number = 0
    while number < len(blocks):
        last = _last_of_element(blocks, number)
        first, final = blocks[number], blocks[last]
        done += _converted(sheet, blocks[number : last + 1], edits)
        if last > number:
            swallowed.append((first.start, final.end))
        number = last + 1
    return [*_outside(edits, swallowed), *done]


def _outside(edits: Sequence[Edit], swallowed: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """The edits that are in none of these stretches."""
    rest = iter(swallowed)
    start, end = next(rest, (-1, -1))
    for edit in sorted(edits):
        while 0 <= end <= edit.start:
            start, end = next(rest, (-1, -1))
        if not 0 <= start <= edit.start < end:
            yield edit


def _last_of_element(blocks: Sequence[Part], number: int) -> int:
    """The number of the block that ends what the block begins; its own if it begins nothing."""
    left = _left_open(blocks[number].text)
    if not left:
        return number
    name, depth = left
    for index in range(number + 1, min(number + _FARTHEST, len(blocks))):
        if blocks[index].depth != blocks[number].depth:
            continue
        for mark in read_marks(blocks[index].text):
            depth += (mark.name == name) - (mark.name == f"/{name}")
        if depth <= 0:
            return index
    return number


_FARTHEST = 200
"""Blocks of HTML that are looked through for the end of an element."""


def _left_open(html: str) -> tuple[str, int] | None:
    """The outermost element of ``_WHOLE`` that the HTML does not end, and how often."""
    counts: dict[str, int] = {}
    for mark in read_marks(html):
        name = mark.name.removeprefix("/")
        if name in _WHOLE:
            counts[name] = counts.get(name, 0) + (-1 if mark.name[0] == "/" else 1)
    return next(((name, depth) for name, depth in counts.items() if depth > 0), None)


def _converted(sheet: Sheet, blocks: Sequence[Part], edits: Sequence[Edit]) -> Iterator[Edit]:
    first, last = blocks[0], blocks[-1]
    if len(blocks) == 1:
        html = first.text
        details = _DETAILS.fullmatch(html) if "<" in html else None
        if details and "</details" not in html.lower():
            title = plain_text(details["title"] or "")
            yield Edit(first.start, first.end, f"::: box {title}".rstrip())
            return
        if _DETAILS_END.fullmatch(html.strip()):
            yield Edit(first.start, first.end, ":::")
            return
    else:
        html = _with_atoms(sheet, blocks, edits)
    if _is_layout(html):
        yield Edit(first.start, last.end)
        return
    line = sheet.lines.at(first.start)
    shown = sheet.from_html(html, line)
    is_block = "\n" in shown or shown.startswith(":::") or not _has_own_lines(sheet.text, first)
    yield Edit(first.start, last.end, sheet.atoms.put(shown, block=is_block) if shown else "")


def _has_own_lines(text: str, part: Part) -> bool:
    """Whether no paragraph goes on to the line of the part: it begins an item, or is apart."""
    begin = text.rfind("\n", 0, part.start) + 1
    above = text[text.rfind("\n", 0, max(begin - 1, 0)) + 1 : begin]
    return bool(text[begin : part.start].strip(" \t>")) or not above.strip(" \t>\n")


def _is_layout(html: str) -> bool:
    """Whether the HTML is nothing but tags around other blocks."""
    at = 0
    for mark in read_marks(html):
        if mark.name.removeprefix("/") not in _LAYOUT or html[at : mark.start].strip():
            return False
        at = mark.end
    return not html[at:].strip()


def _with_atoms(sheet: Sheet, blocks: Sequence[Part], edits: Sequence[Edit]) -> str:
    """The HTML of the blocks, with the Markdown between them as atoms."""
    parts = [blocks[0].text]
    at = blocks[0].end
    for each in blocks[1:]:
        between = apply(
            sheet.text, [e for e in edits if at <= e.start < each.start], at, each.start
        )
        words = between.strip()
        if words:
            parts.append(f"\n{sheet.atoms.put(words, block=True)}\n")
        parts.append(each.text)
        at = each.end
    return "\n".join(parts)
