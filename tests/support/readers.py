"""What readers see of a published site: do its pages refer to missing files?"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

_LINKED = {"stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "manifest"}
_SHOWN = {"img", "source", "script", "video", "audio", "track", "iframe", "embed"}
_IN_CSS = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)|@import\s+(["'])(.*?)\3""")


def broken_assets(pages: Mapping[str, bytes]) -> list[str]:
    """Return every reference of a page or style sheet to a missing asset of the same site.

    ``pages`` is the whole site as it is served, path to bytes. Each result names both.
    """
    home = _home(pages)
    return [
        f"{path} asks for {reference}"
        for path, content in sorted(pages.items())
        for reference in _references(path, content)
        if (wanted := _file(home, path, reference)) is not None and wanted not in pages
    ]


def _references(path: str, content: bytes) -> Iterator[str]:
    text = content.decode(errors="replace")
    if path.endswith(".css"):
        yield from _in_css(text)
    elif path.endswith((".html", ".htm")):
        page = _Page()
        page.feed(text)
        yield from page.assets


def _file(home: str, path: str, reference: str) -> str | None:
    """Return the requested file; None if it is on another site."""
    address = urljoin(urljoin(home, path), reference)
    if not address.startswith(home):
        return None
    wanted = unquote(urlsplit(address).path.removeprefix(urlsplit(home).path))
    return f"{wanted}index.html" if wanted == "" or wanted.endswith("/") else wanted


def _home(pages: Mapping[str, bytes]) -> str:
    """Return the address of the site, from its home page."""
    front = _Page()
    front.feed(pages.get("index.html", b"").decode(errors="replace"))
    return front.canonical or "https://site.invalid/"


def _in_css(text: str) -> Iterator[str]:
    for found in _IN_CSS.finditer(text):
        reference = found[2] or found[4] or ""
        if reference and not reference.startswith(("data:", "#")):
            yield reference


class _Page(HTMLParser):
    """Collects the files that a browser loads for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.assets: list[str] = []
        self.canonical = ""
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        self.assets += _in_css(given.get("style", ""))
        relations = set(given.get("rel", "").lower().split())
        if tag == "link" and "canonical" in relations:
            self.canonical = given.get("href", "")
        wanted = [given.get("href", "")] if tag == "link" and relations & _LINKED else []
        if tag in _SHOWN:
            wanted += [given.get("src", ""), given.get("poster", "")]
        for name in ("srcset", "imagesrcset"):
            wanted += [part.split()[0] for part in given.get(name, "").split(",") if part.strip()]
        self.assets += [w for w in wanted if w and not w.startswith("data:")]

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, content: str) -> None:
        if self._in_style:
            self.assets += _in_css(content)
