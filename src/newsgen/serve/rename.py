"""The requests that move a story to another name or section: what would change, and the move."""

from contextlib import suppress
from datetime import datetime

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.diagnostics import Problems, Refusal
from newsgen.models import Article
from newsgen.serve import edit
from newsgen.serve.answers import refuse, refuse_for
from newsgen.serve.moves import Move, Wish, carry_out, plan_move
from newsgen.serve.page_status import edition_with, source_note
from newsgen.serve.people import record, require_editor
from newsgen.serve.session import PreviewSession
from newsgen.serve.story_changes import CHANGED, has_story, story_at
from newsgen.sources.publication import chosen_date
from newsgen.urls import permalink


def routes() -> list[Route]:
    """The two requests of a move."""
    return [
        Route("/rename", _before_rename, methods=["GET"]),
        Route("/rename", _rename, methods=["POST"]),
    ]


async def _before_rename(request: Request) -> Response:
    """The old and the new address, and what else would change; or why it cannot be done."""
    session: PreviewSession = request.app.state.session
    snapshot = session.snapshot
    query = request.query_params
    article = story_at(query.get("path", ""), snapshot)
    edition = edition_with(article.path, snapshot)
    wish = Wish(
        name=query.get("name", article.slug),
        section=query.get("section", article.section),
        keep=query.get("keep", "1") == "1",
    )
    source = await to_thread.run_sync(edit.read_source, snapshot.root, article.path)
    facts = {
        "digest": source["digest"],
        "name": article.slug,
        "section": article.section,
        "sections": [[section.slug, section.title] for section in edition.sections.values()],
        "address": permalink(article, snapshot.config),
        "was_live": _was_live(article, source["text"], session.now()),
    }
    try:
        move = await to_thread.run_sync(plan_move, snapshot, article, wish)
    except (Problems, Refusal) as problems:
        return JSONResponse({**facts, "refusal": _in_words(problems), "new_address": ""})
    changed = [rewrite.path for rewrite in move.rewrites[1:]]
    files = [new for _, new in move.files]
    return JSONResponse(
        {**facts, "new_address": move.new_address, "files": files, "changed": changed}
    )


def _was_live(article: Article, text: str, now: datetime) -> bool:
    """Whether readers may know the address: a draft with a date was published once."""
    if article.draft:
        with suppress(Problems):
            return article.date <= now and chosen_date(text, article.path) is not None
    return article.date <= now


def _in_words(refused: Problems | Refusal) -> str:
    """Why something cannot be done, in one sentence."""
    first = refused.diagnostics[0] if isinstance(refused, Problems) else refused
    return f"{first.message}: {first.hint}" if first.hint else first.message


async def _rename(request: Request) -> Response:
    """Move the story, and name it by its new path wherever it is named."""
    require_editor(request)
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    snapshot = session.snapshot
    article = story_at(edit.text_field(given, "path"), snapshot)
    section = edit.text_field(given, "section")
    if section not in edition_with(article.path, snapshot).sections:
        return refuse(f"there is no section {section}")
    wish = Wish(name=edit.text_field(given, "name"), section=section, keep=bool(given.get("keep")))

    def move() -> Move:
        planned = plan_move(snapshot, article, wish)
        if planned.rewrites[0].digest != edit.text_field(given, "digest"):
            raise HTTPException(409, CHANGED)
        carry_out(snapshot.root, planned)
        return planned

    try:
        done = await to_thread.run_sync(move)
    except (Problems, Refusal) as problems:
        return refuse_for(problems)
    except OSError as error:
        return refuse(f"nothing was moved: {error.strerror}")
    paths = [*(p for pair in done.files for p in pair), *(r.path for r in done.rewrites)]
    await record(request, "renamed", *dict.fromkeys(paths))
    await session.show_changes({*paths}, lambda now: has_story(now, done.new_path))
    return JSONResponse(
        {"message": "Moved.", "new_address": done.new_address}
        | source_note(done.new_path, session.snapshot)
    )
