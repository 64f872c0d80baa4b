"""The preview as a web application: the site and the desk, each of its own origin."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from newsgen.files import theme
from newsgen.serve import desk, desk_api, site
from newsgen.serve.attempts import Attempts
from newsgen.serve.guard import OWN, Guard, Keys
from newsgen.serve.session import PreviewSession

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]
_ASSETS = Path(__file__).parent / "assets"
_NASTALIQ = "fonts/noto-nastaliq-urdu-arabic-wght-normal.woff2"
"""The font of Urdu headlines."""
_DESK_ASSETS = {
    **{name: _ASSETS / name for name in ("desk.css", "desk.js", "edit.js", "lines.js")},
    "nastaliq.woff2": theme.home() / "static" / _NASTALIQ,
}


def make_app(
    session: PreviewSession,
    keys: Keys,
    *,
    follow: bool = False,
    lifespan: Lifespan | None = None,
    attempts: Attempts | None = None,
) -> Guard:
    """The application, for requests with those keys; ``follow`` leads pages to what was saved."""
    pages = Starlette(routes=site.routes(), lifespan=lifespan)
    rooms = Starlette(routes=_desk_routes())
    pages.state.session = rooms.state.session = session
    pages.state.news = site.News(follow=follow)
    rooms.state.token = keys.token
    return Guard(pages, rooms, keys, attempts or Attempts())


def _desk_routes() -> list[Mount | Route]:
    """The desk stands where it stood when it was part of the site, and nothing else is there."""
    own = [Route("/assets/{name}", _asset), *desk.routes(), *desk_api.routes()]
    return [Mount(OWN.rstrip("/"), routes=own), Route("/", _begin)]


async def _begin(_: Request) -> Response:
    return RedirectResponse(OWN, 307)


async def _asset(request: Request) -> Response:
    place = _DESK_ASSETS.get(request.path_params["name"])
    if place is None:
        return Response("there is no such file\n", 404, media_type="text/plain")
    return FileResponse(place)
