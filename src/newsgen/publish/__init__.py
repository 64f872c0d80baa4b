"""Publishes a finished site to a target.

``publish`` builds the site or verifies an existing build, compares it with the state of the target,
and uploads the difference in an order that never shows readers an incomplete site. ``targets``
defines the interface of a target; ``file_by_file`` (with ``directory`` and ``s3``), ``rsync`` and
``git`` implement it.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from newsgen.builder.build import build
from newsgen.builder.inventory import take_inventory
from newsgen.builder.options import TARGETS, Options, cache_folder, configure, output_folder
from newsgen.builder.progress import Progress, silent
from newsgen.config import Config, TargetSettings
from newsgen.diagnostics import Diagnostic, Problems, Refusal, ordered
from newsgen.incremental.manifest import Manifest
from newsgen.publish.clocks import ClockReading, require_clocks_agree
from newsgen.publish.diff import Difference, PublishChecks, allowed_changes, compare
from newsgen.publish.gate import Gate, as_warnings, make_gate
from newsgen.publish.lost_addresses import digest_stories, find_moved_stories, require_addresses
from newsgen.publish.notify import announce, require_key, require_purge_list, write_purge_list
from newsgen.publish.options import PublishOptions, PublishReport
from newsgen.publish.overrides import OverridableRefusal, Overrides
from newsgen.publish.places import folders_of, require_purge_place
from newsgen.publish.release import Release, Upload, make_release
from newsgen.publish.rsync_releases import ServerRelease
from newsgen.publish.stories import ChangedStory, StoryChanges, find_stories
from newsgen.publish.system_errors import refuse_system_errors
from newsgen.publish.target_manifest import (
    TargetState,
    distrust_files,
    state_of,
    warn_of_ignored_paths,
)
from newsgen.publish.targets import Target, check_address, choose_target, open_target
from newsgen.search_index import PublishedIndex, has_index, make_index, published_index
from newsgen.writer import find_unchanged, load_output_state, locked

if TYPE_CHECKING:
    from newsgen.builder.planning import SitePlan
    from newsgen.publish.rsync import RsyncServer

__all__ = [
    "ChangedStory",
    "Difference",
    "OverridableRefusal",
    "Overrides",
    "PublishOptions",
    "PublishReport",
    "StoryChanges",
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


class _ReadyBuild(NamedTuple):
    """A finished build that may be published."""

    manifest: Manifest
    search: PublishedIndex | None
    """The index of its search page."""
    release: Release
    find_plan: Callable[[], "SitePlan"]
    """Gives the plan of the site; makes it when it is asked for the first time."""
    gate: Gate


class _Outcome(NamedTuple):
    """What a publication changes, or what prevents it."""

    difference: Difference | None
    problems: tuple[Diagnostic, ...] = ()
    """Errors in the pages that change."""
    refusal: Refusal | None = None
    """Why a publication after this dry run would be refused."""
    stories: StoryChanges = StoryChanges()


def publish(
    options: Options, publish_options: PublishOptions, progress: Progress = silent
) -> PublishReport:
    """Build the site and publish it. A build with errors is not published.

    Nor are pages with what a check calls an error, unless the options allow it. Raises Refusal for
    wrong usage or configuration, and if the target cannot be reached or the publication is not
    allowed; a dry run reports the latter instead of raising it.
    """
    start = time.perf_counter()
    publication = _prepare(options, publish_options)
    if options.now > publish_options.clock and not publish_options.use_last_build:
        hint = "embargoed stories would be published: leave out --now"
        raise Refusal(f"{options.now.isoformat()} is in the future", hint)
    output = output_folder(publication.root, publication.config, publication.options)
    before = load_output_state(output).manifest if publish_options.offline else None
    diagnostics, site_plan = publication.warnings, None
    if not publish_options.use_last_build:
        result = build(publication.options, progress)
        diagnostics, site_plan = (*diagnostics, *result.diagnostics), result.site_plan
        if not result.committed:
            return _report(publication, ordered(diagnostics), _Outcome(None), start)
    if publication.config.search != "none" and not has_index(output):
        make_index(publication.options, progress)
    carry_out = partial(_compare_only, before) if publish_options.dry_run else _publish
    with refuse_system_errors(publication.target.place), locked(output):
        ready = _make_ready(publication, output, site_plan, progress)
        outcome = carry_out(publication, ready, progress)
        outcome = outcome._replace(stories=_find_stories(publication, outcome, ready))
    told = _told(publication, outcome)
    diagnostics = (*(d for d in diagnostics if d not in as_warnings(told)), *told)
    if outcome.difference and not publish_options.dry_run:
        diagnostics += _notify(publication, outcome.difference, ready.manifest)
    return _report(publication, ordered(diagnostics), outcome, start, ready.search)


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


def _make_ready(
    publication: _Publication, output: Path, site_plan: "SitePlan | None", progress: Progress
) -> _ReadyBuild:
    """Verify the build in the output folder. Raises Refusal if it must not be published."""
    manifest, moment = _read_build(publication, output)
    roles = {path: entry.role for path, entry in manifest.entries.items()}
    index = published_index(output, publication.config, manifest)
    if index:
        manifest = replace(manifest, entries={**manifest.entries, **index.entries})
    release = make_release(output, manifest, moment, publication.target.upload_format)
    release = replace(release, stories=digest_stories(manifest))
    then = replace(publication.options, now=moment)
    find_plan = cache(partial(_find_plan, publication, then, site_plan, progress))
    gate = make_gate(publication.config, then, release, roles, find_plan, progress)
    return _ReadyBuild(manifest, index, release, find_plan, gate)


def _find_plan(
    publication: _Publication, options: Options, site_plan: "SitePlan | None", progress: Progress
) -> "SitePlan":
    """The plan that was built, or one made of the sources as they are now."""
    if site_plan is not None:
        return site_plan
    from newsgen.builder.planning import plan_site  # noqa: PLC0415 - imports all engines

    root, config = publication.root, publication.config
    return plan_site(root, config, options, *take_inventory(root, config, options, progress))


def _compare_only(
    before: Manifest | None, publication: _Publication, ready: _ReadyBuild, progress: Progress
) -> _Outcome:
    """Find what a publication would change, and why it would be refused.

    If there is a manifest of the build before, that build stands for what the target holds.
    """
    _require_notification_files(publication, ready.release)
    progress("reading the target", 0, 0)
    if before is None:
        state = publication.target.read_state()
    else:
        index = ready.search.entries if ready.search else {}
        built = replace(before, entries={**index, **before.entries})
        state = state_of(built, publication.target.upload_format, ready.release.folder)
    refusal = None
    try:
        _check_clock(publication, state.clock)
        difference = _allowed_changes(publication, ready, state)
    except Refusal as refused:
        difference, refusal = compare(ready.release, state), refused
    return _Outcome(difference, ready.gate(difference), refusal)


def _publish(publication: _Publication, ready: _ReadyBuild, progress: Progress) -> _Outcome:
    """Publish, unless there are errors in the pages that change."""
    _require_notification_files(publication, ready.release)

    def sound_changes(state: TargetState) -> Difference:
        difference = _allowed_changes(publication, ready, state)
        problems = ready.gate(difference)
        if problems and not publication.publish_options.overrides.despite_errors:
            raise Problems(*problems)
        return difference

    checks = PublishChecks(clock=partial(_check_clock, publication), changes=sound_changes)
    try:
        difference = publication.target.publish(ready.release, checks, progress)
    except Problems as stopped:
        return _Outcome(None, stopped.diagnostics)
    return _Outcome(difference, ready.gate(difference))


def _find_stories(publication: _Publication, outcome: _Outcome, ready: _ReadyBuild) -> StoryChanges:
    """The stories that change; none are looked for if nothing does."""
    difference = outcome.difference
    if difference is None or difference.is_empty:
        return StoryChanges()
    return find_stories(difference, ready.find_plan(), publication.config.base_url)


def _told(publication: _Publication, outcome: _Outcome) -> tuple[Diagnostic, ...]:
    """What the user is told of the outcome: errors that were overridden are warnings."""
    problems, difference = outcome.problems, outcome.difference
    if publication.publish_options.overrides.despite_errors:
        problems = as_warnings(problems)
    ignored = difference.ignored_paths if difference else ()
    return (*problems, *warn_of_ignored_paths(frozenset(ignored), publication.target.place))


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
    publication: _Publication, ready: _ReadyBuild, state: TargetState
) -> Difference:
    """Return what changes at a target in that state. Raises Refusal if it is not allowed."""
    options = publication.publish_options
    state = distrust_files(state) if options.repair else state
    if state.manifest and not options.overrides.lose_addresses:
        moved = find_moved_stories(state.manifest.stories, ready.manifest, publication.root)
        require_addresses(moved, publication.config, options.clock)
    target = f"the target {publication.name}"
    return allowed_changes(ready.release, options.overrides, target, state)


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
    outcome: _Outcome,
    start: float,
    index: PublishedIndex | None = None,
) -> PublishReport:
    is_allowed = publication.publish_options.overrides.despite_errors
    return PublishReport(
        diagnostics=diagnostics,
        target=publication.name,
        kind=publication.settings.kind,
        place=publication.target.place,
        base_url=publication.config.base_url,
        difference=outcome.difference,
        is_stopped=bool(outcome.problems) and not is_allowed,
        refusal=outcome.refusal,
        stories=outcome.stories,
        index=index,
        seconds=round(time.perf_counter() - start, 3),
    )
