"""Pictures, films, sound and files, from the elements and shortcodes that WordPress has for them."""

import re
from collections.abc import Iterator, Sequence
from html import escape as escape_html
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

import bs4

from newsgen.importer.bodies.blocks import block
from newsgen.importer.bodies.html import Converter
from newsgen.importer.bodies.pictures import picture
from newsgen.importer.bodies.texts import destination, escaped_label
from newsgen.importer.bodies.usual import embed, is_picture
from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Attachment, Site
from newsgen.markdown import recognise

_PHOTON: Final = re.compile(r"https?://i\d\.wp\.com/(.+)")
"""Jetpack shows pictures by way of this host, whose paths are the addresses."""
_NUMBER: Final = re.compile(r"wp-image-(\d{1,18})|attachment_(\d{1,18})")
_FILMS: Final = frozenset({".mp4", ".webm", ".ogv"})
_SOUNDS: Final = frozenset({".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac"})
_LONE_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{4,2000}")
_GALLERIES: Final = frozenset(
    "wp-block-gallery blocks-gallery-grid gallery tiled-gallery wp-block-jetpack-tiled-gallery"
    " wp-block-jetpack-slideshow wp-block-jetpack-slideshow_container".split()
)


# --- pictures


def mend_picture(img: bs4.Tag, site: Site) -> None:
    """Give the element the address of the original, and the description of the media library."""
    source = _text(img, "data-orig-file") or _text(img, "src") or _text(img, "data-src")
    img["src"] = without_photon(source)
    number = _number_of(img)
    known = site.attachments.get(number)
    if known and not _text(img, "alt").strip():
        img["alt"] = known.alt


def without_photon(address: str) -> str:
    """The address of a picture at its own host."""
    if found := _PHOTON.fullmatch(address):
        return f"https://{found[1].partition('?')[0]}"
    return address


def picture_with_caption(
    img: bs4.Tag, caption: str, credit: str, conversion: Conversion, line: int
) -> str:
    """The picture as Markdown; a link around it to a larger one leads to that one."""
    link = img.find_parent("a")
    href = _text(link, "href") if link else ""
    larger = href if is_picture(href) else _text(img, "data-full-url")
    if href and not is_picture(href) and "attachment_id" not in href:
        conversion.change("link around a picture dropped", line, "link around a picture")
    alt = _text(img, "alt").strip()
    words = " ".join(caption.split())
    return picture(
        _text(img, "src"), alt, words, conversion, credit=credit, larger=larger, line=line
    )


def is_gallery(tag: bs4.Tag) -> bool:
    """Whether the element is a gallery of any of WordPress's editors."""
    is_list = tag.name in {"figure", "ul", "div"}
    return is_list and not _GALLERIES.isdisjoint(tag.get_attribute_list("class"))


def show_gallery(tag: bs4.Tag, site: Site, converter: Converter) -> str:
    """The pictures inside, one on each line."""
    pictures = []
    for img in tag.find_all("img"):
        mend_picture(img, site)
        figure = img.find_parent(["figure", "dl", "li"])
        words = figure.find(["figcaption", "dd"]) if figure and figure is not tag else None
        caption = words.get_text() if words else ""
        shown = picture_with_caption(img, caption, "", converter.conversion, converter.line(img))
        pictures.append(shown)
    caption = next(
        (each for each in tag.find_all("figcaption", recursive=False) if not each.find("img")), None
    )
    after = converter.children(caption).strip() if caption else ""
    lines = "\n".join(each for each in pictures if each)
    inner = "\n\n".join(part for part in (lines, after) if part)
    return block("gallery", "", inner) if lines else after


def gallery_html(numbers: Sequence[str], site: Site) -> str:
    """A gallery of files of the media library; those that are not in the export are left out."""
    pictures = []
    for number in numbers:
        if found := site.attachments.get(number):
            pictures.append(
                f'<figure><img src="{escape_html(found.url)}" alt="{escape_html(found.alt)}">'
                f"<figcaption>{escape_html(found.caption)}</figcaption></figure>"
            )
    return f'<div class="gallery">{"".join(pictures)}</div>' if pictures else ""


def _number_of(img: bs4.Tag) -> str:
    number = _text(img, "data-id") or _text(img, "data-attachment-id")
    found = _NUMBER.search(" ".join(img.get_attribute_list("class")) if img.get("class") else "")
    return number or (found[1] or found[2] if found else "")


# --- films, sound, files, posts of other services


def show_film(tag: bs4.Tag, converter: Converter) -> str | None:
    """A figure with a film or sound in it, or the bare element; None if it is neither."""
    player = tag if tag.name in {"video", "audio"} else tag.find(["video", "audio"])
    if not isinstance(player, bs4.Tag):
        return None
    kind = "audio" if player.name == "audio" else "video"
    caption = tag.find("figcaption")
    words = converter.children(caption).strip() if isinstance(caption, bs4.Tag) else ""
    sources = [_text(each, "src") for each in (player, *player.find_all("source"))]
    return show_file(kind, sources, words, converter.conversion, converter.line(tag))


def show_file(
    kind: str, sources: Sequence[str], words: str, conversion: Conversion, line: int
) -> str:
    """A film or sound: a player if browsers have one for the file, else a link."""
    given = [source.strip() for source in sources if source.strip()]
    if not given:
        return words
    known = _FILMS if kind == "video" else _SOUNDS
    playable = next((source for source in given if _ending(source) in known), "")
    source = playable or given[0]
    if recognise(source):
        return embed_with_words(source, words, conversion, line)
    found = conversion.link(source, line)
    if playable and found:
        return block(kind, found.replace(" ", "%20"), words)
    name = unquote(PurePosixPath(urlsplit(source).path).name) or source
    conversion.change(f"{kind} {name}: no player, kept as a link", line, f"{kind} without player")
    label = words or escaped_label(name)
    return f"[{label}]({destination(found)})" if found else label


def embed_with_words(address: str, words: str, conversion: Conversion, line: int) -> str:
    """What is at the address, with words below it."""
    address = address.strip()
    found = recognise(address)
    if found:
        return block("video" if found.kind == "video" else "embed", address, words)
    link = conversion.link(address, line)
    if not link or link == address:
        shown = embed(address)
    else:
        shown = f"[{escaped_label(address)}]({destination(link)})"
    return "\n\n".join(part for part in (shown, words) if part)


def show_embed_figure(tag: bs4.Tag, converter: Converter) -> str | None:
    """The figure of the block editor around an address."""
    if "wp-block-embed" not in tag.get_attribute_list("class"):
        return None
    wrapper = tag.find(class_="wp-block-embed__wrapper")
    written = wrapper.get_text(" ") if isinstance(wrapper, bs4.Tag) else tag.get_text(" ")
    found = _LONE_ADDRESS.search(written)
    if not found:
        return None
    caption = tag.find("figcaption")
    words = converter.children(caption).strip() if isinstance(caption, bs4.Tag) else ""
    return embed_with_words(found[0], words, converter.conversion, converter.line(tag))


def lone_address(text: str) -> str:
    """The address, if the text is nothing else; empty if it is anything else."""
    return text.strip() if _LONE_ADDRESS.fullmatch(text.strip()) else ""


def urls_of(numbers: Sequence[str], site: Site) -> Iterator[Attachment]:
    """The files of the media library with these numbers."""
    for number in numbers:
        if found := site.attachments.get(number):
            yield found


def _ending(source: str) -> str:
    return PurePosixPath(urlsplit(source).path).suffix.lower()


def _text(tag: bs4.Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else " ".join(value or ())
