"""What elements of WordPress become, before the general rules for HTML."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import bs4

from newsgen.importer.bodies.blocks import block
from newsgen.importer.bodies.html import Converter, Handler
from newsgen.importer.bodies.pictures import picture
from newsgen.importer.bodies.shortcodes import Show, show
from newsgen.importer.bodies.texts import destination, escaped_label
from newsgen.importer.bodies.usual import embed
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.importer.models import Site
from newsgen.importer.readers.wordpress.footnotes import Footnotes
from newsgen.importer.readers.wordpress.media import EMBED
from newsgen.importer.readers.wordpress.shortcodes import Call
from newsgen.importer.readers.wordpress.vocabulary import (
    FOOTNOTES,
    VOCABULARY,
    is_layout,
    show_layout,
)
from newsgen.markdown import recognise

CALL: Final = "data-newsgen-call"
"""Attribute with the number of a shortcode in the text."""
COVER: Final = "data-newsgen-cover"
"""Attribute with the address of the picture behind a block."""
_PHOTON: Final = re.compile(r"https?://i\d\.wp\.com/(.+)")
"""Jetpack shows pictures by way of this host, whose paths are the addresses."""
_PICTURE_NUMBER: Final = re.compile(r"wp-image-(\d{1,18})")
_PAGE_NUMBER: Final = re.compile(r"[?&]attachment_id=(\d{1,18})")
_LONE_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{4,2000}")


class Handlers:
    """The handlers for one text."""

    def __init__(self, site: Site, calls: Sequence[Call], footnotes: Footnotes) -> None:
        self._site = site
        self._calls = calls
        self._footnotes = footnotes

    def all(self) -> tuple[Handler, ...]:
        """The handlers in the order in which they are tried."""
        return (self._shortcode, self._picture, _address, _file, _pullquote)

    def _shortcode(self, tag: bs4.Tag, converter: Converter) -> str | None:
        number = tag.get(CALL)
        if not isinstance(number, str) or not number.isdecimal() or int(number) >= len(self._calls):
            return None
        call = self._calls[int(number)]
        name, conversion = call.name.lower(), converter.conversion
        inner = converter.children(tag)
        if name in FOOTNOTES and conversion.rule(call.name) is None:
            return self._footnotes.refer(inner, converter.notes.values())
        known: Mapping[str, Show] = VOCABULARY
        if name not in VOCABULARY and is_layout(call.name):
            known = {call.name: show_layout}
        shortcode = Shortcode(
            name=call.name,
            arguments=call.arguments,
            named=call.named,
            inner=inner,
            written=f"[{call.name}{call.opening.rest}]",
            line=converter.line(tag),
            is_block=tag.name == "div",
        )
        return show(shortcode, conversion, known)

    def _picture(self, tag: bs4.Tag, converter: Converter) -> str | None:
        """Mends pictures, and leaves them to the general rules."""
        if tag.name == "img":
            self._mend(tag)
        elif tag.name == "a" and (inside := tag.find("img")):
            self._mend(inside)
            if file := self._file_of(str(tag.get("href", ""))):
                tag["href"] = file
        elif isinstance(source := tag.get(COVER), str):
            following = tag.find_next_sibling()
            if following and following.find("img"):
                return ""  # newer blocks have an element for it as well
            return picture(source, "", "", converter.conversion, line=converter.line(tag))
        return None

    def _mend(self, img: bs4.Tag) -> None:
        """Give a picture its address at its own host, and its description in the library."""
        for name in ("src", "data-orig-file", "data-large-file"):
            if found := _PHOTON.fullmatch(str(img.get(name, ""))):
                img[name] = f"https://{found[1].partition('?')[0]}"
        number = _PICTURE_NUMBER.search(str(img.get("class", "")))
        known = self._site.attachments.get(number[1] if number else str(img.get("data-id", "")))
        if known and not str(img.get("alt", "")).strip():
            img["alt"] = known.alt

    def _file_of(self, address: str) -> str:
        """The file that a page of the media library shows."""
        number = _PAGE_NUMBER.search(address)
        key = number[1] if number else self._site.extra.get("pictures", {}).get(address, "")
        found = self._site.attachments.get(key)
        return found.url if found else ""


def lone_address(text: str) -> str:
    """The address, if the text is nothing else; empty if it is anything else."""
    return text.strip() if _LONE_ADDRESS.fullmatch(text.strip()) else ""


# --- handlers that need nothing else


def _address(tag: bs4.Tag, converter: Converter) -> str | None:
    """What WordPress shows for an address that stands alone, in a line or in a block."""
    conversion, line = converter.conversion, converter.line(tag)
    if isinstance(address := tag.get(EMBED), str):
        return _embedded(address, "", conversion, line)
    if tag.name == "p" and not tag.find_all() and (address := lone_address(tag.get_text())):
        return _embedded(address, "", conversion, line)
    if "wp-block-embed" not in tag.get_attribute_list("class"):
        return None
    wrapper = tag.find(class_="wp-block-embed__wrapper")
    found = lone_address(wrapper.get_text()) if wrapper else ""
    if not found:
        return None
    caption = tag.find("figcaption")
    return _embedded(found, converter.children(caption) if caption else "", conversion, line)


def _embedded(address: str, words: str, conversion: Conversion, line: int) -> str:
    """What is at the address, with the words below it."""
    if found := recognise(address):
        conversion.left_out.append(address)
        return block("video" if found.kind == "video" else "embed", address, words)
    link = conversion.link(address, line)
    is_own = link and link != address
    shown = f"[{escaped_label(address)}]({destination(link)})" if is_own else embed(address)
    return "\n\n".join(part for part in (shown, words) if part)


def _file(tag: bs4.Tag, converter: Converter) -> str | None:
    """The button below a file, which says the same again."""
    if tag.name != "a" or "wp-block-file__button" not in tag.get_attribute_list("class"):
        return None
    words = tag.parent.get_text() if tag.parent else tag.get_text()
    converter.conversion.left_out += [tag.get_text(), words]  # the two links have no space between
    return ""


def _pullquote(tag: bs4.Tag, converter: Converter) -> str | None:
    """Words of the story, shown large, and who said them."""
    if "wp-block-pullquote" not in tag.get_attribute_list("class"):
        return None
    cite = tag.find("cite")
    who = converter.plain(cite) if cite else ""
    if cite:
        cite.extract()
    return block("pullquote", who, converter.children(tag.find("blockquote") or tag))
