"""Reads HTML as a tree, in time that grows with its length, whatever is wrong with it.

The tree is Beautiful Soup's; the tags are found here, because no parser that it knows will do:
``html.parser`` needs quadratic time for text such as ``<!--<!--…``, raises errors for ``<![if``,
and nests ``<li>a<li>b``; lxml leaves out all text more than 255 elements deep. Here elements end
where browsers end them, elements too deep become siblings, and no character of text is lost.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from typing import Any, Final, NamedTuple

from bs4 import BeautifulSoup, Comment, Tag
from bs4.builder import HTMLTreeBuilder

MAX_DEPTH: Final = 80
"""Levels of elements; what is deeper is put beside the last one."""
MAX_CONTAINERS: Final = 30
"""Levels of lists, quotes and the like: newsgen reads 50."""

CONTAINERS: Final = frozenset({"aside", "blockquote", "details", "dl", "figure", "ol", "ul"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS: Final = (
    CONTAINERS
    | HEADINGS
    | frozenset(
        {
            *(
                "address",
                "article",
                "body",
                "caption",
                "center",
                "dd",
                "dialog",
                "dir",
                "div",
                "dt",
            ),
            *(
                "fieldset",
                "figcaption",
                "footer",
                "form",
                "header",
                "hgroup",
                "hr",
                "html",
                "legend",
            ),
            *("li", "listing", "main", "menu", "nav", "p", "pre", "search", "section", "summary"),
            *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "xmp"),
        }
    )
)
VOID: Final = frozenset(
    {
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img"),
        *("input", "keygen", "link", "meta", "param", "source", "track", "wbr"),
    }
)
_RAW = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
"""Elements whose content has no tags."""
_RAW_END = re.compile(
    r"</(iframe|noembed|noframes|script|style|textarea|title|xmp)(?=[\s/>])", re.IGNORECASE
)
_LISTS = frozenset({"dir", "menu", "ol", "ul"})
_CELLS = frozenset({"caption", "td", "th"})
_ROWS = _CELLS | {"tr"}
_PARTS = _ROWS | {"colgroup", "tbody", "tfoot", "thead"}
_TABLE = frozenset({"table"})
_CLOSES: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "a": (frozenset({"a"}), BLOCKS),
    "li": (frozenset({"li"}), _LISTS | _CELLS),
    **dict.fromkeys(("dd", "dt"), (frozenset({"dd", "dt"}), _CELLS | {"dl"})),
    **dict.fromkeys(("td", "th"), (_CELLS, _TABLE | {"tr"})),
    "tr": (_ROWS, _TABLE | {"tbody", "tfoot", "thead"}),
    **dict.fromkeys(("caption", "tbody", "tfoot", "thead"), (_PARTS, _TABLE)),
    **dict.fromkeys(HEADINGS, (HEADINGS, _CELLS)),
    **dict.fromkeys(("rp", "rt"), (frozenset({"rp", "rt"}), frozenset({"ruby"}))),
}
"""By the name of an element: which open ones it ends, and where to stop looking for them."""

_MARK = re.compile(
    r"<(?:(?P<comment>!--)|(?P<cdata>!\[CDATA\[)|(?P<odd>[!?])|(?P<name>/?[A-Za-z][^\s/<>]*+))"
)
_NAME = re.compile(r"[^\s/<>=\"'][^\s/<>=]*+")
_EQUALS = re.compile(r"\s*+=\s*+")
_BARE = re.compile(r"[^\s<>]*+")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}+|[xX][0-9A-Fa-f]{7,}+);?")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31};|#[0-9]{1,7};?|#[xX][0-9A-Fa-f]{1,6};?)")
# Noncharacters and controls, which no page may have; soft hyphens; marks without width; overrides
# of the direction, which can show a text in another order than it is written.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u202a-\u202e\u2060-\u2069\ufeff\ufdd0-\ufdef"
    "\ufffe\uffff\ufff9-\ufffb\ud800-\udfff]"
)
_ZERO_SPACE = re.compile("(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b")
_OTHER_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")


class _Tag(NamedTuple):
    """A tag of the text."""

    name: str
    attributes: Mapping[str, str]
    is_end: bool
    is_closed: bool
    """Whether it ends with ``/>``."""
    end: int


def read_tree(html: str) -> BeautifulSoup:
    """The tree of the HTML. Elements know their lines as ``sourceline``, from 1."""
    # The comment keeps the library from warning of text that looks like the name of a file.
    return BeautifulSoup(f"<!---->{html}", builder=_Builder(string_containers={}))


def clean(text: str) -> str:
    """The text without characters that no reader sees and no file should have."""
    text = (
        _ZERO_SPACE.sub("", _UNSEEN.sub("", text)) if not text.isascii() else _UNSEEN.sub("", text)
    )
    return _OTHER_BREAKS.sub(" ", text)


def find_first(tag: Tag, names: Collection[str]) -> Tag | None:
    """The first element with one of these names inside the element.

    The library's own search takes ten times as long.
    """
    for node in tag.descendants:
        if isinstance(node, Tag) and node.name in names:
            return node
    return None


class _Builder(HTMLTreeBuilder):
    """Tells Beautiful Soup what to build."""

    NAME = "newsgen"
    features = ("newsgen",)
    TRACKS_LINE_NUMBERS = True
    soup: BeautifulSoup

    def feed(self, markup: Any) -> None:
        """Build the whole tree."""
        names: list[str] = []  # of the open elements, the outermost first
        line, counted = 1, 0
        html = str(markup).replace("\r\n", "\n").replace("\r", "\n")
        for at, part in _parts(html):
            match part:
                case Comment():
                    self.soup.endData()
                    self.soup.handle_data(str(part))
                    self.soup.endData(Comment)
                case str():
                    self.soup.handle_data(clean(part))
                case _Tag(is_end=True):
                    self._end(part.name, names)
                case _:
                    line, counted = line + html.count("\n", counted, at), at
                    self._start(part, names, line)
        self.soup.endData()
        while names:
            self._leave(names)

    def _start(self, tag: _Tag, names: list[str], line: int) -> None:
        name = tag.name
        if name in BLOCKS and "p" in names:
            self._close(names, frozenset({"p"}), BLOCKS - {"p"})
        if name in _CLOSES:
            self._close(names, *_CLOSES[name])
        if name in CONTAINERS and sum(each in CONTAINERS for each in names) >= MAX_CONTAINERS:
            name = "div"
        while len(names) >= MAX_DEPTH:
            self._leave(names)
        self.soup.handle_starttag(name, None, None, dict(tag.attributes), sourceline=line)
        names.append(name)
        if name in VOID or tag.is_closed:
            self._leave(names)

    def _end(self, name: str, names: list[str]) -> None:
        if name in {"br", "p"} and name not in names:  # as browsers do
            self._start(_Tag(name, {}, is_end=False, is_closed=True, end=0), names, 0)
        limits = _TABLE if name in _PARTS else frozenset() if name == "table" else _CELLS
        self._close(names, frozenset({name}), limits | (_LISTS if name == "li" else frozenset()))

    def _close(self, names: list[str], wanted: frozenset[str], limits: frozenset[str]) -> None:
        """End the outermost of the wanted elements within the limits, and all that is in it."""
        found = -1
        for place in range(len(names) - 1, -1, -1):
            if names[place] in wanted:
                found = place
                if len(wanted) == 1:
                    break
            elif names[place] in limits:
                break
        while 0 <= found < len(names):
            self._leave(names)

    def _leave(self, names: list[str]) -> None:
        self.soup.endData()
        self.soup.popTag()
        names.pop()


def _parts(  # noqa: C901 -- one branch for each kind of mark
    html: str,
) -> Iterator[tuple[int, str | Comment | _Tag]]:
    """Text, comments and tags in order, each with its place."""
    last = {mark: html.rfind(mark) for mark in ("-->", "]]>", ">", '"', "'")}
    endless: set[str] = set()  # raw elements without an end tag from here on
    at = done = 0
    while found := _MARK.search(html, at):
        if found.start() > done:
            yield done, _text(html[done : found.start()])
        start, done = found.start(), found.end()
        if found["name"]:
            tag = _read_tag(html, found, last)
            done = tag.end
            yield start, tag
            if tag.name in _RAW and not (tag.is_end or tag.is_closed or tag.name in endless):
                end = _end_of_raw(html, done, tag.name)
                if end < 0:
                    endless.add(tag.name)
                    end = len(html) if tag.name in {"script", "style"} else done
                if tag.name != "iframe":
                    yield done, html[done:end] if tag.name != "textarea" else _text(html[done:end])
                done = end
        elif found["comment"]:
            end = html.find("-->", start + 2) if last["-->"] >= start + 2 else -1
            if end >= 0:
                done = end + 3
                yield start, Comment(html[start + 4 : max(end, start + 4)])
        elif found["cdata"]:
            end = html.find("]]>", done) if last["]]>"] >= done else -1
            if end >= 0:
                yield done, html[done:end]
                done = end + 3
        elif last[">"] >= done:
            done = html.find(">", done) + 1
        at = done
    if done < len(html):
        yield done, _text(html[done:])


def _read_tag(html: str, found: re.Match[str], last: Mapping[str, int]) -> _Tag:
    """The tag at the mark. It ends with ``>``, before the next ``<``, or with the text."""
    attributes: dict[str, str] = {}
    at, size = found.end(), len(html)
    slash = False
    while at < size and html[at] not in "<>":
        name = _NAME.match(html, at)
        if not name:
            slash = html[at] == "/"
            at += 1
            continue
        at, slash = name.end(), False
        value = ""
        if equals := _EQUALS.match(html, at):
            value, at = _read_value(html, equals.end(), last)
        attributes.setdefault(name[0].lower(), clean(_unescape_value(value)))
    name_ = found["name"].lower()
    end = at + 1 if html[at : at + 1] == ">" else at
    return _Tag(name_.lstrip("/"), attributes, name_.startswith("/"), slash, end)


def _read_value(html: str, at: int, last: Mapping[str, int]) -> tuple[str, int]:
    quote = html[at : at + 1]
    if quote in {'"', "'"}:
        if last[quote] > at:
            end = html.find(quote, at + 1)
            return html[at + 1 : end], end + 1
        at += 1  # a quote that nothing ends
    bare = _BARE.match(html, at)
    end = bare.end() if bare else at
    return html[at:end], end


def _end_of_raw(html: str, start: int, name: str) -> int:
    ends = _RAW_END.finditer(html, start)
    return next((found.start() for found in ends if found[1].lower() == name), -1)


def _text(text: str) -> str:
    if "&" not in text:
        return text
    return unescape(_LONG_NUMBER.sub("\ufffd", text))


def _unescape_value(value: str) -> str:
    """The value of an attribute: ``?a=1&copy=2`` has no entity in it."""
    if "&" not in value:
        return value
    return _ENTITY.sub(lambda found: unescape(found[0]), value)
