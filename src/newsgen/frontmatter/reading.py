"""Reads files into models."""

from collections.abc import Iterable
from typing import TypeVar

from newsgen import schema
from newsgen.diagnostics import Diagnostic
from newsgen.frontmatter.comments import find_cut_values
from newsgen.frontmatter.locations import add_locations
from newsgen.frontmatter.parts import Parts, decode, split
from newsgen.frontmatter.tree import USUAL, Limits, parse, parse_events
from newsgen.models import Model

T = TypeVar("T", bound=Model)


def read(
    model: type[T], content: bytes, path: str
) -> tuple[T | None, Parts, tuple[Diagnostic, ...]]:
    """The front matter of a file as a model, the parts of the file, and the problems.

    The model is None if there are problems. Raises Problems if the file cannot be split or its YAML
    cannot be parsed.
    """
    text = decode(content, path)
    parts = split(text, path)
    fields, faults = schema.read(model, parse(parts.yaml, path, parts.yaml_line))
    return fields, parts, _diagnostics((*faults, *find_cut_values(parts.yaml)), path, text)


def read_plain(
    model: type[T], content: bytes, path: str, limits: Limits = USUAL
) -> tuple[T | None, str, tuple[Diagnostic, ...]]:
    """A file of only YAML as a model, its text, and the problems; like ``read``."""
    text = decode(content, path)
    # For a single file the engine is faster than compiling the pattern of the fast path.
    fields, faults = schema.read(model, parse_events(text, path, 1, limits))
    return fields, text, _diagnostics(faults, path, text)


def _diagnostics(faults: Iterable[schema.Fault], path: str, text: str) -> tuple[Diagnostic, ...]:
    return add_locations([as_diagnostic(fault, path) for fault in faults], text)


def as_diagnostic(fault: schema.Fault, path: str) -> Diagnostic:
    """The diagnostic of the fault, still without a line."""
    return Diagnostic(
        code=fault.code, message=fault.message, path=path, key=fault.keys, hint=fault.hint
    )
