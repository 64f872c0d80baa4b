"""Renders pages on request, and caches them by fingerprint."""

from collections import OrderedDict
from threading import Lock

from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.models import FileView, Model, Output, View
from newsgen.render.templates import TemplateError, merge_errors
from newsgen.serve.snapshot import Snapshot
from newsgen.sources.loader import read_copy

_CAPACITY = 64 * 1024 * 1024
"""Bytes of cached pages, at most."""


class CachedPage(Model, frozen=True):
    """One file of the site as the browser receives it."""

    content: bytes
    media_type: str
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()
    """The problems found while rendering."""
    is_current: bool = True
    """False if errors prevent rendering: the content is the last good one, or empty."""


class PageCache:
    """Renders the outputs of snapshots, one at a time; unchanged outputs are not rendered again."""

    def __init__(self) -> None:
        self.rendering = Lock()
        """Held while a page is rendered: everything that renders beside this takes it."""
        self._pages: OrderedDict[str, tuple[str, CachedPage]] = OrderedDict()
        self._size = 0
        self.rendered = 0
        """Number of outputs rendered so far."""

    def cached_page(self, snapshot: Snapshot, output: Output) -> CachedPage:
        """The rendered output of the snapshot, or its last good version if it has errors now."""
        view = output.recipe.view()
        if isinstance(view, FileView):
            return _copy(output, view)
        with self.rendering:
            return self._render(snapshot, output, view)

    def _render(self, snapshot: Snapshot, output: Output, view: View) -> CachedPage:
        renderer = snapshot.site_plan.renderers[output.edition]
        known, cached_page = self._pages.get(output.path, ("", None))
        try:
            fingerprint = renderer.fingerprint(output, view)
            if cached_page and fingerprint == known:
                self._pages.move_to_end(output.path)
                return cached_page
            document = renderer.render_body(view)
            content = renderer.render(output, view, document)
        except Problems as problems:
            return _outdated(cached_page, output, problems.diagnostics)
        except TemplateError as error:
            return _outdated(cached_page, output, tuple(merge_errors([error])))
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
        _, old = self._pages.pop(path, ("", None))
        self._pages[path] = fingerprint, cached_page
        self._size += len(cached_page.content) - (len(old.content) if old else 0)
        while self._size > _CAPACITY and len(self._pages) > 1:
            _, (_, dropped) = self._pages.popitem(last=False)
            self._size -= len(dropped.content)


def _outdated(
    cached_page: CachedPage | None, output: Output, problems: tuple[Diagnostic, ...]
) -> CachedPage:
    if cached_page is None:
        cached_page = CachedPage(content=b"", media_type=output.media_type, digest="")
    return replace(cached_page, diagnostics=problems, is_current=False)


def _copy(output: Output, view: FileView) -> CachedPage:
    """A copied file, read from its source, if it is unchanged since the plan was made."""
    try:
        content = read_copy(view, output.source or output.path)
    except Problems as problems:
        return _outdated(None, output, problems.diagnostics)
    return CachedPage(content=content, media_type=output.media_type, digest=view.digest)
