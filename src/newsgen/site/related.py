"""Related articles.

The related articles of a story are older than the story, and the rarity of a tag is counted among
older stories too. So a new story never changes the list of an old one, unless one of them names the
other in ``related``. The results of an earlier build stay valid up to the first changed article.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from newsgen.models import Article, Model
from newsgen.text import term_slug

_CANDIDATES = 16
"""Number of newest articles of a tag that are compared; it limits the work for one article."""

Places = tuple[int, ...]
"""Indexes of some articles in a sequence."""


class OlderRelated(Model, frozen=True):
    """The older related articles of each article in a sequence."""

    articles: tuple[Article, ...] = ()
    """Oldest first."""
    found: tuple[Places, ...] = ()
    """For each article the indexes of its related articles, best first."""


def find_older_related(
    articles: Sequence[Article], limit: int, earlier: OlderRelated
) -> OlderRelated:
    """Find at most ``limit`` older related articles for each of the articles, oldest first.

    Articles with common tags come first: rare tags have more weight, the same section adds some,
    and of two equal ones the newer wins. Then come the newest articles of the section. ``earlier``
    is the result of an earlier build, which is reused up to the first changed article.
    """
    known = _common(articles, earlier.articles)
    if known == len(articles) == len(earlier.articles):
        return OlderRelated(articles=tuple(articles), found=earlier.found)
    found = list(earlier.found[:known])
    by_tag: dict[str, list[int]] = defaultdict(list)
    by_section: dict[str, list[int]] = defaultdict(list)
    for index, article in enumerate(articles):
        tags = {term_slug(tag, ""): None for tag in article.tags}
        if index >= known:
            scores = _score(index, tags, by_tag, articles)
            best = sorted(zip(scores.values(), scores, strict=True), reverse=True)[:limit]
            newest = by_section[article.section][-limit:] if limit else []
            ranked = dict.fromkeys([*(place for _, place in best), *reversed(newest)])
            found.append(tuple(ranked)[:limit])
        for tag in tags:
            by_tag[tag].append(index)
        by_section[article.section].append(index)
    return OlderRelated(articles=tuple(articles), found=tuple(found))


def relate(older_related: OlderRelated, limit: int) -> Mapping[str, tuple[Article, ...]]:
    """At most ``limit`` related articles of each article, by its path, best first.

    First come the articles that it names, then those that name it, then the result of
    ``find_older_related``.
    """
    articles = older_related.articles
    lists = {
        article.path: tuple([articles[place] for place in places])
        for article, places in zip(articles, older_related.found, strict=True)
    }
    naming = [article for article in articles if article.related]
    if naming:
        by_path = {article.path: article for article in articles}
        for path, named in _named(naming, by_path.keys()).items():
            found = dict.fromkeys([*named, *(article.path for article in lists[path])])
            lists[path] = tuple([by_path[other] for other in found])[:limit]
    return lists


def _common(articles: Sequence[Article], earlier: Sequence[Article]) -> int:
    """The number of articles at the beginning that are equal in both sequences for our purpose."""
    for index, (article, before) in enumerate(zip(articles, earlier, strict=False)):
        if article is not before and _compared_fields(article) != _compared_fields(before):
            return index
    return min(len(articles), len(earlier))


def _compared_fields(article: Article) -> tuple[str, str, tuple[str, ...]]:
    return article.path, article.section, article.tags


def _named(naming: Sequence[Article], published: AbstractSet[str]) -> Mapping[str, list[str]]:
    """For each path the published articles that it names, then those that name it, newest first.

    ``naming`` has the articles that name others, oldest first.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for article in naming:
        for path in article.related:
            if path in published and path != article.path:
                named[article.path].append(path)
    for article in reversed(naming):
        for path in article.related:
            if path in published and path != article.path and article.path not in named[path]:
                named[path].append(article.path)
    return named


def _score(
    index: int,
    tags: Iterable[str],
    by_tag: Mapping[str, list[int]],
    articles: Sequence[Article],
) -> dict[int, int]:
    """The score of each candidate. Integers give the same result on every machine."""
    scores: dict[int, int] = {}
    section = articles[index].section
    for tag in tags:
        earlier = by_tag[tag]
        if not earlier:
            continue
        rarity = 2 * ((index + 1) // len(earlier)).bit_length()
        for candidate in earlier[-_CANDIDATES:]:
            if candidate in scores:
                scores[candidate] += rarity
            else:
                scores[candidate] = rarity + (articles[candidate].section == section)
    return scores
