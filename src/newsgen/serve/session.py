"""Keeps the edition that is looked at up with the files, and tells whoever looks."""

import asyncio
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime

from anyio import to_thread

from newsgen.builder.planning import SitePlan
from newsgen.models import Output, Status
from newsgen.serve.page_cache import CachedPage, PageCache
from newsgen.serve.page_status import unpublished
from newsgen.serve.snapshot import Snapshot, next_snapshot, touch_up
from newsgen.serve.stories import Stories

_QUIET = 0.2
"""Seconds without a change after which a whole edition is made: storms pass first."""
_LATEST = 2.0
"""Seconds after which one is made even in the middle of a storm."""


class PreviewSession:
    """The edition that is looked at, the press that renders it, and those who wait for news."""

    def __init__(self, snapshot: Snapshot, clock: Callable[[], datetime]) -> None:
        self.snapshot = snapshot
        self.page_cache = PageCache()
        self._stories = Stories(snapshot)
        self._unpublished: tuple[SitePlan | None, Mapping[str, Status]] = (None, {})
        self.saved = ""
        """URL of the article that was saved last."""
        self.saves = 0
        """How many articles were saved so far."""
        self.number = 0
        """Grows with every change of what can be looked at."""
        self.now = clock
        """The moment by the clock."""
        self._pending: set[str] = set()
        self._fresh: set[str] = set()
        self._batches = 0
        self._stale = asyncio.Event()
        self._news = asyncio.Condition()

    @property
    def unpublished(self) -> Mapping[str, Status]:
        """The addresses of the articles that a build leaves out, listed once for each draught."""
        site_plan, known = self._unpublished
        if site_plan is not self.snapshot.site_plan:
            snapshot = self.snapshot
            known = unpublished(snapshot.site_plan, snapshot.config, snapshot.options.now)
            self._unpublished = snapshot.site_plan, known
        return known

    @property
    def stories(self) -> Stories:
        """The stories of the edition, listed once for each."""
        if self._stories.snapshot is not self.snapshot:
            self._stories = Stories(self.snapshot)
        return self._stories

    async def cached_page(self, output: Output) -> CachedPage:
        """That file of the edition, rendered."""
        return await to_thread.run_sync(self.page_cache.cached_page, self.snapshot, output)

    async def keep_up(self) -> None:
        """Make a new edition whenever one is due; never ends by itself."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_clock())
            group.create_task(self._watch_files())

    async def take_up(self, paths: AbstractSet[str]) -> None:
        """Show the articles at those paths as they are now, and see to the rest in a while."""
        self._batches += 1
        self._pending |= paths
        self._fresh |= paths
        snapshot = self.snapshot
        touched, settled = await to_thread.run_sync(touch_up, snapshot, paths)
        if self.snapshot is not snapshot or paths - settled:
            self._stale.set()
        if self.snapshot is snapshot and touched is not snapshot:
            self.snapshot = touched
            await self._announce()

    async def wait_for_news(self, seen: int) -> int:
        """Wait until there is something newer than that number to look at; gives its number."""
        async with self._news:
            await self._news.wait_for(lambda: self.number > seen)
            return self.number

    async def _announce(self) -> None:
        self._note_saved()
        async with self._news:
            self.number += 1
            self._news.notify_all()

    def _note_saved(self) -> None:
        """Remember which of the articles that were saved can be shown now."""
        url = next((u for u in map(self._url, sorted(self._fresh)) if u), "")
        if url:
            self.saved = url
            self.saves += 1
        self._fresh.clear()

    def _url(self, path: str) -> str:
        return self.snapshot.site_plan.site.urls.get(path, "")

    async def _watch_files(self) -> None:
        """Make a new edition whenever what changed has been quiet for a moment."""
        while True:
            await self._stale.wait()
            await self._settle()
            self._stale.clear()
            changed, self._pending = frozenset(self._pending), set()
            try:
                await self._make_next(changed)
            except OSError:  # a file went while it was looked at
                self._pending |= changed
                self._stale.set()

    async def _make_next(self, changed: AbstractSet[str]) -> None:
        """The next edition; what changes while it is made is shown as it is in the end."""
        batch = self._batches
        snapshot = await to_thread.run_sync(next_snapshot, self.snapshot, changed, self.now())
        while batch != self._batches:
            batch = self._batches
            self._stale.set()
            snapshot, _ = await to_thread.run_sync(touch_up, snapshot, frozenset(self._pending))
        self.snapshot = snapshot
        await self._announce()

    async def _settle(self) -> None:
        """Wait for quiet, though not for ever."""
        loop = asyncio.get_running_loop()
        end, batch = loop.time() + _LATEST, -1
        while loop.time() < end and batch != self._batches:
            batch = self._batches
            await asyncio.sleep(_QUIET)

    async def _watch_clock(self) -> None:
        """Call for a new edition when a story appears or goes by itself."""
        while True:
            due = self.snapshot.site_plan.site.next_due
            seconds = (due - self.now()).total_seconds() if due else 3600.0
            if due and seconds <= 0:
                self._stale.set()
                seconds = 1.0
            with suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, 3600.0)):  # wait_for can miss the end
                    await self.wait_for_news(self.number)
