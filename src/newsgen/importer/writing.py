"""Writes files into the stage of an import: new ones, and earlier ones that nobody edited."""

import os
import shutil
from pathlib import Path
from typing import Literal

from newsgen.digest import digest_bytes
from newsgen.importer.faults import ImportFault
from newsgen.importer.memory import Memory

State = Literal["written", "rewritten", "same", "edited", "deleted", "taken"]
"""What happened to a file: it is new, it was written again, it was as it should be, somebody
edited or deleted it since, or a file that no import wrote lies there."""


class Writer:
    """Writes below the root of a paper."""

    def __init__(self, root: Path, memory: Memory, *, again: bool) -> None:
        self._root = root
        self._real_root = root.resolve()
        self._memory = memory
        self.brings_back = again
        """Whether files come back that somebody deleted after an earlier import."""
        self._made: set[Path] = set()
        self.touched: set[str] = set()
        """Paths of the files that were written or removed, or found as they should be."""

    def write(self, path: str, owner: str, content: bytes) -> State:
        """Write the file if it may be written. Raises OSError."""
        state = self.foresee(path, content)
        if state in {"written", "rewritten"}:
            self._put(path, owner, content)
        elif state == "same":
            self._memory.note(path, owner, digest_bytes(content))
        if state in {"written", "rewritten", "same"}:
            self.touched.add(path)
        return state

    def foresee(self, path: str, content: bytes) -> State:
        """What ``write`` would do."""
        place = self._root / path
        if not os.path.lexists(place):
            is_deleted = self._memory.knows(path) and not self.brings_back
            return "deleted" if is_deleted else "written"
        if not place.is_file() or place.is_symlink():
            return "taken"
        found = digest_bytes(place.read_bytes())
        if found == digest_bytes(content):
            return "same"
        if self._memory.wrote(path, found):
            return "rewritten"
        return "edited" if self._memory.knows(path) else "taken"

    def is_as_written(self, path: str) -> bool:
        """Whether the file is as an import wrote it."""
        place = self._root / path
        return place.is_file() and self._memory.wrote(path, digest_bytes(place.read_bytes()))

    def copy(self, source: Path, path: str, owner: str) -> State:
        """Copy the file, or give it a second name until the stage is promoted. Raises OSError.

        A file of the same size that an import wrote counts as the same: the pictures of ten years
        are not read each time.
        """
        place = self._root / path
        known = self._memory.knows(path)
        if known and place.is_file() and place.stat().st_size == source.stat().st_size:
            return "same"
        if os.path.lexists(place) or known:
            return self.write(path, owner, source.read_bytes())
        self._make_folder(place.parent)
        link_or_copy(str(source), str(place))
        self._memory.note(path, owner, digest_bytes(source.read_bytes()))
        self.touched.add(path)
        return "written"

    def remove(self, path: str) -> bool:
        """Remove a file that an earlier import wrote and nobody edited; tell whether it did."""
        place = self._root / path
        if not os.path.lexists(place):
            self._memory.forget(path)
            return False
        if place.is_symlink() or not self.is_as_written(path):
            return False
        remove_file(self._root, path)
        self._memory.forget(path)
        self.touched.add(path)
        return True

    def _put(self, path: str, owner: str, content: bytes) -> None:
        place = self._root / path
        self._make_folder(place.parent)
        new = place.with_name(f".{place.name[:80]}.import")
        with new.open("wb") as file:
            file.write(content)
        new.replace(place)
        self._memory.note(path, owner, digest_bytes(content))

    def _make_folder(self, folder: Path) -> None:
        if folder in self._made:
            return
        if not folder.resolve().is_relative_to(self._real_root):
            name = folder.relative_to(self._root).as_posix()
            hint = "copy the folder here: an import writes nothing outside the paper"
            raise ImportFault(f"{name} is a link that leads out of the paper", hint)
        folder.mkdir(parents=True, exist_ok=True)
        self._made.add(folder)


def remove_file(root: Path, path: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    place = root / path
    place.unlink(missing_ok=True)
    for folder in place.parents:
        if folder == root or not _remove_empty(folder):
            break


def link_or_copy(source: str, target: str) -> str:
    """Give the file a second name: an import replaces files and never writes into them."""
    try:
        os.link(os.path.realpath(source), target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
