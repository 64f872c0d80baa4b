"""Audits a site: finds what would trouble readers before it is published.

The site is rendered as in a clean build. Each file is audited when it is rendered, and each finding
is reported for the source that caused it. ``rules`` lists the rules; the settings can change their
severity and waive findings. ``changed_files`` audits what a publication changes.
"""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from newsgen.builder.addresses import lost_addresses
from newsgen.builder.options import Options, cache_folder, configure, output_folder
from newsgen.builder.planning import SitePlan
from newsgen.builder.progress import Progress, silent
from newsgen.check.assessment import Evidence, assess, check_whole, locate
from newsgen.check.audit import AUDITED, audit_together, make_auditor
from newsgen.check.changed_files import FinishedBuild, check_changed_files
from newsgen.check.external_links import RequestPolicy, check_external_links
from newsgen.check.lookahead import look_ahead
from newsgen.check.render import render_for_check
from newsgen.check.rules import RULES
from newsgen.check.source_locations import origins_of
from newsgen.check.sources import check_names, check_stories
from newsgen.diagnostics import Diagnostic, has_errors, ordered
from newsgen.models import Model

__all__ = [
    "RULES",
    "CheckReport",
    "FinishedBuild",
    "RequestPolicy",
    "check",
    "check_changed_files",
]


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
        return CheckReport(diagnostics=ordered(locate(root, problems)))
    site_plan, page_reports = rendered_site.site_plan, rendered_site.results
    inventory, outputs = rendered_site.inventory, site_plan.plan.outputs
    findings = [finding for page_report in page_reports for finding in page_report.findings]
    findings += audit_together(page_reports, outputs)
    if outside is not None:
        cache = cache_folder(root, config, options)
        findings += check_external_links(page_reports, cache, options.now, outside, progress)
    notes = (
        *_advise(site_plan, options, progress),
        *check_whole(site_plan, config, options, inventory.listing, outputs),
        *lost_addresses(site_plan, output_folder(root, config, options)),
    )
    evidence = Evidence(problems, findings, notes, origins_of(site_plan))
    found = assess(evidence, root, config, options.now, inventory.templates.site)
    seconds = round(time.perf_counter() - started, 3)
    return CheckReport(found, len(page_reports), seconds, site_plan.site.next_due)


def _advise(site_plan: SitePlan, options: Options, progress: Progress) -> Iterator[Diagnostic]:
    """Advice on the stories of all editions."""
    for edition in site_plan.site.editions:
        yield from check_stories(edition.articles, site_plan.root, options.jobs, progress)
        yield from check_names(edition)
