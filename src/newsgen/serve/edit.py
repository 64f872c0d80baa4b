"""The quick edit: reads and saves whole sources, and never overwrites another change."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from newsgen.digest import digest_bytes
from newsgen.files.atomic_replace import replace_file
from newsgen.files.line_ends import normalize, restore_format
from newsgen.files.names import CONFIG, CONTENT
from newsgen.files.walker import read_plain
from newsgen.frontmatter import MAX_BYTES
from newsgen.serve.people import require_editor
from newsgen.serve.snapshot import Snapshot
from newsgen.sources.new_article import write_new_file

MISSING = ""
"""The digest of a missing file."""
GONE = "there is no such file: it was moved or deleted. Look for it in the list of stories"
"""Why a source can be neither read nor saved, after somebody else moved it."""
WRITING = Lock()
"""Held by whatever writes sources: one save at a time, or git when it brings changes of others."""


def editable_path(path: str, snapshot: Snapshot) -> str:
    """The path, if it is that of a text source or of the settings; else raises HTTPException."""
    if not is_editable(path, snapshot):
        raise HTTPException(404, GONE)
    return path


def is_editable(path: str, snapshot: Snapshot) -> bool:
    """Whether the path is that of a text source or of the settings."""
    sources = snapshot.inventory.sources
    return path == CONFIG or any(s.path == path and s.kind != "media" for s in sources)


def editable_paths(snapshot: Snapshot) -> frozenset[str]:
    """The paths of all text sources, and of the settings."""
    sources = snapshot.inventory.sources
    return frozenset({CONFIG, *(source.path for source in sources if source.kind != "media")})


def check_person(request: Request, path: str) -> None:
    """Raise HTTPException if the person may not read and write that file."""
    if path == CONFIG:
        require_editor(request)


def read_source(root: Path, path: str) -> dict[str, str]:
    """The text of a source, and the digest of its content."""
    content = _content(_find(root, path))
    return {"path": path, "text": normalize(_decode(content)), "digest": _digest(content)}


def save_source(root: Path, path: str, text: str, digest: str) -> tuple[int, dict[str, str]]:
    """Save the text if the file still has this digest; return an HTTP status and the JSON answer.

    If the file has changed, nothing is written, and the answer holds the current text. Line ends,
    byte order mark, owner and mode are kept, and a symbolic link stays a link.
    """
    with WRITING:
        place = _find(root, path)
        now = _content(place)
        content = restore_format(text, _decode(now)).encode()
        try:
            is_saved = _digest(now) == digest and _write(place, now, content)
        except OSError as error:
            return 507, {"message": f"cannot write {path}: {error.strerror}"}
        if not is_saved:
            return 409, read_source(root, path)
    return 200, {"path": path, "digest": _digest(content)}


async def read_json(request: Request) -> dict[str, Any]:
    """The JSON object in the body of a request. Raises HTTPException for anything else."""
    try:
        return msgspec.json.decode(await request.body(), type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise HTTPException(400, "the request is not a JSON object") from error


def text_field(given: dict[str, Any], key: str) -> str:
    """The string at that key, or an empty one. Raises HTTPException for any other type."""
    value = given.get(key, "")
    if not isinstance(value, str):
        raise HTTPException(400, f"{key} is not a string")
    return value


def _find(root: Path, path: str) -> Path:
    """The file of a source. Raises HTTPException if a link leads out of content/.

    That of the settings may be anywhere in the site.
    """
    place = _real(root / path)
    if not place.is_relative_to(_real(root if path == CONFIG else root / CONTENT)):
        raise HTTPException(404, "a link leads out of the content folder")
    return place


def _real(place: Path) -> Path:
    """The path with all links resolved; a path in the circle for circular links."""
    return Path(os.path.realpath(place))  # Path.resolve raises RuntimeError for a circle


def _write(place: Path, now: bytes, content: bytes) -> bool:
    """Replace or create the file; False if its content is not ``now``. Raises OSError."""
    if now or place.exists():
        with suppress(FileNotFoundError):  # it was deleted meanwhile
            return replace_file(place, now, content)
        return False
    with suppress(FileExistsError):
        write_new_file(place, content)
        return True
    return False


def _content(place: Path) -> bytes:
    try:
        return read_plain(place, MAX_BYTES)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise HTTPException(409, f"the file cannot be read: {error.strerror}") from error


def _digest(content: bytes) -> str:
    return digest_bytes(content) if content else MISSING


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(409, "this file is not UTF-8: convert it in your editor") from error
