"""Adds to the HTML of a finished body, also to what a writer or a block put into it as HTML.

By then text is escaped, so each tag is one.
"""

import re
from collections.abc import Callable

from markdown_it.common.utils import escapeHtml

# Values in quotes are skipped as a whole, since they may contain `>`. They are limited, so that a
# quotation mark without its partner is not searched for again and again to the end of a text.
_LINK = re.compile(r"<a(?=\s)(?:[^<>\"']++|\"[^\"]{0,4000}\"|'[^']{0,4000}')*+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s(href|rel)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++)""", re.IGNORECASE)
_TABLE = re.compile(r"<(/?)table(?=[\s>])[^<>]*+>", re.IGNORECASE)
_BACK = 'class="footnote-backref"'


def mark_outward_links(html: str, rel: str, origin: str) -> str:
    """The HTML whose links to other sites have that ``rel``; ``origin`` is that of this site.

    >>> mark_outward_links('<a href="https://a.example/">A</a>', "sponsored", "https://b.example")
    '<a rel="sponsored" href="https://a.example/">A</a>'
    """

    def mark(link: re.Match[str]) -> str:
        values = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(link[0])}
        if not _leads_out(values.get("href", ""), origin):
            return link[0]
        bare = _ATTRIBUTE.sub(lambda found: "" if found[1].lower() == "rel" else found[0], link[0])
        return f'<a rel="{rel}"{bare[2:]}'

    return _LINK.sub(mark, html)


def wrap_tables(html: str, name: Callable[[int], str]) -> str:
    """The HTML in which each table is in a region that scrolls by itself, also by keyboard.

    ``name`` gives the name of the region of each table, by its number. A table within a table gets
    none, and nothing changes if one has no beginning or no end.

    >>> wrap_tables("<table></table>", "Table {}".format)
    '<div class="table" role="region" tabindex="0" aria-label="Table 1"><table></table></div>'
    """
    depth = number = lowest = 0

    def wrap(tag: re.Match[str]) -> str:
        nonlocal depth, number, lowest
        depth += -1 if tag[1] else 1
        lowest = min(lowest, depth)
        if tag[1]:
            return tag[0] if depth else f"{tag[0]}</div>"
        if depth > 1:
            return tag[0]
        number += 1
        label = escapeHtml(name(number))
        return f'<div class="table" role="region" tabindex="0" aria-label="{label}">{tag[0]}'

    wrapped = _TABLE.sub(wrap, html)
    return html if depth or lowest else wrapped


def name_way_back(html: str, label: str) -> str:
    """The HTML in which the link from a footnote back to its place has a name: it is an arrow."""
    name = escapeHtml(label)
    return html.replace(_BACK, f'{_BACK} role="doc-backlink" aria-label="{name}"')


def _leads_out(address: str, origin: str) -> bool:
    whole = address.strip().lower()
    is_web = whole.startswith(("https://", "http://", "//"))
    return is_web and not f"{whole}/".startswith(f"{origin.lower()}/")
