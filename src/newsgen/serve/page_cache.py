"""Renders what is looked at, when it is looked at, and remembers it by fingerprint."""

from collections import OrderedDict
from threading import Lock

from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.models import FileView, Model, Output, View
from newsgen.render.templates import TemplateError, explain
from newsgen.serve.snapshot import Snapshot
from newsgen.sources.loader import read_copy

_ROOM = 64 * 1024 * 1024
"""Bytes of pages that are remembered."""


class CachedPage(Model, frozen=True):
    """One file of the site as a browser gets it."""

    content: bytes
    media_type: str
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()
    """What was noted when it was rendered."""
    is_current: bool = True
    """False where errors left it as it was, or empty where it never was."""


class PageCache:
    """Renders outputs of editions, one at a time; what has not changed is not rendered again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sheets: OrderedDict[str, tuple[str, CachedPage]] = OrderedDict()
        self._held = 0
        self.rendered = 0
        """How many outputs had to be rendered so far."""

    def cached_page(self, snapshot: Snapshot, output: Output) -> CachedPage:
        """The output as the edition has it; where it cannot be rendered, as it last could."""
        view = output.recipe.view()
        if isinstance(view, FileView):
            return _copy(output, view)
        with self._lock:
            return self._render(snapshot, output, view)

    def _render(self, snapshot: Snapshot, output: Output, view: View) -> CachedPage:
        renderer = snapshot.site_plan.renderer
        known, cached_page = self._sheets.get(output.path, ("", None))
        try:
            fingerprint = renderer.fingerprint(output, view)
            if cached_page and fingerprint == known:
                self._sheets.move_to_end(output.path)
                return cached_page
            document = renderer.typeset(view)
            content = renderer.render(output, view, document)
        except Problems as problems:
            return _outdated(cached_page, output, problems.diagnostics)
        except TemplateError as error:
            return _outdated(cached_page, output, tuple(explain([error])))
        self.rendered += 1
        cached_page = CachedPage(
            content=content,
            media_type=output.media_type,
            digest=digest_bytes(content),
            diagnostics=document.diagnostics if document else (),
        )
        self._remember(output.path, fingerprint, cached_page)
        return cached_page

    def _remember(self, path: str, fingerprint: str, cached_page: CachedPage) -> None:
        _, old = self._sheets.pop(path, ("", None))
        self._sheets[path] = fingerprint, cached_page
        self._held += len(cached_page.content) - (len(old.content) if old else 0)
        while self._held > _ROOM and len(self._sheets) > 1:
            _, (_, dropped) = self._sheets.popitem(last=False)
            self._held -= len(dropped.content)


def _outdated(
    cached_page: CachedPage | None, output: Output, problems: tuple[Diagnostic, ...]
) -> CachedPage:
    if cached_page is None:
        cached_page = CachedPage(content=b"", media_type=output.media_type, digest="")
    return replace(cached_page, diagnostics=problems, is_current=False)


def _copy(output: Output, view: FileView) -> CachedPage:
    """A file from where it lies, if it still is the one that was planned."""
    try:
        content = read_copy(view, output.source or output.path)
    except Problems as problems:
        return _outdated(None, output, problems.diagnostics)
    return CachedPage(content=content, media_type=output.media_type, digest=view.digest)
