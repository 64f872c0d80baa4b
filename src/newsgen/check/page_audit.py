"""What is gathered of a page while its elements pass by."""

import re
from collections.abc import Iterator
from typing import Any

from newsgen.check.addresses import SOUND, LinkTarget, Resolver, read_fragment
from newsgen.check.findings import Finding
from newsgen.text import truncate
from newsgen.urls import file_url

_STYLED = re.compile(
    r"""(?:url\(\s*+|@import\s++)(?:"([^"\n]*+)"|'([^'\n]*+)')|url\(\s*+([^'"()\n]*+)\s*+\)"""
)
"""What a style loads: in quotes, or bare as far as the bracket."""
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<!,)(?:\([^)]*+\)?|[^,(])*+)?+")
"""One picture of a ``srcset``: commas belong to an address unless they end it."""


def find_srcset_urls(text: str | None) -> list[str]:
    """The addresses of a ``srcset``.

    >>> find_srcset_urls("data:image/jpeg;base64,/9j/4 1x, /b,c.png 2x,/d.png")
    ['data:image/jpeg;base64,/9j/4', '/b,c.png', '/d.png']
    """
    return [address.rstrip(",") for address in _CANDIDATE.findall(text or "")]


def find_style_urls(text: str) -> Iterator[tuple[str, int]]:
    """The addresses of the files that a style loads, and where each begins to be named.

    >>> [*find_style_urls("@import 'a.css'; p { background: url( b.png ) } q { fill: url(#sun) }")]
    [('a.css', 0), ('b.png', 33)]
    """
    for found in _STYLED.finditer(text):
        address = (found[1] or found[2] or found[3] or "").strip()
        if not address.startswith(("data:", "#")):
            yield address, found.start()


class PageAudit:
    """What is gathered of the page with that path in the output."""

    def __init__(self, output: str, base: str, resolver: Resolver, *, secure: bool) -> None:
        self.output = output
        self.url = file_url(output, base)
        self.base: str | None = None
        """Where relative addresses begin, if not here."""
        self.resolver = resolver
        self.secure = secure
        self.redirects = self.hidden = False
        self.title = self.description = ""
        self.anchors: set[str] = set()
        """Names that links may lead to, like ids."""
        self.levels: list[tuple[int, Any]] = []
        self.fragments: list[tuple[str, str, str, int]] = []
        self.outside: dict[str, int] = {}
        self.used: set[str] = set()
        self.findings: list[Finding] = []

    def tell(self, code: str, detail: str, element: Any, needle: str = "") -> None:
        """Note a breach."""
        line = element.sourceline or 0
        self.findings.append(Finding(code, self.output, truncate(detail, 200), needle, line))

    def load(self, address: str, element: Any) -> None:
        """Note where the address leads of what is shown or run with the page."""
        if self.secure and address.lstrip()[:5].lower() == "http:":
            self.tell("mixed-content", address, element, address)
        self.follow(address, element, "dead-asset")

    def follow(self, address: str, element: Any, code: str = "dead-link") -> None:
        """Note where the address leads; ``code`` is for one that leads to nothing."""
        if not address or address.isspace():
            self.tell("empty-address", f"<{element.tag}>", element, f"<{element.tag}")
            return
        if address[0] == "#" and self.base is None:
            target = LinkTarget(path=self.output, fragment=read_fragment(address[1:]))
        else:
            target = self.resolver.resolve(address, self.base or self.url)
        if target is not SOUND:
            self._note(target, address, element, code)

    def load_style(self, text: str, element: Any) -> None:
        """Follow the addresses in styles."""
        for address, _ in find_style_urls(text):
            self.load(address, element)

    def load_candidates(self, text: str | None, element: Any) -> None:
        """Follow each address of a ``srcset``."""
        for address in find_srcset_urls(text):
            self.load(address, element)

    def _note(self, target: LinkTarget, address: str, element: Any, code: str) -> None:
        """Keep what is wrong with the address, and what only the other files can tell."""
        line = element.sourceline or 0
        if target.fault:
            self.tell(
                code if target.fault == "dead-link" else target.fault, address, element, address
            )
        elif target.outside:
            self.outside.setdefault(target.outside, line)
        if not target.path or target.fault in {"dead-link", "wrong-case"}:
            return
        if not target.path.endswith(".html"):
            self.used.add(target.path)
        if target.fragment:
            self.fragments.append((target.path, target.fragment, address, line))
