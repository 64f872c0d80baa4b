"""The comments of a story: who said what, and never a mail address or an IP address."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.dates import as_moment
from newsgen.importer.models import Note, ReaderComment
from newsgen.importer.readers.wordpress.clocks import parse_local, with_offset

_WORDS: Final = {
    "spam": "spam",
    "trash": "deleted",
    "post-trashed": "deleted",
    "0": "not approved",
    "pingback": "pingback",
    "trackback": "trackback",
}
_PLAIN_TYPES: Final = frozenset({"", "comment", "review"})
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Control characters, and marks that turn the direction of what follows."""
_MAIL: Final = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}")


def read_comments(
    written: Sequence[Mapping[str, str]], offset: int | None
) -> tuple[tuple[ReaderComment, ...], tuple[Note, ...]]:
    """The approved comments, each after the one that it answers, and what to tell of all.

    ``offset`` counts for those without a time in UTC: minutes that the old site is ahead.
    """
    shown = [each for each in written if not _reason(each)]
    left_out = Counter(reason for each in written if (reason := _reason(each)))
    comments = tuple(_in_order([_comment(each, offset) for each in shown]))
    if not left_out:
        return comments, ()
    whys = ", ".join(f"{count} {why}" for why, count in left_out.items())
    kept = f"{len(comments)} comment{'s' * (len(comments) != 1)}"
    text = f"{kept} ({whys} left out)"
    return comments, (Note(effect="left-out", text=text, name="comments that nobody saw"),)


def _reason(comment: Mapping[str, str]) -> str:
    """Why readers do not see it; empty if they do."""
    kind = comment.get("wp:comment_type", "").strip().lower()
    approved = comment.get("wp:comment_approved", "").strip().lower()
    if approved not in {"1", "approve", "approved"}:
        return _WORDS.get(approved, "not approved")
    return "" if kind in _PLAIN_TYPES else _WORDS.get(kind, f"of type {kind}")


def _comment(fields: Mapping[str, str], offset: int | None) -> ReaderComment:
    parent = fields.get("wp:comment_parent", "").strip()
    author = plain_text(_visible(fields.get("wp:comment_author", "")))
    return ReaderComment(
        id=fields.get("wp:comment_id", "").strip(),
        author=_MAIL.sub("", author).strip(),
        date=_date(fields, offset),
        text=_visible(fields.get("wp:comment_content", "")).strip(),
        parent="" if parent == "0" else parent,
    )


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _date(fields: Mapping[str, str], offset: int | None) -> str:
    if utc := parse_local(fields.get("wp:comment_date_gmt", "")):
        return with_offset(utc, 0)
    local = parse_local(fields.get("wp:comment_date", ""))
    return with_offset(local, offset) if local else ""


def _in_order(comments: Sequence[ReaderComment]) -> Iterator[ReaderComment]:
    """Each comment after its parent, by time; without its parent it stands for itself."""
    from msgspec.structs import replace  # noqa: PLC0415

    by_id = {comment.id: comment for comment in comments}
    answers: dict[str, list[ReaderComment]] = {}
    for comment in sorted(comments, key=_place):
        parent = comment.parent if comment.parent in by_id and comment.parent != comment.id else ""
        answers.setdefault(parent, []).append(replace(comment, parent=parent))
    waiting = answers.pop("", [])[::-1]
    while waiting:
        comment = waiting.pop()
        yield comment
        waiting.extend(answers.pop(comment.id, [])[::-1])
    for circle in answers.values():  # comments that answer each other
        yield from (replace(comment, parent="") for comment in circle)


def _place(comment: ReaderComment) -> tuple[float, int, str]:
    """When it was written; of two at once, the one with the lower number is first."""
    moment = as_moment(comment.date).timestamp() if comment.date else 0.0
    return moment, len(comment.id), comment.id
