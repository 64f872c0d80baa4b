"""What all pages of a site share, whichever article they show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from newsgen.config import Config
from newsgen.language.words import Labels
from newsgen.models import (
    Author,
    AuthorProfile,
    DateStyle,
    Digested,
    EditionLink,
    Identity,
    Link,
    Publisher,
    Section,
)
from newsgen.site.catalogue import Site, Term
from newsgen.site.pictures import picture_of
from newsgen.text import direction, term_slug
from newsgen.urls import (
    Taxonomy,
    base_path,
    feed_links,
    feed_list_url,
    home_url,
    origin,
    site_url,
    static_url,
    term_url,
)


class SiteContext(Digested, frozen=True, kw_only=True):
    """Everything that a view may show besides its articles.

    It holds only tags, series and authors that are not plain. A plain term is spelt in every
    article as its page spells it, so its link can be made from its name. So a story with a new,
    plain tag changes nothing here, and no other page.
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
    words: Mapping[str, str]
    """The words of the interface without places for values, in the language of the site, by name:
    ``types.opinion``."""


def make_site_context(site: Site, config: Config, words: Labels) -> SiteContext:
    """The context that all pages of the site share; ``words`` are in the language of the site."""
    series = {article.series for article in site.articles if article.series}
    tags = {tag for article in site.articles for tag in article.tags}
    return SiteContext(
        config=config,
        sections=site.sections,
        authors=_authors(site, config),
        tags=_unplain("tags", tags, site.tags, config),
        series=_unplain("series", series, site.series, config),
        words=dict(_plain_words(words)),
    )


def author_of(name: str, context: SiteContext) -> Author:
    """The author with this name in a byline."""
    return context.authors.get(name) or _plain_author(name, context.config)


def tag_of(name: str, context: SiteContext) -> Link:
    """The link of the tag with this name."""
    return context.tags.get(name) or _plain("tags", name, context.config)


def series_of(name: str, context: SiteContext) -> Link:
    """The link of the series with this name."""
    return context.series.get(name) or _plain("series", name, context.config)


def make_identity(site: Site, config: Config, editions: Sequence[Site] = ()) -> Identity:
    """The identity of an edition, which its pages may show; ``editions`` are all of them."""
    home = home_url(config)
    feeds = feed_links(config.title, home, config)
    return Identity(
        title=config.title,
        tagline=config.tagline,
        description=config.description,
        origin=origin(config),
        base=home,
        lang=config.lang,
        dir=direction(config.lang),
        timezone=config.timezone,
        dateline_style=config.dateline_style,
        sections=tuple(Link(title=s.title, url=s.url, lang=s.lang) for s in site.sections.values()),
        pages=tuple(
            Link(title=p.title, url=site.urls[p.path], lang=p.lang) for p in site.pages if p.menu
        ),
        copyright=config.copyright,
        feed=feeds[0].url,
        feeds=feeds,
        feed_list=feed_list_url(config),
        logo=static_url(config.logo, config) if config.logo else "",
        publisher=_publisher(config),
        look=config.look,
        search=config.search != "none",
        share=config.reading.share,
        saved=config.reading.saved,
        display=config.reading.display,
        offline=config.offline,
        dates=DateStyle(digits=config.digits, calendar=config.calendar),
        extra=config.extra,
        root=base_path(config),
        edition=config.edition,
        editions=_edition_links([each.config for each in editions]),
    )


def _edition_links(configs: Sequence[Config]) -> tuple[EditionLink, ...]:
    """The links between several editions."""
    if len(configs) < 2:
        return ()
    langs = [config.lang for config in configs]
    return tuple(
        EditionLink(
            slug=config.edition,
            title=config.title,
            url=home_url(config),
            lang=config.lang,
            dir=direction(config.lang),
            is_only=langs.count(config.lang) == 1,
        )
        for config in configs
    )


def _publisher(config: Config) -> Publisher:
    settings = config.publisher
    policies = msgspec.structs.asdict(settings.policies)
    return Publisher(
        name=settings.name,
        alternate_name=settings.alternate_name,
        legal_name=settings.legal_name,
        email=settings.email,
        telephone=settings.telephone,
        address=settings.address,
        founded=settings.founded,
        same_as=settings.same_as,
        license=site_url(settings.license, config),
        acquire_license=site_url(settings.acquire_license, config),
        policies={name: site_url(page, config) for name, page in policies.items() if page},
    )


def _plain_words(words: Labels, above: str = "") -> Iterator[tuple[str, str]]:
    for name, word in words.items():
        if isinstance(word, Mapping):
            yield from _plain_words(word, f"{above}{name}.")
        elif type(word) is str:
            yield above + name, word


def _plain(taxonomy: Taxonomy, name: str, config: Config) -> Link:
    """The link of a plain term."""
    return Link(title=name, url=term_url(taxonomy, term_slug(name, config.lang), config))


def _unplain(
    taxonomy: Taxonomy, names: Iterable[str], terms: Mapping[str, Term], config: Config
) -> dict[str, Link]:
    """The names, in their order, whose terms are spelt differently."""
    links = {name: terms[term_slug(name, config.lang)].link for name in sorted(names)}
    return {n: link for n, link in links.items() if link != _plain(taxonomy, n, config)}


def _plain_author(name: str, config: Config) -> Author:
    link = _plain("authors", name, config)
    return Author(slug=term_slug(name, config.lang), name=name, url=link.url)


def _authors(site: Site, config: Config) -> dict[str, Author]:
    authors: dict[str, Author] = {}
    for name in sorted(site.author_slugs):
        slug = site.author_slugs[name]
        author = _author(name, slug, site.authors[slug], site.profiles.get(slug), config)
        if author != _plain_author(name, config):
            authors[name] = author
    return authors


def _author(
    name: str, slug: str, term: Term, profile: AuthorProfile | None, config: Config
) -> Author:
    """The author of a byline: as it is written, unless there is a profile."""
    if profile is None:
        return Author(slug=slug, name=name, url=term.link.url)
    return Author(
        slug=slug,
        name=profile.name,
        url=term.link.url,
        role=profile.role,
        email=profile.email,
        picture=picture_of(profile, config),
        links=tuple(Link(title=label, url=url) for label, url in profile.links.items()),
        bio=profile.bio,
        is_agency=profile.agency,
    )
