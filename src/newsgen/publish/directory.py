"""A folder as a target: a mounted disk, or the root of a web server on this machine."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from newsgen.paths import MAX_DEPTH
from newsgen.publish.clocks import ClockReading, read_folder_clock
from newsgen.publish.release import Compression, Upload, UploadFormat
from newsgen.publish.store import MANIFEST, STATE, Check, no_check
from newsgen.publish.system_errors import refuse_system_errors
from newsgen.publish.target_manifest import FOLDER, is_own, unreadable
from newsgen.writer import locked

_LOCK_TIMEOUT = 600
"""Most seconds to wait for another publication. The lock of a killed process is released at once.
"""
_TEMPORARY = ".tmp"
"""Suffix of files that are not renamed to their final name yet."""
_OWN_FILES = frozenset({MANIFEST, STATE, f"{FOLDER}/lock"})


class FolderStore:
    """A folder on this machine that stores files one by one."""

    is_cheap_to_list = True

    def __init__(self, folder: Path, compressions: tuple[Compression, ...] = ()) -> None:
        self._folder = folder
        self.place = str(folder)
        self.upload_format = UploadFormat(compressions=compressions)

    def clock(self) -> ClockReading | None:
        """Return the clock of the disk; on a network disk it is the server's."""
        places = (self._folder / FOLDER, self._folder, self._folder.parent)
        return read_folder_clock(next((p for p in places if p.is_dir()), self._folder))

    @contextmanager
    def lock(self, moment: datetime) -> Iterator[Check]:  # noqa: ARG002 - of the interface
        """Lock out other publishers on this machine; the lock ends with this process."""
        self._require_own_files()
        with refuse_system_errors(self.place), locked(self._folder, _LOCK_TIMEOUT):
            for left in (self._folder / FOLDER).glob(f"*{_TEMPORARY}"):
                left.unlink()
            yield no_check

    def read(self, path: str, limit: int) -> bytes | None:
        """Return at most ``limit`` bytes of a file; None if there is no such file."""
        if is_own(path):
            self._require_own_files()
        place = self._folder / path
        with refuse_system_errors(self.place):
            if not place.is_file():
                return None
            with place.open("rb") as file:
                return file.read(limit)

    def write(self, path: str, content: bytes) -> None:
        """Write the file completely or not at all."""
        with refuse_system_errors(self.place):
            self._replace(path, content)

    def put(self, upload: Upload, content: bytes, *, only_if_new: bool) -> bool:
        """Write a file. Return False if it must be new (``only_if_new``) but exists already."""
        with refuse_system_errors(self.place):
            if only_if_new and os.path.lexists(self._folder / upload.path):
                return False
            self._replace(upload.path, content)
        return True

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files, and the folders that become empty."""
        with refuse_system_errors(self.place):
            for path in paths:
                place = self._folder / path
                if place.is_symlink() or place.is_file():
                    place.unlink(missing_ok=True)
                for parent in place.relative_to(self._folder).parents[:-1]:
                    try:
                        (self._folder / parent).rmdir()
                    except OSError:
                        break

    def list_files(self) -> frozenset[str]:
        """Return the paths of all files and links; links are not followed."""
        with refuse_system_errors(self.place):
            return frozenset(_names(str(self._folder)))

    def checksums(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Return the MD5 of each of the files that exist."""
        with refuse_system_errors(self.place):
            places = {path: self._folder / path for path in paths}
            return {path: _md5(place) for path, place in places.items() if place.is_file()}

    def _require_own_files(self) -> None:
        """Raise Refusal if something else occupies newsgen's folder or its files."""
        own = self._folder / FOLDER
        with refuse_system_errors(self.place):
            if own.is_symlink() or (own.exists() and not own.is_dir()):
                raise unreadable(self.place, f"{FOLDER} is not a folder")
            for entry in [*os.scandir(own)] if own.exists() else ():
                path = f"{FOLDER}/{entry.name}"
                is_ours = path in _OWN_FILES or path.endswith(_TEMPORARY)
                if is_ours and not entry.is_file(follow_symlinks=False):
                    raise unreadable(self.place, f"{path} is not a file")

    def _replace(self, path: str, content: bytes) -> None:
        """Write the file in newsgen's own folder, then rename it to its place."""
        place = self._folder / path
        temporary = (
            self._folder / FOLDER / f"{hashlib.sha256(path.encode()).hexdigest()[:16]}{_TEMPORARY}"
        )
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(place)


def _names(folder: str) -> Iterator[str]:
    """Yield the paths of all entries except folders, down to the depth allowed in a site."""
    left = [(folder, "")]
    while left:
        place, prefix = left.pop()
        try:
            entries = [*os.scandir(place)]
        except FileNotFoundError:
            continue
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield f"{prefix}{entry.name}"
            elif prefix.count("/") < MAX_DEPTH:
                left.append((entry.path, f"{prefix}{entry.name}/"))


def _md5(place: Path) -> str:
    if place.is_symlink():
        return ""
    with place.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
