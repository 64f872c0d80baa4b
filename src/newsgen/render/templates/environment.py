"""Where templates come from and what they may call."""

import re
from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from markupsafe import Markup, escape

from newsgen import markdown
from newsgen.models import Identity, TemplateFile, TemplateFiles
from newsgen.render import formats
from newsgen.render.cache_keys import same_key, same_keys
from newsgen.suggestions import Paths, suggest
from newsgen.text import direction
from newsgen.urls import quote_path

THEME = "theme/"
"""What the name of a template of the theme begins with, where a site may have one of its own."""
LABELS = "partials/labels.html"
"""The template that holds the words of the interface."""
TEMPLATES = (".html", ".xml", ".txt")
"""How the names of templates end that pages use; they may include files with any other ending."""
BLOCKS = "blocks/"
"""What the names of the templates of ``:::`` blocks begin with."""
_FRAGMENTS = 16_384
"""So many rendered fragments are kept."""
_SPECIAL = re.compile("[&<>'\"]")


def make_environment(files: TemplateFiles) -> jinja2.Environment:
    """The Jinja environment of a site: always escaping, strict about names.

    Its templates are those files and no others.
    """
    theme = _Loader(files.theme)
    loader = jinja2.ChoiceLoader(
        [
            _Loader(files.site),
            jinja2.PrefixLoader({THEME.rstrip("/"): theme}),
            theme,
        ]
    )
    environment = _Environment(
        loader=loader,
        autoescape=True,
        undefined=_Missing,
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
    named = Paths(assets)

    def absolute(url: str) -> str:
        return url if url.startswith(("https://", "http://")) else site.origin + url

    def asset(path: str) -> str:
        if path not in assets:
            near = named.nearest(path)
            told = f"there is no file static/{path}"
            raise jinja2.TemplateRuntimeError(f"{told}; did you mean `{near}`?" if near else told)
        return f"{site.base}{quote_path(assets[path])}"

    @lru_cache(maxsize=1024, typed=True)
    def to_html(source: str, lang: str = site.lang) -> Markup:
        document = markdown.render(source, style=markdown.Style(lang=lang))
        return Markup(document.html)  # noqa: S704 - the output of our own Markdown renderer

    fragments: dict[Hashable, Markup] = {}

    @lru_cache(maxsize=64, typed=True)
    def labels(lang: str) -> Mapping[str, Any]:
        """The words of the interface in that language, else in English."""
        known: Mapping[str, Mapping[str, Any]] = environment.get_template(LABELS).module.labels  # type: ignore[attr-defined]
        return known.get(lang.partition("-")[0], known["en"])

    def fragment(name: str, **given: Any) -> Markup:
        """A template that sees the site and what it is given, rendered once for all pages."""
        key = _fragment_key(name, given)
        if key not in fragments:
            rendered = environment.get_template(name).render(given)
            if _fragment_key(name, given) != key:
                told = f"{name} changes what it is given, which other pages see unchanged"
                raise jinja2.TemplateRuntimeError(told)
            if len(fragments) >= _FRAGMENTS:
                fragments.clear()
            fragments[key] = Markup(rendered)  # noqa: S704 - what a template gives is escaped
        return fragments[key]

    environment.filters |= {"absolute": absolute, "markdown": to_html}
    environment.globals |= {"asset": asset, "fragment": fragment, "labels": labels, "site": site}


def compile_all(environment: jinja2.Environment) -> None:
    """Compile every template that can be; the others will tell why not when they are used."""
    for name in environment.list_templates():
        if name.endswith(TEMPLATES) and not name.startswith(THEME):
            with suppress(jinja2.TemplateError, UnicodeDecodeError):
                environment.get_template(name)


def own_templates(environment: jinja2.Environment) -> list[str]:
    """The names of the templates that the site has of its own."""
    return _named(_loaders(environment)[0])


def theme_templates(environment: jinja2.Environment) -> list[str]:
    """The names of the templates of the theme."""
    return _named(_loaders(environment)[-1])


def block_names(environment: jinja2.Environment) -> frozenset[str]:
    """The names of the ``:::`` blocks that have a template."""
    names = environment.list_templates(extensions=["html"])
    return frozenset(
        name.removeprefix(BLOCKS).removesuffix(".html") for name in names if name.startswith(BLOCKS)
    )


def block_template(name: str) -> str:
    """The template of a ``:::`` block."""
    return f"{BLOCKS}{name}.html"


def _loaders(environment: jinja2.Environment) -> Sequence[jinja2.BaseLoader]:
    """Where templates are looked for: in the site first, in the theme last."""
    if not isinstance(environment.loader, jinja2.ChoiceLoader):  # pragma: no cover
        return ()
    return environment.loader.loaders


def _named(loader: jinja2.BaseLoader) -> list[str]:
    """The names of the templates that a loader finds; files with other endings only serve them."""
    return [name for name in loader.list_templates() if name.endswith(TEMPLATES)]


class _Missing(jinja2.StrictUndefined):
    """A name that does not exist is an error, which tells of one that does."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner = self._undefined_obj
        if self._undefined_hint or owner is jinja2.utils.missing:
            return super()._undefined_message
        known = owner if isinstance(owner, Mapping) else dir(owner)
        names = [name for name in known if isinstance(name, str) and not name.startswith("_")]
        near = suggest(str(self._undefined_name), names)
        message = f"{type(owner).__name__} has no `{self._undefined_name}`"
        return f"{message}; {near}" if near else message


class _Loader(jinja2.BaseLoader):
    """Gives the files that were found and read, so that no template is used that was not seen."""

    def __init__(self, files: Mapping[str, TemplateFile]) -> None:
        self._files = files

    def get_source(
        self,
        environment: jinja2.Environment,  # noqa: ARG002 - named by Jinja
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of the template, its file, and whether it is still the same.

        Raises TemplateNotFound, and TemplateSyntaxError for a file that is not text.
        """
        file = self._files.get(template)
        if file is None:
            raise jinja2.TemplateNotFound(template)
        try:
            return file.content.decode(), file.file, lambda: True
        except UnicodeDecodeError as error:
            message = f"the file is not UTF-8: byte {error.start} is not text"
            raise jinja2.TemplateSyntaxError(message, 1, template, file.file) from error

    def list_templates(self) -> list[str]:
        """The names of all files that can be loaded, whatever their endings."""
        return sorted(self._files)


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
            _refuse_circle(tree, name, filename)
        return tree

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template, which are complete before the first one is loaded."""
        return {**self.globals, **(d or {})}


def _fragment_key(name: str, given: Mapping[str, Any]) -> Hashable:
    """What a fragment depends on. Raises TemplateRuntimeError for what cannot be compared."""
    try:
        return name, *given, same_keys(given.values())
    except (TypeError, RecursionError):
        for key, value in given.items():
            _require_data(name, key, value)
        raise


def _require_data(name: str, key: str, value: Any) -> None:
    kind = type(value).__name__
    if isinstance(value, jinja2.Undefined):
        str(value)  # tells what is missing
    try:
        same_key(value)
    except RecursionError:
        told = f'fragment("{name}"): `{key}` is a {kind} that holds itself'
        raise jinja2.TemplateRuntimeError(told) from None
    except TypeError as error:
        told = f'fragment("{name}"): `{key}` cannot be given, as a {error}; give it text, numbers,'
        raise jinja2.TemplateRuntimeError(f"{told} moments, lists or mappings") from None


def _refuse_circle(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    for above in tree.find_all(nodes.Extends):
        if isinstance(above.template, nodes.Const) and above.template.value == name:
            message = f'a template cannot extend itself: write {{% extends "{THEME}{name}" %}}'
            raise jinja2.TemplateSyntaxError(message, above.lineno, name, filename)


def _escape(value: Any) -> str:
    """As ``markupsafe.escape``; text without anything to escape, as most is, is not copied."""
    if type(value) is str and not _SPECIAL.search(value):
        return value
    return escape(value)
