"""Judges JSON-LD by the vocabulary of schema.org: types, properties, domains and ranges."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from support.json_ld import types_of

_VOCABULARY = json.loads(
    (Path(__file__).parents[1] / "data/schema_org.json").read_text(encoding="utf-8")
)
_TYPES: dict[str, list[str]] = _VOCABULARY["types"]
_PROPERTIES: dict[str, list[list[str]]] = _VOCABULARY["properties"]
_MEMBERS: dict[str, list[str]] = _VOCABULARY["members"]
_TERM = "https://schema.org/"
_PLAIN = frozenset({"Boolean", "Date", "DateTime", "Integer", "Number", "Text", "Time", "URL"})


def faults(node: dict[str, Any], place: str = "") -> Iterator[str]:
    """What is wrong with a node and with all nodes within it."""
    kinds = types_of(node)
    if not kinds:
        if set(node) != {"@id"}:
            yield f"{place}: neither a type nor a reference: {node}"
        return
    for kind in kinds:
        if kind not in _TYPES:
            yield f"{place}: there is no type {kind}"
            return
    for name, value in node.items():
        if not name.startswith("@"):
            yield from _property_faults(name, value, kinds, f"{place}/{kinds[0]}.{name}")


def _property_faults(name: str, value: Any, kinds: Sequence[str], place: str) -> Iterator[str]:
    if name not in _PROPERTIES:
        yield f"{place}: there is no such property"
        return
    domains, ranges = _PROPERTIES[name]
    if not _above(kinds) & {*domains}:
        yield f"{place}: is for {', '.join(domains)}"
    for each in value if isinstance(value, list) else [value]:
        if not _fits(each, ranges):
            yield f"{place}: {each!r} is none of {', '.join(ranges)}"
        if isinstance(each, dict):
            yield from faults(each, place)


def _fits(value: Any, ranges: Sequence[str]) -> bool:
    """Whether the value may stand where values of these types are expected.

    An address may stand for any thing that it identifies, and Google's own examples give width and
    height of a picture as numbers: https://schema.org/docs/gs.html#schemaorg_expected.
    """
    wanted = {*ranges}
    if isinstance(value, dict):
        return not types_of(value) or bool(_above(types_of(value)) & wanted)
    if isinstance(value, bool):
        return "Boolean" in wanted
    if isinstance(value, int | float):
        return bool({"Integer", "Number", "Distance"} & wanted)
    if not isinstance(value, str) or not value.strip():
        return False
    if wanted <= _PLAIN:
        return any(_is(value, kind) for kind in wanted)
    return (
        _is_member(value, wanted)
        if _is_enumeration(wanted)
        else _is(value, "URL") or (any(_is(value, kind) for kind in wanted))
    )


def _is(text: str, kind: str) -> bool:
    match kind:
        case "Text":
            return True
        case "URL":
            address = urlsplit(text)
            return address.scheme in {"http", "https"} and bool(address.hostname)
        case "DateTime":
            return "T" in text and datetime.fromisoformat(text).tzinfo is not None
        case "Date":
            return _is_date(text)
        case "Number" | "Integer":
            return text.replace(".", "", 1).isdecimal()
        case _:
            return False


def _is_date(text: str) -> bool:
    """A day, a month or a year: ISO 8601 has all three."""
    try:
        date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) == 4 else text)
    except ValueError:
        return len(text) == 7 and text[4] == "-" and (text[:4] + text[5:]).isdecimal()
    return True


def _is_enumeration(kinds: set[str]) -> bool:
    return all("Enumeration" in _above([kind]) for kind in kinds)


def _is_member(text: str, kinds: set[str]) -> bool:
    """Whether the text is the address of a member of one of these enumerations."""
    members = _MEMBERS.get(text.removeprefix(_TERM), ()) if text.startswith(_TERM) else ()
    return bool(_above(tuple(members)) & kinds)


def _above(kinds: Sequence[str]) -> set[str]:
    return {name for kind in kinds for name in _ancestors(kind)}


@cache
def _ancestors(kind: str) -> frozenset[str]:
    """The type with all its supertypes."""
    above = (_ancestors(parent) for parent in _TYPES.get(kind, ()))
    return frozenset({kind}).union(*above)
