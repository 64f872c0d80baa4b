"""Cards of Ghost's editors as the HTML that Ghost makes of them.

The lexical editor has them as nodes, the mobiledoc editor as cards; both with the same fields.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from newsgen.importer.readers.json_values import flag, line, mapping, number, rows, text

Fields = Mapping[str, Any]

WORDS = ("heading", "header", "title", "subheader", "text", "html", "content", "description")
"""Where a card that nobody knows may have words; in the order in which readers see them."""


def card_html(name: str, fields: Fields) -> str:
    """The card as HTML; one that is not known keeps its words and its name."""
    make = _CARDS.get(name.lower().removeprefix("card-").removesuffix("-card"))
    return make(fields) if make else _unknown(name, fields)


def _element(name: str, inner: str, **attributes: str) -> str:
    names = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    written = "".join(f' {key}="{escape(value)}"' for key, value in names.items() if value)
    return f"<{name}{written}>{inner}</{name}>"


def _card(kind: str, inner: str, name: str = "div") -> str:
    return _element(name, inner, class_=f"kg-card kg-{kind}-card")


def _caption(fields: Fields) -> str:
    caption = text(fields.get("caption"))
    return _element("figcaption", caption) if caption.strip() else ""


def _picture(fields: Fields, source: str = "src") -> str:
    address = line(fields.get(source))
    alt = escape(line(fields.get("alt")))
    return f'<img src="{escape(address)}" alt="{alt}">' if address else ""


def _button(label: object, address: object) -> str:
    return _element("p", _element("a", escape(line(label)), href=line(address)))


def _image(fields: Fields) -> str:
    picture = _picture(fields)
    link = line(fields.get("href"))
    width = line(fields.get("cardWidth"))
    classes = f"kg-card kg-image-card{f' kg-width-{width}' if width else ''}"
    inner = _element("a", picture, href=link) if link else picture
    return _element("figure", inner + _caption(fields), class_=classes) if picture else ""


def _gallery(fields: Fields) -> str:
    pictures = (_element("div", _gallery_picture(each), class_="kg-gallery-image")
                for each in rows(fields.get("images")))  # fmt: skip
    return _card("gallery", "".join(pictures) + _caption(fields), "figure")


def _gallery_picture(fields: Fields) -> str:
    return _picture(fields) + _caption(fields)


def _before_after(fields: Fields) -> str:
    both = (mapping(fields.get(key)) for key in ("beforeImage", "afterImage"))
    pictures = "".join(_element("div", _picture(each)) for each in both)
    return _card("before-after", pictures + _caption(fields), "figure")


def _bookmark(fields: Fields) -> str:
    about = mapping(fields.get("metadata"))
    address = line(fields.get("url")) or line(about.get("url"))
    parts = "".join(
        _element("div", escape(line(about.get(key))), class_=f"kg-bookmark-{key}")
        for key in ("title", "description", "author", "publisher")
    )
    link = _element("a", parts, href=address, class_="kg-bookmark-container")
    return _card("bookmark", link + _caption(fields), "figure")


def _embed(fields: Fields) -> str:
    if line(fields.get("embedType")) == "nft" or line(fields.get("type")) == "nft":
        return _nft(fields)
    address = line(fields.get("url"))
    link = _element("p", _element("a", escape(address), href=address)) if address else ""
    return _card("embed", (text(fields.get("html")) or link) + _caption(fields), "figure")


def _nft(fields: Fields) -> str:
    about = mapping(fields.get("metadata"))
    inner = _picture(about, "image_url") or _picture(about, "image")
    inner += _element("h4", escape(line(about.get("title"))), class_="kg-nft-title")
    creator = line(about.get("author_name")) or line(about.get("creator_name"))
    inner += _element("div", escape(creator), class_="kg-nft-creator")
    link = _element("a", inner, href=line(fields.get("url")))
    return _card("nft", link + _caption(fields), "figure")


def _callout(fields: Fields) -> str:
    emoji = _element("div", escape(line(fields.get("calloutEmoji"))), class_="kg-callout-emoji")
    words = _element("div", text(fields.get("calloutText")), class_="kg-callout-text")
    return _card("callout", emoji + words)


def _toggle(fields: Fields) -> str:
    heading = _element("div", text(fields.get("heading")), class_="kg-toggle-heading")
    content = _element("div", text(fields.get("content")), class_="kg-toggle-content")
    return _card("toggle", heading + content)


def _html(fields: Fields) -> str:
    return f"<!--kg-card-begin: html-->{text(fields.get('html'))}<!--kg-card-end: html-->"


def _markdown(fields: Fields) -> str:
    return _element("pre", escape(text(fields.get("markdown"))), class_="kg-markdown-source")


def _code(fields: Fields) -> str:
    language = line(fields.get("language"))
    code = _element("code", escape(text(fields.get("code"))),
                    class_=f"language-{language}" if language else "")  # fmt: skip
    caption = _caption(fields)
    return (
        _card("code", f"<pre>{code}</pre>{caption}", "figure") if caption else f"<pre>{code}</pre>"
    )


def _video(fields: Fields) -> str:
    poster = line(fields.get("customThumbnailSrc")) or line(fields.get("thumbnailSrc"))
    film = _element("video", "", src=line(fields.get("src")), poster=poster)
    return _card("video", film + _caption(fields), "figure")


def _audio(fields: Fields) -> str:
    sound = _element("audio", "", src=line(fields.get("src")))
    title = _element("div", escape(line(fields.get("title"))), class_="kg-audio-title")
    return _card("audio", sound + title)


def _file(fields: Fields) -> str:
    name = line(fields.get("fileName"))
    title = escape(line(fields.get("fileTitle")) or name)
    inner = _element("div", title, class_="kg-file-card-title")
    caption = escape(line(fields.get("fileCaption")))
    inner += _element("div", caption, class_="kg-file-card-caption")
    inner += _element("div", escape(name), class_="kg-file-card-filename")
    return _card("file", _element("a", inner, href=line(fields.get("src"))))


def _product(fields: Fields) -> str:
    inner = _picture(fields, "productImageSrc")
    inner += _element("h4", text(fields.get("productTitle")), class_="kg-product-card-title")
    if flag(fields.get("productRatingEnabled")):
        star = _element("span", "", class_="kg-product-card-rating-active")
        inner += star * min(max(number(fields.get("productStarRating")), 0), 5)
    inner += _element(
        "div", text(fields.get("productDescription")), class_="kg-product-card-description"
    )
    if flag(fields.get("productButtonEnabled")):
        inner += _button(fields.get("productButton"), fields.get("productUrl"))
    return _card("product", inner)


def _header(fields: Fields) -> str:
    inner = _picture(fields, "backgroundImageSrc")
    inner += _element("h2", text(fields.get("header")))
    inner += _element("p", text(fields.get("subheader")))
    if flag(fields.get("buttonEnabled")):
        inner += _button(fields.get("buttonText"), fields.get("buttonUrl"))
    return _card("header", inner)


def _button_card(fields: Fields) -> str:
    return _card("button", _button(fields.get("buttonText"), fields.get("buttonUrl")))


def _call_to_action(fields: Fields) -> str:
    inner = text(fields.get("sponsorLabel")) if flag(fields.get("hasSponsorLabel")) else ""
    inner += _picture(fields, "imageUrl")
    inner += _element("div", text(fields.get("textValue")), class_="kg-cta-text")
    if flag(fields.get("showButton")):
        inner += _button(fields.get("buttonText"), fields.get("buttonUrl"))
    return _card("cta", inner)


def _signup(fields: Fields) -> str:
    keys = ("header", "subheader", "buttonText", "disclaimer")
    return _card("signup", "".join(_element("p", text(fields.get(key))) for key in keys))


def _email(fields: Fields) -> str:
    return _card("email", text(fields.get("html")))


def _unknown(name: str, fields: Fields) -> str:
    words = "".join(f"<div>{text(fields[key])}</div>" for key in WORDS if text(fields.get(key)))
    return _element(
        "div", words + _caption(fields), class_="kg-card kg-unknown-card", data_card=name[:60]
    )


_CARDS: Mapping[str, Callable[[Fields], str]] = {
    "image": _image,
    "gallery": _gallery,
    "before-after": _before_after,
    "bookmark": _bookmark,
    "embed": _embed,
    "nft": _nft,
    "callout": _callout,
    "toggle": _toggle,
    "html": _html,
    "markdown": _markdown,
    "code": _code,
    "codeblock": _code,
    "video": _video,
    "audio": _audio,
    "file": _file,
    "product": _product,
    "header": _header,
    "button": _button_card,
    "call-to-action": _call_to_action,
    "signup": _signup,
    "email": _email,
    "email-cta": _email,
    "paywall": lambda _: "<!--members-only-->",
    "hr": lambda _: "<hr>",
    "horizontalrule": lambda _: "<hr>",
}
