"""Files that newsgen writes for itself: written atomically, with a version and a digest.

A versioned file is a header line - kind, format number, digest of the content - and then the
content. Damaged, truncated and outdated files are detected when they are read.
"""

import os
import shutil
from pathlib import Path

from newsgen.digest import digest_bytes


def write_versioned(path: Path, kind: str, version: int, content: bytes) -> None:
    """Write the file atomically, even if the process is killed.

    It is not synced to disk: after a power failure the file may be damaged, which is detected when
    it is read. A folder in its place is removed: it can only be a mistake, since the name belongs
    to newsgen. Raises OSError if the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    try:
        with draft.open("wb") as file:
            file.write(_header(kind, version, content))
            file.write(content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_versioned(path: Path, kind: str, version: int) -> memoryview | None:
    """The content of the file; None if it is damaged or of another kind or format.

    Raises OSError if it cannot be read, FileNotFoundError if there is no file or only a folder.
    """
    try:
        whole = memoryview(path.read_bytes())
    except IsADirectoryError as error:
        raise FileNotFoundError(*error.args) from error
    length = len(_header(kind, version, b""))
    content = whole[length:]
    return content if whole[:length] == _header(kind, version, content) else None


def _header(kind: str, version: int, content: bytes | memoryview) -> bytes:
    return f"newsgen {kind} {version} {digest_bytes(content)}\n".encode()
