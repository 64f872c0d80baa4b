"""Lines that date a story: ``Multan, Coast Bureau | Updated : 19 November 2019, 01:08 PM``."""

import re
from typing import NamedTuple

from newsgen.importer.date_words import AFTERNOON, BETWEEN, MONTHS, MORNING, WEEKDAYS, ZONES, fold
from newsgen.importer.readers.scraped.names import read_byline
from newsgen.importer.readers.scraped.words import (
    AGENCIES,
    DESKS,
    PUBLISHED,
    SOURCE,
    UPDATED,
    plain,
)

_LONGEST = 160
_PARTS = re.compile(r"\s[|•·–—/]\s|[|•·]")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_WORD = re.compile(r"[^\s,،|()]+")
_NO_DIGITS = re.compile(r"[^\d:/+.-]+")
_DATE_WORDS = (
    frozenset(MONTHS) | WEEKDAYS | BETWEEN | MORNING | AFTERNOON | frozenset(ZONES)
    | {"am", "pm", "p", "m", "ist", "cst", "bst"}
)  # fmt: skip


_FIRST_WORDS = frozenset(MONTHS) | WEEKDAYS


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
        if joined and part and _is_time(part) and not _YEAR.search(fold(part)):
            joined[-1] = f"{joined[-1]} {part}"
        elif part:
            joined.append(part)
    return joined


def _is_time(part: str) -> bool:
    """Whether it is a time of day."""
    return ":" in part and all(_is_of_dates(word[0]) for word in _WORD.finditer(part))


def _with_part(found: DateLine, part: str) -> DateLine:
    label, date, more = _split_date(part)
    more = more.strip(" ,;،")
    if date and more:
        found = _with_part(found, more)
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
    label, _, agency = text.replace("：", ":").partition(":")
    if agency.strip() and plain(label) in SOURCE:
        return found._replace(source=found.source or agency.strip())
    names = read_byline(text)
    if names and not found.authors:
        return found._replace(authors=names)
    if plain(text) in AGENCIES and not found.source:
        return found._replace(source=text)
    return found._replace(left=(*found.left, text))


def _ends_in_desk(text: str) -> bool:
    words = plain(text).split()
    return any(" ".join(words[-count:]) in DESKS for count in (1, 2, 3) if len(words) >= count)


def _split_date(part: str) -> tuple[str, str, str]:
    """What stands before a date, the date, and what follows; without one, all stands before it."""
    if not _YEAR.search(fold(part)):
        return part, "", ""
    for word in _WORD.finditer(part):
        begin = word.start()
        if plain(part[:begin]) in PUBLISHED | UPDATED and len(part) - begin < _LONGEST // 2:
            end = _date_end(part, begin) or len(part)
            return part[:begin], part[begin:end], part[end:]
        folded = fold(word[0])
        end = (
            _date_end(part, begin)
            if folded[:1].isdecimal() or folded.strip(".") in _FIRST_WORDS
            else 0
        )
        if end:
            return part[:begin], part[begin:end], part[end:]
    return part, "", ""


def _date_end(part: str, begin: int) -> int:
    """Where the words of a date end that begins there; 0 if they name no year."""
    end = begin
    for word in _WORD.finditer(part, begin):
        if not _is_of_dates(word[0]):
            break
        end = word.end()
    return end if _YEAR.search(fold(part[begin:end])) else 0


def _is_of_dates(word: str) -> bool:
    """Whether the word is a number, or one of dates: ``19th``, ``November``, ``11月``."""
    folded = fold(word)
    return folded.strip(".") in _DATE_WORDS or all(
        name in _DATE_WORDS or all(sign in _DATE_WORDS for sign in name)
        for name in _NO_DIGITS.findall(folded)
    )
