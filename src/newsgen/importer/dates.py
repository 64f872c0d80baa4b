"""Reads dates as other systems and their pages write them.

Usual shapes are read here, in nineteen languages; dateparser knows further words. No date is
guessed: one that may mean two days, or that no calendar has, is a DateFault.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import timezone as fixed_zone
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from newsgen.importer.date_clocks import find_clock, minutes_ahead, offset_of
from newsgen.importer.date_words import (
    BETWEEN,
    LANGUAGES,
    MONTHS,
    NOTHING,
    TWO_WORDS,
    WEEKDAYS,
    fold,
)
from newsgen.importer.faults import DateFault
from newsgen.text import SHOWN

__all__ = ["DateFault", "as_moment", "read_date"]

_LONGEST = 120
"""Characters of the longest date."""
_YEARS = range(1000, 3000)
_PIVOT = 50
"""Years of two digits from here on are of the twentieth century."""
_ENGLISH: Final = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_NO_YEAR = re.compile(r"-|\+?000[01]-")
_EPOCH = re.compile(r"[0-9]{9,13}|[0-9]{16}|[0-9]{9,10}\.[0-9]+")
_COMPACT = re.compile(
    r"([12][0-9]{3}[01][0-9][0-3][0-9])(?:t?([0-2][0-9])([0-5][0-9])([0-5][0-9])?(z?))?"
)
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[0-9]+|[{_CJK}]|[^\W\d_{_CJK}][^\s\d.,;:|/()\[\]،؛۔॰{_CJK}-]*")
_CHINESE = re.compile(
    r"(?<![〇零一二三四五六七八九十])[〇零一二三四五六七八九十]++(?=[年月日号號])"
)
_CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}


def read_date(
    written: object, *, order: str = "", languages: Sequence[str] = (), timezone: str = ""
) -> str:
    """The date as newsgen's front matter reads it; empty if there is none. Raises DateFault.

    It is a day, a moment with its offset, or a time of day without one: ``2018-11-13 10:02``. Such
    times get the offset of ``timezone``, an IANA name, if that is given. ``order`` decides what
    ``12/11/2019`` means: DMY, MDY or YMD.

    >>> read_date("5. Mai 2023"), read_date("Nov. 18, 2019 3:56 pm ET")
    ('2023-05-05', '2019-11-18T15:56:00-05:00')
    """
    if isinstance(written, datetime):
        return _write(written.replace(tzinfo=None), offset_of(written), timezone)
    if isinstance(written, date):
        return written.isoformat()
    if written is None or isinstance(written, bool):
        return ""
    if not isinstance(written, str | int | float):
        raise DateFault("it is not a text")
    text = str(written)
    if len(text) > _LONGEST:
        raise DateFault(f"`{text[:SHOWN]}…` is too long for a date")
    try:
        return _read(text.strip(), order, tuple(languages), timezone)
    except DateFault as fault:
        raise DateFault(f"`{text.strip()[:SHOWN]}` {fault.message}", fault.offered) from None


def as_moment(text: str, timezone: str = "") -> datetime:
    """The moment of what read_date gave, for comparisons; UTC where nothing else is known."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(timezone or "UTC"))


@lru_cache(maxsize=4096)
def _read(text: str, order: str, languages: tuple[str, ...], zone: str) -> str:
    folded = fold(" ".join(text.split()))
    if folded in NOTHING or _NO_YEAR.match(folded):
        return ""
    compact = _COMPACT.fullmatch(folded)
    if compact:
        return _of_digits(compact, zone)
    if _EPOCH.fullmatch(folded):
        return _of_epoch(folded)
    clock = find_clock(folded)
    day = _find_day(clock.rest if clock else folded, order, languages)
    if day is None or clock is None:
        return day.isoformat() if day else ""
    local = _at(day, clock.time)
    return _write(local, minutes_ahead(clock.zone, local, zone), zone)


def _of_digits(compact: re.Match[str], zone: str) -> str:
    """20191118, or with a time of day."""
    digits, hour, minute, second, is_utc = compact.groups()
    day = _day(digits[:4], digits[4:6], digits[6:])
    if hour is None:
        return day.isoformat()
    local = _at(day, (int(hour), int(minute), int(second or 0)))
    return _write(local, 0 if is_utc else None, zone)


def _of_epoch(digits: str) -> str:
    """Seconds, milliseconds or microseconds since 1970."""
    whole = digits.partition(".")[0]
    parts = 1 if len(whole) <= 10 else 1000 if len(whole) <= 13 else 1_000_000
    begin = datetime(1970, 1, 1)  # noqa: DTZ001 - the offset is written below
    return _write(begin + timedelta(seconds=int(whole) // parts), 0, "")


def _write(local: datetime, offset: int | None, zone: str) -> str:
    """A moment as text; ``offset`` is in minutes."""
    if offset is None and zone:
        offset = offset_of(local.replace(tzinfo=ZoneInfo(zone)))
    if offset is None:
        return local.isoformat(" ", "seconds" if local.second else "minutes")
    ahead = fixed_zone(timedelta(minutes=offset))
    return local.replace(tzinfo=ahead).isoformat("T", "seconds")


def _find_day(text: str, order: str, languages: tuple[str, ...]) -> date | None:
    """The day that the words and numbers of the text name; None if they name none."""
    for name in TWO_WORDS:
        text = text.replace(name.replace("_", " "), name)
    tokens = _TOKEN.findall(_CHINESE.sub(_arabic, text))
    numbers = [token for token in tokens if token[0].isdecimal()]
    words = [token for token in tokens if not token[0].isdecimal()]
    months = [word for word in words if word in MONTHS]
    if any(w not in MONTHS and w not in WEEKDAYS and w not in BETWEEN for w in words):
        return _by_library(text, numbers, languages)
    if len(months) > 1:  # Tuesday in Spanish is shortened like March
        months = [word for word in months if word != "mar"] or months[:1]
    if len(months) == 1 and len(numbers) in {1, 2}:
        return _in_month(months[0], numbers)
    if len(numbers) == 3 and not months:
        return _of_numbers(numbers, order)
    if numbers or months:
        raise _unreadable(text)
    return None


def _arabic(chinese: re.Match[str]) -> str:
    """Chinese digits as Arabic ones: 二〇二三, 十一."""
    signs = chinese[0]
    if "十" not in signs:
        return "".join(str(_CHINESE_DIGITS[sign]) for sign in signs)
    tens, _, ones = signs.partition("十")
    return str(_CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0))


def _in_month(name: str, numbers: Sequence[str]) -> date:
    first, *rest = numbers
    month = str(MONTHS[name])
    if not rest and len(first) == 4:
        raise DateFault("names no day of the month", f"{first}-{month:0>2}-01")
    if not rest:
        raise DateFault("names no year")
    return _day(first, month, rest[0]) if len(first) == 4 else _day(rest[0], month, first)


def _of_numbers(numbers: Sequence[str], order: str) -> date:
    """The day that three numbers mean; of several, the one that ``order`` decides for."""
    first, second, third = numbers
    if len(first) == 4:
        return _day(first, second, third)
    orders = {"DMY": (third, second, first), "MDY": (third, first, second)}
    if len(third) == 2 and order == "YMD":
        orders["YMD"] = (first, second, third)
    days = {}
    for name, parts in orders.items():
        with suppress(DateFault):
            days[name] = _day(*parts)
    if order in days:
        return days[order]
    meant = sorted(set(days.values()))
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise DateFault("is not in the calendar")
    meanings = " or ".join(f"{day.day} {_ENGLISH[day.month - 1]} {day.year}" for day in meant)
    raise DateFault(f"is {meanings}; --date-order decides for all")


def _day(year: str, month: str, day: str) -> date:
    century = 0 if len(year) > 2 else 1900 if int(year) >= _PIVOT else 2000
    try:
        found = date(century + int(year), int(month), int(day))
    except (ValueError, OverflowError):
        raise DateFault("is not in the calendar") from None
    if found.year not in _YEARS:
        raise DateFault("is in a year in which no story is published")
    return found


def _at(day: date, time: tuple[int, int, int]) -> datetime:
    try:
        return datetime(day.year, day.month, day.day, *time)  # noqa: DTZ001 - the zone comes later
    except ValueError:
        raise DateFault("has a time that no day has", day.isoformat()) from None


def _unreadable(text: str) -> DateFault:
    """The fault of a text in no known shape; a day at its beginning is offered."""
    begin = _ISO_DAY.match(text)
    offered = ""
    if begin:
        with suppress(DateFault):
            offered = _day(*begin.groups()).isoformat()
    return DateFault("cannot be read as a date", offered)


def _by_library(text: str, numbers: list[str], languages: tuple[str, ...]) -> date | None:
    """A day in words that only dateparser knows; None if the text counts from today."""
    short = (lang.partition("-")[0] for lang in languages)
    known = tuple(code for code in short if code in LANGUAGES)
    found = _ask(text, known or LANGUAGES, STRICT_PARSING=True, PARSERS=["absolute-time"])
    if found and {str(found.day), str(found.year)} <= {number.lstrip("0") for number in numbers}:
        return _day(f"{found.year:04}", str(found.month), str(found.day))
    if found is None and _ask(text, LANGUAGES, PARSERS=["relative-time"]):
        return None
    raise _unreadable(text)


def _ask(text: str, languages: tuple[str, ...], **settings: Any) -> date | None:
    import dateparser  # noqa: PLC0415 - an extra, and slow

    fixed: Mapping[str, Any] = {
        "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - as the library wants it
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        found = dateparser.parse(text, languages=list(languages), settings={**fixed, **settings})
    except (ValueError, OverflowError):  # a year that Python does not have
        return None
    return found.date() if found else None
