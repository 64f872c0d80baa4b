"""Expressions of Liquid and Nunjucks whose value is known: texts, variables and usual filters."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

_ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w@-]+)\s*[=:]\s*)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s,"']+))"""
)
_TEXT = re.compile(r"""(?:"([^"]*)"|'([^']*)')""")
_FIRST_WORD = re.compile(r"[\w.\[\]'\"-]+")
_SIGNS = re.compile(r"[^\w]+")
_TAG = re.compile(r"<[^<>]*>")
_IN_BRACKETS = re.compile(r"""\[\s*["']?([\w-]+)["']?\s*\]""")


_LONGEST_VALUE = 2000
"""Characters of a text that may be the value of a variable."""


class Arguments(NamedTuple):
    """What stands behind the name of a tag."""

    positional: tuple[str, ...]
    named: Mapping[str, str]


Values = Mapping[str, str]
"""Values of variables, by dotted name: ``site.title``."""


_NOTHING = frozenset({"null", "nil", "none", "None", "undefined"})
"""Arguments that say that there is none."""


def read_arguments(written: str, values: Values) -> Arguments:
    """The arguments of a tag: ``"a", "b" key="v"`` or ``key: 'v'``; variables by their values."""
    positional: list[str] = []
    named: dict[str, str] = {}
    for found in _ARGUMENT.finditer(written.strip("(){} \t\n")):
        if found["bare"] is None:
            value = found["double"] if found["double"] is not None else found["single"]
        else:
            bare = found["bare"].strip("(){}")
            value = "" if bare in _NOTHING else _variable(bare, values)
        if found["key"]:
            named[found["key"]] = value
        elif value:
            positional.append(value)
    return Arguments(tuple(positional), named)


def evaluate(expression: str, values: Values, filters: Mapping[str, "Filter"] = {}) -> str | None:
    """The value of what stands between ``{{`` and ``}}``; None if it is not known.

    ``filters`` are those that a system has besides the usual ones, or in another way.
    """
    first, *written_filters = split_pipes(expression)
    value = _operand(first.strip(), values)
    for written in written_filters:
        name, _, rest = written.strip().partition(":")
        if "(" in name:
            name, _, rest = written.strip().partition("(")
            rest = rest.rstrip(") ")
        arguments = [_operand(each, values) or "" for each in _operands(rest)]
        name = name.strip()
        if name == "default":
            value = value or (arguments[0] if arguments else "")
        apply = filters.get(name) or _FILTERS.get(name)
        if name != "default" and (value is None or apply is None):
            return None
        if apply and value is not None:
            value = apply(value, arguments)
    return value


def flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    """The texts in a value, by dotted name: ``site.author.name``."""
    if isinstance(value, str):
        if len(value) <= _LONGEST_VALUE:
            yield prefix, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(f"{prefix}.{key}" if prefix else str(key), inner)
    elif isinstance(value, Sequence):
        for number, inner in enumerate(value):
            yield from flat(f"{prefix}.{number}", inner)


def split_pipes(expression: str) -> list[str]:
    """The parts of an expression between ``|`` that are in no quotes."""
    parts: list[str] = []
    start, mark = 0, ""
    for at, sign in enumerate(expression):
        if mark:
            mark = "" if sign == mark else mark
        elif sign in "\"'":
            mark = sign
        elif sign == "|":
            parts.append(expression[start:at])
            start = at + 1
    return [*parts, expression[start:]]


def name_of(expression: str) -> str:
    """What a note calls the expression: its variable."""
    first = split_pipes(expression)[0].strip()
    found = _FIRST_WORD.match(first)
    return found[0] if found else first[:40]


def _operands(written: str) -> list[str]:
    return [found[0] for found in _ARGUMENT.finditer(written)]


def _operand(written: str, values: Values) -> str | None:
    """A text in quotes, a number, or a variable that is known."""
    written = written.strip()
    text = _TEXT.fullmatch(written)
    if text:
        return text[1] if text[1] is not None else text[2]
    if written.isdecimal():
        return written
    return values.get(_IN_BRACKETS.sub(r".\1", written))


def _variable(word: str, values: Values) -> str:
    """The value of a bare word; the word itself unless it is a variable for certain."""
    known = values.get(_IN_BRACKETS.sub(r".\1", word))
    if known is not None:
        return known
    head = word.partition(".")[0]
    return (
        "" if head in {"page", "site", "include", "post", "collections"} and "." in word else word
    )


Filter = Callable[[str, list[str]], str]
"""Takes a value and the arguments of the filter."""


def _first(arguments: list[str]) -> str:
    return arguments[0] if arguments else ""


def _second(arguments: list[str]) -> str:
    return arguments[1] if len(arguments) > 1 else ""


def _slug(text: str) -> str:
    return _SIGNS.sub("-", text.lower()).replace("_", "-").strip("-")


def _date(text: str, arguments: list[str]) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    written = _first(arguments) or "%Y-%m-%d"
    return moment.strftime(written.replace("%-", "%")) if written.isascii() else text


def _same(text: str, _arguments: list[str]) -> str:
    return text


_FILTERS: Mapping[str, Filter] = {
    **dict.fromkeys(
        (
            *("relative_url", "absolute_url", "url", "safe", "markdownify", "markdown", "md"),
            *("escape_once", "smartify", "trim", "asset_url", "img_url", "string", "to_string"),
            *("absoluteUrl", "htmlBaseUrl", "dump", "jsonify", "newline_to_br", "normalizeUrl"),
        ),
        _same,
    ),
    "strip": lambda text, _: text.strip(),
    "escape": lambda text, _: escape(text, quote=False),
    "xml_escape": lambda text, _: escape(text, quote=False),
    "upcase": lambda text, _: text.upper(),
    "upper": lambda text, _: text.upper(),
    "downcase": lambda text, _: text.lower(),
    "lower": lambda text, _: text.lower(),
    "capitalize": lambda text, _: text.capitalize(),
    "title": lambda text, _: text.title(),
    "slugify": lambda text, _: _slug(text),
    "slug": lambda text, _: _slug(text),
    "prepend": lambda text, arguments: _first(arguments) + text,
    "append": lambda text, arguments: text + _first(arguments),
    "remove": lambda text, arguments: text.replace(_first(arguments), "") if arguments else text,
    "remove_first": lambda text, arguments: text.replace(_first(arguments), "", 1),
    "replace": lambda text, arguments: (
        text.replace(_first(arguments), _second(arguments)) if _first(arguments) else text
    ),
    "replace_first": lambda text, arguments: text.replace(_first(arguments), _second(arguments), 1),
    "strip_html": lambda text, _: _TAG.sub("", text),
    "striptags": lambda text, _: _TAG.sub("", text),
    "strip_newlines": lambda text, _: text.replace("\n", ""),
    "url_encode": lambda text, _: quote(text, safe=""),
    "uri_escape": lambda text, _: quote(text),
    "urlencode": lambda text, _: quote(text, safe=""),
    "cgi_escape": lambda text, _: quote(text, safe=""),
    "date": _date,
}
