"""Text with emphasis, links and the like, as runs of one style each, and as Markdown."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from docutils import nodes

from newsgen.importer.bodies.html import html_to_markdown
from newsgen.importer.bodies.html.runs import BREAK, Run, Style
from newsgen.importer.bodies.html.text import Place, write_text
from newsgen.importer.bodies.rst.marks import code_span
from newsgen.importer.bodies.rst.page import Page, ids_of
from newsgen.importer.bodies.rst.parsing import Call, Spoken
from newsgen.importer.bodies.rst.pictures import inline_picture
from newsgen.importer.bodies.rst.roles import spoken_runs

Styles = tuple[Style, ...]

_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_AUTOMATIC = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\`]+")
_EMPHASIS: Styles = ("*",)
_STRONG: Styles = ("**",)


def inlines(children: Iterable[nodes.Node], page: Page, place: Place = "paragraph") -> str:
    """The nodes as Markdown."""
    return write_text(runs_of(children, page, ()), place)


def runs_of(children: Iterable[nodes.Node], page: Page, styles: Styles) -> list[Run]:
    """The nodes as runs, all with these styles."""
    return [run for child in children for run in _runs(child, page, styles)]


def _runs(node: nodes.Node, page: Page, styles: Styles) -> Sequence[Run]:
    if isinstance(node, nodes.Text):
        return [Run(node.astext().replace("\0", ""), styles)]
    if not isinstance(node, nodes.Element):
        return []
    write = _WRITERS.get(type(node))
    return write(node, page, styles) if write else runs_of(node.children, page, styles)


def _finished(markdown: str, styles: Styles, shown: str = "") -> Sequence[Run]:
    return [Run(markdown, styles, is_finished=True, shown=shown)] if markdown else []


def _write_emphasis(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    return runs_of(node.children, page, (*styles, *_EMPHASIS))


def _write_strong(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    return runs_of(node.children, page, (*styles, *_STRONG))


def _write_literal(node: Any, _page: Page, styles: Styles) -> Sequence[Run]:
    text = node.astext()
    return _finished(code_span(text), styles, text)


def _write_math(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    page.conversion.change("formula: no home, kept as text", page.line(node), name="formula")
    return _write_literal(node, page, styles)


def _write_reference(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    line = page.line(node)
    address = str(node.get("refuri", ""))
    first = node.children[0] if len(node.children) == 1 else None
    if isinstance(first, nodes.image):
        return _finished(inline_picture(first, page, address), styles, first.get("alt", ""))
    inside = str(node.get("refid", "")) or (address[1:] if address.startswith("#") else "")
    if inside:
        anchor = page.anchors.get(inside, "")
        found = f"#{anchor}" if anchor else ""
    else:
        found = page.conversion.link(address, line) if address else ""
    text = node.astext()
    is_bare = text in {address, address.removeprefix("mailto:")}
    if is_bare and found == address and _AUTOMATIC.fullmatch(address):
        return _finished(f"<{text}>", styles, text)
    return runs_of(node.children, page, (*styles, f"]{found}") if found else styles)


def _write_note_reference(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    label = page.labels.get(str(node.get("refid", "")))
    if not label:
        return [Run(f"[{node.astext()}]", styles)]
    return _finished(f"[^{label}]", styles, f"[^{label}]")


def _write_target(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    return [*_finished(anchors(node, page), styles), *runs_of(node.children, page, styles)]


def anchors(node: Any, page: Page) -> str:
    """What links to the element lead to, where that is no heading."""
    return "".join(f'<a id="{each}"></a>' for each in ids_of(node) if each in page.marked)


def _write_raised(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    tag = "sup" if isinstance(node, nodes.superscript) else "sub"
    return _tagged(tag, runs_of(node.children, page, styles), styles)


def _tagged(tag: str, inner: Sequence[Run], styles: Styles) -> Sequence[Run]:
    """The runs between two tags of HTML."""
    if not inner:
        return []
    return [*_finished(f"<{tag}>", styles), *inner, *_finished(f"</{tag}>", styles)]


def _write_raw(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    """HTML within a line; raw text for other writers is not for readers of a web page."""
    text, line = node.astext(), page.line(node)
    if "html" not in str(node.get("format", "")).split():
        page.conversion.leave_out(f"raw text for {node.get('format')}", text, line, "raw text")
        return []
    if _BREAK.fullmatch(text.strip()):
        return [BREAK]
    written = html_to_markdown(text, page.conversion, first_line=max(line, 1))
    return _finished(" ".join(written.split()), styles)


def _write_problem(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    """What docutils could not make sense of: it stays as it was written."""
    text = node.astext().replace("\0", "")
    if text.startswith("`") and text.rstrip("_").endswith("`"):
        text = text.rstrip("_").strip("`")
    told = f"mark-up that leads nowhere, kept as text: {text[:60]}"
    page.conversion.need(told, page.line(node), name="mark-up that leads nowhere")
    return [Run(text, styles)]


def _write_spoken(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    return spoken_runs(node, page, styles)


def _write_call(node: Any, _page: Page, styles: Styles) -> Sequence[Run]:
    return [Run(f"{node.argument} {node.text}".strip(), styles)]


def _write_abbreviation(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    explanation = str(node.get("explanation", ""))
    words = runs_of(node.children, page, styles)
    return [*words, Run(f" ({explanation})", styles)] if explanation else words


def _write_image(node: Any, page: Page, styles: Styles) -> Sequence[Run]:
    return _finished(inline_picture(node, page, ""), styles, node.get("alt", ""))


def _write_nothing(_node: Any, _page: Page, _styles: Styles) -> Sequence[Run]:
    return []


_WRITERS: dict[type[nodes.Element], Callable[[Any, Page, Styles], Sequence[Run]]] = {
    nodes.emphasis: _write_emphasis,
    nodes.title_reference: _write_emphasis,
    nodes.strong: _write_strong,
    nodes.literal: _write_literal,
    nodes.math: _write_math,
    nodes.reference: _write_reference,
    nodes.footnote_reference: _write_note_reference,
    nodes.citation_reference: _write_note_reference,
    nodes.target: _write_target,
    nodes.superscript: _write_raised,
    nodes.subscript: _write_raised,
    nodes.raw: _write_raw,
    nodes.problematic: _write_problem,
    nodes.abbreviation: _write_abbreviation,
    nodes.image: _write_image,
    nodes.system_message: _write_nothing,
    nodes.comment: _write_nothing,
    nodes.pending: _write_nothing,
    nodes.substitution_definition: _write_nothing,
    Spoken: _write_spoken,
    Call: _write_call,
}
