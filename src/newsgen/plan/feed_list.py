"""Which feeds a site has: of the site, of sections, by setting of tags, authors and types, and the
named ones. What plans them, the page that lists them and the list for feed readers all ask here.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from newsgen.config import Config, NamedFeedSettings
from newsgen.models import (
    FEED_FORMATS,
    Article,
    FeedGroupName,
    FeedKind,
    FeedView,
    FrontBlock,
    Link,
    Model,
)
from newsgen.plan.choice import choose
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import NEVER, Articles
from newsgen.site.catalogue import Site, Term
from newsgen.site.pictures import picture_of
from newsgen.text import term_slug
from newsgen.urls import (
    base_path,
    corrections_url,
    feed_list_url,
    feed_url,
    home_url,
    quote_path,
    type_url,
)


class Feed(Model, frozen=True):
    """A feed with its stories, in one format."""

    group: FeedGroupName
    channel: FeedView
    """Everything but the items."""
    articles: Articles
    """Newest first; none in the feed of corrections, which has notes."""
    content: Literal["summary", "full"]


def find_feeds(site: Site, context: SiteContext) -> Iterator[Feed]:
    """Every feed but those of live stories; the feed of the site is the first.

    Sponsored stories are in the feed of the site, with their label, and in no other that does not
    ask for this type.
    """
    config = context.config
    yield from _site_feeds(site, config)
    yield from _section_feeds(site, config)
    yield from _type_feeds(site, context)
    yield from _named_feeds(site, config)
    if config.feeds.tags:
        yield from _term_feeds("tags", site.tags.values(), config)
    if config.feeds.authors:
        yield from _term_feeds("authors", site.authors.values(), config)
    if site.corrected:
        link = corrections_link(context)
        yield from _feeds(
            "corrections", channels(link, link.title, config.lang, config), (), config
        )


def corrections_link(context: SiteContext) -> Link:
    """The page of all corrections, with the title of its feed."""
    title = f"{context.config.title}: {context.words['corrections']}"
    return Link(title=title, url=corrections_url(context.config))


def channels(
    link: Link, description: str, lang: str, config: Config, front: str = ""
) -> Iterator[FeedView]:
    """A feed in each format of the settings for a page, still without items.

    The files are in the folder of the page, or in ``front``.
    """
    for kind in dict.fromkeys(config.feeds.formats):
        feed = feed_url(front or link.url, FEED_FORMATS[kind].file)
        yield channel(kind, link, description, lang, feed, config)


def channel(
    kind: FeedKind, link: Link, description: str, lang: str, feed: str, config: Config
) -> FeedView:
    """One feed for a page, still without items."""
    return FeedView(
        kind=kind,
        title=link.title,
        description=description,
        url=link.url,
        feed=feed,
        lang=lang,
        updated=NEVER,
        items=(),
        hub=config.feeds.hub,
    )


def _site_feeds(site: Site, config: Config) -> Iterator[Feed]:
    home = Link(title=config.title, url=home_url(config))
    about = config.description or config.tagline or config.title
    newest = site.articles[: config.feeds.limit]
    yield from _feeds("site", channels(home, about, config.lang, config), newest, config)


def _section_feeds(site: Site, config: Config) -> Iterator[Feed]:
    for slug, section in site.sections.items():
        link = Link(title=f"{config.title}: {section.title}", url=section.url)
        about = section.description or link.title
        newest = _unsponsored(site.by_section.get(slug, ()), config.feeds.limit)
        yield from _feeds("sections", channels(link, about, section.lang, config), newest, config)


def _type_feeds(site: Site, context: SiteContext) -> Iterator[Feed]:
    """A type has no page of its own: its feeds belong to the list of feeds."""
    config = context.config
    for kind in dict.fromkeys(config.feeds.types):
        word = context.words.get(f"types.{kind}", kind.capitalize())
        link = Link(title=f"{config.title}: {word}", url=feed_list_url(config))
        newest = tuple(islice(choose(site, FrontBlock(type=kind), config.lang), config.feeds.limit))
        views = channels(link, link.title, config.lang, config, type_url(kind, config))
        yield from _feeds("types", views, newest, config)


def _term_feeds(group: FeedGroupName, terms: Iterable[Term], config: Config) -> Iterator[Feed]:
    for term in terms:
        link = Link(title=f"{config.title}: {term.link.title}", url=term.link.url)
        newest = _unsponsored(term.articles, config.feeds.limit)
        yield from _feeds(group, channels(link, link.title, config.lang, config), newest, config)


def _named_feeds(site: Site, config: Config) -> Iterator[Feed]:
    for named in config.feeds.named:
        link = Link(title=named.title or config.title, url=_page_of(named, site, config))
        view = channel(
            named.format,
            link,
            named.description or link.title,
            named.lang or config.lang,
            base_path(config) + quote_path(named.path.removeprefix("/")),
            config,
        )
        yield Feed(
            group="named",
            channel=view,
            articles=tuple(
                islice(_chosen(site, named, config), named.number or config.feeds.limit)
            ),
            content=named.content or config.feeds.content,
        )


def _page_of(named: NamedFeedSettings, site: Site, config: Config) -> str:
    """The page that shows the same stories: of the section, tag, series or author, or the front."""
    if named.section in site.sections:
        return site.sections[named.section].url
    for name, terms in (
        (named.tag, site.tags),
        (named.series, site.series),
        (named.author, site.authors),
    ):
        term = terms.get(_slug(name, site, config)) if name else None
        if term:
            return term.link.url
    return home_url(config)


def _chosen(site: Site, named: NamedFeedSettings, config: Config) -> Iterator[Article]:
    """The stories that the feed asks for, newest first."""
    rule = FrontBlock(section=named.section, tag=named.tag, series=named.series, type=named.type)
    stories = choose(site, rule, config.lang)
    if named.author:
        slug = _slug(named.author, site, config)
        term = site.authors.get(slug)
        by_author = {article.path for article in term.articles} if term else set()
        stories = (article for article in stories if article.path in by_author)
    return (article for article in stories if _is_wanted(article, named, config))


def _is_wanted(article: Article, named: NamedFeedSettings, config: Config) -> bool:
    if article.type == "sponsored" and named.type != "sponsored":
        return False
    if named.lang and not f"{article.lang}-".lower().startswith(f"{named.lang}-".lower()):
        return False
    if not named.picture_width:
        return True
    picture = picture_of(article, config)
    if picture is None or picture.fault:
        return False
    widest = max(picture.width, picture.wide.width if picture.wide else 0)
    return widest >= named.picture_width


def _slug(name: str, site: Site, config: Config) -> str:
    """The slug of a tag, series or author; an author may have a profile with a slug of its own."""
    return site.author_slugs.get(name) or term_slug(name, config.lang)


def _feeds(
    group: FeedGroupName, views: Iterable[FeedView], articles: Articles, config: Config
) -> Iterator[Feed]:
    for view in views:
        yield Feed(group=group, channel=view, articles=articles, content=config.feeds.content)


def _unsponsored(articles: Articles, limit: int) -> Articles:
    """The first articles that nobody paid for."""
    return tuple(islice((a for a in articles if a.type != "sponsored"), limit))
