"""Resolves an address in a page: to a file of the site, to an external page, or to nothing."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from newsgen.check.fetch import is_public
from newsgen.models import Model
from newsgen.urls import fold_path, index_path

_OTHER_SCHEMES = frozenset(
    {
        *(
            "mailto",
            "tel",
            "sms",
            "sip",
            "sips",
            "xmpp",
            "whatsapp",
            "tg",
            "viber",
            "skype",
            "sgnl",
        ),
        *("geo", "webcal", "feed", "podcast", "magnet", "data", "blob", "about"),
    }
)
"""Schemes that are opened by other programs."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ABSOLUTE = ("/", "http:", "https:")
"""Prefixes of addresses that have the same target on every page."""
_PLAIN_PATH = re.compile(r"/(?!/)[A-Za-z0-9/_-]*")
"""A path without escapes, query or fragment, as in most addresses."""
_LOCAL_SUFFIXES = (".local", ".localhost", ".localdomain", ".internal", ".lan", ".home.arpa")
"""Endings of host names that exist only in a local network."""


class SiteAddresses(Model, frozen=True):
    """The addresses of the finished site."""

    origin: str
    """``https://news.example``."""
    base: str
    """``/``, or ``/news/``."""
    paths: frozenset[str]
    """Every output file."""
    folded: Mapping[str, str]
    """Every output file by its case-folded path."""


class LinkTarget(NamedTuple):
    """The target of an address."""

    fault: str = ""
    """Code of the rule that the address breaks; ``dead-link`` if the target does not exist."""
    path: str = ""
    """The output file; empty for other targets."""
    fragment: str = ""
    outside: str = ""
    """The whole address of an external page, without its fragment."""


VALID = LinkTarget()
"""A target that needs no further check: a page of the site, or an address such as ``mailto:``."""


def index_addresses(base_url: str, paths: Iterable[str]) -> SiteAddresses:
    """The addresses of a site with that base URL and those output files."""
    parts = urlsplit(base_url)
    known = frozenset(paths)
    return SiteAddresses(
        origin=f"{parts.scheme}://{parts.netloc}",
        base=parts.path,
        paths=known,
        folded={fold_path(path): path for path in known},
    )


class Resolver:
    """Resolves addresses, and caches those that have the same target on every page."""

    def __init__(self, site: SiteAddresses) -> None:
        self._site = site
        self.known: dict[str, LinkTarget] = {}
        """The cached targets, by address."""

    def resolve(self, address: str, page: str) -> LinkTarget:
        """The target of the address in a page with that URL path."""
        if not address.startswith(_ABSOLUTE):
            return _resolve(self._site, address, page)
        target = self.known.get(address)
        if target is None:
            target = self.known[address] = _resolve(self._site, address, "/")
        return target

    def whole(self, address: str, page: str) -> str:
        """The address in a page with that URL path, with scheme and host."""
        return join(f"{self._site.origin}{page}", address)


def _resolve(site: SiteAddresses, address: str, page: str) -> LinkTarget:
    local = address.removeprefix(site.origin)
    if local.startswith(site.base) and _PLAIN_PATH.fullmatch(local):
        return _find(site, local[len(site.base) :], "")
    return _resolve_whole(site, address, page)


def _resolve_whole(site: SiteAddresses, address: str, page: str) -> LinkTarget:
    try:
        whole = urljoin(f"{site.origin}{page}", address.strip())
        parts = urlsplit(whole)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return LinkTarget(fault="odd-address")
    if parts.scheme in _OTHER_SCHEMES:
        return VALID
    if parts.scheme not in _DEFAULT_PORTS or not host or "\\" in address or " " in parts.netloc:
        return LinkTarget(fault="odd-address")
    if (host, parts.port or _DEFAULT_PORTS[parts.scheme]) not in _site_hosts(site.origin):
        return LinkTarget(fault=_host_fault(host), outside=whole.partition("#")[0])
    if not parts.path.startswith(site.base) and f"{parts.path}/" != site.base:
        return LinkTarget(fault="outside-base")
    path = unquote(parts.path[len(site.base) :])
    return _find(site, path, read_fragment(parts.fragment))


def read_fragment(text: str) -> str:
    """The id that a fragment names; empty for the top of the page and for text fragments.

    Sources: HTML, "scrolling to a fragment"; the draft "URL fragment text directives".
    """
    fragment = unquote(text.partition(":~:")[0])
    return "" if fragment.lower() == "top" else fragment


@cache
def _site_hosts(origin: str) -> frozenset[tuple[str, int]]:
    """The hosts and ports of the site; http and https count as the same site."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.port not in {None, *_DEFAULT_PORTS.values()}:
        return frozenset({(host, parts.port or 0)})
    return frozenset((host, port) for port in _DEFAULT_PORTS.values())


def _host_fault(host: str) -> str:
    """The rule that a link to that host breaks, as far as its name shows; empty if none."""
    if not (host[-1:].isdigit() or ":" in host):
        is_known = "." in host.strip(".") and not host.rstrip(".").endswith(_LOCAL_SUFFIXES)
        return "" if is_known else "odd-address"
    try:
        return "" if is_public(host) else "private-outside-link"
    except ValueError:
        return "odd-address"


def join(base: str, address: str) -> str:
    """The address relative to ``base``; unchanged if the two cannot be joined."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _find(site: SiteAddresses, path: str, fragment: str) -> LinkTarget:
    file = index_path(path)
    if file in site.paths:
        is_plain = file.endswith(".html") and not fragment
        return VALID if is_plain else LinkTarget(path=file, fragment=fragment)
    page = index_path(f"{file}/")
    if page in site.paths:
        return LinkTarget(fault="missing-slash", path=page, fragment=fragment)
    for candidate in (file, page):
        if near := site.folded.get(fold_path(candidate)):
            return LinkTarget(fault="wrong-case", path=near)
    return LinkTarget(fault="dead-link", path=file)
