"""All stories of an edition as the desk lists them: found by words, filtered, counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Literal, get_args

from newsgen.diagnostics import Problems, Severity
from newsgen.models import Article, Model
from newsgen.serve.snapshot import Snapshot
from newsgen.site.catalogue import due, status_at
from newsgen.sources.loader import read_body
from newsgen.text import count_words as words_of
from newsgen.urls import permalink

StoryStatus = Literal["draft", "scheduled", "live", "updated", "expired"]
"""Where a story stands; one that is live and was changed after publication is updated."""
STANDINGS: tuple[StoryStatus, ...] = get_args(StoryStatus)


class DeskStory(Model, frozen=True):
    """A story as the desk lists it."""

    article: Article
    url: str
    standing: StoryStatus
    due: datetime | None
    """When it appears or goes by itself."""
    errors: int
    warnings: int
    haystack: str
    """All words by which it is found, in lower case."""


class StoryFilter(Model, frozen=True):
    """Which stories are wanted; what is empty admits all."""

    words: str = ""
    standing: str = ""
    section: str = ""
    author: str = ""
    problems: bool = False
    """Only those with problems."""


class Stories:
    """The stories of one edition, newest first."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def all(self) -> tuple[DeskStory, ...]:
        """Every story, newest first."""
        counts = _count(self.snapshot)
        articles = sorted(self.snapshot.articles, key=lambda a: (-a.date.timestamp(), a.path))
        return tuple(_story(article, self.snapshot, counts) for article in articles)

    @cached_property
    def standings(self) -> Mapping[str, int]:
        """How many stories stand where."""
        counts = Counter(story.standing for story in self.all)
        return {standing: counts[standing] for standing in STANDINGS}

    @cached_property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Slug and title of each section."""
        sections = self.snapshot.site_plan.site.sections.values()
        return tuple((section.slug, section.title) for section in sections)

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Names in bylines, by how often they stand there."""
        counts = Counter(name for story in self.all for name in story.article.authors)
        return tuple(name for name, _ in counts.most_common())

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Tags, by how often they are used."""
        counts = Counter(tag for story in self.all for tag in story.article.tags)
        return tuple(tag for tag, _ in counts.most_common())

    def find(self, story_filter: StoryFilter) -> list[DeskStory]:
        """The stories that are wanted, newest first."""
        words = story_filter.words.casefold().split()
        return [
            story
            for story in self.all
            if (not story_filter.standing or _stands(story, story_filter.standing))
            and (not story_filter.section or story.article.section == story_filter.section)
            and (not story_filter.author or story_filter.author in story.article.authors)
            and (not story_filter.problems or story.errors or story.warnings)
            and all(word in story.haystack for word in words)
        ]

    def scheduled(self) -> list[DeskStory]:
        """What appears or goes by itself, the next first."""
        waiting = [story for story in self.all if story.due]
        return sorted(waiting, key=lambda story: (story.due, story.article.path))


def count_words(snapshot: Snapshot, story: DeskStory) -> int:
    """The words of the story's body; 0 where it cannot be read just now."""
    article = story.article
    try:
        body, _ = read_body(snapshot.root, article.path, article.digest)
    except Problems:
        return 0
    return words_of(body, article.lang)


def _stands(story: DeskStory, standing: str) -> bool:
    return story.standing == standing or (standing == "live" and story.standing == "updated")


def _story(
    article: Article, snapshot: Snapshot, counts: Mapping[str, tuple[int, int]]
) -> DeskStory:
    now = snapshot.options.now
    status = status_at(article, now)
    errors, warnings = counts.get(article.path, (0, 0))
    names = (article.title, article.path, article.section, *article.authors, *article.tags)
    return DeskStory(
        article=article,
        url=permalink(article, snapshot.config),
        standing="updated" if status == "live" and article.updated else status,
        due=due(article, now),
        errors=errors,
        warnings=warnings,
        haystack=" ".join(names).casefold(),
    )


def _count(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Errors and warnings by path."""
    counts: Counter[tuple[str, bool]] = Counter(
        (found.path, found.severity is Severity.ERROR) for found in snapshot.diagnostics
    )
    return {path: (counts[path, True], counts[path, False]) for path, _ in counts}
