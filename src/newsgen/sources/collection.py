"""What the sources of a site hold: put together from what was read and what is remembered."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.cache import BuildCache
from newsgen.models import Article, AuthorProfile, Model, Source, StandingPage

Loaded = TypeVar("Loaded", Article, StandingPage, AuthorProfile)


class SourceCollection(Model, frozen=True):
    """What some sources hold, in the order of their paths."""

    articles: tuple[Article, ...] = ()
    pages: tuple[StandingPage, ...] = ()
    authors: tuple[AuthorProfile, ...] = ()
    media: tuple[str, ...] = ()
    """Paths of the files that are copied, not read."""
    failed: tuple[str, ...] = ()
    """Paths of the sources that hold errors."""
    diagnostics: tuple[Diagnostic, ...] = ()


def changed_sources(sources: Sequence[Source], build_cache: BuildCache) -> list[Source]:
    """The sources that must be opened, as the record cannot tell without what they hold."""
    seen = build_cache.sources
    return [
        source
        for source in sources
        if source.kind != "media"
        and ((seen_file := seen.get(source.path)) is None or seen_file.stamp != source.stamp)
    ]


def merge_collections(
    sources: Sequence[Source], collections: Sequence[SourceCollection], build_cache: BuildCache
) -> SourceCollection:
    """What all the sources hold: as it was read just now, else as the record has it.

    What is the same as in the record is the same value.
    """
    media = tuple([source.path for source in sources if source.kind == "media"])
    failed = {path for collection in collections for path in collection.failed}
    read = {path for collection in collections for path in digests(collection)}
    kept = {source.path for source in sources if source.kind != "media"} - read - failed
    return SourceCollection(
        articles=_merge(
            [collection.articles for collection in collections], build_cache.articles, kept
        ),
        pages=_merge([collection.pages for collection in collections], build_cache.pages, kept),
        authors=_merge(
            [collection.authors for collection in collections], build_cache.authors, kept
        ),
        media=media,
        failed=tuple(sorted(failed)),
        diagnostics=(
            *(problem for collection in collections for problem in collection.diagnostics),
            *(warning for warning in build_cache.warnings if warning.path in kept),
        ),
    )


def digests(holding: SourceCollection | BuildCache) -> dict[str, str]:
    """The digests of the sources of which it tells what they hold, by path."""
    kinds = (holding.articles, holding.pages, holding.authors)
    every: Iterable[Article | StandingPage | AuthorProfile] = chain(*kinds)
    return {source.path: source.digest for source in every}


def _merge(
    fresh: Sequence[tuple[Loaded, ...]], old: tuple[Loaded, ...], kept: AbstractSet[str]
) -> tuple[Loaded, ...]:
    """The fresh ones and those of the old whose paths are kept, in the order of their paths."""
    merged = [source for source in old if source.path in kept]
    if len(merged) == len(old) and not any(fresh):
        return old
    merged.extend(chain.from_iterable(fresh))
    return tuple(sorted(merged, key=attrgetter("path")))
