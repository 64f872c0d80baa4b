"""Plans the page of all corrections and its feed, from the notes of the stories."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from newsgen.models import (
    FEED_FORMATS,
    Article,
    CorrectedStory,
    Correction,
    CorrectionsView,
    Destination,
    FeedItem,
    FeedView,
    Head,
    Link,
    Output,
    Recipe,
    StandingPage,
)
from newsgen.plan.feed_list import channels, corrections_link
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import NEVER, Articles, make_feed_item
from newsgen.site.catalogue import Site
from newsgen.site.links import resolve_references
from newsgen.text import direction
from newsgen.urls import base_path, feed_links, page_path, permalink


def plan_corrections(site: Site, context: SiteContext) -> Iterator[Output]:
    """The page of all corrections and its feed; none if no story was corrected.

    A standing page with that address gives title and text; the notes follow it.
    """
    if site.corrected:
        config = context.config
        link = corrections_link(context)
        yield _page(site, context, link)
        for channel in channels(link, link.title, config.lang, config):
            yield _feed(site, context, channel)


def view_corrections(
    context: SiteContext,
    head: Head,
    page: StandingPage | None,
    destinations: Mapping[str, Destination],
    articles: Articles,
) -> CorrectionsView:
    """The page of the corrections of these articles."""
    notes = tuple(
        CorrectedStory(
            note=note,
            story=Link(title=article.title, url=permalink(article, context.config)),
            lang=article.lang,
            dir=direction(article.lang),
        )
        for article, note in _newest_first(articles)
    )
    return CorrectionsView(head=head, page=page, destinations=destinations, notes=notes)


def view_corrections_feed(context: SiteContext, view: FeedView, articles: Articles) -> FeedView:
    """The feed of the corrections of these articles; ``view`` has everything but the items."""
    newest = _newest_first(articles)[: context.config.feeds.limit]
    items = tuple(_item(article, note, context) for article, note in newest)
    return replace(view, items=items, updated=max((i.updated for i in items), default=NEVER))


def _page(site: Site, context: SiteContext, link: Link) -> Output:
    config = context.config
    page = next((page for page in site.pages if site.urls[page.path] == link.url), None)
    lang = page.lang if page else config.lang
    head = Head(
        title=page.title if page else context.words["corrections"],
        description=page.summary if page else link.title,
        url=link.url,
        lang=lang,
        dir=direction(lang),
        feeds=feed_links(link.title, link.url, config),
        translations=site.translations.get(link.url, ()),
    )
    leads = resolve_references(page, site, config) if page else {}
    return Output(
        path=page_path(link.url, base_path(config)),
        template="corrections.html",
        recipe=Recipe(
            function=view_corrections, parts=(context, head, page, leads, site.corrected)
        ),
        origin=page.path if page else "the page of corrections",
        role="list",
        source=page.path if page else "",
        key=("slug",) if page else (),
    )


def _feed(site: Site, context: SiteContext, channel: FeedView) -> Output:
    return Output(
        path=page_path(channel.feed, base_path(context.config)),
        template="",
        recipe=Recipe(function=view_corrections_feed, parts=(context, channel, site.corrected)),
        origin="the feed of corrections",
        media_type=FEED_FORMATS[channel.kind].media_type,
        role="feed",
    )


def _newest_first(articles: Articles) -> list[tuple[Article, Correction]]:
    """Every note with its article; notes of one moment are in the order of their addresses."""
    notes = [(article, note) for article in articles for note in article.corrections]
    return sorted(notes, key=lambda pair: (-pair[1].date.timestamp(), pair[0].url_path))


def _item(article: Article, note: Correction, context: SiteContext) -> FeedItem:
    """The note as an item of its own, named after its date."""
    item = make_feed_item(article, context)
    number = [other for other in article.corrections if other.date == note.date].index(note) + 1
    return replace(
        item,
        card=replace(item.card, summary=note.text, date=note.date, picture=None),
        guid=f"{item.guid}#{note.date:%Y-%m-%dT%H:%M}-{number}",
        updated=note.date,
        authors=(),
        note=note,
        copies=(),
    )
