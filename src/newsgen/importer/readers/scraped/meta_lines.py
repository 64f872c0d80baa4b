"""Lines that date a story: ``Multan, Coast Bureau | Updated : 19 November 2019, 01:08 PM``."""

import re
from typing import NamedTuple

from newsgen.importer.date_words import AFTERNOON, BETWEEN, MONTHS, MORNING, WEEKDAYS, ZONES, fold
from newsgen.importer.readers.scraped.names import read_byline
from newsgen.importer.readers.scraped.words import AGENCIES, DESKS, PUBLISHED, UPDATED, plain

_LONGEST = 160
_PARTS = re.compile(r"\s[|•·–—/]\s|[|•·]")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_WORD = re.compile(r"[^\s,.:|()]+")
_LETTERS = re.compile(r"[^\W\d_]+(?:\.[^\W\d_])*")
_DATE_WORDS = (
    frozenset(MONTHS) | WEEKDAYS | BETWEEN | MORNING | AFTERNOON | frozenset(ZONES)
    | {"am", "pm", "a.m", "p.m", "ist", "cst", "bst"}
)  # fmt: skip


class DateLine(NamedTuple):
    """What a line with a date says; every text is as written."""

    published: str = ""
    updated: str = ""
    place: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    left: tuple[str, ...] = ()
    """What else stands there."""
    is_labelled: bool = False
    """Whether a word such as ``Published`` stands before a date."""


def read_date_line(line: str) -> DateLine | None:
    """What the line says of the date of a story; None if it does not do that."""
    folded = fold(line)
    if len(line) > _LONGEST or not _YEAR.search(folded):
        return None
    found = DateLine()
    for part in _joined(_PARTS.split(line)):
        found = _with_part(found, part)
    return found if found.published or found.updated else None


def _joined(parts: list[str]) -> list[str]:
    """The parts; a time of day that stands alone belongs to the date before it."""
    joined: list[str] = []
    for part in (part.strip(" \t,;") for part in parts):
        if joined and part and _is_date(part) and not _YEAR.search(fold(part)):
            joined[-1] = f"{joined[-1]} {part}"
        elif part:
            joined.append(part)
    return joined


def _with_part(found: DateLine, part: str) -> DateLine:
    label, date = _split_label(part)
    if date:
        if plain(label) in UPDATED:
            return found._replace(updated=found.updated or date, is_labelled=True)
        is_labelled = found.is_labelled or plain(label) in PUBLISHED
        with_date = found._replace(published=found.published or date, is_labelled=is_labelled)
        return with_date if plain(label) in PUBLISHED else _with_text(with_date, label)
    return _with_text(found, part)


def _with_text(found: DateLine, text: str) -> DateLine:
    """What a part without a date says."""
    text = text.strip(" ,;:-–—")
    place, _, desk = text.rpartition(",")
    if not text:
        return found
    if place and _ends_in_desk(desk):
        return found._replace(place=found.place or place.strip(), left=(*found.left, desk.strip()))
    names = read_byline(text)
    if names and not found.authors:
        return found._replace(authors=names)
    if plain(text) in AGENCIES and not found.source:
        return found._replace(source=text)
    return found._replace(left=(*found.left, text))


def _ends_in_desk(text: str) -> bool:
    words = plain(text).split()
    return any(" ".join(words[-count:]) in DESKS for count in (1, 2, 3) if len(words) >= count)


def _split_label(part: str) -> tuple[str, str]:
    """What stands before a date, and the date; without one, the date is empty."""
    if not _YEAR.search(fold(part)):
        return part, ""
    for word in _WORD.finditer(part):
        rest = part[word.start() :]
        if plain(part[: word.start()]) in PUBLISHED | UPDATED and len(rest) < _LONGEST // 2:
            return part[: word.start()], rest
        begins = fold(word[0])[:1].isdecimal() or fold(word[0]) in _BEGINNINGS
        if begins and _is_date(rest):
            return part[: word.start()], rest
    return part, ""


_BEGINNINGS = frozenset(MONTHS) | WEEKDAYS


def _is_date(text: str) -> bool:
    """Whether all its words are those of dates."""
    folded = fold(text)
    if not any(character.isdecimal() for character in folded):
        return False
    return all(
        word in _DATE_WORDS or all(sign in _DATE_WORDS for sign in word)
        for word in _LETTERS.findall(folded)
    )
