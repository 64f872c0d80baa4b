"""Renders the pages of the desk from templates."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from anyio import to_thread
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newsgen.diagnostics import Diagnostic, Severity
from newsgen.render.templates import make_plain_environment
from newsgen.serve.guard import PREFIX, endpoint_of, in_policy
from newsgen.serve.people import person_of
from newsgen.serve.repository_note import repository_note
from newsgen.serve.schedule import countdown
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import Stories
from newsgen.text import direction, truncate
from newsgen.urls import base_path

_POLICY = (
    "default-src 'self'; img-src 'self' data: https: http:; style-src 'self' 'unsafe-inline';"
    " base-uri 'none'; form-action 'self'; object-src 'none'; frame-src "
)
"""Lets only the desk's own scripts run, even if stories contain some (W3C CSP Level 3).

The origin of the site is appended: the desk shows its pages in frames.
"""

_SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups"
    " allow-popups-to-escape-sandbox"
)
"""Lets a page of the site do everything in a frame of the desk but navigate the desk away."""

Collect = Callable[[Request, Stories], dict[str, Any]]
"""Returns the variables of a template of the desk."""


async def desk_page(request: Request, template: str, collect: Collect) -> Response:
    """The page of the desk that the template makes of the variables from ``collect``."""
    session: PreviewSession = request.app.state.session
    stories, revision = session.stories, session.revision
    endpoint = endpoint_of(request)
    snapshot = stories.snapshot

    def render() -> tuple[str, int]:
        common = {
            "token": request.app.state.token,
            "person": person_of(request),
            "log_failure": request.app.state.log.failure,
            "paper": snapshot.config,
            "site": endpoint.site,
            "home": f"{endpoint.site}{base_path(snapshot.config)}",
            "now": local_time(session.now(), snapshot),
            "revision": revision,
            "current_path": request.scope["path"],
            "counts": _counts(stories.problems),
            "git": repository_note(request.app.state.repository),
        }
        try:
            own = collect(request, stories)
        except HTTPException as missing:
            own = {"reason": missing.detail}
            return _render("missing.html", {**common, **own}), missing.status_code
        return _render(template, {**common, **own}), 200

    text, status = await to_thread.run_sync(render)
    return HTMLResponse(
        text, status, {"content-security-policy": f"{_POLICY}{in_policy(endpoint.site)}"}
    )


def chosen_page(request: Request, pages: int) -> int:
    """The number of the page of a list that the address names, from 1 to the last one."""
    number = request.query_params.get("page", "")
    is_number = number.isdecimal() and len(number) < 7
    return min(max(1, int(number)), pages) if is_number else 1


def local_time(moment: datetime, snapshot: Snapshot) -> datetime:
    """The moment in the paper's time zone."""
    return moment.astimezone(ZoneInfo(snapshot.config.timezone))


def day_and_time(moment: datetime) -> str:
    """A moment as the desk writes it: ``24 Nov 10:00``."""
    return f"{moment.day} {moment:%b %H:%M}"


def _render(template: str, variables: Mapping[str, Any]) -> str:
    text: str = _environment().get_template(template).render(variables)
    return text


@lru_cache(maxsize=1)
def _environment() -> Any:
    environment = make_plain_environment(Path(__file__).parent / "templates")
    environment.globals |= {"prefix": PREFIX, "sandbox": _SANDBOX}
    environment.filters |= {
        "clock": lambda moment: f"{moment:%H:%M} {moment.tzname()}",
        "inline_code": _inline_code,
        "day_and_time": day_and_time,
        "short_day": lambda day: f"{day.day} {day:%b %Y}",
        "weekday": lambda day: f"{day:%A}, {day.day} {day:%B %Y}",
        "countdown": countdown,
        "direction": direction,
        "shorten": truncate,
        "counted": _counted,
    }
    return environment


def _counted(count: int, noun: str) -> str:
    """A number with its noun: ``1 story``, ``1,200 stories``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _inline_code(text: str) -> Markup:
    """The text as HTML, with parts between backticks as ``<code>``."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    marked = [Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(parts)]
    return Markup("").join(marked)


def _counts(problems: Sequence[Diagnostic]) -> dict[str, int]:
    """The numbers of errors and warnings of the whole site."""
    errors = sum(1 for problem in problems if problem.severity is Severity.ERROR)
    return {"errors": errors, "warnings": len(problems) - errors}
