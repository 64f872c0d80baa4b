"""Which articles belong together.

The list of an article is drawn from what was published when it was, and the rarity of a tag is
counted among those too. So a new story never changes the list of an old one, except where the two
name each other - and what an earlier build found holds as far back as nothing changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from newsgen.models import Article, Model
from newsgen.text import slugify

_CANDIDATES = 16
"""How many of the newest articles of a tag are weighed: bounds the work for one article."""

Places = tuple[int, ...]
"""Some articles of a sequence, by their places in it."""


class Lookback(Model, frozen=True):
    """What looking back from each article of a sequence found."""

    articles: tuple[Article, ...] = ()
    """Oldest first."""
    found: tuple[Places, ...] = ()
    """For each the places of those found, best first."""


def look_back(articles: Sequence[Article], limit: int, earlier: Lookback) -> Lookback:
    """For each article, which come oldest first, at most ``limit`` older ones.

    First come the ones that share tags with it - rare tags weigh more, the same section counts, of
    equals the newer wins - then the newest of its section. ``earlier`` is what another build
    found: it stands up to the first article that is not the same.
    """
    known = _common(articles, earlier.articles)
    if known == len(articles) == len(earlier.articles):
        return Lookback(articles=tuple(articles), found=earlier.found)
    found = list(earlier.found[:known])
    by_tag: dict[str, list[int]] = defaultdict(list)
    by_section: dict[str, list[int]] = defaultdict(list)
    for index, article in enumerate(articles):
        tags = {slugify(tag): None for tag in article.tags}
        if index >= known:
            scores = _score(index, tags, by_tag, articles)
            best = sorted(zip(scores.values(), scores, strict=True), reverse=True)[:limit]
            newest = by_section[article.section][-limit:] if limit else []
            ranked = dict.fromkeys([*(place for _, place in best), *reversed(newest)])
            found.append(tuple(ranked)[:limit])
        for tag in tags:
            by_tag[tag].append(index)
        by_section[article.section].append(index)
    return Lookback(articles=tuple(articles), found=tuple(found))


def relate(lookback: Lookback, limit: int) -> Mapping[str, tuple[Article, ...]]:
    """For the path of each article at most ``limit`` related ones, best first.

    First come those that an article names, then those that name it, then what looking back found.
    """
    articles = lookback.articles
    lists = {
        article.path: tuple([articles[place] for place in places])
        for article, places in zip(articles, lookback.found, strict=True)
    }
    naming = [article for article in articles if article.related]
    if naming:
        by_path = {article.path: article for article in articles}
        for path, named in _named(naming, by_path.keys()).items():
            found = dict.fromkeys([*named, *(article.path for article in lists[path])])
            lists[path] = tuple([by_path[other] for other in found])[:limit]
    return lists


def _common(articles: Sequence[Article], earlier: Sequence[Article]) -> int:
    """How many articles the two sequences begin with that are alike as far as this module sees."""
    for index, (article, before) in enumerate(zip(articles, earlier, strict=False)):
        if article is not before and _face(article) != _face(before):
            return index
    return min(len(articles), len(earlier))


def _face(article: Article) -> tuple[str, str, tuple[str, ...]]:
    return article.path, article.section, article.tags


def _named(naming: Sequence[Article], published: AbstractSet[str]) -> Mapping[str, list[str]]:
    """For each path the published ones that it names, then those that name it, newest first.

    ``naming`` are those that name any, oldest first.
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
    """How near each candidate is: whole numbers, so that no machine rounds otherwise."""
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
