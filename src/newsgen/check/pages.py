"""Audits one page."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsgen.check.addresses import Resolver
from newsgen.check.documents import parse_page
from newsgen.check.elements import HANDLERS
from newsgen.check.findings import Finding, PageReport
from newsgen.check.page_audit import PageAudit
from newsgen.check.words import find_leftovers, has_words, may_have_leftovers, read_words

_IDS: Any = etree.XPath("//@id", smart_strings=False)
_LINK_RULES = frozenset(
    {
        *("dead-link", "dead-asset", "dead-fragment", "wrong-case", "missing-slash"),
        *("odd-address", "outside-base", "private-outside-link", "mixed-content"),
    }
)
_WITH_ID: Any = etree.XPath("//*[@id]")
_WITH_STYLE: Any = etree.XPath("//*[@style]")


def audit_page(
    content: bytes, output: str, base: str, resolver: Resolver, *, https: bool, from_template: bool
) -> PageReport:
    """Audit the page with that output path.

    ``from_template`` is False for copied files: only their links are checked.
    """
    page = PageAudit(output, base, resolver, https=https)
    root = parse_page(content)
    if root is None:
        return PageReport(output=output)
    for element in root.iter(*HANDLERS):
        HANDLERS[element.tag](page, element)
    if b"style=" in content:
        for element in _WITH_STYLE(root):
            page.load_style(element.get("style"), element)
    ids: list[str] = _IDS(root)
    if from_template and not page.redirects:
        _check_page(page, root, ids)
        if may_have_leftovers(content):
            for code, words, element in find_leftovers(root):
                page.report(code, words, element, words)
    return _make_report(page, page.anchors.union(ids), whole=from_template)


def _check_page(page: PageAudit, root: Any, ids: list[str]) -> None:
    """Check the rules for a page as a whole."""
    if root.tag == "html" and not (root.get("lang") or "").strip():
        page.report("no-language", "<html> has no lang", root)
    if not page.title:
        page.report("no-title", "<title> is missing or empty", root)
    if len(set(ids)) < len(ids):
        _check_ids(page, root)
    page.findings += _check_headings(page)


def _check_ids(page: PageAudit, root: Any) -> None:
    seen: set[str] = set()
    for element in _WITH_ID(root):
        name = element.get("id")
        if name in seen:
            page.report("duplicate-id", f"the id `{name}`", element, name)
        seen.add(name)


def _check_headings(page: PageAudit) -> Iterator[Finding]:
    tops = [element for level, element in page.levels if level == 1]
    if not tops:
        yield Finding("no-heading", page.output, "there is no <h1>", "", 0)
    for element in tops[1:]:
        words = read_words(element)
        yield Finding("many-headings", page.output, words, words, element.sourceline or 0)
    before = 0
    for level, element in page.levels:
        if not has_words(element):
            line = element.sourceline or 0
            yield Finding("empty-heading", page.output, f"<h{level}>", f"<h{level}", line)
        if before and level > before + 1:
            words, line = read_words(element), element.sourceline or 0
            detail = f"<h{level}> {words} after <h{before}>"
            yield Finding("heading-order", page.output, detail, words, line)
        before = level


def _make_report(page: PageAudit, ids: set[str], *, whole: bool) -> PageReport:
    """The report of the page; links to its own fragments are checked here."""
    others: list[tuple[str, str, str, int]] = []
    for place in page.fragments:
        path, fragment, address, line = place
        if path != page.output:
            others.append(place)
        elif fragment not in ids:
            page.findings.append(Finding("dead-fragment", page.output, address, address, line))
    whole = whole and not page.redirects
    matters = whole and not page.hidden
    found = [f for f in page.findings if whole or f.code in _LINK_RULES]
    return PageReport(
        output=page.output,
        title=page.title if matters else "",
        description=page.description if matters else "",
        ids=tuple(ids),
        fragments=tuple(others),
        outside=tuple(page.outside.items()),
        used=frozenset(page.used),
        findings=tuple(dict.fromkeys(found)),
        address=page.address if page.alternates else "",
        alternates=tuple(page.alternates),
    )
