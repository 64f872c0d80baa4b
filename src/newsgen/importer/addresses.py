"""The addresses of the old site as keys, so that two ways to write one address are the same."""

import posixpath
import re
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

_ENDING = re.compile(r"\.(?:html?|php|aspx?)$")
_INDEX = re.compile(r"/index\.(?:html?|php)$")


def host_and_path(address: str) -> tuple[str, str, str, str]:
    """Host (empty for a path), decoded path, query and fragment of an address.

    >>> host_and_path("https://WWW.old.test/2012/03/%d8%ae/?p=1#top")
    ('old.test', '/2012/03/خ/', 'p=1', 'top')
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return "", "", "", ""
    return host, unquote(parts.path), parts.query, unquote(parts.fragment)


def scheme_of(address: str) -> str:
    """The scheme in small letters; empty for a path."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def path_parts(address: str) -> list[str]:
    """The parts of the path, decoded."""
    return [part for part in host_and_path(address)[1].split("/") if part]


def last_part(address: str) -> str:
    """The last part of the path, without its ending; empty if it is a number or names no page.

    >>> last_part("https://old.test/2012/Quake.html"), last_part("/2012/03/"), last_part("/?p=1")
    ('Quake', '', '')
    """
    last = _ENDING.sub("", (path_parts(address) or [""])[-1])
    return "" if last.isdecimal() or last.lower() == "index" else last


def address_key(path: str, query: str = "") -> str:
    """What all spellings of one address have in common.

    >>> address_key("/2012/Quake/index.html"), address_key("/2012/quake"), address_key("/", "p=1")
    ('/2012/quake', '/2012/quake', '/?p=1')
    """
    path = _INDEX.sub("/", path if path.startswith("/") else f"/{path}").casefold()
    path = path.rstrip("/") or "/"
    return f"{path}?{query}" if query else path


def below(path: str, base_url: str) -> str:
    """The path as seen from the address of the site, which may be a folder of its host.

    >>> below("/blog/news/a/", "https://old.test/blog/"), below("/news/a/", "https://old.test/blog/")
    ('/news/a/', '/news/a/')
    """
    base = host_and_path(base_url)[1].rstrip("/")
    is_below = base and (path == base or path.startswith(f"{base}/"))
    return (path[len(base) :] or "/") if is_below else path


def is_own(host: str, hosts: Collection[str]) -> bool:
    """Whether the address is one of the old site: without a host, or with one of its hosts."""
    return not host or host in hosts


def join(folder: str, path: str) -> str:
    """A path seen from a folder, without ``..``; empty if it leads out of the root.

    >>> join("content/news", "../pages/a.md"), join("", "../a.md")
    ('content/pages/a.md', '')
    """
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined.startswith(("..", "/")) or joined == "." else joined
