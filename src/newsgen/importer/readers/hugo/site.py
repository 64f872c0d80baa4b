"""What a Hugo site says of itself: sections, people, menus, values for texts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsgen.importer.fields import plain, text_of
from newsgen.importer.files import Unreadable, is_inside, read_text, walk
from newsgen.importer.front import Front, read_front
from newsgen.importer.models import Note, Person
from newsgen.importer.readers.hugo.pages import Page, Pages
from newsgen.importer.readers.hugo.settings import (
    ENDINGS,
    HugoSettings,
    lookup,
    read_values,
    text_list,
)

_TOKENS = {
    ":year": "{year}",
    ":month": "{month}",
    ":day": "{day}",
    ":section": "{section}",
    ":sections": "{section}",
    **dict.fromkeys(
        (
            *(":slug", ":title", ":filename", ":slugorfilename", ":contentbasename"),
            *(":slugorcontentbasename",),
        ),
        "{slug}",
    ),
}
_NETWORKS = {
    "twitter": "https://x.com/{}",
    "x": "https://x.com/{}",
    "github": "https://github.com/{}",
    "mastodon": "{}",
    "facebook": "https://www.facebook.com/{}",
    "linkedin": "https://www.linkedin.com/in/{}",
    "instagram": "https://www.instagram.com/{}",
}


def section_titles(
    root: Path, pages: Pages, settings: HugoSettings
) -> tuple[dict[str, str], list[Note]]:
    """Slug → title of the sections of the first level, in the order of the menu."""
    titles = {
        page.parts[0].lower().replace(" ", "-"): _as_title(page.parts[0])
        for page in pages.stories
        if page.parts
    }
    notes: list[Note] = []
    for page, front in read_sections(root, pages):
        if page.language != settings.languages[0]:
            continue
        title = plain(front.values.get("title"))
        if not page.parts and page.name and title:
            slug = page.name.lower().replace(" ", "-")
            titles[slug] = title
        if front.body.strip():
            name = f"section {page.key}" if page.key else "home page"
            notes.append(Note(effect="left-out", text=f"{page.path}: text of the {name}"))
    order = {slug: place for place, slug in enumerate(_menu(settings))}
    ranked = sorted(titles, key=lambda slug: (order.get(slug, len(order)), slug))
    return {slug: titles[slug] for slug in ranked}, notes


def read_sections(root: Path, pages: Pages) -> Iterator[tuple[Page, Front]]:
    """The front matter of each section; one that cannot be read has none."""
    for page in pages.sections:
        try:
            yield page, read_front(read_text(root, page.path)[0])
        except Unreadable:
            yield page, Front(body="")


def _as_title(folder: str) -> str:
    words = folder.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _menu(settings: HugoSettings) -> list[str]:
    """The slugs of sections that the main menu leads to, in its order."""
    main = settings.languages[0].key
    paths = (urlsplit(target).path.strip("/").lower() for _, target in menu_entries(settings))
    slugs = (path.removeprefix(f"{main}/") for path in paths)
    return list(dict.fromkeys(slug for slug in slugs if slug and "/" not in slug))


def menu_entries(settings: HugoSettings) -> list[tuple[str, str]]:
    """Name and address of the entries of the main menu, in its order."""
    tree = settings.tree
    main = settings.languages[0].key
    found: list[tuple[int, int, str, str]] = []
    for place in (
        "menus.main",
        "menu.main",
        f"languages.{main}.menus.main",
        f"languages.{main}.menu.main",
    ):
        entries = lookup(tree, place)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, Mapping):
                target = text_of(entry.get("pageref") or entry.get("url"))
                weight = text_of(entry.get("weight"))
                rank = int(weight) if weight.lstrip("-").isdigit() else 0
                found.append((rank, number, text_of(entry.get("name")), target))
    return [(name, target) for _, _, name, target in sorted(found)]


def read_people(root: Path, pages: Pages, settings: HugoSettings) -> dict[str, Person]:
    """Those who write: pages below ``content/authors``, and ``data/authors``."""
    people: dict[str, Person] = {}
    for path in walk(root / "data") if is_inside(root, "data") else ():
        stem, _, ending = path.rpartition(".")
        parts = stem.lower().split("/")
        if ending not in ENDINGS or not {"authors", "author", "people"} & set(parts):
            continue
        try:
            values = read_values(root, f"data/{path}")[0]
        except Unreadable:
            continue
        if parts[-1] in ("authors", "author", "people"):
            for slug, each in values.items():
                if isinstance(each, Mapping):
                    people[slug] = _person(slug, each, "")
        else:
            people[stem.rpartition("/")[2]] = _person(stem.rpartition("/")[2], values, "")
    main_first = sorted(pages.people, key=lambda page: page.language != settings.languages[0])
    for page in main_first:
        try:
            front = read_front(read_text(root, page.path)[0])
        except Unreadable:
            continue
        people.setdefault(page.name, _person(page.name, front.values, front.body))
    return people


def _person(slug: str, values: Mapping[str, Any], body: str) -> Person:
    own = {str(key).lower(): value for key, value in values.items()}
    params = own.get("params")
    if isinstance(params, Mapping):
        own = {**{str(key).lower(): value for key, value in params.items()}, **own}
    name = plain(own.get("name") or own.get("title") or own.get("display_name"))
    bio = text_of(own.get("bio") or own.get("description") or own.get("summary"))
    image = own.get("image") or own.get("avatar") or own.get("photo") or own.get("thumbnail")
    image = image.get("url") or image.get("src") if isinstance(image, Mapping) else image
    return Person(
        name=name or _as_title(slug),
        slug=slug,
        role=plain(own.get("role") or own.get("job") or own.get("position")),
        bio=body.strip() or bio,
        image=text_of(image),
        links=dict(_links(own.get("social") or own.get("links") or own.get("social_links") or own)),
    )


def _links(given: Any) -> Iterator[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    if isinstance(given, Mapping):
        entries = [(str(key), text_of(value)) for key, value in given.items()]
    elif isinstance(given, list):
        for each in given:
            if isinstance(each, Mapping) and (each.get("link") or each.get("url")):
                label = each.get("name") or each.get("icon") or each.get("title")
                entries.append((text_of(label), text_of(each.get("link") or each.get("url"))))
            elif isinstance(each, Mapping) and len(each) == 1:
                entries += [(str(key), text_of(value)) for key, value in each.items()]
    for label, target in entries:
        network = _NETWORKS.get(label.lower())
        if target.startswith(("https://", "http://")):
            yield label.capitalize(), target
        elif network and target and "@" not in target and "/" not in target.strip("/"):
            yield label.capitalize(), network.format(target.strip("@/"))


def usual_permalink(pages: Iterable[Page], settings: HugoSettings) -> str:
    """The pattern of most stories in newsgen's fields; empty if they cannot say it."""
    main = settings.languages[0]
    counted: Counter[str] = Counter()
    for page in pages:
        if page.parts and page.language == main:
            section = page.parts[0].lower()
            pattern = main.permalinks.get(section, "/:section/:slug/")
            pattern = pattern.rstrip("/")
            ugly = settings.is_ugly(section)
            counted[pattern + (".html" if ugly and not pattern.endswith(".html") else "/")] += 1
    pattern = counted.most_common(1)[0][0] if counted else ""
    return as_fields(pattern)


def as_fields(pattern: str) -> str:
    """The pattern in newsgen's fields; empty if they cannot say it.

    >>> as_fields("/:year/:month/:slug/"), as_fields("/:yearday/:slug/")
    ('/{year}/{month}/{slug}/', '')
    """
    path = pattern if pattern.startswith("/") else f"/{pattern}"
    ending = ".html" if path.endswith(".html") else ""
    parts = path.removesuffix(ending).strip("/").split("/")
    fields = ["".join(_fields(part)) for part in parts]
    if any(":" in field for field in fields) or "{slug}" not in "/".join(fields):
        return ""
    return f"/{'/'.join(fields)}{ending or '/'}"


def _fields(part: str) -> Iterator[str]:
    """A part of a pattern with each ``:token`` replaced, if it is known."""
    for number, piece in enumerate(part.split(":")):
        if not number:
            yield piece
            continue
        size = len(piece)
        for end, sign in enumerate(piece):
            if not sign.isalnum():
                size = end
                break
        yield _TOKENS.get(f":{piece[:size].lower()}", f":{piece[:size]}") + piece[size:]


def site_values(settings: HugoSettings) -> dict[str, str]:
    """Variables for texts by dotted name: ``site.params.version``."""
    found = {"site.title": text_of(settings.tree.get("title"))}
    main = lookup(settings.tree, f"languages.{settings.languages[0].key}.params")
    for params in (settings.tree.get("params"), main):
        found |= dict(_flat("site.params", params))
    return found


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _flat(f"{name}.{key}", below)
    elif isinstance(value, str):
        yield name, value


def public_folders(root: Path, settings: HugoSettings) -> tuple[tuple[str, str], ...]:
    """The folders whose files readers see: ``static``, ``assets``, those of the theme."""
    named = text_list(settings.tree.get("staticdir")) or ("static",)
    themes = text_list(settings.tree.get("theme"))
    folders = [*named, text_of(settings.tree.get("assetdir")) or "assets"]
    folders += [f"themes/{theme}/{folder}" for theme in themes for folder in ("static", "assets")]
    return tuple(
        (folder.strip("/"), "/")
        for folder in dict.fromkeys(folders)
        if is_inside(root, folder) and (root / folder).is_dir()
    )
