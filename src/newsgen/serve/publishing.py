"""The page "Publish" of the desk: what readers would see, and its publication."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.builder.options import cache_folder, output_folder
from newsgen.config import TargetSettings
from newsgen.diagnostics import Refusal
from newsgen.files.names import CONFIG
from newsgen.publish import OverridableRefusal
from newsgen.publish.places import target_folder
from newsgen.publish.settings import write_base_url, write_target
from newsgen.serve import edit
from newsgen.serve.answers import refuse, refuse_for
from newsgen.serve.desk_render import desk_page
from newsgen.serve.people import person_of, record, require_editor
from newsgen.serve.problems import ProblemNotes
from newsgen.serve.publisher import Publication, Publisher
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import Stories

_ALLOWABLE: Mapping[str, str] = {
    "despite_errors": "Publish despite these errors",
    "delete_many": "Remove all these files",
    "replace_newer": "Replace the newer state",
    "adopt": "Replace the files that are there",
    "lose_addresses": "Publish although these addresses go",
}
"""What the desk offers to allow, each when it is what a publication lacks."""
_FOLDER = "folder"
"""The name of the target that the form of the page adds."""
_MAX_STORIES = 200
"""Stories of each group that the page lists at most."""
_MAX_PROBLEMS = 200


def routes() -> list[Route]:
    """The page, and the requests of its script."""
    return [
        Route("/publish", _page, methods=["GET"]),
        Route("/publish/state", _state),
        Route("/publish/result", _result),
        Route("/publish", _begin, methods=["POST"]),
        Route("/publish/folder", _add_folder, methods=["POST"]),
    ]


def _publisher(request: Request) -> Publisher:
    publisher: Publisher = request.app.state.publisher
    return publisher


async def _page(request: Request) -> Response:
    """The page: the targets, and the form for the first one."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        config = stories.snapshot.config
        current = _publisher(request).current
        chosen = current.target if current and current.target in config.targets else ""
        return {
            "targets": config.targets,
            "chosen": request.query_params.get("target", chosen),
            "is_editor": person_of(request).role == "editor",
        }

    return await desk_page(request, "publish.html", collect)


async def _state(request: Request) -> Response:
    """How far the publication is."""
    session: PreviewSession = request.app.state.session
    current = _publisher(request).current
    if current is None:
        return JSONResponse({"number": 0, "isRunning": False, "isCurrent": False})
    return JSONResponse(
        {
            "number": current.number,
            "target": current.target,
            "person": current.person,
            "isRunning": current.is_running,
            "isComparison": current.is_comparison,
            "isCurrent": current.is_comparison and current.snapshot is session.snapshot,
            "step": current.step,
            "done": current.done,
            "total": current.total,
        }
    )


async def _begin(request: Request) -> Response:
    """Begin a comparison, or the publication of what the last one has shown."""
    require_editor(request)
    session: PreviewSession = request.app.state.session
    publisher = _publisher(request)
    given = await edit.read_json(request)
    target = edit.text_field(given, "target")
    allowed = tuple(name for name in _ALLOWABLE if edit.text_field(given, name))
    before = publisher.current
    if before and before.is_running:
        return JSONResponse({"number": before.number}, 202)
    if target not in session.snapshot.config.targets:
        return refuse("there is no such place to publish to: reload this page")
    seen = given.get("seen")
    if seen is not None and not _is_seen(before, seen, target, allowed, session):
        return refuse("the paper has changed since this list was made: look at the new one")
    publication = Publication(
        number=before.number + 1 if before else 1,
        target=target,
        person=person_of(request).name,
        snapshot=session.snapshot,
        is_comparison=seen is None,
        allowed=allowed,
        build=before.build if before and seen is not None else "",
    )
    publisher.begin(publication)
    if seen is not None:
        await record(request, f"began to publish to {target}")
    return JSONResponse({"number": publication.number}, 202)


def _is_seen(
    before: Publication | None,
    seen: Any,
    target: str,
    allowed: Sequence[str],
    session: PreviewSession,
) -> bool:
    """Whether an editor has seen what would be published: this list, of the paper as it is now."""
    return bool(
        before
        and before.is_comparison
        and before.number == seen
        and before.target == target
        and before.snapshot is session.snapshot
        and set(allowed) <= {*before.allowed, *_lacking(before)}
    )


async def _result(request: Request) -> Response:
    """What the comparison or the publication found, as a part of the page."""

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        current = _publisher(request).current
        if current is None or current.is_running:
            raise HTTPException(404, "There is no result yet.")
        report, notes = current.report, ProblemNotes(stories)
        refusal = current.refusal or (report.refusal if report else None)
        told = [*(report.diagnostics if report else ()), *(refusal.diagnostics if refusal else ())]
        told.sort(key=lambda problem: -problem.severity)
        difference = report.difference if report else None
        return {
            "publication": current,
            "report": report,
            "refusal": refusal,
            "plain_hint": "" if refusal is None or _override(refusal) else refusal.hint,
            "lacking": [(name, _ALLOWABLE[name]) for name in _lacking(current)],
            "difference": difference,
            "counts": _counts(difference.uploads) if difference else {},
            "problems": [notes.of(problem) for problem in told[:_MAX_PROBLEMS]],
            "unlisted": max(0, len(told) - _MAX_PROBLEMS),
            "max_stories": _MAX_STORIES,
            "is_editor": person_of(request).role == "editor",
        }

    return await desk_page(request, "publish-result.html", collect)


def _lacking(publication: Publication) -> list[str]:
    """What must be allowed so that the publication can go on."""
    report = publication.report
    if report is None:
        return []
    lacking = ["despite_errors"] if report.is_stopped else []
    override = _override(report.refusal)
    return [*lacking, override] if override else lacking


def _override(refusal: Refusal | None) -> str:
    """What the page offers to allow so that the refusal falls, or empty."""
    override = refusal.override if isinstance(refusal, OverridableRefusal) else ""
    return override if override in _ALLOWABLE else ""


def _counts(uploads: Sequence[Any]) -> Mapping[str, int]:
    return Counter(upload.role for upload in uploads)


async def _add_folder(request: Request) -> Response:
    """Write a folder as the target of the paper into newsgen.yaml."""
    require_editor(request)
    session: PreviewSession = request.app.state.session
    given = await edit.read_json(request)
    path, address = (
        edit.text_field(given, "path").strip(),
        edit.text_field(given, "address").strip(),
    )
    if not path:
        return refuse("name a folder")

    try:
        await to_thread.run_sync(_write_folder, session.snapshot, path, address)
    except Refusal as refusal:
        return refuse_for(refusal)
    await record(request, "changed", CONFIG)
    await session.show_changes({CONFIG}, lambda now: _FOLDER in now.config.targets)
    return JSONResponse({"target": _FOLDER}, 201)


def _write_folder(snapshot: Snapshot, path: str, address: str) -> None:
    """Write both into newsgen.yaml. Raises Refusal if either cannot be used."""
    root, config, options = snapshot.root, snapshot.config, snapshot.options
    occupied = output_folder(root, config, options), cache_folder(root, config, options)
    target_folder(root, path, occupied)
    with edit.WRITING:
        if address:
            write_base_url(root, address)
        write_target(root, _FOLDER, TargetSettings(kind="directory", path=path))
