"""Servers with the S3 protocol, each in a process of its own."""

import os
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from botocore.config import Config

KEY, SECRET = "test-key-of-nobody", "test-secret-of-nobody"
_SERVE = """
import io
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

moto = DomainDispatcherApplication(create_backend_app)

def answer(request, start):
    length = request.get("CONTENT_LENGTH")
    body = request["wsgi.input"].read(int(length or 0))
    if len(body) < int(length or 0) or not length and request["REQUEST_METHOD"] == "PUT":
        start("400 Bad Request", [("Content-Type", "application/xml")])
        return [b"<Error><Code>IncompleteBody</Code></Error>"]
    request["wsgi.input"] = io.BytesIO(body)
    return moto(request, start)

server = make_server("127.0.0.1", 0, answer)
print(server.server_port, flush=True)
server.serve_forever()
"""
"""Handles one request at a time, so that a conditional write is atomic as at Amazon. A request that
is cut off in its headers or body stores nothing, which plain moto would not guarantee."""


class S3Server(NamedTuple):
    """A local server."""

    port: int
    client: Any
    """A client that uses no proxy."""

    def make_bucket(self, name: str) -> str:
        """Create an empty bucket."""
        self.client.create_bucket(Bucket=name)
        return name

    def objects(self, bucket: str) -> Mapping[str, bytes]:
        """Return everything in a bucket except newsgen's own files."""
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
    """moto: supports conditional writes like Amazon."""
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
    """rclone: a second, independent server without conditional writes; buckets are folders."""
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
