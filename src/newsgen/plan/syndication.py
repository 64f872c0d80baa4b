"""What machines read of a site: feeds, sitemaps and robots.txt."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from newsgen.config import Config, base_path
from newsgen.models import (
    Article,
    FeedItem,
    FeedView,
    Link,
    Output,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
)
from newsgen.text import page_path, quote_path
from newsgen.views import Cabinet, resolve_references

Entry = TypeVar("Entry")

SITEMAP_LIMIT = 50_000
"""URLs in one sitemap, at most (sitemaps.org)."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment of a feed without items."""
_XML = "application/xml"
_RSS = "application/rss+xml"


def plan_feeds(cabinet: Cabinet) -> Iterator[Output]:
    """The feed of the site and one of each section."""
    site, config = cabinet.site, cabinet.config
    base = base_path(config)
    description = config.description or config.tagline or config.title
    home = Link(title=config.title, url=base)
    yield _feed(cabinet, home, description, site.articles, config.lang)
    for slug, section in site.sections.items():
        link = Link(title=f"{config.title}: {section.title}", url=section.url)
        articles = site.by_section.get(slug, ())
        yield _feed(cabinet, link, section.description or link.title, articles, section.lang)


def _feed(
    cabinet: Cabinet, link: Link, description: str, articles: tuple[Article, ...], lang: str
) -> Output:
    config = cabinet.config
    newest = articles[: config.feeds.limit]
    return Output(
        path=page_path(f"{link.url}feed.xml", base_path(config)),
        template="",
        view=partial(_view_feed, cabinet, link, description, newest, lang),
        origin=f"the feed of {link.title}",
        media_type=_RSS,
    )


def _view_feed(
    cabinet: Cabinet, link: Link, description: str, articles: tuple[Article, ...], lang: str
) -> FeedView:
    items = tuple(_feed_item(article, cabinet) for article in articles)
    return FeedView(
        title=link.title,
        description=description,
        url=link.url,
        feed=f"{link.url}feed.xml",
        lang=lang,
        updated=max((item.updated for item in items), default=_NEVER),
        items=items,
    )


def _feed_item(article: Article, cabinet: Cabinet) -> FeedItem:
    full = cabinet.config.feeds.content == "full"
    card = cabinet.cards[article.path]
    return FeedItem(
        card=card,
        guid=_guid(article, cabinet.config),
        updated=article.updated or article.date,
        categories=(card.section.title, *article.tags),
        authors=tuple(author.title for author in card.byline) or _agency(article),
        article=article if full else None,
        destinations=resolve_references(article, cabinet) if full else {},
    )


def _agency(article: Article) -> tuple[str, ...]:
    return (article.source,) if article.source else ()


def _guid(article: Article, config: Config) -> str:
    """A tag URI (RFC 4151) that stays when title, slug or section change."""
    host = config.base_url.split("/")[2].split(":")[0]
    return f"tag:{host},{article.date.year}:{quote_path(article.guid)}"


def plan_sitemaps(cabinet: Cabinet) -> Iterator[Output]:
    """A sitemap for each month, one for the pages beside the articles, and their index."""
    base = base_path(cabinet.config)
    months: dict[tuple[int, int], list[Article]] = defaultdict(list)
    for article in cabinet.site.articles:
        months[article.date.year, article.date.month].append(article)
    index: list[SitemapEntry] = []
    others = tuple(_other_entries(cabinet))
    for number, part in _parts(others):
        path = f"sitemaps/pages{number}.xml"
        index.append(SitemapEntry(url=base + path))
        yield _sitemap(path, partial(SitemapView, entries=part))
    for year, month in sorted(months):
        for number, articles in _parts(months[year, month]):
            path = f"sitemaps/{year:04}-{month:02}{number}.xml"
            lastmod = max(article.updated or article.date for article in articles)
            index.append(SitemapEntry(url=base + path, lastmod=lastmod))
            yield _sitemap(path, partial(_view_sitemap, cabinet, articles))
    yield _sitemap("sitemap.xml", partial(SitemapIndexView, entries=tuple(index)))


def _parts(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """The entries in parts that a sitemap can hold, with what each adds to its name."""
    for number, start in enumerate(range(0, len(entries), SITEMAP_LIMIT), 1):
        yield "" if number == 1 else f"-{number}", tuple(entries[start : start + SITEMAP_LIMIT])


def _sitemap(path: str, view: Callable[[], SitemapView | SitemapIndexView]) -> Output:
    return Output(path=path, template="", view=view, origin="sitemap", media_type=_XML)


def _view_sitemap(cabinet: Cabinet, articles: Sequence[Article]) -> SitemapView:
    urls = cabinet.site.urls
    return SitemapView(
        entries=tuple(
            SitemapEntry(url=urls[article.path], lastmod=article.updated or article.date)
            for article in articles
        )
    )


def _other_entries(cabinet: Cabinet) -> Iterator[SitemapEntry]:
    site = cabinet.site
    yield SitemapEntry(url=base_path(cabinet.config))
    for section in site.sections.values():
        yield SitemapEntry(url=section.url)
    for page in site.pages:
        yield SitemapEntry(url=site.urls[page.path])
    for shelf in site.authors.values():
        yield SitemapEntry(url=shelf.link.url)


def plan_robots(cabinet: Cabinet) -> Output:
    """The robots.txt."""
    view = partial(RobotsView, sitemap=f"{base_path(cabinet.config)}sitemap.xml")
    return Output(
        path="robots.txt", template="", view=view, origin="robots.txt", media_type="text/plain"
    )
