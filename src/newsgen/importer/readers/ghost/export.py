"""An export of Ghost as tables: those of all versions, and what its API gives."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsgen.importer.faults import ImportFault
from newsgen.importer.files import is_inside
from newsgen.importer.models import Source
from newsgen.importer.readers.json_values import (
    beginning,
    flag,
    items,
    line,
    mapping,
    number,
    read_json,
    rows,
    text,
)
from newsgen.models import Model

Row = Mapping[str, Any]

NOT_TAKEN = (
    "members", "newsletters", "comments", "emails", "snippets", "products", "offers",
    "recommendations", "mentions", "webhooks", "integrations",
)  # fmt: skip
"""Tables that have nothing for readers of a paper, or what nobody else may see."""

_OF_API = ('"lexical"', '"mobiledoc"', '"comment_id"', '"feature_image"')
_OWN_ADDRESS = "__GHOST_URL__"
"""What Ghost writes for the address of the site, with or without a path behind it."""


class Tables(Model, frozen=True):
    """The tables of one export that are used; rows as they are."""

    posts: Sequence[Row] = ()
    metas: Mapping[str, Row] = {}
    """By the ids of their posts."""
    tags: Mapping[str, Row] = {}
    users: Mapping[str, Row] = {}
    tags_of: Mapping[str, tuple[str, ...]] = {}
    """Ids of the tags of each post, in their order."""
    authors_of: Mapping[str, tuple[str, ...]] = {}
    settings: Mapping[str, str] = {}
    not_taken: Mapping[str, int] = {}


def looks_like_export(path: Path) -> bool:
    """Whether the JSON file begins as exports do; only its beginning is read."""
    if path.suffix.lower() != ".json":
        return False
    head = beginning(path).lstrip()
    if not head.startswith(("{", "[")):
        return False
    has_tables = '"db"' in head[:400] or '"exported_on"' in head
    is_answer = '"posts"' in head and any(name in head for name in _OF_API)
    return has_tables or is_answer


def export_files(source: Source) -> tuple[Path, ...]:
    """The files that were named, or the exports of the folder."""
    if source.files:
        return source.files
    try:
        names = sorted(path.name for path in source.root.glob("*.json"))
    except OSError:
        names = []
    return tuple(
        source.root / name
        for name in names
        if is_inside(source.root, name) and looks_like_export(source.root / name)
    )


def read_exports(source: Source) -> Iterator[tuple[Path, Tables]]:
    """The tables of each file. Raises ImportFault if one cannot be read, or none has stories."""
    is_empty = True
    for path in export_files(source):
        for tables in _tables(read_json(path)):
            is_empty = False
            yield path, tables
    if is_empty:
        hint = "in Ghost: Settings, Import/Export, Export content"
        raise ImportFault("there are no posts of Ghost in it", hint)


def own_address(written: object) -> str:
    """An address without the placeholder that Ghost writes for its own."""
    return line(own_text(written))


def own_text(written: object) -> str:
    """A text whose addresses of the site begin with ``/``."""
    return text(written).replace(f"{_OWN_ADDRESS}/", "/").replace(_OWN_ADDRESS, "/")


def _tables(document: object) -> Iterator[Tables]:
    found = mapping(document)
    parts = rows(found.get("db")) or rows(document) or [found]
    for part in parts:
        data = mapping(part.get("data")) or part
        if "posts" in data:
            yield _tables_of(data)


def _tables_of(data: Row) -> Tables:
    posts = rows(data.get("posts"))
    tags, tags_of = _related(data, posts, "tags", "tag_id")
    users, authors_of = _related(data, posts, "authors", "author_id")
    for post in posts:  # one author, up to version 1
        if line(post.get("author_id")):
            authors_of.setdefault(line(post.get("id")), (line(post["author_id"]),))
    return Tables(
        posts=posts,
        metas={line(meta.get("post_id")): meta for meta in rows(data.get("posts_meta"))},
        tags=tags,
        users=_by_id(rows(data.get("users"))) | users,
        tags_of=tags_of,
        authors_of=authors_of,
        settings=_settings(data.get("settings")),
        not_taken={name: len(rows(data.get(name))) for name in NOT_TAKEN if rows(data.get(name))},
    )


def _related(
    data: Row, posts: Sequence[Row], name: str, key: str
) -> tuple[dict[str, Row], dict[str, tuple[str, ...]]]:
    """The rows of a table by id, and which ones each post has: by a table, or inside the post."""
    known = _by_id(rows(data.get(name)))
    of_post: dict[str, list[tuple[int, str]]] = {}
    for entry in rows(data.get(f"posts_{name}")):
        pair = (number(entry.get("sort_order")), line(entry.get(key)))
        of_post.setdefault(line(entry.get("post_id")), []).append(pair)
    found = {post: tuple(each for _, each in sorted(pairs, key=lambda pair: pair[0]))
             for post, pairs in of_post.items()}  # fmt: skip
    for post in posts:
        inside = [_named(each) for each in items(post.get(name))]
        inside = [each for each in inside if line(each.get("id"))]
        if inside:
            known |= _by_id(inside)
            found.setdefault(line(post.get("id")), tuple(line(each["id"]) for each in inside))
    return known, found


def _named(value: object) -> Row:
    """A tag or an author inside a post: an object, its name, or its number."""
    if isinstance(value, dict):
        key = value.get("id") or value.get("slug") or value.get("name")
        return {**value, "id": key}
    return {"id": value, "name": value} if line(value) else {}


def _by_id(found: Sequence[Row]) -> dict[str, Row]:
    return {line(row.get("id")): row for row in found if line(row.get("id"))}


def _settings(table: object) -> dict[str, str]:
    """The settings: rows with keys and values, or one object as the API gives it."""
    if isinstance(table, dict):
        return {key: text(value) for key, value in table.items() if text(value)}
    return {line(row.get("key")): text(row.get("value")) for row in rows(table)}


def is_internal(tag: Row) -> bool:
    """Whether a tag is for the newsroom: ``#photo-desk``."""
    return line(tag.get("name")).startswith("#") or line(tag.get("visibility")) == "internal"


def is_page(post: Row) -> bool:
    """Whether it is a standing page; ``page`` is what versions 1 and 2 have for ``type``."""
    return line(post.get("type")) == "page" or flag(post.get("page"))
