"""Imports a source into a paper: the phases in their order."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.inspect import survey
from newsgen.builder.options import Options, configure
from newsgen.builder.progress import Progress, silent
from newsgen.config import Config
from newsgen.files.names import CONFIG, CONTENT
from newsgen.importer.addresses import address_key, host_and_path
from newsgen.importer.faults import ImportFault
from newsgen.importer.links import Index, StoryLinks, index_places, urlsplit_scheme
from newsgen.importer.lists import sections_by_slug
from newsgen.importer.matter import author_text
from newsgen.importer.memory import MEMORY, Memory
from newsgen.importer.models import Kind, Note, Person, Post, ReadingOptions, Site, Source
from newsgen.importer.paper import (
    edition_of_post,
    newsgen_yaml,
    section_of,
    waived_paths,
)
from newsgen.importer.pictures import FETCHED, fetch_pictures
from newsgen.importer.plan import Place, Planning, own_hosts, plan_places
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
from newsgen.importer.stories import Result, Setting, translations_of, write_story
from newsgen.importer.verification import Findings, verify
from newsgen.importer.writing import Writer
from newsgen.models import Model
from newsgen.text import slugify

_ROUNDS = 5
"""Most times that stories are written again because of what a build says of them."""
_DECIDED = frozenset({"shortcode", "component", "tag", "include", "card", "container"})
"""What notes call the things that `shortcodes:` of import.yaml decides about."""
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
    paper = options.into.absolute()
    with staged(paper) as stage:
        run, report = _import(options, stage, progress)
        settled = _settle(report, stage, paper)
        if not options.dry_run:
            paper.mkdir(parents=True, exist_ok=True)
            promote(stage, paper, run.writer.touched)
            promote(stage, paper, [MEMORY])
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
    others = {CONFIG: _write_paper(run, ())}
    config = configure(stage, Options(root=str(stage), now=options.now))
    _check_sections(prepared, config)
    results, findings = _write_stories(run, config)
    others[CONFIG] = _write_paper(run, findings.undescribed)
    profiles, notes = _write_authors(run, results)
    others |= profiles
    if not prepared.settings.base_url:
        what = f"the source does not name the address of its site: write base_url in {SETTINGS}"
        notes.append(Note(effect="needs", text=what))
    unknown = _unknown_shortcodes(results, prepared.settings)
    text = import_yaml(prepared.settings, unknown).encode()
    others[SETTINGS] = writer.write(SETTINGS, SETTINGS, text)
    memory.save()
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
        notes=(*prepared.site.notes, *notes),
        problems=findings.problems,
        incomplete=prepared.site.incomplete,
        is_dry=options.dry_run,
    )


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
    reader = reader_of(source.kind)
    progress("reading the source", 0, 0)
    site = reader.read_site(source)
    posts = tuple(replace(post, body="", comments=()) for post in _read(reader, source, site))
    if not posts and not site.incomplete:
        raise ImportFault(f"there is no story in {options.sources[0]}", "is it the right one?")
    settings = with_proposals(settings, posts, site)
    return Preparation(source=source, recognised=why, site=site, settings=settings, posts=posts)


def _read(reader: Reader, source: Source, site: Site) -> Iterator[Post]:
    """The posts, each with a key of its own."""
    seen: Counter[str] = Counter()
    for post in reader.read_posts(source, site):
        seen[post.key] += 1
        number = seen[post.key]
        yield replace(post, key=f"{post.key}#{number}") if number > 1 else post


def _write_paper(run: _Run, undescribed: Sequence[str]) -> str:
    """Write newsgen.yaml, unless the paper has one that somebody edited."""
    prepared = run.prepared
    waived = waived_paths(undescribed, run.options.now.year)
    text = newsgen_yaml(prepared.site, prepared.settings, prepared.posts, waived)
    state = run.writer.write(CONFIG, CONFIG, text.encode())
    if state == "deleted":
        raise ImportFault(f"{CONFIG} was deleted", "bring it back, or import with --again")
    return state


def _check_sections(prepared: Preparation, config: Config) -> None:
    """Raise ImportFault if newsgen.yaml, which somebody edited, lacks sections of the stories."""
    if config.undeclared_sections == "allow":
        return
    site, settings = prepared.site, prepared.settings
    used = {
        section_of(post, settings)
        for post in prepared.posts
        if post.kind == "story" and not edition_of_post(post, site)
    }
    if missing := sorted(used - config.sections.keys()):
        raise ImportFault(
            f"{CONFIG} does not declare these sections of the stories: {', '.join(missing)}",
            f"add them below sections: there, or change categories and default_section in "
            f"{SETTINGS}",
        )


def _write_stories(run: _Run, config: Config) -> tuple[dict[str, Result], Findings]:
    """Write all stories, and again as drafts those that would lose words or stop a build."""
    prepared = run.prepared
    planning = Planning(
        site=prepared.site,
        settings=prepared.settings,
        config=config,
        now=run.options.now,
        taken=_taken(run),
    )
    results = _write_round(run, planning, None)
    if run.options.fetch_pictures and not run.options.dry_run:
        wanted = {key for key, found in results.items() if found.wanted}
        fetch_pictures(run.options.into, [results[key].wanted for key in wanted], run.progress)
        results |= _write_round(run, planning, wanted)
    findings = Findings()
    for _ in range(_ROUNDS):
        findings = _found_drafts(results) or verify(
            run.stage, results, run.options.now, run.progress
        )
        _check_templates(findings, prepared.settings)
        if not (changed := findings.keys()):
            break
        planning = _with(planning, findings)
        linking = {key for key, found in results.items() if found.linked & changed}
        results |= _write_round(run, planning, changed | linking)
    return results, findings


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


def _with(planning: Planning, findings: Findings) -> Planning:
    """The planning after a round has found something out."""
    forced = dict(planning.forced)
    for key, reasons in findings.drafts.items():
        forced[key] = (*forced.get(key, ()), *reasons)
    return replace(
        planning,
        forced=forced,
        without_picture=planning.without_picture | findings.without_picture,
        without_aliases=planning.without_aliases | findings.without_aliases,
    )


def _write_round(run: _Run, planning: Planning, wanted: set[str] | None) -> dict[str, Result]:
    """Convert and write the stories with these keys; all of them if ``wanted`` is None."""
    prepared = run.prepared
    places = plan_places(prepared.posts, planning)
    index = index_places(places, _index(run))
    reader = reader_of(prepared.source.kind)
    setting = Setting(reader, index, planning, run.writer, run.memory, translations_of(places))
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
        sections=sections_by_slug(prepared.site, prepared.settings),
        folders=tuple((run.options.into / folder).resolve() for folder in folders),
    )


def _taken(run: _Run) -> dict[str, str]:
    """The addresses of stories that no import wrote, each with its file."""
    owners = run.memory.owners()
    if not (run.stage / CONTENT).is_dir():
        return {}
    stories, _, _ = survey(Options(root=str(run.stage), now=run.options.now))
    return {
        address_key(host_and_path(story.url)[1]): story.path
        for story in stories
        if story.path not in owners
    }


def _write_authors(run: _Run, results: Mapping[str, Result]) -> tuple[dict[str, str], list[Note]]:
    """Write a profile for everybody who wrote a story and of whom the source tells more."""
    states: dict[str, str] = {}
    notes: list[Note] = []
    wrote = {name for found in results.values() for name in found.authors}
    for name in sorted(wrote & run.prepared.site.people.keys()):
        person = run.prepared.site.people[name]
        slug = slugify(person.slug or person.name)
        if slug and (person.bio.strip() or person.role or person.links):
            path = f"{CONTENT}/authors/{slug}.md"
            found = _profile_picture(person, path, run, states)
            if person.image and not found:
                text = f"picture of {person.name}: not in the source, left out of the profile"
                notes.append(Note(effect="needs", text=text, name="picture of a profile"))
            pictured = replace(person, image=found)
            states[path] = run.writer.write(path, f"author:{name}", author_text(pictured).encode())
    return states, notes


def _profile_picture(person: Person, path: str, run: _Run, states: dict[str, str]) -> str:
    """The picture of a profile, which is copied; empty if it is nowhere, as that stops a build."""
    if not person.image:
        return ""
    post = Post(key=path, origin=path)
    links = StoryLinks(_index(run), Place(post=post, path=path, address="/", title="", slug=""))
    found = links.picture(person.image, "").destination
    if links.wanted and run.options.fetch_pictures and not run.options.dry_run:
        fetch_pictures(run.options.into, [links.wanted], run.progress)
        found = links.picture(person.image, "").destination
    if not found or urlsplit_scheme(found) or not links.has_file(found):
        return ""
    for target, source in links.copied.items():
        states[target] = run.writer.copy(source, target, f"file:{target}")
    return found


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
