"""Finds the story to which a file of comments belongs: the one beside it with the same name."""

from collections.abc import Iterator, Mapping
from itertools import chain
from unicodedata import normalize

from newsgen.diagnostics import Diagnostic
from newsgen.files.names import COMMENTS, MARKDOWN
from newsgen.models import CommentFile
from newsgen.sources.collection import SourceCollection


def find_comments(collection: SourceCollection) -> Mapping[str, CommentFile]:
    """The file with the comments of each story that has one, by the path of the story."""
    if not collection.comments:
        return {}
    files = {_stem(file.path, COMMENTS): file for file in collection.comments}
    paths = (article.path for article in collection.articles)
    return {path: files[stem] for path in paths if (stem := _stem(path, MARKDOWN)) in files}


def lost_comments(collection: SourceCollection) -> Iterator[Diagnostic]:
    """Reports files of comments that belong to no story, or to one that has another such file."""
    if not collection.comments:
        return
    articles = (article.path for article in collection.articles)
    stories = {_stem(path, MARKDOWN) for path in chain(articles, collection.failed)}
    used = {file.path for file in find_comments(collection).values()}
    for file in collection.comments:
        if _stem(file.path, COMMENTS) not in stories:
            hint = "name it as its story: `quake.comments.yaml` beside `quake.md`"
            yield _lost(file, "no story beside this file has its name: nobody sees them", hint)
        elif file.path not in used and used:
            message = "its story has another file of comments: nobody sees these"
            yield _lost(file, message, "keep one of the two")


def _lost(file: CommentFile, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code="lost-comments", message=message, path=file.path, hint=hint)


def _stem(path: str, endings: tuple[str, ...]) -> str:
    """The path without its ending, in Unicode form NFC."""
    ending = next((each for each in endings if path.lower().endswith(each)), "")
    return normalize("NFC", path[: len(path) - len(ending)])
