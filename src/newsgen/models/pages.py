"""What templates and feeds see: cards, the identity of the site, a view for each kind of page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from newsgen.models.model import Digested, Model
from newsgen.models.sources import Article, ArticleType, StandingPage
from newsgen.text import Direction

DatelineStyle = Literal["ap", "colon", "paren", "raw"]


class Link(Model, frozen=True):
    """A name and where it leads."""

    title: str
    url: str


class Picture(Model, frozen=True):
    """An image that the output holds, or one elsewhere."""

    url: str
    """A URL of this site or an absolute address."""
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Section(Model, frozen=True):
    """A main division of the paper; each article belongs to exactly one."""

    slug: str
    title: str
    url: str
    description: str = ""
    lang: str = ""
    feed: str = ""
    """URL of its RSS feed."""


class Author(Digested, frozen=True, kw_only=True):
    """A person or agency that bylines name, with or without a profile."""

    slug: str
    name: str
    url: str
    role: str = ""
    email: str = ""
    picture: Picture | None = None
    links: tuple[Link, ...] = ()
    bio: str = ""
    """Markdown."""


class Card(Digested, frozen=True, kw_only=True):
    """What lists, feeds and neighbours may see of an article."""

    url: str
    title: str
    summary: str
    date: datetime
    section: Link
    lang: str
    dir: Direction
    kicker: str = ""
    type: ArticleType = "news"
    byline: tuple[Link, ...] = ()
    picture: Picture | None = None


class Identity(Model, frozen=True):
    """What every page of the site may say of the site itself."""

    title: str
    tagline: str
    description: str
    origin: str
    """Scheme and host, without a slash at the end: ``https://news.example``."""
    base: str
    """Base path with slashes at both ends: ``/``, or ``/news/``."""
    lang: str
    dir: Direction
    timezone: str
    """IANA name: ``Asia/Karachi``."""
    dateline_style: DatelineStyle
    sections: tuple[Link, ...]
    """In the order of the configuration."""
    pages: tuple[Link, ...]
    """Standing pages for the footer."""
    feed: str
    """URL of the site's RSS feed."""
    copyright: str
    logo: str = ""
    """URL of the publisher's logo, or empty."""
    extra: Mapping[str, Any] = {}


class Head(Model, frozen=True):
    """What a page says of itself in its ``<head>``."""

    title: str
    """Without the name of the site."""
    description: str
    url: str
    lang: str
    dir: Direction
    picture: Picture | None = None
    feed: Link | None = None
    """A feed of this page's own, besides the site's."""
    index: bool = True
    """Whether search engines may list the page."""


class UnavailableLink(Model, frozen=True):
    """Why a reference of a body leads nowhere."""

    reason: Literal["draft", "scheduled", "expired", "missing", "unfit"]
    """What the story is that it names; ``missing`` where there is none of that name, ``unfit``
    where it is a file of a type that is not published."""
    moment: datetime | None = None
    """When the story will be published, or when it expired."""
    near: str = ""
    """Where a missing one may have meant to lead, from the folder of its source."""
    fault: str = ""
    """Why a file is unfit."""


Destination = str | UnavailableLink
"""Where a reference of a body leads: a URL, or why there is none."""


class ArticleView(Model, frozen=True):
    """One article with all that its page shows around it."""

    head: Head
    article: Article
    section: Section
    authors: tuple[Author, ...]
    tags: tuple[Link, ...]
    series: Link | None
    picture: Picture | None
    older: Link | None
    newer: Link | None
    related: tuple[Card, ...]
    destinations: Mapping[str, Destination]
    """Each reference of the body of which anything is known, as written."""


class PageView(Model, frozen=True):
    """A standing page."""

    head: Head
    page: StandingPage
    destinations: Mapping[str, Destination]


class HomeBlock(Model, frozen=True):
    """A section on the home page."""

    section: Section
    cards: tuple[Card, ...]


class HomeView(Model, frozen=True):
    """The home page: no story stands in it twice."""

    head: Head
    lead: Card | None
    top: tuple[Card, ...]
    """The newest stories after the lead."""
    blocks: tuple[HomeBlock, ...]


class ListView(Model, frozen=True):
    """The front or an archive page of a section, tag, author or series."""

    head: Head
    title: str
    description: str
    cards: tuple[Card, ...]
    """Newest first; on the front of a series oldest first."""
    number: int
    """0 for the front, else the number of the archive page, counted from the oldest."""
    older: str
    """URL of the next older archive page, or empty."""
    newer: str
    """URL of the next newer archive page, of the front after the newest, or empty."""
    front: Link
    """The front that this list belongs to."""
    author: Author | None = None
    """On the pages of an author."""


class IndexView(Model, frozen=True):
    """All tags, all authors or all series, by name."""

    head: Head
    title: str
    entries: tuple[Link, ...]


class MessageView(Model, frozen=True):
    """A page without content of its own, such as 404."""

    head: Head


class RedirectView(Model, frozen=True):
    """An old address that leads to a new one."""

    head: Head
    target: str
    """URL of the new address."""


class FeedItem(Model, frozen=True):
    """An article as its feeds carry it."""

    card: Card
    guid: str
    updated: datetime
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    article: Article | None = None
    """Given when the feed carries full text; its body is read when the feed is rendered."""
    destinations: Mapping[str, Destination] = {}


class FeedFormat(Model, frozen=True):
    """How a feed is written."""

    file: str
    """Name of the file, beside the page that the feed belongs to."""
    media_type: str


FeedKind = Literal["rss"]
FEED_FORMATS: Mapping[FeedKind, FeedFormat] = {
    "rss": FeedFormat(file="feed.xml", media_type="application/rss+xml"),
}
"""Every list of articles that has a feed has one of each kind."""


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
    """Moment of the newest change that the feed carries."""
    items: tuple[FeedItem, ...]
    hub: str = ""
    """Address of the WebSub hub that tells readers of news; empty where there is none."""


class SitemapEntry(Model, frozen=True):
    """A page for search engines."""

    url: str
    lastmod: datetime | None = None


class SitemapView(Model, frozen=True):
    """One sitemap."""

    entries: tuple[SitemapEntry, ...]


class SitemapIndexView(Model, frozen=True):
    """The index of all sitemaps."""

    entries: tuple[SitemapEntry, ...]


class RobotsView(Model, frozen=True):
    """The robots.txt of the site."""

    sitemap: str
    """URL of the sitemap index."""


class FileView(Model, frozen=True):
    """A file copied as it is."""

    file: str
    """Absolute path of the file on this machine; no part of a fingerprint."""
    digest: str


View = (
    ArticleView
    | PageView
    | HomeView
    | ListView
    | IndexView
    | MessageView
    | RedirectView
    | FeedView
    | SitemapView
    | SitemapIndexView
    | RobotsView
    | FileView
)
