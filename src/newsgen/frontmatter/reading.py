"""Reads whole files into models."""

from collections.abc import Iterable
from typing import TypeVar

from newsgen import schema
from newsgen.diagnostics import Diagnostic
from newsgen.frontmatter.locations import add_locations
from newsgen.frontmatter.parts import Parts, decode, split
from newsgen.frontmatter.tree import parse, parse_events
from newsgen.models import Model

T = TypeVar("T", bound=Model)


def read(
    model: type[T], content: bytes, path: str
) -> tuple[T | None, Parts, tuple[Diagnostic, ...]]:
    """The front matter of a file as a model, the parts of the file, and what is wrong.

    The model is None when something is. Raises Problems when the file cannot be taken apart or its
    YAML not be read at all.
    """
    text = decode(content, path)
    parts = split(text, path)
    fields, faults = schema.read(model, parse(parts.yaml, path, parts.yaml_line))
    return fields, parts, _diagnostics(faults, path, text)


def read_plain(
    model: type[T], content: bytes, path: str
) -> tuple[T | None, str, tuple[Diagnostic, ...]]:
    """A file that is YAML throughout as a model, its text, and what is wrong; as ``read``."""
    text = decode(content, path)
    # One file is read sooner by the engine than the pattern of the fast way is compiled.
    fields, faults = schema.read(model, parse_events(text, path, 1))
    return fields, text, _diagnostics(faults, path, text)


def _diagnostics(faults: Iterable[schema.Fault], path: str, text: str) -> tuple[Diagnostic, ...]:
    return add_locations([as_diagnostic(fault, path) for fault in faults], text)


def as_diagnostic(fault: schema.Fault, path: str) -> Diagnostic:
    """The fault as a problem of that file, its line still to be found."""
    return Diagnostic(
        code=fault.code, message=fault.message, path=path, key=fault.keys, hint=fault.hint
    )
