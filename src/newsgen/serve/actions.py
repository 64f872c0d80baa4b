"""What an editor does with a whole story in the desk: release it, unpublish it, move it.

Each action has two requests: the first says what would happen, the second does it, unless the file
has changed since.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen import frontmatter
from newsgen.diagnostics import Problems
from newsgen.markdown import remove_comments
from newsgen.models import Article
from newsgen.serve import edit, rename
from newsgen.serve.answers import refuse
from newsgen.serve.desk_render import day_and_time, local_time
from newsgen.serve.page_status import page_of, problem_note
from newsgen.serve.people import require_editor
from newsgen.serve.session import PreviewSession
from newsgen.serve.site import notes_for
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.story_changes import PUBLISH_LINK, change_story, story_at
from newsgen.site.moments import status_at
from newsgen.site.moving import find_users
from newsgen.sources import publication
from newsgen.sources.loader import pinpoint, read_article
from newsgen.sources.new_article import PLACEHOLDER
from newsgen.urls import permalink


def routes() -> list[Route]:
    """The two requests of each action."""
    return [
        Route("/release", _before_release, methods=["GET"]),
        Route("/release", _release, methods=["POST"]),
        Route("/unpublish", _before_unpublish, methods=["GET"]),
        Route("/unpublish", _unpublish, methods=["POST"]),
        *rename.routes(),
    ]


# --- release --------------------------------------------------------------------------------------


async def _before_release(request: Request) -> Response:
    """What speaks against a release, and the moment that the editor chose."""
    session: PreviewSession = request.app.state.session
    path = edit.editable_path(request.query_params.get("path", ""), session.snapshot)
    await session.handle_changes(frozenset({path}))
    source = await to_thread.run_sync(edit.read_source, session.snapshot.root, path)
    problems = await _problems(session, path, source["text"])
    return JSONResponse(
        {
            "digest": source["digest"],
            "now": f"{local_time(session.now(), session.snapshot):%Y-%m-%dT%H:%M}",
            "date": _chosen_date(source["text"], path, session.snapshot),
            "errors": [note for note in problems if note["severity"] == "error"],
            "warnings": [note for note in problems if note["severity"] != "error"],
        }
    )


async def _release(request: Request) -> Response:
    """Take ``draft`` out, and write the date: the chosen one, or now."""
    require_editor(request)
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    path = edit.editable_path(edit.text_field(given, "path"), session.snapshot)
    config = session.snapshot.config
    chosen = _read_date(edit.text_field(given, "date"), config.timezone)
    source = await to_thread.run_sync(edit.read_source, session.snapshot.root, path)
    errors = [n for n in await _problems(session, path, source["text"]) if n["severity"] == "error"]
    if errors:
        return refuse(errors[0]["message"], errors[0]["hint"])
    article, _ = read_article(source["text"].encode(), path, config)
    now = session.now()
    is_over = bool(article.expires and article.expires <= now)
    if not article.draft and not is_over:
        return refuse("this story is released already")
    is_kept = chosen and edit.text_field(given, "date") == _chosen_date(
        source["text"], path, session.snapshot
    )
    moment = "" if is_kept else publication.write_moment(chosen or now, config)
    answer = await change_story(
        request,
        path,
        edit.text_field(given, "digest"),
        lambda text: publication.release(text, path, moment, is_over=is_over),
        "released",
    )
    if isinstance(answer, Response):
        return answer
    message = _released(answer, now, session.snapshot)
    return JSONResponse({"message": message, **PUBLISH_LINK})


def _released(article: Article, now: datetime, snapshot: Snapshot) -> str:
    """When readers see the story."""
    if article.date <= now:
        return "Released. Readers see it after the next publication."
    moment = local_time(article.date, snapshot)
    return f"Released. It appears with the first publication after {day_and_time(moment)}."


async def _problems(session: PreviewSession, path: str, text: str) -> list[dict[str, Any]]:
    """The notes of all that is wrong with a story as it is in its file."""
    snapshot = session.snapshot
    try:
        read_article(text.encode(), path, snapshot.config)
    except Problems as problems:
        located = pinpoint(snapshot.root, problems.diagnostics)
        return [problem_note(problem, snapshot) for problem in located]
    found: list[dict[str, Any]] = []
    if not _has_words(text, path):
        found.append(_note("the story has no words yet", "write it first"))
    page = page_of(path, snapshot)
    notes = await notes_for(session, snapshot, page) if page else {"problems": []}
    return [*found, *(note for note in notes["problems"] if note["path"] == path)]


def _has_words(text: str, path: str) -> bool:
    """Whether a story has a text of its own, or is one of which this is not expected."""
    parts = frontmatter.split(text, path)
    body, _ = remove_comments(parts.body)
    tree = frontmatter.parse(parts.yaml, path, parts.yaml_line)
    return bool(tree.get("link")) or body.strip() not in {"", PLACEHOLDER}


def _note(message: str, hint: str) -> dict[str, Any]:
    return {"severity": "error", "message": message, "hint": hint, "line": 0}


def _chosen_date(text: str, path: str, snapshot: Snapshot) -> str:
    """The date in the front matter as a field of the browser takes it; empty if there is none."""
    try:
        moment = publication.chosen_date(text, path)
    except Problems:
        return ""
    if moment and moment.tzinfo:
        moment = local_time(moment, snapshot)
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else ""


def _read_date(written: str, timezone: str) -> datetime | None:
    """The moment that a field of the browser holds, in the time zone of the paper."""
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(timezone))
    except ValueError as error:
        raise HTTPException(400, f"{written} is not a moment") from error


# --- unpublish ------------------------------------------------------------------------------------


async def _before_unpublish(request: Request) -> Response:
    """The address that would be gone, and the sources that name the story."""
    session: PreviewSession = request.app.state.session
    article = story_at(request.query_params.get("path", ""), session.snapshot)
    source = await to_thread.run_sync(edit.read_source, session.snapshot.root, article.path)
    users = await to_thread.run_sync(_users, article.path, session.snapshot)
    return JSONResponse(
        {
            "digest": source["digest"],
            "address": permalink(article, session.snapshot.config),
            "status": status_at(article, session.now()),
            "users": users,
        }
    )


async def _unpublish(request: Request) -> Response:
    """Make the story a draft; if others name it, it expires now, which is no error for them."""
    require_editor(request)
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    article = story_at(edit.text_field(given, "path"), session.snapshot)
    now, config = session.now(), session.snapshot.config
    if article.draft:
        return refuse("this story is a draft already")
    users = await to_thread.run_sync(_users, article.path, session.snapshot)
    minute = now.replace(second=0, microsecond=0)

    def change(text: str) -> str:
        if users and status_at(article, now) == "live" and article.date < minute:
            moment = publication.write_moment(minute, config)
            return publication.let_expire(text, article.path, moment)
        return publication.make_draft(text, article.path)

    digest = edit.text_field(given, "digest")
    answer = await change_story(request, article.path, digest, change, "unpublished")
    if isinstance(answer, Response):
        return answer
    message = "Unpublished. Its page goes with the next publication."
    return JSONResponse({"message": message, **PUBLISH_LINK})


def _users(path: str, snapshot: Snapshot) -> list[str]:
    """The sources that name a story."""
    users = find_users(snapshot.inventory.collection, snapshot.site_plan.site)
    return sorted(users.get(path, frozenset()) - {path})
