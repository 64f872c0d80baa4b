"""Frozen models read from trees of text, and described in JSON Schema.

The tree is what YAML gives when every scalar stays text: nested ``str``, ``list`` and ``dict``. The
declared type of a field decides what its text means, never the text itself, so ``dateline: NO``
stays a place and ``title: 2026`` a headline.
"""

from newsgen.schema.description import json_schema
from newsgen.schema.reading import about, read
from newsgen.schema.scalars import Fault, Keys, Tree

__all__ = ["Fault", "Keys", "Tree", "about", "json_schema", "read"]
