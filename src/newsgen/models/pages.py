"""What templates get: cards, the identity of the site, and a view for each kind of page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from newsgen.models.fronts import FrontLayout
from newsgen.models.model import Digested, Model
from newsgen.models.sources import (
    Article,
    ArticleType,
    CommentFile,
    CommentProvider,
    Correction,
    StandingPage,
)
from newsgen.text import Direction, host_of

PictureFormat = Literal["jpeg", "png", "webp", "avif"]
DatelineStyle = Literal["ap", "colon", "paren", "raw"]
Look = Literal["classic", "modern"]
"""Looks of the theme: headlines with serifs, or without."""
_PICTURE_TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
}
"""The media types of the pictures that other sites show, by the ending of the file."""
Digits = Literal[
    "auto", "latin", "native", "arab", "arabext", "beng", "deva", "gujr", "guru", "khmr", "knda",
    "laoo", "latn", "mlym", "mymr", "orya", "tamldec", "telu", "thai", "tibt",
]  # fmt: skip
"""What newspapers of a language use, Latin ones, those of its script, or a numbering system."""
Calendar = Literal["gregorian", "persian", "islamic"]
"""Calendars of dates in words: that of Pope Gregory, of Iran, and of Umm al-Qura in Mecca."""


class Link(Model, frozen=True):
    """A title and the URL it links to."""

    title: str
    """What readers see."""
    url: str
    """Where it leads."""
    lang: str = ""
    """Language of the title, where it may be another one than around it; else empty."""


class DateStyle(Model, frozen=True):
    """How dates and numbers are written in all languages of the site."""

    digits: Digits = "auto"
    """``auto``, ``latin``, ``native`` or a numbering system, such as ``arab``."""
    calendar: Calendar = "gregorian"
    """The calendar of dates in words."""


class FeedLink(Model, frozen=True):
    """The address of a feed."""

    title: str
    """What the feed is of."""
    url: str
    """URL of the feed."""
    media_type: str = "application/rss+xml"
    """The media type of its format."""
    name: str = "RSS"
    """The name of its format: ``RSS``, ``Atom`` or ``JSON``."""


class PictureVersion(Model, frozen=True):
    """One file of a picture."""

    url: str
    """Its URL."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""


class PictureSet(Model, frozen=True):
    """The same picture in several widths, in one format."""

    media_type: str
    """``image/webp``"""
    versions: tuple[PictureVersion, ...]
    """The narrowest first."""

    @property
    def srcset(self) -> str:
        """The value of the attribute of that name (HTML, 4.8.4.2.1)."""
        return ", ".join(f"{version.url} {version.width}w" for version in self.versions)


class Shape(Model, frozen=True):
    """A picture in one shape: whole, or cropped around its focus."""

    url: str
    """The file for browsers that choose none of ``sets``, and for other programs."""
    width: int = 0
    """Of that file, in pixels; 0 if it is unknown."""
    height: int = 0
    """Of that file, in pixels; 0 if it is unknown."""
    sets: tuple[PictureSet, ...] = ()
    """What browsers choose from, the best format first."""

    @property
    def media_type(self) -> str:
        """``image/jpeg``, by the ending of the file; empty if that says nothing."""
        return _picture_type(self.url)


class Picture(Model, frozen=True):
    """An image of this site or of another one."""

    url: str
    """A URL of this site, or an absolute address."""
    alt: str = ""
    """What it shows, for readers who do not see it."""
    caption: str = ""
    """What stands below it."""
    credit: str = ""
    """Who made it, or owns the rights."""
    width: int = 0
    """In pixels; 0 if it is unknown."""
    height: int = 0
    """In pixels; 0 if it is unknown."""
    size: int = 0
    """Of the file at ``url``, in bytes; 0 if it is unknown."""
    tone: str = ""
    """The colour of most of it, for the time until it is there, as classes of the theme:
    ``tone red-2 green-0 blue-5``; empty if it is unknown."""
    sets: tuple[PictureSet, ...] = ()
    """The picture in several widths, the best format first; empty without ``newsgen[images]``."""
    wide: Shape | None = None
    """Cropped to 16 by 9, for cards of other sites."""
    card: Shape | None = None
    """Cropped to 4 by 3, for lists."""
    square: Shape | None = None
    """Cropped to a square."""
    portrait: Shape | None = None
    """A small square, of an author."""
    fault: str = ""
    """Why browsers cannot show it; empty if they can."""

    @property
    def media_type(self) -> str:
        """``image/jpeg``, by the ending of the file; empty if that says nothing."""
        return _picture_type(self.url)


def _picture_type(url: str) -> str:
    path = url.partition("?")[0]
    return _PICTURE_TYPES.get(path.rpartition(".")[2].lower(), "")


class ShownPicture(Model, frozen=True):
    """A picture in a text, with its words there."""

    picture: Picture
    """The picture itself."""
    alt: str
    """What it shows, for readers who do not see it."""
    caption: str
    """What stands below it in this text."""
    credit: str
    """Who made it, or owns the rights."""
    number: int
    """Which picture of the text it is, from 1."""


class Section(Model, frozen=True):
    """A main division of the paper. Each article belongs to exactly one."""

    slug: str
    """Its name in newsgen.yaml and in addresses: ``world``."""
    title: str
    """Its name for readers."""
    url: str
    """URL of its front."""
    description: str = ""
    """One sentence about it, or empty."""
    lang: str = ""
    """Language of its stories, if it is not that of the site; else empty."""
    feeds: tuple[FeedLink, ...] = ()
    """Its feed in all its formats."""
    card: Picture | None = None
    """What other sites show for its front, and for stories without a picture."""


class Author(Digested, frozen=True, kw_only=True):
    """A person or agency in bylines, with or without a profile."""

    slug: str
    """The name in addresses: ``ayesha-khan``."""
    name: str
    """The name for readers."""
    url: str
    """URL of the author's page."""
    role: str = ""
    """For example ``Political editor``, or empty."""
    email: str = ""
    """An address for readers, or empty."""
    picture: Picture | None = None
    """The portrait, if there is one."""
    links: tuple[Link, ...] = ()
    """Where else to find the author."""
    bio: str = ""
    """Markdown."""
    is_agency: bool = False
    """Whether it is an agency, a desk or another group, not a person."""


class Card(Digested, frozen=True, kw_only=True):
    """What lists, feeds and related links show of an article."""

    url: str
    """URL of the story."""
    title: str
    """Its headline."""
    summary: str
    """Its summary, or its first paragraph as plain text."""
    date: datetime
    """Its moment of publication, in the time zone of the site."""
    section: Link
    """Its section, which gives its address."""
    lang: str
    """Its language."""
    dir: Direction
    """The direction in which that is written."""
    has_time: bool = True
    """Whether the time of day was written."""
    kicker: str = ""
    """A word or two above the headline, or empty."""
    type: ArticleType = "news"
    """Its kind."""
    byline: tuple[Link, ...] = ()
    """Its authors."""
    portrait: Picture | None = None
    """The picture of the first author of an opinion, if there is one."""
    picture: Picture | None = None
    """Its lead picture, if there is one."""
    extra: Mapping[str, Any] = {}
    """The keys of the site's own in its front matter; a missing one is empty."""
    in_progress: bool = False
    """Whether it is a live story that has not ended."""
    updated: datetime | None = None
    """The time of its latest entry, while it is in progress."""
    link: str = ""
    """Address of the story of another site that it leads to; ``host`` is the name of that site."""

    @property
    def host(self) -> str:
        """The name of that site."""
        return host_of(self.link)


class Publisher(Model, frozen=True):
    """Who publishes the site, as ``publisher:`` in newsgen.yaml says; what is left out is empty."""

    name: str = ""
    """Its name; empty if it is that of the site."""
    alternate_name: str = ""
    """Another name of the site."""
    legal_name: str = ""
    """Its name in the register of companies."""
    email: str = ""
    """An address for readers."""
    telephone: str = ""
    """A number for readers."""
    address: str = ""
    """Where it is, in one line."""
    founded: str = ""
    """When it was founded: ``1947-08-14``, or less of it."""
    same_as: tuple[str, ...] = ()
    """Its addresses elsewhere."""
    license: str = ""
    """URL of the licence of its own pictures."""
    acquire_license: str = ""
    """URL of the page where others get one."""
    policies: Mapping[str, str] = {}
    """The URL of each policy that has a page, by the name of its setting: ``ethics``."""


class EditionLink(Model, frozen=True):
    """An edition, as the others lead to it."""

    slug: str
    """Its name in addresses, empty for the main edition."""
    title: str
    """Name of the paper in this edition."""
    url: str
    """URL of its home page."""
    lang: str
    """Its language."""
    dir: Direction
    """The direction in which that is written."""
    is_only: bool = True
    """Whether no other edition has this language, so that its name says which edition it is."""


class Identity(Model, frozen=True):
    """What every page may show about the site, or about its edition."""

    title: str
    """Name of the paper."""
    tagline: str
    """A few words below the name, or empty."""
    description: str
    """One sentence about it, or empty."""
    origin: str
    """Scheme and host, without a slash at the end: ``https://news.example``."""
    base: str
    """URL of the home page, which begins that of every page: ``/``, ``/news/``, ``/ur/``."""
    lang: str
    """Its language."""
    dir: Direction
    """The direction in which that is written."""
    timezone: str
    """IANA name: ``Asia/Karachi``."""
    dateline_style: DatelineStyle
    """How datelines look."""
    sections: tuple[Link, ...]
    """In the order of the configuration."""
    pages: tuple[Link, ...]
    """Standing pages for the footer."""
    feed: str
    """URL of the site's feed."""
    copyright: str
    """The line at the foot of every page, or empty."""
    feeds: tuple[FeedLink, ...] = ()
    """The site's feed in all its formats."""
    feed_list: str = ""
    """URL of the page that lists all feeds."""
    logo: str = ""
    """URL of the publisher's logo, or empty."""
    publisher: Publisher = Publisher()
    """Who publishes it."""
    look: Look = "classic"
    """The look of the theme."""
    search: bool = False
    """Whether there is a search page, ``/search/``."""
    share: tuple[str, ...] = ()
    """Services with a link to share a story, by their names in newsgen.yaml."""
    saved: bool = False
    """Whether readers can save stories: their list is ``/saved/``."""
    display: bool = False
    """Whether readers can choose the size of the text and light or dark."""
    offline: bool = False
    """Whether a service worker keeps pages for readers without a network."""
    dates: DateStyle = DateStyle()
    """How dates and numbers are written."""
    extra: Mapping[str, Any] = {}
    """The keys of the site's own in newsgen.yaml; a missing one is empty."""
    root: str = "/"
    """Base path of the files that all editions share, with slashes at both ends."""
    edition: str = ""
    """Name of this edition in addresses, empty for the main one."""
    editions: tuple[EditionLink, ...] = ()
    """All editions, the main one first; empty if there are no others."""

    def absolute(self, url: str) -> str:
        """The whole address of a URL of this site; that of another site stays as it is."""
        return url if url.startswith(("https://", "http://")) else self.origin + url


class Translation(Model, frozen=True):
    """A page in one of its languages."""

    url: str
    """URL of the page."""
    lang: str
    """Its language."""
    dir: Direction
    """The direction in which that is written."""
    edition: str = ""
    """Name of its edition, empty for the main one."""
    hreflang: str = ""
    """The language as search engines read it; empty if they list the page of another site."""


class Head(Model, frozen=True):
    """The data for the ``<head>`` of a page."""

    title: str
    """Without the name of the site."""
    description: str
    """One sentence for search engines, or empty."""
    url: str
    """URL of the page."""
    lang: str
    """Language of the page."""
    dir: Direction
    """The direction in which that is written."""
    picture: Picture | None = None
    """What other sites show with a link to the page."""
    feeds: tuple[FeedLink, ...] = ()
    """The page's own feed in all its formats, besides the feed of the site."""
    index: bool = True
    """Whether search engines may list the page."""
    canonical: str = ""
    """Address of the original, if it is on another site."""
    expires: datetime | None = None
    """When the page leaves the site, if ever."""
    translations: tuple[Translation, ...] = ()
    """The page in all its languages, itself included; empty if it has only one."""

    @property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """``hreflang`` and URL of each language for search engines; the last is ``x-default``."""
        listed = [(page.hreflang, page.url) for page in self.translations if page.hreflang]
        if len(listed) < 2 or all(url != self.url for _, url in listed):
            return ()
        return (*listed, ("x-default", listed[0][1]))


class UnavailableLink(Model, frozen=True):
    """Why a link in a body has no destination."""

    reason: Literal["draft", "scheduled", "expired", "missing", "media-type"]
    """The status of the story that it names; ``missing`` if there is no such file, ``media-type``
    if it is a file of a type that is not published."""
    moment: datetime | None = None
    """When the story will be published, or when it expired."""
    near: str = ""
    """A file that a missing link may mean, relative to the folder of the source."""
    fault: str = ""
    """Why a file is not published."""


Destination = str | Picture | UnavailableLink
"""The destination of a link in a body: a URL, a picture, or why there is none."""


class SeriesPart(Model, frozen=True):
    """The place of a story in its series."""

    number: int
    """From 1."""
    earlier: tuple[Link, ...]
    """The parts before it, the first one first; of a long series only the last of them."""
    next: Link | None
    """The part after it."""

    @property
    def first_number(self) -> int:
        """The number of the first of the earlier parts."""
        return self.number - len(self.earlier)


class Discussion(Model, frozen=True):
    """Where the replies to a story are kept, for the script that opens them."""

    provider: CommentProvider
    """The system, which has the template ``comments/<provider>.html``."""
    thread: str
    """Names the thread: the permanent name of the story, never its address."""
    server: str = ""
    """Address of the server, without a slash at its end; or empty."""
    site_id: str = ""
    """The name of the site there, or empty."""
    repo: str = ""
    """The repository whose discussions hold the replies, or empty."""
    repo_id: str = ""
    """Its id."""
    category: str = ""
    """The category of the discussions."""
    category_id: str = ""
    """Its id."""
    contact: str = ""
    """Address for readers whose browser runs no scripts: of a page, or ``mailto:…``; or empty."""
    closes: datetime | None = None
    """When it takes no more replies, which the script compares with the clock of the reader."""
    closed: bool = False
    """Whether an editor has closed it."""

    @property
    def host(self) -> str:
        """The host whose content a click loads."""
        return host_of(self.server or "https://giscus.app/")


class Reply(Model, frozen=True):
    """A comment as a page shows it."""

    anchor: str
    """Its ``id`` on the page: ``comment-812``; or empty."""
    author: str
    """The name that the reader gave."""
    date: datetime
    """When it was made."""
    has_time: bool
    """Whether the time of day is known."""
    text: str
    """Harmless HTML, whose links say that the paper does not vouch for them."""
    replies: tuple["Reply", ...] = ()
    """The answers to it."""


class ArticleView(Model, frozen=True):
    """One article, and everything that its page shows around it."""

    head: Head
    """The data for the head of the page."""
    article: Article
    """The story."""
    section: Section
    """The section that gives its address."""
    authors: tuple[Author, ...]
    """Its authors, in the order of the byline."""
    tags: tuple[Link, ...]
    """Its tags."""
    series: Link | None
    """The series of which it is a part, if any."""
    part: SeriesPart | None
    """Its place in the series; None if it has no other part."""
    picture: Picture | None
    """Its lead picture, if there is one."""
    older: Link | None
    """The story before it in its section."""
    newer: Link | None
    """The story after it in its section."""
    related: tuple[Card, ...]
    """Related stories."""
    destinations: Mapping[str, Destination]
    """The known links of the body, by destination as written."""
    updates: str = ""
    """URL of the entries of a live story as JSON, which open pages ask for; else empty."""
    comments: CommentFile | None = None
    """The file with comments that another system kept, which are shown as `replies`."""
    discussion: Discussion | None = None
    """Where readers can reply; None if they cannot."""


class PageView(Model, frozen=True):
    """A standing page."""

    head: Head
    """The data for the head of the page."""
    page: StandingPage
    """The standing page."""
    destinations: Mapping[str, Destination]
    """The known links of the body, by destination as written."""


class CorrectedStory(Model, frozen=True):
    """A note of correction, and the story that it belongs to."""

    note: Correction
    """The note."""
    story: Link
    """The story."""
    lang: str
    """Its language."""
    dir: Direction
    """The direction in which that is written."""


class CorrectionsView(Model, frozen=True):
    """The page of all corrections."""

    head: Head
    """The data for the head of the page."""
    page: StandingPage | None
    """The standing page with this address, whose text is above the notes."""
    destinations: Mapping[str, Destination]
    """The known links of its body, by destination as written."""
    notes: tuple[CorrectedStory, ...]
    """Newest first."""


class BlockHead(Model, frozen=True):
    """What stands above the stories of a block."""

    title: str
    """The title of a section, tag or series, or what an editor wrote."""
    slug: str
    """Unlike that of any other block of the page."""
    lang: str
    """The language of the title and of most of the stories."""
    layout: FrontLayout = "feature"
    """How the stories are arranged: a large one with others beside it, in a grid, as headlines."""
    url: str = ""
    """The list of all such stories; empty if there is none."""


class FrontGroup(Model, frozen=True):
    """A block of a front: a section, or what an editor put together."""

    head: BlockHead
    """What stands above the stories."""
    cards: tuple[Card, ...]
    """Stories that stand nowhere else on the page."""


class HomeView(Model, frozen=True):
    """The home page. No story appears in it twice."""

    head: Head
    """The data for the head of the page."""
    lead: Card | None
    """The first story; None if there is none yet."""
    edition: datetime | None
    """The moment of the newest story; None if there is none yet."""
    top: tuple[Card, ...]
    """The newest stories after the lead."""
    blocks: tuple[FrontGroup, ...]
    """What an editor put together, then the sections, in the order of newsgen.yaml."""
    breaking: Card | None = None
    """The story in the bar above everything else."""


class ListView(Model, frozen=True):
    """The front or an archive page of a section, tag, author or series."""

    head: Head
    """The data for the head of the page."""
    title: str
    """What the list is of: the name of the section, tag, author or series."""
    description: str
    """One sentence about it, or empty."""
    cards: tuple[Card, ...]
    """Newest first; on the front of a series oldest first."""
    number: int
    """0 for the front; otherwise the number of the archive page, counted from the oldest."""
    older: str
    """URL of the next older archive page, or empty."""
    newer: str
    """URL of the next newer archive page or, after the newest, of the front; or empty."""
    front: Link
    """The front of this list."""
    author: Author | None = None
    """Only on the pages of an author."""
    blocks: tuple[FrontGroup, ...] = ()
    """What an editor put onto the front of a section, after the stories."""
    breaking: Card | None = None
    """The story in the bar above everything else; only on the front of a section."""


class ArchiveYear(Model, frozen=True):
    """The months of a year in which stories appeared."""

    year: int
    """2026"""
    months: tuple[tuple[datetime, str], ...]
    """The first day of each month and the URL of its stories, the newest month first."""


class ArchiveView(Model, frozen=True):
    """All months in which stories appeared."""

    head: Head
    """The data for the head of the page."""
    years: tuple[ArchiveYear, ...]
    """Newest first."""


class IndexView(Model, frozen=True):
    """All tags, all authors or all series, by name."""

    head: Head
    """The data for the head of the page."""
    title: str
    """What the list is of."""
    entries: tuple[Link, ...]
    """The names with their pages, in the order of the alphabet."""


class OwnPageView(Model, frozen=True):
    """A file of the site's own, from ``pages:`` in newsgen.yaml."""

    head: Head
    """The data for the head of the page."""
    cards: tuple[Card, ...]
    """The stories that it asks for, the newest first."""


class MessageView(Model, frozen=True):
    """A page with only a message, such as 404."""

    head: Head
    """The data for the head of the page."""


class RedirectView(Model, frozen=True):
    """A page at an old address that redirects to the new one."""

    head: Head
    """The data for the head of the page; its title is that of the new one."""
    target: str
    """URL of the new address."""


class PictureView(Model, frozen=True):
    """A version of a picture."""

    file: str
    """Absolute path of the picture on this machine; not part of a fingerprint."""
    digest: str
    """Of everything that its bytes depend on."""
    source_digest: str
    """Of the bytes of the picture."""
    width: int
    height: int
    format: PictureFormat
    quality: int
    crop: tuple[float, float] | None = None
    """The point to keep, from the left and the top, 0 to 1; None for the whole picture."""


class CardView(Model, frozen=True):
    """The picture that other sites show for a page that has none."""

    headline: str
    kicker: str
    masthead: str
    """The name of the paper."""
    fonts: Mapping[str, str]
    """The absolute path on this machine of each font, by its path in static/; not part of a
    fingerprint."""
    digest: str
    """Of everything that its bytes depend on, apart from the toolchain."""


class FileView(Model, frozen=True):
    """A copied file. Pictures and films are copied without their metadata."""

    file: str
    """Absolute path on this machine; not part of a fingerprint."""
    digest: str
    is_stripped: bool = False
    """Whether it loses its metadata."""
