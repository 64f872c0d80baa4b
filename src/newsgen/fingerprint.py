"""The digest of a view: what a page is made from, in 32 digits.

Cards and authors stand in many views and have a digest of their own, which stands for them; all
else is taken as it is. So no field of a view can be forgotten.
"""

from functools import cache
from typing import Any, get_args, get_type_hints

from msgspec.structs import astuple

from newsgen.digest import digest_value
from newsgen.models import Digested, View


def digest_view(view: View) -> str:
    """The digest of the view: equal views have equal digests on every machine."""
    values = [*astuple(view)]
    for place in _digested(type(view)):
        values[place] = _brief(values[place])
    return digest_value(values)


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
