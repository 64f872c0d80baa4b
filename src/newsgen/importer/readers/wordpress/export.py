"""The files of an export, read item by item."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from pathlib import Path
from typing import Final

from lxml import etree

from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Note, Source
from newsgen.importer.readers.wordpress.characters import read_chunks
from newsgen.importer.readers.wordpress.elements import (
    Parsed,
    Unparsable,
    name_of,
    parse_part,
    read_namespaces,
    text_of,
)
from newsgen.importer.readers.wordpress.parts import Part, split_export
from newsgen.models import Model

_BEGINNING: Final = 64 * 1024
"""Bytes in which an export must say that it is one."""
_FILES_LOOKED_AT: Final = 200
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SUFFIXES: Final = frozenset({".xml", ".wxr"})
_MARK: Final = b"wordpress.org/export/"
_TITLE: Final = re.compile(r"<title>(?:<!\[CDATA\[)?([^<\]]{0,300})")
_NUMBER: Final = re.compile(r":post_id>(?:<!\[CDATA\[)?(\d{1,18})")
_TYPE: Final = re.compile(r":post_type>(?:<!\[CDATA\[)?([\w-]{1,40})")
_FAULTS_NAMED: Final = 20
"""Lines with mended characters that are named; of more, the number is told."""


class Term(Model, frozen=True):
    """A category, a tag or an entry of another taxonomy."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    """The slug of the one above it."""
    number: str = ""


class Item(Model, frozen=True):
    """An item of an export: its fields by their usual names, such as ``wp:post_id``."""

    origin: str
    """File and line."""
    fields: Mapping[str, str] = {}
    terms: tuple[Term, ...] = ()
    meta: Mapping[str, tuple[str, ...]] = {}
    comments: tuple[Mapping[str, str], ...] = ()
    repairs: tuple[str, ...] = ()
    fault: str = ""
    """Why it cannot be read; empty if it can."""

    def __getitem__(self, name: str) -> str:
        """The field without spaces around it; empty if there is none."""
        return self.fields.get(name, "").strip()

    def one(self, *keys: str) -> str:
        """The first value of postmeta that is not empty."""
        values = chain.from_iterable(self.meta.get(key, ()) for key in keys)
        return next((value.strip() for value in values if value.strip()), "")

    @property
    def id(self) -> str:
        """Its number, or what else tells it from others in every export."""
        name = f"{self['wp:post_name'] or self['title']} {self['wp:post_date'][:10]}"
        return self["wp:post_id"] or self["guid"] or self["link"] or name


class Channel(Model, frozen=True):
    """What a file says outside its items."""

    fields: Mapping[str, str] = {}
    people: Mapping[str, str] = {}
    """Login → name."""
    terms: tuple[Term, ...] = ()


class Ending(Model, frozen=True):
    """How a file ends, after all its items."""

    incomplete: str = ""
    """What is missing; empty if nothing."""
    notes: tuple[Note, ...] = ()


def recognised(path: Path) -> str:
    """Why the file or folder is an export; empty if it is none."""
    if path.is_file():
        return "it is an export of WordPress (WXR)" if _is_export(path) else ""
    found = len(exports_in(path)) if path.is_dir() else 0
    return f"it has {found} export{'s' * (found != 1)} of WordPress (WXR)" if found else ""


def exports_in(folder: Path) -> list[Path]:
    """The exports in a folder: ``part2.xml`` before ``part10.xml``."""
    names = sorted(folder.iterdir(), key=lambda path: _by_number(path.name))
    likely = [path for path in names if path.suffix.lower() in _SUFFIXES]
    return [path for path in likely[:_FILES_LOOKED_AT] if _is_export(path)]


def files_of(source: Source) -> tuple[Path, ...]:
    """The files of one site, the one that was made first at the beginning."""
    files = source.files or tuple(exports_in(source.root))
    if not files:
        raise ImportFault(
            f"{source.root.name}: no export of WordPress",
            "Tools › Export in WordPress makes one: a file that ends in .xml",
        )
    return tuple(sorted(files, key=_made))


def read_channel(path: Path) -> Channel:
    """What stands before the first item. Raises ImportFault if this is no export."""
    head = next(split_export(chunk.text for chunk in read_chunks(path)))
    try:
        namespaces = read_namespaces(head.text)
        return _channel(parse_part(_inner(head.text), namespaces))
    except Unparsable as fault:
        hint = "export again, or cut the head of the file by hand"
        raise ImportFault(f"{path.name}: cannot be read: {fault}", hint) from None


def read_items(path: Path) -> Iterator[Item | Ending]:
    """Every item of the file, and how it ends as the last one."""
    faults: list[tuple[int, str]] = []
    parts = split_export(_texts(path, faults))
    namespaces: Mapping[str, str] = read_namespaces(next(parts).text)
    stories, part = 0, None
    for part in parts:
        if part.kind in {"item", "long"}:
            item = _item(part, path, namespaces)
            stories += item["wp:post_type"] in {"post", "page", ""}
            yield item
    yield Ending(
        incomplete=_incomplete(part, stories, path.name) if part else "",
        notes=tuple(_character_notes(faults, path.name)),
    )


def _texts(path: Path, faults: list[tuple[int, str]]) -> Iterator[str]:
    for chunk in read_chunks(path):
        faults.extend(chunk.faults)
        yield chunk.text


def _is_export(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING).replace(b"\0", b"")  # UTF-16
    except OSError:
        return False
    return _MARK in beginning and b"<rss" in beginning


def _by_number(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def _made(path: Path) -> datetime:
    """When the export was made, so that the later of two wins.

    A file that does not say is the first.
    """
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING).decode("utf-8", "replace")
    before_items = beginning.partition("<item>")[0]
    found = re.search(r"<pubDate>([^<]{1,60})</pubDate>", before_items)
    try:
        made = parsedate_to_datetime(found[1].strip()) if found else _LONG_AGO
    except ValueError:
        made = _LONG_AGO
    return made if made.tzinfo else made.replace(tzinfo=UTC)


# --- from elements to values


def _inner(head: str) -> str:
    """What stands in the channel, of all that stands before the first item."""
    return head.partition("<channel>")[2]


def _channel(parsed: Parsed) -> Channel:
    people: dict[str, str] = {}
    terms: list[Term] = []
    fields: dict[str, str] = {}
    for element in parsed.element:
        match name_of(element):
            case "wp:author":
                author = _fields(element)
                login = author.get("wp:author_login", "").strip()
                people[login] = author.get("wp:author_display_name", "").strip() or login
            case "wp:category" | "wp:tag" | "wp:term":
                terms.append(_term(_fields(element)))
            case name if len(element) == 0:
                fields.setdefault(name, text_of(element))
            case _:
                pass
    return Channel(fields=fields, people=people, terms=tuple(terms))


def _term(fields: Mapping[str, str]) -> Term:
    def first(*names: str) -> str:
        return next((fields[name].strip() for name in names if fields.get(name)), "")

    taxonomy = "category" if "wp:category_nicename" in fields else "post_tag"
    return Term(
        taxonomy=first("wp:term_taxonomy") or taxonomy,
        slug=first("wp:category_nicename", "wp:tag_slug", "wp:term_slug"),
        name=first("wp:cat_name", "wp:tag_name", "wp:term_name"),
        parent=first("wp:category_parent", "wp:term_parent"),
        number=first("wp:term_id"),
    )


def _item(part: Part, path: Path, namespaces: Mapping[str, str]) -> Item:
    origin = f"{path.name}:{part.line}"
    if part.kind == "long":
        return _unreadable(part.text, origin, "larger than 8 MiB: not taken")
    inner = part.text.partition(">")[2].rpartition("</")[0]
    try:
        parsed = parse_part(inner, namespaces)
    except Unparsable as fault:
        return _unreadable(part.text, origin, f"cannot be read: {fault}")
    fields: dict[str, str] = {}
    meta: dict[str, tuple[str, ...]] = {}
    terms: list[Term] = []
    comments: list[Mapping[str, str]] = []
    for element in parsed.element:
        match name_of(element):
            case "category":
                slug = element.get("nicename", "")
                taxonomy = element.get("domain", "category")
                terms.append(Term(taxonomy=taxonomy, slug=slug, name=text_of(element).strip()))
            case "wp:postmeta":
                entry = _fields(element)
                key = entry.get("wp:meta_key", "").strip()
                meta[key] = (*meta.get(key, ()), entry.get("wp:meta_value", ""))
            case "wp:comment":
                comments.append(_fields(element))
            case name:
                fields.setdefault(name, text_of(element))
    return Item(
        origin=origin,
        fields=fields,
        terms=tuple(terms),
        meta=meta,
        comments=tuple(comments),
        repairs=parsed.repairs,
    )


def _fields(element: etree._Element) -> dict[str, str]:
    return {name_of(child): text_of(child) for child in element}


def _unreadable(text: str, origin: str, fault: str) -> Item:
    """What can be known of an item that is no XML: its title, its number and its type."""
    names = {"title": _TITLE, "wp:post_id": _NUMBER, "wp:post_type": _TYPE}
    found = {name: pattern.search(text) for name, pattern in names.items()}
    fields = {name: match[1] for name, match in found.items() if match}
    return Item(origin=origin, fields=fields, fault=fault)


# --- the end of a file


def _incomplete(last: Part, stories: int, name: str) -> str:
    taken = f"{stories} {'story' if stories == 1 else 'stories'} taken"
    if last.kind == "cut":
        kind = _TYPE.search(last.text)
        if kind and kind[1] not in {"post", "page"}:
            return f"{name}: the file ends within an item of type {kind[1]}: {taken}"
        at_least = f"{stories} of at least {stories + 1} stories taken"
        return f"{name}: the file ends within story {stories + 1}: {at_least}"
    if "</channel" not in last.text and "</rss" not in last.text:
        return f"{name}: the file ends without its closing tags: {taken}, more may be missing"
    return ""


def _character_notes(faults: Sequence[tuple[int, str]], name: str) -> Iterator[Note]:
    for line, fault in faults[:_FAULTS_NAMED]:
        yield Note(effect="changed", text=f"{name}, line {line}: {fault}", line=line, name=fault)
    for fault, number in Counter(fault for _, fault in faults[_FAULTS_NAMED:]).items():
        lines = "line" if number == 1 else "lines"
        yield Note(effect="changed", text=f"{name}: {fault} in {number} more {lines}", name=fault)
