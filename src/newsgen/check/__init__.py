"""The audit of a site: what readers would stumble over, found before they do.

The site is built into a temporary folder, every file of it is read once, and what breaks a rule
is told of the source that is to blame. The rules stand in ``rules``; the settings say how grave
each is and what is put up with.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder import CONFIG, Options, Progress, Result, build, silent
from newsgen.builder.drafting import Draught
from newsgen.builder.options import cache_folder, configure, output_folder
from newsgen.check.addresses import survey_ground
from newsgen.check.auditing import audit, compare
from newsgen.check.outside import Manners, judge_outside
from newsgen.check.rules import RULES, Rule
from newsgen.check.sheets import Finding, Sheet
from newsgen.check.stories import judge_dates, judge_last_build, judge_media, judge_stories
from newsgen.check.telling import Told, tell
from newsgen.check.waiving import weigh
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems, ordered
from newsgen.frontmatter import decode, locate_all
from newsgen.loader import pinpoint
from newsgen.models import Model
from newsgen.writer import recall

__all__ = ["RULES", "Manners", "Report", "Rule", "check"]


class Report(Model, frozen=True):
    """What a check found."""

    diagnostics: tuple[Diagnostic, ...]
    """Those of the build, then those of the audit, by place."""
    audited: int = 0
    """How many files were read; none where the site could not be built."""


def check(options: Options, progress: Progress = silent, outside: Manners | None = None) -> Report:
    """Build the site in a temporary folder and audit it; the output folder stays as it was.

    Pages elsewhere are asked where ``outside`` says how.

    Raises Refusal as ``build`` does.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    with tempfile.TemporaryDirectory(prefix="newsgen-check-") as place:
        wanted = replace(options, output=str(Path(place, "public")), strict=False)
        result = build(wanted, progress)
        if not result.committed or result.draught is None:
            return Report(diagnostics=result.diagnostics)
        sheets, findings = _audit(result, config, options, progress)
    if outside is not None:
        cache = cache_folder(root, config, options)
        findings += judge_outside(sheets, cache, options.now, outside, progress)
    draught = result.draught
    told = [
        *tell(findings, _origins(draught), root),
        *_judge_sources(draught, root, config, options, progress),
    ]
    today = options.now.date()
    weighed = tuple(weigh(told, config.check, today, CONFIG))
    found = ordered(_pinpoint(root, (*result.diagnostics, *weighed)))
    return Report(diagnostics=found, audited=len(sheets))


def _audit(
    result: Result, config: Config, options: Options, progress: Progress
) -> tuple[list[Sheet], list[Finding]]:
    folder = Path(result.output)
    entries = recall(folder).manifest.entries
    ground = survey_ground(config.base_url, entries)
    outputs = result.draught.plan.outputs if result.draught else ()
    sheets = audit(folder, outputs, ground, options.jobs, progress)
    alone = [finding for sheet in sheets for finding in sheet.findings]
    return sheets, [*alone, *compare(sheets, entries)]


def _origins(draught: Draught) -> dict[str, str]:
    """The source of each file of the output that is made from one."""
    record = draught.record
    sources = {*(a.path for a in record.articles), *(p.path for p in record.pages)}
    origins: dict[str, str] = {}
    for output in draught.plan.outputs:
        origin = output.origin.removesuffix(": aliases")
        copied = output.path.removeprefix("media/")
        if origin in sources:
            origins[output.path] = origin
        elif output.path != copied and (draught.root / "content" / copied).is_file():
            origins[output.path] = f"content/{copied}"
        elif not output.template and (draught.root / "static" / output.path).is_file():
            origins[output.path] = f"static/{output.path}"
    return origins


def _judge_sources(
    draught: Draught, root: Path, config: Config, options: Options, progress: Progress
) -> Iterator[Told]:
    shown = frozenset(output.path for output in draught.plan.outputs)
    articles = draught.record.articles
    found: Iterable[Diagnostic] = (
        *judge_stories(draught.site.articles, root, options.jobs, progress),
        *judge_dates(articles, options.now),
        *judge_media(root, shown),
        *judge_last_build(output_folder(root, config, options), options.now),
    )
    for diagnostic in found:
        yield Told(diagnostic, "")


def _pinpoint(root: Path, diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The problems with their lines, those of the settings too."""
    mine = [d for d in diagnostics if d.path == CONFIG and d.key]
    yield from pinpoint(root, [d for d in diagnostics if not (d.path == CONFIG and d.key)])
    if not mine:
        return
    try:
        lines = locate_all(decode((root / CONFIG).read_bytes(), CONFIG), 1)
    except (OSError, Problems):
        lines = {}
    for diagnostic in mine:
        line, column = lines.get(diagnostic.key, (0, 0))[:2]
        yield replace(diagnostic, line=line, column=column)
