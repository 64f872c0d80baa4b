"""Keeps what is changed in the desk in git: a commit for each change, exchanged with others.

Saving a file never waits for git. What fails is tried again, and the desk says so.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from anyio import to_thread
from msgspec.structs import replace

from newsgen.diagnostics import Refusal
from newsgen.models import Model
from newsgen.publish.subprocesses import CommandError
from newsgen.serve.commits import (
    QUIET,
    Change,
    author_name,
    due_changes,
    join_change,
    message_of,
)
from newsgen.serve.edit import is_editable
from newsgen.serve.git_exchange import Exchange, TheirVersion, count_unsent
from newsgen.serve.git_work_tree import WorkTree, find_work_tree
from newsgen.serve.people import Person
from newsgen.serve.session import PreviewSession
from newsgen.text import printable, truncate

_AGAIN = 60.0
"""Seconds after which something that failed is tried again."""
_ROUTINE = 300.0
"""Seconds after which others may have sent something."""
_PATIENCE = 60.0
"""Seconds to wait for the remote repository."""
_LAST_PATIENCE = 10.0
"""The same, when the preview ends."""
_SHOWN = 300
"""Characters of a message of git that the desk shows."""
_NO_NAME = "git does not know your name: set user.name and user.email with git config"
_REMEDIES = {
    "Please tell me who you are": _NO_NAME,
    "not a git repository": "the paper lies in no git repository: git init, or desk: {git: off}",
    "partial commit during a merge": "a merge is under way: finish it with git",
    "index.lock": "another git command is running here; if none is, delete .git/index.lock",
    "would be overwritten by merge": "files that others changed were changed here outside the desk:"
    " commit them",
    "terminal prompts disabled": "git has no password for it",
}
"""What to say instead of some messages of git, by a part of them."""


class RepositoryState(Model, frozen=True):
    """What became of the changes until now."""

    commit: str = ""
    """The first line of the last message."""
    moment: datetime | None = None
    """When it was committed."""
    remote: str = ""
    """The remote repository; empty if nothing is sent."""
    unsent: int = 0
    """Commits that it does not have yet."""
    problem: str = ""
    """Why the last attempt to commit or exchange failed; empty if it did not."""
    again: datetime | None = None
    """When it is tried again after the problem."""


class Repository:
    """The git repository of the paper; it does nothing unless ``desk.git`` asks for it."""

    def __init__(
        self, session: PreviewSession, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.state = RepositoryState()
        self._session, self._clock = session, clock
        self._changes: tuple[Change, ...] = ()
        self._exchange = Exchange(lambda source: is_editable(source, session.snapshot))
        self._patience = _PATIENCE
        self._next_exchange = clock()
        self._not_before = clock()
        self._noted = asyncio.Event()
        self._working = asyncio.Lock()

    @property
    def mode(self) -> str:
        """The setting, as it is now."""
        return self._session.snapshot.config.desk.git

    @property
    def timezone(self) -> ZoneInfo:
        """The time zone of the paper."""
        return ZoneInfo(self._session.snapshot.config.timezone)

    def note(self, person: Person, action: str, *sources: str) -> None:
        """Remember that somebody changed these files."""
        if self.mode == "off" or not sources:
            return
        change = Change(
            sources=sources, actions=(action,), people=(person.name,), moment=self._clock()
        )
        self._changes = join_change(self._changes, change)
        self._noted.set()

    def their_version(self, source: str) -> TheirVersion | None:
        """The version of others that waits to be merged with ours; or None."""
        return self._exchange.conflicts.get(source) if self.mode == "push" else None

    @property
    def conflicts(self) -> list[str]:
        """The files that wait to be merged."""
        return sorted(self._exchange.conflicts) if self.mode == "push" else []

    def decide(self, source: str) -> None:
        """Take the file that was just saved for the merged version."""
        self._exchange.decide(source)

    async def keep(self) -> None:
        """Commit and exchange when it is time. Runs until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds_to_wait()):
                    await self._noted.wait()
            self._noted.clear()
            await self.work()

    async def work(self) -> None:
        """Commit the changes that are over, and exchange if it is time."""
        now = self._clock()
        if self.mode == "off" or now < self._not_before:
            return
        due = due_changes(self._changes, now)
        if due or (self.mode == "push" and now >= self._next_exchange):
            await self._run(due)

    async def finish(self) -> None:
        """Commit all changes and send them, without waiting long: the preview ends."""
        self._patience = _LAST_PATIENCE
        if self.mode != "off" and (self._changes or self.state.unsent):
            await self._run(self._changes)
        self.state = replace(self.state, again=None)

    def _seconds_to_wait(self) -> float:
        """Until something may have to be done; the setting may change meanwhile."""
        now = self._clock()
        moments = [change.moment + QUIET for change in self._changes]
        if self.mode == "push":
            moments.append(self._next_exchange)
        first = min([now + _AGAIN, *moments])
        return max(first, self._not_before, now + 0.1) - now

    async def _run(self, changes: tuple[Change, ...]) -> None:
        """Commit these changes; those that cannot be committed wait with the others."""
        async with self._working:
            self._changes = tuple([c for c in self._changes if c not in changes])
            left = list(changes)
            try:
                await to_thread.run_sync(self._commit_and_exchange, left)
            except (CommandError, Refusal, OSError) as error:
                self._not_before = self._next_exchange = self._clock() + _AGAIN
                again = self._session.now() + timedelta(seconds=_AGAIN)
                self.state = replace(self.state, problem=_words(error), again=again)
            else:
                self._next_exchange = self._clock() + _ROUTINE
                self.state = replace(self.state, problem="", again=None)
            finally:
                newer, self._changes = self._changes, ()
                for change in (*left, *newer):
                    self._changes = join_change(self._changes, change)

    def _commit_and_exchange(self, changes: list[Change]) -> None:
        """Commit the changes, each of which leaves the list then, and exchange."""
        tree = find_work_tree(self._session.snapshot.root, self._patience)
        while changes:
            self._commit(tree, changes[0])
            del changes[0]
        if self.mode == "push":
            self._send(tree)
        else:
            self.state = replace(self.state, remote="", unsent=0)

    def _commit(self, tree: WorkTree, change: Change) -> None:
        articles = self._session.snapshot.articles
        titles = {a.path: a.title for a in articles if a.path in change.sources}
        message = message_of(change, titles)
        if tree.commit(change.sources, message, author_name(change.people[-1])):
            subject = message.partition("\n")[0]
            self.state = replace(self.state, commit=subject, moment=self._session.now())

    def _send(self, tree: WorkTree) -> None:
        """Exchange the branch with the one that it comes from."""
        upstream = tree.upstream()
        if upstream is None:
            raise Refusal(
                "this branch comes from no other repository", "run git push --set-upstream once"
            )
        self.state = replace(self.state, remote=upstream.remote)
        try:
            self._exchange.run(tree, upstream)
        finally:
            self.state = replace(self.state, unsent=count_unsent(tree, upstream))


def _words(error: CommandError | Refusal | OSError) -> str:
    """What went wrong, on one line."""
    if isinstance(error, Refusal):
        return f"{error.message}: {error.hint}"
    message = error.message if isinstance(error, CommandError) else str(error)
    known = (remedy for part, remedy in _REMEDIES.items() if part in message)
    return next(known, "") or truncate(printable(message), _SHOWN) or "git gave no reason"
