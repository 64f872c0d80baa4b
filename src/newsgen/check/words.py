"""The words of a page: what a link says, and what should never have been printed."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsgen.sources.new_article import PLACEHOLDER
from newsgen.text import truncate

_SIGNS = tuple(
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
_NOTHING = frozenset({"None", "undefined", "Undefined", "NaN", "null", "[object Object]"})
_BARS = re.compile(r"\s[–—|·]\s")
_UNREAD = frozenset({"script", "style", "code", "pre", "kbd", "samp", "textarea", "template"})
_LISTED = frozenset({"td", "th", "dd", "li", "option", "em", "strong", "i", "b", "q", "cite"})
"""Where a writer may say ``None`` and mean it."""
_SPOKEN = ("alt", "title", "content", "aria-label", "href", "src", "datetime", "value")

Leftover = tuple[str, str, Any]
"""The code of the rule, the words, and the element."""


def read_words(element: Any) -> str:
    """What a screen reader would say of the element: its label, its text, its pictures' words."""
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
    """Whether ``read_words`` would give any."""
    text = element.text
    if text and not text.isspace():
        return True
    return any(not text.isspace() for text in element.itertext()) or bool(read_words(element))


def may_have_leftovers(content: bytes) -> bool:
    """Whether it is worth looking for them: most pages hold none of their letters."""
    return bool(_BRACES.search(content)) or any(sign in content for sign in _SIGNS)


def find_leftovers(root: Any) -> Iterator[Leftover]:
    """All that a template should have filled, or a writer replaced."""
    for element in root.iter(etree.Element):
        text = element.text
        if text and not text.isspace() and element.tag not in _UNREAD:
            yield from _judge_text(text, element)
            if _is_nothing(text.strip(), element):
                yield "leftover-text", text.strip(), element
        tail, parent = element.tail, element.getparent()
        if tail and not tail.isspace() and parent is not None and parent.tag not in _UNREAD:
            yield from _judge_text(tail, element)
        if element.tag not in _UNREAD:
            yield from _judge_attributes(element)


def _judge_text(text: str, element: Any) -> Iterator[Leftover]:
    if "{" in text and (found := _UNFILLED.search(text)) and not _is_in_code(element):
        yield "leftover-text", truncate(found[0], 60), element
    if (found := _REPR.search(text)) and text.strip() not in _NOTHING:
        yield "leftover-text", found[0], element
    if found := _FILLER.search(text):
        yield "filler-text", found[0], element


def _is_nothing(text: str, element: Any) -> bool:
    """Whether the text of the element is what a template prints for want of a value."""
    if element.tag == "title":
        return bool(_NOTHING & {*_BARS.split(text)})
    return text in _NOTHING and element.tag not in _LISTED and not len(element)


def _judge_attributes(element: Any) -> Iterator[Leftover]:
    for name in _SPOKEN:
        value = element.get(name)
        if not value:
            continue
        is_address = name in {"href", "src"}
        is_unfilled = value in _NOTHING or "{{" in value or "{%" in value
        if is_unfilled or (is_address and "/None/" in f"{value}/"):
            yield "leftover-text", value, element
        elif not is_address and (found := _FILLER.search(value)):
            yield "filler-text", found[0], element


def _is_in_code(element: Any) -> bool:
    return any(above.tag in _UNREAD for above in element.iterancestors())
