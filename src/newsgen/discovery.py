"""Finds the files of ``content/`` without opening any."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import chain
from pathlib import Path

import msgspec

from newsgen.diagnostics import Diagnostic
from newsgen.models import Source, SourceKind, stamp_of

CONTENT = "content"
"""The folder of the site that holds articles, pages, authors and their pictures."""
_MARKDOWN = (".md", ".markdown")


Found = tuple[tuple[Source, ...], tuple[Diagnostic, ...]]
"""Every file, sorted by path, and what could not be taken."""
_decode = msgspec.msgpack.Decoder(Found).decode


def discover(root: Path) -> Found:
    """Every file of ``content/``, sorted by path, and what could not be taken.

    Files of editors and file managers (hidden ones, ``~`` and ``#`` backups) are passed over.
    Links that lead out of ``content/``, links to folders, devices and names that are not UTF-8
    are problems: they are never followed.
    """
    content = root / CONTENT
    if not content.is_dir():
        hint = "articles go into content/<section>/; `newsgen init DIR` lays down a whole site"
        return (), (_refuse("no-content", f"there is no folder {CONTENT}/", CONTENT, hint),)
    return _sort(_walk(content, CONTENT, content.resolve()))


def rediscover(root: Path, before: Found, paths: Iterable[str]) -> Found:
    """What ``discover`` gives now, where nothing changed since but those paths and what is below.

    Paths are relative to the root and lie in ``content/``.
    """
    gone = frozenset(paths)
    below = tuple(f"{path}/" for path in gone)
    every: Iterable[Source | Diagnostic] = chain(*before)
    kept = [f for f in every if f.path not in gone and not f.path.startswith(below)]
    content = root / CONTENT
    if CONTENT in gone or not content.is_dir():
        return discover(root)
    real = content.resolve()
    names: dict[str, set[str]] = defaultdict(set)
    for path in gone:
        folder, _, name = path.rpartition("/")
        names[folder].add(name)
    fresh = [
        found
        for folder, wanted in names.items()
        if _is_ours(root / folder, folder, real)
        for found in _walk(root / folder, folder, real, wanted)
    ]
    return _sort({found.path: found for found in [*kept, *fresh]}.values())


def discover_packed(root: Path) -> bytes:
    """As ``discover``, in a form that travels well between processes."""
    return msgspec.msgpack.encode(discover(root))


def unpack(packed: bytes) -> Found:
    """What ``discover`` gave."""
    found: Found = _decode(packed)
    return found


def _sort(found: Iterable[Source | Diagnostic]) -> Found:
    sources: list[Source] = []
    problems: list[Diagnostic] = []
    for one in found:
        if isinstance(one, Source):
            sources.append(one)
        else:
            problems.append(one)
    return tuple(sorted(sources, key=lambda source: source.path)), tuple(problems)


def _is_ours(place: Path, path: str, content: Path) -> bool:
    """Whether walking ``content/`` comes to that folder: no link and no hidden one leads there."""
    hidden = any(_is_passed_over(part) for part in path.split("/"))
    return not hidden and place.is_dir() and place.resolve() == content / path.partition("/")[2]


def _is_passed_over(name: str) -> bool:
    """Whether it is a file of an editor or a file manager."""
    return name.startswith((".", "#")) or name.endswith("~")


def _walk(
    folder: str | Path, path: str, content: Path, wanted: AbstractSet[str] | None = None
) -> Iterator[Source | Diagnostic]:
    """All that lies in the folder; of its own entries only those wanted, where that is said."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError as error:
        hint = "check the permissions of the folder"
        yield _refuse("unreadable", f"cannot be listed: {error.strerror}", path, hint)
        return
    for entry in entries:
        name = entry.name
        if _is_passed_over(name) or (wanted is not None and name not in wanted):
            continue
        below = f"{path}/{name}"
        if below.isascii() and entry.is_file(follow_symlinks=False):
            yield _take(entry, below)
            continue
        fault = _fault(entry, below, content)
        if fault is not None:
            yield fault
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, below, content)
        else:
            yield _take(entry, below)


def _take(entry: os.DirEntry[str], path: str) -> Source | Diagnostic:
    try:
        return Source(path=path, kind=_kind(path), stamp=stamp_of(entry.stat()))
    except OSError as error:
        hint = "check its permissions, and build again"
        return _refuse("unreadable", f"cannot be looked at: {error.strerror}", path, hint)


def _fault(entry: os.DirEntry[str], path: str, content: Path) -> Diagnostic | None:
    """What speaks against reading that entry."""
    if not path.isascii():
        printable = path.encode("utf-8", "replace").decode()
        if printable != path:
            message = "the file name is not valid UTF-8"
            return _refuse("file-name", message, printable, "rename the file")
    if entry.is_symlink():
        return _link_fault(entry, path, content)
    if not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)):
        return _refuse("not-a-file", "this is neither a file nor a folder", path, "remove it")
    return None


def _link_fault(entry: os.DirEntry[str], path: str, content: Path) -> Diagnostic | None:
    target = Path(os.path.realpath(entry.path))
    if not target.is_relative_to(content):
        hint = "copy the file into content/; links out of it are never followed"
        return _refuse("outside-content", "this link leads out of content/", path, hint)
    try:
        ordinary = stat.S_ISREG(target.stat().st_mode)
    except OSError:
        ordinary = False
    if not ordinary:
        hint = "remove the link, or put the real file here"
        return _refuse("broken-symlink", "this link does not lead to a file", path, hint)
    return None


def _refuse(code: str, message: str, path: str, hint: str) -> Diagnostic:
    return Diagnostic(code=code, message=message, path=path, hint=hint)


def _kind(path: str) -> SourceKind:
    if not path.endswith(_MARKDOWN) and not path.lower().endswith(_MARKDOWN):
        return "media"
    if path.startswith(f"{CONTENT}/authors/"):
        return "author"
    return "page" if path.startswith(f"{CONTENT}/pages/") else "article"
