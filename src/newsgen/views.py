"""What each page is handed: cards, heads and views of the articles of a site."""

import difflib
import posixpath
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from newsgen.catalogue import Shelf, Site
from newsgen.config import Config, base_path, origin
from newsgen.diagnostics import Diagnostic
from newsgen.models import (
    Article,
    ArticleView,
    Author,
    Card,
    Head,
    Identity,
    Image,
    Link,
    Model,
    PageView,
    Picture,
    StandingPage,
)
from newsgen.text import direction, quote_path, slugify


class Cabinet(Model, frozen=True):
    """Every view of the site that more than one page needs, made once."""

    site: Site
    config: Config
    assets: Mapping[str, str]
    """Path under static/ to digest."""
    authors: Mapping[str, Author]
    """By slug."""
    signed: Mapping[tuple[str, ...], tuple[Author, ...]]
    """The authors of an article, by their names as written."""
    tags: Mapping[str, Link]
    """By name as written."""
    pictures: Mapping[str, Picture]
    """Path of an article to the picture of its front matter."""
    cards: Mapping[str, Card]
    """Path of an article to its card."""
    shown: frozenset[str]
    """Paths of the media that a live article, page or author shows."""


def identify(site: Site, config: Config) -> Identity:
    """What every page may say of the site."""
    base = base_path(config)
    return Identity(
        title=config.title,
        tagline=config.tagline,
        description=config.description,
        origin=origin(config),
        base=base,
        lang=config.lang,
        dir=direction(config.lang),
        timezone=config.timezone,
        dateline_style=config.dateline_style,
        sections=tuple(Link(title=s.title, url=s.url) for s in site.sections.values()),
        pages=tuple(Link(title=p.title, url=site.urls[p.path]) for p in site.pages if p.menu),
        feed=f"{base}feed.xml",
        copyright=config.copyright,
        logo=_static_url(config.logo, config) if config.logo else "",
        extra=config.extra,
    )


def furnish(
    site: Site, config: Config, assets: Mapping[str, str]
) -> tuple[Cabinet, tuple[Diagnostic, ...]]:
    """The cards, authors and pictures of the site, and what pictures are missing."""
    finder = _Finder(site, config, assets)
    authors = {slug: _author(slug, shelf, site, finder) for slug, shelf in site.authors.items()}
    pictures = {
        article.path: finder.picture(article.image, article.path)
        for article in site.articles
        if article.image
    }
    slugs = site.author_slugs
    signed = {
        names: tuple([authors[slugs[name]] for name in names])
        for names in {article.authors for article in site.articles}
    }
    cabinet = Cabinet(
        site=site,
        config=config,
        assets=assets,
        authors=authors,
        signed=signed,
        tags=_tag_links(site),
        pictures=pictures,
        cards=_cards(site, signed, pictures),
        shown=frozenset(finder.shown.union(_shown_in_bodies(site))),
    )
    return cabinet, tuple(finder.problems)


def view_article(
    article: Article, cabinet: Cabinet, older: Article | None, newer: Article | None
) -> ArticleView:
    """All that the page of an article shows around its body."""
    site = cabinet.site
    url = site.urls[article.path]
    picture = cabinet.pictures.get(article.path)
    return ArticleView(
        head=Head(
            title=article.title,
            description=article.summary,
            url=url,
            lang=article.lang,
            dir=direction(article.lang),
            picture=picture,
        ),
        article=article,
        section=site.sections[article.section],
        authors=cabinet.signed[article.authors],
        tags=tuple(dict.fromkeys([cabinet.tags[tag] for tag in article.tags])),
        series=link_series(article, site),
        picture=picture,
        older=_link(older, site) if older else None,
        newer=_link(newer, site) if newer else None,
        related=tuple([cabinet.cards[path] for path in site.related[article.path]]),
        destinations=resolve_references(article, cabinet),
    )


def view_page(page: StandingPage, cabinet: Cabinet) -> PageView:
    """A standing page."""
    head = Head(
        title=page.title,
        description=page.summary,
        url=cabinet.site.urls[page.path],
        lang=page.lang,
        dir=direction(page.lang),
    )
    return PageView(head=head, page=page, destinations=resolve_references(page, cabinet))


def resolve_references(source: Article | StandingPage, cabinet: Cabinet) -> Mapping[str, str]:
    """Each reference of the body that leads to something live, as written, to its URL.

    A reference to a source that holds errors leads to the top of its own page: such a build is
    never written, and one mistake should not be told twice.
    """
    if not source.references:
        return {}
    site, config = cabinet.site, cabinet.config
    destinations: dict[str, str] = {}
    for reference in source.references:
        path = locate_reference(reference, source.path)
        if path in site.urls:
            destinations[reference] = site.urls[path]
        elif path in site.media:
            destinations[reference] = media_url(path, config)
        elif path in site.failed:
            destinations[reference] = site.urls[source.path]
    return destinations


def locate_reference(reference: str, source: str) -> str:
    """The path from the site root that a relative reference in that source means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(reference)))


def media_url(path: str, config: Config) -> str:
    """The URL of a file of content/."""
    return f"{base_path(config)}{quote_path(media_path(path))}"


def media_path(path: str) -> str:
    """Where a file of content/ lies in the output."""
    return f"media/{path.partition('/')[2]}"


def link_series(article: Article, site: Site) -> Link | None:
    """The series of the article."""
    return site.series[slugify(article.series)].link if article.series else None


def _link(article: Article, site: Site) -> Link:
    return Link(title=article.title, url=site.urls[article.path])


def _tag_links(site: Site) -> Mapping[str, Link]:
    written = {tag for article in site.articles for tag in article.tags}
    return {tag: site.tags[slugify(tag)].link for tag in written}


def _cards(
    site: Site,
    signed: Mapping[tuple[str, ...], tuple[Author, ...]],
    pictures: Mapping[str, Picture],
) -> Mapping[str, Card]:
    sections = {slug: Link(title=s.title, url=s.url) for slug, s in site.sections.items()}
    bylines = {
        names: tuple([Link(title=author.name, url=author.url) for author in authors])
        for names, authors in signed.items()
    }
    return {
        article.path: Card(
            url=site.urls[article.path],
            title=article.title,
            summary=article.summary,
            date=article.date,
            section=sections[article.section],
            lang=article.lang,
            dir=direction(article.lang),
            kicker=article.kicker,
            type=article.type,
            byline=bylines[article.authors],
            picture=pictures.get(article.path),
        )
        for article in site.articles
    }


def _author(slug: str, shelf: Shelf, site: Site, finder: "_Finder") -> Author:
    profile = site.profiles.get(slug)
    if profile is None:
        return Author(slug=slug, name=shelf.link.title, url=shelf.link.url)
    return Author(
        slug=slug,
        name=profile.name,
        url=shelf.link.url,
        role=profile.role,
        email=profile.email,
        picture=finder.picture(profile.image, profile.path) if profile.image else None,
        links=tuple(Link(title=label, url=url) for label, url in profile.links.items()),
        bio=profile.bio,
    )


def _shown_in_bodies(site: Site) -> Iterable[str]:
    """Paths of the media that bodies refer to."""
    sources: Iterable[Article | StandingPage] = (*site.articles, *site.pages)
    for source in sources:
        for reference in source.references:
            path = locate_reference(reference, source.path)
            if path in site.media:
                yield path


def _static_url(path: str, config: Config) -> str:
    """The URL of a file of static/; an address elsewhere stays as it is."""
    if path.startswith(("https://", "http://")):
        return path
    return f"{base_path(config)}{quote_path(path.lstrip('/'))}"


class _Finder:
    """Finds the files of front matter images and notes which are shown and which are missing."""

    def __init__(self, site: Site, config: Config, assets: Mapping[str, str]) -> None:
        self.shown: set[str] = set()
        self.problems: list[Diagnostic] = []
        self._site = site
        self._config = config
        self._assets = assets

    def picture(self, image: Image, source: str) -> Picture:
        """The picture that the image of that source means."""
        return Picture(
            url=self._url(image, source),
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
        )

    def _url(self, image: Image, source: str) -> str:
        if image.src.startswith(("https://", "http://")):
            return image.src
        if image.src.startswith("/"):
            if image.src[1:] not in self._assets:
                self._miss(source, f"static{image.src}", self._assets)
            return _static_url(image.src, self._config)
        path = locate_reference(image.src, source)
        if path in self._site.media:
            self.shown.add(path)
        else:
            self._miss(source, path, self._site.media)
        return media_url(path, self._config)

    def _miss(self, source: str, path: str, known: Iterable[str]) -> None:
        names = {posixpath.basename(other): other for other in sorted(known)}
        near = difflib.get_close_matches(posixpath.basename(path), names, 1)
        self.problems.append(
            Diagnostic(
                code="missing-image",
                message=f"there is no image {path}",
                path=source,
                key=("image", "src"),
                hint=f"did you mean {names[near[0]]}?" if near else "put it beside the article",
            )
        )
