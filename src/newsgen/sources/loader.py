"""Reads the files of ``content/``: bytes become articles, pages, profiles, fronts, comments."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from newsgen import frontmatter
from newsgen.config import Config, edition_configs, edition_of
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes, digest_source
from newsgen.files import walker
from newsgen.frontmatter import ArticleFields, AuthorFields, CommentsFields, FrontFields, PageFields
from newsgen.frontmatter.parts import printable_line
from newsgen.markdown import TooSlowError, remove_comments
from newsgen.models import (
    Article,
    AuthorProfile,
    Comment,
    CommentFile,
    FileView,
    Front,
    Model,
    Source,
    StandingPage,
)
from newsgen.pictures.metadata import strip
from newsgen.sources.collection import SourceCollection
from newsgen.sources.resolve import resolve_article, resolve_author, resolve_page
from newsgen.sources.resolve_comments import explain_private, resolve_comments
from newsgen.sources.resolve_fronts import resolve_front

Fields = TypeVar("Fields", bound=Model)
Resolved = TypeVar("Resolved", bound=Model)


def load(
    root: Path, config: Config, known: Mapping[str, str], sources: Sequence[Source]
) -> SourceCollection:
    """Read and parse the sources; a source with errors is left out and its problems are reported.

    ``known`` gives the digests of the sources in the build cache: a source whose digest is still
    the same is not parsed, and is left out too.
    """
    configs = edition_configs(config)
    articles: list[Article] = []
    pages: list[StandingPage] = []
    authors: list[AuthorProfile] = []
    fronts: list[Front] = []
    comments: list[CommentFile] = []
    failed: list[str] = []
    diagnostics: list[Diagnostic] = []
    for source in sources:
        try:
            content = _read(root, source.path)
            digest = digest_source(source.path, content)
            if known.get(source.path) == digest:
                continue
            own = configs[edition_of(source.path, config)]
            if source.kind == "article":
                article, problems = _load_article(content, source.path, digest, own)
                articles.append(article)
            elif source.kind == "page":
                page, problems = _load_page(content, source.path, digest, own)
                pages.append(page)
            elif source.kind == "front":
                front, problems = _load_front(content, source.path, digest, own)
                fronts.append(front)
            elif source.kind == "comments":
                found, problems = _load_comments(content, source.path, digest, config)
                comments.append(found)
            else:
                author, problems = _load_author(content, source.path, digest, own)
                authors.append(author)
            diagnostics.extend(problems)
        except Problems as errors:
            failed.append(source.path)
            diagnostics.extend(errors.diagnostics)
    return SourceCollection(
        articles=tuple(articles),
        pages=tuple(pages),
        authors=tuple(authors),
        fronts=tuple(fronts),
        comments=tuple(comments),
        failed=tuple(failed),
        diagnostics=tuple(diagnostics),
    )


def read_article(
    content: bytes, path: str, config: Config
) -> tuple[Article, tuple[Diagnostic, ...]]:
    """The story that the file at that path would be with these bytes, and its warnings.

    Raises Problems if it has errors.
    """
    own = edition_configs(config)[edition_of(path, config)]
    return _load_article(content, path, digest_source(path, content), own)


def read_body(root: Path, path: str, digest: str) -> tuple[str, int]:
    """The Markdown body of a source and the number of its first line.

    Raises Problems if the file cannot be read or no longer has this digest.
    """
    content = _read(root, path)
    if digest_source(path, content) != digest:
        raise _changed(path)
    parts = frontmatter.split(frontmatter.decode(content, path), path)
    body, _ = remove_comments(parts.body)
    return body, parts.body_line


def read_comments(root: Path, file: CommentFile, config: Config) -> tuple[Comment, ...]:
    """The comments in a file.

    Raises Problems if it cannot be read or no longer has the digest that it had.
    """
    content = _read(root, file.path)
    if digest_source(file.path, content) != file.digest:
        raise _changed(file.path)
    comments, _ = _parse_comments(content, file.path, config)
    return comments


def read_copy(view: FileView, path: str) -> bytes:
    """The bytes of a file that is copied to the output; ``path`` is its name in messages.

    A picture or a film loses its metadata. Raises Problems if the file cannot be read or no longer
    has the digest of the view.
    """
    content = walker.read(view.file, path, walker.MAX_COPY)
    if digest_bytes(content) != view.digest:
        raise _changed(path)
    return strip(content) if view.is_stripped else content


def pinpoint(root: Path, diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics, in their order; those with only a key get a line, a column and an excerpt.

    Each file is read and parsed once.
    """
    completed = list(diagnostics)
    by_path: dict[str, list[int]] = defaultdict(list)
    for index, diagnostic in enumerate(diagnostics):
        if diagnostic.key and not diagnostic.line:
            by_path[diagnostic.path].append(index)
    for path, indexes in by_path.items():
        located = _pinpoint_in_file(root, path, [diagnostics[index] for index in indexes])
        for index, diagnostic in zip(indexes, located, strict=True):
            completed[index] = diagnostic
    return tuple(completed)


def _load_article(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[Article, tuple[Diagnostic, ...]]:
    resolve = partial(resolve_article, path=path, digest=digest, config=config)
    return _parse(ArticleFields, resolve, content, path)


def _load_page(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[StandingPage, tuple[Diagnostic, ...]]:
    resolve = partial(resolve_page, path=path, digest=digest, config=config)
    return _parse(PageFields, resolve, content, path)


def _load_author(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[AuthorProfile, tuple[Diagnostic, ...]]:
    resolve = partial(resolve_author, path=path, digest=digest, config=config)
    return _parse(AuthorFields, resolve, content, path)


def _load_front(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[Front, tuple[Diagnostic, ...]]:
    fields, _, problems = frontmatter.read_plain(FrontFields, content, path)
    if fields is None:
        raise Problems(*problems)
    front, more = resolve_front(fields, path, digest, config)
    if front is None:
        raise Problems(*problems, *more)
    return front, (*problems, *more)


def _load_comments(
    content: bytes, path: str, digest: str, config: Config
) -> tuple[CommentFile, tuple[Diagnostic, ...]]:
    comments, problems = _parse_comments(content, path, config)
    return CommentFile(path=path, digest=digest, count=len(comments)), problems


def _parse_comments(
    content: bytes, path: str, config: Config
) -> tuple[tuple[Comment, ...], tuple[Diagnostic, ...]]:
    fields, _, problems = frontmatter.read_plain(CommentsFields, content, path, frontmatter.LARGE)
    if fields is None:
        raise Problems(*map(explain_private, problems))
    comments, more = resolve_comments(fields, path, config)
    if comments is None:
        raise Problems(*problems, *more)
    return comments, (*problems, *more)


def _parse(
    model: type[Fields],
    resolve: Callable[[Fields, str], tuple[Resolved | None, tuple[Diagnostic, ...]]],
    content: bytes,
    path: str,
) -> tuple[Resolved, tuple[Diagnostic, ...]]:
    """The value made from front matter and body, and its warnings. Raises Problems."""
    fields, parts, problems = frontmatter.read(model, content, path)
    if fields is None:
        raise Problems(*problems)
    body, unclosed = remove_comments(parts.body)
    if unclosed >= 0:
        raise Problems(*problems, _unclosed_comment(path, parts, unclosed))
    with _time_limit_reported(path, parts.body_line):
        resolved, more = resolve(fields, body)
    if resolved is None:
        raise Problems(*problems, *more)
    return resolved, (*problems, *more)


def _unclosed_comment(path: str, parts: frontmatter.Parts, number: int) -> Diagnostic:
    line = parts.body.split("\n", number + 1)[number]
    return Diagnostic(
        code="unclosed-comment",
        message="this comment has no end: the rest of the text would be lost",
        path=path,
        line=parts.body_line + number,
        column=line.find("<!--") + 1,
        hint="write `-->` where the comment ends",
        excerpt=printable_line(line),
    )


def _changed(path: str) -> Problems:
    message = "the file changed during the build"
    return Problems.of("changed-meanwhile", message, path=path, hint="build again")


@contextmanager
def _time_limit_reported(path: str, first_line: int) -> Iterator[None]:
    """Report a body that takes too long to parse as a problem of its file."""
    try:
        yield
    except TooSlowError as error:
        raise Problems(error.diagnostic(path, first_line)) from None


def _read(root: Path, path: str) -> bytes:
    return walker.read_source(root, path, frontmatter.MAX_BYTES)


def _pinpoint_in_file(
    root: Path, path: str, diagnostics: Sequence[Diagnostic]
) -> Sequence[Diagnostic]:
    """``pinpoint`` for the diagnostics of one file; unchanged if the file cannot be read now."""
    try:
        text = frontmatter.decode(_read(root, path), path)
    except Problems:
        return diagnostics
    return frontmatter.add_locations(diagnostics, text)
