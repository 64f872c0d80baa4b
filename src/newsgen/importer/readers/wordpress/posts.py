"""The items of an export as Posts."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.dates import DateFault, read_date
from newsgen.importer.models import Note, Post, Site
from newsgen.importer.readers.wordpress import postmeta
from newsgen.importer.readers.wordpress.addresses import is_plain, redated, renamed, slug_of
from newsgen.importer.readers.wordpress.census import DELETED, STORY_TYPES
from newsgen.importer.readers.wordpress.clocks import offset_between, parse_local, with_offset
from newsgen.importer.readers.wordpress.comments import read_comments
from newsgen.importer.readers.wordpress.export import Item, Term, read_items
from newsgen.models import Image

_BODY_LIMIT: Final = 2 * 1024 * 1024
"""Bytes of a text."""
_FOOTNOTES_BLOCK: Final = re.compile(r"<!--\s{1,9}wp:footnotes\s[^<>]{0,500}/-->")
_STATUS: Final = {
    "draft": "draft",
    "pending": "waits for review",
    "private": "private",
    "inherit": "no status of its own",
}
_PUBLISHED: Final = frozenset({"publish", "future", ""})
_HAS_ADDRESS: Final = frozenset({"publish", "future", "private", ""})
_OWN_TAXONOMIES: Final = frozenset(
    {"category", "post_tag", "tag", "post_format", "author", "language", "post_translations"}
)
_NO_TERMS: Final = frozenset(
    {"post_status", "following_users", "ef_usergroup", "nav_menu", "wp_theme"}
)
_UPDATED_AFTER: Final = 3600
"""Seconds: a text that was saved again within an hour is not one that was updated."""


def posts_of(files: Sequence[Path], site: Site) -> Iterator[Post]:
    """Every story and page of the files; of one that is there twice, the last."""
    for path in files:
        for item in read_items(path):
            if (
                isinstance(item, Item)
                and (item["wp:post_type"] or "post") in STORY_TYPES
                and item["wp:status"] not in DELETED
                and site.extra["last"].get(item.id) == item.origin
            ):
                yield make_post(item, site)


def make_post(item: Item, site: Site) -> Post:
    """The story or page of an item."""
    number = item["wp:post_id"]
    body, too_long = _body(item)
    title, slug = plain_text(item["title"]), slug_of(item["wp:post_name"])
    date, updated, date_notes = _dates(item, site)
    comments, comment_notes = read_comments(item.comments, site.extra["offset"])
    categories = _categories(item, site)
    extra, extra_notes = _extra(item)
    address, addresses = _addresses(item, site)
    summary = plain_text(item["excerpt:encoded"]) or postmeta.summary_of(item)
    drafts = (
        *_drafts(item),
        *(("no headline",) if not title else ()),
        *(("no date",) if not date else ()),
        *((too_long,) if too_long else ()),
    )
    return Post(
        key=f"wp-{number or slug or slug_of(item.id)}",
        origin=f"{item.origin.rpartition(':')[0]}: story {number or title or slug}",
        kind="page" if item["wp:post_type"] == "page" else "story",
        title=title or slug or f"Story {number}",
        slug=slug,
        date=date,
        updated=updated,
        lang=_lang(item),
        summary=summary,
        standfirst=postmeta.standfirst_of(item),
        kicker=postmeta.kicker_of(item),
        authors=_authors(item, site),
        categories=tuple(plain_text(term.name) for term in categories),
        tags=tuple(_names(item, "post_tag", "tag")),
        image=_image(item, site),
        canonical=postmeta.canonical_of(item),
        id=f"wp-{number}" if number else "",
        address=address,
        addresses=addresses,
        drafts=drafts,
        translation=_translation(item),
        comments=comments,
        discussion=_discussion(item),
        extra=extra,
        body=body,
        markup="html",
        notes=(
            *_title_notes(title, slug),
            *date_notes,
            *([] if address else [Note(effect="needs", text="no address", name="no address")]),
            *([] if body.strip() else [Note(effect="needs", text="no text", name="no text")]),
            *_level_notes(categories, site),
            *_image_notes(item, site),
            *extra_notes,
            *comment_notes,
            *(Note(effect="changed", text=f"XML mended: {what}") for what in item.repairs),
        ),
    )


# --- the text


def _body(item: Item) -> tuple[str, str]:
    """The text with its footnotes, and why there is none if it is too long."""
    body = item["content:encoded"]
    if len(body.encode()) > _BODY_LIMIT:
        return "", "larger than 2 MiB: its text is not taken"
    notes = _footnotes(item.one("footnotes"))
    mark = _FOOTNOTES_BLOCK.search(body)
    if notes and mark:
        return f"{body[: mark.start()]}{notes}{body[mark.end() :]}", ""
    return body, ""


def _footnotes(written: str) -> str:
    """The footnotes that the block editor keeps beside the text, as it wrote them before."""
    try:
        found = json.loads(written) if written else []
    except ValueError:
        return ""
    notes = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    items = "".join(
        f'<li id="{escape(str(each.get("id", "")))}">{each.get("content", "")}</li>'
        for each in notes
    )
    block = f'<ol class="wp-block-footnotes">{items}</ol>'
    return f"<!-- wp:footnotes -->{block}<!-- /wp:footnotes -->" if items else ""


def _drafts(item: Item) -> Iterator[str]:
    status = item["wp:status"]
    if item.fault:
        yield item.fault
    elif status not in _PUBLISHED:
        yield _STATUS.get(status, f"status {status}")
    if item.fields.get("wp:post_password", "").strip():
        yield "protected by a password"


def _title_notes(title: str, slug: str) -> Iterator[Note]:
    if not title:
        made = f"made from the address, {slug}" if slug else "made from its number"
        yield Note(effect="needs", text=f"no headline: {made}", name="no headline")


# --- dates


def _dates(item: Item, site: Site) -> tuple[str, str, list[Note]]:
    """When it was published, when it was changed, and what is wrong with the dates."""
    notes: list[Note] = []
    date = _moment(item, "wp:post_date", site, notes)
    if not date and not item["wp:post_date"]:
        date = _read(item["pubDate"], "pubDate", site, notes)
    local, changed = parse_local(item["wp:post_date"]), parse_local(item["wp:post_modified"])
    is_later = local and changed and (changed - local).total_seconds() > _UPDATED_AFTER
    updated = _moment(item, "wp:post_modified", site, notes) if date and is_later else ""
    return date, updated, notes


def _moment(item: Item, name: str, site: Site, notes: list[Note]) -> str:
    """A time with its distance from UTC, which the same time in UTC tells."""
    local, utc = parse_local(item[name]), parse_local(item[f"{name}_gmt"])
    if local:
        own = offset_between(local, utc) if utc else None
        if own is None and utc:
            return with_offset(utc, 0)  # the local clock was wrong
        return with_offset(local, own)
    if utc:
        return with_offset(utc, 0)
    return _read(item[name], name.removeprefix("wp:"), site, notes)


def _read(written: str, name: str, site: Site, notes: list[Note]) -> str:
    """A date in another shape than WordPress writes; empty with a note if it cannot be read."""
    try:
        return read_date(written, timezone=site.timezone)
    except DateFault as fault:
        notes.append(Note(effect="needs", text=f"{name}: {fault.message}", name="date"))
        return ""


# --- people and subjects


def _authors(item: Item, site: Site) -> tuple[str, ...]:
    """The names of those who wrote it: several with Co-Authors Plus, else the one account."""
    together = [term for term in item.terms if term.taxonomy == "author"]
    keys = [(term.slug.removeprefix("cap-"), term.name) for term in together]
    creator = item["dc:creator"]
    found = []
    for slug, name in keys or [(creator, creator)]:
        person = site.people.get(slug) or site.people.get(name)
        found.append(person.name if person else name)
    return tuple(dict.fromkeys(plain for name in found if (plain := plain_text(name))))


def _categories(item: Item, site: Site) -> list[Term]:
    """Its categories, the main one first: the one that an editor chose, else the first."""
    found = [term for term in item.terms if term.taxonomy == "category" and term.name]
    main = site.extra["slugs"].get(postmeta.primary_category(item), "")
    return sorted(found, key=lambda term: term.slug != main) if main else found


def _names(item: Item, *taxonomies: str) -> Iterator[str]:
    for term in item.terms:
        if term.taxonomy in taxonomies and (name := plain_text(term.name)):
            yield name


def _level_notes(categories: list[Term], site: Site) -> Iterator[Note]:
    for term in categories:
        if parent := site.extra["parents"].get(term.slug):
            name = f"category {slug_of(term.slug)}"
            text = f"{name} lies below {slug_of(parent)}: sections have no levels"
            yield Note(effect="changed", text=text, name=f"{name}: level")


def _lang(item: Item) -> str:
    """The language that Polylang gave it."""
    return next((term.slug for term in item.terms if term.taxonomy == "language"), "")


def _translation(item: Item) -> str:
    return next((term.slug for term in item.terms if term.taxonomy == "post_translations"), "")


def _discussion(item: Item) -> bool | None:
    status = item["wp:comment_status"]
    return status == "open" if status in {"open", "closed"} else None


# --- pictures


def _image(item: Item, site: Site) -> Image | None:
    """The main picture, with the words that the media library has for it."""
    found = site.attachments.get(item.one("_thumbnail_id"))
    if found is None:
        return None
    return Image(src=found.url, alt=found.alt, caption=found.caption, credit=found.credit)


def _image_notes(item: Item, site: Site) -> Iterator[Note]:
    number = item.one("_thumbnail_id")
    if number in {"", "0", "-1"}:
        return
    found = site.attachments.get(number)
    if found is None:
        text = f"main picture {number}: it is not in the export"
        yield Note(effect="needs", text=text, name="main picture not in the export")
    elif not found.alt:
        text = "main picture without description"
        yield Note(effect="needs", text=text, name="picture without description")


# --- addresses


def _addresses(item: Item, site: Site) -> tuple[str, tuple[str, ...]]:
    """The address, and those that led there too: by number, by GUID, by old slugs and dates."""
    number, link = item["wp:post_id"], item["link"]
    if item["wp:status"] not in _HAS_ADDRESS or (item["wp:status"] != "publish" and is_plain(link)):
        return "", ()
    home = site.extra["base"].rstrip("/")
    found = [f"{home}/?p={number}"] if number else []
    if number and item["wp:post_type"] == "page":
        found.append(f"{home}/?page_id={number}")
    guid = item["guid"]
    if guid.startswith(("http://", "https://")) and not is_plain(guid):
        found.append(guid)
    slug = slug_of(item["wp:post_name"])
    found += [renamed(link, slug, slug_of(old)) for old in item.meta.get("_wp_old_slug", ())]
    date = parse_local(item["wp:post_date"])
    days = [parse_local(f"{old.strip()} 00:00:00") for old in item.meta.get("_wp_old_date", ())]
    found += [redated(link, date, day) for day in days if date and day]
    return link, tuple(dict.fromkeys(address for address in found if address and address != link))


# --- what has no home


def _extra(item: Item) -> tuple[Mapping[str, Any], list[Note]]:
    """Values that newsgen has no place for, with a note for each."""
    found: dict[str, Any] = dict(postmeta.extra_of(item))
    notes = [_kept(f"field {key}", key) for key in found]
    for term in item.terms:
        if term.taxonomy not in _OWN_TAXONOMIES | _NO_TERMS:
            found[term.taxonomy] = [*found.get(term.taxonomy, ()), plain_text(term.name)]
    others = {term.taxonomy for term in item.terms} - _OWN_TAXONOMIES - _NO_TERMS
    notes += [_kept(f"taxonomy {name}", name) for name in sorted(others)]
    for term in item.terms:
        if term.taxonomy == "post_format":
            name = term.slug.removeprefix("post-format-") or plain_text(term.name).lower()
            text = f"post format {name}: no home"
            notes.append(Note(effect="left-out", text=text, name=text))
    if item["wp:is_sticky"] == "1":
        text = "sticky: kept as extra; `priority: 1` pins a story at the top"
        notes.append(Note(effect="needs", text=text, name="sticky"))
        found["sticky"] = True
    if postmeta.is_hidden_from_search(item):
        text = "hidden from search engines: newsgen lists every story"
        notes.append(Note(effect="needs", text=text, name="hidden from search engines"))
    return found, notes


def _kept(what: str, key: str) -> Note:
    return Note(effect="changed", text=f"{what}: kept as extra: {key}", name=what)
