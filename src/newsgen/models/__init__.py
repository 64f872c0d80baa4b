"""The values that travel between the phases of a build.

All of them are frozen, and their methods only compute from their own fields. So a value can be
compared, hashed, sent to another process and given to a template without surprises.

*URL* always means the value of an ``href``: percent-encoded, beginning with the base path of the
site (``/pakistan/dialogue/``, or ``/news/pakistan/dialogue/`` for a site published under
``https://example.org/news/``). *Path* means a POSIX path: of a source, relative to the site root, or
of an output, relative to the output folder.
"""

from newsgen.models.feeds import (
    FEED_FORMATS,
    FeedItem,
    FeedKind,
    FeedView,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
)
from newsgen.models.model import Digested, Model
from newsgen.models.outputs import Output, Recipe, Role
from newsgen.models.pages import (
    ArticleView,
    Author,
    Card,
    DatelineStyle,
    Destination,
    FileView,
    Head,
    HomeBlock,
    HomeView,
    Identity,
    IndexView,
    Link,
    ListView,
    MessageView,
    PageView,
    Picture,
    RedirectView,
    Section,
    UnavailableLink,
)
from newsgen.models.sources import (
    Article,
    ArticleType,
    AuthorProfile,
    Correction,
    CorrectionKind,
    Dateline,
    Image,
    Scope,
    Source,
    SourceKind,
    Stamp,
    StandingPage,
    StaticFile,
    Status,
    TemplateFile,
    TemplateFiles,
    stamp_of,
)
from newsgen.models.views import View

__all__ = [
    "FEED_FORMATS",
    "Article",
    "ArticleType",
    "ArticleView",
    "Author",
    "AuthorProfile",
    "Card",
    "Correction",
    "CorrectionKind",
    "Dateline",
    "DatelineStyle",
    "Destination",
    "Digested",
    "FeedItem",
    "FeedKind",
    "FeedView",
    "FileView",
    "Head",
    "HomeBlock",
    "HomeView",
    "Identity",
    "Image",
    "IndexView",
    "Link",
    "ListView",
    "MessageView",
    "Model",
    "Output",
    "PageView",
    "Picture",
    "Recipe",
    "RedirectView",
    "RobotsView",
    "Role",
    "Scope",
    "Section",
    "SitemapEntry",
    "SitemapIndexView",
    "SitemapView",
    "Source",
    "SourceKind",
    "Stamp",
    "StandingPage",
    "StaticFile",
    "Status",
    "TemplateFile",
    "TemplateFiles",
    "UnavailableLink",
    "View",
    "stamp_of",
]
