"""Moves staged files into place and removes files that are no longer planned."""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from newsgen.diagnostics import Refusal
from newsgen.incremental.manifest import (
    FOLDER,
    Manifest,
    manifest_path,
    pending_path,
    write_manifest,
)
from newsgen.paths import fault_of
from newsgen.writer.ownership import OutputState, digest_file, load_output_state


def promote(
    output: Path, stage: Path, staged: Sequence[str], manifest: Manifest, previous: OutputState
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Move the staged files into place and remove files that are no longer planned.

    ``staged`` are their paths in the order of publication; there must be no obstacles (see
    ``find_obstacles``). Returns the paths of the files that were removed, and of those that were
    kept because somebody changed them or because their paths are not valid, so that they might be
    outside the folder. Raises OSError if nothing was changed, and Refusal if the move stopped
    half-way: the next build completes it.
    """
    if not staged and not previous.pending and manifest == previous.manifest:
        return (), ()
    moving = {path: manifest.entries[path] for path in staged}
    write_manifest(Manifest(entries={**previous.pending, **moving}), pending_path(output))
    with _explain_errors(output):
        return _move_and_remove(output, stage, staged, manifest, previous)


def clear(output: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remove all files that newsgen wrote, folders that become empty, and the manifest.

    Returns the paths of the files that were removed, and of those that were kept because somebody
    changed them. Raises Refusal if the manifest is damaged or a file cannot be removed.
    """
    previous = load_output_state(output)
    removed, kept = promote(output, output / FOLDER / "stage", [], Manifest(), previous)
    shutil.rmtree(output / FOLDER)
    with suppress(OSError):
        output.rmdir()
    return removed, kept


@contextmanager
def _explain_errors(output: Path) -> Iterator[None]:
    """Turn an OSError during the move into a Refusal: some files have moved by then."""
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename or output
        raise Refusal(
            f"stopped half-way in {output}, at {place}: {error.strerror}",
            "some files are replaced, others are not: correct the problem and run the same command"
            " again, which completes the move",
        ) from error


def _move_and_remove(
    output: Path, stage: Path, staged: Sequence[str], manifest: Manifest, previous: OutputState
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Do the work of ``promote`` after the list of moving files is written."""
    owned = previous.manifest.entries.keys() | previous.pending.keys()
    unplanned = sorted(owned - manifest.entries.keys())
    obsolete = [path for path in unplanned if not fault_of(path)]
    blocking = _find_blocking(obsolete, manifest)
    kept = [path for path in blocking if not _remove(output, path, previous)]
    _move(output, stage, staged)
    kept += [
        path for path in obsolete if path not in blocking and not _remove(output, path, previous)
    ]
    write_manifest(manifest, manifest_path(output))
    pending_path(output).unlink(missing_ok=True)
    kept += [path for path in unplanned if fault_of(path)]
    return tuple(path for path in obsolete if path not in kept), tuple(kept)


def _move(output: Path, stage: Path, staged: Sequence[str]) -> None:
    """Rename files from the stage into the output; a folder that is new moves as a whole."""
    present: set[str] = set()
    moved: set[str] = set()
    for path in staged:
        folders = [*_parents(path)][::-1]
        if not moved.isdisjoint(folders):
            continue
        new = next((f for f in folders if f not in present and not _is_folder(output, f)), None)
        if new is not None:
            moved.add(new)
        present.update(folders if new is None else folders[: folders.index(new)])
        name = new or path
        os.replace(f"{stage}/{name}", f"{output}/{name}")  # noqa: PTH105 - ten thousand times


def _is_folder(output: Path, path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(f"{output}/{path}").st_mode)
    except FileNotFoundError:
        return False


def _find_blocking(obsolete: Sequence[str], manifest: Manifest) -> set[str]:
    """Old files whose path becomes a folder, or whose folder's path becomes a file."""
    if not obsolete:
        return set()
    folders = {parent for path in manifest.entries for parent in _parents(path)}
    return {
        path
        for path in obsolete
        if path in folders or any(parent in manifest.entries for parent in _parents(path))
    }


def _parents(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _remove(output: Path, path: str, previous: OutputState) -> bool:
    """Remove a file that newsgen wrote, and empty folders above; False if it was changed."""
    place = output / path
    try:
        if not stat.S_ISREG(place.lstat().st_mode):
            return False
        if not previous.wrote(path, digest_file(str(place))):
            return False
        place.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return True
    for parent in _parents(path):
        try:
            (output / parent).rmdir()
        except OSError:
            break
    return True
