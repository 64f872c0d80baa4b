"""Lists the files of ``content/`` without opening any of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec

from newsgen.diagnostics import Diagnostic
from newsgen.files.names import COMMENTS, CONTENT, HOME_FRONT_FILE, MARKDOWN, SECTION_FRONT_FILE
from newsgen.files.walker import LINK_CODES, File, is_ignored, walk
from newsgen.models import Source, SourceKind
from newsgen.sources.copies import find_copies
from newsgen.sources.disguised import DISGUISED_CODES, find_disguised

Discovery = tuple[tuple[Source, ...], tuple[Diagnostic, ...]]
"""Every file of ``content/``, sorted by path, and a diagnostic for each that cannot be used."""
_COPIED = "copied-file"
_decode = msgspec.msgpack.Decoder(Discovery).decode


def discover(root: Path, editions: Collection[str] = ()) -> Discovery:
    """Every file of ``content/``, sorted by path, and a diagnostic for each that cannot be used.

    ``editions`` are the names of the editions, whose folders hold pages, authors and a front too.
    """
    if not (root / CONTENT).is_dir():
        hint = "articles go into content/<section>/; `newsgen init DIR` creates a complete site"
        message = f"there is no folder {CONTENT}/"
        return (), (Diagnostic(code="no-content", message=message, path=CONTENT, hint=hint),)
    as_source = partial(_as_source, editions)
    return _sort(root, map(as_source, walk(root, CONTENT)))


def rediscover(
    root: Path, before: Discovery, paths: Iterable[str], editions: Collection[str] = ()
) -> Discovery:
    """The result of ``discover`` now, if only these paths and what is below them have changed.

    ``before`` is the earlier result. The paths are relative to the root and lie in ``content/``.
    If there are symbolic links or copies among the files, everything is listed again, because the
    target of a link or the original of a copy may have changed.
    """
    sources, problems = before
    changed = frozenset(paths)
    if CONTENT in changed or not (root / CONTENT).is_dir() or _depends_on_others(before):
        return discover(root, editions)
    below = tuple(f"{path}/" for path in changed)
    every: Iterable[Source | Diagnostic] = chain(sources, problems)
    kept = [f for f in every if f.path not in changed and not f.path.startswith(below)]
    names: dict[str, set[str]] = defaultdict(set)
    for path in changed:
        folder, _, name = path.rpartition("/")
        names[folder].add(name)
    fresh = [
        _as_source(editions, found)
        for folder, wanted in names.items()
        if _is_walked(root, folder)
        for found in walk(root, folder, wanted)
    ]
    return _sort(root, {found.path: found for found in [*kept, *fresh]}.values())


def discover_packed(root: Path, editions: Collection[str]) -> bytes:
    """The result of ``discover`` as bytes, to send it from one process to another."""
    return msgspec.msgpack.encode(discover(root, editions))


def unpack_discovery(packed: bytes) -> Discovery:
    """The result of ``discover`` that ``discover_packed`` encoded."""
    discovery: Discovery = _decode(packed)
    return discovery


def _as_source(editions: Collection[str], found: File | Diagnostic) -> Source | Diagnostic:
    if isinstance(found, Diagnostic):
        return found
    kind = _kind(found.path, editions)
    return Source(path=found.path, kind=kind, stamp=found.stamp, is_linked=found.is_linked)


def _sort(root: Path, found: Iterable[Source | Diagnostic]) -> Discovery:
    """The sources without copies, and the problems, with those of names."""
    sources: list[Source] = []
    problems: list[Diagnostic] = []
    for item in found:
        if isinstance(item, Source):
            sources.append(item)
        else:
            problems.append(item)
    copies = dict(find_copies([source.path for source in sources if source.kind != "media"]))
    if copies:
        sources = [source for source in sources if source.path not in copies]
    problems += [_copied(path, original) for path, original in copies.items()]
    problems = [problem for problem in problems if problem.code not in DISGUISED_CODES]
    problems += find_disguised(root, (source for source in sources if source.kind == "media"))
    by_path = sorted(sources, key=lambda source: source.path)
    return tuple(by_path), tuple(sorted(problems, key=lambda problem: problem.order))


def _copied(path: str, original: str) -> Diagnostic:
    return Diagnostic(
        code=_COPIED,
        message=f"this looks like a copy of {original}: it is left out",
        path=path,
        hint="delete it, or rename it if it is a story of its own",
    )


def _depends_on_others(discovery: Discovery) -> bool:
    """Whether another file than the changed ones may change what a file is."""
    sources, problems = discovery
    codes = LINK_CODES | {_COPIED}
    return any(s.is_linked for s in sources) or any(p.code in codes for p in problems)


def _is_walked(root: Path, path: str) -> bool:
    """Whether a walk of ``content/`` enters the folder: it skips links and hidden folders."""
    hidden = any(is_ignored(part) for part in path.split("/"))
    folder = root / path
    return (
        not hidden
        and folder.is_dir()
        and folder.resolve() == (root / CONTENT).resolve() / (path.partition("/")[2])
    )


def _kind(path: str, editions: Collection[str]) -> SourceKind:
    _, *folders, name = path.split("/")
    if folders and folders[0] in editions:
        del folders[0]
    if name == (SECTION_FRONT_FILE if folders else HOME_FRONT_FILE) and len(folders) < 2:
        return "front"
    if name.endswith(COMMENTS):
        return "comments"
    if not path.endswith(MARKDOWN) and not path.lower().endswith(MARKDOWN):
        return "media"
    if folders[:1] == ["authors"]:
        return "author"
    return "page" if folders[:1] == ["pages"] else "article"
