"""Runs the preview: its doors, its watch, its end."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import datetime
from functools import partial
from typing import NamedTuple

import h11
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from newsgen.builder.options import Options
from newsgen.builder.progress import Progress
from newsgen.serve.app import make_app
from newsgen.serve.doors import in_address, names_of, open_doors
from newsgen.serve.guard import OWN, Keys
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import first_snapshot
from newsgen.serve.watch import watch
from newsgen.urls import base_path

_PATIENCE = 30.0
"""Seconds within which a request must have come whole."""
_CONNECTIONS = 200
"""So many connections are held at once; a browser opens six to each half."""


class ServerOptions(NamedTuple):
    """How the preview is to run."""

    host: str = ""
    """The address to listen at; empty for this machine alone."""
    port: int = 8000
    password: str = ""
    """Needed where the host is not this machine's own."""
    poll: bool = False
    follow: bool = False
    """Whether pages that are looked at go to the story that was saved last."""


class Addresses(NamedTuple):
    """Where a preview is."""

    site: str
    desk: str


def serve(
    options: Options,
    server_options: ServerOptions,
    clock: Callable[[], datetime],
    ready: Callable[[Addresses], None],
    tell: Callable[[str], None],
    progress: Progress,
) -> None:
    """Serve the preview until it is interrupted.

    ``ready`` is told its addresses, ``tell`` what else a person should know. Raises Refusal where
    it cannot begin.
    """
    with closing(open_doors(server_options.host, server_options.port)) as doors:
        session = PreviewSession(first_snapshot(options, progress), clock)
        site, desk = doors.ports
        keys = Keys(
            names_of(server_options.host),
            site,
            desk,
            secrets.token_urlsafe(24),
            server_options.password,
        )
        name = f"http://{in_address(server_options.host or 'localhost')}"
        base = base_path(session.snapshot.config)
        addresses = Addresses(f"{name}:{site}{base}", f"{name}:{desk}{OWN}")
        lifespan = _lifespan(session, server_options, lambda: ready(addresses), tell)
        app = make_app(session, keys, follow=server_options.follow, lifespan=lifespan)
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        asyncio.run(make_server(app).serve([*doors.site, *doors.desk]))


def make_server(app: ASGIApp) -> uvicorn.Server:
    """What answers for the application at the sockets that it is given."""
    config = uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return uvicorn.Server(config)


class Patient(H11Protocol):
    """A connection on which each request must come whole within some time.

    uvicorn ends connections on which nothing is asked, but waits for ever for the rest of what has
    begun, and there is no end to how many it holds.
    """

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > _CONNECTIONS:
            transport.close()
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came of a request."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._rest()

    def _wait(self) -> None:
        """Have the clock run as long as something of a request is missing."""
        if self.conn.their_state not in {h11.IDLE, h11.SEND_BODY}:
            self._rest()
        elif self._waiting is None:
            self._waiting = self.loop.call_later(_PATIENCE, self.transport.close)

    def _rest(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _lifespan(
    session: PreviewSession,
    server_options: ServerOptions,
    ready: Callable[[], None],
    tell: Callable[[str], None],
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Watches the files as long as the application runs."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        root = session.snapshot.root
        watching = asyncio.create_task(
            watch(root, session.take_up, stop, poll=server_options.poll, tell=tell)
        )
        keeping = asyncio.create_task(session.keep_up())
        for task in (watching, keeping):
            task.add_done_callback(partial(_tell_end, tell))
        ready()
        try:
            yield
        finally:
            stop.set()
            keeping.cancel()
            await asyncio.gather(watching, keeping, return_exceptions=True)

    return lifespan


def _tell_end(tell: Callable[[str], None], task: asyncio.Task[None]) -> None:
    """Say so where what keeps the preview up with the files has failed."""
    error = None if task.cancelled() else task.exception()
    if error:
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        tell(f"This preview no longer follows what is saved; start it again. ({error!r})")


def _is_news(build_cache: logging.LogRecord) -> bool:
    """Whether a message is worth reading: what a client breaks is not, nor a stream's end."""
    is_end = "without completing response" in build_cache.getMessage()
    return build_cache.levelno >= logging.ERROR and not is_end
