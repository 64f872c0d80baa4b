"""Reports which files of a site change."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from watchfiles import DefaultFilter, awatch

from newsgen.files.names import CONFIG, FOLDERS
from newsgen.paths import OPEN_NAMES

_STEP = 10
"""Milliseconds without an event after which the collected changes are reported."""
_DEBOUNCE = 200
"""Milliseconds after which the collected changes are reported in any case."""
_POLL = 300
"""Milliseconds between two scans when polling."""
_MTIME_STEP = 1.1
"""Seconds after which any file system gives a later modification time."""
_FILTER = DefaultFilter(
    ignore_dirs=(),
    ignore_entity_patterns=(
        rf"^(?:#|\.(?!(?:{'|'.join(re.escape(name[1:]) for name in sorted(OPEN_NAMES))})$))",
        r"~$",
        r"^4913$",
    ),
    ignore_paths=(),
)
"""Ignores private files of editors and file managers, but not those that are published, such as
``.htaccess``; vim probes a folder with a file 4913."""
_NO_EVENTS = (
    "The system reports no more file changes ({}), so newsgen looks for them itself, three times a"
    " second. On Linux `sysctl fs.inotify.max_user_watches=524288` raises the limit."
)

OnChange = Callable[[frozenset[str]], Awaitable[None]]
"""Called with the changed paths, relative to the root of the site."""


async def watch(
    root: Path,
    on_change: OnChange,
    stop: asyncio.Event,
    *,
    poll: bool,
    warn: Callable[[str], None],
) -> None:
    """Report changes until ``stop`` is set; all folders are reported once at the start.

    With ``poll``, scan all files again and again: network drives send no events. If the system
    cannot send events, call ``warn`` and poll. Raises OSError if polling fails too.
    """
    while not stop.is_set():
        ended = asyncio.Event()  # a top folder that is created or deleted needs a new watch
        stopping = asyncio.create_task(_chain(stop, ended))
        folders = _folders(root)
        try:
            async with asyncio.TaskGroup() as group:
                report = partial(_report_twice, on_change, ended, group) if poll else on_change
                group.create_task(_follow(root, [root], report, ended, poll=poll))
                group.create_task(_follow(root, folders, report, ended, poll=poll))
                await report(frozenset(FOLDERS))
                if _folders(root) != folders:  # a folder changed before the watch began
                    ended.set()
        except* OSError as errors:
            if poll:
                raise
            poll = True
            warn(_NO_EVENTS.format(errors.exceptions[0]))
        finally:
            stopping.cancel()


def _folders(root: Path) -> list[Path]:
    return [root / name for name in sorted(FOLDERS) if (root / name).is_dir()]


async def _report_twice(
    on_change: OnChange, ended: asyncio.Event, group: asyncio.TaskGroup, paths: frozenset[str]
) -> None:
    """Report changes, and once more when the second in which they were made is over.

    Polling compares modification times, and so sees a file change only once in each second.
    """

    async def again() -> None:
        try:
            await asyncio.wait_for(ended.wait(), _MTIME_STEP)
        except TimeoutError:
            await on_change(paths)

    group.create_task(again())
    await on_change(paths)


async def _chain(stop: asyncio.Event, ended: asyncio.Event) -> None:
    await stop.wait()
    ended.set()


async def _follow(
    root: Path, places: Sequence[Path], on_change: OnChange, ended: asyncio.Event, *, poll: bool
) -> None:
    """Report changes in these places; in the root itself only those of a site's own entries."""
    is_top = root in places
    try:
        async for changes in awatch(
            *places,
            watch_filter=_FILTER,
            debounce=_DEBOUNCE,
            step=_STEP,
            stop_event=ended,
            force_polling=poll,
            poll_delay_ms=_POLL,
            recursive=not is_top,
        ):
            paths = frozenset(Path(place).relative_to(root).as_posix() for _, place in changes)
            if is_top:
                paths &= {CONFIG, *FOLDERS}
            if paths:
                await on_change(paths)
            if is_top and paths & {*FOLDERS}:
                ended.set()
    except OSError:
        ended.set()
        raise
