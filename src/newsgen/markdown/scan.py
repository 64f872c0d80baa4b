"""Finds the files and blocks that a body may refer to, without parsing it.

Every build needs them for every article. So the text is only searched, and the result may contain
too much, but never too little.
"""

import re
from collections.abc import Iterator

from newsgen.markdown.budget import TooSlowError
from newsgen.markdown.spaces import read_destination

# After the text of a link or image, or after the label of a reference definition. The destination
# may be on the next line, after the marks of a quote.
_DESTINATION = re.compile(r"\](?:\(|:)\s*+(>[\s>]*+)?")
_SIMPLE = re.compile(r"([^\s\x00-\x20\x7f<>()\\&]++)\)")  # no bracket, escape or entity in it
# All that the engine may read for one destination.
_REACH = re.compile(r"<(?:[^\n<>\\]|\\.)*+|(?:[^\x00-\x20\x7f\\]|\\[^ ])*+", re.DOTALL)
_ELSEWHERE = re.compile(r"[/#?]|[A-Za-z][A-Za-z0-9+.-]*+:")
_FENCE = re.compile(r"(?<!:):{3,}+[ \t]*+([^\s:]\S*+)[ \t]*+(.*+)")
_WORD = re.compile(r"\S++")
_MAX_RATIO = 8
_MAX_EXTRA = 50_000


def references(body: str) -> tuple[str, ...]:
    """Every relative destination that the body may link to or show, sorted and unique.

    As the engine reads them (escapes and entities resolved), without query and fragment: the keys
    for ``RenderContext.destinations``. Raises TooSlowError if thousands of destinations are nested,
    so that together they would be many times longer than the body.
    """
    found: set[str] = set()
    left = _MAX_RATIO * len(body) + _MAX_EXTRA
    for mark in _DESTINATION.finditer(body):
        destination, end = _destination(body, mark.end())
        found.add(destination)
        left -= end - mark.end()
        if mark[1]:
            destination, end = _destination(body, mark.start(1))
            found.add(destination)
            left -= end - mark.start(1)
        if left < 0:
            raise TooSlowError(body.count("\n", 0, mark.start()))
    found.update(body[start:end] for start, end in find_fence_words(body))
    return tuple(sorted({path_of(x) for x in found if x and is_relative(x)}))


def find_fence_words(body: str) -> Iterator[tuple[int, int]]:
    """Where the words are that may name a file, in the first lines of ``:::`` blocks."""
    if ":::" not in body:
        return
    for fence in _FENCE.finditer(body):
        for word in _WORD.finditer(body, *fence.span(2)):
            if "." in word[0] or "/" in word[0]:
                yield word.span()


def is_relative(destination: str) -> bool:
    """Whether the destination counts from the file that names it."""
    return not _ELSEWHERE.match(destination)


def block_names(body: str) -> tuple[str, ...]:
    """The names of all ``:::`` blocks that the body may use, sorted and unique."""
    if ":::" not in body:
        return ()
    return tuple(sorted({fence[1] for fence in _FENCE.finditer(body)}))


def path_of(destination: str) -> str:
    """The destination without query and fragment."""
    return destination.partition("#")[0].partition("?")[0]


def _destination(body: str, start: int) -> tuple[str, int]:
    """The destination that may begin at ``start``, and the position up to which it was read."""
    simple = _SIMPLE.match(body, start)
    if simple:
        return simple[1], simple.end()
    reach = _REACH.match(body, start)
    end = min(len(body), (reach.end() if reach else start) + 1)
    read = read_destination(body, start, end)
    return (read.str if read.ok else ""), max(end, read.pos)
