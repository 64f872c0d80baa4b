"""The desk: every story and where it stands, what is wrong, what comes next, and a quick edit."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from anyio import to_thread
from markupsafe import Markup
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from newsgen.advice import advise
from newsgen.beginnings import Idea, begin_story
from newsgen.builder.drafting import draft
from newsgen.builder.inspection import foresee
from newsgen.builder.options import output_folder
from newsgen.config import base_path, origin
from newsgen.diagnostics import Problems, ordered
from newsgen.loader import pinpoint
from newsgen.models import Article, ArticleView
from newsgen.serve import editing
from newsgen.serve.diary import by_day, countdown, events_of, month_sheet, neighbour, read_month
from newsgen.serve.edition import Edition
from newsgen.serve.guard import OWN
from newsgen.serve.newsroom import Newsroom
from newsgen.serve.notes import LABELS, problem_note, source_note, source_of, standing_note
from newsgen.serve.stories import STANDINGS, Stories, Story, Wish, count_words
from newsgen.templates import make_plain_environment
from newsgen.text import direction, truncate
from newsgen.writer import Refusal, recall

_PER_PAGE = 100
_OFFERED = 500
"""So many authors and tags are offered, the most used ones."""
_AGENDA = 200
"""So many coming events are listed."""
_NAMED = 1000
"""So many files that would change are listed."""
_PATIENCE = 5.0
"""Seconds that a new story is waited for, at most."""
_NASTALIQ = "fonts/noto-nastaliq-urdu-arabic-wght-normal.woff2"
"""The font of Urdu headlines: the theme's, if the site has it."""

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
        Route("/changes/body", _changes_body),
        Route("/looks", _looks),
        Route("/new", _new, methods=["GET"]),
        Route("/new", _begin, methods=["POST"]),
        Route("/edit", _edit),
        Route("/source", _source),
        Route("/save", _save, methods=["POST"]),
        Route("/pulse", _pulse),
    ]


# --- pages ----------------------------------------------------------------------------------------


async def _desk(request: Request) -> Response:
    """All stories."""
    return await _show(request, "stories.html", _listing)


async def _stories(request: Request) -> Response:
    """The rows of the table alone, for a search as somebody types."""
    return await _show(request, "rows.html", _listing)


def _listing(request: Request, stories: Stories) -> dict[str, Any]:
    query = request.query_params
    wish = Wish(
        words=query.get("q", ""),
        standing=query.get("standing", ""),
        section=query.get("section", ""),
        author=query.get("author", ""),
        problems=query.get("problems", "") == "1",
    )
    found = stories.find(wish)
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = min(max(1, _number(query.get("page", "1"))), pages)
    shown = found[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    given = {key: value for key, value in query.items() if value and key != "page"}
    return {
        "stories": stories,
        "titles": dict(stories.sections),
        "wish": wish,
        "rows": [_row(story, stories.edition) for story in shown],
        "found": len(found),
        "page": page,
        "pages": pages,
        "standings": {standing: standing.capitalize() for standing in STANDINGS},
        "authors": sorted(stories.authors[:_OFFERED], key=str.casefold),
        "query": urlencode(given),
    }


def _row(story: Story, edition: Edition) -> dict[str, Any]:
    return {
        "story": story,
        "authors": _names(story.article, edition),
        "words": count_words(edition, story),
        **source_note(story.article.path, edition),
    }


def _names(article: Article, edition: Edition) -> list[str]:
    """The byline as readers see it."""
    site = edition.draught.site
    shelves = [site.authors.get(site.author_slugs.get(name, "")) for name in article.authors]
    return [
        shelf.link.title if shelf else name
        for name, shelf in zip(article.authors, shelves, strict=True)
    ]


async def _problems(request: Request) -> Response:
    """All that is wrong, by file."""

    def gather(_: Request, stories: Stories) -> dict[str, Any]:
        edition = stories.edition
        files: dict[str, list[dict[str, Any]]] = {}
        for problem in edition.diagnostics:
            files.setdefault(problem.path, []).append(problem_note(problem, edition))
        editable = {source.path for source in edition.inventory.sources if source.kind != "media"}
        notes = {path: source_note(path, edition) for path in files if path in editable}
        return {"files": files, "notes": notes}

    return await _show(request, "problems.html", gather)


async def _calendar(request: Request) -> Response:
    """What appears and goes by itself, by day."""

    def gather(request: Request, stories: Stories) -> dict[str, Any]:
        today = _local(stories.edition.options.now, stories.edition).date()
        events = events_of(stories)
        month = read_month(request.query_params.get("month", ""), today)
        paths = {event.story.article.path for event in events}
        return {
            "today": today,
            "month": month,
            "before": neighbour(month, -1),
            "after": neighbour(month, 1),
            "weeks": month_sheet(month, by_day(events)),
            "agenda": by_day(events[:_AGENDA]),
            "more": max(0, len(events) - _AGENDA),
            "notes": {path: source_note(path, stories.edition) for path in paths},
        }

    return await _show(request, "calendar.html", gather)


async def _changes(request: Request) -> Response:
    """What the next build would change: the page, which asks for the rest itself."""
    return await _show(request, "changes.html", lambda _, stories: {"stories": stories})


async def _changes_body(request: Request) -> Response:
    """What the next build would change, which takes a while to find out."""
    return await _show(request, "changes-body.html", _foresee)


def _foresee(_: Request, stories: Stories) -> dict[str, Any]:
    edition = stories.edition
    options, root, config = (
        replace(edition.options, scope="published"),
        edition.root,
        edition.config,
    )
    try:
        built = recall(output_folder(root, config, options)).manifest
    except Refusal as refusal:
        return {"refusal": refusal}
    draught = draft(root, config, options, edition.draught.record, edition.inventory)
    changes, failures = foresee(draught, built)
    news = [change for change in changes if change.reason != "same"]
    wrong = ordered((*pinpoint(root, draught.diagnostics), *failures))
    problems = [problem_note(problem, edition) for problem in wrong]
    return {
        "refusal": None,
        "is_first": not built.entries,
        "reasons": Counter(change.reason for change in news).most_common(),
        "changes": news[:_NAMED],
        "count": len(news),
        "same": len(changes) - len(news),
        "errors": [problem for problem in problems if problem["severity"] == "error"],
    }


async def _looks(request: Request) -> Response:
    """How a story will look elsewhere: in a search, when shared, in a reader, on a phone."""

    def gather(request: Request, stories: Stories) -> dict[str, Any]:
        edition = stories.edition
        article = _article(request, edition)
        view = _view(article, edition)
        address = origin(edition.config)
        advice = pinpoint(edition.root, advise(article, edition.root))
        return {
            "view": view,
            "origin": address,
            "host": address.partition("//")[2],
            "standing": standing_note(article, edition),
            "advice": [problem_note(problem, edition) for problem in advice],
            **source_note(article.path, edition),
        }

    return await _show(request, "looks.html", gather)


def _view(article: Article, edition: Edition) -> ArticleView:
    """All that the page of the article shows."""
    for output in edition.outputs.values():
        if source_of(output) == article.path:
            view = output.recipe.view()
            if isinstance(view, ArticleView):
                return view
    raise HTTPException(404, "This story has no page yet: mend what is wrong with it first.")


async def _new(request: Request) -> Response:
    """The form for a new story."""

    def gather(_: Request, stories: Stories) -> dict[str, Any]:
        return {"stories": stories, "offers": _offers(stories), "langs": _langs(stories)}

    return await _show(request, "new.html", gather)


async def _edit(request: Request) -> Response:
    """A story's file in a text area beside its page."""

    def gather(request: Request, stories: Stories) -> dict[str, Any]:
        edition = stories.edition
        path = editing.editable(request.query_params.get("path", ""), edition)
        story = next((story for story in stories.all if story.article.path == path), None)
        return {
            "story": story,
            "offers": _offers(stories),
            "preview": _preview(path, edition),
            **source_note(path, edition),
        }

    return await _show(request, "edit.html", gather)


def _offers(stories: Stories) -> Mapping[str, Sequence[Any]]:
    """What front matter may be completed with."""
    return {
        "section": stories.sections[:_OFFERED],
        "authors": stories.authors[:_OFFERED],
        "tags": stories.tags[:_OFFERED],
    }


def _langs(stories: Stories) -> list[str]:
    """The languages of the paper, its own first."""
    counts = Counter(story.article.lang for story in stories.all)
    config = stories.edition.config
    declared = [section.lang for section in config.sections.values() if section.lang]
    used = [lang for lang, _ in counts.most_common()]
    return list(dict.fromkeys([config.lang, *declared, *used]))


def _preview(path: str, edition: Edition) -> str:
    """The URL of the page of that source, or empty where there is none."""
    url = edition.draught.site.urls.get(path, "")
    return url if any(source_of(output) == path for output in edition.outputs.values()) else ""


# --- what pages ask for ---------------------------------------------------------------------------


async def _pulse(request: Request) -> Response:
    """A number that grows with every change, for pages to keep up with."""
    newsroom: Newsroom = request.app.state.newsroom
    return JSONResponse({"number": newsroom.number})


async def _begin(request: Request) -> Response:
    """Lay down the file of a new story."""
    newsroom: Newsroom = request.app.state.newsroom
    given = await editing.read_json(request)
    edition = newsroom.edition
    idea = Idea(
        headline=editing.text(given, "headline"),
        section=editing.text(given, "section"),
        authors=tuple(n.strip() for n in editing.text(given, "authors").split(",") if n.strip()),
        lang=editing.text(given, "lang").strip(),
    )
    try:
        place = begin_story(edition.root, edition.config, idea, newsroom.now())
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
    """The text of a source and its digest, where its page is, and what is wrong with it."""
    newsroom: Newsroom = request.app.state.newsroom
    edition = newsroom.edition
    path = editing.editable(request.query_params.get("path", ""), edition)

    def read() -> dict[str, Any]:
        problems = [problem_note(p, edition) for p in edition.diagnostics if p.path == path]
        source = editing.read_source(edition.root, path)
        return {**source, "preview": _preview(path, edition), "problems": problems}

    return JSONResponse(await to_thread.run_sync(read))


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


# --- how a page is made ---------------------------------------------------------------------------


async def _show(request: Request, template: str, gather: Gather) -> Response:
    """A page of the desk, of what is gathered from the edition."""
    newsroom: Newsroom = request.app.state.newsroom
    stories, number = newsroom.stories, newsroom.number
    edition = stories.edition

    def render() -> tuple[str, int]:
        frame = {
            "token": request.app.state.token,
            "paper": edition.config,
            "base": base_path(edition.config),
            "now": _local(newsroom.now(), edition),
            "number": number,
            "here": request.scope["path"],
            "counts": _counts(edition),
            "nastaliq": _NASTALIQ if _NASTALIQ in edition.outputs else "",
        }
        try:
            facts = gather(request, stories)
        except HTTPException as missing:
            return _render("missing.html", {**frame, "reason": missing.detail}), missing.status_code
        return _render(template, {**frame, **facts}), 200

    text, status = await to_thread.run_sync(render)
    return HTMLResponse(text, status)


def _render(template: str, facts: Mapping[str, Any]) -> str:
    text: str = _environment().get_template(template).render(facts)
    return text


@lru_cache(maxsize=1)
def _environment() -> Any:
    environment = make_plain_environment(Path(__file__).parent / "templates")
    environment.globals |= {"own": OWN, "labels": LABELS}
    environment.filters |= {
        "clock": lambda moment: f"{moment:%H:%M} {moment.tzname()}",
        "coded": _coded,
        "short_day": lambda day: f"{day.day} {day:%b %Y}",
        "weekday": lambda day: f"{day:%A}, {day.day} {day:%B %Y}",
        "countdown": countdown,
        "direction": direction,
        "shorten": truncate,
        "many": _many,
    }
    return environment


def _many(count: int, noun: str) -> str:
    """A number with its noun: ``1 story``, ``1,200 stories``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _coded(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    marked = [Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(parts)]
    return Markup("").join(marked)


def _counts(edition: Edition) -> dict[str, int]:
    """Problems of the whole site, by kind."""
    errors = sum(1 for problem in edition.diagnostics if problem.severity.name == "ERROR")
    return {"errors": errors, "warnings": len(edition.diagnostics) - errors}


def _local(moment: datetime, edition: Edition) -> datetime:
    """The moment by the paper's clock."""
    return moment.astimezone(ZoneInfo(edition.config.timezone))


def _article(request: Request, edition: Edition) -> Article:
    path = request.query_params.get("path", "")
    for article in edition.articles:
        if article.path == path:
            return article
    raise HTTPException(404, "There is no such story: it was renamed, deleted or never read.")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
