"""Changes of parts of a text."""

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """The characters from ``start`` to before ``end`` become ``text``."""

    start: int
    end: int
    text: str = ""


def apply(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """A part of the text with all its edits; of two that overlap the first and longer counts."""
    kept: list[str] = []
    at = start
    end = len(text) if end is None else end
    for edit in sorted(edits, key=_order):
        if at <= edit.start and edit.end <= end:
            kept += [text[at : edit.start], edit.text]
            at = edit.end
    return "".join((*kept, text[at:end]))


def _order(edit: Edit) -> tuple[int, bool, int]:
    """Insertions come before what replaces the text at the same place."""
    return edit.start, edit.end > edit.start, -edit.end
