"""Audits a site: finds what would trouble readers before it is published.

The site is rendered as in a clean build. Each file is audited when it is rendered, and each finding
is reported for the source that caused it. ``rules`` lists the rules; the settings can change their
severity and waive findings.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.addresses import lost_addresses
from newsgen.builder.options import Options, cache_folder, configure, output_folder, read_settings
from newsgen.builder.planning import SitePlan
from newsgen.builder.progress import Progress, silent
from newsgen.check.audit import AUDITED, audit_together, make_auditor
from newsgen.check.external_links import RequestPolicy, check_external_links
from newsgen.check.lookahead import look_ahead
from newsgen.check.render import render_for_check
from newsgen.check.rules import RULES
from newsgen.check.source_locations import to_diagnostics
from newsgen.check.sources import (
    check_dates,
    check_last_build,
    check_media,
    check_names,
    check_robots,
    check_services,
    check_stories,
)
from newsgen.check.waivers import WaiverPolicy
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems, Refusal, Severity, has_errors, ordered
from newsgen.files.names import CONFIG
from newsgen.frontmatter import decode, locate_all
from newsgen.models import Model
from newsgen.sources.loader import pinpoint

__all__ = ["RULES", "CheckReport", "RequestPolicy", "check"]


class CheckReport(Model, frozen=True):
    """The result of a check."""

    diagnostics: tuple[Diagnostic, ...]
    """Of the build and of the audit, ordered by file and line."""
    audited: int = 0
    """Number of files audited; 0 if the site has build errors."""
    seconds: float = 0
    next_due: datetime | None = None
    """The next moment at which a story appears or expires."""


def check(
    options: Options, progress: Progress = silent, outside: RequestPolicy | None = None
) -> CheckReport:
    """Render the site in memory and audit it; the output folder does not change.

    External links are checked only if ``outside`` is given. Raises Refusal for wrong usage or
    configuration.
    """
    started = time.perf_counter()
    root = Path(options.root).resolve()
    config = configure(root, options)
    rendered_site = render_for_check(options, progress, make_auditor, AUDITED)
    problems = (*rendered_site.diagnostics, *look_ahead(rendered_site, config, options, progress))
    if has_errors(rendered_site.diagnostics):
        return CheckReport(diagnostics=ordered(_pinpoint(root, problems)))
    site_plan, page_reports = rendered_site.site_plan, rendered_site.results
    findings = [finding for page_report in page_reports for finding in page_report.findings]
    findings += audit_together(page_reports, site_plan.plan.outputs)
    if outside is not None:
        cache = cache_folder(root, config, options)
        findings += check_external_links(page_reports, cache, options.now, outside, progress)
    policy = WaiverPolicy(config.check, options.now.astimezone(UTC).date())
    origins = _origins(site_plan)
    # waivers for a single page apply before findings that many pages share are merged
    findings = [
        f for f in findings if not policy.covers(f.code, f.output, origins.get(f.output, ""))
    ]
    problems = tuple(problem for problem in problems if not _is_waived(problem, policy))
    problems_found = [
        *to_diagnostics(findings, origins, root, rendered_site.inventory.templates.site),
        *_check_sources(site_plan, root, config, options, progress),
        *lost_addresses(site_plan, output_folder(root, config, options)),
    ]
    weighed = (*policy.apply_severity(problems_found), *policy.check_settings(CONFIG))
    found = ordered(_pinpoint(root, (*problems, *weighed)))
    seconds = round(time.perf_counter() - started, 3)
    return CheckReport(found, len(page_reports), seconds, site_plan.site.next_due)


def _is_waived(problem: Diagnostic, policy: WaiverPolicy) -> bool:
    """Whether the settings accept a warning of the build, as the build itself asks them."""
    is_warning = problem.severity is Severity.WARNING and problem.code in RULES
    return is_warning and policy.covers(problem.code, problem.path)


def _origins(site_plan: SitePlan) -> dict[str, str]:
    """The source of each output file that is made from a source."""
    return {output.path: output.source for output in site_plan.plan.outputs if output.source}


def _check_sources(
    site_plan: SitePlan, root: Path, config: Config, options: Options, progress: Progress
) -> Iterator[Diagnostic]:
    shown = frozenset(output.source for output in site_plan.plan.outputs)
    articles = site_plan.build_cache.articles
    for edition in site_plan.site.editions:
        yield from check_stories(edition.articles, root, options.jobs, progress)
        yield from check_names(edition)
    yield from check_dates(articles, options.now)
    yield from check_media(root, config, shown)
    yield from check_robots(config)
    yield from check_services(site_plan.site, config)
    yield from site_plan.renderer.unused_templates()
    yield from check_last_build(articles, output_folder(root, config, options), options.now)


def _pinpoint(root: Path, diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The diagnostics with their lines, those of the settings included."""
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
