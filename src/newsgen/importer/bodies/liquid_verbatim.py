"""What a template shows as it is: ``raw``, ``highlight`` and other blocks of code, ``comment``."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from textwrap import dedent
from typing import NamedTuple

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.liquid_values import read_arguments
from newsgen.importer.bodies.markdown import CodeSpans
from newsgen.importer.bodies.usual import code as code_block
from newsgen.importer.conversion import Conversion

_BREAK = re.compile(r"\n")
_VERBATIM = re.compile(
    r"\{%-?\s*(end)?(raw|verbatim|comment|highlight|codeblock|prism)\b([^%\n]*)%\}"
)
_RAW = frozenset({"raw", "verbatim"})
_RAW_TAG = re.compile(r"\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}\n?")
MASK = "\ufdd6"
"""Stands for a brace that the source shows as it is."""


class Lines(NamedTuple):
    """The lines of the offsets of a text, some stretches of which were replaced."""

    breaks: Sequence[int]
    first: int
    ends: Sequence[int] = ()
    """Where each stretch that was replaced ends."""
    lost: Sequence[int] = ()
    """How many lines the text has lost up to there."""

    def at(self, offset: int) -> int:
        """The line in the file."""
        number = bisect_right(self.ends, offset)
        lost = self.lost[number - 1] if number else 0
        return self.first + bisect_left(self.breaks, offset) + lost


def _breaks(text: str) -> list[int]:
    """The offsets of all line breaks."""
    return [found.start() for found in _BREAK.finditer(text)]


def without_verbatim(
    text: str, code: CodeSpans, atoms: Atoms, conversion: Conversion, first_line: int
) -> tuple[str, Lines]:
    """The text without ``raw``, ``comment`` and ``highlight``, in code as well, and its lines.

    The old system took ``raw`` away wherever it stood: around code, and inside it.
    """
    old = Lines(_breaks(text), first_line)
    pieces: list[str] = []
    ends: list[int] = []
    lost = [0]
    at = size = 0
    for opening, closing in _verbatim_pairs(text, code):
        inner = text[opening.end() : closing.start()]
        shown = _verbatim(opening, inner, atoms, conversion, old.at(opening.start()))
        pieces += text[at : opening.start()], shown
        size += opening.start() - at + len(shown)
        at = closing.end()
        ends.append(size)
        lines = old.at(at) - old.at(opening.start()) - shown.count("\n")
        lost.append(lost[-1] + lines)
    clean = "".join((*pieces, text[at:]))
    return clean, Lines(_breaks(clean), first_line, ends, lost[1:])


def _verbatim_pairs(text: str, code: CodeSpans) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The outermost pairs of these tags; ``raw`` inside another hides what it holds."""
    opened: re.Match[str] | None = None
    raw_inside = ""
    for found in _VERBATIM.finditer(text):
        is_end, name = bool(found[1]), found[2]
        if opened is None:
            in_code = name not in _RAW and code.covers(found.start())
            opened = None if is_end or in_code else found
        elif raw_inside:
            raw_inside = "" if is_end and name == raw_inside else raw_inside
        elif name in _RAW and not is_end and opened[2] not in _RAW:
            raw_inside = name
        elif is_end and name == opened[2]:
            yield opened, found
            opened = None


def _verbatim(
    opening: re.Match[str], inner: str, atoms: Atoms, conversion: Conversion, line: int
) -> str:
    name = opening[2]
    if name in _RAW:
        return inner.replace("{", MASK)
    if name == "comment":
        conversion.leave_out("comment: left out", inner, line, "tag comment")
        return ""
    inner = _RAW_TAG.sub("", inner)
    language = opening[3].strip(" -\"'").partition(" ")[0].strip("\"',")
    if name == "codeblock":
        given = read_arguments(opening[3], {})
        language = given.named.get("lang", "")
    plain = (
        language if language.replace("-", "").replace("+", "").replace("#", "").isalnum() else ""
    )
    return atoms.put(code_block(dedent(inner).strip("\n"), plain), block=True)
