"""The audit of one page."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsgen.check.addresses import Resolve, Target
from newsgen.check.sheets import Finding, Sheet
from newsgen.check.words import find_leftovers, may_have_leftovers, read_words
from newsgen.text import file_url, truncate

_ASSETS = {
    "img": ("src",),
    "script": ("src",),
    "source": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "use": ("href", "{http://www.w3.org/1999/xlink}href"),
    "image": ("href", "{http://www.w3.org/1999/xlink}href"),
}
_PICTURES = frozenset({"og:image", "og:image:url", "twitter:image", "og:video", "og:audio"})
_FOLLOWED = frozenset({"canonical", "alternate", "next", "prev", "author", "license", "me"})
_PASSED = frozenset({"preconnect", "dns-prefetch", "profile", "pingback"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STYLE_URL = re.compile(r"""url\(\s*(['"]?)(.*?)\1\s*\)""")
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,]\s*url\s*=\s*['\"]?([^'\"]*)", re.IGNORECASE)


def audit_page(
    content: bytes, output: str, base: str, resolve: Resolve, *, secure: bool, ours: bool
) -> Sheet:
    """The page with that path in the output, audited.

    ``ours`` tells pages that templates made from files that were only copied, of which nothing
    but the links is looked at.
    """
    page = _Page(output, base, resolve, secure=secure)
    root = _parse(content)
    if root is None:
        return Sheet(output=output)
    for element in root.iter(etree.Element):
        page.take(element)
    if ours and not page.redirects:
        page.judge(root, has_leftovers=may_have_leftovers(content))
    return page.sheet(whole=ours)


def _parse(content: bytes) -> Any:
    """The root of the page; None where there is nothing."""
    try:
        return etree.fromstring(content, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


class _Page:
    """What is gathered of a page while its elements pass by, each once."""

    def __init__(self, output: str, base: str, resolve: Resolve, *, secure: bool) -> None:
        self.output = output
        self.url = file_url(output, base)
        self.resolve = resolve
        self.secure = secure
        self.redirects = self.hidden = False
        self.title = self.description = ""
        self.ids: dict[str, int] = {}
        self.levels: list[tuple[int, Any]] = []
        self.fragments: list[tuple[str, str, str, int]] = []
        self.outside: dict[str, int] = {}
        self.used: set[str] = set()
        self.findings: list[Finding] = []

    def tell(self, code: str, detail: str, element: Any, needle: str = "") -> None:
        """Note a breach."""
        line = element.sourceline or 0
        self.findings.append(Finding(code, self.output, truncate(detail, 200), needle, line))

    def take(self, element: Any) -> None:
        """Note what the element says of the page, and follow its addresses."""
        tag = element.tag
        if name := element.get("id"):
            if name in self.ids:
                self.tell("duplicate-id", f"the id `{name}`", element, name)
            self.ids[name] = element.sourceline or 0
        if style := element.get("style"):
            self.style(style, element)
        if candidates := element.get("srcset") or element.get("imagesrcset"):
            self.candidates(candidates, element)
        if tag in _TAKERS:
            _TAKERS[tag](self, element)
        elif tag in _HEADINGS:
            self.levels.append((_HEADINGS[tag], element))
        elif tag in _ASSETS:
            self.assets(element)

    def assets(self, element: Any) -> None:
        """Follow what the element shows or runs."""
        for name in _ASSETS[element.tag]:
            if (address := element.get(name)) is not None:
                self.follow(address, element, asset=True)
        if element.tag == "iframe" and not _label(element):
            src = element.get("src", "")
            self.tell("unnamed-frame", f"the frame {src}", element, src or "<iframe")

    def follow(self, address: str, element: Any, *, asset: bool = False) -> None:
        """Note where the address leads."""
        if not address.strip():
            self.tell("empty-address", f"<{element.tag}>", element, f"<{element.tag}")
            return
        target = self.resolve(address, self.url)
        if asset and self.secure and address.lstrip()[:5].lower() == "http:":
            self.tell("mixed-content", address, element, address)
        if target.fault:
            is_dead_asset = asset and target.fault == "dead-link"
            fault = "dead-asset" if is_dead_asset else target.fault
            self.tell(fault, address, element, address)
        elif target.outside:
            self.outside.setdefault(target.outside, element.sourceline or 0)
        self.note(target, address, element)

    def note(self, target: Target, address: str, element: Any) -> None:
        """Keep what only the other files can tell."""
        if not target.path or target.fault in {"dead-link", "wrong-case"}:
            return
        if not target.path.endswith(".html"):
            self.used.add(target.path)
        elif target.fragment and target.fragment != "top":
            place = (target.path, target.fragment, address, element.sourceline or 0)
            self.fragments.append(place)

    def style(self, text: str, element: Any) -> None:
        """Follow the addresses in styles."""
        for found in _STYLE_URL.finditer(text):
            if not found[2].startswith(("data:", "#")):
                self.follow(found[2], element, asset=True)

    def candidates(self, text: str, element: Any) -> None:
        """Follow each address of a ``srcset``."""
        for candidate in re.split(r",\s+|,(?=/)", text.strip()):
            if parts := candidate.split():
                self.follow(parts[0].rstrip(","), element, asset=True)

    def judge(self, root: Any, *, has_leftovers: bool) -> None:
        """What the page as a whole breaks."""
        if root.tag == "html" and not (root.get("lang") or "").strip():
            self.tell("no-language", "<html> has no lang", root)
        if not self.title:
            self.tell("no-title", "<title> is missing or empty", root)
        self.findings += _judge_headings(self)
        if has_leftovers:
            for code, words, element in find_leftovers(root):
                self.tell(code, words, element, words)

    def sheet(self, *, whole: bool) -> Sheet:
        """The page as it is kept."""
        own = [place for place in self.fragments if place[0] == self.output]
        for _, fragment, address, line in own:
            if fragment not in self.ids:
                finding = Finding("dead-fragment", self.output, address, address, line)
                self.findings.append(finding)
        matters = whole and not (self.hidden or self.redirects)
        return Sheet(
            output=self.output,
            title=self.title if matters else "",
            description=self.description if matters else "",
            ids=tuple(self.ids),
            fragments=tuple(place for place in self.fragments if place[0] != self.output),
            outside=tuple(self.outside.items()),
            used=frozenset(self.used),
            findings=tuple(dict.fromkeys(self.findings)),
        )


def _judge_headings(page: _Page) -> Iterator[Finding]:
    tops = [element for level, element in page.levels if level == 1]
    if not tops:
        yield Finding("no-heading", page.output, "there is no <h1>", "", 0)
    for element in tops[1:]:
        words = read_words(element)
        yield Finding("many-headings", page.output, words, words, element.sourceline or 0)
    before = 0
    for level, element in page.levels:
        words = read_words(element)
        if not words:
            line = element.sourceline or 0
            yield Finding("empty-heading", page.output, f"<h{level}>", f"<h{level}", line)
        if before and level > before + 1:
            detail = f"<h{level}> {words} after <h{before}>"
            yield Finding("heading-order", page.output, detail, words, element.sourceline or 0)
        before = level


def _label(element: Any) -> str:
    return str(element.get("title") or element.get("aria-label") or "").strip()


def _take_link(page: _Page, element: Any) -> None:
    address = element.get("href")
    if address is None:
        return
    if address.strip() in {"", "#"} and element.get("role") != "button":
        words = read_words(element)
        page.tell("empty-address", f"a link: {words}", element, words or "<a ")
    else:
        page.follow(address, element)
    text = element.text
    is_plain = text and not text.isspace()
    if element.tag == "area":
        is_plain = element.get("alt")
    if not (is_plain or element.get("aria-hidden") == "true" or read_words(element)):
        page.tell("empty-link", address, element, address)


def _take_button(page: _Page, element: Any) -> None:
    if not read_words(element):
        page.tell("empty-link", "<button>", element, "<button")


def _take_relation(page: _Page, element: Any) -> None:
    relations = {*(element.get("rel") or "").lower().split()}
    address = element.get("href")
    if address is None or relations & _PASSED:
        return
    page.follow(address, element, asset=not relations & _FOLLOWED)


def _take_picture(page: _Page, element: Any) -> None:
    page.assets(element)
    given = element.attrib
    if "alt" not in given and given.get("aria-hidden") != "true":
        src = given.get("src", "")
        page.tell("missing-alt", f"the picture {src}", element, src)
    if "src" not in given and "srcset" not in given:
        page.tell("empty-address", "<img>", element, "<img")


def _take_meta(page: _Page, element: Any) -> None:
    name = (element.get("name") or element.get("property") or "").lower()
    content = element.get("content") or ""
    if name == "description":
        page.description = " ".join(content.split())
    elif name == "robots":
        page.hidden = "noindex" in content
    elif name in _PICTURES:
        page.follow(content, element, asset=True)
    elif not name and (found := _REFRESH.match(content)):
        page.redirects = True
        page.follow(found[1], element)


def _take_title(page: _Page, element: Any) -> None:
    parent = element.getparent()
    if parent is not None and parent.tag == "head" and not page.title:
        page.title = " ".join((element.text or "").split())


def _take_script(page: _Page, element: Any) -> None:
    page.assets(element)
    if element.get("type") == "application/ld+json":
        try:
            json.loads(element.text or "")
        except ValueError as error:
            page.tell("bad-structured-data", str(error), element)


def _take_style(page: _Page, element: Any) -> None:
    page.style(element.text or "", element)


def _take_form(page: _Page, element: Any) -> None:
    if action := element.get("action"):
        page.follow(action, element, asset=True)


_TAKERS = {
    "a": _take_link,
    "area": _take_link,
    "button": _take_button,
    "link": _take_relation,
    "img": _take_picture,
    "meta": _take_meta,
    "title": _take_title,
    "script": _take_script,
    "style": _take_style,
    "form": _take_form,
}
