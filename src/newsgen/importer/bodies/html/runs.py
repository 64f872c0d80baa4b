"""The runs of a text: its parts with their styles, and without spaces that nobody sees."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

Style = str
"""``**``, ``*``, ``~~``, or ``]`` and the destination of a link."""


class Run(NamedTuple):
    """A part of a text in one style."""

    text: str
    """Plain text; or Markdown if the run is finished."""
    styles: tuple[Style, ...] = ()
    is_finished: bool = False
    shown: str = ""
    """What readers see of Markdown that is finished."""


BREAK: Final = Run("\n", is_finished=True, shown=" ")
STRESS: Final = ("**", "*", "~~")
_SPACES = re.compile("[ \t\n\r]+")
_EDGES = " \t\n\r\xa0"
_TICKS = re.compile("`+")


def tidy(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs as they are written: no spaces in rows or at the ends of lines and of stress."""
    return _without_edges(merged(_spaced(merged(runs))))


def merged(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs; those beside each other in one style are one."""
    last: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if last and _is_code(last) and _is_code(run):  # two runs of ticks would become one
            code = last.shown + run.shown
            last = last._replace(text=write_span(code), shown=code)
            continue
        if (
            last
            and not (last.is_finished or run.is_finished)
            and set(last.styles) == set(run.styles)
        ):
            last = last._replace(text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _is_code(run: Run) -> bool:
    return run.is_finished and run.text.startswith("`")


def _spaced(runs: Iterator[Run]) -> Iterator[Run]:
    """Spaces at the edges of a run get only the styles that both neighbours have."""
    known = list(runs)
    is_space = True  # at the start of a line
    for place, run in enumerate(known):
        if run.is_finished:
            is_space = is_break(run)
            yield run
            continue
        text = _SPACES.sub(" ", run.text)
        if is_space:
            text = text.lstrip(" ")
        core = text.strip(_EDGES)
        before = known[place - 1].styles if place else ()
        after = known[place + 1].styles if place + 1 < len(known) else ()
        if not core:
            yield Run(text, tuple(s for s in before if s in after and s in run.styles))
        else:
            head, tail = (
                text[: len(text) - len(text.lstrip(_EDGES))],
                text[len(text.rstrip(_EDGES)) :],
            )
            yield Run(head, tuple(s for s in run.styles if s in before))
            yield Run(core, run.styles)
            yield Run(tail, tuple(s for s in run.styles if s in after))
        if text:
            is_space = text.endswith(" ")


def _without_edges(runs: Iterator[Run]) -> Iterator[Run]:
    """The runs without spaces and breaks at both ends, and without spaces around breaks."""
    kept: list[Run] = []
    for run in runs:
        if is_break(run) or not kept or is_break(kept[-1]):
            if not run.is_finished:
                run = run._replace(text=run.text.lstrip(_EDGES))  # noqa: PLW2901
            while (
                is_break(run)
                and kept
                and not kept[-1].is_finished
                and not kept[-1].text.strip(_EDGES)
            ):
                kept.pop()
            if is_break(run) and kept and not kept[-1].is_finished:
                kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(_EDGES))
            if is_break(run) and not kept:
                continue
        if run.text:
            kept.append(run)
    while kept and not kept[-1].text.strip(_EDGES):
        kept.pop()
    if kept and not kept[-1].is_finished:
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(_EDGES))
    return iter(kept)


def is_break(run: Run) -> bool:
    """Whether the run is the end of a line."""
    return run.is_finished and run.text == BREAK.text


def links_of(run: Run) -> tuple[Style, ...]:
    """The links that the run is part of: none or one."""
    return tuple(style for style in run.styles if style.startswith("]"))


def write_span(code: str) -> str:
    """Code within a line."""
    runs = {len(run) for run in _TICKS.findall(code)}
    size = next(n for n in range(1, len(runs) + 2) if n not in runs)
    ticks = "`" * size
    space = " " if code[0] == "`" or code[-1] == "`" else ""
    return f"{ticks}{space}{code}{space}{ticks}"
