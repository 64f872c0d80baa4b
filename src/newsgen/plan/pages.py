"""Plans the pages: articles, standing pages, lists, indexes, the home page, redirects."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from msgspec.structs import replace

from newsgen.config import Config
from newsgen.files.names import CONFIG
from newsgen.models import (
    Article,
    Author,
    Head,
    Output,
    Recipe,
    RedirectFormat,
    RedirectRule,
    RedirectRulesView,
    RedirectView,
    StandingPage,
)
from newsgen.paths import fault_of
from newsgen.plan.alphabet import alphabetical
from newsgen.plan.archive import list_outputs, list_view, plan_archive
from newsgen.plan.fronts import arrange_section, plan_home
from newsgen.plan.site_context import SiteContext, author_of
from newsgen.plan.views import (
    SeriesPlace,
    make_card,
    view_article,
    view_index,
    view_message,
    view_page,
)
from newsgen.site.cards import HOME, front_card
from newsgen.site.catalogue import Site, Term
from newsgen.site.links import resolve_references
from newsgen.sources.resolve_fields import path_with
from newsgen.text import direction
from newsgen.urls import (
    REDIRECT_FILES,
    Taxonomy,
    alias_path,
    archive_index_url,
    base_path,
    corrections_url,
    feed_links,
    home_url,
    index_url,
    not_found_url,
    offline_url,
    old_address,
    page_path,
    saved_url,
    search_url,
)

_EARLIER_PARTS = 10
"""Parts of a series that the page of a later part names; the page of the series has them all."""


def plan_pages(site: Site, context: SiteContext) -> Iterator[Output]:
    """Every page; pages that seldom change come first."""
    config = context.config
    yield from _articles(site, context)
    yield from _pages(site, config)
    yield from _lists(site, context)
    yield from _indexes(site, context)
    months = _head(config, context.words["archive"], archive_index_url(config))
    yield from plan_archive(site, context, months)
    yield _home(site, context)
    yield from _messages(context)
    yield from _redirects(site, config)


def _articles(site: Site, context: SiteContext) -> Iterator[Output]:
    """The page of each article, with links to the older and newer article of its section.

    A story that is linked as one of these is not related as well: nobody needs it twice.
    """
    config = context.config
    base = base_path(config)
    places = _series_places(site)
    for slug, articles in site.by_section.items():
        neighbours = (None, *articles, None)
        for place, article in enumerate(articles):
            if article.section != slug:
                continue
            path = article.path
            newer, older = neighbours[place], neighbours[place + 2]
            leads = resolve_references(article, site, config) if article.references else {}
            beside = {each.path for each in (older, newer) if each}
            related = tuple(each for each in site.related[path] if each.path not in beside)
            series = places.get(path, (0, (), None))
            comments = site.comments.get(path)
            versions = site.translations.get(site.urls[path], ())
            parts = (context, article, older, newer, related, series, comments, versions, leads)
            yield Output(
                path=page_path(site.urls[path], base),
                template="article.html",
                recipe=Recipe(function=view_article, parts=parts),
                origin=path,
                source=path,
                key=("slug",),
            )


def _series_places(site: Site) -> dict[str, SeriesPlace]:
    """The place in its series of each story that has one, by path.

    A part knows the parts before it, and of those after it only the next: so a new part changes
    one page besides its own.
    """
    places: dict[str, SeriesPlace] = {}
    for term in site.series.values():
        parts = term.articles[::-1]
        for place, article in enumerate(parts):
            earlier = parts[max(0, place - _EARLIER_PARTS) : place]
            following = parts[place + 1] if place + 1 < len(parts) else None
            places[article.path] = (place + 1, earlier, following)
    return places


def _pages(site: Site, config: Config) -> Iterator[Output]:
    for page in site.pages:
        url = site.urls[page.path]
        if site.corrected and url == corrections_url(config):
            continue  # its text is above the corrections
        versions = site.translations.get(url, ())
        parts = (page, url, versions, resolve_references(page, site, config))
        yield Output(
            path=page_path(url, base_path(config)),
            template="page.html",
            recipe=Recipe(function=view_page, parts=parts),
            origin=page.path,
            source=page.path,
            key=("slug",),
        )


def _lists(site: Site, context: SiteContext) -> Iterator[Output]:
    """Fronts and archive pages of sections, tags, authors and series."""
    config = context.config
    per_page = config.per_page
    breaking = make_card(context, site.breaking) if site.breaking else None
    for section in site.sections.values():
        head = _head(config, section.title, section.url, section.description, section.lang)
        versions = site.translations.get(section.url, ())
        head = replace(head, picture=section.card, translations=versions)
        view = list_view(replace(head, feeds=section.feeds), section.title, section.description)
        view = replace(view, breaking=breaking)
        articles = site.by_section.get(section.slug, ())
        front = arrange_section(site, context, section.slug, articles[:per_page])
        yield from list_outputs(context, view, articles, per_page, "section.html", front)
    for term in site.tags.values():
        head = _head(config, term.link.title, term.link.url)
        view = list_view(_with_feed(head, config.feeds.tags, config), term.link.title)
        yield from list_outputs(context, view, term.articles, per_page, "tag.html")
    for slug, term in site.authors.items():
        author = _author(slug, site, context)
        author = replace(author, is_agency=author.is_agency or _is_agency(author, term))
        head = _with_feed(_head(config, author.name, author.url), config.feeds.authors, config)
        view = list_view(head, author.name, author.role, author)
        yield from list_outputs(context, view, term.articles, per_page, "author.html")
    for term in site.series.values():
        view = list_view(_head(config, term.link.title, term.link.url), term.link.title)
        oldest_first = term.articles[::-1]
        yield from list_outputs(context, view, oldest_first, len(oldest_first), "series.html")


def _with_feed(head: Head, has_feed: bool, config: Config) -> Head:  # noqa: FBT001
    """The head of a list, with the link to its feed if it has one."""
    if not has_feed:
        return head
    return replace(head, feeds=feed_links(f"{config.title}: {head.title}", head.url, config))


def _is_agency(author: Author, term: Term) -> bool:
    """Whether the byline of one of the stories names their agency."""
    return any(article.source == author.name for article in term.articles)


def _author(slug: str, site: Site, context: SiteContext) -> Author:
    """The author with this slug."""
    articles = site.authors[slug].articles
    names = (name for name in articles[0].authors if site.author_slugs[name] == slug)
    return author_of(next(names), context)


def _indexes(site: Site, context: SiteContext) -> Iterator[Output]:
    """The lists of all tags, authors and series."""
    config = context.config
    taxonomies: Mapping[Taxonomy, Mapping[str, Term]] = {
        "tags": site.tags,
        "authors": site.authors,
        "series": site.series,
    }
    for name, terms in taxonomies.items():
        if terms:
            title = context.words[name]
            links = (term.link for term in terms.values())
            entries = tuple(
                sorted(links, key=lambda link: (alphabetical(link.title, config.lang), link.url))
            )
            head = _head(config, title, index_url(name, config))
            yield Output(
                path=page_path(head.url, base_path(config)),
                template="index.html",
                recipe=Recipe(function=view_index, parts=(head, title, entries)),
                origin=f"all {name}",
                role="list",
            )


def _home(site: Site, context: SiteContext) -> Output:
    config = context.config
    head = _head(config, config.title, home_url(config), config.description)
    card, versions = front_card(HOME, config.title, config), site.translations.get(head.url, ())
    return plan_home(site, context, replace(head, picture=card, translations=versions))


def _messages(context: SiteContext) -> Iterator[Output]:
    """Pages without stories of their own: scripts fill some of them."""
    config, words = context.config, context.words
    yield _message(config, words["not_found"], not_found_url(config), "404.html")
    if config.search != "none":
        yield _message(config, words["search"], search_url(config), "search.html")
    if config.reading.saved:
        yield _message(config, words["saved"], saved_url(config), "saved.html")
    if config.offline and not config.edition:  # the service worker is that of the whole site
        yield _message(config, words["offline"], offline_url(config), "offline.html")


def _message(config: Config, title: str, url: str, template: str) -> Output:
    head = _head(config, title, url, index=False)
    return Output(
        path=page_path(url, base_path(config)),
        template=template,
        recipe=Recipe(function=view_message, parts=(head,)),
        origin=f"the page {template}",
    )


def _redirects(site: Site, config: Config) -> Iterator[Output]:
    """A redirect page at each old address."""
    sources: Iterable[Article | StandingPage] = (*site.articles, *site.pages)
    for source in sources:
        for number, alias in enumerate(source.aliases):
            if "?" in alias:
                continue  # see the redirect rules
            target = site.urls[source.path]
            head = _head(config, source.title, target, lang=source.lang, index=False)
            yield Output(
                path=alias_path(alias, base_path(config)),
                template="redirect.html",
                recipe=Recipe(function=_view_redirect, parts=(head, target)),
                origin=f"the alias {alias} of {source.path}",
                source=source.path,
                key=("aliases", number),
            )
    yield from _section_redirects(site, config)


def _section_redirects(site: Site, config: Config) -> Iterator[Output]:
    """A redirect page at each old address of a section."""
    above = ("editions", config.edition) if config.edition else ()
    for section in site.sections.values():
        settings = config.sections.get(section.slug)
        for number, alias in enumerate(settings.aliases if settings else ()):
            head = _head(config, section.title, section.url, lang=section.lang, index=False)
            yield Output(
                path=alias_path(alias, base_path(config)),
                template="redirect.html",
                recipe=Recipe(function=_view_redirect, parts=(head, section.url)),
                origin=f"the alias {alias} of the section {section.slug}",
                source=CONFIG,
                key=(*above, "sections", section.slug, "aliases", number),
            )


def plan_former_addresses(site: Site, config: Config) -> Iterator[Output]:
    """A redirect page where each story was with the former permalinks of its time."""
    for former in config.former_permalinks:
        until = date.fromisoformat(former.until)
        for article in site.articles:
            path = path_with(former.pattern, article, config)
            if article.date.date() >= until or fault_of(path):
                continue
            target = site.urls[article.path]
            head = _head(config, article.title, target, lang=article.lang, index=False)
            yield Output(
                path=path,
                template="redirect.html",
                recipe=Recipe(function=_view_redirect, parts=(head, target)),
                origin=f"the former address of {article.path}",
                source=article.path,
                key=("slug",),
                edition=config.edition,
            )


def plan_redirect_rules(site: Site) -> Iterator[Output]:
    """The redirect rules of all editions for each web server in the settings."""
    config = site.config
    sources: Iterable[Article | StandingPage] = chain.from_iterable(
        (*edition.articles, *edition.pages) for edition in site.editions
    )
    rules = tuple(
        RedirectRule(old=old_address(alias, base_path(config)), new=site.urls[source.path])
        for source in sources
        for alias in source.aliases
    )
    for form in config.redirects:
        yield Output(
            path=REDIRECT_FILES[form],
            template="",
            recipe=Recipe(function=_view_rules, parts=(form, rules)),
            origin=f"the redirect rules for {form}",
            media_type="text/plain",
            role="file",
        )


def _view_rules(form: RedirectFormat, rules: tuple[RedirectRule, ...]) -> RedirectRulesView:
    return RedirectRulesView(form=form, rules=rules)


def _view_redirect(head: Head, target: str) -> RedirectView:
    return RedirectView(head=head, target=target)


def _head(
    config: Config,
    title: str,
    url: str,
    description: str = "",
    lang: str = "",
    *,
    index: bool = True,
) -> Head:
    return Head(
        title=title,
        description=description or f"{title} – {config.title}",
        url=url,
        lang=lang or config.lang,
        dir=direction(lang or config.lang),
        index=index,
    )
