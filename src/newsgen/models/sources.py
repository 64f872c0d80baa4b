"""What the files of a site hold: stories, standing pages, people, pictures."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from newsgen.models.model import Model

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
Status = Literal["live", "draft", "scheduled", "expired"]
"""Where an article stands at some moment."""
Scope = Literal["published", "drafts", "everything"]
"""Which articles belong to a site: those that are live, drafts as if they were finished, or all."""
SourceKind = Literal["article", "page", "author", "media"]


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
    is_linked: bool = False
    """Whether a link leads to it."""


class StaticFile(Model, frozen=True):
    """A file that becomes part of the site as it is."""

    path: str
    """That of a file of static/ is relative to static/, and so to the output folder."""
    source: str
    """Relative to the site root: ``static/css/site.css``; of the theme ``theme/static/…``."""
    file: str
    """Where it lies on this machine."""
    digest: str


class TemplateFile(Model, frozen=True):
    """A file of templates/, of the site or of the theme, with all that it holds."""

    file: str
    """Where it lies on this machine."""
    content: bytes
    digest: str


class TemplateFiles(Model, frozen=True):
    """All files that a template can load, by name: ``partials/card.html``."""

    site: Mapping[str, TemplateFile] = {}
    theme: Mapping[str, TemplateFile] = {}

    @property
    def digests(self) -> Mapping[str, str]:
        """The digest of each, those of the theme as ``theme/…``."""
        theme = {f"theme/{name}": file.digest for name, file in self.theme.items()}
        return theme | {f"site/{name}": file.digest for name, file in self.site.items()}


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
    url_path: str
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
