"""Directives of old systems and their plugins as Markdown."""

from collections.abc import Mapping
from typing import Any

from newsgen.importer.bodies.html import escape
from newsgen.importer.bodies.rst.page import Page
from newsgen.importer.bodies.shortcodes import Show, block, first_of, show
from newsgen.importer.bodies.usual import USUAL, code, embed, show_box, show_note, show_picture
from newsgen.importer.conversion import Conversion, Shortcode

_DRAWN = frozenset(
    {"blockdiag", "chart", "ditaa", "dot", "graph", "graphviz", "mermaid", "plantuml", "plot"}
    | {"seqdiag", "uml"}
)
"""Directives whose content another program draws."""
_AS_WRITTEN = frozenset({"slides", "slideshow", "carousel"})
"""Directives whose content is a list of files, one a line."""
_TITLED = frozenset({"box", "card", "collapse", "details", "expand", "panel", "spoiler"})
_NOTES = ("deprecated", "seealso", "todo", "versionadded", "versionchanged")


def show_call(node: Any, inner: str, page: Page) -> str:
    """What becomes of a directive; ``inner`` is its content as Markdown."""
    name, argument, named = node.name, " ".join(node.argument.split()), dict(node.options)
    if name in _DRAWN:
        inner = code(node.text) if node.text.strip() else ""
    elif name in _AS_WRITTEN:
        inner = node.text
    elif argument and name in _TITLED:
        named.setdefault("title", argument)
    elif argument and name not in page.known and not page.conversion.rule(name):
        inner = f"{escape(argument)}\n\n{inner}".strip()
    call = Shortcode(
        name=name,
        arguments=(argument,) if argument else (),
        named=named,
        inner=inner,
        written=node.written,
        line=page.line(node),
    )
    return show(call, page.conversion, page.known, kind="directive")


def show_soundcloud(call: Shortcode, _conversion: Conversion) -> str:
    """``soundcloud``: the number of a sound, or an address."""
    given = first_of(call, "url", "id")
    kind = "playlists" if "playlist" in call.name else "tracks"
    if given.isdecimal():
        sound = f"https%3A%2F%2Fapi.soundcloud.com%2F{kind}%2F{given}"
        given = f"https://w.soundcloud.com/player/?url={sound}"
    return embed(given, call.inner.strip()) if given else call.inner


def show_thumbnail(call: Shortcode, conversion: Conversion) -> str:
    """``thumbnail``: a picture with a caption, perhaps at one side of the text."""
    shown = show_picture(call, conversion)
    side = call.named.get("align", "")
    return block("figure", side, shown) if shown and side in {"left", "right"} else shown


def show_gallery(call: Shortcode, conversion: Conversion) -> str:
    """``gallery``: the pictures inside; those of a folder only the reader of the site knows."""
    return USUAL["gallery"](call, conversion) or show_nothing(call, conversion)


def show_gist(call: Shortcode, _conversion: Conversion) -> str:
    """``gist``: a link; the name of a file after the number says which part is shown."""
    name = first_of(call, "id").partition(" ")[0].strip("/")
    return f"<https://gist.github.com/{name}>" if name else ""


def show_nothing(call: Shortcode, conversion: Conversion) -> str:
    """What readers of a story do not need, or what cannot be read: files, lists of contents."""
    words = " ".join((*call.arguments, call.inner)).strip()
    name = f"directive {call.name}"
    conversion.leave_out(f"{name}: left out: {call.written}"[:120], words, call.line, name)
    return ""


def show_kind(call: Shortcode, conversion: Conversion) -> str:
    """``seealso``, ``versionadded`` and the like: a note with this title."""
    words = {"seealso": "See also", "versionadded": "New in", "versionchanged": "Changed in"}
    title = " ".join([words.get(call.name, call.name.capitalize()), *call.arguments])
    if not call.inner.strip():
        return escape(title)
    return show_note(
        Shortcode(name=call.name, named={"title": title}, inner=call.inner), conversion
    )


KNOWN: Mapping[str, Show] = {
    **USUAL,
    **dict.fromkeys(("soundcloud", "soundcloud_playlist"), show_soundcloud),
    **dict.fromkeys(("thumbnail", "lightbox", "photo"), show_thumbnail),
    "media": USUAL["embed"],
    "gallery": show_gallery,
    "gist": show_gist,
    **dict.fromkeys(_TITLED, show_box),
    **dict.fromkeys(_NOTES, show_kind),
    **dict.fromkeys(
        (
            *("contents", "date", "footer", "header", "highlight", "include", "literalinclude"),
            *("sectnum", "target-notes", "title", "toctree", "update", "toc"),
        ),
        show_nothing,
    ),
}
"""Directives by name, in small letters."""
