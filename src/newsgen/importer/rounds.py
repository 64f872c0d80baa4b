"""Writes the stories in rounds, until nothing in them would stop a build of the paper."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.inspect import ListedStory
from newsgen.builder.progress import Progress
from newsgen.config import Config
from newsgen.importer.addresses import address_key, below, host_and_path
from newsgen.importer.faults import ImportFault
from newsgen.importer.index import Index, index_places
from newsgen.importer.lists import list_pages
from newsgen.importer.memory import Memory
from newsgen.importer.pictures import FETCHED, fetch_pictures
from newsgen.importer.plan import Planning, own_hosts, plan_places
from newsgen.importer.preparation import ImportOptions, Preparation, read_all
from newsgen.importer.settings import SETTINGS, ImportSettings
from newsgen.importer.sources import reader_of
from newsgen.importer.stories import Result, Setting, as_found, translations_of, write_story
from newsgen.importer.verification import Findings, verify
from newsgen.importer.writing import Writer

_ROUNDS = 5
"""Most times that stories are written again because of what a build says of them."""


class Run(NamedTuple):
    """An import that is under way."""

    options: ImportOptions
    stage: Path
    """Where it works: a copy of the paper."""
    prepared: Preparation
    memory: Memory
    writer: Writer
    progress: Progress


def write_stories(
    run: Run, config: Config, before: Sequence[ListedStory]
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


def index_of(run: Run) -> Index:
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


def _write_round(run: Run, planning: Planning, wanted: set[str] | None) -> dict[str, Result]:
    """Convert and write the stories with these keys; all of them if ``wanted`` is None."""
    prepared = run.prepared
    places = plan_places(prepared.posts, planning)
    lists = list_pages(places.values(), prepared.site, prepared.settings, planning.config)
    index = replace(index_of(run), broken=planning.broken, lists=lists, anchors=planning.anchors)
    reader = reader_of(prepared.source.kind)
    setting = Setting(reader, index, planning, run.writer, run.memory, translations_of(places))
    found = {key: as_found(place, setting) for key, place in places.items()}
    setting = setting._replace(
        known=index_places(found, index), translations=translations_of(found)
    )
    results: dict[str, Result] = {}
    for number, post in enumerate(read_all(reader, prepared.source, prepared.site), start=1):
        if wanted is None or post.key in wanted:
            results[post.key] = write_story(post, places[post.key], setting)
        run.progress("stories", number, len(places))
    return results


def _with_anchors(
    run: Run, planning: Planning, results: Mapping[str, Result]
) -> tuple[Planning, set[str]]:
    """The planning with the headings that links lead to, and the stories that have such links."""
    asked = frozenset(key for found in results.values() for key in found.asked)
    if not asked:
        return planning, set()
    told = _write_round(run, replace(planning, asked=asked), set(asked))
    anchors = {key: found.anchors for key, found in told.items()}
    linking = {key for key, found in results.items() if found.asked}
    return replace(planning, anchors=anchors), linking


def _cache(run: Run) -> Path:
    """The folder of the build cache: that of the paper, unless nothing may be written there."""
    return (run.stage if run.options.dry_run else run.options.into.absolute()) / ".newsgen"


def _found_drafts(results: Mapping[str, Result]) -> Findings | None:
    """The stories whose texts show that nobody should publish them; None if there are none."""
    drafts = {key: found.faults for key, found in results.items() if found.faults}
    return Findings(drafts=drafts) if drafts else None


def _check_templates(findings: Findings, settings: ImportSettings) -> None:
    """Raise ImportFault if import.yaml makes a block of a shortcode that has no template."""
    for name in sorted(findings.unknown_blocks):
        if settings.shortcodes.get(name) == "template":
            raise ImportFault(
                f"{SETTINGS}: shortcodes: {name}: there is no templates/blocks/{name}.html",
                "write that template first, or choose text, box, note or drop",
            )


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


def _unsolved(findings: Findings, results: Mapping[str, Result]) -> Iterator[str]:
    """What is told if the last round still finds something."""
    for key, reasons in findings.drafts.items():
        yield from (f"{results[key].report.path}: {reason}" for reason in reasons)
