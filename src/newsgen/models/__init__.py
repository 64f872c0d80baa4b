"""The news vocabulary: every value that travels between the phases of a build.

All of them are frozen and hold no behaviour beyond what can be read off their own fields, so a
value can be compared, hashed, sent between processes and handed to a template without surprise.

*URL* always means what stands in an ``href``: percent-encoded, starting with the base path of the
site (``/pakistan/dialogue/``, or ``/news/pakistan/dialogue/`` for a site published under
``https://example.org/news/``). *Path* means a POSIX path, of a source relative to the site root or
of an output relative to the output folder.
"""

from newsgen.models.model import Digested, Model
from newsgen.models.outputs import Output, Recipe, Role
from newsgen.models.pages import (
    ArticleView,
    Author,
    Card,
    DatelineStyle,
    FeedItem,
    FeedView,
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
    RobotsView,
    Section,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
    View,
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
    stamp_of,
)

__all__ = [
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
    "Digested",
    "FeedItem",
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
    "View",
    "stamp_of",
]
