"""Which files of a site change, told as they do."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from watchfiles import DefaultFilter, awatch

from newsgen.files.names import CONFIG, FOLDERS

_STEP = 10
"""Milliseconds without an event after which those so far are told."""
_DEBOUNCE = 200
"""Milliseconds after which they are told in any case."""
_POLL = 300
"""Milliseconds between two looks where the system cannot tell."""
_TICK = 1.1
"""Seconds after which a file system surely gives another time of modification."""
_PASSED_OVER = DefaultFilter(
    ignore_dirs=(), ignore_entity_patterns=(r"^[.#]", r"~$", r"^4913$"), ignore_paths=()
)
"""What editors and file managers keep for themselves, and the file by which vim probes a folder."""
_NO_EVENTS = (
    "The system tells of no more changes ({}), so newsgen looks for them itself, three times a"
    " second. On Linux `sysctl fs.inotify.max_user_watches=524288` raises the limit."
)

TakeUp = Callable[[frozenset[str]], Awaitable[None]]
"""Is given the paths, relative to the root, at which something changed."""


async def watch(
    root: Path, take_up: TakeUp, stop: asyncio.Event, *, poll: bool, tell: Callable[[str], None]
) -> None:
    """Hand on what changes until it is time to stop; everything once at the start.

    ``poll`` looks at all files again and again, for network drives, which send no events;
    ``tell`` hears of it where that turns out to be necessary. Raises OSError when nothing helps.
    """
    while not stop.is_set():
        ended = asyncio.Event()  # a top folder that comes or goes needs another watch
        stopping = asyncio.create_task(_chain(stop, ended))
        folders = _folders(root)
        try:
            async with asyncio.TaskGroup() as group:
                hand_on = partial(_take_up_twice, take_up, ended, group) if poll else take_up
                group.create_task(_follow(root, [root], hand_on, ended, poll=poll))
                group.create_task(_follow(root, folders, hand_on, ended, poll=poll))
                await hand_on(frozenset(FOLDERS))
                if _folders(root) != folders:  # one came or went before anybody watched
                    ended.set()
        except* OSError as errors:
            if poll:
                raise
            poll = True
            tell(_NO_EVENTS.format(errors.exceptions[0]))
        finally:
            stopping.cancel()


def _folders(root: Path) -> list[Path]:
    return [root / name for name in sorted(FOLDERS) if (root / name).is_dir()]


async def _take_up_twice(
    take_up: TakeUp, ended: asyncio.Event, group: asyncio.TaskGroup, paths: frozenset[str]
) -> None:
    """Take up the changes, and once more when the second has passed that they were made in.

    Looking again and again sees a file change only once in each second.
    """

    async def again() -> None:
        try:
            await asyncio.wait_for(ended.wait(), _TICK)
        except TimeoutError:
            await take_up(paths)

    group.create_task(again())
    await take_up(paths)


async def _chain(stop: asyncio.Event, ended: asyncio.Event) -> None:
    await stop.wait()
    ended.set()


async def _follow(
    root: Path, places: Sequence[Path], take_up: TakeUp, ended: asyncio.Event, *, poll: bool
) -> None:
    """Hand on what changes there; in the root itself only what belongs to a site."""
    is_top = root in places
    try:
        async for changes in awatch(
            *places,
            watch_filter=_PASSED_OVER,
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
                await take_up(paths)
            if is_top and paths.intersection(FOLDERS):
                ended.set()
    except OSError:
        ended.set()
        raise
