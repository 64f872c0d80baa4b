"""Reads front matter and settings into typed fields, with line and column of each problem.

Only this package uses YAML. A file is decoded and split at its ``---`` lines, and the YAML between
them is read as a tree of text with strict limits; then ``newsgen.schema`` makes a model of it.
"""

from newsgen.frontmatter.editing import (
    add_element,
    edit_front_matter,
    remove_entry,
    replace_values,
    set_value,
)
from newsgen.frontmatter.fields import (
    ArticleFields,
    AuthorFields,
    CommentFields,
    CommentsFields,
    FrontFields,
    PageFields,
)
from newsgen.frontmatter.locations import add_location, add_locations, locate, locate_all
from newsgen.frontmatter.parts import MAX_BYTES, Parts, decode, split
from newsgen.frontmatter.reading import as_diagnostic, read, read_plain
from newsgen.frontmatter.tree import LARGE, parse

__all__ = [
    "LARGE",
    "MAX_BYTES",
    "ArticleFields",
    "AuthorFields",
    "CommentFields",
    "CommentsFields",
    "FrontFields",
    "PageFields",
    "Parts",
    "add_element",
    "add_location",
    "add_locations",
    "as_diagnostic",
    "decode",
    "edit_front_matter",
    "locate",
    "locate_all",
    "parse",
    "read",
    "read_plain",
    "remove_entry",
    "replace_values",
    "set_value",
    "split",
]
