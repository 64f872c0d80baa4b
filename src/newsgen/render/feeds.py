"""Feeds: RSS 2.0 and Atom 1.0 by feedgen, kept to what the W3C feed validator and feed readers
expect; JSON Feed has a module of its own.

feedgen sets missing dates to the current time, puts new entries first, and uses the last link for
the channel. So every date is set here, entries are appended, and the link of the page comes last.
It loses the attributes of the links of Atom entries: an entry gets only the link to its page
through feedgen, which needs none (RFC 4287, 4.2.7.2), and all others here. It changes the locale of
the process while it writes a date, and restores it.
"""

import hashlib
import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from newsgen.models import FEED_FORMATS, FeedItem, FeedKind, FeedView, Identity
from newsgen.render.feed_items import (
    FeedPicture,
    SizeOf,
    Words,
    address_of,
    authors_of,
    categories_of,
    legal,
    one_line,
    picture_of,
    readable,
    summary_of,
    title_of,
)
from newsgen.render.json_feed import write_json_feed

_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA_SPACE = "http://search.yahoo.com/mrss/"
_MEDIA = f"{{{_MEDIA_SPACE}}}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LIKE_HTML = re.compile(r"<(?=/?[A-Za-z])|&(?=#?\w{1,40};)")
"""The beginning of what readers of RSS take for a tag or a reference in a text that has none."""
_JOINER = "\u2060"
"""Stands, unseen, where such a text would be taken for HTML (Unicode, word joiner)."""

_Writer = Callable[[FeedView, Identity, Mapping[str, str], SizeOf, Words], bytes]


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
    feed = _channel(view, site)
    feed.title(_plain(view.title))
    feed.description(_plain(view.description or view.title))
    feed.register_extension("media", _MediaSpace, None, atom=False)
    feed.load_extension("dc")
    for item in view.items:
        entry = _rss_entry(item, site, bodies.get(item.card.url), size_of, words)
        feed.add_entry(entry, order="append")
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


def _write_atom(
    view: FeedView, site: Identity, bodies: Mapping[str, str], size_of: SizeOf, words: Words
) -> bytes:
    """Atom, by RFC 4287; the publisher is the author of what names none."""
    feed = _channel(view, site)
    feed.title(legal(view.title))
    feed.id(site.origin + view.feed)
    feed.author(name=one_line(site.title) or site.origin, uri=site.origin + site.base)
    if view.description and view.description != view.title:
        feed.subtitle(legal(view.description))
    for item in view.items:
        entry = _atom_entry(item, site, bodies.get(item.card.url), size_of, words)
        feed.add_entry(entry, order="append")
    rendered: bytes = feed.atom_str(pretty=True)
    return rendered


_WRITERS: Mapping[FeedKind, _Writer] = {
    "rss": _write_rss,
    "atom": _write_atom,
    "json": write_json_feed,
}


def _channel(view: FeedView, site: Identity) -> FeedGenerator:
    """What RSS and Atom say of a feed in the same way."""
    feed = FeedGenerator()
    feed.language(view.lang)
    feed.generator("newsgen")
    feed.updated(view.updated.astimezone(UTC))
    feed.lastBuildDate(view.updated.astimezone(UTC))
    if view.hub:
        feed.register_extension("hub", _Hub, None)
        feed.hub.address = view.hub
    feed.link(href=site.origin + view.feed, rel="self", type=FEED_FORMATS[view.kind].media_type)
    feed.link(href=site.origin + view.url, rel="alternate", type="text/html")
    return feed


def _rss_entry(
    item: FeedItem, site: Identity, body: str | None, size_of: SizeOf, words: Words
) -> FeedEntry:
    entry = _entry(item, site)
    entry.load_extension("dc")
    entry.title(_plain(title_of(item, words(item.card.lang))))
    # The description of RSS is HTML: https://www.rssboard.org/rss-profile#element-channel-item-description
    entry.description(html.escape(summary_of(item), quote=False), isSummary=True)
    for name in categories_of(item, words(item.card.lang)):
        entry.category(term=_plain(name))
    authors = [name for name, _page in authors_of(item, site)]
    if authors:
        entry.dc.dc_creator(authors)
    if body is not None:
        entry.content(readable(body, site.origin + item.card.url), type="html")
    picture = picture_of(item, site, size_of)
    if picture:
        entry.enclosure(picture.url, str(picture.size), picture.media_type)
    entry.register_extension("more", _RssMore, atom=False)
    entry.more.picture = picture
    entry.more.updated = item.updated if item.updated > item.card.date else None
    return entry


def _atom_entry(
    item: FeedItem, site: Identity, body: str | None, size_of: SizeOf, words: Words
) -> FeedEntry:
    entry = _entry(item, site)
    entry.title(title_of(item, words(item.card.lang)))
    entry.updated(_apart(item))
    entry.summary(summary_of(item))
    for name in categories_of(item, words(item.card.lang)):
        entry.category(term=name)
    for name, page in authors_of(item, site):
        entry.author({"name": name, "uri": page} if page else {"name": name})
    if body is not None:
        entry.content(readable(body, site.origin + item.card.url), type="html")
    entry.register_extension("more", _AtomMore, rss=False)
    entry.more.lang = item.card.lang
    entry.more.picture = picture_of(item, site, size_of)
    entry.more.copies = [(kind, site.origin + url) for kind, url in item.copies]
    return entry


def _entry(item: FeedItem, site: Identity) -> FeedEntry:
    """What RSS and Atom say of a story in the same way."""
    entry = FeedEntry()
    entry.guid(item.guid, permalink=False)
    entry.link(href=address_of(item, site), rel="alternate")
    entry.published(item.card.date.astimezone(UTC))
    entry.updated(item.updated.astimezone(UTC))
    return entry


def _apart(item: FeedItem) -> datetime:
    """The moment of the last change, with a fraction of a second that follows from the name.

    Stories without a time of day share their midnight; programs that look for changes, and
    validators, want entries whose moments differ.
    """
    moment = item.updated.astimezone(UTC)
    name = hashlib.sha256(item.guid.encode()).digest()
    return moment.replace(microsecond=int.from_bytes(name[:4], "big") % 999_999 + 1)


def _plain(text: str) -> str:
    """A title for RSS, which has no way to say that it is not HTML."""
    return _LIKE_HTML.sub(lambda found: found[0] + _JOINER, legal(text))


class _Hub(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Adds the link to the WebSub hub: feedgen only writes the Atom link to the feed itself.

    https://www.w3.org/TR/websub/#discovery
    """

    address = ""

    def extend_rss(self, rss: etree._Element) -> None:
        """Add the link to the channel."""
        etree.SubElement(rss[0], f"{_ATOM}link", href=self.address, rel="hub")

    def extend_atom(self, feed: etree._Element) -> None:
        """Add the link to the feed."""
        etree.SubElement(feed, "link", href=self.address, rel="hub")


class _MediaSpace(BaseExtension):  # type: ignore[misc]
    """Declares the namespace of Media RSS once, for all items."""

    def extend_ns(self) -> dict[str, str]:
        """The prefix and the namespace.

        https://www.rssboard.org/media-rss
        """
        return {"media": _MEDIA_SPACE}


class _RssMore(BaseEntryExtension):  # type: ignore[misc]
    """The picture with its real size and words, and the moment of the last change."""

    picture: FeedPicture | None = None
    updated: datetime | None = None

    def extend_rss(self, item: etree._Element) -> None:
        """Add them to the item.

        No ``media:group``: with one picture it is an error.
        """
        if self.updated:
            moment = self.updated.astimezone(UTC).isoformat(timespec="seconds")
            etree.SubElement(item, f"{_ATOM}updated").text = moment
        picture = self.picture
        if picture is None:
            return
        facts = {"url": picture.url, "type": picture.media_type, "medium": "image"}
        numbers = {"width": picture.width, "height": picture.height, "fileSize": picture.size}
        facts |= {name: str(number) for name, number in numbers.items() if number > 0}
        media = etree.SubElement(item, f"{_MEDIA}content", facts)
        for name, text in (("title", picture.alt), ("description", picture.caption)):
            if text:
                etree.SubElement(media, _MEDIA + name, type="plain").text = _plain(text)
        if picture.credit:
            etree.SubElement(media, f"{_MEDIA}credit", role="photographer").text = picture.credit


class _AtomMore(BaseEntryExtension):  # type: ignore[misc]
    """The language of an entry, its picture, and the story in other formats.

    Names have no namespace here: feedgen writes that of Atom as an attribute of the feed.
    """

    lang = ""
    picture: FeedPicture | None = None
    copies: tuple[tuple[str, str], ...] = ()

    def extend_atom(self, entry: etree._Element) -> None:
        """Add them to the entry."""
        entry.set(_LANG, self.lang)
        for media_type, url in self.copies:
            etree.SubElement(entry, "link", href=url, rel="alternate", type=media_type)
        if self.picture:
            facts = {"rel": "enclosure", "type": self.picture.media_type, "href": self.picture.url}
            if self.picture.size:
                facts["length"] = str(self.picture.size)
            etree.SubElement(entry, "link", facts)
