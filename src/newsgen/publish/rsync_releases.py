"""The names of releases on a server: the moment of the build, and part of a digest of its record.

Those of later builds sort later.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from newsgen.digest import digest_bytes

_NAME = re.compile(r"[0-9]{8}T[0-9]+Z-[0-9a-f]{8}")
_MOMENT = "%Y%m%dT%H%M%S%fZ"


class KeptRelease(NamedTuple):
    """A release that a server keeps."""

    name: str
    is_shown: bool
    """Whether it is what readers see."""

    @property
    def moment(self) -> datetime:
        """Of its build."""
        return read_moment(self.name.partition("-")[0])


def name_release(moment: str, record: bytes) -> str:
    """The name of the release of a moment as it is written, which holds what the record says."""
    return f"{moment}-{digest_bytes(record)[:8]}"


def is_release(name: str) -> bool:
    """Whether it is such a name."""
    if _NAME.fullmatch(name) is None:
        return False
    try:
        read_moment(name.partition("-")[0])
    except ValueError:
        return False
    return True


def find_releases(text: str) -> Sequence[str]:
    """The names of releases in a text."""
    return _NAME.findall(text)


def write_moment(moment: datetime) -> str:
    """The moment as it is written on a server.

    >>> write_moment(datetime(2026, 11, 23, 12, tzinfo=UTC))
    '20261123T120000000000Z'
    """
    return moment.astimezone(UTC).strftime(_MOMENT)


def read_moment(written: str) -> datetime:
    """The moment that is written so. Raises ValueError where none is."""
    return datetime.strptime(written, _MOMENT).replace(tzinfo=UTC)
