"""Where the address in a page leads: to a file of the site, elsewhere, or to nothing."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from newsgen.models import Model
from newsgen.text import fold_path

_OTHER = frozenset({"mailto", "tel", "sms", "whatsapp", "geo", "data", "blob", "about", "feed"})
_WEB = frozenset({"http", "https"})
_ABSOLUTE = ("/", "http:", "https:")
"""How addresses begin that lead from every page to the same place."""
_PLAIN = re.compile(r"/(?!/)[A-Za-z0-9/_-]*")
"""An address that can mean but one thing; most are such."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})  # noqa: S104 - looked for


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


class Target(NamedTuple):
    """Where an address leads."""

    fault: str = ""
    """The code of what is wrong; ``dead-link`` where there is nothing."""
    path: str = ""
    """The file of the output; empty for other places."""
    fragment: str = ""
    outside: str = ""
    """The whole address of a page elsewhere, without its fragment."""


SOUND = Target()
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
        self.known: dict[str, Target] = {}
        """Where addresses lead that lead there from every page."""

    def resolve(self, address: str, page: str) -> Target:
        """The target of the address in a page of that URL path."""
        if not address.startswith(_ABSOLUTE):
            return _resolve(self._ground, address, page)
        target = self.known.get(address)
        if target is None:
            target = self.known[address] = _resolve(self._ground, address, "/")
        return target


def _resolve(ground: Ground, address: str, page: str) -> Target:
    local = address.removeprefix(ground.origin)
    if local.startswith(ground.base) and _PLAIN.fullmatch(local):
        return _find(ground, local[len(ground.base) :], "")
    try:
        whole = urljoin(f"{ground.origin}{page}", address.strip())
        parts = urlsplit(whole)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return Target(fault="odd-address")
    if parts.scheme in _OTHER:
        return SOUND
    if parts.scheme not in _WEB or not host or "\\" in address or " " in parts.netloc:
        return Target(fault="odd-address")
    if parts.netloc.lower() != urlsplit(ground.origin).netloc:
        is_odd = host in _LOCAL or "." not in host.strip(".")
        fault = "odd-address" if is_odd and ":" not in host else ""
        return Target(fault=fault, outside=whole.partition("#")[0])
    if not parts.path.startswith(ground.base) and f"{parts.path}/" != ground.base:
        return Target(fault="outside-base")
    path = unquote(parts.path[len(ground.base) :])
    return _find(ground, path, read_fragment(parts.fragment))


def read_fragment(text: str) -> str:
    """The id that a fragment names; nothing for the top of the page, and for words to find in it.

    Sources: HTML, "scrolling to a fragment"; the draft "URL fragment text directives".
    """
    fragment = unquote(text.partition(":~:")[0])
    return "" if fragment.lower() == "top" else fragment


def _find(ground: Ground, path: str, fragment: str) -> Target:
    file = f"{path}index.html" if not path or path.endswith("/") else path
    if file in ground.paths:
        is_plain = file.endswith(".html") and not fragment
        return SOUND if is_plain else Target(path=file, fragment=fragment)
    if f"{file}/index.html" in ground.paths:
        return Target(fault="missing-slash", path=f"{file}/index.html", fragment=fragment)
    for candidate in (file, f"{file}/index.html"):
        if near := ground.folded.get(fold_path(candidate)):
            return Target(fault="wrong-case", path=near)
    return Target(fault="dead-link", path=file)
