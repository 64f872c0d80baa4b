"""What the source files contain: articles, standing pages, authors, pictures."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from newsgen.models.model import Model
from newsgen.text import host_of

RedirectFormat = Literal["netlify", "nginx", "caddy"]
"""Web servers and hosts that newsgen can write redirect rules for."""
HeaderFormat = Literal["netlify", "nginx", "caddy", "cloudfront"]
"""Web servers and hosts that newsgen can write headers for."""
EmbedService = Literal[
    "youtube",
    "vimeo",
    "x",
    "bluesky",
    "mastodon",
    "instagram",
    "tiktok",
    "facebook",
    "spotify",
    "soundcloud",
    "datawrapper",
    "flourish",
    "google-maps",
    "openstreetmap",
]
"""Services whose films, posts, sound, graphics and maps pages can show."""
CommentProvider = Literal["isso", "giscus", "remark42", "template"]
"""Systems that keep the replies of readers."""
EMBED_SERVICES: tuple[EmbedService, ...] = get_args(EmbedService)
RawHtml = Literal["safe", "escape", "trusted"]
"""What becomes of HTML in a body."""
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
    "live",
]
CorrectionKind = Literal["correction", "clarification", "update", "retraction"]
ReviewedKind = Literal[
    "work",
    "album",
    "app",
    "book",
    "event",
    "film",
    "game",
    "play",
    "product",
    "restaurant",
    "series",
    "song",
]
AiKind = Literal["assisted", "generated"]
MOST_STARS = 10
"""More of them cannot be seen at once."""
CorrectionPlace = Literal["top", "end"]
"""Where a note of correction stands: before the text, or after it."""
Status = Literal["live", "draft", "scheduled", "expired"]
"""The status of an article at one moment."""
Scope = Literal["published", "drafts", "everything"]
"""Which articles a site includes: live ones; also drafts, as if they were finished; or all."""
PictureKind = Literal["jpeg", "png", "webp", "gif", "avif", "heic"]
Discussing = Literal["true", "false", "closed"]
"""Whether readers can reply to a story; ``closed``: no more."""
SourceKind = Literal["article", "page", "author", "front", "comments", "media"]


class Stamp(Model, frozen=True, array_like=True):
    """What the file system says about a file without opening it.

    While the stamp stays the same, the bytes are taken to be the same: every write changes
    ``changed``, and no program can set it.
    """

    size: int
    """In bytes."""
    modified: int
    """Time of the last modification, in nanoseconds."""
    changed: int
    """Time of the last change of bytes, name or permissions, in nanoseconds."""


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file with this status."""
    return Stamp(size=status.st_size, modified=status.st_mtime_ns, changed=status.st_ctime_ns)


class Source(Model, frozen=True):
    """A file of ``content/`` that was found but not read yet."""

    path: str
    """POSIX path relative to the site root: ``content/world/quake.md``."""
    kind: SourceKind
    stamp: Stamp
    is_linked: bool = False
    """Whether its path contains a symbolic link."""


class Captions(Model, frozen=True):
    """The texts of a picture for readers."""

    caption: str = ""
    """What stands below it."""
    credit: str = ""
    """Who made it, or owns the rights."""
    alt: str = ""
    """What it shows, for readers who do not see it."""


class PictureFile(Model, frozen=True):
    """What is known of a picture of the site from its file."""

    path: str
    """Relative to the output folder, if it is copied: ``media/world/gate.jpg``."""
    digest: str
    """Of its bytes."""
    kind: PictureKind | Literal[""] = ""
    """By its first bytes; empty for drawings and what no browser shows."""
    width: int = 0
    """In pixels, the right side up; 0 if it is unknown."""
    height: int = 0
    """In pixels, the right side up; 0 if it is unknown."""
    size: int = 0
    """Of the file without its metadata, in bytes; 0 if it is unknown."""
    moving: bool = False
    """Whether it has several frames."""
    tone: str = ""
    """The colour of most of it: red, green and blue, each 0 to 5; empty if it is unknown."""
    captions: Captions = Captions()
    """The texts in its metadata."""
    fault: str = ""
    """Why browsers cannot show it; empty if they can."""


class StaticFile(Model, frozen=True):
    """A file that is copied into the site."""

    path: str
    """For a file of static/ relative to static/, and so to the output folder."""
    source: str
    """Relative to the site root: ``static/css/site.css``; of the theme ``theme/static/…``."""
    file: str
    """Absolute path on this machine."""
    digest: str
    picture: PictureFile | None = None
    """What is known of it, if it is a picture."""

    @property
    def is_broken(self) -> bool:
        """Whether it is a picture whose metadata cannot be removed.

        A file that only has the name of a picture has no metadata of one.
        """
        return bool(self.picture and self.picture.fault and self.picture.kind)


class TemplateFile(Model, frozen=True):
    """A file of templates/, of the site or of the theme, with its content."""

    file: str
    """Absolute path on this machine."""
    content: bytes
    digest: str


class TemplateFiles(Model, frozen=True):
    """All files that templates can load, by name: ``partials/card.html``."""

    site: Mapping[str, TemplateFile] = {}
    theme: Mapping[str, TemplateFile] = {}

    @property
    def digests(self) -> Mapping[str, str]:
        """The digest of each file, by ``theme/NAME`` or ``site/NAME``."""
        theme = {f"theme/{name}": file.digest for name, file in self.theme.items()}
        return theme | {f"site/{name}": file.digest for name, file in self.site.items()}


class Dateline(Model, frozen=True):
    """Where a story was filed. It never contains a date."""

    place: str
    """The place as written, without separators: ``Beijing``, ``لاہور``."""
    source: str = ""
    """The agency in parentheses, if any: ``APP`` in ``LAHORE (APP) –``."""
    raw: str = ""
    """The dateline as written, for the style ``raw``."""


class Image(Model, frozen=True):
    """An image as written in front matter."""

    src: str
    """Its path or address."""
    alt: str = ""
    """What it shows, for readers who do not see it."""
    caption: str = ""
    """What stands below it."""
    credit: str = ""
    """Who made it, or owns the rights."""
    focus: str = ""
    """The point that crops keep: ``30% 20%`` from the left and the top."""


class Correction(Model, frozen=True):
    """A dated note about an error and its correction."""

    date: datetime
    """When it was made."""
    text: str
    """What was wrong, and what is right."""
    kind: CorrectionKind = "correction"
    """How serious it is."""
    position: CorrectionPlace | None = None
    """Where the editor wants it; left out, a retraction is at the top, any other at the end.
    ``is_at_top`` says which."""

    @property
    def is_at_top(self) -> bool:
        """Whether readers see it before the text."""
        return (self.position or ("top" if self.kind == "retraction" else "end")) == "top"


class Rating(Model, frozen=True):
    """The verdict of a review."""

    item: str
    """What was reviewed: its name."""
    value: float
    """``number`` has it as it is read, and ``stars`` draws it."""
    best: int = 5
    """The highest value there is."""
    kind: ReviewedKind = "work"
    """What the item is, for search engines."""

    @property
    def number(self) -> str:
        """The value as it is read: ``4``, ``3.5``."""
        return f"{self.value:g}"

    @property
    def stars(self) -> str:
        """``★★★½☆``; empty if there would be too many."""
        if self.best > MOST_STARS:
            return ""
        whole, rest = divmod(self.value, 1)
        drawn = "★" * int(whole) + "½" * (rest > 0)
        return drawn + "☆" * (self.best - len(drawn))


class Subject(Model, frozen=True):
    """The person whom a story is about."""

    name: str
    """The name."""
    born: str = ""
    """As far as it is known: ``1931``, ``1931-03`` or ``1931-03-02``."""
    died: str = ""
    """The same."""


class AiUse(Model, frozen=True):
    """What machines that write or draw had to do with a story."""

    note: str
    """For readers."""
    kind: AiKind = "assisted"
    """How much of it they made."""


class Sponsor(Model, frozen=True):
    """Who paid for a story."""

    name: str
    """The name."""
    url: str = ""
    """The address of the sponsor, or empty."""


class Update(Model, frozen=True):
    """What the first line of an entry of a live story says: ``::: update 14:05 Title``."""

    id: str
    """Its anchor on the page, made of its time: ``t-20261128-1405``. It never changes when other
    entries come or go."""
    time: datetime
    """In the time zone of the site."""
    title: str = ""
    """Its headline, or empty."""
    pinned: bool = False
    """Whether it stays above the newer ones."""
    fault: str = ""
    """What is wrong with its time; empty if it is right."""


class Article(Model, frozen=True):
    """One story: its front matter, resolved. The body stays in its file."""

    path: str
    """POSIX path of the source relative to the site root."""
    digest: str
    """Digest of the path and the bytes of the source, of its lead picture, and of whether it is in
    progress. While it is the same, nothing about the article has changed."""
    source_digest: str
    """Digest of the path and the bytes of the source."""
    title: str
    """The headline."""
    section: str
    """Slug of the section, which gives the address."""
    sections: tuple[str, ...]
    """Slugs of all sections that list it; the first is ``section``."""
    date: datetime
    """Moment of publication, in the time zone of the site: the ``date`` of the front matter, or a
    later ``embargo``."""
    has_time: bool
    """Whether the time of day was written; a date without one is its midnight."""
    id: str
    """Permanent name: the ``id`` of the front matter, or the file name without its date."""
    guid: str
    """Permanent, unique name for feeds; it survives a change of title, slug or section."""
    slug: str
    """The name in the address: ``quake``."""
    url_path: str
    """Address of the page below the base path of the site, percent-encoded: ``world/quake/``."""
    lang: str
    """The language of the story."""
    summary: str
    """As written, or the first paragraph as plain text."""
    standfirst: str = ""
    """For the page of the article, below the headline; empty if nobody wrote one or a summary."""
    priority: int = 0
    """Stories with a higher number come first at the top of the home page."""
    canonical: str = ""
    """Address of the original, if the story is taken over from elsewhere."""
    syndicated: bool = False
    """Whether it is taken over from ``source``."""
    dateline: Dateline | None = None
    """Where it was filed, if anywhere."""
    updated: datetime | None = None
    """The last change that readers should know of: as written, or a later correction."""
    updated_has_time: bool = False
    """Whether the time of day of ``updated`` was written."""
    authors: tuple[str, ...] = ()
    """Names or slugs, as written."""
    tags: tuple[str, ...] = ()
    """As written."""
    kicker: str = ""
    """A word or two above the headline, or empty."""
    image: Image | None = None
    """The lead picture as written, if there is one."""
    picture: PictureFile | None = None
    """The file of ``image``; None if it is on another site, or missing."""
    draft: bool = False
    """Whether it is a draft, which only previews show."""
    embargo: datetime | None = None
    """When it may be published, if that was written."""
    expires: datetime | None = None
    """When it leaves the site, if ever."""
    breaking_until: datetime | None = None
    """Until when the fronts have a bar with it at their top."""
    aliases: tuple[str, ...] = ()
    """Old paths of the site that redirect here: ``/2019/quake/``."""
    related: tuple[str, ...] = ()
    """Stories that the author named: source paths relative to the site root."""
    translations: tuple[str, ...] = ()
    """The same story in other languages, as far as this file names it: source paths relative to the
    site root."""
    series: str = ""
    """The series of which it is a part, as written, or empty."""
    source: str = ""
    """The agency or paper that the story comes from."""
    link: str = ""
    """Address of a story of another site that lists lead to, whose name is ``host``; its own page
    only says so."""
    highlights: tuple[str, ...] = ()
    """The points that matter, above the text."""
    ai: AiUse | None = None
    """What machines had to do with it, if anything."""
    subject: Subject | None = None
    """The person whom it is about, in an obituary."""
    rating: Rating | None = None
    """The verdict of a review."""
    type: ArticleType = "news"
    """The kind of story."""
    sponsor: Sponsor | None = None
    """Who paid for it."""
    coverage_end: datetime | None = None
    """When a live story ends."""
    in_progress: bool = False
    """Whether it is a live story that has not ended: set by the catalogue."""
    updates: tuple[Update, ...] = ()
    """The entries of a live story, in the order of the file."""
    corrections: tuple[Correction, ...] = ()
    """What was wrong and when it was put right."""
    comments: Discussing | None = None
    """Whether readers can reply, if the front matter says so."""
    extra: Mapping[str, Any] = {}
    """The keys of the site's own in the front matter; a missing one is empty."""
    references: tuple[str, ...] = ()
    """Every relative link or image destination in the body, as written, sorted."""
    blocks: tuple[str, ...] = ()
    """Names of the ``:::`` blocks that the body may use, sorted."""
    embeds: tuple[str, ...] = ()
    """Services of which the body may show something, sorted: `youtube`."""
    text_mark: int = 0
    """Checksum of the body, by which a story is known again when its file has another name."""

    @property
    def is_original(self) -> bool:
        """Whether its home is this site; sitemaps list no other story."""
        return not (self.canonical or self.syndicated or self.link)

    @property
    def host(self) -> str:
        """The name of the site that ``link`` leads to."""
        return host_of(self.link)

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list its page, or the original that it names."""
        return self.is_original or bool(self.canonical)

    @property
    def is_news(self) -> bool:
        """Whether news search may list it: an original story that nobody paid for."""
        return self.is_original and self.type != "sponsored"


class Comment(Model, frozen=True):
    """What a reader said about a story, as another system kept it."""

    author: str
    """The name that the reader gave."""
    date: datetime
    """When it was made, in the time zone of the site."""
    has_time: bool
    """Whether the time of day is known."""
    text: str
    """Plain text or HTML, which nobody has checked."""
    id: str = ""
    """Its name in the file, or empty."""
    parent: str = ""
    """The ``id`` of an earlier comment to which it replies, or empty."""


class CommentFile(Model, frozen=True):
    """A file with the comments of a story. They stay in it until the page of the story is made."""

    path: str
    """POSIX path relative to the site root: ``content/world/quake.comments.yaml``."""
    digest: str
    """Digest of the path and the bytes of the file."""
    count: int
    """How many comments it has."""

    @property
    def source_digest(self) -> str:
        """Digest of the path and the bytes of the source: nothing else belongs to it."""
        return self.digest


class StandingPage(Model, frozen=True):
    """A page without a date, such as About: a file of ``content/pages/``."""

    path: str
    """POSIX path of the source relative to the site root."""
    digest: str
    """Digest of the path and the bytes of the source."""
    title: str
    """The title of the page."""
    slug: str
    """The name in the address: ``about``."""
    lang: str
    """The language of the page."""
    summary: str = ""
    """One sentence for search engines, or empty."""
    menu: bool = True
    """Whether the footer lists it."""
    aliases: tuple[str, ...] = ()
    """Old paths of the site that redirect here."""
    extra: Mapping[str, Any] = {}
    """The keys of the site's own in the front matter; a missing one is empty."""
    references: tuple[str, ...] = ()
    """Every relative link or image destination in the body, as written, sorted."""
    blocks: tuple[str, ...] = ()
    """Names of the ``:::`` blocks that the body may use, sorted."""
    embeds: tuple[str, ...] = ()
    """Services of which the body may show something, sorted: ``youtube``."""
    text_mark: int = 0
    """Checksum of the body, by which a page is known again when its file has another name."""

    @property
    def source_digest(self) -> str:
        """Digest of the path and the bytes of the source: nothing else belongs to it."""
        return self.digest


class AuthorProfile(Model, frozen=True):
    """A file of ``content/authors/``; bylines refer to it by name or slug."""

    path: str
    digest: str
    name: str
    slug: str
    role: str = ""
    email: str = ""
    image: Image | None = None
    picture: PictureFile | None = None
    """The file of ``image``."""
    agency: bool = False
    """Whether it is an agency, a desk or another group, not a person."""
    links: Mapping[str, str] = {}
    """Label to address, for example ``Mastodon`` to ``https://…``."""
    bio: str = ""
    """Markdown."""

    @property
    def source_digest(self) -> str:
        """Digest of the path and the bytes of the source: nothing else belongs to it."""
        return self.digest
