"""A build, from its options to its result.

This module goes up to the question whether there is anything to do; ``pipeline`` does the rest.
"""

from collections.abc import Callable
from functools import cache, partial

from msgspec.structs import replace

from newsgen.builder.inventory import Inventory, save_cache, take_inventory
from newsgen.builder.options import Options
from newsgen.builder.progress import Progress, silent
from newsgen.builder.result import Result
from newsgen.builder.run import Run, is_refused, start_run, summarise
from newsgen.builder.up_to_date import inputs_digest, is_up_to_date
from newsgen.diagnostics import Refusal, ordered
from newsgen.incremental.cache import BuildCache
from newsgen.incremental.manifest import Manifest
from newsgen.workers import run_in_background
from newsgen.writer import OutputScan, load_output_state, locked, scan_output


def build(options: Options, progress: Progress = silent) -> Result:
    """Build the site once. A build with errors writes nothing.

    Raises Refusal for wrong usage or configuration, and when the disk does not take the output.
    """
    run = start_run(options, progress)
    build_cache, inventory = take_inventory(run.root, run.config, options, progress)
    scan = cache(run_in_background(partial(scan_output, run.output), options.jobs))
    inputs = inputs_digest(run.config, options, inventory)
    run.watch.lap("read sources")
    try:
        result = _build(run, build_cache, inventory, inputs, scan)
    except OSError as error:
        place = error.filename2 or error.filename or run.output
        hint = "free some space or check permissions; the output stays as it was"
        raise Refusal(f"the build stopped at {place}: {error.strerror}", hint) from error
    finally:
        scan()  # waits for the process in the background, also after an error
    return replace(
        result,
        opened=inventory.opened,
        profile=replace(result.profile, phases=tuple(run.watch.laps)),
        seconds=round(run.watch.seconds, 3),
    )


def _build(
    run: Run,
    build_cache: BuildCache,
    inventory: Inventory,
    inputs: str,
    scan: Callable[[], OutputScan],
) -> Result:
    previous = load_output_state(run.output)
    run.watch.lap("read manifest")
    if inventory.is_unchanged and is_up_to_date(previous, inputs, scan, run.options):
        run.watch.lap("check files")
        notes = save_cache(replace(build_cache, sources=inventory.seen), build_cache, run.cache)
        result = _unchanged_result(run, inventory, previous.manifest)
        return replace(result, diagnostics=ordered((*result.diagnostics, *notes)))
    from newsgen.builder.pipeline import run_pipeline  # noqa: PLC0415 - imports all engines

    with locked(run.output):
        previous = load_output_state(run.output, previous)
        return run_pipeline(run, build_cache, inventory, previous, inputs, scan)


def _unchanged_result(run: Run, inventory: Inventory, manifest: Manifest) -> Result:
    """The result of a build that has nothing to do."""
    page_warnings = [w for entry in manifest.entries.values() for w in entry.warnings]
    page_warnings += manifest.addresses.warnings
    problems = (*inventory.problems, *inventory.collection.diagnostics, *page_warnings)
    result = summarise(run, problems, manifest)
    return replace(result, committed=not is_refused(run, result))
