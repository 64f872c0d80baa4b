"""Checks the languages that pages name for search engines.

Search engines ignore the links of a page that does not name itself, and those to a page that does
not name it back.
https://developers.google.com/search/docs/specialty/international/localized-versions
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from newsgen.check.findings import Finding, PageReport
from newsgen.config import hreflang, is_language
from newsgen.text import host_of

_OTHERS = "x-default"
"""The page for readers of any other language."""


def check_languages(page_reports: Sequence[PageReport]) -> Iterator[Finding]:
    """Whether the pages that name languages name each other, and each language once."""
    reports = {report.address: report for report in page_reports if report.alternates}
    for report in reports.values():
        for detail, address, line in _faults(report, reports):
            yield Finding("bad-hreflang", report.output, detail, address, line)


def _faults(
    report: PageReport, reports: Mapping[str, PageReport]
) -> Iterator[tuple[str, str, int]]:
    """What is wrong, with the address and the line; pages of other sites are not known."""
    counts = Counter(code.lower() for code, _, _ in report.alternates)
    if all(address != report.address for _, address, _ in report.alternates):
        yield "the page does not name itself", "", report.alternates[0][2]
    for code, address, line in report.alternates:
        if counts[code.lower()] > 1:
            yield f"`{code}` is named twice", address, line
        if code.lower() != _OTHERS and not (is_language(code) and hreflang(code) == code):
            yield f"`{code}` is not a language, or one with a country", address, line
        other = reports.get(address)
        names_back = other and any(each == report.address for _, each, _ in other.alternates)
        if not names_back and host_of(address) == host_of(report.address):
            yield f"{address} does not name this page", address, line
