"""Build one archive with newsgen and with each installed peer in turn, and say what it costs.

    python benchmarks/compare.py --articles 10000
    python benchmarks/compare.py ARCHIVE --runs 3 --peers hugo --related on

ARCHIVE is a folder of make_archive.py, or one that holds a folder of article files for each
section. Peers are looked for on the path; the environment variables HUGO, ELEVENTY and PELICAN name
programs that lie elsewhere. Every build starts from nothing.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import generators
from generators import Generator
from make_archive import make_archive
from measurement import run
from page import write_page
from report import table
from results import Comparison, Result, this_machine, without_messages


def compare(
    archive: Path, contenders: Sequence[Generator], runs: int, *, related: bool
) -> list[Result]:
    """The fastest of each contender's runs; they take turns, so that all see the same machine."""
    results: list[list[Result]] = [[] for _ in contenders]
    for _ in range(runs):
        for generator, made in zip(contenders, results, strict=True):
            made.append(measure(generator, archive, related=related))
    return [
        min(made, key=lambda result: (result.cost.status != 0, result.cost.wall))
        for made in results
    ]


def measure(generator: Generator, archive: Path, *, related: bool) -> Result:
    """Build the archive once, in a new folder."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as place:
        folder = Path(place, "site")
        generators.stage(generator, archive, folder)
        environment = generator.related if related else {}
        cost = run(generator.command, folder, Path(place, "log"), environment)
        output = folder / generators.OUTPUT
        files = sum(1 for path in output.rglob("*") if path.is_file())
    return Result(generator=generator.name, version=generator.version(), cost=cost, files=files)


def contenders(names: Sequence[str]) -> list[Generator]:
    """Those of the named peers that are installed, after newsgen; tells which are not."""
    peers = [generators.ALL[name]() for name in names]
    for peer in peers:
        if not peer.is_installed:
            print(f"{peer.name} is not installed; left out.", file=sys.stderr)
    return [generators.newsgen(), *(peer for peer in peers if peer.is_installed)]


def parse_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Compare newsgen with its peers on one archive.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("archive", type=Path, nargs="?", help="a folder of make_archive.py")
    which.add_argument("--articles", type=int, help="make an archive of so many articles")
    parser.add_argument("--runs", type=int, default=1, help="the fastest counts")
    parser.add_argument(
        "--peers",
        type=lambda text: [name for name in text.split(",") if name],
        default=list(generators.ALL),
        help=f"some of {','.join(generators.ALL)}",
    )
    parser.add_argument(
        "--related",
        choices=["on", "off"],
        default="off",
        help="whether Hugo makes related articles too",
    )
    parser.add_argument("--write", type=Path, help="write the table into this page")
    wanted = parser.parse_args()
    wanted.related = wanted.related == "on"
    unknown = sorted(set(wanted.peers) - set(generators.ALL))
    if unknown:
        parser.error(f"no such peers: {', '.join(unknown)}")
    if wanted.write and not wanted.articles:
        parser.error("--write needs --articles, so that anyone can make the table again")
    return wanted


def written_options(wanted: argparse.Namespace) -> str:
    """The options that decide what a page of the documentation shows."""
    options = [f"--articles {wanted.articles}", f"--runs {wanted.runs}"]
    if set(wanted.peers) != set(generators.ALL):
        options.append(f"--peers {','.join(wanted.peers)}")
    if wanted.related:
        options.append("--related on")
    return " ".join(options)


def main() -> int:
    wanted = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="archive-") as made:
        archive = wanted.archive or Path(made)
        if wanted.articles:
            make_archive(archive, wanted.articles)
        results = compare(archive, contenders(wanted.peers), wanted.runs, related=wanted.related)
    print(table(results))
    failures = [result for result in results if result.cost.status]
    for result in failures:
        print(f"\n{result.generator} failed:\n{result.cost.messages}", file=sys.stderr)
    if failures:
        return 1
    if wanted.write:
        comparison = Comparison(
            articles=wanted.articles,
            runs=wanted.runs,
            related=wanted.related,
            options=written_options(wanted),
            machine=this_machine(),
            results=[without_messages(result) for result in results],
        )
        write_page(wanted.write, comparison=comparison)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
