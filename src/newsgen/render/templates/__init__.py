"""The Jinja side of rendering: where templates come from, what they may call, what they depend on.

A template of the site takes the place of the theme's of the same name and can extend the original
as ``theme/<name>``.
"""

from newsgen.render.templates.dependencies import References, TemplateDependencies
from newsgen.render.templates.environment import (
    block_names,
    block_template,
    compile_all,
    introduce,
    make_environment,
    make_plain_environment,
)
from newsgen.render.templates.errors import TemplateError, explain, translated

__all__ = [
    "References",
    "TemplateDependencies",
    "TemplateError",
    "block_names",
    "block_template",
    "compile_all",
    "explain",
    "introduce",
    "make_environment",
    "make_plain_environment",
    "translated",
]
