"""The text of Ghost's editor of the versions 1 to 4, mobiledoc, as HTML.

The format is a list of sections, whose texts open and close mark-ups by their numbers:
https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from newsgen.importer.readers.ghost.card_html import card_html
from newsgen.importer.readers.json_values import items, line, mapping, text

Document = Mapping[str, Any]

_SECTIONS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_MARKUPS = frozenset({"a", "b", "strong", "em", "i", "u", "s", "del", "code", "sub", "sup", "mark"})


def mobiledoc_html(document: object) -> str:
    """The document as the HTML that Ghost makes of it; empty for none."""
    whole = mapping(document)
    return "\n".join(_section(items(each), whole) for each in items(whole.get("sections")))


def only_markdown(document: object) -> str:
    """The Markdown of a text that is one card of it, as all were in version 1; empty otherwise."""
    whole = mapping(document)
    match items(whole.get("sections")):
        case [[10, index, *_]] | [[10, index, *_], [1, "p", []]]:
            card = items(_entry(whole.get("cards"), index))
            if len(card) > 1 and card[0] in {"card-markdown", "markdown"}:
                return text(mapping(card[1]).get("markdown"))
    return ""


def _section(section: Sequence[Any], whole: Document) -> str:
    match section:
        case [1, tag, markers, *_]:
            return _text_section(text(tag).lower(), _markers(markers, whole))
        case [2, source, *_]:
            return card_html("image", {"src": source})
        case [3, tag, entries, *_]:
            name = "ol" if text(tag).lower() == "ol" else "ul"
            written = "".join(f"<li>{_markers(each, whole)}</li>" for each in items(entries))
            return f"<{name}>{written}</{name}>"
        case [10, index, *_]:
            card = items(_entry(whole.get("cards"), index))
            fields = mapping(card[1]) if len(card) > 1 else {}
            return card_html(text(card[0]), fields) if card else ""
    return ""


def _text_section(tag: str, inner: str) -> str:
    if tag in {"aside", "pull-quote"}:
        return f'<blockquote class="kg-blockquote-alt"><p>{inner}</p></blockquote>'
    if tag == "blockquote":
        return f"<blockquote><p>{inner}</p></blockquote>"
    name = tag if tag in _SECTIONS else "p"
    return f"<{name}>{inner}</{name}>"


def _markers(markers: object, whole: Document) -> str:
    found: list[str] = []
    opened: list[str] = []
    for marker in items(markers):
        match marker:
            case [int(kind), list(opening), int(closing), value, *_]:
                for index in opening:
                    tag, head = _markup(_entry(whole.get("markups"), index))
                    opened.append(tag)
                    found.append(head)
                atom = items(_entry(whole.get("atoms"), value)) if kind == 1 else ()
                found.append(_atom(atom) if kind == 1 else escape(text(value), quote=False))
                found += [_end(opened.pop()) for _ in range(min(closing, len(opened)))]
    found += map(_end, reversed(opened))
    return "".join(found)


def _markup(markup: object) -> tuple[str, str]:
    """The name of the element, empty if no text may have it, and its start tag."""
    match markup:
        case [str(tag), list(attributes), *_] if tag.lower() == "a":
            pairs = dict(zip(map(text, attributes[::2]), attributes[1::2], strict=False))
            return "a", f'<a href="{escape(line(pairs.get("href")))}">'
        case [str(tag), *_] if tag.lower() in _MARKUPS:
            return tag.lower(), f"<{tag.lower()}>"
    return "", ""


def _end(tag: str) -> str:
    return f"</{tag}>" if tag else ""


def _atom(atom: Sequence[Any]) -> str:
    match atom:
        case ["soft-return" | "soft-break" | "line-break", *_]:
            return "<br>"
        case [_, words, *_]:
            return escape(text(words), quote=False)
    return ""


def _entry(values: object, index: object) -> object:
    """The entry of a list, None if it has none of that number."""
    found = items(values)
    if isinstance(index, int) and 0 <= index < len(found):
        return found[index]
    return None
