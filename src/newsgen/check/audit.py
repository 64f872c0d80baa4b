"""Audits each output file on its own, then all files together."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from newsgen.builder.planning import SitePlan
from newsgen.check.addresses import Resolver, SiteAddresses, index_addresses
from newsgen.check.documents import (
    audit_json,
    audit_manifest,
    audit_robots,
    audit_style,
    audit_xml,
)
from newsgen.check.findings import Finding, PageReport
from newsgen.check.languages import check_languages
from newsgen.check.pages import audit_page
from newsgen.config import Config
from newsgen.models import FileView, Output
from newsgen.urls import asset_path

_AUDITORS = {
    ".xml": audit_xml,
    ".css": audit_style,
    ".svg": audit_xml,
    ".webmanifest": audit_manifest,
    "manifest.json": audit_manifest,
    ".json": audit_json,
    "robots.txt": audit_robots,
}
AUDITED = (".html", *_AUDITORS)
"""Endings of the files that are audited."""
IMAGE_LIMIT = 1_500_000
"""Largest picture, in bytes, that is not reported as too large."""
_MEDIA = frozenset({"image", "video", "audio"})
_WITH_IDS = (".html", ".svg")
_REQUESTED_WITHOUT_LINK = ("favicon", "apple-touch-icon", "icon-", "android-chrome", "mstile")
"""Prefixes of file names that browsers and devices request without a link."""
_LATER_PAGE = re.compile(r"(?:^|/)page/[0-9]+/index\.html$")


class FileAuditor(Protocol):
    """Audits a file, given its path, its bytes, and whether a template made it."""

    def __call__(self, path: str, content: bytes, *, from_template: bool) -> PageReport:
        """The result of the audit."""


def make_auditor(site_plan: SitePlan, config: Config) -> Callable[[Output, bytes], PageReport]:
    """A function that audits one output of the plan, given its bytes."""
    paths = [output.path for output in site_plan.plan.outputs]
    return partial(_audit_output, make_file_auditor(config.base_url, paths))


def make_file_auditor(base_url: str, paths: Iterable[str]) -> FileAuditor:
    """A function that audits one file of a site with these files."""
    addresses = index_addresses(base_url, paths)
    return partial(_audit, addresses, Resolver(addresses))


def audit_together(
    page_reports: Sequence[PageReport], outputs: Sequence[Output]
) -> Iterator[Finding]:
    """The findings that need the reports of all files."""
    yield from _check_fragments(page_reports)
    titles = {page_report.output: page_report.title for page_report in page_reports}
    descriptions = {page_report.output: page_report.description for page_report in page_reports}
    yield from _find_duplicates("duplicate-title", titles)
    yield from _find_duplicates("duplicate-description", descriptions)
    used = frozenset[str]().union(*[page_report.used for page_report in page_reports])
    yield from _check_media(used, outputs)
    yield from check_languages(page_reports)


def _audit_output(audit: FileAuditor, output: Output, content: bytes) -> PageReport:
    return audit(output.path, content, from_template=bool(output.template))


def _audit(
    addresses: SiteAddresses,
    resolver: Resolver,
    path: str,
    content: bytes,
    *,
    from_template: bool,
) -> PageReport:
    if path.endswith(".html"):
        https = addresses.origin.startswith("https:")
        return audit_page(
            content, path, addresses.base, resolver, https=https, from_template=from_template
        )
    for ending, audit in _AUDITORS.items():
        if path.endswith(ending):
            return audit(content, path, addresses.base, resolver)
    return PageReport(path)


def _check_fragments(page_reports: Sequence[PageReport]) -> Iterator[Finding]:
    ids = {s.output: frozenset(s.ids) for s in page_reports if s.output.endswith(_WITH_IDS)}
    for page_report in page_reports:
        for path, fragment, address, line in page_report.fragments:
            is_view = path.endswith(".svg") and ("=" in fragment or "(" in fragment)
            if path in ids and fragment not in ids[path] and not is_view:
                yield Finding("dead-fragment", page_report.output, address, address, line)


def _is_first_page(output: str) -> bool:
    """Whether the file is not page 2 or later of a list: those share title and description."""
    return _LATER_PAGE.search(output) is None


def _find_duplicates(code: str, texts: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each page whose text another page also has; ``texts`` is by output file."""
    pages_by_text: dict[str, list[str]] = defaultdict(list)
    for output, text in texts.items():
        if text and _is_first_page(output):
            pages_by_text[text].append(output)
    for text, pages in pages_by_text.items():
        for output in sorted(pages)[1:]:
            yield Finding(code, output, f"`{text}`, as {min(pages)} has", "", 0)


def _check_media(used: frozenset[str], outputs: Sequence[Output]) -> Iterator[Finding]:
    for output in outputs:
        path, kind = output.path, output.media_type.partition("/")[0]
        file = output.recipe.view() if kind in _MEDIA and output.role == "file" else None
        if not isinstance(file, FileView):
            continue
        if kind == "image" and (size := Path(file.file).stat().st_size) > IMAGE_LIMIT:
            yield Finding("oversize-image", path, f"{size / 1e6:.1f} MB")
        is_used = path in used or asset_path(path, file.digest) in used
        if not is_used and not path.rpartition("/")[2].startswith(_REQUESTED_WITHOUT_LINK):
            yield Finding("orphan-media", path, f"the file {path}")
