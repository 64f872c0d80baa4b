"""Reads a frozen model from a tree of text; problems of the tree are returned as faults."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
from msgspec import inspect

from newsgen.models import Model
from newsgen.schema.scalars import (
    PLAIN,
    Converter,
    Fault,
    RefusedError,
    Tree,
    choice_converter,
    refuse,
    refuse_type,
)
from newsgen.suggestions import suggest
from newsgen.text import SHOWN, truncate

VISIBILITY = (
    *("published", "publish", "publishing", "unpublished", "ispublished", "status", "state"),
    *("poststatus", "visibility", "visible", "hidden", "hide", "private", "public", "isprivate"),
    *("unlisted", "listed", "live", "online", "offline", "wip", "review", "ready", "approved"),
    *("active", "enabled", "disabled", "isdraft", "drafts", "noindex", "password", "access"),
    *("render", "build"),
)
"""Names by which other systems keep a text off the site, or say whether it is on it."""
T = TypeVar("T", bound=Model)


def about(description: str, *foreign: str) -> msgspec.Meta:
    """Metadata of a field: its description for editors, and its names in other systems.

    >>> about("Who wrote it.", "byline", "author").extra
    {'foreign': ('byline', 'author')}
    """
    return msgspec.Meta(description=description, extra={"foreign": foreign})


def read(model: type[T], tree: Mapping[str, Tree]) -> tuple[T | None, tuple[Fault, ...]]:
    """The model in the tree, or None and all faults of the tree.

    A key without a value counts as not given. A single value may replace a list with one element,
    and text may replace a mapping whose only required key is a text: ``image: quake.jpg``.
    """
    try:
        return cast("T", _reader(model)(dict(tree))), ()
    except RefusedError as refused:
        return None, refused.faults


_COMMA = re.compile("[,;،؛、，；]")
"""Commas and semicolons of all scripts."""
_PLAIN_NAME = re.compile(r"\w[\w .+#/&'-]*")


class _Key(NamedTuple):
    """A key of a model."""

    convert: Converter
    required: bool
    foreign: tuple[str, ...]
    is_switch: bool
    """Whether its values are true and false."""


@cache
def _reader(model: type[Model]) -> Converter:
    return _model_converter(struct_of(model))


def struct_of(model: type[Model]) -> inspect.StructType:
    """The declared fields of the model."""
    return cast("inspect.StructType", inspect.type_info(model))


def unwrap(declared: inspect.Type) -> inspect.Type:
    """The declared type without its description and without ``| None``."""
    match declared:
        case inspect.Metadata(type=inner) | inspect.UnionType(types=(inner, inspect.NoneType())):
            return unwrap(inner)
        case _:
            return declared


def _converter(declared: inspect.Type) -> Converter:
    """A function that converts a tree to a value of the declared type."""
    declared = unwrap(declared)
    match declared:
        case inspect.LiteralType(values=choices):
            return choice_converter(tuple(map(str, choices)))
        case inspect.VarTupleType(item_type=inner):
            one = _converter(inner)
            return _list_converter(
                _one_name if isinstance(unwrap(inner), inspect.StrType) else one, one
            )
        case inspect.DictType(value_type=inner):
            return _mapping_converter(_converter(inner))
        case inspect.StructType():
            return _model_converter(declared)
        case _:
            return PLAIN[type(declared)]


def _model_converter(struct: inspect.StructType) -> Converter:
    keys = {field.encode_name: _key(field) for field in struct.fields}
    required = frozenset(name for name, key in keys.items() if key.required)
    only_key = only_required_text(struct)
    make = struct.cls

    def convert(value: Tree) -> Any:
        tree = _as_mapping(value, only_key)
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, below in tree.items():
            key = keys.get(name)
            if key is None:
                faults.append(_unknown(name, below, keys))
            elif below.__class__ is not str or below.strip():
                try:
                    values[name] = key.convert(below)
                except RefusedError as refused:
                    faults.extend(refused.under(name))
                    values[name] = None
        if not required <= values.keys():
            faults.extend(_missing(name) for name in keys if name in required - values.keys())
        if faults:
            raise RefusedError(*faults)
        return make(**values)

    return convert


def _key(field: inspect.Field) -> _Key:
    extra = field.type.extra if isinstance(field.type, inspect.Metadata) else None
    return _Key(
        convert=_converter(field.type),
        required=field.required,
        foreign=(extra or {}).get("foreign", ()),
        is_switch=isinstance(unwrap(field.type), inspect.BoolType),
    )


def only_required_text(struct: inspect.StructType) -> str:
    """The only required key, if its value is text: plain text may replace the mapping."""
    match [field for field in struct.fields if field.required]:
        case [only] if isinstance(unwrap(only.type), inspect.StrType):
            return only.encode_name
        case _:
            return ""


def _as_mapping(value: Tree, only_key: str) -> dict[str, Tree]:
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        if not value.strip():
            return {}
        if only_key:
            return {only_key: value}
    return refuse_type("a mapping", value, "write `key: value` lines, indented below")


def _unknown(name: str, value: Tree, keys: Mapping[str, _Key]) -> Fault:
    hint = _foreign_hint(name, value, keys) or suggest(name, keys)
    if not hint and "draft" not in keys and _plain(name) in {"draft", *VISIBILITY}:
        hint = "move the file out of content/ until readers may see it"
    if not hint and "extra" in keys:
        hint = "keys of your own go below `extra:`"
    shown = truncate(name, SHOWN)
    return Fault(
        keys=(name,),
        code="unknown-key",
        message=f"there is no key `{shown}`",
        hint=hint or "known keys: " + ", ".join(keys),
    )


def _foreign_hint(name: str, value: Tree, keys: Mapping[str, _Key]) -> str:
    """The remedy for a key of another system; empty if the name is unknown.

    If several of our keys have that name elsewhere, the value decides: ``published: 2026-11-23`` is
    a date, ``published: false`` is not.
    """
    plain = _plain(name)
    ours = [known for known, key in keys.items() if plain in key.foreign]
    fitting = next((known for known in ours if _accepts(keys[known], value)), "")
    meant = fitting or (ours[-1] if ours else "")
    if meant and keys[meant].is_switch:
        return f"did you mean `{meant}: true`?"
    return f"did you mean `{meant}`?" if meant else ""


def _plain(name: str) -> str:
    return re.sub("[-_ ]", "", name.casefold())


def _accepts(key: _Key, value: Tree) -> bool:
    try:
        key.convert(value)
    except RefusedError:
        return False
    return True


def _missing(name: str) -> Fault:
    return Fault(
        keys=(name,),
        code="missing-key",
        message=f"`{name}` is missing",
        hint=f"add a line `{name}: …`",
    )


def _one_name(value: Tree) -> Any:
    """The only element of a list of texts that is written without brackets."""
    if isinstance(value, str) and _COMMA.search(value.strip()):
        listed = ", ".join(_listed(name) for part in _COMMA.split(value) if (name := part.strip()))
        hint = f"write it as a list: `[{listed}]`; a name with a comma needs quotes there"
        refuse(
            "comma-list", f"`{truncate(value, SHOWN)}` counts as one, as it has no brackets", hint
        )
    return PLAIN[inspect.StrType](value)


def _listed(name: str) -> str:
    """The name as an element of a list in brackets."""
    return name if _PLAIN_NAME.fullmatch(name) else f'"{name}"'


def _list_converter(convert_only: Converter, convert_one: Converter) -> Converter:
    """A converter of lists; ``convert_only`` is for one value that is not in a list."""

    def convert(value: Tree) -> tuple[Any, ...]:
        if not isinstance(value, list):
            return (convert_only(value),) if value else ()
        values: list[Any] = []
        faults: list[Fault] = []
        for place, below in enumerate(value):
            if below.__class__ is str and not below.strip():
                continue
            try:
                values.append(convert_one(below))
            except RefusedError as refused:
                faults.extend(refused.under(place))
        if faults:
            raise RefusedError(*faults)
        return tuple(values)

    return convert


def _mapping_converter(convert_one: Converter) -> Converter:
    def convert(value: Tree) -> dict[str, Any]:
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, below in _as_mapping(value, "").items():
            try:
                values[name] = convert_one(below)
            except RefusedError as refused:
                faults.extend(refused.under(name))
        if faults:
            raise RefusedError(*faults)
        return values

    return convert
