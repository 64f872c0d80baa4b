"""The words of a page: the text of links, and text that should never appear on a page."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsgen.sources.new_article import PLACEHOLDER
from newsgen.text import truncate

_HINTS = tuple(
    sign.encode()
    for sign in (
        *("None", "ndefined", "NaN", "null", "[object", " at 0x"),
        *("psum", "PSUM", "olor sit", "olor Sit", "OLOR SIT", PLACEHOLDER),
    )
)
_BRACES = re.compile(rb"\{[{%#]")
_UNFILLED = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\{#[^{]{0,999}?#\}", re.DOTALL)
_REPR = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>|\bUndefined\b(?! [a-z])")
_FILLER = re.compile(rf"\blorem ipsum\b|\bdolor sit amet\b|{re.escape(PLACEHOLDER)}", re.IGNORECASE)
_EMPTY_VALUES = frozenset({"None", "undefined", "Undefined", "NaN", "null", "[object Object]"})
_TITLE_SEPARATOR = re.compile(r"\s[–—|·]\s")
_CODE_ELEMENTS = frozenset(
    {"script", "style", "code", "pre", "kbd", "samp", "textarea", "template"}
)
_TEXT_ELEMENTS = frozenset(
    {"td", "th", "dd", "li", "option", "em", "strong", "i", "b", "q", "cite"}
)
"""Elements where ``None`` may be meant as a word."""
_ATTRIBUTES = ("alt", "title", "content", "aria-label", "href", "src", "datetime", "value")

Leftover = tuple[str, str, Any]
"""The code of the rule, the words, and the element."""


def read_words(element: Any) -> str:
    """The words that a screen reader speaks for an element: label, text, or texts of pictures."""
    label = (element.get("aria-label") or element.get("aria-labelledby") or "").strip()
    text = label or " ".join("".join(element.itertext()).split())
    if text:
        return str(text)
    for inner in element.iter("img", "svg"):
        spoken = (inner.get("alt") or inner.get("aria-label") or inner.get("title") or "").strip()
        if spoken:
            return str(spoken)
    return str(element.get("title") or "").strip()


def has_words(element: Any) -> bool:
    """Whether ``read_words`` returns any words."""
    text = element.text
    if text and not text.isspace():
        return True
    return any(not text.isspace() for text in element.itertext()) or bool(read_words(element))


def may_have_leftovers(content: bytes) -> bool:
    """Whether to search for leftovers: a quick test that most pages do not pass."""
    return bool(_BRACES.search(content)) or any(sign in content for sign in _HINTS)


def find_leftovers(root: Any) -> Iterator[Leftover]:
    """All text that a template should have filled in, or a writer replaced."""
    for element in root.iter(etree.Element):
        text = element.text
        if text and not text.isspace() and element.tag not in _CODE_ELEMENTS:
            yield from _check_text(text, element)
            if _is_empty_value(text.strip(), element):
                yield "leftover-text", text.strip(), element
        tail, parent = element.tail, element.getparent()
        if tail and not tail.isspace() and parent is not None and parent.tag not in _CODE_ELEMENTS:
            yield from _check_text(tail, element)
        if element.tag not in _CODE_ELEMENTS:
            yield from _check_attributes(element)


def _check_text(text: str, element: Any) -> Iterator[Leftover]:
    if "{" in text and (found := _UNFILLED.search(text)) and not _is_in_code(element):
        yield "leftover-text", truncate(found[0], 60), element
    if (found := _REPR.search(text)) and text.strip() not in _EMPTY_VALUES:
        yield "leftover-text", found[0], element
    if found := _FILLER.search(text):
        yield "filler-text", found[0], element


def _is_empty_value(text: str, element: Any) -> bool:
    """Whether the element shows only the text that templates print for a missing value."""
    if element.tag == "title":
        return bool(_EMPTY_VALUES & {*_TITLE_SEPARATOR.split(text)})
    return text in _EMPTY_VALUES and element.tag not in _TEXT_ELEMENTS and not len(element)


def _check_attributes(element: Any) -> Iterator[Leftover]:
    for name in _ATTRIBUTES:
        value = element.get(name)
        if not value:
            continue
        is_address = name in {"href", "src"}
        is_unfilled = value in _EMPTY_VALUES or "{{" in value or "{%" in value
        if is_unfilled or (is_address and "/None/" in f"{value}/"):
            yield "leftover-text", value, element
        elif not is_address and (found := _FILLER.search(value)):
            yield "filler-text", found[0], element


def _is_in_code(element: Any) -> bool:
    return any(above.tag in _CODE_ELEMENTS for above in element.iterancestors())
