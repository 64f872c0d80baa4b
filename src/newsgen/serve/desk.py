"""The desk: every story and where it stands, what is wrong, what comes next, and a quick edit."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from newsgen.beginnings import Idea, begin_story
from newsgen.builder.drafting import draft
from newsgen.builder.inspection import foresee
from newsgen.builder.options import output_folder
from newsgen.diagnostics import Problems
from newsgen.models import Article, ArticleView
from newsgen.serve import editing
from newsgen.serve.edition import Edition
from newsgen.serve.newsroom import Newsroom
from newsgen.serve.notes import problem_note, source_note, standing_note
from newsgen.serve.stories import STANDINGS, Stories, Story, Wish, count_words
from newsgen.templates import make_plain_environment
from newsgen.writer import Refusal, recall

_PER_PAGE = 100

Gather = Callable[[Request, Stories], dict[str, Any]]
"""Gives what a page of the desk shows."""


def routes() -> list[Route]:
    """The pages of the desk and what they ask for."""
    return [
        Route("/", _desk),
        Route("/stories", _stories),
        Route("/problems", _problems),
        Route("/calendar", _calendar),
        Route("/changes", _changes),
        Route("/looks", _looks),
        Route("/new", _new, methods=["GET"]),
        Route("/new", _begin, methods=["POST"]),
        Route("/edit", _edit),
        Route("/source", _source),
        Route("/save", _save, methods=["POST"]),
    ]


async def _desk(request: Request) -> Response:
    """All stories."""
    return await _show(request, "stories.html", _listing)


async def _stories(request: Request) -> Response:
    """The rows of the table alone, for a search as somebody types."""
    return await _show(request, "rows.html", _listing)


def _listing(request: Request, stories: Stories) -> dict[str, Any]:
    edition = stories.edition
    query = request.query_params
    wish = Wish(
        words=query.get("q", ""),
        standing=query.get("standing", ""),
        section=query.get("section", ""),
        author=query.get("author", ""),
        problems=query.get("problems", "") == "1",
    )
    found = stories.find(wish)
    page = max(1, _number(query.get("page", "1")))
    shown = found[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    return {
        "stories": stories,
        "wish": wish,
        "rows": [_row(story, edition) for story in shown],
        "found": len(found),
        "page": page,
        "pages": max(1, -(-len(found) // _PER_PAGE)),
        "standings": STANDINGS,
    }


def _row(story: Story, edition: Edition) -> dict[str, Any]:
    return {
        "story": story,
        "words": count_words(edition, story),
        **source_note(story.article.path, edition),
    }


async def _problems(request: Request) -> Response:
    """All that is wrong, by file."""

    def gather(_: Request, stories: Stories) -> dict[str, Any]:
        edition = stories.edition
        return {"problems": [problem_note(p, edition) for p in edition.diagnostics]}

    return await _show(request, "problems.html", gather)


async def _calendar(request: Request) -> Response:
    """What appears and goes by itself, by day."""

    def gather(_: Request, stories: Stories) -> dict[str, Any]:
        days: dict[str, list[dict[str, Any]]] = {}
        for story in stories.scheduled():
            if story.due:
                day = story.due.date().isoformat()
                days.setdefault(day, []).append(_row(story, stories.edition))
        return {"days": days}

    return await _show(request, "calendar.html", gather)


async def _changes(request: Request) -> Response:
    """What the next build would change."""
    return await _show(request, "changes.html", _foresee)


def _foresee(_: Request, stories: Stories) -> dict[str, Any]:
    edition = stories.edition
    options, root, config = edition.options, edition.root, edition.config
    published = type(options)(root=options.root, now=options.now)
    try:
        built = recall(output_folder(root, config, published)).manifest
    except Refusal as refusal:
        return {"refusal": refusal, "changes": [], "same": 0, "total": 0}
    record, inventory = edition.draught.record, edition.inventory
    draught = draft(root, config, published, record, inventory)
    changes, failures = foresee(draught, built)
    news = [change for change in changes if change.reason != "same"]
    problems = [problem_note(p, edition) for p in (*draught.diagnostics, *failures)]
    return {
        "refusal": None,
        "changes": news[:1000],
        "count": len(news),
        "same": len(changes) - len(news),
        "problems": problems,
    }


async def _looks(request: Request) -> Response:
    """How a story will look elsewhere: in a search, when shared, in a reader, on a phone."""

    def gather(request: Request, stories: Stories) -> dict[str, Any]:
        edition = stories.edition
        article = _article(request, edition)
        output = next(o for o in edition.outputs.values() if o.origin == article.path)
        view = output.recipe.view()
        if not isinstance(view, ArticleView):
            raise HTTPException(404)
        return {
            "view": view,
            "standing": standing_note(article, edition),
            **source_note(article.path, edition),
        }

    return await _show(request, "looks.html", gather)


async def _new(request: Request) -> Response:
    """The form for a new story."""

    def gather(_: Request, stories: Stories) -> dict[str, Any]:
        return {"stories": stories}

    return await _show(request, "new.html", gather)


async def _begin(request: Request) -> Response:
    """Lay down the file of a new story."""
    newsroom: Newsroom = request.app.state.newsroom
    given = await editing.read_json(request)
    edition = newsroom.edition
    idea = Idea(
        headline=editing.text(given, "headline"),
        section=editing.text(given, "section"),
        authors=tuple(n.strip() for n in editing.text(given, "authors").split(",") if n.strip()),
        lang=editing.text(given, "lang"),
    )
    try:
        path = begin_story(edition.root, edition.config, idea, newsroom.now())
    except Problems as problems:
        problem = problems.diagnostics[0]
        return JSONResponse({"message": problem.message, "hint": problem.hint}, 422)
    except OSError as error:
        return JSONResponse({"message": f"cannot write: {error.strerror}", "hint": ""}, 422)
    return JSONResponse(source_note(path.relative_to(edition.root).as_posix(), edition), 201)


async def _edit(request: Request) -> Response:
    """A story's file in a text area beside its page."""

    def gather(request: Request, stories: Stories) -> dict[str, Any]:
        edition = stories.edition
        path = editing.editable(request.query_params.get("path", ""), edition)
        output = next((o for o in edition.outputs.values() if o.origin == path), None)
        return {
            "stories": stories,
            "preview": edition.draught.site.urls.get(path, "") if output else "",
            **source_note(path, edition),
        }

    return await _show(request, "edit.html", gather)


async def _source(request: Request) -> Response:
    """The text of a source and its digest."""
    newsroom: Newsroom = request.app.state.newsroom
    path = editing.editable(request.query_params.get("path", ""), newsroom.edition)
    return JSONResponse(await to_thread.run_sync(editing.read_source, newsroom.edition.root, path))


async def _save(request: Request) -> Response:
    """Write a source, unless it changed since it was read."""
    newsroom: Newsroom = request.app.state.newsroom
    given = await editing.read_json(request)
    edition = newsroom.edition
    path = editing.editable(editing.text(given, "path"), edition)
    status, answer = await to_thread.run_sync(
        editing.save_source,
        edition.root,
        path,
        editing.text(given, "text"),
        editing.text(given, "digest"),
    )
    return JSONResponse(answer, status)


async def _show(request: Request, template: str, gather: Gather) -> Response:
    """A page of the desk, of what is gathered from the edition."""
    newsroom: Newsroom = request.app.state.newsroom
    stories = newsroom.stories
    edition = stories.edition

    def render() -> str:
        page: str = (
            _environment()
            .get_template(template)
            .render(
                token=request.app.state.token,
                paper=edition.config,
                now=newsroom.now().astimezone(ZoneInfo(edition.config.timezone)),
                here=request.scope["path"],
                counts=_counts(edition),
                **gather(request, stories),
            )
        )
        return page

    return HTMLResponse(await to_thread.run_sync(render))


def _counts(edition: Edition) -> dict[str, int]:
    """Problems of the whole site, by kind."""
    errors = sum(1 for problem in edition.diagnostics if problem.severity.name == "ERROR")
    return {"errors": errors, "warnings": len(edition.diagnostics) - errors}


@lru_cache(maxsize=1)
def _environment() -> Any:
    return make_plain_environment(Path(__file__).parent / "templates")


def _article(request: Request, edition: Edition) -> Article:
    path = request.query_params.get("path", "")
    for article in edition.articles:
        if article.path == path:
            return article
    raise HTTPException(404)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
