"""Text with emphasis, links and the like, as Markdown on one line."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from docutils import nodes

from newsgen.importer.bodies.html import escape, html_to_markdown
from newsgen.importer.bodies.rst.marks import code_span, one_line
from newsgen.importer.bodies.rst.page import Page, ids_of
from newsgen.importer.bodies.rst.parsing import Call, Spoken
from newsgen.importer.bodies.rst.pictures import inline_picture
from newsgen.importer.bodies.texts import destination

_EXPLAINED = re.compile(r"([^<>]*+)<([^<>]++)>\s*")
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_SCRIPT = re.compile(r"[^\W_]{1,60}")
_AUTOLINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\`]+")
_TAGS = {"*": "em", "**": "strong"}


class _Marked(NamedTuple):
    """Text with emphasis, which depends on what stands beside it."""

    sign: str
    inner: str


def inlines(children: Sequence[nodes.Node], page: Page) -> str:
    """The nodes as Markdown."""
    pieces = [piece for child in children if (piece := _inline(child, page))]
    written = ""
    for index, piece in enumerate(pieces):
        if isinstance(piece, _Marked):
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            beside = following if isinstance(following, str) else following.sign
            written += _emphasize(piece, written, beside)
        else:
            written += piece
    return written


def link(words: str, written: str, page: Page, line: int) -> str:
    """Words that lead somewhere; the words alone if there is no such place."""
    found = page.conversion.link(written, line)
    if not found or not words.strip():
        return words
    return f"[{words}]({destination(found)})"


def _inline(node: nodes.Node, page: Page) -> str | _Marked:
    if isinstance(node, nodes.Text):
        return escape(one_line(node.astext().replace("\0", "")))
    if not isinstance(node, nodes.Element):
        return ""
    write = _WRITERS.get(type(node))
    if write is None:
        return inlines(node.children, page)
    return write(node, page)


def _emphasize(piece: _Marked, before: str, after: str) -> str:
    """With stars if Markdown takes them for emphasis there, else with tags."""
    inner = piece.inner.strip()
    if not inner:
        return piece.inner
    touches = before.endswith("*") or after.startswith("*")
    opens = inner[0].isalnum() or not before or not before[-1].isalnum()
    closes = inner[-1].isalnum() or not after or not after[0].isalnum()
    if touches or not opens or not closes:
        tag = _TAGS[piece.sign]
        return f"<{tag}>{inner}</{tag}>"
    return f"{piece.sign}{inner}{piece.sign}"


def _write_emphasis(node: Any, page: Page) -> _Marked:
    return _Marked("*", inlines(node.children, page))


def _write_strong(node: Any, page: Page) -> _Marked:
    return _Marked("**", inlines(node.children, page))


def _write_literal(node: Any, _page: Page) -> str:
    return code_span(node.astext())


def _write_math(node: Any, page: Page) -> str:
    page.conversion.change("formula: no home, kept as text", page.line(node), name="formula")
    return code_span(node.astext())


def _write_reference(node: Any, page: Page) -> str:
    line = page.line(node)
    picture = next((each for each in node.children if isinstance(each, nodes.image)), None)
    address = str(node.get("refuri", ""))
    if picture is not None and len(node.children) == 1:
        return inline_picture(picture, page, address)
    words = inlines(node.children, page)
    inside = str(node.get("refid", "")) or (address[1:] if address.startswith("#") else "")
    if inside:
        anchor = page.anchors.get(inside, "")
        return f"[{words}](#{destination(anchor)})" if anchor else words
    if not address:
        return words
    text = node.astext()
    if text in {address, address.removeprefix("mailto:")} and _AUTOLINK.fullmatch(address):
        found = page.conversion.link(address, line)
        if found == address:
            return f"<{text}>"
        return f"[{words}]({destination(found)})" if found else words
    return link(words, address, page, line)


def _write_note_reference(node: Any, page: Page) -> str:
    label = page.labels.get(str(node.get("refid", "")))
    return f"[^{label}]" if label else escape(f"[{node.astext()}]")


def _write_target(node: Any, page: Page) -> str:
    return _anchors(node, page) + inlines(node.children, page)


def _anchors(node: Any, page: Page) -> str:
    return "".join(f'<a id="{each}"></a>' for each in ids_of(node) if each in page.marked)


def _write_raised(sign: str, tag: str) -> Callable[[Any, Page], str]:
    def write(node: Any, page: Page) -> str:
        text = node.astext()
        return f"<{tag}>{inlines(node.children, page)}</{tag}>" if text.strip() else ""

    return write


def _write_raw(node: Any, page: Page) -> str:
    """HTML within a line; raw text for other writers is not for readers of a web page."""
    if "html" not in str(node.get("format", "")).split():
        page.conversion.leave_out(
            f"raw text for {node.get('format')}", node.astext(), page.line(node), name="raw text"
        )
        return ""
    html = node.astext()
    if _BREAK.fullmatch(html.strip()):
        return "<br>"
    lines = html_to_markdown(html, page.conversion, first_line=page.line(node)).split("\n")
    written = " ".join(line.strip() for line in lines if line.strip())
    before, after = (" " if edge.isspace() else "" for edge in (html[:1], html[-1:]))
    return f"{before}{written}{after}" if written else before


def _write_problem(node: Any, page: Page) -> str:
    """What docutils could not make sense of: it stays as it was written."""
    text = node.astext().replace("\0", "")
    if text.startswith("`") and text.rstrip("_").endswith("`"):
        text = text.rstrip("_").strip("`")
    shown = page.conversion
    shown.need(f"mark-up that leads nowhere, kept as text: {text[:60]}", page.line(node))
    return escape(text)


def _write_spoken(node: Any, page: Page) -> str:
    """Text with a role of the old system."""
    role, text, line = node["role"], node.astext().replace("\0", ""), page.line(node)
    explained = _EXPLAINED.fullmatch(text)
    words = explained[1].strip() if explained else text.strip()
    target = explained[2].strip() if explained else text.strip()
    match role.rpartition(":")[2]:
        case "doc":
            return link(escape(words), f"link://slug/{target}", page, line)
        case "ref":
            anchor = page.anchors.get(nodes.make_id(target), "")
            return f"[{escape(words)}](#{destination(anchor)})" if anchor else escape(words)
        case "kbd":
            return f"<kbd>{escape(text)}</kbd>"
        case "abbr" | "guilabel" | "menuselection" | "index":
            return escape(text)
        case "title" | "title-reference":
            return f"*{escape(text.strip())}*"
        case "file" | "command" | "program" | "envvar" | "option" | "samp" | "code" | "py":
            return code_span(text)
    page.conversion.change(f"role {role}: not known, its words kept", line, name=f"role {role}")
    return escape(words)


def _write_call(node: Any, page: Page) -> str:
    return escape(one_line(f"{node.argument} {node.text}".strip()))


def _write_abbreviation(node: Any, page: Page) -> str:
    explanation = str(node.get("explanation", ""))
    words = inlines(node.children, page)
    return f"{words} ({escape(explanation)})" if explanation else words


def _write_image(node: Any, page: Page) -> str:
    return inline_picture(node, page, "")


def _write_nothing(_node: Any, _page: Page) -> str:
    return ""


_WRITERS: dict[type[nodes.Element], Callable[[Any, Page], str | _Marked]] = {
    nodes.emphasis: _write_emphasis,
    nodes.title_reference: _write_emphasis,
    nodes.strong: _write_strong,
    nodes.literal: _write_literal,
    nodes.math: _write_math,
    nodes.reference: _write_reference,
    nodes.footnote_reference: _write_note_reference,
    nodes.citation_reference: _write_note_reference,
    nodes.target: _write_target,
    nodes.superscript: _write_raised("^", "sup"),
    nodes.subscript: _write_raised("~", "sub"),
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
