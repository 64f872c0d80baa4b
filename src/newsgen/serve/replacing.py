"""A file exchanged for one with other bytes, without anybody else's change being lost on the way.

Whatever happens, the place holds one whole file. Other programs may save in the same moment: those
that write another file and rename it, and those that write into the one that is there.
"""

import ctypes
import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsgen.files.walker import MAX_COPY, read_plain

_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS."""
_HERE = -100
"""AT_FDCWD: the paths are not relative to another folder."""


def replace_file(place: Path, expected: bytes, content: bytes) -> bool:
    """Give the file at that place other bytes; False, and nothing done, if others are there now.

    Owner, mode and attributes stay, as far as the process may set them. Raises OSError, which is a
    FileNotFoundError where the file is gone.
    """
    if place.exists() and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, "it may only be read")
    with _spare(place) as draft:
        _write_like(place, draft, content)
        if not _holds(place, expected):
            return False
        if not _exchange(draft, place):
            draft.replace(place)
            return True
        if _holds(draft, expected):
            return True
        if _holds(place, content):  # somebody saved just before: that goes back
            _exchange(draft, place)
        return False


def _holds(place: Path, content: bytes) -> bool:
    """Whether there is a file of those bytes, and nothing else."""
    try:
        return read_plain(place, MAX_COPY) == content
    except OSError:
        return False


@contextmanager
def _spare(place: Path) -> Iterator[Path]:
    """A name beside the file that nobody else uses, and that is not there afterwards."""
    spare = place.with_name(f".newsgen-{secrets.token_hex(8)}")
    try:
        yield spare
    finally:
        spare.unlink(missing_ok=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two files change places in one step; False where the system or the disk cannot.

    What was there in that very moment is kept so, whoever wrote it: a comparison before can only
    tell what was there a moment earlier. Raises OSError.
    """
    call = _exchange_call()
    if call is None or call(os.fsencode(one), os.fsencode(other)) == 0:
        return call is not None
    code = ctypes.get_errno()
    if code in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(code, os.strerror(code))


@lru_cache(maxsize=1)
def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    """What lets two files change places: renameat2(2) of Linux, renamex_np(2) of macOS."""
    if os.name != "posix":
        return None
    library: Any = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        return lambda one, other: int(library.renameat2(_HERE, one, _HERE, other, _EXCHANGE))
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, _EXCHANGE))
    return None


def _write_like(place: Path, draft: Path, content: bytes) -> None:
    """Write a file that is safe on the disk, and of the same owner and kind as the other."""
    draft.touch(0o600, exist_ok=False)
    with draft.open("r+b", buffering=0) as file:
        file.write(content)
        like = place.stat()
        if hasattr(os, "fchown"):
            _give_away(file.fileno(), like)
        _copy_attributes(place, draft)
        with suppress(OSError):
            draft.chmod(like.st_mode & 0o7777)  # at last: what stands above takes bits from it
        os.fsync(file.fileno())


def _give_away(handle: int, like: os.stat_result) -> None:
    """Owner and group of the other file, else its group alone, else those of the process."""
    for owner in (like.st_uid, -1):
        with suppress(OSError):
            os.fchown(handle, owner, like.st_gid)
            return


def _copy_attributes(place: Path, draft: Path) -> None:
    """What else the system knows of a file, such as who besides its group may write it."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(place):
            with suppress(OSError):
                os.setxattr(draft, name, os.getxattr(place, name))
