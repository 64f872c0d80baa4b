"""One build under way."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from newsgen.builder.options import Options, configure, folders
from newsgen.builder.progress import Progress, Stopwatch
from newsgen.builder.result import Result
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, has_errors, ordered
from newsgen.incremental.manifest import Manifest, Tally
from newsgen.writer import check_output


class Run(NamedTuple):
    """One build: what was asked for, where it happens, and who watches."""

    options: Options
    root: Path
    config: Config
    output: Path
    cache: Path
    progress: Progress
    watch: Stopwatch


def begin(options: Options, progress: Progress) -> Run:
    """The build, where nothing speaks against it. Raises Refusal."""
    watch = Stopwatch()
    root = Path(options.root).resolve()
    config = configure(root, options)
    output, cache = folders(root, config, options)
    check_output(output)
    return Run(options, root, config, output, cache, progress, watch)


def is_refused(run: Run, result: Result) -> bool:
    """Whether what was found speaks against writing."""
    found = result.diagnostics
    return has_errors(found) or (run.options.strict and bool(found))


def summarise(run: Run, problems: Sequence[Diagnostic], manifest: Manifest) -> Result:
    """The result of a build that has written nothing yet."""
    return Result(
        diagnostics=ordered(_pinpoint(run.root, problems)),
        committed=False,
        output=str(run.output),
        base_url=run.config.base_url,
        outputs=len(manifest.entries),
        unchanged=len(manifest.entries),
        tally=manifest.tally or Tally(now=run.options.now, scope=run.options.scope),
    )


def _pinpoint(root: Path, problems: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """The problems with their lines, where there are any."""
    if not problems:
        return ()
    from newsgen.sources.loader import pinpoint  # noqa: PLC0415 - its engines take long to import

    return pinpoint(root, problems)
