"""What a page says of its story: JSON-LD first, then ``meta``, microdata, and what readers see."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

import bs4

from newsgen.importer.readers.pages.json_ld import (
    Node,
    breadcrumbs,
    find_article,
    node_of,
    read_nodes,
    text_of,
    texts_of,
)
from newsgen.importer.readers.pages.marks import (
    Index,
    Metas,
    address_of,
    classes,
    heading_of,
    index_of,
    item,
    linked_as,
    meta,
    read_metas,
    trail_of,
)
from newsgen.importer.readers.scraped.meta_lines import read_date_line
from newsgen.importer.readers.scraped.names import read_byline, split_names
from newsgen.importer.readers.scraped.words import HOME, plain

_NO_PERSON = frozenset({"admin", "administrator", "webmaster", "root", "user", "editor", "author"})
_LONGEST_NAME = 60
_FEW_WORDS = 3
_CUT_AT = 100
"""Characters from which a headline in JSON-LD may be cut off: 110 are allowed."""
_ENDS_OF_TITLES = re.compile(r"\s[-–—|»·•:]\s")
_SPLITS_TAGS = re.compile("[,;،、]")
_BYLINES = re.compile(r"(?:^|[-_ ])(?:byline|author|reporter|writer|auteur|autor)(?:$|[-_ ])")
_DATES = re.compile(r"(?:^|[-_ ])(?:date|time|published|posted|pubdate|timestamp|meta)(?:$|[-_ ])")
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


class _Found(NamedTuple):
    """Where the page says something."""

    elements: Index
    metas: Metas
    nodes: list[Node]
    article: Node
    """The node of the story."""
    site: str
    """The name of the site."""


def read_facts(page: bs4.BeautifulSoup) -> Facts:
    """What the page says of its story."""
    index = index_of(page)
    metas = read_metas(index)
    nodes = read_nodes(index.names.get("script", ()))
    address = address_of(index, metas)
    site = meta(metas, "og:site_name", "application-name")
    heading = heading_of(index, site)
    article = find_article(nodes, address, heading)
    found = _Found(index, metas, nodes, article, site)
    title = _title(found, heading)
    written = text_of(article.get("url")) or text_of(article.get("mainEntityOfPage"))
    address = address or (written if "://" in written else "")
    return Facts(
        title=title,
        section=_section(found, title),
        authors=_authors(found),
        published=_published(found),
        updated=_updated(found),
        tags=_tags(found),
        lang=_lang(found),
        summary=text_of(article.get("description")) or meta(metas, "og:description", "description"),
        address=address,
        site=site,
        picture=_picture(found, address),
        is_paid=text_of(article.get("isAccessibleForFree")).lower() == "false",
    )


def _first(*ways: Callable[[], str]) -> str:
    return next((found for way in ways if (found := way())), "")


def _title(found: _Found, heading: str) -> str:
    headline = text_of(found.article.get("headline"))
    if headline:
        begin = headline.rstrip(".… ")
        is_cut = begin != headline or len(headline) >= _CUT_AT
        return heading if is_cut and heading.startswith(begin) else headline
    titles = (" ".join(tag.get_text().split()) for tag in found.elements.names.get("title", ()))
    shown = next(titles, "")
    written = meta(found.metas, "og:title", "twitter:title") or shown
    if heading and (not written or written.startswith(heading) or shown.startswith(heading)):
        return heading
    return _without_site(written, found.site)


def _without_site(title: str, site: str) -> str:
    """The title of a page without the name of the site after it."""
    parts = _ENDS_OF_TITLES.split(title)
    if len(parts) > 1 and (plain(parts[-1]) == plain(site) or not site):
        return title[: title.rindex(parts[-1])].rstrip(" -–—|»·•:")
    return title


def _section(found: _Found, title: str) -> str:
    return _first(
        lambda: text_of(found.article.get("articleSection"), found.nodes),
        lambda: meta(found.metas, "article:section", "section", "parsely-section"),
        lambda: _last(breadcrumbs(found.nodes), title),
        lambda: _last(trail_of(found.elements), title),
        lambda: _seen_category(found.elements),
    )


def _last(names: Sequence[str], title: str) -> str:
    """The last name of a path that is neither the home page nor the story."""
    named = (n for n in names if plain(n) not in HOME and 1 < len(n) < _LONGEST_NAME)
    others = [name for name in named if not _is_story(name, title)]
    return others[-1] if others else ""


def _is_story(crumb: str, title: str) -> bool:
    """Whether the last part of a path is the story, perhaps cut off or shortened."""
    words = plain(crumb).split()
    is_part = len(words) >= _FEW_WORDS and set(words) <= set(plain(title).split())
    return plain(title).startswith(plain(crumb)) or is_part


def _seen_category(index: Index) -> str:
    seen = (tag.get_text(" ") for marks, tag in index.marked if _CATEGORIES.search(marks))
    text = next(iter(linked_as(index, "category")), "") or " ".join(next(seen, "").split())
    return text if len(text) < _LONGEST_NAME else ""


def _authors(found: _Found) -> tuple[str, ...]:
    """The names of persons; accounts such as ``admin`` and the site itself are none."""
    ways: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: texts_of(found.article.get("author"), found.nodes),
        lambda: found.metas.get("article:author", ()),
        lambda: found.metas.get("author", ()),
        lambda: found.metas.get("parsely-author", ()),
        lambda: [item(found.elements, "author")],
        lambda: _seen_authors(found.elements),
    )
    for way in ways:
        names = [name for written in way() for name in _names(written)]
        people = [n for n in names if plain(n) not in _NO_PERSON and plain(n) != plain(found.site)]
        if people:
            return tuple(dict.fromkeys(people))
    return ()


def _names(written: str) -> tuple[str, ...]:
    if "://" in written or "@" in written:
        return ()
    names = read_byline(written) or split_names(written)
    return tuple(name for name in names if len(name) < _LONGEST_NAME)


def _seen_authors(index: Index) -> Iterator[str]:
    yield from linked_as(index, "author")
    for marks, tag in index.marked:
        text = " ".join(tag.get_text(" ").split()) if _BYLINES.search(marks) else ""
        if read_byline(text):
            yield text


def _published(found: _Found) -> str:
    return _first(
        lambda: text_of(found.article.get("datePublished")),
        lambda: text_of(found.article.get("dateCreated")),
        lambda: meta(
            found.metas, "article:published_time", "og:published_time", "parsely-pub-date"
        ),
        lambda: meta(found.metas, "datepublished", "dc.date.issued", "dcterms.created", "dc.date"),
        lambda: meta(
            found.metas, "date", "pubdate", "publish-date", "publishdate", "sailthru.date"
        ),
        lambda: item(found.elements, "datePublished"),
        lambda: _seen_date(found.elements),
    )


def _updated(found: _Found) -> str:
    return _first(
        lambda: text_of(found.article.get("dateModified")),
        lambda: meta(found.metas, "article:modified_time", "og:updated_time", "last-modified"),
        lambda: item(found.elements, "dateModified"),
    )


def _seen_date(index: Index) -> str:
    main = next((tag for name in ("article", "main") for tag in index.names.get(name, ())), None)
    for tag in index.names.get("time", ()):
        written = str(tag.get("datetime") or "").strip() or " ".join(tag.get_text(" ").split())
        if written and _is_in(tag, main) and "updated" not in classes(tag):
            return written
    for marks, tag in index.marked:
        if _DATES.search(marks) and _is_in(tag, main):
            line = read_date_line(" ".join(tag.get_text(" ").split()))
            if line and line.published:
                return line.published
    return ""


def _is_in(tag: bs4.Tag, main: bs4.Tag | None) -> bool:
    return main is None or any(parent is main for parent in tag.parents)


def _tags(found: _Found) -> tuple[str, ...]:
    ways: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: texts_of(found.article.get("keywords"), found.nodes),
        lambda: found.metas.get("article:tag", ()),
        lambda: linked_as(found.elements, "tag"),
        lambda: found.metas.get("news_keywords", ()),
        lambda: found.metas.get("keywords", ()),
    )
    for way in ways:
        parts = (part for written in way() for part in _SPLITS_TAGS.split(written))
        names = [" ".join(part.split()).removeprefix("#") for part in parts]
        tags = tuple(dict.fromkeys(name for name in names if name))
        if tags:
            return tags
    return ()


def _lang(found: _Found) -> str:
    roots = found.elements.names.get("html", ())
    named = next((str(tag.get("lang") or tag.get("xml:lang") or "") for tag in roots), "")
    of_article = text_of(found.article.get("inLanguage"))
    for written in (of_article, named, meta(found.metas, "og:locale", "content-language")):
        if _LANG.fullmatch(written.strip()):
            first, *rest = written.strip().replace("_", "-").split("-")
            return "-".join([first.lower(), *(p.upper() if len(p) == 2 else p for p in rest)])
    return ""


def _picture(found: _Found, address: str) -> Picture:
    image = found.article.get("image")
    node = node_of(image, found.nodes)
    written = _first(
        lambda: text_of(node.get("contentUrl")),
        lambda: text_of(node.get("url")),
        lambda: text_of(image) if "://" in text_of(image) else "",
        lambda: meta(found.metas, "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    )
    credits_ = (text_of(node.get(key)) for key in ("creditText", "creator", "copyrightHolder"))
    src = urljoin(address, written) if written and address else written
    return Picture(src, text_of(node.get("caption")), next(filter(None, credits_), ""))
