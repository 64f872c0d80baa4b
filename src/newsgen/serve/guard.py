"""Who may ask the preview for what.

A page anywhere on the web can make a browser send requests to this machine, and a name server can
make any name lead to it (DNS rebinding). So every request must name a host that is ours, must not
come from a page of another origin, and needs the token of this run to write or to listen.
"""

import base64
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import parse_qs

from h11 import LocalProtocolError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN = "/_newsgen/"
"""Where the preview's own pages are; all else belongs to the site."""
TOKEN = "x-newsgen-token"  # noqa: S105 - the name of a header
BODY_LIMIT = 2 * 1024 * 1024
"""Bytes of a request's body, at most."""
_TARGET_LIMIT = 4096
_HEAD_LIMIT = 32 * 1024
_HEADERS = {
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


class Keys(NamedTuple):
    """What a request must know."""

    hosts: frozenset[str]
    """Every host, with its port, under which this preview is reached, in lower case."""
    token: str
    """What our own pages send along with what writes or listens."""
    password: str = ""
    """Asked for where it is not empty; any name goes with it."""


class Refused(NamedTuple):
    """Why a request is not answered."""

    status: int
    reason: str
    headers: Mapping[str, str] = {}


class Guard:
    """Lets only requests through that a person at this preview makes."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        refused = examine(scope, self._keys)
        if refused:
            answer = PlainTextResponse(f"{refused.reason}\n", refused.status, refused.headers)
            with suppress(LocalProtocolError):  # who breaks HTTP itself was answered before
                await answer(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)


def examine(scope: Scope, keys: Keys) -> Refused | None:
    """What speaks against answering the request."""
    headers = Headers(scope=scope)
    return (
        _examine_target(scope)
        or _examine_host(headers, keys)
        or _examine_origin(scope, headers, keys)
        or _examine_password(headers, keys)
        or _examine_token(scope, headers, keys)
        or _examine_size(headers)
    )


def _examine_target(scope: Scope) -> Refused | None:
    raw = scope["raw_path"] or b""
    if len(raw) + len(scope["query_string"]) > _TARGET_LIMIT:
        return Refused(414, "the address is too long")
    path = scope["path"]
    if not raw.startswith(b"/") or path.startswith("//"):
        return Refused(400, "this is no path of a site")
    unsafe = any(character in path for character in "\\\0\r\n")
    if unsafe or not {"..", "."}.isdisjoint(path.split("/")) or b"%2f" in raw.lower():
        return Refused(400, "this is no path of a site")
    if scope["method"] in {"GET", "HEAD"}:
        return None
    if scope["method"] != "POST" or not path.startswith(OWN):
        return Refused(405, "a preview is looked at, no more", {"allow": "GET, HEAD"})
    return None


def _examine_host(headers: Headers, keys: Keys) -> Refused | None:
    hosts = headers.getlist("host")
    if len(hosts) != 1 or hosts[0].lower() not in keys.hosts:
        return Refused(421, "this preview is not reached under that name")
    return None


def _examine_origin(scope: Scope, headers: Headers, keys: Keys) -> Refused | None:
    """Other pages may lead here, but neither read, embed nor send anything."""
    origins = headers.getlist("origin")
    ours = {f"http://{host}" for host in keys.hosts}
    if origins and (len(origins) > 1 or origins[0].lower() not in ours):
        return Refused(403, "this preview answers only its own pages")
    site = headers.get("sec-fetch-site", "none")
    is_visit = (
        headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and scope["method"] == "GET"
    )
    if site not in {"same-origin", "none"} and not is_visit:
        return Refused(403, "this preview answers only its own pages")
    if scope["method"] == "POST" and not origins and "sec-fetch-site" not in headers:
        return Refused(403, "this preview answers only its own pages")
    return None


def _examine_password(headers: Headers, keys: Keys) -> Refused | None:
    if not keys.password:
        return None
    given = headers.get("authorization", "")
    try:
        kind, _, encoded = given.partition(" ")
        word = base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        kind, word = "", ""
    if kind.lower() == "basic" and secrets.compare_digest(word.encode(), keys.password.encode()):
        return None
    challenge = {"www-authenticate": 'Basic realm="newsgen preview", charset="UTF-8"'}
    return Refused(401, "this preview asks for a password", challenge)


def _examine_token(scope: Scope, headers: Headers, keys: Keys) -> Refused | None:
    if scope["method"] == "POST":
        given = headers.get(TOKEN, "")
    elif scope["path"] == f"{OWN}events":
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
    else:
        return None
    if secrets.compare_digest(given.encode(), keys.token.encode()):
        return None
    return Refused(403, "this page is of an earlier run of the preview: load it again")


def _examine_size(headers: Headers) -> Refused | None:
    if "transfer-encoding" in headers:
        return Refused(411, "say how long it is")
    if sum(len(name) + len(value) for name, value in headers.raw) > _HEAD_LIMIT:
        return Refused(431, "the headers are too long")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        return Refused(413, "this is more than the preview takes")
    return None
