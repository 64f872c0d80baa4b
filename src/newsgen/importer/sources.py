"""Finds out what kind of source a folder or file is, and which reader reads it."""

import importlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import cast, get_args

from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Kind, ReadingOptions, Source
from newsgen.importer.reader import Reader

KINDS: tuple[Kind, ...] = get_args(Kind)
_ASKED_FIRST: tuple[Kind, ...] = (
    *("wordpress", "ghost", "feed", "drupal"),
    *("hugo", "jekyll", "eleventy", "astro", "nikola", "pelican"),
    *("html", "text", "markdown"),
)
"""The surest signs first; a folder of Markdown files may be almost anything."""
_LIBRARIES = ("bs4", "dateparser", "docutils", "feedparser", "markdownify", "trafilatura")


def require_libraries() -> None:
    """Raise ImportFault if the libraries that read other systems are not installed."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        message = f"imports need more libraries ({', '.join(missing)})"
        raise ImportFault(message, 'pip install "newsgen[import]"')


def reader_of(kind: Kind) -> Reader:
    """The reader of that kind of source."""
    return cast("Reader", importlib.import_module(f"newsgen.importer.readers.{kind}"))


def open_source(
    paths: Sequence[Path], kind: Kind | None, options: ReadingOptions
) -> tuple[Source, str]:
    """The source, and why it is taken for its kind. Raises ImportFault."""
    for path in paths:
        if not path.exists():
            raise ImportFault(f"{path} does not exist", "name a folder, an export or a page")
    first = paths[0]
    if len(paths) > 1 and any(path.is_dir() for path in paths):
        raise ImportFault("several sources, and one is a folder", "import one folder at a time")
    found, why = (kind, "--as says so") if kind else _recognise(first)
    files = () if first.is_dir() else tuple(path.resolve() for path in paths)
    root = first.resolve() if first.is_dir() else first.resolve().parent
    return Source(kind=found, root=root, files=files, options=options), why


def _recognise(path: Path) -> tuple[Kind, str]:
    for kind in _ASKED_FIRST:
        if why := reader_of(kind).recognises(path):
            return kind, why
    raise ImportFault(
        f"{path} looks like nothing that newsgen knows",
        f"say what it is: --as {', '.join(KINDS)}",
    )
