"""Reads and writes the manifest, the list of all files of the last build.

The manifest is the contract between builder, preview and publisher. It is in ``.newsgen/`` of the
output folder. newsgen may replace and remove the files that it lists, and no others.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.versioned_file import read_versioned, write_versioned
from newsgen.models import Model, Role, Scope

FOLDER = ".newsgen"
"""newsgen's own folder inside the output folder."""
_KIND = "manifest"
_FORMAT = 3


class Entry(Model, frozen=True, omit_defaults=True):
    """One output file."""

    fingerprint: str
    """Digest of everything the file is made from: equal fingerprints give equal bytes."""
    recipe: str
    """Digest of the inputs of the view: if it is unchanged, so is the fingerprint."""
    digest: str
    """Digest of the bytes."""
    size: int
    """In bytes."""
    media_type: str = "text/html"
    role: Role = "page"
    """Determines when the file is published and how long caches may keep it."""
    modified: int = 0
    """Modification time on this machine, in nanoseconds. If it and the size are unchanged, so is
    the file; else its bytes are compared."""
    page: str = ""
    """The page whose words it holds; only in the list of the search index."""
    warnings: tuple[Diagnostic, ...] = ()
    """Warnings from rendering, reported again while the file is not rendered again."""


class Tally(Model, frozen=True):
    """The numbers of articles by status at the moment of the build."""

    now: datetime
    """The moment of the build."""
    scope: Scope = "published"
    """The stories that the site shows: only ``published`` is meant for readers."""
    articles: int = 0
    """Live articles."""
    drafts: int = 0
    scheduled: int = 0
    expired: int = 0
    next_due: datetime | None = None
    """The next moment at which a story appears or expires."""
    valid_until: datetime | None = None
    """The next moment at which the site changes by itself: a story appears, expires or is no longer
    news, or its update is no longer in the future."""


class StoryMarks(Model, frozen=True, array_like=True):
    """By what a story is known again after it moved: its name, else its source, text or headline.

    A standing page has them too, and so has the front of a section, whose name begins with ``#``.
    """

    name: str
    """The ``id`` of its front matter, else the path of its source below content/ without suffix."""
    text: int = 0
    """Checksum of its body; 0 if it has none."""
    headline: int = 0
    """Checksum of its title and date."""
    source: str = ""
    """The path of its source below content/ without suffix; empty if that is its name."""


class StoryTrace(StoryMarks, frozen=True, array_like=True):
    """A story that readers can open."""

    paths: tuple[str, ...] = ()
    """The outputs at which it answers: its page, then its redirect pages."""


class LostAddress(StoryMarks, frozen=True, array_like=True):
    """An address at which a story of the site does not answer any more."""

    pattern: str = ""
    """The former ``permalink`` that gave it; empty if the story itself was changed."""


class Addresses(Model, frozen=True, omit_defaults=True):
    """What readers could open, for the next build."""

    stories: tuple[StoryTrace, ...] = ()
    lost: Mapping[str, LostAddress] = {}
    """By path in the output. An address stays here until it leads to its story again, or the story
    is gone too."""
    patterns: tuple[str, ...] = ()
    """The ``permalink`` and the ``former_permalinks`` of the settings."""
    warnings: tuple[Diagnostic, ...] = ()
    """What is reported of the lost addresses, while the site does not change."""


class Manifest(Model, frozen=True):
    """All files that newsgen wrote into an output folder."""

    toolchain: Mapping[str, str] = {}
    """Inputs of every page, each with a digest: newsgen, its libraries, the settings."""
    templates: Mapping[str, str] = {}
    """Every template that a page uses and every static file that a template names, with digests."""
    entries: Mapping[str, Entry] = {}
    """The files by path."""
    state: str = ""
    """Digest of all inputs of the site; empty if there were warnings that belong to no file. If it
    is unchanged, only the time can have changed the site."""
    tally: Tally | None = None
    base_url: str = ""
    """The base URL that the site was built for."""
    addresses: Addresses = Addresses()


class UnreadableManifestError(Exception):
    """The manifest is damaged or was written by another version of newsgen."""


def manifest_path(output: Path) -> Path:
    """The path of the manifest of the last finished build."""
    return output / FOLDER / "manifest"


def pending_path(output: Path) -> Path:
    """The path of the list of files that are moving into place."""
    return output / FOLDER / "pending"


def read_manifest(path: Path) -> Manifest | None:
    """The manifest in that file; None if the file does not exist.

    Raises UnreadableManifestError if the file is damaged or of another format.
    """
    try:
        content = read_versioned(path, _KIND, _FORMAT)
    except FileNotFoundError:
        return None
    if content is None:
        raise UnreadableManifestError(str(path))
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:  # pragma: no cover - its digest was right
        raise UnreadableManifestError(str(path)) from error


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write the manifest atomically, even if the process is killed.

    Raises OSError if it cannot be written.
    """
    write_versioned(path, _KIND, _FORMAT, msgspec.json.encode(manifest))
