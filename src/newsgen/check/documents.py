"""The audit of what is no page: feeds, sitemaps, drawings, style sheets and the like."""

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
from newsgen.check.page_audit import candidates, styled
from newsgen.text import truncate
from newsgen.urls import file_url

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SITEMAP = re.compile(r"^sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_PLACES: Any = etree.XPath("//@id", smart_strings=False)
_XLINK = "{http://www.w3.org/1999/xlink}href"
_CARRYING = frozenset({"description", "encoded", "content", "summary"})
_NAMING = frozenset({"link", "url", "docs", "icon", "logo"})


def audit_xml(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """A feed, a sitemap or a drawing, audited."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        finding = Finding("bad-xml", output, str(error.msg), "", error.lineno or 0)
        return PageReport(output=output, findings=(finding,))
    kind = etree.QName(root).localname
    page_report = _follow(
        _addresses(root), _CODES.get(kind, "dead-feed-link"), output, base, resolver
    )
    return replace(page_report, ids=tuple(_PLACES(root))) if kind == "svg" else page_report


_CODES = {"urlset": "dead-sitemap-url", "sitemapindex": "dead-sitemap-url", "svg": "dead-asset"}


def audit_robots(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """The file that tells robots where the sitemap lies, audited."""
    text = content.decode("utf-8", errors="replace")
    places = ((found[1], _line(text, found.start())) for found in _SITEMAP.finditer(text))
    return _follow(places, "dead-sitemap-url", output, base, resolver)


def audit_style(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """A style sheet, audited."""
    text = content.decode("utf-8", errors="replace")
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    places = ((address, _line(text, start)) for address, start in styled(text))
    return _follow(places, "dead-asset", output, base, resolver)


def audit_manifest(content: bytes, output: str, base: str, resolver: Resolver) -> PageReport:
    """The manifest of an installable site, audited."""
    try:
        facts = parse_json(content)
    except UnreadableError as error:
        finding = Finding("bad-structured-data", output, str(error))
        return PageReport(output=output, findings=(finding,))
    places = ((address, 0) for address in _sources(facts))
    return _follow(places, "dead-asset", output, base, resolver)


def _sources(facts: Any) -> Iterator[str]:
    """Every address that a manifest names."""
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


def _addresses(root: Any) -> Iterator[tuple[str, int]]:
    """Every address in the document, with its line."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        for address in _named(element, name):
            yield join(element.base or "", address), element.sourceline or 0


def _named(element: Any, name: str) -> Iterator[str]:
    """The addresses that the element itself names."""
    text = (element.text or "").strip()
    if text and (name.endswith("loc") or name in _NAMING):
        yield text
    for key in ("href", "url", _XLINK):
        if value := element.get(key):
            yield value
    if "<" in text and name in _CARRYING:
        yield from _carried(text)


def _carried(text: str) -> Iterator[str]:
    """The addresses in the page that a feed carries."""
    page = parse_page(text.encode())
    for element in page.iter(etree.Element) if page is not None else ():
        for key in ("href", "src", "poster"):
            if value := element.get(key):
                yield value
        yield from candidates(element.get("srcset"))


def _follow(
    places: Iterable[tuple[str, int]], code: str, output: str, base: str, resolver: Resolver
) -> PageReport:
    url = file_url(output, base)
    findings: list[Finding] = []
    fragments: list[tuple[str, str, str, int]] = []
    used: set[str] = set()
    for address, line in places:
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


_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, collect_ids=False, remove_comments=True
)


class UnreadableError(Exception):
    """What was to be JSON is none; the message says why."""


def parse_page(content: bytes) -> Any:
    """The root of the page, whatever encoding it claims to have; None where there is nothing."""
    try:
        return etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def parse_json(content: bytes | str) -> Any:
    """The facts in it; a byte order mark is passed over, as browsers do.

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
