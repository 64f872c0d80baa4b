"""What elements of WordPress become, before the general rules for HTML."""

from collections.abc import Mapping, Sequence
from typing import Final

import bs4

from newsgen.importer.bodies.blocks import block
from newsgen.importer.bodies.html import Converter, Handler, plain_text
from newsgen.importer.bodies.shortcodes import Show, show
from newsgen.importer.bodies.pictures import picture
from newsgen.importer.conversion import Shortcode
from newsgen.importer.models import Post, Site
from newsgen.importer.readers.wordpress.footnotes import Footnotes
from newsgen.importer.readers.wordpress.media import (
    embed_with_words,
    is_gallery,
    lone_address,
    mend_picture,
    picture_with_caption,
    show_embed_figure,
    show_file,
    show_film,
    show_gallery,
    urls_of,
)
from newsgen.importer.readers.wordpress.shortcodes import Call
from newsgen.importer.readers.wordpress.vocabulary import (
    FOOTNOTES,
    VOCABULARY,
    is_layout,
    show_layout,
)

CALL: Final = "data-newsgen-call"
"""Attribute with the number of a shortcode in the text."""
EMBED: Final = "data-newsgen-embed"
"""Attribute with an address that was alone in its line."""
COVER: Final = "data-newsgen-cover"
"""Attribute with the address of the picture behind a block."""
_CAPTIONS: Final = frozenset({"caption", "wp_caption"})
_GALLERIES: Final = frozenset({"gallery", "vc_gallery", "vc_single_image", "et_pb_gallery"})
_FILMS: Final = frozenset({"video", "audio"})
_SOURCES: Final = ("src", "mp4", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "m4v", "mov", "wmv", "flv")


class Handlers:
    """The handlers for one text."""

    def __init__(
        self, post: Post, site: Site, calls: Sequence[Call], footnotes: Footnotes
    ) -> None:
        self._post = post
        self._site = site
        self._calls = calls
        self._footnotes = footnotes

    def all(self) -> tuple[Handler, ...]:
        """The handlers in the order in which they are tried."""
        return (self._shortcode, self._footnote, self._figure, self._picture, self._others)

    # --- shortcodes

    def _shortcode(self, tag: bs4.Tag, converter: Converter) -> str | None:
        number = tag.get(CALL)
        if not isinstance(number, str) or not number.isdecimal() or int(number) >= len(self._calls):
            return None
        call = self._calls[int(number)]
        return self._show(call, tag, converter, is_block=tag.name == "div")

    def _show(self, call: Call, tag: bs4.Tag, converter: Converter, *, is_block: bool) -> str:
        name, conversion = call.name.lower(), converter.conversion
        if conversion.rule(call.name) is None:
            if name in _CAPTIONS and (img := tag.find("img")):
                return self._caption(call, tag, img, converter)
            if name in _GALLERIES:
                if found := tag.find(class_="gallery"):
                    return show_gallery(found, self._site, converter)
                text = f"{name}: its pictures are not in the export"
                conversion.need(text, converter.line(tag), "gallery without pictures")
                return ""
            if name in FOOTNOTES:
                return self._footnotes.inline(
                    converter.children(tag), getattr(converter,"notes",{}).values()
                )
            if name in _FILMS or name == "playlist":
                return self._films(call, name, tag, converter)
        shortcode = Shortcode(
            name=call.name,
            arguments=call.arguments,
            named=call.named,
            inner=converter.children(tag),
            written=f"[{call.name}{call.opening.rest}]",
            line=converter.line(tag),
            is_block=is_block,
        )
        known: Mapping[str, Show] = VOCABULARY
        if is_layout(call.name) and name not in VOCABULARY:
            known = {call.name: show_layout}
        return show(shortcode, conversion, known)

    def _caption(self, call: Call, tag: bs4.Tag, img: bs4.Tag, converter: Converter) -> str:
        mend_picture(img, self._site)
        words = tag.get_text(" ") if tag.find("br") else tag.get_text()
        caption = words.strip() or plain_text(call.named.get("caption", ""))
        credit = plain_text(call.named.get("credit", ""))
        return picture_with_caption(img, caption, credit, converter.conversion, converter.line(tag))

    def _films(self, call: Call, name: str, tag: bs4.Tag, converter: Converter) -> str:
        line, words = converter.line(tag), converter.children(tag).strip()
        if name == "playlist":
            kind = "video" if call.named.get("type") == "video" else "audio"
            files = urls_of(call.named.get("ids", "").replace(" ", "").split(","), self._site)
            shown = [show_file(kind, [each.url], "", converter.conversion, line) for each in files]
            return "\n\n".join(shown)
        given = [call.named[key] for key in _SOURCES if call.named.get(key)]
        return show_file(name, given or call.arguments, words, converter.conversion, line)

    # --- elements

    def _footnote(self, tag: bs4.Tag, converter: Converter) -> str | None:
        if tag.name == "sup" and tag.has_attr("data-fn"):
            converter.conversion.left_out.append(tag.get_text())
            return self._footnotes.refer(str(tag["data-fn"]), getattr(converter,"notes",{}).values())
        if tag.name == "ol" and "wp-block-footnotes" in tag.get_attribute_list("class"):
            for item in tag.find_all("li", recursive=False):
                name = str(item.get("id", ""))
                for back in item.find_all("a", href=f"#{name}-link"):
                    back.decompose()
                self._footnotes.define(name, converter.children(item))
            return ""
        return None

    def _figure(self, tag: bs4.Tag, converter: Converter) -> str | None:
        if is_gallery(tag):
            return show_gallery(tag, self._site, converter)
        if tag.name in {"video", "audio"} or (tag.name == "figure" and tag.find(["video", "audio"])):
            return show_film(tag, converter)
        if "wp-block-embed" in tag.get_attribute_list("class"):
            return show_embed_figure(tag, converter)
        if "wp-block-pullquote" in tag.get_attribute_list("class"):
            return _pullquote(tag, converter)
        return None

    def _picture(self, tag: bs4.Tag, converter: Converter) -> str | None:
        """Mends the element, and leaves it to the general rules."""
        if tag.name == "img":
            mend_picture(tag, self._site)
        elif isinstance(source := tag.get(COVER), str):
            following = tag.find_next_sibling()
            if following and following.find("img"):
                return ""  # newer blocks have an element for it as well
            return picture(source, "", "", converter.conversion, line=converter.line(tag))
        return None

    def _others(self, tag: bs4.Tag, converter: Converter) -> str | None:
        conversion = converter.conversion
        classes = tag.get_attribute_list("class")
        if isinstance(address := tag.get(EMBED), str):
            return embed_with_words(address, "", conversion, converter.line(tag))
        if tag.name == "p" and not tag.find(True) and (address := lone_address(tag.get_text())):
            return embed_with_words(address, "", conversion, converter.line(tag))
        if tag.name == "a" and "wp-block-file__button" in classes:
            conversion.left_out.append(tag.get_text())
            return ""
        return None


def _pullquote(tag: bs4.Tag, converter: Converter) -> str:
    """Words of the story, shown large, and who said them."""
    cite = tag.find("cite")
    who = ""
    if isinstance(cite, bs4.Tag):
        who = " ".join(cite.get_text().split())
        cite.extract()
    quote = tag.find("blockquote")
    return block("pullquote", who, converter.children(quote if isinstance(quote, bs4.Tag) else tag))
