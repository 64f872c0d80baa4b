"""Removes HTML comments from a body, before anything else reads it.

Newsrooms leave notes for the desk in comments. So no comment may reach a reader, a feed or a
summary, wherever it is and over however many lines, also where CommonMark would show it as text.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

_OPENING = "<!--"
# A fence behind the marks of lists and quotes, a run of backticks, an escape, or a comment.
_FOUND = re.compile(
    r"^(?:[ \t>]|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+).*+"
    r"|(?P<ticks>`++)|\\[\\`<]|(?P<comment><!--)",
    re.MULTILINE,
)
_TICKS = re.compile("`++")
_FENCE_END = re.compile(r"^[ \t>]*+(`{3,}+|~{3,}+)[ \t]*+$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n)")
_BLANKS = re.compile(r"[ \t]*+")
_QUOTE = re.compile(r"[ \t]*+>[ \t>]*+")
_MARKS = re.compile(r"<!---?>|<!--|--!?>")


def remove_comments(body: str) -> tuple[str, int]:
    """The body without its comments, and the line of a comment without an end, or -1.

    Lines count from 0 and keep their numbers. A comment without an end goes on to the end of the
    body. Comments in code are kept.
    """
    if _OPENING not in body:
        return body, -1
    kept: list[str] = []
    at, line_start, unclosed = 0, 0, -1
    for start, found_end in find_comments(body):
        if found_end < 0:
            unclosed = body.count("\n", 0, start)
        end = len(body) if found_end < 0 else found_end
        line_start = max(line_start, body.rfind("\n", at, start) + 1)
        quote = _QUOTE.match(body, line_start)
        line_end = f"\n{quote[0]}" if quote and quote.end() <= start else "\n"
        line_breaks = body.count("\n", start, end)
        kept += [body[at:start], line_end * line_breaks]
        is_first = _end_of_blanks(body, line_start) >= start
        # Four blanks at the start of a line would begin a block of code.
        at = _end_of_blanks(body, end) if is_first or line_breaks else end
    kept.append(body[at:])
    return "".join(kept), unclosed


def _end_of_blanks(body: str, at: int) -> int:
    found = _BLANKS.match(body, at)
    return found.end() if found else at


def find_comments(body: str) -> Iterator[tuple[int, int]]:
    """Start and end of each comment outside code; the end is -1 if there is none."""
    runs, blanks = _runs_of_ticks(body), [found.start() for found in _BLANK_LINE.finditer(body)]
    at = 0
    while found := _FOUND.search(body, at):
        at = found.end()
        if found["fence"]:
            at = _end_of_fence(body, found["fence"], at)
        elif found["ticks"]:
            at = _end_of_code(found["ticks"], at, runs, blanks)
        elif found["comment"]:
            at = _end_of_comment(body, found.start())
            yield found.start(), at
            if at < 0:
                return


def _runs_of_ticks(body: str) -> dict[int, list[int]]:
    """Where runs of backticks end, by their length."""
    runs: dict[int, list[int]] = defaultdict(list)
    for run in _TICKS.finditer(body):
        runs[len(run[0])].append(run.end())
    return runs


def _end_of_fence(body: str, fence: str, at: int) -> int:
    for found in _FENCE_END.finditer(body, at):
        if found[1].startswith(fence):
            return found.end()
    return len(body)


def _end_of_code(ticks: str, at: int, runs: dict[int, list[int]], blanks: Sequence[int]) -> int:
    """The end of a code span, which is in one paragraph; without an end it is no code."""
    ends = runs[len(ticks)]
    number = bisect_left(ends, at + 1)
    blank = bisect_left(blanks, at)
    end = ends[number] if number < len(ends) else -1
    is_apart = end < 0 or (blank < len(blanks) and blanks[blank] < end)
    return at if is_apart else end


def _end_of_comment(body: str, start: int) -> int:
    """The end of the comment with all comments inside it; -1 if one of them has no end."""
    depth = 0
    for mark in _MARKS.finditer(body, start):
        if mark[0] == _OPENING:
            depth += 1
        elif mark[0].startswith("<"):
            if not depth:
                return mark.end()
        else:
            depth -= 1
        if not depth:
            return mark.end()
    return -1
