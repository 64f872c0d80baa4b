"""Resolves the first lines of the entries of a live story: ``14:05 pinned Title``."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from msgspec.structs import replace

from newsgen import markdown
from newsgen.config import Config
from newsgen.models import Update
from newsgen.sources.resolve_fields import UNKNOWN_TIME, moment_at
from newsgen.text import truncate

_MOMENT = re.compile(
    r"(?:(?P<day>[12][0-9]{3}-[0-9]{2}-[0-9]{2})[ T]{1,2})?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?!\S)"
)
_PINNED = "pinned"


def resolve_updates(
    body: str, style: markdown.Style, begin: datetime, config: Config
) -> tuple[Update, ...]:
    """The entries of a live story that begins at that moment, in the order of its body.

    Raises TooSlowError.
    """
    found = [_resolve(line, style, begin, config) for line in markdown.update_lines(body, style)]
    return tuple(_refuse_same_times(found))


def _resolve(line: str, style: markdown.Style, begin: datetime, config: Config) -> Update:
    moment = _MOMENT.match(line)
    if not moment:
        shown = truncate(line, 40)
        fault = f"`{shown}` does not begin with a time" if line else "this update has no time"
        return _faulty(fault)
    written = moment[0]
    try:
        day = date.fromisoformat(moment["day"]) if moment["day"] else begin.date()
        clock = time(int(moment["hour"]), int(moment["minute"]), int(moment["second"] or 0))
    except ValueError:
        return _faulty(f"{written} is not a time of a real day")
    at = moment_at(datetime.combine(day, clock), config)
    if at is None:
        return _faulty(f"{written} does not exist in {config.timezone}: the clocks go forward then")
    if at < begin and not moment["day"]:
        return _faulty(f"{written} is before the story begins: an update of another day names it")
    first, _, rest = line[moment.end() :].strip().partition(" ")
    title = rest if first == _PINNED else f"{first} {rest}"
    return Update(
        id=f"t-{at:%Y%m%d-%H%M%S}".removesuffix("00"),
        time=at,
        title=markdown.typeset(title.strip(), style),
        pinned=first == _PINNED,
    )


def _refuse_same_times(updates: Sequence[Update]) -> Iterator[Update]:
    """The updates; of two with the same time, and so the same address, the lower one is wrong.

    A number after the second would move from one to the other when a third one comes.
    """
    seen: set[str] = set()
    for update in updates:
        if update.fault or update.id not in seen:
            yield update
        else:
            at = f"{update.time:%H:%M}"
            fault = f"another update has the time {at}: give this one seconds, such as {at}:30"
            yield replace(update, fault=fault)
        seen.add(update.id)


def _faulty(fault: str) -> Update:
    return Update(id="", time=UNKNOWN_TIME, fault=fault)
