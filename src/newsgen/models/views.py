"""The union of all views: what an output of a plan can show."""

from newsgen.models.feeds import (
    FeedListView,
    FeedView,
    LatestView,
    NewsSitemapView,
    OpmlView,
    RedirectRulesView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
    SyndicationView,
    UpdatesView,
)
from newsgen.models.pages import (
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
    | MessageView
    | OwnPageView
    | RedirectView
    | FeedView
    | FeedListView
    | OpmlView
    | SyndicationView
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
