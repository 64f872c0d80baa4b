"""What a link or a picture of the old site is in the new one."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from msgspec.structs import replace

from newsgen.files.media_types import is_picture, type_fault
from newsgen.files.names import MARKDOWN, STATIC
from newsgen.importer.addresses import address_key, below, host_and_path, is_own, join
from newsgen.importer.conversion import AsWritten, Resolved
from newsgen.importer.files import is_inside
from newsgen.importer.lists import Lists, find_list
from newsgen.importer.models import Attachment, Site, Source
from newsgen.importer.plan import Place
from newsgen.models import Model
from newsgen.paths import fault_of
from newsgen.text import slugify

OF_SOURCE = "/@/"
"""Begins a link to a file of the source, as readers write it: ``/@/content/news/tower.md``."""
_SAFE = "/-._~!$&'()*+,;=:@"
_THUMBNAIL = re.compile(r"-\d{2,5}x\d{2,5}(?=\.[A-Za-z]{3,4}$)|-scaled(?=\.[A-Za-z]{3,4}$)")
_SIZE = re.compile(r"(?:^|&)(?:w|h|width|height|resize|fit|size)=")
_ENDINGS = (*MARKDOWN, ".mdx", ".rst", ".html", ".htm", ".txt")
_EXPORTS = frozenset({"wordpress", "ghost", "feed", "drupal"})
"""Kinds of sources that are files beside which nothing of the site lies."""
_OF_PAGE = re.compile(r"more-\d+|respond|comments|disqus_thread|reply|comment-form")
"""Places that the old system, not its author, gave to every page of a story."""
_PART = re.compile(r"/(?:amp|feed|rss|trackback|embed|comment-page-\d{1,5})/?$")
"""What some systems put behind the address of a story."""
_NO_FILE = "link to no file"
_QUERY_OF_POST = re.compile(r"(?:^|&)(?:p|page_id|attachment_id)=(\d+)")


class Index(Model, frozen=True):
    """Everything of the old site that a link can lead to."""

    source: Source
    site: Site
    root: Path
    """The folder of the paper."""
    hosts: frozenset[str]
    base_url: str
    """Address of the old site; empty if nobody knows."""
    folders: tuple[Path, ...]
    """Folders with files of the old site that an editor named."""
    broken: Mapping[str, str] = {}
    """Files that cannot be published, where they would lie → why."""
    by_address: Mapping[str, Place] = {}
    by_file: Mapping[str, Place] = {}
    attachments: Mapping[str, Attachment] = {}
    """By the keys of their addresses and pages."""
    lists: Lists = Lists()
    """Of the new paper: categories, tags, authors, months, feeds."""
    anchors: Mapping[str, Mapping[str, str]] = {}
    """Key of a story → what links to its headings name → the ids of these headings. Only stories
    of which somebody asked are here."""


def index_places(places: Mapping[str, Place], index: "Index") -> "Index":
    """The index with all places in it."""
    site, hosts = index.site, index.hosts
    by_address: dict[str, Place] = {}
    by_file: dict[str, Place] = {}
    for place in places.values():
        by_address.setdefault(address_key(place.address), place)
        for written in (place.post.address, *place.post.addresses):
            host, path, query, _ = host_and_path(written)
            path = below(path, index.base_url)
            if written and is_own(host, hosts) and (path not in {"", "/"} or query):
                by_address[address_key(path, query)] = place
        if place.post.file:
            by_file[place.post.file] = place
    attachments: dict[str, Attachment] = {}
    for attachment in site.attachments.values():
        for address in (attachment.url, attachment.page):
            _, path, query, _ = host_and_path(address)
            path = below(path, index.base_url)
            if path not in {"", "/"} or query:
                attachments[address_key(path, query)] = attachment
    return replace(
        index,
        by_address=by_address,
        by_file=by_file,
        attachments=attachments,
    )


class StoryLinks:
    """The resolver of one story. ``copied`` grows with each file that the story needs."""

    def __init__(self, index: Index, place: Place) -> None:
        self._index = index
        self._place = place
        self._plain = AsWritten()
        self._fault = ""
        """Why the last file that was looked for cannot be published."""
        self.copied: dict[str, Path] = {}
        """Where each file goes, from the root of the paper → where it is now."""
        self.linked: set[str] = set()
        """Keys of the stories that this one has links to."""
        self.asked: set[str] = set()
        """Keys of the stories that it has links into, whose headings are not known yet."""
        self.wanted: dict[str, str] = {}
        """Addresses of pictures that are not there → the path that each would have."""

    def link(self, written: str) -> Resolved:
        """Where a link leads now: the file of a story, a copied file, an address, or nowhere."""
        if not written or written.startswith("#"):
            return Resolved(written)
        if written.startswith(OF_SOURCE):
            path, _, fragment = written.removeprefix(OF_SOURCE).partition("#")
            return self._to_file(unquote(path), fragment, written)
        plain = self._plain.link(written)
        scheme = scheme_of(plain.destination)
        if not plain.destination or scheme not in {"", "http", "https"}:
            return plain
        host, path, query, fragment = host_and_path(plain.destination)
        if scheme and not is_own(host or "?", self._index.hosts):
            return plain
        return self._to_own(path, query, fragment, plain.destination, is_path=not host)

    def picture(self, written: str, larger: str) -> Resolved:
        """Where a picture is now: the original rather than a thumbnail."""
        self._fault = ""
        candidates = list(self._candidates(written, larger))
        for candidate in candidates:
            if found := self._file(candidate):
                return Resolved(found)
        if self._fault:
            return Resolved("", f"picture {_bare(written)}: {self._fault}, left out", "left-out")
        best = candidates[0] if candidates else written
        return self._missing_picture(best)

    def _to_own(
        self, path: str, query: str, fragment: str, written: str, *, is_path: bool
    ) -> Resolved:
        """A link within the old site."""
        keys = tuple(self._keys(path, query, is_path=is_path))
        if place := next(filter(None, map(self._index.by_address.get, keys)), None):
            return self._to_place(place, fragment)
        if is_path and not path.startswith("/"):
            own = join(self._place.post.folder, path)
            if own and self._source_place(own):
                return self._to_file(own, fragment, written)
        if attachment := self._attachment(keys, query):
            return self._to_attachment(attachment)
        if found := self._file(written):
            return Resolved(found)
        rooted = self._rooted(path)
        if path and not query and (found := find_list(rooted, fragment, self._index.lists)):
            told = f"{path}: it is {found} now" if found != rooted else ""
            return Resolved(found, told, name="link to a list of stories")
        return self._not_imported(path, query, fragment)

    def _attachment(self, keys: Iterable[str], query: str) -> Attachment | None:
        """The file that the address, or the page of it, or its number names."""
        if number := _QUERY_OF_POST.search(query):
            return self._index.site.attachments.get(number[1])
        return next(filter(None, map(self._index.attachments.get, keys)), None)

    def _keys(self, path: str, query: str, *, is_path: bool) -> Iterator[str]:
        """The keys of an address, the exact one first; ``?p=4711`` is one as well."""
        path = self._rooted(path) if path or not is_path else path
        if query:
            yield address_key(path or "/", query)
            if number := _QUERY_OF_POST.search(query):
                yield address_key("/", f"p={number[1]}")
        if path and path != "/":
            yield address_key(path)
            if path.endswith((".html", ".htm")):
                yield address_key(path.rpartition(".")[0])
            if part := _PART.search(path):
                yield address_key(path[: part.start()])

    def _rooted(self, path: str) -> str:
        """The path from the address of the old site; one without a slash counts from the story."""
        if path and not path.startswith("/"):
            base = host_and_path(self._place.post.address)[1] or "/"
            is_folder = path.endswith("/")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
            path = path[1:] if path.startswith("//") else path
            path += "/" if is_folder and path != "/" else ""
        return below(path, self._index.base_url)

    def _source_place(self, path: str) -> Place | None:
        """The story that a file of the source is, with or without its ending."""
        candidates = [path, *(f"{path}{ending}" for ending in _ENDINGS)]
        candidates += [f"{path.rstrip('/')}/index{ending}" for ending in _ENDINGS]
        return next(
            (place for name in candidates if (place := self._index.by_file.get(name))), None
        )

    def _to_file(self, path: str, fragment: str, written: str) -> Resolved:
        if place := self._source_place(path):
            return self._to_place(place, fragment)
        if found := self._copy(path):
            return Resolved(found)
        shown = written.removeprefix(OF_SOURCE)
        return Resolved("", f"link to {shown}: no such file, words kept", "left-out", _NO_FILE)

    def _to_place(self, place: Place, fragment: str) -> Resolved:
        """A link to a story: the path of its file, seen from this one."""
        fragment = "" if _OF_PAGE.fullmatch(fragment) else fragment
        if place.path == self._place.path:
            return (
                Resolved(f"#{quote(fragment)}")
                if fragment
                else Resolved("", "link to the story itself: words kept", name="link to itself")
            )
        self.linked.add(place.post.key)
        if not place.is_live:
            told = f"link to {'a draft' if place.drafts else 'a story that is not shown now'}"
            where = place.path or place.post.origin
            return Resolved("", f"{told}: words kept ({where})", name=told)
        relative = posixpath.relpath(place.path, posixpath.dirname(self._place.path))
        return self._to_part(place, relative, fragment) if fragment else Resolved(relative)

    def _to_part(self, place: Place, relative: str, fragment: str) -> Resolved:
        """A link to a heading of another story, by the id that it has now."""
        key = place.post.key
        if key not in self._index.anchors:
            self.asked.add(key)
            return Resolved(relative)
        anchors = self._index.anchors[key]
        if found := anchors.get(fragment) or anchors.get(slugify(fragment)):
            return Resolved(f"{relative}#{quote(found)}")
        note = f"link to #{fragment} of another story: no such heading, leads to the whole story"
        return Resolved(relative, f"{note} ({place.path})", name="link to a heading")

    def _to_attachment(self, attachment: Attachment) -> Resolved:
        found = self._file(attachment.url)
        return Resolved(found or attachment.url)

    def _not_imported(self, path: str, query: str, fragment: str) -> Resolved:
        if path in {"", "/"} and not query:
            return Resolved("/")
        if not self._index.base_url:
            what = "not imported" if path.startswith("/") else "not found"
            told = f"link to {path or query}: {what}, words kept"
            return Resolved("", told, "left-out", f"link to what is {what}")
        whole = next(iter(self._absolute(path)), "")
        whole += (f"?{query}" if query else "") + (f"#{quote(fragment)}" if fragment else "")
        told = f"{path.strip('/') or f'/?{query}'}: not imported, address of the old site kept"
        return Resolved(whole, told, name="link to what is not imported")

    def _absolute(self, path: str) -> Iterator[str]:
        base = self._index.base_url
        if not base:
            return
        if not path.startswith("/"):
            folder = posixpath.dirname(host_and_path(self._place.post.address)[1] or "/")
            path = posixpath.normpath(posixpath.join(folder, path))
        origin = "/".join(base.split("/", 3)[:3])
        yield origin + quote(path)

    # Files

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
            if original != bare and (self._index.attachments or self._file(original)):
                yield original
            yield bare

    def _file(self, address: str) -> str:
        """How a story names a file of the old site; empty if the file is not there."""
        host, path, _, _ = host_and_path(address)
        if not path or path.endswith("/") or not is_own(host, self._index.hosts):
            return ""
        if not host and not path.startswith("/"):
            return self._copy(join(self._place.post.folder, path)) or self._public(f"/{path}")
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
        is_site = self._index.source.kind not in _EXPORTS and not inside.endswith(_ENDINGS)
        if is_site and is_file_of(root, inside):
            return self._keep(root / inside, path)
        for named in self._index.folders:
            parts = inside.split("/") if inside else []
            for start in range(len(parts)):
                tail = "/".join(parts[start:])
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

    def _copy(self, inside: str) -> str:
        """Copy a file that lies beside the story in the source beside it in the paper as well."""
        root = self._index.source.root
        if not inside or not is_file_of(root, inside) or inside.endswith(_ENDINGS):
            return ""
        folder = self._place.post.folder
        name = posixpath.relpath(inside, folder) if folder else inside
        name = posixpath.basename(inside) if name.startswith("..") else name
        target = posixpath.join(posixpath.dirname(self._place.path), name)
        if fault_of(target) or type_fault(target):
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
        whole = plain.destination if host else next(iter(self._absolute(path)), "")
        if whole:
            self.wanted[whole] = f"{STATIC}{posixpath.normpath(host_and_path(whole)[1])}"
            told = f"{path}: not in the source, linked at the old site"
            return Resolved(whole, told, name="picture that is not in the source")
        rooted = path if path.startswith("/") else f"/{join('', path) or posixpath.basename(path)}"
        told = f"{rooted}: not found"
        return Resolved(quote(rooted), told, "needs", "picture that is not found")


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


def scheme_of(address: str) -> str:
    """The scheme in small letters; empty for a path."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def is_file_of(root: Path, path: str) -> bool:
    """Whether that path is a file below the root, all links followed."""
    try:
        return bool(path) and (root / path).is_file() and is_inside(root, path)
    except (OSError, ValueError):
        return False
