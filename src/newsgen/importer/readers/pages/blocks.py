"""A page as a row of blocks: paragraphs, headings, lists, tables, pictures."""

from collections.abc import Iterator
from typing import NamedTuple

import bs4
from bs4.element import Comment, Doctype, NavigableString, PageElement

ATOMS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "figure"}
    | {"blockquote", "iframe", "video", "audio", "hr", "details", "picture", "embed", "object"}
)
"""Elements that are kept or dropped as a whole."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WRAPPERS = frozenset(
    {"html", "body", "div", "section", "article", "main", "header", "footer", "aside", "nav"}
    | {"form", "center", "fieldset", "address", "hgroup", "dialog", "search", "noindex"}
    | {"tbody", "thead", "tfoot", "tr", "td", "th", "li", "amp-layout", "article-body", "font"}
)
_PARTS = frozenset({"p", "div"})
MEDIA = ("img", "picture", "iframe", "video", "audio", "amp-img", "embed", "object")
_NO_TEXT = ("script", "style", "template", "noscript", "link", "meta", "svg", "head")
_DEEPEST = 240


class Block(NamedTuple):
    """One block of a page."""

    tag: bs4.Tag
    text: str
    """On one line."""


def clean(page: bs4.BeautifulSoup) -> bs4.Tag:
    """The body of the page without scripts, styles and comments."""
    for comment in page.find_all(string=lambda text: isinstance(text, Comment | Doctype)):
        comment.extract()
    for tag in page.find_all(_NO_TEXT):
        tag.decompose()
    return page.body or page


def blocks_of(tag: bs4.Tag, page: bs4.BeautifulSoup, depth: int = 0) -> Iterator[Block]:
    """The blocks inside the element; text that stands beside blocks gets a paragraph of its own."""
    run: list[PageElement] = []
    for child in list(tag.children):
        is_block = isinstance(child, bs4.Tag) and _is_block(child)
        if not is_block and not _is_double_break(child, run):
            run.append(child)
            continue
        yield from _paragraph(run, page)
        run = []
        if isinstance(child, bs4.Tag) and is_block:
            if _is_whole(child) or depth > _DEEPEST:
                yield Block(child, text_of(child))
            else:
                yield from blocks_of(child, page, depth + 1)
    yield from _paragraph(run, page)


def text_of(tag: bs4.Tag) -> str:
    """The text of the element on one line."""
    return " ".join(tag.get_text(" " if tag.name in {"ul", "ol", "table", "dl"} else "").split())


def _is_block(tag: bs4.Tag) -> bool:
    """Whether the element is a block, or an inline element around blocks."""
    if tag.name in ATOMS or tag.name in _WRAPPERS:
        return True
    return tag.name not in MEDIA and tag.find([*ATOMS - {"picture", "iframe"}, "div"]) is not None


def _is_whole(tag: bs4.Tag) -> bool:
    if tag.name in {"table", "ul", "ol"}:
        return not _is_layout(tag)
    if tag.name in HEADINGS:  # one that was never closed holds the rest of the page
        return tag.find(["p", "div", "ul", "table"]) is None
    return tag.name in ATOMS


def _is_layout(tag: bs4.Tag) -> bool:
    """Whether a table or a list holds parts of a page: headings, or much text in one cell."""
    nested = ["table"] if tag.name == "table" else []
    if tag.find([*nested, "article", "section", "main", *HEADINGS]):
        return True
    cells = tag.find_all(["td", "li"])
    return any(sum(getattr(c, "name", "") in _PARTS for c in cell.children) > 2 for cell in cells)


def _is_double_break(child: PageElement, run: list[PageElement]) -> bool:
    """Whether it is the second of two line breaks, which part paragraphs in old pages."""
    if getattr(child, "name", None) != "br":
        return False
    before = [each for each in run if isinstance(each, bs4.Tag) or str(each).strip()]
    return bool(before) and getattr(before[-1], "name", None) == "br"


def _paragraph(run: list[PageElement], page: bs4.BeautifulSoup) -> Iterator[Block]:
    while run and (getattr(run[-1], "name", None) == "br" or _is_blank(run[-1])):
        run.pop()
    while run and (getattr(run[0], "name", None) == "br" or _is_blank(run[0])):
        run.pop(0)
    if not run:
        return
    paragraph = page.new_tag("p")
    run[0].insert_before(paragraph)
    for each in run:
        paragraph.append(each.extract())
    yield Block(paragraph, text_of(paragraph))


def _is_blank(element: PageElement) -> bool:
    return isinstance(element, NavigableString) and not element.strip()
