"""The digest of a view: what a page is made from, in 32 digits.

Cards and authors stand in many views and have a digest of their own, which stands for them; all
else is taken as it is. So no field of a view can be forgotten.
"""

from typing import Any

from msgspec.structs import astuple

from newsgen.digest import digest_value
from newsgen.models import Digested, View


def digest_view(view: View) -> str:
    """The digest of the view: equal views have equal digests on every machine."""
    return digest_value([_brief(value) for value in astuple(view)])


def _brief(value: Any) -> Any:
    if isinstance(value, Digested):
        return value.digest
    if type(value) is tuple and value and isinstance(value[0], Digested):
        return [part.digest for part in value]
    return value
