"""Rules for elements within a line: stress, links, code, raised and lowered text."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from bs4 import Tag

from newsgen.importer.bodies.html.blocks import Block, write_code
from newsgen.importer.bodies.html.converter import Converter, Rule
from newsgen.importer.bodies.html.media import convert_picture, is_picture
from newsgen.importer.bodies.html.runs import write_span
from newsgen.importer.bodies.html.tree import find_first
from newsgen.text import slugify

_STRESS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("cite", "dfn", "em", "i", "var"), "*"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}
_BOLD = re.compile(r"font-weight\s*+:\s*+(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*+:\s*+(?:normal|[1-5]00)\b", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*+:\s*+(?:italic|oblique)", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"font-style\s*+:\s*+normal", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)", re.IGNORECASE)
_HIDDEN = frozenset({"screen-reader-text", "sr-only", "visually-hidden"})
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_DIGITS = re.compile(r"[+\-−=()]{0,3}[0-9][0-9+\-−=()]*")
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|er|re|ère|e|ème|me|nde?|ds?|o|a|os|as|º|ª|TM|SM|MR)", re.IGNORECASE
)
_SCRIPT = re.compile(r"[^\s~^\\\[\]`<>&*\"]{1,60}")
_AUTOMATIC = re.compile(r"(?:https?|ftp)://[^\s<>\\]+", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,200}")


def convert_stress(tag: Tag, converter: Converter) -> str | None:
    """Bold, italic and struck text."""
    style, wanted = str(tag.get("style", "")), _STRESS[tag.name]
    is_undone = (_NOT_BOLD if wanted == "**" else _NOT_ITALIC).search(style)
    return None if is_undone and wanted != "~~" else converter.styled(converter.text(tag), wanted)


def convert_span(tag: Tag, converter: Converter) -> str | None:
    """Text whose style says that it is bold or italic, as word processors write it."""
    style = str(tag.get("style", ""))
    text = None
    for pattern, wanted in ((_BOLD, "**"), (_ITALIC, "*")):
        if style and pattern.search(style):
            text = converter.styled(converter.text(tag) if text is None else text, wanted)
    return text


def convert_hidden(tag: Tag, converter: Converter) -> str | None:
    """What readers do not see is left out."""
    classes = set(tag.get_attribute_list("class"))
    if not (
        tag.has_attr("hidden")
        or _HIDDEN & classes
        or _HIDDEN_STYLE.search(str(tag.get("style", "")))
    ):
        return None
    if words := " ".join(tag.get_text(" ").split()):
        converter.conversion.leave_out(
            "hidden text: left out", words, line=converter.line(tag), name="hidden text"
        )
    return ""


def convert_break(_tag: Tag, converter: Converter) -> str | None:
    """The end of a line."""
    return converter.line_break()


def convert_link(tag: Tag, converter: Converter) -> str | None:
    """A link: to another page, to a heading or a footnote of this one, or to a larger picture."""
    written = str(tag.get("href", "")).strip()
    if not written:
        return None
    if written.startswith("#"):
        return _convert_fragment(tag, converter, written[1:])
    picture = _only_picture(tag)
    if picture is not None and is_picture(written):
        return convert_picture(picture, converter, written)
    destination = converter.conversion.link(written, converter.line(tag))
    if picture is not None and is_picture(destination):
        return convert_picture(picture, converter, destination)
    return _write_link(tag, converter, destination)


def convert_code(tag: Tag, converter: Converter) -> str | None:
    """Code within a line; code on several lines is a block."""
    if find_first(tag, {"img"}):
        return None
    for end in tag.find_all("br"):
        end.replace_with("\n")
    code = tag.get_text()
    lines = code.strip("\n")
    if (
        "\n" in lines
        and tag.find_parent("pre") is None
        and not converter.is_inline
        and _is_alone(tag)
    ):
        return converter.marked(Block(write_code(lines)))
    words = " ".join(code.split())
    if not words:
        return " " if code else ""
    link = tag.find("a", href=True)
    mark = converter.finished(write_span(words), words)
    if isinstance(link, Tag) and link.get_text().strip() == code.strip():
        destination = converter.conversion.link(str(link["href"]), converter.line(link))
        return converter.styled(mark, f"]{destination}") if destination else mark
    return mark


def convert_script(tag: Tag, converter: Converter) -> str | None:
    """Raised or lowered text: as characters of their own, if there are such."""
    if find_first(tag, {"a", "img", "code"}):
        return None
    text = converter.plain(tag)
    is_raised = tag.name == "sup"
    if _DIGITS.fullmatch(text) or (is_raised and text == "n"):
        return text.translate(_RAISED if is_raised else _LOWERED)
    before = str(tag.previous_sibling or "")[-1:]
    if not (before.isalnum() or before == ")") or not _SCRIPT.fullmatch(text):
        return None
    if is_raised and _ORDINAL.fullmatch(text):
        return None
    sign = "^" if is_raised else "~"
    return converter.finished(f"{sign}{text}{sign}", text)


def convert_quotation(tag: Tag, converter: Converter) -> str | None:
    """A short quotation, whose marks the browser writes."""
    text = converter.text(tag)
    return f'"{text}"' if text.strip() else text


def convert_reading(tag: Tag, converter: Converter) -> str | None:
    """How a Chinese or Japanese word is read, in brackets."""
    text = converter.text(tag).strip()
    has_brackets = tag.parent is not None and tag.parent.find("rp") is not None
    return f"({text})" if text and not has_brackets else text


def _write_link(tag: Tag, converter: Converter, destination: str) -> str:
    """The words of a link with its destination; an address alone needs no words."""
    text, plain = converter.text(tag), tag.get_text().strip()
    if not destination:
        return text
    is_address = plain == destination and _AUTOMATIC.fullmatch(plain)
    if is_address or (destination == f"mailto:{plain}" and _ADDRESS.fullmatch(plain)):
        return converter.finished(f"<{plain}>", plain)
    return converter.styled(text, f"]{destination}")


def _convert_fragment(tag: Tag, converter: Converter, written: str) -> str | None:
    name = unquote(written)
    if name in converter.notes:
        label = converter.notes[name]
        return converter.finished(f"[^{label}]", "")
    text = converter.text(tag)
    anchor = "top" if name == "top" else converter.anchors.get(name, "")
    anchor = anchor or converter.anchors.get(slugify(name), "")
    if anchor:
        return converter.styled(text, f"]#{anchor}")
    if name and text.strip():
        note = "link within the page: nothing has that name, words kept"
        converter.conversion.change(note, line=converter.line(tag), name="link within the page")
    return text


def _only_picture(tag: Tag) -> Tag | None:
    """The picture in the link, if it is all that it shows."""
    found = find_first(tag, {"img"})
    if found is None or len(tag.find_all("img", limit=2)) > 1 or tag.get_text().strip():
        return None
    return found


def _is_alone(tag: Tag) -> bool:
    """Whether the element has its lines for itself."""
    beside = (tag.previous_sibling, tag.next_sibling)
    return all(node is None or isinstance(node, Tag) or not str(node).strip() for node in beside)


RULES: Final[Mapping[str, Sequence[Rule]]] = {
    **dict.fromkeys(_STRESS, (convert_hidden, convert_stress)),
    **dict.fromkeys(("font", "span"), (convert_hidden, convert_span)),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), (convert_code,)),
    **dict.fromkeys(("sub", "sup"), (convert_script,)),
    "a": (convert_hidden, convert_link),
    "br": (convert_break,),
    "q": (convert_quotation,),
    "rt": (convert_reading,),
}
