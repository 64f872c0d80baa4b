"""Plans what feed readers and scripts read: feeds, the latest stories, entries of live stories."""

from collections.abc import Iterator, Mapping
from itertools import islice

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
)
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import (
    NEVER,
    UPDATES_FEED,
    UPDATES_JSON,
    Articles,
    view_feed,
    view_latest,
    view_updates,
)
from newsgen.site.catalogue import Site
from newsgen.site.links import resolve_references
from newsgen.urls import base_path, feed_url, latest_url, page_path, updates_url

_LATEST = 20
"""Stories that `/latest.json` is made from: enough for the few that a page shows."""


def plan_feeds(site: Site, context: SiteContext) -> Iterator[Output]:
    """The feeds of the site and of each section; by setting, of each tag and author.

    Sponsored stories are in the feed of the site, with their label, and in no other.
    """
    config = context.config
    description = config.description or config.tagline or config.title
    home = Link(title=config.title, url=base_path(config))
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
