"""HTML of the tokens that are ours, or that we write in another way than the engine."""

from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

_Writer = Callable[..., str]


def note_name(number: int) -> str:
    """What follows ``fn`` in the ``id`` of the footnote of this number, counted from 0.

    The colon keeps it apart from the anchors of headings, which are slugs.
    """
    return f":{number + 1}"


def install_writers(engine: MarkdownIt, *, trusted: bool) -> None:
    """Make the engine write our tokens; raw HTML as text unless it is trusted."""
    for name, write in _WRITERS.items():
        engine.add_render_rule(name, write)
    if not trusted:
        engine.add_render_rule("html_inline", _write_as_text)


# The engine hands over itself, the tokens, the place of the one to write, options and environment.


def _write_as_text(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return escapeHtml(tokens[index].content)


def _write_lead(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return tokens[index].content


def _write_prose(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    token = tokens[index]
    return f"<p>{token.meta.get('lead', '')}{token.content}</p>\n"  # holds nothing to escape


def _write_caption(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return f"<figcaption>{escapeHtml(tokens[index].content)}</figcaption>"


def _name_note(_engine: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return note_name(tokens[index].meta["id"])


def _open_notes(*_: object) -> str:
    return '<section class="footnotes" role="doc-endnotes">\n<ol>\n'


_WRITERS: dict[str, _Writer] = {
    "lead": _write_lead,
    "prose": _write_prose,
    "caption": _write_caption,
    "footnote_anchor_name": _name_note,
    "footnote_block_open": _open_notes,
}
