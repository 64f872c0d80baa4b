"""A row of Ghost's table of posts as a Post."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.fields import no_home
from newsgen.importer.models import Markup, Note, Post, ReadingOptions
from newsgen.importer.readers.ghost.export import (
    Row,
    Tables,
    is_internal,
    is_page,
    own_address,
    own_text,
)
from newsgen.importer.readers.ghost.lexical import lexical_html
from newsgen.importer.readers.ghost.mobiledoc import mobiledoc_html, only_markdown
from newsgen.importer.readers.json_values import (
    LARGEST_BODY,
    flag,
    is_later,
    line,
    moment,
    parse_json,
    text,
    web_address,
)
from newsgen.models import Image

_NO_HOME = (
    "meta_title", "meta_description", "og_title", "og_description", "og_image", "twitter_title",
    "twitter_description", "twitter_image", "custom_template", "email_subject",
)  # fmt: skip
"""What a story of newsgen has no field for; kept below ``extra``."""
_INJECTIONS = ("codeinjection_head", "codeinjection_foot")
_TOO_LONG = f"its text has more than {LARGEST_BODY >> 20} MiB"
_PUBLISHER = '<span class="kg-bookmark-publisher'
"""Nothing but its look keeps it apart from the author before it."""
_TAKE_PAID = "not published without --take-paid"


def post_of(row: Row, tables: Tables, options: ReadingOptions, origin: str) -> Post:
    """The story or the standing page, without its addresses."""
    id_ = line(row.get("id")) or line(row.get("uuid")) or line(row.get("slug"))
    meta = tables.metas.get(id_, {})
    whole = {**row, **{key: value for key, value in meta.items() if text(value)}}
    body, markup, fault = _body(row)
    date, date_fault = moment(row.get("published_at"), options)
    updated, _ = moment(row.get("updated_at"), options)
    extra = _extra(whole)
    categories, tags, internal = _tags(tables, id_)
    drafts = [*_drafts(whole, options), fault, date_fault and f"published_at: {date_fault}"]
    return Post(
        key=f"ghost-{id_}",
        id=f"ghost-{id_}" if _is_name(id_) else "",
        origin=f"{origin}: story {id_}",
        kind="page" if is_page(row) else "story",
        title=line(row.get("title")),
        slug=unquote(line(row.get("slug"))),
        date=date,
        updated=updated if is_later(updated, date) else "",
        lang=line(row.get("locale")),
        summary=_summary(whole),
        authors=_authors(tables, id_),
        categories=categories,
        tags=tags,
        image=_image(whole),
        canonical=web_address(row.get("canonical_url")),
        drafts=tuple(reason for reason in drafts if reason),
        extra=extra,
        body=body,
        markup=markup,
        notes=(
            *_notes(whole, options),
            *internal,
            *(no_home(key) for key in extra if key != "featured"),
        ),
    )


def _is_name(id_: str) -> bool:
    return id_.replace("-", "").replace("_", "").isalnum()


def _body(row: Row) -> tuple[str, Markup, str]:
    """The text, what it is written in, and why it cannot be taken."""
    markup: Markup = "html"
    body = own_text(row.get("html")).replace(_PUBLISHER, f" {_PUBLISHER}")
    fault = ""
    if not body.strip():
        body, markup, fault = _of_editors(row)
    if not body.strip() and text(row.get("markdown")).strip():  # up to version 0.11
        body, markup, fault = own_text(row.get("markdown")), "markdown", ""
    if len(body) > LARGEST_BODY:
        return "", markup, _TOO_LONG
    return body, markup, fault


def _of_editors(row: Row) -> tuple[str, Markup, str]:
    """The same of the text as the editors keep it."""
    fault = ""
    for key, to_html in (("lexical", lexical_html), ("mobiledoc", mobiledoc_html)):
        value = row.get(key)
        if isinstance(value, str):
            if len(value) > LARGEST_BODY * 4:
                return "", "html", _TOO_LONG
            value = parse_json(value) if value.strip() else None
        if isinstance(value, ValueError):
            fault = f"its text cannot be read: {value}"
        elif markdown := only_markdown(value):
            return own_text(markdown), "markdown", ""
        elif body := to_html(value):
            return own_text(body), "html", ""
    return "", "html", fault


def _drafts(row: Row, options: ReadingOptions) -> Iterator[str]:
    status = line(row.get("status")).lower()
    if status == "sent" or (flag(row.get("email_only")) and status != "draft"):
        yield "sent by mail, not published"
    elif status not in {"published", "scheduled"}:
        yield "draft" if status in {"", "draft"} else f"status {status}"
    visibility = _visibility(row)
    if visibility and not options.take_paid:
        yield f"{visibility}: {_TAKE_PAID}"


def _visibility(row: Row) -> str:
    """Whom it is for, unless that is everybody; filters such as ``product:gold`` are tiers."""
    match line(row.get("visibility")).lower():
        case "" | "public":
            return ""
        case "members":
            return "for members only"
        case _:
            return "for paying readers only"


def _summary(row: Row) -> str:
    return line(row.get("custom_excerpt")) or line(row.get("meta_description"))


def _authors(tables: Tables, id_: str) -> tuple[str, ...]:
    """Slugs of people, in their order."""
    found = (tables.users.get(each, {}) for each in tables.authors_of.get(id_, ()))
    return tuple(dict.fromkeys(name for user in found if (name := user_key(user))))


def user_key(user: Row) -> str:
    """What ``Post.authors`` calls a user: the slug, or the name of one without."""
    return line(user.get("slug")) or line(user.get("name"))


def _tags(tables: Tables, id_: str) -> tuple[tuple[str, ...], tuple[str, ...], list[Note]]:
    """The first tag as the category, the others, and what to tell of internal ones."""
    found = [tables.tags.get(each, {}) for each in tables.tags_of.get(id_, ())]
    names = [
        line(tag.get("name")) or line(tag.get("slug")) for tag in found if not is_internal(tag)
    ]
    names = list(dict.fromkeys(name for name in names if name))
    internal = dict.fromkeys(line(tag.get("name")) for tag in found if is_internal(tag))
    notes = [
        Note(effect="left-out", text=f"tag {name} is internal: left out", name="internal tag")
        for name in internal
    ]
    return tuple(names[:1]), tuple(names[1:]), notes


def _image(row: Row) -> Image | None:
    source = own_address(row.get("feature_image")) or own_address(row.get("image"))
    if not source:
        return None
    caption = text(row.get("feature_image_caption"))
    return Image(
        src=original(source),
        alt=line(row.get("feature_image_alt")),
        caption=plain_text(caption) if caption else "",
    )


def original(address: str) -> str:
    """The address of a picture as it was uploaded, without ``size/w600/`` and ``format/webp/``."""
    before, images, path = address.partition("/content/images/size/")
    if not images:
        return address
    parts = path.split("/")[1:]
    if len(parts) > 2 and parts[0] == "format":
        parts = parts[2:]
    return f"{before}/content/images/{'/'.join(parts)}"


def _extra(row: Row) -> dict[str, Any]:
    taken = {key: own_text(row[key]) for key in _NO_HOME if text(row.get(key)).strip()}
    if not line(row.get("custom_excerpt")):
        taken.pop("meta_description", None)
    if taken.get("custom_template") == "default":
        del taken["custom_template"]
    if flag(row.get("featured")):
        return {"featured": True, **taken}
    return taken


def _notes(row: Mapping[str, Any], options: ReadingOptions) -> Iterator[Note]:
    if flag(row.get("featured")):
        yield Note(
            effect="changed", text="featured: no home, kept under extra", name="key featured"
        )
    for key in _INJECTIONS:
        if text(row.get(key)).strip():
            yield Note(effect="left-out", text=f"{key}: code of a page, left out", name=key)
    visibility = _visibility(row)
    if visibility and options.take_paid:
        yield Note(effect="changed", text=f"{visibility}: everybody can read it now", name="paid")
    if line(row.get("canonical_url")) and not web_address(row.get("canonical_url")):
        text_ = f"canonical_url {line(row.get('canonical_url'))[:80]}: no address of another site"
        yield Note(effect="left-out", text=text_)
