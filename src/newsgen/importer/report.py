"""What an import did: the values of its report."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from newsgen.importer.models import Kind, Note
from newsgen.models import Model

Outcome = Literal[
    "written",
    "rewritten",
    "same",
    "edited",
    "deleted",
    "taken",
    "left-out",
]
"""``edited``: changed since by hand, kept. ``deleted``: deleted since, not brought back. ``taken``:
another file or story is there. ``left-out``: there is nothing that can be written."""

OUTCOMES: Mapping[Outcome, str] = {
    "written": "written",
    "rewritten": "written again",
    "same": "unchanged",
    "edited": "changed since, kept",
    "deleted": "deleted since, not brought back without --again",
    "taken": "left out: another story or file has its place",
    "left-out": "left out",
}
"""Each outcome in the words of a person."""

WARNED_LOSS = 0.005
"""The part of the words of a story that may be lost without a warning."""
MOST_LOSS = 0.05
"""The part above which the story becomes a draft."""


class StoryReport(Model, frozen=True):
    """What became of one story or page."""

    key: str
    origin: str
    outcome: Outcome
    path: str
    title: str
    section: str = ""
    address: str = ""
    """Its new address."""
    old_address: str = ""
    aliases: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    """Why it is a draft; empty if it is not."""
    words_before: int = 0
    words_after: int = 0
    words_lost: int = 0
    notes: tuple[Note, ...] = ()

    @property
    def loss(self) -> float:
        """The part of its words that is lost, from 0 to 1."""
        return self.words_lost / self.words_before if self.words_before else 0.0


class ImportReport(Model, frozen=True):
    """What an import did."""

    kind: Kind
    recognised: str
    """Why the source was taken for this kind."""
    source: str
    root: str
    """The folder of the paper."""
    stories: tuple[StoryReport, ...]
    files: Mapping[str, int]
    """Outcome → how many pictures and other files."""
    others: Mapping[str, str]
    """Settings and profiles → what happened to each file."""
    missing: tuple[str, ...] = ()
    """Addresses of pictures that are not in the source."""
    not_taken: Mapping[str, int] = {}
    unknown: Mapping[str, str] = {}
    """Shortcodes that nobody decided about → where they were found."""
    notes: tuple[Note, ...] = ()
    """Of the whole import."""
    problems: tuple[str, ...] = ()
    """What would stop a build and lies in no imported story."""
    incomplete: str = ""
    is_dry: bool = False
    seconds: float = 0.0

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many stories had each outcome."""
        return Counter(story.outcome for story in self.stories)

    @property
    def has_failed(self) -> bool:
        """Whether a person must do something before all of the source is taken."""
        return bool(
            self.incomplete
            or self.problems
            or any(story.outcome in {"taken", "left-out"} for story in self.stories)
        )

    def counted_notes(self) -> Iterator[tuple[str, str, int, str]]:
        """Notes by what they are counted by: effect, text of the first, number, and where.

        Those of the whole source come first, then the most frequent.
        """
        yield from ((note.effect, note.text, 1, self.source) for note in self.notes)
        first: dict[tuple[str, str], tuple[str, str]] = {}
        numbers: Counter[tuple[str, str]] = Counter()
        for story in self.stories:
            for note in story.notes:
                key: tuple[str, str] = (note.effect, note.name or note.text)
                numbers[key] += 1
                where = f"{story.origin}:{note.line}" if note.line else story.origin
                first.setdefault(key, (note.text, where))
        for (effect, name), number in numbers.most_common():
            text, where = first[effect, name]
            yield effect, text, number, where
