"""The audit of a finished site: each file by itself in parallel, then what only all can tell."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from newsgen.builder.progress import Progress, share_out
from newsgen.check.addresses import Ground, Resolve, resolver
from newsgen.check.documents import audit_style, audit_xml
from newsgen.check.pages import audit_page
from newsgen.check.sheets import Finding, Sheet
from newsgen.manifest import Entry
from newsgen.media import asset_path
from newsgen.models import Output

IMAGE_LIMIT = 1_500_000
"""Bytes above which a picture is told to be heavy."""
_ASKED_FOR = ("favicon", "apple-touch-icon", "icon-", "android-chrome", "mstile")
"""How files begin that devices ask for without a link."""
_FURTHER = re.compile(r"(?:^|/)page/[0-9]+/index\.html$")


def audit(
    folder: Path, outputs: Sequence[Output], ground: Ground, jobs: int, progress: Progress
) -> list[Sheet]:
    """Every page, feed, sitemap and style sheet of the site in that folder, audited.

    Of two copies of a file only the one under its own name is.
    """
    read = partial(_audit_chunk, folder, ground)
    originals = (output for output in outputs if output.role != "asset")
    told = [o for o in originals if o.path.endswith((".html", ".xml", ".css"))]
    chunks = share_out("checking", read, told, jobs, progress)
    return [sheet for chunk in chunks for sheet in chunk]


def compare(sheets: Sequence[Sheet], entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """What only all files of a site together can tell."""
    yield from _judge_fragments(sheets)
    titles = {sheet.output: sheet.title for sheet in sheets}
    descriptions = {sheet.output: sheet.description for sheet in sheets}
    yield from _judge_twins("duplicate-title", titles)
    yield from _judge_twins("duplicate-description", descriptions)
    used = frozenset[str]().union(*[sheet.used for sheet in sheets])
    yield from _judge_media(used, entries)


def _audit_chunk(folder: Path, ground: Ground, outputs: Sequence[Output]) -> list[Sheet]:
    resolve = resolver(ground)
    return [_audit_file(folder, ground, resolve, output) for output in outputs]


def _audit_file(folder: Path, ground: Ground, resolve: Resolve, output: Output) -> Sheet:
    content = (folder / output.path).read_bytes()
    if output.path.endswith(".html"):
        secure, ours = ground.origin.startswith("https:"), bool(output.template)
        return audit_page(content, output.path, ground.base, resolve, secure=secure, ours=ours)
    look = audit_xml if output.path.endswith(".xml") else audit_style
    return look(content, output.path, ground.base, resolve)


def _judge_fragments(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    ids = {sheet.output: frozenset(sheet.ids) for sheet in sheets}
    for sheet in sheets:
        for path, fragment, address, line in sheet.fragments:
            if path in ids and fragment not in ids[path]:
                yield Finding("dead-fragment", sheet.output, address, address, line)


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


def _judge_media(used: frozenset[str], entries: Mapping[str, Entry]) -> Iterator[Finding]:
    for path, entry in entries.items():
        if entry.role == "asset":
            continue
        kind = entry.media_type.partition("/")[0]
        if kind == "image" and entry.size > IMAGE_LIMIT:
            yield Finding("oversize-image", path, f"{entry.size / 1e6:.1f} MB")
        is_used = path in used or asset_path(path, entry.digest) in used
        is_orphan = kind in {"image", "video", "audio"} and not is_used
        if is_orphan and not path.rpartition("/")[2].startswith(_ASKED_FOR):
            yield Finding("orphan-media", path, f"the file {path}")
