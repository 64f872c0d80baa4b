"""The bytes of an export as characters that XML may contain.

Exports of old blogs hold bytes of Windows-1252 in files that call themselves UTF-8, and control
characters that were once pasted into a text; either stops every strict parser at once.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_CHUNK: Final = 256 * 1024
"""Bytes that are read at a time."""
_PROLOG: Final = 1024
"""Bytes in which the encoding is declared."""
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids; bytes that are not UTF-8 stand in a text as lone surrogates."""


class Chunk(NamedTuple):
    """A piece of the text of a file."""

    text: str
    faults: tuple[tuple[int, str], ...] = ()
    """Line of the file, and what was mended there."""


def read_chunks(path: Path) -> Iterator[Chunk]:
    """The text of the file without forbidden characters, a piece at a time."""
    line = 1
    with path.open("rb") as file:
        encoding = _encoding(file.read(_PROLOG))
        file.seek(0)
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        while data := file.read(_CHUNK):
            text = decoder.decode(data)
            yield _mended(text, line)
            line += text.count("\n")
        yield _mended(decoder.decode(b"", final=True), line)


def _encoding(prolog: bytes) -> str:
    if prolog.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.search(prolog)
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name if declared else "utf-8"
    except LookupError:
        return "utf-8"
    # A file that can be searched for ASCII is not UTF-16, whatever it says.
    return "utf-8" if name.startswith(("utf-16", "utf-32", "ascii")) else name


def _mended(text: str, line: int) -> Chunk:
    if not _FORBIDDEN.search(text):
        return Chunk(text)
    faults: list[tuple[int, str]] = []
    pieces: list[str] = []
    end = 0
    for found in _FORBIDDEN.finditer(text):
        pieces.append(text[end : found.start()])
        line += text.count("\n", end, found.start())
        end = found.end()
        instead, fault = _instead(found[0])
        pieces.append(instead)
        if (line, fault) not in faults[-1:]:
            faults.append((line, fault))
    return Chunk("".join([*pieces, text[end:]]), tuple(faults))


def _instead(character: str) -> tuple[str, str]:
    """What to write for a forbidden character, and what to tell."""
    if not "\udc80" <= character <= "\udcff":
        return "", "control character left out"
    byte = bytes([ord(character) - 0xDC00])
    instead = byte.decode("cp1252", "replace")
    return instead, "byte that is not UTF-8 read as Windows-1252"
