"""Servers that speak S3, each in a process of its own, and a way to them that can be cut."""

import os
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from botocore.config import Config

KEY, SECRET = "test-key-of-nobody", "test-secret-of-nobody"
_SERVE = """
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app))
print(server.server_port, flush=True)
server.serve_forever()
"""
"""One request at a time, so that a conditional write is as indivisible as it is at Amazon."""


class S3Server(NamedTuple):
    """A server on loopback."""

    port: int
    client: Any
    """What looks at it past any proxy."""

    def make_bucket(self, name: str) -> str:
        """A new, empty bucket."""
        self.client.create_bucket(Bucket=name)
        return name

    def objects(self, bucket: str) -> Mapping[str, bytes]:
        """Everything in a bucket but newsgen's own."""
        client, found = self.client, {}
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for entry in page.get("Contents", []):
                if not entry["Key"].startswith(".newsgen/"):
                    body = client.get_object(Bucket=bucket, Key=entry["Key"])["Body"]
                    found[entry["Key"]] = body.read()
        return found


def _server(port: int) -> S3Server:
    client = boto3.Session().client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}, connect_timeout=5),
    )
    return S3Server(port, client)


@contextmanager
def serve_moto() -> Iterator[S3Server]:
    """moto: keeps conditions of writes as Amazon does."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout
        try:
            yield _server(int(running.stdout.readline()))
        finally:
            running.kill()


@contextmanager
def serve_rclone(folder: Path) -> Iterator[S3Server]:
    """rclone: a second, independent server, which keeps no conditions; buckets are folders."""
    program = Path(sysconfig.get_path("scripts"), "rclone")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key"]
    with subprocess.Popen(
        [*command, f"{KEY},{SECRET}", "--vfs-cache-mode", "writes", "-v", str(folder)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "RCLONE_CONFIG": "/dev/null", "XDG_CACHE_HOME": str(folder.parent)},
    ) as running:
        assert running.stderr
        try:
            for line in running.stderr:
                if "Starting s3 server" in line:
                    break
            threading.Thread(target=running.stderr.read, daemon=True).start()
            yield _server(port)
        finally:
            running.kill()


class Cut(Exception):
    """The way ends here."""


@contextmanager
def proxy(port: int, watch: Callable[[bytes], None]) -> Iterator[int]:
    """A port that leads to the other one; ``watch`` sees all that is sent and may raise Cut.

    After that no connection gets through, as if the cable were pulled.
    """
    entrance = socket.create_server(("127.0.0.1", 0), backlog=64)
    cut = threading.Event()
    open_sockets: list[socket.socket] = []

    def pump(source: socket.socket, sink: socket.socket, look: Callable[[bytes], None]) -> None:
        with suppress(OSError):
            while piece := source.recv(4096):
                try:
                    look(piece)
                except Cut:
                    cut.set()
                if cut.is_set():
                    for connection in (*open_sockets, source, sink):
                        with suppress(OSError):
                            connection.shutdown(socket.SHUT_RDWR)
                    return
                sink.sendall(piece)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = entrance.accept()
                if cut.is_set():
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", port))
                open_sockets.extend((near, far))
                threading.Thread(target=pump, args=(near, far, watch), daemon=True).start()
                threading.Thread(target=pump, args=(far, near, bool), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield entrance.getsockname()[1]
    finally:
        entrance.close()
        for connection in open_sockets:
            connection.close()


def after_bytes(limit: int) -> Callable[[bytes], None]:
    """A watch that cuts the way once so many bytes were sent."""
    sent = 0

    def watch(piece: bytes) -> None:
        nonlocal sent
        sent += len(piece)
        if sent > limit:
            raise Cut

    return watch
