"""Which of the names that there are may be meant by one that there is not.

A search takes the same few comparisons among ten names and among a million: names lie in two sorted
lists, by how they begin and by how they end, and only the neighbours of the word are compared. A
mistake of typing leaves the beginning or the end as it is, so what is meant is a neighbour in one.
"""

import difflib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from heapq import nlargest
from operator import add
from posixpath import basename, commonprefix

from newsgen.text import SHOWN

FEW = 32
"""So many names are compared one and all."""
_NEIGHBOURS = 4
"""Neighbours before and after the word in each of the two lists."""
_MAX_LENGTH = 120
"""Characters of a name that count."""
_GOOD_MATCH = 0.8
"""From this likeness on a name is told."""
_MIN_MATCH = 0.3
"""Below it none is."""
_FINALISTS = 2
"""So many names that lie between are measured exactly."""


def nearest(word: str, names: Iterable[str]) -> str:
    """The one of a few names that the word may mean; empty where none is near.

    Where many words are looked for among many names, ``Names`` sorts them once.

    >>> nearest("wrold", ["world", "sport"])
    'world'
    """
    return Names(names).nearest(word)


def suggest(word: str, known: Iterable[str]) -> str:
    """A question with the known word nearest to that one, or nothing if none is near.

    >>> suggest("wrold", ["world", "sport"])
    'did you mean `world`?'
    """
    near = nearest(word[:SHOWN], known)
    return f"did you mean `{near}`?" if near else ""


class Names:
    """Names to search; capitals do not count. Sorted when they are first searched."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names

    def nearest(self, word: str) -> str:
        """The name that the word may mean; empty where none is near."""
        folded = _fold(word)
        if folded in self._known:
            return self._known[folded]
        found = _closest(folded, self._candidates(folded))
        return self._known[found] if found else ""

    def _candidates(self, word: str) -> tuple[str, ...]:
        if len(self._known) <= FEW:
            return tuple(self._known)
        prefix = _neighbours(self._sorted, word)
        suffix = _neighbours(self._reversed, word[::-1])
        return tuple(dict.fromkeys((*prefix, *(name[::-1] for name in suffix))))

    @cached_property
    def _known(self) -> Mapping[str, str]:
        return {_fold(name): name for name in self._names}

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self._known)

    @cached_property
    def _reversed(self) -> Sequence[str]:
        return sorted(name[::-1] for name in self._known)


class Paths:
    """Paths to search. The name of the file counts before the folders it lies in."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = paths
        self._by_shared_name: dict[str, Names] = {}

    def nearest(self, path: str) -> str:
        """The path that the wrong one may mean; empty where none has a name that is near."""
        name = self._names.nearest(basename(path))
        if not name:
            return ""
        found = self._by_name[name]
        if len(found) == 1:
            return found[0]
        if name not in self._by_shared_name:
            self._by_shared_name[name] = Names(found)
        return self._by_shared_name[name].nearest(path) or found[0]

    @cached_property
    def _names(self) -> Names:
        return Names(self._by_name)

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[str]]:
        by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._paths):
            by_name[basename(path)].append(path)
        return by_name


def _fold(name: str) -> str:
    return name[:_MAX_LENGTH].casefold()


def _neighbours(names: Sequence[str], word: str) -> Sequence[str]:
    """The names around the place where the word would lie."""
    place = bisect_left(names, word)
    return names[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]


@lru_cache(maxsize=65536)
def _closest(word: str, candidates: tuple[str, ...]) -> str:
    """The candidate that is most like the word; empty where none is like it.

    The exact measure takes long, so it decides only about the best of a rough one. What was found
    is remembered: a check drafts the same site for many moments.
    """
    pairs = _pairs(word)
    rated = nlargest(_FINALISTS, ((_similarity(word, pairs, name), name) for name in candidates))
    if rated and rated[0][0] >= _GOOD_MATCH:
        return rated[0][1]
    near = difflib.get_close_matches(word, [name for rate, name in rated if rate >= _MIN_MATCH], 1)
    return near[0] if near else ""


def _similarity(word: str, pairs: AbstractSet[str], name: str) -> float:
    """How much of both is their common beginning and end, or pairs of letters; from 0 to 1."""
    prefix = len(commonprefix((word, name)))
    suffix = len(commonprefix((word[prefix:][::-1], name[prefix:][::-1])))
    others = _pairs(name)
    shared = 2 * len(pairs & others) / (len(pairs) + len(others) or 1)
    return max(shared, 2 * (prefix + suffix) / (len(word) + len(name) or 1))


def _pairs(word: str) -> AbstractSet[str]:
    return set(map(add, word, word[1:]))
