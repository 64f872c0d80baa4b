"""Plain text from Markdown, and Markdown from plain text."""

from newsgen.markdown import plain_words

_LONGEST = 5000
"""Longest text, in characters, whose marks are read: titles and summaries are far shorter."""


def plain_text(markdown: str) -> str:
    """A title or a summary without marks, links, HTML and entities, in one line."""
    text = markdown if len(markdown) > _LONGEST else plain_words(markdown)
    return " ".join(text.split())


def quoted(text: str) -> str:
    """A title of a link or picture in double quotes."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def escaped_label(text: str) -> str:
    """Plain text for the brackets of a link or picture."""
    for mark in "\\[]*_`<":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def destination(address: str) -> str:
    """A destination for the brackets after a label; in ``<`` and ``>`` if it needs them."""
    address = address.replace("\n", "").strip()
    if any(mark in address for mark in " ()<>\t") or not address:
        return "<" + address.replace("<", "%3C").replace(">", "%3E") + ">"
    return address
