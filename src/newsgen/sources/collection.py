"""The content of all sources: what this build read, merged with the build cache."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.cache import BuildCache
from newsgen.models import (
    Article,
    AuthorProfile,
    CommentFile,
    Front,
    Model,
    PictureFile,
    Source,
    StandingPage,
)

Parsed = Article | StandingPage | AuthorProfile | Front | CommentFile
"""What a file becomes that is read, and not only copied."""
Loaded = TypeVar("Loaded", Article, StandingPage, AuthorProfile, Front, CommentFile)


class SourceCollection(Model, frozen=True):
    """The content of some sources, in the order of their paths."""

    articles: tuple[Article, ...] = ()
    pages: tuple[StandingPage, ...] = ()
    authors: tuple[AuthorProfile, ...] = ()
    fronts: tuple[Front, ...] = ()
    comments: tuple[CommentFile, ...] = ()
    media: tuple[str, ...] = ()
    """Paths of the files that are copied without being parsed."""
    pictures: Mapping[str, PictureFile] = {}
    """What is known of those that are pictures, by path."""
    failed: tuple[str, ...] = ()
    """Paths of the sources that have errors."""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def parsed(self) -> Iterable[Parsed]:
        """Everything that files became."""
        return chain(self.articles, self.pages, self.authors, self.fronts, self.comments)


def changed_sources(sources: Sequence[Source], build_cache: BuildCache) -> list[Source]:
    """The sources that must be read: the build cache does not have them with this stamp."""
    cached = build_cache.sources
    return [
        source
        for source in sources
        if source.kind != "media"
        and ((entry := cached.get(source.path)) is None or entry.stamp != source.stamp)
    ]


def merge_collections(
    sources: Sequence[Source], collections: Sequence[SourceCollection], build_cache: BuildCache
) -> SourceCollection:
    """The content of all sources: of those just read from ``collections``, else from the cache.

    A tuple that is equal to the cached tuple is the cached object itself.
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
        fronts=_merge([collection.fronts for collection in collections], build_cache.fronts, kept),
        comments=_merge(
            [collection.comments for collection in collections], build_cache.comments, kept
        ),
        media=media,
        failed=tuple(sorted(failed)),
        diagnostics=(
            *(problem for collection in collections for problem in collection.diagnostics),
            *(warning for warning in build_cache.warnings if warning.path in kept),
        ),
    )


def digests(collection: SourceCollection | BuildCache) -> dict[str, str]:
    """The digests of the parsed sources in the collection or cache, by path."""
    return {source.path: source.source_digest for source in collection.parsed}


def _merge(
    fresh: Sequence[tuple[Loaded, ...]], old: tuple[Loaded, ...], kept: AbstractSet[str]
) -> tuple[Loaded, ...]:
    """All fresh values and the old values whose paths are in ``kept``, in the order of paths."""
    merged = [source for source in old if source.path in kept]
    if len(merged) == len(old) and not any(fresh):
        return old
    merged.extend(chain.from_iterable(fresh))
    return tuple(sorted(merged, key=attrgetter("path")))
