"""The front matter and the body of a file of Pelican: Markdown, reStructuredText or HTML."""

import re
from pathlib import PurePosixPath
from typing import Any

import bs4

from newsgen.importer.bodies.html import escape
from newsgen.importer.bodies.rst import read_rst
from newsgen.importer.front import Front, read_front
from newsgen.importer.models import Markup

_BODY = re.compile(r"<body\b[^<>]{0,2000}>", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s{0,9}>", re.IGNORECASE)
_EXACT = frozenset(
    {"date", "modified", "slug", "url", "save_as", "lang", "status", "translation", "template"}
)
"""Keys whose values are no text for readers."""
_MARKUPS: dict[str, Markup] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".mdown": "markdown",
    ".rst": "rst",
    ".html": "html",
    ".htm": "html",
}
OTHERS = frozenset({".adoc", ".asciidoc", ".ipynb", ".org", ".tex", ".textile", ".txt"})
"""Endings of stories that plugins of Pelican read, and that are not imported."""


def markup_of(path: str) -> Markup | None:
    """What the file is; None if it is no story."""
    return _MARKUPS.get(PurePosixPath(path).suffix.lower())


def read_story(text: str, markup: Markup) -> Front:
    """The metadata and the body of a story."""
    match markup:
        case "rst":
            return rst_front(text)
        case "html":
            return _html_front(text)
        case _:
            return read_front(text, headers="pelican")


def rst_front(text: str) -> Front:
    """The title and the fields at the beginning of a reStructuredText document."""
    read = read_rst(text)
    values: dict[str, Any] = {"title": read.title} if read.title else {}
    values |= read.fields
    shown = {key: value if key in _EXACT else escape(value) for key, value in values.items()}
    return Front(values=shown, body=read.body, body_line=read.body_line)


def _html_front(text: str) -> Front:
    """``<title>`` and ``<meta name=… content=…>`` of a page, and what is in its ``<body>``."""
    opening = _BODY.search(text)
    head = text[: opening.start()] if opening else ""
    start = opening.end() if opening else 0
    closing = next(reversed(list(_BODY_END.finditer(text, start))), None)
    soup = bs4.BeautifulSoup(head, "html.parser")
    values: dict[str, Any] = {}
    if soup.title:
        values["title"] = escape(soup.title.get_text())
    for meta in soup.find_all("meta"):
        name = str(meta.get("name") or "").lower()
        content = str(meta.get("content") or meta.get("contents") or "")
        name = "tags" if name == "keywords" else name
        if name and content:
            content = content if name in _EXACT else escape(content)
            values[name] = f"{values[name]}, {content}" if name in values else content
    for useless in ("viewport", "generator", "robots"):
        values.pop(useless, None)
    return Front(
        values=values,
        body=text[start : closing.start() if closing else len(text)],
        body_line=text.count("\n", 0, start) + 1,
    )
