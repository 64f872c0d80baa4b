"""A finished site goes to its readers.

The site is built, or a given build verified; the target tells what it holds; what differs is put
there in an order that never shows a reader half a site. ``targets`` says what is asked of a target,
``in_place``, ``rsync`` and ``git`` how each kind keeps it.
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
from newsgen.models import Model
from newsgen.publish.clocks import ClockReading, require_agreement
from newsgen.publish.diff import Difference, Judge, Overrides, compare, judge
from newsgen.publish.notify import announce, require_key, require_purge_list, write_purge_list
from newsgen.publish.places import folders_of, require_purge_place
from newsgen.publish.release import Release, Upload, make_release
from newsgen.publish.rsync_releases import KeptRelease
from newsgen.publish.target_manifest import TargetState, doubted, tell_forgotten
from newsgen.publish.targets import Target, check_address, choose_target, open_target
from newsgen.publish.trouble import told
from newsgen.writer import find_whole, load_output_state, locked

if TYPE_CHECKING:
    from newsgen.publish.rsync import Server

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

_NAMED = 5


class PublishOptions(Model, frozen=True):
    """What is asked of a publication."""

    clock: datetime
    """The present moment: no build of a later one is published."""
    target: str = ""
    """Name of the target; empty where there is but one."""
    given: bool = False
    """To publish the output folder as it is instead of building."""
    repair: bool = False
    """To look at every file there, and put again what is not as it was put."""
    dry_run: bool = False
    """To look and change nothing at the target."""
    overrides: Overrides = Overrides()
    keep: int | None = None
    """Releases that a server keeps; None for as many as the settings say."""
    purge_list: str = ""
    """Path of the file for the addresses that a CDN must forget; empty for that of the settings."""


class PublishReport(Model, frozen=True):
    """What a publication did, or would do."""

    diagnostics: tuple[Diagnostic, ...]
    target: str
    """Name of the target."""
    kind: str
    place: str
    """Where it is, in words."""
    base_url: str
    difference: Difference | None = None
    """None where errors speak against publishing."""
    objection: Refusal | None = None
    """Why what was looked at would be refused."""
    seconds: float = 0


class _Run(NamedTuple):
    """One publication under way."""

    root: Path
    config: Config
    options: Options
    name: str
    settings: TargetSettings
    target: Target
    publish_options: PublishOptions
    doubts: tuple[Diagnostic, ...]
    """What speaks against it and keeps nobody from it."""


def publish(
    options: Options, publish_options: PublishOptions, progress: Progress = silent
) -> PublishReport:
    """Build the site and publish it. A build with errors is not published.

    Raises Refusal for wrong usage or configuration, and where a target cannot be reached or
    something speaks against publishing; where it was only looked at, the report tells that.
    """
    begun = time.perf_counter()
    run = _begin(options, publish_options)
    if options.now > publish_options.clock and not publish_options.given:
        hint = "stories under embargo would go out: leave out --now"
        raise Refusal(f"{options.now.isoformat()} is yet to come", hint)
    diagnostics = run.doubts
    if not publish_options.given:
        result = build(run.options, progress)
        diagnostics = ordered((*diagnostics, *result.diagnostics))
        if not result.committed:
            return _report(run, diagnostics, None, begun)
    output = output_folder(run.root, run.config, run.options)
    with told(run.target.place), locked(output):
        manifest, moment = _read_build(run, output)
        release = make_release(output, manifest, moment, run.target.upload_format)
        if publish_options.dry_run:
            difference, objection = _foresee(run, release, progress)
            diagnostics = ordered((*diagnostics, *_tell_forgotten(run, difference)))
            return _report(run, diagnostics, difference, begun, objection)
        difference = _deliver(run, release, progress)
    news = (*_tell_forgotten(run, difference), *_tell(run, difference, manifest))
    diagnostics = ordered((*diagnostics, *news))
    return _report(run, diagnostics, difference, begun)


def roll_back(options: Options, target: str, release: str, progress: Progress = silent) -> str:
    """Show readers an earlier release of the target, the one before unless named; gives its name.

    Raises Refusal where the target keeps none.
    """
    server = _open_server(options, target)
    progress("rolling back", 0, 0)
    return server.roll_back(release)


def list_releases(options: Options, target: str) -> tuple[KeptRelease, ...]:
    """The releases that the target keeps, the newest first. Raises Refusal where it keeps none."""
    return _open_server(options, target).kept()


def _open_server(options: Options, target: str) -> "Server":
    """The target, of the one kind that keeps releases. Raises Refusal for another."""
    from newsgen.publish.rsync import Server  # noqa: PLC0415 - each kind brings its own

    run = _begin(options, PublishOptions(clock=options.now, target=target))
    if not isinstance(run.target, Server):
        raise Refusal(
            f"a target of the kind `{run.settings.kind}` keeps no earlier releases",
            "publish an earlier state of the site: --replace-newer if its build is older",
        )
    return run.target


@told("the target")
def _begin(options: Options, publish_options: PublishOptions) -> _Run:
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
    doubts = check_address(config.base_url) if settings.kind != "directory" else ()
    output, cache = output_folder(root, config, options), cache_folder(root, config, options)
    others = {other: known for other, known in config.targets.items() if other != name}
    taken = (output, cache, *folders_of(others, root))
    target = open_target(settings, root, cache / TARGETS / name, taken)
    run = _Run(root, config, options, name, settings, target, publish_options, doubts)
    if purge := _purge_list(run):
        require_purge_place(purge, root, (*taken, *folders_of({name: settings}, root)))
    return run


def _read_build(run: _Run, output: Path) -> tuple[Manifest, datetime]:
    """The manifest of the build and its moment. Raises Refusal for one that must not go out."""
    ours = load_output_state(output)
    manifest, tally = ours.manifest, ours.manifest.tally
    if tally is None or ours.pending:
        raise Refusal(f"there is no finished build in {output}", "run newsgen build")
    if tally.scope != "published":
        hint = "run newsgen build without --drafts"
        raise Refusal(f"the build in {output} shows what is not published yet", hint)
    if manifest.base_url != run.config.base_url:
        raise Refusal(
            f"the build in {output} is for {manifest.base_url}, not for {run.config.base_url}",
            f"run newsgen build --base-url {run.config.base_url}, or publish without --built",
        )
    if not run.publish_options.given:
        return manifest, run.options.now
    if tally.now > run.publish_options.clock:
        hint = "stories under embargo would go out: build again without --now"
        raise Refusal(f"the build in {output} is of {tally.now.isoformat()}, yet to come", hint)
    torn = [p for p, entry in manifest.entries.items() if find_whole(output, p, entry) is None]
    if torn:
        names = ", ".join(torn[:_NAMED])
        more = f" and {len(torn) - _NAMED:,} more" if len(torn) > _NAMED else ""
        raise Refusal(f"files in {output} are not as built: {names}{more}", "build again")
    return manifest, tally.now


def _foresee(run: _Run, release: Release, progress: Progress) -> tuple[Difference, Refusal | None]:
    """What a publication would change, and why it would be refused."""
    _require_files(run, release)
    progress("looking at the target", 0, 0)
    held = run.target.look()
    try:
        _require_clock(run, held.clock)
        return _judge(run, release, held), None
    except Refusal as objection:
        return compare(release, held), objection


def _deliver(run: _Run, release: Release, progress: Progress) -> Difference:
    _require_files(run, release)
    asked = Judge(clock=partial(_require_clock, run), difference=partial(_judge, run, release))
    return run.target.deliver(release, asked, progress)


def _require_files(run: _Run, release: Release) -> None:
    """Raises Refusal where the files by which others are told are not as they must be."""
    if key := run.settings.announce.indexnow:
        require_key(key, release)
    if purge := _purge_list(run):
        require_purge_list(purge)


def _require_clock(run: _Run, reading: ClockReading | None) -> None:
    """Raises Refusal where the clock of the target tells another time, and that counts."""
    if not run.publish_options.overrides.trust_clock:
        require_agreement(reading, run.target.place)


def _judge(run: _Run, release: Release, held: TargetState) -> Difference:
    """What is to change at a target that holds that much. Raises Refusal."""
    known = doubted(held) if run.publish_options.repair else held
    return judge(release, run.publish_options.overrides, f"the target {run.name}", known)


def _tell_forgotten(run: _Run, difference: Difference) -> tuple[Diagnostic, ...]:
    return tell_forgotten(difference.forgotten, run.target.place)


def _tell(run: _Run, difference: Difference, manifest: Manifest) -> tuple[Diagnostic, ...]:
    """Tell whoever waits for news; gives what could not be told."""
    untold: tuple[Diagnostic, ...] = ()
    if purge := _purge_list(run):
        untold = write_purge_list(purge, difference, manifest.base_url)
    settings, hub = run.settings.announce, run.config.feeds.hub
    told = announce(settings, hub, difference, manifest.base_url, manifest.entries)
    return (*untold, *told)


def _purge_list(run: _Run) -> Path | None:
    """The file for the addresses that a CDN must forget, where one is wanted."""
    named = run.publish_options.purge_list or run.settings.announce.purge_list
    return run.root / named if named else None


def _report(
    run: _Run,
    diagnostics: tuple[Diagnostic, ...],
    difference: Difference | None,
    begun: float,
    objection: Refusal | None = None,
) -> PublishReport:
    return PublishReport(
        diagnostics=diagnostics,
        target=run.name,
        kind=run.settings.kind,
        place=run.target.place,
        base_url=run.config.base_url,
        difference=difference,
        objection=objection,
        seconds=round(time.perf_counter() - begun, 3),
    )
