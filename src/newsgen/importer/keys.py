"""The usual keys of all generators, and how each takes its value.

A key is compared in lower case and without ``-`` and ``_``: ``pubDate`` and ``pub_date`` are one.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args

import msgspec

from newsgen.importer.dates import DateFault, read_date
from newsgen.importer.models import Effect, Note, Post, ReadingOptions
from newsgen.importer.values import (
    QUOTES,
    is_false,
    is_true,
    list_of,
    name_key,
    plain,
    text_of,
)
from newsgen.models import ArticleType
from newsgen.text import truncate

_STATUSES = frozenset(
    {"draft", "private", "hidden", "pending", "future", "trash", "password", "unlisted", "skip"}
)
_PUBLIC = frozenset({"publish", "published", "public", "live"})
_TYPES = frozenset(get_args(ArticleType))
_NO_TYPES = frozenset({"post", "posts", "page", "pages", "text", "blog", "article", "articles"})


class Entry(NamedTuple):
    """A key of front matter with its value, and the field of a Post that it is for."""

    field: str
    key: str
    """As it is written."""
    value: Any
    options: ReadingOptions


Take = Callable[[Post, Entry], Post | None]
"""Gives the story with the value, or None if the value has no home."""


class Usual(NamedTuple):
    """What a usual key means."""

    take: Take
    field: str
    rank: int = 0
    """Position among the keys of the field; the first is taken."""
    once: bool = False
    """Whether one key fills the field, and further ones have no home."""


def with_note(post: Post, effect: Effect, text: str, name: str = "") -> Post:
    """The story with one more note."""
    note = Note(effect=effect, text=text, name=name)
    return msgspec.structs.replace(post, notes=(*post.notes, note))


def with_reason(post: Post, reason: str) -> Post:
    """The story as a draft, with the reason."""
    return msgspec.structs.replace(post, drafts=(*post.drafts, reason))


def _take_text(post: Post, entry: Entry) -> Post:
    return msgspec.structs.replace(post, **{entry.field: plain(entry.value)})


def _take_name(post: Post, entry: Entry) -> Post:
    """A slug or an address: not what a reader reads."""
    name = text_of(entry.value).strip(QUOTES)
    return msgspec.structs.replace(post, **{entry.field: name})


def _take_language(post: Post, entry: Entry) -> Post:
    return msgspec.structs.replace(post, lang=text_of(entry.value).strip(QUOTES).replace("_", "-"))


def _take_date(post: Post, entry: Entry) -> Post:
    written = text_of(entry.value).strip(QUOTES)
    options = entry.options
    try:
        read = read_date(
            written,
            order=options.date_order,
            languages=(post.lang,) if post.lang else (),
            timezone=options.timezone,
        )
    except DateFault as fault:
        offered = f"; probably {fault.offered}" if fault.offered else ""
        return _without_date(post, entry.field, f"{entry.key}: {fault.message}{offered}")
    if not read:
        told = f"{entry.key}: {truncate(written, 60)} is no date"
        has_other = entry.field == "date" and post.date  # that of its file name
        return (
            with_note(post, "needs", told) if has_other else _without_date(post, entry.field, told)
        )
    return msgspec.structs.replace(post, **{entry.field: read})


def _without_date(post: Post, field: str, reason: str) -> Post:
    """The story, which becomes a draft if its own date cannot be read."""
    post = with_note(post, "needs", reason)
    if field == "date":
        return with_reason(msgspec.structs.replace(post, date=""), reason)
    return post


def _take_list(post: Post, entry: Entry) -> Post:
    value = entry.value
    found = list_of(value, ";" if isinstance(value, str) and ";" in value else ",")
    if entry.field != "addresses":
        found = tuple(filter(None, map(plain, found)))
    merged = tuple(dict.fromkeys((*getattr(post, entry.field), *found)))
    post = msgspec.structs.replace(post, **{entry.field: merged})
    for item in value if isinstance(value, list) else [value]:
        for name in item if isinstance(item, Mapping) else ():
            if name != name_key(item) and item[name]:
                told = f"{entry.key}.{name}"
                post = with_note(post, "left-out", f"{told}: no home", f"key {told}")
    return post


def _take_draft(post: Post, entry: Entry) -> Post | None:
    if is_true(entry.value):
        return with_reason(post, entry.key.strip().lower())
    return post if is_false(entry.value) else None


def _take_published(post: Post, entry: Entry) -> Post | None:
    """``published: false``; but ``published: 2020-01-01`` is the date."""
    if is_false(entry.value):
        return with_reason(post, f"{entry.key}: {text_of(entry.value)}")
    if is_true(entry.value):
        return post
    return None if post.date else _take_date(post, entry._replace(field="date"))


def _take_status(post: Post, entry: Entry) -> Post | None:
    status = text_of(entry.value).lower()
    if status not in _STATUSES:
        return post if status in _PUBLIC else None
    post = with_note(post, "changed", f"{entry.key} {status}: taken as a draft")
    return with_reason(post, f"{entry.key} {status}")


def _take_wordpress(post: Post, entry: Entry) -> Post | None:
    number = text_of(entry.value)
    if not (number.isascii() and number.isdecimal()):
        return None
    addresses = (*post.addresses, f"/?p={number}")
    return msgspec.structs.replace(post, id=f"wp-{number}", addresses=addresses)


def _take_guid(post: Post, entry: Entry) -> Post | None:
    """A guid that is a whole URI; ``wordpress_id`` is better."""
    guid = text_of(entry.value)
    is_uri = guid.startswith(("http://", "https://", "urn:", "tag:"))
    return msgspec.structs.replace(post, id=post.id or guid) if is_uri else None


def _take_link(post: Post, entry: Entry) -> Post | None:
    """The story of another site that this one leads to; not a path of the own site."""
    link = text_of(entry.value)
    is_other = link.startswith(("http://", "https://"))
    return msgspec.structs.replace(post, link=link) if is_other else None


def _take_comments(post: Post, entry: Entry) -> Post | None:
    if is_true(entry.value) or is_false(entry.value):
        return msgspec.structs.replace(post, discussion=is_true(entry.value))
    return None


def _take_type(post: Post, entry: Entry) -> Post | None:
    written = text_of(entry.value).lower()
    if written in _TYPES:
        return msgspec.structs.replace(post, type="" if written == "news" else written)
    return post if written in _NO_TYPES else None


def _take_theme(post: Post, entry: Entry) -> Post:
    """What says how the old theme shows a story."""
    key = entry.key
    return with_note(post, "left-out", f"{key}: belongs to the old theme", f"key {key}")


_ONE: dict[str, tuple[Take, tuple[str, ...]]] = {
    "lang": (_take_language, ("lang", "language", "locale")),
    "title": (_take_text, ("title", "headline")),
    "slug": (_take_name, ("slug",)),
    "summary": (
        _take_text,
        ("summary", "description", "excerpt", "abstract", "teaser", "desc", "metadescription"),
    ),
    "standfirst": (_take_text, ("standfirst", "subtitle", "subheading", "subhead", "deck", "dek")),
    "kicker": (_take_text, ("kicker", "eyebrow", "overline")),
    "dateline": (_take_text, ("dateline",)),
    "series": (_take_text, ("series",)),
    "source": (_take_text, ("source",)),
    "canonical": (_take_name, ("canonical", "canonicalurl", "canonicallink")),
    "address": (_take_name, ("permalink", "url")),
    "date": (
        _take_date,
        (
            *("date", "pubdate", "publishdate", "publisheddate", "publishedat", "pubdatetime"),
            *("datepublished", "publicationdate", "publishedon", "posted", "created", "createdat"),
        ),
    ),
    "updated": (
        _take_date,
        (
            *("updated", "lastmod", "modified", "lastmodified", "lastmodifiedat", "modifieddate"),
            *("updateddate", "updatedat", "dateupdated", "datemodified", "moddatetime"),
            *("lastupdated", "updatedon"),
        ),
    ),
    "expires": (_take_date, ("expires", "expirydate", "unpublishdate")),
    "id": (_take_wordpress, ("wordpressid", "wpid", "wppostid")),
    "discussion": (_take_comments, ("comments", "comment", "allowcomments", "commentsenabled")),
    "link": (_take_link, ("link",)),
    "type": (_take_type, ("type",)),
}
"""Fields of a Post that one key fills."""
_MANY: dict[str, tuple[Take, tuple[str, ...]]] = {
    "authors": (_take_list, ("authors", "author", "byline", "by", "writers", "writer")),
    "tags": (_take_list, ("tags", "tag", "keywords")),
    "categories": (_take_list, ("categories", "category")),
    "addresses": (_take_list, ("aliases", "alias", "redirectfrom", "redirects")),
    "drafts": (_take_draft, ("draft", "drafts", "private", "hidden", "unlisted")),
    "published": (_take_published, ("published", "publish")),
    "status": (_take_status, ("status", "visibility")),
    "guid": (_take_guid, ("guid",)),
    "theme": (_take_theme, ("layout", "template", "templatekey")),
}
"""What several keys may say."""
_TURN = {"lang": -100, "published": 100, "guid": 100}
"""Dates ask for the language, and these two for what others gave."""

USUAL: Mapping[str, Usual] = {
    key: Usual(take, field, rank + _TURN.get(field, 0), once)
    for table, once in ((_ONE, True), (_MANY, False))
    for field, (take, keys) in table.items()
    for rank, key in enumerate(keys)
}
"""By key, as it is compared."""
