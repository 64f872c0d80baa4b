"""Where the address in a page leads: to a file of the site, elsewhere, or to nothing."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from newsgen.check.fetch import is_public
from newsgen.models import Model
from newsgen.urls import fold_path

_OTHER = frozenset(
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
"""Schemes that other programs follow."""
_PORTS = {"http": 80, "https": 443}
_ABSOLUTE = ("/", "http:", "https:")
"""How addresses begin that lead from every page to the same place."""
_PLAIN = re.compile(r"/(?!/)[A-Za-z0-9/_-]*")
"""An address that can mean but one thing; most are such."""
_LOCAL = (".local", ".localhost", ".localdomain", ".internal", ".lan", ".home.arpa")
"""How names end that mean something in one network only."""


class Ground(Model, frozen=True):
    """The finished site, as far as addresses are concerned."""

    origin: str
    """``https://news.example``."""
    base: str
    """``/``, or ``/news/``."""
    paths: frozenset[str]
    """Every file of the output."""
    folded: Mapping[str, str]
    """Every file by its path without regard to capital letters."""


class LinkTarget(NamedTuple):
    """Where an address leads."""

    fault: str = ""
    """The code of what is wrong; ``dead-link`` where there is nothing."""
    path: str = ""
    """The file of the output; empty for other places."""
    fragment: str = ""
    outside: str = ""
    """The whole address of a page elsewhere, without its fragment."""


SOUND = LinkTarget()
"""An address of which there is nothing more to say: it leads to a page of the site, or to a mail
program and the like."""


def survey_ground(base_url: str, paths: Iterable[str]) -> Ground:
    """The site with that address and those files."""
    parts = urlsplit(base_url)
    known = frozenset(paths)
    return Ground(
        origin=f"{parts.scheme}://{parts.netloc}",
        base=parts.path,
        paths=known,
        folded={fold_path(path): path for path in known},
    )


class Resolver:
    """Tells where addresses lead on that ground, and remembers the answers that pages share."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.known: dict[str, LinkTarget] = {}
        """Where addresses lead that lead there from every page."""

    def resolve(self, address: str, page: str) -> LinkTarget:
        """The target of the address in a page of that URL path."""
        if not address.startswith(_ABSOLUTE):
            return _resolve(self._ground, address, page)
        target = self.known.get(address)
        if target is None:
            target = self.known[address] = _resolve(self._ground, address, "/")
        return target


def _resolve(ground: Ground, address: str, page: str) -> LinkTarget:
    local = address.removeprefix(ground.origin)
    if local.startswith(ground.base) and _PLAIN.fullmatch(local):
        return _find(ground, local[len(ground.base) :], "")
    return _resolve_whole(ground, address, page)


def _resolve_whole(ground: Ground, address: str, page: str) -> LinkTarget:
    try:
        whole = urljoin(f"{ground.origin}{page}", address.strip())
        parts = urlsplit(whole)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return LinkTarget(fault="odd-address")
    if parts.scheme in _OTHER:
        return SOUND
    if parts.scheme not in _PORTS or not host or "\\" in address or " " in parts.netloc:
        return LinkTarget(fault="odd-address")
    if (host, parts.port or _PORTS[parts.scheme]) not in _ours(ground.origin):
        return LinkTarget(fault=_judge_host(host), outside=whole.partition("#")[0])
    if not parts.path.startswith(ground.base) and f"{parts.path}/" != ground.base:
        return LinkTarget(fault="outside-base")
    path = unquote(parts.path[len(ground.base) :])
    return _find(ground, path, read_fragment(parts.fragment))


def read_fragment(text: str) -> str:
    """The id that a fragment names; nothing for the top of the page, and for words to find in it.

    Sources: HTML, "scrolling to a fragment"; the draft "URL fragment text directives".
    """
    fragment = unquote(text.partition(":~:")[0])
    return "" if fragment.lower() == "top" else fragment


@cache
def _ours(origin: str) -> frozenset[tuple[str, int]]:
    """The hosts and ports of the site; with http instead of https it is the same site."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.port not in {None, *_PORTS.values()}:
        return frozenset({(host, parts.port or 0)})
    return frozenset((host, port) for port in _PORTS.values())


def _judge_host(host: str) -> str:
    """What is wrong with linking to that host, as far as its name tells."""
    if not (host[-1:].isdigit() or ":" in host):
        is_known = "." in host.strip(".") and not host.rstrip(".").endswith(_LOCAL)
        return "" if is_known else "odd-address"
    try:
        return "" if is_public(host) else "private-outside-link"
    except ValueError:
        return "odd-address"


def join(base: str, address: str) -> str:
    """The address as it is meant where addresses begin at ``base``; as it is if that is nothing."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _find(ground: Ground, path: str, fragment: str) -> LinkTarget:
    file = f"{path}index.html" if not path or path.endswith("/") else path
    if file in ground.paths:
        is_plain = file.endswith(".html") and not fragment
        return SOUND if is_plain else LinkTarget(path=file, fragment=fragment)
    if f"{file}/index.html" in ground.paths:
        return LinkTarget(fault="missing-slash", path=f"{file}/index.html", fragment=fragment)
    for candidate in (file, f"{file}/index.html"):
        if near := ground.folded.get(fold_path(candidate)):
            return LinkTarget(fault="wrong-case", path=near)
    return LinkTarget(fault="dead-link", path=file)
