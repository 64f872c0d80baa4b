"""The news vocabulary: every value that travels between the phases of a build.

All of them are frozen and hold no behaviour beyond what can be read off their own fields, so a
value can be compared, hashed, sent between processes and handed to a template without surprise.

*URL* always means what stands in an ``href``: percent-encoded, starting with the base path of the
site (``/pakistan/dialogue/``, or ``/news/pakistan/dialogue/`` for a site published under
``https://example.org/news/``). *Path* means a POSIX path, of a source relative to the site root or
of an output relative to the output folder.
"""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from newsgen.digest import digest_value
from newsgen.text import Direction

ArticleType = Literal[
    "news",
    "opinion",
    "analysis",
    "explainer",
    "interview",
    "review",
    "feature",
    "obituary",
    "sponsored",
    "satire",
]
CorrectionKind = Literal["correction", "clarification", "retraction"]
DatelineStyle = Literal["ap", "colon", "paren", "raw"]
SourceKind = Literal["article", "page", "author", "media"]


class Model(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frozen, slotted value with keyword-only fields.

    Its kinds repeat ``frozen=True`` for type checkers, which do not see it inherited.
    """


class Digested(Model, frozen=True, kw_only=True, cache_hash=True):
    """A value that many pages show, with a digest of its own, made once."""

    digest: str = ""
    """Of all its other fields; made by the value itself."""

    def __post_init__(self) -> None:
        fields = msgspec.structs.astuple(self)
        msgspec.structs.force_setattr(self, "digest", digest_value(fields))


# --- what the files of content/ hold ---------------------------------------------------------


class Stamp(Model, frozen=True, array_like=True):
    """What the file system says of a file without opening it.

    As long as it stays the same the bytes can be taken for the same: any write moves ``changed``,
    which no program can set.
    """

    size: int
    """In bytes."""
    modified: int
    """Moment of the last modification, in nanoseconds."""
    changed: int
    """Moment of the last change of bytes, name or permissions, in nanoseconds."""


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file with that status."""
    return Stamp(size=status.st_size, modified=status.st_mtime_ns, changed=status.st_ctime_ns)


class Source(Model, frozen=True):
    """A file of ``content/`` as found, not yet read."""

    path: str
    """POSIX path relative to the site root: ``content/world/quake.md``."""
    kind: SourceKind
    stamp: Stamp


class StaticFile(Model, frozen=True):
    """A file of static/, of the site or else of the theme."""

    path: str
    """Relative to static/, and so to the output folder."""
    file: str
    """Where it lies on this machine."""
    digest: str


class Dateline(Model, frozen=True):
    """Where a story was filed; never when."""

    place: str
    """The place as written, without separators: ``Beijing``, ``لاہور``."""
    source: str = ""
    """The agency in parentheses, if any: ``APP`` in ``LAHORE (APP) –``."""
    raw: str = ""
    """The words of the editor, for the style ``raw``."""


class Image(Model, frozen=True):
    """An image as the front matter names it."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Correction(Model, frozen=True):
    """A dated note of what was wrong and what is right."""

    date: datetime
    text: str
    kind: CorrectionKind = "correction"


class Article(Model, frozen=True):
    """One story: everything its front matter may say, resolved. The body stays in its file."""

    path: str
    """POSIX path of the source relative to the site root."""
    digest: str
    """Digest of the source, its path and its bytes: what shows the article can tell by it whether
    anything of the article may have changed."""
    title: str
    section: str
    """Slug of the section."""
    date: datetime
    """Moment of publication, aware, in the time zone of the site; an embargo later than the
    ``date`` of the front matter takes its place."""
    id: str
    """Permanent name: the ``id`` of the front matter, else the file name without its date."""
    guid: str
    """Permanent and unique name for feeds; survives a change of title, slug or section."""
    slug: str
    address: str
    """Where its page stands below the base path of the site, percent-encoded: ``world/quake/``."""
    lang: str
    summary: str
    """As written, else the first paragraph in plain text."""
    dateline: Dateline | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    """Names or slugs, as written."""
    tags: tuple[str, ...] = ()
    kicker: str = ""
    image: Image | None = None
    draft: bool = False
    embargo: datetime | None = None
    expires: datetime | None = None
    aliases: tuple[str, ...] = ()
    """Old paths of the site that lead here: ``/2019/quake/``."""
    related: tuple[str, ...] = ()
    """Source paths relative to the site root of the stories its author names."""
    series: str = ""
    source: str = ""
    """The agency or paper that the story comes from."""
    type: ArticleType = "news"
    corrections: tuple[Correction, ...] = ()
    extra: Mapping[str, Any] = {}
    references: tuple[str, ...] = ()
    """Every relative destination that the body may link to or show, as written, sorted."""
    blocks: tuple[str, ...] = ()
    """Names of the ``:::`` blocks that the body may use, sorted."""


class StandingPage(Model, frozen=True):
    """Standing content without a date, such as About: a file of ``content/pages/``."""

    path: str
    digest: str
    title: str
    slug: str
    lang: str
    summary: str = ""
    menu: bool = True
    """Whether the footer lists it."""
    aliases: tuple[str, ...] = ()
    extra: Mapping[str, Any] = {}
    references: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


class AuthorProfile(Model, frozen=True):
    """A file of ``content/authors/``: the name is the key that bylines use."""

    path: str
    digest: str
    name: str
    slug: str
    role: str = ""
    email: str = ""
    image: Image | None = None
    links: Mapping[str, str] = {}
    """Label to address, for example ``Mastodon`` to ``https://…``."""
    bio: str = ""
    """Markdown."""


# --- what templates see ----------------------------------------------------------------------


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
    width: int = 0
    """In pixels; 0 where unknown."""
    height: int = 0


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
    destinations: Mapping[str, str]
    """Each reference of the body that leads somewhere, as written, to its URL."""


class PageView(Model, frozen=True):
    """A standing page."""

    head: Head
    page: StandingPage
    destinations: Mapping[str, str]


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
    destinations: Mapping[str, str] = {}


class FeedView(Model, frozen=True):
    """An RSS 2.0 feed, newest item first."""

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


class Recipe(Model, frozen=True):
    """How a view is made: a pure function, and all that it is handed.

    Most pages of a warm build are never made: what they would be made from tells enough.
    """

    function: Callable[..., View]
    parts: tuple[Any, ...] = ()

    def view(self) -> View:
        """The view."""
        return self.function(*self.parts)


class Output(Model, frozen=True):
    """One file to be."""

    path: str
    """POSIX path relative to the output folder: ``world/quake/index.html``."""
    template: str
    """Template that renders the view; empty where code does (feeds, maps, copies)."""
    recipe: Recipe
    origin: str
    """What asked for it, for messages: a source path, or words such as ``section world``."""
    media_type: str = "text/html"
