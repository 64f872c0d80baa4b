"""From what an audit found to what an editor reads: waivers, severities, and places in sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.options import Options, output_folder, read_settings
from newsgen.builder.planning import SitePlan
from newsgen.check.findings import Finding
from newsgen.check.source_locations import to_diagnostics
from newsgen.check.sources import (
    check_dates,
    check_last_build,
    check_media,
    check_robots,
    check_services,
)
from newsgen.check.waivers import WaiverPolicy
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems, Refusal, ordered
from newsgen.files.names import CONFIG
from newsgen.frontmatter import decode, locate_all
from newsgen.models import Model, Output, TemplateFile
from newsgen.sources.discovery import Discovery
from newsgen.sources.loader import pinpoint


class Evidence(Model, frozen=True):
    """All that was found in a site, before waivers."""

    problems: Sequence[Diagnostic]
    """Those of the build."""
    findings: Sequence[Finding]
    """Those of the audit, in output files."""
    notes: Sequence[Diagnostic]
    """Those of the audit, in sources."""
    origins: Mapping[str, str]
    """The source of each output file that is made from a source."""


def assess(
    evidence: Evidence,
    root: Path,
    config: Config,
    now: datetime,
    templates: Mapping[str, TemplateFile],
) -> tuple[Diagnostic, ...]:
    """What a check reports: with lines, and with the severities and waivers of the settings.

    ``templates`` are those of the site.
    """
    policy = policy_at(config, now)
    # waivers for a single page apply before findings that many pages share are merged
    findings = policy.without_waived(evidence.findings, evidence.origins)
    problems = policy.weigh_warnings(evidence.problems)
    found = [*to_diagnostics(findings, evidence.origins, root, templates), *evidence.notes]
    weighed = [*problems, *policy.apply_severity(found)]
    return ordered(locate(root, [*weighed, *policy.check_settings(CONFIG)]))


def policy_at(config: Config, now: datetime) -> WaiverPolicy:
    """The waivers and severities of the settings on that day."""
    return WaiverPolicy(config.check, now.astimezone(UTC).date())


def check_whole(
    site_plan: SitePlan,
    config: Config,
    options: Options,
    listing: Discovery,
    outputs: Iterable[Output],
) -> Iterator[Diagnostic]:
    """What is wrong with sources and settings, apart from advice on single stories.

    ``listing`` is that of ``content/``; ``outputs`` are all files that show something of it.
    """
    articles = site_plan.build_cache.articles
    yield from check_dates(articles, options.now)
    yield from check_media(listing, frozenset(output.source for output in outputs))
    yield from check_robots(config)
    yield from check_services(site_plan.site, config)
    yield from site_plan.renderer.unused_templates()
    folder = output_folder(site_plan.root, config, options)
    yield from check_last_build(articles, folder, options.now)


def locate(root: Path, diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
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
