"""One pass over the tokens of a body: checks links, finishes tokens, counts words."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec.structs import replace

from newsgen.diagnostics import CODES, Diagnostic, Severity
from newsgen.markdown.destinations import DestinationFault, Destinations, Kind, resolve
from newsgen.markdown.faults import BodyFault
from newsgen.markdown.headings import Anchors, take_attributes
from newsgen.markdown.parser import Style
from newsgen.markdown.raw_html import OpenElements, visible_text
from newsgen.markdown.shown import text_of
from newsgen.markdown.writing import note_name
from newsgen.models import EMBED_SERVICES, Destination, Model, Picture, Update
from newsgen.text import count_words, slugify

_NEWLINE = re.compile(r"\r\n?|\n")
# A whole run of label characters, so that it is not searched again for each `[^` inside it.
_NOTE = re.compile(r"([^\s\]]++)(\]?)")
_WORDS = frozenset({"text", "code_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_ALIGNMENT = re.compile(r"text-align:(\w+)")

MAX_PROBLEMS = 1000
"""Problems of each severity reported for one body; the others are dropped."""
_LONGEST_EXCERPT = 10_000
"""Longest line, in characters, that a diagnostic shows."""


class Heading(Model, frozen=True):
    """A heading of a body."""

    level: int
    """2 to 6: the page itself has the one heading of level 1."""
    text: str
    anchor: str
    """Its ``id``, unique in the document."""


class RenderContext(Model, frozen=True):
    """The surroundings of a body: its file, its lead, its known destinations."""

    path: str = ""
    """The source file, for diagnostics."""
    first_line: int = 1
    """Line of the source where the body starts, from 1."""
    lead: str = ""
    """HTML to put at the start of the first paragraph, such as a dateline."""
    destinations: Mapping[str, Destination] = {}
    """Relative destinations as written, without query and fragment, and where each leads.
    :func:`newsgen.markdown.references` lists all that the body may use."""
    base: str = "/"
    """Base path of the site, with a slash at both ends."""
    updates: tuple[Update, ...] | None = None
    """The entries of a live story, in the order of the body; None for any other text."""
    services: Collection[str] = EMBED_SERVICES
    """The services whose players may be shown."""
    is_feed: bool = False
    """Whether a feed shows it, where each picture has one version only."""


class BodyReader:
    """Checks tokens, changes them in place, and collects headings, words and diagnostics."""

    def __init__(self, body: str, style: Style, context: RenderContext) -> None:
        self.words = 0
        self.has_html = False
        """Whether the body has raw HTML that is not shown as text."""
        self.headings: list[Heading] = []
        self.diagnostics: list[Diagnostic] = []
        self._body = body
        self._style = style
        self._context = context
        self._counts: Counter[Severity] = Counter()
        self._destinations = Destinations(context.destinations)
        self._elements = OpenElements()
        self._line = 0  # of the body, from 0
        self._pictures = 0
        self._note_lines: dict[int, int] = {}
        entries = (update.id for update in context.updates or ())
        self._anchors = Anchors(entries)
        self._fragments: list[tuple[str, int]] = []

    def read(self, tokens: Sequence[Token]) -> None:
        """Read all tokens of the document."""
        for index, token in enumerate(tokens):
            if token.nesting < 0:
                continue
            if token.map:
                self._line = token.map[0]
            self._read_block(tokens, index)
        self.report_all(self._elements.unclosed())

    def check_fragments(self, notes: int) -> None:
        """Report links to missing anchors; ``notes`` is the number of footnotes."""
        known = {
            "",
            "top",
            *self._anchors,
            *self._elements.ids,
            *(f"fn{note_name(n)}" for n in range(notes)),
        }
        for fragment, line in self._fragments:
            if unquote(fragment) not in known:
                message = f"no heading here has the anchor #{unquote(fragment)}"
                hint = "an anchor is the heading in small letters: `## Day Two` is #day-two"
                self.report("broken-link", message, hint, line=line, near=f"#{fragment}")

    def report_all(self, faults: Iterable[BodyFault]) -> None:
        """Report all these problems."""
        for fault in faults:
            self.report(fault.code, fault.message, fault.hint, line=fault.line, near=fault.near)

    def report(self, code: str, message: str, hint: str, *, line: int, near: str = "") -> None:
        """Report a problem in a line of the body, counted from 0, at the text ``near`` in it."""
        severity = CODES[code].severity
        self._counts[severity] += 1
        if self._counts[severity] > MAX_PROBLEMS:
            return
        text = self.lines[line]
        self.diagnostics.append(
            Diagnostic(
                code=code,
                message=message,
                path=self._context.path,
                line=line + self._context.first_line,
                column=max(0, text.find(near)) + 1,
                hint=hint,
                excerpt=text if len(text) <= _LONGEST_EXCERPT else "",
            )
        )

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the body."""
        return _NEWLINE.split(self._body)

    # --- blocks

    def _read_block(self, tokens: Sequence[Token], index: int) -> None:
        token = tokens[index]
        match token.type:
            case "prose":
                self.words += count_words(token.content, self._style.lang)
            case "inline":
                self._read_inline(token)
                _make_figures(tokens[index - 1 : index + 2])
            case "heading_open":
                self._read_heading(tokens[index : index + 3])
            case "alert_title_open":
                tokens[index + 1].children = []  # the word is English, and the theme has its own
            case "footnote_open":
                self._line = self._note_lines.get(token.meta["id"], 0)
            case "block_open" if "words" in token.meta:
                words = visible_text(token.meta["words"])
                self.words += count_words(words, self._style.lang)
            case "html_block":
                self._read_html(token.content)
                self.words += count_words(visible_text(token.content), self._style.lang)
            case "fence" | "code_block":
                self.words += count_words(token.content, self._style.lang)
            case "th_open" | "td_open":
                _name_alignment(token)

    def _read_heading(self, tokens: Sequence[Token]) -> None:
        opening, inline, closing = tokens
        if opening.tag == "h1":
            opening.tag = closing.tag = "h2"
        wanted = take_attributes(inline)
        text = plain_text(inline)
        anchor = self._anchors.add(wanted or slugify(text) or "section")
        opening.attrs["id"] = anchor
        self.headings.append(Heading(level=int(opening.tag[1]), text=text, anchor=anchor))

    # --- inlines

    def _read_inline(self, inline: Token) -> None:
        first = self._line
        children = inline.children or ()
        # As text, an escaped `\[^1]` looks like a footnote without its note.
        has_notes = not ("\\[^" in inline.content or "\\[\\^" in inline.content)
        for index, token in enumerate(children):
            match token.type:
                case "text" if has_notes:
                    self._read_text(token)
                case "softbreak" | "hardbreak":
                    self._line += 1
                case "link_open":
                    self._read_link(children, index)
                case "image":
                    self._read_image(token)
                case "footnote_ref":
                    self._note_lines[token.meta["id"]] = self._line
                case "html_inline":
                    self._read_html(token.content)
        self._line = first
        self.words += count_words(plain_text(inline), self._style.lang)

    def _read_text(self, token: Token) -> None:
        if "[^" in token.content:
            for run in _NOTE.finditer(token.content):
                _, mark, label = run[1].partition("[^")
                if label and run[2]:
                    self._check_footnote_label(f"{mark}{label}]")

    def _check_footnote_label(self, note: str) -> None:
        message, hint = f"there is no footnote {note}", f"add a line such as {note}: The note"
        self.report("missing-footnote", message, hint, line=self._line, near=note)

    def _read_html(self, html: str) -> None:
        if self._style.raw_html == "escape":
            hint = "write it in Markdown or as a ::: block"
            message = "raw HTML is shown as text"
            self.report("raw-html", message, hint, line=self._line, near="<")
            return
        self.has_html = True
        is_safe = self._style.raw_html == "safe"
        self.report_all(self._elements.read(html, self._line, is_safe=is_safe))

    def _read_link(self, children: Sequence[Token], index: int) -> None:
        opening = children[index]
        url = self._resolve(str(opening.attrs["href"]), "link")
        if not isinstance(url, str):
            opening.hidden = True
            while children[index].type != "link_close":
                index += 1
            children[index].hidden = True
            return
        if url.startswith("#"):
            self._fragments.append((url[1:], self._line))
        opening.attrs["href"] = url

    def _read_image(self, image: Token) -> None:
        found = self._resolve(str(image.attrs["src"]), "image")
        if found is None:
            image.hidden = True
            return
        picture = Picture(url=found) if isinstance(found, str) else found
        if self._context.is_feed:
            picture = replace(picture, sets=())
        self._pictures += 1
        image.content = text_of(image.children or ())
        image.meta |= {"picture": picture, "number": self._pictures}
        if not (image.content.strip() or picture.alt):
            hint = "describe in the brackets what the picture shows: ![A crowd at the gate](…)"
            message = "this image has no description"
            self.report("missing-alt", message, hint, line=self._line, near="![")

    def _resolve(self, written: str, kind: Kind) -> str | Picture | None:
        found = resolve(written, kind, self._destinations, self._context.base)
        if isinstance(found, DestinationFault):
            self.report(found.code, found.message, found.hint, line=self._line, near=written)
            return None
        return found


def plain_text(inline: Token) -> str:
    """The text of an inline or prose token, with spaces for line breaks."""
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
    """The inline or prose token of the first paragraph with words, outside lists and blocks."""
    return next((found for found in paragraphs(tokens) if plain_text(found).strip()), None)


def paragraphs(tokens: Sequence[Token]) -> Iterator[Token]:
    """The inline or prose tokens of all paragraphs outside lists, quotes and blocks."""
    if tokens and tokens[0].type == "prose":
        yield tokens[0]
    for before, token in pairwise(tokens):
        if before.type == "footnote_block_open":
            return
        if token.type == "prose" or (before.type == "paragraph_open" and before.level == 0):
            yield token


def _name_alignment(cell: Token) -> None:
    """Replace an alignment style by a class, so that pages can forbid inline styles."""
    aligned = _ALIGNMENT.match(str(cell.attrs.pop("style", "")))
    if aligned:
        cell.attrs["class"] = f"align-{aligned[1]}"


def _make_figures(paragraph: Sequence[Token]) -> None:
    """Turn a paragraph of nothing but images into figures, each captioned with its title."""
    opening, inline, closing = paragraph
    if opening.type != "paragraph_open" or opening.hidden or closing.type != "paragraph_close":
        return
    children = inline.children or []
    images = [child for child in children if child.type == "image"]
    if not images or not all(child.type in {"image", "softbreak"} for child in children):
        return
    opening.type, closing.type = "pictures_open", "pictures_close"
    figures: list[Token] = []
    for image in images:
        figures += [Token("figure_open", "figure", 1), image]
        words = _words_of(image)
        if any(words):
            figures.append(
                Token("caption", "figcaption", 0, content=words[0], meta={"credit": words[1]})
            )
        figures.append(Token("figure_close", "figure", -1))
    inline.children = figures


def _words_of(image: Token) -> tuple[str, str]:
    """The caption and the credit of an image: in its title, apart by a bar, or in its file."""
    title = str(image.attrs.pop("title", ""))
    picture: Picture | None = image.meta.get("picture")
    caption, bar, credit = title.rpartition("|") if title.count("|") == 1 else (title, "", "")
    if picture and not title:
        caption, credit = picture.caption, picture.credit
    words = (caption.strip() if bar or not title else title, credit.strip())
    image.meta["words"] = words
    return words
