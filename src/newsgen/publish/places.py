"""The folders that newsgen works in, held apart from what it publishes to."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from newsgen.config import TargetSettings
from newsgen.diagnostics import Refusal
from newsgen.files.names import CONFIG, FOLDERS
from newsgen.paths import MAX_PATH
from newsgen.writer import is_same, is_within

_KEPT = frozenset({".git", ".newsgen"})
"""Folders of git and of newsgen, wherever they lie."""
_LONGEST = 4095
"""Bytes of a path on Linux (PATH_MAX, less the zero at its end)."""


def resolve(root: Path, path: str) -> Path:
    """A path as seen from the site. Raises Refusal where it leads nowhere."""
    try:
        return (root / Path(path).expanduser()).resolve()
    except (RuntimeError, OSError) as error:  # no such user; links in a circle
        hint = "correct it in newsgen.yaml"
        raise Refusal(f"the path {path} leads nowhere: {error}", hint) from error


def is_elsewhere(repository: str) -> bool:
    """Whether it is an address, and not a folder of this machine."""
    return "://" in repository or ":" in repository.partition("/")[0]


def folders_of(targets: Mapping[str, TargetSettings], root: Path) -> Iterable[Path]:
    """The folders of this machine that targets publish to, as far as their paths lead somewhere.

    A repository that the site itself lies in is none of them.
    """
    for settings in targets.values():
        place = settings.path if settings.kind == "directory" else settings.repository
        if settings.kind not in ("directory", "git") or is_elsewhere(settings.repository):
            continue
        with suppress(Refusal):
            folder = resolve(root, place)
            if settings.kind == "directory" or not is_within(root, folder):
                yield folder


def target_folder(root: Path, path: str, taken: Iterable[Path]) -> Path:
    """The folder of a target, as seen from the site.

    Raises Refusal where it is, holds or lies in one that is taken or holds sources, or where it
    cannot be made.
    """
    folder = resolve(root, path)
    others = [*_sources(root), *(other.resolve() for other in taken)]
    above = [other for other in others if is_within(folder, other)]
    below = [other for other in (root, *others) if is_within(other, folder)]
    for other in (*above, *below):
        raise Refusal(
            f"the target {folder} is, holds or lies in {other}, where newsgen works or publishes",
            "choose a folder of its own",
        )
    for name in _KEPT.intersection(part.casefold() for part in folder.parts):
        raise Refusal(f"the target {folder} lies in {name}/", "choose a folder of its own")
    if len(os.fsencode(folder)) + 1 + MAX_PATH > _LONGEST:
        raise Refusal(f"the path of the target is too long: {folder}", "choose a shorter one")
    if not folder.parent.is_dir():
        hint = "make it, or mount the disk that it is on"
        raise Refusal(f"there is no folder {folder.parent} for the target", hint)
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"the target {folder} is not a folder", "name a folder, or move it away")
    return folder


def require_purge_place(place: Path, root: Path, taken: Iterable[Path]) -> None:
    """Raises Refusal where a list of addresses would come to lie among other files of newsgen."""
    real = Path(os.path.realpath(place))
    folders = [*_sources(root), *(folder.resolve() for folder in taken)]
    is_kept = not _KEPT.isdisjoint(part.casefold() for part in real.parts)
    if is_kept or is_same(real, root / CONFIG) or any(is_within(real, f) for f in folders):
        raise Refusal(
            f"the purge list would replace {place}, or lie among files of the site or a target",
            "name a file of its own, such as purge.txt",
        )


def _sources(root: Path) -> list[Path]:
    return [(root / name).resolve() for name in FOLDERS]
