"""Rules for what pages show of other services, and for what no story may have."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from bs4 import Tag

from newsgen.importer.bodies.html.blocks import Block, join_blocks, write_block
from newsgen.importer.bodies.html.converter import Converter, Rule
from newsgen.importer.bodies.html.inlines import convert_hidden
from newsgen.markdown import Embed, read_code, recognise

_CODES: Final = frozenset(
    {
        *("bluesky-embed", "fb-post", "fb-video", "flourish-embed", "instagram-media"),
        *("mastodon-embed", "tiktok-embed", "twitter-tweet", "twitter-video"),
    }
)
"""Classes of the code that services give out."""
_LAZY = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src", "data-url")
_GIST = re.compile(r"(https://gist\.github\.com/[\w./-]+)\.js\b")
_MUCH = 60
"""Words from which a form is the page itself, as some systems write it."""


def convert_frame(tag: Tag, converter: Converter) -> str | None:
    """A frame: what newsgen knows is shown, anything else is a link."""
    address = next((str(tag[name]).strip() for name in _LAZY if tag.get(name)), "")
    if embed := _recognise(address):
        return show_embed(embed, converter)
    return _as_link(address, str(tag.get("title", "")), "frame", tag, converter)


def convert_object(tag: Tag, converter: Converter) -> str | None:
    """An object or embedded file: what newsgen knows, else what stands in it, or a link."""
    parameters = [
        str(each.get("value", ""))
        for each in tag.find_all("param")
        if str(each.get("name", "")).lower() in {"movie", "src", "url"}
    ]
    inner = [str(each.get("src", "")) for each in tag.find_all("embed")]
    written = [str(tag.get("data", "")), str(tag.get("src", "")), *parameters, *inner]
    addresses = [each.strip() for each in written if each.strip()]
    for address in addresses:
        if embed := _recognise(address):
            return show_embed(embed, converter)
    if tag.name == "object" and (tag.get_text().strip() or tag.find(["img", "video", "iframe"])):
        return converter.text(tag)
    return _as_link(
        addresses[0] if addresses else "", str(tag.get("title", "")), "object", tag, converter
    )


def convert_code_of_service(tag: Tag, converter: Converter) -> str | None:
    """A post in the code that its service gives out, with its words."""
    if converter.is_inline or not _CODES & set(tag.get_attribute_list("class")):
        return None
    found = read_code(str(tag))
    if not found:
        return None
    embed, words = found
    return show_embed(embed, converter, converter.blocks(tag) if words else ())


def convert_script(tag: Tag, converter: Converter) -> str | None:
    """A script is left out; that of a chart shows the chart."""
    address = str(tag.get("src", ""))
    if embed := _recognise(address):
        return show_embed(embed, converter)
    if gist := _GIST.match(address):
        return _as_link(gist[1], "", "script", tag, converter)
    if tag.name == "script" and "json" not in str(tag.get("type", "")):
        host = urlsplit(_whole(address)).hostname if address else ""
        text = f"script{f' of {host}' if host else ''}: left out"
        converter.conversion.leave_out(text, line=converter.line(tag), name="script")
    return ""


def convert_drawing(tag: Tag, converter: Converter) -> str | None:
    """A drawing within the page is left out."""
    words = " ".join(tag.get_text(" ").split())
    if words:
        text = "drawing: left out"
        converter.conversion.leave_out(text, words, line=converter.line(tag), name="drawing")
    return ""


def convert_formula(tag: Tag, converter: Converter) -> str | None:
    """A formula as its text."""
    for note in tag.find_all(["annotation", "annotation-xml"]):
        note.extract()
    words = " ".join(tag.get_text(" ").split())
    text = "formula: its characters kept"
    converter.conversion.change(text, line=converter.line(tag), name="formula")
    return words


def convert_form(tag: Tag, converter: Converter) -> str | None:
    """A form is left out; what a form around a whole text holds stays."""
    words = " ".join(tag.get_text(" ").split())
    if words.count(" ") >= _MUCH or tag.find(["p", "h1", "h2", "h3", "figure"]):
        return None
    name = f"{tag.name}: left out"
    converter.conversion.leave_out(name, words, line=converter.line(tag), name=tag.name)
    return ""


def convert_field(tag: Tag, converter: Converter) -> str | None:
    """A box of a list of tasks; any other field is left out."""
    if tag.name == "input" and str(tag.get("type", "")).lower() == "checkbox" and _begins_item(tag):
        is_done = tag.has_attr("checked")
        return f"{converter.finished('[x]' if is_done else '[ ]')} "
    if words := " ".join(tag.get_text(" ").split()):
        text = f"{tag.name}: left out"
        converter.conversion.leave_out(text, words, line=converter.line(tag), name=tag.name)
    return ""


def convert_unseen(_tag: Tag, _converter: Converter) -> str | None:
    """What browsers do not show."""
    return ""


def show_embed(embed: Embed, converter: Converter, words: Sequence[Block] = ()) -> str:
    """What newsgen knows of another service: a film, or a panel, with the words around it."""
    if converter.is_inline:
        return converter.styled(embed.url, f"]{embed.url}")
    inner = join_blocks(list(words))
    if embed.service in {"youtube", "vimeo"} and "/playlist?" not in embed.url:
        return converter.marked(Block(write_block("video", embed.url, inner)))
    if inner:
        return converter.marked(Block(write_block("embed", embed.url, inner)))
    return converter.marked(Block(embed.url))


# --- parts


def _recognise(address: str) -> Embed | None:
    return recognise(_whole(address)) if address else None


def _whole(address: str) -> str:
    address = address.strip()
    return f"https:{address}" if address.startswith("//") else address


def _as_link(address: str, title: str, kind: str, tag: Tag, converter: Converter) -> str:
    """A link in place of what cannot be shown."""
    line = converter.line(tag)
    address = _whole(address)
    destination = converter.conversion.link(address, line) if address else ""
    if not destination or address.startswith(("about:", "data:")):
        converter.conversion.leave_out(f"{kind}: left out", line=line, name=kind)
        return ""
    try:
        host = urlsplit(address).hostname or destination
    except ValueError:
        host = destination
    name = f"{kind} of {host}"
    converter.conversion.change(f"{name}: kept as a link", line=line, name=name)
    linked = converter.styled(" ".join(title.split()) or host, f"]{destination}")
    return linked if converter.is_inline else converter.marked(*converter.read_blocks(linked))


def _begins_item(tag: Tag) -> bool:
    """Whether the field is the first thing in an item of a list."""
    node = tag
    while isinstance(node.parent, Tag) and not str(node.previous_sibling or "").strip():
        node = node.parent
        if node.name == "li":
            return True
    return False


RULES: Final[Mapping[str, Sequence[Rule]]] = {
    **dict.fromkeys(("blockquote", "div"), (convert_hidden, convert_code_of_service)),
    "iframe": (convert_frame,),
    **dict.fromkeys(("embed", "object", "applet"), (convert_object,)),
    "script": (convert_script,),
    "svg": (convert_drawing,),
    "math": (convert_formula,),
    "form": (convert_form,),
    **dict.fromkeys(("button", "input", "select", "textarea", "datalist"), (convert_field,)),
    **dict.fromkeys(
        ("base", "head", "link", "meta", "noembed", "noframes", "style", "template", "title"),
        (convert_unseen,),
    ),
}
