"""Imports a source into a paper: the phases in their order."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.inspect import ListedStory, survey
from newsgen.builder.options import Options, configure
from newsgen.builder.progress import Progress, silent
from newsgen.config import edition_configs
from newsgen.files.names import CONFIG, CONTENT
from newsgen.importer.faults import ImportFault
from newsgen.importer.lists import moved_lists
from newsgen.importer.memory import MEMORY, Memory
from newsgen.importer.models import Note
from newsgen.importer.paper import Kept, newsgen_yaml, waived_paths
from newsgen.importer.pictures import fetch_pictures
from newsgen.importer.preparation import ImportOptions, prepare
from newsgen.importer.profiles import write_profiles
from newsgen.importer.report import ImportReport
from newsgen.importer.rounds import Run, index_of, write_stories
from newsgen.importer.settings import SETTINGS, ImportSettings, import_yaml
from newsgen.importer.sources import require_libraries
from newsgen.importer.staging import compare, promote, staged
from newsgen.importer.stories import Result
from newsgen.importer.verification import Findings
from newsgen.importer.writing import Writer

_DECIDED = frozenset({"shortcode", "component", "tag", "include", "card", "container"})
"""What notes call the things that `shortcodes:` of import.yaml decides about."""
_WRITTEN = frozenset({"written", "rewritten", "same"})


def import_site(options: ImportOptions, progress: Progress = silent) -> ImportReport:
    """Import the source, and tell what was done.

    All is done in a copy of the paper; what differs in the end is brought into it, unless it is a
    dry run. Raises ImportFault if the source cannot be read, Problems for errors in import.yaml,
    Refusal for errors in newsgen.yaml, and OSError.
    """
    require_libraries()
    paper = options.into.resolve()
    with staged(paper) as stage:
        run, report = _import(options, stage, progress)
        settled = _settle(report, stage, paper)
        if not options.dry_run:
            paper.mkdir(parents=True, exist_ok=True)
            run.memory.save()
            promote(stage, paper, run.writer.touched, last=MEMORY)
    return settled


def _settle(report: ImportReport, stage: Path, paper: Path) -> ImportReport:
    """The report of the stage as one of the paper: what is new there, and what was the same."""
    stories = tuple(
        replace(story, outcome=compare(stage, paper, story.path))
        if story.outcome in _WRITTEN
        else story
        for story in report.stories
    )
    others = {
        path: compare(stage, paper, path) if state in _WRITTEN else state
        for path, state in report.others.items()
    }
    return replace(report, stories=stories, others=others)


def _import(options: ImportOptions, stage: Path, progress: Progress) -> tuple[Run, ImportReport]:
    """Import into the stage."""
    started = time.perf_counter()
    prepared = prepare(options, stage, progress)
    memory = Memory(stage)
    writer = Writer(stage, memory, again=options.again)
    run = Run(options, stage, prepared, memory, writer, progress)
    before = _stories_before(run)
    kept = _kept_sections(run, before)
    others = {CONFIG: _write_paper(run, kept, ())}
    config = configure(stage, Options(root=str(stage), now=options.now))
    results, findings = write_stories(run, config, before)
    leads = {found.report.path for found in results.values() if found.has_undescribed_lead}
    others[CONFIG] = _write_paper(run, kept, sorted({*findings.undescribed, *leads}))
    profiles, notes = _write_authors(run, results)
    others |= profiles
    if not prepared.settings.base_url and any(post.address for post in prepared.posts):
        what = f"the source does not name the address of its site: write base_url in {SETTINGS}"
        notes.append(Note(effect="needs", text=what))
    unknown = _unknown_shortcodes(results, prepared.settings)
    text = import_yaml(prepared.settings, unknown).encode()
    others[SETTINGS] = writer.write(SETTINGS, SETTINGS, text)
    report = _report(run, results, findings, others, unknown, notes)
    return run, replace(report, seconds=round(time.perf_counter() - started, 3))


def _report(
    run: Run,
    results: Mapping[str, Result],
    findings: Findings,
    others: Mapping[str, str],
    unknown: Mapping[str, str],
    notes: Sequence[Note],
) -> ImportReport:
    options, prepared = run.options, run.prepared
    moved = moved_lists(prepared.source.kind, prepared.site, prepared.settings)
    return ImportReport(
        kind=prepared.source.kind,
        recognised=prepared.recognised,
        source=str(options.sources[0]),
        root=str(options.into),
        stories=tuple(results[post.key].report for post in prepared.posts),
        files=Counter(state for found in results.values() for state in found.files.values()),
        others=others,
        missing=tuple(sorted({address for found in results.values() for address in found.wanted})),
        not_taken=prepared.site.not_taken,
        unknown=unknown,
        notes=(
            *prepared.site.notes,
            *notes,
            *_not_fetched(findings),
            *filter(None, [moved]),
        ),
        problems=findings.problems,
        incomplete=prepared.site.incomplete,
        is_dry=options.dry_run,
    )


def _not_fetched(findings: Findings) -> Iterator[Note]:
    for address, fault in findings.not_fetched.items():
        text = f"{address}: not fetched: {fault}"
        yield Note(effect="needs", text=text, name=f"picture not fetched: {fault}")


def _write_paper(run: Run, kept: Kept, undescribed: Sequence[str]) -> str:
    """Write newsgen.yaml, unless the paper has one that somebody edited."""
    prepared = run.prepared
    waived = waived_paths(undescribed, run.options.now.year)
    text = newsgen_yaml(prepared.site, prepared.settings, prepared.posts, waived, kept)
    state = run.writer.write(CONFIG, CONFIG, text.encode())
    if state == "deleted":
        raise ImportFault(f"{CONFIG} was deleted", "bring it back, or import with --again")
    return state


def _stories_before(run: Run) -> Sequence[ListedStory]:
    """The stories of the paper as it is before the import."""
    if not (run.stage / CONTENT).is_dir() or not (run.stage / CONFIG).is_file():
        return ()
    return survey(Options(root=str(run.stage), now=run.options.now))[0]


def _kept_sections(run: Run, before: Sequence[ListedStory]) -> Kept:
    """The sections of stories of the paper that the import leaves where they are."""
    keys = {post.key for post in run.prepared.posts}
    owners = run.memory.owners()
    kept: dict[str, dict[str, str]] = {}
    if not before:
        return kept
    config = configure(run.stage, Options(root=str(run.stage), now=run.options.now))
    editions = edition_configs(config)
    for story in sorted(before, key=lambda story: story.path):
        is_own = owners.get(story.path) in keys and run.writer.is_as_written(story.path)
        known = editions[story.edition].sections
        if not is_own and story.section in known:
            titles = kept.setdefault(story.edition, {})
            titles[story.section] = known[story.section].title
    return kept


def _write_authors(run: Run, results: Mapping[str, Result]) -> tuple[dict[str, str], list[Note]]:
    """Write a profile for everybody who wrote a story and of whom the source tells more."""
    wrote = {name for found in results.values() for name in found.authors}
    people = {name: person for name, person in run.prepared.site.people.items() if name in wrote}
    fetch = run.options.fetch_pictures and not run.options.dry_run

    def fetched(wanted: Mapping[str, str]) -> None:
        if fetch:
            fetch_pictures(run.options.into, [wanted], run.progress)

    return write_profiles(people, index_of(run), run.writer, fetched)


def _unknown_shortcodes(results: Mapping[str, Result], settings: ImportSettings) -> dict[str, str]:
    """The shortcodes and components that nobody decided about: number and first place."""
    numbers: Counter[str] = Counter()
    first: dict[str, str] = {}
    for found in results.values():
        for note in found.report.notes:
            kind, _, name = note.name.partition(" ")
            if kind in _DECIDED and name and name not in settings.shortcodes:
                numbers[name] += 1
                first.setdefault(name, f"{found.report.origin}, line {note.line}")
    return {name: f"{number}: {first[name]}" for name, number in numbers.most_common()}
