"""Finds obstacles to moving files into the output folder, before any file moves."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsgen.writer.ownership import OutputState, digest_file

_NOT_OURS = "newsgen did not make it"


class Obstacle(NamedTuple):
    """Something that prevents a file from moving into place."""

    path: str
    """Relative to the output folder; empty for the folder itself."""
    description: str


class _Target(NamedTuple):
    """An output folder and the files planned for it."""

    output: str
    planned: Collection[str]
    previous: OutputState
    folders: dict[str, "bool | Obstacle"]
    """For each path checked: whether the folder exists, or the obstacle in its place."""


def find_obstacles(
    output: Path,
    stage: Path,
    planned: Collection[str],
    staged: Iterable[str],
    previous: OutputState,
) -> tuple[Obstacle, ...]:
    """The obstacles to moving the staged files and to owning all planned files, by path.

    Files that newsgen wrote and that are no longer planned are not obstacles: they are removed
    first. Problems that show only during the move, such as a full disk, are not found.
    """
    target = _Target(str(output), planned, previous, {"": True})
    unowned = (path for path in planned if not previous.owns(path))
    obsolete = (
        path for path in (*previous.manifest.entries, *previous.pending) if path not in planned
    )
    found: dict[str, Obstacle] = {}
    parents: set[str] = set()
    for path in dict.fromkeys((*staged, *unowned)):
        parent, obstacle = _check_path(path, target)
        parents.add(parent)
        if obstacle:
            found[obstacle.path] = obstacle
    parents.update(path.rpartition("/")[0] for path in obsolete)
    for obstacle in _find_unwritable(parents, target, stage):
        found.setdefault(obstacle.path, obstacle)
    return tuple(found[path] for path in sorted(found))


def _check_path(path: str, target: _Target) -> tuple[str, Obstacle | None]:
    """The deepest existing folder on the path of the file, and the obstacle on the path if any."""
    parent = ""
    for folder in _folders(path):
        state = target.folders.get(folder)
        if state is None:
            state = target.folders[folder] = _check_folder(folder, target)
        if state is not True:
            return parent, state or None
        parent = folder
    return parent, _check_place(path, target)


def _folders(path: str) -> Iterator[str]:
    """The folders on the path, from the outside in."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def _check_folder(folder: str, target: _Target) -> "bool | Obstacle":
    """Whether the folder exists, or the obstacle in its place."""
    mode = _mode(f"{target.output}/{folder}")
    if mode is None or stat.S_ISDIR(mode):
        return mode is not None
    if stat.S_ISREG(mode) and _is_removed(folder, target):
        return False
    kind = "a link" if stat.S_ISLNK(mode) else "a file"
    return Obstacle(folder, f"{kind} where the site needs a folder")


def _check_place(path: str, target: _Target) -> Obstacle | None:
    """The obstacle in the place of the file itself, whose folder exists; None if there is none."""
    mode = _mode(f"{target.output}/{path}")
    if mode is None:
        return None
    if stat.S_ISDIR(mode):
        is_removed = _is_removed_whole(path, target)
        return None if is_removed else Obstacle(path, "a folder where the site needs a file")
    return None if target.previous.owns(path) else Obstacle(path, _NOT_OURS)


def _is_removed_whole(folder: str, target: _Target) -> bool:
    """Whether a folder contains only files that are removed, so that it is removed with them."""
    with os.scandir(f"{target.output}/{folder}") as entries:
        below = [(f"{folder}/{e.name}", e.is_dir(follow_symlinks=False)) for e in entries]
    return bool(below) and all(
        _is_removed_whole(path, target) if is_folder else _is_removed(path, target)
        for path, is_folder in below
    )


def _is_removed(path: str, target: _Target) -> bool:
    """Whether the file is removed: newsgen wrote it, it is unchanged and no longer planned."""
    place = f"{target.output}/{path}"
    if path in target.planned or not target.previous.owns(path):
        return False
    return stat.S_ISREG(_mode(place) or 0) and target.previous.wrote(path, digest_file(place))


def _find_unwritable(folders: Iterable[str], target: _Target, stage: Path) -> Iterator[Obstacle]:
    """The existing folders, of those given, that newsgen cannot write into."""
    disk = stage.stat().st_dev
    for folder in folders:
        place = f"{target.output}/{folder}" if folder else target.output
        try:
            device = os.stat(place).st_dev  # noqa: PTH116 - as all around
        except (FileNotFoundError, NotADirectoryError):
            continue
        if device != disk:
            yield Obstacle(folder, "a folder on another disk than `.newsgen`")
        elif not os.access(place, os.W_OK | os.X_OK):
            yield Obstacle(folder, "a folder that newsgen may not write into")


def _mode(place: str) -> int | None:
    try:
        return os.lstat(place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def describe_obstacles(obstacles: Collection[Obstacle], most: int = 5) -> str:
    """The obstacles in words, at most ``most`` of them by name."""
    named = [
        f"{path or 'the folder itself'} ({description})"
        for path, description in [*obstacles][:most]
    ]
    left = len(obstacles) - most
    return ", ".join(named) + (f" and {left:,} more" if left > 0 else "")
