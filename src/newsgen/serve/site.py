"""The application that serves the previewed site, and the events that keep open pages current.

It writes nothing and knows no secret, because every script of the site can call it.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from anyio import to_thread
from sse_starlette import EventSourceResponse, JSONServerSentEvent
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from newsgen.files.names import CONTENT
from newsgen.models import FileView, Output
from newsgen.serve import readers
from newsgen.serve.guard import PREFIX, endpoint_of
from newsgen.serve.page_cache import CachedPage
from newsgen.serve.page_status import missing_notes, page_notes
from newsgen.serve.readers import sees_as_reader
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.urls import (
    NOT_FOUND_PATH,
    SEARCH_INDEX,
    SERVICE_WORKER_PATH,
    base_path,
    home_url,
    index_path,
    plain_path,
)

MAX_STREAMS = 64
"""Pages that can listen for events at once; each keeps a connection open."""
_FOLDER = Path(__file__).parent / "assets" / "site"
_ASSETS = {place.name: place for place in _FOLDER.iterdir() if place.suffix in {".css", ".js"}}
_COPIED_ROLES = frozenset({"asset", "file"})
"""Roles of outputs that newsgen copies and does not render."""
_NO_SCRIPT_POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self' data:; font-src 'self' data:;"
    " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""Lets a document show its own content, but run no script and send no form (W3C CSP Level 3)."""
_PDF = "application/pdf"
_STAND_INS = {
    f"{SEARCH_INDEX}/pagefind-entry.json": (
        (
            '{"languages": {}, "note":'
            ' "newsgen search makes the index of the built site; the preview has none."}'
        ),
        "application/json",
    ),
    SERVICE_WORKER_PATH: (
        'addEventListener("install", () => registration.unregister());',
        "text/javascript",
    ),
}
"""What the preview sends instead of files that it does not have, by path in the output. It keeps no
pages for a time without a network."""
_SCRIPTS = frozenset(
    f"{kind}/{name}"
    for kind in ("application", "text")
    for name in ("ecmascript", "javascript", "x-ecmascript", "x-javascript")
)
"""JavaScript media types (WHATWG MIME Sniffing 4.6) that a file name can have."""
_PLAIN_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 15vh auto; padding: 0 1rem">
<main><h1>{title}</h1><p>{text}</p><p><a href="{own}">All stories</a></p></main></body></html>
"""


class EventStreams:
    """Counts the open event streams, and knows whether pages follow the story saved last."""

    def __init__(self, *, follow: bool) -> None:
        self.follow = follow
        self._streams = 0

    @property
    def is_full(self) -> bool:
        """Whether no more streams can be opened."""
        return self._streams >= MAX_STREAMS

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Count one stream while it is open."""
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1


def routes() -> list[Mount | Route]:
    """The files of the site, the requests of the preview's script, and redirects to the desk."""
    own = [
        *readers.routes(),
        Route("/events", _events),
        Route("/assets/{name}", _asset),
        Route("/{path:path}", _redirect_to_desk),
    ]
    return [
        Mount(PREFIX.rstrip("/"), routes=own),
        Route(PREFIX.rstrip("/"), _redirect_to_desk),
        Route("/{path:path}", _page),
    ]


async def _redirect_to_desk(request: Request) -> Response:
    """Redirect a desk URL on the origin of the site to the origin of the desk."""
    if request.headers.get("sec-fetch-dest", "document") != "document":
        return Response("the desk has another address\n", 404, media_type="text/plain")
    query = request.scope["query_string"].decode("latin-1")
    address = f"{endpoint_of(request).desk}{quote(request.scope['path'])}"
    return RedirectResponse(f"{address}?{query}" if query else address, 307)


async def _page(request: Request) -> Response:
    """A file of the site; one that only the next snapshot has is waited for.

    Such as a new picture of a story: its page changes first, and browsers ask once for a picture.
    """
    session: PreviewSession = request.app.state.session
    answer = await _file(request)
    if answer.status_code == HTTPStatus.NOT_FOUND and session.is_outdated:
        await session.catch_up()
        answer = await _file(request)
    return answer


async def _file(request: Request) -> Response:
    """A file of the current snapshot; an HTML page gets the script of the preview."""
    snapshot = await _snapshot(request)
    base = base_path(snapshot.config)
    path = request.scope["path"]
    if not path.startswith(base):
        return RedirectResponse(base, 307) if path == "/" else _not_found(request)
    output = find_output(snapshot, path)
    if stand_in := _STAND_INS.get(path.removeprefix(base)):
        return Response(stand_in[0], media_type=stand_in[1])
    if output is None:
        if find_output(snapshot, f"{path}/"):
            return RedirectResponse(f"{quote(path)}/", 307)
        return await _site_404(request, snapshot)
    return await _output(request, snapshot, output)


async def _snapshot(request: Request) -> Snapshot:
    """The site that the browser asks for: with all stories, or as readers would see it."""
    session: PreviewSession = request.app.state.session
    return await session.as_readers_see() if sees_as_reader(request) else session.snapshot


async def _output(request: Request, snapshot: Snapshot, output: Output) -> Response:
    session: PreviewSession = request.app.state.session
    cached_page = await session.cached_page(snapshot, output)
    if output.role in _COPIED_ROLES:
        return _copy(output, cached_page, snapshot)
    if output.media_type != "text/html":
        return Response(cached_page.content, media_type=cached_page.media_type)
    if not cached_page.content:
        cached_page = _plain_page(
            "This page cannot be shown yet", "It appears as soon as its errors are fixed."
        )
    return _html(request, cached_page)


def find_output(snapshot: Snapshot, path: str) -> Output | None:
    """The output at the decoded path of a URL, or None.

    An outdated page may link to an asset by an earlier fingerprint: it gets the current file.
    """
    base = base_path(snapshot.config)
    if not path.startswith(base):
        return None
    found = path.removeprefix(base)
    plain = snapshot.outputs.get(plain_path(found))
    substitute = plain if plain and plain.role == "file" else None
    return snapshot.outputs.get(index_path(found), substitute)


def _copy(output: Output, cached_page: CachedPage, snapshot: Snapshot) -> Response:
    """A copied file; one from content/ is served so that it can run no script."""
    if not cached_page.is_current:
        return Response(f"{cached_page.diagnostics[0].message}\n", 404, media_type="text/plain")
    if not _is_in_content(output, snapshot):
        return Response(cached_page.content, media_type=cached_page.media_type)
    kind = "text/plain" if cached_page.media_type in _SCRIPTS else cached_page.media_type
    # Chromium shows no PDF in a sandbox; its viewer isolates scripts of a PDF from the origin.
    policy = _NO_SCRIPT_POLICY if kind == _PDF else f"{_NO_SCRIPT_POLICY}; sandbox"
    return Response(cached_page.content, 200, {"content-security-policy": policy}, kind)


def _is_in_content(output: Output, snapshot: Snapshot) -> bool:
    """Whether the file is in content/, where less trusted authors may write."""
    view = output.recipe.view()
    return isinstance(view, FileView) and Path(view.file).is_relative_to(snapshot.root / CONTENT)


async def _site_404(request: Request, snapshot: Snapshot) -> Response:
    session: PreviewSession = request.app.state.session
    output = _not_found_output(snapshot, request.scope["path"])
    if output is None:
        return _not_found(request)
    return _html(request, await session.cached_page(snapshot, output), status=404)


def _not_found_output(snapshot: Snapshot, path: str) -> Output | None:
    """The page of the edition for an unknown address."""
    for edition in reversed(snapshot.site_plan.site.editions):
        home = home_url(edition.config)
        if quote(path).startswith(home):
            return find_output(snapshot, unquote(f"{home}{NOT_FOUND_PATH}"))
    return snapshot.outputs.get(NOT_FOUND_PATH)


def _not_found(request: Request) -> Response:
    return _html(request, _plain_page("Nothing here", "The site has no such page."), status=404)


def _plain_page(title: str, text: str) -> CachedPage:
    content = _PLAIN_PAGE.format(title=title, text=text, own=PREFIX).encode()
    return CachedPage(content=content, media_type="text/html", digest="", is_current=False)


def _html(request: Request, cached_page: CachedPage, status: int = 200) -> Response:
    """The page, with the script that keeps it current inserted before ``</body>``."""
    facts = {
        "desk": endpoint_of(request).desk,
        "page": request.url.path,
        "digest": cached_page.digest,
    }
    given = "".join(f' data-{name}="{escape(value)}"' for name, value in facts.items())
    script = f'<script src="{PREFIX}assets/client.js"{given} type="module"></script>'.encode()
    head, end, tail = cached_page.content.rpartition(b"</body>")
    content = head + script + end + tail if end else cached_page.content + script
    return Response(content, status, media_type=cached_page.media_type)


async def _asset(request: Request) -> Response:
    place = _ASSETS.get(request.path_params["name"])
    if place is None:
        return Response("there is no such file\n", 404, media_type="text/plain")
    return FileResponse(place)


async def _events(request: Request) -> ASGIApp:
    """The event stream of an open page: its notes, whenever they change."""
    streams: EventStreams = request.app.state.streams
    if "text/event-stream" not in request.headers.get("accept", ""):
        return Response("this is an event stream\n", 406, media_type="text/plain")
    if streams.is_full:
        reason = f"{MAX_STREAMS} pages are open already: close some\n"
        return Response(reason, 503, {"retry-after": "5"}, "text/plain")
    page = request.query_params.get("page", "/")
    find_snapshot = partial(_snapshot, request)
    stream = EventSourceResponse(
        _page_events(request.app.state.session, find_snapshot, page, follow=streams.follow),
        ping=15,
    )

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with streams.opened():
            await stream(scope, receive, send)

    return answer


async def _page_events(
    session: PreviewSession,
    find_snapshot: Callable[[], Awaitable[Snapshot]],
    page: str,
    *,
    follow: bool,
) -> AsyncIterator[JSONServerSentEvent]:
    revision, saved, sent = session.revision, session.saves, ""
    while True:
        notes = await notes_at(session, await find_snapshot(), page)
        text = json.dumps(notes)
        if text != sent:
            yield JSONServerSentEvent(notes, event="notes")
            sent = text
        if follow and session.saves != saved:
            saved = session.saves
            yield JSONServerSentEvent({"url": session.saved}, event="saved")
        revision = await session.wait_for_change(revision)


async def notes_at(session: PreviewSession, snapshot: Snapshot, page: str) -> dict[str, Any]:
    """The notes for the page at the path of a URL."""
    output = find_output(snapshot, page)
    if output is not None:
        return await notes_for(session, snapshot, output)
    missing = _not_found_output(snapshot, page)
    cached_page = await session.cached_page(snapshot, missing) if missing else _plain_page("", "")
    return missing_notes(snapshot, cached_page)


async def notes_for(session: PreviewSession, snapshot: Snapshot, output: Output) -> dict[str, Any]:
    """The notes for the page of an output."""
    cached_page = await session.cached_page(snapshot, output)
    return await to_thread.run_sync(page_notes, snapshot, output, cached_page, session.unpublished)
