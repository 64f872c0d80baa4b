"""What feeds, sitemaps and robots.txt are made from."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from newsgen.models.model import Model
from newsgen.models.pages import Card, Destination, FeedLink, Head
from newsgen.models.sources import Article, Correction, HeaderFormat, RedirectFormat


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
    copies: tuple[tuple[str, str], ...] = ()
    """Media type and URL of the same story in formats for other newsrooms."""


class FeedFormat(Model, frozen=True):
    """The file name and media type of a kind of feed."""

    file: str
    """Name of the file, in the folder of the page that the feed belongs to."""
    media_type: str


FeedKind = Literal["rss", "atom", "json"]
FEED_FORMATS: Mapping[FeedKind, FeedFormat] = {
    "rss": FeedFormat(file="feed.xml", media_type="application/rss+xml"),
    "atom": FeedFormat(file="atom.xml", media_type="application/atom+xml"),
    "json": FeedFormat(file="feed.json", media_type="application/feed+json"),
}
"""RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1."""
SyndicationKind = Literal["ninjs", "newsml-g2"]
SYNDICATION_FORMATS: Mapping[SyndicationKind, FeedFormat] = {
    "ninjs": FeedFormat(file="ninjs.json", media_type="application/json"),
    "newsml-g2": FeedFormat(file="newsml.xml", media_type="application/vnd.iptc.g2.newsitem+xml"),
}
"""The formats of the IPTC in which other newsrooms get a story."""
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


FeedGroupName = Literal["site", "sections", "types", "named", "tags", "authors", "corrections"]


class ListedFeed(Model, frozen=True):
    """A feed in the list of all feeds: one address for each format."""

    title: str
    """What it is of."""
    page: str
    """URL of the page that it belongs to."""
    links: tuple[FeedLink, ...]
    """Its addresses."""
    lang: str = ""
    """Its language."""


class FeedGroup(Model, frozen=True):
    """Feeds of one kind."""

    name: FeedGroupName
    """``site``, ``sections``, ``types``, ``named``, ``tags``, ``authors`` or ``corrections``."""
    feeds: tuple[ListedFeed, ...]
    """In the order of the site."""


class FeedListView(Model, frozen=True):
    """The page that lists all feeds."""

    head: Head
    """The data for the head of the page."""
    groups: tuple[FeedGroup, ...]
    """All feeds, without empty groups."""
    opml: str
    """URL of the same list for feed readers."""


class OpmlView(Model, frozen=True):
    """The list of all feeds for feed readers."""

    title: str
    groups: tuple[FeedGroup, ...]


class SyndicationView(Model, frozen=True):
    """One story for other newsrooms."""

    kind: SyndicationKind
    article: Article
    """The story, whose body is read when the file is rendered."""
    item: FeedItem
    """What the formats have in common with feeds."""
    destinations: Mapping[str, Destination]
    """The known links of its body, by destination as written."""
    copyright: str = ""
    """The line at the foot of every page, or empty."""


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


class RobotsGroup(Model, frozen=True):
    """What some crawlers may read."""

    agents: tuple[str, ...]
    """Their product tokens; ``*`` for all that no other group names."""
    disallow: tuple[str, ...] = ()
    """URLs, or patterns of them, that they may not read."""
    allow: tuple[str, ...] = ()
    """Exceptions."""
    crawl_delay: int = 0
    """Seconds between two requests; 0 for no rule."""


class HeadersView(Model, frozen=True):
    """The headers with which a web server sends the site, as a file for that server."""

    form: HeaderFormat
    name: str
    """Of the site, for services that keep several such files: ``news-example``."""
    base: str
    """The base path of the site."""
    headers: tuple[tuple[str, str], ...]
    """Names and values, for every file."""
    assets: tuple[str, ...]
    """Paths of the files that caches may keep, as their names change with their bytes."""


class RobotsView(Model, frozen=True):
    """The robots.txt of the site."""

    groups: tuple[RobotsGroup, ...]
    sitemaps: tuple[str, ...]
    """URLs of the sitemap index and of the news sitemap."""


class TextView(Model, frozen=True):
    """A small text that is published as it is, such as a key."""

    text: str
