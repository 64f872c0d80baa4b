"""Who sends a request to the desk, what they may do, and the record of what they did."""

from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request

from newsgen.models import Model

Role = Literal["writer", "editor"]
"""A writer writes and saves stories; an editor also releases, unpublishes and publishes them."""
_SCOPE_KEY = "newsgen.person"


class Person(Model, frozen=True):
    """Somebody who uses the desk."""

    name: str = ""
    """Empty if the desk asks nobody for a name."""
    role: Role = "editor"


def person_of(request: Request) -> Person:
    """The person who sent a permitted request."""
    person: Person = request.scope.get(_SCOPE_KEY, Person())
    return person


def require_editor(request: Request) -> None:
    """Raise HTTPException if the person may not change what readers see."""
    if person_of(request).role != "editor":
        raise HTTPException(403, "only an editor may do this: ask one of them")


async def record(request: Request, action: str, *paths: str) -> None:
    """Keep what a person did with these files: the one place that follows every change.

    ``action`` is a verb in the past, such as ``saved``, ``created``, ``renamed`` or ``published``.
    """
    request.app.state.repository.note(person_of(request), action, *paths)
