"""Decides which requests the preview answers.

The site and the desk have two origins: two ports of one machine. So a script in a page of the
site can neither read a page of the desk nor send requests as the desk.

Any page on the web can make a browser send requests to this machine, and a name server can point
any name at it (DNS rebinding). So every request must name a host of the preview and must not come
from a page of another origin. A request that writes also needs the token of this run, which only
pages of the desk contain.
"""

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

from newsgen.digest import digest_bytes
from newsgen.paths import PREVIEW_FOLDER
from newsgen.serve.access import Doorkeeper, Rejection
from newsgen.serve.limits import body_limit
from newsgen.serve.people import SCOPE_KEY, Person

PREFIX = f"/{PREVIEW_FOLDER}/"
"""The path below which the preview has its own pages; all other paths belong to the site."""
TOKEN = "x-newsgen-token"  # noqa: S105 - the name of a header
RUN = "x-newsgen-run"
"""The header of the desk by which another process recognizes a run of the preview."""
_SCOPE_KEY = "newsgen.endpoint"
_TARGET_LIMIT = 4096
_HEAD_LIMIT = 32 * 1024
_HEADERS_LIMIT = 100
_IPV6 = re.compile(r"\[[^][]*+\]")  # no bracket inside, so the search takes linear time
_HTTP = 80
"""The port that browsers omit in a URL."""
_HEADERS = {
    "cross-origin-opener-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
_SITE_HEADERS = {**_HEADERS, "cross-origin-resource-policy": "same-site"}
"""``same-site``, because the desk, another origin of the same host, shows pictures of the site."""
_DESK_HEADERS = {
    **_HEADERS,
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "x-frame-options": "DENY",
}


class AccessRules(NamedTuple):
    """The conditions that a request must meet."""

    names: frozenset[str]
    """The host names of the preview, in lower case."""
    site: int
    """The port of the site."""
    desk: int
    """The port of the desk."""
    token: str
    """Sent by pages of the desk with every request that writes."""

    @property
    def run(self) -> str:
        """What distinguishes this run from others, and is no secret."""
        return digest_bytes(f"run {self.token}".encode())


class Endpoint(NamedTuple):
    """The half of the preview that a request reached, and both origins under the name it used."""

    is_desk: bool
    site: str
    """The origin of the site: ``http://localhost:8000``."""
    desk: str
    """The origin of the desk."""


class Guard:
    """Middleware that passes permitted requests to the site or the desk, and rejects the others."""

    def __init__(
        self, site: ASGIApp, desk: ASGIApp, rules: AccessRules, doorkeeper: Doorkeeper
    ) -> None:
        self._site, self._desk = site, desk
        self._rules, self._doorkeeper = rules, doorkeeper
        self._endpoints = _endpoints(rules)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or reject it with a reason."""
        if scope["type"] != "http":
            await self._site(scope, receive, send)
            return
        endpoint = self._endpoint(scope)
        send = self._guarded(send, endpoint)
        person = check_request(scope, endpoint) or await self._identify(scope)
        if isinstance(person, Rejection):
            answer = PlainTextResponse(f"{person.reason}\n", person.status, person.headers)
            with suppress(LocalProtocolError):  # h11 has answered malformed HTTP itself
                await answer(scope, receive, send)
            return
        app = self._desk if endpoint and endpoint.is_desk else self._site
        with suppress(ClientDisconnect):  # the client closed the connection
            await app({**scope, _SCOPE_KEY: endpoint, SCOPE_KEY: person}, receive, send)

    async def _identify(self, scope: Scope) -> Person | Rejection:
        """The sender of the request, if they are admitted and may write when they want to."""
        headers = Headers(scope=scope)
        client = scope["client"][0] if scope.get("client") else ""
        person = await self._doorkeeper.identify(headers, client)
        if isinstance(person, Rejection):
            return person
        return _check_token(scope, headers, self._rules) or person

    def _guarded(self, send: Send, endpoint: Endpoint | None) -> Send:
        """Add the security headers to every response, and the name of this run to the desk's."""
        if endpoint is None:
            return _with_headers(send, _DESK_HEADERS, "'none'")
        if endpoint.is_desk:
            return _with_headers(send, {**_DESK_HEADERS, RUN: self._rules.run}, "'none'")
        return _with_headers(send, _SITE_HEADERS, f"'self' {in_policy(endpoint.desk)}")

    def _endpoint(self, scope: Scope) -> Endpoint | None:
        """The endpoint of the request; None if its host is unknown, missing or given twice."""
        hosts = Headers(scope=scope).getlist("host")
        return self._endpoints.get(hosts[0].lower()) if len(hosts) == 1 else None


def endpoint_of(request: Request) -> Endpoint:
    """The endpoint that a permitted request reached."""
    endpoint: Endpoint = request.scope[_SCOPE_KEY]
    return endpoint


def in_policy(origin: str) -> str:
    """The origin as a content security policy can name it: ``*`` for an IPv6 address.

    >>> in_policy("http://localhost:8000"), in_policy("http://[::1]:8000")
    ('http://localhost:8000', 'http://*:8000')
    """
    return _IPV6.sub("*", origin)


def check_request(scope: Scope, endpoint: Endpoint | None) -> Rejection | None:
    """The reason to reject the request whoever sends it, or None."""
    headers = Headers(scope=scope)
    rejection = _check_size(headers, body_limit(scope["path"])) or _check_target(scope)
    if rejection:
        return rejection
    if endpoint is None:
        return Rejection(421, "this preview has no such host name")
    return _check_method(scope, endpoint) or _check_origin(scope, headers, endpoint)


def _endpoints(rules: AccessRules) -> Mapping[str, Endpoint]:
    """The endpoint for each value of the Host header, with and without the default port."""
    found = {}
    for name in rules.names:
        site, desk = _origin(name, rules.site), _origin(name, rules.desk)
        for port, is_desk in ((rules.site, False), (rules.desk, True)):
            endpoint = Endpoint(is_desk=is_desk, site=site, desk=desk)
            found[f"{name}:{port}"] = found[_origin(name, port).removeprefix("http://")] = endpoint
    return found


def _origin(name: str, port: int) -> str:
    return f"http://{name}" if port == _HTTP else f"http://{name}:{port}"


def _with_headers(send: Send, given: Mapping[str, str], ancestors: str) -> Send:
    """Add these headers to every response, and the origins that may frame it."""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name, value in given.items():
                headers.setdefault(name, value)
            # In addition to a policy of the response: browsers enforce all of them.
            headers.append("content-security-policy", f"frame-ancestors {ancestors}")
            message = {**message, "headers": headers.raw}
        await send(message)

    return send_guarded


def _check_size(headers: Headers, limit: int) -> Rejection | None:
    if len(headers.raw) > _HEADERS_LIMIT:
        return Rejection(431, "there are too many headers")
    if sum(len(name) + len(value) for name, value in headers.raw) > _HEAD_LIMIT:
        return Rejection(431, "the headers are too long")
    if "transfer-encoding" in headers:
        return Rejection(411, "the request needs a content-length")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        return Rejection(413, "the request is too large")
    return None


def _check_target(scope: Scope) -> Rejection | None:
    raw = scope["raw_path"] or b""
    if len(raw) + len(scope["query_string"]) > _TARGET_LIMIT:
        return Rejection(414, "the address is too long")
    path = scope["path"]
    if not raw.startswith(b"/") or path.startswith("//"):
        return Rejection(400, "this is not a path of a site")
    unsafe = any(character in path for character in "\\\0\r\n")
    if unsafe or not {"..", "."}.isdisjoint(path.split("/")) or b"%2f" in raw.lower():
        return Rejection(400, "this is not a path of a site")
    return None


def _check_method(scope: Scope, endpoint: Endpoint) -> Rejection | None:
    if scope["method"] in {"GET", "HEAD"}:
        return None
    if scope["method"] != "POST" or not endpoint.is_desk:
        return Rejection(405, "the preview answers only GET and HEAD here", {"allow": "GET, HEAD"})
    return None


def _check_origin(scope: Scope, headers: Headers, endpoint: Endpoint) -> Rejection | None:
    """Pages of other origins may link here, but not read, embed or send anything."""
    foreign = Rejection(403, "this preview answers only its own pages")
    origins = headers.getlist("origin")
    own = endpoint.desk if endpoint.is_desk else endpoint.site
    if origins and (len(origins) > 1 or origins[0].lower() != own):
        return foreign
    is_ours = headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
    if not is_ours and not _is_visit(scope, headers) and not _is_shown(scope, headers, endpoint):
        return foreign
    if scope["method"] == "POST" and not origins and "sec-fetch-site" not in headers:
        return foreign
    if "service-worker" in headers:
        return Rejection(403, "the preview has no service workers: they would outlive it")
    return None


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Whether the browser opens a page in a tab, such as after a click on a link."""
    wanted = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return scope["method"] == "GET" and wanted == ("navigate", "document")


def _is_shown(scope: Scope, headers: Headers, endpoint: Endpoint) -> bool:
    """Whether the desk may be embedding a page or a picture of the site.

    Another port of this machine could send this request too; ``frame-ancestors`` stops its frames.
    """
    wanted = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    is_near = not endpoint.is_desk and headers.get("sec-fetch-site") == "same-site"
    shown = {("navigate", "iframe"), ("no-cors", "image")}
    return is_near and scope["method"] == "GET" and wanted in shown


def _check_token(scope: Scope, headers: Headers, rules: AccessRules) -> Rejection | None:
    if scope["method"] != "POST":
        return None
    if secrets.compare_digest(headers.get(TOKEN, "").encode(), rules.token.encode()):
        return None
    return Rejection(403, "this page is from an earlier run of the preview: reload it")
