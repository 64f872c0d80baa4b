"""Templates are read and compiled once for all builds of a test session, not anew by each build."""

from collections.abc import Mapping
from types import CodeType

import jinja2
import msgspec
import pytest
from jinja2.bccache import Bucket, BytecodeCache

from newsgen.models import TemplateFiles
from newsgen.render import templates

Key = tuple[object, ...]


class _CompiledTemplates(BytecodeCache):
    """The compiled code of templates, by all that it is compiled from.

    That is the text, its file, and the site: Jinja computes filters of constants when it compiles.
    """

    def __init__(self) -> None:
        self._code: dict[Key, CodeType] = {}

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """The compiled code of that text, if there is any."""
        site = msgspec.json.encode(environment.globals["site"])
        key = (site, source, name, filename)
        bucket = Bucket(environment, key, "")  # type: ignore[arg-type]
        bucket.code = self._code.get(key)
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        """Keep compiled code."""
        if bucket.code:
            self._code[bucket.key] = bucket.code  # type: ignore[index]


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all builds in this process share compiled templates, and what the theme's refer to."""
    compiled = _CompiledTemplates()
    make, depend = templates.make_environment, templates.TemplateDependencies
    of_theme: dict[str, tuple[str, ...]] = {}

    def make_environment(files: TemplateFiles) -> jinja2.Environment:
        if not of_theme:
            theme = make(TemplateFiles(site={}, theme=files.theme))
            of_theme.update(depend(theme, {}, {}).references())
        environment = make(files)
        environment.bytecode_cache = compiled
        return environment

    def depend_on(
        environment: jinja2.Environment, assets: Mapping[str, str], known: templates.References
    ) -> templates.TemplateDependencies:
        return depend(environment, assets, {**of_theme, **known})

    patch.setattr(templates, "make_environment", make_environment)
    patch.setattr(templates, "TemplateDependencies", depend_on)
