"""Runs the preview: opens its sockets, starts the file watcher, and shuts both down."""

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
from newsgen.serve.access import Doorkeeper, Members
from newsgen.serve.app import make_app
from newsgen.serve.guard import PREFIX, AccessRules
from newsgen.serve.inspection import keep_inspected
from newsgen.serve.limits import REQUEST_SECONDS, UPLOAD_SECONDS, is_upload
from newsgen.serve.repository import Repository
from newsgen.serve.repository_note import repository_note
from newsgen.serve.running import RunningPreview, note_running
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import cache_of, first_snapshot
from newsgen.serve.sockets import host_names, open_sockets, url_host
from newsgen.serve.watch import watch
from newsgen.urls import base_path

_BLIND = "The preview no longer sees what you save"
_UNCHECKED = "The preview no longer checks the paper, so its list of problems is not complete"
_UNKEPT = "The preview no longer keeps changes in git"
_MAX_CONNECTIONS = 200
"""Open connections at most; a browser opens six to the site and six to the desk."""


class ServerOptions(NamedTuple):
    """The options of the preview server."""

    host: str = ""
    """The address to listen on; empty for this machine only."""
    port: int = 8000
    members: Members | None = None
    """Who can connect; needed if other machines can."""
    poll: bool = False
    """Whether to scan for changed files instead of waiting for events."""
    follow: bool = False
    """Whether open pages navigate to the story that was saved last."""


def serve(
    options: Options,
    server_options: ServerOptions,
    clock: Callable[[], datetime],
    ready: Callable[[RunningPreview], None],
    warn: Callable[[str], None],
    progress: Progress,
) -> None:
    """Serve the preview until it is interrupted.

    ``ready`` is called once it listens, ``warn`` with messages for the user.
    Raises Refusal if it cannot start.
    """
    with closing(open_sockets(server_options.host, server_options.port)) as sockets:
        session = PreviewSession(first_snapshot(options, progress), clock)
        site, desk = sockets.ports
        rules = AccessRules(
            host_names(server_options.host),
            site,
            desk,
            secrets.token_urlsafe(24),
        )
        name = f"http://{url_host(server_options.host or 'localhost')}"
        base = base_path(session.snapshot.config)
        preview = RunningPreview(
            site=f"{name}:{site}{base}", desk=f"{name}:{desk}{PREFIX}", run=rules.run
        )
        repository = Repository(session)

        def announce() -> None:
            note_running(cache_of(session.snapshot), preview)
            ready(preview)

        app = make_app(
            session,
            rules,
            follow=server_options.follow,
            lifespan=_lifespan(session, repository, server_options, announce, warn),
            doorkeeper=Doorkeeper(server_options.members),
            repository=repository,
        )
        logging.getLogger("uvicorn.error").addFilter(_is_worth_logging)
        asyncio.run(make_server(app).serve([*sockets.site, *sockets.desk]))


def make_server(app: ASGIApp) -> uvicorn.Server:
    """A server that serves the application on the sockets passed to ``serve``."""
    config = uvicorn.Config(
        app,
        http=DeadlineProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return uvicorn.Server(config)


class DeadlineProtocol(H11Protocol):
    """A connection on which every request must be complete within a time limit.

    uvicorn closes idle connections, but waits for ever for the rest of a request, and does not
    limit the number of connections.
    """

    _timer: asyncio.TimerHandle | None = None
    _is_patient = False
    """Whether the timer is that of a picture."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection, or close it if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > _MAX_CONNECTIONS:
            transport.close()
        self._update_timer()

    def data_received(self, data: bytes) -> None:
        """Pass on received bytes of a request."""
        super().data_received(data)
        self._update_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer of a closed connection."""
        super().connection_lost(exc)
        self._stop_timer()

    def _update_timer(self) -> None:
        """Run the timer while a request is incomplete; a picture gets more time."""
        state = self.conn.their_state
        if state not in {h11.IDLE, h11.SEND_BODY}:
            self._stop_timer()
        elif self._timer is None:
            self._start_timer(REQUEST_SECONDS)
        elif state is h11.SEND_BODY and not self._is_patient and is_upload(self.scope["path"]):
            self._stop_timer()
            self._start_timer(UPLOAD_SECONDS)
            self._is_patient = True

    def _start_timer(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self.transport.close)

    def _stop_timer(self) -> None:
        self._is_patient = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _lifespan(
    session: PreviewSession,
    repository: Repository,
    server_options: ServerOptions,
    ready: Callable[[], None],
    warn: Callable[[str], None],
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Watch the files and keep them in git while the application runs."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        root = session.snapshot.root
        watching = asyncio.create_task(
            watch(root, session.handle_changes, stop, poll=server_options.poll, warn=warn)
        )
        updating = asyncio.create_task(session.keep_current())
        inspecting = asyncio.create_task(keep_inspected(session))
        keeping = asyncio.create_task(repository.keep())
        for task, loss in (
            (watching, _BLIND),
            (updating, _BLIND),
            (inspecting, _UNCHECKED),
            (keeping, _UNKEPT),
        ):
            task.add_done_callback(partial(_report_failure, warn, loss))
        ready()
        try:
            yield
        finally:
            stop.set()
            updating.cancel()
            for task in (inspecting, keeping):
                task.cancel()
            await asyncio.gather(watching, updating, inspecting, keeping, return_exceptions=True)
            await repository.finish()
            if problem := repository_note(repository)["problem"]:
                warn(problem)

    return lifespan


def _report_failure(warn: Callable[[str], None], words: str, task: asyncio.Task[None]) -> None:
    """Warn with these words if a task that keeps the preview up to date has failed."""
    error = None if task.cancelled() else task.exception()
    if error:
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        warn(f"{words}; start it again. ({error!r})")


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Whether a record is an error of the preview, not of a client or the end of a stream."""
    is_end = "without completing response" in record.getMessage()
    return record.levelno >= logging.ERROR and not is_end
