"""The union of all views: what an output of a plan can show."""

from newsgen.models.feeds import (
    FeedView,
    LatestView,
    NewsSitemapView,
    RedirectRulesView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
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
    | LatestView
    | UpdatesView
    | SitemapView
    | SitemapIndexView
    | NewsSitemapView
    | RobotsView
    | RedirectRulesView
    | FileView
    | CardView
    | PictureView
)
