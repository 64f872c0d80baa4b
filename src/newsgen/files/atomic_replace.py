"""Replaces the content of a file in one step, without losing a change that somebody else makes.

At every moment the path holds one whole file. Other programs may save the same file at the same
time, either by writing a new file and renaming it, or by writing into the existing one.
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
"""RENAME_EXCHANGE on Linux and RENAME_SWAP on macOS."""
_AT_FDCWD = -100
"""Relative paths start at the working directory (Linux)."""


def replace_file(place: Path, expected: bytes, content: bytes) -> bool:
    """Replace the content of a file; return False and change nothing if it is not as expected.

    Owner, mode and extended attributes are kept, as far as the process may set them.
    Raises OSError, and FileNotFoundError if there is no such file.
    """
    if place.exists() and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")
    with _temporary_name(place) as draft:
        _write_like(place, draft, content)
        if not _has_content(place, expected):
            return False
        if not _exchange(draft, place):
            draft.replace(place)
            return True
        if _has_content(draft, expected):
            return True
        if _has_content(place, content):  # somebody saved just before: put that version back
            _exchange(draft, place)
        return False


def _has_content(place: Path, content: bytes) -> bool:
    """Whether there is a regular file with exactly these bytes."""
    try:
        return read_plain(place, MAX_COPY) == content
    except OSError:
        return False


@contextmanager
def _temporary_name(place: Path) -> Iterator[Path]:
    """An unused path in the folder of the file; it is removed afterwards."""
    temporary = place.with_name(f".newsgen-{secrets.token_hex(8)}")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two files in one step; False if the system or the disk cannot. Raises OSError.

    A comparison before a rename shows only the file of a moment earlier. After a swap, the file
    that was really replaced is still there, whoever wrote it.
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
    """The system call that swaps two files: renameat2(2) on Linux, renamex_np(2) on macOS."""
    if os.name != "posix":
        return None
    library: Any = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        return lambda one, other: int(
            library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _EXCHANGE)
        )
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, _EXCHANGE))
    return None


def _write_like(place: Path, draft: Path, content: bytes) -> None:
    """Write the new file to the disk, with the owner, mode and attributes of the old one."""
    draft.touch(0o600, exist_ok=False)
    with draft.open("r+b", buffering=0) as file:
        file.write(content)
        like = place.stat()
        if hasattr(os, "fchown"):
            _copy_owner(file.fileno(), like)
        _copy_attributes(place, draft)
        with suppress(OSError):
            draft.chmod(like.st_mode & 0o7777)  # last, because chown and setxattr clear bits
        os.fsync(file.fileno())


def _copy_owner(handle: int, like: os.stat_result) -> None:
    """Set owner and group, or the group alone, or neither if the process may not."""
    for owner in (like.st_uid, -1):
        with suppress(OSError):
            os.fchown(handle, owner, like.st_gid)
            return


def _copy_attributes(place: Path, draft: Path) -> None:
    """Copy the extended attributes, which include access control lists."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(place):
            with suppress(OSError):
                os.setxattr(draft, name, os.getxattr(place, name))
