"""The HTML of newsgen's own tokens, and of tokens that the engine would write differently."""

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from newsgen.models import Picture, RawHtml
from newsgen.pictures.markup import image_html

# Noncharacters, which no body contains: Unicode keeps them for use inside a program.
PICTURES_START, PICTURES_END = "\ufdd2", "\ufdd3"
"""Stand around figures until a document is whole, as blocks show them in their own way."""
_Writer = Callable[..., str]


def note_name(number: int) -> str:
    """The part after ``fn`` in the ``id`` of a footnote; ``number`` counts from 0.

    The colon keeps it different from the anchors of headings, which are slugs.
    """
    return f":{number + 1}"


def install_writers(engine: MarkdownIt, raw_html: RawHtml) -> None:
    """Register the render rules; with ``escape`` raw HTML is written as text."""
    for name, write in _WRITERS.items():
        engine.add_render_rule(name, write)
    if raw_html == "escape":
        engine.add_render_rule("html_inline", _write_as_text)


# The engine passes itself, the tokens, the index of the token to write, options and env.


def _write_as_text(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return escapeHtml(tokens[index].content)


def _write_lead(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return tokens[index].content


def _write_prose(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    token = tokens[index]
    return f"<p>{token.meta.get('lead', '')}{token.content}</p>\n"  # contains nothing to escape


def _write_image(
    _engine: object, tokens: Sequence[Token], index: int, options: OptionsDict, _env: object
) -> str:
    """An image of the site in all its versions, or one of another site."""
    token = tokens[index]
    if token.hidden:
        return ""
    picture: Picture = token.meta["picture"]
    sizes = str(options.get("picture_sizes", "100vw"))
    return image_html(picture, token.content or picture.alt, sizes, tone=picture.tone)


def _write_caption(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    token = tokens[index]
    credit = token.meta.get("credit", "")
    by = f'<span class="credit">{escapeHtml(credit)}</span>' if credit else ""
    words = " ".join(part for part in (escapeHtml(token.content), by) if part)
    return f"<figcaption>{words}</figcaption>"


def _name_note(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return note_name(tokens[index].meta["id"])


def _write_reference(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    """The link to a footnote. One note may have several, each with an id of its own."""
    note = tokens[index].meta
    name = note_name(note["id"])
    repeated = f":{note['subId']}" if note.get("subId", 0) > 0 else ""
    link = f'<a href="#fn{name}" id="fnref{name}{repeated}" role="doc-noteref">'
    return f'<sup class="footnote-ref">{link}[{name[1:]}{repeated}]</a></sup>'


def _open_notes(*_: object) -> str:
    return '<div class="footnotes" role="doc-endnotes">\n<ol>\n'


def _close_notes(*_: object) -> str:
    return "</ol>\n</div>\n"


def _open_item(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    """A list item; a task begins with a box as text, which feeds and search engines show too."""
    html = renderer.renderToken(tokens, index, options, env)
    meta = tokens[index].meta
    if "checked" not in meta:
        return html
    box = "☑" if meta["checked"] else "☐"
    return f"{html}{box} "


def _open_alert(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    """A quote with ``[!NOTE]`` or the like, as the note block of the theme."""
    return f'<div class="note note-{tokens[index].info.lower()}">\n'


def _open_pictures(*_: object) -> str:
    return PICTURES_START


def _close_pictures(*_: object) -> str:
    return PICTURES_END


def _close_figure(*_: object) -> str:
    return "</figure>\n"


def _write_nothing(*_: object) -> str:
    return ""


_WRITERS: dict[str, _Writer] = {
    "lead": _write_lead,
    "prose": _write_prose,
    "caption": _write_caption,
    "image": _write_image,
    "pictures_open": _open_pictures,
    "pictures_close": _close_pictures,
    "figure_close": _close_figure,
    "footnote_anchor_name": _name_note,
    "footnote_block_open": _open_notes,
    "footnote_block_close": _close_notes,
    "footnote_ref": _write_reference,
    "list_item_open": _open_item,
    "alert_open": _open_alert,
    "alert_title_open": _write_nothing,
    "alert_title_close": _write_nothing,
}
