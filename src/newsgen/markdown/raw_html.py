"""Raw HTML in a body: which elements are harmless, what is wrong with the others, and the end of
elements that the writer left open.

Under ``safe`` a kept sanitiser (nh3) writes the HTML of the body again, from a list of allowed
elements and attributes. What it would leave out is reported before, with its line.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from newsgen.markdown.faults import BodyFault
from newsgen.markdown.headings import RESERVED_IDS
from newsgen.markdown.services import SERVICE_NAMES

_TEXT: Final = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i"),
        *("ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong"),
        *("strike", "sub", "sup", "time", "tt", "u", "var", "wbr", "big", "center", "font"),
    }
)
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
        *("li", "ol", "p", "pre", "section", "summary", "ul", "caption", "col", "colgroup"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    }
)
_MEDIA: Final = frozenset({"audio", "img", "picture", "source", "track", "video"})
ELEMENTS: Final = _TEXT | _BLOCKS | _MEDIA
"""Elements that may be in a story: none of them runs a script or loads another document."""
UNFINISHED: Final = "<"
"""In place of the name of a tag without its end."""
_WITH_TEXT_OF_THEIR_OWN = frozenset(
    {"iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template"}
    | {"textarea", "title", "xmp", "plaintext", "object", "select"}
)
"""Elements that are left out with everything in them."""
_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "*": frozenset({"aria-label", "class", "dir", "id", "lang", "role", "title"}),
    "a": frozenset({"href", "hreflang"}),
    "audio": frozenset({"controls", "loop", "muted", "preload", "src"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "data": frozenset({"value"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "font": frozenset({"color", "face", "size"}),
    "img": frozenset({"alt", "decoding", "height", "loading", "sizes", "src", "srcset", "width"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "q": frozenset({"cite"}),
    "source": frozenset({"height", "media", "sizes", "src", "srcset", "type", "width"}),
    "table": frozenset({"align", "border", "summary", "width"}),
    "td": frozenset({"align", "colspan", "headers", "rowspan", "valign", "width"}),
    "th": frozenset({"align", "colspan", "headers", "rowspan", "scope", "valign", "width"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"default", "kind", "label", "src", "srclang"}),
    "tr": frozenset({"align", "valign"}),
    "video": frozenset(
        {"controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"}
    ),
}
_COMMENT: Final = frozenset(
    {
        *("a", "b", "blockquote", "br", "cite", "code", "del", "em", "i", "li", "ol", "p", "pre"),
        *("q", "s", "strong", "ul"),
    }
)
"""Elements that may be in a comment of a reader."""
_EMPTY_LINES = re.compile(r"\n[ \t]*+\n\s*+")
_FEED_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "source": {"src", "type"},
    "audio": {"src", "controls"},
    "video": {"src", "controls", "poster"},
    "time": {"datetime"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_NOT_IN_FEEDS = {"bdo", "rtc"}
"""Harmless elements that the W3C feed validator does not know as such."""
_ADDRESSES = frozenset({"cite", "href", "poster", "src"})
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_EMBED_HINT = (
    "link to its page; understood is the code of one embed, between empty lines, of"
    f" {SERVICE_NAMES}"
)
_VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"} | {"area", "base", "embed"})
_VOID_ALSO = frozenset({"input", "link", "meta", "param"})
_OPTIONAL = frozenset(
    {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rt", "rp"}
)
"""Elements whose end tag may be left out. HTML, 13.1.2.4."""

# Values are limited, so that a quotation mark without its partner is not searched for again and
# again to the end of a long text.
_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]{0,60})"
    r"(?P<rest>(?:[^<>\"']++|\"[^\"]{0,2000}\"|'[^']{0,2000}')*+)(?P<end>>?)"
    r"|<(?P<other>[?!])[^>]*+>?"
)
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?")
_SCRIPTS = frozenset({"script", "style"})
_SCRIPT_END = re.compile("</(?:script|style)", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+):")
_DROPPED = re.compile("[\x00-\x20]|&(?:Tab|NewLine);")


class OpenElements:
    """The raw elements of a body that are open, over all its pieces of raw HTML."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []
        self._names: Counter[str] = Counter()
        self.ids: set[str] = set()
        """Their ids, to which links of the body may lead."""

    def read(self, html: str, line: int, *, is_safe: bool) -> Iterator[BodyFault]:
        """Read a piece of raw HTML that begins at that line, and report what is wrong with it."""
        at = 0
        while tag := _TAG.search(html, at):
            at = tag.end()
            here = line + html.count("\n", 0, tag.start())
            name = (tag["name"] or "").lower()
            if not name:
                if is_safe:
                    message = "a declaration or instruction is left out"
                    yield _fault("unsafe-html", here, tag[0], message, "remove it")
            elif not tag["end"]:
                message = f"the tag `<{name}` has no end"
                yield _fault("unclosed-element", here, tag[0], message, "write `>` after it")
            elif tag["slash"]:
                yield from self._close(name, here, tag[0])
            else:
                attributes = dict(_read_attributes(tag["rest"]))
                self.ids.add(attributes.get("id", ""))
                if is_safe:
                    yield from _unsafe(name, attributes, here, tag[0])
                at = self._enter(name, tag, here, html)

    def unclosed(self) -> Iterator[BodyFault]:
        """The elements that are still open at the end of the body, whose end was not optional."""
        while self._open:
            yield from self._leave()

    def _enter(self, name: str, tag: re.Match[str], line: int, html: str) -> int:
        """Open the element; returns where to read on, behind text that contains no tags."""
        if name in _VOID | _VOID_ALSO or tag["rest"].endswith("/"):
            return tag.end()
        self._open.append((name, line))
        self._names[name] += 1
        return _end_of_script(html, tag.end()) if name in _SCRIPTS else tag.end()

    def _close(self, name: str, line: int, written: str) -> Iterator[BodyFault]:
        """Close the element, and with it those that were opened in it and are still open."""
        if self._names[name]:
            while self._open[-1][0] != name:
                yield from self._leave()
            self._open.pop()
            self._names[name] -= 1
        elif name not in _VOID:
            hint = "remove it, or write the tag that it closes"
            message = f"`</{name}>` closes nothing: it is left out"
            yield _fault("unclosed-element", line, written, message, hint)

    def _leave(self) -> Iterator[BodyFault]:
        """Close the innermost element, which has no end tag."""
        name, line = self._open.pop()
        self._names[name] -= 1
        if name not in _OPTIONAL:
            hint = f"write `</{name}>` where it ends"
            message = f"`<{name}>` has no end tag"
            yield _fault("unclosed-element", line, f"<{name}", message, hint)


def read_tags(html: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each tag: its name, with a slash if it is an end tag, and its attributes as written.

    The name of a tag without its ``>`` is ``UNFINISHED``.
    """
    at = 0
    while tag := _TAG.search(html, at):
        at = tag.end()
        name = (tag["name"] or "").lower()
        if not name:
            continue
        if not tag["end"]:
            yield UNFINISHED, {}
        elif tag["slash"]:
            yield f"/{name}", {}
        else:
            yield name, dict(_read_attributes(tag["rest"]))
            at = _end_of_script(html, at) if name in _SCRIPTS else at


def sanitise(html: str) -> str:
    """The HTML with only harmless elements, attributes and addresses, and every element closed."""
    import nh3  # noqa: PLC0415 -- most builds sanitise nothing

    def keep(_element: str, attribute: str, value: str) -> str | None:
        return None if attribute == "id" and value in RESERVED_IDS else value

    return nh3.clean(
        html,
        tags=set(ELEMENTS),
        clean_content_tags=set(_WITH_TEXT_OF_THEIR_OWN),
        attributes={name: set(names) for name, names in _ATTRIBUTES.items()},
        attribute_filter=keep,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def sanitise_for_feeds(html: str, make_absolute: Callable[[str], str | None]) -> str:
    """The HTML of a page as feed readers can show it, with addresses that lead there from anywhere.

    Classes, ids and the like are left out too. ``make_absolute`` gives None for an address that
    cannot be read.
    """
    import nh3  # noqa: PLC0415

    def keep(_element: str, attribute: str, value: str) -> str | None:
        return make_absolute(value) if attribute in _ADDRESSES else value

    return nh3.clean(
        html,
        tags=(nh3.ALLOWED_TAGS | {"audio", "section", "source", "video"}) - _NOT_IN_FEEDS,
        attributes=_FEED_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=set(_SCHEMES),
        link_rel=None,
    )


def sanitise_comment(text: str) -> str:
    """What a reader wrote, as plain text or HTML, as harmless HTML in paragraphs.

    No link in it counts as a recommendation.
    https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links
    """
    html = _clean_comment(text)
    if "<p>" in html or "<pre>" in html:
        return html
    parts = (part.strip() for part in _EMPTY_LINES.split(html))
    paragraphs = (f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)
    return _clean_comment("".join(paragraphs)).replace("<p></p>", "")  # ends them at a quote


def _clean_comment(html: str) -> str:
    import nh3  # noqa: PLC0415 -- few sites have such comments

    return nh3.clean(
        html,
        tags=set(_COMMENT),
        clean_content_tags=set(_WITH_TEXT_OF_THEIR_OWN),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="ugc nofollow",
    )


def close_elements(html: str) -> str:
    """The trusted HTML of a body, so that it cannot change what follows: elements that are open at
    its end are closed there, and end tags without a beginning are left out.
    """
    kept: list[str] = []
    open_elements: list[str] = []
    names: Counter[str] = Counter()
    at = done = 0
    while tag := _TAG.search(html, at):
        at = tag.end()
        name = (tag["name"] or "").lower()
        if not tag["end"] and name:
            kept += [html[done : tag.start()], "&lt;"]
            done = at = tag.start() + 1
        elif tag["slash"]:
            if names[name]:
                kept.append(html[done : tag.start()])
                done = tag.start()
                while (inner := open_elements.pop()) != name:
                    names[inner] -= 1
                    kept.append("" if inner in _OPTIONAL else f"</{inner}>")
                names[name] -= 1
            elif name not in _VOID:
                kept.append(html[done : tag.start()])
                done = at
        elif name and name not in _VOID | _VOID_ALSO and not tag["rest"].endswith("/"):
            open_elements.append(name)
            names[name] += 1
            at = _end_of_script(html, at) if name in _SCRIPTS else at
    closing = "".join(f"</{name}>" for name in reversed(open_elements) if name not in _OPTIONAL)
    return f"{''.join(kept)}{html[done:]}{closing}"


def visible_text(html: str) -> str:
    """The text of raw HTML without its tags."""
    return _TAG.sub(" ", html)


def _end_of_script(html: str, at: int) -> int:
    """Where the text of a script or style ends: it contains no tags."""
    found = _SCRIPT_END.search(html, at)
    return found.start() if found else len(html)


def _read_attributes(rest: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(rest.rstrip("/")):
        yield found[1].lower(), found[2] or found[3] or found[4] or ""


def _unsafe(
    name: str, attributes: Mapping[str, str], line: int, written: str
) -> Iterator[BodyFault]:
    """What is not allowed in a start tag."""
    if name not in ELEMENTS:
        goes = "with everything in it" if name in _WITH_TEXT_OF_THEIR_OWN else "but not its text"
        message = f"`<{name}>` may not be in a story: it is left out, {goes}"
        hint = _EMBED_HINT if name == "iframe" else "use Markdown or a ::: block, or remove it"
        yield _fault("unsafe-html", line, written, message, hint)
        return
    allowed = _ATTRIBUTES["*"] | _ATTRIBUTES.get(name, frozenset())
    for attribute, value in attributes.items():
        if attribute == "id" and value in RESERVED_IDS:
            message = f"`id={value}` belongs to the page around the story: it is left out"
            yield _fault("unsafe-html", line, written, message, "choose another id")
        elif attribute not in allowed:
            message = f"`{attribute[:40]}` of `<{name}>` is left out"
            yield _fault("unsafe-html", line, written, message, "remove it: no story may set it")
        elif attribute in _ADDRESSES and not _is_harmless(value):
            message = f"`{attribute}` of `<{name}>` is left out: {value[:40]!r} is no web address"
            yield _fault("unsafe-html", line, written, message, "begin it with https://")


def _is_harmless(address: str) -> bool:
    scheme = _SCHEME.match(_DROPPED.sub("", address))
    return scheme is None or scheme[1].lower() in _SCHEMES


def _fault(code: str, line: int, written: str, message: str, hint: str) -> BodyFault:
    near = written.split("\n", maxsplit=1)[0][:40]
    return BodyFault(code=code, line=line, message=message, hint=hint, near=near)
