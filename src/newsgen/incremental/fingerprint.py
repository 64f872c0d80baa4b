"""The digest of a view: what a page is made from, in 32 digits.

Cards and authors stand in many views and have a digest of their own, which stands for them; all
else is taken as it is. So no field of a view can be forgotten.
"""

from functools import cache
from operator import attrgetter
from typing import Any, get_args, get_type_hints

from msgspec.structs import astuple

from newsgen.digest import digest_value
from newsgen.models import Article, Digested, Recipe, View

_TELLING = (Article, Digested)
"""Values whose digest tells all of them."""
_digest = attrgetter("digest")


def digest_view(view: View) -> str:
    """The digest of the view: equal views have equal digests on every machine."""
    values = [*astuple(view)]
    for place in _digested(type(view)):
        values[place] = _brief(values[place])
    return digest_value(values)


def digest_recipe(recipe: Recipe, setting: str) -> str:
    """The digest of all that the view would be made from, in a setting with a digest of its own.

    Two builds in which it is the same make the same view; the other way round need not be true.
    """
    return digest_value([setting, recipe.function.__qualname__, *map(_outline, recipe.parts)])


def _outline(part: Any) -> Any:
    """What stands for a part: its digest, where it has one."""
    if isinstance(part, _TELLING):
        return part.digest
    if type(part) is tuple:
        if part and isinstance(part[0], _TELLING):
            return list(map(_digest, part))
        return [_outline(inner) for inner in part]
    return part


def _brief(value: Any) -> Any:
    if isinstance(value, tuple):
        return [part.digest for part in value]
    return value and value.digest


@cache
def _digested(kind: type[View]) -> tuple[int, ...]:
    """The places of the fields that hold values with a digest, or a tuple of such."""
    types = get_type_hints(kind)
    return tuple(
        place
        for place, name in enumerate(kind.__struct_fields__)
        if any(_is_digested(part) for part in (types[name], *get_args(types[name])))
    )


def _is_digested(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Digested)
