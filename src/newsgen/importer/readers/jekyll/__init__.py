"""Reads a site of Jekyll: posts, drafts, pages and collections.

Which files are stories: https://jekyllrb.com/docs/posts/ and https://jekyllrb.com/docs/collections/
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from newsgen.importer.bodies.liquid import Dialect, tags_of
from newsgen.importer.bodies.liquid_html import html_with_tags
from newsgen.importer.bodies.liquid_includes import show_octopress_picture, show_picture_freely
from newsgen.importer.bodies.liquid_values import flat
from newsgen.importer.bodies.markdown import convert_markdown
from newsgen.importer.bodies.shortcodes import Show
from newsgen.importer.bodies.usual import USUAL
from newsgen.importer.conversion import Conversion
from newsgen.importer.fields import is_true, left_out, list_of, plain, text_of
from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import read_front
from newsgen.importer.models import Note, Person, Post, Site, Source
from newsgen.importer.readers.eleventy.site import CONFIGS as CONFIGS_OF_ELEVENTY
from newsgen.importer.readers.jekyll.addresses import permalink_of, slug_of
from newsgen.importer.readers.jekyll.files import AUTHORS, TEXTS, files_of, folder_of
from newsgen.importer.readers.jekyll.posts import default_style, read_file
from newsgen.importer.readers.jekyll.site import (
    CONFIGS,
    collections_of,
    has_pages,
    person,
    read_config,
    read_data_files,
    read_people,
    read_sections,
    site_values,
)

SHOWS: Mapping[str, Show] = {
    **USUAL,
    "img": show_octopress_picture,
    "imgcap": show_octopress_picture,
    **dict.fromkeys(
        (
            *("figure", "image", "picture", "responsive_image", "responsive_image_block"),
            *("figure_img", "photo", "thumb", "fancybox", "lightbox"),
        ),
        show_picture_freely,
    ),
}
"""Tags of Jekyll's plugins and of Octopress; paired ``figure`` has its picture inside."""


def recognises(path: Path) -> str:
    """Why the folder looks like a site of Jekyll; empty if not."""
    if not path.is_dir() or any((path / name).is_file() for name in CONFIGS_OF_ELEVENTY):
        return ""  # a site of Eleventy that was one of Jekyll once still has its _posts
    if (path / "_posts").is_dir():
        return "it has a folder _posts"
    name = next((name for name in CONFIGS if (path / name).is_file()), "")
    if name:
        return f"it has a {name}"
    nested = next((each for each in sorted(path.glob("*/_posts")) if each.is_dir()), None)
    return f"it has a folder {nested.parent.name}/_posts" if nested else ""


def read_site(source: Source) -> Site:
    """What ``_config.yml`` and ``_data`` say."""
    config, notes = read_config(source.root)
    folder = folder_of(source.root, config)
    data = read_data_files(source.root, folder)
    url = text_of(config.get("url", "")).rstrip("/") or _own_host(source.root, folder)
    base = text_of(config.get("baseurl", ""))
    languages = list_of(config.get("languages", ""))
    lang = text_of(config.get("default_lang") or config.get("lang") or config.get("locale") or "")
    style = text_of(config.get("permalink", ""))
    posts = config.get("collections", {})
    if isinstance(posts, Mapping) and isinstance(posts.get("posts"), Mapping):
        style = text_of(posts["posts"].get("permalink", "")) or style
    site = Site(
        title=plain(config.get("title") or config.get("name") or ""),
        tagline=plain(config.get("tagline") or config.get("subtitle") or ""),
        description=plain(config.get("description", "")),
        base_url=f"{url}/{base.strip('/')}".rstrip("/") + "/" if _is_web(url) else "",
        permalink=permalink_of(default_style(config) or style),
        timezone=text_of(config.get("timezone", "")),
        lang=lang.replace("_", "-"),
        languages=tuple(each.replace("_", "-") for each in languages),
        people=read_people(data),
        public=((folder, "/"),),
        values=site_values(config, data),
        notes=notes,
        extra={"config": config, "folder": folder, "style": style, "data": data},
    )
    return _with_addresses(source, site)


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """Every post, draft, document and page, in the order of their paths."""
    for file in files_of(source.root, site):
        post = read_file(source, site, file)
        if post is not None:
            yield post


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown."""
    if post.markup == "text":
        return ""
    dialect = Dialect(
        values={**site.values, **_page_values(post)},
        shows=SHOWS,
        find=partial(_find, site.extra.get("addresses", {})),
    )
    body = _without_separator(post.body, site.extra.get("config", {}))
    tags = tags_of(dialect, post.body_line)
    if post.markup == "markdown":
        return convert_markdown(body, conversion, replace_tags=tags, first_line=post.body_line)
    return html_with_tags(body, conversion, tags, post.body_line)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and "localhost" not in url


def _own_host(root: Path, folder: str) -> str:
    """The address in the file that GitHub reads the host of a site from."""
    try:
        name = read_text(root, f"{folder}/CNAME".lstrip("/"))[0].strip()
    except Unreadable:
        return ""
    return f"https://{name}" if name and not set(name) & set(" /:\n") else ""


def _with_addresses(source: Source, site: Site) -> Site:
    """The site with the addresses of its files, for the tags that link to a file."""
    addresses: dict[str, str] = {}
    names: dict[str, str] = {}
    folder = site.extra["folder"]
    taken: set[str] = set()
    for post in read_posts(source, site):
        taken.add(post.file)
        path = PurePosixPath(post.file.removeprefix(f"{folder}/") if folder else post.file)
        addresses[str(path)] = post.address
        addresses.setdefault(path.stem, post.address)
        if "_posts" in path.parts:
            below = path.parts[path.parts.index("_posts") + 1 :]
            addresses["/".join(below).removesuffix(path.suffix)] = post.address
        names.update((slug_of(category), category) for category in post.categories)
    return msgspec.structs.replace(
        site,
        extra={**site.extra, "addresses": addresses},
        sections=read_sections(site.extra["data"], site.extra["config"], names),
        people={**site.people, **_people_of_collection(source.root, site)},
        not_taken=_not_taken(source.root, site),
        notes=(*site.notes, *_pages_left_out(source.root, site, taken)),
    )


def _people_of_collection(root: Path, site: Site) -> Mapping[str, Person]:
    """The writers in the collection ``_authors``."""
    people: dict[str, Person] = {}
    for file in files_of(root, site):
        if file.collection == AUTHORS:
            try:
                front = read_front(read_text(root, file.path)[0])
            except Unreadable:
                continue
            key = text_of(front.values.get("short_name", "")) or PurePosixPath(file.path).stem
            row = {**front.values, "bio": front.values.get("bio") or front.body.strip()}
            people[key] = person(key, row)
    return people


def _pages_left_out(root: Path, site: Site, taken: Collection[str]) -> tuple[Note, ...]:
    """A note of the pages that are no stories: lists, and files without front matter."""
    files = (file for file in files_of(root, site) if file.kind == "pages")
    return left_out([file.path for file in files if file.path not in taken])


def _not_taken(root: Path, site: Site) -> Mapping[str, int]:
    """How many documents of each collection have no page of their own."""
    collections = collections_of(site.extra["config"])
    names = (file.collection for file in files_of(root, site))
    without = (name for name in names if name and name != AUTHORS)
    counts = Counter(name for name in without if not has_pages(collections[name]))
    return {f"document of {name}, without a page": count for name, count in counts.items()}


def _find(addresses: Mapping[str, str], tag: str, wanted: str) -> str:
    """The address for ``{% link _posts/x.md %}`` and ``{% post_url x %}``."""
    wanted = wanted.strip("/")
    found = addresses.get(wanted) or addresses.get(wanted.rpartition("/")[2])
    if found or tag == "post_url":
        return found or ""
    return f"/{wanted}" if PurePosixPath(wanted).suffix not in TEXTS else ""


# --- bodies


def _page_values(post: Post) -> Mapping[str, str]:
    """The variables of ``page`` that are texts."""
    known: dict[str, Any] = {
        "title": post.title,
        "url": post.address,
        "permalink": post.address,
        "date": post.date,
        "slug": post.slug,
        "name": PurePosixPath(post.file).name,
        "path": post.file,
        "author": post.authors[0] if post.authors else "",
        "description": post.summary,
        "excerpt": post.summary,
        "subtitle": post.standfirst,
        "lang": post.lang,
        "link": post.link,
        "image": post.image.src if post.image else "",
        "tags": list(post.tags),
        "categories": list(post.categories),
        "category": post.categories[0] if post.categories else "",
    }
    values = {name: text for name, text in flat("page", known) if text}
    return {**values, **dict(flat("page", post.extra))}


def _without_separator(body: str, config: Mapping[str, Any]) -> str:
    """The body without the mark at the end of its excerpt."""
    separator = text_of(config.get("excerpt_separator", ""))
    return body.replace(separator, "", 1) if separator and not is_true(separator) else body
