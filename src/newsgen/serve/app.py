"""The preview as a web application: the pages of the site, and the preview's own beside them."""

import json
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from sse_starlette import EventSourceResponse, JSONServerSentEvent
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from newsgen.config import base_path
from newsgen.media import plain_path
from newsgen.models import Output
from newsgen.serve import answers, desk
from newsgen.serve.edition import Edition
from newsgen.serve.guard import OWN, Guard, Keys
from newsgen.serve.newsroom import Newsroom
from newsgen.serve.notes import missing_notes, page_notes
from newsgen.serve.press import Sheet

_ASSETS = Path(__file__).parent / "assets"
_BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 15vh auto; padding: 0 1rem">
<main><h1>{title}</h1><p>{text}</p><p><a href="{own}">All stories</a></p></main></body></html>
"""


def make_app(newsroom: Newsroom, keys: Keys, *, follow: bool = False) -> Starlette:
    """The application, for requests with those keys; ``follow`` leads pages to what was saved."""
    own = [
        Route("/events", _events),
        Route("/assets/{name}", _asset),
        *desk.routes(),
        *answers.routes(),
    ]
    app = Starlette(
        routes=[Mount(OWN.rstrip("/"), routes=own), Route("/{path:path}", _page)],
        middleware=[Middleware(Guard, keys=keys)],
    )
    app.state.newsroom = newsroom
    app.state.token = keys.token
    app.state.follow = follow
    return app


async def _page(request: Request) -> Response:
    """A file of the site, with the preview's script in it where it is a page."""
    newsroom: Newsroom = request.app.state.newsroom
    base = base_path(newsroom.edition.config)
    path = request.url.path
    if not request.scope["path"].startswith(base):
        return RedirectResponse(base, 307) if request.scope["path"] == "/" else _nothing(request)
    output = find_output(newsroom.edition, request.scope["path"])
    if output is None:
        if find_output(newsroom.edition, f"{request.scope['path']}/"):
            return RedirectResponse(f"{quote(request.scope['path'])}/", 307)
        return await _missing(request)
    sheet = await newsroom.sheet(output)
    if output.media_type != "text/html":
        if not sheet.is_current and not sheet.content:
            return Response("this file cannot be read\n", 404, media_type="text/plain")
        return Response(sheet.content, media_type=sheet.media_type)
    if not sheet.content:
        sheet = _bare("This page cannot be shown yet", "Mend what is wrong, and it will be.")
    return _html(request, sheet, path)


def find_output(edition: Edition, path: str) -> Output | None:
    """The file of the site at that path of an address, decoded.

    A page that is not current may name a copy of earlier bytes: the file as it is stands in.
    """
    base = base_path(edition.config)
    if not path.startswith(base):
        return None
    found = path.removeprefix(base)
    if not found or found[-1] == "/":
        return edition.outputs.get(f"{found}index.html")
    plain = edition.outputs.get(plain_path(found))
    stand_in = plain if plain and plain.role == "file" else None
    return edition.outputs.get(found, stand_in)


async def _missing(request: Request) -> Response:
    newsroom: Newsroom = request.app.state.newsroom
    output = newsroom.edition.outputs.get("404.html")
    if output is None:
        return _nothing(request)
    return _html(request, await newsroom.sheet(output), request.url.path, status=404)


def _nothing(request: Request) -> Response:
    text = "The site has no such page."
    return _html(request, _bare("Nothing here", text), request.url.path, status=404)


def _bare(title: str, text: str) -> Sheet:
    content = _BARE.format(title=title, text=text, own=OWN).encode()
    return Sheet(content=content, media_type="text/html", digest="", is_current=False)


def _html(request: Request, sheet: Sheet, path: str, status: int = 200) -> Response:
    """The page with the script that keeps it up with its source."""
    facts = {"token": request.app.state.token, "page": path, "digest": sheet.digest}
    given = "".join(f' data-{name}="{escape(value)}"' for name, value in facts.items())
    script = f'<script src="{OWN}assets/client.js"{given} defer></script>'.encode()
    head, end, tail = sheet.content.rpartition(b"</body>")
    content = head + script + end + tail if end else sheet.content + script
    return Response(content, status, media_type=sheet.media_type)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in {place.name for place in _ASSETS.iterdir()}:
        return Response("there is no such file\n", 404, media_type="text/plain")
    return FileResponse(_ASSETS / name)


async def _events(request: Request) -> Response:
    """What a page is told as long as it is looked at: its notes, whenever they change."""
    newsroom: Newsroom = request.app.state.newsroom
    page = request.query_params.get("page", "/")
    return EventSourceResponse(_tell(newsroom, page, follow=request.app.state.follow), ping=15)


async def _tell(
    newsroom: Newsroom, page: str, *, follow: bool
) -> AsyncIterator[JSONServerSentEvent]:
    number, saved, told = newsroom.number, newsroom.saves, ""
    while True:
        notes = await take_notes(newsroom, page)
        text = json.dumps(notes)
        if text != told:
            yield JSONServerSentEvent(notes, event="notes")
            told = text
        if follow and newsroom.saves != saved:
            saved = newsroom.saves
            yield JSONServerSentEvent({"url": newsroom.saved}, event="saved")
        number = await newsroom.wait_for_news(number)


async def take_notes(newsroom: Newsroom, page: str) -> dict[str, Any]:
    """The notes on the page at that path of an address."""
    edition = newsroom.edition
    output = find_output(edition, page)
    if output is not None:
        sheet = await newsroom.sheet(output)
        return await to_thread.run_sync(page_notes, edition, output, sheet, newsroom.unpublished)
    missing = edition.outputs.get("404.html")
    sheet = await newsroom.sheet(missing) if missing else _bare("", "")
    return missing_notes(edition, sheet)
