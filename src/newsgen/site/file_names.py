"""Names of files with letters beyond ASCII: a reference may be typed in another Unicode form.

Disks keep the form in which a name was written, NFC or NFD (Unicode Standard Annex 15). To readers
both are one name.
"""

from collections.abc import Mapping
from unicodedata import normalize

from msgspec.structs import replace

from newsgen.models import Article
from newsgen.sources.collection import SourceCollection


def find_same_names(collection: SourceCollection) -> Mapping[str, str]:
    """The path of each source that has letters beyond ASCII, by the path in form NFC."""
    articles = [article.path for article in collection.articles]
    pages = [page.path for page in collection.pages]
    names = (*articles, *pages, *collection.media, *collection.failed)
    return {normalize("NFC", path): path for path in names if not path.isascii()}


def stored_name(path: str, same_names: Mapping[str, str]) -> str:
    """The path as the file has it, if there is one; else the path itself."""
    return path if path.isascii() else same_names.get(normalize("NFC", path), path)


def name_related(collection: SourceCollection, same_names: Mapping[str, str]) -> SourceCollection:
    """The collection, with related stories and translations named as their files are."""
    if all(path.isascii() for article in collection.articles for path in _named(article)):
        return collection
    articles = tuple([_name_related(article, same_names) for article in collection.articles])
    return replace(collection, articles=articles)


def _named(article: Article) -> tuple[str, ...]:
    """The other stories that the front matter names."""
    return (*article.related, *article.translations) if article.translations else article.related


def _name_related(article: Article, same_names: Mapping[str, str]) -> Article:
    if not _named(article):
        return article
    return replace(
        article,
        related=tuple(stored_name(path, same_names) for path in article.related),
        translations=tuple(stored_name(path, same_names) for path in article.translations),
    )
