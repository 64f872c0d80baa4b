"""Paragraphs, lists, quotes, notes and the rest of a document as Markdown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docutils import nodes

from newsgen.importer.bodies.html import escape, html_to_markdown
from newsgen.importer.bodies.rst.calls import KNOWN, show_call
from newsgen.importer.bodies.rst.inlines import anchors, inlines
from newsgen.importer.bodies.rst.marks import indented, quotation
from newsgen.importer.bodies.rst.page import Page, ids_of, open_page
from newsgen.importer.bodies.rst.parsing import Call
from newsgen.importer.bodies.rst.pictures import inline_picture, is_picture, side_of
from newsgen.importer.bodies.rst.tables import table
from newsgen.importer.bodies.shortcodes import Show, block, nest_blocks
from newsgen.importer.bodies.usual import code
from newsgen.importer.conversion import Conversion

_DEEPEST = 6
_QUOTES = frozenset({"epigraph", "highlights", "pull-quote"})


def write_document(
    document: nodes.document, conversion: Conversion, first_line: int, known: Mapping[str, Show]
) -> str:
    """The document as Markdown, without a line break at its end."""
    if "fault" in document:
        fault = document["fault"]
        conversion.need(f"reStructuredText that cannot be read ({fault}): kept as plain text")
    page = open_page(document, conversion, first_line, {**KNOWN, **known})
    return nest_blocks(blocks(document.children, page)).strip("\n")


def blocks(children: Sequence[nodes.Node], page: Page) -> str:
    """The nodes as Markdown, apart by empty lines."""
    return "\n\n".join(written for child in children if (written := _block(child, page)))


def _block(node: nodes.Node, page: Page) -> str:
    if isinstance(node, nodes.Text):
        return inlines([node], page)
    if is_picture(node):
        return _write_picture(node, page)
    write = _WRITERS.get(type(node), _write_other)
    written = write(node, page)
    if isinstance(node, nodes.section | nodes.footnote | nodes.citation):
        return written
    marks = anchors(node, page)
    if not marks or isinstance(node, nodes.target):
        return written
    return marks + written if isinstance(node, nodes.paragraph) else f"{marks}\n\n{written}"


def _write_other(node: Any, page: Page) -> str:
    """Whatever has no writer of its own: its content."""
    if isinstance(node, nodes.Invisible):
        return ""
    if isinstance(node, nodes.Inline):
        return _inline(node, page)
    if isinstance(node, nodes.TextElement):
        return inlines(node.children, page)
    return blocks(node.children, page)


def _inline(node: Any, page: Page) -> str:
    return inlines([node], page)


def _write_section(node: Any, page: Page) -> str:
    return blocks(node.children, page)


def _write_title(node: Any, page: Page) -> str:
    level, at = 1, node.parent
    while at is not None:
        level += isinstance(at, nodes.section)
        at = at.parent
    words = inlines(node.children, page, "heading")
    return f"{'#' * min(level, _DEEPEST)} {words}" if words else ""


def _write_paragraph(node: Any, page: Page) -> str:
    return inlines(node.children, page)


def _write_picture(node: Any, page: Page) -> str:
    target = str(node.get("refuri", "")) if isinstance(node, nodes.reference) else ""
    image = node.children[0] if isinstance(node, nodes.reference) else node
    return _placed(inline_picture(image, page, target), side_of(image) or side_of(node))


def _write_figure(node: Any, page: Page) -> str:
    """A picture with its caption; what follows the caption stands below the picture."""
    caption = next((each for each in node.children if isinstance(each, nodes.caption)), None)
    words = " ".join(caption.astext().split()) if caption is not None else ""
    if caption is not None and caption.next_node(nodes.reference):
        page.conversion.change("a link in a caption: its words kept", page.line(node))
    written = []
    for each in node.children:
        if is_picture(each):
            target = str(each.get("refuri", "")) if isinstance(each, nodes.reference) else ""
            image: Any = each.children[0] if isinstance(each, nodes.reference) else each
            picture = inline_picture(image, page, target, words)
            written.append(_placed(picture, side_of(node) or side_of(image)))
            if not picture and caption is not None:
                written.append(_write_paragraph(caption, page))
        elif each is not caption:
            written.append(_block(each, page))
    return "\n\n".join(part for part in written if part)


def _placed(picture: str, side: str) -> str:
    return block("figure", side, picture) if picture and side else picture


def _write_list(node: Any, page: Page) -> str:
    is_numbered = isinstance(node, nodes.enumerated_list)
    other = _follows_same(node)
    number = int(node.get("start", 1)) if is_numbered else 0
    items = [each for each in node.children if isinstance(each, nodes.list_item)]
    is_tight = all(_is_short(item) for item in items)
    written = []
    for item in items:
        marker = f"{number}{')' if other else '.'}" if is_numbered else "*" if other else "-"
        inner = blocks(item.children, page)
        if is_tight and len(item.children) > 1:
            inner = inner.replace("\n\n", "\n", 1)
        written.append(f"{marker} {indented(inner, len(marker) + 1)}".rstrip())
        number += 1
    return ("\n" if is_tight else "\n\n").join(written)


def _is_short(item: Any) -> bool:
    """Whether a list item is a line of text, perhaps with a list below it."""
    kinds = [type(each) for each in item.children]
    lists = {nodes.bullet_list, nodes.enumerated_list}
    return not kinds or (
        kinds[0] is nodes.paragraph and (len(kinds) == 1 or (len(kinds) == 2 and kinds[1] in lists))
    )


def _follows_same(node: Any) -> bool:
    """Whether Markdown would take the list for more of the one before it."""
    count, index = 0, node.parent.index(node)
    while index and type(node.parent[index - 1]) is type(node):
        count += 1
        index -= 1
    return count % 2 == 1


def _write_definitions(node: Any, page: Page) -> str:
    written = []
    for item in node.children:
        terms = [each for each in item.children if not isinstance(each, nodes.definition)]
        term = " : ".join(inlines(each.children, page) for each in terms)
        inner = blocks(item.children[len(terms) :], page)
        written.append(_definition(term, inner))
    return "\n\n".join(written)


def _write_fields(node: Any, page: Page) -> str:
    written = []
    for field in node.children:
        name = inlines(field.children[0].children, page)
        written.append(_definition(name, blocks(field.children[1:], page)))
    return "\n\n".join(written)


def _write_options(node: Any, page: Page) -> str:
    written = []
    for item in node.children:
        names = ", ".join(f"`{each.astext()}`" for each in item.children[0].children)
        written.append(_definition(names, blocks(item.children[1].children, page)))
    return "\n\n".join(written)


def _definition(term: str, inner: str) -> str:
    if not term or not inner:
        return term or inner
    return f"{term}\n:   {indented(inner, 4)}"


def _write_quote(node: Any, page: Page) -> str:
    """A quotation; lists that are only indented are none."""
    lists = (nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)
    if all(isinstance(each, lists) for each in node.children):
        return blocks(node.children, page)
    said = [each for each in node.children if isinstance(each, nodes.attribution)]
    text = blocks([each for each in node.children if each not in said], page)
    by = " ".join(inlines(each.children, page) for each in said)
    if _QUOTES & set(node.get("classes", ())):
        return block("pullquote", " ".join(each.astext() for each in said), text)
    return quotation(f"{text}\n\n— {by}" if by else text)


def _write_lines(node: Any, page: Page) -> str:
    return "\\\n".join(line for line in _lines_of(node, page) if line)


def _lines_of(node: Any, page: Page) -> Sequence[str]:
    lines: list[str] = []
    for each in node.children:
        if isinstance(each, nodes.line_block):
            lines += _lines_of(each, page)
        else:
            lines.append(inlines(each.children, page))
    return lines


def _write_literal(node: Any, page: Page) -> str:
    classes = [each for each in node.get("classes", ()) if each != "code"]
    language = str(node.get("language", "")) or (classes[0] if "code" in node["classes"] else "")
    if any(not isinstance(each, nodes.Text) for each in node.children):
        page.conversion.change("mark-up in a literal block: its words kept", page.line(node))
    return code(node.astext(), "" if language in {"", "none", "text"} else language)


def _write_doctest(node: Any, _page: Page) -> str:
    return code(node.astext(), "pycon")


def _write_formula(node: Any, page: Page) -> str:
    page.conversion.change("formula: no home, kept as text", page.line(node), name="formula")
    return code(node.astext(), "latex")


def _write_note(node: Any, page: Page) -> str:
    """A note. Its kind is its title, if it has none and is more than a note."""
    title, rest = _titled(node)
    kind = node.tagname if node.tagname not in {"note", "admonition"} else ""
    return block("note", title or kind.capitalize(), blocks(rest, page))


def _write_box(node: Any, page: Page) -> str:
    title, rest = _titled(node)
    return block("box", title, blocks(rest, page))


def _titled(node: Any) -> tuple[str, Sequence[nodes.Node]]:
    """The title as plain text, and the rest."""
    titles = [each for each in node.children if isinstance(each, nodes.title)]
    text = " ".join(" ".join(each.astext() for each in titles).split())
    return text, [each for each in node.children if each not in titles]


def _write_footnote(node: Any, page: Page) -> str:
    """A footnote; Markdown does not show one that nothing leads to, so that one is a paragraph."""
    label = page.labels.get(next(iter(ids_of(node)), ""), "")
    rest = [each for each in node.children if not isinstance(each, nodes.label)]
    inner = blocks(rest, page)
    if not node.get("backrefs") or not label:
        name = next((each.astext() for each in node.children if each not in rest), "")
        return f"{escape(f'[{name}]')} {inner}" if name else inner
    return f"[^{label}]: {indented(inner, 4)}" if inner else f"[^{label}]: \u00a0"


def _write_rubric(node: Any, page: Page) -> str:
    words = inlines(node.children, page)
    return f"**{words}**" if words and "*" not in words else words


def _write_rule(_node: Any, _page: Page) -> str:
    return "---"


def _write_raw(node: Any, page: Page) -> str:
    line = page.line(node)
    if "html" not in str(node.get("format", "")).split():
        words = f"raw text for {node.get('format', 'another writer')}"
        page.conversion.leave_out(words, node.astext(), line, name="raw text")
        return ""
    return html_to_markdown(node.astext(), page.conversion, first_line=max(line, 1)).strip("\n")


def _write_message(node: Any, page: Page) -> str:
    """A directive that is wrong: what it says stays as text."""
    written = next((each for each in node.children if isinstance(each, nodes.literal_block)), None)
    if node.get("level", 0) < 2 or written is None or written.astext().startswith(".. |"):
        return ""
    text = written.astext()
    shown = text.partition("\n")[0][:60]
    if text.startswith((".. raw::", ".. csv-table::", ".. figure::", ".. image::")):
        page.conversion.leave_out(f"cannot be read: {shown}", text, page.line(node))
        return ""
    page.conversion.need(f"cannot be read, kept as text: {shown}", page.line(node))
    return code(text)


def _write_call(node: Any, page: Page) -> str:
    return show_call(node, blocks(node.children, page), page)


def _write_decoration(node: Any, page: Page) -> str:
    page.conversion.leave_out("header or footer of the document", node.astext(), page.line(node))
    return ""


def _write_nothing(_node: Any, _page: Page) -> str:
    return ""


def _write_target(node: Any, page: Page) -> str:
    return anchors(node, page)


_WRITERS: dict[type[nodes.Node], Callable[[Any, Page], str]] = {
    nodes.section: _write_section,
    nodes.title: _write_title,
    nodes.subtitle: _write_rubric,
    nodes.paragraph: _write_paragraph,
    nodes.figure: _write_figure,
    nodes.bullet_list: _write_list,
    nodes.enumerated_list: _write_list,
    nodes.definition_list: _write_definitions,
    nodes.field_list: _write_fields,
    nodes.option_list: _write_options,
    nodes.block_quote: _write_quote,
    nodes.line_block: _write_lines,
    nodes.literal_block: _write_literal,
    nodes.doctest_block: _write_doctest,
    nodes.math_block: _write_formula,
    nodes.table: table,
    nodes.topic: _write_box,
    nodes.sidebar: _write_box,
    nodes.footnote: _write_footnote,
    nodes.citation: _write_footnote,
    nodes.rubric: _write_rubric,
    nodes.transition: _write_rule,
    nodes.raw: _write_raw,
    nodes.system_message: _write_message,
    nodes.decoration: _write_decoration,
    nodes.comment: _write_nothing,
    nodes.pending: _write_nothing,
    nodes.meta: _write_nothing,
    nodes.substitution_definition: _write_nothing,
    nodes.target: _write_target,
    Call: _write_call,
}
for _note in (
    *(nodes.admonition, nodes.attention, nodes.caution, nodes.danger, nodes.error),
    *(nodes.hint, nodes.important, nodes.note, nodes.tip, nodes.warning),
):
    _WRITERS[_note] = _write_note
