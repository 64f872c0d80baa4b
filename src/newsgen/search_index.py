"""The search index of a finished site, which Pagefind makes from its pages.

The index changes with every story, and takes far longer to make than a small build. So no build
makes it: the command ``newsgen search`` does, as often as an editor wants, and a publication takes
it as it is. It lies in a folder of the output that has a manifest of its own, as an output folder
has, so a build never touches it, and only files that changed are written and published.

A page that is withdrawn after that is left out at once: ``published_index`` gives a publication no
file with words of a page that the site no longer has.
"""

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from newsgen.builder.options import Options, configure, output_folder
from newsgen.builder.progress import Progress, silent
from newsgen.config import Config
from newsgen.diagnostics import Refusal
from newsgen.digest import digest_bytes, digest_value
from newsgen.incremental.manifest import Entry, Manifest, Tally
from newsgen.models import Model, Role
from newsgen.urls import SEARCH_INDEX, index_path
from newsgen.writer import (
    OutputState,
    check_output,
    describe_obstacles,
    find_obstacles,
    find_unchanged,
    load_output_state,
    locked,
    promote,
    staging,
)

INSTALL: Final = 'pip install "newsgen[search]"'
_LEFT_OUT = (
    ".eyebrow, .story-date, .reading-time, .series-link, .ai-use, .actions, .parts-nav,"
    " .all-corrections, .author-boxes, .embed-facade, .gallery-turn"
)
"""What stands on the page of a story and is not its text."""
_LATEST = "latest.json"
"""The latest stories when the index was made, those of an edition in a folder of its name: the
search pages find later ones by headline."""
_KINDS: Mapping[str, tuple[str, Role]] = {
    "pagefind.js": ("text/javascript", "file"),
    "pagefind-entry.json": ("application/json", "feed"),
    _LATEST: ("application/json", "feed"),
    ".pagefind": ("application/octet-stream", "file"),
    ".pf_fragment": ("application/octet-stream", "page"),
    ".pf_index": ("application/octet-stream", "asset"),
    ".pf_filter": ("application/octet-stream", "asset"),
    ".pf_meta": ("application/octet-stream", "asset"),
}
"""The files of the index, by name or ending; Pagefind's own interface is left out. A fragment holds
the words of a page, so it leaves a target as soon as the page does, which an asset would not."""
_MAGIC = b"pagefind_dcd"
"""How an unpacked fragment begins; JSON follows."""


class IndexReport(Model, frozen=True):
    """What ``make_index`` did."""

    folder: str
    """Absolute path of the index."""
    pages: int
    """Pages with a text to search."""
    files: int
    size: int
    """Of all files, in bytes."""
    written: int
    removed: int
    seconds: float


class PublishedIndex(Model, frozen=True):
    """The index as a publication takes it."""

    entries: Mapping[str, Entry]
    """The files, by path in the output folder."""
    moment: datetime
    """The moment of the build that was indexed."""
    withdrawn: int
    """Pages that are left out, as the site no longer has them."""
    is_current: bool
    """Whether no page was added, changed or withdrawn since."""


def make_index(options: Options, progress: Progress = silent) -> IndexReport:
    """Make the index of the finished build in the output folder; only changed files are written.

    Raises Refusal if the settings ask for none, if Pagefind is missing or fails, and if there is no
    finished build or one with unpublished stories.
    """
    start = time.perf_counter()
    root = Path(options.root).resolve()
    config = configure(root, options)
    if config.search == "none":
        raise Refusal("the site has no search page", "write `search: pagefind` into newsgen.yaml")
    output = output_folder(root, config, options)
    check_output(output)
    with locked(output):
        site = _finished_site(output)
        folder = output / SEARCH_INDEX
        check_output(folder)
        previous = load_output_state(folder)
        toolchain = {"pagefind": _pagefind_version(), "left out": _LEFT_OUT}
        plan = Manifest(
            toolchain=toolchain,
            state=_pages_digest(site),
            tally=site.tally and Tally(now=site.tally.now),
            base_url=site.base_url,
        )
        if _is_current(folder, previous, plan):
            # Pagefind writes some files in another order each time, so it is not asked again.
            manifest, staged, removed = previous.manifest, 0, 0
        else:
            pages = _pages(site)
            progress("indexing pages", 0, len(pages))
            latest = [*map(_latest_of, ("", *config.editions))]
            copies = [path for path in latest if path in site.entries]
            manifest, staged, removed = _index(output, folder, (pages, copies), previous, plan)
    entries = manifest.entries.values()
    return IndexReport(
        folder=str(folder),
        pages=sum(1 for entry in entries if entry.page),
        files=len(entries),
        size=sum(entry.size for entry in entries),
        written=staged,
        removed=removed,
        seconds=round(time.perf_counter() - start, 3),
    )


def has_index(output: Path) -> bool:
    """Whether this output folder has an index whose making was not interrupted."""
    state = load_output_state(output / SEARCH_INDEX)
    return state.manifest.tally is not None and not state.pending


def published_index(output: Path, config: Config, site: Manifest) -> PublishedIndex | None:
    """The index for a publication of the site; None if there is none, or no search page.

    Raises Refusal if its list is damaged.
    """
    index = load_output_state(output / SEARCH_INDEX).manifest
    if config.search == "none" or index.tally is None:
        return None
    kept = {
        path: entry
        for path, entry in index.entries.items()
        if not entry.page or entry.page in site.entries
    }
    return PublishedIndex(
        entries={f"{SEARCH_INDEX}/{path}": entry for path, entry in kept.items()},
        moment=index.tally.now,
        withdrawn=len(index.entries) - len(kept),
        is_current=index.state == _pages_digest(site),
    )


def _finished_site(output: Path) -> Manifest:
    """The manifest of the finished build. Raises Refusal if there is none for readers."""
    state = load_output_state(output)
    tally = state.manifest.tally
    if tally is None or state.pending:
        raise Refusal(f"there is no finished build in {output}", "run newsgen build")
    if tally.scope != "published":
        hint = "run newsgen build without --drafts"
        raise Refusal(f"the build in {output} contains unpublished stories", hint)
    return state.manifest


def _pages(site: Manifest) -> dict[str, Entry]:
    """The pages that may have a text to search."""
    return {
        path: entry
        for path, entry in site.entries.items()
        if entry.role == "page" and entry.media_type == "text/html"
    }


def _pages_digest(site: Manifest) -> str:
    return digest_value({path: entry.digest for path, entry in _pages(site).items()})


def _is_current(folder: Path, previous: OutputState, plan: Manifest) -> bool:
    """Whether the index in the folder is what is planned, and nobody changed its files."""
    before = previous.manifest
    if previous.pending or (before.state, before.toolchain) != (plan.state, plan.toolchain):
        return False
    entries = previous.manifest.entries.items()
    return all(find_unchanged(folder, path, entry) is not None for path, entry in entries)


def _index(
    output: Path,
    folder: Path,
    sources: tuple[Mapping[str, Entry], Sequence[str]],
    previous: OutputState,
    plan: Manifest,
) -> tuple[Manifest, int, int]:
    """Let Pagefind index the pages, and move changed files into the folder.

    ``sources`` are the pages, and the files that are copied. ``plan`` is the manifest of the index
    without its files. Returns it with them, and how many were written and removed.
    """
    pages, copies = sources
    with staging(folder) as stage:
        for path, entry in pages.items():
            _lend(output, stage / "site", path, entry)
        _run_pagefind(stage)
        made = stage / "made"
        for path in copies:
            (made / path).parent.mkdir(exist_ok=True)
            shutil.copyfile(output / path, made / path)
        entries = dict(_entries(made))
        staged = [path for path, entry in entries.items() if _is_new(folder, path, entry, previous)]
        manifest = replace(plan, entries=entries)
        if obstacles := find_obstacles(folder, made, entries, staged, previous):
            raise Refusal(
                f"something is in the way in {folder}: {describe_obstacles(obstacles)}",
                "move it away",
            )
        removed, _ = promote(folder, made, staged, manifest, previous)
    return manifest, len(staged), len(removed)


def _latest_of(edition: str) -> str:
    return f"{edition}/{_LATEST}" if edition else _LATEST


def _lend(output: Path, place: Path, path: str, entry: Entry) -> None:
    """Put a page where Pagefind finds the pages of the build, and no other files.

    Raises Refusal if the page was changed since the build.
    """
    if find_unchanged(output, path, entry) is None:
        raise Refusal(f"{output / path} was changed since the build", "build again")
    target = place / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(output / path, target)
    except OSError:  # a disk without links
        shutil.copyfile(output / path, target)


def _run_pagefind(stage: Path) -> None:
    """Index ``site/`` of the stage into ``made/``; Pagefind reads no settings from elsewhere."""
    command = [
        *(sys.executable, "-m", "pagefind", "--silent"),
        *("--site", "site", "--output-path", "made", "--exclude-selectors", _LEFT_OUT),
    ]
    clean = {name: value for name, value in os.environ.items() if not _is_setting(name)}
    done = subprocess.run(  # noqa: S603 - of this Python, with fixed arguments
        command, cwd=stage, env=clean, capture_output=True, check=False
    )
    if done.returncode or not (stage / "made" / "pagefind-entry.json").exists():
        words = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise Refusal(
            f"Pagefind failed ({done.returncode}): {words[-500:] or 'it said nothing'}",
            f"{INSTALL} installs it anew",
        )


def _is_setting(name: str) -> bool:
    return name.startswith("PAGEFIND_") and name != "PAGEFIND_BINARY_PATH"


def _entries(made: Path) -> Iterator[tuple[str, Entry]]:
    """The manifest entry of each file of the index, in the order of publication."""
    found: list[tuple[str, Entry]] = []
    for place in sorted(made.rglob("*")):
        kind = _KINDS.get(place.name) or _KINDS.get(place.suffix)
        if kind and place.is_file():
            media_type, role = kind
            content = place.read_bytes()
            entry = Entry(
                fingerprint="",
                recipe="",
                digest=digest_bytes(content),
                size=len(content),
                media_type=media_type,
                role=role,
                modified=place.stat().st_mtime_ns,
                page=_page_of(content) if place.suffix == ".pf_fragment" else "",
            )
            found.append((place.relative_to(made).as_posix(), entry))
    return iter(sorted(found, key=lambda each: each[1].role == "feed"))


def _page_of(fragment: bytes) -> str:
    """The path in the output of the page whose words a fragment holds."""
    content: dict[str, Any] = msgspec.json.decode(gzip.decompress(fragment).removeprefix(_MAGIC))
    return index_path(content["url"].removeprefix("/"))


def _is_new(folder: Path, path: str, entry: Entry, previous: OutputState) -> bool:
    """Whether the folder does not hold these bytes yet."""
    before = previous.unchanged_entries.get(path)
    if before is None or before.digest != entry.digest:
        return True
    return find_unchanged(folder, path, replace(entry, modified=before.modified)) is None


def _pagefind_version() -> str:
    """The version of Pagefind. Raises Refusal if it is not installed."""
    try:
        return version("pagefind")
    except PackageNotFoundError:
        raise Refusal("the search index needs Pagefind, which is not installed", INSTALL) from None
