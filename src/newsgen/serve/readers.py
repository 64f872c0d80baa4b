"""The switch of the preview: all stories, or the site as readers would see it.

A cookie of the browser holds the choice. Frames of the desk always show all stories.
"""

from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from newsgen.serve.guard import PREFIX, endpoint_of
from newsgen.serve.session import PreviewSession
from newsgen.urls import base_path

_FRAMED = "x-newsgen-framed"
"""Header, or field of the query, of requests that scripts send from a frame of the desk."""


def routes() -> list[Route]:
    """The addresses that turn the switch; ``?at=`` names the page to go to."""
    return [Route("/readers", _turn_on), Route("/all-stories", _turn_off)]


def sees_as_reader(request: Request) -> bool:
    """Whether the browser asks for the site as readers would see it."""
    is_framed = (
        request.headers.get("sec-fetch-dest") == "iframe"
        or _FRAMED in request.headers
        or _FRAMED in request.query_params
    )
    return _cookie(request) in request.cookies and not is_framed


async def _turn_on(request: Request) -> Response:
    answer = RedirectResponse(_place(request), 303)
    answer.set_cookie(_cookie(request), "1", path="/", httponly=True, samesite="lax")
    return answer


async def _turn_off(request: Request) -> Response:
    answer = RedirectResponse(_place(request), 303)
    answer.delete_cookie(_cookie(request), path="/")
    return answer


def _place(request: Request) -> str:
    """The page of this site to go to: by default the home page."""
    session: PreviewSession = request.app.state.session
    base = base_path(session.snapshot.config)
    wanted = request.query_params.get("at", "")
    is_page = wanted.startswith(base) and not wanted.startswith(("//", PREFIX))
    return quote(wanted, safe="/%") if is_page and "\\" not in wanted else base


def _cookie(request: Request) -> str:
    """The name of the cookie. Browsers keep one for all ports of a host, so the port is in it."""
    return f"newsgen-readers-{urlsplit(endpoint_of(request).site).port or 80}"
