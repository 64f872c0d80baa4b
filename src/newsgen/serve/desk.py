"""The desk's pages: every story and where it stands, what is wrong, what comes next, an edit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urljoin

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen.builder.advice import advise
from newsgen.builder.inspect import foresee
from newsgen.builder.options import output_folder
from newsgen.builder.planning import plan_site
from newsgen.diagnostics import Refusal, ordered
from newsgen.models import Article, ArticleView, Picture
from newsgen.serve import edit
from newsgen.serve.desk_render import local, show
from newsgen.serve.guard import place_of
from newsgen.serve.page_status import problem_note, source_note, source_of, standing_note, url_of
from newsgen.serve.schedule import by_day, events_of, month_sheet, neighbour, read_month
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import STANDINGS, DeskStory, Stories, StoryFilter, count_words
from newsgen.sources.loader import pinpoint
from newsgen.urls import origin
from newsgen.writer import load_output_state

_PER_PAGE = 100
_OFFERED = 500
"""So many authors and tags are offered, the most used ones."""
_AGENDA = 200
"""So many coming events are listed."""
_NAMED = 1000
"""So many files that would change are listed."""


def routes() -> list[Route]:
    """The pages of the desk."""
    return [
        Route("/", _desk),
        Route("/stories", _stories),
        Route("/problems", _problems),
        Route("/calendar", _calendar),
        Route("/changes", _changes),
        Route("/changes/body", _changes_body),
        Route("/looks", _looks),
        Route("/new", _new, methods=["GET"]),
        Route("/edit", _edit),
    ]


async def _desk(request: Request) -> Response:
    """All stories."""
    return await show(request, "stories.html", _listing)


async def _stories(request: Request) -> Response:
    """The rows of the table alone, for a search as somebody types."""
    return await show(request, "rows.html", _listing)


def _listing(request: Request, stories: Stories) -> dict[str, Any]:
    query = request.query_params
    story_filter = StoryFilter(
        words=query.get("q", ""),
        standing=query.get("standing", ""),
        section=query.get("section", ""),
        author=query.get("author", ""),
        problems=query.get("problems", "") == "1",
    )
    found = stories.find(story_filter)
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = min(max(1, _number(query.get("page", "1"))), pages)
    shown = found[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    given = {key: value for key, value in query.items() if value and key != "page"}
    return {
        "stories": stories,
        "titles": dict(stories.sections),
        "wish": story_filter,
        "rows": [_row(story, stories.snapshot) for story in shown],
        "found": len(found),
        "page": page,
        "pages": pages,
        "standings": {standing: standing.capitalize() for standing in STANDINGS},
        "authors": sorted(stories.authors[:_OFFERED], key=str.casefold),
        "query": urlencode(given),
    }


def _row(story: DeskStory, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "story": story,
        "authors": _names(story.article, snapshot),
        "words": count_words(snapshot, story),
        **source_note(story.article.path, snapshot),
    }


def _names(article: Article, snapshot: Snapshot) -> list[str]:
    """The byline as readers see it."""
    site = snapshot.site_plan.site
    shelves = [site.authors.get(site.author_slugs.get(name, "")) for name in article.authors]
    return [
        term.link.title if term else name
        for name, term in zip(article.authors, shelves, strict=True)
    ]


async def _problems(request: Request) -> Response:
    """All that is wrong, by file."""

    def collect(_: Request, stories: Stories) -> dict[str, Any]:
        snapshot = stories.snapshot
        files: dict[str, list[dict[str, Any]]] = {}
        for problem in snapshot.diagnostics:
            files.setdefault(problem.path, []).append(problem_note(problem, snapshot))
        editable = {source.path for source in snapshot.inventory.sources if source.kind != "media"}
        notes = {path: source_note(path, snapshot) for path in files if path in editable}
        return {"files": files, "notes": notes}

    return await show(request, "problems.html", collect)


async def _calendar(request: Request) -> Response:
    """What appears and goes by itself, by day."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        today = local(stories.snapshot.options.now, stories.snapshot).date()
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
            "notes": {path: source_note(path, stories.snapshot) for path in paths},
        }

    return await show(request, "calendar.html", collect)


async def _changes(request: Request) -> Response:
    """What the next build would change: the page, which asks for the rest itself."""
    return await show(request, "changes.html", lambda _, stories: {"stories": stories})


async def _changes_body(request: Request) -> Response:
    """What the next build would change, which takes a while to find out."""
    return await show(request, "changes-body.html", _foresee)


def _foresee(_: Request, stories: Stories) -> dict[str, Any]:
    snapshot = stories.snapshot
    options, root, config = (
        replace(snapshot.options, scope="published"),
        snapshot.root,
        snapshot.config,
    )
    try:
        built = load_output_state(output_folder(root, config, options)).manifest
    except Refusal as refusal:
        return {"refusal": refusal}
    site_plan = plan_site(root, config, options, snapshot.site_plan.build_cache, snapshot.inventory)
    changes, failures = foresee(site_plan, built)
    news = [change for change in changes if change.reason != "same"]
    wrong = ordered((*pinpoint(root, site_plan.diagnostics), *failures))
    problems = [problem_note(problem, snapshot) for problem in wrong]
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

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        snapshot = stories.snapshot
        article = _article(request, snapshot)
        view = _view(article, snapshot)
        address = origin(snapshot.config)
        advice = pinpoint(snapshot.root, advise(article, snapshot.root))
        return {
            "view": view,
            "picture": _address(view.head.picture, place_of(request).site),
            "origin": address,
            "host": address.partition("//")[2],
            "standing": standing_note(article, snapshot),
            "advice": [problem_note(problem, snapshot) for problem in advice],
            **source_note(article.path, snapshot),
        }

    return await show(request, "looks.html", collect)


def _view(article: Article, snapshot: Snapshot) -> ArticleView:
    """All that the page of the article shows."""
    for output in snapshot.outputs.values():
        if source_of(output) == article.path:
            view = output.recipe.view()
            if isinstance(view, ArticleView):
                return view
    raise HTTPException(404, "This story has no page yet: mend what is wrong with it first.")


def _address(picture: Picture | None, site: str) -> str:
    """Where the picture is for a page of another origin than the site's."""
    return urljoin(site, picture.url) if picture else ""


async def _new(request: Request) -> Response:
    """The form for a new story."""

    def collect(_: Request, stories: Stories) -> dict[str, Any]:
        return {"stories": stories, "offers": _offers(stories), "langs": _langs(stories)}

    return await show(request, "new.html", collect)


async def _edit(request: Request) -> Response:
    """A story's file in a text area beside its page."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        snapshot = stories.snapshot
        path = edit.editable(request.query_params.get("path", ""), snapshot)
        story = next((story for story in stories.all if story.article.path == path), None)
        return {
            "story": story,
            "offers": _offers(stories),
            "preview": url_of(path, snapshot),
            **source_note(path, snapshot),
        }

    return await show(request, "edit.html", collect)


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
    config = stories.snapshot.config
    declared = [section.lang for section in config.sections.values() if section.lang]
    used = [lang for lang, _ in counts.most_common()]
    return list(dict.fromkeys([config.lang, *declared, *used]))


def _article(request: Request, snapshot: Snapshot) -> Article:
    path = request.query_params.get("path", "")
    for article in snapshot.articles:
        if article.path == path:
            return article
    raise HTTPException(404, "There is no such story: it was renamed, deleted or never read.")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
