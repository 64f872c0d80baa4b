"""The cards in Ghost's HTML as blocks of newsgen."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import bs4

from newsgen.importer.bodies.html import Converter, escape
from newsgen.importer.bodies.markdown import convert_markdown
from newsgen.importer.bodies.shortcodes import show
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.importer.readers.ghost.posts import original

Card = Callable[[bs4.Tag, Converter], str]

_HTML_BEGINS = "<!--kg-card-begin: html-->"
_HTML_ENDS = "<!--kg-card-end: html-->"
_PAYWALL = "<!--members-only-->"


def prepare(html: str, conversion: Conversion) -> str:
    """The HTML with elements in place of the comments that mean something."""
    if _PAYWALL in html:
        conversion.leave_out("paywall: left out, the text goes on", name="card paywall")
        html = html.replace(_PAYWALL, "")
    return html.replace(_HTML_BEGINS, '<div class="kg-html-card">').replace(_HTML_ENDS, "</div>")


def show_card(tag: bs4.Tag, converter: Converter) -> str | None:
    """A card as Markdown; None for any other element."""
    for name in _classes(tag):
        if card := _CARDS.get(name):
            return _block(card(tag, converter))
    if tag.name == "script" and tag.find_parent(class_="kg-html-card"):
        return _script(tag, converter)
    if tag.name == "img" and "/content/images/" in str(tag.get("src")):
        tag["src"] = original(str(tag["src"]))
        del tag["srcset"]  # smaller ones
    return None


def _classes(tag: bs4.Tag) -> list[str]:
    found = tag.get("class")
    return found if isinstance(found, list) else str(found or "").split()


def _block(markdown: str) -> str:
    return f"\n\n{markdown.strip()}\n\n" if markdown.strip() else ""


def _find(tag: bs4.Tag, *classes: str) -> bs4.Tag | None:
    """The first element inside with one of the classes."""
    found = tag.find(class_=list(classes))
    return found if isinstance(found, bs4.Tag) else None


def _part(tag: bs4.Tag, name: str) -> bs4.Tag | None:
    found = tag.find(name)
    return found if isinstance(found, bs4.Tag) else None


def _words(tag: bs4.Tag | None) -> str:
    """The text of an element on one line."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def _title(tag: bs4.Tag | None) -> str:
    """The text on one line, words joined as readers see them."""
    return " ".join(tag.get_text().split()) if tag else ""


def _inside(tag: bs4.Tag | None, converter: Converter) -> str:
    return converter.children(tag).strip() if tag else ""


def _link(tag: bs4.Tag, key: str, converter: Converter) -> str:
    """Where an attribute leads now, as a link or a block has it."""
    written = tag.get(key)
    found = converter.conversion.link(str(written), converter.line(tag)) if written else ""
    return found.replace(" ", "%20")


def _linked(words: str, address: str) -> str:
    """A link with plain words; the words alone without an address."""
    if not address or not words:
        return escape(words)
    odd = set("()<>") & set(address)
    written = address.replace("<", "%3C").replace(">", "%3E")
    return f"[{escape(words)}](<{written}>)" if odd else f"[{escape(words)}]({written})"


def _lines(*found: str) -> str:
    """Lines of one paragraph."""
    return "\\\n".join(each for each in found if each)


def _paragraphs(*found: str) -> str:
    return "\n\n".join(each for each in found if each)


# --- pictures


def _gallery(tag: bs4.Tag, converter: Converter) -> str:
    caption = _caption(tag)
    pictures = [converter.children(_alone(image)).strip() for image in tag.find_all("img")]
    inner = "\n".join(each for each in pictures if each)
    return converter.block("gallery", caption, inner) if inner else escape(caption)


def _alone(image: bs4.Tag) -> bs4.Tag:
    """The picture in a figure, with the caption that it alone has, and nothing around it."""
    figure = bs4.Tag(name="div")
    parent = image.parent
    if parent is not None and parent.name == "a" and not _words(parent):
        image = parent
    own = image.find_next_sibling("figcaption") if _is_gallery_picture(image.parent) else None
    figure.append(image.extract())
    if isinstance(own, bs4.Tag):
        shown = bs4.Tag(name="figure")
        shown.extend([*figure.contents, own.extract()])
        figure.append(shown)
    return figure


def _is_gallery_picture(tag: bs4.Tag | None) -> bool:
    return tag is not None and "kg-gallery-image" in _classes(tag)


def _caption(tag: bs4.Tag) -> str:
    """The caption of a card, which stands at its end; as text."""
    found = [each for each in tag.find_all("figcaption") if not _is_gallery_picture(each.parent)]
    return _title(found[-1]) if found else ""


def _nft(tag: bs4.Tag, converter: Converter) -> str:
    named = _find(tag, "kg-nft-title")
    if not named:
        return converter.children(tag)
    link = tag if tag.name == "a" else _part(tag, "a")
    image = _part(tag, "img")
    picture = converter.children(_alone(image)).strip() if image else ""
    title = _title(named)
    address = _link(link, "href", converter) if link else ""
    made = escape(_words(_find(tag, "kg-nft-creator")))
    return _paragraphs(picture, _lines(_linked(title, address), made, escape(_caption(tag))))


# --- links


def _bookmark(tag: bs4.Tag, converter: Converter) -> str:
    """The title as a link, then what is said of it; its pictures are those of another site."""
    named = _find(tag, "kg-bookmark-title")
    if not named:
        return converter.children(tag)
    link = tag if tag.name == "a" else _part(tag, "a")
    address = _link(link, "href", converter) if link else ""
    title = _title(named) or address
    by = (_title(_find(tag, f"kg-bookmark-{part}")) for part in ("author", "publisher"))
    if tag.find("img"):
        converter.conversion.leave_out("bookmark: its pictures left out", name="bookmark picture")
    return _lines(
        _linked(title, address),
        escape(_title(_find(tag, "kg-bookmark-description"))),
        escape(" · ".join(each for each in by if each)),
        escape(_caption(tag)),
    )


def _file(tag: bs4.Tag, converter: Converter) -> str:
    link = _part(tag, "a")
    address = _link(link, "href", converter) if link else ""
    name, size = (_title(_find(tag, f"kg-file-card-{part}")) for part in ("filename", "filesize"))
    title = _title(_find(tag, "kg-file-card-title"))
    if not title and not name:
        return converter.children(tag)
    about = ", ".join(each for each in (name if name != title else "", size) if each)
    return _lines(
        _linked(title or name, address),
        escape(_title(_find(tag, "kg-file-card-caption"))),
        escape(about),
    )


# --- sound and film


def _audio(tag: bs4.Tag, converter: Converter) -> str:
    sound = _part(tag, "audio")
    title = escape(_title(_find(tag, "kg-audio-title")))
    _leave_player(tag, converter, "kg-audio-player")
    address = _link(sound, "src", converter) if sound else ""
    return converter.block("audio", address, title) if address else title


def _video(tag: bs4.Tag, converter: Converter) -> str:
    film = _part(tag, "video")
    caption = _inside(_part(tag, "figcaption"), converter)
    _leave_player(tag, converter, "kg-video-player")
    address = _link(film, "src", converter) if film else ""
    if not film or not address:
        return caption
    still = str(film.get("poster") or "")
    if still and "spacergif.org" not in still:  # what Ghost writes for none
        shown = converter.conversion.picture(original(still), line=converter.line(film))
        address = f"{address} {shown.replace(' ', '%20')}".strip()
    return converter.block("video", address, caption)


def _leave_player(tag: bs4.Tag, converter: Converter, name: str) -> None:
    """The times and the buttons of a player are no words of the story."""
    pictures = (str(each.get("alt") or "") for each in tag.find_all("img"))
    words = " ".join((_words(_find(tag, name)), *pictures)).strip()
    if words:
        converter.conversion.leave_out("player: its buttons left out", words, name="player")


# --- boxes


def _callout(tag: bs4.Tag, converter: Converter) -> str:
    emoji = _words(_find(tag, "kg-callout-emoji"))
    if emoji:
        text = f"callout: {emoji[:20]} left out"
        converter.conversion.leave_out(text, emoji, converter.line(tag), "callout emoji")
    words = _find(tag, "kg-callout-text") or tag
    return converter.block("note", "", _inside(words, converter))


def _toggle(tag: bs4.Tag, converter: Converter) -> str:
    heading = _title(_find(tag, "kg-toggle-heading-text", "kg-toggle-heading"))
    content = _find(tag, "kg-toggle-content")
    if not content:
        return converter.children(tag)
    return converter.block("box", heading, _inside(content, converter))


def _product(tag: bs4.Tag, converter: Converter) -> str:
    title = _find(tag, "kg-product-card-title")
    heading = _title(title)
    if title:
        title.decompose()
    stars = len(tag.find_all(class_="kg-product-card-rating-active"))
    rating = f"{'★' * stars}{'☆' * (5 - stars)}" if 0 < stars < 6 else ""
    return converter.block("box", heading, _paragraphs(rating, converter.children(tag).strip()))


def _call_to_action(tag: bs4.Tag, converter: Converter) -> str:
    return converter.block("box", "", converter.children(tag).strip())


def _pullquote(tag: bs4.Tag, converter: Converter) -> str:
    return converter.block("pullquote", "", converter.children(tag).strip())


# --- what is no text


def _left_out(kind: str) -> Card:
    """A card for members and for mails."""

    def card(tag: bs4.Tag, converter: Converter) -> str:
        text = f"{kind}: left out"
        converter.conversion.leave_out(text, _words(tag), converter.line(tag), kind)
        return ""

    return card


def _script(tag: bs4.Tag, converter: Converter) -> str:
    try:
        host = urlsplit(str(tag.get("src") or "")).hostname
    except ValueError:
        host = ""
    text = f"html card with a script: left out{f' ({host})' if host else ''}"
    converter.conversion.leave_out(text, "", converter.line(tag), "html card with a script")
    return ""


def _markdown(tag: bs4.Tag, converter: Converter) -> str:
    return convert_markdown(tag.get_text(), converter.conversion)


def _unknown(tag: bs4.Tag, converter: Converter) -> str:
    """A card that nobody knows: what import.yaml says of its name, else its words."""
    inner = converter.children(tag).strip()
    call = Shortcode(name=str(tag.get("data-card")), inner=inner, line=converter.line(tag))
    return show(call, converter.conversion, {}, kind="card")


_CARDS: Mapping[str, Card] = {
    "kg-gallery-card": _gallery,
    "kg-gallery": _gallery,
    "kg-before-after-card": _gallery,
    "kg-nft-card": _nft,
    "kg-bookmark-card": _bookmark,
    "kg-file-card": _file,
    "kg-audio-card": _audio,
    "kg-video-card": _video,
    "kg-callout-card": _callout,
    "kg-toggle-card": _toggle,
    "kg-product-card": _product,
    "kg-cta-card": _call_to_action,
    "kg-blockquote-alt": _pullquote,
    "kg-signup-card": _left_out("signup form"),
    "kg-email-card": _left_out("card for mails"),
    "kg-markdown-source": _markdown,
    "kg-unknown-card": _unknown,
}
