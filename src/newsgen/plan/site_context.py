"""What all pages of a site share: what is the same whichever article they show."""

from collections.abc import Iterable, Mapping

from newsgen.config import Config
from newsgen.models import Author, AuthorProfile, Digested, Identity, Link, Section
from newsgen.site.catalogue import Site, Term
from newsgen.site.media import picture_of
from newsgen.text import direction, slugify
from newsgen.urls import Taxonomy, base_path, feed_url, origin, static_url, term_url


class SiteContext(Digested, frozen=True, kw_only=True):
    """What a view may show beside the articles that it is made of.

    Of tags, series and bylines only those that are not plain: a plain one is spelt everywhere as
    its shelf is, so that its name alone tells all of it. A story with a new tag changes nothing
    here.
    """

    config: Config
    sections: Mapping[str, Section]
    """By slug."""
    authors: Mapping[str, Author]
    """By name as written."""
    tags: Mapping[str, Link]
    """By name as written."""
    series: Mapping[str, Link]
    """By name as written."""


def make_site_context(site: Site, config: Config) -> SiteContext:
    """The backdrop of the site's pages."""
    series = {article.series for article in site.articles if article.series}
    tags = {tag for article in site.articles for tag in article.tags}
    return SiteContext(
        config=config,
        sections=site.sections,
        authors=_authors(site, config),
        tags=_unplain("tags", tags, site.tags, config),
        series=_unplain("series", series, site.series, config),
    )


def author_of(name: str, context: SiteContext) -> Author:
    """The author whom a byline names so."""
    return context.authors.get(name) or _plain_author(name, context.config)


def tag_of(name: str, context: SiteContext) -> Link:
    """The tag that an article names so."""
    return context.tags.get(name) or _plain("tags", name, context.config)


def series_of(name: str, context: SiteContext) -> Link:
    """The series that an article names so."""
    return context.series.get(name) or _plain("series", name, context.config)


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
        feed=feed_url(base),
        copyright=config.copyright,
        logo=static_url(config.logo, config) if config.logo else "",
        extra=config.extra,
    )


def _plain(taxonomy: Taxonomy, name: str, config: Config) -> Link:
    """The link of a term that is spelt everywhere as in that name."""
    return Link(title=name, url=term_url(taxonomy, slugify(name), config))


def _unplain(
    taxonomy: Taxonomy, names: Iterable[str], terms: Mapping[str, Term], config: Config
) -> dict[str, Link]:
    """The names, in their order, whose terms are spelt differently."""
    links = {name: terms[slugify(name)].link for name in sorted(names)}
    return {n: link for n, link in links.items() if link != _plain(taxonomy, n, config)}


def _plain_author(name: str, config: Config) -> Author:
    link = _plain("authors", name, config)
    return Author(slug=slugify(name), name=name, url=link.url)


def _authors(site: Site, config: Config) -> dict[str, Author]:
    authors: dict[str, Author] = {}
    for name in sorted(site.author_slugs):
        slug = site.author_slugs[name]
        author = _author(slug, site.authors[slug], site.profiles.get(slug), config)
        if author != _plain_author(name, config):
            authors[name] = author
    return authors


def _author(slug: str, term: Term, profile: AuthorProfile | None, config: Config) -> Author:
    if profile is None:
        return Author(slug=slug, name=term.link.title, url=term.link.url)
    return Author(
        slug=slug,
        name=profile.name,
        url=term.link.url,
        role=profile.role,
        email=profile.email,
        picture=picture_of(profile.image, profile.path, config),
        links=tuple(Link(title=label, url=url) for label, url in profile.links.items()),
        bio=profile.bio,
    )
