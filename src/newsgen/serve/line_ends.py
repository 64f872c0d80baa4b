"""The form of a text file, which a browser does not keep: line ends and the byte order mark."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice, takewhile

BOM = "\ufeff"
_END = re.compile("\r\n|\r|\n")
_CELLS = 1_000_000
"""Lines of both texts, multiplied, up to which they are compared in their order."""


def plain(text: str) -> str:
    """The text as a browser has it: each line ends in a line feed, no mark stands in front."""
    return _END.sub("\n", text.removeprefix(BOM))


def keep_form(text: str, before: str) -> str:
    r"""The text in the form that the file had before.

    A line that is not changed keeps its end, others get the one that most lines have.

    >>> keep_form("one\ntwo\nthree\n", "one\r\nthree\r\n")
    'one\r\ntwo\r\nthree\r\n'
    """
    mark = BOM if before.startswith(BOM) else ""
    old = _END.split(before.removeprefix(BOM))
    ends = _END.findall(before)
    prevailing = Counter(ends).most_common(1)[0][0] if ends else "\n"
    new = plain(text).split("\n")
    if len(set(ends)) < 2:  # nearly always: all lines end alike
        return mark + prevailing.join(new)
    kept = dict(_match(new[:-1], old[:-1]))
    told = [line + (ends[kept[n]] if n in kept else prevailing) for n, line in enumerate(new[:-1])]
    return mark + "".join(told) + new[-1]


def _match(new: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The numbers of lines of the one text and of the same lines of the other."""
    start = _count_alike(zip(new, old, strict=False))
    rest = min(len(new), len(old)) - start
    end = _count_alike(islice(zip(reversed(new), reversed(old), strict=False), rest))
    yield from ((n, n) for n in range(start))
    yield from ((len(new) - n, len(old) - n) for n in range(1, end + 1))
    middle = new[start : len(new) - end], old[start : len(old) - end]
    is_long = len(middle[0]) * len(middle[1]) > _CELLS
    for n, o in (_match_alike if is_long else _match_in_order)(*middle):
        yield start + n, start + o


def _count_alike(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs are alike before the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _match_in_order(new: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    blocks = SequenceMatcher(None, new, old, autojunk=False).get_matching_blocks()
    for block in blocks:
        yield from ((block.a + n, block.b + n) for n in range(block.size))


def _match_alike(new: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    """For long texts: the first of some equal lines with the first of the others."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for number, line in enumerate(old):
        places[line].append(number)
    for number, line in enumerate(new):
        if places[line]:
            yield number, places[line].popleft()
