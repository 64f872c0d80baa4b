"""The desk and its people: who edits which file now, and the log of what everybody did."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.serve import edit
from newsgen.serve.desk_log import DeskLog, Entry
from newsgen.serve.desk_render import desk_page, local_time
from newsgen.serve.page_status import source_note
from newsgen.serve.people import client_of, person_of, require_editor
from newsgen.serve.presence import Presence, Visit
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import Stories

_MAX_ENTRIES = 200
"""Entries of the log that its page shows."""
_AT_THE_HOST = "Somebody at the computer of the preview"
_MAX_PAGE = 40
"""Characters of what a page calls itself."""


def routes() -> list[Route]:
    """The page of the log, and the request by which a page reports that it is open."""
    return [Route("/log", _log), Route("/presence", _note_presence, methods=["POST"])]


def editing(request: Request) -> list[dict[str, Any]]:
    """The files that somebody edits now, each with the words for whoever asks."""
    presence: Presence = request.app.state.presence
    return [
        {
            "page": visit.page,
            "path": visit.path,
            "who": describe_editor(visit, request),
            "unsaved": visit.is_unsaved,
        }
        for visit in presence.visits()
    ]


def describe_editor(visit: Visit, request: Request) -> str:
    """Who edits a file, in words for the sender of the request."""
    name, own = visit.person.name, person_of(request).name
    if name:
        return "Another window of yours" if name == own else name
    if visit.client == client_of(request):
        return "Another window on this computer"
    return f"Somebody at {visit.client}" if _is_elsewhere(visit.client) else _AT_THE_HOST


def _is_elsewhere(client: str) -> bool:
    try:
        return not ip_address(client).is_loopback
    except ValueError:
        return bool(client)


async def _note_presence(request: Request) -> Response:
    """Note that a page edits a file, or no file any more."""
    given = await edit.read_json(request)
    path = edit.text_field(given, "path")
    snapshot = request.app.state.session.snapshot
    is_source = any(source.path == path for source in snapshot.inventory.sources)
    presence: Presence = request.app.state.presence
    presence.note(
        Visit(
            page=edit.text_field(given, "page")[:_MAX_PAGE],
            path=path if is_source else "",
            person=person_of(request),
            client=client_of(request),
            is_unsaved=given.get("unsaved") is True,
            is_hidden=given.get("hidden") is True,
        )
    )
    return JSONResponse({"editing": editing(request)})


async def _log(request: Request) -> Response:
    """What people did, the newest first."""
    require_editor(request)
    log: DeskLog = request.app.state.log
    entries = await to_thread.run_sync(log.last, _MAX_ENTRIES)

    def collect(_: Request, stories: Stories) -> dict[str, Any]:
        rows = list(_rows(entries, stories.snapshot))
        return {"rows": rows, "most": _MAX_ENTRIES}

    return await desk_page(request, "log.html", collect)


def _rows(entries: list[Entry], snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Each entry with its local time, and its files with the links to those that still exist."""
    known = edit.editable_paths(snapshot)
    for entry in entries:
        files = [
            (path, source_note(path, snapshot)["edit"] if path in known else "")
            for path in entry.paths
        ]
        yield {"entry": entry, "moment": local_time(entry.time, snapshot), "files": files}
