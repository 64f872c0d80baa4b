"""Finds what a check would report, file by file, and remembers it.

A file whose content cannot have changed is not rendered again, so an edit costs the changed files
and a look at all of them together. Readers' pages are checked as the next build makes them. Drafts
and other stories that a build leaves out are checked as the preview shows them.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from threading import Lock
from time import perf_counter
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.advice import advise
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.check.assessment import Evidence, assess, check_whole
from newsgen.check.audit import AUDITED, audit_together, make_auditor
from newsgen.check.findings import PageReport
from newsgen.check.render import is_read
from newsgen.check.source_locations import origins_of
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.models import Article, Model, Output
from newsgen.render.templates import TemplateError, merge_errors
from newsgen.serve.snapshot import Snapshot, reuse_renderers
from newsgen.sources.loader import pinpoint

_NEED_ALL = frozenset({"orphan-media", "unused-template", "waiver-unused"})
"""Rules that tell the truth only when every file was checked."""


class Checked(Model, frozen=True):
    """What is known of one file."""

    recipe: str
    """Empty if it must be rendered again in any case."""
    fingerprint: str
    report: PageReport
    problems: tuple[Diagnostic, ...] = ()
    failure: TemplateError | None = None


class Progress(NamedTuple):
    """How far a check is."""

    checked: int = 0
    total: int = 0
    """0 before it has begun."""


class Ledger:
    """What is known of the files of one plan after the other."""

    def __init__(self) -> None:
        self.known: dict[str, Checked] = {}
        """By path."""
        self._paths: frozenset[str] = frozenset()
        self._doubtful: set[str] = set()
        """Files whose links may lead somewhere else than when they were checked."""
        self.rendered = 0
        """Number of files rendered so far."""
        self._audit: Callable[[Output, bytes], PageReport]
        self._site_plan: SitePlan

    def open(
        self, site_plan: SitePlan, config: Config, outputs: Iterable[Output]
    ) -> list[tuple["Ledger", Output]]:
        """Begin with another plan; return those of the outputs that can be checked."""
        self._site_plan = site_plan
        self._audit = make_auditor(site_plan, config)
        files = [output for output in outputs if is_read(output, AUDITED)]
        counted = {output.path for output in files}
        self.known = {path: known for path, known in self.known.items() if path in counted}
        paths = frozenset(output.path for output in site_plan.plan.outputs)
        if self._paths - paths:
            self._doubtful |= self.known.keys()
        elif paths - self._paths:
            self._doubtful |= {path for path, c in self.known.items() if c.report.findings}
        self._paths = paths
        return [(self, output) for output in files]

    def check(self, output: Output, rendering: Lock) -> None:
        """Render and audit a file, unless its content and its links are as they were.

        Pages are rendered under the lock, one at a time.
        """
        known = self.known.get(output.path)
        if output.path in self._doubtful:
            known = None
        renderer = self._site_plan.renderers[output.edition]
        recipe = renderer.recipe_digest(output)
        if known and known.recipe == recipe:
            return
        try:
            view = output.recipe.view()
            fingerprint = renderer.fingerprint(output, view)
            if known and known.fingerprint == fingerprint:
                self.known[output.path] = replace(known, recipe=recipe)
                return
            self.rendered += 1
            with nullcontext() if _is_picture(output) else rendering:
                document = renderer.render_body(view)
                content = renderer.render(output, view, document)
            checked = Checked(
                recipe=recipe,
                fingerprint=fingerprint,
                report=self._audit(output, content),
                problems=document.diagnostics if document else (),
            )
        except Problems as wrong:
            checked = _failed(output, wrong.diagnostics)
        except TemplateError as error:
            checked = _failed(output, failure=error.with_traceback(None))
        except OSError:  # it was removed while it was read: the next snapshot does without it
            checked = _failed(output)
        self.known[output.path] = checked
        self._doubtful.discard(output.path)


def _failed(
    output: Output, problems: tuple[Diagnostic, ...] = (), failure: TemplateError | None = None
) -> Checked:
    report = PageReport(output.path)
    return Checked(recipe="", fingerprint="", report=report, problems=problems, failure=failure)


class Inspector:
    """Checks one snapshot after the other, in pieces as short as its caller wants.

    One thread at a time may use it.
    """

    def __init__(self, rendering: Lock) -> None:
        self._rendering = rendering
        self._published, self._hidden = Ledger(), Ledger()
        self._advice: dict[str, tuple[Article, tuple[Diagnostic, ...]]] = {}
        self._files: deque[tuple[Ledger, Output]] = deque()
        self._stories: deque[Article] = deque()
        self._outputs: tuple[Output, ...] = ()
        self._total = 0
        self._snapshot: Snapshot
        self._site_plan: SitePlan

    @property
    def is_done(self) -> bool:
        """Whether every file and every story of the snapshot was looked at."""
        return not (self._files or self._stories)

    @property
    def rendered(self) -> int:
        """Number of files rendered so far."""
        return self._published.rendered + self._hidden.rendered

    @property
    def progress(self) -> Progress:
        """How many files were looked at."""
        return Progress(self._total - len(self._files), self._total)

    def begin(self, snapshot: Snapshot) -> None:
        """Plan what readers will see of the snapshot; the work on the snapshot before ends."""
        site_plan = plan_site(
            snapshot.root,
            snapshot.config,
            replace(snapshot.options, scope="published"),
            snapshot.site_plan.build_cache,
            snapshot.inventory,
        )
        renderers = reuse_renderers(snapshot.site_plan, site_plan)
        self._snapshot, self._site_plan = snapshot, replace(site_plan, renderers=renderers)
        published = site_plan.plan.outputs
        paths = {output.path for output in published}
        hidden = [o for o in snapshot.outputs.values() if o.source and o.path not in paths]
        self._outputs = (*published, *hidden)
        files = [
            *self._hidden.open(snapshot.site_plan, snapshot.config, hidden),
            *self._published.open(self._site_plan, snapshot.config, published),
        ]
        # A picture can take a second, and few have problems.
        self._files = deque(sorted(files, key=lambda file: _is_picture(file[1])))
        self._total = len(files)
        self._stories = deque(snapshot.articles)
        articles = {article.path for article in snapshot.articles}
        self._advice = {path: kept for path, kept in self._advice.items() if path in articles}

    def work(self, seconds: float) -> None:
        """Look at files, then at stories, for about that time."""
        end = perf_counter() + seconds
        while self._files and perf_counter() < end:
            ledger, output = self._files.popleft()
            ledger.check(output, self._rendering)
        while self._stories and perf_counter() < end:
            self._advise(self._stories.popleft())

    def conclude(self) -> tuple[Diagnostic, ...]:
        """All that is known now, as a check reports it, but for the snapshot's own problems.

        Before every file was checked, what only all of them together show is left out.
        """
        snapshot, outputs = self._snapshot, self._outputs
        known = [*self._published.known.values(), *self._hidden.known.values()]
        reports = [checked.report for checked in known]
        is_complete = len(known) == self._total
        findings = [finding for report in reports for finding in report.findings]
        if is_complete:
            # A file that could not be rendered has no headings to which links could lead.
            rendered = [checked.report for checked in known if checked.recipe]
            findings += audit_together(rendered, outputs)
        failures = [checked.failure for checked in known if checked.failure]
        evidence = Evidence(
            problems=(
                *self._problems_of_plan(),
                *(problem for checked in known for problem in checked.problems),
                *merge_errors(failures),
            ),
            findings=findings,
            notes=(*self._advice_on_all(), *self._notes_on_whole()),
            origins={**origins_of(snapshot.site_plan), **origins_of(self._site_plan)},
        )
        templates = snapshot.inventory.templates.site
        found = assess(evidence, snapshot.root, snapshot.config, snapshot.options.now, templates)
        return found if is_complete else tuple(p for p in found if p.code not in _NEED_ALL)

    def _problems_of_plan(self) -> Iterator[Diagnostic]:
        """Problems of the plan, without those of sources, which the snapshot has already."""
        inventory = self._snapshot.inventory
        of_sources = {*inventory.problems, *inventory.collection.diagnostics}
        return (p for p in self._site_plan.diagnostics if p not in of_sources)

    def _advise(self, article: Article) -> None:
        kept = self._advice.get(article.path)
        if not kept or kept[0] != article:
            root = self._snapshot.root
            self._advice[article.path] = article, pinpoint(root, advise(article, root))

    def _advice_on_all(self) -> Iterator[Diagnostic]:
        for _, advice in self._advice.values():
            yield from advice
        for article in self._snapshot.articles:
            yield from self._snapshot.names.questions(article)

    def _notes_on_whole(self) -> Iterator[Diagnostic]:
        snapshot = self._snapshot
        listing = snapshot.inventory.listing
        return check_whole(
            self._site_plan, snapshot.config, snapshot.options, listing, self._outputs
        )


def _is_picture(output: Output) -> bool:
    return output.media_type.startswith("image/")
