"""What a page says in ``meta``, ``link``, microdata and the names of its classes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urljoin

import bs4

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.readers.scraped.words import plain

Metas = Mapping[str, Sequence[str]]
"""The contents of ``meta`` by their names in small letters."""

_TITLES = re.compile(r"(?:^|[-_ ])(?:title|headline)(?:$|[-_ ])")
_TRAILS = re.compile(r"bread-?crumb", re.IGNORECASE)
_BLOCKS = ("p", "div", "ul", "table", "section")


def read_metas(page: bs4.BeautifulSoup) -> Metas:
    """All ``meta`` with a content, whichever attribute names them."""
    found: dict[str, list[str]] = {}
    for tag in page.find_all("meta"):
        text = plain_text(str(tag.get("content") or ""))
        names = {str(tag.get(key) or "") for key in ("property", "name", "itemprop", "http-equiv")}
        for name in names - {""} if text else ():
            found.setdefault(name.lower(), []).append(text)
    return found


def meta(metas: Metas, *names: str) -> str:
    """The content of the first of the names that has one; empty if none has."""
    return next((metas[name][0] for name in names if name in metas), "")


def item(page: bs4.BeautifulSoup, name: str) -> str:
    """The value of a property in microdata."""
    for tag in page.find_all(itemprop=name):
        value = str(tag.get("content") or tag.get("datetime") or tag.get_text(" "))
        if value.strip():
            return " ".join(value.split())
    return ""


def address_of(page: bs4.BeautifulSoup, metas: Metas) -> str:
    """The address that the page gives itself; empty if it gives none."""
    base = page.find("base", href=True)
    link = page.find("link", rel="canonical", href=True)
    written = str(link["href"]).strip() if link else meta(metas, "og:url", "twitter:url")
    return urljoin(str(base["href"]), written) if base and written else written


def heading_of(page: bs4.BeautifulSoup, site: str) -> str:
    """The headline that readers see."""
    headings = page.find_all("h1")
    marked = [tag for tag in headings if _TITLES.search(classes(tag)) or tag.get("itemprop")]
    inside = [tag for tag in headings if tag.find_parent(["article", "main"])]
    for tag in (*marked, *inside, *headings, *page.find_all(["h2", "h3"], class_=_TITLES)):
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


def trail_of(page: bs4.BeautifulSoup) -> list[str]:
    """The names in the path that the page shows."""
    for tag in page.find_all(["nav", "div", "ol", "ul", "p"]):
        if _TRAILS.search(f"{classes(tag)} {tag.get('id', '')} {tag.get('aria-label', '')}"):
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
