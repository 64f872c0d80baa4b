"""The text of the files that an import writes: stories, pages, authors, comments."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from newsgen.frontmatter.writing import write
from newsgen.importer.models import Person, Post, ReaderComment
from newsgen.importer.plan import Place
from newsgen.models import ArticleType, Image
from newsgen.sources.resolve_fields import is_id, is_web_address
from newsgen.text import without_controls

MOST_EXTRA = 32 * 1024
"""Most characters of ``extra``: newsgen reads front matter of at most twice that length."""
_DEEPEST = 5
_TYPES = frozenset(get_args(ArticleType))


def story_text(
    place: Place, image: Image | None, translations: Sequence[str], markdown: str
) -> str:
    """The file of a story: front matter in the order in which editors write it, and the text."""
    post = place.post
    extra = dict(post.extra)
    values = {
        "title": place.title,
        "section": place.section,
        "date": post.date,
        "updated": post.updated,
        "expires": post.expires,
        "dateline": post.dateline,
        "authors": place.authors,
        "tags": place.tags,
        "kicker": post.kicker,
        "summary": post.summary,
        "standfirst": post.standfirst,
        "image": _image(image),
        "type": _fitting("type", post.type, extra, is_right=post.type in _TYPES),
        "series": post.series,
        "source": post.source,
        "canonical": _address("canonical", post.canonical, extra),
        "link": _address("link", post.link, extra),
        "slug": place.slug,
        "id": _fitting("id", post.id, extra, is_right=is_id(post.id)),
        "lang": place.lang,
        "translations": tuple(translations),
        "aliases": place.aliases,
    }
    return _file(values, extra, place.drafts, markdown)


def page_text(place: Place, markdown: str) -> str:
    """The file of a standing page."""
    values = {
        "title": place.title,
        "slug": place.slug,
        "lang": place.lang,
        "summary": place.post.summary,
        "aliases": place.aliases,
    }
    return _file(values, place.post.extra, (), markdown)


def author_text(person: Person) -> str:
    """The file of an author's profile."""
    links = {
        label: address
        for label, address in person.links.items()
        if address.startswith(("https://", "http://"))
    }
    values = {"name": person.name, "role": person.role, "image": person.image, "links": links}
    return _file(values, {}, (), f"{person.bio.strip()}\n" if person.bio.strip() else "")


def comments_text(comments: Sequence[ReaderComment]) -> str:
    """The file with the comments of a story."""
    rows = [
        _clean(
            {
                "author": comment.author or "?",
                "date": comment.date,
                "text": comment.text,
                "id": comment.id,
                "parent": comment.parent,
            }
        )
        for comment in comments
        if comment.date and comment.text.strip()
    ]
    return write({"comments": [{key: row[key] for key in row if row[key]} for row in rows]})


def _file(
    values: Mapping[str, Any], extra: Mapping[str, Any], drafts: Sequence[str], markdown: str
) -> str:
    given = {key: _clean(value) for key, value in values.items() if value}
    matter = write({key: value for key, value in given.items() if value})
    if drafts:
        why = " ".join("; ".join(drafts).split())
        matter += f"draft: true  # {without_controls(why)}\n"
    if kept := _fit(_clean(extra)):
        matter += write({"extra": kept})
    return f"---\n{matter}---\n\n{markdown}" if markdown else f"---\n{matter}---\n"


def _image(image: Image | None) -> dict[str, str] | None:
    if image is None or not image.src:
        return None
    parts = {key: getattr(image, key) for key in ("src", "alt", "caption", "credit", "focus")}
    return {key: " ".join(value.split()) for key, value in parts.items() if value}


def _address(key: str, written: str, extra: dict[str, Any]) -> str:
    return _fitting(key, written, extra, is_right=is_web_address(written))


def _fitting(key: str, written: str, extra: dict[str, Any], *, is_right: bool) -> str:
    """The value if newsgen takes it; else it is kept under ``extra``."""
    if written and not is_right:
        extra.setdefault(key, written)
    return written if is_right else ""


def _clean(value: Any, depth: int = 0) -> Any:
    """The value without characters that no file may have, and not too deep for front matter."""
    if isinstance(value, Mapping) and depth <= _DEEPEST:
        items = {without_controls(str(key)): _clean(item, depth + 1) for key, item in value.items()}
        return {key or "?": item for key, item in items.items() if not _is_nothing(item)}
    if isinstance(value, list | tuple) and depth <= _DEEPEST:
        items_of = (_clean(item, depth + 1) for item in value)
        return tuple(item for item in items_of if not _is_nothing(item))
    if isinstance(value, Mapping | list | tuple):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bool | int | float):
        return value
    return "" if value is None else without_controls(str(value))


def _is_nothing(value: object) -> bool:
    return value is None or value in ("", (), {})


def _fit(extra: Mapping[str, Any]) -> dict[str, Any]:
    """As many of the keys as front matter can hold."""
    kept: dict[str, Any] = {}
    length = 0
    for key, value in extra.items():
        length += len(json.dumps(value, ensure_ascii=False, default=str)) + len(key)
        if length <= MOST_EXTRA:
            kept[key] = value
    return kept


def is_extra_cut(post: Post) -> bool:
    """Whether some keys of ``extra`` have no room."""
    return len(_fit(_clean(post.extra))) < len(_clean(post.extra))
