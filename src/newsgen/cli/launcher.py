"""The file that opens the desk of a paper by a double click, on each system."""

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from newsgen.cli.options import Misuse

_WAIT = "{ printf 'Press Enter to close this window. '; read -r _; }"
"""Keeps a window open, so that an error can be read."""


class _Kind(NamedTuple):
    """How a system opens programs by a double click."""

    suffix: str
    text: Callable[[Sequence[str], str], str]
    """Makes the content of the file from the command and the name of the paper."""
    hint: str


def write_launcher(root: Path, system: str = sys.platform) -> tuple[Path, str]:
    """Write the file, and return its place and a hint how it is used.

    It lies on the desktop or, without one, in the folder of the paper. Raises Misuse.
    """
    root = root.resolve()
    if any(ord(character) < 32 for character in str(root)):
        raise Misuse("the name of the folder has control characters", "rename the folder")
    kind = _KINDS.get(system, _KINDS["linux"])
    command = [sys.executable, "-m", "newsgen", "desk", "--site", str(root)]
    desktop = Path.home() / "Desktop"
    place = (desktop if desktop.is_dir() else root) / f"{root.name or 'paper'} desk{kind.suffix}"
    try:
        place.write_bytes(kind.text(command, root.name).encode(errors="surrogateescape"))
        place.chmod(0o755)
    except OSError as error:
        raise Misuse(f"{place} cannot be written: {error.strerror}") from error
    return place, kind.hint


def _desktop_entry(command: Sequence[str], name: str) -> str:
    """A desktop entry of freedesktop.org: its text is quoted for the shell, the key, and the file.

    >>> _desktop_entry(["newsgen", "100%"], "Courier").splitlines()[3][:26]
    'Exec=sh -c "newsgen 100%% '
    """
    script = f"{shlex.join(command)} || {_WAIT}"
    quoted = "".join(f"\\{c}" if c in '"`$\\' else c for c in script).replace("%", "%%")
    line = f'sh -c "{quoted}"'.replace("\\", "\\\\")
    title = name.replace("\\", "\\\\")
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={title} desk",
        f"Exec={line}",
        "Terminal=true",
    ]
    return "\n".join([*lines, ""])


def _shell_script(command: Sequence[str], _: str) -> str:
    return f"#!/bin/sh\n{shlex.join(command)} || {_WAIT}\n"


def _batch_file(command: Sequence[str], _: str) -> str:
    """A batch file: ``%`` is doubled, and file names contain no quotation mark on Windows."""
    words = " ".join(f'"{word}"' for word in command).replace("%", "%%")
    return f"@chcp 65001 >nul\r\n@{words}\r\n@if errorlevel 1 pause\r\n"


_KINDS: Mapping[str, _Kind] = {
    "linux": _Kind(
        ".desktop",
        _desktop_entry,
        "If it opens as text: right-click it and choose “Allow Launching”.",
    ),
    "darwin": _Kind(".command", _shell_script, "A window of Terminal shows that the desk runs."),
    "win32": _Kind(".cmd", _batch_file, "A black window shows that the desk runs."),
}
