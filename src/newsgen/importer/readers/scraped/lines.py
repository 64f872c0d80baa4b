"""The lines of a scraped text, with those joined that were only wrapped."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_WIDEST = 110
"""Characters of the longest line that a program wraps at."""
_NARROWEST = 40
_FEWEST = 3
"""Pairs of lines that show a wrapped text; two may be chance."""
_STOPS = (".", "!", "?", "\u06d4", "\u0964", "\u3002")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


class Line(NamedTuple):
    """A paragraph, or one line that stands alone."""

    text: str
    number: int
    """Of its first line, from 1."""


def read_lines(text: str) -> list[Line]:
    """The lines with something in them, without blanks around; wrapped ones are joined."""
    blocks = list(_blocks(text))
    width = _wrap_width(blocks)
    return [line for block in blocks for line in _unwrap(block, width)]


def _blocks(text: str) -> Iterator[list[Line]]:
    """Lines without an empty one between them."""
    block: list[Line] = []
    for number, written in enumerate(text.split("\n"), start=1):
        line = " ".join(written.split())
        if line:
            block.append(Line(line, number))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _wrap_width(blocks: Sequence[Sequence[Line]]) -> int:
    """Where the text was wrapped; 0 if it was not.

    A program begins a line only when the next word has no room, so it shows in each pair of lines.
    """
    pairs = [
        (first.text, second.text)
        for block in blocks
        for first, second in pairwise(block)
        if len(first.text) >= _NARROWEST
    ]
    width = max((len(first) for first, _ in pairs), default=0)
    full = sum(_has_no_room(first, second, width) for first, second in pairs)
    ended = sum(first.endswith(_STOPS) for first, _ in pairs)
    is_wrapped = full >= _FEWEST and full * 5 >= len(pairs) * 4 and ended * 2 < len(pairs)
    return width if is_wrapped and width <= _WIDEST else 0


def _has_no_room(first: str, second: str, width: int) -> bool:
    return len(first) + 1 + len(second.split(" ", 1)[0]) > width


def _unwrap(block: Sequence[Line], width: int) -> Iterator[Line]:
    whole, last = block[0], block[0]
    for line in block[1:]:
        goes_on = line.text[0].islower() or _has_no_room(last.text, line.text, width)
        is_wrapped = len(last.text) >= _NARROWEST and goes_on
        if width and is_wrapped:
            gap = "" if _CJK.match(line.text) and _CJK.match(whole.text[-1]) else " "
            whole = Line(f"{whole.text}{gap}{line.text}", whole.number)
        else:
            yield whole
            whole = line
        last = line
    yield whole
