"""The only code that writes into the output folder.

New files are staged in ``.newsgen/`` of the output folder, so that moving them into place is a
rename on one file system. The list of what is about to be there is written first
(``pending.json``), then files move, then files that are no longer planned go, and the list takes
the name of the manifest last. Killed at any moment, the folder holds whole files only, and the two
lists together tell which of them are ours.
"""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_bytes
from newsgen.manifest import (
    FOLDER,
    Entry,
    Manifest,
    UnreadableManifestError,
    manifest_path,
    pending_path,
    read_manifest,
    write_manifest,
)
from newsgen.models import Model, Stamp, stamp_of


class Refusal(Exception):
    """The request cannot be met without harm; nothing was written."""

    def __init__(
        self, message: str, hint: str = "", diagnostics: tuple[Diagnostic, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics
        """What is wrong with the configuration, where that is the reason."""


class Ours(Model, frozen=True):
    """What earlier builds left in an output folder."""

    manifest: Manifest = Manifest()
    """Of the last finished build."""
    pending: Mapping[str, Entry] = {}
    """The files of a build that was cut off while they moved into place."""
    stamps: tuple[Stamp | None, ...] = ()
    """Of the two lists, when they were read."""

    @property
    def standing(self) -> Mapping[str, Entry]:
        """The files that can be relied on to be as they were finished, by path."""
        entries = self.manifest.entries
        if not self.pending:
            return entries
        return {path: entry for path, entry in entries.items() if path not in self.pending}

    def owns(self, path: str) -> bool:
        """Whether newsgen made the file with that path."""
        return path in self.manifest.entries or path in self.pending

    def made(self, path: str, digest: str) -> bool:
        """Whether the file there with that digest is newsgen's work.

        After a build that was cut off it may be either of two, so there the path alone decides.
        """
        entry = self.manifest.entries.get(path)
        return path in self.pending or (entry is not None and entry.digest == digest)


def check_output(output: Path, root: Path) -> None:
    """Refuse an output folder in which a build could do harm.

    Raises Refusal for the site root or a folder above it, a folder that holds sources, a folder
    within one, and a folder that holds files of others.
    """
    real, site = Path(os.path.realpath(output)), Path(os.path.realpath(root))
    if site.is_relative_to(real):
        raise Refusal(
            f"the output folder {output} is the site itself or lies above it",
            "choose a folder of its own, such as public",
        )
    for name in ("content", "templates", "static"):
        if real.is_relative_to(site / name):
            raise Refusal(f"the output folder {output} lies in {name}/", "choose public")
    if output.exists() and not output.is_dir():
        raise Refusal(f"the output {output} is a file", "choose a folder")
    if not output.is_dir() or manifest_path(output).exists() or pending_path(output).exists():
        return
    if any(entry.name != FOLDER for entry in output.iterdir()):
        raise Refusal(
            f"the output folder {output} holds files that newsgen did not make",
            "choose an empty folder, or empty this one yourself",
        )


def check_cache(cache: Path, root: Path) -> None:
    """Refuse a folder of the record that lies among the sources. Raises Refusal."""
    real, site = Path(os.path.realpath(cache)), Path(os.path.realpath(root))
    if site.is_relative_to(real):
        raise Refusal(f"the cache {cache} is the site itself or lies above it", "choose .newsgen")
    for name in ("content", "templates", "static"):
        if real.is_relative_to(site / name):
            raise Refusal(f"the cache {cache} lies in {name}/", "choose .newsgen")


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the output folder alone. Raises Refusal when another build holds it."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - brings half of asyncio with it

    folder = output / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        lock.acquire(timeout=0)
    except Timeout:
        hint = "wait for it to end; a build that was killed holds nothing"
        raise Refusal(f"another build is writing into {output}", hint) from None
    try:
        yield
    finally:
        lock.release()


def recall(output: Path, before: Ours | None = None) -> Ours:
    """What earlier builds left there; ``before`` is what was read already, if it still holds.

    Raises Refusal when their manifest is damaged.
    """
    stamps = tuple(_stamp(place(output)) for place in (manifest_path, pending_path))
    if before is not None and before.stamps == stamps:
        return before
    try:
        manifest = read_manifest(manifest_path(output)) or Manifest()
        pending = read_manifest(pending_path(output)) or Manifest()
    except UnreadableManifestError as error:
        raise Refusal(
            f"the manifest {error} is damaged or of another version of newsgen",
            "remove the output folder yourself, if nothing else lies in it, and build again",
        ) from error
    return Ours(manifest=manifest, pending=pending.entries, stamps=stamps)


def _stamp(place: Path) -> Stamp | None:
    try:
        return stamp_of(place.stat())
    except FileNotFoundError:
        return None


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """An empty folder for new files, in place of any that a killed build left; gone at the end.

    It bears the number of this process: workers of a killed build may write for a moment more.
    """
    for left in (output / FOLDER).glob("stage-*"):
        shutil.rmtree(left, ignore_errors=True)
    stage = output / FOLDER / f"stage-{os.getpid()}"
    stage.mkdir(parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def stage_file(stage: Path, path: str, content: bytes) -> int:
    """Write a file into the stage, which mirrors the output folder; gives its moment."""
    place = f"{stage}/{path}"
    try:
        file = open(place, "wb", buffering=0)  # noqa: PTH123, SIM115 - ten thousand times a build
    except FileNotFoundError:
        _make_folder(os.path.dirname(place))  # noqa: PTH120
        file = open(place, "wb", buffering=0)  # noqa: PTH123, SIM115
    with file:
        file.write(content)
        return os.fstat(file.fileno()).st_mtime_ns


def _make_folder(place: str) -> None:
    try:
        os.mkdir(place)  # noqa: PTH102 - most parents are there already
    except FileNotFoundError:
        os.makedirs(place, exist_ok=True)  # noqa: PTH103
    except FileExistsError:
        pass  # another process made it first


class Look(Model, frozen=True):
    """A look at all files of the last finished build."""

    stamps: tuple[Stamp | None, ...] = ()
    """Of the lists that told which files to look at."""
    touched: frozenset[str] = frozenset()
    """Paths of those that do not look as they did when they were written."""


def look_over(output: Path) -> Look:
    """A look at the files of the last finished build; none of them is opened."""
    try:
        ours = recall(output)
    except Refusal:
        return Look()
    entries = ours.manifest.entries.items()
    touched = frozenset(path for path, entry in entries if not _is_untouched(output, path, entry))
    return Look(stamps=ours.stamps, touched=touched)


def _is_untouched(output: Path, path: str, entry: Entry) -> bool:
    try:
        status = os.lstat(f"{output}/{path}")
    except OSError:
        return False
    return (
        status.st_mtime_ns == entry.modified
        and status.st_size == entry.size
        and stat.S_ISREG(status.st_mode)
    )


def find_whole(output: Path, path: str, entry: Entry) -> int | None:
    """When the file of that entry was written, in nanoseconds; None if it is not what it was."""
    place = f"{output}/{path}"
    try:
        status = os.lstat(place)
        if not stat.S_ISREG(status.st_mode) or status.st_size != entry.size:
            return None
        if status.st_mtime_ns != entry.modified and _digest(place) != entry.digest:
            return None
    except OSError:
        return None
    return status.st_mtime_ns


def find_equal(output: Path, path: str, content: bytes) -> int | None:
    """When the file was written that holds just these bytes, in nanoseconds; None without one."""
    place = f"{output}/{path}"
    try:
        status = os.lstat(place)
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(content):
            return None
        with open(place, "rb") as file:  # noqa: PTH123 - ten thousand times a build
            return status.st_mtime_ns if file.read() == content else None
    except OSError:
        return None


def _digest(place: str) -> str:
    with open(place, "rb") as file:  # noqa: PTH123 - ten thousand times a build
        return digest_bytes(file.read())


def find_foreign(output: Path, paths: Iterable[str], ours: Ours) -> list[str]:
    """Those of the paths at which a file lies that newsgen did not make."""
    return [path for path in paths if not ours.owns(path) and _is_file(f"{output}/{path}")]


def _is_file(place: str) -> bool:
    """Whether anything but a folder is there."""
    try:
        return not stat.S_ISDIR(os.lstat(place).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def promote(
    output: Path, stage: Path, staged: Sequence[str], manifest: Manifest, ours: Ours
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Move the staged files into place and remove what is no longer planned.

    ``staged`` are their paths, in the order of publication. Gives the paths of the files that were
    removed, and of those that were kept because somebody changed them.
    """
    if not staged and not ours.pending and manifest == ours.manifest:
        return (), ()
    moving = {path: manifest.entries[path] for path in staged}
    write_manifest(Manifest(entries={**ours.pending, **moving}), pending_path(output))
    made = ours.manifest.entries.keys() | ours.pending.keys()
    gone = sorted(made - manifest.entries.keys())
    in_the_way = _in_the_way(gone, manifest)
    kept = [path for path in in_the_way if not _remove(output, path, ours)]
    _move(output, stage, staged)
    kept += [path for path in gone if path not in in_the_way and not _remove(output, path, ours)]
    write_manifest(manifest, manifest_path(output))
    pending_path(output).unlink(missing_ok=True)
    return tuple(path for path in gone if path not in kept), tuple(kept)


def clear(output: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remove all files of ours, and the folders and the record of them that this leaves.

    Gives the paths of the files that were removed, and of those that were kept because somebody
    changed them. Raises Refusal when the manifest is damaged.
    """
    ours = recall(output)
    removed, kept = promote(output, output / FOLDER / "stage", [], Manifest(), ours)
    shutil.rmtree(output / FOLDER)
    with suppress(OSError):
        output.rmdir()
    return removed, kept


def _move(output: Path, stage: Path, staged: Sequence[str]) -> None:
    """Rename files from the stage into the output; a folder that is new there moves whole."""
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
    """Whether a real folder is there. Raises Refusal when anything else is."""
    place = f"{output}/{path}"
    try:
        if stat.S_ISDIR(os.lstat(place).st_mode):
            return True
    except FileNotFoundError:
        return False
    raise Refusal(f"{place} is in the way: it is no folder", "remove it, or choose another folder")


def _in_the_way(gone: Sequence[str], manifest: Manifest) -> set[str]:
    """Old files where a folder is needed, and those in a folder where a file is needed."""
    if not gone:
        return set()
    folders = {parent for path in manifest.entries for parent in _parents(path)}
    return {
        path
        for path in gone
        if path in folders or any(parent in manifest.entries for parent in _parents(path))
    }


def _parents(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _remove(output: Path, path: str, ours: Ours) -> bool:
    """Remove a file of ours and the folders that it leaves empty; False if it was changed."""
    place = output / path
    try:
        if not stat.S_ISREG(place.lstat().st_mode):
            return False
        if not ours.made(path, _digest(str(place))):
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
