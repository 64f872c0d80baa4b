"""Divides the sources of a paper by edition, and the related articles of an earlier build."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from newsgen.config import Config, edition_configs, edition_of
from newsgen.models import Article, AuthorProfile, Front, Model, StandingPage
from newsgen.site.related import OlderRelated
from newsgen.sources.collection import SourceCollection


class _HasPath(Protocol):
    @property
    def path(self) -> str: ...


Source = TypeVar("Source", bound=_HasPath)


class EditionSources(Model, frozen=True):
    """The sources of one edition."""

    config: Config
    """Its settings."""
    live: Sequence[Article]
    """Its live articles, newest first."""
    pages: tuple[StandingPage, ...]
    fronts: tuple[Front, ...]
    own_authors: tuple[AuthorProfile, ...]
    """The profiles in its own folder."""
    authors: tuple[AuthorProfile, ...]
    """These, and the profiles of the main edition that it does not replace by its own."""


def divide(
    collection: SourceCollection, live: Sequence[Article], config: Config
) -> tuple[EditionSources, ...]:
    """The sources of each edition, the main one first; ``live`` are those of all editions."""
    articles = _by_edition(live, config)
    pages = _by_edition(collection.pages, config)
    fronts = _by_edition(collection.fronts, config)
    authors = _by_edition(collection.authors, config)
    main = authors.get("", ())
    return tuple(
        EditionSources(
            config=settings,
            live=articles.get(name, ()),
            pages=tuple(pages.get(name, ())),
            fronts=tuple(fronts.get(name, ())),
            own_authors=tuple(authors.get(name, ())),
            authors=_with_own(main, authors.get(name, ())) if name else tuple(main),
        )
        for name, settings in edition_configs(config).items()
    )


def divide_related(whole: OlderRelated, config: Config) -> Mapping[str, OlderRelated]:
    """What ``join_related`` joined, by edition: the articles of each edition are side by side."""
    if not config.editions:
        return {"": whole}
    parts: dict[str, OlderRelated] = {}
    start = 0
    for name, articles in _by_edition(whole.articles, config).items():
        found = whole.found[start : start + len(articles)]
        parts[name] = OlderRelated(articles=tuple(articles), found=_moved(found, -start))
        start += len(articles)
    return parts


def join_related(parts: Sequence[OlderRelated]) -> OlderRelated:
    """The related articles of all editions as one sequence, for the build cache."""
    if len(parts) == 1:
        return parts[0]
    articles: list[Article] = []
    found: list[tuple[int, ...]] = []
    for part in parts:
        found += _moved(part.found, len(articles))
        articles += part.articles
    return OlderRelated(articles=tuple(articles), found=tuple(found))


def _by_edition(sources: Sequence[Source], config: Config) -> Mapping[str, Sequence[Source]]:
    if not config.editions:
        return {"": sources}
    parts: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        parts[edition_of(source.path, config)].append(source)
    return parts


def _with_own(
    main: Iterable[AuthorProfile], own: Iterable[AuthorProfile]
) -> tuple[AuthorProfile, ...]:
    replaced = {profile.slug for profile in own}
    return (*(profile for profile in main if profile.slug not in replaced), *own)


def _moved(found: Sequence[tuple[int, ...]], by: int) -> tuple[tuple[int, ...], ...]:
    return tuple(found) if not by else tuple([tuple([n + by for n in each]) for each in found])
