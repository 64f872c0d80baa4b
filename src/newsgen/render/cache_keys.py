"""When two values are the same: equal in type, all the way down.

Python takes ``True`` for ``1``, a safe string for an unsafe one, a moment for the same moment on
another clock, and an hour for the one that follows when the clocks go back. What is remembered by
such a value would then depend on which of the two came first.
"""

from collections.abc import Collection, Hashable, Mapping
from datetime import date, time, timedelta
from typing import Any

import msgspec

from newsgen.models import Author, Card, Digested

_ATOMS = frozenset({bool, bytes, int, type(None)})
_TELLING = _ATOMS | {Author, Card, str}
"""Types of which two values that are equal are the same; the digest of a value is a part of it."""


def same_keys(values: Collection[Any]) -> Hashable:
    """As ``same_key`` of all the values; quicker where they are what most pages hand around."""
    kinds = tuple(map(type, values))
    return (kinds, *values) if _TELLING.issuperset(kinds) else tuple(map(same_key, values))


def same_key(value: Any) -> Hashable:
    """A key for ``dict`` and ``set`` that two values share only if they are the same.

    Raises TypeError for what is no plain data, such as a function, and RecursionError for what
    holds itself.
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
    """What a value consists of, beside its type."""
    match value:
        case str():
            return str(value)
        case float():
            return value.hex()  # tells 0.0 from -0.0, and knows what is not a number
        case date() | time() | timedelta() | range():
            return repr(value)  # with the zone and the side of a fold
        case list() | tuple():
            return tuple(map(same_key, value))
        case Mapping():
            return tuple([(same_key(key), same_key(value[key])) for key in value])
        case msgspec.Struct():
            return tuple(map(same_key, msgspec.structs.astuple(value)))
        case _:
            raise TypeError(f"{type(value).__name__} is not plain data")
