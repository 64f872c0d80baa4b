"""The classic editor: an empty line ends a paragraph, and a line break is a new line.

After wpautop of WordPress, in one pass: elements that hold no lines of text by themselves are left
alone, and so is what stands in a slot, such as code.
"""

import re
from typing import Final

from newsgen.importer.readers.wordpress.names import names
from newsgen.importer.readers.wordpress.slots import BLOCK_SLOT

_BLOCKS: Final = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area"
    "|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header"
    "|footer|nav|figure|figcaption|details|menu|summary|center|iframe|video|audio|object"
)
_HOLD_LINES: Final = names("""
    p li td th dt dd h1 h2 h3 h4 h5 h6 figcaption figure caption summary address legend video
    audio object iframe
""")
"""Elements whose text directly after the start tag is no paragraph of its own."""
_TOKEN: Final = re.compile(
    rf"(?P<tag></?(?P<name>{_BLOCKS})(?=[\s/>])[^<>]*>)|(?P<slot>{BLOCK_SLOT})"
    r"|(?P<gap>\n[ \t]*+\n|<br\s{0,9}/?>\s{0,99}<br\s{0,9}/?>)",
    re.IGNORECASE,
)
_TAG_OR_LINE: Final = re.compile(r"<[^<>]*>|(?<![ \t])[ \t]++\n[ \t]*+|\n[ \t]*+")
_BREAK: Final = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)


def with_paragraphs(text: str) -> str:
    """The text with an element for each paragraph, and for each line break in one.

    It has as many lines as before.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces: list[str] = []
    position = 0
    holder = ""
    for token in _TOKEN.finditer(text):
        pieces.append(_paragraph(text[position : token.start()], holder))
        position = token.end()
        if token["gap"]:
            holder = ""
            pieces.append("\n" * token[0].count("\n"))
            continue
        name = (token["name"] or "").lower()
        opens = bool(name) and not token["tag"].startswith("</")
        holder = name if opens and name in _HOLD_LINES else ""
        pieces.append(token[0])
    pieces.append(_paragraph(text[position:], holder))
    return "".join(pieces)


def _paragraph(text: str, holder: str) -> str:
    words = text.strip()
    if not words:
        return text
    before, after = text.partition(words)[::2]
    lines = _with_breaks(words)
    return f"{before}{lines if holder else f'<p>{lines}</p>'}{after}"


def _with_breaks(text: str) -> str:
    pieces: list[str] = []
    position = 0
    is_after_break = False
    for found in _TAG_OR_LINE.finditer(text):
        between = text[position : found.start()]
        is_after_break = is_after_break and not between
        pieces.append(between)
        position = found.end()
        if found[0].startswith("<"):
            pieces.append(found[0])
            is_after_break = bool(_BREAK.fullmatch(found[0]))
        else:
            pieces.append("\n" if is_after_break else "<br>\n")
            is_after_break = False
    pieces.append(text[position:])
    return "".join(pieces)
