"""What the sources of a site hold: put together from what was read and what is remembered."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.cache import Record
from newsgen.models import Article, AuthorProfile, Model, Source, StandingPage

Loaded = TypeVar("Loaded", Article, StandingPage, AuthorProfile)


class Stock(Model, frozen=True):
    """What some sources hold, in the order of their paths."""

    articles: tuple[Article, ...] = ()
    pages: tuple[StandingPage, ...] = ()
    authors: tuple[AuthorProfile, ...] = ()
    media: tuple[str, ...] = ()
    """Paths of the files that are copied, not read."""
    failed: tuple[str, ...] = ()
    """Paths of the sources that hold errors."""
    diagnostics: tuple[Diagnostic, ...] = ()


def doubtful(sources: Sequence[Source], record: Record) -> list[Source]:
    """The sources that must be opened, as the record cannot tell without what they hold."""
    seen = record.sources
    return [
        source
        for source in sources
        if source.kind != "media"
        and ((sight := seen.get(source.path)) is None or sight.stamp != source.stamp)
    ]


def gather(sources: Sequence[Source], stocks: Sequence[Stock], record: Record) -> Stock:
    """What all the sources hold: as it was read just now, else as the record has it.

    What is the same as in the record is the same value.
    """
    media = tuple([source.path for source in sources if source.kind == "media"])
    failed = {path for stock in stocks for path in stock.failed}
    read = {path for stock in stocks for path in digests(stock)}
    kept = {source.path for source in sources if source.kind != "media"} - read - failed
    return Stock(
        articles=_merge([stock.articles for stock in stocks], record.articles, kept),
        pages=_merge([stock.pages for stock in stocks], record.pages, kept),
        authors=_merge([stock.authors for stock in stocks], record.authors, kept),
        media=media,
        failed=tuple(sorted(failed)),
        diagnostics=(
            *(problem for stock in stocks for problem in stock.diagnostics),
            *(warning for warning in record.warnings if warning.path in kept),
        ),
    )


def digests(holding: Stock | Record) -> dict[str, str]:
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
