"""What the pages of the desk ask for and write: a new story, a source, the pulse."""

import asyncio
from contextlib import suppress

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.diagnostics import Problems
from newsgen.serve import edit
from newsgen.serve.guard import place_of
from newsgen.serve.page_status import page_of, problem_note, source_note, url_of
from newsgen.serve.session import PreviewSession
from newsgen.serve.site import notes_on
from newsgen.sources.new_article import ArticleDraft, create_article

_PATIENCE = 5.0
"""Seconds that a new story is waited for, at most."""


def routes() -> list[Route]:
    """What pages of the desk ask for by script."""
    return [
        Route("/new", _begin, methods=["POST"]),
        Route("/source", _source),
        Route("/save", _save, methods=["POST"]),
        Route("/pulse", _pulse),
    ]


async def _pulse(request: Request) -> Response:
    """A number that grows with every change, for pages to keep up with."""
    session: PreviewSession = request.app.state.session
    return JSONResponse({"number": session.number})


async def _begin(request: Request) -> Response:
    """Lay down the file of a new story."""
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    snapshot = session.snapshot
    idea = ArticleDraft(
        headline=edit.text(given, "headline"),
        section=edit.text(given, "section"),
        authors=tuple(n.strip() for n in edit.text(given, "authors").split(",") if n.strip()),
        lang=edit.text(given, "lang").strip(),
    )
    try:
        place = await to_thread.run_sync(
            create_article, snapshot.root, snapshot.config, idea, session.now()
        )
    except Problems as problems:
        problem = problems.diagnostics[0]
        return JSONResponse({"message": problem.message, "hint": problem.hint}, 422)
    except OSError as error:
        return JSONResponse({"message": f"cannot write: {error.strerror}", "hint": ""}, 422)
    path = place.relative_to(snapshot.root).as_posix()
    await _take_in(session, path)
    return JSONResponse(source_note(path, snapshot), 201)


async def _take_in(session: PreviewSession, path: str) -> None:
    """Wait until the edition knows the new file: the next page that is asked for is about it."""
    number = session.number
    await session.take_up(frozenset({path}))
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while all(source.path != path for source in session.snapshot.inventory.sources):
                number = await session.wait_for_news(number)


async def _source(request: Request) -> Response:
    """The text of a source and its digest, where its page is, and what is said beside that."""
    session: PreviewSession = request.app.state.session
    snapshot = session.snapshot
    path = edit.editable(request.query_params.get("path", ""), snapshot)
    source = await to_thread.run_sync(edit.read_source, snapshot.root, path)
    page = page_of(path, snapshot)
    if page is None:
        problems = [problem_note(p, snapshot) for p in snapshot.diagnostics if p.path == path]
        return JSONResponse({**source, "preview": "", "problems": problems})
    notes = await notes_on(session, page)
    facts = {name: notes[name] for name in ("problems", "standing", "current")}
    preview = f"{place_of(request).site}{url_of(path, snapshot)}"
    return JSONResponse({**source, "preview": preview, **facts})


async def _save(request: Request) -> Response:
    """Write a source, unless it changed since it was read."""
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    snapshot = session.snapshot
    path = edit.editable(edit.text(given, "path"), snapshot)
    status, answer = await to_thread.run_sync(
        edit.save_source,
        snapshot.root,
        path,
        edit.text(given, "text"),
        edit.text(given, "digest"),
    )
    return JSONResponse(answer, status)
