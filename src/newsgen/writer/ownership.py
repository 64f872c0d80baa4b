"""The files that earlier builds wrote into an output folder, and which of them have changed."""

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
    """The files that earlier builds wrote into an output folder."""

    manifest: Manifest = Manifest()
    """The manifest of the last finished build."""
    pending: Mapping[str, Entry] = {}
    """The files of a build that was interrupted while they moved into place."""
    stamps: tuple[Stamp | None, ...] = ()
    """The stamps of the two lists when they were read."""

    @property
    def unchanged_entries(self) -> Mapping[str, Entry]:
        """The manifest entries that no interrupted build may have replaced, by path."""
        entries = self.manifest.entries
        if not self.pending:
            return entries
        return {path: entry for path, entry in entries.items() if path not in self.pending}

    def owns(self, path: str) -> bool:
        """Whether newsgen wrote the file with that path."""
        return path in self.manifest.entries or path in self.pending

    def wrote(self, path: str, digest: str) -> bool:
        """Whether newsgen wrote the file with that path and digest.

        After an interrupted build it may be either of two versions, so the path alone decides.
        """
        entry = self.manifest.entries.get(path)
        return path in self.pending or (entry is not None and entry.digest == digest)


def load_output_state(output: Path, before: OutputState | None = None) -> OutputState:
    """The state of the output folder; returns ``before`` if its lists have not changed.

    Raises Refusal if the manifest is damaged.
    """
    stamps = tuple(_read_stamp(place(output)) for place in (manifest_path, pending_path))
    if before is not None and before.stamps == stamps:
        return before
    try:
        manifest = read_manifest(manifest_path(output)) or Manifest()
        pending = read_manifest(pending_path(output)) or Manifest()
    except UnreadableManifestError as error:
        raise Refusal(
            f"the manifest {error} is damaged or of another version of newsgen",
            "if it has no other files, remove the output folder yourself and build again",
        ) from error
    return OutputState(manifest=manifest, pending=pending.entries, stamps=stamps)


class OutputScan(Model, frozen=True):
    """The result of comparing the output files with the manifest by size and time."""

    stamps: tuple[Stamp | None, ...] = ()
    """The stamps of the lists that named the files."""
    changed: frozenset[str] = frozenset()
    """Paths of files whose size or time is not the one in the manifest."""


def scan_output(output: Path) -> OutputScan:
    """Compare the files of the last finished build with its manifest, without opening them."""
    try:
        previous = load_output_state(output)
    except Refusal:
        return OutputScan()
    entries = previous.manifest.entries.items()
    changed = frozenset(path for path, entry in entries if not _is_unchanged(output, path, entry))
    return OutputScan(stamps=previous.stamps, changed=changed)


def find_unchanged(output: Path, path: str, entry: Entry) -> int | None:
    """The modification time of the file in nanoseconds; None if it is not as in its entry."""
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


def find_identical(output: Path, path: str, content: bytes) -> int | None:
    """The modification time of the file in nanoseconds; None unless it has exactly these bytes."""
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
    """The digest of the bytes of a file."""
    with open(place, "rb") as file:  # noqa: PTH123 - ten thousand times a build
        return digest_bytes(file.read())


def _read_stamp(place: Path) -> Stamp | None:
    try:
        return stamp_of(place.stat())
    except FileNotFoundError:
        return None


def _is_unchanged(output: Path, path: str, entry: Entry) -> bool:
    try:
        status = os.lstat(f"{output}/{path}")
    except OSError:
        return False
    return (
        status.st_mtime_ns == entry.modified
        and status.st_size == entry.size
        and stat.S_ISREG(status.st_mode)
    )
