"""Reads moments in the shapes in which people and other systems write them.

The documentation for editors lists the shapes. No date is guessed: where a date may mean two days,
it is refused with both.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

ISO = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
"""The shape that newsgen recommends, from RFC 3339."""

_MONTHS: Final = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                ("jan", "january"),
                ("feb", "february"),
                ("mar", "march"),
                ("apr", "april"),
                ("may",),
                ("jun", "june"),
                ("jul", "july"),
                ("aug", "august"),
                ("sep", "sept", "september"),
                ("oct", "october"),
                ("nov", "november"),
                ("dec", "december"),
            ),
            start=1,
        )
        for name in names
    }
)
_NAME = r"(?P<name>[A-Za-z]{3,9})\.?"
_DAYS = (
    r"(?P<year>[12][0-9]{3})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
    r"(?P<year>[12][0-9]{3})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})",
    r"(?P<year>[12][0-9]{3})\.(?P<month>[0-9]{1,2})\.(?P<day>[0-9]{1,2})",
    r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])",
    rf"(?:[A-Za-z]{{3,9}},? +)?(?P<day>[0-9]{{1,2}})[ -]{_NAME},?[ -](?P<year>[12][0-9]{{3}})",
    rf"(?:[A-Za-z]{{3,9}},? +)?{_NAME} +(?P<day>[0-9]{{1,2}}),? +(?P<year>[12][0-9]{{3}})",
)
_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<rest>[0-9]+))?)?"
    r"|(?P<time>[0-9]{6}|[0-9]{4})"
)
_ZONE = r"(?P<zone>[A-Za-z+-][A-Za-z0-9_:/+-]*)"
_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?")
_SWAPPABLE = re.compile(
    r"(?P<first>[0-9]{1,2})[/.-](?P<second>[0-9]{1,2})[/.-](?P<year>[0-9]{4}).*"
)
_MOST_HOURS = 14
"""No place is further ahead of UTC."""


class MomentError(ValueError):
    """A text is not a moment; ``hint`` is the remedy."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Day(datetime):
    """The midnight with which a day begins, where no time of day was written."""


EXAMPLE: Final = "2026-11-23, or 2026-11-23 10:00, or 2026-11-23T10:00+05:00"


def read_moment(written: str) -> datetime:
    """The moment that was written, without a time zone if none was written.

    It is a Day if no time was written. Raises MomentError.
    """
    if ISO.fullmatch(written):
        kind = datetime if ":" in written else Day
        return _require_real(written, lambda: kind.fromisoformat(written))
    found = next((match for shape in _shapes() if (match := shape.fullmatch(written))), None)
    if found is None:
        raise _unreadable(written)
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _MONTHS.get(parts["name"].lower(), 0)
    if not month:
        raise MomentError(f"`{written}` is not a date", f"write {EXAMPLE}")
    kind = datetime if parts["hour"] or parts["time"] else Day
    hour, minute, second = _time(parts)
    zone = _zone(parts["zone"], written) if parts["zone"] else None
    microsecond = int((parts["rest"] or "0")[:6].ljust(6, "0"))
    return _require_real(
        written,
        lambda: kind(
            int(parts["year"]),
            month,
            int(parts["day"]),
            hour,
            minute,
            second,
            microsecond,
            tzinfo=zone,
        ),
    )


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    """The patterns of all shapes; compiled on first use, as most files need none of them."""
    return tuple(re.compile(rf"{day}(?:(?:[Tt]|,? +)(?:{_TIME}) ?{_ZONE}?)?") for day in _DAYS)


def _time(parts: dict[str, str | None]) -> tuple[int, int, int]:
    run = parts["time"]
    if run:
        return int(run[:2]), int(run[2:4]), int(run[4:] or 0)
    return int(parts["hour"] or 0), int(parts["minute"] or 0), int(parts["second"] or 0)


def _require_real(written: str, make: Callable[[], datetime]) -> datetime:
    try:
        return make()
    except ValueError:
        message = f"there is no such moment as `{written}`"
        raise MomentError(message, "check month, day and hour") from None


def _zone(name: str, written: str) -> tzinfo:
    if name.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    if name.upper() in {"AM", "PM"}:
        message = f"`{written}` counts the hours from 1 to 12"
        raise MomentError(message, "write the time of day from 00:00 to 23:59: 2026-11-23 21:05")
    offset = _OFFSET.fullmatch(name.upper())
    if offset:
        distance = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        if distance > timedelta(hours=_MOST_HOURS) or int(offset["minutes"] or 0) >= 60:
            message = f"no place has the offset in `{written}`"
            raise MomentError(message, "write the offset from UTC, such as `+05:00`")
        return timezone(-distance if offset["sign"] == "-" else distance)
    if "/" in name and name in available_timezones():
        return ZoneInfo(name)
    message = f"`{name}` is not a time zone that everybody reads alike"
    hint = "write the offset from UTC, such as `+05:00`, or a name such as `Asia/Karachi`"
    raise MomentError(message, hint)


def _unreadable(written: str) -> MomentError:
    """The error for a text of an unknown shape."""
    swapped = _SWAPPABLE.fullmatch(written)
    if swapped:
        return _ambiguous(written, swapped["year"], int(swapped["first"]), int(swapped["second"]))
    return MomentError(f"`{written}` is not a date", f"write {EXAMPLE}")


def _ambiguous(written: str, year: str, first: int, second: int) -> MomentError:
    """The error for a date that begins with the day or with the month."""
    meanings = [
        f"{year}-{month:02}-{day:02}"
        for day, month in dict.fromkeys([(first, second), (second, first)])
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if not meanings:
        return MomentError(f"there is no such moment as `{written}`", "check month and day")
    message = f"`{written}` begins with the day in some countries, with the month in others"
    return MomentError(message, f"write {' or '.join(meanings)}")
