"""From the bytes of a file to typed fields, each problem with line and column.

The one package that knows YAML. A file is decoded, split at its ``---`` lines, and the YAML between
them read as text under strict limits; then ``newsgen.schema`` makes a model of it.
"""

from newsgen.frontmatter.fields import ArticleFields, AuthorFields, PageFields
from newsgen.frontmatter.locations import add_location, add_locations, locate, locate_all
from newsgen.frontmatter.parts import MAX_BYTES, Parts, decode, split
from newsgen.frontmatter.reading import as_diagnostic, read, read_plain
from newsgen.frontmatter.tree import parse

__all__ = [
    "MAX_BYTES",
    "ArticleFields",
    "AuthorFields",
    "PageFields",
    "Parts",
    "add_location",
    "add_locations",
    "as_diagnostic",
    "decode",
    "locate",
    "locate_all",
    "parse",
    "read",
    "read_plain",
    "split",
]
