"""The phases of a build that has something to do: plan, compare, render, commit."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from newsgen.builder.addresses import AddressReport, follow_addresses
from newsgen.builder.commit import commit_output, make_manifest, merge_entries
from newsgen.builder.inventory import Inventory, save_cache, take_inventory
from newsgen.builder.kept_addresses import keep_addresses
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.render import OutputTarget, find_stale, render_plan
from newsgen.builder.result import Result, make_profile
from newsgen.builder.run import Run, count_stories, is_refused, summarise
from newsgen.builder.up_to_date import inputs_digest
from newsgen.diagnostics import has_errors, ordered
from newsgen.incremental.cache import BuildCache
from newsgen.workers import run_in_background
from newsgen.writer import OutputScan, OutputState, staging


def run_pipeline(
    run: Run,
    build_cache: BuildCache,
    inventory: Inventory,
    previous: OutputState,
    inputs: str,
    scan: Callable[[], OutputScan],
) -> Result:
    """Plan the site, render what changed and commit it. The caller holds the lock of the output."""
    site_plan, report = _plan(run, build_cache, inventory, previous)
    kept = _keep_addresses(run, site_plan, report)
    if kept:  # sources have changed
        build_cache, inventory = take_inventory(run.root, run.config, run.options, run.progress)
        inputs = inputs_digest(run.config, run.options, inventory)
        site_plan, report = _plan(run, build_cache, inventory, previous)
    save = partial(save_cache, site_plan.build_cache, build_cache, run.cache)
    saved = run_in_background(save, run.options.jobs)
    run.watch.lap("plan")
    try:
        with staging(run.output) as stage:
            seen = scan()
            target = OutputTarget(
                output=run.output,
                stage=stage,
                trusted={} if run.options.clean else previous.unchanged_entries,
                touched=seen.changed if seen.stamps == previous.stamps else None,
            )
            result = _render_and_commit(run, site_plan, target, previous, inputs, report)
    finally:
        notes = saved()
    run.watch.lap("save cache")
    diagnostics = ordered((*result.diagnostics, *notes))
    return replace(result, diagnostics=diagnostics, kept_addresses=kept)


def _plan(
    run: Run, build_cache: BuildCache, inventory: Inventory, previous: OutputState
) -> tuple[SitePlan, AddressReport]:
    """The plan of the site, and what becomes of the addresses of the last build."""
    site_plan = plan_site(run.root, run.config, run.options, build_cache, inventory)
    return site_plan, follow_addresses(site_plan, previous.manifest)


def _keep_addresses(run: Run, site_plan: SitePlan, report: AddressReport) -> int:
    """Redirect stories that moved, if the settings want it; return the number of addresses.

    A build that will be refused leaves the sources alone.
    """
    if run.config.moved_stories != "redirect" or has_errors(site_plan.diagnostics):
        return 0
    return keep_addresses(site_plan, report.moved)


def _render_and_commit(
    run: Run,
    site_plan: SitePlan,
    target: OutputTarget,
    previous: OutputState,
    inputs: str,
    report: AddressReport,
) -> Result:
    """Render changed outputs into the stage and, unless the build is refused, commit them."""
    stale, updated = find_stale(site_plan, target, run.options, run.progress)
    run.watch.lap("compare")
    rendered, problems = render_plan(site_plan, target, stale, run.options, run.progress)
    items = [*updated, *rendered]
    run.watch.lap("render")
    entries = merge_entries(site_plan, items, target.trusted)
    page_warnings = [warning for entry in entries.values() for warning in entry.warnings]
    tally = count_stories(run, site_plan.site)
    manifest = make_manifest(site_plan, entries, inputs, tally, run.config.base_url)
    manifest = replace(manifest, addresses=report.addresses)
    warnings = (*page_warnings, *report.addresses.warnings)
    result = summarise(run, (*site_plan.diagnostics, *problems, *warnings), manifest)
    result = replace(
        result,
        rendered=len(rendered),
        profile=make_profile(site_plan.plan.outputs, items),
        site_plan=site_plan,
        whole_pictures=site_plan.whole_pictures,
    )
    if is_refused(run, result):
        return replace(result, unchanged=len(previous.manifest.entries))
    written = sum(1 for item in items if item.staged)
    result = replace(
        result, written=written, unchanged=len(entries) - written, vanished=report.vanished
    )
    result = commit_output(result, site_plan, target, previous, items, manifest)
    site_plan.pictures.prune(result.changes.removed)
    run.watch.lap("write")
    return result
