"""Plans what search engines read: sitemaps, their index, robots.txt, and the IndexNow key."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from xml.sax.saxutils import escape

from newsgen.config import Config, RobotsSettings
from newsgen.models import (
    Article,
    Output,
    Recipe,
    RobotsGroup,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
    TextView,
)
from newsgen.plan.ai_crawlers import AI_CRAWLERS, Purpose
from newsgen.plan.own_pages import own_page_url
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import view_news_sitemap, view_sitemap
from newsgen.site.catalogue import Site
from newsgen.urls import (
    ROBOTS_PATH,
    archive_index_url,
    base_path,
    corrections_url,
    home_url,
    origin,
    page_path,
    quote_pattern,
    sitemap_index_url,
    sitemap_url,
)

Entry = TypeVar("Entry")

SITEMAP_LIMIT = 50_000
"""The largest number of URLs in one sitemap. https://www.sitemaps.org/protocol.html#index"""
SITEMAP_BYTES = 50 * 1024 * 1024
"""The largest size of one sitemap, before compression. The same page."""
NEWS_LIMIT = 1000
"""The largest number of stories in a news sitemap.
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""
_MARKUP = 512
"""More bytes than the elements of an entry have, without its addresses."""
_XML = "application/xml"


def plan_sitemaps(editions: Sequence[tuple[Site, SiteContext]]) -> Iterator[Output]:
    """The sitemaps of each edition, and the index of all of them; the main edition is the first."""
    index: list[SitemapEntry] = []
    for site, context in editions:
        config = context.config
        for entry, recipe in _sitemaps(site, context):
            index.append(entry)
            yield _sitemap(entry.url, recipe, config)
        for url, articles in _news_parts(site, config):
            recipe = Recipe(function=view_news_sitemap, parts=(context, articles))
            yield _sitemap(url, recipe, config)
    config = editions[0][1].config
    recipe = Recipe(function=_view_index, parts=(tuple(index),))
    yield _sitemap(sitemap_index_url(config), recipe, config)


def _sitemaps(site: Site, context: SiteContext) -> Iterator[tuple[SitemapEntry, Recipe]]:
    """A sitemap for each month, and one for all other pages, each with its entry in the index."""
    config = context.config
    others = tuple(_other_entries(site, config))
    for number, entries in _parts(others, lambda entry: 5 * len(entry.url), config):
        url = sitemap_url(f"pages{number}", config)
        yield SitemapEntry(url=url), Recipe(function=_view_others, parts=(entries,))
    months = _by_month(site)
    for year, month in sorted(months):
        for number, articles in _parts(months[year, month], _weigh, config):
            url = sitemap_url(f"{year:04}-{month:02}{number}", config)
            lastmod = max(article.updated or article.date for article in articles)
            recipe = Recipe(function=view_sitemap, parts=(context, articles))
            yield SitemapEntry(url=url, lastmod=lastmod), recipe


def _by_month(site: Site) -> dict[tuple[int, int], list[Article]]:
    months: dict[tuple[int, int], list[Article]] = defaultdict(list)
    for article in site.articles:
        if article.is_original:
            months[article.date.year, article.date.month].append(article)
    return months


def _news_parts(site: Site, config: Config) -> Iterator[tuple[str, tuple[Article, ...]]]:
    """The URL and the stories of each news sitemap; there is always one, which may be empty."""
    for start in range(0, max(1, len(site.news)), NEWS_LIMIT):
        number = start // NEWS_LIMIT + 1
        name = "news" if number == 1 else f"news-{number}"
        yield sitemap_url(name, config), site.news[start : start + NEWS_LIMIT]


def _parts(
    entries: Sequence[Entry], weigh: Callable[[Entry], int], config: Config
) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Split entries into parts that fit into one sitemap, each with the suffix of its name.

    ``weigh`` gives the most bytes that the addresses of an entry can take below the home page.
    """
    around = _MARKUP + 2 * len(escape(origin(config) + base_path(config)))
    part: list[Entry] = []
    number, size = 1, around
    for entry in entries:
        weight = around + weigh(entry)
        if part and (len(part) == SITEMAP_LIMIT or size + weight > SITEMAP_BYTES):
            yield _suffix(number), tuple(part)
            number, size, part = number + 1, around, []
        part.append(entry)
        size += weight
    if part:
        yield _suffix(number), tuple(part)


def _suffix(number: int) -> str:
    return "" if number == 1 else f"-{number}"


def _weigh(article: Article) -> int:
    """A bound, as the real address of a picture takes long to find.

    A letter of a path can become 12 characters, percent-encoded, and ``&`` becomes ``&amp;``.
    """
    image = article.image.src if article.image else ""
    picture = article.picture.path if article.picture else image
    return 5 * len(article.url_path) + 12 * len(picture)


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
    yield SitemapEntry(url=archive_index_url(config))
    for page in site.pages:
        yield SitemapEntry(url=site.urls[page.path])
    for term in site.authors.values():
        yield SitemapEntry(url=term.link.url)
    for own in config.pages:
        if own.path.endswith(("/", ".html")):
            yield SitemapEntry(url=own_page_url(own, config))


def plan_robots(editions: Sequence[Site]) -> Output:
    """The robots.txt of all editions, with the rules of ``robots:`` in newsgen.yaml."""
    config = editions[0].config
    news = (url for site in editions for url, _ in _news_parts(site, site.config))
    groups = tuple(_groups(config.robots, base_path(config)))
    parts = (groups, (sitemap_index_url(config), *news))
    return Output(
        path=ROBOTS_PATH,
        template="",
        recipe=Recipe(function=_view_robots, parts=parts),
        origin=ROBOTS_PATH,
        media_type="text/plain",
        role="file",
    )


def _groups(robots: RobotsSettings, base: str) -> Iterator[RobotsGroup]:
    """The groups, each crawler in one of them only: a rule of the site's own comes first.

    A crawler combines all groups with its name and ignores those of others (RFC 9309, section
    2.2.1), so a crawler in two groups would get both.
    """
    own = [
        RobotsGroup(
            agents=rule.agents,
            disallow=tuple(base + quote_pattern(path[1:]) for path in rule.disallow),
            allow=tuple(base + quote_pattern(path[1:]) for path in rule.allow),
            crawl_delay=rule.crawl_delay,
        )
        for rule in robots.rules
    ]
    named = {agent.lower() for group in own for agent in group.agents}
    if "*" not in named:
        yield RobotsGroup(agents=("*",), allow=(base,))
    yield from own
    refused: dict[Purpose, bool] = {
        "training": robots.ai_training == "disallow",
        "search": robots.ai_search == "disallow",
        "user": robots.ai_users == "disallow",
    }
    for purpose, crawlers in AI_CRAWLERS.items():
        agents = tuple(agent for agent in crawlers if agent.lower() not in named)
        if refused[purpose] and agents:
            yield RobotsGroup(agents=agents, disallow=(base,))


def _view_robots(groups: tuple[RobotsGroup, ...], sitemaps: tuple[str, ...]) -> RobotsView:
    return RobotsView(groups=groups, sitemaps=sitemaps)


def plan_indexnow_key(config: Config) -> Iterator[Output]:
    """The file that proves that a key for IndexNow is the site's own, if there is one.

    https://www.indexnow.org/documentation
    """
    if config.indexnow:
        yield Output(
            path=f"{config.indexnow}.txt",
            template="",
            recipe=Recipe(function=_view_text, parts=(config.indexnow,)),
            origin="the IndexNow key",
            media_type="text/plain",
            role="file",
        )


def _view_text(text: str) -> TextView:
    return TextView(text=text)
