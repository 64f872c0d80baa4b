"""The values that travel through an import; all are frozen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from newsgen.models import Image, Model

Kind = Literal[
    "jekyll",
    "hugo",
    "eleventy",
    "astro",
    "pelican",
    "nikola",
    "markdown",
    "wordpress",
    "ghost",
    "feed",
    "drupal",
    "html",
    "text",
]
"""The kinds of sources, as ``--as`` names them."""

Effect = Literal["changed", "left-out", "needs"]
"""What a note tells: something is written in another way, is not there, or needs a person."""

Markup = Literal["markdown", "html", "rst", "text"]
"""What a body is, for those who count its words."""


class ReadingOptions(Model, frozen=True):
    """What a person tells about a source that it does not say itself."""

    date: str = ""
    """For stories without a date."""
    date_order: Literal["", "DMY", "MDY", "YMD"] = ""
    """How ``12/11/2019`` is meant; empty if nobody said."""
    timezone: str = ""
    """IANA name for dates without a zone, if the source names none."""
    mapping: Mapping[str, str] = {}
    """Field of a Post → column or path in the source; for ``drupal``."""
    take_paid: bool = False
    """Whether stories that only members or paying readers could read are published."""


class Source(Model, frozen=True):
    """What is imported: the files of one site."""

    kind: Kind
    root: Path
    """The folder; of a source that is a file, the folder of the file."""
    files: tuple[Path, ...] = ()
    """The files that were named, if the source is not a folder: several exports of one site."""
    options: ReadingOptions = ReadingOptions()


class Note(Model, frozen=True):
    """Something that a person should know of a story or of the whole import."""

    effect: Effect
    text: str
    """A sentence or less: ``shortcode weather: not known, its words kept``."""
    line: int = 0
    """In the file of the story, from 1; 0 if unknown."""
    name: str = ""
    """What notes of several stories are counted by: ``shortcode weather``. Empty: not counted."""


class ReaderComment(Model, frozen=True):
    """A comment on a story. It has no mail address and no IP address, on purpose."""

    id: str
    author: str
    date: str
    """As ``dates.read_date`` gives it."""
    text: str
    """Plain text or HTML, without control characters."""
    parent: str = ""
    """The id of the comment that it answers."""


class Attachment(Model, frozen=True):
    """A file that the old system knows by a number or a page: pictures of WordPress."""

    id: str
    url: str
    """Of the original."""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    page: str = ""
    """Address of the page that shows it."""


class Person(Model, frozen=True):
    """Somebody who writes."""

    name: str
    slug: str = ""
    role: str = ""
    bio: str = ""
    """Markdown."""
    image: str = ""
    links: Mapping[str, str] = {}


class Post(Model, frozen=True):
    """A story or a standing page, as the old system has it."""

    key: str
    """Its name from one import to the next, unique in the source: ``wp-4711``, or its path."""
    origin: str
    """Where a person finds it: ``_posts/2011-05-01-ferry.md``, ``export.xml: story 4711``."""
    kind: Literal["story", "page"] = "story"
    title: str = ""
    """Plain text: no mark-up, no entities."""
    slug: str = ""
    """As the old system has it, in capitals too, decoded; empty if it gives none."""
    name: str = ""
    """Name of its file without date and ending, if it is a file: what a slug is made of."""
    date: str = ""
    """As ``dates.read_date`` gives it. Empty: the story becomes a draft."""
    updated: str = ""
    expires: str = ""
    lang: str = ""
    summary: str = ""
    """Plain text."""
    standfirst: str = ""
    kicker: str = ""
    dateline: str = ""
    authors: tuple[str, ...] = ()
    """Names, or slugs of ``Site.people``."""
    section: str = ""
    """The one section that the source itself gives it, such as its folder; a slug."""
    categories: tuple[str, ...] = ()
    """Names, the main one first: one of them becomes the section, the others tags."""
    tags: tuple[str, ...] = ()
    image: Image | None = None
    """``src`` as the source writes it."""
    series: str = ""
    source: str = ""
    canonical: str = ""
    link: str = ""
    type: str = ""
    """One of newsgen's types of articles; empty for news."""
    id: str = ""
    """The permanent name for feeds: ``wp-4711``, or a whole URI."""
    address: str = ""
    """Where the old site has it: a path from its root, or a whole address, as it was written."""
    addresses: tuple[str, ...] = ()
    """Further addresses that lead to it; ``/?p=4711`` too."""
    drafts: tuple[str, ...] = ()
    """Why it must not be published; empty if it may be: ``private``, ``no date``."""
    translation: str = ""
    """Posts with the same name here are one story in several languages."""
    comments: tuple[ReaderComment, ...] = ()
    """Approved ones, each after the one that it answers."""
    discussion: bool | None = None
    """Whether readers could reply."""
    extra: Mapping[str, Any] = {}
    """All that has no home: text, numbers, lists and mappings of them."""
    body: str = ""
    body_line: int = 1
    """Line of its file where the body starts, from 1."""
    markup: Markup = "markdown"
    folder: str = ""
    """Path from ``Source.root`` of the folder from which relative pictures and links count."""
    file: str = ""
    """Path from ``Source.root`` of its own file; empty if it has none."""
    notes: tuple[Note, ...] = ()
    """What its reader had to tell."""


class Site(Model, frozen=True):
    """What a source says of the whole site. Empty: it does not say."""

    title: str = ""
    tagline: str = ""
    description: str = ""
    base_url: str = ""
    """With a slash at its end."""
    hosts: frozenset[str] = frozenset()
    """Further hosts whose addresses are the site's own."""
    permalink: str = ""
    """In newsgen's fields, such as ``/{year}/{month}/{slug}/``; empty if they cannot say it."""
    timezone: str = ""
    lang: str = ""
    languages: tuple[str, ...] = ()
    """All languages that have stories, the main one first."""
    titles: Mapping[str, str] = {}
    """Language → title of the site in it, if it has several."""
    sections: Mapping[str, str] = {}
    """Slug → title of what the old site has as sections, in the order of its menu."""
    people: Mapping[str, Person] = {}
    """By the slugs or logins that ``Post.authors`` use."""
    attachments: Mapping[str, Attachment] = {}
    """By their numbers."""
    public: tuple[tuple[str, str], ...] = ()
    """Folders below the root whose files readers see, and where: ``("static", "/")``."""
    values: Mapping[str, Any] = {}
    """Variables that texts may use, by dotted name: ``site.params.version``."""
    extra: Mapping[str, Any] = {}
    """What a reader keeps for itself between ``read_site``, ``read_posts`` and ``convert``."""
    not_taken: Mapping[str, int] = {}
    """How many of each other kind of thing there are: ``{"nav_menu_item": 1}``."""
    incomplete: str = ""
    """What is missing if the source ends too early; the exit status is 1 then."""
    notes: tuple[Note, ...] = ()
