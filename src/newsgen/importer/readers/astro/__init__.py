"""Reads an Astro site, and other sites of Markdown and MDX: Docusaurus, VitePress, Nextra."""

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsgen.importer.bodies.markdown import convert_markdown
from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.fields import Special, fill_post, plain, text_of
from newsgen.importer.files import Unreadable, is_inside, read_text, walk
from newsgen.importer.front import Front, read_data, read_front
from newsgen.importer.models import Person, Post, Site, Source
from newsgen.importer.readers.astro.aliases import Aliased, turn_alias
from newsgen.importer.readers.astro.mdx import convert_mdx
from newsgen.importer.readers.astro.pages import Page, list_pages, page_address
from newsgen.importer.readers.astro.settings import (
    CONFIGURATIONS,
    AstroSettings,
    read_settings,
)
from newsgen.importer.readers.hugo.addresses import encoded, split_dated
from newsgen.models import Model

_WHOLE = "astro"
_PEOPLE_FOLDERS = (
    "src/content/authors",
    "src/content/author",
    "src/content/team",
    "src/data/authors",
)
_PEOPLE_FILES = (
    "blog/authors.yml",
    "blog/authors.yaml",
    "src/data/authors.json",
    "src/content/authors.json",
)
_FORMS: Mapping[str, Any] = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}


class _Whole(Model, frozen=True):
    """What read_posts and convert need again."""

    settings: AstroSettings
    pages: tuple[Page, ...]


def recognises(path: Path) -> str:
    """Why the folder looks like an Astro site; empty if not."""
    if not path.is_dir():
        return ""
    for name in CONFIGURATIONS:
        if (path / name).is_file():
            return f"it has a {name}"
    return "it has a folder src/content" if (path / "src" / "content").is_dir() else ""


def read_site(source: Source) -> Site:
    """What the settings and the folders say. Raises ImportFault for a site without texts."""
    settings = read_settings(source.root)
    pages, not_taken = list_pages(source.root, settings)
    if not pages:
        raise ImportFault(
            "the site has no Markdown and no MDX",
            "name the folder that has src/content, or the one with the texts",
        )
    sections = {page.collection: _title(page.collection) for page in pages if page.is_story}
    sections = {slug: title for slug, title in sections.items() if slug}
    used = {page.locale for page in pages}
    main = settings.locales[0] if settings.locales else ""
    return Site(
        title=settings.title,
        description=settings.description,
        base_url=settings.site.rstrip("/") + settings.base if settings.site else "",
        hosts=frozenset({urlsplit(settings.site).hostname or ""} - {""}),
        permalink=_permalink(pages, settings),
        lang=main,
        languages=tuple(each for each in settings.locales if each == main or each in used),
        sections={slug: sections[slug] for slug in sorted(sections)},
        people=_people(source.root, pages),
        public=_public(source.root),
        extra={_WHOLE: _Whole(settings=settings, pages=tuple(pages))},
        not_taken=not_taken,
    )


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """The stories and standing pages."""
    whole = _of(site)
    for page in whole.pages:
        if not page.is_person:
            yield _post(source, page, whole.settings)


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown."""
    settings = _of(site).settings
    aliased = Aliased(
        conversion, lambda written: turn_alias(written, post.folder, settings.aliases)
    )
    if not post.file.endswith(".mdx") and settings.kind != "docusaurus":
        return convert_markdown(post.body, aliased, first_line=post.body_line)
    values = {
        f"{name}.{key}": value
        for name in ("frontmatter", "frontMatter", "props.frontmatter")
        for key, value in (("title", post.title), ("description", post.summary))
    }
    return convert_mdx(post.body, aliased, values, first_line=post.body_line)


def _of(site: Site) -> _Whole:
    whole: _Whole = site.extra[_WHOLE]
    return whole


def _title(folder: str) -> str:
    words = folder.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _permalink(pages: list[Page], settings: AstroSettings) -> str:
    """Stories below their collection, if most are."""
    stories = [page for page in pages if page.is_story]
    below = sum(page.front == page.collection for page in stories)
    if not stories or settings.ending not in ("/", ".html"):
        return "/{section}/{slug}/"
    front = "/{section}" if below * 2 > len(stories) else ""
    return f"{front}/{{slug}}{settings.ending}"


def _public(root: Path) -> tuple[tuple[str, str], ...]:
    folders = (("public", "/"), ("static", "/"), ("src/assets", "/src/assets/"))
    return tuple(
        (folder, front)
        for folder, front in folders
        if is_inside(root, folder) and (root / folder).is_dir()
    )


def _post(source: Source, page: Page, settings: AstroSettings) -> Post:
    name = page.id.rpartition("/")[2]
    if name == "index":
        name = page.id.rpartition("/")[0].rpartition("/")[2] or name
    day, rest = split_dated(name)
    folder = posixpath.dirname(page.path)
    key = page.id.removeprefix(f"{page.locale}/") if page.locale else page.id
    base = Post(
        key=page.path,
        origin=page.path,
        kind="story" if page.is_story else "page",
        name=rest or name,
        date=day,
        lang=page.locale,
        section=page.collection if page.is_story else "",
        folder=folder,
        file=page.path,
        translation=f"{page.collection}/{key}" if page.locale else "",
    )
    if page.path.endswith(".mdoc"):
        base = replace(base, drafts=("the tags of Markdoc are not read",))
    try:
        text, notes = read_text(source.root, page.path)
    except Unreadable as fault:
        return replace(base, title=_title(name), drafts=(fault.reason,))
    front = read_front(text)
    post = fill_post(front, replace(base, notes=notes), source.options, _special(page, front))
    slug = text_of(front.values.get("slug") or front.values.get("permalink"))
    address = page_address(page, slug, settings)
    old = [path for path, target in settings.redirects.items() if _same(target, address)]
    is_rooted = settings.base == "/"
    post = replace(
        post,
        slug=post.slug.strip("/").rpartition("/")[2],
        address=encoded(address) if is_rooted else settings.site.rstrip("/") + encoded(address),
        addresses=tuple(dict.fromkeys((*post.addresses, *old))),
    )
    if post.image:
        src = turn_alias(post.image.src, folder, settings.aliases)
        post = replace(
            post,
            image=replace(post.image, src=posixpath.normpath(src) if src.startswith("./") else src),
        )
    return post


def _same(one: str, other: str) -> bool:
    return one.rstrip("/") == other.rstrip("/")


def _special(page: Page, front: Front) -> dict[str, Special | str]:
    """The keys that mean something else here."""
    special: dict[str, Special | str] = {
        "isdraft": "draft",
        "permalink": "",
        "sidebarposition": "layout",
        "sidebarlabel": "layout",
        "sidebar": "layout",
        "prev": "layout",
        "next": "layout",
        "hidetitle": "layout",
        "tableofcontents": "layout",
        "hidetableofcontents": "layout",
        "setup": "layout",
    }
    if "slug" not in front.values and page.collection in ("docs", "blog"):
        special["id"] = "layout"
    return special


def _people(root: Path, pages: list[Page]) -> dict[str, Person]:
    """Those who write: a collection ``authors``, or ``blog/authors.yml`` of Docusaurus."""
    people: dict[str, Person] = {}
    for folder in _PEOPLE_FOLDERS:
        for path in walk(root / folder) if is_inside(root, folder) else ():
            stem, ending = posixpath.splitext(path)
            if ending in _FORMS:
                people[stem] = _person(stem, _data(root, f"{folder}/{path}"), "")
    for name in _PEOPLE_FILES:
        for slug, values in _data(root, name).items():
            if isinstance(values, Mapping):
                people[slug] = _person(slug, values, "")
    for page in pages:
        if page.is_person:
            front = _front(root, page.path)
            slug = page.id.rpartition("/")[2]
            people[slug] = _person(slug, front.values, front.body)
    return people


def _front(root: Path, path: str) -> Front:
    try:
        return read_front(read_text(root, path)[0])
    except Unreadable:
        return Front(body="")


def _data(root: Path, path: str) -> Mapping[str, Any]:
    if not is_inside(root, path) or not (root / path).is_file():
        return {}
    try:
        text = read_text(root, path)[0]
    except Unreadable:
        return {}
    return read_data(text, _FORMS[posixpath.splitext(path)[1]]).values


def _person(slug: str, values: Mapping[str, Any], body: str) -> Person:
    links = {
        name.capitalize(): text_of(value)
        for name, value in values.items()
        if text_of(value).startswith(("https://", "http://")) and "image" not in name
    }
    picture = values.get("avatar") or values.get("image") or values.get("image_url")
    picture = picture.get("src") if isinstance(picture, Mapping) else picture
    return Person(
        name=plain(values.get("name") or values.get("title")) or _title(slug),
        slug=slug,
        role=plain(values.get("role") or values.get("jobTitle")),
        bio=body.strip() or text_of(values.get("bio") or values.get("description")),
        image=text_of(picture),
        links=links,
    )
