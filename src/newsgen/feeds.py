"""RSS 2.0 by feedgen, kept to what the W3C feed validator and feed readers expect.

feedgen fills every date that it is not given with the present moment, puts new entries first and
takes the last link for the channel's: so each date is given, entries are appended and the link of
the page comes last. It sets the locale of the process while it writes a date and sets it back.
"""

import mimetypes
from collections.abc import Mapping
from datetime import UTC
from urllib.parse import urljoin, urlsplit

import nh3
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from newsgen.models import FeedItem, FeedView, Identity

_TAGS = nh3.ALLOWED_TAGS | {"audio", "section", "source", "video"}
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "source": {"src", "type"},
    "audio": {"src", "controls"},
    "video": {"src", "controls", "poster"},
    "time": {"datetime"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ADDRESSES = frozenset({"href", "src", "poster"})


def render_rss(view: FeedView, site: Identity, bodies: Mapping[str, str]) -> bytes:
    """The feed; ``bodies`` holds the HTML of the articles that it carries whole, by URL."""
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title(view.title)
    feed.description(view.description)
    feed.language(view.lang)
    feed.generator("newsgen")
    feed.lastBuildDate(view.updated.astimezone(UTC))
    feed.link(href=site.origin + view.feed, rel="self", type="application/rss+xml")
    feed.link(href=site.origin + view.url, rel="alternate")
    for item in view.items:
        feed.add_entry(_entry(item, site, bodies.get(item.card.url)), order="append")
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


def _entry(item: FeedItem, site: Identity, body: str | None) -> FeedEntry:
    card = item.card
    address = site.origin + card.url
    entry = FeedEntry()
    entry.load_extension("dc")
    entry.title(card.title)
    entry.link(href=address)
    entry.guid(item.guid, permalink=False)
    entry.published(card.date.astimezone(UTC))
    entry.updated(item.updated.astimezone(UTC))
    entry.description(card.summary or card.title, isSummary=True)
    for name in dict.fromkeys(item.categories):
        entry.category(term=name)
    if item.authors:
        entry.dc.dc_creator(list(item.authors))
    if body is not None:
        entry.content(_readable(body, address), type="html")
    if card.picture:
        url = urljoin(address, card.picture.url)
        kind = mimetypes.guess_type(urlsplit(url).path)[0] or "image/jpeg"
        entry.enclosure(url, "0", kind)
    return entry


def _readable(body: str, address: str) -> str:
    """The body as feed readers may show it.

    Scripts, frames, styles and classes go, and every address is made whole.
    """

    def keep(_tag: str, attribute: str, value: str) -> str:
        return urljoin(address, value) if attribute in _ADDRESSES else value

    return nh3.clean(
        body,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
