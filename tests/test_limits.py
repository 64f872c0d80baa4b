"""The limits of the preview: passwords, headers, streams, slow clients and lost connections."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import httpx
import pytest
import uvicorn
from uvicorn.server import ServerState

from newsgen.builder.progress import silent
from newsgen.serve import server
from newsgen.serve.access import Doorkeeper, SharedPassword
from newsgen.serve.app import make_app
from newsgen.serve.guard import AccessRules, Guard
from newsgen.serve.password_throttle import LIMIT_OVERALL, LIMIT_PER_CLIENT, PasswordThrottle
from newsgen.serve.server import DeadlineProtocol
from newsgen.serve.session import PreviewSession
from newsgen.serve.site import MAX_STREAMS
from newsgen.serve.snapshot import first_snapshot
from support.paper import NOW, Paper, article
from support.preview import Preview, previewing

SITE = "http://localhost:8000"
STORY = {"content/world/a.md": article("Talks")}
STREAM = {"accept": "text/event-stream"}


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    made = Paper(root=tmp_path_factory.mktemp("limits") / "site")
    made.write({"newsgen.yaml": "title: T\nsections: {world: {}}\n", **STORY})
    return made


@pytest.fixture(scope="module")
def session(paper: Paper) -> PreviewSession:
    return PreviewSession(first_snapshot(paper.options(scope="everything"), silent), lambda: NOW)


@pytest.fixture
def app(session: PreviewSession, clock: Clock) -> Guard:
    """A preview that needs a password."""
    keys = AccessRules(frozenset({"localhost"}), 8000, 8001, "word")
    doorkeeper = Doorkeeper(SharedPassword("swordfish"), PasswordThrottle(clock))
    return make_app(session, keys, doorkeeper=doorkeeper)


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(app: Guard) -> Ask:
    """Requests the front page with a password from a client address."""

    def ask(password: str | None, client: str = "10.0.0.1", address: str = SITE) -> httpx.Response:
        async def get() -> httpx.Response:
            transport = httpx.ASGITransport(app, client=(client, 5000))
            async with httpx.AsyncClient(transport=transport) as browser:
                auth = None if password is None else ("anybody", password)
                return await browser.get(f"{address}/_newsgen/assets/client.js", auth=auth)

        return asyncio.run(get())

    return ask


# --- passwords ------------------------------------------------------------------------------------


def test_a_client_must_wait_a_minute_after_a_few_wrong_passwords(ask, clock):
    for _ in range(LIMIT_PER_CLIENT):
        assert ask("wrong").status_code == 401
        clock.now += 1
    late = ask("swordfish")
    assert (late.status_code, late.headers["retry-after"]) == (429, "55")
    clock.now += 54.5
    assert ask("swordfish").headers["retry-after"] == "1"
    clock.now += 0.5
    assert ask("swordfish").status_code == 200


def test_the_site_and_the_desk_share_the_limit(ask):
    for n in range(LIMIT_PER_CLIENT):
        ask("wrong", address=SITE if n % 2 else "http://localhost:8001")
    assert ask("swordfish").status_code == 429
    assert ask("swordfish", address="http://localhost:8001").status_code == 429


def test_a_request_without_a_password_does_not_count(ask):
    for _ in range(3 * LIMIT_PER_CLIENT):
        assert ask(None).status_code == 401
    assert ask("swordfish").status_code == 200


def test_the_right_password_does_not_reset_the_count(ask):
    """A client that shares an address with a logged-in one cannot guess for ever in between."""
    for _ in range(LIMIT_PER_CLIENT):
        assert ask("swordfish").status_code == 200
        assert ask("wrong").status_code == 401
    assert ask("swordfish").status_code == 429


def test_one_client_does_not_block_others(ask):
    for _ in range(LIMIT_PER_CLIENT + 1):
        ask("wrong", "10.0.0.66")
    assert ask("wrong", "10.0.0.1").status_code == 401
    assert ask("swordfish", "10.0.0.1").status_code == 200


def test_the_overall_limit_spares_clients_that_have_logged_in(ask, clock):
    assert ask("swordfish", "10.0.0.1").status_code == 200
    for n in range(LIMIT_OVERALL):
        assert ask("wrong", f"10.1.0.{n}").status_code == 401
    assert ask("wrong", "10.2.0.1").status_code == 429
    assert ask("swordfish", "10.2.0.1").status_code == 429
    assert ask("swordfish", "10.0.0.1").status_code == 200
    clock.now += 60
    assert ask("swordfish", "10.2.0.1").status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("10.0.0.1", "10.0.0.2", False),
    ],
)
def test_addresses_of_one_network_count_as_one_client(ask, one, other, is_same):
    for _ in range(LIMIT_PER_CLIENT):
        ask("wrong", one)
    assert ask("swordfish", other).status_code == (429 if is_same else 200)


@pytest.mark.parametrize(
    "header", ["Basic x", "Basic", "Bearer swordfish", "Basic \xff", "swordfish"]
)
def test_a_malformed_password_header_counts_as_wrong(app, header):
    async def run() -> None:
        transport = httpx.ASGITransport(app, client=("10.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as browser:
            statuses = [
                (
                    await browser.get("/", headers={"authorization": header.encode("latin-1")})
                ).status_code
                for _ in range(LIMIT_PER_CLIENT + 1)
            ]
        assert statuses == [401] * LIMIT_PER_CLIENT + [429]

    asyncio.run(run())


def test_the_memory_of_wrong_passwords_is_bounded(clock):
    throttle = PasswordThrottle(clock)
    for n in range(20_000):
        client = f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
        if not throttle.seconds_to_wait(client):
            throttle.record(client, is_right=False)
    assert len(throttle._wrong) == LIMIT_OVERALL


# --- streams --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def preview(paper: Paper) -> Iterator[Preview]:
    """A preview that must print nothing until its end."""
    with previewing(paper) as running:
        yield running
    assert paper.root.with_name(f"{paper.root.name}.log").read_text("utf-8") == ""


def call(port: int, head: str, body: bytes = b"") -> socket.socket:
    """A connection on which the request has been sent."""
    wire = socket.create_connection(("127.0.0.1", port), timeout=20)
    lines = [head, f"Host: localhost:{port}", "", ""] if "\n" not in head else [head, "", ""]
    wire.sendall("\r\n".join(lines).encode() + body)
    return wire


def listen(preview: Preview) -> socket.socket:
    head = "GET /_newsgen/events?page=/ HTTP/1.1\r\nAccept: text/event-stream"
    return call(preview.port, f"{head}\r\nHost: localhost:{preview.port}")


def status(wire: socket.socket) -> bytes:
    return wire.recv(65536).split(b" ", 2)[1]


def test_the_number_of_event_streams_is_limited(preview):
    wires = [listen(preview) for _ in range(MAX_STREAMS)]
    assert {status(wire) for wire in wires} == {b"200"}
    with listen(preview) as late:
        assert status(late) == b"503"
    for wire in wires[:3]:
        wire.close()
    answered = b"503"
    while answered == b"503":  # until the preview notices the closed connections
        with listen(preview) as again:
            answered = status(again)
    assert answered == b"200"
    for wire in wires:
        wire.close()
    assert "Talks" in preview.get("world/a/")


# --- lost connections -----------------------------------------------------------------------------


def leave(wire: socket.socket, *, politely: bool) -> None:
    """Close the connection, or reset it."""
    if not politely:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wire.close()


@pytest.mark.parametrize("politely", [True, False])
def test_a_client_that_disconnects_causes_no_error(paper, preview, politely):
    """The preview of this module checks at its end that it printed nothing."""
    port, desk = preview.port, preview.desk_port
    before = (paper.root / "content/world/a.md").read_bytes()
    save = (
        f"POST /_newsgen/save HTTP/1.1\r\nHost: localhost:{desk}\r\nOrigin: http://localhost:{desk}"
        f"\r\nX-Newsgen-Token: {preview.token()}\r\nContent-Length: 1000000"
    )
    new = save.replace("/save", "/new")
    for _ in range(5):
        leave(call(port, "GET / HT"), politely=politely)
        leave(call(port, "GET / HTTP/1.1"), politely=politely)
        leave(call(desk, "GET /_newsgen/changes/body HTTP/1.1"), politely=politely)
        leave(
            call(port, "GET / HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: 9"),
            politely=politely,
        )
        leave(call(desk, save), politely=politely)
        leave(call(desk, save, b'{"path": '), politely=politely)
        leave(call(desk, new, b"x" * 500_000), politely=politely)
        leave(listen(preview), politely=politely)
        stream = listen(preview)
        assert status(stream) == b"200"
        stream.sendall(b"GET / HTTP/1.1\r\n")
        leave(stream, politely=politely)
        twice = call(port, "GET / HTTP/1.1")
        with suppress(OSError):
            twice.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n\0\0\r\n\r\n".encode())
        leave(twice, politely=politely)
        leave(call(port, "\0\0 / HTTP/1.1"), politely=politely)
        upgrade = "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nHost: localhost"
        leave(call(port, f"{upgrade}:{port}"), politely=politely)
    assert "Talks" in preview.get("world/a/")
    assert (paper.root / "content/world/a.md").read_bytes() == before


# --- slow clients ---------------------------------------------------------------------------------


class Wire:
    """A transport for uvicorn that sends nothing."""

    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def get_extra_info(self, _: str) -> None:
        return None


class Connections:
    """Connections to an application that never answers, with a clock that the test sets."""

    def __init__(self) -> None:
        self._clock = Clock()
        self._loop = asyncio.new_event_loop()
        self._loop.time = self._clock  # type: ignore[method-assign]
        self._config = uvicorn.Config(self._wait, http=DeadlineProtocol, log_config=None)
        self._config.load()
        self._state = ServerState()
        self._end = asyncio.Event()

    async def _wait(self, _scope: object, _receive: object, _send: object) -> None:
        await self._end.wait()

    def open(self) -> tuple[DeadlineProtocol, Wire]:
        wire = Wire()
        protocol = DeadlineProtocol(self._config, self._state, {}, self._loop)
        protocol.connection_made(wire)  # type: ignore[arg-type]
        return protocol, wire

    def pass_time(self, seconds: float) -> None:
        async def settle() -> None:
            for _ in range(3):
                await asyncio.sleep(0)

        self._clock.now += seconds
        self._loop.run_until_complete(settle())

    def close(self) -> None:
        for protocol in list(self._state.connections):
            protocol.connection_lost(None)  # type: ignore[attr-defined]
        self._end.set()
        self.pass_time(0)
        self._loop.close()


@pytest.fixture
def connections() -> Iterator[Connections]:
    with closing(Connections()) as opened:
        yield opened


GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"


@pytest.mark.parametrize("begun", [b"", b"GET / HT", GET[:-2], POST, POST + b"123456789"])
def test_an_incomplete_request_is_closed(connections, begun):
    protocol, wire = connections.open()
    for byte in begun:
        protocol.data_received(bytes([byte]))
        connections.pass_time(20 / len(begun))
    assert not wire.is_closed
    connections.pass_time(31)
    assert wire.is_closed


@pytest.mark.parametrize("whole", [GET, POST + b"1234567890"])
def test_a_slow_answer_is_not_closed(connections, whole):
    protocol, wire = connections.open()
    protocol.data_received(whole)
    connections.pass_time(1000)
    assert not wire.is_closed


@pytest.mark.parametrize("size", [1, 1000])
def test_a_picture_may_arrive_slowly_but_not_for_ever(connections, size):
    protocol, wire = connections.open()
    begun = POST.replace(b"POST /", b"POST /_newsgen/upload")
    for start in range(0, len(begun), size):
        protocol.data_received(begun[start : start + size])
    connections.pass_time(500)
    protocol.data_received(b"12345")
    assert not wire.is_closed
    connections.pass_time(101)
    assert wire.is_closed


def test_the_number_of_connections_is_limited(connections, monkeypatch):
    monkeypatch.setattr(server, "_MAX_CONNECTIONS", 3)
    wires = [connections.open()[1] for _ in range(4)]
    assert [wire.is_closed for wire in wires] == [False, False, False, True]
