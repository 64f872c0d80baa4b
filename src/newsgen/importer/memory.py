"""What earlier imports wrote, so that a later one changes only files that nobody edited.

The memory is a file of lines, one for each file, added as soon as the file is written: a killed
import goes on where it stopped.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from newsgen.digest import digest_bytes

MEMORY = "import-memory.jsonl"
"""The file, beside newsgen.yaml. It belongs to the paper: keep it as long as imports go on."""


class Memory:
    """The files that imports wrote: the owner of each, and the digest of its bytes."""

    def __init__(self, root: Path) -> None:
        self._place = root / MEMORY
        self._files: dict[str, tuple[str, str]] = dict(_read(self._place))
        self._before = dict(self._files)
        self._journal: TextIO | None = None

    def digest_of(self, path: str) -> str:
        """The digest of what an import wrote there last; empty if none did."""
        return self._files.get(path, ("", ""))[1]

    def paths_of(self, owner: str) -> tuple[str, ...]:
        """The files that were written for this owner, such as the key of a story."""
        return tuple(path for path, (key, _) in self._files.items() if key == owner)

    def owners(self) -> Mapping[str, str]:
        """The owner of each file."""
        return {path: owner for path, (owner, _) in self._files.items()}

    def note(self, path: str, owner: str, content: bytes) -> None:
        """Remember that these bytes were written for the owner."""
        digest = digest_bytes(content)
        if self._files.get(path) == (owner, digest):
            return
        self._files[path] = (owner, digest)
        self._append(path)

    def forget(self, path: str) -> None:
        """Remember no longer that the file was written."""
        if self._files.pop(path, None):
            self._append(path)

    def close(self) -> None:
        """Write the memory anew, in order, if anything changed."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._files != self._before or not _is_ordered(self._place, self._files):
            _write(self._place, self._files)

    def _append(self, path: str) -> None:
        if self._journal is None:
            self._journal = self._place.open("a", encoding="utf-8", newline="\n")
        self._journal.write(_line(path, self._files.get(path, ("", ""))))
        self._journal.flush()


def _read(place: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each remembered file; a line that a kill cut off is passed over, and the last one counts."""
    with suppress(FileNotFoundError), place.open(encoding="utf-8") as lines:
        found: dict[str, tuple[str, str]] = {}
        for line in lines:
            with suppress(ValueError):
                path, owner, digest = json.loads(line)
                found.pop(path, None)
                if digest:
                    found[path] = (owner, digest)
        yield from found.items()


def _line(path: str, value: tuple[str, str]) -> str:
    return json.dumps([path, *value], ensure_ascii=False) + "\n"


def _text(files: Mapping[str, tuple[str, str]]) -> str:
    return "".join(_line(path, files[path]) for path in sorted(files))


def _is_ordered(place: Path, files: Mapping[str, tuple[str, str]]) -> bool:
    try:
        return place.read_text(encoding="utf-8") == _text(files)
    except FileNotFoundError:
        return not files


def _write(place: Path, files: Mapping[str, tuple[str, str]]) -> None:
    new = place.with_name(f"{place.name}.new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_text(files))
        file.flush()
        os.fsync(file.fileno())
    new.replace(place)
