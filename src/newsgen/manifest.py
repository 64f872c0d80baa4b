"""What was built: the record that lies in the output folder, read and written.

The manifest is the contract between builder, preview and publisher. It lies in ``.newsgen/`` of
the output folder; whatever it lists is ours to replace and to remove, and nothing else is.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from newsgen.models import Model

FOLDER = ".newsgen"
"""The folder inside the output folder that is newsgen's own."""
FORMAT = 1


class Fingerprint(Model, frozen=True):
    """What a file was made from; equal fingerprints give equal bytes."""

    toolchain: str
    """Versions and the settings that reach every page."""
    template: str
    """The template with all that it extends, includes and imports; empty without one."""
    view: str


class Entry(Model, frozen=True):
    """One file of the output."""

    fingerprint: Fingerprint
    digest: str
    size: int
    """In bytes."""
    media_type: str


class Manifest(Model, frozen=True):
    """Every file of an output folder that newsgen made, by path."""

    format: int = FORMAT
    entries: Mapping[str, Entry] = {}


class UnreadableManifestError(Exception):
    """The manifest is there but is not one, or one of another version of newsgen."""


def manifest_path(output: Path) -> Path:
    """Where the manifest of the finished build lies."""
    return output / FOLDER / "manifest.json"


def pending_path(output: Path) -> Path:
    """Where the manifest of a build lies while its files move into place."""
    return output / FOLDER / "pending.json"


def read_manifest(path: Path) -> Manifest | None:
    """The manifest in that file; None where there is none.

    Raises UnreadableManifestError when the file is damaged or of another format.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableManifestError(str(path)) from error
    if manifest.format != FORMAT:
        raise UnreadableManifestError(str(path))
    return manifest


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write the manifest whole or not at all, whenever the process is killed.

    The disk is not waited for: on most file systems that would mean waiting for every page just
    written. After a power cut the manifest may be damaged, which the next build tells.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.write_bytes(msgspec.json.encode(manifest, order="sorted"))
    draft.replace(path)
