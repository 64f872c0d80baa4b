"""What a link of the old site is in the new one."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from newsgen.importer.addresses import address_key, below, host_and_path, is_own, join, scheme_of
from newsgen.importer.conversion import AsWritten, Resolved
from newsgen.importer.index import Index
from newsgen.importer.lists import find_list
from newsgen.importer.models import Attachment
from newsgen.importer.plan import Place
from newsgen.importer.story_files import OF_SOURCE, TEXTS, StoryFiles
from newsgen.text import slugify

_OF_PAGE = re.compile(r"more-\d+|respond|comments|disqus_thread|reply|comment-form")
"""Places that the old system, not its author, gave to every page of a story."""
_PART = re.compile(r"/(?:amp|feed|rss|trackback|embed|comment-page-\d{1,5})/?$")
"""What some systems put behind the address of a story."""
_NO_FILE = "link to no file"
_QUERY_OF_POST = re.compile(r"(?:^|&)(?:p|page_id|attachment_id)=(\d+)")


class StoryLinks:
    """The resolver of one story; ``files`` has those that it needs."""

    def __init__(self, index: Index, place: Place) -> None:
        self._index = index
        self._place = place
        self._plain = AsWritten()
        self.files = StoryFiles(index, place)
        self.linked: set[str] = set()
        """Keys of the stories that this one has links to."""
        self.asked: set[str] = set()
        """Keys of the stories that it has links into, whose headings are not known yet."""

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
        return self.files.picture(written, larger)

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
        if found := self.files.find(written):
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
        candidates = [path, *(f"{path}{ending}" for ending in TEXTS)]
        candidates += [f"{path.rstrip('/')}/index{ending}" for ending in TEXTS]
        return next(
            (place for name in candidates if (place := self._index.by_file.get(name))), None
        )

    def _to_file(self, path: str, fragment: str, written: str) -> Resolved:
        if place := self._source_place(path):
            return self._to_place(place, fragment)
        if found := self.files.beside(path):
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
        found = self.files.find(attachment.url)
        return Resolved(found or attachment.url)

    def _not_imported(self, path: str, query: str, fragment: str) -> Resolved:
        if path in {"", "/"} and not query:
            return Resolved("/")
        if not self._index.base_url:
            what = "not imported" if path.startswith("/") else "not found"
            told = f"link to {path or query}: {what}, words kept"
            return Resolved("", told, "left-out", f"link to what is {what}")
        whole = self.files.address_of(path)
        whole += (f"?{query}" if query else "") + (f"#{quote(fragment)}" if fragment else "")
        told = f"{path.strip('/') or f'/?{query}'}: not imported, address of the old site kept"
        return Resolved(whole, told, name="link to what is not imported")
