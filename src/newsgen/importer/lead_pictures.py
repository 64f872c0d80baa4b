"""The picture of a story in front matter: one key, keys beside it, or a mapping."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from newsgen.importer.values import QUOTES, is_false, is_true, plain, short_key, text_of
from newsgen.models import Image

_PICTURES = (
    *("image", "cover", "coverimage", "heroimage", "hero", "featuredimage", "featureimage"),
    *("featured", "featuredimg", "img", "thumbnail", "thumb", "banner", "bannerimage"),
    *("headerimage", "header", "previewimage", "photo", "picture", "ogimage", "socialimage"),
    *("teaserimage", "images"),
)
"""Keys of pictures, those that show the story best first; a thumbnail only if there is no other."""
_PARTS = {
    "src": (
        *("src", "url", "path", "feature", "file", "filename", "image", "overlayimage", "href"),
        *("teaser", "thumbnail", "thumb"),
    ),
    "alt": ("alt", "imagealt", "alttext", "description", "imagedescription"),
    "caption": ("caption", "figcaption", "imagecaption", "captiontext"),
    "credit": (
        *("credit", "credits", "attribution", "copyright", "photographer", "imagecredit", "author"),
    ),
}


class Pictures(NamedTuple):
    """The picture of a story, and what was not needed for it, by key."""

    image: Image | None
    rest: Mapping[str, Any]


def is_of_picture(short: str) -> bool:
    """Whether the key, as it is compared, speaks of a picture: ``image``, ``coveralt``."""
    return _part_of(short) is not None


def find_picture(values: Mapping[str, Any]) -> Pictures:
    """The picture that the values of such keys name; the keys are as they are written."""
    by_short = {short_key(key): key for key in values}
    for picture in _PICTURES:
        key = by_short.get(picture)
        image, rest = _read(values[key]) if key else (None, {})
        if image is None or key is None:
            continue
        others = {name: value for name, value in values.items() if name != key and value}
        if rest:
            others[key] = rest
        return _with_keys_beside(image, others)
    return Pictures(None, {key: value for key, value in values.items() if value})


def _with_keys_beside(image: Image, others: Mapping[str, Any]) -> Pictures:
    """The picture with what ``image_alt`` and the like say of it."""
    rest: dict[str, Any] = {}
    for key, value in others.items():
        part = _part_of(short_key(key)) or ""
        same = _read(value)[0] if part == "src" else None
        if same is not None and same.src == image.src:
            continue
        text = plain(value)
        if part in {"", "src"} or getattr(image, part) not in {"", text}:
            rest[key] = value
        else:
            image = msgspec.structs.replace(image, **{part: text})
    return Pictures(image, rest)


def _part_of(short: str) -> str | None:
    """What a key says of a picture: ``src``, ``alt``, ``caption`` or ``credit``."""
    if short in _PICTURES:
        return "src"
    for picture in _PICTURES:
        rest = short.removeprefix(picture)
        if rest != short:
            for part in ("src", "alt", "caption", "credit"):
                if rest in _PARTS[part] and rest not in {"image", "thumbnail"}:
                    return part
    return None


def _read(value: Any) -> tuple[Image | None, Mapping[str, Any]]:
    """The picture that a value names, and what else it says."""
    if isinstance(value, str):
        src = value.strip(QUOTES)
        named = src and not is_true(src) and not is_false(src)
        return (Image(src=src) if named else None), {}
    if isinstance(value, list):
        first, *others = value or [""]
        image, rest = _read(first) if not isinstance(first, list) else (None, {})
        return image, ({"others": others} if image and others else rest)
    if not isinstance(value, Mapping):
        return None, {}
    by_short = {short_key(key): key for key, inner in value.items() if inner}
    parts: dict[str, str] = {}
    used: set[str] = set()
    for part, shorts in _PARTS.items():
        key = next((by_short[short] for short in shorts if short in by_short), "")
        read = text_of if part == "src" else plain
        parts[part] = read(value[key]) if key else ""
        used.add(key)
    if not parts["src"]:
        return None, {}
    rest = {key: inner for key, inner in value.items() if key not in used and inner}
    return Image(**parts), rest
