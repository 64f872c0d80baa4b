"""The requests of the desk's scripts: create a story, read and save a source, poll for changes."""

import asyncio
from contextlib import suppress

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.diagnostics import Problems
from newsgen.serve import edit
from newsgen.serve.guard import endpoint_of
from newsgen.serve.page_status import page_of, problem_note, source_note, url_of
from newsgen.serve.problems import Note, in_words
from newsgen.serve.session import PreviewSession
from newsgen.serve.site import notes_for
from newsgen.sources.new_article import ArticleDraft, create_article

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
    """The revision, by which pages see that something changed, and how far the inspection is."""
    session: PreviewSession = request.app.state.session
    return JSONResponse({"revision": session.revision, "inspected": in_words(session.progress)})


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
        authors=_names_in(edit.text_field(given, "authors")),
        summary=edit.text_field(given, "summary"),
        tags=_names_in(edit.text_field(given, "tags")),
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


def _names_in(text: str) -> tuple[str, ...]:
    """The names that commas separate, also those of Arabic script."""
    return tuple(name.strip() for name in text.replace("،", ",").split(",") if name.strip())


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
    source = await to_thread.run_sync(edit.read_source, snapshot.root, path)
    page = page_of(path, snapshot)
    known = [problem_note(p, snapshot) for p in session.stories.problems if p.path == path]
    if page is None:
        return JSONResponse({**source, "preview": "", "problems": known})
    notes = await notes_for(session, page)
    facts = {name: notes[name] for name in ("status", "current")}
    facts["problems"] = _merge(notes["problems"], known)
    preview = f"{endpoint_of(request).site}{url_of(path, snapshot)}"
    return JSONResponse({**source, "preview": preview, **facts})


def _merge(notes: list[Note], others: list[Note]) -> list[Note]:
    """The notes on a page, and what else is known of its file."""
    merged = {(note["code"], note["line"], note["message"]): note for note in (*notes, *others)}
    return list(merged.values())


async def _save(request: Request) -> Response:
    """Save a source, unless it changed since it was read."""
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    snapshot = session.snapshot
    path = edit.editable_path(edit.text_field(given, "path"), snapshot)
    status, answer = await to_thread.run_sync(
        edit.save_source,
        snapshot.root,
        path,
        edit.text_field(given, "text"),
        edit.text_field(given, "digest"),
    )
    return JSONResponse(answer, status)
