"""A build from its options to its result."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.drafting import (
    Draught,
    Options,
    cache_folder,
    configure,
    draft,
    output_folder,
    recollect,
)
from newsgen.builder.profile import Profile, make_profile
from newsgen.builder.progress import Progress, Stopwatch, silent
from newsgen.builder.rendering import Leaf, Target, render_plan
from newsgen.diagnostics import Diagnostic, Severity, has_errors, ordered
from newsgen.loader import pinpoint
from newsgen.manifest import Entry, Manifest
from newsgen.models import Model
from newsgen.record import Record, write_record
from newsgen.writer import (
    Ours,
    Refusal,
    check_cache,
    check_output,
    close_stage,
    find_foreign,
    locked,
    open_stage,
    promote,
    recall,
)


class Changes(Model, frozen=True):
    """Which files differ from those of the last finished build, by their paths."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Result(Model, frozen=True):
    """What a build did."""

    diagnostics: tuple[Diagnostic, ...]
    committed: bool
    """False when errors left the output as it was."""
    output: str
    """Absolute path of the output folder."""
    base_url: str
    """The address that the site was built for."""
    outputs: int = 0
    opened: int = 0
    """How many sources had to be opened."""
    rendered: int = 0
    """How many outputs had to be rendered, copies included."""
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    articles: int = 0
    drafts: int = 0
    scheduled: int = 0
    expired: int = 0
    next_due: datetime | None = None
    changes: Changes = Changes()
    profile: Profile = Profile()
    seconds: float = 0


def build(options: Options, progress: Progress = silent) -> Result:
    """Build the site once. A build with errors writes nothing.

    Raises Refusal for wrong usage or configuration.
    """
    watch = Stopwatch()
    root = Path(options.root).resolve()
    config = configure(root, options)
    output, cache = output_folder(root, config, options), cache_folder(root, config, options)
    check_output(output, root)
    check_cache(cache, root)
    record = recollect(root, config, options)
    watch.lap("read record")
    draught = draft(root, config, options, record, progress, watch)
    try:
        with locked(output):
            result = _produce(draught, output, options, progress, watch)
    except OSError as error:
        place = error.filename or output
        hint = "free some space or check permissions; the last output is intact"
        raise Refusal(f"cannot write {place}: {error.strerror}", hint) from error
    notes = _keep(draught.record, record, cache)
    watch.lap("write record")
    return replace(
        result,
        diagnostics=ordered((*result.diagnostics, *notes)),
        base_url=config.base_url,
        profile=replace(result.profile, phases=tuple(watch.laps)),
        seconds=round(watch.seconds, 3),
    )


def _produce(
    draught: Draught, output: Path, options: Options, progress: Progress, watch: Stopwatch
) -> Result:
    """Render into a stage what is not there yet and, unless something is wrong, put it there."""
    ours = recall(output)
    stage = open_stage(output)
    watch.lap("read manifest")
    try:
        standing = {} if options.clean else ours.standing
        target = Target(output=output, stage=stage, standing=standing)
        leaves, found = render_plan(draught, target, options, progress)
        watch.lap("render")
        entries, noted = _compile(draught, leaves, standing)
        problems = (*draught.diagnostics, *found, *noted)
        diagnostics = ordered(pinpoint(draught.root, problems))
        result = _summary(draught, diagnostics, output, leaves)
        if not (has_errors(diagnostics) or (options.strict and diagnostics)):
            result = _write(result, draught, target, ours, leaves, entries)
        watch.lap("write")
        return result
    finally:
        close_stage(stage)


def _compile(
    draught: Draught, leaves: Sequence[Leaf], standing: Mapping[str, Entry]
) -> tuple[Mapping[str, Entry], list[Diagnostic]]:
    """The entry of every output, and what was noted about those that stand as they are."""
    fresh = {leaf.number: leaf for leaf in leaves}
    entries: dict[str, Entry] = {}
    noted: list[Diagnostic] = []
    for number, output in enumerate(draught.plan.outputs):
        leaf = fresh.get(number)
        entry = leaf.entry if leaf else standing.get(output.path)
        if entry is not None:
            entries[output.path] = entry
            if entry.warnings:
                noted.extend(entry.warnings)
    return entries, noted


def _write(
    result: Result,
    draught: Draught,
    target: Target,
    ours: Ours,
    leaves: Sequence[Leaf],
    entries: Mapping[str, Entry],
) -> Result:
    """Move what was staged into place, unless that would harm files of others."""
    output = target.output
    foreign = find_foreign(output, entries, ours)
    if foreign:
        names = ", ".join(foreign[:5]) + (f" and {len(foreign) - 5} more" if foreign[5:] else "")
        raise Refusal(
            f"files that newsgen did not make are in the way in {output}: {names}",
            "move them away, or put what the site needs into static/",
        )
    renderer, outputs = draught.renderer, draught.plan.outputs
    manifest = Manifest(toolchain=renderer.toolchain, templates=renderer.sources(), entries=entries)
    staged = [outputs[leaf.number].path for leaf in leaves if leaf.staged]
    removed, kept = promote(output, target.stage, staged, manifest, ours)
    return replace(
        result,
        committed=True,
        removed=len(removed),
        changes=_changes(draught, leaves, ours, removed),
        diagnostics=ordered((*result.diagnostics, *map(_kept, kept))),
    )


def _changes(
    draught: Draught, leaves: Sequence[Leaf], ours: Ours, removed: tuple[str, ...]
) -> Changes:
    before = ours.manifest.entries
    added: list[str] = []
    changed: list[str] = []
    for leaf in leaves:
        path = draught.plan.outputs[leaf.number].path
        if path not in before:
            added.append(path)
        elif before[path].digest != leaf.entry.digest:
            changed.append(path)
    return Changes(added=tuple(sorted(added)), changed=tuple(sorted(changed)), removed=removed)


def _kept(path: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.WARNING,
        code="kept-file",
        message=f"{path} is no longer part of the site, but somebody changed it: kept",
        hint="remove it from the output folder yourself",
    )


def _keep(record: Record, before: Record, cache: Path) -> tuple[Diagnostic, ...]:
    """Write the record, where it is new; without one the next build only takes longer."""
    if record == before:
        return ()
    try:
        write_record(record, cache)
    except OSError as error:
        problem = Diagnostic(
            severity=Severity.WARNING,
            code="no-record",
            message=f"cannot write into {cache}: {error.strerror}",
            hint="the next build begins from nothing; --cache names another folder",
        )
        return (problem,)
    return ()


def _summary(
    draught: Draught, diagnostics: tuple[Diagnostic, ...], output: Path, leaves: Sequence[Leaf]
) -> Result:
    counts = draught.site.counts
    outputs = len(draught.plan.outputs)
    written = sum(1 for leaf in leaves if leaf.staged)
    return Result(
        diagnostics=diagnostics,
        committed=False,
        output=str(output),
        base_url="",
        outputs=outputs,
        opened=draught.opened,
        rendered=sum(1 for leaf in leaves if leaf.rendered),
        written=written,
        unchanged=outputs - written,
        articles=counts.get("live", 0),
        drafts=counts.get("draft", 0),
        scheduled=counts.get("scheduled", 0),
        expired=counts.get("expired", 0),
        next_due=draught.site.next_due,
        profile=make_profile(draught.plan.outputs, leaves),
    )
