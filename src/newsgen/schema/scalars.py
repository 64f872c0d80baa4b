"""Converts text to dates, numbers, booleans and choices."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NoReturn, TypeAlias

import msgspec
from msgspec import inspect

from newsgen.models import Model
from newsgen.schema.moments import EXAMPLE, MomentError, read_moment
from newsgen.suggestions import suggest
from newsgen.text import SHOWN, truncate

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
"""YAML in which every scalar is text."""
Keys: TypeAlias = tuple[str | int, ...]
"""The path to a value, from the outside in: ``("corrections", 0, "date")``."""
Converter: TypeAlias = Callable[[Tree], Any]
"""Converts a tree to a value, or raises RefusedError."""


_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?")
_BOOLEANS: Final[Mapping[str, bool]] = MappingProxyType(
    {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
)


class Fault(Model, frozen=True):
    """A problem with the value at some keys."""

    keys: Keys
    """From the outside in: ``("corrections", 0, "date")``; empty for the tree itself."""
    code: str
    message: str
    hint: str = ""


class RefusedError(Exception):
    """Carries the faults of a value up to the caller, which adds the key of the value."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults: tuple[Fault, ...] = faults

    def under(self, key: str | int) -> Iterable[Fault]:
        """The faults with ``key`` in front of their keys."""
        return (msgspec.structs.replace(fault, keys=(key, *fault.keys)) for fault in self.faults)


def refuse(code: str, message: str, hint: str = "") -> NoReturn:
    """Raise RefusedError with one fault."""
    raise RefusedError(Fault(keys=(), code=code, message=message, hint=hint))


def refuse_type(expected: str, found: Tree, hint: str) -> NoReturn:
    """Raise RefusedError for a value of the wrong type."""
    refuse("wrong-type", f"expected {expected}, found {_describe(found)}", hint)


def _describe(value: Tree) -> str:
    match value:
        case str():
            return f"`{truncate(value, SHOWN)}`" if value.strip() else "nothing"
        case list():
            return "a list"
        case dict():
            return "a mapping"


def _text(value: Tree) -> str:
    if isinstance(value, str):
        return value.strip()
    return refuse_type("text", value, "put the text in quotes if it contains brackets or a colon")


def _boolean(value: Tree) -> bool:
    boolean = _BOOLEANS.get(value.strip().lower()) if isinstance(value, str) else None
    return (
        refuse_type("true or false", value, "write `true` or `false`")
        if boolean is None
        else boolean
    )


def _integer(value: Tree) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    return refuse_type("a whole number", value, "write digits only, for example `20`")


def _number(value: Tree) -> float:
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return float(value)
    return refuse_type("a number", value, "write digits, for example `4` or `3.5`")


def _date(value: Tree) -> datetime:
    if not isinstance(value, str):
        return refuse_type("a date", value, f"write {EXAMPLE}")
    written = value.strip()
    if len(written) > SHOWN:
        refuse("bad-date", f"`{truncate(written, SHOWN)}` is not a date", f"write {EXAMPLE}")
    try:
        return read_moment(written)
    except MomentError as error:
        refuse("bad-date", error.message, error.hint)


def _any(value: Tree) -> Tree:
    return value


def choice_converter(choices: tuple[str, ...]) -> Converter:
    """A converter that accepts only the given words."""
    known = frozenset(choices)
    listing = "one of: " + ", ".join(choices)

    def convert(value: Tree) -> str:
        word = value.strip() if isinstance(value, str) else refuse_type("a word", value, listing)
        if word in known:
            return word
        return refuse(
            "bad-value", f"unknown value {_describe(word)}", suggest(word, choices) or listing
        )

    return convert


PLAIN: Final[Mapping[type[inspect.Type], Converter]] = MappingProxyType(
    {
        inspect.StrType: _text,
        inspect.BoolType: _boolean,
        inspect.IntType: _integer,
        inspect.FloatType: _number,
        inspect.DateTimeType: _date,
        inspect.AnyType: _any,
    }
)
