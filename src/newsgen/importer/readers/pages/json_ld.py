"""The JSON-LD of a page: what its site tells search engines of the story."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import bs4

from newsgen.importer.bodies.html import plain_text

_KINDS: Final = re.compile(
    r"(?:.*[/#:])?(?:[A-Za-z]{0,20}Article|BlogPosting|[A-Za-z]{0,10}Report|LiveBlogPosting|SocialMediaPosting)"
)
_SCRIPT = re.compile(r"\s*application/ld\+json", re.IGNORECASE)
_DEEPEST = 12
_MOST = 2000
"""Nodes of a page that are looked at."""
_TRAILING = re.compile(r",(\s{0,200}[}\]])")

Node = Mapping[str, Any]


def read_nodes(scripts: Iterable[bs4.Tag]) -> list[Node]:
    """All nodes of all JSON-LD among the scripts; those that are no JSON are passed over."""
    found: list[Node] = []
    for script in (s for s in scripts if _SCRIPT.match(str(s.get("type") or ""))):
        found.extend(_nodes(_load(script.get_text()), 0))
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _load(text: str) -> object:
    bare = text.strip().removeprefix("//").removesuffix("//").strip()
    for begin, end in (("<![CDATA[", "]]>"), ("<!--", "-->")):
        bare = bare.removeprefix(begin).removesuffix(end).strip().removesuffix("//")
    for attempt in (bare, _TRAILING.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object, depth: int) -> Iterator[Node]:
    """The nodes in lists, graphs and other nodes, outer ones first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value
        for each in value.values():
            if isinstance(each, list | dict):
                yield from _nodes(each, depth + 1)


def find_article(nodes: list[Node], address: str, headline: str) -> Node:
    """The node of the story; empty if there is none.

    A page may tell of other stories too, so the one with the address or the headline of the page
    is preferred.
    """
    articles = [node for node in nodes if _is_article(node)]
    for node in articles:
        pages = {text_of(node.get(key)) for key in ("url", "mainEntityOfPage", "@id")}
        if address and any(
            page.partition("#")[0].rstrip("/") == address.rstrip("/") for page in pages
        ):
            return node
    same = (node for node in articles if headline and text_of(node.get("headline")) == headline)
    return next(same, articles[0] if articles else {})


def _is_article(node: Node) -> bool:
    is_one = any(_KINDS.fullmatch(kind) for kind in _kinds(node))
    return is_one and ("headline" in node or "datePublished" in node)


def _kinds(node: Node) -> list[str]:
    kinds = node.get("@type", [])
    return [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]


def breadcrumbs(nodes: list[Node]) -> list[str]:
    """The names in the path to the page, the home page first."""
    for node in nodes:
        items = node.get("itemListElement")
        if "BreadcrumbList" in _kinds(node) and isinstance(items, list):
            ordered = sorted((i for i in items if isinstance(i, dict)), key=_position)
            names = [text_of(item.get("name")) or text_of(item.get("item")) for item in ordered]
            return [name for name in names if name and "://" not in name]
    return []


def _position(item: Node) -> float:
    try:
        return float(item.get("position") or 0)
    except (TypeError, ValueError):
        return 0


def texts_of(value: object, nodes: list[Node] | None = None) -> list[str]:
    """The texts of a value: a text, the name or address of a node, or those of a list."""
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each, nodes)]
    if isinstance(value, dict):
        node = _resolved(value, nodes or [])
        for key in ("name", "@value", "url", "contentUrl", "@id"):
            if node.get(key):
                return texts_of(node[key])
        return []
    if isinstance(value, str | int | float):
        text = plain_text(str(value))
        return [text] if text else []
    return []


def text_of(value: object, nodes: list[Node] | None = None) -> str:
    """The first text of a value; empty if it has none."""
    return next(iter(texts_of(value, nodes)), "")


def node_of(value: object, nodes: list[Node]) -> Node:
    """The first node of a value, with what the page says of it elsewhere."""
    if isinstance(value, list):
        return next((node_of(each, nodes) for each in value if isinstance(each, dict)), {})
    return _resolved(value, nodes) if isinstance(value, dict) else {}


def _resolved(node: Node, nodes: list[Node]) -> Node:
    """The node that a reference such as ``{"@id": "#author"}`` means."""
    if set(node) <= {"@id", "@type"} and node.get("@id"):
        same = (n for n in nodes if n.get("@id") == node["@id"] and len(n) > len(node))
        return next(same, node)
    return node
