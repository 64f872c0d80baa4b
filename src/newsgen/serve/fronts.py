"""The fronts in the desk: stories are moved by hand, hidden, or put there until a moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from anyio import to_thread
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.diagnostics import Problems
from newsgen.models import Article, Front, FrontStory
from newsgen.serve import edit
from newsgen.serve.desk_render import desk_page
from newsgen.serve.page_status import (
    editor_link,
    front_key,
    front_of,
    front_page,
    front_url,
    source_note,
    status_note,
)
from newsgen.serve.people import record
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import Stories
from newsgen.site.catalogue import Site
from newsgen.sources.front_text import front_path, rewrite_front

_MAX_ROWS = 40
"""Stories of a front that are listed at most; those that an editor put there always are."""
_MAX_OFFERED = 500


def routes() -> list[Route]:
    """The page, and the request that saves a front."""
    return [Route("/front", _front), Route("/front/save", _save, methods=["POST"])]


async def _front(request: Request) -> Response:
    """The stories of a front in their order, next to the page."""
    return await desk_page(request, "front.html", _collect)


def _collect(request: Request, stories: Stories) -> dict[str, Any]:
    snapshot = stories.snapshot
    key = request.query_params.get("section", "")
    edition, section = _find(key, snapshot)
    path = front_path(section, edition.config.edition)
    front = _arranged(path, snapshot) or Front(path=path, digest="", section=section)
    placed = {each.story: each.until for each in (front.lead, *front.top) if each}
    shown = _shown(key, snapshot)[: max(_MAX_ROWS, len(placed))]
    titles = {article.path: article.title for article in snapshot.articles}
    source = edit.read_source(snapshot.root, path)
    return {
        "fronts": list(_fronts(snapshot)),
        "section": key,
        "path": path,
        "digest": source["digest"],
        "rows": [
            {
                "article": article,
                "is_placed": article.path in placed,
                "until": _until(placed, article),
                "status": status_note(article, snapshot),
            }
            for article in shown
        ],
        "waiting": [titles.get(each, each) for each in placed if each not in _paths(shown)],
        "hidden": [(each, titles.get(each, each)) for each in front.hidden],
        "offered": [a for a in edition.articles if a.path not in _paths(shown)][:_MAX_OFFERED],
        "preview": front_url(key, snapshot),
        "edit": source_note(path, snapshot)["edit"] if source["digest"] else "",
        "editor": editor_link(snapshot, path),
    }


async def _save(request: Request) -> Response:
    """Write the order into the file of the front, unless it changed since it was read."""
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    snapshot = session.snapshot
    edition, section = _find(edit.text_field(given, "section"), snapshot)
    path = front_path(section, edition.config.edition)
    stories = [_placed(each, snapshot) for each in _list(given, "stories")]
    hidden = [_known(each, snapshot) for each in _list(given, "hidden")]
    leads, known = bool(given.get("leads")), edit.text_field(given, "digest")

    def save() -> tuple[int, dict[str, str]]:
        source = edit.read_source(snapshot.root, path)
        if source["digest"] != known:
            return 409, source
        lead, top = (stories[0], stories[1:]) if leads and stories else (None, stories)
        try:
            text = rewrite_front(source["text"], path, lead, top, hidden)
        except Problems as problems:
            return 422, {"message": problems.diagnostics[0].message}
        (snapshot.root / path).parent.mkdir(parents=True, exist_ok=True)
        return edit.save_source(snapshot.root, path, text, known)

    status, answer = await to_thread.run_sync(save)
    if status == 200:
        await record(request, "arranged", path)
        await session.handle_changes(frozenset({path}))
    return JSONResponse(answer, status)


def _fronts(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """What the desk calls each front, and its title."""
    for edition in snapshot.site_plan.site.editions:
        name, title = edition.config.edition, edition.config.title
        yield name, title if name else "Home page"
        for section in edition.sections.values():
            key = front_key(front_path(section.slug, name))
            yield key, f"{title}: {section.title}" if name else section.title


def _find(key: str, snapshot: Snapshot) -> tuple[Site, str]:
    found = front_of(key, snapshot)
    if found is None:
        raise HTTPException(404, "There is no such section.")
    return found


def _arranged(path: str, snapshot: Snapshot) -> Front | None:
    fronts = snapshot.inventory.collection.fronts
    return next((front for front in fronts if front.path == path), None)


def _shown(key: str, snapshot: Snapshot) -> tuple[Article, ...]:
    """The stories at the top of the front, in their order."""
    output = front_page(key, snapshot)
    articles: tuple[Article, ...] = output.recipe.parts[2] if output else ()
    return articles


def _paths(articles: tuple[Article, ...]) -> set[str]:
    return {article.path for article in articles}


def _until(placed: dict[str, datetime | None], article: Article) -> str:
    """When the place of the story ends, as a field of the browser takes it."""
    until = placed.get(article.path)
    return f"{until:%Y-%m-%dT%H:%M}" if until else ""


def _list(given: dict[str, Any], key: str) -> list[Any]:
    value = given.get(key, [])
    if not isinstance(value, list) or len(value) > _MAX_OFFERED:
        raise HTTPException(400, f"{key} is not a list")
    return value


def _placed(given: Any, snapshot: Snapshot) -> FrontStory:
    if not isinstance(given, dict):
        raise HTTPException(400, "a story is not an object")
    placed = FrontStory(story=_known(given.get("story"), snapshot))
    until = given.get("until")
    if not until:
        return placed
    try:
        return replace(placed, until=datetime.fromisoformat(str(until)).replace(tzinfo=None))
    except ValueError as error:
        raise HTTPException(400, f"{until} is not a moment") from error


def _known(path: Any, snapshot: Snapshot) -> str:
    """The path, if it is that of a story."""
    if isinstance(path, str) and any(article.path == path for article in snapshot.articles):
        return path
    raise HTTPException(400, f"there is no story {path}")
