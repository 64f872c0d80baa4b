"""Real servers on this machine: sshd, git over HTTP, and a connection that can be cut."""

import base64
import os
import select
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer, StreamRequestHandler, ThreadingTCPServer
from typing import Literal

from newsgen.models import Model

SSHD = "/usr/sbin/sshd"
_START = 60.0
"""Seconds that a program may take to start."""
_PATIENCE = 2.0
"""Seconds that a server waits at most for a client to hang up."""


class Sshd(Model, frozen=True):
    """An OpenSSH server that accepts only its own key."""

    folder: Path
    port: int

    @property
    def command(self) -> str:
        """The ssh command that can log in."""
        return f"ssh -F {self.folder / 'config'}"


@contextmanager
def serving(
    folder: Path,
    handler: type[SimpleHTTPRequestHandler] = SimpleHTTPRequestHandler,
    port: int = 0,
) -> Iterator[str]:
    """Serve the files of a folder; gives the address, with a slash at its end."""
    make = partial(handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), make) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@contextmanager
def start_sshd(folder: Path) -> Iterator[Sshd]:
    """Start a server that accepts the key in the folder.

    It also listens on ::1, if this machine has that. With ``SHLVL``, bash takes itself for a
    nested shell and does not read the ``~/.bashrc`` of the login, which may take long.
    """
    folder.mkdir(parents=True)
    for name in ("host", "key"):
        generate = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name]
        subprocess.run(generate, check=True)
    shutil.copy(folder / "key.pub", folder / "authorized")
    port = free_port()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where sshd wants its empty folder
    (folder / "known").write_text(f"* {(folder / 'host.pub').read_text()}")
    (folder / "sshd_config").write_text(f"""\
Port {port}
ListenAddress ::1
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitUserEnvironment yes
SetEnv SHLVL=1
MaxStartups 100:30:200
MaxSessions 100
""")
    (folder / "config").write_text(f"""\
Host *
  IdentityFile {folder}/key
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  KexAlgorithms curve25519-sha256
  LogLevel ERROR
""")
    command = [SSHD, "-D", "-e", "-f", folder / "sshd_config"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        drain = threading.Thread(target=lambda: list(running.stderr or ()), daemon=True)
        try:
            lines = []
            for line in running.stderr or ():
                lines.append(line)
                if "listening on 127.0.0.1" in line:
                    break
            else:
                raise AssertionError("".join(lines))
            drain.start()
            yield Sshd(folder=folder, port=port)
        finally:
            running.terminate()
            if drain.is_alive():
                drain.join(5)  # before what it reads is closed


def wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until the program answers at the port: it tells nobody when it is ready."""
    waited = 0.0
    while waited < _START and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
        waited += 0.1
    raise TimeoutError(f"{server.args!r} did not start")


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


Then = Literal["dead", "mended", "whole"]
Event = Callable[[], None]


class Wire:
    """A proxy to a local server; something happens after a number of bytes.

    The bytes of all connections in both directions are counted.
    """

    def __init__(
        self, port: int, limit: int | None, then: Then, due: Event, heard: Callable[[bytes], object]
    ) -> None:
        self._to, self._limit, self._then = port, limit, then
        self._due, self._heard = due, heard
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.passed = 0
        self._is_past = limit == 0
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._serving = threading.Thread(target=self._serve)
        self._serving.start()

    def close(self) -> None:
        """End all connections and threads."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._serving.join()
        self._listener.close()
        self._hang_up()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if self._is_past and self._then == "dead":
                        near.close()
                        continue
                    far = socket.create_connection(("127.0.0.1", self._to))
                    self._ends |= {near, far}
                thread = threading.Thread(target=self._join, args=(near, far))
                self._threads.append(thread)
                thread.start()

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        others = {near: far, far: near}
        with near, far, suppress(OSError):
            while others:
                for end in select.select([*others], [], [])[0]:
                    content = end.recv(65536)
                    if not content:
                        with suppress(OSError):
                            others[end].shutdown(socket.SHUT_WR)
                        del others[end]
                        continue
                    if end is near:
                        self._heard(content)
                    self._pass(others[end], content)
        with self._lock:
            self._ends -= {near, far}

    def _pass(self, end: socket.socket, content: bytes) -> None:
        with self._lock:
            left = None if self._limit is None or self._is_past else self._limit - self.passed
            self.passed += len(content)
            is_due = left is not None and left < len(content)
            self._is_past |= is_due
        end.sendall(content[:left] if is_due else content)
        if is_due:
            self._due()
            if self._then != "whole":
                self._hang_up()
            else:
                end.sendall(content[left:])

    def _hang_up(self) -> None:
        with self._lock:
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


@contextmanager
def start_wire(
    port: int,
    limit: int | None = None,
    then: Then = "dead",
    due: Event = lambda: None,
    heard: Callable[[bytes], object] = bool,
) -> Iterator[Wire]:
    """Start a proxy to that port, which calls ``due`` after ``limit`` bytes.

    Then all connections end and no more are accepted (``dead``), new ones are accepted
    (``mended``), or everything continues (``whole``). ``heard`` gets each piece that a client
    sends; if it raises OSError, that connection ends.
    """
    wire = Wire(port, limit, then, due, heard)
    try:
        yield wire
    finally:
        wire.close()


@contextmanager
def start_speaker(answer: bytes) -> Iterator[int]:
    """Start a server that answers every request with the same bytes and hangs up."""

    class Speaker(StreamRequestHandler):
        def handle(self) -> None:
            self._read_request()
            self.wfile.write(answer)
            # Closing while the client still sends would reset the connection and lose the answer.
            with suppress(OSError):
                self.request.shutdown(socket.SHUT_WR)
                self.request.settimeout(_PATIENCE)
                while self.rfile.read(1):
                    pass

        def _read_request(self) -> None:
            length = 0
            while (line := self.rfile.readline().strip().lower()) != b"":
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
                elif line.startswith(b"expect:"):
                    return  # the body comes only after an answer
            self.rfile.read(length)

    with ThreadingTCPServer(("127.0.0.1", 0), Speaker) as server, _running(server):
        yield server.server_address[1]


class GitHost(ThreadingHTTPServer):
    """Serves repositories below a folder over HTTP, to clients with the token."""

    daemon_threads = False

    def __init__(self, folder: Path, token: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Smart)
        self.folder, self.token = folder, token
        self.seen: list[str] = []
        """The Authorization headers that came, empty ones included."""
        self.moved_to = ""
        """Where requests are sent instead."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that hang up, as tests do."""


class _Smart(BaseHTTPRequestHandler):
    """Answers with git's own CGI program."""

    server: GitHost

    def do_GET(self) -> None:
        authorization = self.headers.get("Authorization", "")
        self.server.seen.append(authorization)
        if self.server.moved_to:
            return self._short(302, "Location", self.server.moved_to + self.path)
        wanted = base64.b64encode(f"x-access-token:{self.server.token}".encode()).decode()
        if self.server.token and authorization != f"Basic {wanted}":
            return self._short(401, "WWW-Authenticate", 'Basic realm="git"')
        length = int(self.headers.get("Content-Length") or 0)
        given = self._chunks() if "Transfer-Encoding" in self.headers else self.rfile.read(length)
        ended = subprocess.run(
            ["git", "http-backend"],
            input=given,
            capture_output=True,
            check=False,
            env=self._environment(len(given)),
        )
        head, _, body = ended.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    do_POST = do_GET  # noqa: N815 - what the library calls

    def log_message(self, *arguments: object) -> None:
        """Log nothing."""

    def _short(self, status: int, name: str, value: str) -> None:
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _environment(self, length: int) -> Mapping[str, str]:
        path, _, query = self.path.partition("?")
        return {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "newsgen",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(length),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }


@contextmanager
def start_git_host(folder: Path, token: str = "") -> Iterator[GitHost]:
    """Serve the repositories below the folder."""
    with GitHost(folder, token) as host, _running(host):
        yield host


@contextmanager
def _running(server: BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
