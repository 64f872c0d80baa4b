"""The head of a scraped page: path, section, headline, byline, agency, date."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from newsgen.importer.readers.scraped.lines import Line
from newsgen.importer.readers.scraped.meta_lines import DateLine, read_date_line
from newsgen.importer.readers.scraped.names import read_byline
from newsgen.importer.readers.scraped.story import is_section_like, read_source, role_of, trail_of
from newsgen.importer.readers.scraped.words import AGENCIES, DESKS, HOME, plain

_GLUED = re.compile(r"(?<=[^\W\d_])(?<=[a-zà-ÿа-я])(?=[A-ZÀ-ÝА-Я])")
_SOURCE_WORDS = 5
_STANDFIRST_WORDS = 6


class Head(NamedTuple):
    """What the head of a page says of its story; empty where it says nothing."""

    title: str = ""
    section: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    dates: tuple[DateLine, ...] = ()
    dropped: tuple[Line, ...] = ()


class _Sorted(NamedTuple):
    """The lines of a head by what they are."""

    before: list[Line]
    """Those before the byline that may be section and headline."""
    after: list[Line]
    """Those after the byline."""
    crumbs: list[str]
    authors: tuple[str, ...]
    source: str
    dates: list[DateLine]
    dropped: list[Line]


def read_head(lines: Sequence[Line]) -> Head:
    """What the lines before the first paragraph say."""
    found = _sort(lines)
    candidates = found.before or found.after
    number = _number_of_title(candidates, found.crumbs)
    if number < 0:
        return Head(authors=found.authors, dates=tuple(found.dates), dropped=tuple(found.dropped))
    glued, title = _unglue(candidates[number].text)
    rest = [line for line in candidates[number + 1 :] if plain(line.text) != plain(title)]
    after = found.after if found.before else []
    source, standfirst, unknown = _rest(rest, after)
    trail = [*found.crumbs, *(line.text for line in candidates[:number]), *glued]
    sections = [c for c in trail if plain(c) not in HOME and not _is_same(c, title)]
    section = sections[-1] if sections else ""
    told = (section, title)
    passed = [c for c in candidates[:number] if not any(_is_same(c.text, t) for t in told)]
    return Head(
        title=title,
        section=section,
        standfirst=standfirst,
        authors=found.authors,
        source=found.source or source,
        dates=tuple(found.dates),
        dropped=(*found.dropped, *passed, *unknown),
    )


def _sort(lines: Sequence[Line]) -> _Sorted:
    found = _Sorted([], [], [], (), "", [], [])
    for line in lines:
        names = read_byline(line.text)
        dated = read_date_line(line.text)
        role = role_of(line.text)
        if names and not found.authors:
            found = found._replace(authors=names)
        elif read_source(line.text):
            found = found._replace(source=found.source or read_source(line.text))
        elif dated:
            found.dates.append(dated)
            found.dropped.extend(Line(text, line.number) for text in dated.left)
        elif trail_of(line.text):
            found.crumbs.extend(trail_of(line.text))
        elif role in {"text", "other", "tags"} and plain(line.text) not in DESKS:
            (found.after if found.authors else found.before).append(line)
        else:
            found.dropped.append(line)
    return found


def _number_of_title(lines: Sequence[Line], crumbs: Sequence[str]) -> int:
    """Which of the lines is the headline; -1 if there are none.

    It is the line that comes twice, or last in the path. If there is none, it is the first that is
    longer than the name of a section.
    """
    for number, line in enumerate(lines):
        if crumbs and _is_same(line.text, crumbs[-1]):
            return number
        if any(_is_same(line.text, other.text) for other in lines[number + 1 :]):
            same = [n for n, other in enumerate(lines) if _is_same(line.text, other.text)]
            return max(same, key=lambda n: len(lines[n].text))
    longer = (n for n, line in enumerate(lines) if not is_section_like(line.text))
    return next(longer, min(1, len(lines) - 1))


def _is_same(one: str, other: str) -> bool:
    """Whether both are the same line; one of them may be cut off."""
    short, long = sorted((plain(one), plain(other)), key=len)
    is_cut = one.rstrip().endswith(("…", "...")) or other.rstrip().endswith(("…", "..."))
    return bool(short) and (short == long or (is_cut and long.startswith(short)))


def _unglue(title: str) -> tuple[list[str], str]:
    """The path that the headline was glued to, and the headline.

    >>> _unglue("HomeLatest NewsLights return")
    (['Home', 'Latest News'], 'Lights return')
    """
    parts = _GLUED.split(title)
    if len(parts) == 1 or plain(parts[0]) not in HOME:
        return [], title
    count = 1
    while count < len(parts) - 1 and is_section_like(parts[count]):
        count += 1
    return parts[:count], "".join(parts[count:])


def _rest(rest: Sequence[Line], after: Sequence[Line]) -> tuple[str, str, list[Line]]:
    """Agency, standfirst and further lines between the headline and the text."""
    source = standfirst = ""
    unknown: list[Line] = []
    for line in (*rest, *after):
        words = line.text.split()
        is_agency = plain(line.text) in AGENCIES or (line in after and len(words) <= _SOURCE_WORDS)
        if is_agency and not source:
            source = line.text
        elif len(words) >= _STANDFIRST_WORDS and not standfirst:
            standfirst = line.text
        else:
            unknown.append(line)
    return source, standfirst, unknown
