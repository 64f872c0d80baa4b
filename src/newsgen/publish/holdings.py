"""What a target holds, told by the manifest that it keeps of itself.

It names the files that were published and nothing that readers could not see anyway: no sources, no
problems, no settings.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from newsgen.models import Model, Role
from newsgen.publish.release import Upload
from newsgen.writer import Refusal

FOLDER = ".newsgen"
"""The folder at a target that is newsgen's own."""
_FORMAT = 1


class Standing(Model, frozen=True, array_like=True):
    """A file as it was put."""

    digest: str
    """Of its bytes in the output folder."""
    role: Role = "page"
    manner: str = ""
    """Digest of how it was put: headers and packing."""


class TargetManifest(Model, frozen=True):
    """What was published, as the target itself keeps it."""

    moment: datetime
    """Of the newest build that was published."""
    base_url: str
    files: Mapping[str, Standing] = {}
    """By path, those that are kept for a while included."""
    retired: Mapping[str, datetime] = {}
    """Assets that no page names any more, and since when: pages in caches still ask for them."""
    version: int = _FORMAT


class Holdings(Model, frozen=True):
    """What a target holds."""

    manifest: TargetManifest | None = None
    """None where newsgen never published."""
    unsure: Mapping[str, Standing] = {}
    """Files that a publication which was cut off may have put, replaced or removed."""
    foreign: frozenset[str] = frozenset()
    """Files that newsgen did not put, as far as they are known."""

    @property
    def files(self) -> Mapping[str, Standing]:
        """Every file of ours that may lie there."""
        return {**(self.manifest.files if self.manifest else {}), **self.unsure}


def doubted(held: Holdings) -> Holdings:
    """The same with no file believed to be as it was put."""
    return msgspec.structs.replace(held, unsure=held.files)


def standing(upload: Upload) -> Standing:
    """What the target notes of a file."""
    return Standing(digest=upload.digest, role=upload.role, manner=upload.manner)


def encode_manifest(manifest: TargetManifest) -> bytes:
    """The manifest as it lies at a target: JSON on one line, its files in order."""
    ordered = msgspec.structs.replace(manifest, files=dict(sorted(manifest.files.items())))
    return msgspec.json.encode(ordered) + b"\n"


def decode_manifest(content: bytes, target: str) -> TargetManifest:
    """The manifest that lies at a target. Raises Refusal when it is none that can be read."""
    try:
        manifest = msgspec.json.decode(content, type=TargetManifest)
    except msgspec.MsgspecError as error:
        raise unreadable(target) from error
    if manifest.version != _FORMAT:
        raise unreadable(target)
    require_inside((*manifest.files, *manifest.retired), target)
    return manifest


def require_inside(paths: Iterable[str], target: str) -> None:
    """Raises Refusal where a path leads out of the target, or among newsgen's own files.

    What lies at a target may have been changed by whoever can write there.
    """
    for path in paths:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or parts[0] == FOLDER:
            raise unreadable(target)


def unreadable(target: str) -> Refusal:
    """What is told of a target whose notes cannot be believed."""
    return Refusal(
        f"what newsgen noted at {target} is damaged, or of another version of newsgen",
        f"remove {FOLDER}/ there and publish with --adopt: every file is put again",
    )
