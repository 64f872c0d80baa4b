"""Makes a site of all articles and one moment: order, sections, tags, authors, permalinks.

Articles outside the scope of the build are left out here and nowhere else: for a published site,
drafts and scheduled and expired stories. No later phase can reach them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from newsgen.config import Config, SectionSettings
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
from newsgen.site.file_names import find_same_names, name_related
from newsgen.site.fronts import ArrangedFront, Stories, arrange, find_front_problems
from newsgen.site.moments import mark_progress, next_due, recent, status_at, valid_until
from newsgen.site.related import OlderRelated, find_older_related, relate
from newsgen.site.source_suggestions import SourceSuggestions
from newsgen.sources.collection import SourceCollection
from newsgen.text import term_slug
from newsgen.urls import Taxonomy, feed_links, page_url, permalinks, section_url, term_url


class Term(Model, frozen=True):
    """A tag, an author or a series, with its articles."""

    link: Link
    articles: tuple[Article, ...]
    """Newest first."""


class Site(Model, frozen=True):
    """Everything that is live, in order, with its URL."""

    articles: tuple[Article, ...]
    """Newest first; articles of the same moment in the order of their URLs."""
    pages: tuple[StandingPage, ...]
    sections: Mapping[str, Section]
    """By slug, in the order of the configuration."""
    by_section: Mapping[str, tuple[Article, ...]]
    """A story of several sections is in each of them."""
    tags: Mapping[str, Term]
    authors: Mapping[str, Term]
    series: Mapping[str, Term]
    profiles: Mapping[str, AuthorProfile]
    """By slug of the author."""
    author_slugs: Mapping[str, str]
    """The slug of the author for each name in a byline, as written."""
    urls: Mapping[str, str]
    """The URL of each live article or page, by source path."""
    unavailable: Mapping[str, UnavailableLink]
    """Why an article is left out, by source path."""
    suggestions: SourceSuggestions
    """Suggestions for links to sources that do not exist."""
    related: Mapping[str, tuple[Article, ...]]
    """Related articles, by the path of an article."""
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
    fronts: Mapping[str, ArrangedFront]
    """What editors want of the home page and of the fronts of sections, by slug of the section."""
    breaking: Article | None
    """The newest story that fronts have a bar for at this moment."""
    corrected: tuple[Article, ...]
    """The stories that have corrections."""
    news: tuple[Article, ...]
    """The stories of the last two days, newest first, which news search lists."""
    valid_until: datetime | None
    """When the site changes by itself: a story opens, expires, ends, or is no longer news, or what
    an editor put onto a front ends."""
    next_due: datetime | None
    """The next moment when a story appears, expires, ends, or loses its place on a front."""


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
    profiles = {profile.slug: profile for profile in collection.authors}
    author_slugs = _author_slugs(live, collection.authors, config.lang)
    names = {profile.slug: profile.name for profile in collection.authors}
    tag_slugs = {tag: term_slug(tag, config.lang) for tag in {tag for a in live for tag in a.tags}}
    series_slugs = {name: term_slug(name, config.lang) for name in {a.series for a in live}}
    news = tuple([a for a in recent(live, now) if a.is_news])
    older_related = find_older_related(live[::-1], config.related, earlier)
    refused_media = _refused_media(collection.media, config)
    unavailable = {} if scope == "everything" else _unavailable_links(by_status)
    suggestions = SourceSuggestions(collection)
    stories = _stories(collection, live, unavailable, suggestions, same_names)
    site = Site(
        articles=tuple(live),
        pages=collection.pages,
        sections=_sections(live, config),
        by_section=_group(live),
        tags=_terms("tags", live, tag_slugs, {}, config),
        authors=_terms("authors", live, author_slugs, names, config),
        series=_terms("series", live, series_slugs, {}, config),
        profiles=profiles,
        author_slugs=author_slugs,
        urls=_live_urls(live, urls)
        | {page.path: page_url(page.slug, config) for page in collection.pages},
        unavailable=unavailable,
        suggestions=suggestions,
        related=relate(older_related, config.related),
        older_related=older_related,
        media=frozenset(collection.media).difference(refused_media),
        refused_media=refused_media,
        comments=find_comments(collection),
        pictures=collection.pictures,
        same_names=same_names,
        failed=frozenset(collection.failed),
        counts={status: len(articles) for status, articles in by_status.items()},
        fronts={front.section: arrange(front, stories, now) for front in collection.fronts},
        breaking=next((a for a in live if a.breaking_until and a.breaking_until > now), None),
        corrected=tuple([a for a in live if a.corrections]),
        news=news,
        valid_until=valid_until(by_status, news, collection.fronts, now),
        next_due=next_due(by_status, collection.fronts, now),
    )
    slugs = {"tags": tag_slugs, "authors": author_slugs, "series": series_slugs}
    problems = (
        *_find_conflicts(collection, upcoming, urls),
        *future_updates(by_status["live"], now),
        *same_terms(live, slugs),
        *_find_front_problems(collection, site, stories, config),
    )
    return site, problems


def _stories(
    collection: SourceCollection,
    live: Sequence[Article],
    unavailable: Mapping[str, UnavailableLink],
    suggestions: SourceSuggestions,
    same_names: Mapping[str, str],
) -> Stories:
    """The stories that fronts may name; without fronts nobody looks for one."""
    return Stories(
        live={article.path: article for article in live} if collection.fronts else {},
        unavailable=unavailable,
        failed=frozenset(collection.failed),
        same_names=same_names,
        suggestions=suggestions,
    )


def _find_conflicts(
    collection: SourceCollection, upcoming: Sequence[Article], urls: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Reports conflicts between the sources."""
    yield from same_url(upcoming, urls)
    yield from same_guid(upcoming)
    yield from same_author(collection.authors)
    yield from missing_related(collection)
    yield from lost_comments(collection)


def _find_front_problems(
    collection: SourceCollection, site: Site, stories: Stories, config: Config
) -> Iterator[Diagnostic]:
    in_use = {"section": site.sections, "tag": site.tags, "series": site.series}
    for front in collection.fronts:
        yield from find_front_problems(front, stories, in_use, config.lang)


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
