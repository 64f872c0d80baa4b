"""Plans what feed readers and scripts read: feeds, the latest stories, entries of live stories."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

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
)
from newsgen.plan.feed_list import Feed, channel, find_feeds
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import (
    UPDATES_FEED,
    UPDATES_JSON,
    view_feed,
    view_latest,
    view_updates,
)
from newsgen.site.catalogue import Site
from newsgen.site.links import resolve_references
from newsgen.text import direction
from newsgen.urls import (
    base_path,
    feed_link,
    feed_list_url,
    latest_url,
    opml_url,
    page_path,
    updates_url,
)

_LATEST = 20
"""Stories that `/latest.json` is made from: enough for the few that a page shows."""


def plan_feeds(site: Site, context: SiteContext) -> Iterator[Output]:
    """Every feed of stories, the page that lists all feeds, and the same list for feed readers."""
    feeds = tuple(find_feeds(site, context))
    for feed in feeds:
        if feed.group != "corrections":
            yield _feed(site, context, feed)
    yield from _lists(site, context, group_feeds(feeds))


def group_feeds(feeds: Iterable[Feed]) -> tuple[FeedGroup, ...]:
    """The feeds for the list of all: by group, each with its addresses in all formats.

    The formats of one feed are in one folder; a named feed has one format.
    """
    groups: dict[FeedGroupName, dict[tuple[str, ...], list[FeedLink]]] = defaultdict(dict)
    for feed in feeds:
        view = feed.channel
        place = view.feed if feed.group == "named" else view.feed.rpartition("/")[0]
        key = (view.title, view.url, view.lang, place)
        links = groups[feed.group].setdefault(key, [])
        links.append(feed_link(view.title, view.feed, view.kind))
    return tuple(
        FeedGroup(
            name=name,
            feeds=tuple(
                ListedFeed(title=title, page=page, links=tuple(links), lang=lang)
                for (title, page, lang, _place), links in listed.items()
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
        title=context.words["feeds"],
        description=f"{context.words['feeds']} – {config.title}",
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
