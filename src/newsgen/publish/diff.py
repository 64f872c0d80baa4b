"""What a publication changes at a target, and the rules by which it is refused."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from newsgen.models import Model
from newsgen.publish.clocks import ClockReading
from newsgen.publish.overrides import OverridableRefusal, Overrides
from newsgen.publish.release import Release, Upload
from newsgen.publish.target_manifest import (
    PublishedFile,
    TargetManifest,
    TargetState,
    published_file,
)

GRACE = timedelta(days=1)
"""How long assets stay that no page refers to any more: cached pages still request them."""
_FEW = 50
"""Files that a publication may always remove."""
_SHARE = 10
"""A publication may also remove one in ten of all files without ``delete_many``."""
_NAMED = 5


class Difference(Model, frozen=True):
    """What a publication changes at a target."""

    added: tuple[Upload, ...]
    changed: tuple[Upload, ...]
    removed: tuple[str, ...]
    unchanged: int
    retired: Mapping[str, datetime]
    """Assets that stay for a while, and since when no page refers to them."""
    manifest: TargetManifest
    """The manifest of the target after the publication."""
    overwrites: bool = False
    """Whether files that newsgen did not upload may be replaced."""
    uncertain: Mapping[str, PublishedFile] = {}
    """Files whose content at the target is unknown."""
    already_there: frozenset[str] = frozenset()
    """Files that an interrupted publication uploaded already."""
    removed_pages: frozenset[str] = frozenset()
    """Those of the removed files that are pages."""
    ignored_paths: frozenset[str] = frozenset()
    """Paths in the target's manifest that are not allowed in a site; the new one omits them."""

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """All files that are new or different for readers."""
        return (*self.added, *self.changed)

    @property
    def to_upload(self) -> tuple[Upload, ...]:
        """Those of them that are not at the target yet."""
        return tuple(upload for upload in self.uploads if upload.path not in self.already_there)

    @property
    def remove_first(self) -> frozenset[str]:
        """Files to remove before any upload, because a new file or folder takes their place."""
        return in_the_way(self.removed, (upload.path for upload in self.uploads))

    @property
    def is_empty(self) -> bool:
        """Whether the target already holds exactly this release."""
        return not (self.added or self.changed or self.removed or self.ignored_paths)


class PublishChecks(NamedTuple):
    """The checks that a target runs before it changes anything. Both raise Refusal to stop it."""

    clock: Callable[[ClockReading | None], None]
    """Called first: checks that the clocks of the target and of this machine agree."""
    changes: Callable[[TargetState], Difference]
    """Returns what the publication changes, given what the target holds."""


def allowed_changes(
    release: Release, overrides: Overrides, target: str, state: TargetState
) -> Difference:
    """Return what publishing the release changes at a target in that state.

    Raises Refusal if the target has a newer build, another site or files that newsgen did not
    upload, or would lose many files, unless the user has overridden that.
    """
    _refuse_older(release, overrides, target, state.manifest)
    _refuse_foreign(release, overrides, target, state)
    difference = compare(release, state, overwrites=overrides.adopt)
    _refuse_deletions(difference, overrides, target, state)
    return difference


def compare(release: Release, state: TargetState, *, overwrites: bool = False) -> Difference:
    """Return what publishing the release changes at a target in that state."""
    before = state.manifest.files if state.manifest else {}
    known = state.files
    wanted = {path: published_file(upload) for path, upload in release.uploads.items()}
    stale = [p for p, s in wanted.items() if p in state.uncertain or before.get(p) != s]
    uploads = [release.uploads[path] for path in sorted(stale)]
    gone = sorted(known.keys() - wanted.keys())
    retired = _retire(release, state, gone)
    removed = tuple(path for path in gone if path not in retired)
    kept: Mapping[str, PublishedFile] = {path: known[path] for path in retired}
    return Difference(
        added=tuple(upload for upload in uploads if upload.path not in known),
        changed=tuple(upload for upload in uploads if upload.path in known),
        removed=removed,
        removed_pages=frozenset(path for path in removed if known[path].role == "page"),
        unchanged=len(wanted) - len(stale),
        retired=retired,
        manifest=TargetManifest(
            moment=release.moment,
            base_url=release.base_url,
            files={**wanted, **kept},
            retired=retired,
            stories=release.stories,
        ),
        overwrites=overwrites,
        uncertain=state.uncertain,
        ignored_paths=state.ignored_paths,
    )


def in_the_way(paths: Iterable[str], wanted: Iterable[str]) -> frozenset[str]:
    """Return the paths that are to become folders, or that lie below a file to be created."""
    files = frozenset(wanted)
    folders = {str(folder) for path in files for folder in PurePosixPath(path).parents}
    return frozenset(
        path
        for path in paths
        if path in folders or any(str(p) in files for p in PurePosixPath(path).parents)
    )


def _retire(release: Release, state: TargetState, gone: list[str]) -> Mapping[str, datetime]:
    """Return the assets that stay for a while although no page needs them, and since when."""
    known = state.files
    since = state.manifest.retired if state.manifest else {}
    assets = [path for path in gone if known[path].role == "asset"]
    blocking = in_the_way(assets, release.uploads)
    waiting = {p: since.get(p, release.moment) for p in assets if p not in blocking}
    return {p: moment for p, moment in waiting.items() if release.moment - moment < GRACE}


def _refuse_older(
    release: Release, overrides: Overrides, target: str, manifest: TargetManifest | None
) -> None:
    if manifest is None or overrides.replace_newer or manifest.moment <= release.moment:
        return
    raise OverridableRefusal(
        "replace_newer",
        f"{target} holds a newer build, of {manifest.moment.isoformat()}; this one is of"
        f" {release.moment.isoformat()}",
        "build again, then publish; --replace-newer goes back to the older build",
    )


def _refuse_foreign(
    release: Release, overrides: Overrides, target: str, state: TargetState
) -> None:
    if overrides.adopt:
        return
    if state.manifest is not None and state.manifest.base_url != release.base_url:
        raise OverridableRefusal(
            "adopt",
            f"{target} holds the site {state.manifest.base_url}; this one is {release.base_url}",
            "name another target; if the site has moved, use --adopt",
        )
    blocking = sorted(state.foreign & release.uploads.keys())
    if blocking:
        raise OverridableRefusal(
            "adopt",
            f"files that newsgen did not upload are in the way in {target}: {_named(blocking)}",
            "choose an empty place, or replace them with --adopt",
        )


def _refuse_deletions(
    difference: Difference, overrides: Overrides, target: str, state: TargetState
) -> None:
    number, limit = len(difference.removed), max(_FEW, len(state.files) // _SHARE)
    if number <= limit or overrides.delete_many:
        return
    stories_first = sorted(difference.removed, key=lambda path: state.files[path].role != "page")
    raise OverridableRefusal(
        "delete_many",
        f"this would remove {number:,} of {len(state.files):,} files from {target}:"
        f" {_named(stories_first)}",
        f"at most {limit:,} are removed without --delete-many; --dry-run shows all of them",
    )


def _named(paths: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
