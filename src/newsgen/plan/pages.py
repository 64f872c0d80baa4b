"""The pages of a site: articles, standing pages, lists, indexes, the home page, redirects."""

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec.structs import replace

from newsgen.config import base_path
from newsgen.lists import list_outputs, list_view
from newsgen.models import (
    Article,
    Head,
    HomeBlock,
    HomeView,
    IndexView,
    Link,
    MessageView,
    Output,
    RedirectView,
    StandingPage,
)
from newsgen.text import direction, page_path, quote_path
from newsgen.views import Cabinet, view_article, view_page


def plan_pages(cabinet: Cabinet) -> Iterator[Output]:
    """Every page, those that change least first."""
    yield from _articles(cabinet)
    yield from _pages(cabinet)
    yield from _lists(cabinet)
    yield from _indexes(cabinet)
    yield _home(cabinet)
    yield _not_found(cabinet)
    yield from _redirects(cabinet)


def _articles(cabinet: Cabinet) -> Iterator[Output]:
    """The page of each article, with its neighbours of the same section."""
    base = base_path(cabinet.config)
    for articles in cabinet.site.by_section.values():
        for index, article in enumerate(articles):
            older = articles[index + 1] if index + 1 < len(articles) else None
            newer = articles[index - 1] if index else None
            yield Output(
                path=page_path(cabinet.site.urls[article.path], base),
                template="article.html",
                view=partial(view_article, article, cabinet, older, newer),
                origin=article.path,
            )


def _pages(cabinet: Cabinet) -> Iterator[Output]:
    base = base_path(cabinet.config)
    for page in cabinet.site.pages:
        path = page_path(cabinet.site.urls[page.path], base)
        view = partial(view_page, page, cabinet)
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
            head = _head(cabinet, title, f"{base}{name}/")
            view = partial(IndexView, head=head, title=title, entries=entries)
            path = f"{name}/index.html"
            yield Output(path=path, template="index.html", view=view, origin=f"all {name}")


def _home(cabinet: Cabinet) -> Output:
    view = partial(_view_home, cabinet)
    return Output(path="index.html", template="home.html", view=view, origin="the home page")


def _view_home(cabinet: Cabinet) -> HomeView:
    """The newest story leads, and no story stands on the page twice."""
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
    return HomeView(
        head=_head(cabinet, config.title, base_path(config), config.description),
        lead=cards[top[0].path] if top else None,
        top=tuple(cards[article.path] for article in top[1:]),
        blocks=tuple(blocks),
    )


def _not_found(cabinet: Cabinet) -> Output:
    head = _head(cabinet, "Page not found", f"{base_path(cabinet.config)}404.html", index=False)
    view = partial(MessageView, head=head)
    return Output(path="404.html", template="404.html", view=view, origin="the 404 page")


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
            view = partial(RedirectView, head=head, target=target)
            yield Output(
                path=path, template="redirect.html", view=view, origin=f"{source.path}: aliases"
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
