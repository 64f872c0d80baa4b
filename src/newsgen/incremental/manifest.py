"""What was built: the record that lies in the output folder, read and written.

The manifest is the contract between builder, preview and publisher. It lies in ``.newsgen/`` of
the output folder; whatever it lists is ours to replace and to remove, and nothing else is.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.versioned_file import read_versioned, write_versioned
from newsgen.models import Model, Role, Scope

FOLDER = ".newsgen"
"""The folder inside the output folder that is newsgen's own."""
_KIND = "manifest"
_FORMAT = 3


class Entry(Model, frozen=True, omit_defaults=True):
    """One file of the output."""

    fingerprint: str
    """Digest of all that the file is made from: equal fingerprints give equal bytes."""
    recipe: str
    """Digest of what the view was made from: as long as it is the same, so is the fingerprint."""
    digest: str
    """Digest of its bytes."""
    size: int
    """In bytes."""
    media_type: str = "text/html"
    role: Role = "page"
    """When it is published, and how long others may keep it."""
    modified: int = 0
    """When it was written on this machine, in nanoseconds: as long as size and this are the same
    the file is taken for whole; else its bytes are read."""
    warnings: tuple[Diagnostic, ...] = ()
    """What was noted when it was rendered, to be told again as long as it holds."""


class Tally(Model, frozen=True):
    """Where the articles stood at the moment of the build."""

    now: datetime
    """The moment of the build."""
    scope: Scope = "published"
    """Which stories the site shows: only ``published`` is meant for readers."""
    articles: int = 0
    """Live ones."""
    drafts: int = 0
    scheduled: int = 0
    expired: int = 0
    next_due: datetime | None = None
    """The next moment at which a story appears or goes."""


class Manifest(Model, frozen=True):
    """Every file of an output folder that newsgen made, by path."""

    toolchain: Mapping[str, str] = {}
    """What reaches every page - newsgen, its libraries, the settings - each with a digest."""
    templates: Mapping[str, str] = {}
    """Every template that a page reaches, and every static file that one names, with a digest."""
    entries: Mapping[str, Entry] = {}
    state: str = ""
    """Digest of all that the site was made from, where nothing but single files gave cause to
    warn. As long as it is the same, nothing can have changed but what time changes."""
    tally: Tally | None = None
    base_url: str = ""
    """The address that the site was built for."""


class UnreadableManifestError(Exception):
    """The manifest is there but is not one, or one of another version of newsgen."""


def manifest_path(output: Path) -> Path:
    """Where the manifest of the finished build lies."""
    return output / FOLDER / "manifest"


def pending_path(output: Path) -> Path:
    """Where the list of the files lies that are moving into place."""
    return output / FOLDER / "pending"


def read_manifest(path: Path) -> Manifest | None:
    """The manifest in that file; None where there is none.

    Raises UnreadableManifestError when the file is damaged or of another format.
    """
    try:
        content = read_versioned(path, _KIND, _FORMAT)
    except FileNotFoundError:
        return None
    if content is None:
        raise UnreadableManifestError(str(path))
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:  # pragma: no cover - the seal was whole
        raise UnreadableManifestError(str(path)) from error


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write the manifest whole or not at all, whenever the process is killed.

    Raises OSError when it cannot be written.
    """
    write_versioned(path, _KIND, _FORMAT, msgspec.json.encode(manifest))
