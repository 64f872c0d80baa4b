"""Local times, and how far each is ahead of UTC: an export writes both, but names no time zone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
_MOST: Final = 14 * 60
_STEP: Final = 15
"""Minutes; every zone of today is a multiple of it away from UTC."""
_AGREEMENT: Final = 0.95
"""The part of all dates that a zone must explain."""
_ZONES: Final[Mapping[str, tuple[str, ...]]] = {
    "gb": ("Europe/London",),
    "uk": ("Europe/London",),
    "ie": ("Europe/Dublin",),
    "us": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "ca": ("America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver"),
    "au": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"),
    "nz": ("Pacific/Auckland",),
    "in": ("Asia/Kolkata",),
    "pk": ("Asia/Karachi",),
    "ur": ("Asia/Karachi",),
    "de": ("Europe/Berlin",),
    "at": ("Europe/Vienna",),
    "ch": ("Europe/Zurich",),
    "fr": ("Europe/Paris",),
    "es": ("Europe/Madrid",),
    "mx": ("America/Mexico_City",),
    "ar": ("America/Argentina/Buenos_Aires",),
    "it": ("Europe/Rome",),
    "nl": ("Europe/Amsterdam",),
    "be": ("Europe/Brussels",),
    "pt": ("Europe/Lisbon",),
    "br": ("America/Sao_Paulo",),
    "pl": ("Europe/Warsaw",),
    "sv": ("Europe/Stockholm",),
    "fi": ("Europe/Helsinki",),
    "da": ("Europe/Copenhagen",),
    "nb": ("Europe/Oslo",),
    "tr": ("Europe/Istanbul",),
    "el": ("Europe/Athens",),
    "ja": ("Asia/Tokyo",),
    "ko": ("Asia/Seoul",),
    "fa": ("Asia/Tehran",),
    "he": ("Asia/Jerusalem",),
    "hi": ("Asia/Kolkata",),
    "bn": ("Asia/Dhaka",),
    "ne": ("Asia/Kathmandu",),
}
"""By the country of a language code, or by the language; tried before the others."""
_OTHERS: Final = (
    "Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tehran", "Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland",
)  # fmt: skip
"""Zones whose clocks change or that are no whole hours from UTC: few others can be meant."""


@lru_cache(maxsize=4096)
def parse_local(written: str) -> datetime | None:
    """The time as the database writes it; None for ``0000-00-00 00:00:00`` and what is no time."""
    try:
        return datetime.strptime(written.strip(), _FORMAT)  # noqa: DTZ007 -- the zone is unknown
    except ValueError:
        return None


def offset_between(local: datetime, utc: datetime) -> int | None:
    """Minutes that the local clock is ahead; None if no place can have such a clock."""
    minutes = round((local - utc).total_seconds() / 60)
    return minutes if abs(minutes) <= _MOST and minutes % _STEP == 0 else None


def with_offset(local: datetime, minutes: int | None) -> str:
    """The time as front matter has it: ``2012-03-04T10:15:00+05:00``."""
    if minutes is None:
        return local.isoformat(sep=" ")
    return f"{local.isoformat()}{_clock(minutes)}"


def zone_of(offsets: Counter[tuple[int, datetime]], lang: str) -> tuple[str, str]:
    """A zone for these offsets at these moments, and why; empty if there are none.

    A zone that explains the dates and fits the language is preferred, then one whose clocks change
    at the same times, then one without a place, such as ``Etc/GMT-5``, which is five hours ahead.
    """
    if not offsets:
        return "", ""
    total = sum(offsets.values())
    plain = Counter[int]()
    for (minutes, _), number in offsets.items():
        plain[minutes] += number
    usual, most = plain.most_common(1)[0]
    is_plain = most >= _AGREEMENT * total and usual % 60 == 0
    language, _, country = lang.lower().replace("_", "-").partition("-")
    likely = (*_ZONES.get(country, ()), *_ZONES.get(language, ()))
    for name in likely if is_plain else (*likely, *_OTHERS):
        if _explained(offsets, ZoneInfo(name)) >= _AGREEMENT * total:
            return name, "its clock agrees with the dates of the stories"
    if usual % 60:
        return "", f"most stories are {_clock(usual)} from UTC"
    hours = -usual // 60
    name = f"Etc/GMT{hours:+d}" if hours else "Etc/UTC"
    return name, f"most stories are {_clock(usual)} from UTC; name the place, if you know it"


def _explained(offsets: Iterable[tuple[int, datetime]], zone: ZoneInfo) -> int:
    counted = offsets if isinstance(offsets, Counter) else Counter(offsets)
    return sum(
        number
        for (minutes, month), number in counted.items()
        if month.replace(tzinfo=zone).utcoffset() == timedelta(minutes=minutes)
    )


def _clock(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
