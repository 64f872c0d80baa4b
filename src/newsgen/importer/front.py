"""Reads the front matter of other systems: YAML, TOML, JSON and header lines.

Every value is text as it was written, a list or a mapping; an empty value is an empty text. Truth
values of TOML and JSON are ``true`` and ``false``.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Literal

from newsgen.frontmatter.foreign import MAX_DEPTH, ForeignFault, Remark, parse_foreign
from newsgen.importer.header_lines import Head, read_nikola, read_pelican
from newsgen.importer.models import Note
from newsgen.models import Model

Headers = Literal["", "pelican", "nikola"]
Format = Literal["yaml", "toml", "json"]

MAX_CHARACTERS = 64 * 1024
"""The longest TOML and JSON of a story; their parsers know no limits of their own."""

_OPENING = re.compile(r"\s*+(---|\+\+\+|;;;)[ \t]*+([a-z]*+)[ \t]*+(?:\n|$)")
_JSON_OPENING = re.compile(r"\s*(?=\{\s*[\"}])")
_TOML_KEY = re.compile(r"(?m)^([A-Za-z0-9_-]+)[ \t]*=[ \t]*(.*)$")
_DEEP_KEY = re.compile(r"(?m)^[\[ \t]*+[^\s.=]++(?:[ \t]*+\.[ \t]*+[^\s.=]++){16}")
"""A dotted key, which takes the parser time by the square of its dots."""
_FIRST_KEY = re.compile(
    r"\s*+[\"']?[A-Za-z_][A-Za-z0-9_-]*+(?: ++[A-Za-z0-9_-]++)*+[\"']?[ \t]*+[:=]"
)
"""Without an end it is a rule at the beginning of a text, unless a key follows."""
_HEADERS = {"pelican": read_pelican, "nikola": read_nikola}
_NO_END = "the front matter has no end"


class Front(Model, frozen=True):
    """The front matter and the body of a file."""

    body: str
    values: Mapping[str, Any] = {}
    """Text, lists and mappings, by key as it is written; by key in lower case for header lines."""
    body_line: int = 1
    """Line of the file where the body starts, from 1."""
    notes: tuple[Note, ...] = ()
    fault: str = ""
    """Why the front matter cannot be taken; the body is the whole text then."""


def read_front(text: str, *, headers: Headers = "") -> Front:
    """The front matter of a text, whatever it is written in; never an exception.

    ``headers`` adds the header lines of a system, which have no line before them.
    """
    opening = _OPENING.match(text)
    if opening:
        return _fenced(text, opening)
    if start := _JSON_OPENING.match(text):
        return _json_first(text, start.end())
    return _with_head(text, _HEADERS[headers](text)) if headers else Front(body=text)


def _with_head(text: str, head: Head | None) -> Front:
    if head is None:
        return Front(body=text)
    return Front(
        values=head.values,
        body=text[head.end :],
        body_line=text.count("\n", 0, head.end) + 1,
        notes=head.notes,
        fault=head.fault,
    )


def read_data(text: str, form: Format) -> Front:
    """The values of a whole file, such as ``_config.yml``; a list is below an empty key."""
    try:
        values, notes = _parse(text, form, 1, 2 * 1024 * 1024)
    except ForeignFault as fault:
        return Front(body="", fault=f"line {fault.line}: {fault.reason}")
    return Front(values=values, body="", notes=notes)


# --- fenced front matter


_CLOSINGS = {
    "---": re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*$"),
    "+++": re.compile(r"(?m)^\+\+\+[ \t]*$"),
    ";;;": re.compile(r"(?m)^;;;[ \t]*$"),
}
_FORMS: dict[str, Format] = {
    "---": "yaml",
    "+++": "toml",
    ";;;": "json",
    "json": "json",
    "toml": "toml",
    "yaml": "yaml",
}


def _fenced(text: str, opening: re.Match[str]) -> Front:
    form = _FORMS.get(opening[2] or opening[1])
    if form is None:
        return Front(body=text, fault=f"front matter in {opening[2]} is not read")
    closing = _CLOSINGS[opening[1]].search(text, opening.end())
    if closing is None:
        begins = _FIRST_KEY.match(text, opening.end())
        return Front(body=text, fault=_NO_END if begins else "")
    inside = text[opening.end() : closing.start()]
    line = text.count("\n", 0, opening.end()) + 1
    try:
        values, notes = _parse(inside, form, line, MAX_CHARACTERS)
    except ForeignFault as fault:
        return Front(body=text, fault=f"line {fault.line + line - 1}: {fault.reason}")
    body = text[closing.end() + 1 :]
    return Front(
        values=values,
        body=body,
        body_line=line + inside.count("\n") + 1,
        notes=notes,
    )


def _json_first(text: str, start: int) -> Front:
    """Front matter of Hugo that is a JSON object at the beginning of the file."""
    try:
        values, end = _decoder().raw_decode(text[: start + MAX_CHARACTERS], start)
        values = _as_text(values)
    except (ValueError, RecursionError):
        return Front(body=text, fault="the front matter is not JSON")
    except ForeignFault as fault:
        return Front(body=text, fault=fault.reason)
    rest = text[end:]
    body = rest.lstrip(" \t")
    body = body.removeprefix("\n")
    line = text.count("\n", 0, len(text) - len(body)) + 1
    return Front(values=values, body=body, body_line=line)


# --- formats


def _parse(
    inside: str, form: Format, line: int, most: int
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The values, and the notes with lines of the file; raises ForeignFault."""
    if form != "yaml" and len(inside) > most:
        raise ForeignFault(f"more than {most:,} characters of front matter")
    remarks: tuple[Remark, ...] = ()
    if form == "yaml":
        value, remarks = parse_foreign(inside)
    elif form == "toml":
        value, remarks = _toml(inside)
    else:
        value = _json(inside)
    value = _as_text(value)
    if isinstance(value, list):
        value = {"": value}
    elif isinstance(value, str):
        if value.strip():
            raise ForeignFault("the front matter has no keys")
        value = {}
    notes = (
        Note(effect="changed", text=remark.text, line=remark.line + line - 1) for remark in remarks
    )
    return value, tuple(notes)


def _json(inside: str) -> Any:
    if not inside.strip():
        return {}
    try:
        return _decoder().decode(inside.strip())
    except (ValueError, RecursionError):
        raise ForeignFault("the front matter is not JSON") from None


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_int=str, parse_float=str, strict=False)


def _toml(inside: str) -> tuple[Any, tuple[Remark, ...]]:
    if _DEEP_KEY.search(inside):
        raise ForeignFault(f"front matter nested deeper than {MAX_DEPTH} levels")
    try:
        return tomllib.loads(inside, parse_float=str), ()
    except ValueError:
        return _toml_lines(inside)
    except RecursionError:
        raise ForeignFault(f"front matter nested deeper than {MAX_DEPTH} levels") from None


def _toml_lines(inside: str) -> tuple[dict[str, Any], tuple[Remark, ...]]:
    """The keys of the first level, each line parsed alone."""
    values: dict[str, Any] = {}
    remarks: list[Remark] = []
    table = inside.find("\n[")
    top = inside if table < 0 else inside[: table + 1]
    for found in _TOML_KEY.finditer(top):
        key, line = found[1], top.count("\n", 0, found.start()) + 1
        if key in values:
            remarks.append(Remark(f"{key} given twice: the last one taken", line))
        try:
            values[key] = tomllib.loads(found[0], parse_float=str)[key]
        except ValueError:
            values[key] = found[2].strip().strip("'\"")
            remarks.append(Remark(f"{key}: not valid TOML, taken as it is written", line))
    if not values:
        raise ForeignFault("the front matter is not TOML")
    if table >= 0:
        remarks.append(Remark("tables of TOML that is not valid: left out", 1))
    return values, tuple(remarks)


def _as_text(value: Any, depth: int = 0) -> Any:
    """The value with every scalar as text. Raises ForeignFault for a value that is too deep."""
    if depth > MAX_DEPTH:
        raise ForeignFault(f"front matter nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, dict):
        return {str(key): _as_text(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner, depth + 1) for inner in value]
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)
