"""Text with a role of an old system: links to stories, keys, titles."""

import re
from collections.abc import Sequence
from typing import Any

from docutils import nodes

from newsgen.importer.bodies.html.runs import Run, Style
from newsgen.importer.bodies.rst.marks import code_span
from newsgen.importer.bodies.rst.page import Page

_EXPLAINED = re.compile(r"([^<>]*+)<([^<>]++)>\s*")
_CODE = frozenset(
    {"code", "command", "envvar", "file", "option", "program", "py", "samp", "class", "func"}
    | {"meth", "mod", "attr", "data", "exc", "obj", "const"}
)
_WORDS = frozenset({"abbr", "guilabel", "index", "menuselection", "term"})


def spoken_runs(node: Any, page: Page, styles: tuple[Style, ...]) -> Sequence[Run]:
    """The text as runs; of a role that nobody knows the words stay, and it is counted."""
    role, text, line = node["role"], node.astext().replace("\0", ""), page.line(node)
    explained = _EXPLAINED.fullmatch(text)
    words = explained[1].strip() if explained and explained[1].strip() else text.strip()
    target = explained[2].strip() if explained else text.strip()
    kind = role.rpartition(":")[2]
    if kind == "doc":
        found = page.conversion.link(f"link://slug/{target}", line)
        return [Run(words, (*styles, f"]{found}") if found else styles)]
    if kind == "ref":
        anchor = page.anchors.get(nodes.make_id(target), "")
        return [Run(words, (*styles, f"]#{anchor}") if anchor else styles)]
    if kind == "kbd":
        opening, closing = (Run(f"<{end}kbd>", styles, is_finished=True) for end in ("", "/"))
        return [opening, Run(text, styles), closing]
    if kind in {"title", "title-reference"}:
        return [Run(text, (*styles, "*"))]
    if kind in _CODE:
        return [Run(code_span(words), styles, is_finished=True, shown=words)]
    if kind not in _WORDS:
        told = f"role {role}: not known, its words kept"
        page.conversion.change(told, line, name=f"role {role}")
    return [Run(text if kind in _WORDS else words, styles)]
