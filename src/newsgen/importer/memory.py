"""What earlier imports wrote, so that a later one changes only files that nobody edited.

The memory is a file of lines, one for each file, which version control merges well. A killed import
may have written files that are not in it: the next one finds them as it would write them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

MEMORY = "import-memory.jsonl"
"""The file, beside newsgen.yaml. It belongs to the paper: keep it as long as imports go on."""


class Memory:
    """The files that imports wrote: the owner of each, and the digest of its bytes."""

    def __init__(self, root: Path) -> None:
        self._place = root / MEMORY
        self._files: dict[str, tuple[str, str]] = dict(_read(self._place))
        self._paths: dict[str, set[str]] = defaultdict(set)
        for path, (owner, _) in self._files.items():
            self._paths[owner].add(path)

    def digest_of(self, path: str) -> str:
        """The digest of what an import wrote there last; empty if none did."""
        return self._files.get(path, ("", ""))[1]

    def paths_of(self, owner: str) -> tuple[str, ...]:
        """The files that were written for this owner, such as the key of a story."""
        return tuple(sorted(self._paths.get(owner, ())))

    def owners(self) -> Mapping[str, str]:
        """The owner of each file."""
        return {path: owner for path, (owner, _) in self._files.items()}

    def note(self, path: str, owner: str, digest: str) -> None:
        """Remember that bytes with this digest were written for the owner."""
        self.forget(path)
        self._files[path] = (owner, digest)
        self._paths[owner].add(path)

    def forget(self, path: str) -> None:
        """Remember no longer that the file was written."""
        before = self._files.pop(path, None)
        if before:
            self._paths[before[0]].discard(path)

    def save(self) -> None:
        """Write the memory, in order, if anything changed."""
        text = "".join(_line(path, *self._files[path]) for path in sorted(self._files))
        if text and not (self._place.is_file() and self._place.read_text("utf-8") == text):
            self._place.write_text(text, "utf-8", newline="\n")


def _read(place: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each remembered file; a line that is damaged is passed over."""
    with suppress(FileNotFoundError), place.open(encoding="utf-8") as lines:
        for line in lines:
            with suppress(ValueError):
                path, owner, digest = json.loads(line)
                yield path, (owner, digest)


def _line(path: str, owner: str, digest: str) -> str:
    return json.dumps([path, owner, digest], ensure_ascii=False) + "\n"
