"""The manifest that a target keeps of itself, and what a target holds according to it.

The manifest names the published files and nothing that readers cannot see anyway: no sources, no
problems, no settings. Anyone who can write to the target may have changed it. So newsgen limits how
much of it is read, and ignores every path that is not allowed in a site.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.incremental.manifest import Manifest
from newsgen.models import Model, Role
from newsgen.paths import fault_of
from newsgen.publish.clocks import ClockReading
from newsgen.publish.lost_addresses import digest_stories
from newsgen.publish.release import Upload, UploadFormat, make_release

FOLDER = ".newsgen"
"""Folder at a target that belongs to newsgen."""
LARGEST = 256_000_000
"""Most bytes that are read of a file in that folder, also after decompression. A manifest takes
about 90 bytes per published file."""
_FORMAT = 1
_NAMED, _SHOWN = 5, 80
"""Ignored paths that a warning shows, and the characters shown of each."""
_Note = TypeVar("_Note")

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A point in time in newsgen's files. It must have a time zone, so that it can be compared."""


class PublishedFile(Model, frozen=True, array_like=True):
    """A file as it was uploaded."""

    digest: str
    """Digest of its bytes in the output folder."""
    role: Role = "page"
    format_digest: str = ""
    """Digest of the headers and the compression that it was uploaded with."""


class TargetManifest(Model, frozen=True):
    """The published files, as the target itself keeps them."""

    moment: Moment
    """Time of the newest published build."""
    base_url: str
    files: Mapping[str, PublishedFile] = {}
    """By path, including retired assets."""
    retired: Mapping[str, Moment] = {}
    """Assets that no page refers to any more, and since when. They stay for a while, because cached
    pages still request them."""
    stories: Mapping[str, str] = {}
    """Digests by which the story at each path is known again; see ``lost_addresses``."""
    version: int = _FORMAT


class TargetState(Model, frozen=True):
    """What a target holds."""

    manifest: TargetManifest | None = None
    """None if newsgen never published there."""
    uncertain: Mapping[str, PublishedFile] = {}
    """Files that an interrupted publication may have uploaded, replaced or removed."""
    foreign: frozenset[str] = frozenset()
    """Known files that newsgen did not upload."""
    ignored_paths: frozenset[str] = frozenset()
    """Paths in the manifest that are not allowed in a site. newsgen does nothing about those files.
    """
    clock: ClockReading | None = None
    """None if the target has no clock, or was not asked."""

    @property
    def files(self) -> Mapping[str, PublishedFile]:
        """Every file of newsgen that may exist at the target."""
        return {**(self.manifest.files if self.manifest else {}), **self.uncertain}


def state_of(built: Manifest, upload_format: UploadFormat, folder: Path) -> TargetState:
    """Return what a target in that format would hold if the build was published there."""
    if built.tally is None:
        return TargetState()
    release = make_release(folder, built, built.tally.now, upload_format)
    files = {path: published_file(upload) for path, upload in release.uploads.items()}
    stories = digest_stories(built)
    return TargetState(TargetManifest(release.moment, release.base_url, files, stories=stories))


def distrust_files(state: TargetState) -> TargetState:
    """Return the same state with every file uncertain, so that each is uploaded or compared."""
    return msgspec.structs.replace(state, uncertain=state.files)


def published_file(upload: Upload) -> PublishedFile:
    """Return the manifest's entry for an uploaded file."""
    return PublishedFile(digest=upload.digest, role=upload.role, format_digest=upload.format_digest)


def is_own(path: str) -> bool:
    """Whether a path at a target belongs to newsgen itself."""
    return path == FOLDER or path.startswith(f"{FOLDER}/")


def encode_manifest(manifest: TargetManifest) -> bytes:
    """Return the manifest as it is stored: JSON on one line, with its files in order."""
    ordered = msgspec.structs.replace(manifest, files=dict(sorted(manifest.files.items())))
    return msgspec.json.encode(ordered) + b"\n"


def decode_manifest(content: bytes, target: str) -> tuple[TargetManifest, frozenset[str]]:
    """Return the manifest stored at a target, and the paths in it that are ignored.

    Raises Refusal if it cannot be read.
    """
    manifest = decode_note(content, TargetManifest, target)
    if manifest.version != _FORMAT:
        raise unreadable(target)
    files, ignored = split_paths(manifest.files)
    retired, _ = split_paths(manifest.retired)
    stories, _ = split_paths(manifest.stories)
    manifest = msgspec.structs.replace(manifest, files=files, retired=retired, stories=stories)
    return manifest, ignored


def decode_note(content: bytes, shape: type[_Note], target: str) -> _Note:
    """Decode one of newsgen's files at a target. Raises Refusal if it does not have that shape."""
    if len(content) > LARGEST:
        raise unreadable(target)
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(target) from error


def split_paths(noted: Mapping[str, _Note]) -> tuple[Mapping[str, _Note], frozenset[str]]:
    """Return the entries whose paths are allowed in a site, and the other paths."""
    ignored = frozenset(filter(fault_of, noted))
    if not ignored:
        return noted, ignored
    return {path: entry for path, entry in noted.items() if path not in ignored}, ignored


def warn_of_ignored_paths(ignored: frozenset[str], target: str) -> tuple[Diagnostic, ...]:
    """Return a warning that names the paths that newsgen ignores at the target."""
    if not ignored:
        return ()
    first = sorted(ignored)[:_NAMED]
    names = ", ".join(f"`{p if len(p) <= _SHOWN else p[:_SHOWN] + '…'}`" for p in first)
    more = f" and {len(ignored) - _NAMED:,} more" if len(ignored) > _NAMED else ""
    return (
        Diagnostic(
            code="forgotten-files",
            message=f"the manifest at {target} names paths not allowed in a site: {names}{more}",
            hint="newsgen now ignores them: if such files exist there, remove them by hand",
        ),
    )


def unreadable(target: str, why: str = "") -> Refusal:
    """Return the refusal for a target whose own files of newsgen cannot be used."""
    return Refusal(
        f"newsgen's own files at {target} are damaged, or from another version of newsgen"
        f"{f': {why}' if why else ''}",
        f"remove {FOLDER}/ there and publish with --adopt: every file is uploaded again",
    )
