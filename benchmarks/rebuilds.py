"""Build sites again after small edits, with newsgen and with Hugo, and say what it costs.

    python benchmarks/rebuilds.py --articles 1000,10000 --runs 3 --check
    python benchmarks/rebuilds.py ARCHIVE --runs 3

ARCHIVE is a folder as compare.py takes it. The finished site and newsgen's build cache stay from
one build to the next; scenarios.py has the changes in between. Both generators get the same
edits and take turns, so that both see the same machine.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import generators
import results
from compare import contenders
from generators import OUTPUT, Generator
from make_archive import make_archive
from measurement import Cost, run
from page import write_page
from report import rebuild_table
from results import Rebuild, Rebuilds
from scenarios import SCENARIOS, Scenario

Stamp = tuple[int, int, int]
SETTLED = 3
"""Seconds after which newsgen no longer takes a new file for one that may be changing still."""
SHOWN = 10
"""Differing files that a failed check names."""


class Failure(Exception):
    """A build failed, or a warm build differs from a clean one."""


@dataclass(frozen=True)
class Site:
    """A working folder and the generator that builds it."""

    generator: Generator
    folder: Path

    def build(self, scenario: Scenario, turn: int, *, check: bool) -> tuple[Cost, int]:
        """Cost of the build after the scenario, and how many files it touched.

        Raises Failure.
        """
        scenario(self.folder, turn)
        before = stamps(self.folder / OUTPUT)
        # A clean build at the same moment is to give the same bytes.
        moment = {"SOURCE_DATE_EPOCH": str(int(time.time()))}
        cost = self._run(self.generator, moment)
        after = stamps(self.folder / OUTPUT)
        if check and self.generator.name == "newsgen":
            self._check(moment)
        return cost, len({path for path, _ in before.items() ^ after.items()})

    def _run(self, generator: Generator, moment: dict[str, str]) -> Cost:
        cost = run(generator.command, self.folder, self.folder.with_suffix(".log"), moment)
        if cost.status:
            raise Failure(f"{generator.name} failed ({cost.status}):\n{cost.messages}")
        return cost

    def _check(self, moment: dict[str, str]) -> None:
        clean = self.folder.with_name("clean")
        output, cache = clean / "out", clean / "cache"
        try:
            self._run(generators.newsgen(str(output), str(cache)), moment)
            differing = differences(self.folder / OUTPUT, output)
        finally:
            shutil.rmtree(clean, ignore_errors=True)
        if differing:
            names = "\n".join(differing[:SHOWN])
            raise Failure(f"{len(differing):,} files are not those of a clean build:\n{names}")


def stamps(folder: Path) -> dict[str, Stamp]:
    """When each file of a folder was written, which file it is, and its size."""
    found = {}
    for place in files(folder):
        told = place.stat()
        found[str(place)] = (told.st_mtime_ns, told.st_ino, told.st_size)
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Paths of the files that only one of two folders holds, or that differ in a byte."""
    paths = {place.relative_to(folder) for folder in (one, other) for place in files(folder)}
    return sorted(str(path) for path in paths if _content(one / path) != _content(other / path))


def files(folder: Path) -> Iterator[Path]:
    """The files of a finished site, without the folder that newsgen keeps its notes in."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != generators.CACHE]
        yield from (Path(parent, name) for name in names)


def _content(place: Path) -> bytes | None:
    return place.read_bytes() if place.is_file() else None


def rebuild(
    archive: Path, rivals: Sequence[Generator], runs: int, *, check: bool
) -> Iterator[Rebuild]:
    """Each build of each turn: one generator after the other, who is first changes by turns."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as place:
        sites = [Site(rival, Path(place, rival.name)) for rival in rivals]
        for site in sites:
            generators.stage(site.generator, archive, site.folder)
        time.sleep(SETTLED)
        articles = sum(1 for _ in (sites[0].folder / "content").glob("*/*.md"))
        for turn in range(runs):
            for name, scenario in SCENARIOS.items():
                for site in sites if turn % 2 == 0 else reversed(sites):
                    cost, touched = site.build(scenario, turn, check=check)
                    yield Rebuild(
                        articles=articles,
                        scenario=name,
                        generator=site.generator.name,
                        turn=turn,
                        wall=cost.wall,
                        cpu=cost.cpu,
                        memory=cost.memory,
                        touched=touched,
                        rendered=rendered(cost.messages),
                    )


def rendered(messages: str) -> int | None:
    """The number of pages that newsgen tells it has made; None where nobody tells."""
    try:
        facts: dict[str, Any] = json.loads(messages)
    except ValueError:
        return None
    return facts.get("rendered")


def archives(wanted: argparse.Namespace, place: Path) -> Iterator[Path]:
    """The archive that was named, or one of each size that was asked for, made in ``place``."""
    if wanted.archive:
        yield wanted.archive
    for articles in wanted.articles or ():
        folder = place / str(articles)
        make_archive(folder, articles)
        yield folder
        shutil.rmtree(folder)


def parse_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Build sites again after small edits.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("archive", type=Path, nargs="?", help="a folder of make_archive.py")
    which.add_argument(
        "--articles",
        type=lambda text: [int(size) for size in text.split(",")],
        help="make archives of so many articles, such as 1000,10000",
    )
    parser.add_argument("--runs", type=int, default=3, help="the median counts")
    parser.add_argument(
        "--check", action="store_true", help="compare newsgen's site with a clean build each time"
    )
    parser.add_argument("--write", type=Path, help="write tables and plot into this page")
    wanted = parser.parse_args()
    if wanted.write and not wanted.articles:
        parser.error("--write needs --articles, so that anyone can measure it again")
    return wanted


def measure(wanted: argparse.Namespace, rivals: Sequence[Generator]) -> None:
    """Show a table for each archive as soon as it is made, and keep what is measured."""
    versions = {rival.name: rival.version() for rival in rivals}
    builds: list[Rebuild] = []
    with tempfile.TemporaryDirectory(prefix="archives-") as place:
        for archive in archives(wanted, Path(place)):
            made = list(rebuild(archive, rivals, wanted.runs, check=wanted.check))
            print(f"{made[0].articles:,} articles\n\n{rebuild_table(made)}\n", flush=True)
            builds += made
            if wanted.write:
                rebuilds = Rebuilds(results.this_machine(), versions, builds)
                write_page(wanted.write, rebuilds=rebuilds)


def main() -> int:
    wanted = parse_arguments()
    try:
        measure(wanted, contenders(["hugo"]))
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
