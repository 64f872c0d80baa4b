"""Finds templates and blocks of the site that no page uses, often because a name is misspelt.

Jinja reports neither: it never shows a block that the theme does not have, and never opens a file
to which no template refers.
"""

from collections.abc import Callable, Iterator

import jinja2
from jinja2 import nodes

from newsgen.diagnostics import Diagnostic, Severity
from newsgen.files.names import MAIL, PAGES
from newsgen.render.templates.environment import (
    BLOCKS,
    embed_templates,
    site_templates,
    theme_templates,
)
from newsgen.render.templates.errors import TemplateError
from newsgen.suggestions import suggest

Lookup = Callable[[str], tuple[str, ...]]
"""The names that a template refers to. Raises TemplateError."""
_DEPTH = 50
"""Longest chain of templates that extend each other; a longer one is a circle."""


def find_unused(environment: jinja2.Environment, look: Lookup) -> Iterator[Diagnostic]:
    """Reports valid templates that nothing uses, and blocks in them that nothing shows."""
    theme = theme_templates(environment)
    named = {*theme, *embed_templates(environment).values()}
    for name in {*site_templates(environment), *theme}:
        try:
            named |= {other for other in look(name) if other != name}
        except TemplateError:  # a build reports it
            continue
    for name in sorted(site_templates(environment)):
        if name in named or name.startswith((BLOCKS, PAGES, MAIL)):
            yield from _find_unused_blocks(environment, name)
        else:
            hint = suggest(name, theme) or "`newsgen theme list` lists the templates"
            yield _warn("unused-template", "no page uses this template", name, 0, hint)


def _find_unused_blocks(environment: jinja2.Environment, name: str) -> Iterator[Diagnostic]:
    """Reports blocks of a template that no template above it has."""
    trees = _lineage(environment, name)
    known = {block.name for tree in trees[1:] for block in tree.find_all(nodes.Block)}
    for block in trees[0].body if len(trees) > 1 else ():
        if isinstance(block, nodes.Block) and block.name not in known:
            hint = suggest(block.name, known) or f"known: {', '.join(sorted(known))}"
            message = (
                f"the template that this one extends has no block `{block.name}`, so it is never"
                " shown"
            )
            yield _warn("unknown-block", message, name, block.lineno, hint)


def _lineage(environment: jinja2.Environment, name: str) -> list[nodes.Template]:
    """The trees of a template and of the templates it extends; none if one is unknown."""
    trees: list[nodes.Template] = []
    loader = environment.loader or jinja2.BaseLoader()
    for _ in range(_DEPTH):
        try:
            source = loader.get_source(environment, name)[0]
            trees.append(environment.parse(source, name))
        except (jinja2.TemplateError, UnicodeError):
            return []
        match [extends.template for extends in trees[-1].find_all(nodes.Extends)]:
            case []:
                return trees
            case [nodes.Const(value=str(above))]:
                name = above
            case _:
                return []
    return []


def _warn(code: str, message: str, name: str, line: int, hint: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        message=message,
        path=f"templates/{name}",
        line=line,
        hint=hint,
        severity=Severity.WARNING,
    )
