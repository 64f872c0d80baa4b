"""The contents of a git tree, and conflicts between them and the files of a site."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from newsgen.diagnostics import Refusal

_FILE = re.compile(r"100[0-7]{3} blob ")
"""Start of a listed entry that is a regular file, not a link or a submodule."""


def read(listed: bytes) -> Mapping[str, str]:
    """Return each path that ``git ls-tree -r -z`` lists, with its mode, type and object name."""
    lines = (line.decode(errors="surrogateescape") for line in listed.split(b"\0") if line)
    parts = (line.partition("\t") for line in lines)
    return {path: entry for entry, _, path in parts}


def is_file(entry: str) -> bool:
    """Whether the entry is a regular file, not a link."""
    return _FILE.match(entry) is not None


def refuse_conflicts(wanted: AbstractSet[str], foreign: AbstractSet[str], place: str) -> None:
    """Raise Refusal if a file and a folder of the same name would replace each other.

    Git would do that without asking, and lose files that newsgen did not upload.
    """
    for conflicts, kind in (
        (_folders(wanted) & foreign, "folder"),
        (wanted & _folders(foreign), "file"),
    ):
        if conflicts:
            names = ", ".join(sorted(conflicts))
            raise Refusal(
                f"files that newsgen did not upload are in the way in {place}: {names}",
                f"the site needs a {kind} of that name: move them away",
            )


def _folders(paths: Iterable[str]) -> set[str]:
    """Return every folder that contains one of the paths."""
    return {str(folder) for path in paths for folder in PurePosixPath(path).parents}
