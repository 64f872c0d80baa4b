"""Finds the files of a site and reads their bytes.

Content, static files, templates and settings are all found and read here, with the same rules for
links, ignored names, unreadable files, sizes and depth. No other module opens files of a site, so
a file that is not listed here is never used.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final, NamedTuple

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.files.names import CONTENT, FOLDERS, MARKDOWN, STATIC
from newsgen.files.problems import (
    hidden_file,
    link_text,
    make_problem,
    not_a_file,
    outside_site,
    too_deep,
    too_large,
    too_many_linked,
    unreadable,
)
from newsgen.models import Stamp, stamp_of
from newsgen.paths import MAX_DEPTH, OPEN_FILES, OPEN_NAMES

MAX_COPY: Final = 500_000_000
"""Largest file, in bytes, that is copied into a site."""
MAX_LINKED: Final = 20_000
"""Most files and folders that may be reached through links: each of them is read again."""

LINK_CODES: Final = frozenset({"broken-symlink", "linked-source", "outside-site"})
"""Codes of problems with links."""
_SYSTEM_FILES = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon\r", "$recycle.bin"}
)
"""Names of files that file managers create, in lower case."""
_LEFTOVERS = ("~", ".bak", ".orig", ".swp", ".swo", ".tmp")
"""Endings of files that editors and tools leave behind."""
_SILENT = (".ds_store", "._", ".git", ".#", ".svn", ".hg", ".idea", ".vscode", ".directory")
"""Beginnings of hidden names that nobody means to publish, in lower case."""
_FLAGS = ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_OPEN = sum(getattr(os, name, 0) for name in _FLAGS)
"""Flags for opening files: links are not followed, and opening a pipe does not wait."""


class File(NamedTuple):
    """A file of a site as found, not yet opened."""

    path: str
    """POSIX path relative to the site root: ``static/css/site.css``."""
    place: str
    """Path on this machine, with links resolved."""
    stamp: Stamp
    is_linked: bool
    """Whether the path goes through a link."""


def walk(
    root: Path, folder: str, wanted: AbstractSet[str] | None = None
) -> Iterator[File | Diagnostic]:
    """Every file below that folder of the site, in no order, and the problems found.

    If ``wanted`` is given, only these entries of the folder itself are read. Names that begin with
    ``.`` or ``#`` are ignored, as are files that file managers, editors and tools leave behind;
    those that web servers look for are kept in ``static/``. Links within the folders of the site
    are followed; links to other places are problems, as are special files, folders that cannot be
    listed and names that are not UTF-8. A folder that does not exist is empty.
    """
    real_folders = _real_folders(root)
    top = folder.partition("/")[0]
    if top not in real_folders:
        if os.path.lexists(root / top):
            yield outside_site(top, root / top)
        return
    linked = 0
    waiting = [_Folder(folder, str(root / folder), ())]
    while waiting:
        for found in _list(waiting.pop(), real_folders, wanted):
            if not isinstance(found, Diagnostic) and found.is_linked:
                linked += 1
                if linked > MAX_LINKED:
                    yield too_many_linked(found.path, MAX_LINKED)
                    return
            if isinstance(found, _Folder):
                waiting.append(found)
            else:
                yield found
        wanted = None


def is_ignored(name: str) -> bool:
    """Whether a name is hidden or belongs to a file that an editor or file manager creates."""
    lower = name.lower()
    return name.startswith((".", "#", "~$")) or lower.endswith(_LEFTOVERS) or lower in _SYSTEM_FILES


def read(place: str, path: str, limit: int) -> bytes:
    """The bytes of the file at ``place``; messages name it by ``path``, its path in the site.

    Raises Problems if ``read_plain`` fails or the file has more than ``limit`` bytes, which is
    checked before reading.
    """
    try:
        return read_plain(place, limit)
    except TooLargeError as error:
        raise Problems(too_large(path, error.size, limit)) from error
    except NotAFileError as error:
        raise Problems(not_a_file(path)) from error
    except (OSError, ValueError) as error:
        raise Problems(unreadable(path, error)) from error


def read_source(root: Path, path: str, limit: int) -> bytes:
    """The bytes of the source at that path; a link may lead to another source of the site.

    Raises Problems as ``read`` does, and for a link that leads out of the site.
    """
    place = f"{root}/{path}"
    if os.path.islink(place):  # noqa: PTH114 - ten thousand times a build
        real = os.path.realpath(place)
        if not any(_is_inside(real, top) for top in _real_folders(root).values()):
            raise Problems(outside_site(path, Path(place)))
        place = real
    return read(place, path, limit)


def read_beginning(place: str, size: int) -> bytes:
    """The first bytes of an ordinary file; empty if it cannot be read."""
    try:
        with open(os.open(place, _OPEN), "rb", buffering=0) as file:  # noqa: PTH123
            return file.read(size) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except OSError:
        return b""


def read_plain(place: str | Path, limit: int) -> bytes:
    """The bytes of an ordinary file, never of a link, pipe or device.

    Raises NotAFileError, TooLargeError or another OSError.
    """
    with open(os.open(place, _OPEN), "rb", buffering=0) as file:  # noqa: PTH123
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise NotAFileError(errno.EINVAL, "this is not a file")
        if status.st_size > limit:
            raise TooLargeError(status.st_size)
        return file.read()


class NotAFileError(OSError):
    """The path is not an ordinary file."""


class TooLargeError(OSError):
    """The file has more bytes than the limit."""

    def __init__(self, size: int) -> None:
        super().__init__(errno.EFBIG, f"the file has {size:,} bytes")
        self.size = size


def read_settings(root: Path, name: str, limit: int) -> bytes:
    """The bytes of that file in the site root; a link may lead to another file of the site.

    Raises Problems as ``read`` does, and for a link that leads out of the site.
    """
    place = os.path.realpath(root / name)
    if not _is_inside(place, os.path.realpath(root)):
        raise Problems(outside_site(name, root / name))
    return read(place, name, limit)


class _Folder(NamedTuple):
    """A folder to list."""

    path: str
    place: str
    links: tuple[str, ...]
    """The real paths of all linked folders on the path."""

    @property
    def is_linked(self) -> bool:
        """Whether the path goes through a link."""
        return bool(self.links)


def _list(
    folder: _Folder, real_folders: Mapping[str, str], wanted: AbstractSet[str] | None
) -> Iterator[File | _Folder | Diagnostic]:
    """The entries of a folder: files, folders to list next, and problems."""
    if folder.path.count("/") >= MAX_DEPTH:
        yield too_deep(folder.path)
        return
    try:
        with os.scandir(folder.place) as found:
            entries = list(found)
    except FileNotFoundError:
        return
    except OSError as error:
        yield unreadable(folder.path, error)
        return
    for entry in entries:
        name = entry.name
        if wanted is not None and name not in wanted:
            continue
        path = f"{folder.path}/{name}"
        if is_ignored(name) and not _is_for_servers(name, folder.path):
            if path.startswith(f"{STATIC}/.") and not name.lower().startswith(_SILENT):
                yield hidden_file(path)
            continue
        if path.isascii() and not folder.links and entry.is_file(follow_symlinks=False):
            yield _make_file(entry, path)
        else:
            yield _classify(entry, path, folder, real_folders)


def _is_for_servers(name: str, folder: str) -> bool:
    """Whether the name is one that web servers and hosts look for, hidden or not."""
    if folder == STATIC:
        return name in OPEN_NAMES
    return name in OPEN_FILES and folder.startswith(f"{STATIC}/")


def _make_file(entry: os.DirEntry[str], path: str, *, is_linked: bool = False) -> File | Diagnostic:
    try:
        return File(path, entry.path, stamp_of(entry.stat()), is_linked)
    except OSError as error:
        return unreadable(path, error)


def _classify(
    entry: os.DirEntry[str], path: str, folder: _Folder, real_folders: Mapping[str, str]
) -> File | _Folder | Diagnostic:
    """An entry that may be something other than a plain file."""
    shown = path.encode("utf-8", "replace").decode()
    if shown != path:
        message = "the file name is not valid UTF-8"
        return make_problem("file-name", message, shown, "rename the file")
    if entry.is_symlink():
        return _follow_link(entry, path, folder, real_folders)
    if entry.is_dir(follow_symlinks=False):
        return _Folder(path, entry.path, folder.links)
    if entry.is_file(follow_symlinks=False):
        return _make_file(entry, path, is_linked=bool(folder.links))
    return not_a_file(path)


def _follow_link(
    entry: os.DirEntry[str], path: str, folder: _Folder, real_folders: Mapping[str, str]
) -> File | _Folder | Diagnostic:
    """The file or folder that a link leads to, or the problem with the link."""
    place = os.path.realpath(entry.path)
    top = next((name for name, real in real_folders.items() if _is_inside(place, real)), "")
    if not top:
        return outside_site(path, entry)
    try:
        status = os.stat(place)  # noqa: PTH116
    except OSError:
        hint = "remove the link, or put the real file here"
        return make_problem(
            "broken-symlink", f"this link leads nowhere: {link_text(entry)}", path, hint
        )
    is_folder = stat.S_ISDIR(status.st_mode)
    if top == CONTENT and _exposes_sources(path, place, is_folder=is_folder):
        message = f"this link would show the source of a story to readers: {link_text(entry)}"
        return make_problem("linked-source", message, path, "link to a picture, or copy the file")
    if is_folder:
        return _enter_link(entry, path, place, folder)
    if not stat.S_ISREG(status.st_mode):
        return not_a_file(path)
    return File(path, place, stamp_of(status), is_linked=True)


def _exposes_sources(path: str, place: str, *, is_folder: bool) -> bool:
    """Whether a link into content/ would publish a source, or use it as another kind of file."""
    if is_folder:
        return not path.startswith(f"{CONTENT}/")
    is_text = path.startswith(f"{CONTENT}/") and path.lower().endswith(MARKDOWN)
    return place.lower().endswith(MARKDOWN) and not is_text


def _enter_link(
    entry: os.DirEntry[str], path: str, place: str, folder: _Folder
) -> _Folder | Diagnostic:
    """The folder that a link leads to, or a problem if the link leads back to its own folder."""
    before = (os.path.realpath(folder.place), *folder.links)
    if any(f"{other}/".startswith(f"{place}/") for other in before):
        hint = "remove the link: it leads back to a folder that contains it"
        message = f"this link leads in a circle: {link_text(entry)}"
        return make_problem("broken-symlink", message, path, hint)
    return _Folder(path, place, (*folder.links, place))


def _real_folders(root: Path) -> Mapping[str, str]:
    """The real path of each source folder whose real path is within the site."""
    real = os.path.realpath(root)
    places = {name: os.path.realpath(root / name) for name in FOLDERS}
    return {name: place for name, place in places.items() if _is_inside(place, real)}


def _is_inside(place: str, folder: str) -> bool:
    """Whether the place is the folder or inside it, and no name between them is ignored."""
    if place == folder:
        return True
    start = f"{folder.rstrip('/')}/"
    return place.startswith(start) and not any(
        map(is_ignored, place.removeprefix(start).split("/"))
    )
