"""What was measured, as tables in Markdown."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from measurement import Cost
from results import Preview, Rebuild, Result

HEADER = ("Generator", "Wall", "", "CPU", "", "Peak memory", "", "Files")
PREVIEW_HEADER = (
    "Preview",
    "First page",
    "Body served",
    "Headline served",
    "Body seen",
    "Headline seen",
    "Peak memory",
)
REBUILD_HEADER = ("Scenario", "Wall", "CPU", "Peak memory", "Rendered", "Touched")


def table(results: Sequence[Result]) -> str:
    """A row for each result; ratios are to the first, so 2.0× is twice what the first took."""
    first = results[0].cost
    return _grid([HEADER, *(_row(result, first) for result in results)])


def rebuild_table(builds: Sequence[Rebuild]) -> str:
    """Medians of each scenario of one archive, and where two generators met how they compare.

    A ratio is the median of those of the turns; in brackets stand the smallest and the largest.
    """
    names = list(dict.fromkeys(build.generator for build in builds))
    rows: list[tuple[str, ...]] = [REBUILD_HEADER]
    for scenario in dict.fromkeys(build.scenario for build in builds):
        rivals = [
            [b for b in builds if (b.scenario, b.generator) == (scenario, name)] for name in names
        ]
        rows += [_medians(f"{scenario}: {made[0].generator}", made) for made in rivals]
        if len(rivals) == 2:
            rows.append(_ratios(*rivals))
    return _grid(rows)


def preview_table(previews: Sequence[Preview]) -> str:
    """A row for each preview: medians of all saves."""
    rows: list[tuple[str, ...]] = [PREVIEW_HEADER]
    for made in previews:
        times = (made.served_body, made.served_headline, made.seen_body, made.seen_headline)
        rows.append(
            (
                f"{made.articles:,} articles: {made.generator}",
                f"{made.first_page:.2f} s",
                *(f"{1000 * median(taken):,.0f} ms" if taken else "" for taken in times),
                f"{made.memory / 1e6:.0f} MB",
            )
        )
    return _grid(rows)


def _medians(label: str, made: Sequence[Rebuild]) -> tuple[str, ...]:
    told = [build.rendered for build in made if build.rendered is not None]
    return (
        label,
        f"{median(build.wall for build in made):.2f} s",
        f"{median(build.cpu for build in made):.2f} s",
        f"{median(build.memory for build in made) / 1e6:.0f} MB",
        f"{median(told):,.0f}" if told else "",
        f"{median(build.touched for build in made):,.0f}",
    )


def _ratios(ours: Sequence[Rebuild], theirs: Sequence[Rebuild]) -> tuple[str, ...]:
    def ratio(measure: Callable[[Rebuild], float]) -> str:
        pairs = zip(ours, theirs, strict=True)
        return _spread(measure(their) / measure(our) for our, their in pairs)

    return (
        f"{ours[0].generator} : {theirs[0].generator}",
        ratio(lambda build: build.wall),
        ratio(lambda build: build.cpu),
        ratio(lambda build: build.memory),
        "",
        "",
    )


def _spread(ratios: Iterable[float]) -> str:
    found = sorted(ratios)
    spread = f" ({found[0]:.2f}–{found[-1]:.2f})" if len(found) > 1 else ""
    return f"1 : {median(found):.2f}{spread}"


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


def _grid(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table, the first its header; numbers stand to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = [
        "-" * widths[0],
        *("-" * (width - 1) + ":" for width in (max(2, w) for w in widths[1:])),
    ]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers = cells
    padded = [name.ljust(widths[0])]
    padded += [cell.rjust(max(2, width)) for cell, width in zip(numbers, widths[1:], strict=True)]
    return f"| {' | '.join(padded)} |"
