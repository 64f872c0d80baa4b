"""The only reader of ``content/``: bytes become articles, standing pages and author profiles."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from newsgen import frontmatter
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.frontmatter import ArticleFields, AuthorFields, PageFields
from newsgen.models import Article, AuthorProfile, Model, Source, StandingPage
from newsgen.record import Record
from newsgen.resolution import resolve_article, resolve_author, resolve_page

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


def load(root: Path, config: Config, known: Mapping[str, str], sources: Sequence[Source]) -> Stock:
    """Read the sources. One that holds errors is left out and its problems are told.

    ``known`` are the digests of the sources of which a record tells what they hold: one that has
    the same bytes still is not read any further, and is left out too.
    """
    articles: list[Article] = []
    pages: list[StandingPage] = []
    authors: list[AuthorProfile] = []
    failed: list[str] = []
    diagnostics: list[Diagnostic] = []
    for source in sources:
        try:
            content = _read(root, source.path)
            digest = digest_bytes(content)
            if known.get(source.path) == digest:
                continue
            if source.kind == "article":
                article, noted = _load_article(content, source.path, digest, config)
                articles.append(article)
            elif source.kind == "page":
                page, noted = _load_page(content, source.path, digest, config)
                pages.append(page)
            else:
                author, noted = _load_author(content, source.path, digest)
                authors.append(author)
            diagnostics.extend(noted)
        except Problems as problems:
            failed.append(source.path)
            diagnostics.extend(problems.diagnostics)
    return Stock(
        articles=tuple(articles),
        pages=tuple(pages),
        authors=tuple(authors),
        failed=tuple(failed),
        diagnostics=tuple(diagnostics),
    )


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


def read_body(root: Path, path: str, digest: str) -> tuple[str, int]:
    """The Markdown of a source and the line that it starts on.

    Raises Problems when the file is no longer the one with that digest.
    """
    content = _read(root, path)
    if digest_bytes(content) != digest:
        message = "the file changed during the build"
        raise Problems.of("changed-meanwhile", message, path=path, hint="build again")
    parts = frontmatter.split(frontmatter.decode(content, path), path)
    return parts.body, parts.body_line


def pinpoint(root: Path, diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics with line, column and excerpt where so far only a key was known."""
    return tuple(_pinpoint(root, diagnostic) for diagnostic in diagnostics)


def _load_article(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[Article, tuple[Diagnostic, ...]]:
    fields, parts, noted = frontmatter.read(ArticleFields, content, path)
    if fields is None:
        raise Problems(*noted)
    article, faults = resolve_article(fields, parts.body, path, digest, config)
    if article is None:
        raise Problems(*noted, *faults)
    return article, (*noted, *faults)


def _load_page(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[StandingPage, tuple[Diagnostic, ...]]:
    fields, parts, noted = frontmatter.read(PageFields, content, path)
    if fields is None:
        raise Problems(*noted)
    page, faults = resolve_page(fields, parts.body, path, digest, config)
    if page is None:
        raise Problems(*noted, *faults)
    return page, (*noted, *faults)


def _load_author(
    content: bytes, path: str, digest: str
) -> tuple[AuthorProfile, tuple[Diagnostic, ...]]:
    fields, parts, noted = frontmatter.read(AuthorFields, content, path)
    if fields is None:
        raise Problems(*noted)
    author, faults = resolve_author(fields, parts.body, path, digest)
    if author is None:
        raise Problems(*noted, *faults)
    return author, (*noted, *faults)


def _read(root: Path, path: str) -> bytes:
    try:
        with open(f"{root}/{path}", "rb") as file:  # noqa: PTH123 - ten thousand times a build
            return file.read()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"the file cannot be read: {reason}"
        raise Problems.of("unreadable", message, path=path, hint="check its permissions") from error


def _pinpoint(root: Path, diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.line or not diagnostic.key:
        return diagnostic
    try:
        text = frontmatter.decode(_read(root, diagnostic.path), diagnostic.path)
    except Problems:
        return diagnostic
    return frontmatter.complete(diagnostic, text)
