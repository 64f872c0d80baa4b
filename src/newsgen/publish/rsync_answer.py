"""The answer of a server to the script ``rsync_scripts.LOOK``."""

import re
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.publish import rsync_releases, rsync_scripts
from newsgen.publish.clocks import ClockReading
from newsgen.publish.target_manifest import TargetState, decode_manifest

_TIME = re.compile(re.escape(rsync_scripts.FIRST_LINE) + rb"([0-9]{1,12})\n")
_LINES = 5
"""First line, time, newest moment, name of the current release, manifest."""


class ServerAnswer(NamedTuple):
    """The state that a server reports."""

    newest: str
    """Time of the newest build, as stored there; empty if none is stored."""
    name: str
    """Name of the current release; empty if there is none."""
    manifest: bytes
    """The stored manifest of that release."""
    clock: ClockReading | None = None
    """The clock of the server."""


def read_answer(output: bytes) -> ServerAnswer | None:
    """Parse the answer; None if the login printed something else before it."""
    lines = output.split(b"\n", 4)
    if not output.startswith(rsync_scripts.FIRST_LINE) or len(lines) < _LINES:
        return None
    newest, name = (line.decode(errors="replace") for line in lines[2:4])
    return ServerAnswer(newest, name, lines[4])


def read_time(output: bytes) -> float | None:
    """Return the server's time in seconds since 1970; None if the server did not print it."""
    found = _TIME.match(output)
    return float(found[1]) if found else None


def read_target_state(answer: ServerAnswer, place: str) -> TargetState:
    """Return what the server holds. Raises Refusal or ValueError if its manifest is damaged."""
    moment = rsync_releases.read_moment(answer.newest) if answer.newest else None
    if not answer.name:
        return TargetState(clock=answer.clock)
    manifest, ignored = decode_manifest(answer.manifest, place)
    manifest = replace(manifest, moment=moment or manifest.moment)
    return TargetState(manifest, ignored_paths=ignored, clock=answer.clock)
