"""Feeds. RSS 2.0 by feedgen, kept to what the W3C feed validator and feed readers expect.

feedgen sets missing dates to the current time, puts new entries first, and uses the last link for
the channel. So every date is set here, entries are appended, and the link of the page comes last.
It changes the locale of the process while it writes a date, and restores it.
"""

import html
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from newsgen.markdown import sanitise_for_feeds
from newsgen.models import ArticleType, FeedItem, FeedKind, FeedView, Identity, Picture

_PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""Media types by suffix; the table of ``mimetypes`` differs between machines. Others are JPEG."""
_ATOM = "{http://www.w3.org/2005/Atom}"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow; with one of them lxml refuses the whole feed."""


SizeOf = Callable[[Picture], int]
Words = Callable[[str], Mapping[str, Any]]
"""Gives the words of the interface in a language."""
_Writer = Callable[[FeedView, Identity, Mapping[str, str], SizeOf, Words], bytes]
_MARKED: Collection[ArticleType] = frozenset({"opinion", "sponsored", "satire"})
"""Kinds of article that must not be taken for news: feed readers show nothing but the title."""


def _no_words(_lang: str) -> Mapping[str, Any]:
    return {}


def render_feed(
    view: FeedView,
    site: Identity,
    bodies: Mapping[str, str],
    size_of: SizeOf,
    words: Words = _no_words,
) -> bytes:
    """The feed in its format.

    ``bodies`` holds, by URL, the HTML of the articles whose full text the feed carries, ``size_of``
    gives the bytes of the file of a picture, and ``words`` the words for kinds of articles.
    """
    return _WRITERS[view.kind](view, site, bodies, size_of, words)


def _write_rss(
    view: FeedView, site: Identity, bodies: Mapping[str, str], size_of: SizeOf, words: Words
) -> bytes:
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title(_legal(view.title))
    feed.description(_legal(view.description or view.title))
    feed.language(view.lang)
    feed.generator("newsgen")
    feed.lastBuildDate(view.updated.astimezone(UTC))
    if view.hub:
        feed.register_extension("hub", _Hub, None, atom=False)
        feed.hub.address = view.hub
    feed.link(href=site.origin + view.feed, rel="self", type="application/rss+xml")
    feed.link(href=site.origin + view.url, rel="alternate")
    for item in view.items:
        body = bodies.get(item.card.url)
        entry = _entry(item, site, body, size_of)
        _label(entry, item, words(item.card.lang))
        feed.add_entry(entry, order="append")
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


_WRITERS: Mapping[FeedKind, _Writer] = {
    "rss": _write_rss,
}


class _Hub(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Adds the link to the WebSub hub: feedgen only writes the Atom link to the feed itself.

    https://www.w3.org/TR/websub/#discovery
    """

    address = ""

    def extend_rss(self, rss: etree._Element) -> None:
        """Add the link to the channel."""
        etree.SubElement(rss[0], f"{_ATOM}link", href=self.address, rel="hub")


def _entry(item: FeedItem, site: Identity, body: str | None, size_of: SizeOf) -> FeedEntry:
    card = item.card
    address = site.origin + card.url
    entry = FeedEntry()
    entry.load_extension("dc")
    entry.title(_legal(card.title))
    entry.link(href=card.link or address)
    entry.guid(item.guid, permalink=False)
    entry.published(card.date.astimezone(UTC))
    entry.updated(item.updated.astimezone(UTC))
    # The description of RSS is HTML: https://www.rssboard.org/rss-profile#element-channel-item-description
    description = html.escape(_legal(card.summary or card.title), quote=False)
    entry.description(description, isSummary=True)
    for name in dict.fromkeys(item.categories):
        entry.category(term=_legal(name))
    if item.authors:
        entry.dc.dc_creator([_legal(name) for name in item.authors])
    if body is not None:
        entry.content(_readable(body, address), type="html")
    picture = _whole(card.picture.url, address) if card.picture else None
    if picture and card.picture:
        entry.enclosure(picture, str(size_of(card.picture)), _picture_type(picture))
    return entry


def _label(entry: FeedEntry, item: FeedItem, words: Mapping[str, Any]) -> None:
    """Say in the title and in a category what kind of article or note it is."""
    kind = item.card.type
    word = words.get(item.note.kind) if item.note else words.get("types", {}).get(kind)
    if word and (item.note or kind in _MARKED):
        entry.title(_legal(f"{word}: {item.card.title}"))
    if word and word not in item.categories:
        entry.category(term=_legal(word))


def _picture_type(url: str) -> str:
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    return _PICTURE_TYPES.get(suffix, "image/jpeg")


def _readable(body: str, address: str) -> str:
    """The body as feed readers can show it.

    Scripts, frames, styles and classes are removed, and every address is made absolute. Illegal
    characters are removed last, after references such as ``&#11;`` are resolved.
    """
    return _legal(sanitise_for_feeds(body, lambda url: _whole(url, address)))


def _whole(url: str, address: str) -> str | None:
    """The absolute URL of a link on the page with this address; None if it cannot be parsed."""
    try:
        return urljoin(address, url)
    except ValueError:
        return None


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
