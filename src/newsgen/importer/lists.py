"""The lists of the old site - categories, tags, authors, months, feeds - and where they are now.

Every system has its own addresses for them, made of the same words: ``/category/ports/``,
``/tags/fish.html``, ``/author/huma/``, ``/2012/03/``, ``/feed/``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from newsgen.config import Config, edition_configs
from newsgen.importer.models import Kind, Note, Site
from newsgen.importer.paper import edition_of_post
from newsgen.importer.plan import Place
from newsgen.importer.settings import DROP, TAG, ImportSettings
from newsgen.models import FEED_FORMATS, Model
from newsgen.text import slugify
from newsgen.urls import (
    Taxonomy,
    archive_index_url,
    feed_url,
    home_url,
    index_url,
    month_url,
    section_url,
    term_url,
)

ListKind = Literal["category", "tag", "author"]

_WORDS: Final[Mapping[str, ListKind]] = {
    **dict.fromkeys(
        ("category", "categories", "section", "sections", "topic", "topics"), "category"
    ),
    **dict.fromkeys(("tag", "tags", "label", "labels", "keyword", "keywords"), "tag"),
    **dict.fromkeys(("author", "authors", "writer", "writers", "contributor"), "author"),
}
_FOLDERS: Final[Mapping[str, str]] = {"wordpress": "category", "ghost": "tag"}
"""The folder of categories, where the old system has a fixed one."""
_SHOWN: Final = 3
_FEEDS: Final = frozenset({"feed", "rss", "rss2", "atom", "index.xml", "index.json", "feeds"})
_FEED_FILE: Final = re.compile(r"(?:[\w-]{1,40}\.)?(?:rss|atom|feed|xml)(?:\.xml|\.json)?")
_ARCHIVES: Final = frozenset({"archive", "archives"})
_HOMES: Final = frozenset({"blog", "posts", "post", "articles", "home"})
_ENDINGS: Final = (".html", ".htm", ".php")
_TAXONOMIES: Final[tuple[tuple[ListKind, Taxonomy], ...]] = (
    ("tag", "tags"),
    ("author", "authors"),
)
_PAGE_PARTS: Final = 2
_YEAR: Final = 4
_DATE_PARTS: Final = 3


class Lists(Model, frozen=True):
    """The lists of the new paper, by what the old site called them; each is an address."""

    terms: Mapping[tuple[str, ListKind, str], str] = {}
    """Edition, kind and slug → address."""
    months: Mapping[tuple[str, str, str], str] = {}
    """Edition, year and month → address."""
    homes: Mapping[str, str] = {}
    """Edition → address of its home page."""
    archives: Mapping[str, str] = {}
    indexes: Mapping[tuple[str, ListKind], str] = {}
    feeds: Mapping[str, str] = {}
    """Address of a page → that of its feed."""


def list_pages(
    places: Iterable[Place], site: Site, settings: ImportSettings, config: Config
) -> Lists:
    """All lists that the stories make."""
    editions = edition_configs(config)
    terms: dict[tuple[str, ListKind, str], str] = {}
    months: dict[tuple[str, str, str], str] = {}
    feeds = {home_url(own): feed_url(home_url(own)) for own in editions.values()}
    slugs = _slugs(site, settings)
    for place in places:
        if place.post.kind != "story" or not place.is_live:
            continue
        edition = edition_of_post(place.post, site)
        edition = edition if edition in config.editions else ""
        own = editions[edition]
        front = section_url(place.section, own)
        terms[edition, "category", place.section] = front
        feeds[front] = feed_url(front, FEED_FORMATS["rss"].file)
        year, _, rest = place.post.date.partition("-")
        months[edition, year, rest[:2]] = month_url(int(year), int(rest[:2]), own)
        for tag in place.tags:
            terms[edition, "tag", slugify(tag)] = term_url("tags", slugify(tag), own)
        for name in place.authors:
            terms[edition, "author", slugify(name)] = term_url("authors", slugify(name), own)
    for (edition, kind, slug), address in tuple(terms.items()):
        for old in slugs.get((kind, slug), ()):
            terms.setdefault((edition, kind, old), address)
    return Lists(
        terms=terms,
        months=months,
        homes={name: home_url(own) for name, own in editions.items()},
        archives={name: archive_index_url(own) for name, own in editions.items()},
        indexes={
            (name, kind): index_url(taxonomy, own)
            for name, own in editions.items()
            for kind, taxonomy in _TAXONOMIES
            if any(term[:2] == (name, kind) for term in terms)
        },
        feeds=feeds,
    )


def _slugs(site: Site, settings: ImportSettings) -> dict[tuple[str, str], list[str]]:
    """Kind and slug of a list → the slugs that the old site had for it."""
    found: dict[tuple[str, str], list[str]] = {}
    for old, title in site.sections.items():
        becomes = settings.categories.get(title, settings.categories.get(old, DROP))
        found.setdefault(("category", becomes), []).append(slugify(old))
        found.setdefault(("tag", slugify(title)), []).append(slugify(old))
    for name, becomes in settings.categories.items():
        found.setdefault(("category", becomes), []).append(slugify(name))
    for login, person in site.people.items():
        names = {slugify(login), slugify(person.slug)} - {""}
        found.setdefault(("author", slugify(person.name)), []).extend(sorted(names))
    return found


def moved_lists(kind: Kind, site: Site, settings: ImportSettings) -> Note | None:
    """A note of the lists that are elsewhere now, if the system has fixed addresses for them.

    newsgen has redirects for stories and pages, and none for lists.
    """
    folder = _FOLDERS.get(kind)
    moved = [
        f"/{folder}/{slug}/ (now /tags/{slugify(title)}/)"
        if becomes in {TAG, DROP}
        else f"/{folder}/{slug}/ (now /{becomes}/)"
        for slug, title in site.sections.items()
        if folder and (becomes := settings.categories.get(title, DROP)) != DROP
    ]
    if not moved:
        return None
    more = f" and {len(moved) - _SHOWN:,} more" if len(moved) > _SHOWN else ""
    told = f"old addresses of lists that nothing answers: {', '.join(moved[:_SHOWN])}{more}"
    text = f"{told}: add rules to your web server, for tags and authors too"
    return Note(effect="needs", text=text, name="old lists")


def find_list(path: str, fragment: str, lists: Lists) -> str:
    """Where a list of the old site is now; empty if the path is no list, or it is nowhere.

    ``path`` counts from the address of the site: ``/category/ports/page/2/``.
    """
    parts = [part for part in path.casefold().split("/") if part]
    edition = parts[0] if parts and parts[0] in lists.homes and parts[0] else ""
    parts = parts[1:] if edition else parts
    if parts[-_PAGE_PARTS:-1] == ["page"] and parts[-1].isdecimal():
        parts = parts[:-_PAGE_PARTS]
    parts, is_feed = _without_feed(parts)
    if parts:
        parts[-1] = _without_ending(parts[-1])
        parts = parts[:-1] if parts[-1] == "index" else parts
    found = next(_found(parts, slugify(fragment), edition, lists), "")
    return lists.feeds.get(found, found) if is_feed else found


def _without_feed(parts: list[str]) -> tuple[list[str], bool]:
    """The parts before the name of a feed: ``feed``, ``feed/rss.xml``, ``feeds/all.atom.xml``."""
    rest = list(parts)
    while rest and (rest[-1] in _FEEDS or _FEED_FILE.fullmatch(rest[-1])):
        rest.pop()
    if rest[-1:] == ["comments"] and len(rest) < len(parts):
        rest.pop()
    return rest, len(rest) < len(parts)


def _without_ending(name: str) -> str:
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name


def _found(parts: list[str], fragment: str, edition: str, lists: Lists) -> Iterator[str]:
    if not parts or (len(parts) == 1 and parts[0] in _HOMES and not _has(parts, edition, lists)):
        yield lists.homes[edition]
        return
    for number, word in enumerate(parts[:_PAGE_PARTS]):
        if kind := _WORDS.get(word):
            yield from _terms(parts[number + 1 :], fragment, kind, edition, lists)
    if parts[-1] in _ARCHIVES:
        yield lists.archives[edition]
    if len(parts[0]) == _YEAR and len(parts) <= _DATE_PARTS and all(map(str.isdecimal, parts)):
        year, month = (*parts, "")[:2]
        yield from filter(None, [lists.months.get((edition, year, month.zfill(2)))])
        if any(known[:2] == (edition, year) for known in lists.months):
            yield lists.archives[edition]
    if len(parts) == 1:
        yield from filter(None, [lists.terms.get((edition, "category", slugify(parts[0])))])


def _has(parts: list[str], edition: str, lists: Lists) -> bool:
    return (edition, "category", slugify(parts[0])) in lists.terms


def _terms(
    parts: list[str], fragment: str, kind: ListKind, edition: str, lists: Lists
) -> Iterator[str]:
    """The list of a term; a category may be a tag now, and a tag a section."""
    kinds: tuple[ListKind, ...] = (kind,)
    if kind != "author":
        kinds = (kind, "tag" if kind == "category" else "category")
    slug = slugify(parts[-1].removeprefix("cat_")) if parts else fragment
    for tried in kinds:
        if found := lists.terms.get((edition, tried, slug)):
            yield found
    if not parts:
        yield lists.indexes.get((edition, kind), lists.homes[edition])
