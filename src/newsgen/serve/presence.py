"""Who has which file open in the desk now."""

import time
from collections.abc import Callable

from newsgen.models import Model
from newsgen.serve.people import Person

LIFETIME = 15.0
"""Seconds after which a page that said nothing counts as closed."""
LIFETIME_IN_BACKGROUND = 90.0
"""The same for a page that nobody sees: browsers let it send something only once a minute."""
_MAX_VISITS = 500
"""Open pages that are remembered at most; the desk allows fewer connections."""


class Visit(Model, frozen=True):
    """A page in which somebody edits a file."""

    page: str
    """What the page calls itself."""
    path: str
    person: Person
    client: str
    """The address of the browser."""
    is_unsaved: bool = False
    is_hidden: bool = False


class Presence:
    """The open pages, as they last reported themselves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: dict[tuple[str, str, str], tuple[float, Visit]] = {}

    def note(self, visit: Visit) -> None:
        """Note that a page is open; one without a path has been closed."""
        key = visit.client, visit.person.name, visit.page
        self._ends.pop(key, None)
        if visit.path and len(self.visits()) < _MAX_VISITS:
            life = LIFETIME_IN_BACKGROUND if visit.is_hidden else LIFETIME
            self._ends[key] = self._clock() + life, visit

    def visits(self) -> tuple[Visit, ...]:
        """All pages that are open now."""
        now = self._clock()
        self._ends = {key: known for key, known in self._ends.items() if known[0] > now}
        return tuple(visit for _, visit in self._ends.values())
