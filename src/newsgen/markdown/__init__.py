"""Renders the bodies of articles from Markdown to checked HTML; only this package uses the engine.

CommonMark with tables, strikethrough, footnotes, heading anchors and editors' blocks; quotes and
dashes follow the language. Lost text and broken links are reported with their lines.

``document`` renders; ``reading`` checks and finishes the tokens from ``parser``, and
``destinations`` resolves links. ``prose`` and ``phrases`` are fast paths around the engine's rules;
``fences``, ``facades``, ``notes``, ``structure``, ``typography``, ``quotes`` and ``writing`` are
rules that the engine runs. ``updates`` puts the entries of live stories in order. ``services``,
``embeds`` and ``embed_code`` know the addresses and the code of other services. ``raw_html``
sanitises HTML, ``comments`` removes comments, ``scan`` searches a body without parsing it,
``budget`` limits the time that all of this may take, ``finishing`` adds to the finished HTML,
``shown`` gives the text that readers see, and ``dateline`` parses and formats datelines.
``budget`` limits the time that all of this may take, ``finishing`` adds to the finished HTML, and
``dateline`` parses and formats datelines. ``parts`` and ``inlines`` give the places of blocks and
marks in a text, for imports, which change only some of them.
``shown`` gives the text that readers see, and ``dateline`` parses and formats datelines. ``parts``
and ``inlines`` give the places of blocks and marks in a text, for imports, which change only some
of them. ``relinking`` changes where links lead, when a file moves.
"""

from newsgen.markdown.bare_links import find_addresses
from newsgen.markdown.blocks import Block, RenderBlock
from newsgen.markdown.budget import TooSlowError
from newsgen.markdown.comments import find_comments, remove_comments
from newsgen.markdown.document import Document, check_time, lede, render, typeset
from newsgen.markdown.embed_code import read_code
from newsgen.markdown.embeds import Embed, embedded_services, recognise
from newsgen.markdown.finishing import mark_outward_links, name_way_back, wrap_tables
from newsgen.markdown.headings import RESERVED_IDS, Anchors
from newsgen.markdown.inlines import Mark, normal_label, read_definition, read_marks
from newsgen.markdown.parser import Style
from newsgen.markdown.parts import Part, line_starts, plain_words, read_parts
from newsgen.markdown.raw_html import sanitise_comment, sanitise_for_feeds
from newsgen.markdown.reading import Heading, RenderContext
from newsgen.markdown.relinking import retarget_links
from newsgen.markdown.scan import block_names, references
from newsgen.markdown.scripts import find_scripts
from newsgen.markdown.services import SERVICES, player_hosts
from newsgen.markdown.shown import shown_text
from newsgen.markdown.updates import Entry, update_lines

__all__ = [
    "RESERVED_IDS",
    "SERVICES",
    "Anchors",
    "Block",
    "Document",
    "Embed",
    "Entry",
    "Heading",
    "Mark",
    "Part",
    "RenderBlock",
    "RenderContext",
    "Style",
    "TooSlowError",
    "block_names",
    "check_time",
    "embedded_services",
    "find_addresses",
    "find_comments",
    "find_scripts",
    "lede",
    "line_starts",
    "mark_outward_links",
    "name_way_back",
    "normal_label",
    "plain_words",
    "player_hosts",
    "read_code",
    "read_definition",
    "read_marks",
    "read_parts",
    "recognise",
    "references",
    "remove_comments",
    "render",
    "retarget_links",
    "sanitise_comment",
    "sanitise_for_feeds",
    "shown_text",
    "typeset",
    "update_lines",
    "wrap_tables",
]
