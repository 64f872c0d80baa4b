"""The ``.vscode`` folder of a new site: key completion in newsgen.yaml and in articles.

The YAML extension completes and checks newsgen.yaml with its schema, but ignores the front matter
of Markdown files. So snippets made from the same schema complete keys there. VS Code treats front
matter in a Markdown file as YAML, so the snippets are defined for both languages.
"""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newsgen.cli.schemas import KINDS, schema_of

_MINUTE = "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE $CURRENT_HOUR:$CURRENT_MINUTE"
_OUTLINE = ("title", "section", "date", "dateline", "authors", "tags", "summary")
_NULL = {"type": "null"}


def workspace_files() -> dict[str, str]:
    """Return the text of each file, by its path in the site."""
    front_matter = {f"{k}.schema.json": schema_of(k) for k in KINDS if k != "config"}
    documents = {
        **front_matter,
        "newsgen.schema.json": schema_of("config"),
        "settings.json": _settings(),
        "extensions.json": {"recommendations": ["redhat.vscode-yaml"]},
        "newsgen.code-snippets": snippets(schema_of("article")),
    }
    return {f".vscode/{name}": _json(document) for name, document in documents.items()}


def snippets(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a snippet for each key of the schema, and one for a whole article.

    https://code.visualstudio.com/docs/editing/userdefinedsnippets
    """
    shapes: Mapping[str, Mapping[str, Any]] = schema["properties"]
    outline = {key: shapes[key] for key in _OUTLINE}
    whole = ["---", *_fields(outline, itertools.count(1)), "---", "", "$0"]
    made = {"Article": _snippet("article", whole, "The front matter of a new article")}
    for key, shape in shapes.items():
        body = _fields({key: shape}, itertools.count(1))
        made[f"Front matter: {key}"] = _snippet(key, body, shape.get("description", key))
    return made


def _snippet(prefix: str, body: Sequence[str], description: str) -> dict[str, Any]:
    return {
        "scope": "markdown,yaml",
        "prefix": prefix,
        "body": list(body),
        "description": description,
    }


def _fields(shapes: Mapping[str, Mapping[str, Any]], stops: Iterator[int]) -> list[str]:
    """Return the lines of a mapping, with a tab stop at each value to be typed."""
    lines: list[str] = []
    for key, shape in shapes.items():
        first, *rest = _value(shape, stops)
        lines += [f"{key}: {first}".rstrip(), *rest]
    return lines


def _value(shape: Mapping[str, Any], stops: Iterator[int]) -> list[str]:
    """Return the text after a key: the rest of its line, then indented lines."""
    match shape:
        case {"anyOf": [*choices]}:
            fullest = [choice for choice in choices if choice != _NULL][-1]
            return _value(fullest, stops)
        case {"items": {"anyOf": [*_, {"properties": inner}]} | {"properties": inner}}:
            first, *rest = _fields(inner, stops)
            return ["", f"  - {first}", *(f"    {line}" for line in rest)]
        case {"items": _}:
            return [f"[${next(stops)}]"]
        case {"properties": inner}:
            return ["", *(f"  {line}" for line in _fields(inner, stops))]
        case {"type": "object" | ["object", *_]}:
            return ["", f"  ${{{next(stops)}:key}}: ${next(stops)}"]
        case _:
            return [_scalar(shape, next(stops))]


def _scalar(shape: Mapping[str, Any], stop: int) -> str:
    """Return a tab stop that offers the allowed values."""
    match shape:
        case {"enum": choices}:
            return f"${{{stop}|{','.join(c for c in choices if isinstance(c, str))}|}}"
        case {"type": "boolean" | ["boolean", *_]}:
            return f"${{{stop}|true,false|}}"
        case {"examples": _}:
            return f"${{{stop}:{_MINUTE}}}"
        case _:
            return f"${stop}"


def _settings() -> dict[str, Any]:
    return {
        "yaml.schemas": {
            "./.vscode/newsgen.schema.json": ["newsgen.yaml"],
            "./.vscode/front.schema.json": ["content/front.yaml", "content/*/_front.yaml"],
            "./.vscode/comments.schema.json": ["content/**/*.comments.yaml"],
        },
        "[markdown]": {
            "editor.quickSuggestions": {"comments": "on", "strings": "on", "other": "on"},
            "editor.snippetSuggestions": "top",
            "editor.wordBasedSuggestions": "off",
            "editor.wordWrap": "on",
        },
    }


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
