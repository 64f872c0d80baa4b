"""Reads the JSON that Ghost exports, of all its versions, and answers of its API."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsgen.importer.bodies.html import escape, html_to_markdown
from newsgen.importer.bodies.markdown import convert_markdown
from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Note, Person, Post, Site, Source
from newsgen.importer.readers.ghost.addresses import (
    DEFAULT,
    Collection,
    address_of,
    is_address,
    read_redirects,
    read_routes,
)
from newsgen.importer.readers.ghost.cards import prepare, show_card
from newsgen.importer.readers.ghost.export import (
    Row,
    Tables,
    is_internal,
    looks_like_export,
    own_address,
    read_exports,
)
from newsgen.importer.readers.ghost.posts import post_of, user_key
from newsgen.importer.readers.json_values import line, parse_json, rows, text, web_address
from newsgen.importer.readers.old_addresses import common_root, menu_notes, root_of

__all__ = ["convert", "read_posts", "read_site", "recognises"]

_PROFILES = {
    "twitter": ("X", "https://x.com/"),
    "facebook": ("Facebook", "https://www.facebook.com/"),
    "threads": ("Threads", "https://www.threads.net/"),
    "bluesky": ("Bluesky", "https://bsky.app/profile/"),
    "mastodon": ("Mastodon", "https://"),
    "tiktok": ("TikTok", "https://www.tiktok.com/"),
    "youtube": ("YouTube", "https://www.youtube.com/"),
    "instagram": ("Instagram", "https://www.instagram.com/"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/in/"),
}
"""What a user may be at other services: its word, and what stands before the name."""
_TAG_PAGE = "/tag/"
_FILES = ("images", "media", "files")


def recognises(path: Path) -> str:
    """Why it looks like an export of Ghost: a file, or a folder that has one; empty if not."""
    if path.is_file():
        return "it has the tables of a Ghost export" if looks_like_export(path) else ""
    found = next((each for each in sorted(path.glob("*.json")) if looks_like_export(each)), None)
    return f"{found.name} has the tables of a Ghost export" if found else ""


def read_site(source: Source) -> Site:
    """What the settings and the tables say of the whole site."""
    settings: dict[str, str] = {}
    people: dict[str, Person] = {}
    not_taken: dict[str, int] = {}
    known: dict[str, str] = {}
    addresses: set[str] = set()
    urls: list[str] = []
    collections, notes = read_routes(source.root)
    repeated = 0
    for _, tables in read_exports(source):
        settings = {**tables.settings, **settings}
        for name, count in tables.not_taken.items():
            not_taken[name] = not_taken.get(name, 0) + count
        people = {**_people(tables), **people}
        known |= {line(tag.get("slug")): line(tag.get("name")) for tag in tables.tags.values()}
        for row in tables.posts:
            post = _placed(row, tables, source, collections, "")
            repeated += post.key in addresses
            addresses |= {post.key, post.address.rstrip("/")}
            urls.append(line(row.get("url")))
    redirects = {old: new for old, new in read_redirects(source.root).items() if old != new}
    led = {
        old: new for old, new in redirects.items() if _path(new) in addresses and is_address(old)
    }
    if len(led) < len(redirects):
        rest = [old for old in redirects if old not in led]
        note = f"redirects that are patterns or lead to no story: {len(rest)} ({rest[0][:80]})"
        notes = (*notes, Note(effect="needs", text=note))
    if repeated:
        not_taken["story that is in two exports"] = repeated
    menu = _menu(settings)
    base_url = common_root(urls) or root_of(line(settings.get("url")))
    hosts = {urlsplit(base_url).hostname or "", "__ghost_url__"}
    return Site(
        title=line(settings.get("title")),
        description=line(settings.get("description")),
        base_url=base_url,
        permalink=_permalink(collections),
        timezone=line(settings.get("timezone") or settings.get("active_timezone")
                      or settings.get("activeTimezone")),
        lang=line(settings.get("locale") or settings.get("lang")
                  or settings.get("default_locale") or settings.get("defaultLang")),
        sections=_sections(menu, known),
        people=people,
        public=_public(source.root),
        extra={"menu": menu, "logo": own_address(settings.get("logo")), "redirects": led},
        not_taken=not_taken,
        notes=(*notes, *menu_notes(_menu_links(settings), hosts if base_url else ())),
    )  # fmt: skip


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """Every story and page; of one that two exports have, the first."""
    collections, _ = read_routes(source.root)
    leading: dict[str, list[str]] = {}
    for old, new in site.extra.get("redirects", {}).items():
        leading.setdefault(_path(new), []).append(old)
    seen: set[str] = set()
    for path, tables in read_exports(source):
        for row in tables.posts:
            post = _placed(row, tables, source, collections, path.name)
            if post.key in seen:
                continue
            seen.add(post.key)
            old = leading.get(_path(post.address), []) if post.address else []
            yield replace(post, addresses=tuple(old))


def convert(post: Post, site: Site, conversion: Conversion) -> str:  # noqa: ARG001
    """The body as newsgen's Markdown."""
    if post.markup == "markdown":
        return convert_markdown(post.body, conversion, first_line=post.body_line)
    return html_to_markdown(
        prepare(post.body, conversion), conversion, handlers=[show_card], first_line=post.body_line
    )


def _placed(
    row: Row, tables: Tables, source: Source, collections: tuple[Collection, ...], origin: str
) -> Post:
    post = post_of(row, tables, source.options, origin)
    found = (tables.tags.get(each, {}) for each in tables.tags_of.get(line(row.get("id")), ()))
    tags = tuple(line(tag.get("slug")) for tag in found if not is_internal(tag))
    written = web_address(row.get("url"))
    if "/404/" in written or "/p/" in written:  # what the API gives for drafts
        written = ""
    never_shown = {"draft", "sent by mail, not published"} & set(post.drafts)
    address = "" if never_shown else written or address_of(post, collections, tags)
    return replace(post, address=address)


def _path(address: str) -> str:
    """The path of an address, as paths are compared here."""
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return address


def _people(tables: Tables) -> dict[str, Person]:
    """Those who wrote something; never a mail address."""
    wrote = {each for authors in tables.authors_of.values() for each in authors}
    users = [user for id_, user in tables.users.items() if id_ in wrote and user_key(user)]
    return {user_key(user): _person(user) for user in users}


def _person(user: Row) -> Person:
    links = {"Website": web_address(user.get("website"))}
    for key, (label, before) in _PROFILES.items():
        name = line(user.get(key))
        links[label] = web_address(name) or (f"{before}{_handle(key, name)}" if name else "")
    return Person(
        name=line(user.get("name")) or line(user.get("slug")),
        slug=line(user.get("slug")),
        bio=escape(text(user.get("bio")).strip()),
        image=own_address(user.get("profile_image")) or own_address(user.get("image")),
        links={label: address for label, address in links.items() if address},
    )


def _handle(key: str, name: str) -> str:
    if key in {"tiktok", "youtube"}:
        return name
    if key == "mastodon" and name.count("@") > 0:  # @name@host
        user, _, host = name.strip("@").rpartition("@")
        return f"{host}/@{user}" if user else host
    return name.strip("@/")


def _menu(settings: Mapping[str, str]) -> list[dict[str, str]]:
    """The entries of the menu: ``title`` and ``url``, an address of the site from its root."""
    entries = rows(parse_json(settings.get("navigation", "")))
    return [
        {"title": line(each.get("label")), "url": own_address(each.get("url"))}
        for each in entries
        if line(each.get("label")) and line(each.get("url"))
    ]


def _menu_links(settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """The entries of the menu as they are written."""
    entries = rows(parse_json(settings.get("navigation", "")))
    return [(line(each.get("label")), line(each.get("url"))) for each in entries]


def _sections(menu: list[dict[str, str]], known: Mapping[str, str]) -> dict[str, str]:
    """The tags that the menu leads to, in its order."""
    sections: dict[str, str] = {}
    for entry in menu:
        before, page, rest = entry["url"].partition(_TAG_PAGE)
        slug = rest.strip("/")
        if page and slug in known and "/" not in before.removeprefix("https://"):
            sections.setdefault(slug, entry["title"])
    return sections


def _permalink(collections: tuple[Collection, ...]) -> str:
    """The permalink of all stories in newsgen's fields; empty if they have several."""
    if len({each.permalink for each in collections}) > 1:
        return ""
    pattern = collections[0].permalink if collections else DEFAULT
    pattern = pattern.replace("{primary_tag}", "{section}")
    return "" if "{primary_author}" in pattern else pattern


def _public(root: Path) -> tuple[tuple[str, str], ...]:
    """The folders of pictures and files: of a copy of Ghost's folder, or beside the export."""
    folders = [(f"content/{name}", f"/content/{name}/") for name in _FILES]
    folders += [(name, f"/content/{name}/") for name in _FILES]
    return tuple((folder, url) for folder, url in folders if (root / folder).is_dir())
