"""The one walker: which files the folders of a site hold, and how their bytes are read.

Content, static files, templates and settings are all found and read here, so there is one notion of
a file: where a link may lead, what is passed over, what cannot be read, what is too large or too
deep. What this module does not list, nothing else can open.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.files.names import CONTENT, FOLDERS, STATIC
from newsgen.models import Stamp, stamp_of
from newsgen.paths import MAX_DEPTH, OPEN_FOLDER
from newsgen.text import printable

MARKDOWN: Final = (".md", ".markdown")
"""How the names of texts end, in lower case."""
MAX_COPY: Final = 500_000_000
"""Bytes of the largest file that is copied into a site."""
MAX_LINKED: Final = 20_000
"""How many files and folders may be reached through links: each is read once more."""

LINK_CODES: Final = frozenset({"broken-symlink", "linked-source", "outside-site"})
"""Codes of what can be wrong with a link."""
_JUNK = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon\r"})
"""What file managers leave behind, in lower case."""
_FLAGS = ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_OPEN = sum(getattr(os, name, 0) for name in _FLAGS)
"""How files are opened: no link is followed, and no other end of a pipe waited for."""


class File(NamedTuple):
    """A file of a site as found, not yet opened."""

    path: str
    """POSIX path relative to the site root: ``static/css/site.css``."""
    place: str
    """Where it lies on this machine, links followed."""
    stamp: Stamp
    is_linked: bool
    """Whether a link leads to it or to a folder that it lies in."""


def walk(
    root: Path, folder: str, wanted: AbstractSet[str] | None = None
) -> Iterator[File | Diagnostic]:
    """Every file below that folder of the site, in no order, and what cannot be taken.

    Of the entries of the folder itself only those ``wanted``, where that is said. Names that begin
    with ``.`` or ``#`` or end in ``~`` are passed over, but ``.well-known`` in ``static/``. Links
    are followed within the folders of the site; one that leads elsewhere is a problem, as are files
    of another kind, folders that cannot be listed and names that are not UTF-8. A folder that does
    not exist holds nothing.
    """
    tops = _real_folders(root)
    top = folder.partition("/")[0]
    if top not in tops:
        if os.path.lexists(root / top):
            yield _outside(top, root / top)
        return
    linked = 0
    waiting = [_Folder(folder, str(root / folder), ())]
    while waiting:
        for found in _list(waiting.pop(), tops, wanted):
            if not isinstance(found, Diagnostic) and found.is_linked:
                linked += 1
                if linked > MAX_LINKED:
                    yield _too_many(found.path)
                    return
            if isinstance(found, _Folder):
                waiting.append(found)
            else:
                yield found
        wanted = None


def is_passed_over(name: str) -> bool:
    """Whether a name is one of those that editors and file managers make for themselves."""
    return name.startswith((".", "#")) or name.endswith("~") or name.lower() in _JUNK


def read(place: str, path: str, limit: int) -> bytes:
    """The bytes of the file at that place, of which messages speak by its path in the site.

    Raises Problems where ``read_plain`` fails, and when the file has more bytes than the limit,
    which is judged before any is read.
    """
    try:
        return read_plain(place, limit)
    except TooLargeError as error:
        raise Problems(_too_large(path, error.size, limit)) from error
    except NotAFileError as error:
        raise Problems(_not_a_file(path)) from error
    except (OSError, ValueError) as error:
        raise Problems(_unreadable(path, error)) from error


def read_source(root: Path, path: str, limit: int) -> bytes:
    """The bytes of the source at that path; a link may lead to another one of the site.

    Raises Problems as ``read`` does, and for a link that leads elsewhere.
    """
    place = f"{root}/{path}"
    if os.path.islink(place):  # noqa: PTH114 - ten thousand times a build
        real = os.path.realpath(place)
        if not any(_is_inside(real, top) for top in _real_folders(root).values()):
            raise Problems(_outside(path, Path(place)))
        place = real
    return read(place, path, limit)


def read_plain(place: str | Path, limit: int) -> bytes:
    """The bytes of an ordinary file, in which no link, pipe or device can stand in for it.

    Raises OSError: NotAFileError, TooLargeError, or what the system says.
    """
    with open(os.open(place, _OPEN), "rb", buffering=0) as file:  # noqa: PTH123
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise NotAFileError(errno.EINVAL, "this is not a file")
        if status.st_size > limit:
            raise TooLargeError(status.st_size)
        return file.read()


class NotAFileError(OSError):
    """There is something else than an ordinary file."""


class TooLargeError(OSError):
    """There is a file of more bytes than are read."""

    def __init__(self, size: int) -> None:
        super().__init__(errno.EFBIG, f"the file has {size:,} bytes")
        self.size = size


def read_settings(root: Path, name: str, limit: int) -> bytes:
    """The bytes of that file in the site root; a link may lead to another file of the site.

    Raises Problems as ``read`` does, and for a link that leads elsewhere.
    """
    place = os.path.realpath(root / name)
    if not _is_inside(place, os.path.realpath(root)):
        raise Problems(_outside(name, root / name))
    return read(place, name, limit)


class _Folder(NamedTuple):
    """A folder to be listed."""

    path: str
    place: str
    trail: tuple[str, ...]
    """Where the folders lie that links led to on the way here."""

    @property
    def is_linked(self) -> bool:
        """Whether a link led here."""
        return bool(self.trail)


def _list(
    folder: _Folder, tops: Mapping[str, str], wanted: AbstractSet[str] | None
) -> Iterator[File | _Folder | Diagnostic]:
    """What lies in a folder: files, folders to go on with, and what cannot be taken."""
    if folder.path.count("/") >= MAX_DEPTH:
        yield _too_deep(folder.path)
        return
    try:
        with os.scandir(folder.place) as found:
            entries = list(found)
    except FileNotFoundError:
        return
    except OSError as error:
        yield _unreadable(folder.path, error)
        return
    for entry in entries:
        name = entry.name
        if wanted is not None and name not in wanted:
            continue
        if is_passed_over(name) and not (name == OPEN_FOLDER and folder.path == STATIC):
            continue
        path = f"{folder.path}/{name}"
        if path.isascii() and not folder.trail and entry.is_file(follow_symlinks=False):
            yield _take(entry, path)
        else:
            yield _look(entry, path, folder, tops)


def _take(entry: os.DirEntry[str], path: str, *, is_linked: bool = False) -> File | Diagnostic:
    try:
        return File(path, entry.path, stamp_of(entry.stat()), is_linked)
    except OSError as error:
        return _unreadable(path, error)


def _look(
    entry: os.DirEntry[str], path: str, folder: _Folder, tops: Mapping[str, str]
) -> File | _Folder | Diagnostic:
    """An entry that is not plainly a file."""
    shown = path.encode("utf-8", "replace").decode()
    if shown != path:
        message = "the file name is not valid UTF-8"
        return _refuse("file-name", message, shown, "rename the file")
    if entry.is_symlink():
        return _follow(entry, path, folder, tops)
    if entry.is_dir(follow_symlinks=False):
        return _Folder(path, entry.path, folder.trail)
    if entry.is_file(follow_symlinks=False):
        return _take(entry, path, is_linked=bool(folder.trail))
    return _not_a_file(path)


def _follow(
    entry: os.DirEntry[str], path: str, folder: _Folder, tops: Mapping[str, str]
) -> File | _Folder | Diagnostic:
    """Where a link leads, if that is a file or folder which may be read here."""
    place = os.path.realpath(entry.path)
    top = next((name for name, real in tops.items() if _is_inside(place, real)), "")
    if not top:
        return _outside(path, entry)
    try:
        status = os.stat(place)  # noqa: PTH116
    except OSError:
        hint = "remove the link, or put the real file here"
        return _refuse("broken-symlink", f"this link leads nowhere: {_end(entry)}", path, hint)
    is_folder = stat.S_ISDIR(status.st_mode)
    if top == CONTENT and _shows_sources(path, place, is_folder=is_folder):
        message = f"this link would show the source of a story to readers: {_end(entry)}"
        return _refuse("linked-source", message, path, "link to a picture, or copy the file")
    if is_folder:
        return _enter(entry, path, place, folder)
    if not stat.S_ISREG(status.st_mode):
        return _not_a_file(path)
    return File(path, place, stamp_of(status), is_linked=True)


def _shows_sources(path: str, place: str, *, is_folder: bool) -> bool:
    """Whether a link into content/ makes something else of its texts than what they are there."""
    if is_folder:
        return not path.startswith(f"{CONTENT}/")
    is_text = path.startswith(f"{CONTENT}/") and path.lower().endswith(MARKDOWN)
    return place.lower().endswith(MARKDOWN) and not is_text


def _enter(entry: os.DirEntry[str], path: str, place: str, folder: _Folder) -> _Folder | Diagnostic:
    """The folder that a link leads to, unless that would never end."""
    before = (os.path.realpath(folder.place), *folder.trail)
    if any(f"{other}/".startswith(f"{place}/") for other in before):
        hint = "remove the link: it leads back to a folder that it lies in"
        message = f"this link leads round in a circle: {_end(entry)}"
        return _refuse("broken-symlink", message, path, hint)
    return _Folder(path, place, (*folder.trail, place))


def _real_folders(root: Path) -> Mapping[str, str]:
    """Where each folder of sources of the site really lies, if that is within the site."""
    real = os.path.realpath(root)
    places = {name: os.path.realpath(root / name) for name in FOLDERS}
    return {name: place for name, place in places.items() if _is_inside(place, real)}


def _is_inside(place: str, folder: str) -> bool:
    """Whether the place is that folder or in it, with no name on the way that is passed over."""
    if place == folder:
        return True
    start = f"{folder.rstrip('/')}/"
    return place.startswith(start) and not any(
        map(is_passed_over, place.removeprefix(start).split("/"))
    )


def _outside(path: str, link: os.PathLike[str]) -> Diagnostic:
    hint = "copy the file here: links are followed within content/, static/ and templates/ only"
    return _refuse("outside-site", f"this link leads out of the site: {_end(link)}", path, hint)


def _end(link: os.PathLike[str]) -> str:
    """Where a link leads, as it is written: what that comes to is another thing on each machine."""
    try:
        return printable(str(Path(link).readlink()))
    except OSError:
        return "it is gone"


def _too_deep(path: str) -> Diagnostic:
    message = f"folders are nested deeper than {MAX_DEPTH}"
    return _refuse("deep-folder", message, f"{path[:200]}/…", "move its files further up")


def _too_many(path: str) -> Diagnostic:
    message = f"links to folders lead to more than {MAX_LINKED:,} files"
    return _refuse("outside-site", message, path, "remove links to folders")


def _not_a_file(path: str) -> Diagnostic:
    message = "this is not an ordinary file, but a folder, a pipe or a device"
    return _refuse("not-a-file", message, path, "remove it")


def _too_large(path: str, size: int, limit: int) -> Diagnostic:
    message = f"the file has {size:,} bytes, more than {limit:,}"
    if not path.lower().endswith(MARKDOWN):
        return _refuse("too-large", message, path, "make it smaller, or publish it elsewhere")
    hint = "is this really text? Put pictures beside the article and name them in it"
    return replace(_refuse("too-large", message, path, hint), line=1, column=1)


def _unreadable(path: str, error: OSError | ValueError) -> Diagnostic:
    reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    message = f"cannot be read: {reason}"
    return _refuse("unreadable", message, path, "check its permissions, and build again")


def _refuse(code: str, message: str, path: str, hint: str) -> Diagnostic:
    return Diagnostic(code=code, message=message, path=path, hint=hint)
