"""The Jinja side of rendering: where templates come from, what they may call, what they depend on.

A template of the site takes the place of the theme's of the same name and can extend the original
as ``theme/<name>``.
"""

import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import jinja2.meta
from jinja2 import nodes
from markupsafe import Markup, escape
from msgspec.structs import replace

from newsgen import formats, markdown
from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_bytes, digest_value
from newsgen.models import Identity
from newsgen.text import direction, quote_path

_THEME = "theme/"
_BLOCKS = "blocks/"
_LABELS = "partials/labels.html"
_STATIC = "static/"
_SPECIAL = re.compile("[&<>'\"]")
_ANYTHING = "*"
"""Stands for a name that is known only when rendering."""


class TemplateError(Exception):
    """A template cannot be used: the problem, and what was being rendered."""

    def __init__(self, diagnostic: Diagnostic, origin: str) -> None:
        super().__init__(diagnostic, origin)
        self.diagnostic = diagnostic
        self.origin = origin


def explain(errors: Iterable[TemplateError]) -> list[Diagnostic]:
    """One diagnostic for each place in a template, however many pages it spoils."""
    spoilt: dict[Diagnostic, list[str]] = {}
    for error in errors:
        spoilt.setdefault(error.diagnostic, []).append(error.origin)
    return [_while_rendering(diagnostic, origins) for diagnostic, origins in spoilt.items()]


def _while_rendering(diagnostic: Diagnostic, origins: Sequence[str]) -> Diagnostic:
    more = f" and {len(origins) - 1} more" if len(origins) > 1 else ""
    message = f"{diagnostic.message} (while rendering {origins[0]}{more})"
    return replace(diagnostic, message=message)


def make_environment(site_templates: Path, theme_templates: Path) -> jinja2.Environment:
    """The Jinja environment of a site: always escaping, strict about names."""
    theme = jinja2.FileSystemLoader(theme_templates)
    loader = jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(site_templates),
            jinja2.PrefixLoader({_THEME.rstrip("/"): theme}),
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


def introduce(environment: jinja2.Environment, site: Identity, assets: Mapping[str, str]) -> None:
    """Tell the templates of which site they are.

    ``assets`` are the static files, by path, with the digests of their bytes.
    """

    def absolute(url: str) -> str:
        return url if url.startswith(("https://", "http://")) else site.origin + url

    def asset(path: str) -> str:
        if path not in assets:
            raise jinja2.TemplateRuntimeError(f"there is no file static/{path}")
        return f"{site.base}{quote_path(path)}?v={assets[path][:8]}"

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
        known: Mapping[str, Mapping[str, Any]] = environment.get_template(_LABELS).module.labels  # type: ignore[attr-defined]
        return known.get(lang.partition("-")[0], known["en"])

    def fragment(name: str, **given: Any) -> Markup:
        """A template that sees the site and what it is given, rendered once for all pages."""
        return render_once(name, tuple(given.items()))

    environment.filters |= {"absolute": absolute, "markdown": to_html}
    environment.globals |= {"asset": asset, "fragment": fragment, "labels": labels, "site": site}


def compile_all(environment: jinja2.Environment) -> None:
    """Compile every template that can be; the others will tell why not when they are used."""
    for name in environment.list_templates(extensions=["html", "xml", "txt"]):
        if not name.startswith(_THEME):
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


References = Mapping[str, tuple[str, ...]]
"""The names that each template refers to, by the digest of its bytes."""


class Closures:
    """What templates depend on: their own bytes, and those of all that they reach.

    A dynamic name - ``{% include name %}``, ``asset(name)`` - depends on everything there is.
    ``known`` are the references of templates by the digests of their bytes, from an earlier build.
    """

    def __init__(
        self, environment: jinja2.Environment, assets: Mapping[str, str], known: References
    ) -> None:
        self._environment = environment
        self._assets = assets
        self._known = known
        self._looked_at: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._reached: dict[str, Mapping[str, str]] = {}
        self._digests: dict[tuple[str, ...], str] = {}

    def digest(self, names: tuple[str, ...]) -> str:
        """Digest of those templates with all that they extend, include, import and show.

        Raises TemplateError when one of them cannot be read or is not a template.
        """
        if names not in self._digests:
            self._digests[names] = digest_value([sorted(self.reach(n).items()) for n in names])
        return self._digests[names]

    def reach(self, name: str) -> Mapping[str, str]:
        """Digests of that template, all that it reaches, and the static files that those name.

        By name; static files as ``static/…``. Raises TemplateError as ``digest`` does.
        """
        if name not in self._reached:
            reached: dict[str, str] = {}
            waiting = [name]
            while waiting:
                current = waiting.pop()
                if current not in reached:
                    reached[current], below = self._look(current)
                    waiting.extend(self._everything() if _ANYTHING in below else below)
            self._reached[name] = reached
        return self._reached[name]

    def sources(self) -> Mapping[str, str]:
        """Digests of all templates and static files, whether anything reaches them or not."""
        return {name: self._digest(name) for name in sorted(self._everything())}

    def references(self) -> References:
        """What each sound template refers to, by the digest of its bytes, for the next build."""
        for name in self._templates():
            with suppress(TemplateError):
                self._look(name)
        return dict(sorted(self._looked_at.values()))

    def _look(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Digest of a template or static file, and the names that it refers to."""
        if name.startswith(_STATIC):
            return self._digest(name), ()
        if name not in self._looked_at:
            digest = self._digest(name)
            below = self._known.get(digest)
            self._looked_at[name] = digest, self._parse(name) if below is None else below
        return self._looked_at[name]

    def _digest(self, name: str) -> str:
        if name.startswith(_STATIC):
            return self._assets.get(name.removeprefix(_STATIC), "")
        return digest_bytes(self._source(name)[0].encode())

    def _source(self, name: str) -> tuple[str, str | None]:
        """The text of a template and the file it is in; empty where there is none."""
        loader = self._environment.loader
        if loader is None:  # pragma: no cover - make_environment always gives one
            return "", None
        with translated(f"the template {name}"):
            try:
                return loader.get_source(self._environment, name)[:2]
            except jinja2.TemplateNotFound:
                return "", None

    def _parse(self, name: str) -> tuple[str, ...]:
        with translated(f"the template {name}"):
            source, file = self._source(name)
            tree = self._environment.parse(source, name, file)
        references = {*jinja2.meta.find_referenced_templates(tree), *_called(tree)}
        return tuple(sorted(_ANYTHING if name is None else name for name in references))

    def _everything(self) -> list[str]:
        """Every template and static file: what a name might be that is known when rendering."""
        return [*self._templates(), *(f"{_STATIC}{path}" for path in self._assets)]

    def _templates(self) -> list[str]:
        return self._environment.list_templates(extensions=["html", "xml", "txt"])


def _called(tree: nodes.Template) -> Iterator[str | None]:
    """The templates behind ``fragment("…")`` and ``labels(…)``, the files behind ``asset("…")``.

    None for a name that is known only when rendering.
    """
    functions = [n for n in tree.find_all(nodes.Name) if n.name in ("fragment", "asset", "labels")]
    calls = {id(call.node): call for call in tree.find_all(nodes.Call)}
    for function in functions:
        call = calls.get(id(function))
        if function.name == "labels":
            yield _LABELS
            continue
        name = call.args[0] if call and call.args else None
        prefix = _STATIC if function.name == "asset" else ""
        yield f"{prefix}{name.value}" if isinstance(name, nodes.Const) else None


@contextmanager
def translated(origin: str) -> Iterator[None]:
    """Turns whatever goes wrong in a template into a TemplateError that names template and line.

    ``origin`` is what was being rendered.
    """
    try:
        yield
    except TemplateError:
        raise
    except jinja2.TemplateSyntaxError as error:
        place = _place(error.filename or error.name or "")
        problem = _diagnose(error.message or "", place, error.lineno)
        raise TemplateError(problem, origin) from error
    except jinja2.TemplateNotFound as error:
        filename, line = _innermost(error)
        message = f"there is no template {error.message}"
        raise TemplateError(_diagnose(message, _place(filename), line), origin) from error
    except Exception as error:
        filename, line = _innermost(error)
        if not filename:
            raise
        message = str(error) or type(error).__name__
        raise TemplateError(_diagnose(message, _place(filename), line), origin) from error


def _innermost(error: BaseException) -> tuple[str, int]:
    """File and line of the innermost frame that is a template's."""
    filename, line = "", 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_globals.get("__jinja_template__") is not None or (
            "templates" in Path(frame.f_code.co_filename).parts[:-1]
            and frame.f_code.co_filename.endswith(".html")
        ):
            filename, line = frame.f_code.co_filename, number
    return filename, line


def _place(filename: str) -> str:
    """The path of a template as its author knows it: below ``templates/``."""
    parts = Path(filename).parts
    if "templates" in parts:
        start = len(parts) - 1 - parts[::-1].index("templates")
        return "/".join(parts[start:])
    return filename


def _diagnose(message: str, place: str, line: int) -> Diagnostic:
    return Diagnostic(
        code="template-error",
        message=message,
        path=place,
        line=line,
        hint="docs/themes.md lists what each template is given",
    )
