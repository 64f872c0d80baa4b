"""The publication of a running desk: it belongs to the server, not to a page.

There is one at a time, and every page shows it.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from anyio import to_thread
from msgspec.structs import replace

from newsgen.builder.options import Options, configure, output_folder
from newsgen.diagnostics import Problems, Refusal
from newsgen.digest import digest_bytes
from newsgen.incremental.manifest import manifest_path
from newsgen.models import Model
from newsgen.publish import Overrides, PublishOptions, PublishReport, publish
from newsgen.serve.snapshot import Snapshot


class Publication(Model, frozen=True):
    """A comparison with a target, or a publication to it: in progress, or ended."""

    number: int
    """Counts the publications of this run."""
    target: str
    person: str
    """The name of who began it; may be empty."""
    snapshot: Snapshot
    """The paper when it began."""
    is_comparison: bool
    allowed: tuple[str, ...] = ()
    """The fields of ``Overrides`` that were set."""
    build: str = ""
    """Digest of the manifest of the build that was compared: only that one is published."""
    step: str = "preparing"
    done: int = 0
    total: int = 0
    report: PublishReport | None = None
    refusal: Refusal | None = None
    """Why it could not even be compared."""

    @property
    def is_running(self) -> bool:
        """Whether it has no result yet."""
        return self.report is None and self.refusal is None


class Publisher:
    """The publication of a running desk, and how far it is."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.current: Publication | None = None
        self._now = now
        self._task: asyncio.Task[None] | None = None

    def begin(self, publication: Publication) -> None:
        """Begin the publication in a thread of its own. None may be running."""
        self.current = publication
        self._task = asyncio.create_task(to_thread.run_sync(self._run, publication))

    def _run(self, publication: Publication) -> None:
        # The preview shows drafts; readers do not see them. One process: a server with threads must
        # not be forked.
        preview = publication.snapshot.options
        options = replace(preview, scope="published", now=self._now(), jobs=1)
        publish_options = PublishOptions(
            clock=wall_clock(),
            target=publication.target,
            dry_run=publication.is_comparison,
            use_last_build=not publication.is_comparison,  # a story saved since is not in it
            overrides=Overrides(**dict.fromkeys(publication.allowed, True)),
        )
        report, refusal, build = None, None, publication.build
        try:
            if not publication.is_comparison:
                _require_same_build(publication, options)
            report = publish(options, publish_options, self._progress)
            build = _digest_build(options)
        except Refusal as refused:
            refusal = refused
        except Problems as problems:
            refusal = Refusal("the site has problems", diagnostics=problems.diagnostics)
        except Exception as error:  # noqa: BLE001 - whatever it was, the page must not wait for ever
            refusal = Refusal(f"newsgen failed: {error!r}", "please report this")
        self.current = replace(publication, report=report, refusal=refusal, build=build)

    def _progress(self, step: str, done: int, total: int) -> None:
        if self.current:
            self.current = replace(self.current, step=step, done=done, total=total)


def _require_same_build(publication: Publication, options: Options) -> None:
    """Raise Refusal if the output folder no longer holds what an editor has seen."""
    if _digest_build(options) != publication.build:
        hint = "compare again, and look at the new list"
        raise Refusal("the paper was built again since this list was made", hint)


def _digest_build(options: Options) -> str:
    """Digest of the manifest of the last build; empty if there is none."""
    root = Path(options.root)
    output = output_folder(root, configure(root, options), options)
    try:
        return digest_bytes(manifest_path(output).read_bytes())
    except OSError:
        return ""


def wall_clock() -> datetime:
    """The real time: of a preview of a coming day nothing is published."""
    return datetime.now(UTC)
