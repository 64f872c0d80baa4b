"""Counts the words of a text before and after an import, by parsers that do not convert it.

HTML is read by the standard library, Markdown by newsgen's own engine. Words are compared as
readers see them: signs that an import sets in another way, such as quotes, dashes, ligatures, ² and
the numbers of footnotes, are no words of their own.
"""

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Final
from unicodedata import normalize

from newsgen.importer.models import Markup
from newsgen.markdown import shown_text

# A word; in scripts without spaces each character counts.
_WORD = re.compile(
    "[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|(?:(?![\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff])[^\W_])++(?:'[^\W_]++)*+"
)
_LABEL = re.compile(r"\s*+[\[(]?(?:[0-9]{1,3}|[*†‡§¶↑↩↵]{1,3})\ufe0e?[\])]?\s*+")
_APOSTROPHES = str.maketrans("'’ʼ′", "''''")
# What is within a word and no reader sees: soft hyphens, marks without width or of direction.
_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\u061c]")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0652\u0670]")
_SHORTCODES = re.compile(
    r"\{\{[^{}]{0,2000}\}\}|\{%[^%]{0,2000}%\}|\{#[^#]{0,2000}#\}"
    r"|\[/?[a-z][\w-]{0,40}(?:\s[^\[\]\n]{0,1000})?\](?![(\[:])"
)
_EXPRESSIONS = re.compile(r"(?<=[\w$]=)\{(?:[^{}]++|\{[^{}]{0,500}+\}){0,50}+\}")
"""Values of attributes in MDX: no reader sees them, and with them a tag is none of HTML."""
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}+|[xX][0-9A-Fa-f]{7,}+);?")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,60}\]:?")
_SKIPPED: Final = frozenset(
    {"head", "iframe", "noembed", "noframes", "script", "style", "template", "title"}
)
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details"),
        *(
            "div",
            "dl",
            "dt",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
        ),
        *("h6", "header", "hr", "img", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "option", "button", "video"),
        *("audio", "source", "object", "svg", "text", "rt", "rp", "label", "legend"),
    }
)


def source_words(body: str, markup: Markup) -> Counter[str]:
    """The words that readers see of the body: no tags, no scripts, no shortcodes.

    Descriptions and captions of pictures count, since they become text.
    """
    match markup:
        case "html":
            return _count(_SHORTCODES.sub(_drop_call, _html_text(body)))
        case "markdown":
            written = _EXPRESSIONS.sub('""', _SHORTCODES.sub(_drop_call, body))
            return _count(_markdown_text(written))
        case "rst":
            return _count(_rst_text(body))
        case _:
            return _count(body)


def _rst_text(body: str) -> str:
    """The text in the tree of docutils, whose only parser of it there is."""
    from newsgen.importer.bodies.rst import shown_rst  # noqa: PLC0415 - docutils is slow to import

    return shown_rst(body)


def markdown_words(markdown: str) -> Counter[str]:
    """The words that readers see of newsgen's Markdown."""
    return _count(_markdown_text(markdown))


def lost_words(before: Counter[str], after: Counter[str], left_out: Iterable[str]) -> int:
    """How many words of ``before`` are not in ``after``, without those left out on purpose."""
    missing = before - after
    for text in left_out:
        missing -= _count(text)
    return missing.total()


def _count(text: str) -> Counter[str]:
    plain = (
        normalize("NFKC", _UNSEEN.sub("", _NOTE_MARK.sub(" ", text)))
        .casefold()
        .translate(_APOSTROPHES)
    )
    return Counter(_WORD.findall(_MARKS.sub("", normalize("NFKD", plain))))


def _drop_call(found: re.Match[str]) -> str:
    """A space for a shortcode; words in brackets that have no argument are none.

    The destination of ``[label]: {{…}}`` stays one, so that the line is no text.
    """
    call = found[0]
    if found.string[max(0, found.start() - 3) : found.start()].rstrip().endswith("]:"):
        return "#"
    return call if call.startswith("[") and " " in call and "=" not in call else " "


def _markdown_text(markdown: str) -> str:
    return shown_text(markdown, _html_text)


def _html_text(html: str) -> str:
    """The visible text of the HTML."""
    if "<" not in html and "&" not in html:
        return html
    reader = _Reader(convert_charrefs=True)
    try:
        reader.feed(_readable(html))
        reader.close()
    except AssertionError:  # how the library says that a declaration is none
        reader.parts.append(reader.rawdata)
    return "".join(reader.parts)


def _readable(html: str) -> str:
    """The HTML without beginnings of tags and comments that never end.

    The library would look for each of their ends through the whole rest of the text.
    """
    html = _LONG_NUMBER.sub("\ufffd", html)
    html = html.replace("<![CDATA[", "").replace("]]>", "").replace("<![", "<!")
    last_comment, last_tag = html.rfind("-->"), html.rfind(">")
    if html.find("<!--", last_comment + 1) >= 0:
        html = html[: last_comment + 1] + html[last_comment + 1 :].replace("<!--", "")
    if html.find("<", last_tag + 1) >= 0:
        html = html[: last_tag + 1] + html[last_tag + 1 :].replace("<", " ")
    return html


class _Reader(HTMLParser):
    """Collects the text outside of what browsers do not show."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.parts: list[str] = []
        self._skipped = ""
        self._link = -1
        """Where the text of a link within the page begins in the parts; -1 outside."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            return
        if tag in _SKIPPED:
            self._skipped = tag
        if tag in _BLOCKS:
            self.parts.append(" ")
        if tag == "a" and (dict(attrs).get("href") or "").startswith("#"):
            self._link = len(self.parts)
        if tag == "img":
            self.parts.append(f" {dict(attrs).get('alt') or ''} ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""
        if tag in _BLOCKS:
            self.parts.append(" ")
        if tag == "a" and self._link >= 0:  # the number of a footnote is no word
            if _LABEL.fullmatch("".join(self.parts[self._link :])):
                del self.parts[self._link :]
            self._link = -1

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.parts.append(data)
