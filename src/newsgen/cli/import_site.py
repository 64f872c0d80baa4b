"""``newsgen import``."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from newsgen.cli.options import Misuse, format_option, now_option
from newsgen.cli.report import counted, listed, show
from newsgen.cli.terminal import ProgressLine, is_terminal, visible
from newsgen.diagnostics import Problems, Refusal
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Kind
from newsgen.importer.preparation import ImportOptions
from newsgen.importer.report import OUTCOMES, ImportReport
from newsgen.importer.report_page import report_json, report_page
from newsgen.importer.run import import_site
from newsgen.importer.settings import SETTINGS
from newsgen.importer.sources import KINDS

REPORT = ".newsgen/import-report"
"""The report, in the paper, with the endings .html and .json."""
_SHOWN = 12
"""Rows of a table that the terminal shows; the report has all of them."""


@click.command("import")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--into",
    metavar="DIR",
    default=".",
    help="Folder of the paper; it may be empty or new. By default the current folder.",
)
@click.option("--as", "kind", type=click.Choice(KINDS), default=None, help="Kind of the source.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and write nothing.")
@click.option("--again", is_flag=True, help="Bring back what was deleted after an earlier import.")
@click.option("--date", metavar="DATE", default=None, help="Date of stories that have none.")
@click.option(
    "--date-order",
    type=click.Choice(["DMY", "MDY", "YMD"]),
    default=None,
    help="How dates such as 12/11/2019 are meant.",
)
@click.option("--timezone", metavar="ZONE", default=None, help="Time zone of dates that name none.")
@click.option(
    "--pictures",
    metavar="DIR",
    multiple=True,
    help="Folder with files of the old site, such as wp-content/uploads; repeat it for more.",
)
@click.option("--fetch-pictures", is_flag=True, help="Fetch missing pictures from the old site.")
@click.option("--take-paid", is_flag=True, help="Publish stories for paying readers as well.")
@now_option()
@format_option("text", "json")
@click.option("--quiet", "-q", is_flag=True, help="Print only problems.")
def import_command(
    *,
    sources: tuple[str, ...],
    into: str,
    kind: Kind | None,
    dry_run: bool,
    again: bool,
    fetch_pictures: bool,
    now: datetime,
    form: str,
    quiet: bool,
    **given: Any,
) -> int:
    """Import the stories of another system: a folder, an export, saved pages.

    Jekyll, Hugo, Eleventy, Astro, Pelican, Nikola, Markdown, WordPress, Ghost, feeds, Drupal, HTML
    and plain text are recognised. The first import proposes newsgen.yaml and import.yaml; change
    them, and import again: files that somebody edited stay as they are.
    """
    gc.enable()  # trees of HTML are rings of objects: without it, all of them would stay in memory
    root = Path(into).absolute()
    options = ImportOptions(
        sources=tuple(Path(source) for source in sources),
        into=root,
        now=now,
        kind=kind,
        given=_settings(given, root),
        dry_run=dry_run,
        again=again,
        fetch_pictures=fetch_pictures,
    )
    report = _run(options, quiet=quiet)
    if report is None:
        return 2
    if not dry_run:
        _write_report(root, report)
    if form == "json":
        click.echo(report_json(report), nl=False)
    elif not quiet:
        for line in _lines(report):
            click.echo(visible(line))
    elif report.has_failed:
        for line in _failures(report):
            click.echo(visible(line), err=True)
    return 1 if report.has_failed else 0


def _settings(given: dict[str, Any], root: Path) -> dict[str, object]:
    """The settings that the command line gives, with folders as seen from the paper."""
    settings = {key: value for key, value in given.items() if value}
    if pictures := settings.get("pictures"):
        settings["pictures"] = tuple(Path(os.path.relpath(f, root)).as_posix() for f in pictures)
    return settings


def _run(options: ImportOptions, *, quiet: bool) -> ImportReport | None:
    """The report; None if import.yaml or newsgen.yaml has errors, which are printed."""
    try:
        with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr) and not quiet) as progress:
            return import_site(options, progress)
    except ImportFault as fault:
        raise Misuse(fault.message, fault.hint) from fault
    except Problems as problems:
        show(problems.diagnostics)
    except Refusal as refusal:
        show(refusal.diagnostics)
        if not refusal.diagnostics:
            raise Misuse(refusal.message, refusal.hint) from refusal
    except OSError as error:
        place = error.filename or options.into
        hint = "free some space or check permissions, and import again: it goes on where it stopped"
        raise Misuse(f"the import stopped at {place}: {error.strerror}", hint) from error
    return None


def _write_report(root: Path, report: ImportReport) -> None:
    place = root / REPORT
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_suffix(".html").write_bytes(report_page(report))
        place.with_suffix(".json").write_text(report_json(report), encoding="utf-8")
    except OSError as error:
        message = f"all is imported, but the report cannot be written: {error.strerror}"
        raise Misuse(message, f"see {place.parent}, and import again") from error


def _lines(report: ImportReport) -> Iterator[str]:
    """The report for a terminal."""
    verb = "Would import" if report.is_dry else "Imported"
    number = counted(len(report.stories), "story")
    yield f"{verb} {number} from {report.source} ({report.kind}: {report.recognised})"
    yield f"  into {report.root} in {report.seconds:.1f} s"
    for outcome, count in report.outcomes.most_common():
        yield f"  {count:>7,}  {OUTCOMES[outcome]}"
    yield from _drafts(report)
    if files := sum(report.files.values()):
        yield f"  {files:>7,}  pictures and other files"
    if report.missing:
        yield f"  {len(report.missing):>7,}  pictures are not in the source: name their folder with"
        yield "           --pictures, or fetch them with --fetch-pictures"
    yield from _notes(report)
    yield from _undecided(report)
    yield from _failures(report)
    yield ""
    if report.is_dry:
        yield "Nothing was written. Without --dry-run, the same is done."
    else:
        yield f"The whole report: {REPORT}.html"
        yield f"Next: look at {SETTINGS} and newsgen.yaml, import again if you change them,"
        yield "      then newsgen serve --open"


def _notes(report: ImportReport) -> Iterator[str]:
    """What was changed and left out, what needs a person, and what was not taken."""
    for effect, heading in _EFFECTS:
        rows = [row for row in report.counted_notes() if row[0] == effect]
        if rows:
            yield ""
            yield heading
            yield from (f"  {n:>7,}  {text}  ({where})" for _, text, n, where in rows[:_SHOWN])
            if len(rows) > _SHOWN:
                yield f"           and {len(rows) - _SHOWN:,} more kinds"
    if report.not_taken:
        others = listed([f"{count:,} {name}" for name, count in report.not_taken.items()])
        yield ""
        yield f"Not taken: {others}"


def _drafts(report: ImportReport) -> Iterator[str]:
    drafts = [s for s in report.stories if s.drafts and s.outcome != "left-out"]
    if not drafts:
        return
    yield f"  {len(drafts):>7,}  of them are drafts:"
    reasons = Counter(story.drafts[0] for story in drafts).most_common()
    for reason, count in reasons[:_SHOWN]:
        yield f"           {count:>7,}  {reason}"
    if len(reasons) > _SHOWN:
        yield f"           and {len(reasons) - _SHOWN:,} more reasons"


def _undecided(report: ImportReport) -> Iterator[str]:
    """The shortcodes about which the editor may say more."""
    names = list(report.unknown)
    if names:
        more = [f"{len(names) - _SHOWN:,} more"] if len(names) > _SHOWN else []
        yield ""
        yield f"Shortcodes to decide about in {SETTINGS}: {listed(names[:_SHOWN] + more)}"


def _failures(report: ImportReport) -> Iterator[str]:
    if report.incomplete:
        yield ""
        yield f"The source is not complete: {report.incomplete}"
    out = [story for story in report.stories if story.outcome in {"taken", "left-out"}]
    if out:
        yield ""
        yield "Left out:"
        for story in out[:_SHOWN]:
            why = "; ".join(story.drafts) or OUTCOMES[story.outcome]
            yield f"  {story.origin}: {story.title}: {why}"
        if len(out) > _SHOWN:
            yield f"  and {len(out) - _SHOWN:,} more"
    if report.problems:
        yield ""
        yield "The paper has other problems, which stop a build:"
        yield from (f"  {problem}" for problem in report.problems[:_SHOWN])


_EFFECTS = (
    ("needs", "What needs a person"),
    ("left-out", "What is left out"),
    ("changed", "What is written in another way"),
)
