"""Blocks of newsgen: ``::: name title`` … ``:::``."""

import re
from collections.abc import Iterator, Sequence

_TICKS = re.compile("`++")
_START = r"(?P<prefix>[ \t>]*+(?:[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)?)"
_COLONS = re.compile(rf"{_START}(?P<colons>:{{3,}}+)(?P<rest>.*+)")
_FENCE = re.compile(rf"{_START}(?P<fence>`{{3,}}+(?=[^`\n]*+$)|~{{3,}}+)(?P<rest>.*+)")


def block(name: str, argument: str, inner: str) -> str:
    """The block with its title or address, around Markdown."""
    opening = f"::: {name} {' '.join(argument.split())}".rstrip()
    inner = inner.strip("\n")
    return nest_blocks(f"{opening}\n{inner}\n:::" if inner.strip() else f"{opening}\n:::")


def code(text: str, language: str = "") -> str:
    """A block of code, with a fence longer than every run of backticks inside it."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    text = text.strip("\n")
    return f"{fence}{language}\n{text}\n{fence}"


def nest_blocks(markdown: str) -> str:
    """The text with more colons for each block than for those inside it; code stays."""
    if ":::" not in markdown:
        return markdown
    lines = markdown.split("\n")
    opened: list[tuple[int, int]] = []  # the line of each open block, and the levels inside it
    for number, colons in _find_colons(lines):
        if colons["rest"].strip():
            opened.append((number, 0))
        elif opened:
            start, levels = opened.pop()
            for each in (start, number):
                lines[each] = _with_colons(lines[each], levels)
            if opened:
                opened[-1] = (opened[-1][0], max(opened[-1][1], levels + 1))
    return "\n".join(lines)


def _find_colons(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """The lines outside code that begin or end a block."""
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            if found and found["fence"].startswith(fence) and not found["rest"].strip():
                fence = ""
        elif found:
            fence = found["fence"]
        elif colons := _COLONS.match(line):
            yield number, colons


def _with_colons(line: str, levels: int) -> str:
    found = _COLONS.match(line)
    return f"{found['prefix']}{':' * (3 + levels)}{found['rest']}" if found else line
