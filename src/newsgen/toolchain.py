"""What newsgen itself is made of: whatever it remembers holds only for that."""

import sys
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import newsgen
from newsgen.digest import digest_bytes, digest_value

_LIBRARIES = (
    "babel",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "msgspec",
    "nh3",
    "pyyaml",
)
"""Those that have a say in what a source gives or in the bytes of a page."""
_PACKAGE = Path(__file__).parent


@cache
def code_digest() -> str:
    """Digest of this version of newsgen: of its code too, which changes before a version does."""
    modules = sorted(_PACKAGE.rglob("*.py"))
    digests = [(str(m.relative_to(_PACKAGE)), digest_bytes(m.read_bytes())) for m in modules]
    return digest_value([newsgen.__version__, digests])


@cache
def library_versions() -> tuple[str, ...]:
    """The version of Python and of each library that has a say in a page."""
    python = ".".join(map(str, sys.version_info[:3]))
    return (python, *(f"{library} {version(library)}" for library in _LIBRARIES))


@cache
def zone_digest(name: str) -> str:
    """Digest of what a time zone says of each month from 1990 to 2050.

    Governments change their clocks, and each machine has its own edition of the tables.
    """
    zone = ZoneInfo(name)
    months = (datetime(y, m, 1, tzinfo=UTC) for y in range(1990, 2051) for m in range(1, 13))
    local = (month.astimezone(zone) for month in months)
    return digest_value([(str(moment.utcoffset()), moment.tzname()) for moment in local])
