"""What a target holds, told by the manifest that it keeps of itself.

It names the files that were published and nothing that readers could not see anyway: no sources, no
problems, no settings. What lies at a target may have been changed by whoever can write there, so
notes are read with a bound, and a path in them counts only if a site may hold a file there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.models import Model, Role
from newsgen.paths import fault_of
from newsgen.publish.clocks import ClockReading
from newsgen.publish.release import Upload

FOLDER = ".newsgen"
"""The folder at a target that is newsgen's own."""
LARGEST = 256_000_000
"""Bytes of a note that are read at most, also when unpacked: a manifest takes 90 a file."""
_FORMAT = 1
_NAMED, _SHOWN = 5, 80
"""Forgotten paths that a warning names, and characters of each."""
_Noted = TypeVar("_Noted")

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment in notes; one without a time zone could not be compared."""


class PublishedFile(Model, frozen=True, array_like=True):
    """A file as it was put."""

    digest: str
    """Of its bytes in the output folder."""
    role: Role = "page"
    manner: str = ""
    """Digest of how it was put: headers and packing."""


class TargetManifest(Model, frozen=True):
    """What was published, as the target itself keeps it."""

    moment: Moment
    """Of the newest build that was published."""
    base_url: str
    files: Mapping[str, PublishedFile] = {}
    """By path, those that are kept for a while included."""
    retired: Mapping[str, Moment] = {}
    """Assets that no page names any more, and since when: pages in caches still ask for them."""
    version: int = _FORMAT


class TargetState(Model, frozen=True):
    """What a target holds."""

    manifest: TargetManifest | None = None
    """None where newsgen never published."""
    unsure: Mapping[str, PublishedFile] = {}
    """Files that a publication which was cut off may have put, replaced or removed."""
    foreign: frozenset[str] = frozenset()
    """Files that newsgen did not put, as far as they are known."""
    forgotten: frozenset[str] = frozenset()
    """Paths in the notes at which no file of a site may lie: nothing is done about them."""
    clock: ClockReading | None = None
    """None where the target tells no time, or was not asked."""

    @property
    def files(self) -> Mapping[str, PublishedFile]:
        """Every file of ours that may lie there."""
        return {**(self.manifest.files if self.manifest else {}), **self.unsure}


def doubted(held: TargetState) -> TargetState:
    """The same with no file believed to be as it was put."""
    return msgspec.structs.replace(held, unsure=held.files)


def standing(upload: Upload) -> PublishedFile:
    """What the target notes of a file."""
    return PublishedFile(digest=upload.digest, role=upload.role, manner=upload.manner)


def is_own(path: str) -> bool:
    """Whether what lies there at a target is newsgen's own."""
    return path == FOLDER or path.startswith(f"{FOLDER}/")


def encode_manifest(manifest: TargetManifest) -> bytes:
    """The manifest as it lies at a target: JSON on one line, its files in order."""
    ordered = msgspec.structs.replace(manifest, files=dict(sorted(manifest.files.items())))
    return msgspec.json.encode(ordered) + b"\n"


def decode_manifest(content: bytes, target: str) -> tuple[TargetManifest, frozenset[str]]:
    """The manifest that lies at a target, and the paths in it that are forgotten.

    Raises Refusal when it is none that can be read.
    """
    manifest = decode_note(content, TargetManifest, target)
    if manifest.version != _FORMAT:
        raise unreadable(target)
    files, forgotten = sift(manifest.files)
    retired, _ = sift(manifest.retired)
    return msgspec.structs.replace(manifest, files=files, retired=retired), forgotten


def decode_note(content: bytes, shape: type[_Noted], target: str) -> _Noted:
    """What newsgen noted at a target. Raises Refusal when it is nothing of that shape."""
    if len(content) > LARGEST:
        raise unreadable(target)
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(target) from error


def sift(noted: Mapping[str, _Noted]) -> tuple[Mapping[str, _Noted], frozenset[str]]:
    """What is noted of paths at which a site may hold a file; and the other paths."""
    forgotten = frozenset(filter(fault_of, noted))
    if not forgotten:
        return noted, forgotten
    return {path: what for path, what in noted.items() if path not in forgotten}, forgotten


def tell_forgotten(forgotten: frozenset[str], target: str) -> tuple[Diagnostic, ...]:
    """A warning that names what newsgen no longer looks after at the target."""
    if not forgotten:
        return ()
    first = sorted(forgotten)[:_NAMED]
    names = ", ".join(f"`{p if len(p) <= _SHOWN else p[:_SHOWN] + '…'}`" for p in first)
    more = f" and {len(forgotten) - _NAMED:,} more" if len(forgotten) > _NAMED else ""
    return (
        Diagnostic(
            code="forgotten-files",
            message=f"{target} notes paths that no site may hold: {names}{more}",
            hint="newsgen no longer looks after them: if they are there, remove them by hand",
        ),
    )


def unreadable(target: str, why: str = "") -> Refusal:
    """What is told of a target whose notes cannot be believed."""
    return Refusal(
        f"what newsgen noted at {target} is damaged, or of another version of newsgen"
        f"{f': {why}' if why else ''}",
        f"remove {FOLDER}/ there and publish with --adopt: every file is put again",
    )
