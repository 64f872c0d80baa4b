"""Finds where each value of a YAML text is written."""

from collections.abc import Mapping

import yaml as pyyaml

from newsgen.frontmatter.tree import place_of, read_events
from newsgen.models import Model
from newsgen.schema import Keys


class Entry(Model, frozen=True):
    """A key with its value, or an element of a list, as indexes in the YAML."""

    start: int
    """Where the key or the element begins."""
    value: int
    """Where the value begins; for no value, where it would."""
    end: int
    """Where the value ends, without a comment behind it."""
    is_scalar: bool = True
    is_in_brackets: bool = False
    """Whether it is separated from its neighbours by commas, not by lines."""


class _Open:
    """A collection whose end is not reached yet."""

    def __init__(self, keys: Keys, start: int, event: pyyaml.CollectionStartEvent) -> None:
        self.keys, self.start, self.value = keys, start, place_of(event)[0]
        self.is_list = isinstance(event, pyyaml.SequenceStartEvent)
        self.has_brackets = bool(event.flow_style)
        self.count = 0
        self.key: tuple[str, int] | None = None
        """The latest key and its place, until its value is read."""


def read_entries(yaml: str) -> Mapping[Keys, Entry]:
    """Every key and every element of a list with its place, up to the first error in the YAML."""
    found: dict[Keys, Entry] = {}
    is_open: list[_Open] = []
    last = 0  # where the last scalar or bracket ended
    for event in read_events(yaml):
        if isinstance(event, pyyaml.CollectionEndEvent):
            ended = is_open.pop()
            last = place_of(event)[1] if ended.has_brackets else last
            if is_open:
                around = is_open[-1].has_brackets
                found[ended.keys] = Entry(
                    start=ended.start,
                    value=ended.value,
                    end=last,
                    is_scalar=False,
                    is_in_brackets=around,
                )
        elif isinstance(event, pyyaml.ScalarEvent | pyyaml.CollectionStartEvent):
            place = _place(is_open[-1], event) if is_open else ((), 0)
            if place is None:
                continue
            keys, start = place
            if isinstance(event, pyyaml.CollectionStartEvent):
                is_open.append(_Open(keys, start, event))
            elif is_open:
                begin, last = place_of(event)
                last = begin + len(yaml[begin:last].rstrip())
                around = is_open[-1].has_brackets
                found[keys] = Entry(start=start, value=begin, end=last, is_in_brackets=around)
    return found


def _place(
    parent: _Open, event: pyyaml.ScalarEvent | pyyaml.CollectionStartEvent
) -> tuple[Keys, int] | None:
    """The keys of a value, and where its key or the value itself begins; None for a key."""
    start, _ = place_of(event)
    if parent.is_list:
        parent.count += 1
        return (*parent.keys, parent.count - 1), start
    if parent.key is None:
        parent.key = (str(getattr(event, "value", "")), start)
        return None
    (name, start), parent.key = parent.key, None
    return (*parent.keys, name), start
