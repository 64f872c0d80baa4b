"""Which key of which generator is which field of a story.

A key is compared in lower case and without ``-`` and ``_``: ``pubDate``, ``pub_date`` and
``pubdate`` are one. What has no field goes to ``Post.extra``, with a note for each key.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from newsgen.importer.front import Front
from newsgen.importer.models import Note, Post, ReadingOptions
from newsgen.models import Image
from newsgen.text import truncate

try:
    from newsgen.importer.dates import DateFault, read_date
except ImportError:  # until branch imp-pages is merged
    from newsgen.importer._dates_stub import DateFault, read_date

Special = Callable[[Any, Post], Post]
"""Takes the value of a key and the story so far; gives the story with it."""

_TEXTS = {
    "title": ("title", "headline"),
    "slug": ("slug",),
    "lang": ("lang", "language", "locale"),
    "summary": (
        "summary",
        "description",
        "excerpt",
        "abstract",
        "teaser",
        "desc",
        "metadescription",
    ),
    "standfirst": ("standfirst", "subtitle", "subheading", "subhead", "deck", "dek", "tagline"),
    "kicker": ("kicker", "eyebrow", "overline"),
    "dateline": ("dateline",),
    "series": ("series",),
    "source": ("source",),
    "canonical": ("canonical", "canonicalurl", "canonicallink"),
}
_DATES = {
    "date": (
        "date",
        "pubdate",
        "publishdate",
        "publisheddate",
        "publishedat",
        "pubdatetime",
        "datepublished",
        "publicationdate",
        "publishedon",
        "posted",
        "created",
        "createdat",
    ),
    "updated": (
        "updated",
        "lastmod",
        "modified",
        "lastmodified",
        "lastmodifiedat",
        "modifieddate",
        "updateddate",
        "updatedat",
        "dateupdated",
        "datemodified",
        "moddatetime",
        "lastupdated",
        "updatedon",
    ),
    "expires": ("expires", "expirydate", "unpublishdate"),
}
_LISTS = {
    "authors": ("authors", "author", "byline", "by", "writers", "writer"),
    "tags": ("tags", "tag", "keywords"),
    "categories": ("categories", "category"),
    "addresses": ("aliases", "alias", "redirectfrom", "redirects"),
}
_IMAGES = (
    "image",
    "cover",
    "coverimage",
    "heroimage",
    "hero",
    "featuredimage",
    "featureimage",
    "featured",
    "thumbnail",
    "thumb",
    "banner",
    "bannerimage",
    "headerimage",
    "header",
    "previewimage",
    "photo",
    "ogimage",
    "socialimage",
    "teaserimage",
    "images",
)
_IMAGE_PARTS = {
    "src": (
        "src",
        "url",
        "path",
        "file",
        "filename",
        "image",
        "source",
        "href",
        "relative",
        "feature",
    ),
    "alt": ("alt", "imagealt", "alttext", "title"),
    "caption": ("caption", "figcaption", "imagecaption", "text"),
    "credit": ("credit", "credits", "attribution", "copyright", "photographer", "imagecredit"),
}
_FLAGS = {
    "draft": ("true", "draft"),
    "drafts": ("true", "draft"),
    "private": ("true", "private"),
    "hidden": ("true", "hidden"),
    "unlisted": ("true", "unlisted"),
    "published": ("false", "published: false"),
    "publish": ("false", "publish: false"),
}
"""Key → the value that makes a draft, and its reason."""
_STATUSES = frozenset(
    {"draft", "private", "hidden", "pending", "future", "trash", "password", "unlisted", "skip"}
)
_NO_MEANING = frozenset({"layout", "template", "templatekey", "eleventynavigation"})
"""What says how the old theme shows a story."""
_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n"})
_QUOTES = "\"'“”„‟«»‘’‚ \t\n"
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ADDRESSES = ("permalink", "url")


def fill_post(
    front: Front, base: Post, options: ReadingOptions, special: Mapping[str, Special | str] = {}
) -> Post:
    """The story with what its front matter says.

    ``base`` has what the name of the file says. ``special`` says more of single keys (in lower
    case, without ``-`` and ``_``): the name of a usual key that means the same, an empty text for a
    key that the reader takes itself, or what to do with its value.
    """
    filling = _Filling(base, front, options)
    images: dict[str, Any] = {}
    for key, value in front.values.items():
        short = short_key(key)
        meaning = special.get(short, short)
        if not meaning:
            continue
        if not isinstance(meaning, str):
            filling.post = meaning(value, filling.post)
        elif _image_part(meaning):
            images[meaning] = value
        else:
            filling.take(key, meaning, value)
    filling.take_images(images)
    return filling.finish()


def short_key(key: str) -> str:
    """The key as it is compared: ``pubDate`` and ``pub_date`` are ``pubdate``."""
    return key.strip().lower().replace("-", "").replace("_", "").replace(" ", "")


def is_true(value: Any) -> bool:
    """Whether front matter says yes."""
    return text_of(value).lower() in _TRUE


def is_false(value: Any) -> bool:
    """Whether front matter says no."""
    return text_of(value).lower() in _FALSE


def text_of(value: Any) -> str:
    """The value as one line of text; that of the first of several, or of the name of a person."""
    if isinstance(value, str):
        return " ".join(_BIDI.sub("", value).split())
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), "")
    if isinstance(value, Mapping):
        named = ("name", "title", "display_name", "label", "text", "url", "slug")
        return next((text_of(value[key]) for key in named if value.get(key)), "")
    return ""


def list_of(value: Any, separator: str = ",") -> tuple[str, ...]:
    """The value as texts, each once: a list, or a text with separators between its parts."""
    if isinstance(value, list):
        parts: Iterable[str] = map(text_of, value)
    elif isinstance(value, str):
        written = value.strip()
        if written.startswith("["):
            written = written.strip("[]")
        parts = re.split(f"[{re.escape(separator)}\n]", written)
    else:
        parts = (text_of(value),)
    return tuple(dict.fromkeys(text for part in parts if (text := part.strip(_QUOTES))))


def plain(value: Any) -> str:
    """The value as plain text: no mark-up, no entities."""
    return text_of(value)


def no_home(key: str) -> Note:
    """The note for a key that is kept below ``extra``."""
    return Note(effect="changed", text=f"{key}: no home, kept under extra", name=f"key {key}")


class _Filling:
    """A story that is filled key by key."""

    def __init__(self, base: Post, front: Front, options: ReadingOptions) -> None:
        drafts = (*base.drafts, front.fault) if front.fault else base.drafts
        self.post = msgspec.structs.replace(
            base,
            body=front.body,
            body_line=front.body_line,
            drafts=drafts,
            notes=(*base.notes, *front.notes),
        )
        self._options = options
        self._extra: dict[str, Any] = dict(base.extra)
        self._taken: dict[str, str] = {}
        """The key that each field was taken from."""

    def take(self, key: str, meaning: str, value: Any) -> None:
        """Take the value of a key, which means that usual key."""
        for table, put in (
            (_TEXTS, self._text),
            (_DATES, self._date),
            (_LISTS, self._list),
        ):
            for field, keys in table.items():
                if meaning in keys:
                    if not put(field, key, value, keys.index(meaning)):
                        self._keep(key, value)
                    return
        if meaning in _FLAGS and self._flag(meaning, value):
            return
        if meaning in {"status", "visibility"}:
            self._status(meaning, value)
        elif meaning in _ADDRESSES and text_of(value):
            self._set(address=text_of(value))
        elif meaning == "wordpressid" and text_of(value).isdecimal():
            number = text_of(value)
            self._set(id=f"wp-{number}", addresses=(*self.post.addresses, f"/?p={number}"))
        elif meaning == "comments" and (is_true(value) or is_false(value)):
            self._set(discussion=is_true(value))
        elif meaning in _NO_MEANING:
            self._note("left-out", f"{key}: belongs to the old theme", f"key {key}")
        elif value not in ("", [], {}):
            self._keep(key, value)

    def take_images(self, images: Mapping[str, Any]) -> None:
        """Take the picture: the first key that names one, with the keys beside it."""
        for key in _IMAGES:
            image = _image(images.get(key))
            if image is None:
                continue
            beside = {
                part: text
                for name, value in images.items()
                if (found := _image_part(name)) and found[1] != "src" and (text := plain(value))
                for part in [found[1]]
            }
            missing = {part: text for part, text in beside.items() if not getattr(image, part)}
            self._set(image=msgspec.structs.replace(image, **missing))
            others = [name for name in images if name in _IMAGES and name != key]
            for name in others:
                same = _image(images[name])
                if same is None or same.src != image.src:
                    self._keep(name, images[name])
            return
        for name, value in images.items():
            if value:
                self._keep(name, value)

    def finish(self) -> Post:
        """The story."""
        post = self.post
        name = post.name.replace("-", " ").replace("_", " ").strip()
        date = post.date or (self._options.date if post.kind == "story" else "")
        title = post.title or name[:1].upper() + name[1:]
        return msgspec.structs.replace(post, extra=self._extra, title=title, date=date)

    def _set(self, **changes: Any) -> None:
        self.post = msgspec.structs.replace(self.post, **changes)

    def _note(self, effect: Any, text: str, name: str = "") -> None:
        self._set(notes=(*self.post.notes, Note(effect=effect, text=text, name=name)))

    def _keep(self, key: str, value: Any) -> None:
        if value in ("", [], {}):
            return
        self._extra[key] = value
        if isinstance(value, Mapping):
            for inner in value:
                self._set(notes=(*self.post.notes, no_home(f"{key}.{inner}")))
        else:
            self._set(notes=(*self.post.notes, no_home(key)))

    def _is_better(self, field: str, rank: int) -> bool:
        """Whether no more usual key gave the field a value."""
        best = self._taken.get(field)
        if best is not None and int(best) <= rank:
            return False
        self._taken[field] = str(rank)
        return True

    def _text(self, field: str, key: str, value: Any, rank: int) -> bool:
        text = text_of(value) if field in {"slug", "lang", "canonical"} else plain(value)
        if field in {"slug", "lang", "canonical"}:
            text = text.strip(_QUOTES)
        if field == "lang":
            text = text.replace("_", "-")
        if not text:
            return True
        if not self._is_better(field, rank):
            return text == getattr(self.post, field)
        self._set(**{field: text})
        return True

    def _date(self, field: str, key: str, value: Any, rank: int) -> bool:
        written = text_of(value).strip(_QUOTES)
        if not written:
            return True
        options = self._options
        try:
            read = read_date(written, order=options.date_order, timezone=options.timezone)
        except DateFault as fault:
            offered = f"; {fault.offered} would be possible" if fault.offered else ""
            reason = f"{key}: {fault.message}{offered}"
            self._note("needs", reason)
            if field == "date":
                self._set(drafts=(*self.post.drafts, reason))
            return True
        if not read:
            self._note("needs", f"{key}: {truncate(written, 60)} is no date")
            return True
        if not self._is_better(field, rank):
            return read == getattr(self.post, field)
        self._set(**{field: read})
        return True

    def _list(self, field: str, key: str, value: Any, rank: int) -> bool:
        separator = ";" if isinstance(value, str) and ";" in value else ","
        found = list_of(value, separator)
        merged = dict.fromkeys((*getattr(self.post, field), *found))
        self._set(**{field: tuple(merged)})
        return True

    def _flag(self, meaning: str, value: Any) -> bool:
        """Whether the value is a yes or a no. ``published`` may be a date too."""
        bad, reason = _FLAGS[meaning]
        if not (is_true(value) or is_false(value)):
            if meaning in {"published", "publish"}:
                return self._date("date", meaning, value, len(_DATES["date"]))
            return False
        if is_true(value) == (bad == "true"):
            self._set(drafts=(*self.post.drafts, reason))
        return True

    def _status(self, key: str, value: Any) -> None:
        status = text_of(value).lower()
        if status in _STATUSES:
            self._set(drafts=(*self.post.drafts, f"{key} {status}"))
            self._note("changed", f"{key} {status}: taken as a draft")
        elif status not in {"", "published", "publish", "public"}:
            self._keep(key, value)


def _image_part(meaning: str) -> tuple[str, str] | None:
    """The picture that the key speaks of, and what it says of it: ``("image", "alt")``."""
    if meaning in _IMAGES:
        return meaning, "src"
    for image in _IMAGES:
        if meaning.startswith(image):
            rest = meaning.removeprefix(image)
            for part in ("alt", "caption", "credit"):
                if rest in _IMAGE_PARTS[part]:
                    return image, part
    return None


def _image(value: Any) -> Image | None:
    """The picture that a value names."""
    if isinstance(value, list):
        return next((image for item in value if (image := _image(item))), None)
    if isinstance(value, str):
        src = value.strip().strip(_QUOTES)
        return Image(src=src) if src and not (is_true(src) or is_false(src)) else None
    if isinstance(value, Mapping):
        parts: dict[str, str] = {}
        by_short = {short_key(key): inner for key, inner in value.items()}
        for part, keys in _IMAGE_PARTS.items():
            found = next((text for key in keys if (text := text_of(by_short.get(key)))), "")
            parts[part] = found if part == "src" else plain(found)
        return Image(**parts) if parts["src"] else None
    return None
