"""What a Jekyll site says of itself: ``_config.yml``, ``_data`` and the defaults of its files."""

import fnmatch
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from newsgen.importer.bodies.liquid_values import flat
from newsgen.importer.fields import is_true, plain, text_of
from newsgen.importer.files import Unreadable, read_text, walk
from newsgen.importer.front import read_data
from newsgen.importer.models import Note, Person

CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")

_DATA_FORMS = {".yml": "yaml", ".yaml": "yaml", ".json": "json"}
_MOST_VALUES = 5000
_TYPES = {"post": "posts", "page": "pages", "draft": "drafts"}


def read_config(root: Path) -> tuple[Mapping[str, Any], tuple[Note, ...]]:
    """The settings of the site, and what there was to tell."""
    for name in CONFIGS:
        if not (root / name).is_file():
            continue
        try:
            text, notes = read_text(root, name)
        except Unreadable as fault:
            return {}, (Note(effect="left-out", text=f"{name}: {fault.reason}"),)
        front = read_data(text, "toml" if name.endswith("toml") else "yaml")
        told = [*notes, *front.notes]
        if front.fault:
            told.append(Note(effect="left-out", text=f"{name}: {front.fault}"))
        return front.values, tuple(told)
    return {}, ()


def read_data_files(root: Path, folder: str) -> Mapping[str, Any]:
    """The values of ``_data``, by path without ending: ``authors``, ``nav/main``."""
    found: dict[str, Any] = {}
    if not (root / folder / "_data").is_dir():
        return found
    for path in walk(root / folder / "_data"):
        form = _DATA_FORMS.get(PurePosixPath(path).suffix)
        if form is None:
            continue
        try:
            text, _ = read_text(root / folder / "_data", path)
        except Unreadable:
            continue
        front = read_data(text, "json" if form == "json" else "yaml")
        found[str(PurePosixPath(path).with_suffix(""))] = front.values.get("", front.values)
    return found


def site_values(config: Mapping[str, Any], data: Mapping[str, Any]) -> Mapping[str, str]:
    """The variables of ``site`` that are texts."""
    settings = {key: value for key, value in config.items() if key not in {"defaults", "exclude"}}
    values = dict(flat("site", settings))
    for path, value in data.items():
        for name, text in flat(f"site.data.{path.replace('/', '.')}", value):
            if len(values) >= _MOST_VALUES:
                break
            values[name] = text
    # Links of the old site count from its root, wherever that was published.
    return {**values, "site.baseurl": "", "site.url": ""}


def read_people(data: Mapping[str, Any]) -> Mapping[str, Person]:
    """The writers in ``_data/authors.yml``, by the names that stories use."""
    listed = data.get("authors") or data.get("people") or data.get("staff") or {}
    if isinstance(listed, list):
        rows = {
            text_of(row.get("username") or row.get("slug") or row.get("id") or row.get("name")): row
            for row in listed
            if isinstance(row, Mapping)
        }
    else:
        rows = {key: row for key, row in listed.items() if isinstance(row, Mapping)}
    return {key: person(key, row) for key, row in rows.items() if key}


def person(key: str, row: Mapping[str, Any]) -> Person:
    """A writer as a mapping of the front matter or a data file says; without a mail address."""
    name = row.get("name") or row.get("display_name") or row.get("title") or key
    links = {
        label: address
        for label, value in row.items()
        if (address := text_of(value)).startswith(("http://", "https://"))
        and label not in {"avatar", "image", "photo", "picture"}
    }
    return Person(
        name=plain(name),
        slug=key,
        role=plain(row.get("role") or row.get("position") or row.get("job") or ""),
        bio=text_of(row.get("bio") or row.get("description") or row.get("about") or ""),
        image=text_of(row.get("avatar") or row.get("image") or row.get("photo") or ""),
        links=links,
    )


def read_sections(
    data: Mapping[str, Any], config: Mapping[str, Any], names: Mapping[str, str]
) -> Mapping[str, str]:
    """The entries of the menu that are categories, in its order; ``names`` is slug → name."""
    sections: dict[str, str] = {}
    listed = [data.get("navigation"), data.get("nav"), data.get("menu"), config.get("navigation")]
    for title, address in (pair for value in listed for pair in _entries(value)):
        last = address.strip("/").rpartition("/")[2].rpartition("#")[2].removesuffix(".html")
        if last.lower() in names:
            sections.setdefault(last.lower(), title)
    return sections


def _entries(value: Any) -> Iterator[tuple[str, str]]:
    """Titles and addresses of a menu, however deep."""
    if isinstance(value, Mapping):
        title, address = text_of(value.get("title") or value.get("name") or ""), ""
        address = text_of(value.get("url") or value.get("link") or value.get("href") or "")
        if title and address:
            yield plain(title), address
        for inner in value.values():
            yield from _entries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _entries(inner)


def defaults_of(config: Mapping[str, Any], path: str, kind: str) -> Mapping[str, Any]:
    """The front matter that ``defaults`` give to a file; longer paths and types come first."""
    rows = config.get("defaults")
    fitting: list[tuple[int, bool, Mapping[str, Any]]] = []
    for row in rows if isinstance(rows, list) else ():
        values = row.get("values") if isinstance(row, Mapping) else None
        scope = row.get("scope") if isinstance(row, Mapping) else None
        if not isinstance(values, Mapping):
            continue
        scope = scope if isinstance(scope, Mapping) else {}
        wanted = text_of(scope.get("path", "")).strip("/")
        given = text_of(scope.get("type", ""))
        if _covers(wanted, path) and given in {"", kind} | {
            key for key, value in _TYPES.items() if value == kind
        }:
            fitting.append((len(wanted), bool(given), values))
    merged: dict[str, Any] = {}
    for _, _, values in sorted(fitting, key=lambda each: each[:2]):
        merged.update(values)
    return merged


def _covers(wanted: str, path: str) -> bool:
    if "*" in wanted:
        return fnmatch.fnmatchcase(path, wanted) or fnmatch.fnmatchcase(path, f"{wanted}/*")
    return not wanted or path == wanted or path.startswith(f"{wanted}/")


def collections_of(config: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The settings of the site's own collections by name; without posts."""
    listed = config.get("collections")
    if isinstance(listed, list):
        return {text_of(name): {} for name in listed}
    if not isinstance(listed, Mapping):
        return {}
    return {
        name: value if isinstance(value, Mapping) else {}
        for name, value in listed.items()
        if name not in {"posts", "drafts"}
    }


def has_pages(collection: Mapping[str, Any]) -> bool:
    """Whether each document of the collection has a page of its own."""
    return is_true(collection.get("output", ""))
