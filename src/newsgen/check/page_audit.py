"""Collects the addresses, headings and findings of one page from its elements."""

import re
from collections.abc import Iterator
from typing import Any

from newsgen.check.addresses import VALID, LinkTarget, Resolver, read_fragment
from newsgen.check.findings import Finding
from newsgen.text import truncate
from newsgen.urls import file_url

_STYLE_URL = re.compile(
    r"""(?:url\(\s*+|@import\s++)(?:"([^"\n]*+)"|'([^'\n]*+)')|url\(\s*+([^'"()\n]*+)\s*+\)"""
)
"""A file that a style loads: its address in quotes, or unquoted up to the bracket."""
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<!,)(?:\([^)]*+\)?|[^,(])*+)?+")
"""One picture of a ``srcset``: a comma is part of the address unless it is the last character."""


def find_srcset_urls(text: str | None) -> list[str]:
    """The addresses of a ``srcset``.

    >>> find_srcset_urls("data:image/jpeg;base64,/9j/4 1x, /b,c.png 2x,/d.png")
    ['data:image/jpeg;base64,/9j/4', '/b,c.png', '/d.png']
    """
    return [address.rstrip(",") for address in _CANDIDATE.findall(text or "")]


def find_style_urls(text: str) -> Iterator[tuple[str, int]]:
    """The addresses of the files that a style loads, and the position of each.

    >>> [*find_style_urls("@import 'a.css'; p { background: url( b.png ) } q { fill: url(#sun) }")]
    [('a.css', 0), ('b.png', 33)]
    """
    for found in _STYLE_URL.finditer(text):
        address = (found[1] or found[2] or found[3] or "").strip()
        if not address.startswith(("data:", "#")):
            yield address, found.start()


class PageAudit:
    """The data collected from the page with that output path."""

    def __init__(self, output: str, base: str, resolver: Resolver, *, https: bool) -> None:
        self.output = output
        self.url = file_url(output, base)
        self.base: str | None = None
        """The base for relative addresses from ``<base>``, if any."""
        self.resolver = resolver
        self.https = https
        self.redirects = self.hidden = False
        self.title = self.description = ""
        self.anchors: set[str] = set()
        """Values of ``<a name>``, which links can use like ids."""
        self.levels: list[tuple[int, Any]] = []
        self.fragments: list[tuple[str, str, str, int]] = []
        self.outside: dict[str, int] = {}
        self.alternates: list[tuple[str, str, int]] = []
        """``hreflang``, address and line of each language that the page names."""
        self.used: set[str] = set()
        self.findings: list[Finding] = []

    def report(self, code: str, detail: str, element: Any, needle: str = "") -> None:
        """Add a finding."""
        line = element.sourceline or 0
        self.findings.append(Finding(code, self.output, truncate(detail, 200), needle, line))

    @property
    def address(self) -> str:
        """Its whole address."""
        return self.resolver.whole(self.url, "/")

    def name_language(self, address: str, element: Any) -> None:
        """Keep the address of the page in a language for the check of all languages."""
        whole = self.resolver.whole(address, self.base or self.url)
        self.alternates.append((element.get("hreflang"), whole, element.sourceline or 0))

    def load(self, address: str, element: Any) -> None:
        """Check the address of a file that the page shows or runs."""
        if self.https and address.lstrip()[:5].lower() == "http:":
            self.report("mixed-content", address, element, address)
        self.follow(address, element, "dead-asset")

    def follow(self, address: str, element: Any, code: str = "dead-link") -> None:
        """Check an address; ``code`` is the rule that is broken if the target does not exist."""
        if not address or address.isspace():
            self.report("empty-address", f"<{element.tag}>", element, f"<{element.tag}")
            return
        if address[0] == "#" and self.base is None:
            target = LinkTarget(path=self.output, fragment=read_fragment(address[1:]))
        else:
            target = self.resolver.resolve(address, self.base or self.url)
        if target is not VALID:
            self._record_target(target, address, element, code)

    def load_style(self, text: str, element: Any) -> None:
        """Check the addresses in a style."""
        for address, _ in find_style_urls(text):
            self.load(address, element)

    def load_srcset(self, text: str | None, element: Any) -> None:
        """Check each address of a ``srcset``."""
        for address in find_srcset_urls(text):
            self.load(address, element)

    def _record_target(self, target: LinkTarget, address: str, element: Any, code: str) -> None:
        """Report a fault, or keep the target for the checks that need all files."""
        line = element.sourceline or 0
        if target.fault:
            self.report(
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
