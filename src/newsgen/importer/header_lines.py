"""Header lines of Pelican and Nikola at the beginning of a text."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from newsgen.importer.models import Note

_PELICAN = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):(?:[ \t](.*))?")
_NIKOLA_OPENING = re.compile(r"\s*<!--\s*(?=\.\. [A-Za-z])")
_NIKOLA = re.compile(r"\.\. ([^:\n]*):(.*)")


class Head(NamedTuple):
    """The header lines of a text."""

    values: Mapping[str, str]
    """By key in lower case; a value of several lines has line breaks in it."""
    end: int
    """Offset where the body starts; 0 if there is a fault."""
    notes: tuple[Note, ...]
    fault: str = ""


def read_pelican(text: str) -> Head | None:
    """``Key: value`` lines up to the first empty one; further lines of a value are indented."""
    found = _Values()
    end = len(text) - len(text.lstrip("\n"))
    for number, line in enumerate(text[end:].split("\n"), end + 1):
        header = _PELICAN.fullmatch(line)
        if header:
            found.add(header[1], header[2] or "", number)
        elif found.values and line.startswith(("    ", "\t")) and line.strip():
            found.go_on(line)
        else:
            end += len(line) + 1 if not line.strip() else 0
            break
        end += len(line) + 1
    return Head(found.values, min(end, len(text)), tuple(found.notes)) if found.values else None


def read_nikola(text: str) -> Head | None:
    """``.. key: value`` lines, in a comment of HTML or at the beginning of the text."""
    opening = _NIKOLA_OPENING.match(text)
    start = opening.end() if opening else len(text) - len(text.lstrip())
    if opening is None and not _NIKOLA.match(text, start):
        return None
    end = text.find("-->" if opening else "\n\n", start)
    if opening and end < 0:
        return Head({}, 0, (), "the front matter has no end")
    end = end if end >= 0 else len(text)
    found = _Values()
    for number, line in enumerate(text[start:end].split("\n"), text.count("\n", 0, start) + 1):
        header = _NIKOLA.match(line.strip())
        if header:
            found.add(header[1], header[2].strip().removeprefix(": "), number)
    after = end + 3 if opening else end
    blank = len(text[after:]) - len(text[after:].lstrip("\n"))
    return Head(found.values, after + blank, tuple(found.notes))


class _Values:
    """The values of the lines so far."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.notes: list[Note] = []
        self._key = ""

    def add(self, key: str, value: str, line: int) -> None:
        """Add a key; a later one replaces an earlier one."""
        self._key = key.strip().lower()
        if self._key in self.values:
            text = f"{self._key} given twice: the last one taken"
            self.notes.append(Note(effect="changed", text=text, line=line))
        self.values[self._key] = value.strip()

    def go_on(self, line: str) -> None:
        """Add a further line to the latest value."""
        self.values[self._key] = f"{self.values[self._key]}\n{line.strip()}".strip()
