"""The page "Problems" of the desk: all that is known to be wrong with the paper, and how to fix it.

A few problems are listed by file. Many are counted by rule, with examples, and a page for each
rule lists all of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen.check.rules import RULES
from newsgen.diagnostics import CODES, EXAMPLES, FEW, Diagnostic, by_rule
from newsgen.models import Model
from newsgen.serve.desk_render import chosen_page, desk_page
from newsgen.serve.edit import editable_paths
from newsgen.serve.guard import PREFIX
from newsgen.serve.inspector import Progress
from newsgen.serve.page_status import problem_note, source_note
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import Stories

_PER_PAGE = 100
"""Problems of one rule that a page lists."""

Note = dict[str, Any]
"""A problem as a template shows it."""


class RuleSummary(Model, frozen=True):
    """The problems of one rule in few lines."""

    code: str
    severity: str
    meaning: str
    count: int
    files: int
    examples: list[Note]
    address: str
    """The page with all of them."""


def routes() -> list[Route]:
    """The page of all problems."""
    return [Route("/problems", _problems)]


async def _problems(request: Request) -> Response:
    """All problems by file, or by rule if there are many; ``?rule=`` lists those of one rule."""
    session: PreviewSession = request.app.state.session
    inspected = in_words(session.progress)

    def collect(request: Request, stories: Stories) -> dict[str, Any]:
        desk, code = ProblemNotes(stories), request.query_params.get("rule", "")
        if code:
            own = _one_rule(code, request, desk)
        elif len(stories.problems) > FEW:
            own = {"rules": [_summary(group, desk) for group in by_rule(stories.problems)]}
        else:
            own = {"files": desk.by_file(stories.problems)}
        nothing = {"rule": "", "rules": (), "files": {}, "page": 1, "pages": 1}
        return {"inspected": inspected, "desk": desk, **nothing, **own}

    return await desk_page(request, "problems.html", collect)


class ProblemNotes:
    """The notes on problems of one moment, with the status of the story and links to its file."""

    def __init__(self, stories: Stories) -> None:
        self._snapshot: Snapshot = stories.snapshot
        self.all = stories.problems
        self._statuses = {story.article.path: story.status for story in stories.all}
        self._editable = editable_paths(stories.snapshot)

    def of(self, problem: Diagnostic) -> Note:
        """A problem as the desk shows it: of a story that is not live, with its status."""
        status = self._statuses.get(problem.path, "live")
        is_hidden = status not in {"live", "updated"}
        edit_url = source_note(problem.path, self._snapshot)["edit"]
        return {
            **problem_note(problem, self._snapshot),
            "status": status if is_hidden else "",
            "edit": edit_url if problem.path in self._editable else "",
        }

    def by_file(self, problems: Sequence[Diagnostic]) -> Mapping[str, list[Note]]:
        """The notes on problems, by the path of the file."""
        files: dict[str, list[Note]] = {}
        for problem in problems:
            files.setdefault(problem.path, []).append(self.of(problem))
        return files


def _summary(problems: Sequence[Diagnostic], desk: ProblemNotes) -> RuleSummary:
    code = problems[0].code
    return RuleSummary(
        code=code,
        severity=problems[0].severity.name.lower(),
        meaning=_meaning(code),
        count=len(problems),
        files=len({problem.path for problem in problems}),
        examples=[desk.of(problem) for problem in problems[:EXAMPLES]],
        address=f"{PREFIX}problems?rule={quote(code)}",
    )


def _one_rule(code: str, request: Request, desk: ProblemNotes) -> dict[str, Any]:
    """A page of the problems of one rule, in the order of their files."""
    found = [problem for problem in desk.all if problem.code == code]
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = chosen_page(request, pages)
    first = (page - 1) * _PER_PAGE
    return {
        "rule": code,
        "meaning": _meaning(code),
        "found": len(found),
        "files": desk.by_file(found[first : first + _PER_PAGE]),
        "page": page,
        "pages": pages,
    }


def _meaning(code: str) -> str:
    """What is wrong, by the table of its rule or code; empty for an unknown one."""
    known = RULES.get(code) or CODES.get(code)
    return known.meaning if known else ""


def in_words(progress: Progress) -> str:
    """How far the inspection is, for editors.

    >>> in_words(Progress(3120, 13373))
    'Checked 3,120 of 13,373 files; the list grows until all are checked.'
    """
    checked, total = progress
    if not total:
        return "The files of the paper are checked in a moment."
    if checked < total:
        return f"Checked {checked:,} of {total:,} files; the list grows until all are checked."
    return f"All {total:,} files are checked." if total > 1 else "The only file is checked."
