"""Who sends a request to the desk, what they may do, and the record of what they did."""

import unicodedata
from typing import TYPE_CHECKING, Literal

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request

from newsgen.models import Model

if TYPE_CHECKING:
    from newsgen.serve.desk_log import DeskLog

Role = Literal["writer", "editor"]
"""A writer writes and saves stories; an editor also releases, unpublishes and publishes them."""
SCOPE_KEY = "newsgen.person"
_MAX_NAME = 60
_JOINER = "\u200c"
"""The invisible character within words of Persian and Urdu."""


class Person(Model, frozen=True):
    """Somebody who uses the desk."""

    name: str = ""
    """Empty if the desk asks nobody for a name."""
    role: Role = "editor"


class Change(Model, frozen=True):
    """What somebody did to files."""

    person: Person
    client: str
    """The address of the browser."""
    action: str
    """A verb in the past, such as ``saved``."""
    paths: tuple[str, ...]


def person_of(request: Request) -> Person:
    """The person who sent a permitted request."""
    person: Person = request.scope.get(SCOPE_KEY, Person())
    return person


def client_of(request: Request) -> str:
    """The address from which a request came, or empty."""
    return request.client.host if request.client else ""


def require_editor(request: Request) -> None:
    """Raise HTTPException if the person may not change what readers see."""
    if person_of(request).role != "editor":
        raise HTTPException(403, "only an editor may do this: ask one of them")


async def record(request: Request, action: str, *paths: str) -> None:
    """Keep what a person did with these files: the one place that follows every change.

    ``action`` is a verb in the past, such as ``saved``, ``created``, ``renamed`` or ``published``.
    """
    change = Change(
        person=person_of(request), client=client_of(request), action=action, paths=paths
    )
    log: DeskLog = request.app.state.log
    await to_thread.run_sync(log.add, change)
    request.app.state.repository.note(change.person, action, *paths)


def readable_name(text: str) -> str:
    r"""The text as a name: on one line, of limited length, without control characters.

    >>> readable_name(" Ayesha\t Khan\x1b ")
    'Ayesha Khan'
    """
    words = " ".join(unicodedata.normalize("NFC", text).split())
    kept = (c for c in words if c == _JOINER or not unicodedata.category(c).startswith("C"))
    return "".join(kept)[:_MAX_NAME].strip()
