"""What a time zone says: every change of its clocks, and the rule for the years to come.

Governments change their clocks, and each machine has its own edition of the tables. Some list what
the rule says for years to come ("fat"), some do not ("slim"): what they say is the same.

The tables are those of RFC 9636, as ``zoneinfo`` finds and reads them.
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
"""Seconds of the epoch, a day from the ends of the calendar."""
_NEXT = 350 * 24 * 60 * 60
"""Seconds: what follows a change sooner is the next one of a rule that has two each year."""

State = tuple[timedelta | None, timedelta | None, str | None]
"""How far clocks are ahead of UTC, how much of that is summer time, and what it is called."""


@cache
def zone_digest(name: str) -> str:
    """Digest of all that a time zone says of the years 1 to 9999.

    Tables that say the same have the same digest, whoever made them.
    """
    moments, rule = _take_apart(_find_table(name))
    zone = ZoneInfo(name)
    first = _state(_FIRST, zone)
    changes = _find_changes(moments, first, zone)
    if rule:
        changes = _leave_out(changes, _zone_of(rule))
    return digest_value([first, changes, rule])


def _find_changes(moments: Sequence[int], before: State, zone: ZoneInfo) -> list[tuple[int, State]]:
    """Those of the moments, in seconds, at which anything changes, each with what holds then."""
    changes: list[tuple[int, State]] = []
    for moment in moments:
        if _FIRST < moment < _LAST:
            after = _state(moment, zone)
            if after != before:
                changes.append((moment, after))
                before = after
    return changes


def _leave_out(changes: Sequence[tuple[int, State]], rule: ZoneInfo) -> list[tuple[int, State]]:
    """The changes but for the last ones, as far as they are what the rule says."""
    kept = len(changes)
    for (previous, before), (moment, after) in reversed([*pairwise(changes)]):
        is_next = moment - previous < _NEXT and _state(previous, rule) == before
        if not is_next or (_state(moment - 1, rule), _state(moment, rule)) != (before, after):
            break
        kept -= 1
    return [*changes[:kept]]


def _state(moment: int, zone: ZoneInfo) -> State:
    local = (_EPOCH + timedelta(seconds=moment)).astimezone(zone)
    return local.utcoffset(), local.dst(), local.tzname()


def _find_table(name: str) -> bytes:
    """The table of the zone. Raises OSError where there is none."""
    for folder in zoneinfo.TZPATH:
        place = f"{folder}/{name}"
        if os.path.isfile(place):  # noqa: PTH113 - entries of TZPATH are strings
            with open(place, "rb") as file:  # noqa: PTH123
                return file.read()
    from importlib.resources import files  # noqa: PLC0415 - most machines have tables of their own

    package, _, last = f"tzdata/zoneinfo/{name}".rpartition("/")
    return files(package.replace("/", ".")).joinpath(last).read_bytes()


def _take_apart(table: bytes) -> tuple[Sequence[int], str]:
    """The moments at which the table lets clocks change, in seconds, and its rule."""
    _, version, *counts = _HEADER.unpack_from(table)
    start, width, kind = _HEADER.size, 4, "l"
    if version >= b"2":  # the same once more, with eight bytes for a moment
        start += _length(counts, 4)
        _, _, *counts = _HEADER.unpack_from(table, start)
        start, width, kind = start + _HEADER.size, 8, "q"
    moments = struct.unpack_from(f">{counts[3]}{kind}", table, start)
    end = start + _length(counts, width)
    return moments, table[end:].strip(b"\n").decode()


def _length(counts: Sequence[int], width: int) -> int:
    """How many bytes follow a header with those counts, with so many for a moment."""
    ut, standard, leap, moments, kinds, letters = counts
    return moments * (width + 1) + kinds * 6 + letters + leap * (width + 4) + standard + ut


def _zone_of(rule: str) -> ZoneInfo:
    """A zone that knows nothing but the rule."""
    body = struct.pack(">lBB", 0, 0, 0) + b"UTC\0"
    header = _HEADER.pack(b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    return ZoneInfo.from_file(io.BytesIO(2 * (header + body) + f"\n{rule}\n".encode()))
