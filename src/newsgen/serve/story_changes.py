"""Shared by all that the desk does with a whole story: a change of its file, and the answers."""

from collections.abc import Callable

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from newsgen.diagnostics import Problems
from newsgen.models import Article
from newsgen.serve import edit
from newsgen.serve.answers import refuse, refuse_for
from newsgen.serve.guard import PREFIX
from newsgen.serve.people import record
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.sources.loader import read_article

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
            return refuse(CHANGED, status=409)
        try:
            text = change(source["text"])
            article, _ = read_article(text.encode(), path, snapshot.config)
        except Problems as problems:
            return refuse_for(problems)
        status, answer = edit.save_source(snapshot.root, path, text, digest)
        if status == 200:
            return article
        message = CHANGED if status == 409 else answer["message"]
        return refuse(message, status=status)

    answer: Article | Response = await to_thread.run_sync(save)
    if isinstance(answer, Article):
        await record(request, action, path)
        await session.show_changes({path}, lambda now: has_story(now, path, answer))
    return answer


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
    gone = "There is no such story: it was renamed or deleted, or cannot be read."
    raise HTTPException(404, gone)


PUBLISH_LINK = {"publish": f"{PREFIX}publish"}
"""The page to go to next; it asks for a target where there is none."""
