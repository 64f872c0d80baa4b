"""Files that newsgen writes for itself: whole or not at all, versioned, and never believed blindly.

A sealed file is one line - what it is, the number of its format, the digest of the rest - and then
the content. A bit that flipped, an end that is missing, another format: each is seen at once.
"""

import os
import shutil
from pathlib import Path

from newsgen.digest import digest_bytes


def write_versioned(path: Path, kind: str, version: int, content: bytes) -> None:
    """Write the file whole or not at all, whenever the process is killed.

    The disk is not waited for: after a power cut the file may be damaged, which reading it tells.
    A folder in its place goes: it can only be a mistake, as the name is newsgen's own. Raises
    OSError when it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    try:
        with draft.open("wb") as file:
            file.write(_seal(kind, version, content))
            file.write(content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_versioned(path: Path, kind: str, version: int) -> memoryview | None:
    """The content of the file; None where it is damaged or of another kind or format.

    Raises OSError when it cannot be read, FileNotFoundError where there is none: a folder is none.
    """
    try:
        whole = memoryview(path.read_bytes())
    except IsADirectoryError as error:
        raise FileNotFoundError(*error.args) from error
    length = len(_seal(kind, version, b""))
    content = whole[length:]
    return content if whole[:length] == _seal(kind, version, content) else None


def _seal(kind: str, version: int, content: bytes | memoryview) -> bytes:
    return f"newsgen {kind} {version} {digest_bytes(content)}\n".encode()
