"""A file exchanged for one with other bytes, without anybody else's change being lost on the way.

Whatever happens, the place holds one whole file. Other programs may save in the same moment: those
that write another file and rename it, and those that write into the one that is there.
"""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsgen.serve.files import read_plain


def replace_file(place: Path, expected: bytes, content: bytes) -> bool:
    """Give the file at that place other bytes; False, and nothing done, if others are there now.

    Owner, mode and attributes stay, as far as the process may set them. Raises OSError.
    """
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, "it may only be read")
    with _spare(place) as draft, _spare(place) as kept:
        _write_like(place, draft, content)
        held = _hold(place, kept)
        if read_plain(held) != expected or not held.samefile(place):
            return False
        draft.replace(place)
        if held == place or read_plain(kept) == expected:
            return True
        kept.replace(place)  # somebody who had it open wrote into it: what comes yet is seen, too
        return False


@contextmanager
def _spare(place: Path) -> Iterator[Path]:
    """A name beside the file that nobody else uses, and that is not there afterwards."""
    spare = place.with_name(f".newsgen-{secrets.token_hex(8)}")
    try:
        yield spare
    finally:
        spare.unlink(missing_ok=True)


def _hold(place: Path, kept: Path) -> Path:
    """The name by which the file can be reached when another has taken its place.

    That is its own where the file system knows no second names (FAT, some network drives).
    """
    try:
        os.link(place, kept, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except (OSError, NotImplementedError):
        return place
    return kept


def _write_like(place: Path, draft: Path, content: bytes) -> None:
    """Write a file that is safe on the disk, and of the same owner and kind as the other."""
    with draft.open("xb") as file:
        file.write(content)
        like = place.stat()
        if hasattr(os, "fchown"):
            _give_away(file.fileno(), like)
        _copy_attributes(place, draft)
        draft.chmod(like.st_mode & 0o7777)  # after the owner, whose change takes bits away
        file.flush()
        os.fsync(file.fileno())


def _give_away(handle: int, like: os.stat_result) -> None:
    """Owner and group of the other file, else its group alone, else those of the process."""
    for owner in (like.st_uid, -1):
        with suppress(PermissionError):
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
