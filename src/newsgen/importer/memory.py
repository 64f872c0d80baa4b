"""What earlier imports wrote, so that a later one changes only files that nobody edited.

The memory is a file of lines, one for each file, which version control merges well: of several
lines for one file, each tells bytes that an import wrote. It is brought into the paper after all
other files. What a killed import wanted to remember is read by the next one: some of its files may
be in the paper.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from newsgen.files.names import CONFIG, CONTENT, STATIC
from newsgen.importer.settings import SETTINGS
from newsgen.paths import fault_of

MEMORY = "import-memory.jsonl"
"""The file, beside newsgen.yaml. It belongs to the paper: keep it as long as imports go on."""
KILLED = "import-memory.killed.jsonl"
"""What an import that was killed wanted to remember, in the stage of the next one."""

_Line: TypeAlias = tuple[str, str, str]
"""Path, owner, digest."""
_Files: TypeAlias = dict[str, tuple[str, frozenset[str]]]
"""By path: the owner, and the digests of what imports wrote."""


class Memory:
    """The files that imports wrote: the owner of each, and the digest of its bytes."""

    def __init__(self, root: Path) -> None:
        self._place = root / MEMORY
        self._files = _by_path(_read(self._place))
        self._killed = _by_path(_read(root / KILLED))
        self._paths: dict[str, set[str]] = defaultdict(set)
        for path, (owner, _) in self._files.items():
            self._paths[owner].add(path)

    def knows(self, path: str) -> bool:
        """Whether an import wrote the file, and ended."""
        return path in self._files

    def wrote(self, path: str, digest: str) -> bool:
        """Whether an import wrote bytes with that digest there."""
        return any(digest in files[path][1] for files in self._all() if path in files)

    def paths_of(self, owner: str) -> tuple[str, ...]:
        """The files that were written for this owner, such as the key of a story."""
        return tuple(sorted(self._paths.get(owner, ())))

    def owners(self) -> Mapping[str, str]:
        """The owner of each file."""
        return {path: owner for files in self._all() for path, (owner, _) in files.items()}

    def note(self, path: str, owner: str, digest: str) -> None:
        """Remember that bytes with this digest were written for the owner."""
        self.forget(path)
        self._files[path] = (owner, frozenset({digest}))
        self._paths[owner].add(path)

    def forget(self, path: str) -> None:
        """Remember no longer that the file was written."""
        before = self._files.pop(path, None)
        if before:
            self._paths[before[0]].discard(path)

    def save(self) -> None:
        """Write the memory, in order, if anything changed."""
        lines = sorted(
            (path, owner, digest)
            for path, (owner, digests) in self._files.items()
            for digest in digests
        )
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        content = text.encode("utf-8", "replace")
        if content and not (self._place.is_file() and self._place.read_bytes() == content):
            self._place.write_bytes(content)

    def _all(self) -> tuple[_Files, _Files]:
        return self._killed, self._files


def _by_path(lines: Iterable[_Line]) -> _Files:
    files: _Files = {}
    for path, owner, digest in lines:
        known = files.get(path, ("", frozenset()))[1]
        files[path] = (owner, known | {digest})
    return files


def _read(place: Path) -> Iterator[_Line]:
    """Each remembered file; a line that is damaged is passed over."""
    with suppress(FileNotFoundError), place.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            with suppress(ValueError, RecursionError):
                match json.loads(line):
                    case [str(path), str(owner), str(digest)] if _is_of_paper(path):
                        yield path, owner, digest


def _is_of_paper(path: str) -> bool:
    """Whether an import can have written there: a merged line may name any file of the disk."""
    is_below = path.startswith((f"{CONTENT}/", f"{STATIC}/")) or path in {CONFIG, SETTINGS}
    return is_below and not fault_of(path)
