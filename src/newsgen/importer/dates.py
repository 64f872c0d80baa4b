"""Reads dates as other systems and their pages write them.

Usual shapes are read here, in nineteen languages; dateparser knows further words. No date is
guessed: one that may mean two days, or that no calendar has, is a DateFault.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from newsgen.importer.date_words import (
    AFTERNOON,
    AMBIGUOUS_ZONES,
    BETWEEN,
    LANGUAGES,
    MONTHS,
    MORNING,
    NOTHING,
    TWO_WORDS,
    WEEKDAYS,
    ZONES,
    fold,
)
from newsgen.text import SHOWN

_LONGEST = 120
"""Characters of the longest date."""
_YEARS = range(1000, 3000)
_MOST_HOURS = 14
"""No place is further ahead of UTC."""

_ENGLISH: Final = (
    "January February March April May June July August September October November December"
).split()

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_NO_YEAR = re.compile(r"-|[+]?000[01]-")
_EPOCH = re.compile(r"[0-9]{9,13}|[0-9]{16}|[0-9]{9,10}\.[0-9]+")
_COMPACT = re.compile(
    r"([12][0-9]{3})([01][0-9])([0-3][0-9])(?:t?([0-2][0-9])([0-5][0-9])([0-5][0-9])?)?(?=z?$)"
)
_HALVES = "|".join(sorted(map(re.escape, MORNING | AFTERNOON), key=len, reverse=True))
_HALF = rf"(?:(?P<half>[ap]) ?\.? ?m\b\.?|(?P<word>{_HALVES})(?![^\W\d_])\.?)"
_TIMES = (
    re.compile(
        rf"(?:(?P<before>{_HALVES}) ?)?(?<![0-9:])(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})"
        rf"(?::(?P<second>[0-9]{{2}})(?:[.,][0-9]{{1,9}})?)?(?![0-9])(?: ?{_HALF})?"
    ),
    re.compile(
        rf"(?:(?P<before>{_HALVES}) ?)?(?<![0-9])(?P<hour>[0-9]{{1,2}}) ?(?:h|[時时點点시])"
        r"(?: ?(?P<minute>[0-9]{1,2}) ?(?:[分분]|m(?:in)?\b)?)?(?: ?(?P<second>[0-9]{1,2}) ?[秒초])?"
        r"(?![^\W\d_])"
    ),
    re.compile(
        r"(?<![0-9.])(?P<hour>[0-9]{1,2})(?:\.(?P<minute>[0-9]{2}))?"
        rf"(?: ?{_HALF}| ?(?=uhr\b))"
    ),
)
_OFFSET = re.compile(
    r"\s*\(?(?:utc|gmt|z)? ?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?(?![0-9:])"
)
_PLACE = re.compile(r"\[?(?P<name>[a-z]+(?:/[a-z_+-]+)+)\]?")
_BRACKETS = re.compile(r"\([^()]*\)")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[0-9]+|[{_CJK}]|[^\W\d_{_CJK}][^\s\d.,;:|/()\[\]{_CJK}-]*")
_CHINESE = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号號])")
_CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}


class DateFault(Exception):
    """A text that names no day for certain: ``offered`` is what it probably means, or empty."""

    def __init__(self, message: str, offered: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offered = offered


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
        return _write(written.replace(tzinfo=None), _minutes_of(written), timezone)
    if isinstance(written, date):
        return written.isoformat()
    if written is None or isinstance(written, bool):
        return ""
    if not isinstance(written, str | int | float):
        raise DateFault("it is no text")
    text = str(written)
    if len(text) > _LONGEST:
        raise DateFault(f"`{text[:SHOWN]}…` is too long for a date")
    return _read(text.strip(), order, tuple(languages), timezone)


def as_moment(text: str, timezone: str = "") -> datetime:
    """The moment of what read_date gave, for comparisons; UTC where nothing else is known."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(timezone or "UTC"))


class _Time(NamedTuple):
    """The time of day in a text, and the text without it."""

    clock: tuple[int, int, int]
    before: str
    after: str


@lru_cache(maxsize=4096)
def _read(text: str, order: str, languages: tuple[str, ...], zone: str) -> str:
    folded = fold(text).strip()
    if folded in NOTHING or _NO_YEAR.match(folded):
        return ""
    if _EPOCH.fullmatch(folded) and not _COMPACT.fullmatch(folded):
        return _from_epoch(folded)
    shown = text[:SHOWN]
    compact = _COMPACT.match(folded)
    if compact:
        year, month, day, *clock = (int(part or 0) for part in compact.groups())
        offset = 0 if folded.endswith("z") else None
        found = _day(year, month, day, shown)
        if not compact[4]:
            return found.isoformat()
        return _write(_at(found, tuple(clock), shown), offset, zone)  # type: ignore[arg-type]
    time = _find_time(folded)
    if time is None:
        found_day = _find_day(folded, order, languages, shown)
        return found_day.isoformat() if found_day else ""
    offset_text, rest = _take_zone(time.after)
    found_day = _find_day(f"{time.before} {rest}", order, languages, shown)
    if found_day is None:
        return ""
    local = _at(found_day, time.clock, shown)
    return _write(local, _offset(offset_text, local, zone, shown), zone)


def _from_epoch(digits: str) -> str:
    """Seconds, milliseconds or microseconds since 1970."""
    whole = digits.partition(".")[0]
    unit = 1 if len(whole) <= 10 else 1000 if len(whole) <= 13 else 1_000_000
    moment = datetime(1970, 1, 1) + timedelta(seconds=int(whole) // unit)  # noqa: DTZ001 - UTC below
    return _write(moment, 0, "")


def _find_time(text: str) -> _Time | None:
    for shape in _TIMES:
        found = shape.search(text)
        if found:
            parts = found.groupdict()
            clock = tuple(int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
            half = parts.get("half") or _half_of(parts.get("word") or parts.get("before"))
            return _Time(
                _with_half(clock, half),  # type: ignore[arg-type]
                text[: found.start()],
                text[found.end() :],
            )
    return None


def _half_of(word: str | None) -> str:
    return "" if not word else "a" if word in MORNING else "p"


def _with_half(clock: tuple[int, int, int], half: str) -> tuple[int, int, int]:
    hour, minute, second = clock
    if half == "p" and hour < 12:
        return hour + 12, minute, second
    if half == "a" and hour == 12:
        return 0, minute, second
    return clock


def _take_zone(after: str) -> tuple[str, str]:
    """The zone that follows a time of day, and the rest of the text."""
    offset = _OFFSET.match(after)
    if offset:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        rest = _BRACKETS.sub(" ", after[offset.end() :])
        return f"{offset['sign']}{minutes}", _PLACE.sub(" ", rest)
    place = _PLACE.search(after)
    if place:
        return place["name"], after[: place.start()] + after[place.end() :]
    for word in _TOKEN.finditer(after):
        name = word[0].rstrip(".")
        if name in ZONES or name in AMBIGUOUS_ZONES:
            return name, after[: word.start()] + " " + after[word.end() :]
    return "", after


def _offset(written: str, local: datetime, zone: str, shown: str) -> int | None:
    """Minutes ahead of UTC; None if the text names no zone."""
    if not written:
        return None
    if written[0] in "+-":
        minutes = int(written)
        if abs(minutes) > _MOST_HOURS * 60:
            raise DateFault(f"`{shown}`: no place has that offset", _write(local, None, ""))
        return minutes
    own = local.replace(tzinfo=ZoneInfo(zone)) if zone else None
    if own is not None and (own.tzname() or "").lower() == written:
        return _minutes_of(own)
    if written in AMBIGUOUS_ZONES:
        message = f"`{shown}`: {written.upper()} is the time of {AMBIGUOUS_ZONES[written]}"
        raise DateFault(message, _write(local, None, ""))
    meant = ZONES.get(written, written)
    if meant[0] in "+-":
        sign = -1 if meant[0] == "-" else 1
        return sign * (int(meant[1:3]) * 60 + int(meant[4:]))
    known = {name.lower(): name for name in available_timezones()}
    if meant.lower() not in known:
        raise DateFault(f"`{shown}`: there is no such time zone", _write(local, None, ""))
    return _minutes_of(local.replace(tzinfo=ZoneInfo(known[meant.lower()])))


def _minutes_of(moment: datetime) -> int | None:
    offset = moment.utcoffset()
    return None if offset is None else offset // timedelta(minutes=1)


def _write(local: datetime, offset: int | None, zone: str) -> str:
    if offset is None and zone:
        offset = _minutes_of(local.replace(tzinfo=ZoneInfo(zone)))
    if offset is None:
        return local.isoformat(" ", "seconds" if local.second else "minutes")
    ahead = timezone(timedelta(minutes=offset))
    return local.replace(tzinfo=ahead).isoformat("T", "seconds")


def _find_day(text: str, order: str, languages: tuple[str, ...], shown: str) -> date | None:
    """The day that the words and numbers of the text name; None if they name none."""
    for name in TWO_WORDS:
        text = text.replace(name.replace("_", " "), name)
    tokens = _TOKEN.findall(_CHINESE.sub(_arabic, text))
    words = [token for token in tokens if not token[0].isdecimal()]
    numbers = [token for token in tokens if token[0].isdecimal()]
    months = [word for word in words if word in MONTHS]
    unknown = [w for w in words if w not in MONTHS and w not in WEEKDAYS and w not in BETWEEN]
    if len(months) > 1:  # Tuesday in Spanish and March
        months = [word for word in months if word != "mar"] or months[:1]
    if unknown:
        return _by_library(text, numbers, languages, shown)
    if not numbers and not months:
        return None
    if len(months) == 1 and len(numbers) == 2:
        first, second = numbers
        day, year = (second, first) if len(first) == 4 else (first, second)
        return _day(_year(year), MONTHS[months[0]], int(day), shown)
    if not months and len(numbers) == 3:
        return _of_numbers(numbers, order, shown)
    if len(months) == len(numbers) == 1:
        month = MONTHS[months[0]]
        if len(numbers[0]) == 4:
            message = f"`{shown}` names no day of the month"
            raise DateFault(message, f"{numbers[0]}-{month:02}-01")
        raise DateFault(f"`{shown}` names no year")
    raise _unreadable(shown)


def _arabic(chinese: re.Match[str]) -> str:
    """Chinese digits as Arabic ones: 二〇二三, 十一."""
    signs = chinese[0]
    if "十" not in signs:
        return "".join(str(_CHINESE_DIGITS[sign]) for sign in signs)
    tens, _, ones = signs.partition("十")
    return str(_CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0))


def _year(written: str) -> int:
    """A year of two digits is at most twenty years ahead of 2049, so 50 is 1950."""
    if len(written) > 2:
        return int(written)
    return int(written) + (1900 if int(written) >= 50 else 2000)


def _of_numbers(numbers: list[str], order: str, shown: str) -> date:
    first, second, third = numbers
    if len(first) == 4:
        return _day(int(first), int(second), int(third), shown)
    orders = {
        "DMY": (third, second, first),
        "MDY": (third, first, second),
        **({"YMD": (first, second, third)} if order == "YMD" and len(third) == 2 else {}),
    }
    days: dict[date, None] = {}
    for name in (order, *orders):
        year, month, day = orders.get(name, ("0", "0", "0"))
        with suppress(ValueError):
            days[date(_year(year) if year != "0" else 0, int(month), int(day))] = None
        if days and name == order:
            break
    if not days:
        raise DateFault(f"`{shown}` is not in the calendar")
    if len(days) > 1:
        meanings = " or ".join(
            f"{day.day} {_ENGLISH[day.month - 1]} {day.year}" for day in sorted(days)
        )
        raise DateFault(f"`{shown}` is {meanings}; --date-order decides for all")
    return next(iter(days))


def _day(year: int, month: int, day: int, shown: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise DateFault(f"`{shown}` is not in the calendar") from None
    if found.year not in _YEARS:
        raise DateFault(f"`{shown}`: no story is from the year {year}")
    return found


def _at(day: date, clock: tuple[int, int, int], shown: str) -> datetime:
    try:
        return datetime(day.year, day.month, day.day, *clock)  # noqa: DTZ001 - the zone comes later
    except ValueError:
        message = f"`{shown}`: there is no such time of day"
        raise DateFault(message, day.isoformat()) from None


def _unreadable(shown: str) -> DateFault:
    begin = _ISO_DAY.match(shown)
    offered = ""
    if begin:
        with suppress(ValueError):
            offered = date(int(begin[1]), int(begin[2]), int(begin[3])).isoformat()
    return DateFault(f"`{shown}` cannot be read as a date", offered)


def _by_library(
    text: str, numbers: list[str], languages: tuple[str, ...], shown: str
) -> date | None:
    """A day in words that only dateparser knows; None if the text counts from today."""
    known = [code for code in (lang.partition("-")[0] for lang in languages) if code in LANGUAGES]
    found = _ask(text, "absolute-time", tuple(known) or LANGUAGES)
    if found and {str(found.day), str(found.year)} <= {n.lstrip("0") for n in numbers}:
        return _day(found.year, found.month, found.day, shown)
    if found is None and _ask(text, "relative-time", LANGUAGES):
        return None
    raise _unreadable(shown)


def _ask(text: str, parser: str, languages: tuple[str, ...]) -> date | None:
    import dateparser  # noqa: PLC0415 - an extra, and slow

    settings: Mapping[str, object] = {
        "PARSERS": [parser],
        "STRICT_PARSING": parser == "absolute-time",
        "REQUIRE_PARTS": ["day", "month", "year"] if parser == "absolute-time" else [],
        "RELATIVE_BASE": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        found = dateparser.parse(text, languages=list(languages), settings=settings)
    except (ValueError, OverflowError):  # out of the years that Python has
        return None
    return found.date() if found else None
