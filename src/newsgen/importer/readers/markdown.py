"""Reads a folder of Markdown files that no system made, or one of Obsidian, Notion or Bear.

What a file has of front matter is taken; its title may be its first heading or its name, and its
date may be in its name. The times of files say when they were copied, so they are never taken.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown import CodeSpans, convert_markdown, plain_text
from newsgen.importer.bodies.texts import destination
from newsgen.importer.conversion import Conversion
from newsgen.importer.fields import fill_post, with_reason
from newsgen.importer.files import Unreadable, read_text, walk
from newsgen.importer.front import Front, read_front
from newsgen.importer.models import Post, Site, Source
from newsgen.markdown import read_parts
from newsgen.text import slugify

ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_LOOKED_AT = 2000
"""Files of a folder that are looked at to recognise it."""
_NO_STORIES = frozenset(
    {"agents", "changelog", "code_of_conduct", "contributing", "license", "readme", "security"}
)
"""Names of files that tell of the folder itself; in it, not below it."""
_DATED = re.compile(
    r"(?P<year>[0-9]{4})(?P<sign>[-_. ]?)(?P<month>[0-9]{2})(?P=sign)(?P<day>[0-9]{2})"
    r"(?:[-_. T]+(?P<name>.*))?"
)
_NOTION_ID = re.compile(r"[ _-][0-9a-f]{32}\Z")
_PROPERTY = re.compile(r"(?P<key>[A-Z][\w ]{0,30}): (?P<value>[^\n]{1,300})")
_WIKI = re.compile(
    r"(?P<picture>!?)\[\[(?P<target>[^\[\]|#\n]{0,200})(?:#[^\[\]|\n]{0,200})?"
    r"(?:\|(?P<words>[^\[\]\n]{0,200}))?\]\]"
)
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?P<words>[^\s=](?:[^=\n]{0,300}[^\s=])?)==(?![=\w])")


class _Named(NamedTuple):
    """What the name of a file says."""

    name: str
    date: str


def recognises(path: Path) -> str:
    """Why the file or folder may be one of plain Markdown; any other kind is asked before."""
    if path.is_file():
        return "it is a Markdown file" if path.suffix.lower() in ENDINGS else ""
    found = any(_is_story(name) for name in islice(walk(path), _LOOKED_AT))
    return "it holds Markdown files" if found else ""


def read_site(source: Source) -> Site:
    """The folders of the first level as sections, and where each name is, for wiki links."""
    paths = list(_paths(source))
    sections: dict[str, str] = {}
    names: dict[str, str] = {}
    for path in paths:
        section, title = _section_of(path)
        if section:
            sections.setdefault(section, title)
    for path in walk(source.root):
        pure = PurePosixPath(path)
        for name in (path, str(pure.with_suffix("")), pure.name, pure.stem):
            names.setdefault(name.casefold(), path)
    return Site(sections=sections, public=(("", "/"),), extra={"names": names})


def read_posts(source: Source, site: Site) -> Iterator[Post]:  # noqa: ARG001 - as all readers
    """Every file, in the order of their paths."""
    return (_read_file(source, path) for path in _paths(source))


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown; wiki links lead to the files with these names."""
    names: Mapping[str, str] = site.extra.get("names", {})

    def replace_tags(text: str, code: CodeSpans, _atoms: Atoms, _conversion: Conversion) -> str:
        return apply(text, _tag_edits(text, code, names, post.folder))

    return convert_markdown(
        post.body, conversion, replace_tags=replace_tags, first_line=post.body_line
    )


def _paths(source: Source) -> Iterator[str]:
    if source.files:
        yield from (path.relative_to(source.root).as_posix() for path in source.files)
    else:
        yield from (path for path in walk(source.root) if _is_story(path))


def _is_story(path: str) -> bool:
    pure = PurePosixPath(path)
    is_of_folder = len(pure.parts) == 1 and pure.stem.lower() in _NO_STORIES
    return pure.suffix.lower() in ENDINGS and not is_of_folder


def _section_of(path: str) -> tuple[str, str]:
    """The slug and the title of the folder of the first level; empty for a file in no folder."""
    parts = PurePosixPath(path).parts[:-1]
    title = _plain_name(parts[0]) if parts else ""
    return slugify(title), title


def _plain_name(name: str) -> str:
    """The name of a file or folder without the number that Notion puts behind it."""
    return _NOTION_ID.sub("", unquote(name)).rstrip(" _-")


def _named(path: str) -> _Named:
    """The name of a file without date and ending, and its date if it is one of a calendar."""
    pure = PurePosixPath(path)
    stem = _plain_name(pure.stem)
    if stem.lower() == "index" and len(pure.parts) > 1:
        stem = _plain_name(pure.parts[-2])
    found = _DATED.fullmatch(stem)
    if not found or not ("01" <= found["month"] <= "12" and "01" <= found["day"] <= "31"):
        return _Named(stem, "")
    date = f"{found['year']}-{found['month']}-{found['day']}"
    return _Named((found["name"] or "").strip("-_. ") or stem, date)


def _read_file(source: Source, path: str) -> Post:
    pure, named = PurePosixPath(path), _named(path)
    section, _ = _section_of(path)
    base = Post(
        key=path,
        origin=path,
        name=named.name,
        date=named.date,
        section=section,
        folder="" if str(pure.parent) == "." else str(pure.parent),
        file=path,
        kind="page" if section == "pages" else "story",
    )
    try:
        text, notes = read_text(source.root, path)
    except Unreadable as fault:
        return with_reason(msgspec.structs.replace(base, title=named.name), fault.reason)
    front = read_front(text)
    if not front.values and _NOTION_ID.search(unquote(pure.stem)):
        front = _with_properties(front)
    has_title = any(key.lower() == "title" and value for key, value in front.values.items())
    post = fill_post(front, msgspec.structs.replace(base, notes=notes), source.options)
    post = _without_title(post, takes_it=not has_title)
    if post.kind == "story" and not post.date:
        post = with_reason(post, "no date")
    return post


def _with_properties(front: Front) -> Front:
    """The front matter of Notion: lines ``Key: value`` below the first heading."""
    lines = front.body.split("\n")
    if not lines[0].startswith("# "):
        return front
    first = 2 if len(lines) > 1 and not lines[1].strip() else 1
    values: dict[str, str] = {}
    end = first
    while end < len(lines) and (found := _PROPERTY.fullmatch(lines[end])):
        values[found["key"]] = found["value"].strip()
        end += 1
    is_whole = end == len(lines) or not lines[end].strip()
    if not values or not is_whole:
        return front
    body = "\n".join([lines[0], *[""] * (end - 1), *lines[end:]])
    return msgspec.structs.replace(front, values=values, body=body)


def _without_title(post: Post, *, takes_it: bool) -> Post:
    """The story without a first heading that is its title; ``takes_it`` if it has no other."""
    parts = read_parts(post.body)
    first = parts[0] if parts else None
    if not first or first.kind != "heading" or first.level != 1 or post.body[: first.start].strip():
        return post
    words = plain_text(first.text)
    if not words or not (takes_it or slugify(words) == slugify(post.title)):
        return post
    rest = post.body[first.end :]
    body = rest.lstrip("\n")
    line = post.body_line + post.body.count("\n", 0, len(post.body) - len(body))
    return msgspec.structs.replace(
        post, title=words if takes_it else post.title, body=body, body_line=line
    )


def _tag_edits(text: str, code: CodeSpans, names: Mapping[str, str], folder: str) -> Iterator[Edit]:
    """Wiki links to files as links, and highlighted words as bold ones."""
    for found in _WIKI.finditer(text):
        link = None if code.covers(found.start()) else _wiki_link(found, names, folder)
        if link:
            yield Edit(found.start(), found.end(), link)
    for found in _HIGHLIGHT.finditer(text):
        if not code.covers(found.start()):
            yield Edit(found.start(), found.end(), f"**{found['words']}**")


def _wiki_link(found: re.Match[str], names: Mapping[str, str], folder: str) -> str | None:
    """The wiki link as a link to the file of this name; None if there is no such file."""
    target = found["target"].strip()
    path = names.get(target.casefold())
    if not path:
        return None
    words = (found["words"] or "").strip()
    here = PurePosixPath(folder)
    up = [".."] * len(here.parts)
    address = "/".join((*up, path))
    if found["picture"] and PurePosixPath(path).suffix.lower() not in ENDINGS:
        label = "" if words.replace("x", "").isdecimal() else words
        return f"![{label}]({destination(address)})"
    return f"[{words or target}]({destination(address)})"
