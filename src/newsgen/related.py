"""Which articles belong together.

The list of an article is drawn from what was published when it was, and the rarity of a tag is
counted among those too. So a new story never changes the list of an old one, except where the two
name each other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from newsgen.models import Article

_CANDIDATES = 16
"""How many of the newest articles of a tag are weighed: bounds the work for one article."""


def relate(
    articles: Sequence[Article], tags: Sequence[Sequence[str]], limit: int
) -> Mapping[str, tuple[str, ...]]:
    """For the path of each article the paths of at most ``limit`` related ones, best first.

    ``articles`` come oldest first, ``tags`` holds the tag slugs of each. First come those that an
    article names, then those that name it, then the ones that share tags with it - rare tags weigh
    more, the same section counts, of equals the newer wins - and then the newest of its section.
    """
    named = _named(articles)
    by_tag: dict[str, list[int]] = defaultdict(list)
    by_section: dict[str, list[int]] = defaultdict(list)
    lists: dict[str, tuple[str, ...]] = {}
    for index, article in enumerate(articles):
        chosen = named.get(article.path, [])[:limit]
        if len(chosen) < limit:
            scores = _score(index, tags[index], by_tag, articles)
            best = sorted(zip(scores.values(), scores, strict=True), reverse=True)[:limit]
            ranked = [articles[i].path for _, i in best]
            newest = [articles[i].path for i in reversed(by_section[article.section][-limit:])]
            chosen = list(dict.fromkeys([*chosen, *ranked, *newest]))[:limit]
        lists[article.path] = tuple(chosen)
        for tag in tags[index]:
            by_tag[tag].append(index)
        by_section[article.section].append(index)
    return lists


def _named(articles: Sequence[Article]) -> Mapping[str, list[str]]:
    """For each path the published ones that it names, then those that name it, newest first."""
    published = {article.path for article in articles}
    named: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        for path in article.related:
            if path in published and path != article.path:
                named[article.path].append(path)
    for article in reversed(articles):
        for path in article.related:
            if path in published and path != article.path and article.path not in named[path]:
                named[path].append(article.path)
    return named


def _score(
    index: int, tags: Sequence[str], by_tag: Mapping[str, list[int]], articles: Sequence[Article]
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
