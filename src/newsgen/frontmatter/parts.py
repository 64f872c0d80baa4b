"""Decodes a file and splits it into front matter and body."""

import codecs
import re

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.models import Model
from newsgen.text import find_unsafe_character, has_bidi_control

MAX_BYTES = 2 * 1024 * 1024
"""Largest file that is read: as long as a novel. A larger one is a mistake, such as a picture
named .md."""

_FENCE = re.compile(r"---[ \t]*$", re.MULTILINE)
# It begins with plain characters, not with ``^``, so that the search can skip to them.
_CLOSING = re.compile(rf"\n{_FENCE.pattern}", re.MULTILINE)
_FOREIGN = re.compile(r"\+\+\+|;;;|---[ \t]*[A-Za-z]|\{")
_MINIMAL = "start the file with a line `---`, then `title: …`, then another line `---`"
_ENCODING_HINT = "save the file as UTF-8 (in the editor: Save with Encoding)"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)

_HARMLESS = bytes({9, 10, 13, *range(32, 127), *range(128, 256)} - {0xC2, 0xEF})
"""Bytes that are in no unsafe character in UTF-8: U+0080 to U+009F begin with C2, U+FFFE and
U+FFFF with EF."""


class Parts(Model, frozen=True):
    """The front matter and the body of a file."""

    yaml: str
    """The text between the ``---`` lines."""
    yaml_line: int
    """Line of the file where the YAML starts, from 1."""
    body: str
    body_line: int
    """Line of the file where the body starts, from 1."""


def decode(content: bytes, path: str) -> str:
    """The text of a file: strict UTF-8, without byte order mark, with LF line ends only.

    Raises Problems for other encodings, for files above ``MAX_BYTES`` and for control characters,
    which are not valid in XML and unsafe in a terminal.
    """
    if len(content) > MAX_BYTES:
        raise Problems(
            Diagnostic(
                code="too-large",
                message=f"the file has {len(content):,} bytes, more than {MAX_BYTES:,}",
                path=path,
                line=1,
                column=1,
                hint="is this really text? Put pictures next to the article and name them in it",
            )
        )
    if content.startswith(_WIDE):
        raise Problems(_encoding("the file is UTF-16 or UTF-32, not UTF-8", path, 1, 1))
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise Problems(_undecodable(content, error.start, path)) from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if content.translate(None, _HARMLESS):
        unsafe = find_unsafe_character(text)
        if unsafe >= 0:
            raise Problems(_control_character(text, unsafe, path))
    return text


def split(text: str, path: str) -> Parts:
    """The front matter and the body of a decoded file.

    Only a line of exactly ``---`` opens and closes it; a line of more dashes, or an indented one,
    belongs to the text. Raises Problems if there is no front matter or it has no end.
    """
    opening = _FENCE.match(text)
    if opening is None:
        raise Problems(_no_front_matter(text, path))
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise Problems(
            Diagnostic(
                code="unclosed-front-matter",
                message="the front matter has no end",
                path=path,
                line=1,
                column=1,
                hint="put a line `---` between the front matter and the story",
                excerpt=opening.group(),
            )
        )
    return Parts(
        yaml=text[opening.end() + 1 : closing.start() + 1],
        yaml_line=2,
        body=text[closing.end() + 1 :],
        body_line=text.count("\n", 0, closing.end()) + 2,
    )


def excerpt(text: str, number: int) -> str:
    """The line with that number, from 1, for a message; empty if it cannot be shown."""
    lines = text.split("\n", number)
    return printable_line(lines[number - 1]) if 1 <= number <= len(lines) else ""


def printable_line(line: str) -> str:
    """The line, or empty if it contains characters that are unsafe in a terminal."""
    return "" if find_unsafe_character(line) >= 0 or has_bidi_control(line) else line


def place_at(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at that index."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _no_front_matter(text: str, path: str) -> Diagnostic:
    code, message, hint = "no-front-matter", "the file does not start with front matter", _MINIMAL
    if _FOREIGN.match(text):
        code = "foreign-front-matter"
        message = "the front matter is not YAML between `---` lines"
        hint = "write it as `key: value` lines between two lines `---`"
    elif not text.strip():
        message = "the file is empty"
    elif _FENCE.match(text.lstrip()):
        hint = "nothing may come before the first `---`, not even an empty line"
    return Diagnostic(
        code=code, message=message, path=path, line=1, column=1, hint=hint, excerpt=excerpt(text, 1)
    )


def _undecodable(content: bytes, offset: int, path: str) -> Diagnostic:
    before = content[:offset]
    line = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    column = len(before[start:].decode(errors="replace")) + 1
    message = f"byte {offset} (0x{content[offset]:02x}) is not valid UTF-8"
    return _encoding(message, path, line, column)


def _encoding(message: str, path: str, line: int, column: int) -> Diagnostic:
    return Diagnostic(
        code="encoding", message=message, path=path, line=line, column=column, hint=_ENCODING_HINT
    )


def _control_character(text: str, index: int, path: str) -> Diagnostic:
    line, column = place_at(text, index)
    return Diagnostic(
        code="control-character",
        message=f"invisible control character U+{ord(text[index]):04X}",
        path=path,
        line=line,
        column=column,
        hint="delete it and type the word again; it often comes with text pasted from a PDF",
    )
