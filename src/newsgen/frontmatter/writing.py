"""Writes values as YAML that an editor likes to read, and that ``read`` gives back unchanged."""

from collections.abc import Mapping
from typing import Any

import yaml as pyyaml

from newsgen.frontmatter.lines import NULLS

_WIDTH = 1_000_000
"""In characters: a value is never broken into several lines."""
_WORDS_OF_YAML = frozenset(NULLS) | {"", "null", "~", "<<", "="}


class _Dumper(pyyaml.SafeDumper):
    """Writes text without quotes wherever the reader, for whom every value is text, needs none."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- a setting of the base class

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 -- of yaml's interface
        """Every value is written where it is: front matter has no aliases."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Indent lists below their key."""
        super().increase_indent(flow, indentless=False)


def _represent_text(dumper: pyyaml.SafeDumper, text: str) -> pyyaml.Node:
    style = '"' if text.lower() in _WORDS_OF_YAML or "\n" in text or "\t" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_plain(dumper: pyyaml.SafeDumper, value: object) -> pyyaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value).lower())


_Dumper.add_representer(str, _represent_text)
for _type in (bool, int, float):
    _Dumper.add_representer(_type, _represent_plain)


def write(values: Mapping[str, Any]) -> str:
    """The mapping as YAML, in its order, with a line break at the end.

    Its values are text, numbers, booleans, lists of these and mappings of these. Lists of short
    texts are written in one line: ``[a, b]``.

    >>> print(write({"title": "Floods: what we know", "tags": ["Rain", "Dams"]}), end="")
    title: 'Floods: what we know'
    tags: [Rain, Dams]
    """
    return "".join(_write_item(key, value) for key, value in values.items())


def _write_item(key: str, value: Any) -> str:
    flow = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    text: str = pyyaml.dump(
        {key: list(value) if isinstance(value, tuple) else value},
        Dumper=_Dumper,
        allow_unicode=True,
        width=_WIDTH,
        sort_keys=False,
        default_flow_style=None if flow else False,
    )
    return text
