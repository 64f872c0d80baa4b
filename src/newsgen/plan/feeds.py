"""Plans what programs read: feeds, sitemaps and robots.txt."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from msgspec.structs import replace

from newsgen.config import Config
from newsgen.models import (
    FEED_FORMATS,
    Article,
    Destination,
    FeedView,
    Link,
    Output,
    Recipe,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
)
from newsgen.plan.own_pages import own_page_url
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import (
    NEVER,
    UPDATES_FEED,
    UPDATES_JSON,
    Articles,
    view_feed,
    view_latest,
    view_news_sitemap,
    view_sitemap,
    view_updates,
)
from newsgen.site.catalogue import Site
from newsgen.site.links import resolve_references
from newsgen.urls import (
    ROBOTS_PATH,
    base_path,
    corrections_url,
    feed_url,
    home_url,
    latest_url,
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
_XML = "application/xml"


def plan_feeds(site: Site, context: SiteContext) -> Iterator[Output]:
    """The feeds of the site and of each section; by setting, of each tag and author.

    Sponsored stories are in the feed of the site, with their label, and in no other.
    """
    config = context.config
    description = config.description or config.tagline or config.title
    home = Link(title=config.title, url=home_url(config))
    for channel in channels(home, description, config.lang, config):
        yield _feed(site, context, channel, site.articles[: config.feeds.limit])
    for slug, section in site.sections.items():
        link = Link(title=f"{config.title}: {section.title}", url=section.url)
        about = section.description or link.title
        for channel in channels(link, about, section.lang, config):
            newest = _unsponsored(site.by_section.get(slug, ()), config.feeds.limit)
            yield _feed(site, context, channel, newest)
    by_tag = site.tags.values() if config.feeds.tags else ()
    by_author = site.authors.values() if config.feeds.authors else ()
    for term in (*by_tag, *by_author):
        link = Link(title=f"{config.title}: {term.link.title}", url=term.link.url)
        for channel in channels(link, link.title, config.lang, config):
            newest = _unsponsored(term.articles, config.feeds.limit)
            yield _feed(site, context, channel, newest)


def plan_updates(site: Site, context: SiteContext) -> Iterator[Output]:
    """The entries of each live story: its own feed, and JSON for pages that are open."""
    config = context.config
    for article in site.articles:
        if article.type != "live":
            continue
        link = Link(title=article.title, url=site.urls[article.path])
        (channel,) = channels(link, article.summary or article.title, article.lang, config)
        channel = replace(channel, feed=updates_url(link.url, UPDATES_FEED))
        yield _updates(site, context, article, channel)
        yield _updates(site, context, article, None)


def _updates(
    site: Site, context: SiteContext, article: Article, channel: FeedView | None
) -> Output:
    config = context.config
    url = channel.feed if channel else updates_url(site.urls[article.path], UPDATES_JSON)
    parts = (context, article, channel, resolve_references(article, site, config))
    return Output(
        path=page_path(url, base_path(config)),
        template="",
        recipe=Recipe(function=view_updates, parts=parts),
        origin=f"the updates of {article.path}",
        media_type=FEED_FORMATS[channel.kind].media_type if channel else "application/json",
        role="feed",
        source=article.path,
        key=("slug",),
    )


def channels(link: Link, description: str, lang: str, config: Config) -> Iterator[FeedView]:
    """A feed of each kind for a page, still without items."""
    for kind, form in FEED_FORMATS.items():
        yield FeedView(
            kind=kind,
            title=link.title,
            description=description,
            url=link.url,
            feed=feed_url(link.url, form.file),
            lang=lang,
            updated=NEVER,
            items=(),
            hub=config.feeds.hub,
        )


def _feed(
    site: Site,
    context: SiteContext,
    channel: FeedView,
    newest: Articles,
) -> Output:
    config = context.config
    destinations: tuple[Mapping[str, Destination], ...] = ()
    if config.feeds.content == "full":
        destinations = tuple(resolve_references(article, site, config) for article in newest)
    return Output(
        path=page_path(channel.feed, base_path(config)),
        template="",
        recipe=Recipe(function=view_feed, parts=(context, channel, newest, destinations)),
        origin=f"the feed of {channel.title}",
        media_type=FEED_FORMATS[channel.kind].media_type,
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


def _unsponsored(articles: Articles, limit: int) -> Articles:
    """The first articles that nobody paid for."""
    return tuple(islice((a for a in articles if a.type != "sponsored"), limit))


def plan_sitemaps(editions: Sequence[tuple[Site, SiteContext]]) -> Iterator[Output]:
    """The sitemaps of each edition, and the index of all of them."""
    planned = [pair for site, context in editions for pair in _sitemaps(site, context)]
    yield from (output for output, _ in planned)
    index = tuple(entry for _, entry in planned if entry)
    config = editions[0][1].config
    recipe = Recipe(function=_view_index, parts=(index,))
    yield _sitemap(sitemap_index_url(config), recipe, config)


def _sitemaps(site: Site, context: SiteContext) -> Iterator[tuple[Output, SitemapEntry | None]]:
    """A sitemap for each month, one for all other pages, and the news sitemap.

    Each with its entry in the index, where the last one has none.
    """
    config = context.config
    months: dict[tuple[int, int], list[Article]] = defaultdict(list)
    for article in site.articles:
        if not article.is_original:
            continue
        months[article.date.year, article.date.month].append(article)
    for number, entries in _parts(tuple(_other_entries(site, config))):
        url = sitemap_url(f"pages{number}", config)
        recipe = Recipe(function=_view_others, parts=(entries,))
        yield _sitemap(url, recipe, config), SitemapEntry(url=url)
    for year, month in sorted(months):
        for number, articles in _parts(months[year, month]):
            url = sitemap_url(f"{year:04}-{month:02}{number}", config)
            lastmod = max(article.updated or article.date for article in articles)
            recipe = Recipe(function=view_sitemap, parts=(context, articles))
            yield _sitemap(url, recipe, config), SitemapEntry(url=url, lastmod=lastmod)
    news = site.news[:NEWS_LIMIT]
    recipe = Recipe(function=view_news_sitemap, parts=(context, news))
    yield _sitemap(sitemap_url(NEWS, config), recipe, config), None


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
        edition=config.edition,
    )


def _view_others(entries: tuple[SitemapEntry, ...]) -> SitemapView:
    return SitemapView(entries=entries)


def _view_index(entries: tuple[SitemapEntry, ...]) -> SitemapIndexView:
    return SitemapIndexView(entries=entries)


def _other_entries(site: Site, config: Config) -> Iterator[SitemapEntry]:
    """The home page, sections, standing pages, authors and pages of the site's own."""
    yield SitemapEntry(url=home_url(config))
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


def plan_robots(configs: Sequence[Config]) -> Output:
    """The robots.txt of all editions; the first is the main one."""
    news = tuple(sitemap_url(NEWS, config) for config in configs)
    return Output(
        path=ROBOTS_PATH,
        template="",
        recipe=Recipe(function=_view_robots, parts=(sitemap_index_url(configs[0]), news)),
        origin=ROBOTS_PATH,
        media_type="text/plain",
        role="file",
    )


def _view_robots(sitemap: str, news: tuple[str, ...]) -> RobotsView:
    return RobotsView(sitemap=sitemap, news=news)
