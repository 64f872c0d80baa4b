"""Starts a preview in its own process, and finds a browser, for tests."""

import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from support.paper import Paper


class Preview(NamedTuple):
    """A running preview."""

    address: str
    """The URL of the site, with a slash at the end."""
    desk: str
    """The URL of the desk, with a slash at the end."""
    process: "subprocess.Popen[str]"

    @property
    def port(self) -> int:
        """The port of the site."""
        return port_of(self.address)

    @property
    def desk_port(self) -> int:
        """The port of the desk."""
        return port_of(self.desk)

    def get(self, path: str = "") -> str:
        """The HTML of a page of the site."""
        return fetch(self.address + path.lstrip("/"))

    def token(self) -> str:
        """The token that pages of the desk send with requests that write."""
        found = re.search(r'data-token="([^"]+)"', fetch(self.desk))
        assert found
        return found[1]


def port_of(address: str) -> int:
    """The port in a URL."""
    return urlsplit(address).port or 80


def fetch(address: str) -> str:
    """The text at a URL."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


@contextmanager
def previewing(paper: Paper, *options: str, port: int = 0) -> Iterator[Preview]:
    """A preview of the paper in its own process; a traceback in its messages is a failure."""
    command = [sys.executable, "-m", "newsgen", "serve", "--site", str(paper.root)]
    errors = paper.root.with_name(f"{paper.root.name}.log")
    with errors.open("a+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), *options], stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout
        with process.stdout:
            site, desk = (process.stdout.readline().split() for _ in range(2))
            try:
                yield Preview(address=site[1], desk=desk[1], process=process)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(30)
        log.seek(0)
        assert "Traceback" not in log.read()


def chromium() -> str:
    """The path of Chromium; the test is skipped without it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("Chromium is not installed")
    return found
