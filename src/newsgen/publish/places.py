"""The folders on this machine that targets and purge lists use, kept apart from the site's own."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from newsgen.config import TargetSettings
from newsgen.diagnostics import Refusal
from newsgen.files.names import CONFIG, FOLDERS
from newsgen.paths import MAX_PATH
from newsgen.writer import is_same, is_within

_RESERVED = frozenset({".git", ".newsgen"})
"""Folders of git and newsgen; a path below one of them is refused anywhere on the disk."""
_LONGEST = 4095
"""Most bytes in a path on Linux (PATH_MAX, less the zero at its end)."""


def resolve(root: Path, path: str) -> Path:
    """Resolve a path against the site's folder. Raises Refusal if that is impossible."""
    try:
        return (root / Path(path).expanduser()).resolve()
    except (RuntimeError, OSError) as error:  # unknown user; circular links
        hint = "correct it in newsgen.yaml"
        raise Refusal(f"the path {path} cannot be resolved: {error}", hint) from error


def is_remote(repository: str) -> bool:
    """Whether the repository is an address, not a folder on this machine."""
    return "://" in repository or ":" in repository.partition("/")[0]


def folders_of(targets: Mapping[str, TargetSettings], root: Path) -> Iterable[Path]:
    """Yield the folders on this machine to which the targets publish.

    A path that cannot be resolved is left out, and so is a repository that contains the site
    itself.
    """
    for settings in targets.values():
        place = settings.path if settings.kind == "directory" else settings.repository
        if settings.kind not in ("directory", "git") or is_remote(settings.repository):
            continue
        with suppress(Refusal):
            folder = resolve(root, place)
            if settings.kind == "directory" or not is_within(root, folder):
                yield folder


def target_folder(root: Path, path: str, occupied: Iterable[Path]) -> Path:
    """Resolve the folder of a target against the site's folder.

    Raises Refusal if it is, contains or lies inside an occupied folder or a folder of sources, or
    if it cannot be created.
    """
    folder = resolve(root, path)
    others = [*_sources(root), *(other.resolve() for other in occupied)]
    above = [other for other in others if is_within(folder, other)]
    below = [other for other in (root, *others) if is_within(other, folder)]
    for other in (*above, *below):
        raise Refusal(
            f"the target {folder} overlaps {other}, which newsgen uses for something else",
            "choose a separate folder",
        )
    for name in _RESERVED.intersection(part.casefold() for part in folder.parts):
        raise Refusal(f"the target {folder} is inside {name}/", "choose a separate folder")
    if len(os.fsencode(folder)) + 1 + MAX_PATH > _LONGEST:
        raise Refusal(f"the path of the target is too long: {folder}", "choose a shorter path")
    if not folder.parent.is_dir():
        hint = "create it, or mount the disk that it is on"
        raise Refusal(f"there is no folder {folder.parent} for the target", hint)
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"the target {folder} is not a folder", "name a folder, or move it away")
    return folder


def require_purge_place(place: Path, root: Path, occupied: Iterable[Path]) -> None:
    """Raise Refusal if the purge list would be written among the files of the site or a target."""
    real = Path(os.path.realpath(place))
    folders = [*_sources(root), *(folder.resolve() for folder in occupied)]
    is_reserved = not _RESERVED.isdisjoint(part.casefold() for part in real.parts)
    if is_reserved or is_same(real, root / CONFIG) or any(is_within(real, f) for f in folders):
        raise Refusal(
            f"the purge list would replace {place}, or be among files of the site or a target",
            "name a separate file, such as purge.txt",
        )


def _sources(root: Path) -> list[Path]:
    return [(root / name).resolve() for name in FOLDERS]
