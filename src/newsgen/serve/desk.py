"""The pages of the desk: stories, calendar, next build, appearance, new story."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode, urljoin

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen.builder.inspect import foresee
from newsgen.builder.options import output_folder
from newsgen.builder.planning import plan_site
from newsgen.diagnostics import Refusal, ordered
from newsgen.models import Article, ArticleView, Picture
from newsgen.serve.completions import names_in
from newsgen.serve.desk_render import chosen_page, desk_page, local_time
from newsgen.serve.guard import endpoint_of
from newsgen.serve.page_status import (
    advice_on,
    edition_with,
    problem_note,
    source_note,
    source_of,
    status_note,
)
from newsgen.serve.schedule import (
    adjacent_month,
    around,
    by_day,
    coming,
    month_grid,
    read_month,
)
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import STATUSES, DeskStory, Stories, StoryFilter, count_words
from newsgen.serve.story_changes import story_at
from newsgen.sources.loader import pinpoint
from newsgen.urls import origin
from newsgen.writer import load_output_state

_PER_PAGE = 100
_MAX_AUTHORS = 500
"""Authors in the filter at most, the most frequent ones."""
_MAX_EVENTS = 200
"""Coming events that are listed at most."""
_MAX_PAST = 20
"""Past events that are listed of one day at most."""
_MAX_CHANGES = 1000
"""Changed files that are listed at most."""


def routes() -> list[Route]:
    """The pages of the desk."""
    return [
        Route("/", _desk),
        Route("/stories", _stories),
        Route("/calendar", _calendar),
        Route("/changes", _changes),
        Route("/changes/body", _changes_body),
        Route("/appearance", _appearance),
        Route("/new", _new, methods=["GET"]),
    ]


async def _desk(request: Request) -> Response:
    """All stories."""
    return await desk_page(request, "stories.html", _list_stories)


async def _stories(request: Request) -> Response:
    """Only the table of stories, for a search while the user types."""
    return await desk_page(request, "rows.html", _list_stories)


def _list_stories(request: Request, stories: Stories) -> dict[str, Any]:
    query = request.query_params
    story_filter = StoryFilter(
        words=query.get("q", ""),
        status=query.get("status", ""),
        section=query.get("section", ""),
        author=query.get("author", ""),
        problems=query.get("problems", "") == "1",
    )
    found = stories.find(story_filter)
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = chosen_page(request, pages)
    shown = found[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    parameters = {key: value for key, value in query.items() if value and key != "page"}
    return {
        "stories": stories,
        "titles": dict(stories.sections),
        "story_filter": story_filter,
        "rows": [_row(story, stories.snapshot) for story in shown],
        "found": len(found),
        "page": page,
        "pages": pages,
        "statuses": {status: status.capitalize() for status in STATUSES},
        "authors": sorted(stories.authors[:_MAX_AUTHORS], key=str.casefold),
        "query": urlencode(parameters),
    }


def _row(story: DeskStory, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "story": story,
        "authors": story.authors,
        "words": count_words(snapshot, story),
        **source_note(story.article.path, snapshot),
    }


async def _calendar(request: Request) -> Response:
    """The stories that will appear or expire, by day, and those of a month that did."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        today = local_time(stories.snapshot.options.now, stories.snapshot).date()
        month = read_month(request.query_params.get("month", ""), today)
        future = coming(stories.events, stories.snapshot.options.now)
        shown = around(month, stories.events)
        past = [event for event in shown if event.is_past]
        paths = {event.story.article.path for event in (*future[:_MAX_EVENTS], *past)}
        return {
            "today": today,
            "month": month,
            "before": adjacent_month(month, -1),
            "after": adjacent_month(month, 1),
            "weeks": month_grid(month, by_day(shown)),
            "coming": by_day(future[:_MAX_EVENTS]),
            "more": max(0, len(future) - _MAX_EVENTS),
            "past": by_day(reversed(past)),
            "most": _MAX_PAST,
            "notes": {path: source_note(path, stories.snapshot) for path in paths},
        }

    return await desk_page(request, "calendar.html", collect)


async def _changes(request: Request) -> Response:
    """The page for the changes of the next build, which loads ``changes/body`` by script."""
    return await desk_page(request, "changes.html", lambda _, stories: {"stories": stories})


async def _changes_body(request: Request) -> Response:
    """The changes of the next build, which take a while to compute."""
    return await desk_page(request, "changes-body.html", _compare_with_build)


def _compare_with_build(_: Request, stories: Stories) -> dict[str, Any]:
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
    changed = [change for change in changes if change.reason != "same"]
    wrong = ordered((*pinpoint(root, site_plan.diagnostics), *failures))
    problems = [problem_note(problem, snapshot) for problem in wrong]
    return {
        "refusal": None,
        "is_first": not built.entries,
        "reasons": Counter(change.reason for change in changed).most_common(),
        "changes": changed[:_MAX_CHANGES],
        "count": len(changed),
        "same": len(changes) - len(changed),
        "errors": [problem for problem in problems if problem["severity"] == "error"],
    }


async def _appearance(request: Request) -> Response:
    """How a story will appear in search results, when shared, in a feed reader and on a phone."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        snapshot = stories.snapshot
        article = story_at(request.query_params.get("path", ""), snapshot)
        view = _view(article, snapshot)
        address = origin(snapshot.config)
        advice = advice_on(article, snapshot)
        return {
            "view": view,
            "edition": edition_with(article.path, snapshot).config,
            "picture": _picture_url(view.head.picture, endpoint_of(request).site),
            "whole": _picture_url(view.picture, endpoint_of(request).site),
            "origin": address,
            "host": address.partition("//")[2],
            "status": status_note(article, snapshot),
            "advice": [problem_note(problem, snapshot) for problem in advice],
            **source_note(article.path, snapshot),
        }

    return await desk_page(request, "appearance.html", collect)


def _view(article: Article, snapshot: Snapshot) -> ArticleView:
    """The view of the article's page. Raises HTTPException if it has no page."""
    for output in snapshot.outputs.values():
        if source_of(output) == article.path:
            view = output.recipe.view()
            if isinstance(view, ArticleView):
                return view
    raise HTTPException(404, "This story has no page yet: correct its errors first.")


def _picture_url(picture: Picture | None, site: str) -> str:
    """The absolute URL of a picture on the site's origin, or empty."""
    return urljoin(site, picture.url) if picture else ""


async def _new(request: Request) -> Response:
    """The form for a new story."""

    def collect(_: Request, stories: Stories) -> dict[str, Any]:
        suggestions = names_in(stories, stories.snapshot.site_plan.site)
        return {"stories": stories, "suggestions": suggestions, "langs": _langs(stories)}

    return await desk_page(request, "new.html", collect)


def _langs(stories: Stories) -> list[str]:
    """The languages of the paper: the default, those of sections, then those of articles."""
    counts = Counter(story.article.lang for story in stories.all)
    config = stories.snapshot.config
    editions = [edition.lang for edition in config.editions.values() if edition.lang]
    declared = [section.lang for section in config.sections.values() if section.lang]
    used = [lang for lang, _ in counts.most_common()]
    return list(dict.fromkeys([config.lang, *editions, *declared, *used]))
