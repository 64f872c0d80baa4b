"""Checks the site in the background, whenever nobody waits for a page."""

import asyncio

from anyio import to_thread

from newsgen.diagnostics import Refusal
from newsgen.serve.inspector import Inspector
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot

_PIECE = 0.02
"""Seconds of work between two rests."""
_REST = 0.01
"""Seconds of a rest: other threads have the processor."""
_FIRST_REPORT = 2.0
"""Seconds until the first report of a check that is not done; each further takes twice as long."""


async def keep_inspected(session: PreviewSession) -> None:
    """Check every snapshot of the session. Runs until cancelled."""
    inspector = Inspector(session.page_cache.rendering)
    inspected: Snapshot | None = None
    while True:
        revision = session.revision
        if session.snapshot is inspected:
            await session.wait_for_change(revision)
            continue
        inspected = session.snapshot
        try:
            await inspect(session, inspector)
        except (OSError, Refusal):
            continue  # a file was removed while it was read: the next snapshot does without it


async def inspect(session: PreviewSession, inspector: Inspector) -> None:
    """Check the snapshot, and report what is wrong; stop if there is a newer one."""
    snapshot = session.snapshot
    await _rest(session)
    await to_thread.run_sync(inspector.begin, snapshot)
    clock = asyncio.get_running_loop().time
    patience, reported = _FIRST_REPORT, clock()
    while not inspector.is_done and session.snapshot is snapshot:
        await to_thread.run_sync(inspector.work, _PIECE)
        session.progress = inspector.progress
        if clock() - reported > patience and not inspector.is_done:
            await session.report(await to_thread.run_sync(inspector.conclude))
            patience, reported = 2 * patience, clock()
        await _rest(session)
    if session.snapshot is snapshot:
        await session.report(await to_thread.run_sync(inspector.conclude))
        session.progress = inspector.progress


async def _rest(session: PreviewSession) -> None:
    """Let others work, as long as somebody waits for them."""
    await asyncio.sleep(_REST)
    while session.is_busy:
        await asyncio.sleep(_REST)
