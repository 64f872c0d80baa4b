"""The audit of a site: each file by itself as it is made, then what only all can tell."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from newsgen.builder.planning import SitePlan
from newsgen.check.addresses import Ground, Resolver, survey_ground
from newsgen.check.documents import audit_manifest, audit_robots, audit_style, audit_xml
from newsgen.check.findings import Finding, PageReport
from newsgen.check.pages import audit_page
from newsgen.config import Config
from newsgen.models import FileView, Output
from newsgen.urls import asset_path

_LOOKS = {
    ".xml": audit_xml,
    ".css": audit_style,
    ".svg": audit_xml,
    ".webmanifest": audit_manifest,
    "manifest.json": audit_manifest,
    "robots.txt": audit_robots,
}
AUDITED = (".html", *_LOOKS)
"""How the files end that are read."""
IMAGE_LIMIT = 1_500_000
"""Bytes above which a picture is told to be heavy."""
_MEDIA = frozenset({"image", "video", "audio"})
_WITH_PLACES = (".html", ".svg")
_ASKED_FOR = ("favicon", "apple-touch-icon", "icon-", "android-chrome", "mstile")
"""How files begin that devices ask for without a link."""
_FURTHER = re.compile(r"(?:^|/)page/[0-9]+/index\.html$")


def make_auditor(site_plan: SitePlan, config: Config) -> Callable[[Output, bytes], PageReport]:
    """What audits each file of that site by itself."""
    ground = survey_ground(config.base_url, [output.path for output in site_plan.plan.outputs])
    return partial(_audit, ground, Resolver(ground))


def compare(page_reports: Sequence[PageReport], outputs: Sequence[Output]) -> Iterator[Finding]:
    """What only all files of a site together can tell."""
    yield from _judge_fragments(page_reports)
    titles = {page_report.output: page_report.title for page_report in page_reports}
    descriptions = {page_report.output: page_report.description for page_report in page_reports}
    yield from _judge_twins("duplicate-title", titles)
    yield from _judge_twins("duplicate-description", descriptions)
    used = frozenset[str]().union(*[page_report.used for page_report in page_reports])
    yield from _judge_media(used, outputs)


def _audit(ground: Ground, resolver: Resolver, output: Output, content: bytes) -> PageReport:
    if output.path.endswith(".html"):
        secure, ours = ground.origin.startswith("https:"), bool(output.template)
        return audit_page(content, output.path, ground.base, resolver, secure=secure, ours=ours)
    look = next((look for end, look in _LOOKS.items() if output.path.endswith(end)), None)
    return look(content, output.path, ground.base, resolver) if look else PageReport(output.path)


def _judge_fragments(page_reports: Sequence[PageReport]) -> Iterator[Finding]:
    ids = {s.output: frozenset(s.ids) for s in page_reports if s.output.endswith(_WITH_PLACES)}
    for page_report in page_reports:
        for path, fragment, address, line in page_report.fragments:
            is_view = path.endswith(".svg") and ("=" in fragment or "(" in fragment)
            if path in ids and fragment not in ids[path] and not is_view:
                yield Finding("dead-fragment", page_report.output, address, address, line)


def _is_first(output: str) -> bool:
    """Whether the file is not a further page of a list, of which the same is said as of it."""
    return _FURTHER.search(output) is None


def _judge_twins(code: str, words: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each set of pages of which the same is said."""
    pages: dict[str, list[str]] = defaultdict(list)
    for output, said in words.items():
        if said and _is_first(output):
            pages[said].append(output)
    for said, twins in pages.items():
        for output in sorted(twins)[1:]:
            yield Finding(code, output, f"`{said}`, as {min(twins)} has", "", 0)


def _judge_media(used: frozenset[str], outputs: Sequence[Output]) -> Iterator[Finding]:
    for output in outputs:
        path, kind = output.path, output.media_type.partition("/")[0]
        file = output.recipe.view() if kind in _MEDIA and output.role == "file" else None
        if not isinstance(file, FileView):
            continue
        if kind == "image" and (size := Path(file.file).stat().st_size) > IMAGE_LIMIT:
            yield Finding("oversize-image", path, f"{size / 1e6:.1f} MB")
        is_used = path in used or asset_path(path, file.digest) in used
        if not is_used and not path.rpartition("/")[2].startswith(_ASKED_FOR):
            yield Finding("orphan-media", path, f"the file {path}")
