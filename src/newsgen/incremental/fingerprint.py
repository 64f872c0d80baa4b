"""Digests of views and recipes, from which the fingerprint of a page is made.

Cards and authors are in many views and have digests of their own, which are used instead of their
fields. All other fields are digested directly, so no field of a view can be forgotten.
"""

from functools import cache
from operator import attrgetter
from typing import Any, get_args, get_type_hints

from msgspec.structs import astuple

from newsgen.digest import digest_value
from newsgen.models import Article, Digested, Recipe, View

_WITH_DIGEST = (Article, Digested)
"""Values with a digest that covers all their fields."""
_digest = attrgetter("digest")


def digest_view(view: View) -> str:
    """The digest of the view: equal views have equal digests on every machine."""
    values = [*astuple(view)]
    for place in _digested_fields(type(view)):
        values[place] = _digests(values[place])
    return digest_value(values)


def digest_recipe(recipe: Recipe, setting: str) -> str:
    """The digest of everything that a view is made from; ``setting`` is the digest of its context.

    If it is unchanged between two builds, so is the view. The reverse need not be true.
    """
    return digest_value([setting, recipe.function.__qualname__, *map(_digestible, recipe.parts)])


def _digestible(part: Any) -> Any:
    """The part, with each value replaced by its digest if it has one."""
    if isinstance(part, _WITH_DIGEST):
        return part.digest
    if type(part) is tuple:
        if part and isinstance(part[0], _WITH_DIGEST):
            return list(map(_digest, part))
        return [_digestible(inner) for inner in part]
    return part


def _digests(value: Any) -> Any:
    if isinstance(value, tuple):
        return [part.digest for part in value]
    return value and value.digest


@cache
def _digested_fields(kind: type[View]) -> tuple[int, ...]:
    """The indexes of the fields that are values with a digest, or tuples of them."""
    types = get_type_hints(kind)
    return tuple(
        place
        for place, name in enumerate(kind.__struct_fields__)
        if any(_has_digest(part) for part in (types[name], *get_args(types[name])))
    )


def _has_digest(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Digested)
