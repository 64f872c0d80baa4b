"""Holds the current snapshot of a site, replaces it when files change, and notifies its readers."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from datetime import datetime

from anyio import to_thread

from newsgen.builder.planning import SitePlan
from newsgen.diagnostics import Diagnostic
from newsgen.models import Output, Status
from newsgen.serve.inspector import Progress
from newsgen.serve.page_cache import CachedPage, PageCache
from newsgen.serve.page_status import unpublished
from newsgen.serve.snapshot import (
    Snapshot,
    next_snapshot,
    published_snapshot,
    refresh_articles,
)
from newsgen.serve.stories import Stories

_QUIET = 0.2
"""Seconds without a change before a new snapshot is made, so that many changes make one."""
_LATEST = 2.0
"""Seconds after which a new snapshot is made even if files go on changing."""
_PATIENCE = 5.0
"""Seconds to wait at most for the snapshot that has the latest changes."""


class PreviewSession:
    """The current snapshot, the page cache that renders it, and the tasks that keep it current."""

    def __init__(self, snapshot: Snapshot, clock: Callable[[], datetime]) -> None:
        self.snapshot = snapshot
        self.page_cache = PageCache()
        self._readers_pages = PageCache()
        self._readers: tuple[Snapshot | None, Snapshot] = (None, snapshot)
        self._planning = asyncio.Lock()
        self._stories = Stories(snapshot)
        self.found: tuple[Diagnostic, ...] = ()
        """The problems that the inspection found."""
        self.progress = Progress()
        """How far the inspection is."""
        self._tasks = 0
        self._unpublished: tuple[SitePlan | None, Mapping[str, Status]] = (None, {})
        self.saved = ""
        """URL of the article that was saved last, or empty."""
        self.saves = 0
        """Number of times ``saved`` was set."""
        self.revision = 0
        """Increases with every change of the snapshot, and of what is known to be wrong with it."""
        self.now = clock
        """Returns the current time, or the time that the user chose."""
        self._pending: set[str] = set()
        self._unannounced: set[str] = set()
        self._changes = 0
        self._stale = asyncio.Event()
        self._is_renewing = False
        self._changed = asyncio.Condition()

    @property
    def unpublished(self) -> Mapping[str, Status]:
        """URL and status of each article that a build omits, computed once for each site plan."""
        site_plan, known = self._unpublished
        if site_plan is not self.snapshot.site_plan:
            snapshot = self.snapshot
            known = unpublished(snapshot.site_plan, snapshot.config, snapshot.options.now)
            self._unpublished = snapshot.site_plan, known
        return known

    @property
    def stories(self) -> Stories:
        """The stories of the snapshot, listed once for each snapshot and its problems."""
        stories = self._stories
        if stories.snapshot is not self.snapshot or stories.found is not self.found:
            self._stories = Stories(self.snapshot, self.found)
        return self._stories

    async def as_readers_see(self) -> Snapshot:
        """The current snapshot without the stories that a publication now would leave out."""
        async with self._planning:
            snapshot = self.snapshot
            if self._readers[0] is not snapshot:
                plan = await to_thread.run_sync(published_snapshot, snapshot)
                self._readers = snapshot, plan
            return self._readers[1]

    async def cached_page(self, snapshot: Snapshot, output: Output) -> CachedPage:
        """The rendered file of a snapshot: the current one, or that which readers would see."""
        is_all = snapshot.options.scope == "everything"
        pages = self.page_cache if is_all else self._readers_pages
        with self._working():
            return await to_thread.run_sync(pages.cached_page, snapshot, output)

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for a page, or a new snapshot is due."""
        return self._tasks > 0 or self._stale.is_set()

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Count a task that somebody waits for while it runs."""
        self._tasks += 1
        try:
            yield
        finally:
            self._tasks -= 1

    async def report(self, found: tuple[Diagnostic, ...]) -> None:
        """Take over what the inspection found, and let pages show it."""
        if found != self.found:
            self.found = found
            await self._notify()

    async def keep_current(self) -> None:
        """Make a new snapshot whenever files change or a story is due. Runs until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_clock())
            group.create_task(self._watch_files())

    async def handle_changes(self, paths: AbstractSet[str]) -> None:
        """Update the changed articles at once, and schedule a new snapshot for everything else."""
        self._changes += 1
        self._pending |= paths
        self._unannounced |= paths
        snapshot = self.snapshot
        with self._working():
            touched, settled = await to_thread.run_sync(refresh_articles, snapshot, paths)
        if self.snapshot is not snapshot or paths - settled:
            self._stale.set()
        if self.snapshot is snapshot and touched is not snapshot:
            self.snapshot = touched
            await self._announce()

    async def wait_for_change(self, seen: int) -> int:
        """Wait for a revision after ``seen``, and return it."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.revision > seen)
            return self.revision

    async def show_changes(
        self, paths: AbstractSet[str], is_shown: Callable[[Snapshot], bool]
    ) -> None:
        """Take over changed files, and wait until the snapshot shows them, but not for ever."""
        revision = self.revision
        await self.handle_changes(paths)
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while not is_shown(self.snapshot):
                    revision = await self.wait_for_change(revision)

    @property
    def is_outdated(self) -> bool:
        """Whether files have changed in a way that the snapshot does not show yet."""
        return self._stale.is_set() or self._is_renewing

    async def catch_up(self) -> None:
        """Wait until the snapshot shows all changes, but not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE), self._changed:
                await self._changed.wait_for(lambda: not self.is_outdated)

    async def _announce(self) -> None:
        self._record_saved()
        await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self.revision += 1
            self._changed.notify_all()

    def _record_saved(self) -> None:
        """Set ``saved`` to a changed article that has a page now."""
        url = next((u for u in map(self._url, sorted(self._unannounced)) if u), "")
        if url:
            self.saved = url
            self.saves += 1
        self._unannounced.clear()

    def _url(self, path: str) -> str:
        return self.snapshot.site_plan.site.urls.get(path, "")

    async def _watch_files(self) -> None:
        """Make a new snapshot whenever files have changed and then been quiet for a moment."""
        while True:
            await self._stale.wait()
            await self._settle()
            self._is_renewing = True
            self._stale.clear()
            changed, self._pending = frozenset(self._pending), set()
            try:
                with self._working():
                    await self._make_next(changed)
            except OSError:  # a file was deleted while it was read
                self._pending |= changed
                self._stale.set()
            finally:
                self._is_renewing = False
            async with self._changed:
                self._changed.notify_all()

    async def _make_next(self, changed: AbstractSet[str]) -> None:
        """Replace the snapshot; articles that change meanwhile are updated in the new one."""
        changes = self._changes
        snapshot = await to_thread.run_sync(next_snapshot, self.snapshot, changed, self.now())
        while changes != self._changes:
            changes = self._changes
            self._stale.set()
            snapshot, _ = await to_thread.run_sync(
                refresh_articles, snapshot, frozenset(self._pending)
            )
        self.snapshot = snapshot
        await self._announce()

    async def _settle(self) -> None:
        """Wait until files stop changing, but not longer than the limit."""
        loop = asyncio.get_running_loop()
        end, changes = loop.time() + _LATEST, -1
        while loop.time() < end and changes != self._changes:
            changes = self._changes
            await asyncio.sleep(_QUIET)

    async def _watch_clock(self) -> None:
        """Request a new snapshot when a story appears or expires."""
        while True:
            due = self.snapshot.site_plan.site.next_due
            seconds = (due - self.now()).total_seconds() if due else 3600.0
            if due and seconds <= 0:
                self._stale.set()
                seconds = 1.0
            with suppress(TimeoutError):
                # Not asyncio.wait_for, which can miss a cancellation.
                async with asyncio.timeout(min(seconds, 3600.0)):
                    await self.wait_for_change(self.revision)
