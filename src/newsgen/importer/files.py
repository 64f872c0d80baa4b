"""Reads the files of a source. No other module of the import opens them as text."""

import codecs
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

from newsgen.importer.models import Note, Source

MAX_BYTES = 2 * 1024 * 1024
"""The largest story that is read; newsgen would refuse a longer one."""

_TOOLS = frozenset({"node_modules", "bower_components", "__pycache__"})
"""Folders of programs, wherever they are."""
_TOOLS_AT_TOP = frozenset({"vendor", "_site"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_ENCODING = "windows-1252"
_ASCII = 127
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Unreadable(Exception):
    """A file whose text cannot be taken, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def walk(root: Path, skip: Collection[str] = ()) -> Iterator[str]:
    """The POSIX paths, from the root, of all regular files below it, in a fixed order.

    ``skip`` has names of folders that are left out wherever they are, besides hidden ones and those
    of programs. Links to folders are not followed, links to files only inside the root.
    """
    yield from _walk(root.resolve(), "", _TOOLS.union(skip))


def _walk(root: Path, folder: str, skip: Collection[str]) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            is_tool = not folder and entry.name in _TOOLS_AT_TOP
            if not entry.name.startswith(".") and entry.name not in skip and not is_tool:
                yield from _walk(root, path, skip)
        elif _is_file(entry) and (not entry.is_symlink() or is_inside(root, path)):
            yield path


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


def paths_of(source: Source, endings: Collection[str]) -> Iterable[str]:
    """The files that were named, or else all below the folder that end so, as paths of the root."""
    if source.files:
        return [file.relative_to(source.root).as_posix() for file in source.files]
    return (path for path in walk(source.root) if PurePosixPath(path).suffix.lower() in endings)


def is_inside(root: Path, path: str) -> bool:
    """Whether the file is below the root, all links followed."""
    try:
        whole = os.path.realpath(root / path, strict=True)
        return Path(whole).is_relative_to(os.path.realpath(root))
    except (OSError, ValueError):
        return False


def read_bytes(root: Path, path: str, most: int = MAX_BYTES) -> bytes:
    """The content of the file. Raises Unreadable if it is too large, or not a file of the root."""
    if not is_inside(root, path):
        raise Unreadable("the file is not there, or it is a link that leads out of the source")
    try:
        with (root / path).open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from None
    if len(content) > most:
        raise Unreadable(f"the file has more than {most / 1024 / 1024:g} MiB")
    return content


def read_text(root: Path, path: str, most: int = MAX_BYTES) -> tuple[str, tuple[Note, ...]]:
    """The text of the file with LF line ends, and what had to be done to it.

    Raises Unreadable for a file above ``most`` bytes and for one that is no text.
    """
    return decode(read_bytes(root, path, most))


def decode(content: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text of the bytes with LF line ends, and what had to be done to it.

    It is UTF-8, UTF-16 with a byte order mark, or else Windows-1252, as older editors wrote it. In
    UTF-8 single bytes of that encoding are read too. Raises Unreadable if it is no text.
    """
    text, notes = _decode(content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _CONTROL.sub("", text)
    odd = len(text) - len(plain)
    if odd * 20 > len(text):
        raise Unreadable("the file is no text")
    if odd:
        line = text.count("\n", 0, _first_control(text)) + 1
        removed = "a control character" if odd == 1 else f"{odd} control characters"
        notes.append(Note(effect="changed", text=f"{removed} removed", line=line))
    return plain, tuple(notes)


def _first_control(text: str) -> int:
    found = _CONTROL.search(text)
    return found.start() if found else 0


def _decode(content: bytes) -> tuple[str, list[Note]]:
    for mark, encoding in _WIDE:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, "replace")
            return text, [Note(effect="changed", text="read as UTF-16")]
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    note = Note(effect="changed", text="read as Windows-1252, not UTF-8", line=line)
    text = content.decode(errors="newsgen-windows-1252")
    wrong = len(content) - len(content.decode(errors="ignore").encode())
    right = sum(sign > _ASCII for sign in map(ord, content.decode(errors="ignore")))
    return (text if right > wrong else content.decode(_ENCODING, "replace")), [note]


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are not UTF-8 as letters of Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode(_ENCODING, "replace"), error.end


codecs.register_error("newsgen-windows-1252", _as_windows)
