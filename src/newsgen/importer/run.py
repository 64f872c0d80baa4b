"""Imports a source into a paper: the phases in their order."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.inspect import ListedStory, survey
from newsgen.builder.options import Options, configure
from newsgen.builder.progress import Progress, silent
from newsgen.config import Config, edition_configs
from newsgen.files.names import CONFIG, CONTENT
from newsgen.importer.addresses import address_key, below, host_and_path
from newsgen.importer.faults import ImportFault
from newsgen.importer.index import Index, index_places
from newsgen.importer.lists import list_pages, moved_lists
from newsgen.importer.memory import MEMORY, Memory
from newsgen.importer.models import Kind, Note, Post, ReadingOptions, Site, Source
from newsgen.importer.paper import Kept, newsgen_yaml, waived_paths
from newsgen.importer.pictures import FETCHED, fetch_pictures
from newsgen.importer.plan import Planning, own_hosts, plan_places
from newsgen.importer.profiles import write_profiles
from newsgen.importer.reader import Reader
from newsgen.importer.report import ImportReport
from newsgen.importer.settings import (
    SETTINGS,
    ImportSettings,
    check_settings,
    import_yaml,
    read_import_settings,
    with_proposals,
)
from newsgen.importer.sources import open_source, reader_of, require_libraries
from newsgen.importer.staging import compare, promote, staged
from newsgen.importer.stories import Result, Setting, as_found, translations_of, write_story
from newsgen.importer.verification import Findings, verify
from newsgen.importer.writing import Writer
from newsgen.models import Model

_ROUNDS = 5
"""Most times that stories are written again because of what a build says of them."""
_DECIDED = frozenset({"shortcode", "component", "tag", "include", "card", "container"})
"""What notes call the things that `shortcodes:` of import.yaml decides about."""
_WITHOUT_FOLDERS = frozenset({"markdown", "html", "text"})
"""Kinds of sources whose stories may be in any folder."""
_WRITTEN = frozenset({"written", "rewritten", "same"})


class ImportOptions(Model, frozen=True):
    """The options of an import."""

    sources: tuple[Path, ...]
    """One folder, or the files of one site."""
    into: Path
    """The folder of the paper; it may be empty, or not there yet."""
    now: datetime
    """The moment of the import, with a time zone: it decides which stories can be seen."""
    kind: Kind | None = None
    """None: it is recognised."""
    given: Mapping[str, object] = {}
    """Fields of ImportSettings that the command line gives; they go before import.yaml."""
    dry_run: bool = False
    again: bool = False
    """Whether stories come back that were deleted after an earlier import."""
    fetch_pictures: bool = False


class Preparation(Model, frozen=True):
    """What is known before the first story is written."""

    source: Source
    recognised: str
    site: Site
    settings: ImportSettings
    posts: tuple[Post, ...]
    """Without bodies and comments."""


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


class _Run(NamedTuple):
    """An import that is under way."""

    options: ImportOptions
    stage: Path
    """Where it works: a copy of the paper."""
    prepared: Preparation
    memory: Memory
    writer: Writer
    progress: Progress


def _import(options: ImportOptions, stage: Path, progress: Progress) -> tuple[_Run, ImportReport]:
    """Import into the stage."""
    started = time.perf_counter()
    prepared = _prepare(options, stage, progress)
    memory = Memory(stage)
    writer = Writer(stage, memory, again=options.again)
    run = _Run(options, stage, prepared, memory, writer, progress)
    before = _stories_before(run)
    kept = _kept_sections(run, before)
    others = {CONFIG: _write_paper(run, kept, ())}
    config = configure(stage, Options(root=str(stage), now=options.now))
    results, findings = _write_stories(run, config, before)
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
    run: _Run,
    results: Mapping[str, Result],
    findings: Findings,
    others: Mapping[str, str],
    unknown: Mapping[str, str],
    notes: Sequence[Note],
) -> ImportReport:
    options, prepared = run.options, run.prepared
    broken = [
        Note(effect="left-out", text=f"{path.partition('/')[2]}: {why}")
        for path, why in findings.broken.items()
    ]
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
            *broken,
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


def _prepare(options: ImportOptions, stage: Path, progress: Progress) -> Preparation:
    """Read the settings of the import, and the source without its texts."""
    place = stage / SETTINGS
    written = read_import_settings(place.read_bytes()) if place.is_file() else ImportSettings()
    settings = replace(written, **options.given)
    check_settings(settings)
    reading = ReadingOptions(
        date=settings.date,
        date_order=settings.date_order,
        timezone=settings.timezone,
        mapping=settings.mapping,
        take_paid=settings.take_paid,
    )
    source, why = open_source(options.sources, options.kind, reading)
    is_inside = not source.files and options.into.resolve().is_relative_to(source.root)
    if is_inside and source.kind in _WITHOUT_FOLDERS:
        message = f"the paper {options.into} lies in the source: its stories would be read as well"
        raise ImportFault(message, "choose a folder outside the source with --into")
    reader = reader_of(source.kind)
    progress("reading the source", 0, 0)
    site = _read_site(reader, source)
    posts = tuple(replace(post, body="", comments=()) for post in _read(reader, source, site))
    if not posts and not site.incomplete:
        raise ImportFault(f"there is no story in {options.sources[0]}", "is it the right one?")
    settings = with_proposals(settings, posts, site)
    return Preparation(source=source, recognised=why, site=site, settings=settings, posts=posts)


def _read_site(reader: Reader, source: Source) -> Site:
    """What the source says of the whole site. Raises ImportFault."""
    try:
        return reader.read_site(source)
    except (ImportFault, OSError):
        raise
    except Exception as error:
        raise _unreadable("", error) from error


def _unreadable(after: str, error: Exception) -> ImportFault:
    """What to tell if a reader is surprised by its source."""
    message = f"the source cannot be read{after}: {type(error).__name__}: {error}"
    return ImportFault(message, "this is a bug of newsgen: report it with that part of the source")


def _read(reader: Reader, source: Source, site: Site) -> Iterator[Post]:
    """The posts, each with a key of its own. Raises ImportFault if the source cannot be read on."""
    seen: set[str] = set()
    last = ""
    try:
        for post in reader.read_posts(source, site):
            last = f" after {post.origin}"
            key, number = post.key, 1
            while key in seen:
                number += 1
                key = f"{post.key}#{number}"
            seen.add(key)
            yield post if key == post.key else replace(post, key=key)
    except (ImportFault, OSError):
        raise
    except Exception as error:
        raise _unreadable(last, error) from error


def _write_paper(run: _Run, kept: Kept, undescribed: Sequence[str]) -> str:
    """Write newsgen.yaml, unless the paper has one that somebody edited."""
    prepared = run.prepared
    waived = waived_paths(undescribed, run.options.now.year)
    text = newsgen_yaml(prepared.site, prepared.settings, prepared.posts, waived, kept)
    state = run.writer.write(CONFIG, CONFIG, text.encode())
    if state == "deleted":
        raise ImportFault(f"{CONFIG} was deleted", "bring it back, or import with --again")
    return state


def _write_stories(
    run: _Run, config: Config, before: Sequence[ListedStory]
) -> tuple[dict[str, Result], Findings]:
    """Write all stories, and again as drafts those that would lose words or stop a build."""
    prepared = run.prepared
    owners = run.memory.owners()
    planning = Planning(
        site=prepared.site,
        settings=prepared.settings,
        config=config,
        now=run.options.now,
        taken={
            address_key(below(host_and_path(story.url)[1], config.base_url)): story.path
            for story in before
            if story.path not in owners
        },
        shown=frozenset(story.path for story in before if story.status == "live"),
    )
    results = _write_round(run, planning, None)
    faults: Mapping[str, str] = {}
    if run.options.fetch_pictures and not run.options.dry_run:
        wanted = {key for key, found in results.items() if found.wanted}
        faults = fetch_pictures(
            run.options.into, [results[key].wanted for key in wanted], run.progress
        )
        results |= _write_round(run, planning, wanted)
    planning, linking = _with_anchors(run, planning, results)
    if linking:
        results |= _write_round(run, planning, linking)
    findings = Findings()
    for _ in range(_ROUNDS):
        findings = _found_drafts(results) or verify(
            run.stage, results, run.options.now, _cache(run), run.progress
        )
        for path in findings.broken:
            run.writer.remove(path)
        _check_templates(findings, prepared.settings)
        if not (changed := findings.keys()):
            break
        planning = _with(planning, findings)
        findings = replace(findings, problems=(*findings.problems, *_unsolved(findings, results)))
        linking = {key for key, found in results.items() if found.linked & changed}
        results |= _write_round(run, planning, changed | linking)
    return results, replace(findings, not_fetched=faults)


def _cache(run: _Run) -> Path:
    """The folder of the build cache: that of the paper, unless nothing may be written there."""
    return (run.stage if run.options.dry_run else run.options.into.absolute()) / ".newsgen"


def _with_anchors(
    run: _Run, planning: Planning, results: Mapping[str, Result]
) -> tuple[Planning, set[str]]:
    """The planning with the headings that links lead to, and the stories that have such links."""
    asked = frozenset(key for found in results.values() for key in found.asked)
    if not asked:
        return planning, set()
    told = _write_round(run, replace(planning, asked=asked), set(asked))
    anchors = {key: found.anchors for key, found in told.items()}
    linking = {key for key, found in results.items() if found.asked}
    return replace(planning, anchors=anchors), linking


def _check_templates(findings: Findings, settings: ImportSettings) -> None:
    """Raise ImportFault if import.yaml makes a block of a shortcode that has no template."""
    for name in sorted(findings.unknown_blocks):
        if settings.shortcodes.get(name) == "template":
            raise ImportFault(
                f"{SETTINGS}: shortcodes: {name}: there is no templates/blocks/{name}.html",
                "write that template first, or choose text, box, note or drop",
            )


def _found_drafts(results: Mapping[str, Result]) -> Findings | None:
    """The stories whose texts show that nobody should publish them; None if there are none."""
    drafts = {key: found.faults for key, found in results.items() if found.faults}
    return Findings(drafts=drafts) if drafts else None


def _unsolved(findings: Findings, results: Mapping[str, Result]) -> Iterator[str]:
    """What is told if the last round still finds something."""
    for key, reasons in findings.drafts.items():
        yield from (f"{results[key].report.path}: {reason}" for reason in reasons)


def _with(planning: Planning, findings: Findings) -> Planning:
    """The planning after a round has found something out."""
    forced = dict(planning.forced)
    left_out = dict(planning.left_out)
    for key, reasons in findings.drafts.items():
        (left_out if key in planning.forced else forced)[key] = reasons
    return replace(
        planning,
        forced=forced,
        broken={**planning.broken, **findings.broken},
        left_out=left_out,
        without_picture=planning.without_picture | findings.without_picture,
        without_aliases=planning.without_aliases | findings.without_aliases,
    )


def _write_round(run: _Run, planning: Planning, wanted: set[str] | None) -> dict[str, Result]:
    """Convert and write the stories with these keys; all of them if ``wanted`` is None."""
    prepared = run.prepared
    places = plan_places(prepared.posts, planning)
    lists = list_pages(places.values(), prepared.site, prepared.settings, planning.config)
    index = replace(_index(run), broken=planning.broken, lists=lists, anchors=planning.anchors)
    reader = reader_of(prepared.source.kind)
    setting = Setting(reader, index, planning, run.writer, run.memory, translations_of(places))
    found = {key: as_found(place, setting) for key, place in places.items()}
    setting = setting._replace(
        known=index_places(found, index), translations=translations_of(found)
    )
    results: dict[str, Result] = {}
    for number, post in enumerate(_read(reader, prepared.source, prepared.site), start=1):
        if wanted is None or post.key in wanted:
            results[post.key] = write_story(post, places[post.key], setting)
        run.progress("stories", number, len(places))
    return results


def _index(run: _Run) -> Index:
    """Everything of the old site that a link can lead to, without its stories."""
    prepared = run.prepared
    folders = [*prepared.settings.pictures, FETCHED]
    return Index(
        source=prepared.source,
        site=prepared.site,
        root=run.stage,
        hosts=own_hosts(prepared.site, prepared.settings),
        base_url=prepared.settings.base_url,
        folders=tuple((run.options.into / folder).resolve() for folder in folders),
    )


def _stories_before(run: _Run) -> Sequence[ListedStory]:
    """The stories of the paper as it is before the import."""
    if not (run.stage / CONTENT).is_dir() or not (run.stage / CONFIG).is_file():
        return ()
    return survey(Options(root=str(run.stage), now=run.options.now))[0]


def _kept_sections(run: _Run, before: Sequence[ListedStory]) -> Kept:
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


def _write_authors(run: _Run, results: Mapping[str, Result]) -> tuple[dict[str, str], list[Note]]:
    """Write a profile for everybody who wrote a story and of whom the source tells more."""
    wrote = {name for found in results.values() for name in found.authors}
    people = {name: person for name, person in run.prepared.site.people.items() if name in wrote}
    fetch = run.options.fetch_pictures and not run.options.dry_run

    def fetched(wanted: Mapping[str, str]) -> None:
        if fetch:
            fetch_pictures(run.options.into, [wanted], run.progress)

    return write_profiles(people, _index(run), run.writer, fetched)


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
