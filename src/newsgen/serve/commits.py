"""Which changes of the desk become one commit, and what its message says."""

from collections.abc import Iterable, Mapping

from newsgen.models import Model
from newsgen.text import truncate, without_controls

QUIET = 20.0
"""Seconds without another change of a file, after which its changes are committed."""
_SUBJECT_LENGTH = 72
_NAME_LENGTH = 80
_NO_NAME = str.maketrans("", "", "<>")
"""Characters that git allows in no name."""


class Change(Model, frozen=True):
    """What people did with some files until now."""

    sources: tuple[str, ...]
    actions: tuple[str, ...]
    people: tuple[str, ...]
    """Their names, the last one last; empty if they are not known."""
    moment: float
    """When the last of it was done, in seconds of a clock that never goes back."""


def join_change(changes: Iterable[Change], change: Change) -> tuple[Change, ...]:
    """The changes with one more, which becomes one with those of the same files."""
    same = [other for other in changes if not set(other.sources).isdisjoint(change.sources)]
    apart = [other for other in changes if other not in same]
    parts = [*same, change]
    joined = Change(
        sources=_unique(source for part in parts for source in part.sources),
        actions=_unique(action for part in parts for action in part.actions),
        people=_unique(reversed([name for part in parts for name in part.people]))[::-1],
        moment=change.moment,
    )
    return (*apart, joined)


def due_changes(changes: tuple[Change, ...], now: float) -> tuple[Change, ...]:
    """The changes that are over: quiet for a while, or their people went on to another file."""
    return tuple(
        [
            change
            for place, change in enumerate(changes)
            if now - change.moment >= QUIET
            or any(later.people[-1:] == change.people[-1:] for later in changes[place + 1 :])
        ]
    )


def message_of(change: Change, titles: Mapping[str, str]) -> str:
    """The message of the commit; ``titles`` has the headlines of stories by path."""
    known = [titles[source] for source in change.sources if titles.get(source)]
    title = known[-1] if known else change.sources[-1]
    subject = truncate(without_controls(title), _SUBJECT_LENGTH)
    lines = [f"{subject}: {', '.join(change.actions)}"]
    names = [name for name in map(author_name, change.people) if name]
    if len(names) > 1:
        lines += ["", f"By {', '.join(names)}."]
    return "\n".join([*lines, ""])


def author_name(name: str) -> str:
    """The name as git can store it; empty if it has no letter and no digit."""
    clean = truncate(without_controls(name).translate(_NO_NAME), _NAME_LENGTH)
    return clean if any(character.isalnum() for character in clean) else ""


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
