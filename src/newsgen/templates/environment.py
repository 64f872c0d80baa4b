"""Where templates come from and what they may call."""

import re
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from markupsafe import Markup, escape

from newsgen import formats, markdown
from newsgen.models import Identity
from newsgen.text import direction, quote_path

THEME = "theme/"
"""What the name of a template of the theme begins with, where a site may have one of its own."""
LABELS = "partials/labels.html"
"""The template that holds the words of the interface."""
_BLOCKS = "blocks/"
_SPECIAL = re.compile("[&<>'\"]")


def make_environment(site_templates: Path, theme_templates: Path) -> jinja2.Environment:
    """The Jinja environment of a site: always escaping, strict about names."""
    theme = _Loader(theme_templates)
    loader = jinja2.ChoiceLoader(
        [
            _Loader(site_templates),
            jinja2.PrefixLoader({THEME.rstrip("/"): theme}),
            theme,
        ]
    )
    environment = _Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    # Chance would make another page of the same story.
    del environment.filters["random"], environment.globals["lipsum"]
    environment.filters |= {
        "day": formats.format_day,
        "clock": formats.format_clock,
        "has_time": formats.has_time,
        "iso": lambda moment: moment.isoformat(timespec="seconds"),
        "initials": formats.initials,
        "direction": direction,
        "video_player": formats.video_player,
    }
    return environment


def make_plain_environment(folder: Path) -> jinja2.Environment:
    """The Jinja environment of pages that belong to no site."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def introduce(environment: jinja2.Environment, site: Identity, assets: Mapping[str, str]) -> None:
    """Tell the templates of which site they are.

    ``assets`` are the static files, by path, each with the path that pages shall name.
    """

    def absolute(url: str) -> str:
        return url if url.startswith(("https://", "http://")) else site.origin + url

    def asset(path: str) -> str:
        if path not in assets:
            raise jinja2.TemplateRuntimeError(f"there is no file static/{path}")
        return f"{site.base}{quote_path(assets[path])}"

    @lru_cache(maxsize=1024)
    def to_html(source: str, lang: str = site.lang) -> Markup:
        document = markdown.render(source, style=markdown.Style(lang=lang))
        return Markup(document.html)  # noqa: S704 - the output of our own Markdown renderer

    @lru_cache(maxsize=16_384)
    def render_once(name: str, given: tuple[tuple[str, Any], ...]) -> Markup:
        rendered = environment.get_template(name).render(dict(given))
        return Markup(rendered)  # noqa: S704 - what a template gives is escaped

    @lru_cache(maxsize=64)
    def labels(lang: str) -> Mapping[str, Any]:
        """The words of the interface in that language, else in English."""
        known: Mapping[str, Mapping[str, Any]] = environment.get_template(LABELS).module.labels  # type: ignore[attr-defined]
        return known.get(lang.partition("-")[0], known["en"])

    def fragment(name: str, **given: Any) -> Markup:
        """A template that sees the site and what it is given, rendered once for all pages."""
        return render_once(name, tuple(given.items()))

    environment.filters |= {"absolute": absolute, "markdown": to_html}
    environment.globals |= {"asset": asset, "fragment": fragment, "labels": labels, "site": site}


def compile_all(environment: jinja2.Environment) -> None:
    """Compile every template that can be; the others will tell why not when they are used."""
    for name in environment.list_templates(extensions=["html", "xml", "txt"]):
        if not name.startswith(THEME):
            with suppress(jinja2.TemplateError, UnicodeDecodeError):
                environment.get_template(name)


def block_names(environment: jinja2.Environment) -> frozenset[str]:
    """The names of the ``:::`` blocks that have a template."""
    names = environment.list_templates(extensions=["html"])
    return frozenset(
        name.removeprefix(_BLOCKS).removesuffix(".html")
        for name in names
        if name.startswith(_BLOCKS)
    )


def block_template(name: str) -> str:
    """The template of a ``:::`` block."""
    return f"{_BLOCKS}{name}.html"


class _Loader(jinja2.FileSystemLoader):
    """Tells of a file that is no text as of any other mistake in a template."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of the template, its file, and whether it is still the same."""
        place = str(Path(self.searchpath[0], template))
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            message = f"the file is not UTF-8: byte {error.start} is not text"
            raise jinja2.TemplateSyntaxError(message, 1, template, place) from error
        except jinja2.TemplateNotFound:
            raise
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            raise jinja2.TemplateSyntaxError(message, 1, template, place) from error

    def list_templates(self) -> list[str]:
        """The names of all templates whose names are text."""
        names = super().list_templates()
        return [name for name in names if name == name.encode("utf-8", "replace").decode()]


class _Template(jinja2.Template):
    """A template whose output is escaped the quick way."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - named by Jinja
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:
        """The template of compiled code."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _escape
        return template


class _Environment(jinja2.Environment):
    """Hands templates their globals as one plain mapping: each rendering copies it."""

    template_class = _Template

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._trees: dict[tuple[str, str | None], nodes.Template] = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The tree of a template: what it depends on is read off the tree that is compiled."""
        tree = self._trees.pop((source, name), None)
        if tree is None:
            tree = self._trees[source, name] = super()._parse(source, name, filename)
        return tree

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template, which are complete before the first one is loaded."""
        return {**self.globals, **(d or {})}


def _escape(value: Any) -> str:
    """As ``markupsafe.escape``; text without anything to escape, as most is, is not copied."""
    if type(value) is str and not _SPECIAL.search(value):
        return value
    return escape(value)
