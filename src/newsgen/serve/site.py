"""The site as it is previewed: its files, and what keeps a page up that is looked at.

Nothing here writes or knows a secret: scripts of the site can ask for all of it.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from sse_starlette import EventSourceResponse, JSONServerSentEvent
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from newsgen.files.names import CONTENT
from newsgen.models import FileView, Output
from newsgen.serve.guard import OWN, place_of
from newsgen.serve.page_cache import CachedPage
from newsgen.serve.page_status import missing_notes, page_notes
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.urls import base_path, plain_path

STREAMS = 64
"""So many pages are told news at once; each holds a connection."""
_ASSETS = Path(__file__).parent / "assets"
_CLIENT = frozenset({"client.js", "client.css", "idiomorph.min.js"})
_COPIES = frozenset({"asset", "file"})
"""The roles of what is not made by newsgen."""
_STILL = (
    "default-src 'none'; img-src 'self' data:; media-src 'self' data:; font-src 'self' data:;"
    " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""A document shows what it holds, and does nothing (W3C CSP Level 3)."""
_PDF = "application/pdf"
_SCRIPTS = frozenset(
    f"{kind}/{name}"
    for kind in ("application", "text")
    for name in ("ecmascript", "javascript", "x-ecmascript", "x-javascript")
)
"""What browsers take for a script (WHATWG MIME Sniffing 4.6), as far as file names give it."""
_BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 15vh auto; padding: 0 1rem">
<main><h1>{title}</h1><p>{text}</p><p><a href="{own}">All stories</a></p></main></body></html>
"""


class News:
    """Who is told news: how many pages at once, and whether they go where something was saved."""

    def __init__(self, *, follow: bool) -> None:
        self.follow = follow
        self._streams = 0

    @property
    def is_full(self) -> bool:
        """Whether nobody else can be told."""
        return self._streams >= STREAMS

    @contextmanager
    def tell(self) -> Iterator[None]:
        """Hold the place of one page."""
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1


def routes() -> list[Mount | Route]:
    """The site, what its pages ask for by script, and the way to the desk."""
    own = [
        Route("/events", _events),
        Route("/assets/{name}", _asset),
        Route("/{path:path}", _lead_to_desk),
    ]
    return [
        Mount(OWN.rstrip("/"), routes=own),
        Route(OWN.rstrip("/"), _lead_to_desk),
        Route("/{path:path}", _page),
    ]


async def _lead_to_desk(request: Request) -> Response:
    """The way on for whoever comes to the desk by an address of the site."""
    if request.headers.get("sec-fetch-dest", "document") != "document":
        return Response("the desk is elsewhere\n", 404, media_type="text/plain")
    query = request.scope["query_string"].decode("latin-1")
    address = f"{place_of(request).desk}{quote(request.scope['path'])}"
    return RedirectResponse(f"{address}?{query}" if query else address, 307)


async def _page(request: Request) -> Response:
    """A file of the site, with the preview's script in it where it is a page."""
    session: PreviewSession = request.app.state.session
    base = base_path(session.snapshot.config)
    path = request.scope["path"]
    if not path.startswith(base):
        return RedirectResponse(base, 307) if path == "/" else _nothing(request)
    output = find_output(session.snapshot, path)
    if output is None:
        if find_output(session.snapshot, f"{path}/"):
            return RedirectResponse(f"{quote(path)}/", 307)
        return await _missing(request)
    cached_page = await session.cached_page(output)
    if output.role in _COPIES:
        return _copy(output, cached_page, session.snapshot)
    if output.media_type != "text/html":
        return Response(cached_page.content, media_type=cached_page.media_type)
    if not cached_page.content:
        cached_page = _bare("This page cannot be shown yet", "Mend what is wrong, and it will be.")
    return _html(request, cached_page)


def find_output(snapshot: Snapshot, path: str) -> Output | None:
    """The file of the site at that path of an address, decoded.

    A page that is not current may name a copy of earlier bytes: the file as it is stands in.
    """
    base = base_path(snapshot.config)
    if not path.startswith(base):
        return None
    found = path.removeprefix(base)
    if not found or found[-1] == "/":
        return snapshot.outputs.get(f"{found}index.html")
    plain = snapshot.outputs.get(plain_path(found))
    stand_in = plain if plain and plain.role == "file" else None
    return snapshot.outputs.get(found, stand_in)


def _copy(output: Output, cached_page: CachedPage, snapshot: Snapshot) -> Response:
    """A file that newsgen did not make; one from beside a story runs no script, whatever it is."""
    if not cached_page.is_current:
        return Response(f"{cached_page.diagnostics[0].message}\n", 404, media_type="text/plain")
    if not _is_beside_story(output, snapshot):
        return Response(cached_page.content, media_type=cached_page.media_type)
    kind = "text/plain" if cached_page.media_type in _SCRIPTS else cached_page.media_type
    # Chromium shows no PDF in a sandbox; its viewer keeps scripts of a PDF from the page's origin.
    policy = _STILL if kind == _PDF else f"{_STILL}; sandbox"
    return Response(cached_page.content, 200, {"content-security-policy": policy}, kind)


def _is_beside_story(output: Output, snapshot: Snapshot) -> bool:
    """Whether the file is one of content/, where guests write."""
    view = output.recipe.view()
    return isinstance(view, FileView) and Path(view.file).is_relative_to(snapshot.root / CONTENT)


async def _missing(request: Request) -> Response:
    session: PreviewSession = request.app.state.session
    output = session.snapshot.outputs.get("404.html")
    if output is None:
        return _nothing(request)
    return _html(request, await session.cached_page(output), status=404)


def _nothing(request: Request) -> Response:
    return _html(request, _bare("Nothing here", "The site has no such page."), status=404)


def _bare(title: str, text: str) -> CachedPage:
    content = _BARE.format(title=title, text=text, own=OWN).encode()
    return CachedPage(content=content, media_type="text/html", digest="", is_current=False)


def _html(request: Request, cached_page: CachedPage, status: int = 200) -> Response:
    """The page with the script that keeps it up with its source."""
    facts = {
        "desk": place_of(request).desk,
        "page": request.url.path,
        "digest": cached_page.digest,
    }
    given = "".join(f' data-{name}="{escape(value)}"' for name, value in facts.items())
    script = f'<script src="{OWN}assets/client.js"{given} defer></script>'.encode()
    head, end, tail = cached_page.content.rpartition(b"</body>")
    content = head + script + end + tail if end else cached_page.content + script
    return Response(content, status, media_type=cached_page.media_type)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _CLIENT:
        return Response("there is no such file\n", 404, media_type="text/plain")
    return FileResponse(_ASSETS / name)


async def _events(request: Request) -> ASGIApp:
    """What a page is told as long as it is looked at: its notes, whenever they change."""
    news: News = request.app.state.news
    if "text/event-stream" not in request.headers.get("accept", ""):
        return Response("this is a stream of events\n", 406, media_type="text/plain")
    if news.is_full:
        reason = f"{STREAMS} pages are told news already: close some\n"
        return Response(reason, 503, {"retry-after": "5"}, "text/plain")
    page = request.query_params.get("page", "/")
    stream = EventSourceResponse(
        _tell(request.app.state.session, page, follow=news.follow), ping=15
    )

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with news.tell():
            await stream(scope, receive, send)

    return answer


async def _tell(
    session: PreviewSession, page: str, *, follow: bool
) -> AsyncIterator[JSONServerSentEvent]:
    number, saved, told = session.number, session.saves, ""
    while True:
        notes = await take_notes(session, page)
        text = json.dumps(notes)
        if text != told:
            yield JSONServerSentEvent(notes, event="notes")
            told = text
        if follow and session.saves != saved:
            saved = session.saves
            yield JSONServerSentEvent({"url": session.saved}, event="saved")
        number = await session.wait_for_news(number)


async def take_notes(session: PreviewSession, page: str) -> dict[str, Any]:
    """The notes on the page at that path of an address."""
    snapshot = session.snapshot
    output = find_output(snapshot, page)
    if output is not None:
        return await notes_on(session, output)
    missing = snapshot.outputs.get("404.html")
    cached_page = await session.cached_page(missing) if missing else _bare("", "")
    return missing_notes(snapshot, cached_page)


async def notes_on(session: PreviewSession, output: Output) -> dict[str, Any]:
    """The notes on the page that the output is."""
    snapshot = session.snapshot
    cached_page = await session.cached_page(output)
    return await to_thread.run_sync(page_notes, snapshot, output, cached_page, session.unpublished)
