"""The page of the documentation and its plot, from the results that are kept beside them.

    python benchmarks/page.py docs/benchmarks.md

makes both again from ``docs/benchmarks.json`` and measures nothing.
"""

import argparse
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import results
from plot import plot
from report import preview_table, rebuild_table, table
from results import Comparison, Machine, Previews, Rebuilds, Results


def write_page(
    path: Path,
    *,
    comparison: Comparison | None = None,
    rebuilds: Rebuilds | None = None,
    previews: Previews | None = None,
) -> None:
    """Write the page, its JSON and its plot; results that are not given stay as they were."""
    kept = results.read(path.with_suffix(".json"))
    if comparison:
        kept = replace(kept, comparison=comparison)
    if rebuilds:
        kept = replace(kept, rebuilds=rebuilds)
    if previews:
        kept = replace(kept, previews=previews)
    results.write(path.with_suffix(".json"), kept)
    if kept.rebuilds:
        path.with_suffix(".svg").write_text(plot(kept.rebuilds.builds), encoding="utf-8")
    path.write_text(page(kept, path.with_suffix(".svg").name), encoding="utf-8")


def page(measured: Results, figure: str) -> str:
    """The text of the page; ``figure`` is the file name of the plot."""
    parts = ["# Benchmarks\n"]
    if measured.rebuilds:
        parts.append(rebuilds_part(measured.rebuilds, figure))
    if measured.previews:
        parts.append(previews_part(measured.previews))
    if measured.comparison:
        parts.append(comparison_part(measured.comparison))
    related = bool(measured.comparison and measured.comparison.related)
    parts.append(METHOD.format(related=RELATED_ON if related else RELATED_OFF))
    return "\n".join(parts)


def rebuilds_part(rebuilds: Rebuilds, figure: str) -> str:
    """Plot and tables of the costs of building again."""
    by_size = {
        size: list(builds) for size, builds in groupby(rebuilds.builds, lambda b: b.articles)
    }
    turns = len({build.turn for build in rebuilds.builds})
    tables = [
        f"### {size:,} articles\n\n{rebuild_table(builds)}\n" for size, builds in by_size.items()
    ]
    versions = [f"{name} {version}" for name, version in rebuilds.versions.items()]
    return REBUILDS.format(
        figure=figure,
        tables="\n".join(tables),
        sizes=",".join(map(str, by_size)),
        turns=turns,
        made=_made(rebuilds.machine),
        versions=" and ".join(versions),
    )


def previews_part(previews: Previews) -> str:
    """The table of the time until a preview shows a saved change."""
    versions = [f"{name} {version}" for name, version in previews.versions.items()]
    sizes = dict.fromkeys(str(preview.articles) for preview in previews.previews)
    return PREVIEWS.format(
        table=preview_table(previews.previews),
        sizes=",".join(sizes),
        saves=previews.saves,
        made=_made(previews.machine),
        versions=" and ".join(versions),
    )


def comparison_part(comparison: Comparison) -> str:
    """The table of the costs of building from nothing."""
    runs = comparison.runs
    return COMPARISON.format(
        articles=comparison.articles,
        options=comparison.options,
        runs="one run" if runs == 1 else f"the fastest of {runs} runs",
        made=_made(comparison.machine),
        table=table(comparison.results),
    )


def _made(machine: Machine) -> str:
    return f"Made on {machine.system} with {machine.cores} cores and Python {machine.python}"


RELATED_ON = "newsgen and Hugo, with its default index, make them; the other peers cannot."
RELATED_OFF = "newsgen makes them; the peers do not."
REBUILDS = """\
## Building again

What a build costs after a small change, with the finished site of the last build in place.

![Seconds a build takes, by the number of articles; the tables below hold the numbers]({figure})

{tables}
How to read it: **1 : 4.00** says that Hugo took four times what newsgen took. Look at the ratios;
times are those of one machine on one day. Each number is a median of {turns} turns. A ratio is the
median of the ratios of the turns, in each of which both build one just after the other; in brackets
stand the smallest and the largest. **Rendered** is the number of files that newsgen says it made;
Hugo makes all of them every time and does not tell. **Touched** is the number of files in the
output that came, went or were written, the same bytes or not. In the plot Hugo has one line, the
median over all scenarios.

| Scenario | What happens before the build |
| --- | --- |
| cold | the finished site and newsgen's build cache are removed |
| nothing changed | nothing |
| one body edited | one of the hundred latest stories gets another paragraph |
| one headline edited | one of them gets another headline |
| one article added | a story with five tags and one author of the archive, newer than all others |
| one template edited | the template of articles gets another line |

To measure again, with Hugo on the path or named by the environment variable `HUGO`:

    python benchmarks/rebuilds.py --articles {sizes} --runs {turns} --write docs/benchmarks.md

`--check` compares every file of newsgen with a clean build after each step. {made}; {versions}.
"""
PREVIEWS = """\
## Previewing

How soon the preview shows what an editor saved: one of the latest stories, as editors' programs
write it, half a second after the save before.

{table}

**First page** counts from the start of the command, in a site that was built before. **Served** is
the time until a request for the page is answered with the new words, **seen** until they stand in
a Chromium that had the page open; medians of {saves} saves, of a tenth of that for Hugo. To measure
again:

    python benchmarks/previews.py --articles {sizes} --saves {saves} --write docs/benchmarks.md

{made}; {versions}.
"""
COMPARISON = """\
## Building from nothing

An archive of {articles:,} articles.

{table}

Ratios are to newsgen: 2.00× is twice what newsgen took. To measure again, with whichever of Hugo,
Eleventy and Pelican is installed:

    python benchmarks/compare.py {options} --write docs/benchmarks.md

{made}; {runs} of each, taken in turns.
"""
METHOD = """\
## How it is measured

- `make bench` measures all of this and writes this page, the plot, and the results beside them in
  `benchmarks.json`. From those `python benchmarks/page.py docs/benchmarks.md` makes page and plot
  again.
- **The same archive** for all, made by `benchmarks/make_archive.py`, which gives the same bytes for
  the same number: twelve sections, an author for every fifty stories, bodies of 350 to 900 words of
  which 45 % hold more than plain paragraphs. Each generator has a working folder of its own with
  nothing in it at first but the articles, the templates and the static files.
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


def main() -> None:
    parser = argparse.ArgumentParser(description="Make page and plot again from the results.")
    parser.add_argument("page", type=Path, help="its results lie beside it, with the ending .json")
    write_page(parser.parse_args().page)


if __name__ == "__main__":
    main()
