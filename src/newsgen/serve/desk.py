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
from newsgen.builder.planning import draft
from newsgen.diagnostics import Refusal, ordered
from newsgen.models import Article, ArticleView, Picture
from newsgen.serve import edit
from newsgen.serve.desk_render import local, show
from newsgen.serve.guard import place_of
from newsgen.serve.page_status import problem_note, source_note, source_of, standing_note, url_of
from newsgen.serve.schedule import by_day, events_of, month_sheet, neighbour, read_month
from newsgen.serve.snapshot import Edition
from newsgen.serve.stories import STANDINGS, Stories, Story, Wish, count_words
from newsgen.sources.loader import pinpoint
from newsgen.urls import origin
from newsgen.writer import recall

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

    return await show(request, "problems.html", gather)


async def _calendar(request: Request) -> Response:
    """What appears and goes by itself, by day."""

    def gather(request: Request, stories: Stories) -> dict[str, Any]:
        today = local(stories.edition.options.now, stories.edition).date()
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

    return await show(request, "calendar.html", gather)


async def _changes(request: Request) -> Response:
    """What the next build would change: the page, which asks for the rest itself."""
    return await show(request, "changes.html", lambda _, stories: {"stories": stories})


async def _changes_body(request: Request) -> Response:
    """What the next build would change, which takes a while to find out."""
    return await show(request, "changes-body.html", _foresee)


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
            "picture": _address(view.head.picture, place_of(request).site),
            "origin": address,
            "host": address.partition("//")[2],
            "standing": standing_note(article, edition),
            "advice": [problem_note(problem, edition) for problem in advice],
            **source_note(article.path, edition),
        }

    return await show(request, "looks.html", gather)


def _view(article: Article, edition: Edition) -> ArticleView:
    """All that the page of the article shows."""
    for output in edition.outputs.values():
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

    def gather(_: Request, stories: Stories) -> dict[str, Any]:
        return {"stories": stories, "offers": _offers(stories), "langs": _langs(stories)}

    return await show(request, "new.html", gather)


async def _edit(request: Request) -> Response:
    """A story's file in a text area beside its page."""

    def gather(request: Request, stories: Stories) -> dict[str, Any]:
        edition = stories.edition
        path = edit.editable(request.query_params.get("path", ""), edition)
        story = next((story for story in stories.all if story.article.path == path), None)
        return {
            "story": story,
            "offers": _offers(stories),
            "preview": url_of(path, edition),
            **source_note(path, edition),
        }

    return await show(request, "edit.html", gather)


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


def _article(request: Request, edition: Edition) -> Article:
    path = request.query_params.get("path", "")
    for article in edition.articles:
        if article.path == path:
            return article
    raise HTTPException(404, "There is no such story: it was renamed, deleted or never read.")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
