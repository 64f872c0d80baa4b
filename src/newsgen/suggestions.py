"""Suggests an existing name for a misspelt one.

A search needs only a few comparisons, among ten names as among a million: names are sorted by their
beginnings and by their ends, and only the neighbours of the word in both lists are compared. A
typing mistake usually changes either the beginning or the end, so the right name is a neighbour in
one of the lists.
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
"""Up to this number of names, all of them are compared."""
_NEIGHBOURS = 4
"""Neighbours compared before and after the word in each of the two lists."""
_MAX_LENGTH = 120
"""Characters of a name that are compared."""
_GOOD_MATCH = 0.8
"""A name with at least this similarity is suggested."""
_MIN_MATCH = 0.3
"""A name with less similarity is never suggested."""
_SHORTEST_SLIP = 5
"""Letters from which two names that differ in one may mean the same."""
_FINALISTS = 2
"""Number of names between both limits that are compared exactly."""


def nearest(word: str, names: Iterable[str]) -> str:
    """The name that is most similar to the word; empty if none is similar.

    To search many words among many names, use ``Names``, which sorts the names once.

    >>> nearest("wrold", ["world", "sport"])
    'world'
    """
    return Names(names).nearest(word)


def suggest(word: str, known: Iterable[str]) -> str:
    """A question with the most similar known word; empty if none is similar.

    >>> suggest("wrold", ["world", "sport"])
    'did you mean `world`?'
    """
    near = nearest(word[:SHOWN], known)
    return f"did you mean `{near}`?" if near else ""


class Names:
    """Names to search, without regard to case. They are sorted at the first search."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names

    def nearest(self, word: str) -> str:
        """The name that is most similar to the word; empty if none is similar."""
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


class Slips:
    """Names to search for one that differs by a slip: a letter too many, missing, wrong or swapped.

    Names with fewer than five letters, and those that differ in digits, are different on purpose.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_form: dict[str, list[str]] = defaultdict(list)
        for name in sorted(names):
            for form in _shortened(_fold(name)):
                self._by_form[form].append(name)

    def near(self, word: str) -> str:
        """The first other name, in the order of the alphabet, that is close; empty if none is."""
        folded = _fold(word)
        others = (name for form in _shortened(folded) for name in self._by_form.get(form, ()))
        found = [
            name for name in others if _fold(name) != folded and _digits(name) == _digits(word)
        ]
        return min(found, default="")


class Paths:
    """Paths to search. The name of the file counts more than its folders."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = paths
        self._by_shared_name: dict[str, Names] = {}

    def nearest(self, path: str) -> str:
        """The path that is most similar; empty if none has a similar file name."""
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


def _shortened(word: str) -> set[str]:
    """The word, and the word without one of its letters: words that are one slip apart share one.

    Empty for a short word.
    """
    if len(word) < _SHORTEST_SLIP:
        return set()
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _digits(word: str) -> list[str]:
    return [letter for letter in word if letter.isdigit()]


def _fold(name: str) -> str:
    return name[:_MAX_LENGTH].casefold()


def _neighbours(names: Sequence[str], word: str) -> Sequence[str]:
    """The names around the position of the word in the sorted names."""
    place = bisect_left(names, word)
    return names[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]


@lru_cache(maxsize=65536)
def _closest(word: str, candidates: tuple[str, ...]) -> str:
    """The candidate that is most similar to the word; empty if none is similar.

    The exact comparison is slow, so it is used only for the best of a rough comparison. Results are
    cached: a check plans the same site for many moments.
    """
    pairs = _pairs(word)
    rated = nlargest(_FINALISTS, ((_similarity(word, pairs, name), name) for name in candidates))
    if rated and rated[0][0] >= _GOOD_MATCH:
        return rated[0][1]
    near = difflib.get_close_matches(word, [name for rate, name in rated if rate >= _MIN_MATCH], 1)
    return near[0] if near else ""


def _similarity(word: str, pairs: AbstractSet[str], name: str) -> float:
    """The share of common beginning and end, or of common letter pairs; from 0 to 1."""
    prefix = len(commonprefix((word, name)))
    suffix = len(commonprefix((word[prefix:][::-1], name[prefix:][::-1])))
    others = _pairs(name)
    shared = 2 * len(pairs & others) / (len(pairs) + len(others) or 1)
    return max(shared, 2 * (prefix + suffix) / (len(word) + len(name) or 1))


def _pairs(word: str) -> AbstractSet[str]:
    return set(map(add, word, word[1:]))
