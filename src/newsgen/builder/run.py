"""One build in progress: its options, its folders, and the result so far."""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsgen.builder.options import Options, configure, folders
from newsgen.builder.progress import Progress, Stopwatch
from newsgen.builder.result import Result
from newsgen.config import Config, without_waived
from newsgen.diagnostics import Diagnostic, has_errors, ordered
from newsgen.incremental.manifest import Manifest, Tally
from newsgen.writer import check_output

if TYPE_CHECKING:
    from newsgen.site.catalogue import Site


class Run(NamedTuple):
    """One build in progress."""

    options: Options
    root: Path
    config: Config
    output: Path
    """The output folder."""
    cache: Path
    """The folder of the build cache."""
    progress: Progress
    watch: Stopwatch


def start_run(options: Options, progress: Progress) -> Run:
    """Start a build. Raises Refusal for wrong usage or configuration."""
    watch = Stopwatch()
    root = Path(options.root).resolve()
    config = configure(root, options)
    output, cache = folders(root, config, options)
    check_output(output)
    return Run(options, root, config, output, cache, progress, watch)


def is_refused(run: Run, result: Result) -> bool:
    """Whether the problems found so far forbid writing the output."""
    found = result.diagnostics
    return has_errors(found) or (run.options.strict and bool(found))


def summarise(run: Run, problems: Sequence[Diagnostic], manifest: Manifest) -> Result:
    """The result of a build that has written nothing yet, without the warnings that are waived."""
    today = run.options.now.astimezone(UTC).date()
    reported = without_waived(problems, run.config.check.waivers, today)
    return Result(
        diagnostics=ordered(_with_lines(run.root, reported)),
        committed=False,
        output=str(run.output),
        base_url=run.config.base_url,
        outputs=len(manifest.entries),
        unchanged=len(manifest.entries),
        tally=manifest.tally or Tally(now=run.options.now, scope=run.options.scope),
    )


def count_stories(run: Run, site: "Site") -> Tally:
    """How many stories are live, drafts, scheduled and expired, and when that changes next."""
    counts = site.counts
    return Tally(
        articles=counts.get("live", 0),
        drafts=counts.get("draft", 0),
        scheduled=counts.get("scheduled", 0),
        expired=counts.get("expired", 0),
        now=run.options.now,
        scope=run.options.scope,
        next_due=site.next_due,
        valid_until=site.valid_until,
    )


def _with_lines(root: Path, problems: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """The problems, with their lines in the source files if these can be found."""
    if not problems:
        return ()
    from newsgen.sources.loader import pinpoint  # noqa: PLC0415 - its engines take long to import

    return pinpoint(root, problems)
