"""The dependencies of templates: other templates and static files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

import jinja2
import jinja2.meta
from jinja2 import nodes

from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_bytes, digest_value
from newsgen.language.words import is_catalogue
from newsgen.render.templates.environment import THEME
from newsgen.render.templates.errors import TemplateError, template_errors
from newsgen.render.templates.unused import find_unused

_STATIC = "static/"
_ANYTHING = "*"
"""Stands for a template name that is only known when rendering."""
WORDS = "locales/*"
"""Stands for all catalogues: which of them a page needs is only known when rendering."""
_ANY_FILE = f"{_STATIC}{_ANYTHING}"
"""Stands for the name of a static file that is only known when rendering."""


References = Mapping[str, tuple[str, ...]]
"""The names that each template refers to, by the digest of its bytes."""


class TemplateDependencies:
    """The closure of each template: the template and everything that it uses.

    A dynamic name depends on everything that it may mean: ``{% include name %}`` on all templates
    and static files, ``asset(name)`` on all static files. ``known`` has the references of
    templates, by the digest of their bytes, from an earlier build.
    """

    def __init__(
        self, environment: jinja2.Environment, assets: Mapping[str, str], known: References
    ) -> None:
        self._environment = environment
        self._assets = assets
        self._known = known
        self._inspected: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._reached: dict[str, Mapping[str, str]] = {}
        self._digests: dict[tuple[str, ...], str] = {}

    def digest(self, names: tuple[str, ...]) -> str:
        """Digest of the closures of these templates.

        Raises TemplateError if one of them cannot be read or is not a template.
        """
        if names not in self._digests:
            self._digests[names] = digest_value([sorted(self.reach(n).items()) for n in names])
        return self._digests[names]

    def reach(self, name: str) -> Mapping[str, str]:
        """Digests of a template, and of every template and static file that it uses, by name.

        Static files are named ``static/…``. Raises TemplateError as ``digest`` does.
        """
        if name not in self._reached:
            reached: dict[str, str] = {}
            waiting = [*self._expand([name])]
            while waiting:
                current = waiting.pop()
                if current not in reached:
                    reached[current], below = self._inspect(current)
                    waiting.extend(self._expand(below))
            self._reached[name] = reached
        return self._reached[name]

    def sources(self) -> Mapping[str, str]:
        """Digests of all templates and static files, whether or not they are used."""
        return {name: self._digest(name) for name in sorted(self._everything())}

    def references(self) -> References:
        """The references of each valid template, by the digest of its bytes, for the next build."""
        for name in self._templates():
            with suppress(TemplateError):
                self._inspect(name)
        return dict(sorted(self._inspected.values()))

    def named(self) -> frozenset[str]:
        """Paths of the static files that valid templates may name with ``asset()``."""
        seen: set[str] = set()
        waiting = self._templates()
        while waiting:
            current = waiting.pop()
            if current not in seen and current != _ANYTHING:  # all templates wait already
                seen.add(current)
                with suppress(TemplateError):
                    waiting.extend(self._inspect(current)[1])
        if _ANY_FILE in seen:
            return frozenset(self._assets)
        return frozenset(path for path in self._assets if f"{_STATIC}{path}" in seen)

    def unused(self) -> tuple[Diagnostic, ...]:
        """Reports templates and blocks of the site that no page uses."""
        return tuple(find_unused(self._environment, lambda name: self._inspect(name)[1]))

    def _inspect(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Digest of a template or static file, and the names that it refers to."""
        if name.startswith(_STATIC) or _is_words(name):
            return self._digest(name), ()
        if name not in self._inspected:
            digest = self._digest(name)
            below = self._known.get(digest)
            self._inspected[name] = digest, self._parse(name) if below is None else below
        return self._inspected[name]

    def _digest(self, name: str) -> str:
        if name.startswith(_STATIC):
            return self._assets.get(name.removeprefix(_STATIC), "")
        try:
            return digest_bytes(self._source(name)[0].encode())
        except TemplateError:  # reported when its references are read
            return ""

    def _source(self, name: str) -> tuple[str, str | None]:
        """The text of a template, and its file; empty if there is no such template."""
        loader = self._environment.loader
        if loader is None:  # pragma: no cover - make_environment always gives one
            return "", None
        with template_errors(f"the template {name}", self._environment):
            try:
                return loader.get_source(self._environment, name)[:2]
            except jinja2.TemplateNotFound:
                return "", None

    def _parse(self, name: str) -> tuple[str, ...]:
        with template_errors(f"the template {name}", self._environment):
            source, file = self._source(name)
            tree = self._environment.parse(source, name, file)
        references = {*jinja2.meta.find_referenced_templates(tree), *_called(tree)}
        return tuple(sorted(_ANYTHING if name is None else name for name in references))

    def _expand(self, names: Iterable[str]) -> Iterable[str]:
        """The names; a dynamic name is replaced by everything that it may mean."""
        if _ANYTHING in names:
            return self._everything()
        more = self._files() if _ANY_FILE in names else []
        if WORDS in names:
            more += filter(_is_words, self._templates())
        return [*(name for name in names if name != WORDS), *more]

    def _everything(self) -> list[str]:
        """Every template and static file."""
        return [*self._templates(), *self._files()]

    def _files(self) -> list[str]:
        return [f"{_STATIC}{path}" for path in self._assets]

    def _templates(self) -> list[str]:
        return self._environment.list_templates()


def _is_words(name: str) -> bool:
    """Whether this is a catalogue, of the site or of the theme."""
    return is_catalogue(name.removeprefix(THEME))


def _called(tree: nodes.Template) -> Iterator[str | None]:
    """The templates in calls of ``fragment("…")``, the files in ``asset("…")``, the catalogues.

    None stands for a template name that is only known when rendering.
    """
    functions = [n for n in tree.find_all(nodes.Name) if n.name in ("fragment", "asset", "labels")]
    calls = {id(call.node): call for call in tree.find_all(nodes.Call)}
    for function in functions:
        call = calls.get(id(function))
        if function.name == "labels":
            yield WORDS
            continue
        name = call.args[0] if call and call.args else None
        given = str(name.value) if isinstance(name, nodes.Const) else None
        if function.name == "asset":
            yield _ANY_FILE if given is None else f"{_STATIC}{given}"
        else:
            yield given
