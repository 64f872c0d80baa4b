"""Names of releases on a server: the time of the build, and part of a digest of its manifest.

Names of later builds sort later.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from newsgen.digest import digest_bytes

_NAME = re.compile(r"[0-9]{8}T[0-9]+Z-[0-9a-f]{8}")
_MOMENT = "%Y%m%dT%H%M%S%fZ"


class ServerRelease(NamedTuple):
    """A release that a server keeps."""

    name: str
    is_current: bool
    """Whether readers see it."""

    @property
    def moment(self) -> datetime:
        """Time of its build."""
        return read_moment(self.name.partition("-")[0])


def name_release(moment: str, manifest: bytes) -> str:
    """Return the name of the release with that manifest and that written moment."""
    return f"{moment}-{digest_bytes(manifest)[:8]}"


def is_release(name: str) -> bool:
    """Whether a folder has the name of a release."""
    if _NAME.fullmatch(name) is None:
        return False
    try:
        read_moment(name.partition("-")[0])
    except ValueError:
        return False
    return True


def find_releases(text: str) -> Sequence[str]:
    """Return all names of releases in a text."""
    return _NAME.findall(text)


def write_moment(moment: datetime) -> str:
    """Return the moment in the form used on a server.

    >>> write_moment(datetime(2026, 11, 23, 12, tzinfo=UTC))
    '20261123T120000000000Z'
    """
    return moment.astimezone(UTC).strftime(_MOMENT)


def read_moment(written: str) -> datetime:
    """Parse a moment in that form. Raises ValueError if it is invalid."""
    return datetime.strptime(written, _MOMENT).replace(tzinfo=UTC)
