"""What a page says in ``meta``, ``link``, microdata and the names of its classes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

import bs4

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.readers.scraped.words import plain

Metas = Mapping[str, Sequence[str]]
"""The contents of ``meta`` by their names in small letters."""

_TITLES = re.compile(r"(?:^|[-_ ])(?:title|headline)(?:$|[-_ ])")
_TRAILS = re.compile(r"bread-?crumb", re.IGNORECASE)
_BLOCKS = ("p", "div", "ul", "table", "section")


class Index(NamedTuple):
    """The elements of a page, found in one pass: pages have thousands of them."""

    names: Mapping[str, Sequence[bs4.Tag]]
    """By the names of the elements."""
    properties: Mapping[str, Sequence[bs4.Tag]]
    """By ``itemprop``."""
    marked: Sequence[tuple[str, bs4.Tag]]
    """Those with classes, an id or a label, after these."""


def index_of(page: bs4.BeautifulSoup) -> Index:
    """The elements of the page."""
    names: dict[str, list[bs4.Tag]] = defaultdict(list)
    properties: dict[str, list[bs4.Tag]] = defaultdict(list)
    marked: list[tuple[str, bs4.Tag]] = []
    for tag in page.descendants:
        if not isinstance(tag, bs4.Tag):
            continue
        names[tag.name].append(tag)
        if not tag.attrs:
            continue
        marks = " ".join([classes(tag), *(str(tag.get(k) or "") for k in ("id", "aria-label"))])
        if marks.strip():
            marked.append((marks.strip(), tag))
        if tag.get("itemprop"):
            properties[str(tag["itemprop"])].append(tag)
    return Index(names, properties, marked)


def read_metas(index: Index) -> Metas:
    """All ``meta`` with a content, whichever attribute names them."""
    found: dict[str, list[str]] = {}
    for tag in index.names.get("meta", ()):
        text = plain_text(str(tag.get("content") or ""))
        names = {str(tag.get(key) or "") for key in ("property", "name", "itemprop", "http-equiv")}
        for name in names - {""} if text else ():
            found.setdefault(name.lower(), []).append(text)
    return found


def meta(metas: Metas, *names: str) -> str:
    """The content of the first of the names that has one; empty if none has."""
    return next((metas[name][0] for name in names if name in metas), "")


def item(index: Index, name: str) -> str:
    """The value of a property in microdata."""
    for tag in index.properties.get(name, ()):
        value = str(tag.get("content") or tag.get("datetime") or tag.get_text(" "))
        if value.strip():
            return " ".join(value.split())
    return ""


def address_of(index: Index, metas: Metas) -> str:
    """The address that the page gives itself; empty if it gives none."""
    bases = (str(tag.get("href") or "") for tag in index.names.get("base", ()))
    links = (tag for tag in index.names.get("link", ()) if "canonical" in _rel(tag))
    hrefs = (str(tag.get("href") or "").strip() for tag in links)
    written = next(filter(None, hrefs), meta(metas, "og:url", "twitter:url"))
    return urljoin(next(bases, ""), written) if written else ""


def linked_as(index: Index, rel: str) -> Iterator[str]:
    """The texts of links such as ``rel="tag"``."""
    for tag in index.names.get("a", ()):
        if rel in _rel(tag):
            yield " ".join(tag.get_text(" ").split())


def _rel(tag: bs4.Tag) -> list[str]:
    found = tag.get("rel") or ""
    return found.lower().split() if isinstance(found, str) else [rel.lower() for rel in found]


def heading_of(index: Index, site: str) -> str:
    """The headline that readers see."""
    headings = index.names.get("h1", ())
    marked = [tag for tag in headings if _TITLES.search(classes(tag)) or tag.get("itemprop")]
    inside = [tag for tag in headings if tag.find_parent(["article", "main"])]
    smaller = (*index.names.get("h2", ()), *index.names.get("h3", ()))
    titles = (tag for tag in smaller if _TITLES.search(classes(tag)))
    for tag in (*marked, *inside, *headings, *titles):
        text = _own_text(tag)
        if text and plain(text) != plain(site):
            return text
    return ""


def _own_text(heading: bs4.Tag) -> str:
    """The text of a heading; of one that was never closed, what is before the next block."""
    strings: list[str] = []
    for child in heading.descendants:
        if isinstance(child, bs4.Tag):
            if child.name in _BLOCKS:
                break
        else:
            strings.append(str(child))
    return " ".join("".join(strings).split())


def trail_of(index: Index) -> list[str]:
    """The names in the path that the page shows."""
    for marks, tag in index.marked:
        if _TRAILS.search(marks):
            return list(dict.fromkeys(_leaves(tag)))
    return []


def _leaves(tag: bs4.Tag) -> Iterator[str]:
    parts = tag.find_all(["li", "a", "span"]) or [tag]
    for part in parts:
        if not part.find(["li", "a", "span"]):
            yield " ".join(part.get_text(" ").split())


def classes(tag: bs4.Tag) -> str:
    """The classes of the element, a space between them."""
    found = tag.get("class") or ""
    return found if isinstance(found, str) else " ".join(found)
