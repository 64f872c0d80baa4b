"""Where Ghost shows its stories: routes.yaml and the redirects beside an export."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import read_data
from newsgen.importer.models import Note, Post
from newsgen.importer.readers.json_values import line, mapping, parse_json, rows

DEFAULT = "/{slug}/"
ROUTES = ("routes.yaml", "routes.yml", "content/settings/routes.yaml", "settings/routes.yaml")
REDIRECTS = tuple(
    f"{folder}redirects.{ending}"
    for folder in ("", "content/data/", "data/")
    for ending in ("yaml", "yml", "json")
)

_FILTER = re.compile(r"(?:primary_)?tag:\[?([\w-]+)\]?")
_FIELD = re.compile(r"\{(\w+)\}")
_PLAIN = re.compile(r"/[\w./%+~,@!-]*")


class Collection(NamedTuple):
    """The stories that have one permalink."""

    permalink: str
    tag: str = ""
    """Slug of the tag that they have; empty for all others."""


def read_routes(root: Path) -> tuple[tuple[Collection, ...], tuple[Note, ...]]:
    """The collections of routes.yaml, in its order, and what of it is not understood."""
    values = _first(root, ROUTES)
    found: list[Collection] = []
    notes: list[Note] = []
    for path, value in mapping(values.get("collections")).items():
        permalink = line(mapping(value).get("permalink"))
        condition = line(mapping(value).get("filter"))
        tag = _FILTER.fullmatch(condition)
        if permalink.startswith("/") and (tag or not condition):
            found.append(Collection(permalink, tag[1] if tag else ""))
        else:
            text = f"routes.yaml: collection {path} is not understood: give its stories aliases"
            notes.append(Note(effect="needs", text=text))
    return tuple(found), tuple(notes)


def read_redirects(root: Path) -> dict[str, str]:
    """Old address → new one, as the file has them; a pattern stays a pattern."""
    values = _first(root, REDIRECTS)
    found = {line(row.get("from")): line(row.get("to")) for row in rows(values.get(""))}
    for status in values:
        for old, new in mapping(values[status]).items():
            found[line(old)] = line(new)
    return {_plain_path(old): new for old, new in found.items() if old and new}


def address_of(post: Post, collections: tuple[Collection, ...], tags: tuple[str, ...]) -> str:
    """The path of a story or a page; empty if nothing says it."""
    if not post.slug:
        return ""
    if post.kind == "page":
        return f"/{post.slug}/"
    for collection in collections or (Collection(DEFAULT),):
        if not collection.tag or collection.tag in tags:
            break
    else:
        return f"/{post.slug}/"
    year, month, day = (*post.date[:10].split("-"), "", "", "")[:3]
    fields = {
        "slug": post.slug,
        "year": year,
        "month": month,
        "day": day,
        "id": post.key.removeprefix("ghost-"),
        "primary_tag": tags[0] if tags else "all",
        "primary_author": "".join(post.authors[:1]),
    }
    return _FIELD.sub(lambda field: fields.get(field[1], ""), collection.permalink)


def is_address(written: str) -> bool:
    """Whether it is a path and no pattern."""
    return _PLAIN.fullmatch(written) is not None


def _plain_path(pattern: str) -> str:
    """``^/old/?$`` as ``/old/``; other patterns as they are."""
    plain = pattern.removeprefix("^").removesuffix("$").replace("\\/", "/")
    plain = f"{plain.removesuffix('/?')}/" if plain.endswith("/?") else plain
    return plain if is_address(plain) else pattern


def _first(root: Path, names: tuple[str, ...]) -> Mapping[str, Any]:
    """What the first of these files holds, a list below an empty key; nothing if there is none."""
    for name in names:
        try:
            text, _ = read_text(root, name)
        except Unreadable:
            continue
        if not name.endswith(".json"):
            return read_data(text, "yaml").values
        found = parse_json(text)
        return mapping(found) or {"": found}
    return {}
