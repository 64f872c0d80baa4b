"""Runs the preview: its doors, its watch, its end."""

import asyncio
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import datetime
from functools import partial
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette

from newsgen.builder.options import Options
from newsgen.builder.progress import Progress
from newsgen.config import base_path
from newsgen.serve.app import make_app
from newsgen.serve.edition import first_edition
from newsgen.serve.guard import Keys
from newsgen.serve.newsroom import Newsroom
from newsgen.serve.watching import watch
from newsgen.writer import Refusal

LOOPBACK = ("127.0.0.1", "::1")
_TRIES = 20
"""So many ports are tried from the one that is wished for."""


class Wishes(NamedTuple):
    """How the preview is to run."""

    host: str = ""
    """The address to listen at; empty for this machine alone."""
    port: int = 8000
    password: str = ""
    """Needed where the host is not this machine's own."""
    poll: bool = False
    follow: bool = False
    """Whether pages that are looked at go to the story that was saved last."""


def serve(
    options: Options,
    wishes: Wishes,
    clock: Callable[[], datetime],
    ready: Callable[[str], None],
    tell: Callable[[str], None],
    progress: Progress,
) -> None:
    """Serve the preview until it is interrupted.

    ``ready`` is told its address, ``tell`` what else a person should know. Raises Refusal where
    it cannot begin.
    """
    sockets = _listen(wishes)
    try:
        newsroom = Newsroom(first_edition(options, progress), clock)
        port = sockets[0].getsockname()[1]
        keys = Keys(_hosts(wishes, port), secrets.token_urlsafe(24), wishes.password)
        app = make_app(newsroom, keys, follow=wishes.follow)
        address = f"http://{wishes.host or 'localhost'}:{port}"
        address += base_path(newsroom.edition.config)
        app.router.lifespan_context = _lifespan(newsroom, wishes, lambda: ready(address), tell)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=32 * 1024,
            )
        )
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        asyncio.run(server.serve(sockets))
    finally:
        for door in sockets:
            door.close()


def _lifespan(
    newsroom: Newsroom, wishes: Wishes, ready: Callable[[], None], tell: Callable[[str], None]
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Watches the files as long as the application runs."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        root = newsroom.edition.root
        watching = asyncio.create_task(
            watch(root, newsroom.take_up, stop, poll=wishes.poll, tell=tell)
        )
        keeping = asyncio.create_task(newsroom.keep_up())
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


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a message is worth reading: a stream that ends with the server is not."""
    return "without completing response" not in record.getMessage()


def _listen(wishes: Wishes) -> list[socket.socket]:
    """Open doors at the port that is wished for, or the next that is free. Raises Refusal."""
    hosts = (wishes.host,) if wishes.host else LOOPBACK
    tries = _TRIES if wishes.port else 1
    last = OSError()
    for port in range(wishes.port, wishes.port + tries):
        doors: list[socket.socket] = []
        try:
            for host in hosts:
                chosen = doors[0].getsockname()[1] if doors else port
                doors.append(_open(host, chosen))
        except OSError as error:
            if doors and hosts[len(doors)] == "::1" and not _has_ipv6():
                return doors
            for door in doors:
                door.close()
            last = error
            continue
        return doors
    hint = "choose another with --port"
    raise Refusal(f"cannot listen at port {wishes.port}: {last.strerror}", hint)


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((host, port))
        door.listen()  # whoever comes early waits
    except OSError:
        door.close()
        raise
    return door


def _has_ipv6() -> bool:
    try:
        with closing(_open("::1", 0)):
            return True
    except OSError:
        return False


def _hosts(wishes: Wishes, port: int) -> frozenset[str]:
    """The names under which the preview is reached."""
    names = {"localhost", "127.0.0.1", "[::1]"}
    if wishes.host:
        names |= {wishes.host if ":" not in wishes.host else f"[{wishes.host}]"}
        names |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
        names |= set(_addresses())
    ends = [f":{port}", ""] if port == 80 else [f":{port}"]
    return frozenset(f"{name}{end}" for name in names for end in ends)


def _addresses() -> list[str]:
    """The addresses of this machine in its networks."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return []
    addresses = [str(entry[4][0]) for entry in found]
    return [f"[{a}]" if ":" in a else a for a in addresses]
