"""What earlier builds left in an output folder, and whether it is still what it was."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from newsgen.diagnostics import Refusal
from newsgen.digest import digest_bytes
from newsgen.incremental.manifest import (
    Entry,
    Manifest,
    UnreadableManifestError,
    manifest_path,
    pending_path,
    read_manifest,
)
from newsgen.models import Model, Stamp, stamp_of


class OutputState(Model, frozen=True):
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


def load_output_state(output: Path, before: OutputState | None = None) -> OutputState:
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
    return OutputState(manifest=manifest, pending=pending.entries, stamps=stamps)


class OutputScan(Model, frozen=True):
    """A look at all files of the last finished build."""

    stamps: tuple[Stamp | None, ...] = ()
    """Of the lists that told which files to look at."""
    touched: frozenset[str] = frozenset()
    """Paths of those that do not look as they did when they were written."""


def scan_output(output: Path) -> OutputScan:
    """A look at the files of the last finished build; none of them is opened."""
    try:
        previous = load_output_state(output)
    except Refusal:
        return OutputScan()
    entries = previous.manifest.entries.items()
    touched = frozenset(path for path, entry in entries if not _is_untouched(output, path, entry))
    return OutputScan(stamps=previous.stamps, touched=touched)


def find_whole(output: Path, path: str, entry: Entry) -> int | None:
    """When the file of that entry was written, in nanoseconds; None if it is not what it was."""
    place = f"{output}/{path}"
    try:
        status = os.lstat(place)
        if not stat.S_ISREG(status.st_mode) or status.st_size != entry.size:
            return None
        if status.st_mtime_ns != entry.modified and digest_file(place) != entry.digest:
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


def digest_file(place: str) -> str:
    """Digest of the bytes of that file."""
    with open(place, "rb") as file:  # noqa: PTH123 - ten thousand times a build
        return digest_bytes(file.read())


def _stamp(place: Path) -> Stamp | None:
    try:
        return stamp_of(place.stat())
    except FileNotFoundError:
        return None


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
