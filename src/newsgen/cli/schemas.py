"""``newsgen schema``: the JSON Schema of each kind of file that editors write."""

import json
from typing import Any

import click

from newsgen.config import Config
from newsgen.frontmatter import (
    ArticleFields,
    AuthorFields,
    CommentsFields,
    FrontFields,
    PageFields,
)
from newsgen.models import Model
from newsgen.schema import json_schema

_MODELS: dict[str, type[Model]] = {
    "article": ArticleFields,
    "author": AuthorFields,
    "page": PageFields,
    "front": FrontFields,
    "comments": CommentsFields,
    "config": Config,
}

KINDS = tuple(_MODELS)
"""Kinds of file: the front matter of three kinds of Markdown file, and three of YAML."""


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one of the KINDS."""
    return json_schema(_MODELS[kind])


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), default="article")
def schema_command(*, kind: str) -> int:
    """Print the JSON Schema of a kind of file: article, author, page, front, comments or config."""
    click.echo(json.dumps(schema_of(kind), indent=2))
    return 0
