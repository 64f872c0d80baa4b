"""Blocks of Markdown, and how they stand below and inside each other."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from newsgen.importer.bodies.html.text import ENTITY, escape, write_destination

BlockKind = Literal["text", "paragraph", "pictures", "list", "rule", "other"]
"""``text`` stood loosely in its element, ``paragraph`` was one in the source."""


PicturePlace = Literal["", "left", "right", "wide"]


class Picture(NamedTuple):
    """A picture of the text."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    place: PicturePlace = ""
    is_small: bool = False
    """Whether it is part of a line, such as an icon."""


class Block(NamedTuple):
    """A finished block."""

    markdown: str
    kind: BlockKind = "other"
    pictures: tuple[Picture, ...] = ()


_COLONS = re.compile(
    r"^[ \t>]*+(?:[-*+][ \t]++|[0-9]{1,9}[.)][ \t]++|:[ \t]++)*+(:{3,})", re.MULTILINE
)
_TICKS = re.compile("`{3,}")
_MARKER = re.compile(r"^(?:(?P<bullet>[-*])|(?P<number>[0-9]+)[.)])(?= |$)", re.MULTILINE)
RULE: Final = Block("---", "rule")


def join_blocks(blocks: Sequence[Block]) -> str:
    """The blocks below each other. Of two lists in a row the second gets another marker."""
    written: list[str] = []
    for place, block in enumerate(blocks):
        markdown = block.markdown
        if place and block.kind == blocks[place - 1].kind == "list":
            markdown = _apart(markdown, written[-1])
        written.append(markdown)
    return "\n\n".join(written)


def write_block(name: str, argument: str, inner: str) -> str:
    """A block of newsgen, with more colons than the blocks in it."""
    inside = max((len(colons) for colons in _COLONS.findall(inner)), default=2)
    colons = ":" * (inside + 1)
    head = f"{colons} {name} {' '.join(argument.split())}".rstrip()
    return "\n".join(part for part in (head, inner.strip("\n"), colons) if part)


def write_code(code: str, language: str = "") -> str:
    """A block of code."""
    longest = max((len(run) for run in _TICKS.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def write_list(items: Sequence[Sequence[Block]], start: int | None, *, is_loose: bool) -> str:
    """A list of items, numbered from ``start`` on, or with bullets if it is None."""
    written = []
    for number, blocks in enumerate(items):
        marker = "- " if start is None else f"{min(start + number, 999_999_999)}. "
        between = "\n\n" if is_loose else "\n"
        inner = join_blocks(blocks) if is_loose else between.join(b.markdown for b in blocks)
        written.append(marker + indent(inner, len(marker)))
    return ("\n\n" if is_loose else "\n").join(written)


def write_quote(inner: str) -> str:
    """A quotation."""
    return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))


def indent(markdown: str, width: int) -> str:
    """The Markdown with spaces before all lines but the first and empty ones."""
    return markdown.replace("\n", "\n" + " " * width).replace("\n" + " " * width + "\n", "\n\n")


def write_pictures(pictures: Sequence[Picture], title: str = "") -> Block:
    """One picture, or a gallery."""
    if len(pictures) == 1:
        picture = pictures[0]
        markdown = write_picture(picture)
        if picture.place:
            markdown = write_block("figure", picture.place, markdown)
        if not title:
            return Block(markdown, "pictures", (picture,))
    lines = "\n".join(write_picture(picture) for picture in pictures)
    return Block(write_block("gallery", title, lines), "pictures", tuple(pictures))


def write_picture(picture: Picture) -> str:
    """A picture with its caption and its credit."""
    words = " | ".join(part for part in (picture.caption, picture.credit) if part)
    if picture.credit and not picture.caption:
        words = f"| {words}"
    title = ENTITY.sub("&amp;", words.replace("\\", "\\\\")).replace('"', "&quot;")
    alt, quoted = escape(picture.alt, "label"), f' "{title}"' if title else ""
    return f"![{alt}]({write_destination(picture.src)}{quoted})"


def with_words(block: Block, words: str) -> Block:
    """A ``:::`` block with further words at its end."""
    head, _, end = block.markdown.rpartition("\n")
    return block._replace(markdown=f"{head}\n{words}\n{end}")


def without_edges(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without rules at the beginning and the end."""
    kept = list(blocks)
    while kept and kept[0].kind == "rule":
        kept.pop(0)
    while kept and kept[-1].kind == "rule":
        kept.pop()
    return kept


def _apart(markdown: str, before: str) -> str:
    """The list with other markers than the list above it."""
    above, own = _MARKER.match(before), _MARKER.match(markdown)
    if not (above and own) or bool(above["bullet"]) != bool(own["bullet"]):
        return markdown
    if own["bullet"]:
        bullet = "*" if above["bullet"] == "-" else "-"
        return _MARKER.sub(bullet, markdown)
    delimiter = ")" if above[0].endswith(".") else "."
    return _MARKER.sub(lambda found: f"{found['number']}{delimiter}", markdown)
