"""Bodies of articles: Markdown to checked HTML. The only code that knows the Markdown engine.

CommonMark with tables, strikethrough, footnotes, heading anchors and editors' blocks; quotes and
dashes follow the language. What would be lost or lead nowhere is told with its line.

``document`` renders; ``reading`` checks and finishes the tokens that ``parser`` gives, with
``destinations`` judging links. ``blocks`` and ``phrases`` are the fast way past the engine's rules,
with ``prose`` and ``marked`` knowing what is plain; ``fences``, ``structure``, ``typography``,
``quotes`` and ``writing`` are rules of the engine. ``scan`` looks at the bare text, and ``budget``
bounds the time that all of it may take.
"""

from newsgen.markdown.budget import TooSlowError
from newsgen.markdown.document import Document, RenderBlock, lede, render, try_out, typeset
from newsgen.markdown.parser import Style
from newsgen.markdown.reading import Heading, RenderContext
from newsgen.markdown.scan import block_names, references

__all__ = [
    "Document",
    "Heading",
    "RenderBlock",
    "RenderContext",
    "Style",
    "TooSlowError",
    "block_names",
    "lede",
    "references",
    "render",
    "try_out",
    "typeset",
]
