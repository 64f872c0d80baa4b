"""The audit of what is no page: feeds, sitemaps and style sheets."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsgen.check.addresses import Resolver
from newsgen.check.sheets import Finding, Sheet
from newsgen.text import file_url

_STYLE = re.compile(r"""url\(\s*(['"]?)(.*?)\1\s*\)|@import\s+(['"])(.*?)\3""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CARRIED = re.compile(r"""\b(?:href|src|poster)=(['"])(.*?)\1""")


def audit_xml(content: bytes, output: str, base: str, resolver: Resolver) -> Sheet:
    """A feed or a sitemap, audited."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        finding = Finding("bad-xml", output, str(error.msg), "", error.lineno or 0)
        return Sheet(output=output, findings=(finding,))
    is_map = etree.QName(root).localname in {"urlset", "sitemapindex"}
    code = "dead-sitemap-url" if is_map else "dead-feed-link"
    places = list(_addresses(root))
    return _follow(places, code, output, file_url(output, base), resolver)


def audit_style(content: bytes, output: str, base: str, resolver: Resolver) -> Sheet:
    """A style sheet, audited."""
    text = content.decode("utf-8", errors="replace")
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    places = [
        (found[2] or found[4] or "", text.count("\n", 0, found.start()) + 1)
        for found in _STYLE.finditer(text)
    ]
    places = [(a, line) for a, line in places if not a.startswith(("data:", "#"))]
    return _follow(places, "dead-asset", output, file_url(output, base), resolver)


def _addresses(root: Any) -> Iterator[tuple[str, int]]:
    """Every address in the document, with its line."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        line = element.sourceline or 0
        text = (element.text or "").strip()
        if name in {"loc", "link", "url", "docs", "icon", "logo"} and text:
            yield text, line
        for key in ("href", "url"):
            if value := element.get(key):
                yield value, line
        if name in {"description", "encoded", "content", "summary"} and "<" in text:
            for found in _CARRIED.finditer(text):
                yield found[2].replace("&amp;", "&"), line


def _follow(
    places: list[tuple[str, int]], code: str, output: str, url: str, resolver: Resolver
) -> Sheet:
    findings: list[Finding] = []
    fragments: list[tuple[str, str, str, int]] = []
    used: set[str] = set()
    for address, line in places:
        target = resolver.resolve(address, url)
        if target.fault:
            fault = code if target.fault == "dead-link" else target.fault
            findings.append(Finding(fault, output, address, address, line))
        elif target.path.endswith(".html") and target.fragment:
            fragments.append((target.path, target.fragment, address, line))
        elif target.path:
            used.add(target.path)
    return Sheet(
        output=output,
        fragments=tuple(fragments),
        used=frozenset(used),
        findings=tuple(dict.fromkeys(findings)),
    )
