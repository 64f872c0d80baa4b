"""Which files of a Jekyll site are stories and pages, and what their names say.

https://jekyllrb.com/docs/posts/ and https://jekyllrb.com/docs/collections/
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal, NamedTuple

from newsgen.importer.fields import list_of, text_of
from newsgen.importer.files import walk
from newsgen.importer.models import Post, Site
from newsgen.importer.readers.jekyll.site import collections_of

TEXTS = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".html", ".htm"})
OTHER_TEXTS = frozenset({".textile", ".adoc", ".asciidoc", ".org", ".rst"})
"""What Jekyll reads with plugins, and newsgen does not."""
AUTHORS = "authors"
"""The collection that Jekyll's own guide has for writers."""

_HTML = frozenset({".html", ".htm"})
_DATED = re.compile(r"([0-9]{2,4}-[0-9]{1,2}-[0-9]{1,2})-(.*)")


class File(NamedTuple):
    """A file that may be a story."""

    path: str
    """From the root."""
    kind: Literal["posts", "drafts", "pages", "documents"]
    collection: str = ""
    folders: tuple[str, ...] = ()
    """Those above ``_posts``, which are categories; those of a document in its collection."""


def folder_of(root: Path, config: Mapping[str, Any]) -> str:
    """The folder of the texts, from the root; empty for the root itself."""
    wanted = text_of(config.get("source", "")).strip("./")
    if wanted and ".." not in wanted and (root / wanted).is_dir():
        return wanted
    is_below = not (root / "_posts").is_dir() and (root / "source" / "_posts").is_dir()
    return "source" if is_below else ""


def files_of(root: Path, site: Site) -> Iterator[File]:
    """The files that may be stories, in the order of their paths."""
    config, folder = site.extra["config"], site.extra["folder"]
    excluded = tuple(each.strip("/") for each in list_of(config.get("exclude", "")))
    collections = collections_of(config)
    moved = text_of(config.get("collections_dir", "")).strip("/")
    for path in walk(root / folder):
        if PurePosixPath(path).suffix.lower() not in TEXTS | OTHER_TEXTS:
            continue
        if any(path == each or path.startswith(f"{each}/") for each in excluded if each):
            continue
        file = _file(f"{folder}/{path}".lstrip("/"), path, moved, collections)
        if file is not None:
            yield file


def _file(
    path: str, below: str, moved: str, collections: Mapping[str, Mapping[str, Any]]
) -> File | None:
    """What a file is, by its folders."""
    parts = tuple(
        below.removeprefix(f"{moved}/").split("/")[:-1] if moved else below.split("/")[:-1]
    )
    for special, kind in (("_posts", "posts"), ("_drafts", "drafts")):
        if special in parts:
            above = parts[: parts.index(special)]
            return File(path, "posts" if kind == "posts" else "drafts", "", above)
    if parts and parts[0].startswith("_"):
        name = parts[0][1:]
        return File(path, "documents", name, parts[1:]) if name in collections else None
    if any(part.startswith(("_", "#", "~")) for part in (*parts, PurePosixPath(path).name)):
        return None
    return None if PurePosixPath(path).suffix in OTHER_TEXTS else File(path, "pages")


def base_of(file: File) -> Post:
    """The story as its path says."""
    path = PurePosixPath(file.path)
    dated = _DATED.fullmatch(path.stem) if file.kind != "pages" else None
    name = dated[2] if dated else path.stem
    is_html = path.suffix.lower() in _HTML
    return Post(
        key=file.path,
        origin=file.path,
        kind="story" if file.kind in {"posts", "drafts"} or dated else "page",
        slug=name if file.kind in {"posts", "drafts"} else "",
        name=name,
        title=" ".join(word.capitalize() for word in re.split(r"[-_ ]+", name)),
        date=_day(dated[1]) if dated and file.kind != "drafts" else "",
        drafts=("draft",) if file.kind == "drafts" else (),
        markup="html" if is_html else "markdown",
        folder="" if str(path.parent) == "." else str(path.parent),
        file=file.path,
    )


def _day(written: str) -> str:
    year, month, day = written.split("-")
    return f"{year if len(year) == 4 else f'20{year[-2:]}'}-{month:0>2}-{day:0>2}"
