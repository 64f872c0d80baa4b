"""Shared by all that the desk does with a whole story: a change of its file, and the answers."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from newsgen.diagnostics import Problems, Refusal
from newsgen.models import Article
from newsgen.serve import edit
from newsgen.serve.guard import PREFIX
from newsgen.serve.people import record
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.sources.loader import read_article

_MAX_WAIT = 5.0
"""Seconds to wait at most until the snapshot has a changed story."""
CHANGED = "Somebody changed this story in the meantime: look at it again."
"""Why nothing was done with a story."""


async def change_story(
    request: Request, path: str, digest: str, change: Callable[[str], str], action: str
) -> Article | Response:
    """The story with its changed text, once the snapshot has it; or why it was not changed."""
    session: PreviewSession = request.app.state.session
    snapshot = session.snapshot

    def save() -> Article | Response:
        source = edit.read_source(snapshot.root, path)
        if source["digest"] != digest:
            return JSONResponse({"message": CHANGED, "hint": ""}, 409)
        try:
            text = change(source["text"])
            article, _ = read_article(text.encode(), path, snapshot.config)
        except Problems as problems:
            return refuse(words_of(problems))
        status, answer = edit.save_source(snapshot.root, path, text, digest)
        if status == 200:
            return article
        message = CHANGED if status == 409 else answer["message"]
        return JSONResponse({"message": message, "hint": ""}, status)

    answer: Article | Response = await to_thread.run_sync(save)
    if isinstance(answer, Article):
        await record(request, action, path)
        await wait_for(session, [path], lambda now: has_story(now, path, answer))
    return answer


async def wait_for(
    session: PreviewSession, paths: Iterable[str], is_there: Callable[[Snapshot], bool]
) -> None:
    """Wait until the snapshot has the change: the browser shows it next."""
    revision = session.revision
    await session.handle_changes(frozenset(paths))
    with suppress(TimeoutError):
        async with asyncio.timeout(_MAX_WAIT):
            while not is_there(session.snapshot):
                revision = await session.wait_for_change(revision)


def has_story(snapshot: Snapshot, path: str, like: Article | None = None) -> bool:
    """Whether the snapshot has a story at that path, with the date and status of another."""
    found = next((article for article in snapshot.articles if article.path == path), None)
    if found is None or like is None:
        return found is not None
    return (found.draft, found.date, found.expires) == (like.draft, like.date, like.expires)


def story_at(path: str, snapshot: Snapshot) -> Article:
    """The story of a file. Raises HTTPException if there is none."""
    for article in snapshot.articles:
        if article.path == path:
            return article
    raise HTTPException(404, "there is no such story")


PUBLISH_LINK = {"publish": f"{PREFIX}publish"}
"""The page to go to next; it asks for a target where there is none."""


def refuse(message: str, hint: str = "") -> Response:
    """The answer to a request that cannot be met."""
    return JSONResponse({"message": message, "hint": hint}, 422)


def words_of(refused: Problems | Refusal) -> str:
    """Why something cannot be done, in one sentence."""
    first = refused.diagnostics[0] if isinstance(refused, Problems) else refused
    return f"{first.message}: {first.hint}" if first.hint else first.message
