"""The calendar of the desk: when stories appear and expire, and when they did."""

import calendar
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from newsgen.models import Model
from newsgen.serve.stories import Event

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


class Day(Model, frozen=True):
    """A day in the grid of a month."""

    date: date
    is_outside: bool
    """Whether the day belongs to the month before or after."""
    events: tuple[Event, ...]


def coming(events: Sequence[Event], now: datetime) -> Sequence[Event]:
    """The events that are still to come, of events in order."""
    return events[bisect_right(events, now, key=lambda event: event.moment) :]


def around(month: date, events: Sequence[Event]) -> Sequence[Event]:
    """The events in the weeks that ``month_grid`` shows, of events in order."""
    weeks = _weeks(month)
    start = bisect_left(events, weeks[0][0], key=_day)
    return events[start : bisect_right(events, weeks[-1][-1], key=_day)]


def _day(event: Event) -> date:
    return event.moment.date()


def by_day(events: Iterable[Event]) -> Mapping[date, tuple[Event, ...]]:
    """The events of each day that has events."""
    days: dict[date, list[Event]] = defaultdict(list)
    for event in events:
        days[event.moment.date()].append(event)
    return {day: tuple(found) for day, found in days.items()}


def month_grid(month: date, days: Mapping[date, tuple[Event, ...]]) -> tuple[tuple[Day, ...], ...]:
    """The weeks of the month, each from Monday to Sunday."""
    return tuple(
        tuple(
            Day(date=day, is_outside=day.month != month.month, events=days.get(day, ()))
            for day in week
        )
        for week in _weeks(month)
    )


def _weeks(month: date) -> list[list[date]]:
    return calendar.Calendar().monthdatescalendar(month.year, month.month)


def read_month(text: str, otherwise: date) -> date:
    """The first day of a month written as ``2026-11``, or of the month of ``otherwise``."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = otherwise.replace(day=1)
    return month if 1 < month.year < 9999 else otherwise.replace(day=1)


def adjacent_month(month: date, step: Literal[-1, 1]) -> str:
    """The month before or after, written as ``2026-11``."""
    number = month.year * 12 + month.month - 1 + step
    return f"{number // 12:04}-{number % 12 + 1:02}"


def countdown(moment: datetime, now: datetime) -> str:
    """The time until that moment in words: ``2 days 3 hours``. ``common.js`` has the same rule."""
    left = max(0, int((moment - now).total_seconds()))
    place = next((n for n, (_, size) in enumerate(_UNITS) if left >= size), len(_UNITS) - 1)
    shown = _UNITS[place : place + 2] if place < 2 else _UNITS[place : place + 1]
    words: list[str] = []
    for name, size in shown:
        count, left = divmod(left, size)
        if count or not words:
            words.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(words)
