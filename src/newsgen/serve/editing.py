"""A quick edit: sources read and written whole, and never over somebody else's change."""

import os
from pathlib import Path
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from newsgen.digest import digest_bytes
from newsgen.serve.edition import Edition

NEW = ""
"""The digest of a file that is not there."""


def editable(path: str, edition: Edition) -> str:
    """The path, if it is one of a source of text. Raises HTTPException for any other."""
    for source in edition.inventory.sources:
        if source.path == path and source.kind != "media":
            return path
    raise HTTPException(404, "there is no such source")


def read_source(root: Path, path: str) -> dict[str, str]:
    """The text of a source, and the digest by which a change shows."""
    content = _content(root / path)
    return {"path": path, "text": _decode(content), "digest": _digest(content)}


def save_source(root: Path, path: str, text: str, digest: str) -> tuple[int, dict[str, str]]:
    """Write the text, if the file still is the one with that digest; HTTP status and answer.

    Where it is not, nothing is written and the answer holds what is there now. Line ends stay as
    they were.
    """
    place = (root / path).resolve()  # a link within content/ stays one
    now = _content(place)
    if _digest(now) != digest:
        return 409, read_source(root, path)
    text = text.replace("\r\n", "\n")
    if b"\r\n" in now:
        text = text.replace("\n", "\r\n")
    content = text.encode("utf-8", "surrogatepass")
    draft = place.with_name(f".{place.name}.newsgen-{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            os.fsync(file.fileno())
        if place.exists():
            draft.chmod(place.stat().st_mode & 0o7777)
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        return 507, {"message": f"cannot write {path}: {error.strerror}"}
    return 200, {"path": path, "digest": digest_bytes(content)}


async def read_json(request: Request) -> dict[str, Any]:
    """The object that a request carries. Raises HTTPException for anything else."""
    try:
        return msgspec.json.decode(await request.body(), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise HTTPException(400, "this is no JSON object") from error


def text(given: dict[str, Any], key: str) -> str:
    """The text of that key, or empty. Raises HTTPException for anything else."""
    value = given.get(key, "")
    if not isinstance(value, str):
        raise HTTPException(400, f"{key} is no text")
    return value


def _content(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise HTTPException(409, f"cannot be read: {error.strerror}") from error


def _digest(content: bytes) -> str:
    return digest_bytes(content) if content else NEW


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise HTTPException(409, "this file is not UTF-8: mend it in your editor") from error
