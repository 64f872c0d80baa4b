"""Finds a story among the lines of a scraped page, and tells what is not of the story.

A page has a head (path, section, headline, byline, date), the paragraphs, and a run of furniture
after them. Furniture is left out only in a run at either end, or as a short known line between two
paragraphs, so no sentence of a story is lost because it begins like a menu.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from newsgen.importer.readers.scraped.datelines import split_dateline
from newsgen.importer.readers.scraped.lines import Line
from newsgen.importer.readers.scraped.meta_lines import DateLine, read_date_line
from newsgen.importer.readers.scraped.names import read_byline
from newsgen.importer.readers.scraped.words import (
    AFTER,
    HOME,
    INSIDE,
    NETWORKS,
    SOURCE,
    TAGS,
    TO_OTHERS,
    is_row_of,
    plain,
)

Role = Literal["home", "after", "inside", "other", "share", "rule", "tags", "date", "text"]
"""What a line is by itself."""

_RULE = re.compile(r"[\s_*=~#.•·—–-]{2,}|[,;|>»›/]")
_RIGHTS = re.compile(r"\s*(?:©|\(c\)\s|copyright\b)", re.IGNORECASE)
_PATH = re.compile("[>»›→|/]")
_LABEL = re.compile(r"[^:：]{1,60}(?=[:：])")
_ENDS = re.compile(
    r"[.!?\u2026\u06d4\u0964\u0965\u3002\uff01\uff1f\u061f][\"'\u201d\u2019\u00bb\u300d\u300f)\]]{0,3}$"
)
_ENDS_STATEMENT = re.compile(
    r"[.\u2026\u06d4\u0964\u0965\u3002][\"'\u201d\u2019\u00bb\u300d\u300f)\]]{0,3}$"
)
_ABBREVIATION = re.compile(r"(?<![A-Z.])[A-Z]\.[A-Z]\.$")
"""With which headlines end as well: ``U.S.``."""
_LONG = 160
"""Characters from which a line is a paragraph, however it ends."""
_SHORT = 140
"""Characters of the longest line that leads to another story."""
_LONGEST_KNOWN = 240
"""Characters from which a line is no phrase of ``words`` and no row of them."""
_TAG = 60
_MOST_TAGS = 20

_ROWS = AFTER | NETWORKS | {"us", "us on", "via", "on"}


class Parts(NamedTuple):
    """The lines of a page, divided."""

    head: Sequence[Line]
    body: Sequence[Line]
    tail: Sequence[Line]


def divide(lines: Sequence[Line]) -> Parts:
    """The head of the page, what is between, and the furniture after it."""
    start = _body_start(lines)
    end = _body_end(lines, start)
    return Parts(lines[:start], lines[start:end], lines[end:])


@lru_cache(maxsize=4096)
def role_of(line: str) -> Role:
    """What the line is by itself, wherever it stands."""
    if len(line) > _LONGEST_KNOWN:
        return "tags" if tag_label(line) else "text"
    bare = plain(line)
    roles: Sequence[tuple[Role, bool]] = (
        ("rule", bool(_RULE.fullmatch(line))),
        ("tags", bool(tag_label(line))),
        ("inside", bare in INSIDE),
        ("after", bare in AFTER or bool(_RIGHTS.match(line))),
        ("home", bare in HOME or bool(trail_of(line))),
    )
    by_words = next((role for role, is_that in roles if is_that), None)
    return by_words or _role_of_row(line)


def _role_of_row(line: str) -> Role:
    """What a line of several phrases is."""
    if len(line) > _SHORT and not read_date_line(line):
        return "text"
    if is_row_of(line, NETWORKS):
        return "share"
    if is_row_of(line, _ROWS):
        return "after"
    return "date" if read_date_line(line) else _role_by_label(line)


def _role_by_label(line: str) -> Role:
    label = _LABEL.match(line)
    name = plain(label[0]) if label else ""
    if name in INSIDE and len(line) <= _TAG:
        return "inside"
    if label and name in TO_OTHERS:
        return "other" if line[label.end() + 1 :].strip() else "inside"
    return "text"


def trail_of(line: str) -> list[str]:
    """What a path such as ``Home > News > Coast`` names after the home page; else empty."""
    label, _, path = line.replace("：", ":").partition(":")
    parts = _PATH.split(path if path and plain(label) in HOME else line)
    first, *rest = (part.strip() for part in parts)
    return rest if plain(first) in HOME else []


def tag_label(line: str) -> str:
    """The label before tags, with its colon; empty if the line does not begin with one."""
    if len(line) <= _TAG and plain(line) in TAGS:
        return line
    label = _LABEL.match(line)
    return line[: label.end() + 1] if label and plain(label[0]) in TAGS else ""


def is_prose(line: str) -> bool:
    """Whether the line is a paragraph for certain."""
    ends = _ENDS.search(line) and not _ABBREVIATION.search(line)
    return len(line) >= _LONG or bool(ends) or split_dateline(line) is not None


def _is_statement(line: str) -> bool:
    """Whether the line is a paragraph, even among headlines that ask or call."""
    ends = _ENDS_STATEMENT.search(line) and not _ABBREVIATION.search(line)
    return len(line) >= _LONG or bool(ends)


def _may_be_headline(line: str) -> bool:
    return len(line) < _LONG and not _is_statement(line) and split_dateline(line) is None


def _body_start(lines: Sequence[Line]) -> int:
    """The first line after the head: a paragraph with something like a headline before it."""
    seen: list[str] = []
    for number, line in enumerate(lines):
        role = role_of(line.text)
        if role not in {"text", "other", "tags"} or is_meta(line.text):
            continue
        if is_prose(line.text):
            is_first_headline = all(map(is_section_like, seen)) and _may_be_headline(line.text)
            if not is_first_headline and not _comes_again(line, lines[number + 1 :]):
                return number
        seen.append(line.text)
    return len(lines) if len(seen) < 2 else _start_without_prose(lines)


def is_meta(line: str) -> bool:
    """Whether the line names who wrote the story, or where it is from."""
    return bool(read_byline(line) or read_source(line))


def read_source(line: str) -> str:
    """What follows a label such as ``Source:``; empty if there is none."""
    label, _, name = line.replace("：", ":").partition(":")
    return name.strip() if plain(label) in SOURCE and len(line) <= _TAG else ""


def _comes_again(line: Line, following: Sequence[Line]) -> bool:
    return bool(following) and plain(following[0].text) == plain(line.text)


def _start_without_prose(lines: Sequence[Line]) -> int:
    """Where no line ends like a sentence: after the first two lines that are not furniture."""
    texts = [number for number, line in enumerate(lines) if role_of(line.text) == "text"]
    first = 1 if not is_section_like(lines[texts[0]].text) or len(texts) < 3 else 2
    return texts[first] if len(texts) > first else len(lines)


def is_section_like(line: str) -> bool:
    """Whether the line is as short as the name of a section."""
    return len(line) <= 30 and len(line.split()) <= 3 and not _ENDS.search(line)


def _body_end(lines: Sequence[Line], start: int) -> int:
    """The first line of the furniture at the end; short lines inside it belong to it."""
    end = len(lines)
    for number in range(len(lines) - 1, start, -1):
        line = lines[number].text
        role = role_of(line)
        if role in {"after", "tags", "home", "share"} or (role == "date" and _is_labelled(line)):
            end = number
        elif role == "text" and _is_statement(line):
            break
    return end


def _is_labelled(line: str) -> bool:
    found = read_date_line(line)
    return found is not None and found.is_labelled


class Body(NamedTuple):
    """The paragraphs of a story, and the lines between them that are not of the story."""

    paragraphs: tuple[Line, ...]
    dropped: tuple[Line, ...]
    dates: tuple[DateLine, ...]


def read_body(lines: Sequence[Line], title: str) -> Body:
    """The paragraphs among the lines; those that repeat the headline first are dropped."""
    paragraphs: list[Line] = []
    dropped: list[Line] = []
    dates: list[DateLine] = []
    for line in lines:
        role = role_of(line.text)
        dated = read_date_line(line.text) if role == "date" else None
        if dated and dated.is_labelled:
            dates.append(dated)
        if (
            role in {"inside", "other", "share", "rule"}
            or (dated and dated.is_labelled)
            or (not paragraphs and plain(line.text) == plain(title))
        ):
            dropped.append(line)
        else:
            paragraphs.append(line)
    return Body(tuple(paragraphs), tuple(dropped), tuple(dates))


class Tail(NamedTuple):
    """What the furniture after a story says of it."""

    tags: tuple[str, ...]
    dates: tuple[DateLine, ...]
    dropped: tuple[Line, ...]


def read_tail(lines: Sequence[Line]) -> Tail:
    """Tags and dates in the run after the story; everything else is dropped."""
    tags: list[str] = []
    dates: list[DateLine] = []
    dropped: list[Line] = []
    in_tags = False
    for line in lines:
        role = role_of(line.text)
        dated = read_date_line(line.text) if role == "date" else None
        if role == "tags":
            in_tags = True
            tags += _tags_in(line.text[len(tag_label(line.text)) :])
        elif in_tags and role == "rule":
            continue
        elif in_tags and role == "text" and len(line.text) <= _TAG and len(tags) < _MOST_TAGS:
            tags += _tags_in(line.text)
        elif dated and dated.is_labelled:
            dates.append(dated)
            dropped.extend(Line(text, line.number) for text in dated.left)
        else:
            in_tags = False
            dropped.append(line)
    return Tail(tuple(dict.fromkeys(tags)), tuple(dates), tuple(dropped))


def _tags_in(text: str) -> Iterator[str]:
    for part in re.split(r"[,،、;|#]", text):
        if part.strip():
            yield part.strip()
