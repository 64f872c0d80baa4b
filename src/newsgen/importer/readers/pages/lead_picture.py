"""The picture of a story: from its facts, with alt text, caption and credit from the page."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import bs4

from newsgen.importer.readers.pages.blocks import Block
from newsgen.importer.readers.pages.facts import Picture
from newsgen.models import Image

_SIZE = re.compile(r"-(?:[0-9]{2,5}x[0-9]{2,5}|scaled|[0-9]{2,5}w)$")
_CAPTIONS = re.compile("caption")
_CREDITS = re.compile(
    r"(?:^|[-_ ])(?:credits?|copyright|photographer|photo-credit|source)(?:$|[-_ ])"
)
_CREDIT = re.compile(
    r"(?<![^\W\d_])(?:photo(?:graph)?|foto|image|bild|credit|crédit|courtesy|picture)s?"
    r"(?: (?:by|credit|von|de|par|di|door|courtesy|of)){0,2} ?[:/©] ?"
    r"(?P<name>[^:()]{2,60}?)[)\].]?$",
    re.IGNORECASE,
)
_AROUND = " |/()[]–—-"


class Lead(NamedTuple):
    """The picture of a story, and the block of the page that shows it."""

    image: Image | None
    block: Block | None


def find_lead(
    picture: Picture, blocks: Sequence[Block], before: Sequence[Block], address: str
) -> Lead:
    """The picture that the facts name; else the first one of ``before``, those before the text."""
    shown = [(block, tag) for block in blocks if (tag := _image_in(block.tag)) is not None]
    for block, tag in shown:
        if picture.src and _is_same(picture.src, _source(tag)):
            shown_src = urljoin(address, _source(tag))
            is_smaller = _SIZE.search(PurePosixPath(urlsplit(picture.src).path).stem)
            return Lead(
                _image(shown_src if is_smaller else picture.src, picture, tag, block), block
            )
    if picture.src:
        return Lead(Image(src=picture.src, caption=picture.caption, credit=picture.credit), None)
    for block in before:
        tag = _image_in(block.tag)
        if tag is not None and _source(tag):
            return Lead(_image(urljoin(address, _source(tag)), picture, tag, block), block)
    return Lead(None, None)


def _image_in(tag: bs4.Tag) -> bs4.Tag | None:
    return tag if tag.name in {"img", "amp-img"} else tag.find(["img", "amp-img"])


def _source(tag: bs4.Tag) -> str:
    names = ("data-src", "data-lazy-src", "data-original", "src")
    found = (str(tag.get(name) or "").strip() for name in names)
    return next((src for src in found if src and not src.startswith("data:")), "")


def _is_same(one: str, other: str) -> bool:
    return bool(_stem(one)) and _stem(one) == _stem(other)


def _stem(address: str) -> str:
    """The name of the file without size and ending."""
    return _SIZE.sub("", PurePosixPath(unquote(urlsplit(address).path)).stem)


def _image(src: str, picture: Picture, tag: bs4.Tag, block: Block) -> Image:
    figure = tag.find_parent("figure") or block.tag
    label = figure.find("figcaption") or figure.find(class_=_CAPTIONS)
    caption, credit = _caption(label) if label else ("", "")
    alt = " ".join(str(tag.get("alt") or "").split())
    return Image(
        src=src, alt=alt, caption=caption or picture.caption, credit=credit or picture.credit
    )


def _caption(label: bs4.Tag) -> tuple[str, str]:
    """Caption and credit of a picture."""
    marked = (
        label.find(class_=_CREDITS)
        or label.find(itemprop="copyrightHolder")
        or label.find(["cite", "small"])
    )
    whole = " ".join(label.get_text().split())
    if marked is not None and marked.get_text().strip():
        written = " ".join(marked.get_text().split())
        caption = whole.replace(written, "").strip(_AROUND)
        found = _CREDIT.fullmatch(written)
        return caption, found["name"] if found else written.strip("()[] ")
    found = _CREDIT.search(whole)
    if found:
        return whole[: found.start()].rstrip(_AROUND), found["name"].strip()
    return whole, ""
