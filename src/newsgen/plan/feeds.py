"""Plans what programs read: feeds, sitemaps and robots.txt."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from newsgen.config import Config
from newsgen.models import (
    FEED_FORMATS,
    Article,
    Destination,
    FeedGroup,
    FeedGroupName,
    FeedLink,
    FeedListView,
    FeedView,
    Head,
    Link,
    ListedFeed,
    OpmlView,
    Output,
    Recipe,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
)
from newsgen.plan.feed_list import Feed, channel, find_feeds
from newsgen.plan.own_pages import own_page_url
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import (
    UPDATES_FEED,
    UPDATES_JSON,
    view_feed,
    view_latest,
    view_news_sitemap,
    view_sitemap,
    view_updates,
)
from newsgen.site.catalogue import Site
from newsgen.site.links import resolve_references
from newsgen.text import direction
from newsgen.urls import (
    ROBOTS_PATH,
    base_path,
    corrections_url,
    feed_link,
    feed_list_url,
    latest_url,
    opml_url,
    page_path,
    sitemap_index_url,
    sitemap_url,
    updates_url,
)

Entry = TypeVar("Entry")

SITEMAP_LIMIT = 50_000
"""The largest number of URLs in one sitemap (sitemaps.org)."""
NEWS_LIMIT = 1000
"""The largest number of stories in a news sitemap.
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""
NEWS = "news"
_LATEST = 20
"""Stories that `/latest.json` is made from: enough for the few that a page shows."""
_LIST_TITLE = "Feeds"
_XML = "application/xml"


def plan_feeds(site: Site, context: SiteContext) -> Iterator[Output]:
    """Every feed of stories, the page that lists all feeds, and the same list for feed readers."""
    feeds = tuple(find_feeds(site, context.config))
    for feed in feeds:
        if feed.group != "corrections":
            yield _feed(site, context, feed)
    yield from _lists(site, context, group_feeds(feeds))


def group_feeds(feeds: Iterable[Feed]) -> tuple[FeedGroup, ...]:
    """The feeds for the list of all: by group, each with its addresses in all formats.

    The formats of one feed are in one folder; a named feed has one format.
    """
    groups: dict[FeedGroupName, dict[tuple[str, str, str], list[FeedLink]]] = defaultdict(dict)
    for feed in feeds:
        view = feed.channel
        place = view.feed if feed.group == "named" else view.feed.rpartition("/")[0]
        links = groups[feed.group].setdefault((view.title, view.url, place), [])
        links.append(feed_link(view.title, view.feed, view.kind))
    return tuple(
        FeedGroup(
            name=name,
            feeds=tuple(
                ListedFeed(title=title, page=page, links=tuple(links))
                for (title, page, _place), links in listed.items()
            ),
        )
        for name, listed in groups.items()
    )


def _lists(site: Site, context: SiteContext, groups: tuple[FeedGroup, ...]) -> Iterator[Output]:
    """The list of feeds as a page, unless the site has its own there, and for feed readers."""
    config = context.config
    url = feed_list_url(config)
    base = base_path(config)
    yield Output(
        path=page_path(opml_url(config), base),
        template="",
        recipe=Recipe(function=_view_opml, parts=(config.title, groups)),
        origin="the list of feeds for feed readers",
        media_type="text/x-opml",
        role="feed",
    )
    if url in site.urls.values():
        return
    head = Head(
        title=_LIST_TITLE,
        description=f"{_LIST_TITLE} – {config.title}",
        url=url,
        lang=config.lang,
        dir=direction(config.lang),
    )
    yield Output(
        path=page_path(url, base),
        template="feeds.html",
        recipe=Recipe(function=_view_feed_list, parts=(head, groups, opml_url(config))),
        origin="the list of feeds",
        role="list",
    )


def _view_feed_list(head: Head, groups: tuple[FeedGroup, ...], opml: str) -> FeedListView:
    return FeedListView(head=head, groups=groups, opml=opml)


def _view_opml(title: str, groups: tuple[FeedGroup, ...]) -> OpmlView:
    return OpmlView(title=title, groups=groups)


def plan_updates(site: Site, context: SiteContext) -> Iterator[Output]:
    """The entries of each live story: its own feed, and JSON for pages that are open."""
    config = context.config
    for article in site.articles:
        if article.type != "live":
            continue
        link = Link(title=article.title, url=site.urls[article.path])
        about = article.summary or article.title
        feed = updates_url(link.url, UPDATES_FEED)
        view = channel("rss", link, about, article.lang, feed, config)
        yield _updates(site, context, article, view)
        yield _updates(site, context, article, None)


def _updates(site: Site, context: SiteContext, article: Article, view: FeedView | None) -> Output:
    config = context.config
    url = view.feed if view else updates_url(site.urls[article.path], UPDATES_JSON)
    parts = (context, article, view, resolve_references(article, site, config))
    return Output(
        path=page_path(url, base_path(config)),
        template="",
        recipe=Recipe(function=view_updates, parts=parts),
        origin=f"the updates of {article.path}",
        media_type=FEED_FORMATS[view.kind].media_type if view else "application/json",
        role="feed",
        source=article.path,
        key=("slug",),
    )


def _feed(site: Site, context: SiteContext, feed: Feed) -> Output:
    config, view = context.config, feed.channel
    destinations: tuple[Mapping[str, Destination], ...] = ()
    if feed.content == "full":
        destinations = tuple(resolve_references(article, site, config) for article in feed.articles)
    return Output(
        path=page_path(view.feed, base_path(config)),
        template="",
        recipe=Recipe(function=view_feed, parts=(context, view, feed.articles, destinations)),
        origin=f"the feed of {view.title}",
        media_type=FEED_FORMATS[view.kind].media_type,
        role="feed",
    )


def plan_latest(site: Site, context: SiteContext) -> Output:
    """The latest stories as JSON: one small file, so that older pages never change."""
    latest = tuple(a for a in site.articles[:_LATEST] if a.type != "sponsored")
    return Output(
        path=page_path(latest_url(context.config), base_path(context.config)),
        template="",
        recipe=Recipe(function=view_latest, parts=(context, latest)),
        origin="the latest stories",
        media_type="application/json",
        role="feed",
    )


def plan_sitemaps(site: Site, context: SiteContext) -> Iterator[Output]:
    """A sitemap for each month, one for all other pages, their index, and the news sitemap."""
    config = context.config
    months: dict[tuple[int, int], list[Article]] = defaultdict(list)
    for article in site.articles:
        if not article.is_original:
            continue
        months[article.date.year, article.date.month].append(article)
    index: list[SitemapEntry] = []
    for number, entries in _parts(tuple(_other_entries(site, config))):
        url = sitemap_url(f"pages{number}", config)
        index.append(SitemapEntry(url=url))
        yield _sitemap(url, Recipe(function=_view_others, parts=(entries,)), config)
    for year, month in sorted(months):
        for number, articles in _parts(months[year, month]):
            url = sitemap_url(f"{year:04}-{month:02}{number}", config)
            lastmod = max(article.updated or article.date for article in articles)
            index.append(SitemapEntry(url=url, lastmod=lastmod))
            yield _sitemap(url, Recipe(function=view_sitemap, parts=(context, articles)), config)
    news = site.news[:NEWS_LIMIT]
    recipe = Recipe(function=view_news_sitemap, parts=(context, news))
    yield _sitemap(sitemap_url(NEWS, config), recipe, config)
    recipe = Recipe(function=_view_index, parts=(tuple(index),))
    yield _sitemap(sitemap_index_url(config), recipe, config)


def _parts(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Split entries into parts that fit into one sitemap, each with the suffix of its name."""
    for number, start in enumerate(range(0, len(entries), SITEMAP_LIMIT), 1):
        part = tuple(entries[start : start + SITEMAP_LIMIT])
        yield "" if number == 1 else f"-{number}", part


def _sitemap(url: str, recipe: Recipe, config: Config) -> Output:
    return Output(
        path=page_path(url, base_path(config)),
        template="",
        recipe=recipe,
        origin="sitemap",
        media_type=_XML,
        role="feed",
    )


def _view_others(entries: tuple[SitemapEntry, ...]) -> SitemapView:
    return SitemapView(entries=entries)


def _view_index(entries: tuple[SitemapEntry, ...]) -> SitemapIndexView:
    return SitemapIndexView(entries=entries)


def _other_entries(site: Site, config: Config) -> Iterator[SitemapEntry]:
    """The home page, sections, standing pages, authors and pages of the site's own."""
    yield SitemapEntry(url=base_path(config))
    for section in site.sections.values():
        yield SitemapEntry(url=section.url)
    if site.corrected and corrections_url(config) not in site.urls.values():
        yield SitemapEntry(url=corrections_url(config))
    for page in site.pages:
        yield SitemapEntry(url=site.urls[page.path])
    for term in site.authors.values():
        yield SitemapEntry(url=term.link.url)
    for own in config.pages:
        if own.path.endswith(("/", ".html")):
            yield SitemapEntry(url=own_page_url(own, config))


def plan_robots(config: Config) -> Output:
    """The robots.txt."""
    return Output(
        path=ROBOTS_PATH,
        template="",
        recipe=Recipe(
            function=_view_robots, parts=(sitemap_index_url(config), sitemap_url(NEWS, config))
        ),
        origin=ROBOTS_PATH,
        media_type="text/plain",
        role="file",
    )


def _view_robots(sitemap: str, news: str) -> RobotsView:
    return RobotsView(sitemap=sitemap, news=news)
