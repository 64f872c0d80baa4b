"""Where CommonMark reads stars as stress, beside letters, spaces and punctuation.

https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis
"""

from collections.abc import Sequence
from itertools import pairwise
from unicodedata import category

from newsgen.importer.bodies.html.runs import STRESS, Run, Style, is_break, links_of, merged

_PUNCTUATION = "PS"


def move_marks(runs: list[Run]) -> list[Run]:
    """The runs with punctuation at the edges of stress outside of it where a letter is beside it.

    CommonMark reads no stress in ``a**"b"**c``: its runs of stars are not flanking.
    """
    for style in STRESS:
        runs = list(merged(_flanking(_flanking(runs, style, 1), style, -1)))
    return runs


def _flanking(runs: list[Run], style: Style, step: int) -> list[Run]:
    """Free the beginnings (or with -1 the ends) of stretches of this style of marks."""
    ordered = runs if step == 1 else runs[::-1]
    done: list[Run] = []
    outside = " "
    is_inside = False
    for place, run in enumerate(ordered):
        if style not in run.styles or is_inside:
            is_inside = style in run.styles
            done.append(run)
        elif not outside.isalnum() and not _is_word_mark(outside):
            is_inside = True
            done.append(run)
        else:
            free, kept = _divide(run, step)
            without = tuple(each for each in run.styles if each != style)
            if free:
                done.append(run._replace(text=free, styles=without))
            if kept:
                is_inside = True
                done.append(run._replace(text=kept))
        following = ordered[place + 1 : place + 2]
        is_same = bool(following) and links_of(following[0]) == links_of(run)
        outside = _edge(done[-1], -step, is_same=is_same) if done else " "
    return done if step == 1 else done[::-1]


def _divide(run: Run, step: int) -> tuple[str, str]:
    """The part of a run that cannot begin stress after a letter, and the rest."""
    if run.is_finished or links_of(run):
        return run.text, ""
    text = run.text if step == 1 else run.text[::-1]
    size = next((at for at, sign in enumerate(text) if not _is_mark(sign)), len(text))
    free, kept = text[:size], text[size:]
    return (free, kept) if step == 1 else (free[::-1], kept[::-1])


def _edge(run: Run, step: int, *, is_same: bool) -> str:
    """The first (or with -1 the last) character of the Markdown of the run.

    ``is_same`` says that what stands beside it there is in the same link.
    """
    if run.is_finished or (links_of(run) and not is_same):
        return "."
    return run.text[0] if step == 1 else run.text[-1]


def _is_mark(sign: str) -> bool:
    return sign.isspace() or category(sign)[0] in _PUNCTUATION


def _is_word_mark(sign: str) -> bool:
    return category(sign)[0] in "MN"


def is_doubtful(runs: Sequence[Run]) -> bool:
    """Whether marks of stress stand so that the engine must say what it reads."""
    nothing = Run(" ")
    for before, run in pairwise([nothing, *runs, nothing]):
        changed = set(before.styles) ^ set(run.styles)
        stress = [style for style in changed if style in STRESS]
        is_plain = before.text[-1:].isalnum() or run.text[:1].isalnum()
        is_apart = before.text[-1:].isspace() or run.text[:1].isspace()
        inside = run.text[:1] if stress and stress[0] in run.styles else before.text[-1:]
        if len(stress) > 1 or (stress and not inside.isalnum() and not is_break(run)):
            return True
        if stress and not (is_plain or is_apart):
            return True
    return False
