"""Stores the pictures that editors drop, paste or choose, each beside its story."""

import errno
import os
import secrets
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.diagnostics import Problems
from newsgen.files import svg
from newsgen.files.media_types import BROKEN_HINT, is_drawing, type_fault
from newsgen.files.names import CONTENT, MARKDOWN
from newsgen.files.walker import read_plain
from newsgen.models import PictureFile, PictureKind
from newsgen.pictures.containers import kind_of
from newsgen.pictures.facts import examine
from newsgen.serve import edit
from newsgen.serve.answers import refuse, refuse_for
from newsgen.serve.limits import UPLOAD_LIMIT
from newsgen.serve.people import record
from newsgen.serve.session import PreviewSession
from newsgen.text import slugify

_LONGEST_STEM = 60
_NAMELESS = "picture"
"""The name of a picture if neither its own name nor that of the story has a Latin letter."""
_ENDINGS: dict[PictureKind, str] = {"jpeg": "jpg"}
"""The ending of a kind of picture that is not called like the kind."""
_EXAMINATION = Lock()
"""Lets one picture at a time be in memory."""


class PictureName(NamedTuple):
    """The name of a picture without its ending."""

    stem: str
    is_numbered: bool
    """Whether the name is that of the story, so that even the first picture gets a number."""


def routes() -> list[Route]:
    """The request that stores a picture."""
    return [Route("/upload", _upload, methods=["POST"])]


async def _upload(request: Request) -> Response:
    """Store the picture in the body of the request in the folder of the story."""
    session: PreviewSession = request.app.state.session
    snapshot = session.snapshot
    story = edit.editable_path(request.query_params.get("path", ""), snapshot)
    if not story.lower().endswith(MARKDOWN):
        raise HTTPException(404, "only texts have pictures")
    given = request.query_params.get("name", "")
    draft = snapshot.root / Path(story).with_name(f".newsgen-{secrets.token_hex(8)}")
    try:
        _check_folder(snapshot.root, story, snapshot.config.media_types)
        await _receive(request, draft)
        place, picture = await to_thread.run_sync(keep_picture, draft, given, story)
    except Problems as problems:
        return refuse_for(problems)
    except OSError as error:
        return refuse(f"the picture cannot be written: {error.strerror}", status=507)
    finally:
        draft.unlink(missing_ok=True)
    path = place.relative_to(snapshot.root).as_posix()
    await session.handle_changes(frozenset({path}))
    await record(request, "uploaded", path)
    texts = picture.captions
    answer = {"path": path, "name": place.name, "alt": texts.alt}
    return JSONResponse({**answer, "caption": texts.caption, "credit": texts.credit}, 201)


def keep_picture(draft: Path, given: str, story: str) -> tuple[Path, PictureFile]:
    """Give a received file a name of its own in its folder, if it is a picture.

    ``given`` is its name on the machine of the editor, ``story`` the path of the story. The ending
    follows from the bytes, as programs name pictures wrongly. Raises Problems and OSError.
    """
    with _EXAMINATION:
        content = read_plain(draft, UPLOAD_LIMIT)
        ending = _ending_of(content, given)
        picture = examine(content, f"{_NAMELESS}.{ending}", "")
        if picture.fault:
            raise _refusal(given, picture.fault)
    with edit.WRITING:
        return _name(draft, picture_name(given, story), ending), picture


def picture_name(given: str, story: str) -> PictureName:
    """The name of a picture: its own, in Latin letters, or that of the story.

    >>> picture_name("images/Été à Lahore (1).JPG", "content/world/2026-11-20-talks-end.md")
    PictureName(stem='ete-a-lahore-1', is_numbered=False)
    >>> picture_name("", "content/world/2026-11-20-talks-end.md")
    PictureName(stem='talks-end', is_numbered=True)
    """
    own = _latin_slug(given)
    if own:
        return PictureName(own, is_numbered=False)
    words = _latin_slug(story).split("-")
    while len(words) > 1 and words[0].isdecimal():
        del words[0]
    return PictureName("-".join(words) or _NAMELESS, is_numbered=True)


def _latin_slug(path: str) -> str:
    """The file name without its ending as a slug of a-z, 0-9 and hyphens; it may be empty."""
    name = path.replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] if "." in name else name
    letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = slugify(letters[: 4 * _LONGEST_STEM])
    if len(slug) <= _LONGEST_STEM:
        return slug
    return slug[: _LONGEST_STEM + 1].rpartition("-")[0] or slug[:_LONGEST_STEM]


def _check_folder(root: Path, story: str, allowed: tuple[str, ...]) -> None:
    """Raise PermissionError or Problems if no picture may be published from the folder."""
    folder = os.path.realpath((root / story).parent)
    if not Path(folder).is_relative_to(os.path.realpath(root / CONTENT)):
        raise PermissionError(errno.EPERM, "a link leads out of the folder of stories")
    fault = type_fault(f"{story.rpartition('/')[0]}/{_NAMELESS}.jpg", allowed)
    if fault:
        raise Problems.of("media-type", fault, hint="rename the folder")


async def _receive(request: Request, draft: Path) -> None:
    """Write the body of the request into a new file. Raises OSError and ClientDisconnect."""
    with draft.open("xb", buffering=0) as file:
        async for chunk in request.stream():
            await to_thread.run_sync(file.write, chunk)
        await to_thread.run_sync(os.fsync, file.fileno())


def _ending_of(content: bytes, given: str) -> str:
    """The ending of the name of a picture with these bytes. Raises Problems for anything else."""
    kind = kind_of(content)
    if kind:
        return _ENDINGS.get(kind, kind)
    if not content:
        raise _refusal(given, "the file is empty")
    if not is_drawing(given):
        raise _refusal(given, "it is not a picture")
    danger = svg.find_danger(content)
    if danger:
        raise Problems.of("unsafe-svg", f"{_shown(given)}: {danger.message}", hint=svg.HINT)
    return "svg"


def _refusal(given: str, fault: str) -> Problems:
    return Problems.of("broken-picture", f"{_shown(given)} is not taken: {fault}", hint=BROKEN_HINT)


def _shown(given: str) -> str:
    """The name of the picture in messages."""
    return given[:_LONGEST_STEM] or "the picture"


def _name(draft: Path, name: PictureName, ending: str) -> Path:
    """Move the file to the first name that no file has, in capital or small letters."""
    taken = {each.casefold() for each in os.listdir(draft.parent)}  # noqa: PTH208
    for stem in _stems(name):
        place = draft.with_name(f"{stem}.{ending}")
        if place.name not in taken and _claim(draft, place):
            return place
    raise AssertionError("there is always another number")


def _stems(name: PictureName) -> Iterator[str]:
    """The name, then with numbers: ``gate``, ``gate-2``, ``gate-3``."""
    if not name.is_numbered:
        yield name.stem
    yield from (f"{name.stem}-{number}" for number in count(1 if name.is_numbered else 2))


def _claim(draft: Path, place: Path) -> bool:
    """Give the file another name, which never replaces a file; False if there is one by now."""
    try:
        os.link(draft, place)
    except FileExistsError:
        return False
    except OSError:  # this disk has no second names
        try:
            place.open("xb").close()
        except FileExistsError:
            return False
        draft.replace(place)
    return True
