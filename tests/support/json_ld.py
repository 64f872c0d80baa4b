"""The JSON-LD of a page, as search engines read it."""

import json
import re
from collections.abc import Iterator
from typing import Any

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def json_ld_text(page: str) -> str:
    """The text of the only block of JSON-LD of the page."""
    (found,) = _BLOCK.findall(page)
    return str(found)


def graph(page: str) -> list[dict[str, Any]]:
    """The nodes of the graph of the page."""
    data = json.loads(json_ld_text(page))
    assert data["@context"] == "https://schema.org"
    return list(data["@graph"])


def node(page: str, kind: str) -> dict[str, Any]:
    """The only node of that type."""
    (found,) = (each for each in graph(page) if kind in types_of(each))
    return found


def story(page: str) -> dict[str, Any]:
    """The node of the story, the first one of the page of an article."""
    return graph(page)[0]


def types_of(thing: dict[str, Any]) -> list[str]:
    """The types of a node; a reference has none."""
    kind = thing.get("@type", [])
    return kind if isinstance(kind, list) else [kind]


def nodes_within(value: Any) -> Iterator[dict[str, Any]]:
    """Every node in the value, at any depth."""
    if isinstance(value, dict):
        yield value
    below = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for part in below:
            yield from nodes_within(part)
