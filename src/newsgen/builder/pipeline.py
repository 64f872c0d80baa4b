"""The phases of a build that has something to do: draft, compare, render, deliver."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from newsgen.builder.commit import commit_output, compile_entries, make_manifest
from newsgen.builder.inventory import Inventory, keep
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.render import OutputTarget, compare_plan, render_plan
from newsgen.builder.result import Result, make_profile
from newsgen.builder.run import Run, is_refused, summarise
from newsgen.diagnostics import ordered
from newsgen.incremental.cache import BuildCache
from newsgen.incremental.manifest import Tally
from newsgen.site.catalogue import Site
from newsgen.workers import run_in_background
from newsgen.writer import OutputScan, OutputState, staging


def run_pipeline(
    run: Run,
    build_cache: BuildCache,
    inventory: Inventory,
    previous: OutputState,
    state: str,
    look: Callable[[], OutputScan],
) -> Result:
    """The result. The output folder must be held alone."""
    site_plan = plan_site(run.root, run.config, run.options, build_cache, inventory)
    kept = run_in_background(partial(keep, site_plan.build_cache, build_cache, run.cache))
    run.watch.lap("plan")
    try:
        with staging(run.output) as stage:
            seen = look()
            target = OutputTarget(
                output=run.output,
                stage=stage,
                standing={} if run.options.clean else previous.standing,
                touched=seen.touched if seen.stamps == previous.stamps else None,
            )
            result = _render(run, site_plan, target, previous, state)
    finally:
        notes = kept()
    run.watch.lap("write record")
    return replace(result, diagnostics=ordered((*result.diagnostics, *notes)))


def _render(
    run: Run, site_plan: SitePlan, target: OutputTarget, previous: OutputState, state: str
) -> Result:
    """Render into the stage what is not there yet and, unless something is wrong, put it there."""
    stale, moved = compare_plan(site_plan, target, run.options, run.progress)
    run.watch.lap("compare")
    rendered, found = render_plan(site_plan, target, stale, run.options, run.progress)
    items = [*moved, *rendered]
    run.watch.lap("render")
    entries = compile_entries(site_plan, items, target.standing)
    noted = [warning for entry in entries.values() for warning in entry.warnings]
    tally = _tally(run, site_plan.site)
    manifest = make_manifest(site_plan, entries, state, tally, run.config.base_url)
    result = summarise(run, (*site_plan.diagnostics, *found, *noted), manifest)
    written = sum(1 for item in items if item.staged)
    result = replace(
        result,
        rendered=len(rendered),
        written=written,
        unchanged=len(entries) - written,
        profile=make_profile(site_plan.plan.outputs, items),
        site_plan=site_plan,
    )
    if not is_refused(run, result):
        result = commit_output(result, site_plan, target, previous, items, manifest)
    run.watch.lap("write")
    return result


def _tally(run: Run, site: Site) -> Tally:
    counts = site.counts
    return Tally(
        articles=counts.get("live", 0),
        drafts=counts.get("draft", 0),
        scheduled=counts.get("scheduled", 0),
        expired=counts.get("expired", 0),
        now=run.options.now,
        scope=run.options.scope,
        next_due=site.next_due,
    )
