"""Asks the desk or the site of a paper without a browser, a port and a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import httpx

from newsgen.builder.progress import silent
from newsgen.serve.app import make_app
from newsgen.serve.guard import AccessRules
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import first_snapshot
from support.paper import NOW, Paper

DESK, SITE = "http://localhost:8001", "http://localhost:8000"
RULES = AccessRules(frozenset({"localhost"}), 8000, 8001, "word")
TOKEN = {"x-newsgen-token": "word", "origin": DESK}
"""The headers of a request that writes."""


def session_of(paper: Paper, now: datetime = NOW) -> PreviewSession:
    """A preview of the paper, at a moment that stays."""
    options = paper.options(now, scope="everything")
    return PreviewSession(first_snapshot(options, silent), lambda: now)


@asynccontextmanager
async def asking(session: PreviewSession, origin: str = DESK) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the desk or the site; new snapshots are made as in a running preview."""
    transport = httpx.ASGITransport(make_app(session, RULES))
    updating = asyncio.create_task(session.keep_current())
    try:
        async with httpx.AsyncClient(
            transport=transport, base_url=origin, follow_redirects=origin == SITE
        ) as client:
            yield client
    finally:
        updating.cancel()
        with suppress(asyncio.CancelledError):
            await updating
