"""Looks through a whole tree before it is converted: headings, anchors, footnotes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PageElement

from newsgen.importer.bodies.html.tree import BLOCKS, HEADINGS, find_first
from newsgen.markdown import RESERVED_IDS
from newsgen.text import slugify

_INLINE: Final = frozenset(
    {
        *("a", "abbr", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
        *("tt", "u", "var"),
    }
)
_LABEL = re.compile(r"[\[(]?\s*(?:[0-9]{1,3}|[*†‡§¶]{1,3}|[a-z]|[ivxlc]{1,6})\s*[\])]?[.:]?")
_ARROW = re.compile(r"[\s↑↩↵⤴^↲⏎\ufe0e\ufe0f\[\]()*†‡0-9a-z.]*", re.IGNORECASE)
_NOTES = re.compile(r"(?:foot|end)?-?_?notes?|references", re.IGNORECASE)
_NOTE_ELEMENTS = ("li", "dd", "p", "div", "aside", "td", "span")


class Footnote(NamedTuple):
    """A note that a link in the text leads to."""

    label: str
    element: Tag


def used_levels(tree: BeautifulSoup) -> list[int]:
    """The levels of all headings that have text or pictures."""
    return [int(heading.name[1]) for heading in _headings(tree)]


def heading_anchors(tree: BeautifulSoup) -> dict[str, str]:
    """What links within the page may name → the anchor that newsgen gives to the heading there."""
    taken = dict.fromkeys(RESERVED_IDS, 1)
    anchors: dict[str, str] = {}
    for heading in _headings(tree):
        anchor = slugify(" ".join(heading.get_text().split())) or "section"
        while anchor in taken:
            taken[anchor] += 1
            anchor = f"{anchor}-{taken[anchor]}"
        taken[anchor] = 1
        for name in (*_names(heading), anchor):
            anchors.setdefault(name, anchor)
    return anchors


def take_footnotes(tree: BeautifulSoup) -> tuple[dict[str, str], list[Footnote]]:
    """The labels of footnotes by their ids, and the notes, which are taken out of the tree."""
    ids = _elements_with_ids(tree)
    labels: dict[str, str] = {}
    notes: list[Footnote] = []
    for link in tree.find_all("a", href=True):
        name = unquote(str(link["href"])[1:])
        if not str(link["href"]).startswith("#") or not name or name in labels:
            continue
        element = _note_of(link, ids.get(name))
        if element is None:
            continue
        known = next((note.label for note in notes if note.element is element), "")
        labels[name] = known or str(len(notes) + 1)
        if not known:
            notes.append(Footnote(labels[name], element))
    for note in notes:
        _take_out(note.element)
    return labels, notes


def push_down(tree: BeautifulSoup) -> None:
    """Put inline elements around blocks, such as ``<b><p>…</p></b>``, into the blocks."""
    around = _around_blocks(tree)
    for tag in [each for each in around.values() if each.name in _INLINE]:
        if tag.parent:
            is_link = tag.name == "a"
            parts = list(_inline_parts(tag, around))
            for part in parts[:1] if is_link else parts:
                _wrap(tree, tag, part)
            tag.unwrap()


def _around_blocks(tree: BeautifulSoup) -> dict[int, Tag]:
    """The elements that contain blocks, by their identity."""
    around: dict[int, Tag] = {}
    for node in tree.descendants:
        if isinstance(node, Tag) and node.name in BLOCKS:
            for parent in node.parents:
                if id(parent) in around:
                    break
                around[id(parent)] = parent
    return around


def _headings(tree: BeautifulSoup) -> Iterator[Tag]:
    for heading in tree.find_all(list(HEADINGS)):
        if heading.get_text().strip():
            yield heading


def _names(heading: Tag) -> Iterator[str]:
    """The ids of a heading, of what is in it, and of an empty element before it."""
    before = heading.find_previous_sibling()
    near = [before] if isinstance(before, Tag) and not before.get_text().strip() else []
    for tag in (heading, *heading.find_all(), *near):
        for attribute in ("id", "name"):
            if name := str(tag.get(attribute, "") or ""):
                yield name


def _elements_with_ids(tree: BeautifulSoup) -> dict[str, Tag]:
    found: dict[str, Tag] = {}
    for tag in tree.find_all():
        for attribute in ("id", "name") if tag.name == "a" else ("id",):
            if name := str(tag.get(attribute, "") or ""):
                found.setdefault(name, tag)
    return found


def _note_of(link: Tag, target: Tag | None) -> Tag | None:
    """The element of the footnote that the link leads to; None if it is no footnote."""
    if target is None or not _LABEL.fullmatch(link.get_text().strip()):
        return None
    element = target
    if target.name not in _NOTE_ELEMENTS or (
        target.name == "span" and not target.get_text().strip()
    ):
        parent = target.find_parent(["li", "p", "div", "dd", "td"])
        if parent is None:
            return None
        element = parent
    if any(parent is element for parent in link.parents) or find_first(element, HEADINGS):
        return None
    is_raised = link.find_parent("sup") is not None or link.find("sup") is not None
    is_named = any(_NOTES.search(str(each)) for each in link.get_attribute_list("class") if each)
    if not (is_raised or is_named or _leads_back(element, link)):
        return None
    return element if _comes_later(link, element) else None


def _leads_back(element: Tag, link: Tag) -> bool:
    """Whether a link in the note leads to the link of the text."""
    names = {
        str(each.get("id", "") or each.get("name", "")) for each in (link, *list(link.parents)[:3])
    }
    backs = element.find_all("a", href=True)
    return any(str(back["href"])[1:] in names - {""} for back in backs)


def _comes_later(link: Tag, element: Tag) -> bool:
    return (link.sourceline or 0) <= (element.sourceline or 0)


def _take_out(element: Tag) -> None:
    """Take a note out of the tree, without its way back; and its list, if it was the last there."""
    for back in element.find_all("a"):
        if str(back.get("href", "")).startswith("#") and _ARROW.fullmatch(back.get_text()):
            holder = back.parent if back.parent and back.parent.name == "sup" else back
            holder.extract()
        elif not back.get("href") and not back.get_text().strip():
            back.extract()
    parent = element.parent
    element.extract()
    while isinstance(parent, Tag) and parent.name in {"ol", "ul", "dl", "div", "section", "aside"}:
        if not _is_bare(parent.contents):
            return
        above = parent.parent
        _take_heading(parent)
        parent.extract()
        parent = above


def _take_heading(notes: Tag) -> None:
    """Take the heading and the line before a list of notes out of the tree."""
    for _ in range(2):
        before = notes.find_previous_sibling()
        if not isinstance(before, Tag):
            return
        is_heading = before.name in HEADINGS and _NOTES.fullmatch(before.get_text().strip())
        if not (is_heading or before.name == "hr"):
            return
        before.extract()


def _is_bare(contents: Sequence[PageElement]) -> bool:
    """Whether nothing is left but white space, lines and the heading of the notes."""
    for each in contents:
        if isinstance(each, Comment):
            continue
        if not isinstance(each, Tag):
            if str(each).strip():
                return False
        elif each.name == "hr" or not (each.get_text().strip() or each.find(["img", "iframe"])):
            continue
        elif not (each.name in HEADINGS and _NOTES.fullmatch(each.get_text().strip())):
            return False
    return True


def _inline_parts(tag: Tag, around: Mapping[int, Tag]) -> Iterator[list[PageElement]]:
    """The stretches of text without blocks inside the element."""
    stretch: list[PageElement] = []
    for child in list(tag.children):
        if isinstance(child, Tag) and (child.name in BLOCKS or id(child) in around):
            if _is_seen(stretch):
                yield stretch
            stretch = []
            yield from _inline_parts(child, around)
        elif not isinstance(child, Comment):
            stretch.append(child)
    if _is_seen(stretch):
        yield stretch


def _is_seen(stretch: Sequence[PageElement]) -> bool:
    return any(isinstance(each, Tag) or str(each).strip() for each in stretch)


def _wrap(tree: BeautifulSoup, tag: Tag, part: Sequence[PageElement]) -> None:
    wrapper = tree.new_tag(tag.name, sourceline=tag.sourceline)
    wrapper.attrs = tag.attrs
    part[0].insert_before(wrapper)
    for each in part:
        wrapper.append(each.extract())
