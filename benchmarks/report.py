"""The results of a comparison as a table in Markdown, and as a page of the documentation."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measurement import Cost

HEADER = ("Generator", "Wall", "", "CPU", "", "Peak memory", "", "Files")


@dataclass(frozen=True)
class Result:
    """What a generator made of an archive, and at what cost."""

    generator: str
    version: str
    cost: Cost
    files: int
    """Files in its output."""


def table(results: Sequence[Result]) -> str:
    """A row for each result; ratios are to the first, so 2.0× is twice what the first took."""
    first = results[0].cost
    rows = [HEADER, *(_row(result, first) for result in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = [
        "-" * widths[0],
        *("-" * (width - 1) + ":" for width in (max(2, w) for w in widths[1:])),
    ]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]])


@dataclass(frozen=True)
class Comparison:
    """What was compared, and how."""

    articles: int
    runs: int
    related: bool
    """Whether the peers that can relate articles did."""
    options: str
    """Those of the command line that asked for it."""


def write_page(path: Path, comparison: Comparison, results: Sequence[Result]) -> None:
    """Write the page of the documentation that shows the table and how it was made."""
    text = PAGE.format(
        articles=comparison.articles,
        command=f"python benchmarks/compare.py {comparison.options} --write docs/benchmarks.md",
        runs="one run" if comparison.runs == 1 else f"the fastest of {comparison.runs} runs",
        cores=os.cpu_count(),
        machine=f"{platform.system()} on {platform.machine()}",
        python=platform.python_version(),
        related=RELATED_ON if comparison.related else RELATED_OFF,
        table=table(results),
    )
    path.write_text(text, encoding="utf-8")


def _row(result: Result, first: Cost) -> tuple[str, ...]:
    name = f"{result.generator} {result.version}".strip()
    cost = result.cost
    if cost.status:
        return (name, f"failed ({cost.status})", *[""] * (len(HEADER) - 2))
    return (
        name,
        f"{cost.wall:.2f} s",
        _ratio(cost.wall, first.wall, first),
        f"{cost.cpu:.2f} s",
        _ratio(cost.cpu, first.cpu, first),
        f"{cost.memory / 1e6:.0f} MB",
        _ratio(cost.memory, first.memory, first),
        f"{result.files:,}",
    )


def _ratio(value: float, base: float, first: Cost) -> str:
    return f"{value / base:.2f}×" if base and not first.status else ""


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers = cells
    padded = [name.ljust(widths[0])]
    padded += [cell.rjust(max(2, width)) for cell, width in zip(numbers, widths[1:], strict=True)]
    return f"| {' | '.join(padded)} |"


RELATED_ON = "newsgen and Hugo, with its default index, make them; the other peers cannot."
RELATED_OFF = "newsgen makes them; the peers do not."
PAGE = """\
# Benchmarks

An archive of {articles:,} articles, built from nothing.

{table}

Ratios are to newsgen: 2.00× is twice what newsgen took. To measure again, with whichever of Hugo,
Eleventy and Pelican is installed:

    {command}

Made on {machine} with {cores} cores and Python {python}; {runs} of each, taken in turns.

## How it is measured

- **The same archive** for all, made by `benchmarks/make_archive.py`, which gives the same bytes for
  the same number: twelve sections, an author for every fifty stories, bodies of 350 to 900 words of
  which 45 % hold more than plain paragraphs. Each build has a working folder of its own with
  nothing in it but the articles, the templates and the static files.
- **The same work**: a page for each article with navigation, description, Open Graph, structured
  data, byline, tags and its older and newer neighbours; the home page; lists of 20 for each
  section, tag and author; indexes of tags and authors; RSS with 30 stories for the site and for
  each section; sitemap and robots.txt. Quotes are curled. The templates of the peers are in
  `benchmarks/peers/`.
- **Related articles**: {related}
- **Wall** is the time from start to end of the command, imports included. **CPU** adds up the time
  of all its processes, in the program and in the system.
- **Peak memory** is that of all processes together: twenty times a second the proportional set
  sizes of the process group are added up, in which memory shared by several processes counts once.
- The numbers of files differ a little: newsgen's lists have a front besides the pages of their
  archive, and its sitemaps are cut by month.
"""
