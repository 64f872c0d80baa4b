"""Text and its stress, as one line of Markdown that shows exactly this text."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from newsgen.importer.bodies.html.runs import (
    BREAK,
    Run,
    Style,
    is_break,
    links_of,
    merged,
    tidy,
)
from newsgen.importer.bodies.html.stress import is_doubtful, move_marks
from newsgen.markdown import shown_text

Place = Literal["paragraph", "heading", "cell", "label"]
"""Where a text stands: marks at the start of a line mean something in paragraphs only."""


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
_BARE_DESTINATION = re.compile(r"[^\s<>()\\]+")
ENTITY = re.compile(r"&(?=#?\w{1,32};)")


def write_text(runs: Sequence[Run], place: Place = "paragraph") -> str:
    """The runs as Markdown on one line, or on several lines that end in hard breaks.

    Stress that CommonMark could not read, because of what stands beside it, is left out there.
    """
    runs = move_marks(list(tidy(runs)))
    written = _write(runs, place)
    if is_doubtful(runs) and not _shows(written, runs):
        plain = [run._replace(styles=links_of(run)) for run in runs]
        written = _write(list(merged(plain)), place)
    return written


def escape(text: str, place: Place = "paragraph") -> str:
    """Plain text as Markdown that shows exactly this.

    Straight quotes, dashes and dots in rows stay: the settings of a site say what becomes of them.
    """
    return write_text([Run(text)], place)


def write_destination(address: str) -> str:
    """The address as the destination of a link or a picture."""
    address = ENTITY.sub("&amp;", address.strip().replace("\n", "").replace("\t", ""))
    if _BARE_DESTINATION.fullmatch(address):
        return address
    return "<" + address.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E") + ">"


def _shows(written: str, runs: Sequence[Run]) -> bool:
    expected = "".join(run.shown if run.is_finished else run.text for run in runs)
    return "".join(shown_text(written).split()) == "".join(expected.split())


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
        line.append(_closing(opened.pop()))
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


def _closing(style: Style) -> str:
    return f"]({write_destination(style[1:])})" if style.startswith("]") else style


def _escape_run(run: Run, runs: Sequence[Run], number: int, place: Place) -> str:
    """The plain text of a run; what stands beside it decides about the signs at its ends."""
    before = runs[number - 1] if number else BREAK
    after = runs[number + 1] if number + 1 < len(runs) else BREAK
    is_last = is_break(after)
    head = (")" if before.is_finished else before.text[-1:]) if not is_break(before) else " "
    tail = " " if after.is_finished else after.text[:1]
    text = f"{head}{run.text}{tail}"

    def mark(found: re.Match[str]) -> str:
        sign, at = found[0], found.start() + 1
        is_end = at + len(sign) == len(text) - 1
        return _escape_sign(sign, text[at - 1], text[at + 1], is_end=is_end, is_last=is_last)

    escaped = _SPECIAL.sub(mark, run.text)
    if place == "cell":
        escaped = escaped.replace("|", "\\|")
    if place == "heading" and is_last:
        escaped = _ATTRIBUTES.sub(r"{\1\\", escaped)
        escaped = _CLOSING_HASHES.sub(lambda found: "\\" + found[0], escaped)
    return escaped


def _escape_sign(sign: str, left: str, right: str, *, is_end: bool, is_last: bool) -> str:
    """The sign between two characters so that it is only a sign.

    ``is_end`` says that it is at the end of its run, ``is_last`` that the line ends with the run.
    """
    is_after_word = left.isalnum() or left in ")*]"
    match sign:
        case "&" | "--":
            return "&amp;" if sign == "&" else "\\-\\-"
        case "_":
            is_free = left.isalnum() and right.isalnum()
        case "~":
            is_free = not is_after_word and left != "~" and right.isalnum()
        case "^":
            is_free = not is_after_word and not (is_end and not is_last)
        case "!" | "<":
            is_free = is_end and is_last
        case _:
            is_free = False
    return sign if is_free else f"\\{sign}"


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
