"""The two web applications of the preview: the site and the desk, each with its own origin."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from itertools import chain
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from newsgen.files import theme
from newsgen.serve import (
    actions,
    completions,
    desk,
    desk_api,
    desk_people,
    edit_page,
    fronts,
    problems,
    publishing,
    site,
    uploads,
)
from newsgen.serve.access import Doorkeeper
from newsgen.serve.desk_log import DeskLog
from newsgen.serve.guard import PREFIX, AccessRules, Guard
from newsgen.serve.presence import Presence
from newsgen.serve.publisher import Publisher
from newsgen.serve.repository import Repository
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import cache_of

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]
_FOLDER = Path(__file__).parent / "assets" / "desk"
_NASTALIQ = "fonts/noto-nastaliq-urdu-arabic-wght-normal.woff2"
"""The font of Urdu headlines."""
_ASSETS = {
    **{place.name: place for place in _FOLDER.iterdir()},
    "nastaliq.woff2": theme.home() / "static" / _NASTALIQ,
}


def make_app(
    session: PreviewSession,
    rules: AccessRules,
    *,
    follow: bool = False,
    lifespan: Lifespan | None = None,
    doorkeeper: Doorkeeper | None = None,
    repository: Repository | None = None,
) -> Guard:
    """Both applications behind the guard.

    With ``follow``, open pages of the site navigate to the story that was saved last. Without a
    doorkeeper nobody is asked for a password.
    """
    site_app = Starlette(routes=site.routes(), lifespan=lifespan)
    desk_app = Starlette(routes=_desk_routes())
    site_app.state.session = desk_app.state.session = session
    site_app.state.streams = site.EventStreams(follow=follow)
    desk_app.state.token = rules.token
    desk_app.state.presence = Presence()
    desk_app.state.log = DeskLog(cache_of(session.snapshot))
    desk_app.state.publisher = Publisher(session.now)
    desk_app.state.repository = repository or Repository(session)
    return Guard(site_app, desk_app, rules, doorkeeper or Doorkeeper())


def _desk_routes() -> list[Mount | Route]:
    """All pages of the desk below the prefix; its root redirects there."""
    pages = (
        desk,
        problems,
        fronts,
        edit_page,
        actions,
        desk_api,
        uploads,
        completions,
        desk_people,
        publishing,
    )
    own = [Route("/assets/{name}", _asset), *chain.from_iterable(part.routes() for part in pages)]
    return [Mount(PREFIX.rstrip("/"), routes=own), Route("/", _redirect_to_desk)]


async def _redirect_to_desk(_: Request) -> Response:
    return RedirectResponse(PREFIX, 307)


async def _asset(request: Request) -> Response:
    place = _ASSETS.get(request.path_params["name"])
    if place is None:
        return Response("there is no such file\n", 404, media_type="text/plain")
    return FileResponse(place)
