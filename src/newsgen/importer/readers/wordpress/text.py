"""The text of a story of WordPress as newsgen's Markdown.

The order is that of WordPress: blocks, paragraphs, shortcodes. Shortcodes become elements of HTML,
so that one conversion turns everything into Markdown, whatever stands in what.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape as escape_html
from html import unescape
from typing import Final, NamedTuple

from newsgen.importer.bodies.html import html_to_markdown, plain_text
from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Post, Site
from newsgen.importer.readers.wordpress.blocks import Blocks, Told
from newsgen.importer.readers.wordpress.footnotes import Footnotes
from newsgen.importer.readers.wordpress.handlers import CALL, Handlers, lone_address
from newsgen.importer.readers.wordpress.media import elements_of, embed_html
from newsgen.importer.readers.wordpress.paragraphs import with_paragraphs
from newsgen.importer.readers.wordpress.shortcodes import Call, Shortcodes, find_shortcodes
from newsgen.importer.readers.wordpress.slots import (
    BLOCK_SLOT,
    CLASSIC,
    FINISHED,
    Slots,
    without_marks,
)
from newsgen.importer.readers.wordpress.vocabulary import (
    MEDIA,
    RAW,
    is_layout,
    is_within_words,
)

_PROTECTED: Final = re.compile(
    r"<(?P<name>pre|code|script|style|textarea|svg)(?=[\s>])[^<>]*>|<!--",
    re.IGNORECASE,
)
_CLOSINGS: Final = {
    name: re.compile(f"</{name}>", re.IGNORECASE)
    for name in ("pre", "code", "script", "style", "textarea", "svg")
}
_RAW: Final = re.compile(rf"\[({'|'.join(sorted(RAW))})((?:\s[^\[\]]{{0,500}})?)\]", re.IGNORECASE)
_PAGE_BREAK: Final = re.compile(r"<!--\s{0,9}nextpage\s{0,9}-->", re.IGNORECASE)
_SLOTS: Final = re.compile(
    rf"(?P<start><p(?:\s[^<>]*)?>\s{{0,99}})?(?P<slots>(?:{BLOCK_SLOT}\s{{0,9}})++)(?P<end></p>)?"
)
"""Pieces that stand for themselves, and a paragraph that begins or ends around them."""
_BLOCK_INSIDE: Final = re.compile(
    rf"\n[ \t]*+\n|</?(?:p|div|h[1-6]|ul|ol|blockquote|table|figure|pre)[\s>]|{BLOCK_SLOT}"
    rf"|[{CLASSIC}{FINISHED}]"
)
_LETTERS: Final = re.compile(r"\w++")
_SPACES: Final = frozenset(" \t\r")
_EDGES: Final = frozenset({"", "\n", CLASSIC, FINISHED})
_LANGUAGE: Final = re.compile(r"(?:lang|language)\s?=\s?[\"']?([A-Za-z0-9+#-]{1,20})")


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown, ending in one line break; empty for no text."""
    if not post.body.strip():
        return ""
    slots, footnotes = Slots(), Footnotes()
    html, calls = _html(post, site, conversion, slots)
    handlers = Handlers(site, calls, footnotes)
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
    text = _with_elements(marked, found, _Around(post, site, slots, conversion))
    pieces = [
        with_paragraphs(_with_embeds(piece[1:], slots)) if piece[0] == CLASSIC else piece[1:]
        for piece in re.split(f"(?=[{CLASSIC}{FINISHED}])", text)
        if piece
    ]
    html = _SLOTS.sub(_out_of_paragraph, "".join(pieces))
    return slots.restore(html), found.calls


def _out_of_paragraph(found: re.Match[str]) -> str:
    """The pieces before the paragraph that they began, or after the one that they ended."""
    if found["start"] and found["end"]:
        return found["slots"]
    return f"{found['end'] or ''}{found['slots']}{found['start'] or ''}"


def _tell(told: Sequence[Told], conversion: Conversion) -> None:
    """Say what became of the blocks that are not simply HTML."""
    for block in told:
        name = f"block {block.name}"
        match block.effect:
            case "left-out":
                conversion.leave_out(f"{name}: left out, the theme does that", "", block.line, name)
            case "words":
                conversion.left_out.append(plain_text(block.words))
            case "missing":
                conversion.need(f"reusable {name}: not in the export", block.line, name)
            case _:
                conversion.change(f"{name}: not known, its words kept", block.line, name)


# --- what is not touched


def _protected(html: str, line: int, slots: Slots, conversion: Conversion) -> str:
    """The HTML with slots for code, and without comments."""
    html = _with_code(html, slots, conversion)
    last_comment = html.rfind("-->")
    pieces: list[str] = []
    position = 0
    while found := _PROTECTED.search(html, position):
        pieces.append(html[position : found.start()])
        name = (found["name"] or "").lower()
        if name:
            closing = _CLOSINGS[name].search(html, found.end())
            position = closing.end() if closing else len(html)
            whole = html[found.start() : position]
            pieces.append(_code_slot(name, whole, found[0], slots))
            continue
        position = found.end()
        if last_comment < position:  # a comment without an end hides nothing
            continue
        position = html.find("-->", position) + len("-->")
        whole = html[found.start() : position]
        if _PAGE_BREAK.fullmatch(whole):
            at = line + html.count("\n", 0, found.start())
            conversion.leave_out("page break: left out", "", at, "page break")
            pieces.append(slots.put("", block=True))
        else:
            pieces.append(slots.put("\n" * whole.count("\n"), block=False))
    return "".join([*pieces, html[position:]])


def _code_slot(name: str, html: str, opening: str, slots: Slots) -> str:
    """A slot for an element whose text is no prose. A poem is prose with lines."""
    if name == "pre" and "wp-block-verse" in opening:
        lines = html.removeprefix(opening).removesuffix("</pre>").replace("\n", "<br>")
        return slots.put(f"<p>{lines}</p>", block=True)
    return slots.put(html, block=name not in {"code", "svg"})


def _with_code(html: str, slots: Slots, conversion: Conversion) -> str:
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
        conversion.left_out += [found[0], closing]
        language = _LANGUAGE.search(found[2])
        name = language[1] if language else found[1].lower()
        known = (
            "" if name in {"code", "sourcecode", "source", "pre", "cc", "cci", "crayon"} else name
        )
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
            lines[number] = slots.put(embed_html(unescape(address)), block=True)
    return "\n".join(lines)


# --- shortcodes as elements


class _Around(NamedTuple):
    """What is around a text while it is converted."""

    post: Post
    site: Site
    slots: Slots
    conversion: Conversion


def _with_elements(text: str, found: Shortcodes, around: _Around) -> str:
    """The text with elements in the places of its shortcodes."""
    edits: list[_Edit] = []
    for number, call in enumerate(found.calls):
        around.conversion.left_out += [text[tag.start : tag.end] for tag in call.tags]
        around.conversion.left_out += _parts_of_word(call, text)
        edits += _call_edits(number, call, text, around)
    for tag in found.stray:
        around.conversion.left_out.append(text[tag.start : tag.end])
        edits.append(_Edit(tag.start, tag.end, ""))
    for tag in found.escaped:
        edits += [_Edit(tag.start - 1, tag.start, ""), _Edit(tag.end, tag.end + 1, "")]
    pieces: list[str] = []
    position = 0
    for start, end, instead in sorted(edits):
        pieces += [text[position:start], instead]
        position = end
    return "".join([*pieces, text[position:]])


def _parts_of_word(call: Call, text: str) -> Iterator[str]:
    """The parts of a word that begins in a shortcode: in the source they look like words."""
    if call.closing and (rest := _LETTERS.match(text, call.closing.end)):
        yield text[call.opening.end : call.closing.start].rpartition(" ")[2]
        yield rest[0]


class _Edit(NamedTuple):
    """What stands in the text instead of a part of it."""

    start: int
    end: int
    instead: str


def _call_edits(number: int, call: Call, text: str, around: _Around) -> Iterator[_Edit]:
    """The elements of one shortcode: those that HTML has for it, else one with its number."""
    start, end = call.opening.end, call.closing.start if call.closing else call.opening.end
    slots, conversion, elements = around.slots, around.conversion, None
    if conversion.rule(call.name) is None:
        elements = elements_of(call, text[start:end], around.post, around.site)
    if elements and elements.missing:
        what = f"{call.name}: {elements.missing} of its files are not in the export"
        conversion.need(what, _line(text, call), f"{call.name} without files")
    is_block = elements is not None or _is_block(text, call)
    lines = "\n" * call.opening.rest.count("\n")
    name = "div" if is_block else "span"
    opening, closing = f'<{name} {CALL}="{number}"{lines}>', f"</{name}>"
    if elements:
        opening, closing = elements.opening, elements.closing
    if not call.closing:
        whole = slots.put(opening + closing, block=is_block)
        yield _Edit(call.opening.start, call.opening.end, whole)
        return
    yield _Edit(call.opening.start, start, slots.put(opening, block=is_block))
    if elements and elements.middle:
        place = start + elements.place
        yield _Edit(place, place, slots.put(elements.middle, block=True))
    yield _Edit(call.closing.start, call.closing.end, slots.put(closing, block=is_block))


def _line(text: str, call: Call) -> int:
    return text.count("\n", 0, call.opening.start) + 1


def _is_block(text: str, call: Call) -> bool:
    """Whether it stands for itself, not in a paragraph."""
    if call.name.lower() in MEDIA:
        return True
    end = call.closing.end if call.closing else call.opening.end
    if call.closing and _BLOCK_INSIDE.search(text, call.opening.end, call.closing.start):
        return True
    start = call.opening.start
    while text[start - 1 : start] in _SPACES:
        start -= 1
    while text[end : end + 1] in _SPACES:
        end += 1
    begins, ends = text[start - 1 : start] in _EDGES, text[end : end + 1] in _EDGES
    if is_layout(call.name) and not is_within_words(call.name):
        return begins or text[start - 1 : start] == "]"  # columns stand close to each other
    return begins and ends
