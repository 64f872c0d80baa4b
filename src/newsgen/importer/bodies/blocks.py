"""Blocks of newsgen: ``::: name title`` … ``:::``."""

import re
from dataclasses import dataclass, field

_COLONS = re.compile(
    r"(?P<prefix>[ \t>]*+(?:[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)?)(?P<colons>:{3,}+)(?P<rest>.*+)"
)
_FENCE = re.compile(
    r"[ \t>]*+(?:[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)?(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)(?P<rest>.*+)"
)


def block(name: str, argument: str, inner: str) -> str:
    """The block with its title or address, around Markdown."""
    opening = f"::: {name} {' '.join(argument.split())}".rstrip()
    inner = inner.strip("\n")
    return nest_blocks(f"{opening}\n{inner}\n:::" if inner.strip() else f"{opening}\n:::")


@dataclass
class _Block:
    """A block that is open while lines are read."""

    line: int
    inner: list["_Block"] = field(default_factory=list)
    end: int = -1


def nest_blocks(markdown: str) -> str:
    """The text with more colons for each block than for those inside it; code stays."""
    if ":::" not in markdown:
        return markdown
    lines = markdown.split("\n")
    outer = _Block(-1)
    stack = [outer]
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            if found and found["fence"].startswith(fence) and not found["rest"].strip():
                fence = ""
            continue
        if found:
            fence = found["fence"]
            continue
        colons = _COLONS.match(line)
        if not colons:
            continue
        if colons["rest"].strip():
            opened = _Block(number)
            stack[-1].inner.append(opened)
            stack.append(opened)
        elif len(stack) > 1:
            stack.pop().end = number
    _set_colons(outer, lines)
    return "\n".join(lines)


def _set_colons(outer: _Block, lines: list[str]) -> int:
    """Write the colons of all blocks inside; returns how many levels these are."""
    levels = 0
    for each in outer.inner:
        inside = _set_colons(each, lines)
        if each.end >= 0:
            for number in (each.line, each.end):
                found = _COLONS.match(lines[number])
                if found:
                    lines[number] = f"{found['prefix']}{':' * (3 + inside)}{found['rest']}"
        levels = max(levels, inside + 1)
    return levels
