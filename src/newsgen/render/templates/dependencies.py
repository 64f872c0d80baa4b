"""What templates depend on."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

import jinja2
import jinja2.meta
from jinja2 import nodes

from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_bytes, digest_value
from newsgen.render.templates.environment import LABELS
from newsgen.render.templates.errors import TemplateError, translated
from newsgen.render.templates.unused import find_idle

_STATIC = "static/"
_ANYTHING = "*"
"""Stands for the name of a template that is known only when rendering."""
_ANY_FILE = f"{_STATIC}{_ANYTHING}"
"""Stands for the name of a static file that is known only when rendering."""


References = Mapping[str, tuple[str, ...]]
"""The names that each template refers to, by the digest of its bytes."""


class TemplateDependencies:
    """What templates depend on: their own bytes, and those of all that they reach.

    A dynamic name depends on all that it may mean: ``{% include name %}`` on everything there is,
    ``asset(name)`` on all static files.
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
                    waiting.extend(self._expand(below))
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

    def named(self) -> frozenset[str]:
        """Paths of the static files that sound templates may name by ``asset()``."""
        seen: set[str] = set()
        waiting = self._templates()
        while waiting:
            current = waiting.pop()
            if current not in seen and current != _ANYTHING:  # all templates wait already
                seen.add(current)
                with suppress(TemplateError):
                    waiting.extend(self._look(current)[1])
        if _ANY_FILE in seen:
            return frozenset(self._assets)
        return frozenset(path for path in self._assets if f"{_STATIC}{path}" in seen)

    def idle(self) -> tuple[Diagnostic, ...]:
        """Templates and blocks of the site that no page comes to."""
        return tuple(find_idle(self._environment, lambda name: self._look(name)[1]))

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
        try:
            return digest_bytes(self._source(name)[0].encode())
        except TemplateError:  # whoever looks for its references is told
            return ""

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

    def _expand(self, names: Iterable[str]) -> Iterable[str]:
        """The names, with all that is meant by one that is known only when rendering."""
        if _ANYTHING in names:
            return self._everything()
        return [*names, *self._files()] if _ANY_FILE in names else names

    def _everything(self) -> list[str]:
        """Every template and static file."""
        return [*self._templates(), *self._files()]

    def _files(self) -> list[str]:
        return [f"{_STATIC}{path}" for path in self._assets]

    def _templates(self) -> list[str]:
        return self._environment.list_templates()


def _called(tree: nodes.Template) -> Iterator[str | None]:
    """The templates behind ``fragment("…")`` and ``labels(…)``, the files behind ``asset("…")``.

    None for the name of a template that is known only when rendering.
    """
    functions = [n for n in tree.find_all(nodes.Name) if n.name in ("fragment", "asset", "labels")]
    calls = {id(call.node): call for call in tree.find_all(nodes.Call)}
    for function in functions:
        call = calls.get(id(function))
        if function.name == "labels":
            yield LABELS
            continue
        name = call.args[0] if call and call.args else None
        given = str(name.value) if isinstance(name, nodes.Const) else None
        if function.name == "asset":
            yield _ANY_FILE if given is None else f"{_STATIC}{given}"
        else:
            yield given
