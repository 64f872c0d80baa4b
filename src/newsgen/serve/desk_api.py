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
from newsgen.serve.session import Newsroom
from newsgen.serve.site import notes_on
from newsgen.sources.new_article import Idea, begin_story

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
    newsroom: Newsroom = request.app.state.newsroom
    return JSONResponse({"number": newsroom.number})


async def _begin(request: Request) -> Response:
    """Lay down the file of a new story."""
    newsroom: Newsroom = request.app.state.newsroom
    given = await edit.read_json(request)
    edition = newsroom.edition
    idea = Idea(
        headline=edit.text(given, "headline"),
        section=edit.text(given, "section"),
        authors=tuple(n.strip() for n in edit.text(given, "authors").split(",") if n.strip()),
        lang=edit.text(given, "lang").strip(),
    )
    try:
        place = await to_thread.run_sync(
            begin_story, edition.root, edition.config, idea, newsroom.now()
        )
    except Problems as problems:
        problem = problems.diagnostics[0]
        return JSONResponse({"message": problem.message, "hint": problem.hint}, 422)
    except OSError as error:
        return JSONResponse({"message": f"cannot write: {error.strerror}", "hint": ""}, 422)
    path = place.relative_to(edition.root).as_posix()
    await _take_in(newsroom, path)
    return JSONResponse(source_note(path, edition), 201)


async def _take_in(newsroom: Newsroom, path: str) -> None:
    """Wait until the edition knows the new file: the next page that is asked for is about it."""
    number = newsroom.number
    await newsroom.take_up(frozenset({path}))
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while all(source.path != path for source in newsroom.edition.inventory.sources):
                number = await newsroom.wait_for_news(number)


async def _source(request: Request) -> Response:
    """The text of a source and its digest, where its page is, and what is said beside that."""
    newsroom: Newsroom = request.app.state.newsroom
    edition = newsroom.edition
    path = edit.editable(request.query_params.get("path", ""), edition)
    source = await to_thread.run_sync(edit.read_source, edition.root, path)
    page = page_of(path, edition)
    if page is None:
        problems = [problem_note(p, edition) for p in edition.diagnostics if p.path == path]
        return JSONResponse({**source, "preview": "", "problems": problems})
    notes = await notes_on(newsroom, page)
    facts = {name: notes[name] for name in ("problems", "standing", "current")}
    preview = f"{place_of(request).site}{url_of(path, edition)}"
    return JSONResponse({**source, "preview": preview, **facts})


async def _save(request: Request) -> Response:
    """Write a source, unless it changed since it was read."""
    newsroom: Newsroom = request.app.state.newsroom
    given = await edit.read_json(request)
    edition = newsroom.edition
    path = edit.editable(edit.text(given, "path"), edition)
    status, answer = await to_thread.run_sync(
        edit.save_source,
        edition.root,
        path,
        edit.text(given, "text"),
        edit.text(given, "digest"),
    )
    return JSONResponse(answer, status)
