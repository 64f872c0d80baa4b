"""Parts that a page includes, and tags of pictures and films with free arguments."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import msgspec

from newsgen.importer.bodies.blocks import block
from newsgen.importer.bodies.pictures import picture
from newsgen.importer.bodies.shortcodes import Show, first_of, show, words_of
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.bodies.usual import is_picture
from newsgen.importer.conversion import Conversion, Shortcode

_CAPITAL = re.compile(r"([A-Z])")
_PART = re.compile(r"[^a-z0-9]+")
_TELLING = ("youtube", "vimeo", "tweet", "twitter", "instagram", "figure", "image", "img", "gist")
"""Words in the name of a part that say what it shows: ``responsive-image.html``."""
_SIZE = re.compile(
    r"(?:max-|min-)?(?:width|height|size|w|h)?-?[0-9.]+(?:px|%|em|rem|vw|vh|w|x)?|\([^()]*\).*"
    r"|(?:left|right|center|centre|full|lazy|eager|small|medium|large)"
)
_CLASS = re.compile(r"[a-z]+(?:[-_][a-z0-9]+)+")
_SAME = {
    **dict.fromkeys(("image_path", "image_url", "img", "img_src", "filename", "imageurl"), "src"),
    **dict.fromkeys(("alt_text", "alttext", "image_alt", "imgalt", "description"), "alt"),
    **dict.fromkeys(("image_caption", "cap", "legend", "desc"), "caption"),
}


def show_include(
    call: Shortcode, conversion: Conversion, known: Mapping[str, Show], values: Mapping[str, str]
) -> str:
    """The part as finished Markdown: what its name or its values say that it shows.

    Of any other part only the words that it is given are kept.
    """
    stem = PurePosixPath(call.name).stem.lower()
    if conversion.rule(call.name):
        return show(call, conversion, {}, kind="include")
    if stem == "gallery":
        return _gallery(call, conversion, values)
    if stem == "video" and call.named.get("provider"):
        stem = call.named["provider"].lower()
    by_name = find_show(stem, known)
    if by_name is None and any(map(is_picture, call.named.values())):
        by_name = show_picture_freely
    words = first_of(call, "content", "text", "quote", "message", position=99) or words_of(call)
    if by_name:
        has_picture = any(map(is_picture, (*call.arguments, *call.named.values())))
        inner = "" if has_picture else words
        return by_name(msgspec.structs.replace(call, inner=inner), conversion)
    name = f"include {call.name}"
    if words:
        conversion.change(f"{name}: not known, its words kept", call.line, name)
    else:
        conversion.leave_out(f"{name}: not known, left out", "", call.line, name)
    return words


def find_show(name: str, known: Mapping[str, Show]) -> Show | None:
    """What shows a tag of that name: its own, or that of a word in it, as in ``image_wide``."""
    exact = known.get(name) or known.get(name.lower())
    if exact:
        return exact
    words = _PART.split(_CAPITAL.sub(r"-\1", name).lower())
    return next((known[word] for word in _TELLING if word in words and word in known), None)


def show_picture_freely(call: Shortcode, conversion: Conversion) -> str:
    """A picture whose arguments are in no fixed order: address, description, sizes, classes."""
    named = {_SAME.get(key.lower(), key.lower()): value for key, value in call.named.items()}
    src = named.get("src") or named.get("path") or named.get("url") or named.get("file") or ""
    if not src:
        src = next((value for value in named.values() if is_picture(value)), "")
    texts: list[str] = []
    for argument in call.arguments:
        if not src and (is_picture(argument) or "/" in argument):
            src = argument
        elif _SIZE.fullmatch(argument) or (_CLASS.fullmatch(argument) and " " not in argument):
            told = f"{call.name}: size {argument} has no home"
            conversion.leave_out(told, "", call.line, f"size of {call.name}")
        elif argument != src:
            texts.append(argument)
    if not src:
        conversion.change(f"{call.name}: no picture in it, its words kept", call.line)
        return words_of(call)
    alt = named.get("alt") or (texts.pop(0) if texts else "")
    caption = named.get("caption") or named.get("title") or (texts.pop(0) if texts else call.inner)
    credit = named.get("credit") or named.get("attribution") or named.get("source") or ""
    return picture(
        src,
        plain_text(alt),
        plain_text(caption),
        conversion,
        credit=plain_text(credit),
        line=call.line,
    )


def show_octopress_picture(call: Shortcode, conversion: Conversion) -> str:
    """``{% img left /a.png 300 200 "title" "alt" %}``: the title comes before the description."""
    texts = [text for text in call.arguments if not is_picture(text) and " " in text]
    if len(texts) == 2:
        others = tuple(text for text in call.arguments if text not in texts)
        named = {**call.named, "title": texts[0], "alt": texts[1]}
        call = msgspec.structs.replace(call, arguments=others, named=named)
    return show_picture_freely(call, conversion)


def _gallery(call: Shortcode, conversion: Conversion, values: Mapping[str, str]) -> str:
    """The pictures that the front matter lists below ``gallery``, or the key that is given."""
    start = f"page.{call.named.get('id', 'gallery')}."
    rows: dict[str, dict[str, str]] = {}
    for name, value in values.items():
        number, _, key = name.removeprefix(start).partition(".")
        if name.startswith(start) and number.isdecimal():
            rows.setdefault(number, {})[_SAME.get(key, key)] = value
    for row in rows.values():
        if is_picture(row.get("url", "")):  # the picture itself; the other is its thumbnail
            row["src"] = row["url"]
    shown = [
        picture(
            row.get("src") or row.get("url", ""),
            plain_text(row.get("alt", "")),
            plain_text(row.get("caption") or row.get("title", "")),
            conversion,
            line=call.line,
        )
        for row in rows.values()
        if row.get("src") or row.get("url")
    ]
    words = first_of(call, "caption", position=99)
    pictures = "\n".join(filter(None, shown))
    return "\n\n".join(filter(None, (block("gallery", "", pictures) if pictures else "", words)))
