"""Where links and images lead: allowed, known, or at fault."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import mdurl
from markdown_it.common.normalize_url import normalizeLink

from newsgen.files.media_types import HINT
from newsgen.markdown.scan import path_of
from newsgen.models import Destination, Model, UnavailableLink
from newsgen.suggestions import Paths
from newsgen.text import format_moment

Kind = Literal["link", "image"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES: Mapping[Kind, frozenset[str]] = {
    "link": frozenset({"http", "https", "mailto", "tel"}),
    "image": frozenset({"http", "https"}),
}
_CODES: Mapping[Kind, str] = {"link": "broken-link", "image": "missing-image"}
_CLEAN = re.compile(r"[A-Za-z0-9/._~#-]*")
# Browsers drop these before they look for a scheme (WHATWG URL, "basic URL parser").
_DROPPED = re.compile("[\x00-\x20]")


class DestinationFault(Model, frozen=True):
    """Why a destination cannot stand."""

    code: str
    message: str
    hint: str


class Destinations:
    """What is known of each relative destination of a body, and what a wrong one may mean."""

    def __init__(self, known: Mapping[str, Destination]) -> None:
        self.known = known

    @cached_property
    def there(self) -> Paths:
        """Those with a URL, to search."""
        return Paths(path for path, found in self.known.items() if isinstance(found, str))


def resolve(
    written: str, kind: Kind, destinations: Destinations, base: str
) -> str | DestinationFault:
    """The URL for an ``href`` or ``src``, percent-encoded, or what is wrong with the destination.

    A fragment of the same document is returned as it is; whether it exists is for the caller, who
    knows the headings.
    """
    seen = _DROPPED.sub("", written).replace("\\", "/")  # what a browser would make of it
    scheme = _SCHEME.match(seen)
    if scheme or seen.startswith("//"):
        if scheme and scheme[1].lower() in _SCHEMES[kind]:
            return normalizeLink(written)
        allowed = ", ".join(sorted(_SCHEMES[kind]))
        hint = f"write a whole address ({allowed}), or a path"
        return DestinationFault(
            code="unsafe-link", message=f"this {kind} may not lead to {written}", hint=hint
        )
    if seen.startswith("/"):
        return base[:-1] + _encode(written.strip())
    if seen.startswith("#") and kind == "link":
        return _encode(written.strip())
    return _follow(written, kind, destinations)


def url_of(word: str, destinations: Mapping[str, Destination]) -> str:
    """The URL that the word stands for, where it is a destination with one; else the word."""
    found = destinations.get(word, word)
    return word if isinstance(found, UnavailableLink) else found


def _follow(written: str, kind: Kind, destinations: Destinations) -> str | DestinationFault:
    """Where a relative destination leads."""
    path = path_of(written)
    if path not in destinations.known:
        return _missing(written, path, kind, destinations.there)
    found = destinations.known[path]
    if isinstance(found, UnavailableLink):
        return _absent(path, kind, found)
    return found + _encode(written[len(path) :])


def _absent(path: str, kind: Kind, absence: UnavailableLink) -> DestinationFault:
    """Why a link to a story that is not shown, or is not there, cannot stand.

    One to a story that has expired can: who takes a story back must not have to find every other
    that links to it first.
    """
    code = _CODES[kind]
    moment = format_moment(absence.moment) if absence.moment else ""
    match absence.reason:
        case "draft":
            message, hint = f"{path} is a draft", "take the link out, or publish that story first"
        case "scheduled":
            message = f"{path} is under embargo until {moment}"
            hint = f"take the link out, or hold this story back too: `embargo: {moment}`"
        case "expired":
            code = "expired-link"
            message = f"{path} expired at {moment}: its words stand without a link"
            hint = "take the link out, or give that story a later `expires:`"
        case "unfit":
            code, message, hint = "media-type", absence.fault, HINT
        case _:
            message, hint = f"there is no {path}", f"did you mean {absence.near}?"
    return DestinationFault(code=code, message=message, hint=hint)


def _missing(written: str, path: str, kind: Kind, there: Paths) -> DestinationFault:
    code = _CODES[kind]
    if not path:
        return DestinationFault(
            code=code, message=f"this {kind} leads nowhere", hint="write where it leads"
        )
    near = there.nearest(path)
    hint = f"did you mean {near}?" if near else "paths count from the folder of this file"
    return DestinationFault(code=code, message=f"there is no {written}", hint=hint)


def _encode(destination: str) -> str:
    """Percent-encoded, if there is anything to encode."""
    return destination if _CLEAN.fullmatch(destination) else mdurl.encode(destination)
