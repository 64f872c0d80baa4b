"""Whatever would stop files on their way into the output folder, found before anything moves."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsgen.writer.ownership import OutputState, digest_file

_FOREIGN = "newsgen did not make it"


class Obstacle(NamedTuple):
    """Something in the way."""

    path: str
    """From the output folder; empty for the folder itself."""
    what: str


class _Ground(NamedTuple):
    """An output folder, and what shall be there."""

    output: str
    planned: Collection[str]
    previous: OutputState
    folders: dict[str, "bool | Obstacle"]
    """Whether there is such a folder, or what is in its place, by path; as far as was looked."""


def find_obstacles(
    output: Path,
    stage: Path,
    planned: Collection[str],
    staged: Iterable[str],
    previous: OutputState,
) -> tuple[Obstacle, ...]:
    """What keeps staged files from their places, or from being ours, by path.

    Files of ours that are no longer planned are not in the way, as they go first. What only the
    attempt can tell, such as a full disk, is not found.
    """
    ground = _Ground(str(output), planned, previous, {"": True})
    strangers = (path for path in planned if not previous.owns(path))
    gone = (path for path in (*previous.manifest.entries, *previous.pending) if path not in planned)
    found: dict[str, Obstacle] = {}
    homes: set[str] = set()
    for path in dict.fromkeys((*staged, *strangers)):
        home, obstacle = _look_at(path, ground)
        homes.add(home)
        if obstacle:
            found[obstacle.path] = obstacle
    homes.update(path.rpartition("/")[0] for path in gone)
    for obstacle in _closed(homes, ground, stage):
        found.setdefault(obstacle.path, obstacle)
    return tuple(found[path] for path in sorted(found))


def _look_at(path: str, ground: _Ground) -> tuple[str, Obstacle | None]:
    """The deepest folder there is of those that the file shall lie in, and what is in its way."""
    home = ""
    for folder in _folders(path):
        state = ground.folders.get(folder)
        if state is None:
            state = ground.folders[folder] = _look_for_folder(folder, ground)
        if state is not True:
            return home, state or None
        home = folder
    return home, _look_at_place(path, ground)


def _folders(path: str) -> Iterator[str]:
    """The folders that the path leads through, from the outside in."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def _look_for_folder(folder: str, ground: _Ground) -> "bool | Obstacle":
    """Whether that folder is there, or what else is."""
    mode = _mode(f"{ground.output}/{folder}")
    if mode is None or stat.S_ISDIR(mode):
        return mode is not None
    if stat.S_ISREG(mode) and _goes(folder, ground):
        return False
    kind = "a link" if stat.S_ISLNK(mode) else "a file"
    return Obstacle(folder, f"{kind} where the site needs a folder")


def _look_at_place(path: str, ground: _Ground) -> Obstacle | None:
    """What is in the way at the very place of the file, whose folder is there."""
    mode = _mode(f"{ground.output}/{path}")
    if mode is None:
        return None
    if stat.S_ISDIR(mode):
        is_ours = _goes_whole(path, ground)
        return None if is_ours else Obstacle(path, "a folder where the site needs a file")
    return None if ground.previous.owns(path) else Obstacle(path, _FOREIGN)


def _goes_whole(folder: str, ground: _Ground) -> bool:
    """Whether a folder holds only files of ours that go, so that it goes with them."""
    with os.scandir(f"{ground.output}/{folder}") as entries:
        below = [(f"{folder}/{e.name}", e.is_dir(follow_symlinks=False)) for e in entries]
    return bool(below) and all(
        _goes_whole(path, ground) if is_folder else _goes(path, ground) for path, is_folder in below
    )


def _goes(path: str, ground: _Ground) -> bool:
    """Whether it is a file of ours that is removed: no longer planned, and as it was made."""
    place = f"{ground.output}/{path}"
    if path in ground.planned or not ground.previous.owns(path):
        return False
    return stat.S_ISREG(_mode(place) or 0) and ground.previous.made(path, digest_file(place))


def _closed(folders: Iterable[str], ground: _Ground, stage: Path) -> Iterator[Obstacle]:
    """Those of the folders, as far as they are there, in which nothing can be changed."""
    disk = stage.stat().st_dev
    for folder in folders:
        place = f"{ground.output}/{folder}" if folder else ground.output
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


def tell_obstacles(obstacles: Collection[Obstacle], most: int = 5) -> str:
    """The obstacles in words, at most so many of them by name."""
    named = [f"{path or 'the folder itself'} ({what})" for path, what in [*obstacles][:most]]
    left = len(obstacles) - most
    return ", ".join(named) + (f" and {left:,} more" if left > 0 else "")
