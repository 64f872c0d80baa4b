"""Front matter becomes the fields of a story; what has no field goes to ``Post.extra``."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from newsgen.importer.front import Front
from newsgen.importer.keys import USUAL, Entry, with_note, with_reason
from newsgen.importer.lead_pictures import find_picture, is_of_picture
from newsgen.importer.models import Note, Post, ReadingOptions
from newsgen.importer.values import is_false, is_true, list_of, plain, short_key, text_of

__all__ = [
    "Special",
    "fill_post",
    "is_false",
    "is_true",
    "kept",
    "left_out",
    "list_of",
    "no_home",
    "plain",
    "short_key",
    "text_of",
    "with_heading_as_title",
    "with_note",
    "with_reason",
]

_MOST_NAMED = 10
"""Files that one note names."""
_NO_TITLES = frozenset(
    {
        *("subtitle", "metatitle", "seotitle", "ogtitle", "twittertitle", "navtitle", "menutitle"),
        *("shorttitle", "linktitle", "sitetitle", "pagetitle", "socialtitle", "sidebartitle"),
    }
)
Special = Callable[[Any, Post], Post]
"""Takes the value of a key and the story so far; gives the story with it."""


def fill_post(
    front: Front, base: Post, options: ReadingOptions, special: Mapping[str, Special | str] = {}
) -> Post:
    """The story with what its front matter says.

    ``base`` has what the name of the file says. ``special`` says more of single keys (in lower
    case, without ``-`` and ``_``): the name of a usual key that means the same, an empty text for a
    key that the reader takes itself, or what to do with its value. Of several keys for one field
    the most usual is taken, whatever their order.
    """
    post = msgspec.structs.replace(
        base,
        body=front.body,
        body_line=front.body_line,
        drafts=(*base.drafts, front.fault) if front.fault else base.drafts,
        notes=(*base.notes, *front.notes),
    )
    special = {**_other_title(front), **special}
    pictures: dict[str, Any] = {}
    taken: set[str] = set()
    for key, value in sorted(front.values.items(), key=lambda item: _rank(item[0], special)):
        short = short_key(key)
        meaning = special.get(short, short)
        if not isinstance(meaning, str):
            post = meaning(value, post)
        elif is_of_picture(meaning):
            pictures[key if meaning == short else meaning] = value
        elif meaning and value not in ("", [], {}):
            post = _take(post, meaning, Entry("", key, value, options), taken)
    return _finished(_with_picture(post, pictures), options)


def kept(post: Post, key: str, value: Any) -> Post:
    """The story with the key below ``extra``, and a note of it."""
    inner = value if isinstance(value, Mapping) else {}
    told = tuple(no_home(f"{key}.{name}") for name in inner) or (no_home(key),)
    extra = {**post.extra, key: value}
    return msgspec.structs.replace(post, extra=extra, notes=(*post.notes, *told))


def with_heading_as_title(post: Post) -> Post:
    """The story with the heading that its Markdown begins with as its title, if there is one."""
    blank = len(post.body) - len(post.body.lstrip("\n"))
    first, _, rest = post.body[blank:].partition("\n")
    under, _, after = rest.partition("\n")
    lines = blank + 1
    if first.startswith("# "):
        words = first[2:].rstrip().rstrip("#")
    elif first.strip() and set(under.rstrip()) == {"="}:
        words, rest, lines = first, after, lines + 1
    else:
        return post
    title = plain(words.partition(" {#")[0].partition(" {:")[0])
    if not title:
        return post
    whole = msgspec.structs.replace(post, title=title, body=rest, body_line=post.body_line + lines)
    return with_note(whole, "changed", "its first heading is its title")


def left_out(paths: Sequence[str]) -> tuple[Note, ...]:
    """A note of files that are no stories: lists that a template makes, pages without text."""
    if not paths:
        return ()
    more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    named = ", ".join(paths[:_MOST_NAMED])
    return (Note(effect="left-out", text=f"made by a template, or without text: {named}{more}"),)


def no_home(key: str) -> Note:
    """The note for a key that is kept below ``extra``."""
    return Note(effect="changed", text=f"{key}: no home, kept under extra", name=f"key {key}")


def _other_title(front: Front) -> Mapping[str, str]:
    """The one key that ends in ``title``, such as ``newstitle``, if there is no usual one."""
    shorts = {short_key(key) for key, value in front.values.items() if value}
    if shorts & {"title", "headline"}:
        return {}
    others = {short for short in shorts if short.endswith("title")} - _NO_TITLES
    return dict.fromkeys(others, "title") if len(others) == 1 else {}


def _rank(key: str, special: Mapping[str, Special | str]) -> int:
    meaning = special.get(short_key(key), short_key(key))
    usual = USUAL.get(meaning) if isinstance(meaning, str) else None
    return usual.rank if usual else -1


def _take(post: Post, meaning: str, entry: Entry, taken: set[str]) -> Post:
    """The story with the value in its field, or below ``extra``."""
    usual = USUAL.get(meaning)
    filled = usual.take(post, entry._replace(field=usual.field)) if usual else None
    if usual is None or filled is None:
        return kept(post, entry.key, entry.value)
    if not usual.once:
        return filled
    is_same = getattr(filled, usual.field) == getattr(post, usual.field)
    if usual.field in taken:
        return post if is_same else kept(post, entry.key, entry.value)
    if getattr(filled, usual.field) not in ("", None):
        taken.add(usual.field)
    return filled


def _with_picture(post: Post, values: Mapping[str, Any]) -> Post:
    image, rest = find_picture(values)
    if image is not None:
        post = msgspec.structs.replace(post, image=image)
    for key, value in rest.items():
        post = kept(post, key, value)
    return post


def _finished(post: Post, options: ReadingOptions) -> Post:
    """The story with a title and a date, if there is anything to make them of."""
    words = " ".join(post.name.replace("-", " ").replace("_", " ").split())
    return msgspec.structs.replace(
        post,
        title=post.title or words[:1].upper() + words[1:],
        date=post.date or (options.date if post.kind == "story" else ""),
    )
