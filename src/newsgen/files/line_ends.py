"""Keeps the line ends and the byte order mark of a text file, which a browser does not keep."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice, takewhile

BOM = "\ufeff"
_END = re.compile("\r\n|\r|\n")
_MAX_CELLS = 1_000_000
"""Largest product of both line counts for which lines are compared in order."""


def normalize(text: str) -> str:
    """The text as a browser holds it: line feeds only, and no byte order mark."""
    return _END.sub("\n", text.removeprefix(BOM))


def restore_format(text: str, before: str) -> str:
    r"""The new text with the byte order mark and the line ends of the earlier text.

    An unchanged line keeps its line end; a new line gets the most frequent one.

    >>> restore_format("one\ntwo\nthree\n", "one\r\nthree\r\n")
    'one\r\ntwo\r\nthree\r\n'
    """
    mark = BOM if before.startswith(BOM) else ""
    old = _END.split(before.removeprefix(BOM))
    ends = _END.findall(before)
    prevailing = Counter(ends).most_common(1)[0][0] if ends else "\n"
    new = normalize(text).split("\n")
    if len(set(ends)) < 2:  # the usual case: all lines end alike
        return mark + prevailing.join(new)
    kept = dict(_match(new[:-1], old[:-1]))
    lines = [line + (ends[kept[n]] if n in kept else prevailing) for n, line in enumerate(new[:-1])]
    return mark + "".join(lines) + new[-1]


def _match(new: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of line numbers, new and old, of the lines that both texts have."""
    start = _count_equal(zip(new, old, strict=False))
    rest = min(len(new), len(old)) - start
    end = _count_equal(islice(zip(reversed(new), reversed(old), strict=False), rest))
    yield from ((n, n) for n in range(start))
    yield from ((len(new) - n, len(old) - n) for n in range(1, end + 1))
    middle = new[start : len(new) - end], old[start : len(old) - end]
    is_long = len(middle[0]) * len(middle[1]) > _MAX_CELLS
    for n, o in (_match_any_order if is_long else _match_in_order)(*middle):
        yield start + n, start + o


def _count_equal(pairs: Iterable[tuple[str, str]]) -> int:
    """The number of equal pairs before the first unequal one."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _match_in_order(new: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    blocks = SequenceMatcher(None, new, old, autojunk=False).get_matching_blocks()
    for block in blocks:
        yield from ((block.a + n, block.b + n) for n in range(block.size))


def _match_any_order(new: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs for long texts: the n-th copy of a line with the n-th copy in the old text."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for number, line in enumerate(old):
        places[line].append(number)
    for number, line in enumerate(new):
        if places[line]:
            yield number, places[line].popleft()
