"""The story in a file of a Jekyll site, with its address."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import msgspec

from newsgen.importer.fields import (
    Special,
    fill_post,
    list_of,
    plain,
    short_key,
    text_of,
    with_heading_as_title,
    with_note,
    with_reason,
)
from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import Front, read_front
from newsgen.importer.keys import USUAL
from newsgen.importer.lead_pictures import is_of_picture
from newsgen.importer.models import Post, Site, Source
from newsgen.importer.readers.jekyll.addresses import (
    Document,
    collection_template,
    other_addresses,
    page_address,
    post_address,
    slug_of,
    template_of,
)
from newsgen.importer.readers.jekyll.files import AUTHORS, OTHER_TEXTS, File, base_of
from newsgen.importer.readers.jekyll.site import collections_of, defaults_of, has_pages

_LOOP = re.compile(r"\{%-?\s*(?:for|paginate)\s")


def read_file(source: Source, site: Site, file: File) -> Post | None:
    """The story in a file; None for one that is not meant for readers."""
    base = base_of(file)
    try:
        text, notes = read_text(source.root, file.path)
    except Unreadable as fault:
        return None if file.kind == "pages" else with_reason(base, fault.reason)
    base = msgspec.structs.replace(base, notes=notes)
    suffix = PurePosixPath(file.path).suffix.lower()
    if suffix in OTHER_TEXTS:
        kept = msgspec.structs.replace(base, body=text, markup="text")
        return with_reason(kept, f"{suffix.lstrip('.')} is not read")
    front = read_front(text)
    has_front = bool(front.values or front.fault or front.body_line > 1)
    if file.kind == "pages" and not (has_front and _is_page(front, base.name)):
        return None
    if file.collection and (file.collection == AUTHORS or not has_front):
        return None
    if file.collection and not has_pages(collections_of(site.extra["config"])[file.collection]):
        return None
    if not has_front:
        base = with_reason(base, "no front matter: the old site did not show it")
    return _filled(source, site, file, front, base)


def _is_page(front: Front, name: str) -> bool:
    """Whether it is a page of its own: not a list that a template makes, and not empty.

    newsgen makes the page for addresses that are not there.
    """
    if not front.body.strip() or name == "404":
        return False
    return not _LOOP.search(front.body) and "pagination" not in front.values


def _filled(source: Source, site: Site, file: File, front: Front, base: Post) -> Post:
    config = site.extra["config"]
    defaults = {
        key: value
        for key, value in defaults_of(config, file.path, file.collection or file.kind).items()
        if key != "layout" and short_key(key) in USUAL and not is_of_picture(short_key(key))
    }
    given = {short_key(key) for key in front.values}
    missing = {key: value for key, value in defaults.items() if short_key(key) not in given}
    front = msgspec.structs.replace(front, values={**missing, **front.values})
    if file.kind == "documents" and front.values.get("date"):
        base = msgspec.structs.replace(base, kind="story", section=slug_of(file.collection))
    post = fill_post(front, base, source.options, _SPECIAL)
    if not given & {"title", "headline"} and post.title == base.title and not front.fault:
        post = with_heading_as_title(post)
    above = file.folders if file.kind in {"posts", "drafts"} else ()
    in_address = tuple(dict.fromkeys((*above, *post.categories)))
    categories = tuple(dict.fromkeys((*post.categories, *above)))
    post = msgspec.structs.replace(post, categories=categories)
    post = _with_address(site, file, post, in_address)
    post = _with_language(site, post)
    if post.discussion:
        post = with_note(post, "left-out", "comments: none in the folder", "comments")
    return post


def _words(value: Any) -> tuple[str, ...]:
    """A text of several names: with commas between them, or only blanks, as Jekyll reads it."""
    if isinstance(value, str) and not any(mark in value for mark in ",;["):
        return tuple(dict.fromkeys(value.split()))
    return list_of(value, ";" if isinstance(value, str) and ";" in value else ",")


def _take_words(field: str, value: Any, post: Post) -> Post:
    names = tuple(filter(None, map(plain, _words(value))))
    merged = tuple(dict.fromkeys((*getattr(post, field), *names)))
    return msgspec.structs.replace(post, **{field: merged})


def _take_redirect(value: Any, post: Post) -> Post:
    """A page of jekyll-redirect-from that only leads to another."""
    target = text_of(value)
    return with_reason(post, f"it only leads to {target}") if target else post


def _take_translation(value: Any, post: Post) -> Post:
    return msgspec.structs.replace(post, translation=text_of(value))


_SPECIAL: Mapping[str, Special | str] = {
    "categories": partial(_take_words, "categories"),
    "tags": partial(_take_words, "tags"),
    "redirectto": _take_redirect,
    **dict.fromkeys(
        ("ref", "langref", "pageid", "translationid", "translationkey"), _take_translation
    ),
}


# --- addresses


def default_style(config: Mapping[str, Any]) -> str:
    """The permalink that ``defaults`` give to posts."""
    return text_of(defaults_of(config, "_posts/x", "posts").get("permalink", ""))


def _with_address(site: Site, file: File, post: Post, categories: tuple[str, ...]) -> Post:
    """The story with the address that Jekyll gives it, and others that it may have had."""
    path, style = PurePosixPath(file.path), site.extra["style"]
    document = Document(
        slug=post.slug or post.name,
        date=post.date,
        categories=categories,
        collection=file.collection,
        path="/".join((*file.folders, path.stem)),
        name=path.stem,
    )
    template = post.address
    if not template and file.kind == "pages":
        below = file.path.removeprefix(f"{site.extra['folder']}/")
        address = page_address(below, style)
        return msgspec.structs.replace(post, address=address)
    if not template and file.collection:
        settings = collections_of(site.extra["config"]).get(file.collection, {})
        template = collection_template(text_of(settings.get("permalink", "")), style)
    template = template or template_of(style)
    zone = site.timezone
    address = post_address(template, document, zone)
    others = other_addresses(template, document, zone) if post.date else ()
    if not address.endswith("/") and "." not in address.rpartition("/")[2]:
        others = (*others, f"{address}.html")
    if not post.date and (":year" in template or ":day" in template):
        address, others = "", ()
    further = tuple(dict.fromkeys(each for each in (*post.addresses, *others) if each != address))
    return msgspec.structs.replace(post, address=address, addresses=further)


def _with_language(site: Site, post: Post) -> Post:
    """The story of a site in several languages (jekyll-polyglot): its address has the language."""
    if not site.languages:
        return post
    main = site.lang or site.languages[0]
    name = post.translation or post.address
    if not post.lang or post.lang == main:
        return msgspec.structs.replace(post, translation=name)
    address = f"/{post.lang}{post.address}" if post.address else ""
    return msgspec.structs.replace(post, translation=name, address=address)
