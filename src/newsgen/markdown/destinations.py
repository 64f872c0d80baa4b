"""Where links and images lead: allowed, known, or at fault."""

import difflib
import re
from collections.abc import Mapping
from typing import Literal

import mdurl
from markdown_it.common.normalize_url import normalizeLink

from newsgen.markdown.scan import path_of
from newsgen.models import Model

Kind = Literal["link", "image"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES: Mapping[Kind, frozenset[str]] = {
    "link": frozenset({"http", "https", "mailto", "tel"}),
    "image": frozenset({"http", "https"}),
}
_CLEAN = re.compile(r"[A-Za-z0-9/._~#-]*")
# Browsers drop these before they look for a scheme (WHATWG URL, "basic URL parser").
_DROPPED = re.compile("[\x00-\x20]")


class Fault(Model, frozen=True):
    """Why a destination cannot stand."""

    code: str
    message: str
    hint: str


def resolve(written: str, kind: Kind, destinations: Mapping[str, str], base: str) -> str | Fault:
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
        return Fault(
            code="unsafe-link", message=f"this {kind} may not lead to {written}", hint=hint
        )
    if seen.startswith("/"):
        return base[:-1] + _encode(written.strip())
    if seen.startswith("#") and kind == "link":
        return _encode(written.strip())
    path = path_of(written)
    if path in destinations:
        return destinations[path] + _encode(written[len(path) :])
    return _missing(written, path, kind, destinations)


def _missing(written: str, path: str, kind: Kind, destinations: Mapping[str, str]) -> Fault:
    code = "missing-image" if kind == "image" else "broken-link"
    if not path:
        return Fault(code=code, message=f"this {kind} leads nowhere", hint="write where it leads")
    close = difflib.get_close_matches(path, destinations, n=1)
    hint = f"did you mean {close[0]}?" if close else "paths count from the folder of this file"
    return Fault(code=code, message=f"there is no {written}", hint=hint)


def _encode(destination: str) -> str:
    """Percent-encoded, if there is anything to encode."""
    return destination if _CLEAN.fullmatch(destination) else mdurl.encode(destination)
