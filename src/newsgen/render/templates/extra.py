"""Keys of a site's own, as templates see them: what is missing is empty instead of an error.

Not every story has a key that a site invents, so templates would have to ask for it first, at each
level: ``{% if story.extra.sponsor is defined and story.extra.sponsor.logo is defined %}``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import jinja2

from newsgen.render.cache_keys import Empty

EXTRA = "extra"
"""The field of values that has these keys."""


def lenient(value: Any) -> Any:
    """The value of ``extra``, whose missing keys are empty at every level."""
    match value:
        case Mapping():
            return _Extra({key: lenient(below) for key, below in value.items()})
        case list() | tuple():
            return [lenient(below) for below in value]
        case _:
            return value


def plain(value: Any) -> Any:
    """What the filter ``tojson`` writes for a value that JSON does not have: text, or null.

    Raises TypeError if the value has fields of its own.
    """
    match value:
        case _Missing():
            return None
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} is not JSON: write the fields that you need")


class _Extra(dict[str, Any]):
    """A mapping whose missing keys are empty."""

    def __missing__(self, key: str) -> "_Missing":
        return _Missing(name=f"extra.{key}")


class _Missing(Empty, jinja2.ChainableUndefined):
    """What is missing: false, printed as nothing, and so is all that templates ask of it."""

    __slots__ = ()
