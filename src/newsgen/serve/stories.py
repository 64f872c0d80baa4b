"""The stories of a snapshot as the desk lists them: searched, filtered and counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from newsgen.check.assessment import policy_at
from newsgen.config import Config, edition_of
from newsgen.diagnostics import Diagnostic, Problems, Severity, ordered
from newsgen.models import Article, Model, Section
from newsgen.serve.page_status import edition_with
from newsgen.serve.snapshot import Snapshot
from newsgen.site.moments import due, status_at
from newsgen.sources.loader import read_body
from newsgen.text import count_words as words_of
from newsgen.urls import permalink

StoryStatus = Literal["draft", "scheduled", "live", "updated", "expired"]
"""The status of a story; ``updated`` is live and changed after publication."""
STATUSES: tuple[StoryStatus, ...] = get_args(StoryStatus)


class DeskStory(Model, frozen=True):
    """A story as the desk lists it."""

    article: Article
    authors: tuple[str, ...]
    """The names of the byline as readers see them."""
    sections: tuple[str, ...]
    """Its sections as ``Stories.sections`` names them."""
    url: str
    status: StoryStatus
    due: datetime | None
    """The next moment at which it appears or expires."""
    errors: int
    warnings: int
    haystack: str
    """All text that a search looks through, case-folded."""


class Event(Model, frozen=True):
    """A moment at which a story appears or goes."""

    moment: datetime
    """In the paper's time zone."""
    kind: Literal["appears", "goes"]
    is_past: bool
    story: DeskStory

    @property
    def word(self) -> str:
        """What happens, or happened."""
        if self.is_past:
            return "appeared" if self.kind == "appears" else "expired"
        return self.kind


class StoryFilter(Model, frozen=True):
    """The filters of the list of stories; an empty filter matches all."""

    words: str = ""
    status: str = ""
    section: str = ""
    author: str = ""
    problems: bool = False
    """Only stories with problems."""


class Stories:
    """The stories of one snapshot, newest first."""

    def __init__(self, snapshot: Snapshot, found: tuple[Diagnostic, ...] = ()) -> None:
        self.snapshot = snapshot
        self.found = found
        """What the inspection found."""

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """All known problems of the paper, those that the settings waive left out.

        Of a file that cannot be read only that counts: its pages are those of an earlier text.
        """
        config, now = self.snapshot.config, self.snapshot.options.now
        known = policy_at(config, now).weigh_warnings(self.snapshot.diagnostics)
        failed = frozenset(self.snapshot.inventory.collection.failed)
        return ordered((*known, *(found for found in self.found if found.path not in failed)))

    @cached_property
    def all(self) -> tuple[DeskStory, ...]:
        """Every story, newest first."""
        counts = _count(self.problems)
        articles = sorted(self.snapshot.articles, key=lambda a: (-a.date.timestamp(), a.path))
        return tuple(_story(article, self.snapshot, counts) for article in articles)

    @cached_property
    def status_counts(self) -> Mapping[str, int]:
        """The number of stories of each status."""
        counts = Counter(story.status for story in self.all)
        return {status: counts[status] for status in STATUSES}

    @cached_property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Name and title of each section; in an edition the name is ``ur/world``."""
        return tuple(
            (section_name(section.slug, edition.config.edition), _titled(section, edition.config))
            for edition in self.snapshot.site_plan.site.editions
            for section in edition.sections.values()
        )

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Names in bylines, the most frequent first."""
        counts = Counter(name for story in self.all for name in story.authors)
        return tuple(name for name, _ in counts.most_common())

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Tags, the most frequent first."""
        counts = Counter(tag for story in self.all for tag in story.article.tags)
        return tuple(tag for tag, _ in counts.most_common())

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every moment at which a story appears or goes, in order. Drafts have none."""
        zone = ZoneInfo(self.snapshot.config.timezone)
        now = self.snapshot.options.now
        events = [
            Event(moment=moment.astimezone(zone), kind=kind, is_past=moment <= now, story=story)
            for story in self.all
            if not story.article.draft
            for kind, moment in _moments(story.article)
        ]
        return tuple(sorted(events, key=lambda e: (e.moment, e.kind, e.story.article.path)))

    def find(self, story_filter: StoryFilter) -> list[DeskStory]:
        """The stories that match the filter, newest first."""
        words = story_filter.words.casefold().split()
        return [
            story
            for story in self.all
            if (not story_filter.status or _has_status(story, story_filter.status))
            and (not story_filter.section or story_filter.section in story.sections)
            and (not story_filter.author or story_filter.author in story.authors)
            and (not story_filter.problems or story.errors or story.warnings)
            and all(word in story.haystack for word in words)
        ]


def section_name(slug: str, edition: str) -> str:
    """What the desk calls a section of an edition: ``world``, ``ur/world``."""
    return f"{edition}/{slug}" if edition else slug


def _titled(section: Section, config: Config) -> str:
    return f"{config.title}: {section.title}" if config.edition else section.title


def count_words(snapshot: Snapshot, story: DeskStory) -> int:
    """The number of words in the body of the story; 0 if it cannot be read now."""
    article = story.article
    try:
        body, _ = read_body(snapshot.root, article.path, article.source_digest)
    except Problems:
        return 0
    return words_of(body, article.lang)


def _moments(article: Article) -> Iterator[tuple[Literal["appears", "goes"], datetime]]:
    yield "appears", article.date
    if article.expires:
        yield "goes", article.expires


def _has_status(story: DeskStory, status: str) -> bool:
    return story.status == status or (status == "live" and story.status == "updated")


def _story(
    article: Article, snapshot: Snapshot, counts: Mapping[str, tuple[int, int]]
) -> DeskStory:
    now = snapshot.options.now
    status = status_at(article, now)
    errors, warnings = counts.get(article.path, (0, 0))
    edition = edition_of(article.path, snapshot.config)
    authors = _byline(article, snapshot)
    names = (article.title, article.path, article.section, *authors, *article.tags)
    return DeskStory(
        article=article,
        authors=authors,
        sections=tuple(section_name(slug, edition) for slug in article.sections),
        url=permalink(article, snapshot.config),
        status="updated" if status == "live" and article.updated else status,
        due=due(article, now),
        errors=errors,
        warnings=warnings,
        haystack=" ".join(names).casefold(),
    )


def _byline(article: Article, snapshot: Snapshot) -> tuple[str, ...]:
    """The names of the authors, also of those whom the story names by their slugs."""
    site = edition_with(article.path, snapshot)
    terms = [site.authors.get(site.author_slugs.get(name, "")) for name in article.authors]
    return tuple(
        term.link.title if term else name for name, term in zip(article.authors, terms, strict=True)
    )


def _count(problems: Iterable[Diagnostic]) -> dict[str, tuple[int, int]]:
    """The numbers of errors and warnings of each path."""
    counts: Counter[tuple[str, bool]] = Counter(
        (found.path, found.severity is Severity.ERROR) for found in problems
    )
    return {path: (counts[path, True], counts[path, False]) for path, _ in counts}
