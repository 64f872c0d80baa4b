"""One pass over the tokens of a body: checks them, finishes them, and counts what they say."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.token import Token

from newsgen.diagnostics import CODES, Diagnostic, Severity
from newsgen.markdown.destinations import DestinationFault, Destinations, Kind, resolve
from newsgen.markdown.parser import Style
from newsgen.markdown.writing import note_name
from newsgen.models import Destination, Model
from newsgen.text import count_words, slugify

_NEWLINE = re.compile(r"\r\n?|\n")
# All of a run of what a label may hold, so that none of it is looked at for each `[^` in it.
_NOTE = re.compile(r"([^\s\]]++)(\]?)")
_WORDS = frozenset({"text", "code_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_ALIGNMENT = re.compile(r"text-align:(\w+)")

MOST = 1000
"""Problems of each severity that are told of one body: whoever has more begins with these."""
_SHOWN = 10_000
"""Characters of the longest line that a problem shows."""


class Heading(Model, frozen=True):
    """A heading of a body."""

    level: int
    """2 to 6: the page itself has the one heading of level 1."""
    text: str
    anchor: str
    """Its ``id``, unique in the document."""


class RenderContext(Model, frozen=True):
    """What a body needs to know of the place it stands in."""

    path: str = ""
    """Source, for diagnostics."""
    first_line: int = 1
    """Line of the source that the body starts at, from 1."""
    lead: str = ""
    """HTML to set before the words of the first paragraph, such as a dateline."""
    destinations: Mapping[str, Destination] = {}
    """What is known of each relative destination, as written, without query and fragment:
    :func:`newsgen.markdown.references` lists what may be asked for."""
    base: str = "/"
    """Base path of the site with slashes at both ends."""


class BodyReader:
    """Reads tokens, changing them in place, and gathers what it finds."""

    def __init__(self, body: str, style: Style, context: RenderContext) -> None:
        self.words = 0
        self.headings: list[Heading] = []
        self.diagnostics: list[Diagnostic] = []
        self._body = body
        self._style = style
        self._around = context
        self._told: Counter[Severity] = Counter()
        self._destinations = Destinations(context.destinations)
        self._line = 0  # of the body, from 0
        self._note_lines: dict[int, int] = {}
        self._anchors: dict[str, int] = {}
        self._fragments: list[tuple[str, int]] = []

    def read(self, tokens: Sequence[Token]) -> None:
        """Read the whole document."""
        for index, token in enumerate(tokens):
            if token.nesting < 0:
                continue
            if token.map:
                self._line = token.map[0]
            match token.type:
                case "prose":
                    self.words += count_words(token.content, self._style.lang)
                case "inline":
                    self._read_inline(token)
                    _make_figure(tokens[index - 1 : index + 2])
                case "heading_open":
                    self._read_heading(tokens[index : index + 3])
                case "footnote_open":
                    self._line = self._note_lines.get(token.meta["id"], 0)
                case "fence" | "code_block":
                    self.words += count_words(token.content, self._style.lang)
                case "th_open" | "td_open":
                    _name_alignment(token)

    def check_fragments(self, notes: int) -> None:
        """Tell of links to anchors that this document, with so many footnotes, does not have."""
        known = {"", "top", *self._anchors, *(f"fn{note_name(n)}" for n in range(notes))}
        for fragment, line in self._fragments:
            if unquote(fragment) not in known:
                message = f"no heading here has the anchor #{unquote(fragment)}"
                hint = "an anchor is the heading in small letters: `## Day Two` is #day-two"
                self.tell("broken-link", message, hint, line=line, near=f"#{fragment}")

    def tell(self, code: str, message: str, hint: str, *, line: int, near: str = "") -> None:
        """Add a problem at a line of the body, counted from 0, and at ``near`` in that line."""
        severity = CODES[code].severity
        self._told[severity] += 1
        if self._told[severity] > MOST:
            return
        text = self._lines[line]
        self.diagnostics.append(
            Diagnostic(
                code=code,
                message=message,
                path=self._around.path,
                line=line + self._around.first_line,
                column=max(0, text.find(near)) + 1,
                hint=hint,
                excerpt=text if len(text) <= _SHOWN else "",
            )
        )

    @cached_property
    def _lines(self) -> list[str]:
        return _NEWLINE.split(self._body)

    # --- blocks

    def _read_heading(self, tokens: Sequence[Token]) -> None:
        opening, inline, closing = tokens
        if opening.tag == "h1":
            opening.tag = closing.tag = "h2"
        text = plain_text(inline)
        anchor = self._unique(slugify(text) or "section")
        opening.attrs["id"] = anchor
        self.headings.append(Heading(level=int(opening.tag[1]), text=text, anchor=anchor))

    def _unique(self, anchor: str) -> str:
        while anchor in self._anchors:
            self._anchors[anchor] += 1
            anchor = f"{anchor}-{self._anchors[anchor]}"
        self._anchors[anchor] = 1
        return anchor

    # --- inlines

    def _read_inline(self, inline: Token) -> None:
        first = self._line
        children = inline.children or ()
        for index, token in enumerate(children):
            match token.type:
                case "text":
                    self._read_text(token)
                case "softbreak" | "hardbreak":
                    self._line += 1
                case "link_open":
                    self._read_link(children, index)
                case "image":
                    self._read_image(token)
                case "footnote_ref":
                    self._note_lines[token.meta["id"]] = self._line
                case "html_inline" if not self._style.trusted:
                    self._warn_of_html()
        self._line = first
        self.words += count_words(plain_text(inline), self._style.lang)

    def _read_text(self, token: Token) -> None:
        if "<!--" in token.content:
            self._warn_of_html()
        if "[^" in token.content:
            for run in _NOTE.finditer(token.content):
                _, mark, label = run[1].partition("[^")
                if label and run[2]:
                    self._miss_note(f"{mark}{label}]")

    def _miss_note(self, note: str) -> None:
        message, hint = f"there is no footnote {note}", f"add a line such as {note}: The note"
        self.tell("missing-footnote", message, hint, line=self._line, near=note)

    def _warn_of_html(self) -> None:
        hint = "use Markdown or a ::: block, or set `markdown: raw_html: trusted`"
        message = "raw HTML is shown as text"
        self.tell("raw-html", message, hint, line=self._line, near="<")

    def _read_link(self, children: Sequence[Token], index: int) -> None:
        opening = children[index]
        url = self._resolve(str(opening.attrs["href"]), "link")
        if url is None:
            opening.hidden = True
            while children[index].type != "link_close":
                index += 1
            children[index].hidden = True
            return
        if url.startswith("#"):
            self._fragments.append((url[1:], self._line))
        opening.attrs["href"] = url

    def _read_image(self, image: Token) -> None:
        url = self._resolve(str(image.attrs["src"]), "image")
        if url is None:
            image.hidden = True
            return
        if not image.content.strip():
            hint = "describe in the brackets what the picture shows: ![A crowd at the gate](…)"
            message = "this image has no description"
            self.tell("missing-alt", message, hint, line=self._line, near="![")
        image.attrs |= {"src": url, "loading": "lazy", "decoding": "async"}

    def _resolve(self, written: str, kind: Kind) -> str | None:
        found = resolve(written, kind, self._destinations, self._around.base)
        if isinstance(found, DestinationFault):
            self.tell(found.code, found.message, found.hint, line=self._line, near=written)
            return None
        return found


def plain_text(inline: Token) -> str:
    """The words of an inline token or of plain prose, each line break as a space."""
    if inline.type == "prose":
        return inline.content.replace("\n", " ")
    parts = []
    for token in inline.children or ():
        if token.type in _WORDS:
            parts.append(token.content)
        elif token.type in _BREAKS:
            parts.append(" ")
    return "".join(parts)


def leading_paragraph(tokens: Sequence[Token]) -> Token | None:
    """The inline token of the first paragraph with words that stands in no list, quote or block.

    A paragraph of plain prose is a token of its own.
    """
    return next((found for found in paragraphs(tokens) if plain_text(found).strip()), None)


def paragraphs(tokens: Sequence[Token]) -> Iterator[Token]:
    """The same of every such paragraph, with words or without."""
    if tokens and tokens[0].type == "prose":
        yield tokens[0]
    for before, token in pairwise(tokens):
        if before.type == "footnote_block_open":
            return
        if token.type == "prose" or (before.type == "paragraph_open" and before.level == 0):
            yield token


def _name_alignment(cell: Token) -> None:
    """The alignment becomes a class: a page without inline styles can forbid them all."""
    aligned = _ALIGNMENT.match(str(cell.attrs.pop("style", "")))
    if aligned:
        cell.attrs["class"] = f"align-{aligned[1]}"


def _make_figure(paragraph: Sequence[Token]) -> None:
    """Turn a paragraph of one image alone into a figure; the title of the image captions it."""
    opening, inline, closing = paragraph
    if opening.type != "paragraph_open" or opening.hidden or closing.type != "paragraph_close":
        return
    children = inline.children or []
    if len(children) != 1 or children[0].type != "image":
        return
    opening.tag = closing.tag = "figure"
    title = children[0].attrs.pop("title", "")
    if title:
        children.append(Token("caption", "figcaption", 0, content=str(title)))
