"""What a tree of git holds, and what files of a site would replace in it."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from newsgen.diagnostics import Refusal

_FILE = re.compile(r"100[0-7]{3} blob ")
"""How git lists what is neither a link nor another repository."""


def read(listed: bytes) -> Mapping[str, str]:
    """The paths that ``git ls-tree -r -z`` lists, each with what it says of the entry."""
    entries = (line.decode(errors="surrogateescape") for line in listed.split(b"\0") if line)
    parts = (entry.partition("\t") for entry in entries)
    return {path: what for what, _, path in parts}


def is_file(what: str) -> bool:
    """Whether the entry is a file and no link."""
    return _FILE.match(what) is not None


def refuse_folders(wanted: AbstractSet[str], foreign: AbstractSet[str], place: str) -> None:
    """Git would replace a file by a folder, and a folder by a file, unasked.

    Raises Refusal where what would go is not ours.
    """
    for in_the_way, kind in (
        (_folders(wanted) & foreign, "folder"),
        (wanted & _folders(foreign), "file"),
    ):
        if in_the_way:
            names = ", ".join(sorted(in_the_way))
            raise Refusal(
                f"files that newsgen did not put are in the way in {place}: {names}",
                f"the site needs a {kind} of that name: move them away",
            )


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that one of the paths lies in."""
    return {str(folder) for path in paths for folder in PurePosixPath(path).parents}
