"""The requests of the desk's scripts: create a story, read and save a source, poll for changes."""

import asyncio
from contextlib import suppress
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.diagnostics import Problems, Severity
from newsgen.files.names import CONFIG
from newsgen.serve import edit
from newsgen.serve.guard import endpoint_of
from newsgen.serve.page_status import page_of, problem_note, source_note, url_of
from newsgen.serve.session import PreviewSession
from newsgen.serve.site import notes_for
from newsgen.serve.snapshot import Snapshot
from newsgen.sources.new_article import ArticleDraft, create_article
from newsgen.urls import home_url

_MAX_WAIT = 5.0
"""Seconds to wait at most until the snapshot has a new story."""


def routes() -> list[Route]:
    """The routes that scripts of the desk call."""
    return [
        Route("/new", _create_story, methods=["POST"]),
        Route("/source", _source),
        Route("/save", _save, methods=["POST"]),
        Route("/pulse", _pulse),
    ]


async def _pulse(request: Request) -> Response:
    """The revision of the snapshot, by which pages see that something changed."""
    session: PreviewSession = request.app.state.session
    return JSONResponse({"revision": session.revision})


async def _create_story(request: Request) -> Response:
    """Create the file of a new story."""
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    snapshot = session.snapshot
    edition, _, section = edit.text_field(given, "section").rpartition("/")
    draft = ArticleDraft(
        headline=edit.text_field(given, "headline"),
        section=section,
        edition=edition,
        authors=tuple(n.strip() for n in edit.text_field(given, "authors").split(",") if n.strip()),
        lang=edit.text_field(given, "lang").strip(),
    )
    try:
        place = await to_thread.run_sync(
            create_article, snapshot.root, snapshot.config, draft, session.now()
        )
    except Problems as problems:
        problem = problems.diagnostics[0]
        return JSONResponse({"message": problem.message, "hint": problem.hint}, 422)
    except OSError as error:
        return JSONResponse(
            {"message": f"the file cannot be written: {error.strerror}", "hint": ""}, 422
        )
    path = place.relative_to(snapshot.root).as_posix()
    await _wait_for_source(session, path)
    return JSONResponse(source_note(path, snapshot), 201)


async def _wait_for_source(session: PreviewSession, path: str) -> None:
    """Wait until the snapshot has the new source: the browser opens its page next."""
    revision = session.revision
    await session.handle_changes(frozenset({path}))
    with suppress(TimeoutError):
        async with asyncio.timeout(_MAX_WAIT):
            while all(source.path != path for source in session.snapshot.inventory.sources):
                revision = await session.wait_for_change(revision)


async def _source(request: Request) -> Response:
    """The text of a source, its digest, the URL of its page, and the notes for that page."""
    session: PreviewSession = request.app.state.session
    snapshot = session.snapshot
    path = edit.editable_path(request.query_params.get("path", ""), snapshot)
    edit.check_person(request, path)
    source = await to_thread.run_sync(edit.read_source, snapshot.root, path)
    if path == CONFIG:
        return JSONResponse({**source, **_settings_notes(request, snapshot)})
    page = page_of(path, snapshot)
    if page is None:
        problems = [problem_note(p, snapshot) for p in snapshot.diagnostics if p.path == path]
        return JSONResponse({**source, "preview": "", "problems": problems})
    notes = await notes_for(session, page)
    facts = {name: notes[name] for name in ("problems", "status", "current")}
    preview = f"{endpoint_of(request).site}{url_of(path, snapshot)}"
    return JSONResponse({**source, "preview": preview, **facts})


def _settings_notes(request: Request, snapshot: Snapshot) -> dict[str, Any]:
    """The notes for the settings, with the home page, which shows the last good ones."""
    found = [problem for problem in snapshot.diagnostics if problem.path == CONFIG]
    return {
        "preview": f"{endpoint_of(request).site}{home_url(snapshot.config)}",
        "problems": [problem_note(problem, snapshot) for problem in found],
        "status": None,
        "current": all(problem.severity is not Severity.ERROR for problem in found),
    }


async def _save(request: Request) -> Response:
    """Save a source, unless it changed since it was read."""
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    snapshot = session.snapshot
    path = edit.editable_path(edit.text_field(given, "path"), snapshot)
    edit.check_person(request, path)
    status, answer = await to_thread.run_sync(
        edit.save_source,
        snapshot.root,
        path,
        edit.text_field(given, "text"),
        edit.text_field(given, "digest"),
    )
    return JSONResponse(answer, status)
