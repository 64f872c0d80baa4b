"""Reads destinations with spaces, which CommonMark does not: file names often have them."""

import re
from types import ModuleType

from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle

from newsgen.files.media_types import is_listed
from newsgen.models import Model

_SPACED = re.compile(
    r"[^\s()<>\"][^()<>\"\n]{0,300}\.(?P<ending>[A-Za-z0-9]{2,7})(?=[ \t]{0,9}\)|[ \t]{1,9}[\"'])"
)


class Reading(Model, frozen=True):
    """A destination, as the engine expects it from its own function."""

    ok: bool
    pos: int
    """Where the text goes on."""
    str: str


def read_destination(text: str, start: int, end: int) -> Reading:
    """The destination at ``start``: as CommonMark reads it, or a file name with spaces.

    ``![Crowd](my photo.png)`` shows a picture: the name ends as the name of a story, a picture or
    another published file does, and the bracket or a title follows.
    """
    found = parseLinkDestination(text, start, end)
    if found.ok and text[found.pos : found.pos + 1] == " ":
        spaced = _SPACED.match(text, start)
        if spaced and is_listed(spaced["ending"]):
            return Reading(ok=True, pos=spaced.end(), str=unescapeAll(spaced[0]))
    return Reading(ok=found.ok, pos=found.pos, str=found.str)


HELPERS = ModuleType("helpers")
HELPERS.__dict__.update(
    parseLinkDestination=read_destination,
    parseLinkLabel=parseLinkLabel,
    parseLinkTitle=parseLinkTitle,
)
"""The engine's functions for links, with the one above in place of its own."""
