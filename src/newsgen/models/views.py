"""The union of all views: what an output of a plan can show."""

from newsgen.models.feeds import (
    FeedView,
    HeadersView,
    LatestView,
    NewsSitemapView,
    RedirectRulesView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
    TextView,
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
    | LatestView
    | UpdatesView
    | SitemapView
    | SitemapIndexView
    | NewsSitemapView
    | RobotsView
    | TextView
    | RedirectRulesView
    | HeadersView
    | FileView
    | CardView
    | PictureView
)
