"""A quick edit: sources read and written whole, and never over somebody else's change."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from newsgen.digest import digest_bytes
from newsgen.files.walker import CONTENT, read_plain
from newsgen.frontmatter import MAX_BYTES
from newsgen.serve.line_ends import keep_form, plain
from newsgen.serve.replacing import replace_file
from newsgen.serve.snapshot import Snapshot
from newsgen.sources.new_article import write_new_file

NEW = ""
"""The digest of a file that is not there."""
_SAVING = Lock()
"""Held by the one save that is under way."""


def editable(path: str, snapshot: Snapshot) -> str:
    """The path, if it is one of a source of text. Raises HTTPException for any other."""
    for source in snapshot.inventory.sources:
        if source.path == path and source.kind != "media":
            return path
    raise HTTPException(404, "there is no such source")


def read_source(root: Path, path: str) -> dict[str, str]:
    """The text of a source, and the digest by which a change shows."""
    content = _content(_find(root, path))
    return {"path": path, "text": plain(_decode(content)), "digest": _digest(content)}


def save_source(root: Path, path: str, text: str, digest: str) -> tuple[int, dict[str, str]]:
    """Write the text, if the file still is the one with that digest; HTTP status and answer.

    Where it is not, nothing is written and the answer holds what is there now. All but the text
    stays as it was: line ends, byte order mark, owner, mode; a link stays one.
    """
    with _SAVING:
        place = _find(root, path)
        now = _content(place)
        content = keep_form(text, _decode(now)).encode()
        try:
            is_saved = _digest(now) == digest and _write(place, now, content)
        except OSError as error:
            return 507, {"message": f"cannot write {path}: {error.strerror}"}
        if not is_saved:
            return 409, read_source(root, path)
    return 200, {"path": path, "digest": _digest(content)}


async def read_json(request: Request) -> dict[str, Any]:
    """The object that a request carries. Raises HTTPException for anything else."""
    try:
        return msgspec.json.decode(await request.body(), type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise HTTPException(400, "this is not a JSON object") from error


def text(given: dict[str, Any], key: str) -> str:
    """The text of that key, or empty. Raises HTTPException for anything else."""
    value = given.get(key, "")
    if not isinstance(value, str):
        raise HTTPException(400, f"{key} is not a text")
    return value


def _find(root: Path, path: str) -> Path:
    """Where the source lies. Raises HTTPException for a link that leads out of content/."""
    place = _real(root / path)
    if not place.is_relative_to(_real(root / CONTENT)):
        raise HTTPException(404, "a link leads out of the folder of stories")
    return place


def _real(place: Path) -> Path:
    """The place that links lead to; where they lead in a circle, one of them."""
    return Path(os.path.realpath(place))  # Path.resolve raises RuntimeError for a circle


def _write(place: Path, now: bytes, content: bytes) -> bool:
    """Write the file that holds what is there now, or is not there; False if another is there.

    Raises OSError.
    """
    if now or place.exists():
        with suppress(FileNotFoundError):  # it went meanwhile
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
        raise HTTPException(409, f"cannot be read: {error.strerror}") from error


def _digest(content: bytes) -> str:
    return digest_bytes(content) if content else NEW


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(409, "this file is not UTF-8: mend it in your editor") from error
