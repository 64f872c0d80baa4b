"""The Markdown engine, set up once for each style."""

from collections.abc import Callable
from functools import cache, partial

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, text_join
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from newsgen.markdown.bare_links import link_addresses
from newsgen.markdown.budget import (
    refuse_wide_table,
    spend_on_document,
    spend_on_mark,
    spend_on_text,
)
from newsgen.markdown.emphasis import read_emphasis
from newsgen.markdown.facades import read_embeds
from newsgen.markdown.fences import read_block
from newsgen.markdown.notes import read_reference
from newsgen.markdown.phrases import read_phrases
from newsgen.markdown.prose import read_blocks
from newsgen.markdown.quotes import set_quotes
from newsgen.markdown.scripts import read_script
from newsgen.markdown.spaces import HELPERS
from newsgen.markdown.structure import MAX_DEPTH, check_structure
from newsgen.markdown.typography import quotes_of, set_dashes
from newsgen.markdown.writing import install_writers
from newsgen.models import Model, RawHtml

# Beyond this level the engine drops text silently. A list takes two levels, one for itself and one
# for its item, so dropped text is always deeper than MAX_DEPTH, which is reported as an error.
_ENGINE_LEVELS = 2 * MAX_DEPTH + 4
_STRUCTURAL = 3  # the first document rules: "normalize", "block" and "embeds"


class Style(Model, frozen=True):
    """The settings that affect the HTML of a body."""

    lang: str = "en"
    """BCP 47 tag, for quotation marks."""
    smart_quotes: bool = True
    """Whether straight quotes, hyphens in rows and three full stops become typographic."""
    linkify: bool = True
    """Whether bare web and mail addresses become links."""
    quotes: str = ""
    """Four quotation marks, outer and inner, in place of those of the language."""
    picture_sizes: str = "100vw"
    """How wide pages show pictures in texts: the ``sizes`` of HTML."""
    raw_html: RawHtml = "safe"
    """What becomes of HTML in the body: ``safe`` keeps harmless elements, ``escape`` shows it as
    text, and ``trusted`` keeps all of it, with unchecked links and images."""


@cache
def parser_for(style: Style) -> MarkdownIt:
    """The engine for this style, without the state of any document."""
    engine = _Engine(
        "commonmark",
        {
            "maxNesting": _ENGINE_LEVELS,
            "xhtmlOut": False,
            "typographer": style.smart_quotes,
            "quotes": quotes_of(style.lang, style.quotes),
            "picture_sizes": style.picture_sizes,
            "tasklists": True,
            "alerts": True,
        },
    )
    engine.helpers = HELPERS
    engine.enable(["table", "strikethrough"])
    if style.raw_html == "escape":
        engine.disable("html_block")  # inline rules show its tags as text instead
    ended = ["paragraph", "reference", "blockquote", "list"]
    engine.block.ruler.before("fence", "editors_block", read_block, {"alt": ended})
    engine.block.ruler.before("table", "wide_table", refuse_wide_table)
    # Before the rules that match, and after the rules that looked ahead and did not match.
    engine.inline.ruler.after("text", "budget", spend_on_mark)
    engine.inline.ruler.push("budget_again", spend_on_mark)
    engine.inline.ruler2.before("balance_pairs", "budget", spend_on_text)
    engine.inline.ruler.at("emphasis", read_emphasis)
    engine.core.ruler.at("normalize", _normalize)
    engine.core.ruler.at("block", read_blocks)
    find_embeds = partial(read_embeds, has_code=style.raw_html != "trusted")
    engine.core.ruler.after("block", "embeds", find_embeds)
    engine.core.ruler.after("embeds", "structure", check_structure)
    engine.core.ruler.at("inline", read_phrases)
    if style.linkify:
        engine.core.ruler.after("inline", "bare_links", link_addresses)
    engine.core.ruler.at("text_join", _where("\\&", text_join))
    engine.use(footnote_plugin).use(deflist_plugin)
    engine.inline.ruler.after("emphasis", "script", read_script)
    engine.inline.ruler.at("footnote_ref", read_reference)
    install_writers(engine, style.raw_html)
    if style.smart_quotes:
        engine.core.ruler.at("smartquotes", _where("\"'", set_quotes))
        engine.enable("smartquotes")
        engine.core.ruler.before("smartquotes", "dashes", set_dashes)
    engine.core.ruler.push("budget", spend_on_document)
    return engine


def read_structure(state: StateCore) -> None:
    """Parse the blocks of a document, not the text inside them."""
    for rule in state.md.core.ruler.getRules("")[:_STRUCTURAL]:
        rule(state)


def read_texts(state: StateCore) -> None:
    """Run the engine's remaining rules on the blocks in the state."""
    for rule in state.md.core.ruler.getRules("")[_STRUCTURAL:]:
        rule(state)


def _where(marks: str, rule: Callable[[StateCore], None]) -> Callable[[StateCore], None]:
    """A rule that runs only on documents that contain one of the marks."""

    def applied(state: StateCore) -> None:
        if any(mark in state.src for mark in marks):
            rule(state)

    return applied


def _normalize(state: StateCore) -> None:
    """An engine rule in place of ``normalize``, faster for documents with nothing to replace."""
    if "\r" in state.src:
        state.src = state.src.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in state.src:
        state.src = state.src.replace("\0", "\ufffd")


class _Engine(MarkdownIt):
    """Leaves destinations as written: ``BodyReader`` checks them later, with their lines."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url
