"""Rules for pictures, figures, galleries, films and sound."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from bs4 import Tag

from newsgen.importer.bodies.html.blocks import (
    Block,
    Picture,
    PicturePlace,
    with_words,
    write_block,
    write_pictures,
)
from newsgen.importer.bodies.html.converter import Converter, Rule
from newsgen.importer.bodies.html.tree import find_first

_PICTURE = re.compile(
    r"[^?#]*\.(?:jpe?g|jpe|jfif|png|gif|webp|avif|bmp|svg|heic)(?:[?#]|\Z)", re.IGNORECASE
)
_PLAYABLE: Final[Mapping[str, frozenset[str]]] = {
    "video": frozenset({"mp4", "m4v", "webm", "ogv"}),
    "audio": frozenset({"mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "flac", "webm", "mp4"}),
}
_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-src",
    "data-actualsrc",
    "data-lazy",
)
_ORIGINAL = ("data-orig-file", "data-full-url", "data-full", "data-large-file", "data-large_image")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(
    r"data:|about:|[^?#]*\b(?:blank|spacer|placeholder|pixel|transparent|lazy)[^/]*\.(?:gif|png|svg)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[0-9][wx]),(?=\S)")
_SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?)[wx]")
_NUMBER = re.compile(r"\s*+([0-9]{1,5})")
_SMALL = 40
"""Pixels up to which a picture is part of a line."""
_ICONS = frozenset({"emoji", "emojione", "icon", "smiley", "wp-smiley"})
_LEFT = frozenset(
    {"alignleft", "align-left", "float-left", "left", "image-left", "is-align-left", "tleft"}
)
_RIGHT = frozenset({"alignright", "align-right", "float-right", "right", "image-right", "tright"})
_WIDE = frozenset({"alignwide", "alignfull", "kg-width-wide", "kg-width-full"})
_FLOAT = re.compile(r"float\s*+:\s*+(left|right)", re.IGNORECASE)
_CAPTIONED = frozenset(
    {"wp-caption", "image-caption-container", "tr-caption-container", "captioned", "thumbinner"}
)
_CAPTIONS = frozenset(
    {"wp-caption-text", "tr-caption", "image-caption", "thumbcaption", "caption-text", "caption"}
)
_CREDITS = re.compile(
    r"(?:^|[-_ ])(?:credits?|photographer|photo-?credit|copyright|byline|source)(?:$|[-_ ])",
    re.IGNORECASE,
)
_GALLERIES = re.compile(
    r"(?:^|[-_])(?:galler(?:y|ies)|slideshow|carousel)(?:$|[-_])", re.IGNORECASE
)


def is_picture(address: str) -> bool:
    """Whether the address is that of a picture, by its ending."""
    return _PICTURE.match(address) is not None


def convert_image(tag: Tag, converter: Converter) -> str | None:
    """A picture without a link to a larger one."""
    return convert_picture(tag, converter, "")


def convert_picture(tag: Tag, converter: Converter, larger: str) -> str:
    """A picture; ``larger`` is the address of one to which a link around it leads."""
    alt = " ".join(str(tag.get("alt", "")).split())
    width, height = _pixels(tag, "width"), _pixels(tag, "height")
    line, classes = converter.line(tag), set(tag.get_attribute_list("class"))
    if alt and _ICONS & classes and len(alt) <= 8:
        return alt
    if 0 <= min(width, height) <= 1:
        converter.conversion.leave_out("picture of one pixel: left out", line=line, name="pixel")
        return ""
    written, best = _addresses(tag)
    if not written:
        return ""
    src = converter.conversion.picture(written, larger or best, line)
    if not src:
        converter.conversion.leave_out("picture: left out", alt, line=line, name="picture left out")
        return ""
    is_small = bool(_ICONS & classes) or 0 < max(width, height) <= _SMALL
    if not alt and not is_small:
        name = "picture without description"
        converter.conversion.need(f"{name}: {src[:100]}", line=line, name=name)
    return converter.pictured(Picture(src, alt, place=_place_of(tag), is_small=is_small))


def convert_figure(tag: Tag, converter: Converter) -> str | None:
    """A figure: its caption goes to the picture, the gallery, the film or below what it shows."""
    caption, credit = _take_caption(tag, converter)
    if converter.is_inline:
        return f"{converter.text(tag)} {caption} {credit} "
    blocks = converter.blocks(tag)
    place = _place_of(tag)
    pictures = [picture for block in blocks for picture in block.pictures]
    others = [block for block in blocks if not block.pictures]
    words = " – ".join(part for part in (caption, credit) if part)
    if len(pictures) == 1:
        picture = pictures[0]._replace(place=place or pictures[0].place)
        if picture.caption or picture.credit:
            others.append(_paragraph(converter, words))
        else:
            picture = picture._replace(caption=caption, credit=credit)
        return converter.marked(write_pictures([picture]), *_filled(others))
    if pictures:
        return converter.marked(write_pictures(pictures, words), *_filled(others))
    if blocks and words and blocks[-1].markdown.endswith(":::"):
        return converter.marked(
            *blocks[:-1], with_words(blocks[-1], _paragraph(converter, words).markdown)
        )
    return converter.marked(*blocks, *_filled([_paragraph(converter, words)]))


def convert_division(tag: Tag, converter: Converter) -> str | None:
    """A part of the page that is a figure or a gallery by its class, or by what it holds."""
    classes = set(tag.get_attribute_list("class"))
    if _CAPTIONED & classes or any(_GALLERIES.search(each) for each in classes):
        return convert_figure(tag, converter) if tag.find("img") else None
    return None


def convert_row(tag: Tag, converter: Converter) -> str | None:
    """Pictures beside each other, with nothing else, as a gallery."""
    if converter.is_inline:
        return None
    blocks = converter.blocks(tag)
    is_row = len(blocks) > 1 and all(block.pictures for block in blocks)
    if is_row and not find_first(tag, {"p"}):
        blocks = [write_pictures([picture for block in blocks for picture in block.pictures])]
    return converter.marked(*blocks)


def convert_noscript(tag: Tag, converter: Converter) -> str | None:
    """What pages show without scripts: a picture that a script would load, or nothing."""
    picture = tag.find("img")
    before = tag.find_previous_sibling()
    if isinstance(picture, Tag) and not (isinstance(before, Tag) and _shows_picture(before)):
        return None
    if words := " ".join(tag.get_text(" ").split()):
        text = "words for readers without scripts: left out"
        converter.conversion.leave_out(text, words, line=converter.line(tag), name="noscript")
    return ""


def convert_player(tag: Tag, converter: Converter) -> str | None:
    """A film or sound."""
    line = converter.line(tag)
    sources = [tag, *tag.find_all("source")]
    written = [str(each.get("src", "") or each.get("data-src", "")).strip() for each in sources]
    written = [each for each in written if each]
    fallback = " ".join(tag.get_text(" ").split())
    if not written:
        return None
    if fallback:
        text = "words for browsers without a player: left out"
        converter.conversion.leave_out(text, fallback, line=line, name=f"words in {tag.name}")
    chosen = next((each for each in written if _ending(each) in _PLAYABLE[tag.name]), written[0])
    address = converter.conversion.link(chosen, line)
    if not address:
        return ""
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2] or address
    is_playable = _ending(chosen) in _PLAYABLE[tag.name]
    if not is_playable:
        text = f"{tag.name} {name}: no player, kept as a link"
        converter.conversion.change(text, line=line, name=f"{tag.name} kept as a link")
    if converter.is_inline or not is_playable:
        linked = converter.styled(str(tag.get("title", "")) or name, f"]{address}")
        return linked if converter.is_inline else converter.marked(*converter.read_blocks(linked))
    files = [address]
    if tag.name == "video":
        if poster := str(tag.get("poster", "")):
            files.append(converter.conversion.picture(poster, "", line))
        tracks = (
            str(track["src"])
            for track in tag.find_all("track", src=True)
            if str(track.get("kind", "subtitles")) in {"captions", "subtitles"}
        )
        files += [converter.conversion.link(track, line) for track in tracks]
    title = " ".join(quote(each, safe="/:?&=#%+@!$,;~*'()-._[]") for each in files if each)
    return converter.marked(Block(write_block(tag.name, title, "")))


# --- parts


def _addresses(tag: Tag) -> tuple[str, str]:
    """The address of the picture, and that of the original or largest version if it is named."""
    src = str(tag.get("src", "")).strip()
    lazy = next((str(tag[name]).strip() for name in _LAZY if tag.get(name)), "")
    sets = [str(tag[name]) for name in _SETS if tag.get(name)]
    if isinstance(tag.parent, Tag) and tag.parent.name == "picture":
        for source in tag.parent.find_all("source"):
            sets += [str(source[name]) for name in _SETS if source.get(name)]
    largest = _largest(sets[0]) if sets else ""
    original = next((str(tag[name]).strip() for name in _ORIGINAL if tag.get(name)), "")
    if lazy or not src or _PLACEHOLDER.match(src):
        src = lazy or largest or original or src
    best = original or largest
    return src, "" if best == src else best


def _largest(candidates: str) -> str:
    """The largest picture of a ``srcset``."""
    best, size, last = "", 0.0, ""
    for word in _GLUED.sub(", ", candidates).split():
        found = _SIZE.fullmatch(word.rstrip(","))
        if found and last:
            best, size = (last, float(found[1])) if float(found[1]) > size else (best, size)
        else:
            last = word.rstrip(",")
            best = best or last
    return best


def _pixels(tag: Tag, name: str) -> int:
    """The width or height of the element; a large number if it is not written."""
    found = _NUMBER.match(str(tag.get(name, "")))
    return int(found[1]) if found and "%" not in str(tag[name]) else 9999


def _place_of(tag: Tag) -> PicturePlace:
    classes = set(tag.get_attribute_list("class"))
    floating = _FLOAT.search(str(tag.get("style", "")))
    align = floating[1].lower() if floating else str(tag.get("align", "")).lower()
    if align == "left" or _LEFT & classes:
        return "left"
    if align == "right" or _RIGHT & classes:
        return "right"
    return "wide" if _WIDE & classes else ""


def _take_caption(tag: Tag, converter: Converter) -> tuple[str, str]:
    """Caption and credit of the figure, as plain text; they are taken out of the tree."""
    captions = [
        each
        for each in tag.find_all()
        if each.name == "figcaption" or _CAPTIONS & set(each.get_attribute_list("class"))
    ]
    own = [each for each in captions if not find_first(each, {"img"}) and _belongs(each, tag)]
    texts: list[str] = []
    makers: list[str] = []
    for each in own[-1:]:
        for inner in each.find_all():
            if inner.parent and any(
                _CREDITS.search(name) for name in inner.get_attribute_list("class") if name
            ):
                makers.append(converter.plain(inner))
                inner.extract()
        texts.append(converter.plain(each))
        for link in each.find_all("a", href=True):
            text = f"link in a caption: left out, {str(link['href'])[:200]}"
            converter.conversion.leave_out(
                text, line=converter.line(link), name="link in a caption"
            )
        each.extract()
    return " ".join(texts).strip(), " ".join(makers).strip()


def _belongs(caption: Tag, figure: Tag) -> bool:
    """Whether the caption is that of the figure, and not of one inside it."""
    around = caption.find_parent("figure")
    return figure.name != "figure" or around is None or around is figure


def _paragraph(converter: Converter, words: str) -> Block:
    return Block(converter.write(words), "paragraph")


def _filled(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.markdown]


def _shows_picture(tag: Tag) -> bool:
    """Whether the element before shows the picture itself."""
    image = tag if tag.name == "img" else tag.find("img")
    if not isinstance(image, Tag):
        return False
    src, _ = _addresses(image)
    return bool(src) and not _PLACEHOLDER.match(src)


def _ending(address: str) -> str:
    return address.partition("?")[0].partition("#")[0].rpartition(".")[2].lower()


RULES: Final[Mapping[str, Sequence[Rule]]] = {
    "img": (convert_image,),
    "figure": (convert_figure,),
    "noscript": (convert_noscript,),
    **dict.fromkeys(("audio", "video"), (convert_player,)),
}
