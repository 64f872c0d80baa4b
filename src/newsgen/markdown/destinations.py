"""Resolves the destinations of links and images to URLs, or explains why they are not valid."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import mdurl
from markdown_it.common.normalize_url import normalizeLink

from newsgen.files.media_types import BROKEN_HINT, HINT, picture_fault
from newsgen.markdown.scan import path_of
from newsgen.models import Destination, Model, Picture, UnavailableLink
from newsgen.suggestions import Paths
from newsgen.text import format_moment

Kind = Literal["link", "image"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES: Mapping[Kind, frozenset[str]] = {
    "link": frozenset({"http", "https", "mailto", "tel"}),
    "image": frozenset({"http", "https"}),
}
_CODES: Mapping[Kind, str] = {"link": "broken-link", "image": "missing-image"}
_MAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.[A-Za-z]{2,}")
_CLEAN = re.compile(r"[A-Za-z0-9/._~#-]*")
# Browsers drop these before they look for a scheme (WHATWG URL, "basic URL parser").
_DROPPED = re.compile("[\x00-\x20]")


class DestinationFault(Model, frozen=True):
    """Why a destination is not valid."""

    code: str
    message: str
    hint: str


class Destinations:
    """The known relative destinations of a body, with a search for misspelt ones."""

    def __init__(self, known: Mapping[str, Destination]) -> None:
        self.known = known

    @cached_property
    def available(self) -> Paths:
        """The destinations that have a URL."""
        return Paths(
            path for path, found in self.known.items() if not isinstance(found, UnavailableLink)
        )


def resolve(
    written: str, kind: Kind, destinations: Destinations, base: str
) -> str | Picture | DestinationFault:
    """The percent-encoded URL for an ``href`` or ``src``, or what is wrong with the destination.

    An image of the site is a picture, of which browsers choose a version.

    A fragment of the same document is returned unchanged: the caller, which knows the headings,
    checks it.
    """
    if kind == "image" and (fault := picture_fault(written))[0]:
        return DestinationFault(code="not-a-picture", message=fault[0], hint=fault[1])
    seen = _DROPPED.sub("", written).replace("\\", "/")  # as a browser reads it
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
    """The URL of the word if it is a known destination; else the word itself."""
    found = destinations.get(word, word)
    if isinstance(found, Picture):
        return found.url
    return word if isinstance(found, UnavailableLink) else found


def _follow(
    written: str, kind: Kind, destinations: Destinations
) -> str | Picture | DestinationFault:
    """Resolve a relative destination."""
    path = path_of(written)
    if path not in destinations.known:
        return _missing(written, path, kind, destinations.available)
    found = destinations.known[path]
    if isinstance(found, UnavailableLink):
        return _unavailable(path, kind, found)
    if isinstance(found, Picture):
        if found.fault:
            message = f"{path} cannot be shown: {found.fault}"
            return DestinationFault(code="broken-picture", message=message, hint=BROKEN_HINT)
        return found if kind == "image" else found.url
    return found + _encode(written[len(path) :])


def _unavailable(path: str, kind: Kind, link: UnavailableLink) -> DestinationFault:
    """Why a link to a missing or unpublished story is not valid.

    A link to an expired story is only a warning: an editor who withdraws a story should not have
    to find and change every story that links to it first.
    """
    code = _CODES[kind]
    moment = format_moment(link.moment) if link.moment else ""
    match link.reason:
        case "draft":
            message, hint = f"{path} is a draft", "take the link out, or publish that story first"
        case "scheduled":
            message = f"{path} is under embargo until {moment}"
            hint = f"take the link out, or hold this story back too: `embargo: {moment}`"
        case "expired":
            code = "expired-link"
            message = f"{path} expired at {moment}: its words are shown without a link"
            hint = "take the link out, or give that story a later `expires:`"
        case "media-type":
            code, message, hint = "media-type", link.fault, HINT
        case _:
            message, hint = f"there is no {path}", f"did you mean {link.near}?"
    return DestinationFault(code=code, message=message, hint=hint)


def _missing(written: str, path: str, kind: Kind, available: Paths) -> DestinationFault:
    code = _CODES[kind]
    if not path:
        return DestinationFault(
            code=code, message=f"this {kind} leads nowhere", hint="write where it leads"
        )
    if remedy := _remote_remedy(written):
        return DestinationFault(code=code, message=f"there is no file {written}", hint=remedy)
    near = available.nearest(path)
    hint = f"did you mean {near}?" if near else "paths count from the folder of this file"
    return DestinationFault(code=code, message=f"there is no {written}", hint=hint)


def _remote_remedy(written: str) -> str:
    """What to write for a web or mail address without its scheme; empty for other destinations."""
    if written.lower().startswith("www."):
        return f"write https://{written}"
    return f"write mailto:{written}" if _MAIL.fullmatch(written) else ""


def _encode(destination: str) -> str:
    """Percent-encode where necessary."""
    return destination if _CLEAN.fullmatch(destination) else mdurl.encode(destination)
