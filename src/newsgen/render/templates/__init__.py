"""Jinja templates: their environment, their dependencies and their errors.

A template of the site replaces the template of the theme with the same name, and can extend the
original as ``theme/<name>``.
"""

from newsgen.render.templates.dependencies import WORDS, References, TemplateDependencies
from newsgen.render.templates.environment import (
    block_names,
    block_template,
    compile_all,
    embed_templates,
    make_environment,
    make_plain_environment,
    set_site,
    words,
)
from newsgen.render.templates.errors import TemplateError, merge_errors, template_errors

__all__ = [
    "WORDS",
    "References",
    "TemplateDependencies",
    "TemplateError",
    "block_names",
    "block_template",
    "compile_all",
    "embed_templates",
    "make_environment",
    "make_plain_environment",
    "merge_errors",
    "set_site",
    "template_errors",
    "words",
]
