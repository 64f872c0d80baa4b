"""Shortcodes for pictures, films and sound as elements of HTML, which the rules for HTML know."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

from newsgen.importer.models import Attachment, Post, Site
from newsgen.importer.readers.wordpress.shortcodes import Call
from newsgen.markdown import recognise

_FIRST_PICTURE: Final = re.compile(
    r"\s*(?:<p[^<>]*>\s*)?(?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?", re.IGNORECASE
)
_NUMBERS: Final = re.compile(r"\d{1,18}")
_GALLERIES: Final[Mapping[str, tuple[str, ...]]] = {
    "gallery": ("ids", "include"),
    "vc_gallery": ("images",),
    "vc_images_carousel": ("images",),
    "vc_single_image": ("image",),
    "et_pb_gallery": ("gallery_ids",),
}
"""Shortcodes that name files of the media library, and the attributes that do."""
_FILMS: Final = ("src", "mp4", "webm", "ogv", "m4v", "mov", "wmv", "flv", "url")
_SOUNDS: Final = ("src", "mp3", "m4a", "ogg", "wav", "wma", "url")
EMBED: Final = "data-newsgen-embed"
"""Attribute with an address that was alone in its line."""


class Elements(NamedTuple):
    """What stands in the places of the tags of a shortcode."""

    opening: str
    closing: str = ""
    middle: str = ""
    place: int = 0
    """Where the middle stands, from the end of the opening tag on."""
    missing: int = 0
    """Files that are not in the export."""


def elements_of(call: Call, inner: str, post: Post, site: Site) -> Elements | None:
    """The elements for a shortcode; None if it is for something else or names no file."""
    match name := call.name.lower():
        case "caption" | "wp_caption":
            return _caption(call, inner)
        case "video" | "audio":
            return _player(name, call)
        case "playlist":
            return _playlist(call, site)
        case "et_pb_image" | "su_image":
            return _picture(call)
        case _ if name in _GALLERIES:
            return _gallery(name, call, post, site)
        case _:
            return None


def embed_html(address: str) -> str:
    """An element for an address that WordPress shows as what is there."""
    return f'<div {EMBED}="{escape(address)}"></div>'


def _caption(call: Call, inner: str) -> Elements | None:
    """A picture; its caption is what follows it, or an attribute in old stories."""
    picture = _FIRST_PICTURE.match(inner)
    if not picture:
        return None
    # The attribute holds mark-up, which is not escaped again.
    caption = "" if inner[picture.end() :].strip() else call.named.get("caption", "")
    opening = f'<figure class="{escape(call.named.get("align", ""))}">'
    return Elements(opening, "</figcaption></figure>", f"<figcaption>{caption}", picture.end())


def _player(name: str, call: Call) -> Elements | None:
    keys = _FILMS if name == "video" else _SOUNDS
    given = [call.named[key] for key in keys if call.named.get(key)] or list(call.arguments[:1])
    if not given:
        return None
    if recognise(given[0]):
        return Elements(embed_html(given[0]))
    poster = f' poster="{escape(call.named["poster"])}"' if call.named.get("poster") else ""
    sources = "".join(f'<source src="{escape(source)}">' for source in given)
    return Elements(f"<{name}{poster}>{sources}", f"</{name}>")


def _playlist(call: Call, site: Site) -> Elements | None:
    """The files one after the other."""
    name = "video" if call.named.get("type") == "video" else "audio"
    numbers = _NUMBERS.findall(call.named.get("ids", ""))
    found = _files(numbers, site)
    players = "".join(f'<{name} src="{escape(each.url)}"></{name}>' for each in found)
    return Elements(players, missing=len(numbers) - len(found)) if numbers else None


def _picture(call: Call) -> Elements | None:
    source = call.named.get("src") or call.named.get("image_url")
    alt = call.named.get("alt", "")
    return Elements(f'<p><img src="{escape(source)}" alt="{escape(alt)}"></p>') if source else None


def _gallery(name: str, call: Call, post: Post, site: Site) -> Elements | None:
    """The pictures that it names, or all that were uploaded for the story."""
    written = next((call.named[key] for key in _GALLERIES[name] if call.named.get(key)), "")
    numbers = _NUMBERS.findall(written)
    if not written and name == "gallery":
        own = call.named.get("id") or post.id.removeprefix("wp-")
        left_out = set(_NUMBERS.findall(call.named.get("exclude", "")))
        uploaded = site.extra.get("children", {}).get(own, ())
        numbers = [number for number in uploaded if number not in left_out]
    found = _files(numbers, site)
    figures = "".join(
        f'<figure><img src="{escape(each.url)}" alt="{escape(each.alt)}">'
        f"<figcaption>{escape(each.caption)}</figcaption></figure>"
        for each in found
    )
    html = f'<figure class="wp-block-gallery">{figures}</figure>' if figures else ""
    return Elements(html, missing=len(numbers) - len(found) if numbers else 1)


def _files(numbers: Sequence[str], site: Site) -> list[Attachment]:
    return [site.attachments[number] for number in numbers if number in site.attachments]
