"""Save a story and wait until the preview shows it: newsgen's and Hugo's, one after the other.

    python benchmarks/previews.py --articles 1000,10000 --saves 50

Each server looks after a working folder of its own. Of every size the time from the start of the
command to the first page is taken, the time from a save to the new words being served, and, where
Playwright and Chromium are installed, to their being seen in a browser that had the page open.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import generators
import results
from compare import contenders
from generators import Generator
from make_archive import make_archive
from measurement import MemoryGauge
from page import write_page
from report import preview_table
from results import Preview, Previews
from scenarios import TITLE, latest

PATIENCE = 600.0
"""Seconds after which a preview is given up."""
PEER_SHARE = 10
"""A peer gets one save for so many of ours: its seconds add up, and vary little."""
PAUSE = 0.5
"""Seconds between two saves: an editor's pace, and time to finish what is not waited for."""


@dataclass(frozen=True)
class Server:
    """A preview that runs."""

    generator: Generator
    folder: Path
    address: str
    process: subprocess.Popen[bytes]
    first_page: float
    """Seconds from the start of the command to the first page."""


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextlib.contextmanager
def serving(generator: Generator, folder: Path) -> Iterator[Server]:
    """The generator's preview of that folder."""
    port = free_port()
    arguments = {
        "newsgen": ("serve", "--site", ".", "--port", str(port)),
        "Hugo": ("server", "--port", str(port), "--noBuildLock", "--renderToMemory"),
    }
    address = f"http://localhost:{port}/"
    started = time.perf_counter()
    with folder.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            [*generator.program, *arguments[generator.name]],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        await_text(address, b"<html", process)
        yield Server(generator, folder, address, process, time.perf_counter() - started)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(20)


def await_text(address: str, text: bytes, process: subprocess.Popen[bytes]) -> None:
    """Ask again and again until the page holds the text. Raises RuntimeError when nothing helps."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(address, timeout=PATIENCE) as answer,
        ):
            if text in answer.read():
                return
        if process.poll() is not None:
            break
        time.sleep(0.002)
    raise RuntimeError(f"{address} never held {text!r}")


def save(story: Path, number: int, kind: str) -> str:
    """Change the story's body or its headline, as editors' programs do; gives the new words."""
    words = f"The desk writes {kind} {number}"
    text = story.read_text(encoding="utf-8")
    if kind == "headline":
        text = TITLE.sub(f'title: "{words}"', text, count=1)
    else:
        text = f"{text.partition('The desk writes body')[0].rstrip()}\n\n{words}.\n"
    draft = story.with_name(f".{story.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(story)
    return words


def address_of(server: Server, story: Path) -> str:
    """Where the story stands in the preview."""
    name = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", story.stem)
    return f"{server.address}{story.parent.name}/{name}/"


def served(server: Server, story: Path, kind: str, saves: int) -> list[float]:
    """Seconds from each save to the new words being served."""
    address = address_of(server, story)
    taken = []
    for number in range(saves):
        time.sleep(PAUSE)
        started = time.perf_counter()
        words = save(story, number, kind)
        await_text(address, words.encode(), server.process)
        taken.append(time.perf_counter() - started)
    return taken


def seen(server: Server, story: Path, kind: str, saves: int) -> list[float]:
    """Seconds from each save to the new words being seen in Chromium; none without Playwright."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - wanted, not needed
    except ImportError:
        return []
    if not chromium:
        return []
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address_of(server, story), wait_until="load")
        page.wait_for_timeout(1000)
        for number in range(1000, 1000 + saves):
            page.wait_for_timeout(PAUSE * 1000)
            started = time.perf_counter()
            words = save(story, number, kind)
            page.wait_for_function(
                "words => document.body.textContent.includes(words)",
                arg=words,
                polling="raf",
                timeout=PATIENCE * 1000,
            )
            taken.append(time.perf_counter() - started)
        browser.close()
    return taken


def preview(archive: Path, rivals: Sequence[Generator], saves: int) -> Iterator[Preview]:
    """What the preview of each generator takes."""
    articles = sum(1 for _ in archive.glob("content/*/*.md"))
    for rival in rivals:
        with tempfile.TemporaryDirectory(prefix="preview-") as place:
            folder = Path(place, rival.name)
            generators.stage(rival, archive, folder)
            if rival.name == "newsgen":  # as an editor finds it: the site was built before
                subprocess.run(rival.command, cwd=folder, check=True, capture_output=True)
            story = latest(folder)[0]
            turns = saves if rival.name == "newsgen" else max(3, saves // PEER_SHARE)
            with serving(rival, folder) as server, MemoryGauge(server.process.pid) as gauge:
                yield Preview(
                    articles=articles,
                    generator=rival.name,
                    first_page=server.first_page,
                    served_body=served(server, story, "body", turns),
                    served_headline=served(server, story, "headline", turns),
                    seen_body=seen(server, story, "body", turns),
                    seen_headline=seen(server, story, "headline", turns),
                    memory=gauge.peak,
                )


def main() -> int:
    parser = argparse.ArgumentParser(description="Save stories and wait until they are shown.")
    parser.add_argument(
        "--articles",
        type=lambda text: [int(size) for size in text.split(",")],
        default=[1000],
        help="make archives of so many articles, such as 1000,10000",
    )
    parser.add_argument("--saves", type=int, default=50, help="of each kind; a peer gets a tenth")
    parser.add_argument("--write", type=Path, help="write the table into this page")
    wanted = parser.parse_args()
    rivals = contenders(["hugo"])
    measured: list[Preview] = []
    for size in wanted.articles:
        with tempfile.TemporaryDirectory(prefix="archive-") as place:
            make_archive(Path(place, "archive"), size)
            measured += preview(Path(place, "archive"), rivals, wanted.saves)
        print(preview_table(measured), flush=True)
    if wanted.write:
        versions = {rival.name: rival.version() for rival in rivals}
        previews = Previews(results.this_machine(), versions, wanted.saves, measured)
        write_page(wanted.write, previews=previews)
    return 0


if __name__ == "__main__":
    sys.exit(main())
