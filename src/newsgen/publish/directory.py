"""A folder as a target: a disk of a server, a stick, the root of a web server on this machine."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from newsgen.publish.holdings import FOLDER
from newsgen.publish.in_place import Check, no_check
from newsgen.publish.release import Packing, Taste, Upload
from newsgen.writer import Refusal, locked

_PATIENCE = 600
"""Seconds to wait for another publication, at most. A killed one is not waited for."""


class Folder:
    """A folder on this machine that takes files one by one."""

    is_near = True

    def __init__(self, folder: Path, packings: tuple[Packing, ...] = ()) -> None:
        self._folder = folder
        self.place = str(folder)
        self.taste = Taste(packings=packings)

    @contextmanager
    def alone(self, moment: datetime) -> Iterator[Check]:  # noqa: ARG002 - the system keeps the lock
        """Keep other publishers of this machine away, by a lock that dies with its holder."""
        with _told(self.place), locked(self._folder, _PATIENCE):
            for left in (self._folder / FOLDER).glob("*.tmp"):
                left.unlink()
            yield no_check

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with _told(self.place):
            try:
                return (self._folder / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def write(self, path: str, content: bytes) -> None:
        """Write the file whole or not at all."""
        with _told(self.place):
            self._replace(path, content)

    def put(self, upload: Upload, content: bytes, *, anew: bool) -> bool:
        """Put a file; False where it is to be put ``anew`` and there is one already."""
        with _told(self.place):
            if anew and os.path.lexists(self._folder / upload.path):
                return False
            self._replace(upload.path, content)
        return True

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files and the folders that this leaves empty."""
        with _told(self.place):
            for path in paths:
                place = self._folder / path
                with suppress(FileNotFoundError, NotADirectoryError):
                    place.unlink()
                for parent in place.relative_to(self._folder).parents[:-1]:
                    try:
                        (self._folder / parent).rmdir()
                    except OSError:
                        break

    def names(self) -> frozenset[str]:
        """The paths of all files, and of links wherever they lead."""
        with _told(self.place):
            return frozenset(_names(str(self._folder), ""))

    def checksums(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The MD5 of the bytes of those files that are there."""
        with _told(self.place):
            places = {path: self._folder / path for path in paths}
            return {path: _md5(place) for path, place in places.items() if place.is_file()}

    def _replace(self, path: str, content: bytes) -> None:
        """Write the file beside newsgen's own and rename it into place."""
        place = self._folder / path
        draft = self._folder / FOLDER / f"{hashlib.sha256(path.encode()).hexdigest()[:16]}.tmp"
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(place)


def _names(folder: str, prefix: str) -> Iterator[str]:
    """The paths of what lies in a folder and is no folder itself."""
    try:
        entries = [*os.scandir(folder)]
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _names(entry.path, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}"


def _md5(place: Path) -> str:
    if place.is_symlink():
        return ""
    with place.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Tell what the system says in words."""
    try:
        yield
    except OSError as error:
        where = error.filename or place
        hint = "check that the folder is there, may be written, and has room"
        raise Refusal(f"cannot publish to {where}: {error.strerror}", hint) from error
