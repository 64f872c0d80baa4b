"""The audit of a site: what readers would stumble over, found before they do.

The site is rendered as a clean build would render it, every file is read as it is made, and what
breaks a rule is told of the source that is to blame. The rules stand in ``rules``; the settings say
how grave each is and what is put up with.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.options import Options, cache_folder, configure, output_folder, read_settings
from newsgen.builder.planning import SitePlan
from newsgen.builder.progress import Progress, silent
from newsgen.check.audit import AUDITED, compare, make_auditor
from newsgen.check.external_links import RequestPolicy, judge_outside
from newsgen.check.lookahead import look_ahead
from newsgen.check.render import render_for_check
from newsgen.check.rules import RULES
from newsgen.check.source_locations import tell
from newsgen.check.sources import judge_dates, judge_last_build, judge_media, judge_stories
from newsgen.check.waivers import WaiverPolicy
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems, Refusal, has_errors, ordered
from newsgen.files.names import CONFIG
from newsgen.frontmatter import decode, locate_all
from newsgen.models import Model
from newsgen.sources.loader import pinpoint

__all__ = ["RULES", "CheckReport", "RequestPolicy", "check"]


class CheckReport(Model, frozen=True):
    """What a check found."""

    diagnostics: tuple[Diagnostic, ...]
    """Those of the build, then those of the audit, by place."""
    audited: int = 0
    """How many files were read; none where the site could not be built."""
    seconds: float = 0
    next_due: datetime | None = None
    """When time alone will next change the site."""


def check(
    options: Options, progress: Progress = silent, outside: RequestPolicy | None = None
) -> CheckReport:
    """Render the site and audit it; the output folder stays as it was.

    Pages elsewhere are asked where ``outside`` says how.

    Raises Refusal for wrong usage or configuration.
    """
    started = time.perf_counter()
    root = Path(options.root).resolve()
    config = configure(root, options)
    rendered_site = render_for_check(options, progress, make_auditor, AUDITED)
    problems = (*rendered_site.diagnostics, *look_ahead(rendered_site, config, options, progress))
    if has_errors(rendered_site.diagnostics):
        return CheckReport(diagnostics=ordered(_pinpoint(root, problems)))
    site_plan, page_reports = rendered_site.site_plan, rendered_site.gains
    findings = [finding for page_report in page_reports for finding in page_report.findings]
    findings += compare(page_reports, site_plan.plan.outputs)
    if outside is not None:
        cache = cache_folder(root, config, options)
        findings += judge_outside(page_reports, cache, options.now, outside, progress)
    policy = WaiverPolicy(config.check, options.now.astimezone(UTC).date())
    origins = _origins(site_plan)
    # each by itself, before those that many pages share become one
    findings = [
        f for f in findings if not policy.covers(f.code, f.output, origins.get(f.output, ""))
    ]
    told = [
        *tell(findings, origins, root, rendered_site.inventory.templates.site),
        *_judge_sources(site_plan, root, config, options, progress),
    ]
    weighed = (*policy.weigh(told), *policy.judge(CONFIG))
    found = ordered(_pinpoint(root, (*problems, *weighed)))
    seconds = round(time.perf_counter() - started, 3)
    return CheckReport(found, len(page_reports), seconds, site_plan.site.next_due)


def _origins(site_plan: SitePlan) -> dict[str, str]:
    """The source of each file of the output that is made from one."""
    return {output.path: output.source for output in site_plan.plan.outputs if output.source}


def _judge_sources(
    site_plan: SitePlan, root: Path, config: Config, options: Options, progress: Progress
) -> Iterator[Diagnostic]:
    shown = frozenset(output.path for output in site_plan.plan.outputs)
    articles = site_plan.build_cache.articles
    yield from judge_stories(site_plan.site.articles, root, options.jobs, progress)
    yield from judge_dates(articles, options.now)
    yield from judge_media(root, shown)
    yield from site_plan.renderer.idle()
    yield from judge_last_build(articles, output_folder(root, config, options), options.now)


def _pinpoint(root: Path, diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The problems with their lines, those of the settings too."""
    mine = [d for d in diagnostics if d.path == CONFIG and d.key]
    yield from pinpoint(root, [d for d in diagnostics if not (d.path == CONFIG and d.key)])
    if not mine:
        return
    try:
        lines = locate_all(decode(read_settings(root), CONFIG), 1)
    except (Refusal, Problems):
        lines = {}
    for diagnostic in mine:
        line, column = lines.get(diagnostic.key, (0, 0))[:2]
        yield replace(diagnostic, line=line, column=column)
