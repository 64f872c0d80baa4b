"""The Jinja environment: where templates come from, and what they can use."""

import re
from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType
from typing import Any, cast

import jinja2
from jinja2 import nodes
from markupsafe import Markup, escape

from newsgen import markdown
from newsgen.files.names import PAGES
from newsgen.language import dates
from newsgen.language.digits import in_digits, numbering
from newsgen.language.locales import format_locale, name_in_itself, script_of
from newsgen.language.words import Labels, read_words
from newsgen.models import DateStyle, Identity, TemplateFile, TemplateFiles
from newsgen.render import formats
from newsgen.render.cache_keys import cache_key, cache_keys
from newsgen.render.templates.extra import EXTRA, lenient, plain
from newsgen.suggestions import Paths, suggest
from newsgen.text import direction
from newsgen.urls import quote_path

THEME = "theme/"
"""Prefix for the original of a template that the site replaces."""
PAGE_SUFFIXES = (".html", ".xml", ".txt")
"""Suffixes of templates that pages use. They may include files with any other suffix."""
BLOCKS = "blocks/"
"""Prefix of the templates of ``:::`` blocks."""
EMBEDS = "embeds/"
"""Prefix of the templates of what pages show of other services."""
_FRAGMENTS = 16_384
"""Number of rendered fragments that are kept."""
_SPECIAL = re.compile("[&<>'\"]")


def make_environment(files: TemplateFiles) -> jinja2.Environment:
    """The Jinja environment of a site: it always escapes, and unknown names are errors.

    It can load these files only.
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
        files,
        loader=loader,
        autoescape=True,
        undefined=_StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    # With random values two builds of one story would differ.
    del environment.filters["random"], environment.globals["lipsum"]
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "default": plain}
    environment.filters |= {
        "locale": format_locale,
        "language": name_in_itself,
        "script": script_of,
        "iso": lambda moment: moment.isoformat(timespec="seconds"),
        "initials": formats.initials,
        "direction": direction,
        "foreign": foreign,
        "video_player": formats.video_player,
        "image": formats.format_image,
        "preload": formats.format_preload,
    }
    return environment


def make_plain_environment(folder: Path) -> jinja2.Environment:
    """A Jinja environment for pages that do not belong to a site."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def set_site(environment: jinja2.Environment, site: Identity, assets: Mapping[str, str]) -> None:
    """Give the templates the identity of the site, and the functions that depend on it.

    ``assets`` maps the path of each static file to the path that pages refer to.
    """
    named = Paths(assets)

    def asset(path: str) -> str:
        if path not in assets:
            near = named.nearest(path)
            message = f"there is no file static/{path}"
            hint = f"; did you mean `{near}`?" if near else ""
            raise jinja2.TemplateRuntimeError(message + hint)
        return f"{site.root}{quote_path(assets[path])}"

    @lru_cache(maxsize=1024, typed=True)
    def to_html(source: str, lang: str = site.lang) -> Markup:
        document = markdown.render(source, style=markdown.Style(lang=lang))
        return Markup(document.html)  # noqa: S704 - the output of our own Markdown renderer

    fragments: dict[Hashable, Markup] = {}

    @lru_cache(maxsize=64, typed=True)
    def labels(lang: str) -> Labels:
        """The words of the interface in a language, or in English."""
        return read_words(lang, cast("_Environment", environment).files, site.dates.digits)

    def fragment(name: str, **given: Any) -> Markup:
        """Render a template that sees only the site and its arguments, once for all pages."""
        key = _fragment_key(name, given)
        if key not in fragments:
            rendered = environment.get_template(name).render(given)
            if _fragment_key(name, given) != key:
                message = f"{name} changes its arguments, which other pages see unchanged"
                raise jinja2.TemplateRuntimeError(message)
            if len(fragments) >= _FRAGMENTS:
                fragments.clear()
            fragments[key] = Markup(rendered)  # noqa: S704 - what a template gives is escaped
        return fragments[key]

    environment.filters |= {"absolute": site.absolute, "markdown": to_html, **_dates(site.dates)}
    environment.globals |= {"asset": asset, "fragment": fragment, "labels": labels, "site": site}


def foreign(lang: str, around: str) -> Markup:
    """The attributes of words in another language than that around them.

    Nothing for the same language, or one that is not known.
    """
    if lang in ("", around):
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(lang, direction(lang))


def _dates(style: DateStyle) -> Mapping[str, Callable[..., str]]:
    """The filters for dates and numbers in the style of the site."""
    return {
        "day": partial(dates.format_day, style=style),
        "short": partial(dates.format_short, style=style),
        "edition": partial(dates.format_edition, style=style),
        "months": partial(dates.format_months, style=style),
        "clock": partial(dates.format_clock, style=style),
        "digits": lambda number, lang: in_digits(str(number), lang, style.digits),
        "numbering": partial(numbering, digits=style.digits),
    }


def words(environment: jinja2.Environment, lang: str) -> Labels:
    """The words of the interface in a language, after ``set_site``."""
    labels = cast("Callable[[str], Labels]", environment.globals["labels"])
    return labels(lang)


def compile_all(environment: jinja2.Environment) -> None:
    """Compile every valid template; errors in the others are reported when they are used."""
    for name in environment.list_templates():
        if is_template(name) and not name.startswith(THEME):
            with suppress(jinja2.TemplateError, UnicodeDecodeError):
                environment.get_template(name)


def is_template(name: str) -> bool:
    """Whether the file is a template by itself, and not only part of others."""
    return name.endswith(PAGE_SUFFIXES) or name.startswith(PAGES)


def site_templates(environment: jinja2.Environment) -> list[str]:
    """The names of the templates of the site itself."""
    return _page_templates(_loaders(environment)[0])


def theme_templates(environment: jinja2.Environment) -> list[str]:
    """The names of the templates of the theme."""
    return _page_templates(_loaders(environment)[-1])


def block_names(environment: jinja2.Environment) -> frozenset[str]:
    """The names of the ``:::`` blocks that have a template."""
    names = environment.list_templates(extensions=["html"])
    return frozenset(
        name.removeprefix(BLOCKS).removesuffix(".html") for name in names if name.startswith(BLOCKS)
    )


def block_template(name: str) -> str:
    """The template name of a ``:::`` block."""
    return f"{BLOCKS}{name}.html"


def embed_templates(environment: jinja2.Environment) -> Mapping[str, str]:
    """The template of each service: its own, that of its kind, or the one of all."""
    known = frozenset(environment.list_templates(extensions=["html"]))
    found: dict[str, str] = {}
    for service in markdown.SERVICES:
        names = [f"{EMBEDS}{name}.html" for name in (service.key, service.kind, "default")]
        found[service.key] = next(name for name in names if name in known or name == names[-1])
    return found


def _loaders(environment: jinja2.Environment) -> Sequence[jinja2.BaseLoader]:
    """The loaders in the order of lookup: the site first, the theme last."""
    if not isinstance(environment.loader, jinja2.ChoiceLoader):  # pragma: no cover
        return ()
    return environment.loader.loaders


def _page_templates(loader: jinja2.BaseLoader) -> list[str]:
    """The names of the page templates of a loader, without files that they only include."""
    return [name for name in loader.list_templates() if is_template(name)]


class _StrictUndefined(jinja2.StrictUndefined):
    """An unknown name is an error, with a suggestion."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner = self._undefined_obj
        if self._undefined_hint or owner is jinja2.utils.missing:
            return super()._undefined_message
        known = owner if isinstance(owner, Mapping) else dir(owner)
        names = [name for name in known if isinstance(name, str) and not name.startswith("_")]
        near = suggest(str(self._undefined_name), names)
        kind = "mapping" if isinstance(owner, dict) else type(owner).__name__
        message = f"{kind} has no `{self._undefined_name}`"
        return f"{message}; {near}" if near else message


class _Loader(jinja2.BaseLoader):
    """Loads only the files that were found and read before, so that all have a digest."""

    def __init__(self, files: Mapping[str, TemplateFile]) -> None:
        self._files = files

    def get_source(
        self,
        environment: jinja2.Environment,  # noqa: ARG002 - named by Jinja
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of the template, its file, and whether it is up to date.

        Raises TemplateNotFound, and TemplateSyntaxError if the file is not text.
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
        """The names of all files that can be loaded, with any suffix."""
        return sorted(self._files)


class _Template(jinja2.Template):
    """A template with a faster escape function."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - named by Jinja
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:
        """Make the template from compiled code."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _escape
        return template


class _Environment(jinja2.Environment):
    """Gives templates their globals as one plain mapping, which each rendering copies.

    Any value that they get as ``extra`` is lenient, and everything else is strict.
    """

    template_class = _Template

    def __init__(self, files: TemplateFiles, **options: Any) -> None:
        super().__init__(**options)
        self.files = files
        self._trees: dict[tuple[str, str | None], nodes.Template] = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The tree of a template. Its dependencies are read from the same tree that is compiled."""
        tree = self._trees.pop((source, name), None)
        if tree is None:
            tree = self._trees[source, name] = super()._parse(source, name, filename)
            _refuse_circle(tree, name, filename)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of ``obj.attribute``, without a second call: pages have hundreds of them."""
        try:
            found = getattr(obj, attribute)
        except AttributeError:
            return self.getitem(obj, attribute)
        return lenient(found) if attribute == EXTRA else found

    def getitem(self, obj: Any, argument: str | Any) -> Any:
        """The value of ``obj[argument]``; ``map(attribute="…")`` and ``sort`` use it too."""
        found = super().getitem(obj, argument)
        return lenient(found) if argument == EXTRA else found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template; they are complete before the first template is loaded."""
        return {**self.globals, **(d or {})}


def _fragment_key(name: str, given: Mapping[str, Any]) -> Hashable:
    """The cache key of a fragment. Raises TemplateRuntimeError for arguments without a key."""
    try:
        return name, *given, cache_keys(given.values())
    except (TypeError, RecursionError):
        for key, value in given.items():
            _require_data(name, key, value)
        raise


def _require_data(name: str, key: str, value: Any) -> None:
    kind = type(value).__name__
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises an error that names the missing value
    try:
        cache_key(value)
    except RecursionError:
        message = f'fragment("{name}"): `{key}` is a {kind} that contains itself'
        raise jinja2.TemplateRuntimeError(message) from None
    except TypeError as error:
        message = (
            f'fragment("{name}"): `{key}` cannot be given, as a {error}; give it text, numbers,'
            " moments, lists or mappings"
        )
        raise jinja2.TemplateRuntimeError(message) from None


def _refuse_circle(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    for above in tree.find_all(nodes.Extends):
        if isinstance(above.template, nodes.Const) and above.template.value == name:
            message = f'a template cannot extend itself: write {{% extends "{THEME}{name}" %}}'
            raise jinja2.TemplateSyntaxError(message, above.lineno, name, filename)


def _escape(value: Any) -> str:
    """Like ``markupsafe.escape``, but does not copy text that needs no escaping, as most does."""
    if type(value) is str and not _SPECIAL.search(value):
        return value
    return escape(value)
