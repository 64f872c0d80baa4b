"""Plain text as HTML, so that a reader has one kind of body only."""

import re
from html import escape

_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|details|div|dl|dt|dd|figure|figcaption|footer|form|"
    r"h[1-6]|header|hr|iframe|li|main|nav|object|ol|p|pre|script|section|style|table|tbody|td|th|"
    r"thead|tr|ul|video|audio)\b",
    re.IGNORECASE,
)


def text_as_html(text: str) -> str:
    """Paragraphs of plain text, with the line breaks in them."""
    return _paragraphs(escape(text, quote=False))


def lines_as_paragraphs(html: str) -> str:
    """HTML whose paragraphs are lines, as filters of Drupal make them: with their elements.

    Parts between blank lines that begin or hold a block stay as they are; so does HTML that has
    its paragraphs already, and all with code in it, whose lines mean something else.
    """
    lower = html.lower()
    if "<p>" in lower or "<p " in lower or "<pre" in lower or not html.strip():
        return html
    return _paragraphs(html)


def _paragraphs(html: str) -> str:
    found = (part.strip() for part in _BLANK_LINE.split(html))
    return "\n".join(_paragraph(part) for part in found if part)


def _paragraph(part: str) -> str:
    if _BLOCK.search(part):
        return part
    lines = "<br>\n".join(line.strip() for line in part.split("\n"))
    return f"<p>{lines}</p>"
