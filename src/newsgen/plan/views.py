"""Makes views: the data that a template or feed gets.

Every function here is pure, and sees only the site context and the articles that the plan chose for
the page. So a page cannot depend on anything that its recipe does not name.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from msgspec.structs import replace

from newsgen.config import Config
from newsgen.models import (
    FEED_FORMATS,
    SYNDICATION_FORMATS,
    Article,
    ArticleView,
    BlockHead,
    Card,
    CommentFile,
    Destination,
    FeedItem,
    FeedView,
    FrontGroup,
    Head,
    HomeView,
    IndexView,
    LatestView,
    Link,
    ListView,
    MessageView,
    NewsEntry,
    NewsSitemapView,
    OwnPageView,
    PageView,
    SeriesPart,
    SitemapEntry,
    SitemapView,
    StandingPage,
    SyndicationKind,
    SyndicationView,
    Translation,
    UpdatesView,
)
from newsgen.plan.comments import discussion_of
from newsgen.plan.site_context import SiteContext, author_of, series_of, tag_of
from newsgen.site.cards import story_card
from newsgen.site.pictures import picture_of
from newsgen.text import direction
from newsgen.urls import URI, feed_link, permalink, quote_path, updates_url

UPDATES_FEED = FEED_FORMATS["rss"].file
UPDATES_JSON = "updates.json"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed without items was updated."""

Articles = tuple[Article, ...]
Blocks = tuple[tuple[BlockHead, Articles], ...]
"""The blocks of a front, each with its articles."""
"""Newest first."""


SeriesPlace = tuple[int, Articles, Article | None]
"""The number of a part of a series, parts before it and the part after it; 0 without a series."""


def view_article(  # noqa: PLR0913, PLR0917 - a recipe names everything that the page shows
    context: SiteContext,
    article: Article,
    older: Article | None,
    newer: Article | None,
    related: Articles,
    place: SeriesPlace,
    comments: CommentFile | None,
    translations: tuple[Translation, ...],
    destinations: Mapping[str, Destination],
) -> ArticleView:
    """Everything that the page of an article shows around its body."""
    picture = picture_of(article, context.config)
    section = context.sections[article.section]
    if article.link:  # its page only leads on
        older = newer = None
        related = ()
    card = picture or story_card(article, section.title, context.config) or section.card
    url = permalink(article, context.config)
    is_live = article.type == "live"
    feeds = (feed_link(article.title, updates_url(url, UPDATES_FEED)),) if is_live else ()
    return ArticleView(
        head=Head(
            title=article.title,
            description=article.summary,
            url=url,
            lang=article.lang,
            dir=direction(article.lang),
            picture=card,
            index=article.is_indexed,
            canonical=article.canonical,
            expires=article.expires,
            feeds=feeds,
            translations=translations,
        ),
        article=article,
        section=section,
        authors=tuple(author_of(name, context) for name in article.authors),
        tags=tuple(dict.fromkeys(tag_of(name, context) for name in article.tags)),
        series=series_of(article.series, context) if article.series else None,
        part=_part(place, context.config),
        picture=picture,
        older=_link(older, context.config),
        newer=_link(newer, context.config),
        related=make_cards(context, related),
        destinations=destinations,
        updates=updates_url(url, UPDATES_JSON) if is_live else "",
        comments=comments,
        discussion=discussion_of(article, context.config),
    )


def view_page(
    page: StandingPage,
    url: str,
    translations: tuple[Translation, ...],
    destinations: Mapping[str, Destination],
) -> PageView:
    """A standing page."""
    head = Head(
        title=page.title,
        description=page.summary,
        url=url,
        lang=page.lang,
        dir=direction(page.lang),
        translations=translations,
    )
    return PageView(head=head, page=page, destinations=destinations)


def view_home(
    context: SiteContext,
    head: Head,
    top: Articles,
    blocks: Blocks,
    edition: datetime | None,
    breaking: Article | None,
) -> HomeView:
    """The home page: the lead, the stories after it, the blocks, and the bar.

    ``edition`` is the moment of the newest story.
    """
    cards = make_cards(context, top)
    return HomeView(
        head=head,
        lead=cards[0] if cards else None,
        edition=edition,
        top=cards[1:],
        blocks=_groups(context, blocks),
        breaking=make_card(context, breaking) if breaking else None,
    )


def view_list(
    context: SiteContext, view: ListView, articles: Articles, blocks: Blocks = ()
) -> ListView:
    """A front or archive page; ``view`` has everything but the cards."""
    return replace(view, cards=make_cards(context, articles), blocks=_groups(context, blocks))


def _groups(context: SiteContext, blocks: Blocks) -> tuple[FrontGroup, ...]:
    return tuple(
        FrontGroup(head=head, cards=make_cards(context, articles)) for head, articles in blocks
    )


def view_own_page(context: SiteContext, head: Head, articles: Articles) -> OwnPageView:
    """A file of the site's own."""
    return OwnPageView(head=head, cards=make_cards(context, articles))


def view_index(head: Head, title: str, entries: tuple[Link, ...]) -> IndexView:
    """All tags, authors or series."""
    return IndexView(head=head, title=title, entries=entries)


def view_message(head: Head) -> MessageView:
    """A page or file that shows nothing but the site."""
    return MessageView(head=head)


def view_feed(
    context: SiteContext,
    view: FeedView,
    articles: Articles,
    destinations: tuple[Mapping[str, Destination], ...],
) -> FeedView:
    """A feed; ``view`` has everything but the items and the time of the last change.

    ``destinations`` has the link destinations of each body, if the feed carries full text.
    """
    items = tuple(
        make_feed_item(article, context, destinations[place] if destinations else None)
        for place, article in enumerate(articles)
    )
    return replace(view, items=items, updated=max((i.updated for i in items), default=NEVER))


def view_updates(
    context: SiteContext,
    article: Article,
    channel: FeedView | None,
    destinations: Mapping[str, Destination],
) -> UpdatesView:
    """The entries of a live story: with a channel as a feed, without one as JSON."""
    story = make_feed_item(article, context)
    if channel:
        channel = replace(channel, updated=story.updated)
    return UpdatesView(article=article, story=story, destinations=destinations, channel=channel)


def view_sitemap(context: SiteContext, articles: Articles) -> SitemapView:
    """The sitemap of some articles."""
    return SitemapView(
        entries=tuple(
            SitemapEntry(
                url=permalink(article, context.config),
                lastmod=article.updated or article.date,
                pictures=_lead_pictures(article, context),
            )
            for article in articles
        )
    )


def view_latest(context: SiteContext, articles: Articles) -> LatestView:
    """The latest stories, for pages that do not contain them."""
    return LatestView(cards=make_cards(context, articles))


def view_news_sitemap(context: SiteContext, articles: Articles) -> NewsSitemapView:
    """The sitemap of the latest stories."""
    return NewsSitemapView(
        entries=tuple(
            NewsEntry(
                url=permalink(article, context.config),
                title=article.title,
                date=article.date,
                lang=article.lang,
                pictures=_lead_pictures(article, context),
            )
            for article in articles
        )
    )


def make_cards(context: SiteContext, articles: Articles) -> tuple[Card, ...]:
    """The cards of these articles, for lists, feeds and links between stories."""
    return tuple([make_card(context, article) for article in articles])


def make_card(context: SiteContext, article: Article) -> Card:
    """The card of an article, made once for all pages that show it."""
    cards = _cards_in(context.digest)
    card = cards.get(article.digest)
    if card is None:
        card = cards[article.digest] = _make_card(article, context)
    return card


def make_feed_item(
    article: Article,
    context: SiteContext,
    destinations: Mapping[str, Destination] | None = None,
) -> FeedItem:
    """The article as an item of a feed; with ``destinations`` it carries the full text."""
    card = make_card(context, article)
    return FeedItem(
        card=card,
        guid=_guid(article, context.config),
        updated=article.updated or article.date,
        categories=(*(context.sections[slug].title for slug in article.sections), *article.tags),
        authors=tuple(author.title for author in card.byline) or _agency(article),
        article=None if destinations is None else article,
        destinations=destinations or {},
        copies=copies_of(article, context.config),
    )


def copies_of(article: Article, config: Config) -> tuple[tuple[str, str], ...]:
    """Media type and URL of the story in each format for other newsrooms; only of our own stories.

    A story of an agency, one that belongs to another site and one that somebody paid for are not
    ours to give.
    """
    if not article.is_news or article.source:
        return ()
    page = permalink(article, config)
    forms = (SYNDICATION_FORMATS[kind] for kind in dict.fromkeys(config.syndication))
    return tuple((form.media_type, updates_url(page, form.file)) for form in forms)


def view_for_newsrooms(
    context: SiteContext,
    kind: SyndicationKind,
    article: Article,
    destinations: Mapping[str, Destination],
) -> SyndicationView:
    """One story in a format for other newsrooms."""
    return SyndicationView(
        kind=kind,
        article=article,
        item=make_feed_item(article, context),
        destinations=destinations,
        copyright=context.config.copyright,
    )


def _lead_pictures(article: Article, context: SiteContext) -> tuple[str, ...]:
    """The URL of the picture that leads the story, if there is one."""
    picture = picture_of(article, context.config)
    return (picture.url,) if picture and not picture.fault else ()


@lru_cache(maxsize=32)  # the contexts of all editions of this plan and of the plan before it
def _cards_in(_context: str) -> dict[str, Card]:
    """The cards made so far in the context with this digest, by the digest of their article."""
    return {}


def _make_card(article: Article, context: SiteContext) -> Card:
    section = context.sections[article.section]
    byline = [author_of(name, context) for name in article.authors]
    return Card(
        url=permalink(article, context.config),
        title=article.title,
        summary=article.summary,
        date=article.date,
        has_time=article.has_time,
        section=Link(title=section.title, url=section.url, lang=section.lang),
        lang=article.lang,
        dir=direction(article.lang),
        kicker=article.kicker,
        type=article.type,
        byline=tuple([Link(title=author.name, url=author.url) for author in byline]),
        portrait=byline[0].picture if byline and article.type == "opinion" else None,
        picture=picture_of(article, context.config),
        extra=article.extra,
        link=article.link,
        in_progress=article.in_progress,
        updated=article.updated if article.in_progress else None,
    )


def _part(place: SeriesPlace, config: Config) -> SeriesPart | None:
    number, earlier, following = place
    if not earlier and not following:
        return None
    return SeriesPart(
        number=number,
        earlier=tuple(
            Link(title=article.title, url=permalink(article, config), lang=article.lang)
            for article in earlier
        ),
        next=_link(following, config),
    )


def _link(article: Article | None, config: Config) -> Link | None:
    if article is None:
        return None
    return Link(title=article.title, url=permalink(article, config), lang=article.lang)


def _agency(article: Article) -> tuple[str, ...]:
    return (article.source,) if article.source else ()


def _guid(article: Article, config: Config) -> str:
    """The id if it is a URI, else a tag URI (RFC 4151) that contains it.

    It stays the same when title, slug or section change. ``feeds.authority`` keeps it when the site
    moves to another host.
    """
    if URI.fullmatch(article.guid):
        return article.guid
    authority = config.feeds.authority or config.base_url.split("/")[2].split(":")[0]
    dated = authority if "," in authority else f"{authority},{article.date.year}"
    return f"tag:{dated}:{quote_path(article.guid)}"
