"""What a publication changes at a target, and what speaks against it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from newsgen.diagnostics import Refusal
from newsgen.models import Model
from newsgen.publish.clocks import ClockReading
from newsgen.publish.release import Release, Upload
from newsgen.publish.target_manifest import PublishedFile, TargetManifest, TargetState, standing

GRACE = timedelta(days=1)
"""How long assets stay that no page names any more: caches still hold pages that ask for them."""
_FEW = 50
_SHARE = 10
"""A publication removes at most so many files, or one in ten of all, unless told."""
_NAMED = 5


class Overrides(Model, frozen=True):
    """What whoever publishes allows beyond the usual."""

    replace_newer: bool = False
    """To publish a build that is older than what the target holds."""
    delete_many: bool = False
    """To remove more than a few files."""
    adopt: bool = False
    """To replace files that newsgen did not put, or another site."""
    trust_clock: bool = False
    """To believe the clock of this machine where that of the target tells another time."""


class Difference(Model, frozen=True):
    """What a publication changes at a target."""

    added: tuple[Upload, ...]
    changed: tuple[Upload, ...]
    removed: tuple[str, ...]
    unchanged: int
    retired: Mapping[str, datetime]
    """Assets that stay for a while, and since when they are not needed."""
    manifest: TargetManifest
    """What the target will hold."""
    overwrites: bool = False
    """Whether files of others may be replaced."""
    unsure: Mapping[str, PublishedFile] = {}
    """Files of which it is not known what they hold there."""
    spared: frozenset[str] = frozenset()
    """Files that a publication which was cut off has put already."""
    forgotten: frozenset[str] = frozenset()
    """Paths that the target notes and no site may hold: the notes are written without them."""

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """All files that readers get anew."""
        return (*self.added, *self.changed)

    @property
    def due(self) -> tuple[Upload, ...]:
        """Those of them that are still to be put."""
        return tuple(upload for upload in self.uploads if upload.path not in self.spared)

    @property
    def hindering(self) -> frozenset[str]:
        """Files that go and must go first: a folder takes the name, or a file that of a folder."""
        return in_the_way(self.removed, (upload.path for upload in self.uploads))

    @property
    def is_empty(self) -> bool:
        """Whether the target holds just what it should."""
        return not (self.added or self.changed or self.removed or self.forgotten)


class Judge(NamedTuple):
    """What a target asks before it changes anything. Both raise Refusal where it must not."""

    clock: Callable[[ClockReading | None], None]
    """Asked first: whether the clock of the target and ours agree."""
    difference: Callable[[TargetState], Difference]
    """What a publication changes, given what the target holds."""


def judge(release: Release, overrides: Overrides, target: str, held: TargetState) -> Difference:
    """What publishing the release changes at a target that holds that much.

    Raises Refusal where the target was published by a newer build, holds another site or files
    of others, or would lose many files, and that was not allowed.
    """
    _refuse_backwards(release, overrides, target, held.manifest)
    _refuse_others(release, overrides, target, held)
    difference = compare(release, held, overwrites=overrides.adopt)
    _refuse_deletions(difference, overrides, target, held)
    return difference


def compare(release: Release, held: TargetState, *, overwrites: bool = False) -> Difference:
    """What publishing the release changes at a target that holds that much."""
    before = held.manifest.files if held.manifest else {}
    known = held.files
    wanted = {path: standing(upload) for path, upload in release.uploads.items()}
    stale = [p for p, s in wanted.items() if p in held.unsure or before.get(p) != s]
    uploads = [release.uploads[path] for path in sorted(stale)]
    gone = sorted(known.keys() - wanted.keys())
    retired = _retire(release, held, gone)
    kept: Mapping[str, PublishedFile] = {path: known[path] for path in retired}
    return Difference(
        added=tuple(upload for upload in uploads if upload.path not in known),
        changed=tuple(upload for upload in uploads if upload.path in known),
        removed=tuple(path for path in gone if path not in retired),
        unchanged=len(wanted) - len(stale),
        retired=retired,
        manifest=TargetManifest(
            moment=release.moment,
            base_url=release.base_url,
            files={**wanted, **kept},
            retired=retired,
        ),
        overwrites=overwrites,
        unsure=held.unsure,
        forgotten=held.forgotten,
    )


def in_the_way(paths: Iterable[str], wanted: Iterable[str]) -> frozenset[str]:
    """Those of the paths that would have to be a folder, or lie below what is to be a file."""
    files = frozenset(wanted)
    folders = {str(folder) for path in files for folder in PurePosixPath(path).parents}
    return frozenset(
        path
        for path in paths
        if path in folders or any(str(p) in files for p in PurePosixPath(path).parents)
    )


def _retire(release: Release, held: TargetState, gone: list[str]) -> Mapping[str, datetime]:
    """Those of the files that go which stay for a while, and since when they are not needed."""
    known = held.files
    since = held.manifest.retired if held.manifest else {}
    assets = [path for path in gone if known[path].role == "asset"]
    hindering = in_the_way(assets, release.uploads)
    waiting = {p: since.get(p, release.moment) for p in assets if p not in hindering}
    return {p: moment for p, moment in waiting.items() if release.moment - moment < GRACE}


def _refuse_backwards(
    release: Release, overrides: Overrides, target: str, manifest: TargetManifest | None
) -> None:
    if manifest is None or overrides.replace_newer or manifest.moment <= release.moment:
        return
    raise Refusal(
        f"{target} was published by a newer build, of {manifest.moment.isoformat()}; this one is of"
        f" {release.moment.isoformat()}",
        "build again and publish then; --replace-newer goes back to the older build",
    )


def _refuse_others(release: Release, overrides: Overrides, target: str, held: TargetState) -> None:
    if overrides.adopt:
        return
    if held.manifest is not None and held.manifest.base_url != release.base_url:
        raise Refusal(
            f"{target} holds the site {held.manifest.base_url}, and this one is {release.base_url}",
            "name another target; if the site has moved, publish with --adopt",
        )
    in_the_way = sorted(held.foreign & release.uploads.keys())
    if in_the_way:
        raise Refusal(
            f"files that newsgen did not put are in the way in {target}: {_named(in_the_way)}",
            "choose an empty place, or publish with --adopt to replace them",
        )


def _refuse_deletions(
    difference: Difference, overrides: Overrides, target: str, held: TargetState
) -> None:
    number, limit = len(difference.removed), max(_FEW, len(held.files) // _SHARE)
    if number <= limit or overrides.delete_many:
        return
    stories_first = sorted(difference.removed, key=lambda path: held.files[path].role != "page")
    raise Refusal(
        f"this would remove {number:,} of {len(held.files):,} files from {target}:"
        f" {_named(stories_first)}",
        f"up to {limit:,} are removed unasked; --dry-run shows which, --delete-many removes them",
    )


def _named(paths: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
