"""What must be known of all items before the first story can be made: pictures, menus, habits."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.models import Attachment, Note, Person
from newsgen.importer.readers.wordpress.addresses import (
    host_of,
    is_plain,
    pattern_of,
    slug_of,
    split,
)
from newsgen.importer.readers.wordpress.clocks import offset_between, parse_local
from newsgen.importer.readers.wordpress.export import Item

STORY_TYPES: Final = frozenset({"post", "page"})
DELETED: Final = frozenset({"trash", "auto-draft"})
"""What somebody threw away, or never wrote."""
_CREDITS: Final = (
    "_media_credit",
    "media_credit",
    "_wp_attachment_credit",
    "photo_credit",
    "credit",
)
_PUBLIC: Final = frozenset({"publish", "future", "private", "inherit"})


@dataclass
class Census:
    """Grows while the items of all files pass."""

    attachments: dict[str, Attachment] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Number of a story → numbers of the files that were uploaded for it, in their order."""
    parts: dict[str, str] = field(default_factory=dict)
    """Number of a reusable block → its text."""
    guests: dict[str, Person] = field(default_factory=dict)
    """Authors without an account, by slug."""
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Number of a page → its title and its address."""
    menu: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)
    """Number of a story → where it stands for the last time."""
    twice: list[tuple[str, str]] = field(default_factory=list)
    """Numbers that two stories of one file have, and where the one is that is not taken."""
    offsets: Counter[tuple[int, datetime]] = field(default_factory=Counter)
    patterns: Counter[str] = field(default_factory=Counter)
    hosts: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)
    not_taken: Counter[str] = field(default_factory=Counter)

    def take(self, item: Item, base: str) -> None:
        """Remember what matters of the item; ``base`` is the path of the site's home page."""
        kind = item["wp:post_type"] or "post"
        if kind in STORY_TYPES:
            if item["wp:status"] in DELETED:
                self.not_taken[item["wp:status"]] += 1
            else:
                self._take_story(item, kind, base)
            return
        self.not_taken[kind] += 1
        match kind:
            case "attachment":
                self._take_attachment(item)
            case "wp_block":
                self.parts[item.id] = item["content:encoded"]
            case "nav_menu_item":
                self._take_menu_item(item)
            case "guest-author":
                self._take_guest(item)
            case _:
                pass

    def _take_story(self, item: Item, kind: str, base: str) -> None:
        earlier = self.last.get(item.id, "")
        if earlier.rpartition(":")[0] == item.origin.rpartition(":")[0]:
            self.twice.append((item.id, earlier))
        self.last[item.id] = item.origin
        local, utc = parse_local(item["wp:post_date"]), parse_local(item["wp:post_date_gmt"])
        if local and utc:
            minutes = offset_between(local, utc)
            if minutes is not None:
                self.offsets[minutes, local.replace(day=15, hour=12, minute=0, second=0)] += 1
        for term in item.terms:
            if term.taxonomy == "language":
                self.languages[term.slug] += 1
        if item["wp:status"] not in _PUBLIC or not item["link"]:
            return
        self.hosts.add(host_of(item["link"]))
        path, _ = split(item["link"])
        if kind == "page":
            self.pages[item.id] = (plain_text(item["title"]), item["link"])
        elif not is_plain(item["link"]) and item["wp:status"] == "publish":
            slugs = {slug_of(term.slug) for term in item.terms if term.taxonomy == "category"}
            own = path.removeprefix(base.rstrip("/"))
            self.patterns[pattern_of(own, slug_of(item["wp:post_name"]), local, slugs)] += 1

    def _take_attachment(self, item: Item) -> None:
        url = item["wp:attachment_url"] or item["guid"]
        if not url:
            return
        self.hosts.add(host_of(url))
        self.attachments[item.id] = Attachment(
            id=item.id,
            url=url,
            alt=plain_text(item.one("_wp_attachment_image_alt")),
            caption=plain_text(item["excerpt:encoded"]),
            credit=plain_text(item.one(*_CREDITS)),
            page=item["link"],
        )
        parent = item["wp:post_parent"]
        if parent not in {"", "0"}:
            self.children[parent].append(item.id)

    def _take_menu_item(self, item: Item) -> None:
        order = item["wp:menu_order"]
        menus = [term.name for term in item.terms if term.taxonomy == "nav_menu"]
        entry = {
            "menu": menus[0] if menus else "",
            "title": plain_text(item["title"]),
            "type": item.one("_menu_item_type"),
            "object": item.one("_menu_item_object"),
            "id": item.one("_menu_item_object_id"),
            "address": item.one("_menu_item_url"),
        }
        self.menu.append((int(order) if order.isdecimal() else 0, entry))

    def _take_guest(self, item: Item) -> None:
        slug = item["wp:post_name"].removeprefix("cap-")
        name = plain_text(item.one("cap-display_name") or item["title"])
        website = item.one("cap-website")
        self.guests[slug] = Person(
            name=name,
            slug=slug,
            bio=plain_text(item.one("cap-description")),
            links={"Website": website} if website.startswith(("https://", "http://")) else {},
        )


def notes_of(census: Census) -> list[Note]:
    """What a person should know of the whole site."""
    notes = []
    for kind, number in sorted(census.not_taken.items()):
        if kind in DELETED:
            what = "story" if number == 1 else "stories"
            text = f"{number} {what} with the status {kind}: not taken"
            notes.append(Note(effect="left-out", text=text))
    for own, place in census.twice:
        text = f"{place}: another story of the file has its number, {own}, and is taken instead"
        notes.append(Note(effect="left-out", text=text, name="number of two stories"))
    return notes


def menu_entries(
    census: Census, categories: Mapping[str, tuple[str, str, str]]
) -> list[dict[str, Any]]:
    """The entries of the menus in their order: menu, title, address or slug of a category.

    ``categories`` gives slug, name and address of each by its number.
    """
    entries = []
    for _, entry in sorted(census.menu, key=lambda each: (each[1]["menu"], each[0])):
        title, address, slug = entry["title"], entry["address"], ""
        if entry["type"] == "taxonomy":
            slug, name, address = categories.get(entry["id"], ("", "", ""))
            title = title or name
        elif entry["type"] == "post_type":
            name, address = census.pages.get(entry["id"], ("", f"/?p={entry['id']}"))
            title = title or name
        if title and (address or slug):
            found = {"menu": entry["menu"], "title": title, "address": address, "category": slug}
            entries.append({key: value for key, value in found.items() if value})
    return entries
