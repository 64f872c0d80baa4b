"""The requests of the desk's scripts: create a story, read and save a source, poll for changes."""

from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.diagnostics import Problems, Severity
from newsgen.files.names import CONFIG
from newsgen.serve import edit
from newsgen.serve.answers import refuse, refuse_for
from newsgen.serve.desk_people import editing
from newsgen.serve.guard import endpoint_of
from newsgen.serve.page_status import page_of, problem_note, source_note, url_of
from newsgen.serve.people import Person, person_of, record
from newsgen.serve.problems import Note, in_words
from newsgen.serve.repository_note import repository_note
from newsgen.serve.session import PreviewSession
from newsgen.serve.shared_save import own_digest, read_shared, save_shared
from newsgen.serve.site import notes_for
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.writer_limits import writer_refusal
from newsgen.sources.new_article import ArticleDraft, create_article
from newsgen.urls import home_url


def routes() -> list[Route]:
    """The routes that scripts of the desk call."""
    return [
        Route("/new", _create_story, methods=["POST"]),
        Route("/source", _source),
        Route("/save", _save, methods=["POST"]),
        Route("/pulse", _pulse),
    ]


async def _pulse(request: Request) -> Response:
    """The revision of the snapshot, by which pages see changes, and what else changes."""
    session: PreviewSession = request.app.state.session
    return JSONResponse(
        {
            "revision": session.revision,
            "inspected": in_words(session.progress),
            "editing": editing(request),
            "git": repository_note(request.app.state.repository),
        }
    )


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

    def create() -> Path:
        with edit.WRITING:
            return create_article(snapshot.root, snapshot.config, draft, session.now())

    try:
        place = await to_thread.run_sync(create)
    except Problems as problems:
        return refuse_for(problems)
    except OSError as error:
        return refuse(f"the file cannot be written: {error.strerror}")
    path = place.relative_to(snapshot.root).as_posix()
    await record(request, "created", path)
    await session.show_changes({path}, lambda now: edit.is_editable(path, now))
    return JSONResponse(source_note(path, snapshot), 201)


def _names_in(text: str) -> tuple[str, ...]:
    """The names that commas separate, also those of Arabic script."""
    return tuple(name.strip() for name in text.replace("،", ",").split(",") if name.strip())


async def _source(request: Request) -> Response:
    """The text of a source, its digest, the URL of its page, and the notes for that page."""
    session: PreviewSession = request.app.state.session
    snapshot = session.snapshot
    path = edit.editable_path(request.query_params.get("path", ""), snapshot)
    edit.check_person(request, path)
    repository = request.app.state.repository
    source = await to_thread.run_sync(read_shared, repository, snapshot.root, path)
    if path == CONFIG:
        return JSONResponse({**source, **_settings_notes(request, snapshot)})
    page = page_of(path, snapshot)
    known = [problem_note(p, snapshot) for p in session.stories.problems if p.path == path]
    if page is None:
        return JSONResponse({**source, "preview": "", "problems": known})
    notes = await notes_for(session, snapshot, page)
    facts = {name: notes[name] for name in ("status", "current")}
    facts["problems"] = _merge(notes["problems"], known)
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
    edit.check_person(request, path)
    text, digest = edit.text_field(given, "text"), edit.text_field(given, "digest")
    refusal = await to_thread.run_sync(_refusal, person_of(request), snapshot, path, text, digest)
    if refusal:
        return refuse(refusal, status=403)
    repository = request.app.state.repository
    status, answer = await to_thread.run_sync(
        save_shared, repository, snapshot.root, path, text, digest
    )
    if status == 200:
        await record(request, "saved", path)
    return JSONResponse(answer, status)


def _refusal(person: Person, snapshot: Snapshot, path: str, text: str, digest: str) -> str:
    """Why this person may not save this text of a story, or empty."""
    is_story = any(s.path == path and s.kind == "article" for s in snapshot.inventory.sources)
    if person.role == "editor" or not is_story:
        return ""
    source = edit.read_source(snapshot.root, path)
    is_same = source["digest"] == own_digest(digest)  # else the save finds the conflict itself
    return writer_refusal(path, source["text"], text) if is_same else ""
