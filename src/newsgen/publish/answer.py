"""What a server answers when newsgen looks at it: see ``rsync_scripts.LOOK``."""

import re
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.publish import rsync_releases, rsync_scripts
from newsgen.publish.clocks import ClockReading
from newsgen.publish.target_manifest import TargetState, decode_manifest

_TIME = re.compile(re.escape(rsync_scripts.GREETING) + rb"([0-9]{1,12})\n")
_LINES = 5
"""Greeting, time, newest moment, name, record."""


class HttpAnswer(NamedTuple):
    """What a server says of itself."""

    newest: str
    """The moment of the newest build, as it is noted there; empty where none is."""
    name: str
    """Of the release in force; empty where there is none."""
    record: bytes
    """What is noted of that release."""
    clock: ClockReading | None = None
    """What time it is there."""


def read_answer(said: bytes) -> HttpAnswer | None:
    """The answer; None where something else was printed with it."""
    lines = said.split(b"\n", 4)
    if not said.startswith(rsync_scripts.GREETING) or len(lines) < _LINES:
        return None
    newest, name = (line.decode(errors="replace") for line in lines[2:4])
    return HttpAnswer(newest, name, lines[4])


def read_time(said: bytes) -> float | None:
    """What time it is there, in seconds since 1970; None where the server does not tell."""
    found = _TIME.match(said)
    return float(found[1]) if found else None


def recorded(answer: HttpAnswer, place: str) -> TargetState:
    """What the server notes of itself. Raises Refusal or ValueError where that is damaged."""
    moment = rsync_releases.read_moment(answer.newest) if answer.newest else None
    if not answer.name:
        return TargetState(clock=answer.clock)
    manifest, forgotten = decode_manifest(answer.record, place)
    manifest = replace(manifest, moment=moment or manifest.moment)
    return TargetState(manifest, forgotten=forgotten, clock=answer.clock)
