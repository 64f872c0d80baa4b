"""The plot of times against archive sizes, as an SVG: the same results give the same bytes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from xml.sax.saxutils import escape

from results import Rebuild

WIDTH, HEIGHT = 930, 540
LEFT, RIGHT, TOP, BOTTOM = 80, 660, 60, 470
"""The sides of the field between the axes; right of it stand the labels of the lines."""
LABEL_GAP = 22
LIGHT = ("#555b64", "#0550ae", "#1a7f37", "#9a6700", "#8250df", "#cf222e", "#0b7a75")
DARK = ("#b1bac4", "#79c0ff", "#56d364", "#e3b341", "#d2a8ff", "#ff8f88", "#5fd4cd")
STYLE = """\
svg {{ color: #1f2328; background: #ffffff; font: 14px system-ui, sans-serif; {light} }}
@media (prefers-color-scheme: dark) {{
  svg {{ color: #e6edf3; background: #0d1117; {dark} }}
}}
text {{ fill: currentColor }}
.grid {{ stroke: currentColor; opacity: 0.2 }}
.line {{ fill: none; stroke-width: 2.5 }}
.leader {{ opacity: 0.6 }}
.other {{ stroke-dasharray: 7 5 }}
.title {{ font-size: 17px; font-weight: 600 }}"""


@dataclass(frozen=True)
class Line:
    """Median times by archive size, the smallest first."""

    label: str
    points: Sequence[tuple[int, float]]
    """Articles, seconds."""


@dataclass(frozen=True)
class Axis:
    """A logarithmic scale from ``low`` to ``high``, drawn from one coordinate to another."""

    low: float
    high: float
    start: int
    end: int

    def place(self, value: float) -> float:
        """The coordinate of a value."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)


def plot(builds: Sequence[Rebuild]) -> str:
    """The SVG: a line for each scenario of newsgen, and one for all builds of each other."""
    lines = _lines(builds)
    sizes = sorted({size for line in lines for size, _ in line.points})
    times = [seconds for line in lines for _, seconds in line.points]
    across = Axis(sizes[0] / 1.5, sizes[-1] * 1.15, LEFT, RIGHT)
    low, high = _decades(times)
    up = Axis(low, high, BOTTOM, TOP)
    drawn = [
        *_size_marks(across, sizes),
        *_time_marks(up),
        *_drawn_lines(lines, across, up),
    ]
    return "\n".join([*_head(lines), *drawn, "</svg>", ""])


def _lines(builds: Sequence[Rebuild]) -> list[Line]:
    """Others make everything again in every scenario, so all their builds are one line."""
    groups: dict[str, dict[int, list[float]]] = {}
    for build in builds:
        ours = build.generator == "newsgen"
        label = f"newsgen, {build.scenario}" if ours else f"{build.generator}, all scenarios"
        groups.setdefault(label, {}).setdefault(build.articles, []).append(build.wall)
    return [
        Line(label, [(size, median(walls)) for size, walls in sorted(sizes.items())])
        for label, sizes in sorted(groups.items(), key=lambda group: group[0].startswith("newsgen"))
    ]


def _decades(times: Sequence[float]) -> tuple[float, float]:
    low = math.floor(math.log10(min(times)))
    return 10.0**low, 10.0 ** max(low + 1, math.ceil(math.log10(max(times))))


def _head(lines: Sequence[Line]) -> Iterator[str]:
    told = "; ".join(
        f"{line.label}: "
        + ", ".join(f"{seconds:.2f} s at {size:,} articles" for size, seconds in line.points)
        for line in lines
    )
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title desc">'
    )
    yield '<title id="title">Time of a build against the size of the archive</title>'
    yield f'<desc id="desc">Both axes are logarithmic. {escape(told)}.</desc>'
    yield f"<style>\n{STYLE.format(light=_colours(LIGHT), dark=_colours(DARK))}\n</style>"
    yield f'<text class="title" x="{LEFT}" y="28">Seconds a build takes, by articles</text>'


def _colours(palette: Sequence[str]) -> str:
    return " ".join(f"--c{number}: {colour};" for number, colour in enumerate(palette))


def _size_marks(across: Axis, sizes: Sequence[int]) -> Iterator[str]:
    for size in sizes:
        x = across.place(size)
        yield f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}"/>'
        yield f'<text x="{x:.1f}" y="{BOTTOM + 24}" text-anchor="middle">{size:,}</text>'
    middle = (LEFT + RIGHT) / 2
    yield f'<text x="{middle:.1f}" y="{BOTTOM + 50}" text-anchor="middle">articles</text>'


def _time_marks(up: Axis) -> Iterator[str]:
    for power in range(round(math.log10(up.low)), round(math.log10(up.high)) + 1):
        for step in (1, 2, 5):
            seconds = step * 10.0**power
            if seconds > up.high * 1.001:
                return
            y = up.place(seconds)
            yield f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>'
            yield f'<text x="{LEFT - 10}" y="{y + 5:.1f}" text-anchor="end">{seconds:g} s</text>'


def _drawn_lines(lines: Sequence[Line], across: Axis, up: Axis) -> Iterator[str]:
    ends = [up.place(line.points[-1][1]) for line in lines]
    for number, (line, end, y) in enumerate(zip(lines, ends, spread(ends), strict=True)):
        places = [(across.place(size), up.place(seconds)) for size, seconds in line.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        colour = f"var(--c{number % len(LIGHT)})"
        kind = "line" if line.label.startswith("newsgen") else "line other"
        yield f'<path class="{kind}" stroke="{colour}" d="M{path}"/>'
        for x, height in places:
            yield f'<circle cx="{x:.1f}" cy="{height:.1f}" r="4" fill="{colour}"/>'
        last = places[-1][0]
        leader = f"M{last + 6:.1f} {end:.1f}L{RIGHT + 8} {y:.1f}"
        yield f'<path class="leader" stroke="{colour}" d="{leader}"/>'
        text = escape(line.label)
        yield f'<text x="{RIGHT + 14}" y="{y + 5:.1f}" style="fill: {colour}">{text}</text>'


def spread(places: Sequence[float]) -> list[float]:
    """Heights of labels near the ends of their lines, in the same order, none upon another."""
    order = sorted(range(len(places)), key=lambda number: (places[number], number))
    heights = list(places)
    for above, below in pairwise(order):
        heights[below] = max(heights[below], heights[above] + LABEL_GAP)
    lowest: float = BOTTOM
    for number in reversed(order):
        heights[number] = min(heights[number], lowest)
        lowest = heights[number] - LABEL_GAP
    return heights
