"""Changes where the links of a text lead; every other character stays as it was written."""

from collections.abc import Callable, Iterator

from newsgen.markdown.inlines import read_definition, read_marks
from newsgen.markdown.parts import Part, read_parts
from newsgen.markdown.scan import find_fence_words, is_relative, path_of

Retarget = Callable[[str], str]
"""The new path for the path of a link, as both are written."""


def retarget_links(body: str, retarget: Retarget) -> str:
    """The text with another path in each relative link, picture and block that names a file.

    Queries and fragments stay. Code is left alone.
    """
    changed = body
    for start, end, written in sorted(set(_places(body)), reverse=True):
        path = path_of(written)
        if not path or not is_relative(written):
            continue
        new = retarget(path)
        if new != path:
            raw = body[start:end]
            changed = changed[:start] + new + raw[len(path_of(raw)) :] + changed[end:]
    return changed


def _places(body: str) -> Iterator[tuple[int, int, str]]:
    """Where each destination is written, and what it is."""
    parts = read_parts(body)
    for part in parts:
        if part.kind == "definition":
            mark = read_definition(body, part.start, part.end)
            if mark:
                yield *mark.place, mark.destination
        elif part.kind != "code":
            yield from _in_words(part)
    examples = [(part.start, part.end) for part in parts if part.kind == "code"]
    for start, end in find_fence_words(body):
        if not any(begin <= start < stop for begin, stop in examples):
            yield start, end, body[start:end]


def _in_words(part: Part) -> Iterator[tuple[int, int, str]]:
    for mark in read_marks(part.text):
        start, end = mark.place
        if mark.kind in {"link", "image"} and start < end:
            yield part.at(start), part.at(end - 1) + 1, mark.destination
