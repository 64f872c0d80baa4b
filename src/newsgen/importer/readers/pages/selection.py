"""Takes the blocks of the story out of a page, and tells which blocks are not of it.

trafilatura says which texts are the story. Their common container is searched, and what lies
between them there is taken too, unless it is furniture: by its words, by the names of its classes,
or because it is made of links.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import bs4

from newsgen.importer.readers.pages.blocks import HEADINGS, MEDIA, Block
from newsgen.importer.readers.pages.extraction import Taken
from newsgen.importer.readers.pages.marks import classes
from newsgen.importer.readers.scraped.names import read_byline
from newsgen.importer.readers.scraped.story import role_of
from newsgen.importer.readers.scraped.words import plain

_SHARE = 0.85
"""Part of the words of the story that the container holds at least."""
_NEVER = re.compile(
    r"(?:^|[-_ ])(?:comments?|commentlist|respond|disqus|related|relatedposts|jp-relatedposts"
    r"|cookies?|consent|gdpr|share|sharing|sharedaddy|social|addtoany|newsletter|subscribe"
    r"|breadcrumbs?|pagination|nav|navigation|menu|taboola|outbrain|recommended|trending|adverts?"
    r"|advertisement|adsbygoogle|sponsored|copyright|sr-only|screen-reader-text|visually-hidden)"
    r"(?:$|[-_ 0-9])",
    re.IGNORECASE,
)
_RARELY = re.compile(
    r"(?:^|[-_ ])(?:ads?|promo|banner|widget|tags?|tag-links|meta|byline|sidebar|toolbar|print"
    r"|author-box|author-bio|about-author|popup|modal|read-?more|also-?read|most-read|more-stories|footer|header"
    r"|signup|login|rating|post-cat|cat-links)(?:$|[-_ 0-9])",
    re.IGNORECASE,
)
_OUTSIDE = frozenset({"nav", "form", "footer", "dialog", "button"})
_BESIDE = frozenset({"aside", "header"})
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_LIKELY = re.compile(
    r"(?:^|[-_ ])(?:entry-content|post-content|article-content|article-body|articlebody|story-body"
    r"|post-body|single-content|content-body)(?:$|[-_ ])",
    re.IGNORECASE,
)
_OF_LINKS = 0.8
_ENDS = re.compile(
    r"[.!?\u2026\u06d4\u0964\u3002\uff01\uff1f\u061f:][\"'\u201d\u2019\u00bb)\]]{0,3}$"
)


class Selection(NamedTuple):
    """The blocks of a page, divided."""

    story: tuple[Block, ...]
    head: tuple[Block, ...]
    """All those between the headline and the first paragraph."""
    before: tuple[Block, ...]
    """Those between the headline and the first paragraph that may be pictures."""


def select(blocks: Sequence[Block], taken: Taken, title: str) -> Selection:
    """The blocks of the story, and all others."""
    of_story = [taken.holds(block.text) and not _is_head(block, title) for block in blocks]
    container = _container(blocks, of_story)
    if container is None:
        container = _likely(blocks)
        of_story = [_is_inside(block.tag, container) and _is_prose(block) for block in blocks]
    if container is None or not any(of_story):
        return Selection((), (), ())
    kinds = [_kind(b, own, container) for b, own in zip(blocks, of_story, strict=True)]
    first, last = _ends(kinds)
    if first < 0:
        return Selection((), (), ())
    first, last = _widened(blocks, kinds, title, first, _cut(blocks, kinds, last))
    heading = _heading(blocks, title, first)
    inside = {n for n in range(first, last + 1) if _stays(n, blocks, kinds)}
    head = range(heading, first)
    return Selection(
        story=tuple(blocks[n] for n in sorted(inside)),
        head=tuple(blocks[n] for n in head),
        before=tuple(blocks[n] for n in head if kinds[n] in {"media", "outside"}),
    )


def _cut(blocks: Sequence[Block], kinds: Sequence[str], last: int) -> int:
    """The last block of the story before a heading such as ``Comments`` with little text after it.

    A heading with links below it, or with much text, is a box in the middle of the story.
    """
    weights = [len(b.text) if k == "story" else 0 for b, k in zip(blocks, kinds, strict=True)]
    whole, passed, own = sum(weights), 0, -1
    for number, kind in enumerate(kinds[: last + 1]):
        is_heading = kind == "after" and blocks[number].tag.name in HEADINGS
        is_late = own >= 0 and (whole - passed) * 2 < passed
        if is_heading and is_late and not _is_of_links(blocks[number + 1].tag):
            return own
        passed += weights[number]
        own = number if kind == "story" else own
    return last


def _heading(blocks: Sequence[Block], title: str, first: int) -> int:
    """Where the headline is; the first block of the text if the page does not show it."""
    bare = plain(title)
    return next((n for n in range(first - 1, -1, -1) if plain(blocks[n].text) == bare), first)


def _container(blocks: Sequence[Block], of_story: Sequence[bool]) -> bs4.Tag | None:
    """The innermost element that holds nearly all of the text."""
    weights: Counter[int] = Counter()
    tags: dict[int, bs4.Tag] = {}
    for block, own in zip(blocks, of_story, strict=True):
        if own:
            for parent in block.tag.parents:
                weights[id(parent)] += len(block.text)
                tags[id(parent)] = parent
    if not weights:
        return None
    enough = max(weights.values()) * _SHARE
    inner = [tag for key, tag in tags.items() if weights[key] >= enough]
    return max(inner, key=lambda tag: sum(1 for _ in tag.parents))


def _likely(blocks: Sequence[Block]) -> bs4.Tag | None:
    """An element that is named as the place of the text."""
    root = next(
        (parent for block in blocks[:1] for parent in block.tag.parents if parent.name == "body"),
        None,
    )
    if root is None:
        return None
    found = root.find(itemprop="articleBody") or root.find(class_=_LIKELY)
    return found or root.find("article") or root.find("main")


def _is_inside(tag: bs4.Tag, container: bs4.Tag | None) -> bool:
    return container is not None and any(parent is container for parent in tag.parents)


def _is_prose(block: Block) -> bool:
    return len(block.text) > 40 and bool(_ENDS.search(block.text)) and not _is_of_links(block.tag)


def _is_head(block: Block, title: str) -> bool:
    """Whether the block is headline, byline or date of the story."""
    if block.tag.name == "h1" or plain(block.text) == plain(title):
        return True
    return bool(read_byline(block.text)) or role_of(block.text) in {"date", "home"}


def _kind(block: Block, own: bool, container: bs4.Tag) -> str:  # noqa: FBT001
    """``story``, ``text`` or ``media`` beside it, ``after`` it, ``furniture``, or ``outside``."""
    if not _is_inside(block.tag, container):
        return "outside"
    marks = list(_marks(block.tag, container))
    names = {tag.name for tag in _chain(block.tag, container)}
    role = role_of(block.text) if block.text else "text"
    is_never = names & _OUTSIDE or any(map(_NEVER.search, marks))
    is_rarely = names & _BESIDE or any(map(_RARELY.search, marks)) or _is_of_links(block.tag)
    if is_never or _is_hidden(block.tag, container) or role in {"inside", "other", "share", "tags"}:
        return "furniture"
    if role == "after" or own:
        return "after" if role == "after" else "story"
    if is_rarely:
        return "furniture"
    return _kind_beside(block)


def _kind_beside(block: Block) -> str:
    if block.tag.name in MEDIA or block.tag.find(MEDIA):
        return "media"
    return "text" if block.text or block.tag.name == "hr" else "outside"


def _chain(tag: bs4.Tag, container: bs4.Tag) -> Iterator[bs4.Tag]:
    """The element and those around it, below the container."""
    yield tag
    for parent in tag.parents:
        if parent is container:
            return
        yield parent


def _marks(tag: bs4.Tag, container: bs4.Tag) -> Iterator[str]:
    for each in _chain(tag, container):
        yield f"{classes(each)} {each.get('id') or ''}".strip()


def _is_hidden(tag: bs4.Tag, container: bs4.Tag) -> bool:
    return any(
        each.has_attr("hidden") or _HIDDEN.search(str(each.get("style") or ""))
        for each in _chain(tag, container)
    )


def _is_of_links(tag: bs4.Tag) -> bool:
    whole = len(plain(tag.get_text(" ")))
    links = sum(len(plain(link.get_text(" "))) for link in tag.find_all("a"))
    return whole > 0 and links >= whole * _OF_LINKS


def _ends(kinds: Sequence[str]) -> tuple[int, int]:
    """The first and the last block of the story."""
    own = [number for number, kind in enumerate(kinds) if kind == "story"]
    return (own[0], own[-1]) if own else (-1, -1)


def _widened(
    blocks: Sequence[Block], kinds: Sequence[str], title: str, first: int, last: int
) -> tuple[int, int]:
    """The ends with paragraphs beside them that trafilatura missed in the same element."""
    home = blocks[first].tag.parent
    for number in range(first - 1, -1, -1):
        block = blocks[number]
        if kinds[number] != "text" or block.tag.parent is not home or _is_head(block, title):
            break
        first = number if _is_prose(block) else first
    home = blocks[last].tag.parent
    for number in range(last + 1, len(blocks)):
        if kinds[number] not in {"text", "media"} or blocks[number].tag.parent is not home:
            break
        last = number
    return first, last


def _stays(number: int, blocks: Sequence[Block], kinds: Sequence[str]) -> bool:
    """Whether a block between the ends is of the story."""
    if kinds[number] == "after":  # a heading such as `Comments`, if text of the story follows it
        following = next((kind for kind in kinds[number + 1 :] if kind != "outside"), "")
        return following == "story" and not _is_of_links(blocks[number + 1].tag)
    return kinds[number] in {"story", "text", "media"}
