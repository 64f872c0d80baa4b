"""The time of day and the zone in a text of a date, which ``date_words.fold`` has folded."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from newsgen.importer.date_words import AFTERNOON, AMBIGUOUS_ZONES, MORNING, ZONES
from newsgen.importer.faults import DateFault

_MOST_HOURS = 14
"""No place is further ahead of UTC."""

_HALVES = "|".join(sorted(map(re.escape, MORNING | AFTERNOON), key=len, reverse=True))
_BEFORE = rf"(?:(?P<before>{_HALVES}) ?)?"
_AFTER = rf"(?:(?P<half>[ap]) ?\.? ?m\b\.?|(?P<word>{_HALVES})(?![^\W\d_])\.?)"
_TIMES = (
    re.compile(
        rf"{_BEFORE}(?<![0-9:])(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})"
        rf"(?::(?P<second>[0-9]{{2}})(?:[.,][0-9]{{1,9}})?)?(?![0-9])(?: ?{_AFTER})?"
    ),
    re.compile(
        rf"{_BEFORE}(?<![0-9])(?P<hour>[0-9]{{1,2}}) ?(?:h|[时時點点시])"
        r"(?: ?(?P<minute>[0-9]{1,2}) ?(?:[分분]|m(?:in)?\b)?)?"
        r"(?: ?(?P<second>[0-9]{1,2}) ?[秒초])?(?![^\W\d_])"
    ),
    re.compile(
        r"(?<![0-9.])(?P<hour>[0-9]{1,2})(?:[.](?P<minute>[0-9]{2}))?"
        rf"(?: ?{_AFTER}| ?(?=uhr\b))"
    ),
)
_OFFSET = re.compile(
    r" ?\(?(?:utc|gmt|z)? ?(?P<sign>[+-])(?P<hours>[0-9]{1,2})"
    r"(?::?(?P<minutes>[0-9]{2}))?(?![0-9:])"
)
_PLACE = re.compile(r"(?<![a-z_/+-])(?P<name>[a-z_]+/[a-z_/+-]+)")
_NAME = re.compile(r"[^\W\d_]+")
_BRACKETS = re.compile(r"\([^()]*\)")


class Clock(NamedTuple):
    """The time of day that a text names."""

    time: tuple[int, int, int]
    """Hours from 0 to 24 or more, as written, minutes and seconds."""
    zone: str
    """An offset in minutes with its sign, a name, or nothing."""
    rest: str
    """The text without both."""


def find_clock(text: str) -> Clock | None:
    """The first time of day in the text; None if it names none.

    >>> find_clock("nov 18 2019 3:56 pm et")
    Clock(time=(15, 56, 0), zone='et', rest='nov 18 2019  ')
    """
    found = next((match for shape in _TIMES if (match := shape.search(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    zone, rest = _take_zone(text[found.end() :])
    return Clock(_of_day(parts), zone, f"{text[: found.start()]} {rest}")


def _of_day(parts: Mapping[str, str | None]) -> tuple[int, int, int]:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = parts.get("half") or parts.get("word") or parts.get("before") or ""
    if half and (half == "p" or half in AFTERNOON) and hour < 12:
        hour += 12
    elif half and (half == "a" or half in MORNING) and hour == 12:
        hour = 0
    return hour, minute, second


def _take_zone(after: str) -> tuple[str, str]:
    """The zone that follows a time of day, and the rest of the text."""
    offset = _OFFSET.match(after)
    if offset:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        _, rest = _take_name(_BRACKETS.sub(" ", after[offset.end() :]))
        return f"{offset['sign']}{minutes}", rest
    return _take_name(after)


def _take_name(after: str) -> tuple[str, str]:
    place = _PLACE.search(after)
    if place:
        return place["name"], f"{after[: place.start()]} {after[place.end() :]}"
    for word in _NAME.finditer(after):
        if word[0] in ZONES or word[0] in AMBIGUOUS_ZONES:
            return word[0], f"{after[: word.start()]} {after[word.end() :]}"
    return "", after


def minutes_ahead(zone: str, local: datetime, own: str) -> int | None:
    """How far the zone of a Clock is ahead of UTC at that time; None if it names none.

    ``own`` is the IANA name of the zone of the paper, which decides what IST means. Raises
    DateFault.
    """
    if not zone:
        return None
    if zone[0] in "+-":
        if abs(int(zone)) > _MOST_HOURS * 60:
            raise DateFault("has an offset that no place has", _without_zone(local))
        return int(zone)
    if own and (local.replace(tzinfo=ZoneInfo(own)).tzname() or "").lower() == zone:
        return offset_of(local.replace(tzinfo=ZoneInfo(own)))
    if zone in AMBIGUOUS_ZONES:
        message = f"is a time of {AMBIGUOUS_ZONES[zone]}: {zone.upper()} means all"
        raise DateFault(message, _without_zone(local))
    meant = ZONES.get(zone, zone).lower()
    if meant[0] in "+-":
        minutes = int(meant[1:3]) * 60 + int(meant[4:])
        return -minutes if meant[0] == "-" else minutes
    if meant not in _zones():
        raise DateFault(f"names a time zone that is not known: {zone}", _without_zone(local))
    return offset_of(local.replace(tzinfo=ZoneInfo(_zones()[meant])))


def offset_of(moment: datetime) -> int | None:
    """Minutes that the clocks of a moment are ahead of UTC; None if it has no zone."""
    offset = moment.utcoffset()
    return None if offset is None else offset // timedelta(minutes=1)


def _without_zone(local: datetime) -> str:
    return local.isoformat(" ", "minutes")


@cache
def _zones() -> Mapping[str, str]:
    """The names of all zones by themselves in small letters."""
    return {name.lower(): name for name in available_timezones()}
