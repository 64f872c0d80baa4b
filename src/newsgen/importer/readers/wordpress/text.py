"""The text of a story of WordPress as newsgen's Markdown.

The order is that of WordPress: blocks, paragraphs, shortcodes. Shortcodes become elements of HTML,
so that one conversion turns everything into Markdown, whatever stands in what.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape as escape_html
from html import unescape
from typing import Final

import bs4

from newsgen.importer.bodies.html import html_to_markdown
from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Post, Site
from newsgen.importer.readers.wordpress.blocks import Blocks, Told
from newsgen.importer.readers.wordpress.footnotes import Footnotes
from newsgen.importer.readers.wordpress.handlers import CALL, EMBED, Handlers
from newsgen.importer.readers.wordpress.media import gallery_html, lone_address
from newsgen.importer.readers.wordpress.paragraphs import with_paragraphs
from newsgen.importer.readers.wordpress.shortcodes import Call, Shortcodes, Tag, find_shortcodes
from newsgen.importer.readers.wordpress.slots import (
    BLOCK_SLOT,
    CLASSIC,
    FINISHED,
    Slots,
    without_marks,
)
from newsgen.importer.readers.wordpress.vocabulary import MEDIA, RAW, is_layout

_PROTECTED: Final = re.compile(
    r"<(?P<name>pre|code|script|style|textarea|svg)(?=[\s>])[^<>]*>|<!--",
    re.IGNORECASE,
)
_RAW: Final = re.compile(rf"\[({'|'.join(sorted(RAW))})((?:\s[^\[\]]{{0,500}})?)\]", re.IGNORECASE)
_PAGE_BREAK: Final = re.compile(r"<!--\s{0,9}nextpage\s{0,9}-->", re.IGNORECASE)
_SLOTS_AFTER_START: Final = re.compile(rf"(<p(?:\s[^<>]*)?>)\s{{0,99}}((?:{BLOCK_SLOT}\s{{0,9}})+)")
_SLOTS_BEFORE_END: Final = re.compile(rf"((?:{BLOCK_SLOT}\s{{0,9}})+)</p>")
_BLOCK_INSIDE: Final = re.compile(
    rf"\n[ \t]*+\n|</?(?:p|div|h[1-6]|ul|ol|blockquote|table|figure|pre)[\s>]|{BLOCK_SLOT}"
    rf"|[{CLASSIC}{FINISHED}]"
)
_LANGUAGE: Final = re.compile(r"(?:lang|language)\s?=\s?[\"']?([A-Za-z0-9+#-]{1,20})")


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown, ending in one line break; empty for no text."""
    if not post.body.strip():
        return ""
    slots, footnotes = Slots(), Footnotes()
    html, calls = _html(post, site, conversion, slots)
    handlers = Handlers(post, site, calls, footnotes)
    markdown = html_to_markdown(
        html, conversion, handlers=handlers.all(), first_line=post.body_line
    ).strip()
    text = "\n\n".join(part for part in (markdown, footnotes.definitions()) if part)
    return f"{text}\n" if text else ""


def _html(
    post: Post, site: Site, conversion: Conversion, slots: Slots
) -> tuple[str, Sequence[Call]]:
    """The body as HTML only: each shortcode is an element with its number."""
    blocks = Blocks(site.extra.get("parts", {}))
    blocks.read(without_marks(post.body), line=post.body_line)
    _tell(blocks.told, conversion)
    marked = "".join(
        (CLASSIC if piece.is_classic else FINISHED)
        + _protected(piece.html, piece.line, slots, conversion)
        for piece in blocks.pieces
    )
    found = find_shortcodes(marked)
    text = _with_elements(marked, found, post, site, slots, conversion)
    pieces = [
        with_paragraphs(_with_embeds(piece[1:], slots)) if piece[0] == CLASSIC else piece[1:]
        for piece in re.split(f"(?=[{CLASSIC}{FINISHED}])", text)
        if piece
    ]
    html = _SLOTS_AFTER_START.sub(r"\2\1", "".join(pieces))
    html = _SLOTS_BEFORE_END.sub(r"</p>\1", html)
    return slots.restore(html), found.calls


def _tell(told: Sequence[Told], conversion: Conversion) -> None:
    """Say what became of the blocks that are not simply HTML."""
    for block in told:
        name = f"block {block.name}"
        match block.effect:
            case "left-out":
                conversion.leave_out(f"{name}: left out, the theme does that", "", block.line, name)
            case "words":
                conversion.left_out.append(bs4.BeautifulSoup(block.words, "html.parser").get_text(" "))
            case "missing":
                conversion.need(f"reusable {name}: it is not in the export", block.line, name)
            case _:
                conversion.change(f"{name}: not known, its words kept", block.line, name)


# --- what is not touched


def _protected(html: str, line: int, slots: Slots, conversion: Conversion) -> str:
    """The HTML with slots for code, and without comments."""
    html = _with_code(html, slots)
    lowered = html.lower()
    pieces: list[str] = []
    position = 0
    while found := _PROTECTED.search(html, position):
        pieces.append(html[position : found.start()])
        name = (found["name"] or "").lower()
        closing = f"</{name}>" if name else "-->"
        end = lowered.find(closing, found.end()) if name else html.find("-->", found.end())
        position = len(html) if end < 0 else end + len(closing)
        whole = html[found.start() : position]
        if name == "pre" and "wp-block-verse" in found[0]:
            lines = whole.removeprefix(found[0]).removesuffix(closing).replace("\n", "<br>")
            pieces.append(slots.put(f"<p>{lines}</p>", block=True))
        elif name:
            pieces.append(slots.put(whole, block=name not in {"code", "svg"}))
        elif _PAGE_BREAK.fullmatch(whole):
            at = line + html.count("\n", 0, found.start())
            conversion.leave_out("page break: left out", "", at, "page break")
        if not name:
            pieces.append("\n" * whole.count("\n"))
    return "".join([*pieces, html[position:]])


def _with_code(html: str, slots: Slots) -> str:
    """The HTML with slots for what stands between ``[code]`` and ``[/code]``."""
    pieces: list[str] = []
    position = 0
    endless: set[str] = set()
    while found := _RAW.search(html, position):
        closing = f"[/{found[1]}]"
        end = -1 if closing in endless else html.find(closing, found.end())
        if end < 0:
            endless.add(closing)
            pieces.append(html[position : found.end()])
            position = found.end()
            continue
        language = _LANGUAGE.search(found[2])
        name = language[1] if language else found[1].lower()
        known = "" if name in {"code", "sourcecode", "source", "pre", "cc", "cci", "crayon"} else name
        code = unescape(html[found.end() : end]).strip("\r\n")
        class_ = f' class="language-{known}"' if known else ""
        element = f"<pre><code{class_}>{escape_html(code, quote=False)}</code></pre>"
        pieces += [html[position : found.start()], slots.put(element, block=True)]
        position = end + len(closing)
    return "".join([*pieces, html[position:]])


def _with_embeds(text: str, slots: Slots) -> str:
    """The text with slots for addresses that are alone in their lines, as WordPress embeds them."""
    if "://" not in text:
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "://" in line and (address := lone_address(line)):
            element = f'<div {EMBED}="{escape_html(unescape(address))}"></div>'
            lines[number] = slots.put(element, block=True)
    return "\n".join(lines)


# --- shortcodes as elements


def _with_elements(
    text: str,
    found: Shortcodes,
    post: Post,
    site: Site,
    slots: Slots,
    conversion: Conversion,
) -> str:
    """The text with elements in the places of its shortcodes."""
    edits: list[tuple[int, int, str]] = []
    for number, call in enumerate(found.calls):
        tags = [tag for tag in (call.opening, call.closing) if tag]
        conversion.left_out += [text[tag.start + 1 : tag.end - 1] for tag in tags]
        is_block = _is_block(text, call)
        name = "div" if is_block else "span"
        lines = "\n" * call.opening.rest.count("\n")
        opening, closing = f'<{name} {CALL}="{number}"{lines}>', f"</{name}>"
        inner = _gallery(call, post, site) if conversion.rule(call.name) is None else ""
        if call.closing:
            edits.append((call.opening.start, call.opening.end, slots.put(opening, block=is_block)))
            edits.append(_edit(call.closing, slots.put(closing, block=is_block)))
        else:
            element = f"{opening}{inner}{closing}"
            edits.append(_edit(call.opening, slots.put(element, block=is_block)))
    for tag in found.stray:
        conversion.left_out.append(text[tag.start + 1 : tag.end - 1])
        edits.append(_edit(tag, ""))
    for tag in found.escaped:
        edits += [(tag.start - 1, tag.start, ""), (tag.end, tag.end + 1, "")]
    pieces: list[str] = []
    position = 0
    for start, end, instead in sorted(edits):
        pieces += [text[position:start], instead]
        position = end
    return "".join([*pieces, text[position:]])


def _edit(tag: Tag, instead: str) -> tuple[int, int, str]:
    return tag.start, tag.end, instead


def _gallery(call: Call, post: Post, site: Site) -> str:
    """The pictures of a gallery: those that it names, else all that were uploaded for the story."""
    names = {"gallery": ("ids", "include"), "vc_gallery": ("images",), "vc_single_image": ("image",)}
    names |= {"et_pb_gallery": ("gallery_ids",)}
    keys = names.get(call.name.lower())
    if not keys:
        return ""
    written = next((call.named[key] for key in keys if call.named.get(key)), "")
    numbers = re.findall(r"\d{1,18}", written)
    if not written and call.name.lower() == "gallery":
        own = call.named.get("id") or post.id.removeprefix("wp-")
        left_out = set(re.findall(r"\d{1,18}", call.named.get("exclude", "")))
        uploaded: Mapping[str, list[str]] = site.extra.get("children", {})
        numbers = [number for number in uploaded.get(own, ()) if number not in left_out]
    return gallery_html(numbers, site)


def _is_block(text: str, call: Call) -> bool:
    """Whether it stands for itself, not in a paragraph."""
    if call.name.lower() in MEDIA:
        return True
    end = call.closing.end if call.closing else call.opening.end
    if call.closing and _BLOCK_INSIDE.search(text, call.opening.end, call.closing.start):
        return True
    begins = not text[:call.opening.start].rpartition("\n")[2].strip(f" \t{CLASSIC}{FINISHED}")
    ends = not text[end:].partition("\n")[0].strip(" \t")
    return begins and (ends or is_layout(call.name))
