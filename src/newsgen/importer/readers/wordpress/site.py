"""What an export says of the whole site."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.models import Effect, Note, Person, Site, Source
from newsgen.importer.readers.wordpress.addresses import host_of, slug_of, split, usual_pattern
from newsgen.importer.readers.wordpress.census import Census, menu_entries, notes_of
from newsgen.importer.readers.wordpress.clocks import zone_of
from newsgen.importer.readers.wordpress.export import (
    Channel,
    Ending,
    Term,
    files_of,
    read_channel,
    read_items,
)

_CONTENT_HOST: Final = ".files.wordpress.com"
_LANGUAGES_AT_LEAST: Final = 2


def read_site(source: Source) -> Site:
    """The site of all files of the export. Raises ImportFault."""
    files = files_of(source)
    channels = [read_channel(path) for path in files]
    home = _home(channels)
    base = split(home)[0] if home else ""
    census, endings = _count(files, base)
    terms = _terms(channels)
    zone, why = zone_of(census.offsets, _first(channels, "language"))
    menu = menu_entries(census, _by_number(terms))
    notes = [note for ending in endings for note in ending.notes] + notes_of(census)
    if why:
        effect: Effect = "changed" if "/" in zone and not zone.startswith("Etc/") else "needs"
        notes.append(Note(effect=effect, text=f"time zone {zone or 'unknown'}: {why}"))
    people = {
        login: Person(name=name, slug=login) for ch in channels for login, name in ch.people.items()
    }
    return Site(
        title=plain_text(_first(channels, "title")),
        tagline=plain_text(_first(channels, "description")),
        base_url=f"{home.rstrip('/')}/" if home else "",
        hosts=_hosts(census, channels),
        permalink=usual_pattern(census.patterns),
        timezone=source.options.timezone or zone,
        lang=_first(channels, "language"),
        languages=_languages(census.languages, _first(channels, "language")),
        sections=_sections(terms, menu),
        people={**people, **census.guests},
        attachments=census.attachments,
        extra={
            "base": base,
            "menu": menu,
            "parts": census.parts,
            "pictures": {each.page: each.id for each in census.attachments.values() if each.page},
            "children": dict(census.children),
            "last": census.last,
            "offset": _usual_offset(census),
            "slugs": {term.number: term.slug for term in terms if term.number},
            "parents": {term.slug: term.parent for term in terms if term.parent},
        },
        not_taken=dict(sorted(census.not_taken.items())),
        incomplete="; ".join(ending.incomplete for ending in endings if ending.incomplete),
        notes=tuple(notes),
    )


def _count(files: Sequence[Path], base: str) -> tuple[Census, list[Ending]]:
    census, endings = Census(), []
    for path in files:
        for item in read_items(path):
            if isinstance(item, Ending):
                endings.append(item)
            else:
                census.take(item, base)
    return census, endings


def _home(channels: Sequence[Channel]) -> str:
    """The address of the home page: the blog's, which may be below that of a network."""
    for name in ("link", "wp:base_blog_url", "wp:base_site_url"):
        if (address := _first(channels, name)).startswith(("http://", "https://")):
            return address
    return ""


def _first(channels: Iterable[Channel], name: str) -> str:
    values = (channel.fields.get(name, "").strip() for channel in channels)
    return next((value for value in values if value), "")


def _hosts(census: Census, channels: Sequence[Channel]) -> frozenset[str]:
    """The hosts of stories, files and settings, with ``www.`` and without."""
    found = set(census.hosts)
    for name in ("link", "wp:base_blog_url", "wp:base_site_url"):
        found |= {host_of(channel.fields.get(name, "")) for channel in channels}
    found -= {"", "wordpress.com", "www.wordpress.com"}
    for host in tuple(found):
        found.add(host.removeprefix("www."))
        if not host.endswith(_CONTENT_HOST):
            found.add(f"www.{host.removeprefix('www.')}")
    return frozenset(found)


def _terms(channels: Sequence[Channel]) -> list[Term]:
    """The categories of all files, each once."""
    found = {
        term.slug: term
        for channel in channels
        for term in channel.terms
        if term.taxonomy == "category" and term.slug
    }
    return list(found.values())


def _by_number(terms: Iterable[Term]) -> dict[str, tuple[str, str, str]]:
    return {term.number: (slug_of(term.slug), plain_text(term.name), "") for term in terms}


def _sections(terms: Sequence[Term], menu: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The categories, those of the menu first, in its order."""
    names = {slug_of(term.slug): plain_text(term.name) for term in terms}
    first = {entry["category"]: None for entry in menu if entry.get("category") in names}
    return {slug: names[slug] for slug in (*first, *(slug for slug in names if slug not in first))}


def _languages(found: Counter[str], main: str) -> tuple[str, ...]:
    """The languages of stories, if the site has several, the main one first."""
    if len(found) < _LANGUAGES_AT_LEAST:
        return ()
    base = main.partition("-")[0].lower()
    return tuple(sorted(found, key=lambda lang: (lang.lower() != base, -found[lang], lang)))


def _usual_offset(census: Census) -> int | None:
    offsets = Counter[int]()
    for (minutes, _), number in census.offsets.items():
        offsets[minutes] += number
    return offsets.most_common(1)[0][0] if offsets else None
