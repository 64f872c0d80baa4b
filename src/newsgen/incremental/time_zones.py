"""Digests of time zones: every clock change, and the rule for future years.

Governments change their clocks, and each machine has its own version of the time zone tables. Some
tables list the future changes that follow from the rule ("fat"), some do not ("slim"); both must
give the same digest.

The tables have the format of RFC 9636 and are found as ``zoneinfo`` finds them.
"""

import io
import os
import struct
import zoneinfo
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from newsgen.digest import digest_value

_HEADER = struct.Struct(">4sc15x6l")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = -62_135_500_000
_LAST = 253_402_200_000
"""Seconds since 1970, one day from the first and last moment that ``datetime`` can hold."""
_RULE_INTERVAL = 350 * 24 * 60 * 60
"""Seconds: two changes closer than this can be consecutive changes of a rule with two a year."""

ClockState = tuple[timedelta | None, timedelta | None, str | None]
"""Offset from UTC, the part of it that is summer time, and the abbreviation."""


@cache
def zone_digest(name: str) -> str:
    """Digest of the clock changes of a time zone in the years 1 to 9999.

    Equivalent tables have the same digest, also if they were compiled differently.
    """
    moments, rule = _parse_table(_find_table(name))
    zone = ZoneInfo(name)
    first = _clock_state(_FIRST, zone)
    changes = _find_changes(moments, first, zone)
    if rule:
        changes = _drop_rule_changes(changes, _rule_zone(rule))
    return digest_value([first, changes, rule])


def _find_changes(
    moments: Sequence[int], before: ClockState, zone: ZoneInfo
) -> list[tuple[int, ClockState]]:
    """The moments, in seconds, at which the clock state changes, each with the new state."""
    changes: list[tuple[int, ClockState]] = []
    for moment in moments:
        if _FIRST < moment < _LAST:
            after = _clock_state(moment, zone)
            if after != before:
                changes.append((moment, after))
                before = after
    return changes


def _drop_rule_changes(
    changes: Sequence[tuple[int, ClockState]], rule: ZoneInfo
) -> list[tuple[int, ClockState]]:
    """The changes without those at the end that follow from the rule."""
    kept = len(changes)
    for (previous, before), (moment, after) in reversed([*pairwise(changes)]):
        is_next = moment - previous < _RULE_INTERVAL and _clock_state(previous, rule) == before
        if not is_next or (_clock_state(moment - 1, rule), _clock_state(moment, rule)) != (
            before,
            after,
        ):
            break
        kept -= 1
    return [*changes[:kept]]


def _clock_state(moment: int, zone: ZoneInfo) -> ClockState:
    local = (_EPOCH + timedelta(seconds=moment)).astimezone(zone)
    return local.utcoffset(), local.dst(), local.tzname()


def _find_table(name: str) -> bytes:
    """The table of the zone. Raises OSError if there is none."""
    for folder in zoneinfo.TZPATH:
        place = f"{folder}/{name}"
        if os.path.isfile(place):  # noqa: PTH113 - entries of TZPATH are strings
            with open(place, "rb") as file:  # noqa: PTH123
                return file.read()
    from importlib.resources import files  # noqa: PLC0415 - most machines have system tables

    package, _, last = f"tzdata/zoneinfo/{name}".rpartition("/")
    return files(package.replace("/", ".")).joinpath(last).read_bytes()


def _parse_table(table: bytes) -> tuple[Sequence[int], str]:
    """The moments of clock changes in the table, in seconds, and its rule."""
    _, version, *counts = _HEADER.unpack_from(table)
    start, width, kind = _HEADER.size, 4, "l"
    if version >= b"2":  # the data again, with eight bytes for each moment
        start += _body_length(counts, 4)
        _, _, *counts = _HEADER.unpack_from(table, start)
        start, width, kind = start + _HEADER.size, 8, "q"
    moments = struct.unpack_from(f">{counts[3]}{kind}", table, start)
    end = start + _body_length(counts, width)
    return moments, table[end:].strip(b"\n").decode()


def _body_length(counts: Sequence[int], width: int) -> int:
    """The bytes after a header with those counts; ``width`` is the bytes of one moment."""
    ut, standard, leap, moments, kinds, letters = counts
    return moments * (width + 1) + kinds * 6 + letters + leap * (width + 4) + standard + ut


def _rule_zone(rule: str) -> ZoneInfo:
    """A time zone that consists only of the rule."""
    body = struct.pack(">lBB", 0, 0, 0) + b"UTC\0"
    header = _HEADER.pack(b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    return ZoneInfo.from_file(io.BytesIO(2 * (header + body) + f"\n{rule}\n".encode()))
