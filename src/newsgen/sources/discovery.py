"""Finds the files of ``content/`` without opening any."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import msgspec

from newsgen.diagnostics import Diagnostic
from newsgen.files.names import CONTENT, MARKDOWN
from newsgen.files.walker import LINK_CODES, File, is_ignored, walk
from newsgen.models import Source, SourceKind

Found = tuple[tuple[Source, ...], tuple[Diagnostic, ...]]
"""Every file, sorted by path, and what could not be taken."""
_decode = msgspec.msgpack.Decoder(Found).decode


def discover(root: Path) -> Found:
    """Every file of ``content/``, sorted by path, and what could not be taken."""
    if not (root / CONTENT).is_dir():
        hint = "articles go into content/<section>/; `newsgen init DIR` lays down a whole site"
        message = f"there is no folder {CONTENT}/"
        return (), (Diagnostic(code="no-content", message=message, path=CONTENT, hint=hint),)
    return _sort(map(_as_source, walk(root, CONTENT)))


def rediscover(root: Path, before: Found, paths: Iterable[str]) -> Found:
    """What ``discover`` gives now, where nothing changed since but those paths and what is below.

    Paths are relative to the root and lie in ``content/``. Where links are among the files, all is
    looked at: what a link shows may have changed elsewhere.
    """
    sources, problems = before
    gone = frozenset(paths)
    if CONTENT in gone or not (root / CONTENT).is_dir() or _has_links(before):
        return discover(root)
    below = tuple(f"{path}/" for path in gone)
    every: Iterable[Source | Diagnostic] = chain(sources, problems)
    kept = [f for f in every if f.path not in gone and not f.path.startswith(below)]
    names: dict[str, set[str]] = defaultdict(set)
    for path in gone:
        folder, _, name = path.rpartition("/")
        names[folder].add(name)
    fresh = [
        _as_source(found)
        for folder, wanted in names.items()
        if _is_ours(root, folder)
        for found in walk(root, folder, wanted)
    ]
    return _sort({found.path: found for found in [*kept, *fresh]}.values())


def discover_packed(root: Path) -> bytes:
    """As ``discover``, in a form that travels well between processes."""
    return msgspec.msgpack.encode(discover(root))


def unpack(packed: bytes) -> Found:
    """What ``discover`` gave."""
    found: Found = _decode(packed)
    return found


def _as_source(found: File | Diagnostic) -> Source | Diagnostic:
    if isinstance(found, Diagnostic):
        return found
    return Source(
        path=found.path, kind=_kind(found.path), stamp=found.stamp, is_linked=found.is_linked
    )


def _sort(found: Iterable[Source | Diagnostic]) -> Found:
    sources: list[Source] = []
    problems: list[Diagnostic] = []
    for one in found:
        if isinstance(one, Source):
            sources.append(one)
        else:
            problems.append(one)
    by_path = sorted(sources, key=lambda source: source.path)
    return tuple(by_path), tuple(sorted(problems, key=lambda problem: problem.order))


def _has_links(found: Found) -> bool:
    sources, problems = found
    return any(s.is_linked for s in sources) or any(p.code in LINK_CODES for p in problems)


def _is_ours(root: Path, path: str) -> bool:
    """Whether walking ``content/`` comes to that folder: no link and no hidden one leads there."""
    hidden = any(is_ignored(part) for part in path.split("/"))
    place = root / path
    return (
        not hidden
        and place.is_dir()
        and place.resolve() == (root / CONTENT).resolve() / (path.partition("/")[2])
    )


def _kind(path: str) -> SourceKind:
    if not path.endswith(MARKDOWN) and not path.lower().endswith(MARKDOWN):
        return "media"
    if path.startswith(f"{CONTENT}/authors/"):
        return "author"
    return "page" if path.startswith(f"{CONTENT}/pages/") else "article"
