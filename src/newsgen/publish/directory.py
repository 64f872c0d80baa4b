"""A folder as a target: a disk of a server, a stick, the root of a web server on this machine."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from newsgen.paths import MAX_DEPTH
from newsgen.publish.clocks import ClockReading, read_folder_clock
from newsgen.publish.release import Packing, Upload, UploadFormat
from newsgen.publish.store import MANIFEST, STATE, Check, no_check
from newsgen.publish.target_manifest import FOLDER, is_own, unreadable
from newsgen.publish.trouble import told
from newsgen.writer import locked

_PATIENCE = 600
"""Seconds to wait for another publication, at most. A killed one is not waited for."""
_DRAFT = ".tmp"
"""How the names of files end that are not in their places yet."""
_NOTES = frozenset({MANIFEST, STATE, f"{FOLDER}/lock"})


class Folder:
    """A folder on this machine that takes files one by one."""

    is_near = True

    def __init__(self, folder: Path, packings: tuple[Packing, ...] = ()) -> None:
        self._folder = folder
        self.place = str(folder)
        self.upload_format = UploadFormat(packings=packings)

    def clock(self) -> ClockReading | None:
        """What time it is on the disk, which may be a server's."""
        places = (self._folder / FOLDER, self._folder, self._folder.parent)
        return read_folder_clock(next((p for p in places if p.is_dir()), self._folder))

    @contextmanager
    def alone(self, moment: datetime) -> Iterator[Check]:  # noqa: ARG002 - the system keeps the lock
        """Keep other publishers of this machine away, by a lock that dies with its holder."""
        self._require_own_notes()
        with told(self.place), locked(self._folder, _PATIENCE):
            for left in (self._folder / FOLDER).glob(f"*{_DRAFT}"):
                left.unlink()
            yield no_check

    def read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file, so many at most; None where there is none."""
        if is_own(path):
            self._require_own_notes()
        place = self._folder / path
        with told(self.place):
            if not place.is_file():
                return None
            with place.open("rb") as file:
                return file.read(most)

    def write(self, path: str, content: bytes) -> None:
        """Write the file whole or not at all."""
        with told(self.place):
            self._replace(path, content)

    def put(self, upload: Upload, content: bytes, *, anew: bool) -> bool:
        """Put a file; False where it is to be put ``anew`` and there is one already."""
        with told(self.place):
            if anew and os.path.lexists(self._folder / upload.path):
                return False
            self._replace(upload.path, content)
        return True

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files and the folders that this leaves empty."""
        with told(self.place):
            for path in paths:
                place = self._folder / path
                if place.is_symlink() or place.is_file():
                    place.unlink(missing_ok=True)
                for parent in place.relative_to(self._folder).parents[:-1]:
                    try:
                        (self._folder / parent).rmdir()
                    except OSError:
                        break

    def names(self) -> frozenset[str]:
        """The paths of all files, and of links wherever they lead."""
        with told(self.place):
            return frozenset(_names(str(self._folder)))

    def checksums(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The MD5 of the bytes of those files that are there."""
        with told(self.place):
            places = {path: self._folder / path for path in paths}
            return {path: _md5(place) for path, place in places.items() if place.is_file()}

    def _require_own_notes(self) -> None:
        """Raises Refusal where something else has the place of newsgen's folder or notes."""
        own = self._folder / FOLDER
        with told(self.place):
            if own.is_symlink() or (own.exists() and not own.is_dir()):
                raise unreadable(self.place, f"{FOLDER} is not a folder")
            for entry in [*os.scandir(own)] if own.exists() else ():
                path = f"{FOLDER}/{entry.name}"
                is_ours = path in _NOTES or path.endswith(_DRAFT)
                if is_ours and not entry.is_file(follow_symlinks=False):
                    raise unreadable(self.place, f"{path} is not a file")

    def _replace(self, path: str, content: bytes) -> None:
        """Write the file beside newsgen's own and rename it into place."""
        place = self._folder / path
        draft = self._folder / FOLDER / f"{hashlib.sha256(path.encode()).hexdigest()[:16]}{_DRAFT}"
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(place)


def _names(folder: str) -> Iterator[str]:
    """The paths of what lies in a folder and is no folder itself, as deep as a site may go."""
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
