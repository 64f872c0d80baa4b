"""Which column of Drupal is which field of a story, and what the values in it mean."""

import re
from collections.abc import Mapping, Sequence
from html import unescape

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.faults import ImportFault
from newsgen.importer.fields import short_key
from newsgen.importer.readers.drupal.rows import Table, at_path
from newsgen.importer.readers.json_values import items, line, mapping, text

USUAL: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "node_title", "headline", "label"),
    "body": ("body", "body_value", "field_body", "content", "text", "field_text"),
    "id": ("nid", "drupal_internal__nid", "node_id", "id"),
    "date": ("field_publish_date", "published_at", "created", "authored_on", "post_date", "date"),
    "updated": ("changed", "updated", "updated_date", "last_updated"),
    "status": ("status", "published", "published_status", "moderation_state"),
    "address": ("alias", "path.alias", "url_alias", "path", "view_node", "url", "link"),
    "authors": ("field_author", "field_authors", "field_byline", "byline", "uid", "author",
                "authored_by", "author_name", "name"),
    "tags": ("field_tags", "tags", "field_keywords"),
    "categories": ("field_category", "field_categories", "field_section", "category",
                   "categories", "section", "field_news_category"),
    "image": ("field_image", "field_media_image", "field_featured_image", "field_lead_image",
              "image", "field_media"),
    "image_alt": ("field_image_alt", "image_alt"),
    "image_caption": ("field_image_caption", "image_caption", "field_caption"),
    "kind": ("type", "content_type", "bundle"),
    "lang": ("langcode", "language", "lang"),
    "summary": ("body_summary", "summary", "field_summary", "field_teaser", "teaser"),
    "standfirst": ("field_standfirst", "field_subtitle", "field_subheadline", "subtitle"),
    "kicker": ("field_kicker", "kicker"),
    "slug": ("slug",),
    "series": ("field_series",),
    "source": ("field_source",),
    "canonical": ("field_canonical",),
}  # fmt: skip
"""Field → names of columns, the most telling first; compared without ``_`` and capitals."""

_OTHER_MEANING = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
NEEDED = ("title", "body")

_TEXTS = ("display_name", "name", "title", "label", "value", "processed", "alias", "url", "uri",
          "filename", "target_id")  # fmt: skip
"""What of an object is its text, the most telling first; never ``mail``."""
_SEPARATORS = re.compile(r"[,|;\n]")
_HREF = re.compile(r"""\shref=["']([^"'<>]*)["']""")
_SOURCE = re.compile(r"""\ssrc=["']([^"'<>]*)["']""")
_ALT = re.compile(r"""\salt=["']([^"'<>]*)["']""")
_MOMENT = re.compile(r"""\s(?:datetime|content)=["']([^"'<>]*)["']""")


def columns_of(table: Table, mapping_: Mapping[str, str], name: str) -> dict[str, str]:
    """Field → column: those of the mapping, then usual names. Raises ImportFault."""
    unknown = sorted(set(mapping_) - set(USUAL))
    if unknown:
        message = f"mapping: no field is named {', '.join(unknown)}"
        raise ImportFault(message, f"the fields are {', '.join(USUAL)}")
    short = {short_key(column): column for column in table.columns}
    missing = {
        column for column in mapping_.values()
        if short_key(column) not in short
        and all(at_path(row, column) is None for row in table.rows[:100])
    }  # fmt: skip
    if missing:
        message = f"mapping: {name} has no column {', '.join(sorted(missing))}"
        raise ImportFault(message, f"its columns are: {', '.join(table.columns)}")
    found = dict(mapping_)
    for field, names in USUAL.items():
        usual = next((short[short_key(each)] for each in names if short_key(each) in short), "")
        if usual and usual not in mapping_.values():
            found.setdefault(field, usual)
    if lacking := [field for field in NEEDED if field not in found]:
        raise ImportFault(
            f"{name}: nothing says which column is the {' and the '.join(lacking)}; "
            f"its columns are: {', '.join(table.columns)}",
            f"write into import.yaml, with the right columns: {_example(table, found)}",
        )
    return found


def _example(table: Table, found: Mapping[str, str]) -> str:
    """A mapping as import.yaml has it, with the columns that look right."""
    free = [column for column in table.columns if column not in found.values()] or ["…"]
    lengths = [sum(len(text_of(at_path(row, each))) for row in table.rows[:20]) for each in free]
    longest = free[max(range(len(free)), key=lambda n: (lengths[n], n))]
    chosen = {"body": found.get("body", longest)}
    others = [each for each in free if each not in chosen.values()] or ["…"]
    chosen = {"title": found.get("title", others[0]), **chosen}
    others = [each for each in others if each not in chosen.values()] or ["…"]
    chosen["date"] = found.get("date", others[0])
    return f"mapping: {{{', '.join(f'{key}: {_scalar(name)}' for key, name in chosen.items())}}}"


def _scalar(column: str) -> str:
    """A name as YAML has it inside braces."""
    plain = column.replace("_", "").replace(".", "").replace(" ", "")
    if plain.isalpha() and column not in _OTHER_MEANING:
        return column
    return "'" + column.replace("'", "''") + "'"


def text_of(value: object) -> str:
    """The text of a value: of a field of Drupal its first one, of an object its name."""
    return text(inner_value(value))


def inner_value(value: object) -> object:
    """What a field of Drupal holds, without the lists and objects around it."""
    for _ in range(4):
        if items(value):
            value = items(value)[0]
        found = mapping(value)
        if not found:
            break
        value = next((found[key] for key in _TEXTS if found.get(key) not in (None, "", [], {})), "")
    return value


def plain_of(value: object) -> str:
    """The text of a value on one line, without mark-up."""
    written = text_of(value)
    return plain_text(written) if "<" in written or "&" in written else " ".join(written.split())


def names_of(value: object) -> tuple[str, ...]:
    """The names in a value: a list, or a text with separators; links count as their words."""
    if isinstance(value, str):
        parts: Sequence[object] = _SEPARATORS.split(
            unescape(plain_text(value) if "<" in value else value)
        )
    else:
        parts = items(value) or [value]
    return tuple(
        dict.fromkeys(name for part in parts if (name := plain_of(part)) and "@" not in name)
    )


def date_text(value: object) -> str:
    """A date as it was written, also inside ``<time datetime="…">``."""
    written = text_of(value)
    found = _MOMENT.search(written)
    return found[1] if found else plain_of(written)


def address_of(value: object) -> str:
    """A path or an address: of a link its destination."""
    found = mapping(value)
    written = text(found.get("alias")) if "alias" in found or "pid" in found else text_of(value)
    link = _HREF.search(written)
    address = unescape(link[1]) if link else line(written)
    for scheme in ("internal:", "base:", "entity:"):
        address = address.removeprefix(scheme)
    if not address or "<" in address or address.startswith("/") or "://" in address:
        return address if "<" not in address else ""
    return f"/{address}"


def picture_of(value: object) -> tuple[str, str]:
    """The address and the description of a picture, in whatever way it is kept."""
    first = items(value)[0] if items(value) else value
    found = mapping(first)
    alt = line(found.get("alt"))
    for _ in range(4):
        uri = found.get("uri") or found.get("url") or found.get("src")
        if uri:
            inside = mapping(uri)
            return original(line(inside.get("url") or inside.get("value") or uri)), alt
        inner = (mapping(items(each)[0] if items(each) else each) for each in found.values())
        found = next((each for each in inner if each.get("uri") or each.get("url")), {})
        alt = alt or line(found.get("alt"))
    written = text_of(first)
    source, described = _SOURCE.search(written), _ALT.search(written)
    if source:
        return original(unescape(source[1])), alt or unescape(described[1] if described else "")
    address = line(written.replace("|", "\n").replace(", ", "\n").partition("\n")[0])
    return (original(address), alt) if "<" not in address and "." in address else ("", "")


def original(address: str) -> str:
    """The address of a picture as it was uploaded: not a style of it, and no name of a store."""
    if address.startswith("public://"):
        return f"/sites/default/files/{address.removeprefix('public://')}"
    before, styles, rest = address.partition("/styles/")
    parts = rest.split("/", 2)
    if styles and len(parts) == 3 and parts[1] in {"public", "private"}:
        return f"{before}/{parts[2].partition('?')[0]}"
    return address
