"""How a page of the desk is made: its frame, its template, the words of its numbers."""

from collections.abc import Callable, Mapping
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

from newsgen.render.templates import make_plain_environment
from newsgen.serve.guard import OWN, in_policy, place_of
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
"""Only the desk's own scripts run in it, whatever stories hold (W3C CSP Level 3).

It is followed by the origin of the site, of which the desk shows pages in frames.
"""

_SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups"
    " allow-popups-to-escape-sandbox"
)
"""What a page of the site may do in a frame of the desk: all but put itself in the desk's place."""

Collect = Callable[[Request, Stories], dict[str, Any]]
"""Gives what a page of the desk shows."""


async def show(request: Request, template: str, collect: Collect) -> Response:
    """A page of the desk, of what is gathered from the edition."""
    session: PreviewSession = request.app.state.session
    stories, number = session.stories, session.number
    place = place_of(request)
    snapshot = stories.snapshot

    def render() -> tuple[str, int]:
        frame = {
            "token": request.app.state.token,
            "paper": snapshot.config,
            "site": place.site,
            "home": f"{place.site}{base_path(snapshot.config)}",
            "now": local(session.now(), snapshot),
            "number": number,
            "here": request.scope["path"],
            "counts": _counts(snapshot),
        }
        try:
            facts = collect(request, stories)
        except HTTPException as missing:
            return _render("missing.html", {**frame, "reason": missing.detail}), missing.status_code
        return _render(template, {**frame, **facts}), 200

    text, status = await to_thread.run_sync(render)
    return HTMLResponse(
        text, status, {"content-security-policy": f"{_POLICY}{in_policy(place.site)}"}
    )


def local(moment: datetime, snapshot: Snapshot) -> datetime:
    """The moment by the paper's clock."""
    return moment.astimezone(ZoneInfo(snapshot.config.timezone))


def _render(template: str, facts: Mapping[str, Any]) -> str:
    text: str = _environment().get_template(template).render(facts)
    return text


@lru_cache(maxsize=1)
def _environment() -> Any:
    environment = make_plain_environment(Path(__file__).parent / "templates")
    environment.globals |= {"own": OWN, "sandbox": _SANDBOX}
    environment.filters |= {
        "clock": lambda moment: f"{moment:%H:%M} {moment.tzname()}",
        "coded": _coded,
        "short_day": lambda day: f"{day.day} {day:%b %Y}",
        "weekday": lambda day: f"{day:%A}, {day.day} {day:%B %Y}",
        "countdown": countdown,
        "direction": direction,
        "shorten": truncate,
        "many": _many,
    }
    return environment


def _many(count: int, noun: str) -> str:
    """A number with its noun: ``1 story``, ``1,200 stories``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _coded(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    marked = [Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(parts)]
    return Markup("").join(marked)


def _counts(snapshot: Snapshot) -> dict[str, int]:
    """Problems of the whole site, by kind."""
    errors = sum(1 for problem in snapshot.diagnostics if problem.severity.name == "ERROR")
    return {"errors": errors, "warnings": len(snapshot.diagnostics) - errors}
