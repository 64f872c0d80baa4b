"""Reads a site of Eleventy: texts in Markdown and HTML with tags of Nunjucks or Liquid."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import msgspec

from newsgen.importer.bodies.liquid import Dialect, tags_of
from newsgen.importer.bodies.liquid_html import html_with_tags
from newsgen.importer.bodies.liquid_includes import show_picture_freely
from newsgen.importer.bodies.liquid_values import flat
from newsgen.importer.bodies.markdown import convert_markdown
from newsgen.importer.bodies.shortcodes import Show
from newsgen.importer.bodies.usual import USUAL, is_picture
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.importer.fields import (
    fill_post,
    is_false,
    kept,
    left_out,
    list_of,
    plain,
    short_key,
    text_of,
    with_heading_as_title,
    with_note,
    with_reason,
)
from newsgen.importer.files import Unreadable, read_text, walk
from newsgen.importer.front import Front, read_front
from newsgen.importer.models import Post, Site, Source
from newsgen.importer.readers.eleventy.addresses import (
    file_slug,
    path_stem,
    permalink_address,
    slugify,
    usual_address,
)
from newsgen.importer.readers.eleventy.site import (
    CONFIGS,
    input_folder,
    is_package_of_eleventy,
    read_copies,
    read_global,
    read_of_folders,
    read_settings,
    scripts_not_read,
    title_of,
)

_MARKDOWN = frozenset({".md", ".markdown"})
_HTML = frozenset({".html", ".njk", ".liquid"})
_NOT_TEXTS = frozenset({"_includes", "_data", "_layouts", "_components", "dist", "public"})
_DATED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-.*")
_LOOP = re.compile(r"\{%-?\s*(?:for|extends|asyncEach)\s")
_TAG = re.compile(r"\{%-?\s*\w+\s+[\"']")
_FOR_COLLECTIONS = frozenset(
    {
        *("all", "post", "posts", "blog", "nav", "page", "pages", "note", "notes"),
        *("article", "articles", "content", "news", "sitemap"),
    }
)
"""Tags that only make a list of files."""
_NO_DATES = frozenset({"last modified", "created", "git last modified", "git created"})
_MOST_LOOKED_AT = 20


def recognises(path: Path) -> str:
    """Why the folder looks like a site of Eleventy; empty if not."""
    if not path.is_dir():
        return ""
    name = next((name for name in CONFIGS if (path / name).is_file()), "")
    if name:
        return f"it has {name}"
    if is_package_of_eleventy(path):
        return "its package.json asks for Eleventy"
    return _by_its_files(path)


def _by_its_files(root: Path) -> str:
    """A data file of Eleventy, or texts with its shortcodes, if it is no site of Jekyll."""
    looked_at = 0
    for path in walk(root):
        if "/_posts/" in f"/{path}" or path in {"_config.yml", "_config.yaml"}:
            return ""
        if ".11tydata." in path:
            return f"it has {path}"
        if PurePosixPath(path).suffix not in _MARKDOWN or looked_at >= _MOST_LOOKED_AT:
            continue
        looked_at += 1
        with (root / path).open("rb") as file:
            start = file.read(8000).decode(errors="replace")
        if _TAG.search(start):
            return f"{path} has shortcodes as Eleventy writes them"
    return ""


def read_site(source: Source) -> Site:
    """What the configuration and the data say."""
    root = source.root
    settings = read_settings(root)
    folder = input_folder(root, settings)
    data = read_global(root, folder)
    url = title_of(data, "url", "baseUrl", "domain", "siteUrl")
    prefix = settings.get("pathPrefix", "").strip("/")
    base = f"{url.rstrip('/')}/{prefix}".rstrip("/") + "/" if url.startswith("http") else ""
    usual = [("public", "/"), ("static", "/"), (folder, "/"), ("", "/")]
    public = dict.fromkeys(
        (*read_copies(root, folder), *(each for each in usual if (root / each[0]).is_dir()))
    )
    site = Site(
        title=plain(title_of(data, "title", "name")),
        description=plain(title_of(data, "description")),
        base_url=base,
        lang=title_of(data, "language", "lang", "locale").replace("_", "-"),
        timezone=title_of(data, "timezone"),
        public=tuple(public),
        values=dict(flat("", data)),
        notes=scripts_not_read(root, folder),
        extra={"folder": folder},
    )
    taken = {post.file for post in read_posts(source, site)}
    others = [path for path in _texts(root, folder) if path not in taken]
    return msgspec.structs.replace(site, notes=(*site.notes, *left_out(others)))


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """Every text, in the order of their paths."""
    folder = site.extra["folder"]
    for path in _texts(source.root, folder):
        below = PurePosixPath(path).relative_to(folder)
        post = _read(source, site, path, below)
        if post is not None:
            yield post


def _texts(root: Path, folder: str) -> Iterator[str]:
    """The files that may be texts."""
    for path in walk(root / folder, skip=_NOT_TEXTS):
        if PurePosixPath(path).suffix.lower() in _MARKDOWN | _HTML:
            yield f"{folder}/{path}".lstrip("/")


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown."""
    values = {**site.values, **_values(post, site)}
    dialect = Dialect(values=values, shows=SHOWS, find=lambda *_: "", has_comments=True)
    tags = tags_of(dialect, post.body_line)
    if post.markup == "markdown":
        body, line = post.body, post.body_line
        return convert_markdown(body, conversion, replace_tags=tags, first_line=line)
    return html_with_tags(post.body, conversion, tags, post.body_line)


# --- stories


class _Cascade(NamedTuple):
    """The data of the folders of a file."""

    values: Mapping[str, Any]
    lists: frozenset[str]
    """Tags that folders give, which only make lists of files."""


def _read(source: Source, site: Site, path: str, below: PurePosixPath) -> Post | None:
    """The story in a file; None for one that is not meant for readers."""
    base = _base(path, below)
    try:
        text, notes = read_text(source.root, path)
    except Unreadable as fault:
        return with_reason(base, fault.reason)
    base = msgspec.structs.replace(base, notes=notes)
    front = read_front(text)
    has_front = bool(front.values or front.fault or front.body_line > 1)
    is_template = bool(_LOOP.search(front.body)) or "pagination" in front.values
    if not front.body.strip() or base.name == "404" or (is_template and not base.date):
        return None
    if not has_front and base.kind == "page":
        return None
    cascade = _cascade(source.root, site.extra["folder"], path)
    given = {short_key(key) for key in front.values}
    inherited = {
        key: value
        for key, value in cascade.values.items()
        if short_key(key) not in given and short_key(key) not in {"tags", "layout"}
    }
    whole = msgspec.structs.replace(front, values={**inherited, **front.values})
    return _filled(source, site, whole, base, below, cascade)


def _base(path: str, below: PurePosixPath) -> Post:
    """The story as its path says."""
    name = file_slug(below)
    dated = _DATED.fullmatch(below.stem) or _DATED.fullmatch(below.parent.name)
    parent = str(PurePosixPath(path).parent)
    return Post(
        key=path,
        origin=path,
        kind="story" if dated else "page",
        name=name,
        slug="",
        section=slugify(below.parts[0]) if len(below.parts) > 1 else "",
        date=dated[1] if dated else "",
        markup="markdown" if below.suffix.lower() in _MARKDOWN else "html",
        folder="" if parent == "." else parent,
        file=path,
    )


def _cascade(root: Path, folder: str, path: str) -> _Cascade:
    values: dict[str, Any] = {}
    lists: set[str] = set()
    for row in read_of_folders(root, folder, path):
        lists.update(list_of(row.get("tags", "")))
        values.update(row)
    return _Cascade(values, frozenset(lists))


def _filled(
    source: Source, site: Site, front: Front, base: Post, below: PurePosixPath, cascade: _Cascade
) -> Post:
    is_listed = bool(cascade.lists) or bool(
        _FOR_COLLECTIONS & {tag.lower() for tag in list_of(front.values.get("tags", ""))}
    )
    has_date = bool(text_of(front.values.get("date", "")))
    if base.kind == "page" and (has_date or (is_listed and len(below.parts) > 1)):
        base = msgspec.structs.replace(base, kind="story")
    if text_of(front.values.get("date", "")).lower() in _NO_DATES:
        kept_values = {key: value for key, value in front.values.items() if key != "date"}
        front = msgspec.structs.replace(front, values=kept_values)
        base = with_note(base, "left-out", "date: that of the file, which is not kept")
    post = fill_post(front, base, source.options, {"permalink": "", **_SPECIAL})
    if not any(short_key(key).endswith("title") for key in front.values) and not front.fault:
        post = with_heading_as_title(post)
    hidden = _FOR_COLLECTIONS | {tag.lower() for tag in cascade.lists}
    tags = tuple(tag for tag in post.tags if tag.lower() not in hidden)
    post = msgspec.structs.replace(post, tags=tags)
    return _with_address(site, front, post, below)


def _keep_computed(value: Any, post: Post) -> Post:
    told = "eleventyComputed: not computed"
    return with_note(kept(post, "eleventyComputed", value), "left-out", told)


_SPECIAL: Mapping[str, Any] = {
    "eleventycomputed": _keep_computed,
    "eleventyexcludefromcollections": "",
    "eleventyimport": "",
    "templateengineoverride": "layout",
}


def _with_address(site: Site, front: Front, post: Post, below: PurePosixPath) -> Post:
    """The story with the address that Eleventy gives it."""
    written = front.values.get("permalink", "")
    if isinstance(written, Mapping):
        written = written.get("build") or written.get("serverless") or ""
    permalink = text_of(written)
    if not permalink:
        return msgspec.structs.replace(post, address=usual_address(below))
    if is_false(permalink):
        return with_reason(post, "permalink: false, so it has no page")
    values = {**site.values, **_values(post, site)}
    address = permalink_address(permalink, values)
    if address is None:
        told = f"permalink {permalink}: not computed, the usual address taken"
        post = with_note(post, "needs", told)
    return msgspec.structs.replace(post, address=address or usual_address(below))


# --- bodies


def _show_picture(call: Shortcode, conversion: Conversion) -> str:
    """A picture, whose path counts from the folder of the whole site."""
    arguments = tuple(_from_root(each) for each in call.arguments)
    named = {key: _from_root(value) for key, value in call.named.items()}
    whole = msgspec.structs.replace(call, arguments=arguments, named=named)
    return show_picture_freely(whole, conversion)


def _from_root(path: str) -> str:
    """The path of a picture from the root; ``./`` and a name is beside the text."""
    if not is_picture(path) or " " in path or path.startswith(("/", "../")) or ":" in path:
        return path
    below = path.removeprefix("./")
    return path if below != path and "/" not in below else f"/{below}"


SHOWS: Mapping[str, Show] = {
    **USUAL,
    **dict.fromkeys(("image", "img", "figure", "picture", "photo", "respimg"), _show_picture),
}
"""Shortcodes that most sites of Eleventy have, and its plugins."""


def _values(post: Post, site: Site) -> Mapping[str, str]:
    """The variables of the text itself."""
    folder = site.extra["folder"]
    below = PurePosixPath(post.file.removeprefix(f"{folder}/") if folder else post.file)
    known = {
        "title": post.title,
        "description": post.summary,
        "date": post.date,
        "author": post.authors[0] if post.authors else "",
        "lang": post.lang,
        "link": post.link,
        "image": post.image.src if post.image else "",
        "page.url": post.address,
        "page.date": post.date,
        "page.fileSlug": file_slug(below),
        "page.filePathStem": path_stem(below),
        "page.inputPath": f"./{post.file}",
    }
    return {**{name: text for name, text in known.items() if text}, **dict(flat("", post.extra))}
