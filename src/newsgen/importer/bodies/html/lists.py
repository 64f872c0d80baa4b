"""Rules for headings, lists, quotations, code and other blocks."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bs4 import Comment, Tag
from bs4.element import NavigableString

from newsgen.importer.bodies.html.blocks import (
    RULE,
    Block,
    indent,
    join_blocks,
    write_block,
    write_code,
    write_list,
    write_pictures,
    write_quote,
)
from newsgen.importer.bodies.html.converter import Converter, Rule
from newsgen.importer.bodies.html.inlines import convert_hidden
from newsgen.importer.bodies.html.media import convert_division, convert_row
from newsgen.importer.bodies.html.runs import write_span
from newsgen.importer.bodies.html.tree import HEADINGS

_LANGUAGE = re.compile(
    r"(?:language|lang|highlight-source|src)-([\w+#.-]{1,30})|brush:\s*+([\w+#-]{1,30})"
)
_NO_LANGUAGE = frozenset({"none", "plain", "plaintext", "text", "txt", "auto", "undefined"})
_GUTTERS = frozenset(
    {"gutter", "lineno", "linenos", "line-numbers", "rouge-gutter", "line-numbers-rows"}
)
_START = re.compile(r"\s*+([0-9]{1,9})")
_DASH = re.compile(r"[-–—―]")
_PULLED = re.compile(r"pull-?quote", re.IGNORECASE)


def convert_heading(tag: Tag, converter: Converter) -> str | None:
    """A heading, below the one of the page."""
    if converter.is_inline:
        return None
    with converter.as_inline():
        text = converter.text(tag)
    pictures = [picture for block in converter.read_blocks(text) for picture in block.pictures]
    words = converter.write_heading(text)
    level = converter.levels.get(int(tag.name[1]), 2)
    blocks = [write_pictures(pictures)] if pictures else []
    if words:
        blocks.append(Block(f"{'#' * level} {words}"))
    return converter.marked(*blocks)


def convert_list(tag: Tag, converter: Converter) -> str | None:
    """A list; one of pictures is a gallery."""
    if converter.is_inline:
        parts = [converter.text(each).strip() for each in tag.find_all("li", recursive=False)]
        return f" {'; '.join(part for part in parts if part)} " if any(parts) else None
    items: list[list[Block]] = []
    for child in tag.children:
        blocks = _blocks_of_item(child, converter)
        if not blocks:
            continue
        is_nested = isinstance(child, Tag) and child.name in {"ol", "ul"}
        if is_nested and items:
            items[-1] += blocks
        else:
            items.append(blocks)
    items = [[block for block in item if block.kind != "rule"] for item in items]
    items = [item for item in items if item]
    if not items:
        return ""
    pictures = [picture for item in items for block in item for picture in block.pictures]
    if len(pictures) > 1 and all(block.pictures for item in items for block in item):
        return converter.marked(write_pictures(pictures))
    is_loose = any(_is_loose(item) for item in items)
    found = _START.match(str(tag.get("start", "1")))
    start = (int(found[1]) if found else 1) if tag.name == "ol" else None
    return converter.marked(Block(write_list(items, start, is_loose=is_loose), "list"))


def convert_definitions(tag: Tag, converter: Converter) -> str | None:
    """A list of terms, each with its definitions."""
    if converter.is_inline:
        return None
    blocks: list[Block] = []
    terms: list[str] = []
    for child in _definition_parts(tag):
        if child.name == "dt":
            terms += [
                line for line in [converter.inline(child, "paragraph").replace("\\\n", " ")] if line
            ]
            continue
        inner = join_blocks([block for block in converter.blocks(child) if block.kind != "rule"])
        if not inner:
            continue
        definition = f": {indent(inner, 2)}"
        if terms:
            blocks.append(Block(f"{', '.join(terms)}\n{definition}", "other"))
            terms = []
        elif blocks and blocks[-1].markdown.count("\n: "):
            last = blocks.pop()
            blocks.append(last._replace(markdown=f"{last.markdown}\n\n{definition}"))
        else:
            blocks += converter.read_blocks(converter.marked(Block(inner)))
    if terms:
        blocks.append(Block(", ".join(terms), "paragraph"))
    return converter.marked(*blocks)


def convert_quote(tag: Tag, converter: Converter) -> str | None:
    """A quotation, with who said it at its end."""
    if converter.is_inline:
        return None
    is_pulled = any(_PULLED.search(each) for each in tag.get_attribute_list("class") if each)
    speaker = _take_speaker(tag)
    who = converter.text(speaker).strip() if speaker else ""
    blocks = [block for block in converter.blocks(tag) if block.kind != "rule"]
    if is_pulled and blocks:
        name = converter.plain(speaker) if speaker else ""
        return converter.marked(
            Block(write_block("pullquote", name.lstrip("-–—― "), join_blocks(blocks)))
        )
    if who:
        dash = "" if _DASH.match(converter.plain(speaker) if speaker else "") else "— "
        blocks += converter.read_blocks(dash + who)
    return converter.marked(Block(write_quote(join_blocks(blocks)))) if blocks else ""


def convert_preformatted(tag: Tag, converter: Converter) -> str | None:
    """Code with its lines, and verses, which have lines but are no code."""
    for gutter in tag.find_all():
        if gutter.parent and _GUTTERS & set(gutter.get_attribute_list("class")):
            gutter.extract()
    for end in tag.find_all("br"):
        end.replace_with("\n")
    code = tag.get_text()
    if converter.is_inline:
        words = " ".join(code.split())
        return f" {converter.finished(write_span(words), words)} " if words else ""
    if "wp-block-verse" in tag.get_attribute_list("class"):
        lines = code.strip("\n").split("\n")
        return converter.marked(
            *converter.read_blocks(converter.line_break().join(lines), "paragraph")
        )
    code = code.removeprefix("\n").rstrip()
    return converter.marked(Block(write_code(code, _language_of(tag)))) if code.strip() else ""


def convert_rule(_tag: Tag, converter: Converter) -> str | None:
    """A line across the text."""
    return " " if converter.is_inline else converter.marked(RULE)


def convert_details(tag: Tag, converter: Converter) -> str | None:
    """Text that opens with a click, as a box."""
    if converter.is_inline:
        return None
    summary = tag.find("summary")
    title = ""
    if isinstance(summary, Tag):
        title = converter.plain(summary)
        summary.extract()
    blocks = converter.blocks(tag)
    if not blocks:
        return converter.marked(*converter.read_blocks(title))
    return converter.marked(Block(write_block("box", title, join_blocks(blocks))))


def convert_aside(tag: Tag, converter: Converter) -> str | None:
    """What stands beside the text, as a box or as words worth reading twice."""
    if converter.is_inline:
        return None
    blocks = converter.blocks(tag)
    is_pulled = any(_PULLED.search(each) for each in tag.get_attribute_list("class") if each)
    name = "pullquote" if is_pulled else "box"
    return converter.marked(Block(write_block(name, "", join_blocks(blocks)))) if blocks else ""


def _blocks_of_item(child: object, converter: Converter) -> list[Block]:
    match child:
        case Comment():
            return []
        case Tag(name="li"):
            return converter.blocks(child)
        case Tag():
            return converter.read_blocks(converter.process_tag(child, set()))
        case NavigableString():
            return converter.read_blocks(str(child))
    return []


def _is_loose(item: Sequence[Block]) -> bool:
    """Whether an item is more than a line of text and the lists below it."""
    if item[0].kind == "paragraph":
        return True
    return any(block.kind != "list" for block in item[1:])


def _definition_parts(tag: Tag) -> list[Tag]:
    """The terms and definitions, also of groups; what else is there counts as a definition."""
    parts: list[Tag] = []
    for child in tag.find_all(recursive=False):
        if child.name == "div":
            parts += child.find_all(recursive=False)
        else:
            parts.append(child)
    return parts


def _take_speaker(tag: Tag) -> Tag | None:
    """Who is quoted, taken out of the tree: a ``<cite>`` or ``<footer>`` at the end."""
    last = tag
    while True:
        inner = [each for each in last.contents if isinstance(each, Tag) or str(each).strip()]
        if not inner or not isinstance(inner[-1], Tag):
            return None
        last = inner[-1]
        if last.name in {"cite", "footer"}:
            last.extract()
            if last.name == "cite":
                last.name = "span"
            for cite in last.find_all("cite"):
                cite.name = "span"
            return last
        if last.name not in {"p", "div"} or len(inner) == 1:
            return None


def _language_of(tag: Tag) -> str:
    """The language that the classes of the code name."""
    code = tag.find("code")
    for each in (code, tag, tag.parent, tag.parent.parent if tag.parent else None):
        if not isinstance(each, Tag):
            continue
        classes = " ".join(str(name) for name in each.get_attribute_list("class") if name)
        written = str(each.get("data-lang", "") or each.get("data-language", "") or "")
        found = _LANGUAGE.search(classes)
        language = (found[1] or found[2]) if found else written
        if language:
            return (
                ""
                if language.lower() in _NO_LANGUAGE or not language.isprintable()
                else language.split()[0]
            )
    return ""


RULES: Final[Mapping[str, Sequence[Rule]]] = {
    **dict.fromkeys(HEADINGS, (convert_hidden, convert_heading)),
    **dict.fromkeys(("ol", "ul", "menu", "dir"), (convert_hidden, convert_list)),
    **dict.fromkeys(("div", "section"), (convert_hidden, convert_division, convert_row)),
    "p": (convert_hidden, convert_division),
    "dl": (convert_hidden, convert_division, convert_definitions),
    "blockquote": (convert_hidden, convert_quote),
    **dict.fromkeys(("pre", "xmp", "listing"), (convert_preformatted,)),
    "hr": (convert_rule,),
    "details": (convert_details,),
    "aside": (convert_hidden, convert_aside),
}
