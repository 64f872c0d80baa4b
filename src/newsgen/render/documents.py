"""Files for programs that are made of their view alone: sitemaps, rules, lists."""

from newsgen.models import (
    DocumentView,
    HeadersView,
    Identity,
    LatestView,
    NewsSitemapView,
    OpmlView,
    RedirectRulesView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
    TextView,
)
from newsgen.render.headers import render_headers
from newsgen.render.latest import render_latest
from newsgen.render.opml import render_opml
from newsgen.render.redirect_rules import render_redirect_rules
from newsgen.render.sitemaps import (
    render_news_sitemap,
    render_robots,
    render_sitemap,
    render_sitemap_index,
)


def render_document(view: DocumentView, site: Identity) -> bytes:  # noqa: PLR0911 - one for each
    """The bytes of the file."""
    match view:
        case SitemapView():
            return render_sitemap(view, site)
        case SitemapIndexView():
            return render_sitemap_index(view, site)
        case NewsSitemapView():
            return render_news_sitemap(view, site)
        case OpmlView():
            return render_opml(view, site)
        case RobotsView():
            return render_robots(view, site)
        case HeadersView():
            return render_headers(view)
        case RedirectRulesView():
            return render_redirect_rules(view)
        case LatestView():
            return render_latest(view, site.dates)
        case TextView():
            return view.text.encode()
