"""Keys for caches: two values share a key only if they are equal and of the same types throughout.

Python's own equality is too wide. It takes ``True`` for ``1``, a safe string for an unsafe one, a
time for the same moment in another zone, and an hour for the hour repeated when clocks go back. The
result of a cache would then depend on which of two such values came first.
"""

from collections.abc import Collection, Hashable, Mapping
from datetime import date, time, timedelta
from typing import Any

import msgspec

from newsgen.models import Author, Card, Digested

_ATOMS = frozenset({bool, bytes, int, type(None)})
_COMPARABLE = _ATOMS | {Author, Card, str}
"""Types whose values are interchangeable when they are equal."""


class Empty:
    """A value without content: one is like the other."""

    __slots__ = ()


def cache_keys(values: Collection[Any]) -> Hashable:
    """One key for several values; fast for the types that most pages pass around."""
    kinds = tuple(map(type, values))
    return (kinds, *values) if _COMPARABLE.issuperset(kinds) else tuple(map(cache_key, values))


def cache_key(value: Any) -> Hashable:
    """A hashable key that two values share only if they are the same.

    Raises TypeError for a value that is not plain data, such as a function, and RecursionError for
    a value that contains itself.
    """
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind in _ATOMS:
        return kind, value
    if isinstance(value, Digested):
        return kind, value.digest
    return kind, _parts(value)


def _parts(value: Any) -> Hashable:
    """The parts of a value, without its type."""
    match value:
        case str():
            return str(value)
        case float():
            return value.hex()  # distinguishes 0.0 from -0.0, and works for NaN
        case date() | time() | timedelta() | range() | Empty():
            return repr(value)  # with the time zone and the fold
        case list() | tuple():
            return tuple(map(cache_key, value))
        case Mapping():
            return tuple([(cache_key(key), cache_key(value[key])) for key in value])
        case msgspec.Struct():
            return tuple(map(cache_key, msgspec.structs.astuple(value)))
        case _:
            raise TypeError(f"{type(value).__name__} is not plain data")
