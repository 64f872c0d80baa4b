"""Bytes of ``content/`` become articles, standing pages and author profiles."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from newsgen import frontmatter
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes, digest_source
from newsgen.files import walker
from newsgen.frontmatter import ArticleFields, AuthorFields, PageFields
from newsgen.markdown import TooSlowError
from newsgen.models import Article, AuthorProfile, FileView, Source, StandingPage
from newsgen.sources.collection import SourceCollection
from newsgen.sources.resolve import resolve_article, resolve_author, resolve_page


def load(
    root: Path, config: Config, known: Mapping[str, str], sources: Sequence[Source]
) -> SourceCollection:
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
            digest = digest_source(source.path, content)
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
    return SourceCollection(
        articles=tuple(articles),
        pages=tuple(pages),
        authors=tuple(authors),
        failed=tuple(failed),
        diagnostics=tuple(diagnostics),
    )


def read_body(root: Path, path: str, digest: str) -> tuple[str, int]:
    """The Markdown of a source and the line that it starts on.

    Raises Problems when the file is no longer the one with that digest.
    """
    content = _read(root, path)
    if digest_source(path, content) != digest:
        raise _changed(path)
    parts = frontmatter.split(frontmatter.decode(content, path), path)
    return parts.body, parts.body_line


def read_copy(view: FileView, path: str) -> bytes:
    """The bytes of a file that is copied; messages speak of it by that path.

    Raises Problems when it cannot be read or is no longer the one with that digest.
    """
    content = walker.read(view.file, path, walker.MAX_COPY)
    if digest_bytes(content) != view.digest:
        raise _changed(path)
    return content


def pinpoint(root: Path, diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics with line, column and excerpt where so far only a key was known.

    In the order in which they came; each file is read and parsed once.
    """
    found = list(diagnostics)
    places: dict[str, list[int]] = defaultdict(list)
    for place, diagnostic in enumerate(diagnostics):
        if diagnostic.key and not diagnostic.line:
            places[diagnostic.path].append(place)
    for path, numbers in places.items():
        completed = _pinpoint(root, path, [found[number] for number in numbers])
        for number, diagnostic in zip(numbers, completed, strict=True):
            found[number] = diagnostic
    return tuple(found)


def _load_article(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[Article, tuple[Diagnostic, ...]]:
    fields, parts, noted = frontmatter.read(ArticleFields, content, path)
    if fields is None:
        raise Problems(*noted)
    with _in_time(path, parts.body_line):
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
    with _in_time(path, parts.body_line):
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
    with _in_time(path, parts.body_line):
        author, faults = resolve_author(fields, parts.body, path, digest)
    if author is None:
        raise Problems(*noted, *faults)
    return author, (*noted, *faults)


def _changed(path: str) -> Problems:
    message = "the file changed during the build"
    return Problems.of("changed-meanwhile", message, path=path, hint="build again")


@contextmanager
def _in_time(path: str, first_line: int) -> Iterator[None]:
    """A body that takes longer than it may is a problem of its file."""
    try:
        yield
    except TooSlowError as error:
        raise Problems(error.diagnostic(path, first_line)) from None


def _read(root: Path, path: str) -> bytes:
    return walker.read_source(root, path, frontmatter.MAX_BYTES)


def _pinpoint(root: Path, path: str, told: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """The same for the diagnostics of one file, which may be gone by now."""
    try:
        text = frontmatter.decode(_read(root, path), path)
    except Problems:
        return told
    return frontmatter.add_locations(told, text)
