"""Who may ask the preview for what.

The site and the desk are two origins: two ports of one machine. So a page of the site, whatever
scripts somebody put into it, can neither read a page of the desk nor send anything in its name.

A page anywhere on the web can make a browser send requests to this machine, and a name server can
make any name lead to it (DNS rebinding). So every request must name a host that is ours, must not
come from a page of another origin, and needs the token of this run to write. The token stands in
pages of the desk alone.
"""

import base64
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from h11 import LocalProtocolError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsgen.serve.attempts import Attempts

OWN = "/_newsgen/"
"""Where the preview's own pages are; all else belongs to the site."""
TOKEN = "x-newsgen-token"  # noqa: S105 - the name of a header
BODY_LIMIT = 2 * 1024 * 1024
"""Bytes of a request's body, at most."""
_TARGET_LIMIT = 4096
_HEAD_LIMIT = 32 * 1024
_HEADERS_LIMIT = 100
_IPV6 = re.compile(r"\[[^][]*+\]")  # ends at another bracket, so none is looked at twice
_HTTP = 80
"""The port that browsers leave out of an address."""
_HEADERS = {
    "cross-origin-opener-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
_SITE_HEADERS = {**_HEADERS, "cross-origin-resource-policy": "same-site"}
"""Pictures of the site are shown by the desk, which is of another origin of the same site."""
_DESK_HEADERS = {
    **_HEADERS,
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "x-frame-options": "DENY",
}


class Keys(NamedTuple):
    """What a request must know."""

    names: frozenset[str]
    """Every name under which this machine is reached, in lower case."""
    site: int
    """The port of the site."""
    desk: int
    """The port of the desk."""
    token: str
    """What pages of the desk send along with what writes."""
    password: str = ""
    """Asked for where it is not empty; any name goes with it."""


class Origin(NamedTuple):
    """Where a request arrived, and where the other half is for whoever sent it."""

    is_desk: bool
    site: str
    """The origin of the site: ``http://localhost:8000``."""
    desk: str
    """The origin of the desk."""


class Refused(NamedTuple):
    """Why a request is not answered."""

    status: int
    reason: str
    headers: Mapping[str, str] = {}


class Guard:
    """Lets only requests through that a person at this preview makes, each to its half."""

    def __init__(self, site: ASGIApp, desk: ASGIApp, keys: Keys, attempts: Attempts) -> None:
        self._site, self._desk = site, desk
        self._keys, self._attempts = keys, attempts
        self._places = _places(keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or say why not."""
        if scope["type"] != "http":
            await self._site(scope, receive, send)
            return
        place = self._place(scope)
        refused = examine(scope, place, self._keys, self._attempts)
        if refused:
            answer = PlainTextResponse(f"{refused.reason}\n", refused.status, refused.headers)
            with suppress(LocalProtocolError):  # who breaks HTTP itself was answered before
                await answer(scope, receive, _guarded(send, place))
            return
        app = self._desk if place and place.is_desk else self._site
        with suppress(ClientDisconnect):  # nobody is there to be answered
            await app({**scope, "place": place}, receive, _guarded(send, place))

    def _place(self, scope: Scope) -> Origin | None:
        """Where the request arrived; None where it names no host of ours, or several."""
        hosts = Headers(scope=scope).getlist("host")
        return self._places.get(hosts[0].lower()) if len(hosts) == 1 else None


def place_of(request: Request) -> Origin:
    """Where a request arrived that was let through."""
    place: Origin = request.scope["place"]
    return place


def in_policy(origin: str) -> str:
    """The origin as a policy names it, which has no words for addresses of IPv6: any host then.

    >>> in_policy("http://localhost:8000"), in_policy("http://[::1]:8000")
    ('http://localhost:8000', 'http://*:8000')
    """
    return _IPV6.sub("*", origin)


def examine(scope: Scope, place: Origin | None, keys: Keys, attempts: Attempts) -> Refused | None:
    """What speaks against answering the request that arrived there."""
    headers = Headers(scope=scope)
    refused = _examine_size(headers) or _examine_target(scope)
    if refused:
        return refused
    if place is None:
        return Refused(421, "this preview is not reached under that name")
    return (
        _examine_method(scope, place)
        or _examine_origin(scope, headers, place)
        or _examine_password(scope, headers, keys, attempts)
        or _examine_token(scope, headers, keys)
    )


def _places(keys: Keys) -> Mapping[str, Origin]:
    """What each host means, with its port as browsers write it."""
    found = {}
    for name in keys.names:
        site, desk = _origin(name, keys.site), _origin(name, keys.desk)
        for port, is_desk in ((keys.site, False), (keys.desk, True)):
            place = Origin(is_desk=is_desk, site=site, desk=desk)
            found[f"{name}:{port}"] = found[_origin(name, port).removeprefix("http://")] = place
    return found


def _origin(name: str, port: int) -> str:
    return f"http://{name}" if port == _HTTP else f"http://{name}:{port}"


def _guarded(send: Send, place: Origin | None) -> Send:
    """Adds what browsers must know of every answer."""
    given, ancestors = _DESK_HEADERS, "'none'"
    if place and not place.is_desk:
        given, ancestors = _SITE_HEADERS, f"'self' {in_policy(place.desk)}"

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name, value in given.items():
                headers.setdefault(name, value)
            # Beside other policies of the answer: browsers keep to all of them.
            headers.append("content-security-policy", f"frame-ancestors {ancestors}")
            message = {**message, "headers": headers.raw}
        await send(message)

    return send_guarded


def _examine_size(headers: Headers) -> Refused | None:
    if len(headers.raw) > _HEADERS_LIMIT:
        return Refused(431, "there are too many headers")
    if sum(len(name) + len(value) for name, value in headers.raw) > _HEAD_LIMIT:
        return Refused(431, "the headers are too long")
    if "transfer-encoding" in headers:
        return Refused(411, "say how long it is")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        return Refused(413, "this is more than the preview takes")
    return None


def _examine_target(scope: Scope) -> Refused | None:
    raw = scope["raw_path"] or b""
    if len(raw) + len(scope["query_string"]) > _TARGET_LIMIT:
        return Refused(414, "the address is too long")
    path = scope["path"]
    if not raw.startswith(b"/") or path.startswith("//"):
        return Refused(400, "this is not a path of a site")
    unsafe = any(character in path for character in "\\\0\r\n")
    if unsafe or not {"..", "."}.isdisjoint(path.split("/")) or b"%2f" in raw.lower():
        return Refused(400, "this is not a path of a site")
    return None


def _examine_method(scope: Scope, place: Origin) -> Refused | None:
    if scope["method"] in {"GET", "HEAD"}:
        return None
    if scope["method"] != "POST" or not place.is_desk:
        return Refused(405, "a preview is looked at, no more", {"allow": "GET, HEAD"})
    return None


def _examine_origin(scope: Scope, headers: Headers, place: Origin) -> Refused | None:
    """Other pages may lead here, but neither read, embed nor send anything."""
    foreign = Refused(403, "this preview answers only its own pages")
    origins = headers.getlist("origin")
    own = place.desk if place.is_desk else place.site
    if origins and (len(origins) > 1 or origins[0].lower() != own):
        return foreign
    is_ours = headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
    if not is_ours and not _is_visit(scope, headers) and not _is_shown(scope, headers, place):
        return foreign
    if scope["method"] == "POST" and not origins and "sec-fetch-site" not in headers:
        return foreign
    if "service-worker" in headers:
        return Refused(403, "a preview has no service workers: they would outlive it")
    return None


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Whether somebody follows a link to a page."""
    wanted = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return scope["method"] == "GET" and wanted == ("navigate", "document")


def _is_shown(scope: Scope, headers: Headers, place: Origin) -> bool:
    """Whether the desk may be showing a page or a picture of the site.

    Any other port of this machine may be, too: pages name by whom they may be framed.
    """
    wanted = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    is_near = not place.is_desk and headers.get("sec-fetch-site") == "same-site"
    shown = {("navigate", "iframe"), ("no-cors", "image")}
    return is_near and scope["method"] == "GET" and wanted in shown


def _examine_password(
    scope: Scope, headers: Headers, keys: Keys, attempts: Attempts
) -> Refused | None:
    if not keys.password:
        return None
    challenge = {"www-authenticate": 'Basic realm="newsgen preview", charset="UTF-8"'}
    unknown = Refused(401, "this preview asks for a password", challenge)
    given = headers.get("authorization")
    if given is None:
        return unknown
    client = scope["client"][0] if scope.get("client") else ""
    wait = attempts.seconds_to_wait(client)
    if wait:
        reason = f"too many wrong passwords: try again in {wait} seconds"
        return Refused(429, reason, {"retry-after": str(wait)})
    is_right = secrets.compare_digest(_password(given), keys.password.encode())
    attempts.note(client, is_right=is_right)
    return None if is_right else unknown


def _password(given: str) -> bytes:
    """The password of a header (RFC 7617); empty where there is none, which fits no password."""
    kind, _, encoded = given.partition(" ")
    try:
        word = base64.b64decode(encoded, validate=True).partition(b":")[2]
    except ValueError:
        return b""
    return word if kind.lower() == "basic" else b""


def _examine_token(scope: Scope, headers: Headers, keys: Keys) -> Refused | None:
    if scope["method"] != "POST":
        return None
    if secrets.compare_digest(headers.get(TOKEN, "").encode(), keys.token.encode()):
        return None
    return Refused(403, "this page is of an earlier run of the preview: load it again")
