"""Describes models in JSON Schema, for code editors that complete and check files."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from msgspec import inspect

from newsgen.models import Model
from newsgen.schema.reading import only_required_text, struct_of, unwrap


def json_schema(model: type[Model]) -> dict[str, Any]:
    """The JSON Schema with which editors such as VS Code complete and check files of that model.

    JSON Schema, draft 2020-12. https://json-schema.org/draft/2020-12/schema
    """
    shape = _mapping_schema(struct_of(model))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": model.__name__,
        **shape,
    }


def _schema(declared: inspect.Type) -> dict[str, Any]:
    declared = unwrap(declared)
    match declared:
        case inspect.LiteralType(values=choices):
            # Code editors check parsed YAML: there an unquoted true is not a string.
            switches = [value for value in (True, False) if str(value).lower() in choices]
            return {"enum": [*choices, *switches]}
        case inspect.VarTupleType(item_type=inner):
            one = _schema(inner)
            return {"anyOf": [one, {"type": "array", "items": one}]}
        case inspect.DictType(value_type=inner):
            return {"type": "object", "additionalProperties": _schema(inner)}
        case inspect.StructType():
            shape = _mapping_schema(declared)
            return {"anyOf": [dict(_TEXT_SCHEMA), shape]} if only_required_text(declared) else shape
        case _:
            return dict(_PLAIN_SCHEMAS[type(declared)])


def _mapping_schema(struct: inspect.StructType) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.encode_name: _field_schema(field) for field in struct.fields},
    }
    required = [field.encode_name for field in struct.fields if field.required]
    return {**shape, "required": required} if required else shape


def _field_schema(field: inspect.Field) -> dict[str, Any]:
    words = field.type.extra_json_schema if isinstance(field.type, inspect.Metadata) else None
    shape = {**_schema(field.type), **(words or {})}
    if not field.required:
        shape = _or_null(shape)
    plain = isinstance(field.default, str | bool | int) and field.default != ""
    return {**shape, "default": field.default} if plain else shape


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema that also allows a key without a value, which counts as not given."""
    match shape:
        case {"enum": choices}:
            return {**shape, "enum": [*choices, None]}
        case {"anyOf": choices}:
            return {**shape, "anyOf": [*choices, {"type": "null"}]}
        case {"type": str(only)}:
            return {**shape, "type": [only, "null"]}
        case {"type": several}:
            return {**shape, "type": [*several, "null"]}
        case _:
            return shape


# Code editors check parsed YAML: there an unquoted date or number is not a string.
_TEXT_SCHEMA: Final[Mapping[str, Any]] = MappingProxyType({"type": ["string", "number", "boolean"]})
_PLAIN_SCHEMAS: Final[Mapping[type[inspect.Type], Mapping[str, Any]]] = MappingProxyType(
    {
        inspect.StrType: _TEXT_SCHEMA,
        inspect.BoolType: {"type": "boolean"},
        inspect.IntType: {"type": "integer"},
        inspect.FloatType: {"type": "number"},
        inspect.DateTimeType: {"type": "string", "examples": ["2026-11-23 10:00"]},
        inspect.AnyType: {},
    }
)
