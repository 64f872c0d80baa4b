"""Reads a Hugo site: settings, content in folders and bundles, shortcodes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.fields import text_of
from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import read_front
from newsgen.importer.models import Post, ReadingOptions, Site, Source
from newsgen.importer.readers.hugo.bodies import convert_body
from newsgen.importer.readers.hugo.expiry import Expiries, usual_expiry
from newsgen.importer.readers.hugo.pages import Page, Pages, list_pages
from newsgen.importer.readers.hugo.posts import Whole, read_stories
from newsgen.importer.readers.hugo.settings import (
    ENDINGS,
    HugoSettings,
    is_on,
    read_settings,
)
from newsgen.importer.readers.hugo.site import (
    menu_entries,
    public_folders,
    read_people,
    read_sections,
    section_titles,
    site_values,
    usual_permalink,
)
from newsgen.importer.readers.old_addresses import menu_notes

_WHOLE = "hugo"
"""The key of ``Site.extra`` for what a reader of stories needs."""
_HEAD = 4096
"""Characters at the beginning of a file in which its front matter is looked for."""
_SETTINGS = tuple(f"hugo.{ending}" for ending in ENDINGS)
_OLD_SETTINGS = tuple(f"config.{ending}" for ending in ENDINGS)


def recognises(path: Path) -> str:
    """Why the folder looks like a Hugo site; empty if not."""
    found = next((name for name in _SETTINGS if (path / name).is_file()), "")
    if found:
        return f"it has a {found}"
    if not (path / "content").is_dir():
        return ""
    beside = [name for name in _OLD_SETTINGS if (path / name).is_file()]
    beside += [name for name in ("config/_default", "archetypes") if (path / name).is_dir()]
    return f"it has {beside[0]} and a folder content" if beside else ""


def read_site(source: Source) -> Site:
    """What the settings and the sections say. Raises ImportFault for a site without content."""
    settings = read_settings(source.root)
    pages = list_pages(source.root, settings)
    if not pages.stories:
        folder = settings.languages[0].folder
        raise ImportFault(
            f"{folder}/ of the Hugo site has no stories",
            "name the folder that has the settings (hugo.toml) and the content",
        )
    titles, notes = section_titles(source.root, pages, settings)
    tree = settings.tree
    hosts = {urlsplit(language.base_url).hostname or "" for language in settings.languages}
    main = settings.languages[0]
    own_host = {urlsplit(settings.base_url).hostname or ""}
    own = _mapping(_mapping(tree.get("languages")).get(main.key))
    return Site(
        title=text_of(own.get("title") or tree.get("title")),
        description=text_of(
            _mapping(own.get("params")).get("description")
            or _mapping(tree.get("params")).get("description")
        ),
        base_url=settings.base_url or main.base_url,
        hosts=frozenset(hosts - {""}),
        permalink=usual_permalink(pages.stories, settings),
        timezone=text_of(own.get("timezone") or tree.get("timezone")),
        lang=main.code,
        languages=_languages(pages, settings),
        sections=titles,
        people=read_people(source.root, pages, settings),
        public=public_folders(source.root, settings),
        values=site_values(settings),
        extra={_WHOLE: _whole(source.root, pages, settings)},
        not_taken=pages.not_taken,
        titles=_titles(settings),
        notes=(*settings.notes, *notes, *menu_notes(menu_entries(settings), hosts | own_host)),
    )


def _titles(settings: HugoSettings) -> dict[str, str]:
    """Code of a language → title of the site in it."""
    named = _mapping(settings.tree.get("languages"))
    titles = {
        each.code: text_of(_mapping(named.get(each.key)).get("title"))
        for each in settings.languages
    }
    return {code: title for code, title in titles.items() if code and title}


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """The stories and standing pages."""
    zone = site.timezone or source.options.timezone
    options: ReadingOptions = replace(source.options, timezone=zone)
    yield from read_stories(source.root, _of(site), options)


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown."""
    return convert_body(post, site, _of(site).pages, conversion)


def _of(site: Site) -> Whole:
    whole: Whole = site.extra[_WHOLE]
    return whole


def _languages(pages: Pages, settings: HugoSettings) -> tuple[str, ...]:
    used = {page.language.key for page in pages.stories}
    return tuple(each.code for each in settings.languages if each.key in used and each.code)


def _whole(root: Path, pages: Pages, settings: HugoSettings) -> Whole:
    cascades: dict[str, Mapping[str, Any]] = {"": settings.tree}
    for page, front in read_sections(root, pages):
        values = {str(key).lower(): value for key, value in front.values.items()}
        cascades[_place(page)] = values
    slugs = {page.name: text_of(cascades[_place(page)].get("slug")) for page in pages.sections}
    return Whole(
        settings=settings,
        pages=pages,
        cascades=cascades,
        expiries=Expiries(
            all_built=is_on(settings.tree.get("buildexpired")),
            usual=usual_expiry(_heads(root, pages)),
        ),
        section_slugs={name: slug for name, slug in slugs.items() if slug},
        slugs=dict(_slugs(root, pages, settings)),
    )


def _place(page: Page) -> str:
    return f"{page.language.key}/{page.key}".rstrip("/")


def _heads(root: Path, pages: Pages) -> Iterator[str]:
    for page in pages.stories:
        try:
            yield read_text(root, page.path)[0][:_HEAD]
        except Unreadable:
            yield ""


def _slugs(root: Path, pages: Pages, settings: HugoSettings) -> Iterator[tuple[str, str]]:
    """The slugs in the main language of stories that other languages have as well."""
    main = settings.languages[0].key
    originals = pages.by_key.get(main, {})
    translated = {key for other, keys in pages.by_key.items() if other != main for key in keys}
    for key in sorted(translated & originals.keys()):
        try:
            values = read_front(read_text(root, originals[key])[0]).values
        except Unreadable:
            continue
        slug = text_of(next((v for k, v in values.items() if str(k).lower() == "slug"), ""))
        if slug:
            yield key, slug


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
