"""Text and its stress, as one line of Markdown that shows exactly this text."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple
from unicodedata import category

from newsgen.markdown import shown_text

Style = str
"""``**``, ``*``, ``~~``, or ``]`` and the destination of a link."""
Place = Literal["paragraph", "heading", "cell", "label"]
"""Where a text stands: marks at the start of a line mean something in paragraphs only."""


class Run(NamedTuple):
    """A part of a text in one style."""

    text: str
    """Plain text; or Markdown if the run is finished."""
    styles: tuple[Style, ...] = ()
    is_finished: bool = False
    shown: str = ""
    """What readers see of Markdown that is finished."""


BREAK: Final = Run("\n", is_finished=True, shown=" ")
_STRESS: Final = ("**", "*", "~~")
# What Markdown reads anywhere in a text. What means something only beside certain characters is
# looked at with them.
_SPECIAL = re.compile(
    r"[*`\[\]]|\\(?=[!-/:-@\[-`{-~]|\Z)|_|~|\^|<(?=[A-Za-z/!?]|\Z)|!(?=\Z)"
    r"|&(?=#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
    r"|(?<![\w-])--(?=[A-Za-z])"
)
_RULER = re.compile(r"[-=:|][-=:|\s]*+\Z")
_LINE_START = re.compile(
    r"(?:#{1,6}(?=\s|\Z)|##|#(?=[A-Z])|>|[-+](?=\s|\Z)|:(?=\s|::|\Z)|~|\||(?P<number>[0-9]{1,9})[.)](?=\s|\Z))"
)
_CLOSING_HASHES = re.compile(r"(?<!\S)#+\Z")
_ATTRIBUTES = re.compile(r"\{(:?[ \t]{0,9})(?=[#.][^{}]{0,200}\}\Z)")
_SPACES = re.compile("[ \t\n\r]+")
_EDGES = " \t\n\r\xa0"
_BARE_DESTINATION = re.compile(r"[^\s<>()\\]+")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_AUTOMATIC = re.compile(r"https?://[^\s<>\\]+", re.IGNORECASE)
_TICKS = re.compile("`+")
_PUNCTUATION = "PS"


def write_text(runs: Sequence[Run], place: Place = "paragraph") -> str:
    """The runs as Markdown on one line, or on several lines that end in hard breaks.

    Stress that CommonMark could not read, because of what stands beside it, is left out there.
    """
    runs = list(_without_edges(_tidy(runs)))
    runs = _movable(runs)
    written = _write(runs, place)
    if _is_doubtful(runs) and not _shows(written, runs):
        plain = [run._replace(styles=_links_of(run)) for run in runs]
        written = _write(list(_merged(plain)), place)
    return written


def is_break(run: Run) -> bool:
    """Whether the run is the end of a line."""
    return run.is_finished and run.text == BREAK.text


def write_span(code: str) -> str:
    """Code within a line."""
    runs = {len(run) for run in _TICKS.findall(code)}
    size = next(n for n in range(1, len(runs) + 2) if n not in runs)
    ticks = "`" * size
    space = " " if code[0] == "`" or code[-1] == "`" else ""
    return f"{ticks}{space}{code}{space}{ticks}"


def escape(text: str, place: Place = "paragraph") -> str:
    """Plain text as Markdown that shows exactly this.

    Straight quotes, dashes and dots in rows stay: the settings of a site say what becomes of them.
    """
    return write_text([Run(text)], place)


def write_destination(address: str) -> str:
    """The address as the destination of a link or a picture."""
    address = _ENTITY.sub("&amp;", address.strip().replace("\n", "").replace("\t", ""))
    if _BARE_DESTINATION.fullmatch(address):
        return address
    return "<" + address.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E") + ">"


# --- runs


def _tidy(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs without spaces in rows, with all spaces at the ends of stress outside of it."""
    return _merged(_spaced(_merged(runs)))


def _merged(runs: Sequence[Run] | Iterator[Run]) -> Iterator[Run]:
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


def _links_of(run: Run) -> tuple[Style, ...]:
    return tuple(style for style in run.styles if style.startswith("]"))


# --- stress


def _movable(runs: list[Run]) -> list[Run]:
    """The runs with punctuation at the edges of stress outside of it where a letter is beside it.

    CommonMark reads no stress in ``a**"b"**c``: its runs of stars are not flanking.
    """
    for style in _STRESS:
        runs = list(_merged(_flanking(_flanking(runs, style, 1), style, -1)))
    return runs


def _flanking(runs: list[Run], style: Style, step: int) -> list[Run]:
    """Free the beginnings (or with -1 the ends) of stretches with this style of what cannot be there."""
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
        is_same = bool(following) and _links_of(following[0]) == _links_of(run)
        outside = _edge(done[-1], -step, is_same=is_same) if done else " "
    return done if step == 1 else done[::-1]


def _divide(run: Run, step: int) -> tuple[str, str]:
    """The part of a run that cannot begin stress after a letter, and the rest."""
    if run.is_finished or _links_of(run):
        return run.text, ""
    text = run.text if step == 1 else run.text[::-1]
    size = next((at for at, sign in enumerate(text) if not _is_mark(sign)), len(text))
    free, kept = text[:size], text[size:]
    return (free, kept) if step == 1 else (free[::-1], kept[::-1])


def _edge(run: Run, step: int, *, is_same: bool) -> str:
    """The first (or with -1 the last) character of the Markdown of the run.

    ``is_same`` says that what stands beside it there is in the same link.
    """
    if run.is_finished or (_links_of(run) and not is_same):
        return "."
    return run.text[0] if step == 1 else run.text[-1]


def _is_mark(sign: str) -> bool:
    return sign.isspace() or category(sign)[0] in _PUNCTUATION


def _is_word_mark(sign: str) -> bool:
    return category(sign)[0] in "MN"


def _is_doubtful(runs: Sequence[Run]) -> bool:
    """Whether marks of stress stand beside each other, so that the engine must say what it reads."""
    nothing = Run(" ")
    for before, run in pairwise([nothing, *runs, nothing]):
        changed = set(before.styles) ^ set(run.styles)
        stress = [style for style in changed if style in _STRESS]
        is_plain = before.text[-1:].isalnum() or run.text[:1].isalnum()
        is_apart = before.text[-1:].isspace() or run.text[:1].isspace()
        inside = run.text[:1] if stress and stress[0] in run.styles else before.text[-1:]
        if len(stress) > 1 or (stress and not inside.isalnum() and not is_break(run)):
            return True
        if stress and not (is_plain or is_apart):
            return True
    return False


def _shows(written: str, runs: Sequence[Run]) -> bool:
    expected = "".join(run.shown if run.is_finished else run.text for run in runs)
    return "".join(shown_text(written).split()) == "".join(expected.split())


# --- writing


def _write(runs: list[Run], place: Place) -> str:
    lines: list[list[str]] = [[]]
    opened: list[Style] = []
    for number, run in enumerate(runs):
        _change_styles(opened, runs, number, lines[-1])
        if is_break(run):
            lines.append([])
        elif run.is_finished:
            lines[-1].append(run.text.replace("|", "\\|") if place == "cell" else run.text)
        else:
            lines[-1].append(_escape_run(run, runs, number, place))
    _change_styles(opened, runs, len(runs), lines[-1])
    whole = ["".join(line) for line in lines]
    if place == "paragraph":
        plain = _begin_plainly(runs)
        starts = (
            _escape_start(line) if is_plain else line
            for line, is_plain in zip(whole, plain, strict=True)
        )
        return "\\\n".join(starts)
    return " ".join(whole)


def _begin_plainly(runs: Sequence[Run]) -> list[bool]:
    """Whether each line of the text begins with plain text, and not with a mark."""
    plain: list[bool] = []
    for before, run in pairwise([BREAK, *runs, BREAK]):
        if is_break(before):
            plain.append(not (run.is_finished or run.styles))
    return plain


def _change_styles(opened: list[Style], runs: list[Run], number: int, line: list[str]) -> None:
    """Write the marks between a run and the one before it. What lasts longest is opened first."""
    if number < len(runs) and is_break(runs[number]):
        following = runs[number + 1].styles if number + 1 < len(runs) else ()
        wanted = [style for style in opened if style in following and not style.startswith("]")]
        wanted = wanted[: len(wanted)] if wanted == opened[: len(wanted)] else []
    else:
        wanted = list(runs[number].styles) if number < len(runs) else []
    keep = 0
    while keep < len(opened) and opened[keep] in wanted:
        keep += 1
    while len(opened) > keep:
        line.append(_closing(opened.pop(), runs, number))
    missing = [style for style in dict.fromkeys(wanted) if style not in opened]
    missing.sort(key=lambda style: (-_length(style, runs, number), not style.startswith("]")))
    for style in missing:
        opened.append(style)
        line.append("[" if style.startswith("]") else style)


def _length(style: Style, runs: Sequence[Run], number: int) -> int:
    """How many runs from here on have the style."""
    end = number
    while end < len(runs) and (style in runs[end].styles):
        end += 1
    return end


def _closing(style: Style, runs: Sequence[Run], number: int) -> str:
    return f"]({write_destination(style[1:])})" if style.startswith("]") else style


def _escape_run(run: Run, runs: Sequence[Run], number: int, place: Place) -> str:
    before = runs[number - 1] if number else None
    after = runs[number + 1] if number + 1 < len(runs) else None
    text = run.text

    def beside(at: int) -> tuple[str, str]:
        left = (
            text[at - 1]
            if at
            else (before.text[-1:] if before and not before.is_finished else ")" if before else " ")
        )
        right = (
            text[at + 1]
            if at + 1 < len(text)
            else (after.text[:1] if after and not after.is_finished else " ")
        )
        return left, right

    def mark(found: re.Match[str]) -> str:
        sign, at = found[0], found.start()
        left, right = beside(at)
        match sign:
            case "&":
                return "&amp;"
            case "--":
                return "\\-\\-"
            case "_" if left.isalnum() and right.isalnum():
                return sign
            case "~" if not (left.isalnum() or left in "~)*]") and right.isalnum():
                return sign
            case "^" if not (left.isalnum() or left in ")*]" or (after and at + 1 == len(text))):
                return sign
            case "!" | "<" if at + 1 == len(text) and (after is None or is_break(after)):
                return sign
            case _:
                return f"\\{sign}"

    escaped = _SPECIAL.sub(mark, text)
    if place == "cell":
        escaped = escaped.replace("|", "\\|")
    if place == "heading" and after is None:
        escaped = _ATTRIBUTES.sub(r"{\1\\", escaped)
        escaped = _CLOSING_HASHES.sub(lambda found: "\\" + found[0], escaped)
    return escaped


def _escape_start(line: str) -> str:
    """The line that begins with plain text, so that it begins nothing else."""
    if _RULER.match(line):
        return (
            "".join(f"\\{sign}" if sign in "-=" else sign for sign in line)
            if line[0] in "-="
            else f"\\{line}"
        )
    found = _LINE_START.match(line)
    if not found:
        return line
    at = found.end("number") if found["number"] else 0
    return f"{line[:at]}\\{line[at:]}"
