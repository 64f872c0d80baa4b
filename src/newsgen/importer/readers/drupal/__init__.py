"""Reads stories of Drupal: CSV or JSON of Views, or JSON:API, with a mapping of the columns."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsgen.importer.addresses import last_part
from newsgen.importer.bodies.html import html_to_markdown
from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.fields import no_home, short_key
from newsgen.importer.files import is_inside
from newsgen.importer.models import Note, Post, Site, Source
from newsgen.importer.readers.drupal.bodies import read_body, show_element, without_tokens
from newsgen.importer.readers.drupal.fields import (
    USUAL,
    address_of,
    columns_of,
    date_text,
    inner_value,
    names_of,
    picture_of,
    plain_of,
)
from newsgen.importer.readers.drupal.rows import Row, Table, at_path, header, read_table
from newsgen.importer.readers.json_values import (
    beginning,
    is_later,
    items,
    moment,
    web_address,
)
from newsgen.importer.readers.old_addresses import common_root, guess_permalink
from newsgen.models import Image
from newsgen.sources.resolve_fields import is_id

_ENDINGS = frozenset({".csv", ".tsv", ".json"})
_TELLING = ('"drupal_internal__nid"', '"node--', '"field_tags"', '"field_image"', '"nid"')
_HIDDEN = frozenset({"0", "false", "no", "off", "unpublished", "draft", "archived", "notpublished"})
_PAGES = frozenset({"page", "basicpage", "staticpage", "landingpage"})
_INSIDE = frozenset(map(short_key, (
    "uuid", "vid", "uid", "promote", "sticky", "default_langcode", "revision_timestamp",
    "revision_log", "revision_uid", "revision_default", "revision_translation_affected", "links",
    "content_translation_source", "content_translation_outdated", "content_translation_uid",
    "drupal_internal__vid", "metatag", "metatag_normalized", "node_type", "comment", "tnid",
    "translate", "vuuid", "type", "format", "data", "rdf_mapping", "body_format", "nid",
)))  # fmt: skip
"""Columns that mean something to Drupal alone."""
_PRIVATE = ("mail", "hostname", "ipaddress", "password", "pass")


def recognises(path: Path) -> str:
    """Why it looks like a table of Drupal: a file, or a folder that has one; empty if not."""
    if path.is_file():
        return "it has columns of Drupal" if _looks_like_drupal(path) else ""
    found = next((each for each in _files_of(path) if _looks_like_drupal(each)), None)
    return f"{found.name} has columns of Drupal" if found else ""


def read_site(source: Source) -> Site:
    """The addresses' host and what the tables do not hold. Raises ImportFault."""
    posts = [replace(post, body="") for post in _stories(source)]
    languages = tuple(dict.fromkeys(post.lang for post in posts if post.lang))
    return Site(
        base_url=common_root(post.address for post in posts),
        permalink=guess_permalink(posts),
        lang="".join(languages[:1]),
        languages=languages if len(languages) > 1 else (),
        public=_public(source.root),
        notes=tuple(_lost_names(source)),
    )


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """Every story and page. Rows with one id and language, as Views give them, are one story."""
    seen: set[str] = set()
    for post in _stories(source):
        named = _named(post, site)
        if named.key not in seen:
            seen.add(named.key)
            yield named


def convert(post: Post, site: Site, conversion: Conversion) -> str:  # noqa: ARG001
    """The body as newsgen's Markdown."""
    html = without_tokens(post.body, conversion)
    return html_to_markdown(html, conversion, handlers=[show_element], first_line=post.body_line)


# --- files


def _files_of(folder: Path) -> list[Path]:
    try:
        names = sorted(each.name for each in folder.iterdir() if each.suffix.lower() in _ENDINGS)
    except OSError:
        return []
    return [folder / name for name in names if is_inside(folder, name)]


def _looks_like_drupal(path: Path) -> bool:
    if path.suffix.lower() not in _ENDINGS:
        return False
    head = beginning(path)
    if head.lstrip().startswith(("{", "[")):
        return sum(name in head for name in _TELLING) > 0 and '"db"' not in head[:400]
    names = {short_key(name) for name in header(head)}
    has_fields = any(name.strip().lower().startswith("field_") for name in header(head))
    return has_fields or bool(names & {"nid", "nodeid", "drupalinternalnid"})


def _tables(source: Source) -> Iterator[tuple[Path, Table]]:
    found = _files_of(source.root)
    named = source.files or list(filter(_looks_like_drupal, found)) or found
    if not named:
        raise ImportFault("there is no CSV or JSON in it", "export the nodes by a view")
    for path in named:
        yield path, read_table(path)


def _stories(source: Source) -> Iterator[Post]:
    for path, table in _tables(source):
        columns = columns_of(table, source.options.mapping, path.name)
        for name, group in _groups(table, columns).items():
            post = _post(name, group, columns, source)
            yield replace(post, origin=f"{path.name}: {post.origin}")


def _lost_names(source: Source) -> Iterator[Note]:
    """What JSON:API says by numbers alone, of what stories have a field for."""
    for path, table in _tables(source):
        columns = columns_of(table, source.options.mapping, path.name)
        names = {name for usual in USUAL.values() for name in usual} | set(columns.values())
        if lost := [name for name in table.unresolved if name in names]:
            text = (
                f"{path.name}: no names for {', '.join(lost)}: export with include={','.join(lost)}"
            )
            yield Note(effect="needs", text=text)


def _public(root: Path) -> tuple[tuple[str, str], ...]:
    """Files of the old site, if its folder of them is beside the table."""
    folders = ("sites/default/files", "files")
    return tuple((each, "/sites/default/files/") for each in folders if (root / each).is_dir())[:1]


# --- stories


def _groups(table: Table, columns: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of each story by its id and language."""
    groups: dict[str, list[Row]] = {}
    for number, row in enumerate(table.rows, 1):
        id_ = plain_of(_value(row, columns, "id"))
        name = f"{id_} {_lang(row, columns)}".strip() if id_ else f"row {number}"
        groups.setdefault(name, []).append(row)
    return groups


def _value(row: Row, columns: Mapping[str, str], field: str) -> object:
    return at_path(row, columns[field]) if field in columns else None


def _lang(row: Row, columns: Mapping[str, str]) -> str:
    written = plain_of(_value(row, columns, "lang"))
    return "" if written.lower() in {"und", "zxx"} or " " in written else written


def _address(row: Row, columns: Mapping[str, str]) -> str:
    title = _value(row, columns, "title")
    linked = title if isinstance(title, str) and "href=" in title else ""
    return address_of(_value(row, columns, "address")) or address_of(linked)


def _post(name: str, group: Sequence[Row], columns: Mapping[str, str], source: Source) -> Post:
    """The story without its permanent names, which depend on what else there is."""
    row = group[0]
    id_ = plain_of(_value(row, columns, "id"))
    node = f"/node/{id_}" if id_.isdecimal() else ""
    address = _address(row, columns) or node
    date, fault = moment(date_text(_value(row, columns, "date")), source.options)
    updated, _ = moment(date_text(_value(row, columns, "updated")), source.options)
    body, summary, body_fault = read_body(_value(row, columns, "body"))
    extra = _extra(row, columns)
    kind = short_key(plain_of(_value(row, columns, "kind"))).removeprefix("node")
    reasons = (*_hidden(row, columns), fault and f"{columns['date']}: {fault}", body_fault)
    return Post(
        key=f"drupal-{id_}" if id_ else f"drupal {address or name}",
        origin=f"node {id_}" if id_ else name,
        kind="page" if kind in _PAGES else "story",
        title=plain_of(_value(row, columns, "title")),
        slug=plain_of(_value(row, columns, "slug")) or last_part(address),
        date=date,
        updated=updated if is_later(updated, date) else "",
        lang=_lang(row, columns),
        summary=plain_of(_value(row, columns, "summary")) or summary,
        standfirst=plain_of(_value(row, columns, "standfirst")),
        kicker=plain_of(_value(row, columns, "kicker")),
        authors=_all_names(group, columns, "authors"),
        categories=_all_names(group, columns, "categories"),
        tags=_all_names(group, columns, "tags"),
        image=_image(row, columns),
        series=plain_of(_value(row, columns, "series")),
        source=plain_of(_value(row, columns, "source")),
        canonical=web_address(plain_of(_value(row, columns, "canonical"))),
        address=address,
        addresses=(node,) if node and node != address else (),
        drafts=tuple(reason for reason in reasons if reason),
        extra=extra,
        body=body,
        markup="html",
        notes=tuple(no_home(key) for key in extra),
    )


def _named(post: Post, site: Site) -> Post:
    """The story with its permanent names: one for each of its languages."""
    if not post.key.startswith("drupal-"):
        return post
    is_original = len(site.languages) < 2 or post.lang in {"", site.lang}
    key = post.key if is_original else f"{post.key}-{post.lang}"
    return replace(
        post,
        key=key,
        id=key if is_id(key) else "",
        translation=post.key if len(site.languages) > 1 and post.lang else "",
    )


def _all_names(group: Sequence[Row], columns: Mapping[str, str], field: str) -> tuple[str, ...]:
    """The names in all rows of a story; a number alone names nobody."""
    found = (name for row in group for name in names_of(_value(row, columns, field)))
    return tuple(dict.fromkeys(name for name in found if not name.isdecimal()))


def _hidden(row: Row, columns: Mapping[str, str]) -> Iterator[str]:
    value = inner_value(_value(row, columns, "status"))
    if value is False or short_key(plain_of(value)) in _HIDDEN:
        yield "not published"


def _image(row: Row, columns: Mapping[str, str]) -> Image | None:
    source, alt = picture_of(_value(row, columns, "image"))
    if not source:
        return None
    alt = plain_of(_value(row, columns, "image_alt")) or alt
    return Image(src=source, alt=alt, caption=plain_of(_value(row, columns, "image_caption")))


def _extra(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    """The columns that no field takes, as text; never addresses of people or their machines."""
    used = {short_key(path.partition(".")[0]) for path in columns.values()}
    used |= {short_key(path) for path in columns.values()}
    extra: dict[str, Any] = {}
    for key, value in row.items():
        short = short_key(key)
        if short in used or short in _INSIDE or any(part in short for part in _PRIVATE):
            continue
        values = [plain_of(each) for each in items(value)] if items(value) else [plain_of(value)]
        kept = [each for each in values if each]
        if kept:
            extra[key] = kept[0] if len(kept) == 1 else kept
    return extra
