"""Audits only those files of a finished build that a publication changes.

The bytes are read from the output folder, so nothing is rendered. Links are resolved among all
files of the build. Rules that compare every page of a site, such as ``duplicate-title``, are
left to a check.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from newsgen.builder.files import find_templates
from newsgen.builder.options import Options
from newsgen.builder.planning import SitePlan
from newsgen.builder.progress import silent
from newsgen.check.audit import AUDITED, FileAuditor, audit_together, make_file_auditor
from newsgen.check.findings import Finding, PageReport
from newsgen.check.rules import FOUND_BY_BUILD
from newsgen.check.source_locations import origins_of, to_diagnostics
from newsgen.check.sources import check_stories
from newsgen.check.waivers import WaiverPolicy
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, ordered
from newsgen.models import Role
from newsgen.sources.loader import pinpoint
from newsgen.urls import index_path

_OF_FEEDS = frozenset({"bad-xml", "bad-json", "dead-sitemap-url"})
"""Rules that a feed or sitemap itself breaks. What else is wrong in it is in a text, whose page is
audited when it changes; an old mistake in a feed would stop every publication."""


class FinishedBuild(NamedTuple):
    """The files of a build in the output folder."""

    config: Config
    options: Options
    """With the moment of the build."""
    output: Path
    roles: Mapping[str, Role]
    """The role of each file of the build, by its path in the output folder."""
    paths: frozenset[str]
    """Every file that readers can get: also those of the search index."""


def check_changed_files(
    build: FinishedBuild, changed: Collection[str], site_plan: SitePlan
) -> tuple[Diagnostic, ...]:
    """The problems of the changed files and of their stories, with the severities of the site.

    ``site_plan`` tells which source each file comes from.
    """
    root = Path(build.options.root).resolve()
    policy = WaiverPolicy(build.config.check, build.options.now.astimezone(UTC).date())
    origins = origins_of(site_plan)
    findings = policy.without_waived(_audit(build, frozenset(changed)), origins)
    templates, _ = find_templates(root)
    sources = {origins[path] for path in changed if path in origins}
    found = [
        *to_diagnostics(findings, origins, root, templates.site),
        *_check_sources(site_plan, sources, root),
    ]
    return ordered(pinpoint(root, [*policy.apply_severity(found)]))


def _audit(build: FinishedBuild, changed: frozenset[str]) -> Iterator[Finding]:
    """The findings in the changed files.

    Pages that they link to by a fragment, and their translations, are read for comparison.
    """
    audit = make_file_auditor(build.config.base_url, build.paths)
    reports = _read(build, audit, changed)
    beside = {path for report in reports for path in _neighbours(report, build.config)}
    others = _read(build, audit, beside - changed)
    findings = [finding for report in reports for finding in report.findings]
    for finding in (*findings, *audit_together((*reports, *others), ())):
        is_of_text = build.roles.get(finding.output) == "feed" and finding.code not in _OF_FEEDS
        if finding.output in changed and not is_of_text:
            yield finding


def _read(build: FinishedBuild, audit: FileAuditor, paths: Iterable[str]) -> list[PageReport]:
    return [
        audit(path, (build.output / path).read_bytes(), from_template=role != "file")
        for path in sorted(paths)
        if path.endswith(AUDITED) and (role := build.roles.get(path)) and role != "asset"
    ]


def _neighbours(report: PageReport, config: Config) -> Iterator[str]:
    """The files that the rules for fragments and languages compare a page with."""
    yield from (path for path, *_ in report.fragments)
    for _, address, _ in report.alternates:
        if address.startswith(config.base_url):
            yield index_path(unquote(address.removeprefix(config.base_url)))


def _check_sources(
    site_plan: SitePlan, sources: Collection[str], root: Path
) -> Iterator[Diagnostic]:
    """What is wrong with the stories in these sources."""
    for problem in site_plan.diagnostics:
        if problem.code in FOUND_BY_BUILD and problem.path in sources:
            yield problem
    for edition in site_plan.site.editions:
        articles = [article for article in edition.articles if article.path in sources]
        yield from check_stories(articles, root, 1, silent)
