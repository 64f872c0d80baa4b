"""Finds the pages that show the same in several languages.

Of stories, one side names the other: if A names B, and C names B, all three are one group, which
has one story for each language. Home pages are one group; sections and standing pages are one if
they have the same slug in several editions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from newsgen.config import Config, edition_of, hreflang
from newsgen.diagnostics import Diagnostic
from newsgen.models import Article, Translation
from newsgen.sources.collection import SourceCollection
from newsgen.suggestions import Paths
from newsgen.text import direction
from newsgen.urls import permalink

Translations = Mapping[str, tuple[Translation, ...]]
"""By the URL of each page with translations: the page in all its languages, itself included."""
_Groups = dict[str, dict[str, Article]]
"""The stories of each group by language; the name of a group is the path of one of them."""


def translate_stories(
    collection: SourceCollection, live: Iterable[Article], config: Config
) -> tuple[Translations, tuple[Diagnostic, ...]]:
    """The live stories that are translations of each other; and what is wrong in ``translations``.

    The story in the language of the paper is the first one of its group. A story that would be the
    second one in a language is left out.
    """
    naming = [article for article in collection.articles if article.translations]
    if not naming:
        return {}, ()
    groups, problems = _group(naming, collection)
    group_of = {article.path: top for top, group in groups.items() for article in group.values()}
    shown: dict[str, list[Article]] = defaultdict(list)
    for article in live:
        if article.path in group_of:
            shown[group_of[article.path]].append(article)
    found: dict[str, tuple[Translation, ...]] = {}
    for group in shown.values():
        ordered = sorted(group, key=lambda article: _order(article, config))
        found |= _by_url([_translation(article, config) for article in ordered])
    return found, tuple(problems)


def translate_pages(groups: Iterable[Sequence[Translation]]) -> Translations:
    """The pages of those groups; of two pages in one language, search engines get the first."""
    found: dict[str, tuple[Translation, ...]] = {}
    for group in groups:
        found |= _by_url(group)
    return found


def translation_of(url: str, lang: str, edition: str, *, is_listed: bool = True) -> Translation:
    """The page with this URL as a translation of others."""
    tag = hreflang(lang) if is_listed else ""
    return Translation(url=url, lang=lang, dir=direction(lang), edition=edition, hreflang=tag)


def _group(
    naming: Iterable[Article], collection: SourceCollection
) -> tuple[_Groups, list[Diagnostic]]:
    """The groups that stories name, and what is wrong."""
    known = {article.path: article for article in collection.articles}
    paths = Paths([*known, *collection.failed])
    above: dict[str, str] = {}
    groups: _Groups = {}
    problems: list[Diagnostic] = []
    for article, number, path in _named(naming):
        if path not in known:
            if path not in collection.failed:
                problems.append(_missing(article, number, path, paths))
            continue
        one, other = _top(article.path, above), _top(path, above)
        if one == other:
            continue
        ours = groups.setdefault(one, {_language(known[one]): known[one]})
        theirs = groups.setdefault(other, {_language(known[other]): known[other]})
        if twice := sorted(ours.keys() & theirs.keys()):
            problems.append(_repeated(article, number, ours[twice[0]], theirs[twice[0]]))
            continue
        ours |= theirs
        above[other] = one
        del groups[other]
    return groups, problems


def _named(naming: Iterable[Article]) -> Iterator[tuple[Article, int, str]]:
    """Every story that another one names, with its place in the list."""
    for article in sorted(naming, key=lambda article: article.path):
        for number, path in enumerate(article.translations):
            yield article, number, path


def _top(path: str, above: Mapping[str, str]) -> str:
    """The story that names the group of a story."""
    while path in above:
        path = above[path]
    return path


def _language(article: Article) -> str:
    return article.lang.lower()


def _order(article: Article, config: Config) -> tuple[bool, bool, str]:
    """The language of the paper first, then the main edition, then by language."""
    is_other = article.lang.lower() != config.lang.lower()
    return is_other, bool(edition_of(article.path, config)), _language(article)


def _translation(article: Article, config: Config) -> Translation:
    edition = edition_of(article.path, config)
    url = permalink(article, config)
    return translation_of(url, article.lang, edition, is_listed=article.is_original)


def _by_url(group: Sequence[Translation]) -> Translations:
    """The group by the URL of each page, if it has several; each ``hreflang`` only once."""
    if len(group) < 2:
        return {}
    seen: set[str] = set()
    pages: list[Translation] = []
    for page in group:
        pages.append(replace(page, hreflang="") if page.hreflang in seen else page)
        seen.add(page.hreflang)
    return dict.fromkeys([page.url for page in pages], tuple(pages))


def _missing(article: Article, number: int, path: str, known: Paths) -> Diagnostic:
    near = known.nearest(path)
    return Diagnostic(
        code="bad-translation",
        message=f"there is no article {path}",
        path=article.path,
        key=("translations", number),
        hint=f"did you mean {near}?" if near else "name a file below content/",
    )


def _repeated(article: Article, number: int, one: Article, other: Article) -> Diagnostic:
    first, second = sorted((one.path, other.path))
    return Diagnostic(
        code="bad-translation",
        message=f"{first} and {second} would be one story, and both are in `{one.lang}`",
        path=article.path,
        key=("translations", number),
        hint="name the file in another language, or give one of the two the right `lang:`",
    )
