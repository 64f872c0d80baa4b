"""Audits every file that is not a page: feeds, sitemaps, SVG images, style sheets, manifests.

``parse_page`` and ``parse_json`` are also used by the audit of pages.
"""

import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from lxml import etree
from msgspec.structs import replace

from newsgen.check.addresses import Resolver, join
from newsgen.check.findings import Finding, PageReport
from newsgen.check.page_audit import find_srcset_urls, find_style_urls
from newsgen.text import truncate
from newsgen.urls import file_url

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SITEMAP = re.compile(r"^sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_IDS: Any = etree.XPath("//@id", smart_strings=False)
_XLINK = "{http://www.w3.org/1999/xlink}href"
_HTML_ELEMENTS = frozenset({"description", "encoded", "content", "summary"})
"""Elements of a feed that contain HTML as text."""
_URL_ELEMENTS = frozenset({"link", "url", "docs", "icon", "logo"})
_CODES = {"urlset": "dead-sitemap-url", "sitemapindex": "dead-sitemap-url", "svg": "dead-asset"}
"""The rule that a dead address breaks, by the root element; ``dead-feed-link`` for all others."""
_HTML_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, collect_ids=False, remove_comments=True
)


def audit_xml(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """Audit a feed, a sitemap or an SVG image."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        finding = Finding("bad-xml", output, str(error.msg), "", error.lineno or 0)
        return PageReport(output=output, findings=(finding,))
    kind = etree.QName(root).localname
    code = _CODES.get(kind, "dead-feed-link")
    page_report = _resolve_all(_find_urls(root), code, output, base, resolver)
    return replace(page_report, ids=tuple(_IDS(root))) if kind == "svg" else page_report


def audit_robots(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """Audit robots.txt, which names the sitemap."""
    text = content.decode("utf-8", errors="replace")
    urls = ((found[1], _line(text, found.start())) for found in _SITEMAP.finditer(text))
    return _resolve_all(urls, "dead-sitemap-url", output, base, resolver)


def audit_style(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """Audit a style sheet."""
    text = content.decode("utf-8", errors="replace")
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    urls = ((address, _line(text, start)) for address, start in find_style_urls(text))
    return _resolve_all(urls, "dead-asset", output, base, resolver)


def audit_manifest(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """Audit a web app manifest."""
    try:
        facts = parse_json(content)
    except UnreadableError as error:
        finding = Finding("bad-structured-data", output, str(error))
        return PageReport(output=output, findings=(finding,))
    urls = ((address, 0) for address in _manifest_urls(facts))
    return _resolve_all(urls, "dead-asset", output, base, resolver)


def audit_json(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:  # noqa: ARG001 - called as the others
    """Audit a file that scripts read, such as a search index made by a template of the site."""
    try:
        parse_json(content)
    except UnreadableError as error:
        return PageReport(output=output, findings=(Finding("bad-json", output, str(error)),))
    return PageReport(output=output)


def parse_page(content: bytes) -> Any:
    """The root element of the page, whatever encoding it declares; None where it is empty."""
    try:
        return etree.fromstring(content, _HTML_PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def parse_json(content: bytes | str) -> Any:
    """The decoded JSON; a byte order mark is ignored, as browsers do.

    Raises UnreadableError.
    """
    try:
        text = content if isinstance(content, str) else content.removeprefix(BOM_UTF8).decode()
        return msgspec.json.decode(text)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise UnreadableError("it is nested too deeply") from None
    except msgspec.DecodeError as error:
        raise UnreadableError(str(error)) from None


class UnreadableError(Exception):
    """The content is not valid JSON; the message says why."""


def _resolve_all(
    urls: Iterable[tuple[str, int]], code: str, output: str, base: str, resolver: Resolver
) -> PageReport:
    """The report of a file with those addresses and their lines."""
    url = file_url(output, base)
    findings: list[Finding] = []
    fragments: list[tuple[str, str, str, int]] = []
    used: set[str] = set()
    for address, line in urls:
        target = resolver.resolve(address, url)
        if target.fault:
            fault = code if target.fault == "dead-link" else target.fault
            findings.append(Finding(fault, output, truncate(address, 200), address, line))
        elif target.path and target.fragment:
            fragments.append((target.path, target.fragment, address, line))
        if target.path and not target.path.endswith(".html"):
            used.add(target.path)
    return PageReport(
        output=output,
        fragments=tuple(fragments),
        used=frozenset(used),
        findings=tuple(dict.fromkeys(findings)),
    )


def _manifest_urls(facts: Any) -> Iterator[str]:
    """Every address in a web app manifest."""
    waiting = deque([facts])
    while waiting:
        part = waiting.popleft()
        for key, fact in part.items() if isinstance(part, dict) else ():
            if isinstance(fact, list):
                waiting.extend(fact)
            elif key in {"src", "url", "start_url"} and isinstance(fact, str):
                yield fact


def _line(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def _find_urls(root: Any) -> Iterator[tuple[str, int]]:
    """Every address in an XML document, with its line."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        for address in _element_urls(element, name):
            yield join(element.base or "", address), element.sourceline or 0


def _element_urls(element: Any, name: str) -> Iterator[str]:
    """The addresses in the text and the attributes of one element."""
    text = (element.text or "").strip()
    if text and (name.endswith("loc") or name in _URL_ELEMENTS):
        yield text
    for key in ("href", "url", _XLINK):
        if value := element.get(key):
            yield value
    if "<" in text and name in _HTML_ELEMENTS:
        yield from _html_urls(text)


def _html_urls(text: str) -> Iterator[str]:
    """The addresses in the HTML that a feed contains."""
    page = parse_page(text.encode())
    for element in page.iter(etree.Element) if page is not None else ():
        for key in ("href", "src", "poster"):
            if value := element.get(key):
                yield value
        yield from find_srcset_urls(element.get("srcset"))
