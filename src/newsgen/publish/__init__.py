"""Publishes a finished site to a target.

``publish`` builds the site or verifies an existing build, compares it with the state of the target,
and uploads the difference in an order that never shows readers an incomplete site. ``targets``
defines the interface of a target; ``file_by_file`` (with ``directory`` and ``s3``), ``rsync`` and
``git`` implement it.
"""

import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from newsgen.builder.build import build
from newsgen.builder.options import TARGETS, Options, cache_folder, configure, output_folder
from newsgen.builder.progress import Progress, silent
from newsgen.config import Config, TargetSettings
from newsgen.diagnostics import Diagnostic, Refusal, ordered
from newsgen.incremental.manifest import Manifest
from newsgen.publish.clocks import ClockReading, require_clocks_agree
from newsgen.publish.diff import Difference, Overrides, PublishChecks, allowed_changes, compare
from newsgen.publish.lost_addresses import (
    digest_stories,
    find_moved_stories,
    require_addresses,
)
from newsgen.publish.notify import announce, require_key, require_purge_list, write_purge_list
from newsgen.publish.options import PublishOptions, PublishReport
from newsgen.publish.places import folders_of, require_purge_place
from newsgen.publish.release import Release, Upload, make_release
from newsgen.publish.rsync_releases import ServerRelease
from newsgen.publish.system_errors import refuse_system_errors
from newsgen.publish.target_manifest import TargetState, distrust_files, warn_of_ignored_paths
from newsgen.publish.targets import Target, check_address, choose_target, open_target
from newsgen.search_index import PublishedIndex, has_index, make_index, published_index
from newsgen.writer import find_unchanged, load_output_state, locked

if TYPE_CHECKING:
    from newsgen.publish.rsync import RsyncServer

__all__ = [
    "Difference",
    "Overrides",
    "PublishOptions",
    "PublishReport",
    "Upload",
    "list_releases",
    "publish",
    "roll_back",
]

_SHOWN = 5
"""Changed files that a message names."""


class _Publication(NamedTuple):
    """A publication in progress."""

    root: Path
    config: Config
    options: Options
    name: str
    """Name of the target."""
    settings: TargetSettings
    target: Target
    publish_options: PublishOptions
    warnings: tuple[Diagnostic, ...]
    """Warnings that do not block publishing."""


def publish(
    options: Options, publish_options: PublishOptions, progress: Progress = silent
) -> PublishReport:
    """Build the site and publish it. A build with errors is not published.

    Raises Refusal for wrong usage or configuration, and if the target cannot be reached or the
    publication is not allowed; a dry run reports the latter instead of raising it.
    """
    start = time.perf_counter()
    publication = _prepare(options, publish_options)
    if options.now > publish_options.clock and not publish_options.use_last_build:
        hint = "embargoed stories would be published: leave out --now"
        raise Refusal(f"{options.now.isoformat()} is in the future", hint)
    diagnostics = publication.warnings
    if not publish_options.use_last_build:
        result = build(publication.options, progress)
        diagnostics = ordered((*diagnostics, *result.diagnostics))
        if not result.committed:
            return _report(publication, diagnostics, None, start)
    output = output_folder(publication.root, publication.config, publication.options)
    if publication.config.search != "none" and not has_index(output):
        make_index(publication.options, progress)
    with refuse_system_errors(publication.target.place), locked(output):
        manifest, moment = _read_build(publication, output)
        index = published_index(output, publication.config, manifest)
        if index:
            manifest = replace(manifest, entries={**manifest.entries, **index.entries})
        release = make_release(output, manifest, moment, publication.target.upload_format)
        release = replace(release, stories=digest_stories(manifest))
        if publish_options.dry_run:
            difference, refusal = _compare_only(publication, release, manifest, progress)
            ignored = _warn_of_ignored_paths(publication, difference)
            diagnostics = ordered((*diagnostics, *ignored))
            return _report(publication, diagnostics, difference, start, refusal, index)
        difference = _publish(publication, release, manifest, progress)
    diagnostics = ordered((
        *diagnostics,
        *_warn_of_ignored_paths(publication, difference),
        *_notify(publication, difference, manifest),
    ))  # fmt: skip
    return _report(publication, diagnostics, difference, start, index=index)


def roll_back(options: Options, target: str, release: str, progress: Progress = silent) -> str:
    """Show readers an earlier release of the target, by default the one before; return its name.

    Raises Refusal if the target keeps no releases.
    """
    server = _open_server(options, target)
    progress("rolling back", 0, 0)
    return server.roll_back(release)


def list_releases(options: Options, target: str) -> tuple[ServerRelease, ...]:
    """Return the releases that the target keeps, newest first. Raises Refusal if it keeps none."""
    return _open_server(options, target).list_releases()


def _open_server(options: Options, target: str) -> "RsyncServer":
    """Open a target of the only kind that keeps releases. Raises Refusal for another kind."""
    from newsgen.publish.rsync import RsyncServer  # noqa: PLC0415 - loaded on demand

    publication = _prepare(options, PublishOptions(clock=options.now, target=target))
    if not isinstance(publication.target, RsyncServer):
        raise Refusal(
            f"a target of the kind `{publication.settings.kind}` keeps no earlier releases",
            "publish an earlier state of the site, with --replace-newer if its build is older",
        )
    return publication.target


@refuse_system_errors("the target")
def _prepare(options: Options, publish_options: PublishOptions) -> _Publication:
    """Read the settings and open the target. Raises Refusal if they do not allow publishing."""
    root = Path(options.root).resolve()
    config = configure(root, options)
    name = choose_target(config.targets, publish_options.target)
    settings = config.targets[name]
    if publish_options.keep is not None and settings.kind != "rsync":
        raise Refusal(
            f"a target of the kind `{settings.kind}` keeps no releases", "leave out --keep"
        )
    settings = replace(settings, keep=publish_options.keep or settings.keep)
    options = replace(options, base_url=settings.base_url or None)
    config = configure(root, options)
    warnings = check_address(config.base_url) if settings.kind != "directory" else ()
    output, cache = output_folder(root, config, options), cache_folder(root, config, options)
    others = {other: known for other, known in config.targets.items() if other != name}
    occupied = (output, cache, *folders_of(others, root))
    target = open_target(settings, root, cache / TARGETS / name, occupied)
    publication = _Publication(
        root, config, options, name, settings, target, publish_options, warnings
    )
    if purge_list := _purge_list(publication):
        targets = folders_of({name: settings}, root)
        require_purge_place(purge_list, root, (*occupied, *targets))
    return publication


def _read_build(publication: _Publication, output: Path) -> tuple[Manifest, datetime]:
    """Return the manifest and time of the build. Raises Refusal if it must not be published."""
    state = load_output_state(output)
    manifest, tally = state.manifest, state.manifest.tally
    if tally is None or state.pending:
        raise Refusal(f"there is no finished build in {output}", "run newsgen build")
    if tally.scope != "published":
        hint = "run newsgen build without --drafts"
        raise Refusal(f"the build in {output} contains unpublished stories", hint)
    if manifest.base_url != publication.config.base_url:
        expected = publication.config.base_url
        raise Refusal(
            f"the build in {output} is for {manifest.base_url}, not for {expected}",
            f"run newsgen build --base-url {expected}, or publish without --built",
        )
    if not publication.publish_options.use_last_build:
        return manifest, publication.options.now
    if tally.now > publication.publish_options.clock:
        hint = "embargoed stories would be published: build again without --now"
        raise Refusal(
            f"the build in {output} is of {tally.now.isoformat()}, which is in the future", hint
        )
    changed = [
        p for p, entry in manifest.entries.items() if find_unchanged(output, p, entry) is None
    ]
    if changed:
        names = ", ".join(changed[:_SHOWN])
        more = f" and {len(changed) - _SHOWN:,} more" if len(changed) > _SHOWN else ""
        raise Refusal(f"files in {output} changed since the build: {names}{more}", "build again")
    return manifest, tally.now


def _compare_only(
    publication: _Publication, release: Release, manifest: Manifest, progress: Progress
) -> tuple[Difference, Refusal | None]:
    """Return what a publication would change, and why it would be refused."""
    _require_notification_files(publication, release)
    progress("reading the target", 0, 0)
    state = publication.target.read_state()
    try:
        _check_clock(publication, state.clock)
        return _allowed_changes(publication, release, manifest, state), None
    except Refusal as refusal:
        return compare(release, state), refusal


def _publish(
    publication: _Publication, release: Release, manifest: Manifest, progress: Progress
) -> Difference:
    _require_notification_files(publication, release)
    checks = PublishChecks(
        clock=partial(_check_clock, publication),
        changes=partial(_allowed_changes, publication, release, manifest),
    )
    return publication.target.publish(release, checks, progress)


def _require_notification_files(publication: _Publication, release: Release) -> None:
    """Raise Refusal if the IndexNow key or the purge list cannot be used."""
    if publication.settings.announce.indexnow:
        require_key(publication.config.indexnow, release)
    if purge_list := _purge_list(publication):
        require_purge_list(purge_list)


def _check_clock(publication: _Publication, reading: ClockReading | None) -> None:
    """Raise Refusal if the target's clock differs from ours, unless the user trusts ours."""
    if not publication.publish_options.overrides.trust_clock:
        require_clocks_agree(reading, publication.target.place)


def _allowed_changes(
    publication: _Publication, release: Release, manifest: Manifest, state: TargetState
) -> Difference:
    """Return what changes at a target in that state. Raises Refusal if it is not allowed."""
    options = publication.publish_options
    state = distrust_files(state) if options.repair else state
    if state.manifest and not options.overrides.lose_addresses:
        moved = find_moved_stories(state.manifest.stories, manifest, publication.root)
        require_addresses(moved, publication.config, options.clock)
    return allowed_changes(release, options.overrides, f"the target {publication.name}", state)


def _warn_of_ignored_paths(
    publication: _Publication, difference: Difference
) -> tuple[Diagnostic, ...]:
    return warn_of_ignored_paths(difference.ignored_paths, publication.target.place)


def _notify(
    publication: _Publication, difference: Difference, manifest: Manifest
) -> tuple[Diagnostic, ...]:
    """Report the changes to a CDN, search engines and a hub. Return a warning for each failure."""
    failures: tuple[Diagnostic, ...] = ()
    if purge_list := _purge_list(publication):
        failures = write_purge_list(purge_list, difference, manifest.base_url)
    settings, config = publication.settings.announce, publication.config
    more = announce(settings, config, difference, manifest.base_url, manifest.entries)
    return (*failures, *more)


def _purge_list(publication: _Publication) -> Path | None:
    """Return the path of the purge list; None if none is requested."""
    path = publication.publish_options.purge_list or publication.settings.announce.purge_list
    return publication.root / path if path else None


def _report(
    publication: _Publication,
    diagnostics: tuple[Diagnostic, ...],
    difference: Difference | None,
    start: float,
    refusal: Refusal | None = None,
    index: PublishedIndex | None = None,
) -> PublishReport:
    return PublishReport(
        diagnostics=diagnostics,
        target=publication.name,
        kind=publication.settings.kind,
        place=publication.target.place,
        base_url=publication.config.base_url,
        difference=difference,
        refusal=refusal,
        index=index,
        seconds=round(time.perf_counter() - start, 3),
    )
