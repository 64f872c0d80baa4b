"""A running preview and a browser that looks at it, for tests."""

import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from conftest import Paper


class Preview(NamedTuple):
    """A preview that runs."""

    address: str
    """Of the site, with a slash at the end."""
    process: "subprocess.Popen[str]"

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self.address.rstrip("/").rpartition(":")[2])

    def get(self, path: str = "") -> str:
        """The text of a page."""
        with urllib.request.urlopen(self.address + path.lstrip("/"), timeout=30) as answer:
            return str(answer.read().decode())

    def token(self) -> str:
        """What its own pages send along."""
        found = re.search(r'data-token="([^"]+)"', self.get())
        assert found
        return found[1]


@contextmanager
def previewing(paper: Paper, *options: str, port: int = 0) -> Iterator[Preview]:
    """A preview of that paper in a process of its own; a traceback in what it says is a failure."""
    command = [sys.executable, "-m", "newsgen", "serve", "--site", str(paper.root)]
    errors = paper.root.with_name(f"{paper.root.name}.log")
    with errors.open("a+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), *options], stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout
        with process.stdout:
            told = process.stdout.readline()
            try:
                yield Preview(address=told.split()[1], process=process)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(30)
        log.seek(0)
        assert "Traceback" not in log.read()


def chromium() -> str:
    """The browser of this machine; without one the test is passed over."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("there is no chromium here")
    return found
