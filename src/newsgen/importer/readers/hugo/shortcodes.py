"""What the shortcodes of Hugo, and of the themes that most sites have, become.

``USUAL`` has those that many systems share; here are those that Hugo means in another way, and
those of Docsy, Hextra, Congo, Blowfish, Book, Relearn, LoveIt and Hugo Blox.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from newsgen.importer.bodies.shortcodes import Show, block, first_of, title_of, words_of
from newsgen.importer.bodies.texts import destination, escaped_label, plain_text
from newsgen.importer.bodies.usual import USUAL, code, embed, show_box, show_note, show_picture
from newsgen.importer.conversion import Conversion, Shortcode

RAW = frozenset({"highlight", "code", "comment", "mermaid", "katex", "math", "chart"})
"""Those whose words inside are no Markdown."""

_KINDS_OF_NOTES = frozenset(
    [
        "note",
        "tip",
        "info",
        "warning",
        "danger",
        "caution",
        "important",
        "hint",
        "success",
        "error",
        "default",
        "primary",
        "secondary",
        "light",
        "dark",
        "question",
        "bug",
        "example",
        "quote",
        "abstract",
        "failure",
        "circle-info",
        "triangle-exclamation",
        "fire",
        "lightbulb",
        "bell",
    ]
)
"""First arguments of notes that say how they look."""


def show_figure(call: Shortcode, conversion: Conversion) -> str:
    """``figure``: Hugo's own takes the caption as the description if there is none."""
    named = dict(call.named)
    title, caption = named.get("title", ""), named.get("caption", "")
    if title and caption:
        named["caption"] = f"{title}: {caption}"
    if caption and not named.get("alt") and "alt" not in named:
        named["alt"] = caption
    return show_picture(replace(call, named=named), conversion)


def show_youtube(call: Shortcode, conversion: Conversion) -> str:
    """``youtube``: its moments ``start`` stay."""
    shown = USUAL["youtube"](call, conversion)
    start = call.named.get("start", "")
    first, rest, words = shown.partition("\n")
    if start.isdecimal() and first.startswith("::: video https://www.youtube.com/watch?v="):
        first = f"{first}&t={start}"
    return f"{first}{rest}{words}"


def show_comment(call: Shortcode, conversion: Conversion) -> str:
    """``comment``: no page ever had it."""
    conversion.leave_out("shortcode comment: left out", call.inner, call.line, "shortcode comment")
    return ""


def show_notice(call: Shortcode, conversion: Conversion) -> str:
    """``notice``, ``alert``, ``admonition``: a kind, then a title, both may be left out."""
    titles = [word for word in call.arguments if word.lower() not in _KINDS_OF_NOTES]
    kind = call.named.get("type", "") or call.named.get("context", "")
    if not title_of(call) and titles:
        return block("note", plain_text(titles[0]), call.inner.strip())
    if not call.inner and call.named.get("context") and kind not in _KINDS_OF_NOTES:
        return block("note", title_of(call), kind)
    return show_note(call, conversion)


def show_frame(call: Shortcode, conversion: Conversion) -> str:
    """``tabs``, ``columns``, ``steps``: the words inside, with a title if there is one."""
    conversion.change(
        f"shortcode {call.name}: its frame dropped", call.line, f"shortcode {call.name}"
    )
    title = title_of(call)
    return f"**{escaped_label(title)}**\n\n{call.inner}" if title else call.inner


def show_tab(call: Shortcode, _conversion: Conversion) -> str:
    """``tab``: its name, then what is in it."""
    title = first_of(call, "header", "name", "title", "label", "tabname")
    head = f"**{escaped_label(plain_text(title))}**" if title else ""
    return "\n\n".join(part for part in (head, call.inner) if part)


def show_card(call: Shortcode, conversion: Conversion) -> str:
    """``card``: its title as a link, its subtitle, its words."""
    title = plain_text(first_of(call, "title", "header", "text", "name"))
    subtitle = plain_text(first_of(call, "subtitle", "description", "footer", position=9))
    address = first_of(call, "link", "href", "url", position=9)
    found = conversion.link(address, call.line) if address and title else ""
    label = escaped_label(title)
    head = f"[{label}]({destination(found)})" if found else f"**{label}**" if label else ""
    return "\n\n".join(part for part in (head, escaped_label(subtitle), call.inner) if part)


def show_icon(call: Shortcode, conversion: Conversion) -> str:
    """``icon``: nothing; it has no words."""
    conversion.leave_out(
        f"shortcode {call.name}: left out", line=call.line, name=f"shortcode {call.name}"
    )
    return ""


def show_words(call: Shortcode, _conversion: Conversion) -> str:
    """``badge``, ``lead``, ``rawhtml``: the words inside, or the first argument."""
    return call.inner or escaped_label(first_of(call, "content", "text", "title", "label"))


def show_file(call: Shortcode, _conversion: Conversion) -> str:
    """``filetree/file``, ``filetree/folder`` of Hextra: an entry of a list."""
    name = first_of(call, "name").replace("`", "")
    entry = f"- `{name}`" if name else ""
    return "\n\n".join(part for part in (entry, call.inner) if part)


def show_diagram(call: Shortcode, _conversion: Conversion) -> str:
    """``mermaid``, ``katex``: the source, as code."""
    return code(call.inner, call.name if call.name == "mermaid" else "") if call.inner else ""


def show_download(call: Shortcode, conversion: Conversion) -> str:
    """``staticref``: a link to a file of the site."""
    address = first_of(call, "src", "path")
    found = conversion.link(f"/{address.lstrip('/')}", call.line) if address else ""
    label = call.inner or escaped_label(address)
    return f"[{label}]({destination(found)})" if found else label


def show_bilibili(call: Shortcode, _conversion: Conversion) -> str:
    """``bilibili``: a link to the film."""
    name = first_of(call, "id")
    return embed(f"https://www.bilibili.com/video/{name}") if name else ""


def show_iframe(call: Shortcode, conversion: Conversion) -> str:
    """``iframe``: the film, map or page in it."""
    address = first_of(call, "src", "url")
    found = conversion.link(address, call.line) if address else ""
    return embed(found, title_of(call)) if found else words_of(call)


def show_person(call: Shortcode, conversion: Conversion) -> str:
    """``person``, ``link`` of LoveIt: a link with its words."""
    address = first_of(call, "href", "url")
    label = escaped_label(first_of(call, "content", "name", position=1)) or call.inner
    found = conversion.link(address, call.line) if address else ""
    return f"[{label or escaped_label(address)}]({destination(found)})" if found else label


KNOWN: Mapping[str, Show] = {
    **USUAL,
    "figure": show_figure,
    "youtube": show_youtube,
    "comment": show_comment,
    **dict.fromkeys(("notice", "alert", "admonition", "callout", "hint"), show_notice),
    **dict.fromkeys(("pageinfo", "blocks/lead", "lead-note", "attention", "error"), show_note),
    **dict.fromkeys(("expand", "collapse", "spoiler", "accordionitem", "detail"), show_box),
    **dict.fromkeys(
        (
            *("tabs", "tabpane", "cardpane", "cards", "cardgroup", "columns", "column", "row"),
            *("col", "grid", "steps", "step", "div", "section", "blocks/section", "blocks/cover"),
            *("center", "left", "right", "panes", "pane", "container", "accordion", "stepper"),
            *(
                "filetree",
                "filetree/container",
                "ltr",
                "rtl",
                "timeline",
                "timelineitem",
                "conditional-text",
            ),
        ),
        show_frame,
    ),
    **dict.fromkeys(("tab", "tabitem", "codetab"), show_tab),
    **dict.fromkeys(("card", "blocks/feature", "featurecard"), show_card),
    **dict.fromkeys(
        ("icon", "fa", "fas", "fab", "children", "list", "blocks/link-down"), show_icon
    ),
    **dict.fromkeys(
        (
            *("badge", "lead", "rawhtml", "raw-html", "raw", "unsafe", "html", "keyword", "kbd"),
            *("markdown", "mark", "hl", "small", "nobr", "abbr"),
        ),
        show_words,
    ),
    **dict.fromkeys(("mermaid", "katex", "math", "chart"), show_diagram),
    **dict.fromkeys(("filetree/file", "filetree/folder"), show_file),
    "staticref": show_download,
    "bilibili": show_bilibili,
    "iframe": show_iframe,
    **dict.fromkeys(("person", "link"), show_person),
}
"""By name in small letters."""
