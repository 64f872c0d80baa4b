"""A site becomes a plan: every file of the output with the view that it is made from.

Nothing is written that is not planned here, and two files that would lie in one place - on any
file system, so case and Unicode forms are ignored - are found here.
"""

import mimetypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain

from msgspec.structs import replace

from newsgen.config import Config, base_path
from newsgen.diagnostics import Diagnostic
from newsgen.lists import list_outputs, list_view
from newsgen.models import (
    Article,
    FeedItem,
    FeedView,
    FileView,
    Head,
    HomeBlock,
    HomeView,
    IndexView,
    Link,
    MessageView,
    Model,
    Output,
    RedirectView,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
    StandingPage,
)
from newsgen.text import direction, fold_path, page_path, quote_path
from newsgen.views import (
    Cabinet,
    media_path,
    resolve_references,
    view_article,
    view_page,
)

SITEMAP_LIMIT = 50_000
"""URLs in one sitemap, at most (sitemaps.org)."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment of a feed without items."""
_TYPES = mimetypes.MimeTypes()
"""Python's own table, without what the machine adds to it."""
_XML = "application/xml"
_RSS = "application/rss+xml"


class StaticFile(Model, frozen=True):
    """A file of static/, of the site or else of the theme."""

    path: str
    """Relative to static/, and so to the output folder."""
    file: str
    """Where it lies on this machine."""
    digest: str


class Plan(Model, frozen=True):
    """Every file of the output, in the order in which they are published."""

    outputs: tuple[Output, ...]


def make_plan(
    cabinet: Cabinet, static: Iterable[StaticFile], media: Mapping[str, StaticFile]
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan of the site, and where two of its files would lie in one place.

    ``media`` are the files of content/ that the site shows, by their path.
    """
    static = tuple(static)
    outputs = tuple(
        chain(
            (_copy(file, file.path) for file in static),
            (_copy(file, media_path(path)) for path, file in sorted(media.items())),
            _articles(cabinet),
            _pages(cabinet),
            _lists(cabinet),
            _indexes(cabinet),
            [_home(cabinet), _not_found(cabinet)],
            _redirects(cabinet),
            _feeds(cabinet),
            _sitemaps(cabinet),
            [] if any(file.path == "robots.txt" for file in static) else [_robots(cabinet)],
        )
    )
    return Plan(outputs=outputs), tuple(_collisions(outputs))


def _copy(file: StaticFile, path: str) -> Output:
    return Output(
        path=path,
        template="",
        view=FileView(file=file.file, digest=file.digest),
        origin=f"the file {path}",
        media_type=_TYPES.guess_type(path, strict=False)[0] or "application/octet-stream",
    )


def _articles(cabinet: Cabinet) -> Iterator[Output]:
    """The page of each article, with its neighbours of the same section."""
    base = base_path(cabinet.config)
    for articles in cabinet.site.by_section.values():
        for index, article in enumerate(articles):
            older = articles[index + 1] if index + 1 < len(articles) else None
            newer = articles[index - 1] if index else None
            view = view_article(article, cabinet, older, newer)
            yield Output(
                path=page_path(view.head.url, base),
                template="article.html",
                view=view,
                origin=article.path,
            )


def _pages(cabinet: Cabinet) -> Iterator[Output]:
    base = base_path(cabinet.config)
    for page in cabinet.site.pages:
        view = view_page(page, cabinet)
        path = page_path(view.head.url, base)
        yield Output(path=path, template="page.html", view=view, origin=page.path)


def _lists(cabinet: Cabinet) -> Iterator[Output]:
    """Fronts and archive pages of sections, tags, authors and series."""
    site, config = cabinet.site, cabinet.config
    base = base_path(config)
    for section in site.sections.values():
        feed = Link(title=f"{config.title}: {section.title}", url=section.feed)
        head = _head(cabinet, section.title, section.url, section.description, section.lang)
        view = list_view(replace(head, feed=feed), section.title, section.description)
        cards = [cabinet.cards[a.path] for a in site.by_section.get(section.slug, ())]
        yield from list_outputs(view, cards, config.per_page, "section.html", base)
    for shelf in site.tags.values():
        view = list_view(_head(cabinet, shelf.link.title, shelf.link.url), shelf.link.title)
        cards = [cabinet.cards[article.path] for article in shelf.articles]
        yield from list_outputs(view, cards, config.per_page, "tag.html", base)
    for slug, shelf in site.authors.items():
        author = cabinet.authors[slug]
        view = list_view(_head(cabinet, author.name, author.url), author.name, author.role, author)
        cards = [cabinet.cards[article.path] for article in shelf.articles]
        yield from list_outputs(view, cards, config.per_page, "author.html", base)
    for shelf in site.series.values():
        view = list_view(_head(cabinet, shelf.link.title, shelf.link.url), shelf.link.title)
        cards = [cabinet.cards[article.path] for article in reversed(shelf.articles)]
        yield from list_outputs(view, cards, max(1, len(cards)), "series.html", base)


def _indexes(cabinet: Cabinet) -> Iterator[Output]:
    """The lists of all tags, authors and series."""
    site = cabinet.site
    base = base_path(cabinet.config)
    shelves = {"tags": site.tags, "authors": site.authors, "series": site.series}
    for name, terms in shelves.items():
        if terms:
            title = name.capitalize()
            links = (shelf.link for shelf in terms.values())
            entries = tuple(sorted(links, key=lambda link: (link.title.casefold(), link.url)))
            view = IndexView(
                head=_head(cabinet, title, f"{base}{name}/"), title=title, entries=entries
            )
            path = f"{name}/index.html"
            yield Output(path=path, template="index.html", view=view, origin=f"all {name}")


def _home(cabinet: Cabinet) -> Output:
    """The home page: the newest story leads, and no story stands on it twice."""
    site, config = cabinet.site, cabinet.config
    cards = cabinet.cards
    top = site.articles[: 1 + config.home.top]
    shown = {article.path for article in top}
    blocks: list[HomeBlock] = []
    for slug, section in site.sections.items():
        rest = [a for a in site.by_section.get(slug, ())[:64] if a.path not in shown]
        chosen = rest[: config.home.per_section]
        if chosen:
            blocks.append(HomeBlock(section=section, cards=tuple(cards[a.path] for a in chosen)))
    view = HomeView(
        head=_head(cabinet, config.title, base_path(config), config.description),
        lead=cards[top[0].path] if top else None,
        top=tuple(cards[article.path] for article in top[1:]),
        blocks=tuple(blocks),
    )
    return Output(path="index.html", template="home.html", view=view, origin="the home page")


def _not_found(cabinet: Cabinet) -> Output:
    head = _head(cabinet, "Page not found", f"{base_path(cabinet.config)}404.html", index=False)
    return Output(
        path="404.html", template="404.html", view=MessageView(head=head), origin="the 404 page"
    )


def _redirects(cabinet: Cabinet) -> Iterator[Output]:
    """A page at each old address, leading to the new one."""
    site, config = cabinet.site, cabinet.config
    base = base_path(config)
    sources: Iterable[Article | StandingPage] = (*site.articles, *site.pages)
    for source in sources:
        for alias in source.aliases:
            url = quote_path(base + alias.lstrip("/"))
            path = page_path(url if url.endswith(("/", ".html")) else f"{url}/", base)
            target = site.urls[source.path]
            head = _head(cabinet, source.title, target, lang=source.lang, index=False)
            view = RedirectView(head=head, target=target)
            yield Output(
                path=path, template="redirect.html", view=view, origin=f"{source.path}: aliases"
            )


def _feeds(cabinet: Cabinet) -> Iterator[Output]:
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
    items = tuple(_feed_item(article, cabinet) for article in articles[: config.feeds.limit])
    url = f"{link.url}feed.xml"
    view = FeedView(
        title=link.title,
        description=description,
        url=link.url,
        feed=url,
        lang=lang,
        updated=max((item.updated for item in items), default=_NEVER),
        items=items,
    )
    return Output(
        path=page_path(url, base_path(config)),
        template="",
        view=view,
        origin=f"the feed of {link.title}",
        media_type=_RSS,
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


def _sitemaps(cabinet: Cabinet) -> Iterator[Output]:
    """A sitemap for each month, one for the pages beside the articles, and their index."""
    base = base_path(cabinet.config)
    months: dict[str, list[SitemapEntry]] = defaultdict(list)
    for article in cabinet.site.articles:
        changed = article.updated or article.date
        entry = SitemapEntry(url=cabinet.site.urls[article.path], lastmod=changed)
        months[f"{article.date:%Y-%m}"].append(entry)
    maps = {"pages": list(_other_entries(cabinet))} | {m: months[m] for m in sorted(months)}
    index: list[SitemapEntry] = []
    for name, entries in maps.items():
        for number, start in enumerate(range(0, len(entries), SITEMAP_LIMIT), 1):
            part = tuple(entries[start : start + SITEMAP_LIMIT])
            path = f"sitemaps/{name}.xml" if number == 1 else f"sitemaps/{name}-{number}.xml"
            lastmod = max((e.lastmod for e in part if e.lastmod), default=None)
            index.append(SitemapEntry(url=base + path, lastmod=lastmod))
            view = SitemapView(entries=part)
            yield Output(path=path, template="", view=view, origin="sitemap", media_type=_XML)
    top = SitemapIndexView(entries=tuple(index))
    yield Output(path="sitemap.xml", template="", view=top, origin="sitemap", media_type=_XML)


def _other_entries(cabinet: Cabinet) -> Iterator[SitemapEntry]:
    site = cabinet.site
    yield SitemapEntry(url=base_path(cabinet.config))
    for section in site.sections.values():
        yield SitemapEntry(url=section.url)
    for page in site.pages:
        yield SitemapEntry(url=site.urls[page.path])
    for shelf in site.authors.values():
        yield SitemapEntry(url=shelf.link.url)


def _robots(cabinet: Cabinet) -> Output:
    view = RobotsView(sitemap=f"{base_path(cabinet.config)}sitemap.xml")
    return Output(
        path="robots.txt", template="", view=view, origin="robots.txt", media_type="text/plain"
    )


def _head(
    cabinet: Cabinet,
    title: str,
    url: str,
    description: str = "",
    lang: str = "",
    *,
    index: bool = True,
) -> Head:
    config = cabinet.config
    return Head(
        title=title,
        description=description or f"{title} – {config.title}",
        url=url,
        lang=lang or config.lang,
        dir=direction(lang or config.lang),
        index=index,
    )


def _collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Two outputs in one place, or one where another needs a folder."""
    seen: dict[str, Output] = {}
    for output in outputs:
        place = fold_path(output.path)
        if place in seen:
            yield _collision(output, seen[place])
        seen[place] = output
    for place, output in seen.items():
        folder = place.rpartition("/")[0]
        while folder:
            if folder in seen:
                yield _collision(output, seen[folder])
            folder = folder.rpartition("/")[0]


def _collision(output: Output, other: Output) -> Diagnostic:
    origin = output.origin.split(":")[0]
    return Diagnostic(
        code="same-path",
        message=f"{output.origin} and {other.origin} would both be {output.path}",
        path=origin if origin.startswith("content/") else "",
        key=("slug",),
        hint="give one of the two another slug, alias or name",
    )
