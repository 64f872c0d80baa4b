"""Dates and times in the words and digits of a language, as its newspapers write them."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from babel.dates import format_date as format_gregorian
from babel.dates import format_time, get_timezone_gmt, get_timezone_location, parse_pattern

from newsgen.language.calendars import OtherDay, to_calendar
from newsgen.language.digits import in_digits
from newsgen.language.locales import locale_of, script_of
from newsgen.models import DateStyle
from newsgen.text import direction

_PLAIN: Final = DateStyle()


class _Patterns(NamedTuple):
    """Where newspapers write dates other than CLDR has them; empty where they do not.

    https://www.unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table
    """

    day: str = ""
    short: str = ""
    edition: str = ""
    clock: str = ""


_NEWSPAPERS: Final[Mapping[str, _Patterns]] = {
    "ar": _Patterns(short="d MMMM y"),
    "bn": _Patterns("d MMMM y", "d MMMM y", "EEEE, d MMMM y", "B h:mm"),
    "hi": _Patterns(short="d MMMM y", clock="B h:mm"),
    "id": _Patterns(edition="EEEE, d MMMM y"),
    "ur": _Patterns("d MMMM y", "d MMMM y", "EEEE، d MMMM y", "B h:mm"),
}
"""By language. ``B h:mm`` says the part of the day in words, where CLDR has AM and PM."""
_NONE: Final = _Patterns()


def format_day(moment: datetime, lang: str, style: DateStyle = _PLAIN) -> str:
    """The date in words: ``23 November 2026``."""
    return _format_date(moment.date(), lang, style, "day")


def format_short(
    moment: datetime, lang: str, style: DateStyle = _PLAIN, *, has_time: bool = True
) -> str:
    """The date in short, with the time of day if there is one: ``23 Nov 2026, 10:05``."""
    day = _format_date(moment.date(), lang, style, "short")
    if not has_time:
        return day
    return f"{day}{_comma(lang)}{_format_clock(moment.hour, moment.minute, lang, style.digits)}"


def format_edition(moment: datetime, lang: str, style: DateStyle = _PLAIN) -> str:
    """The date with the day of the week: ``Monday, 23 November 2026``.

    In another calendar the Gregorian date follows, as below the names of newspapers.
    """
    day = _format_date(moment.date(), lang, style, "edition")
    if to_calendar(moment.date(), style.calendar, lang) is None:
        return day
    gregorian = _format_date(moment.date(), lang, DateStyle(digits=style.digits), "day")
    return f"{day} – {gregorian}"


def format_months(first: datetime, last: datetime, lang: str, style: DateStyle = _PLAIN) -> str:
    """The months from the first moment to the last: ``May 2025 – November 2026``."""
    words = [_format_date(moment.date(), lang, style, "months") for moment in (first, last)]
    return " – ".join(dict.fromkeys(words))


def format_clock(moment: datetime, lang: str, style: DateStyle = _PLAIN) -> str:
    """The time of day with its zone: ``10:05 PKT``, or the city where the zone has no letters."""
    zone = moment.tzname() or ""
    if str(moment.tzinfo).startswith("Etc/GMT"):  # which names zones east of Greenwich GMT-
        zone = get_timezone_gmt(moment, "long", locale_of(lang))
    elif (zone.startswith(("+", "-")) or script_of(lang) != "Latn") and moment.tzinfo is not None:
        zone = f"({get_timezone_location(moment.tzinfo, locale=locale_of(lang), return_city=True)})"
    return f"{_format_clock(moment.hour, moment.minute, lang, style.digits)} {zone}"


@lru_cache(maxsize=4096, typed=True)
def _format_date(day: date, lang: str, style: DateStyle, form: str) -> str:
    pattern = _pattern(lang, form)
    other = to_calendar(day, style.calendar, lang)
    if other is None:
        written = format_gregorian(day, pattern, locale_of(lang))
    else:
        written = _fill(pattern, other, format_gregorian(day, "EEEE", locale_of(lang)))
    return in_digits(written, lang, style.digits)


@lru_cache(maxsize=256, typed=True)
def _pattern(lang: str, form: str) -> str:
    """The pattern of a form of dates: ``day``, ``short``, ``edition`` or ``months``."""
    locale = locale_of(lang)
    if form == "months":
        return str(locale.datetime_skeletons["yMMMM"].pattern)
    own: str = getattr(_NEWSPAPERS.get(_primary(lang), _NONE), form)
    name = {"day": "long", "short": "medium", "edition": "full"}[form]
    return own or str(locale.date_formats[name].pattern)


def _fill(pattern: str, day: OtherDay, weekday: str) -> str:
    """The day of another calendar in a pattern for dates; its months are always in words."""
    words = str(parse_pattern(pattern).format)
    year = f"{day.year} {day.mark}".rstrip()
    months = dict.fromkeys(("MMMM", "MMM", "MM", "M", "LLLL"), day.month)
    days = {"d": str(day.day), "dd": str(day.day)}
    return words % {"y": year, "yy": year, "EEEE": weekday, **months, **days}


@lru_cache(maxsize=4096, typed=True)
def _format_clock(hour: int, minute: int, lang: str, digits: str) -> str:
    moment = datetime(2000, 1, 1, hour, minute)  # noqa: DTZ001 - only hour and minute are shown
    own = _NEWSPAPERS.get(_primary(lang), _NONE).clock
    return in_digits(format_time(moment, own or "short", locale=locale_of(lang)), lang, digits)


def _comma(lang: str) -> str:
    """What stands between a date and a time in lists."""
    if _primary(lang) in {"zh", "ja", "ko"}:
        return " "
    return "، " if direction(lang) == "rtl" else ", "


def _primary(lang: str) -> str:
    return lang.lower().partition("-")[0]
