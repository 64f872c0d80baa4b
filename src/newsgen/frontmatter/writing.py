"""Writes values as YAML that an editor likes to read, and that ``read`` gives back unchanged."""

from collections.abc import Mapping
from typing import Any

import yaml as pyyaml

from newsgen.frontmatter.lines import NULLS

_WIDTH = 1_000_000
"""In characters: a value is never broken into several lines."""
_NUMBERED = "\\U000"
_WORDS_OF_YAML = frozenset(NULLS) | {"", "null", "~", "<<", "="}


_FAST: type[pyyaml.SafeDumper] = getattr(pyyaml, "CSafeDumper", pyyaml.SafeDumper)
"""The dumper in C; it writes signs beyond the basic plane, such as emoji, as numbers."""


def write(values: Mapping[str, Any]) -> str:
    """The mapping as YAML, in its order, with a line break at the end.

    Its values are text, numbers, booleans, lists of these and mappings of these. A tuple of texts
    is written in one line: ``[a, b]``.

    >>> print(write({"title": "Floods: what we know", "tags": ("Rain", "Dams")}), end="")
    title: 'Floods: what we know'
    tags: [Rain, Dams]
    """
    text = _dump(values, _FAST_DUMPER)
    return _dump(values, _PLAIN_DUMPER) if _NUMBERED in text else text


def _dump(values: Mapping[str, Any], dumper: type[pyyaml.SafeDumper]) -> str:
    text: str = pyyaml.dump(
        dict(values),
        Dumper=dumper,
        allow_unicode=True,
        width=_WIDTH,
        sort_keys=False,
        default_flow_style=False,
    )
    return text


def _represent_text(dumper: pyyaml.SafeDumper, text: str) -> pyyaml.Node:
    style = '"' if text.lower() in _WORDS_OF_YAML or "\n" in text or "\t" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_plain(dumper: pyyaml.SafeDumper, value: object) -> pyyaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value).lower())


def _represent_line(dumper: pyyaml.SafeDumper, values: tuple[Any, ...]) -> pyyaml.Node:
    flow = all(isinstance(value, str) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flow)


def _make_dumper(base: type[pyyaml.SafeDumper]) -> type[pyyaml.SafeDumper]:
    """A dumper that quotes no text that looks like a number or a date: every value is text."""
    settings = {"yaml_implicit_resolvers": {}, "ignore_aliases": lambda _dumper, _data: True}
    dumper: Any = type("Dumper", (base,), settings)
    dumper.add_representer(str, _represent_text)
    dumper.add_representer(tuple, _represent_line)
    for kind in (bool, int, float):
        dumper.add_representer(kind, _represent_plain)
    made: type[pyyaml.SafeDumper] = dumper
    return made


_FAST_DUMPER = _make_dumper(_FAST)
_PLAIN_DUMPER = _make_dumper(pyyaml.SafeDumper)
