"""The shortcodes that most systems have under the same names, as Markdown."""

import re
from collections.abc import Mapping

from newsgen.importer.bodies.blocks import block, code
from newsgen.importer.bodies.pictures import picture
from newsgen.importer.bodies.shortcodes import Show, first_of, title_of, words_of
from newsgen.importer.bodies.texts import destination, escaped_label, plain_text
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.markdown import recognise

__all__ = ["USUAL", "code", "embed", "is_picture"]

_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_PICTURE = re.compile(
    r"\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)(?:[?#]\S*)?", re.IGNORECASE
)
_WEB = re.compile(r"(?:https?:)?//\S+", re.IGNORECASE)


def embed(address: str, title: str = "") -> str:
    """A post, film, sound or map of another service, or a link if newsgen cannot show it."""
    if address.startswith("//"):
        address = f"https:{address}"
    found = recognise(address)
    if not found:
        label = escaped_label(title)
        return f"[{label}]({destination(address)})" if label else f"<{address}>"
    return block("video" if found.kind == "video" else "embed", address, title)


def is_picture(address: str) -> bool:
    """Whether the address ends as that of a picture does."""
    return bool(_PICTURE.search(address))


def show_picture(call: Shortcode, conversion: Conversion) -> str:
    """``figure``, ``image``, ``img``: src, alt, caption, credit, link."""
    src = first_of(call, "src", "url", "file", "image", "path")
    if not src:
        return words_of(call)
    caption = first_of(call, "caption", "title", "figcaption", position=2) or call.inner
    credit = first_of(call, "attr", "credit", "attribution", "author", "source", position=99)
    link = call.named.get("link", "") or call.named.get("href", "")
    larger = link if is_picture(link) else ""
    if link and not larger:
        conversion.change("link around a picture dropped", call.line, "link around a picture")
    return picture(
        src,
        plain_text(first_of(call, "alt", position=1)),
        plain_text(caption),
        conversion,
        credit=plain_text(credit),
        larger=larger,
        line=call.line,
    )


def show_gallery(call: Shortcode, _conversion: Conversion) -> str:
    """``gallery``: the pictures inside."""
    return block("gallery", title_of(call), call.inner) if call.inner.strip() else ""


def show_youtube(call: Shortcode, _conversion: Conversion) -> str:
    """``youtube``: an id, or an address."""
    given = first_of(call, "id", "video", "v", "url", "src", "yt")
    if _YOUTUBE_ID.fullmatch(given):
        given = f"https://www.youtube.com/watch?v={given}"
    return block("video", given, title_of(call) or call.inner) if given else words_of(call)


def show_vimeo(call: Shortcode, _conversion: Conversion) -> str:
    """``vimeo``: a number, or an address."""
    given = first_of(call, "id", "video", "url", "src")
    if given.isdecimal():
        given = f"https://vimeo.com/{given}"
    return block("video", given, title_of(call) or call.inner) if given else words_of(call)


def show_tweet(call: Shortcode, _conversion: Conversion) -> str:
    """``tweet``, ``twitter``, ``x``: user and id, an id, or an address."""
    given = first_of(call, "id", "url", "src")
    if given.isdecimal():
        given = f"https://x.com/{call.named.get('user') or 'i'}/status/{given}"
    return embed(given, call.inner.strip()) if given else words_of(call)


def show_instagram(call: Shortcode, _conversion: Conversion) -> str:
    """``instagram``: an id, or an address."""
    given = first_of(call, "id", "url", "src")
    if given and not _WEB.fullmatch(given):
        given = f"https://www.instagram.com/p/{given}/"
    return embed(given, call.inner.strip()) if given else words_of(call)


def show_address(call: Shortcode, _conversion: Conversion) -> str:
    """``embed``, ``soundcloud``: an address of another service."""
    given = first_of(call, "url", "src", "href", "link") or call.inner.strip()
    return embed(given, title_of(call)) if _WEB.fullmatch(given) else words_of(call)


def show_audio(call: Shortcode, conversion: Conversion) -> str:
    """``audio``: a file."""
    return _show_file("audio", ("src", "mp3", "ogg", "m4a", "wav", "url", "file"), call, conversion)


def show_video(call: Shortcode, conversion: Conversion) -> str:
    """``video``: a file, or a film of another service."""
    keys = ("src", "mp4", "webm", "m4v", "ogv", "mov", "url", "file")
    return _show_file("video", keys, call, conversion)


def show_quote(call: Shortcode, _conversion: Conversion) -> str:
    """``quote``, ``blockquote``: a quotation, with its source as its last line."""
    words = call.inner.strip() or first_of(call, "quote", "text")
    source = first_of(
        call, "author", "source", "cite", "by", position=0 if call.inner.strip() else 1
    )
    lines = [*words.split("\n"), *(("", f"— {source}") if source else ())]
    return "\n".join(f"> {line}".rstrip() for line in lines) if words else ""


def show_pullquote(call: Shortcode, _conversion: Conversion) -> str:
    """``pullquote``: words of the story, shown large."""
    words = call.inner.strip() or first_of(call, "quote", "text")
    return block("pullquote", first_of(call, "author", "source", "cite", position=99), words)


def show_note(call: Shortcode, _conversion: Conversion) -> str:
    """``note``, ``callout``, ``alert``, ``tip``: a note."""
    return block("note", title_of(call), call.inner.strip() or words_of(call))


def show_box(call: Shortcode, _conversion: Conversion) -> str:
    """``details``: a box."""
    title = title_of(call) or plain_text(first_of(call))
    return block("box", title, call.inner.strip())


def show_code(call: Shortcode, _conversion: Conversion) -> str:
    """``highlight``, ``code``: code; its inner text must be as it was written."""
    return code(call.inner, first_of(call, "lang", "language"))


def show_button(call: Shortcode, conversion: Conversion) -> str:
    """``button``: a link."""
    href = first_of(call, "href", "url", "link", "relref")
    label = call.inner.strip() or escaped_label(
        first_of(call, "text", "label", "title", position=1)
    )
    found = conversion.link(href, call.line) if href else ""
    return f"[{label or escaped_label(href)}]({destination(found)})" if found else label


def show_gist(call: Shortcode, _conversion: Conversion) -> str:
    """``gist``: a link."""
    name = "/".join(call.arguments[:2]) or first_of(call, "id", "url")
    address = name if _WEB.fullmatch(name) else f"https://gist.github.com/{name.strip('/')}"
    return f"<{address}>"


def show_nothing(_call: Shortcode, _conversion: Conversion) -> str:
    """``toc``: newsgen makes what it stands for, or needs it not."""
    return ""


def show_break(_call: Shortcode, _conversion: Conversion) -> str:
    """``br``: a new line."""
    return "\\\n"


def _show_file(name: str, keys: tuple[str, ...], call: Shortcode, conversion: Conversion) -> str:
    src = first_of(call, *keys)
    if not src:
        return words_of(call)
    if recognise(src):
        return embed(src, title_of(call) or call.inner.strip())
    found = conversion.link(src, call.line)
    words = call.inner.strip() or title_of(call)
    return block(name, found.replace(" ", "%20"), words) if found else words


USUAL: Mapping[str, Show] = {
    **dict.fromkeys(("figure", "image", "img", "picture", "photo", "imgproc"), show_picture),
    **dict.fromkeys(("gallery", "carousel", "slideshow"), show_gallery),
    **dict.fromkeys(("youtube", "yt", "youtubeembed", "youtube_embed"), show_youtube),
    **dict.fromkeys(("vimeo", "vimeoembed"), show_vimeo),
    **dict.fromkeys(("tweet", "twitter", "x", "twitter_simple", "x_simple"), show_tweet),
    **dict.fromkeys(("instagram", "instagram_simple"), show_instagram),
    **dict.fromkeys(("soundcloud", "spotify", "embed", "oembed", "bluesky"), show_address),
    "audio": show_audio,
    "video": show_video,
    **dict.fromkeys(("quote", "blockquote"), show_quote),
    "pullquote": show_pullquote,
    **dict.fromkeys(
        (
            *("note", "notice", "callout", "alert", "admonition", "tip", "warning", "info"),
            *("caution", "danger", "important", "hint", "aside", "message"),
        ),
        show_note,
    ),
    **dict.fromkeys(("details", "expand", "collapse", "accordion", "box", "spoiler"), show_box),
    **dict.fromkeys(("highlight", "code"), show_code),
    "button": show_button,
    "gist": show_gist,
    "toc": show_nothing,
    "br": show_break,
}
"""By name in small letters; a dialect adds its own: ``{**USUAL, "ref": ...}``."""
