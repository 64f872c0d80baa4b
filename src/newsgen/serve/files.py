"""Files of the site, read so that nothing else can stand in for them."""

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

_FLAGS = ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_PLAIN = sum(getattr(os, name, 0) for name in _FLAGS)
"""How a file is opened: no link is followed, and no other end of a pipe waited for."""


def read_below(folders: Sequence[Path], place: Path) -> bytes:
    """The bytes of the file at that place.

    Raises OSError where links lead out of the folders or to a hidden file, and where it is not a
    file. The folders themselves are taken as they are: give them without links.
    """
    found = real(place)
    inside = [found.relative_to(folder) for folder in folders if found.is_relative_to(folder)]
    if not inside:
        raise PermissionError(errno.EPERM, "a link leads out of the site")
    if any(_is_hidden(name) for name in inside[0].parts):
        raise PermissionError(errno.EPERM, "a link leads to a hidden file")
    return read_plain(found)


def read_plain(place: Path) -> bytes:
    """The bytes of a regular file. Raises OSError for a link, a folder, a pipe or a device."""
    handle = os.open(place, _PLAIN)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "this is not a file")
        with open(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def real(place: Path) -> Path:
    """The place that links lead to; where they lead in a circle, one of them."""
    return Path(os.path.realpath(place))  # Path.resolve raises RuntimeError for a circle


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and name != ".well-known"
