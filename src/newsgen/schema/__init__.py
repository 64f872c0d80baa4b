"""Reads frozen models from trees of text, and describes the models in JSON Schema.

A tree is YAML in which every scalar is text: nested ``str``, ``list`` and ``dict``. Only the
declared type of a field decides what its text means, so ``dateline: NO`` is a place and
``title: 2026`` a headline.
"""

from newsgen.schema.description import json_schema
from newsgen.schema.moments import Day
from newsgen.schema.reading import VISIBILITY, about, read
from newsgen.schema.scalars import Fault, Keys, Tree

__all__ = ["VISIBILITY", "Day", "Fault", "Keys", "Tree", "about", "json_schema", "read"]
