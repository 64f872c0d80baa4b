"""What a page says of its story: JSON-LD first, then ``meta``, microdata, and what readers see."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

import bs4

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.readers.pages.json_ld import (
    Node,
    breadcrumbs,
    find_article,
    node_of,
    read_nodes,
    text_of,
    texts_of,
)
from newsgen.importer.readers.scraped.meta_lines import read_date_line
from newsgen.importer.readers.scraped.names import read_byline, split_names
from newsgen.importer.readers.scraped.words import HOME, plain

_NO_PERSON = frozenset({"admin", "administrator", "webmaster", "root", "user", "editor", "author"})
_ENDS_OF_TITLES = re.compile(r"\s+[-–—|»·•:]\s+")
_BYLINES = re.compile(
    r"(?:^|[-_ ])(?:byline|author|reporter|writer|auteur|autor)(?:s|-?name)?(?:$|[-_ ])"
)
_DATES = re.compile(
    r"(?:^|[-_ ])(?:date|time|published|posted|pubdate|timestamp|dateline|meta)(?:$|[-_ ])"
)
_TITLES = re.compile(
    r"(?:^|[-_ ])(?:entry|post|article|story|news|single)?-?(?:title|headline)(?:$|[-_ ])"
)
_TRAILS = re.compile(r"bread-?crumb|breadcrumb", re.IGNORECASE)
_CATEGORIES = re.compile(
    r"(?:^|[-_ ])(?:post-cat|cat-links|category|kicker|section-name)(?:$|[-_ ])"
)
_LANG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class Picture(NamedTuple):
    """The picture that stands for the story."""

    src: str = ""
    caption: str = ""
    credit: str = ""


class Facts(NamedTuple):
    """What a page says of its story; empty where it says nothing."""

    title: str = ""
    section: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    summary: str = ""
    address: str = ""
    site: str = ""
    picture: Picture = Picture()
    is_paid: bool = False


def read_facts(page: bs4.BeautifulSoup) -> Facts:
    """What the page says of its story."""
    nodes = read_nodes(page)
    address = _address(page)
    site = _meta(page, "og:site_name", "application-name")
    heading = _heading(page, site)
    article = find_article(nodes, address, heading)
    title = _title(page, text_of(article.get("headline")), heading, site)
    return Facts(
        title=title,
        section=_section(page, nodes, article, title),
        authors=_authors(page, nodes, article, site),
        published=_published(page, article),
        updated=_first(
            lambda: text_of(article.get("dateModified")),
            lambda: _meta(page, "article:modified_time", "og:updated_time", "last-modified"),
            lambda: _item(page, "dateModified"),
        ),
        tags=_tags(page, nodes, article),
        lang=_lang(page, article),
        summary=text_of(article.get("description")) or _meta(page, "og:description", "description"),
        address=address or _first_address(article),
        site=site,
        picture=_picture(page, nodes, article, address),
        is_paid=str(article.get("isAccessibleForFree")).lower() == "false",
    )


def _first(*ways: Callable[[], str]) -> str:
    return next((found for way in ways if (found := way())), "")


def _meta(page: bs4.BeautifulSoup, *names: str) -> str:
    return next((text for name in names for text in _metas(page, name)), "")


def _metas(page: bs4.BeautifulSoup, name: str) -> Iterator[str]:
    for key in ("property", "name", "itemprop", "http-equiv"):
        for tag in page.find_all(
            "meta", attrs={key: re.compile(rf"^{re.escape(name)}$", re.IGNORECASE)}
        ):
            text = plain_text(str(tag.get("content") or ""))
            if text:
                yield text


def _item(page: bs4.BeautifulSoup, name: str) -> str:
    """The value of a property in microdata."""
    for tag in page.find_all(attrs={"itemprop": name}):
        value = tag.get("content") or tag.get("datetime") or tag.get_text(" ")
        if str(value).strip():
            return " ".join(str(value).split())
    return ""


def _address(page: bs4.BeautifulSoup) -> str:
    base = page.find("base", href=True)
    link = page.find("link", rel="canonical", href=True)
    written = str(link["href"]).strip() if link else _meta(page, "og:url", "twitter:url")
    return urljoin(str(base["href"]), written) if base and written else written


def _first_address(article: Node) -> str:
    found = text_of(article.get("url")) or text_of(article.get("mainEntityOfPage"))
    return found if "://" in found else ""


def _heading(page: bs4.BeautifulSoup, site: str) -> str:
    """The headline that readers see."""
    headings = page.find_all("h1")
    marked = [tag for tag in headings if _TITLES.search(_classes(tag)) or tag.get("itemprop")]
    inside = [tag for tag in headings if tag.find_parent(["article", "main"])]
    for tag in (*marked, *inside, *headings, *page.find_all(["h2", "h3"], class_=_TITLES)):
        text = _own_text(tag)
        if text and plain(text) != plain(site):
            return text
    return ""


def _own_text(heading: bs4.Tag) -> str:
    """The text of a heading; of one that was never closed, what is before the next block."""
    block = heading.find(["p", "div", "ul", "table", "section"])
    strings = heading.find_all(string=True)
    if block is not None:
        strings = [s for s in block.find_all_previous(string=True) if heading in s.parents][::-1]
    return " ".join("".join(strings).split())


def _title(page: bs4.BeautifulSoup, headline: str, heading: str, site: str) -> str:
    if headline:
        is_cut = headline.rstrip(".…") != headline or len(headline) >= 100
        return heading if is_cut and heading.startswith(headline.rstrip(".… ")) else headline
    shown = page.title.get_text() if page.title else ""
    for written in (_meta(page, "og:title", "twitter:title"), " ".join(shown.split())):
        if written and heading and written.startswith(heading):
            return heading
        if written and not heading:
            return _without_site(written, site)
    return heading


def _without_site(title: str, site: str) -> str:
    """The title of a page without the name of the site after it."""
    parts = _ENDS_OF_TITLES.split(title)
    if len(parts) > 1 and (plain(parts[-1]) == plain(site) or not site):
        return title[: title.rindex(parts[-1])].rstrip(" -–—|»·•:")
    return title


def _section(page: bs4.BeautifulSoup, nodes: list[Node], article: Node, title: str) -> str:
    named = texts_of(article.get("articleSection"), nodes)
    if named:
        return named[0]
    written = _meta(page, "article:section", "section", "parsely-section")
    trail = written or _last(breadcrumbs(nodes), title) or _last(_trail(page), title)
    if trail:
        return trail
    tag = page.find(attrs={"rel": "category"}) or page.find(class_=_CATEGORIES)
    return " ".join(tag.get_text(" ").split()) if tag and len(tag.get_text()) < 60 else ""


def _trail(page: bs4.BeautifulSoup) -> list[str]:
    for tag in page.find_all(["nav", "div", "ol", "ul", "p"]):
        marks = f"{_classes(tag)} {tag.get('id', '')} {tag.get('aria-label', '')}"
        if _TRAILS.search(marks):
            parts = tag.find_all(["li", "a", "span"]) or [tag]
            leaves = (part.get_text(" ") for part in parts if not part.find(["li", "a", "span"]))
            return list(dict.fromkeys(" ".join(leaf.split()) for leaf in leaves))
    return []


def _last(names: Sequence[str], title: str) -> str:
    """The last name of a path that is neither the home page nor the story."""
    kept = (n for n in names if len(plain(n)) > 1 and plain(n) not in HOME and len(n) < 60)
    others = [name for name in kept if not plain(title).startswith(plain(name.rstrip(".…")))]
    return others[-1] if others else ""


def _authors(
    page: bs4.BeautifulSoup, nodes: list[Node], article: Node, site: str
) -> tuple[str, ...]:
    """The names of persons; accounts such as ``admin`` and the site itself are none."""
    ways: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: texts_of(article.get("author"), nodes),
        lambda: _metas(page, "article:author"),
        lambda: _metas(page, "author"),
        lambda: _metas(page, "parsely-author"),
        lambda: [_item(page, "author")],
        lambda: _seen_authors(page),
    )
    for way in ways:
        names = [name for written in way() for name in _names(written)]
        people = [n for n in names if plain(n) not in _NO_PERSON and plain(n) != plain(site)]
        if people:
            return tuple(dict.fromkeys(people))
    return ()


def _names(written: str) -> tuple[str, ...]:
    if "://" in written or "@" in written or len(written) > 200:
        return ()
    return read_byline(written) or split_names(written)


def _seen_authors(page: bs4.BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all("a", rel="author"):
        yield " ".join(tag.get_text(" ").split())
    for tag in page.find_all(class_=_BYLINES):
        text = " ".join(tag.get_text(" ").split())
        if read_byline(text) or (tag.name in {"a", "span"} and len(text.split()) <= 4):
            yield text


def _published(page: bs4.BeautifulSoup, article: Node) -> str:
    return _first(
        lambda: text_of(article.get("datePublished")) or text_of(article.get("dateCreated")),
        lambda: _meta(page, "article:published_time", "og:published_time", "parsely-pub-date"),
        lambda: _meta(
            page, "datePublished", "dc.date.issued", "dcterms.created", "dc.date", "date"
        ),
        lambda: _meta(
            page, "pubdate", "publish-date", "publishdate", "sailthru.date", "dcterms.date"
        ),
        lambda: _item(page, "datePublished"),
        lambda: _seen_date(page),
    )


def _seen_date(page: bs4.BeautifulSoup) -> str:
    main = page.find("article") or page.find("main") or page
    for tag in main.find_all("time"):
        written = str(tag.get("datetime") or "").strip() or " ".join(tag.get_text(" ").split())
        if written and "updated" not in _classes(tag).split():
            return written
    for tag in main.find_all(class_=_DATES):
        found = read_date_line(" ".join(tag.get_text(" ").split()))
        if found:
            return found.published or found.updated
    return ""


def _tags(page: bs4.BeautifulSoup, nodes: list[Node], article: Node) -> tuple[str, ...]:
    ways: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: texts_of(article.get("keywords"), nodes),
        lambda: _metas(page, "article:tag"),
        lambda: (tag.get_text(" ") for tag in page.find_all("a", rel="tag")),
        lambda: _metas(page, "news_keywords"),
        lambda: _metas(page, "keywords"),
    )
    for way in ways:
        parts = (part for written in way() for part in re.split(r"[,;،、]", written))
        names = [" ".join(part.removeprefix("#").split()) for part in parts]
        found = tuple(dict.fromkeys(name for name in names if name))
        if found:
            return found
    return ()


def _lang(page: bs4.BeautifulSoup, article: Node) -> str:
    root = page.find("html")
    named = text_of(article.get("inLanguage"))
    for written in (
        named,
        str(root.get("lang") or root.get("xml:lang") or "") if root else "",
        _meta(page, "og:locale", "content-language"),
    ):
        if _LANG.fullmatch(written.strip()):
            first, *rest = written.strip().replace("_", "-").split("-")
            return "-".join([first.lower(), *(p.upper() if len(p) == 2 else p for p in rest)])
    return ""


def _picture(page: bs4.BeautifulSoup, nodes: list[Node], article: Node, address: str) -> Picture:
    node = node_of(article.get("image"), nodes)
    written = next(
        (text_of(node.get(key)) for key in ("contentUrl", "url", "@id") if node.get(key)),
        text_of(article.get("image")) if not node else "",
    ) or _meta(page, "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    credit = next(
        (
            text_of(node.get(k))
            for k in ("creditText", "creator", "copyrightHolder", "author")
            if node.get(k)
        ),
        "",
    )
    src = urljoin(address, written) if written and address else written
    return Picture(src, text_of(node.get("caption")), credit)


def _classes(tag: bs4.Tag) -> str:
    found = tag.get("class") or []
    return found if isinstance(found, str) else " ".join(found)
