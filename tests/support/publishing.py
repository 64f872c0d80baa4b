"""Two builds of a site, and newsgen as a separate process that publishes them."""

import json
import os
import random
import signal
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsgen.models import Model
from support.paper import Paper, article, snapshot
from support.photos import film, photo, secrets_in
from support.programs import Program
from support.readers import broken_assets

OLD = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)
NEW = OLD + timedelta(hours=1)
CONFIG = """\
title: The Test Courier
base_url: https://news.example/
sections:
  world: {title: World}
"""


class SiteBuild(Model, frozen=True):
    """A finished build."""

    output: Path
    files: Mapping[str, bytes]


class SiteBuilds(Model, frozen=True):
    """Two builds of a site; the newer one adds, changes and removes stories and files."""

    old: SiteBuild
    new: SiteBuild


def make_site_builds(folder: Path) -> SiteBuilds:
    """Build both states of the site."""
    paper = Paper(root=folder / "source")
    (paper.root / "content").mkdir(parents=True)
    stories = {
        f"content/world/{n}.md": article(f"Story {n}", date=f"2024-04-{n + 1:02} 10:00")
        for n in range(12)
    }
    paper.write({"newsgen.yaml": CONFIG, **stories, "static/img/before.png": picture(1)})
    old = build_site(paper, OLD, folder / "old")
    paper.remove("content/world/3.md")
    paper.remove("static/img/before.png")
    lead = {"image": "{src: /img/after.png, alt: A picture}"}
    paper.write({
        "static/img/after.png": picture(2),
        "content/world/5.md": article("Story 5", "It was told anew.", date="2024-04-06 10:00"),
        "content/world/new.md": article("News", date="2024-05-02 12:30", **lead),
        "content/world/quay.md": article("Quay", "[Film](quay.mp4)", image="{src: quay.jpg}"),
        "content/world/quay.jpg": photo(120, 80, texts=True),
        "content/world/quay.mp4": film(),
    })  # fmt: skip
    return SiteBuilds(old=old, new=build_site(paper, NEW, folder / "new"))


def build_site(paper: Paper, moment: datetime, output: Path) -> SiteBuild:
    """Build the site at that time into that folder."""
    result = paper.build(moment, output=str(output), cache=str(output.with_name("cache")))
    assert result.committed, result.diagnostics
    files = snapshot(output)
    assert broken_assets(files) == []
    assert secrets_in(files) == []
    return SiteBuild(output=output, files=files)


def picture(seed: int, width: int = 120, height: int = 80) -> bytes:
    """An image that compresses badly."""
    noise = random.Random(seed)
    rows = b"".join(b"\0" + noise.randbytes(3 * width) for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c)) + kind + c + struct.pack(">I", zlib.crc32(kind + c))
        for kind, c in chunks
    )


class FinishedRun(Model, frozen=True):
    """The result of a publication."""

    status: int
    """Negative if a signal ended it."""
    output: str
    """Everything that it printed."""


class Publisher(Model, frozen=True):
    """A publisher of one target: a folder with its own settings and cache."""

    root: Path
    environment: Mapping[str, str] = {}

    def start(self, site_build: SiteBuild, *more: str) -> Program:
        """Publish the build, in a process group of its own."""
        place = ("--site", str(self.root), "--output", str(site_build.output))
        return self.command("publish", "--built", *place, *more)

    def command(self, *arguments: str) -> Program:
        """Run newsgen."""
        return Program(arguments, {**os.environ, **self.environment})

    def publish(self, site_build: SiteBuild, *more: str) -> FinishedRun:
        """Publish the build and wait for the end."""
        return wait(self.start(site_build, *more))

    def rollback(self, *more: str) -> FinishedRun:
        """Go back to an earlier release."""
        return wait(self.command("rollback", "--site", str(self.root), *more))

    def publish_json(self, site_build: SiteBuild, *more: str) -> Mapping[str, object]:
        """Publish the build, and return newsgen's JSON output."""
        ended = self.publish(site_build, "--format", "json", *more)
        assert ended.status == 0, ended.output
        facts: Mapping[str, object] = json.loads(ended.output)
        return facts


def make_publisher(folder: Path, target: str, environment: Mapping[str, str] = {}) -> Publisher:
    """Make a publisher for the target, which is described in YAML."""
    folder.mkdir(parents=True)
    (folder / "newsgen.yaml").write_text(f"{CONFIG}targets:\n  live: {target}\n")
    return Publisher(root=folder, environment=environment)


def wait(running: Program) -> FinishedRun:
    """Wait for the end of a publication."""
    status, output = running.wait(seconds=240)
    assert "Traceback" not in output, output
    return FinishedRun(status=status, output=output)


def kill(running: Program) -> None:
    """Kill the program and all its children at once."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)


def assert_whole(served: Mapping[str, bytes], *states: Mapping[str, bytes]) -> None:
    """Check that the files are one of the states, that no asset is missing, and no secret there."""
    assert secrets_in(served) == []
    assert broken_assets(served) == []
    assert any(served == state for state in states), sorted(served)


def random_numbers(seed: int, number: int, limit: int) -> Iterator[int]:
    """Return random numbers below a limit, the same in every run."""
    chosen = random.Random(seed)
    return (chosen.randrange(limit) for _ in range(number))


def assert_refused(ended: FinishedRun, *words: str) -> None:
    """Check that it ended with status 2, a message and a hint, which contain the words."""
    assert ended.status == 2, ended.output
    assert "= hint: " in ended.output, ended.output
    for word in words:
        assert word in ended.output, ended.output


def with_environment(publisher: Publisher, **more: str) -> Publisher:
    """Return the same publisher with more environment variables."""
    return Publisher(root=publisher.root, environment={**publisher.environment, **more})
