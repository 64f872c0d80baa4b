"""What the components of Astro, Starlight, Docusaurus and Nextra become."""

from collections.abc import Mapping

from msgspec.structs import replace

from newsgen.importer.bodies.shortcodes import Show, first_of, show
from newsgen.importer.bodies.texts import destination, escaped_label, plain_text
from newsgen.importer.bodies.usual import USUAL, code
from newsgen.importer.conversion import Conversion, Shortcode

RAW = frozenset({"style", "script", "mermaid", "chart"})
"""Those whose words inside are no Markdown."""
_WITH_WORDS = frozenset(
    [
        "title",
        "text",
        "label",
        "heading",
        "description",
        "caption",
        "summary",
        "quote",
        "alt",
        "content",
        "name",
        "subtitle",
    ]
)
_NO_WORDS = frozenset(
    [
        "class",
        "classname",
        "id",
        "key",
        "slug",
        "href",
        "src",
        "url",
        "link",
        "to",
        "icon",
        "type",
        "variant",
        "color",
        "size",
        "style",
        "width",
        "height",
        "lang",
        "language",
        "format",
        "layout",
        "loading",
        "decoding",
        "rel",
        "target",
        "ref",
        "set:html",
        "is:raw",
    ]
)


_FRAMES = frozenset({"tabs", "tabgroup"})
"""Frames that may have their words in attributes, if nothing is inside."""


def become(call: Shortcode, conversion: Conversion) -> str:
    """The component as finished Markdown."""
    known = KNOWN.get(call.name) or KNOWN.get(call.name.lower())
    if call.inner and call.name.lower() in _FRAMES and conversion.rule(call.name) is None:
        return show_frame(call, conversion)
    if not call.inner and not known and conversion.rule(call.name) is None:
        return _unknown_alone(call, conversion)
    shown = show(call, conversion, KNOWN, kind="component")
    if known and conversion.rule(call.name) is None and call.name[:1].isupper():
        kind = shown.lstrip(":").split()[0] if shown.startswith(":::") else ""
        if kind:
            text = f"component {call.name}: mapped to {kind}"
            conversion.change(text, call.line, f"component {call.name}")
    return shown


def _unknown_alone(call: Shortcode, conversion: Conversion) -> str:
    """The texts among the attributes of a component that nobody knows, as code."""
    name = f"component {call.name}"
    texts = [value for key, value in call.named.items() if _is_text(key, value)]
    if not texts:
        conversion.leave_out(f"{name}: not known, left out", line=call.line, name=name)
        return ""
    conversion.change(f"{name}: not known, its attributes kept as code", call.line, name)
    if call.is_block:
        return code("\n".join(texts))
    return " ".join(_inline_code(text) for text in texts)


def _is_text(key: str, value: str) -> bool:
    key = key.lower()
    if not value.strip() or value.startswith("{") or key in _NO_WORDS or ":" in key:
        return False
    return key in _WITH_WORDS or " " in value.strip()


def _inline_code(text: str) -> str:
    line = " ".join(text.split())
    ticks = "`" * (1 + max((len(run) for run in line.split("`") if not run), default=0))
    return f"{ticks}{line}{ticks}" if "`" not in line else f"``{ticks} {line} {ticks}``"


def show_frame(call: Shortcode, conversion: Conversion) -> str:
    """``Tabs``, ``Steps``, ``CardGrid``: the words inside."""
    if call.name[:1].isupper() and call.name != "Fragment":
        name = f"component {call.name}"
        conversion.change(f"{name}: its frame dropped", call.line, name)
    return call.inner


def show_tab(call: Shortcode, _conversion: Conversion) -> str:
    """``TabItem``: its name, then what is in it."""
    title = escaped_label(plain_text(first_of(call, "label", "title", "value", "name")))
    return "\n\n".join(part for part in (f"**{title}**" if title else "", call.inner) if part)


def show_card(call: Shortcode, conversion: Conversion) -> str:
    """``Card``, ``LinkCard``: its title, as a link if it has one, and its words."""
    title = escaped_label(plain_text(first_of(call, "title", "label", "heading", "name")))
    words = escaped_label(plain_text(first_of(call, "description", "subtitle", "text")))
    address = first_of(call, "href", "link", "url", "to")
    found = conversion.link(address, call.line) if address and title else ""
    head = f"[{title}]({destination(found)})" if found else f"**{title}**" if title else ""
    return "\n\n".join(part for part in (head, words, call.inner) if part)


def show_link(call: Shortcode, conversion: Conversion) -> str:
    """``Link``: a link."""
    address = first_of(call, "href", "to", "url", "link")
    label = call.inner or escaped_label(first_of(call, "text", "label", "title"))
    found = "" if address.startswith("{") else address and conversion.link(address, call.line)
    return f"[{label or escaped_label(address)}]({destination(found)})" if found else label


def show_image(call: Shortcode, conversion: Conversion) -> str:
    """``Image``: a picture; one that only JavaScript knows is left out."""
    if first_of(call, "src").startswith("{"):
        name = f"component {call.name}"
        conversion.leave_out(
            f"{name}: no address of a picture, left out", line=call.line, name=name
        )
        return ""
    return USUAL["image"](call, conversion)


def show_film(call: Shortcode, conversion: Conversion) -> str:
    """``YouTube``, ``Vimeo``: the film with the number that any of its attributes has."""
    named = {key.lower(): value for key, value in call.named.items()}
    given = next((named[key] for key in _FILMS if named.get(key)), "")
    if not given:
        return USUAL["youtube"](call, conversion)
    kind = "vimeo" if "vimeo" in call.name.lower() else "youtube"
    return USUAL[kind](replace(call, named={**named, "id": given}), conversion)


_FILMS = ("id", "videoid", "youtubeid", "youtube", "video", "url", "src", "href")


def show_tweet(call: Shortcode, conversion: Conversion) -> str:
    """``Tweet``: its number or address."""
    given = first_of(call, "id", "tweetId", "tweetid", "tweetLink", "url", "href")
    if "/" in given and "://" not in given:
        given = f"https://x.com/{given}"
    return USUAL["tweet"](replace(call, named={"id": given}), conversion)


def show_source(call: Shortcode, _conversion: Conversion) -> str:
    """``Code``: code."""
    text = call.named.get("code") or call.inner
    if text.startswith("{"):
        text = text[1:-1]
    return code(text, first_of(call, "lang", "language")) if text else ""


def show_words(call: Shortcode, _conversion: Conversion) -> str:
    """``Badge``, ``Kbd``: the words."""
    return call.inner or escaped_label(first_of(call, "text", "label", "title"))


def show_heading(call: Shortcode, _conversion: Conversion) -> str:
    """``Heading``: a heading in the text."""
    level = first_of(call, "level", "as").lstrip("h{").rstrip("}")
    return f"{'#' * int(level) if level in '23456' and level else '##'} {call.inner}"


def show_nothing(call: Shortcode, conversion: Conversion) -> str:
    """``Icon``, ``style``: nothing that has words."""
    name = f"component {call.name}"
    conversion.leave_out(f"{name}: left out", call.inner, call.line, name)
    return ""


TRANSPARENT = frozenset(
    [
        "div",
        "section",
        "span",
        "center",
        "main",
        "article",
        "header",
        "footer",
        "small",
        "font",
        "nav",
        "p",
        "fragment",
    ]
)
"""Elements of HTML around Markdown."""

KNOWN: Mapping[str, Show] = {
    **{name: shown for name, shown in USUAL.items() if name not in ("br", "code", "x")},
    **dict.fromkeys(TRANSPARENT, show_frame),
    **dict.fromkeys(
        (
            *(
                "steps",
                "step",
                "filetree",
                "cardgrid",
                "cards",
                "cardgroup",
                "codegroup",
                "columns",
                "column",
            ),
            *("grid", "row", "col", "tablist", "tabpanels", "accordions", "accordiongroup"),
            *("wrapper", "container", "center", "layout", "prose", "filetree.folder"),
            *("frame", "box.root", "scrollycoding", "bleed", "steps.step"),
        ),
        show_frame,
    ),
    **dict.fromkeys(("tabitem", "tab", "tabs.tab", "tabpanel", "codetab"), show_tab),
    **dict.fromkeys(("card", "linkcard", "cards.card", "featurecard"), show_card),
    **dict.fromkeys(("link", "linkbutton", "nextlink", "anchor", "externallink"), show_link),
    **dict.fromkeys(("image", "picture", "figure", "zoom", "themedimage"), show_image),
    **dict.fromkeys(("youtube", "liteyoutube", "youtubeembed", "vimeo", "yt"), show_film),
    **dict.fromkeys(("tweet", "twitter", "statictweet", "x"), show_tweet),
    **dict.fromkeys(("codeblock", "source", "highlight"), show_source),
    **dict.fromkeys(("Code",), show_source),
    **dict.fromkeys(("expandable", "accordion.item", "disclosure", "detail"), USUAL["details"]),
    **dict.fromkeys(("check", "success", "question", "bleedcallout"), USUAL["note"]),
    **dict.fromkeys(("badge", "kbd.root", "highlighttext", "tooltip", "small"), show_words),
    **dict.fromkeys(("heading", "subheading"), show_heading),
    **dict.fromkeys(
        ("icon", "style", "script", "head", "seo", "analytics", "separator", "spacer"),
        show_nothing,
    ),
}
"""By name in small letters."""
