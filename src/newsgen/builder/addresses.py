"""Follows the addresses of a site from build to build: which of them answer no longer, and why.

What readers could open is known from the manifest of the last build. A story is known again by its
id or source, else by its text, else by its headline and date. Nothing of this changes the output:
an address is only kept by what stands in the sources.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import cached_property
from itertools import chain
from pathlib import Path
from posixpath import splitext
from typing import Any, NamedTuple
from zlib import crc32

from msgspec.structs import replace

from newsgen.builder.planning import SitePlan
from newsgen.builder.result import VanishedAddress
from newsgen.config import Config, FormerPermalink, edition_configs, edition_of
from newsgen.diagnostics import Diagnostic
from newsgen.files.names import CONFIG
from newsgen.frontmatter.writing import write
from newsgen.incremental.manifest import (
    Addresses,
    LostAddress,
    Manifest,
    StoryMarks,
    StoryTrace,
)
from newsgen.models import Article, Model, Output, StandingPage
from newsgen.site.catalogue import Site
from newsgen.sources.resolve_fields import path_with
from newsgen.text import printable
from newsgen.urls import alias_of, alias_path, base_path, page_path
from newsgen.writer import load_output_state

_PAGES = frozenset({"article.html", "page.html", "redirect.html"})
"""Templates of the outputs at which a source answers."""
_EXAMPLES = 3
SECTION = "#"
"""Begins the name of a section among the stories."""

Story = Article | StandingPage


class Owner(NamedTuple):
    """What answers at some addresses: a story, a standing page or the front of a section."""

    marks: StoryMarks
    path: str
    """Its source; newsgen.yaml for a section."""
    key: tuple[str, ...]
    """The key that decides its address."""
    page: str
    """The path of its page in the output; empty while readers cannot open it."""
    story: Story | None = None


class Moved(NamedTuple):
    """An address that a build lost, although what answered there is still on the site."""

    path: str
    owner: Owner
    pattern: str
    """The former permalink that gave it, or empty."""


class AddressReport(Model, frozen=True):
    """What became of the addresses of the last build."""

    addresses: Addresses
    """For the manifest."""
    moved: tuple[Moved, ...] = ()
    vanished: tuple[VanishedAddress, ...] = ()


def follow_addresses(site_plan: SitePlan, before: Manifest) -> AddressReport:
    """Compare what readers can open with what they could open before."""
    known, owners = before.addresses, Owners(site_plan, before.addresses)
    now = Addresses(stories=owners.traces, patterns=owners.patterns)
    if known == now:
        return AddressReport(addresses=now, vanished=_gone_lists(owners, before, frozenset()))
    moved, withdrawn, vanished = _compare(owners, known)
    lost = withdrawn | {each.path: _lost(each.owner.marks, each.pattern) for each in moved}
    told = lost.keys() | {each.path for each in vanished}
    gone = (*vanished, *_gone_lists(owners, before, told))
    return AddressReport(
        addresses=replace(now, lost=lost, warnings=tuple(_tell(moved, site_plan))),
        moved=moved,
        vanished=tuple(sorted(gone, key=lambda each: each.path)),
    )


def lost_addresses(site_plan: SitePlan, output: Path) -> tuple[Diagnostic, ...]:
    """Warnings of the stories that the site would have elsewhere than the last build in a folder.

    Raises Refusal if the manifest there is damaged.
    """
    return follow_addresses(site_plan, load_output_state(output).manifest).addresses.warnings


def _compare(
    owners: "Owners", known: Addresses
) -> tuple[tuple[Moved, ...], dict[str, LostAddress], tuple[VanishedAddress, ...]]:
    """The addresses whose story moved, those whose story was withdrawn, and those that vanished."""
    moved: list[Moved] = []
    withdrawn: dict[str, LostAddress] = {}
    vanished: list[VanishedAddress] = []
    former = owners.former_patterns(known)
    for path, marks in _answered_before(known):
        if owners.name_at.get(path) == marks.name:
            continue
        owner = owners.find(marks)
        if owner is None:
            vanished.append(VanishedAddress(path=path, why="nobody has what was there any more"))
        elif not owner.page:
            withdrawn[path] = _lost(owner.marks)
            if isinstance(marks, StoryTrace):  # else an earlier build said so
                vanished.append(VanishedAddress(path=path, why=f"{owner.path} was withdrawn"))
        elif owner.page != path and owners.name_at.get(path) != owner.marks.name:
            moved.append(Moved(path, owner, owners.pattern_of(path, owner, former)))
    still_there = owners.outputs.keys()
    return tuple(moved), withdrawn, tuple(v for v in vanished if v.path not in still_there)


def _gone_lists(
    owners: "Owners", before: Manifest, told: AbstractSet[str]
) -> tuple[VanishedAddress, ...]:
    """The pages of the last build that are gone and were no story: lists, months, own pages."""
    if before.tally is None or before.tally.scope != "published":
        return ()
    gone = before.entries.keys() - owners.outputs.keys() - told
    return tuple(
        VanishedAddress(path=path, why="no page of the site is there now")
        for path in gone
        if before.entries[path].media_type == "text/html"
    )


class Owners:
    """Everything that has addresses on a site, or had some before."""

    def __init__(self, site_plan: SitePlan, before: Addresses) -> None:
        config = site_plan.site.config
        self._site_plan = site_plan
        self._before = before
        self._base = base_path(config)
        self._configs = edition_configs(config)
        self.outputs: Mapping[str, Output] = {o.path: o for o in site_plan.plan.outputs}
        self.patterns = (config.permalink, *(f.pattern for f in config.former_permalinks))
        self.traces = tuple(self._trace())

    @cached_property
    def name_at(self) -> Mapping[str, str]:
        """The name of the story that answers at each path."""
        return {path: trace.name for trace in self.traces for path in trace.paths}

    def find(self, marks: StoryMarks) -> Owner | None:
        """What has these marks now; None if nothing on the site has."""
        by_name, by_source, by_text, by_headline = self._indexes
        return (
            by_name.get(marks.name)
            or by_source.get(_source_of(marks))
            or by_text.get(marks.text)
            or by_headline.get(marks.headline)
        )

    def former_patterns(self, known: Addresses) -> tuple[str, ...]:
        """The permalinks that earlier builds had."""
        noted = (*known.patterns, *(lost.pattern for lost in known.lost.values()))
        return tuple(p for p in dict.fromkeys(noted) if p and p != self.patterns[0])

    def pattern_of(self, path: str, owner: Owner, former: Sequence[str]) -> str:
        """The former permalink with which the story would have that path; empty if none."""
        story = owner.story
        if not isinstance(story, Article):
            return ""
        config = self._configs[edition_of(owner.path, self._configs[""])]
        return next((p for p in former if path_with(p, story, config) == path), "")

    @cached_property
    def _indexes(self) -> tuple[Mapping[Any, Owner], ...]:
        """All owners by name and source, and those that were not there before by their words.

        Words that several stories have tell nothing.
        """
        owners = [*self._all()]
        before = {marks.name: marks for _, marks in _answered_before(self._before)}
        known = before.keys() | {_source_of(marks) for marks in before.values()}
        marks = [owner.marks for owner in owners]
        texts = _unique(m.text for m in marks) & _unique(m.text for m in before.values())
        titles = _unique(m.headline for m in marks) & _unique(m.headline for m in before.values())
        new = [o for o in owners if known.isdisjoint({o.marks.name, _source_of(o.marks)})]
        return (
            {owner.marks.name: owner for owner in owners},
            {_source_of(owner.marks): owner for owner in owners},
            {owner.marks.text: owner for owner in new if owner.marks.text in texts},
            {owner.marks.headline: owner for owner in new if owner.marks.headline in titles},
        )

    def _trace(self) -> Iterator[StoryTrace]:
        """The stories, pages and sections that readers can open, with their addresses."""
        paths_of: dict[str, list[str]] = defaultdict(list)
        for output in self._site_plan.plan.outputs:
            if output.template in _PAGES and output.source:
                paths_of[output.source].append(output.path)
        for site in self._site_plan.site.editions:
            for story in chain[Story](site.articles, site.pages):
                if story.path in paths_of and not _is_draft(story):
                    paths = tuple(paths_of[story.path])
                    yield StoryTrace(**_marks_of(story), paths=paths)
            for owner, paths in self._sections(site):
                yield StoryTrace(name=owner.marks.name, paths=paths)

    def _all(self) -> Iterator[Owner]:
        """Everything that may have moved, drafts and scheduled stories too."""
        site, known = self._site_plan.site, self._site_plan.build_cache
        for story in chain[Story](known.articles, known.pages):
            url = "" if _is_draft(story) else site.urls.get(story.path, "")
            page = page_path(url, self._base) if url else ""
            yield Owner(StoryMarks(**_marks_of(story)), story.path, ("slug",), page, story)
        for edition in site.editions:
            yield from (owner for owner, _ in self._sections(edition))

    def _sections(self, site: Site) -> Iterator[tuple[Owner, tuple[str, ...]]]:
        """The sections of an edition, each with the paths of its front."""
        config = site.config
        above = ("editions", config.edition) if config.edition else ()
        for section in site.sections.values():
            page = page_path(section.url, self._base)
            settings = config.sections.get(section.slug)
            aliases = settings.aliases if settings else ()
            paths = (page, *(alias_path(alias, self._base) for alias in aliases))
            marks = StoryMarks(name=f"{SECTION}{config.edition}/{section.title}")
            yield Owner(marks, CONFIG, (*above, "sections", section.slug), page), paths


def _answered_before(known: Addresses) -> Iterator[tuple[str, StoryMarks]]:
    """Every address that ever answered and is not forgotten, with the marks of its story."""
    yield from known.lost.items()
    for trace in known.stories:
        for path in trace.paths:
            yield path, trace


def _unique(marks: Iterable[int]) -> AbstractSet[int]:
    """The checksums that occur once; that of nothing never does."""
    return {mark for mark, number in Counter(marks).items() if number == 1 and mark}


def _marks_of(story: Story) -> dict[str, Any]:
    """The fields of the marks of a story or a standing page."""
    source = splitext(story.path)[0].partition("/")[2]
    if isinstance(story, Article):
        headline = f"{story.title}\0{story.date.timestamp():.0f}"
        name = story.guid
    else:
        headline, name = story.title, source
    return {
        "name": name,
        "text": story.text_mark,
        "headline": crc32(headline.encode()),
        "source": "" if source == name else source,
    }


def _source_of(marks: StoryMarks) -> str:
    return marks.source or marks.name


def _is_draft(story: Story) -> bool:
    return isinstance(story, Article) and story.draft


def _lost(marks: StoryMarks, pattern: str = "") -> LostAddress:
    fields = {name: getattr(marks, name) for name in StoryMarks.__struct_fields__}
    return LostAddress(**fields, pattern=pattern)


def _tell(moved: Sequence[Moved], site_plan: SitePlan) -> Iterator[Diagnostic]:
    """One warning for each former permalink, and one for each story that moved otherwise."""
    base = base_path(site_plan.site.config)
    taken = {output.path: output.origin for output in site_plan.plan.outputs}
    of_patterns: dict[str, list[Moved]] = defaultdict(list)
    of_owners: dict[tuple[str, tuple[str, ...]], list[Moved]] = defaultdict(list)
    for each in moved:
        if each.path in taken:
            yield _tell_of_swap(each, taken[each.path], base)
        elif each.pattern:
            of_patterns[each.pattern].append(each)
        else:
            of_owners[each.owner.path, each.owner.key].append(each)
    for pattern, group in of_patterns.items():
        yield _tell_of_pattern(pattern, group, site_plan.site.config)
    for group in of_owners.values():
        yield _tell_of_move(group, site_plan.site.config)


def _tell_of_move(group: Sequence[Moved], config: Config) -> Diagnostic:
    """The warning that an owner has left its addresses."""
    owner, base = group[0].owner, base_path(config)
    old = " and ".join(_shown(each.path, base) for each in group)
    aliases = (*_aliases_of(owner, config), *(alias_of(each.path, base) for each in group))
    line = write({"aliases": aliases}).strip()
    place = "front matter" if owner.story else "section"
    verb = "answers" if len(group) == 1 else "answer"
    return Diagnostic(
        code="moved-address",
        message=f"{old} {verb} no longer: it is {_shown(owner.page, base)} now",
        path=owner.path,
        key=owner.key,
        hint=f"write into its {place} `{line}`",
    )


def _tell_of_swap(each: Moved, other: str, base: str) -> Diagnostic:
    """The warning that an old address shows something else now."""
    old, new = _shown(each.path, base), _shown(each.owner.page, base)
    return Diagnostic(
        code="moved-address",
        message=f"{old} shows {other} now: what was there is {new} now",
        path=each.owner.path,
        key=each.owner.key,
        hint="give the other one another `slug:`, or accept it under `check: waivers:`",
    )


def _tell_of_pattern(pattern: str, group: Sequence[Moved], config: Config) -> Diagnostic:
    """The warning that addresses of a former permalink answer no longer."""
    base = base_path(config)
    examples = [_shown(each.path, base) for each in group[:_EXAMPLES]]
    more = f" and {len(group) - _EXAMPLES:,} more" if len(group) > _EXAMPLES else ""
    dates = (each.owner.story.date for each in group if isinstance(each.owner.story, Article))
    until = max(dates).date() + timedelta(days=1)
    formers = (
        *config.former_permalinks,
        FormerPermalink(pattern=pattern, until=until.isoformat()),
    )
    items = ", ".join(f"{{pattern: '{f.pattern}', until: {f.until}}}" for f in formers)
    number, verb = f"{len(group):,} addresses", "answer"
    if len(group) == 1:
        number, verb = "1 address", "answers"
    return Diagnostic(
        code="moved-address",
        message=f"{number} of the permalink `{pattern}` {verb} no longer:"
        f" {', '.join(examples)}{more}",
        path=CONFIG,
        key=("permalink",),
        hint=f"to redirect all of them, write `former_permalinks: [{items}]`",
    )


def _aliases_of(owner: Owner, config: Config) -> tuple[str, ...]:
    """The aliases that the owner has already."""
    if owner.story:
        return owner.story.aliases
    *above, _, slug = owner.key
    sections = config.editions[above[1]].sections if above else config.sections
    return sections[slug].aliases if slug in sections else ()


def _shown(path: str, base: str) -> str:
    """The address of an output, for people."""
    return printable(f"{base}{path.removesuffix('index.html')}")
