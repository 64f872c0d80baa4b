"""What feeds, sitemaps and robots.txt are made from."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from newsgen.models.model import Model
from newsgen.models.pages import Card, Destination
from newsgen.models.sources import Article, Correction, RedirectFormat


class FeedItem(Model, frozen=True):
    """An article in a feed."""

    card: Card
    guid: str
    updated: datetime
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    note: Correction | None = None
    """In the feed of corrections: the note about the article."""
    article: Article | None = None
    """Only in feeds with full text; the body is read when the feed is rendered."""
    destinations: Mapping[str, Destination] = {}


class FeedFormat(Model, frozen=True):
    """The file name and media type of a kind of feed."""

    file: str
    """Name of the file, in the folder of the page that the feed belongs to."""
    media_type: str


FeedKind = Literal["rss"]
FEED_FORMATS: Mapping[FeedKind, FeedFormat] = {
    "rss": FeedFormat(file="feed.xml", media_type="application/rss+xml"),
}
"""The site and each section have a feed of each of these kinds."""
LATEST_UPDATES = 30
"""How many entries of a live story programs read: feeds, search engines and open pages."""
FEED_TYPES: Collection[str] = frozenset(form.media_type for form in FEED_FORMATS.values())
"""The media types of all feeds."""


class FeedView(Model, frozen=True):
    """A feed, newest item first."""

    kind: FeedKind
    title: str
    description: str
    url: str
    """URL of the page that the feed belongs to."""
    feed: str
    """URL of the feed itself."""
    lang: str
    updated: datetime
    """Time of the newest change in the feed."""
    items: tuple[FeedItem, ...]
    hub: str = ""
    """Address of the WebSub hub that sends updates to feed readers; may be empty."""


class LatestView(Model, frozen=True):
    """The latest stories as JSON, which scripts of older pages read."""

    cards: tuple[Card, ...]


class UpdatesView(Model, frozen=True):
    """The latest entries of a live story, as a feed or as JSON."""

    article: Article
    """The story, whose body is read when the file is rendered."""
    story: FeedItem
    """What the items have in common with it."""
    destinations: Mapping[str, Destination]
    """The known links of its body, by destination as written."""
    channel: FeedView | None = None
    """The feed, still without items; None for JSON."""


class SitemapEntry(Model, frozen=True):
    """A page in a sitemap."""

    url: str
    lastmod: datetime | None = None
    pictures: tuple[str, ...] = ()
    """The URLs of the pictures that it shows."""


class SitemapView(Model, frozen=True):
    """One sitemap."""

    entries: tuple[SitemapEntry, ...]


class NewsEntry(Model, frozen=True):
    """A story in the news sitemap."""

    url: str
    title: str
    date: datetime
    lang: str
    pictures: tuple[str, ...] = ()
    """The URLs of the pictures that it shows."""


class NewsSitemapView(Model, frozen=True):
    """The sitemap of the latest stories, for news search."""

    entries: tuple[NewsEntry, ...]


class SitemapIndexView(Model, frozen=True):
    """The index of all sitemaps."""

    entries: tuple[SitemapEntry, ...]


class RedirectRule(Model, frozen=True):
    """An old address that leads to a new one."""

    old: str
    """Path and query: ``/?p=123``."""
    new: str
    """URL below the origin of the site."""


class RedirectRulesView(Model, frozen=True):
    """A file of redirect rules for a web server."""

    form: RedirectFormat
    rules: tuple[RedirectRule, ...]


class RobotsView(Model, frozen=True):
    """The robots.txt of the site."""

    sitemap: str
    """URL of the sitemap index."""
    news: tuple[str, ...] = ()
    """URL of the news sitemap of each edition."""
