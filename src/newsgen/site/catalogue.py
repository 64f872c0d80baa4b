"""Makes a site of all articles and one moment: order, sections, tags, authors, permalinks.

Articles outside the scope of the build are left out here and nowhere else: for a published site,
drafts and scheduled and expired stories. No later phase can reach them. Each edition is made of its
own sources alone; addresses and links are those of the whole paper.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from msgspec.structs import replace

from newsgen.config import Config, SectionSettings, edition_of
from newsgen.diagnostics import Diagnostic
from newsgen.files.media_types import type_fault
from newsgen.models import (
    Article,
    AuthorProfile,
    CommentFile,
    Link,
    Model,
    PictureFile,
    Scope,
    Section,
    StandingPage,
    Status,
    Translation,
    UnavailableLink,
)
from newsgen.site.cards import front_card
from newsgen.site.comments import find_comments, lost_comments
from newsgen.site.conflicts import (
    future_updates,
    missing_related,
    same_author,
    same_guid,
    same_terms,
    same_url,
)
from newsgen.site.editions import EditionSources, divide, divide_related, join_related
from newsgen.site.file_names import find_same_names, name_related
from newsgen.site.fronts import ArrangedFront, Stories, arrange, find_front_problems
from newsgen.site.moments import mark_progress, next_due, recent, status_at, valid_until
from newsgen.site.related import OlderRelated, find_older_related, relate
from newsgen.site.source_suggestions import SourceSuggestions
from newsgen.site.translations import (
    Translations,
    translate_pages,
    translate_stories,
    translation_of,
)
from newsgen.sources.collection import SourceCollection
from newsgen.text import term_slug
from newsgen.urls import (
    Taxonomy,
    edition_path,
    feed_links,
    home_url,
    page_url,
    permalinks,
    section_url,
    term_url,
)


class Term(Model, frozen=True):
    """A tag, an author or a series, with its articles."""

    link: Link
    articles: tuple[Article, ...]
    """Newest first."""


class Site(Model, frozen=True, kw_only=True):
    """Everything of an edition that is live, in order; and what all editions have in common.

    The main edition names the others. A paper without editions is its main edition.
    """

    config: Config
    """The settings of the edition."""
    articles: tuple[Article, ...] = ()
    """Newest first; articles of the same moment in the order of their URLs."""
    pages: tuple[StandingPage, ...] = ()
    sections: Mapping[str, Section] = {}
    """By slug, in the order of the configuration."""
    by_section: Mapping[str, tuple[Article, ...]] = {}
    """A story of several sections is in each of them."""
    tags: Mapping[str, Term] = {}
    authors: Mapping[str, Term] = {}
    series: Mapping[str, Term] = {}
    profiles: Mapping[str, AuthorProfile] = {}
    """By slug of the author."""
    author_slugs: Mapping[str, str] = {}
    """The slug of the author for each name in a byline, as written."""
    related: Mapping[str, tuple[Article, ...]] = {}
    """Related articles, by the path of an article."""
    fronts: Mapping[str, ArrangedFront] = {}
    """What editors want of the home page and of the fronts of sections, by slug of the section."""
    breaking: Article | None = None
    """The newest story that fronts have a bar for at this moment."""
    corrected: tuple[Article, ...] = ()
    """The stories that have corrections."""
    news: tuple[Article, ...] = ()
    """The stories of the last two days, newest first, which news search lists."""
    others: tuple["Site", ...] = ()
    """The other editions, in the order of the configuration; only the main one names them."""

    # What all editions have in common.

    urls: Mapping[str, str]
    """The URL of each live article or page, by source path."""
    unavailable: Mapping[str, UnavailableLink]
    """Why an article is left out, by source path."""
    suggestions: SourceSuggestions
    """Suggestions for links to sources that do not exist."""
    translations: Translations
    """Pages that show the same in several languages, by URL."""
    older_related: OlderRelated
    """The older related articles, for the next build."""
    media: frozenset[str]
    """Paths of the media files that may be published."""
    refused_media: Mapping[str, str]
    """Why a media file is not published, by path."""
    comments: Mapping[str, CommentFile]
    """The file with the comments of a story, by the path of the story."""
    pictures: Mapping[str, PictureFile]
    """The pictures in content/, by source path."""
    same_names: Mapping[str, str]
    """Paths of files that have letters beyond ASCII, by the path in Unicode form NFC."""
    failed: frozenset[str]
    """Paths of sources with errors; links to them are not reported."""
    counts: Mapping[Status, int]
    valid_until: datetime | None
    """When the site changes by itself: a story opens, expires, ends, or is no longer news, or what
    an editor put onto a front ends."""
    next_due: datetime | None
    """The next moment when a story appears, expires, ends, or loses its place on a front."""

    @property
    def editions(self) -> tuple["Site", ...]:
        """All editions, the main one first."""
        return (self, *self.others)


def catalogue(
    collection: SourceCollection,
    config: Config,
    now: datetime,
    earlier: OlderRelated,
    scope: Scope = "published",
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Make the site as it is at that moment, and report conflicts between its sources.

    ``earlier`` has the related articles found by an earlier build.
    """
    same_names = find_same_names(collection)
    collection = name_related(collection, same_names)
    by_status: dict[Status, list[Article]] = defaultdict(list)
    articles = [mark_progress(article, now) for article in collection.articles]
    for article in articles:
        by_status[status_at(article, now, drafts=scope == "drafts")].append(article)
    shown: Sequence[Article] = by_status["live"]
    upcoming: Sequence[Article] = [*by_status["live"], *by_status["scheduled"]]
    if scope == "everything":
        shown = upcoming = articles
    urls = permalinks(upcoming, config)
    live = sorted(shown, key=lambda a: (-a.date.timestamp(), a.url_path))
    parts = divide(collection, live, config)
    related = _relate(parts, earlier, config)
    translations, mistranslated = translate_stories(collection, live, config)
    refused_media = _refused_media(collection.media, config)
    whole = Site(
        config=config,
        urls=_live_urls(live, urls) | _page_urls(parts),
        unavailable={} if scope == "everything" else _unavailable_links(by_status),
        suggestions=SourceSuggestions(collection),
        translations=translations,
        older_related=join_related(related),
        media=frozenset(collection.media).difference(refused_media),
        refused_media=refused_media,
        comments=find_comments(collection),
        pictures=collection.pictures,
        same_names=same_names,
        failed=frozenset(collection.failed),
        counts={status: len(articles) for status, articles in by_status.items()},
        valid_until=valid_until(by_status, _news(live, now), collection.fronts, now),
        next_due=next_due(by_status, collection.fronts, now),
    )
    problems = [*_find_conflicts(collection, upcoming, urls, config), *mistranslated]
    problems += future_updates(by_status["live"], now)
    editions: list[Site] = []
    for part, older in zip(parts, related, strict=True):
        edition, found = _make_edition(part, whole, older, now)
        editions.append(edition)
        problems += found
    if len(editions) > 1:
        translations = {**translations, **translate_pages(_same_pages(editions))}
        editions = [replace(edition, translations=translations) for edition in editions]
    main, *others = editions
    return replace(main, others=tuple(others)), tuple(problems)


def _make_edition(
    part: EditionSources, whole: Site, older_related: OlderRelated, now: datetime
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """The edition, and the conflicts between its sources.

    ``whole`` has what all editions have in common.
    """
    config, live = part.config, part.live
    author_slugs = _author_slugs(live, part.authors, config.lang)
    names = {profile.slug: profile.name for profile in part.authors}
    tag_slugs = {tag: term_slug(tag, config.lang) for tag in {tag for a in live for tag in a.tags}}
    series_slugs = {name: term_slug(name, config.lang) for name in {a.series for a in live}}
    stories = _stories(part, whole)
    site = replace(
        whole,
        config=config,
        articles=tuple(live),
        pages=part.pages,
        sections=_sections(live, config),
        by_section=_group(live),
        tags=_terms("tags", live, tag_slugs, {}, config),
        authors=_terms("authors", live, author_slugs, names, config),
        series=_terms("series", live, series_slugs, {}, config),
        profiles={profile.slug: profile for profile in part.authors},
        author_slugs=author_slugs,
        related=relate(older_related, config.related),
        fronts={front.section: arrange(front, stories, now) for front in part.fronts},
        breaking=next((a for a in live if a.breaking_until and a.breaking_until > now), None),
        corrected=tuple([a for a in live if a.corrections]),
        news=_news(live, now),
    )
    slugs = {"tags": tag_slugs, "authors": author_slugs, "series": series_slugs}
    problems = (
        *same_author(part.own_authors),
        *same_terms(live, slugs, edition_path(config)),
        *_find_front_problems(part, site, stories),
    )
    return site, problems


def _relate(
    parts: Sequence[EditionSources], earlier: OlderRelated, config: Config
) -> tuple[OlderRelated, ...]:
    """The older related articles of each edition, found among its own articles."""
    known = divide_related(earlier, config)
    return tuple(
        find_older_related(
            part.live[::-1], config.related, known.get(part.config.edition, OlderRelated())
        )
        for part in parts
    )


def _same_pages(editions: Sequence[Site]) -> Iterator[Sequence[Translation]]:
    """The home pages, and the sections and standing pages with one slug in several editions."""
    groups: dict[tuple[str, str], list[Translation]] = defaultdict(list)
    for site in editions:
        name, lang = site.config.edition, site.config.lang
        groups["home", ""].append(translation_of(home_url(site.config), lang, name))
        for slug, section in site.sections.items():
            groups["section", slug].append(translation_of(section.url, section.lang, name))
        for page in site.pages:
            url = site.urls[page.path]
            groups["page", page.slug].append(translation_of(url, page.lang, name))
    yield from groups.values()


def _news(live: Sequence[Article], now: datetime) -> tuple[Article, ...]:
    return tuple([article for article in recent(live, now) if article.is_news])


def _page_urls(parts: Iterable[EditionSources]) -> dict[str, str]:
    return {page.path: page_url(page.slug, part.config) for part in parts for page in part.pages}


def _stories(part: EditionSources, whole: Site) -> Stories:
    """The stories that the fronts of an edition may name; without fronts nobody looks for one."""
    config, fronts = part.config, part.fronts
    other = [path for path in whole.urls if fronts and edition_of(path, config) != config.edition]
    return Stories(
        live={article.path: article for article in part.live} if fronts else {},
        elsewhere=frozenset(other),
        unavailable=whole.unavailable,
        failed=whole.failed,
        same_names=whole.same_names,
        suggestions=whole.suggestions,
    )


def _find_conflicts(
    collection: SourceCollection,
    upcoming: Sequence[Article],
    urls: Mapping[str, str],
    config: Config,
) -> Iterator[Diagnostic]:
    """Reports conflicts between the sources of all editions."""
    yield from same_url(upcoming, urls)
    yield from same_guid(upcoming)
    yield from missing_related(collection, config)
    yield from lost_comments(collection)


def _find_front_problems(
    part: EditionSources, site: Site, stories: Stories
) -> Iterator[Diagnostic]:
    in_use = {"section": site.sections, "tag": site.tags, "series": site.series}
    for front in part.fronts:
        yield from find_front_problems(front, stories, in_use, part.config.lang)


def _unavailable_links(
    by_status: Mapping[Status, Sequence[Article]],
) -> Mapping[str, UnavailableLink]:
    """Why each article that is not live is left out, by path."""
    drafts = {a.path: UnavailableLink(reason="draft") for a in by_status["draft"]}
    scheduled = {
        a.path: UnavailableLink(reason="scheduled", moment=a.date) for a in by_status["scheduled"]
    }
    expired = {
        a.path: UnavailableLink(reason="expired", moment=a.expires) for a in by_status["expired"]
    }
    return drafts | scheduled | expired


def _refused_media(media: Iterable[str], config: Config) -> Mapping[str, str]:
    """The media files that are not published, each with the reason."""
    faults = {path: type_fault(path, config.media_types) for path in media}
    return {path: fault for path, fault in faults.items() if fault}


def _live_urls(live: Sequence[Article], urls: dict[str, str]) -> dict[str, str]:
    """The URLs of the live articles."""
    if len(live) == len(urls):
        return urls
    return {article.path: urls[article.path] for article in live}


def _sections(articles: Iterable[Article], config: Config) -> Mapping[str, Section]:
    """The declared sections in their order, then sections that only articles name, by slug."""
    named = {slug for article in articles for slug in article.sections}
    slugs = [*config.sections, *sorted(named - config.sections.keys())]
    return {slug: _section(slug, config) for slug in slugs}


def _section(slug: str, config: Config) -> Section:
    settings = config.sections.get(slug, SectionSettings())
    url = section_url(slug, config)
    title = settings.title or slug.replace("-", " ").capitalize()
    return Section(
        slug=slug,
        title=title,
        card=front_card(slug, title, config),
        url=url,
        description=settings.description,
        lang=settings.lang or config.lang,
        feeds=feed_links(f"{config.title}: {title}", url, config),
    )


def _group(articles: Iterable[Article]) -> Mapping[str, tuple[Article, ...]]:
    groups: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        for slug in article.sections:
            groups[slug].append(article)
    return {slug: tuple(group) for slug, group in groups.items()}


def _terms(
    taxonomy: Taxonomy,
    articles: Sequence[Article],
    slugs: Mapping[str, str],
    titles: Mapping[str, str],
    config: Config,
) -> Mapping[str, Term]:
    """The terms of a taxonomy with their articles, sorted by slug.

    ``slugs`` maps each name as written to its slug. ``titles`` gives titles by slug; any other term
    is spelt as its oldest article spells it.
    """
    names_of = _NAMES[taxonomy]
    listed: dict[str, list[Article]] = defaultdict(list)
    spelt: dict[str, str] = {}
    for article in articles:
        for name in names_of(article):
            slug = slugs[name]
            spelt[slug] = name
            with_term = listed[slug]
            if not with_term or with_term[-1] is not article:
                with_term.append(article)
    return {
        slug: Term(
            link=Link(title=titles.get(slug, spelt[slug]), url=term_url(taxonomy, slug, config)),
            articles=tuple(listed[slug]),
        )
        for slug in sorted(listed)
    }


def _series_of(article: Article) -> Sequence[str]:
    return (article.series,) if article.series else ()


_NAMES: Mapping[Taxonomy, Callable[[Article], Sequence[str]]] = {
    "tags": attrgetter("tags"),
    "authors": attrgetter("authors"),
    "series": _series_of,
}
"""The names that an article gives for each taxonomy, as written."""


def _author_slugs(
    articles: Iterable[Article], profiles: Iterable[AuthorProfile], lang: str
) -> Mapping[str, str]:
    """For each name in a byline the slug of its profile, or a slug made from the name."""
    known = {profile.slug.casefold(): profile.slug for profile in profiles}
    known |= {profile.name.casefold(): profile.slug for profile in profiles}
    written = {name for article in articles for name in article.authors}
    return {name: known.get(name.casefold()) or term_slug(name, lang) for name in written}
