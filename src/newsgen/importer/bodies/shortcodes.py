"""Shortcodes, tags and components of other systems as Markdown."""

from collections.abc import Callable, Mapping

from newsgen.importer.bodies.blocks import block, nest_blocks
from newsgen.importer.bodies.pictures import picture
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.conversion import Action, Conversion, Shortcode

__all__ = ["Show", "block", "first_of", "nest_blocks", "show", "title_of", "words_of"]

Show = Callable[[Shortcode, Conversion], str]
"""What a shortcode becomes: finished Markdown, empty for nothing."""

_WITH_WORDS = ("text", "content", "quote", "caption", "title", "heading", "label")
_SOURCES = ("src", "url", "file", "image", "href", "path", "id")
_TITLES = ("title", "heading", "header", "label", "summary", "caption")


def show(
    call: Shortcode,
    conversion: Conversion,
    known: Mapping[str, Show],
    *,
    kind: str = "shortcode",
) -> str:
    """The shortcode as finished Markdown, in several lines if it is a block.

    What import.yaml says of its name is done first; then what ``known`` does, by its name as
    written or in small letters; of any other the words inside are kept. Each but a known one is
    told, and counted as ``shortcode NAME``. ``kind`` is the word for it in notes.
    """
    action = conversion.rule(call.name)
    if action:
        return _by_rule(action, call, conversion, kind)
    known_show = known.get(call.name) or known.get(call.name.lower())
    if known_show:
        return known_show(call, conversion)
    words, name = words_of(call), f"{kind} {call.name}"
    if words:
        conversion.change(f"{name}: not known, its words kept", call.line, name)
    else:
        conversion.leave_out(f"{name}: not known, left out", "", call.line, name)
    return words


def words_of(call: Shortcode) -> str:
    """The words inside; without any, those of its attributes that readers saw."""
    inner = call.inner.strip() if call.is_block else call.inner
    if inner.strip():
        return inner
    return "\n\n".join(call.named[key] for key in _WITH_WORDS if call.named.get(key))


def title_of(call: Shortcode) -> str:
    """Its title as plain text; empty without one."""
    return next((plain_text(call.named[key]) for key in _TITLES if call.named.get(key)), "")


def first_of(call: Shortcode, *keys: str, position: int = 0) -> str:
    """The value of the first of these attributes that it has, else the argument at a position."""
    for key in keys:
        if call.named.get(key):
            return call.named[key].strip()
    return call.arguments[position].strip() if position < len(call.arguments) else ""


def _by_rule(action: Action, call: Shortcode, conversion: Conversion, kind: str) -> str:
    name = f"{kind} {call.name}"
    if action == "drop":
        conversion.leave_out(f"{name}: left out", call.inner, call.line, name)
        return ""
    source = first_of(call, *_SOURCES)
    match action:
        case "box" | "note":
            shown = block(action, title_of(call), call.inner.strip() or words_of(call))
        case "image" if source:
            alt = first_of(call, "alt", position=1)
            shown = picture(source, alt, title_of(call), conversion, line=call.line)
        case "video" if source:
            shown = block("video", source, words_of(call))
        case "template":
            given = " ".join((*call.arguments, *call.named.values()))
            shown = block(call.name, given, call.inner.strip())
        case _:
            conversion.change(f"{name}: its words kept", call.line, name)
            return words_of(call)
    conversion.change(f"{name}: made a block {action}", call.line, name)
    return shown
