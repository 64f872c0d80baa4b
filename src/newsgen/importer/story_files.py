"""The files that a story needs: where they are in the source, and where they go."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from newsgen.files.media_types import is_picture, type_fault
from newsgen.files.names import MARKDOWN, STATIC
from newsgen.importer.addresses import address_key, below, host_and_path, is_own, join, scheme_of
from newsgen.importer.conversion import AsWritten, Resolved
from newsgen.importer.files import is_inside
from newsgen.importer.index import Index
from newsgen.importer.plan import Place
from newsgen.paths import fault_of

OF_SOURCE = "/@/"
"""Begins a link to a file of the source, as readers write it: ``/@/content/news/tower.md``."""
TEXTS = (*MARKDOWN, ".mdx", ".rst", ".html", ".htm", ".txt")
"""Endings of files that are stories."""
_SAFE = "/-._~!$&'()*+,;=:@"
_THUMBNAIL = re.compile(r"-\d{2,5}x\d{2,5}(?=\.[A-Za-z]{3,4}$)|-scaled(?=\.[A-Za-z]{3,4}$)")
_SIZE = re.compile(r"(?:^|&)(?:w|h|width|height|resize|fit|size)=")
_EXPORTS = frozenset({"wordpress", "ghost", "feed", "drupal"})
"""Kinds of sources that are files beside which nothing of the site lies."""


class StoryFiles:
    """Finds the files of one story. ``copied`` grows with each that it needs."""

    def __init__(self, index: Index, place: Place) -> None:
        self._index = index
        self._place = place
        self._plain = AsWritten()
        self._fault = ""
        """Why the last file that was looked for cannot be published."""
        self.copied: dict[str, Path] = {}
        """Where each file goes, from the root of the paper → where it is now."""
        self.wanted: dict[str, str] = {}
        """Addresses of pictures that are not there → the path that each would have."""

    def picture(self, written: str, larger: str) -> Resolved:
        """Where a picture is now: the original rather than a thumbnail."""
        self._fault = ""
        candidates = list(self._candidates(written, larger))
        for candidate in candidates:
            if found := self.find(candidate):
                return Resolved(found)
        if self._fault:
            return Resolved("", f"picture {_bare(written)}: {self._fault}, left out", "left-out")
        best = candidates[0] if candidates else written
        return self._missing_picture(best)

    def _candidates(self, written: str, larger: str) -> Iterator[str]:
        """The addresses to look for, the best picture first."""
        larger = larger if is_picture(_bare(larger)) else ""
        both = (larger, written) if is_thumbnail(written) else (written, larger)
        for given in filter(None, both):
            address = f"/{given.removeprefix(OF_SOURCE)}" if _is_of_source(given) else given
            host, path, query, _ = host_and_path(address)
            key = address_key(below(path, self._index.base_url), query)
            if attachment := self._index.attachments.get(key):
                yield attachment.url
            if not is_own(host, self._index.hosts):
                yield address
                continue
            bare = _bare(address)
            original = _THUMBNAIL.sub("", bare)
            if original != bare and (self._index.attachments or self.find(original)):
                yield original
            yield bare

    def address_of(self, path: str) -> str:
        """The whole address that a path has at the old site; empty if nobody knows the site."""
        base = self._index.base_url
        if not base:
            return ""
        if not path.startswith("/"):
            folder = posixpath.dirname(host_and_path(self._place.post.address)[1] or "/")
            path = posixpath.normpath(posixpath.join(folder, path))
        return "/".join(base.split("/", 3)[:3]) + quote(path)

    def find(self, address: str) -> str:
        """How a story names a file of the old site; empty if the file is not there."""
        host, path, _, _ = host_and_path(address)
        if not path or path.endswith("/") or not is_own(host, self._index.hosts):
            return ""
        if not host and not path.startswith("/"):
            return self.beside(join(self._place.post.folder, path)) or self._public(f"/{path}")
        return self._public(path)

    def _public(self, path: str) -> str:
        """A file at an address of the old site: below a public folder, or in a named one."""
        path = below(path, self._index.base_url)
        for folder, front in self._index.site.public:
            if path.startswith(front):
                inside = join(folder, path[len(front) :].lstrip("/"))
                if inside and is_file_of(self._index.source.root, inside):
                    return self._keep(self._index.source.root / inside, path)
        inside = join("", path.lstrip("/"))
        root = self._index.source.root
        is_site = self._index.source.kind not in _EXPORTS and not inside.endswith(TEXTS)
        if is_site and is_file_of(root, inside):
            return self._keep(root / inside, path)
        for named in self._index.folders:
            for tail in _tails(inside, named.name):
                if is_file_of(named, tail):
                    return self._keep(named / tail, path)
        if inside and is_file_of(self._index.root / STATIC, inside):
            return quote(posixpath.normpath(path), safe=_SAFE)
        return ""

    def has_file(self, destination: str) -> bool:
        """Whether the paper has, or will have, the file of that destination; True for addresses."""
        if scheme_of(destination):
            return True
        path = unquote(destination)
        if path.startswith("/"):
            target = f"{STATIC}{path}"
            return target in self.copied or is_file_of(self._index.root, target)
        return join(posixpath.dirname(self._place.path), path) in self.copied

    def _keep(self, place: Path, path: str) -> str:
        """Copy a file to its old address, below static/."""
        target = f"{STATIC}{posixpath.normpath(path)}"
        if fault_of(target) or self._is_broken(target):
            return ""
        self.copied[target] = place
        return quote(posixpath.normpath(path), safe=_SAFE)

    def beside(self, inside: str) -> str:
        """Copy a file that lies beside the story in the source beside it in the paper as well."""
        root = self._index.source.root
        if not inside or not is_file_of(root, inside) or inside.endswith(TEXTS):
            return ""
        folder = self._place.post.folder
        name = posixpath.relpath(inside, folder) if folder else inside
        name = posixpath.basename(inside) if name.startswith("..") else name
        target = posixpath.join(posixpath.dirname(self._place.path), name)
        is_mixed = posixpath.dirname(self._place.path) in self._index.mixed
        if is_mixed or fault_of(target) or type_fault(target):
            return self._keep(root / inside, f"/{inside}")
        if self._is_broken(target):
            return ""
        self.copied[target] = root / inside
        return name

    def _is_broken(self, target: str) -> bool:
        self._fault = self._index.broken.get(target, self._fault)
        return target in self._index.broken

    def _missing_picture(self, written: str) -> Resolved:
        """A picture that is not there: its address, if the old site still has it."""
        plain = self._plain.link(written)
        host, path, _, _ = host_and_path(plain.destination)
        if not plain.destination or (host and not is_own(host, self._index.hosts)):
            return plain
        whole = plain.destination if host else self.address_of(path)
        if whole:
            self.wanted[whole] = f"{STATIC}{posixpath.normpath(host_and_path(whole)[1])}"
            told = f"{path}: not in the source, linked at the old site"
            return Resolved(whole, told, name="picture that is not in the source")
        rooted = path if path.startswith("/") else f"/{join('', path) or posixpath.basename(path)}"
        told = f"{rooted}: not found"
        return Resolved(quote(rooted), told, "needs", "picture that is not found")


def _tails(path: str, folder: str) -> Iterator[str]:
    """The path, and its ends that a folder may hold which an editor named.

    A name alone may be that of many pictures, so it counts only if it lay in the top folder, which
    the editor may have named in another way, or in a folder of that name.

    >>> list(_tails("wp-content/uploads/2012/03/boat.jpg", "copy"))
    ['wp-content/uploads/2012/03/boat.jpg', 'uploads/2012/03/boat.jpg', '2012/03/boat.jpg', \
'03/boat.jpg']
    >>> list(_tails("media/pier.png", "media"))
    ['media/pier.png', 'pier.png']
    """
    parts = path.split("/") if path else []
    for start in range(len(parts)):
        has_folder = start < len(parts) - 1
        if start <= 1 or has_folder or parts[start - 1] == folder:
            yield "/".join(parts[start:])


def is_thumbnail(address: str) -> bool:
    """Whether the address of a picture says that there is a larger one.

    >>> is_thumbnail("pier-300x200.jpg"), is_thumbnail("pier.jpg?w=300"), is_thumbnail("pier.jpg")
    (True, True, False)
    """
    bare = _bare(address)
    query = address.partition("?")[2]
    return bool(_THUMBNAIL.search(bare) or _SIZE.search(query) or "thumb" in bare.lower())


def _is_of_source(address: str) -> bool:
    return address.startswith(OF_SOURCE)


def _bare(address: str) -> str:
    """The address without query and fragment: ``?w=300`` asks for a thumbnail."""
    return address.partition("?")[0].partition("#")[0]


def is_file_of(root: Path, path: str) -> bool:
    """Whether that path is a file below the root, all links followed."""
    try:
        return bool(path) and (root / path).is_file() and is_inside(root, path)
    except (OSError, ValueError):
        return False
