"""Moments, in the time zone of the site."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from newsgen.config import Config
from newsgen.resolution.faults import Faults

NOWHERE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a moment that cannot be told; what has one is not used."""


def choose_date(
    written: datetime | None, in_name: str | None, config: Config, faults: Faults
) -> datetime:
    """The date of the front matter, else the one that the file name begins with."""
    if written is not None:
        return localize(written, ("date",), config, faults) or NOWHERE
    if in_name is None:
        hint = "add `date: 2026-11-23 10:00`, or begin the file name with 2026-11-23-"
        faults.error(("date",), "missing-key", "the story has no date", hint)
        return NOWHERE
    try:
        return datetime.fromisoformat(in_name).replace(tzinfo=_zone(config.timezone))
    except ValueError:
        message = f"the file name begins with {in_name}, which is not a real date"
        faults.error((), "bad-date", message, "rename the file")
        return NOWHERE


def localize(
    written: datetime | None, key: tuple[str | int, ...], config: Config, faults: Faults
) -> datetime | None:
    """The moment in the time zone of the site; one without a zone is local there."""
    if written is None:
        return None
    zone = _zone(config.timezone)
    try:
        if written.tzinfo is not None:
            return written.astimezone(zone)
        local = written.replace(tzinfo=zone)
        if zone.utcoffset(local) == zone.utcoffset(local.replace(fold=1)):
            return local
        real = local.astimezone(UTC).astimezone(zone)
    except OverflowError:
        faults.error(key, "bad-date", f"{written} is beyond the calendar", "check the year")
        return None
    if real.replace(tzinfo=None) != written:
        message = f"{written} does not exist in {config.timezone}: the clocks go forward then"
        faults.error(key, "bad-date", message, "choose a time an hour later or name the offset")
    return local


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
