"""The pages that edit a file as text: a source next to its page, and the settings."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen.files.names import CONFIG, MARKDOWN
from newsgen.serve import edit
from newsgen.serve.completions import completions_of
from newsgen.serve.desk_render import desk_page
from newsgen.serve.limits import UPLOAD_LIMIT
from newsgen.serve.page_status import source_note, url_of
from newsgen.serve.stories import Stories
from newsgen.urls import home_url


def routes() -> list[Route]:
    """Both pages."""
    return [Route("/edit", _edit), Route("/settings", _settings)]


async def _edit(request: Request) -> Response:
    """A source in a text area next to its page."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        return _collect(request, stories, request.query_params.get("path", ""))

    return await desk_page(request, "edit.html", collect)


async def _settings(request: Request) -> Response:
    """The settings in a text area next to the home page."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        return _collect(request, stories, CONFIG)

    return await desk_page(request, "edit.html", collect)


def _collect(request: Request, stories: Stories, wanted: str) -> dict[str, Any]:
    snapshot = stories.snapshot
    path = edit.editable_path(wanted, snapshot)
    edit.check_person(request, path)
    is_settings = path == CONFIG
    return {
        "story": next((story for story in stories.all if story.article.path == path), None),
        "is_settings": is_settings,
        "has_text": path.lower().endswith(MARKDOWN),
        "upload_limit": UPLOAD_LIMIT,
        "completions": completions_of(path, stories),
        "preview": home_url(snapshot.config) if is_settings else url_of(path, snapshot),
        **source_note(path, snapshot),
    }
