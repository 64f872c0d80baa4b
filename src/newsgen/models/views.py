"""The union of all views: what an output of a plan can show."""

from newsgen.models.feeds import (
    FeedListView,
    FeedView,
    HeadersView,
    LatestView,
    NewsSitemapView,
    OpmlView,
    RedirectRulesView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
    SyndicationView,
    TextView,
    UpdatesView,
)
from newsgen.models.pages import (
    ArchiveView,
    ArticleView,
    CardView,
    CorrectionsView,
    FileView,
    HomeView,
    IndexView,
    ListView,
    MessageView,
    OwnPageView,
    PageView,
    PictureView,
    RedirectView,
)

DocumentView = (
    SitemapView
    | SitemapIndexView
    | NewsSitemapView
    | OpmlView
    | RobotsView
    | HeadersView
    | RedirectRulesView
    | LatestView
    | TextView
)
"""Views that say all that is in their file."""

View = (
    ArticleView
    | PageView
    | CorrectionsView
    | HomeView
    | ListView
    | IndexView
    | ArchiveView
    | MessageView
    | OwnPageView
    | RedirectView
    | FeedView
    | FeedListView
    | SyndicationView
    | UpdatesView
    | FileView
    | CardView
    | PictureView
    | DocumentView
)
