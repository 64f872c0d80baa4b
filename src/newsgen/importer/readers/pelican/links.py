"""``{filename}two.rst``, ``{static}/images/map.png`` and the like, in the words of the import."""

import posixpath
import re
from urllib.parse import quote, unquote

_MARK = re.compile(r"(?:[{|]|%7B)(\w{1,20})(?:[}|]|%7D)(.*)", re.IGNORECASE | re.DOTALL)
_SAFE = "-._~!$&'()*+,;=:@/"
_LISTS = {"author": "author", "category": "category", "tag": "tag"}


def link_of(written: str, folder: str, content: str) -> str:
    """Where a link of a story leads: a file of the source, or an address of the old site.

    ``folder`` is that of the story, ``content`` that of all stories; both from the root of the
    source.
    """
    found = _MARK.fullmatch(written)
    if not found:
        return written
    kind, rest = found[1].lower(), found[2]
    match kind:
        case "filename":
            return _of_source(rest, folder, content)
        case "static" | "attach":
            return _of_static(rest, folder, content)
        case "index":
            return f"/{rest.lstrip('/')}"
        case "author" | "category" | "tag":
            name = "-".join(unquote(rest).strip("/ ").lower().split())
            return f"/{_LISTS[kind]}/{quote(name)}.html"
    return written


def picture_of(written: str, folder: str, content: str) -> str:
    """Where a picture of a story is: its address on the old site, or seen from the story."""
    found = _MARK.fullmatch(written)
    return _of_static(found[2], folder, content) if found else written


def _of_source(path: str, folder: str, content: str) -> str:
    path, sign, fragment = unquote(path).partition("#")
    path = path.partition("?")[0]
    begin = content if path.startswith("/") else folder
    whole = posixpath.normpath(posixpath.join(begin, path.lstrip("/")))
    if whole.startswith(".."):
        return path
    return f"/@/{quote(whole, safe=_SAFE)}{sign}{fragment}"


def _of_static(path: str, folder: str, content: str) -> str:
    """A file by its address on the old site, which is its path below the folder of all stories."""
    if path.startswith("/"):
        return path
    whole = posixpath.normpath(posixpath.join(folder, unquote(path)))
    inside = f"{content}/" if content else ""
    if whole.startswith("..") or not whole.startswith(inside):
        return path
    return f"/{quote(whole.removeprefix(inside), safe=_SAFE)}"
