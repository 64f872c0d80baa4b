"""Refuses a publication that takes stories away from addresses at which readers know them.

On a new machine the output folder knows nothing of earlier builds, so this is known from the
manifest at the target. It tells no source: a story is only known again by digests.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from newsgen.builder.addresses import SECTION
from newsgen.config import Config, without_waived
from newsgen.diagnostics import Diagnostic
from newsgen.files.names import CONFIG, CONTENT, MARKDOWN
from newsgen.frontmatter.writing import write
from newsgen.incremental.manifest import Manifest, StoryTrace
from newsgen.models import Model
from newsgen.publish.overrides import OverridableRefusal
from newsgen.text import printable
from newsgen.urls import alias_of, base_path

_WIDTH = 10
"""Characters of a digest: few, because a manifest holds four for every story."""
_NOTHING = "0" * _WIDTH
_NAMES = 2
"""The digests in a row that are of names."""


class MovedStory(Model, frozen=True):
    """A story that would leave addresses at which readers know it."""

    source: str
    """Its source; newsgen.yaml for the front of a section."""
    page: str
    """The path of its page in this release."""
    lost: tuple[str, ...]
    """The paths at which it would answer no longer."""


def digest_stories(manifest: Manifest) -> Mapping[str, str]:
    """The digests by which the story at each path of a build is known again."""
    return {
        path: digests
        for trace in manifest.addresses.stories
        for digests in [_digests(trace, manifest.base_url)]
        for path in trace.paths
    }


def find_moved_stories(
    published: Mapping[str, str], manifest: Manifest, root: Path
) -> tuple[MovedStory, ...]:
    """The stories that leave addresses which they have at a target, in the order of the build.

    ``published`` has the digests of the story at each path there.
    """
    traces = manifest.addresses.stories
    digests = [_digests(trace, manifest.base_url) for trace in traces]
    now = {p: known for t, known in zip(traces, digests, strict=True) for p in t.paths}
    gone = {p: known for p, known in published.items() if not _is_same(now.get(p, ""), known)}
    if not gone:
        return ()
    number_of = _index(digests, published)
    lost: dict[int, list[str]] = defaultdict(list)
    for path, known in gone.items():
        numbers = (number_of[part] for part in _parts(known) if part in number_of)
        if (number := next(numbers, None)) is not None:
            lost[number].append(path)
    return tuple(_moved(traces[n], sorted(paths), root) for n, paths in sorted(lost.items()))


def require_addresses(moved: Sequence[MovedStory], config: Config, now: datetime) -> None:
    """Raise Refusal if stories would leave their addresses, unless waivers accept it."""
    told = [_tell(story, base_path(config)) for story in moved]
    problems = without_waived(told, config.check.waivers, now.astimezone(UTC).date())
    if not problems:
        return
    stories = "a story" if len(problems) == 1 else f"{len(problems):,} stories"
    raise OverridableRefusal(
        "lose_addresses",
        f"readers would no longer find {stories} at addresses that they know",
        "redirect these addresses as the hints say; --lose-addresses publishes without",
        problems,
    )


def _index(digests: Sequence[str], published: Mapping[str, str]) -> Mapping[str, int]:
    """The number of the story with each digest.

    Only stories that are new at the target are known by their words, and only by words that no
    other story has.
    """
    rows = set(published.values())
    before = {part for known in rows for part in _parts(known)[:_NAMES]}
    words = _unique_words(rows) & _unique_words(digests)
    found: dict[str, int] = {}
    for number, known in enumerate(digests):
        names, others = _parts(known)[:_NAMES], _parts(known)[_NAMES:]
        is_new = before.isdisjoint(names)
        for part in (*names, *(p for p in others if is_new and p in words)):
            found.setdefault(part, number)
    return found


def _unique_words(rows: Iterable[str]) -> frozenset[str]:
    """The digests of texts and headlines that occur in one row."""
    numbers = Counter(part for row in rows for part in _parts(row)[_NAMES:])
    return frozenset(part for part, number in numbers.items() if number == 1)


def _digests(trace: StoryTrace, key: str) -> str:
    """The digests of the name, the source, the text and the headline of a story, in a row."""
    marks = (trace.name, trace.source or trace.name, trace.text, trace.headline)
    return "".join(
        _digest(f"{number} {mark}", key) if mark else _NOTHING for number, mark in enumerate(marks)
    )


def _digest(text: str, key: str) -> str:
    return blake2b(text.encode(), digest_size=_WIDTH // 2, key=key.encode()[:64]).hexdigest()


def _parts(digests: str) -> tuple[str, ...]:
    """The digests of a row; those of nothing are left out at the end."""
    parts = (digests[start : start + _WIDTH] for start in range(0, len(digests), _WIDTH))
    return tuple(part for part in parts if part != _NOTHING)


def _is_same(one: str, other: str) -> bool:
    """Whether the stories with these digests are one, so far as anybody can tell."""
    return one == other or not set(_parts(one)).isdisjoint(_parts(other))


def _moved(trace: StoryTrace, paths: Sequence[str], root: Path) -> MovedStory:
    return MovedStory(source=_source(trace, root), page=trace.paths[0], lost=tuple(paths))


def _source(trace: StoryTrace, root: Path) -> str:
    """The path of the source of a story; a section has newsgen.yaml."""
    if trace.name.startswith(SECTION):
        return CONFIG
    stem = f"{CONTENT}/{trace.source or trace.name}"
    paths = (stem + suffix for suffix in MARKDOWN)
    return next((path for path in paths if (root / path).is_file()), stem)


def _tell(story: MovedStory, base: str) -> Diagnostic:
    """The warning that a story leaves addresses."""
    old = " and ".join(_shown(path, base) for path in story.lost)
    line = write({"aliases": tuple(alias_of(path, base) for path in story.lost)}).strip()
    verb = "answers" if len(story.lost) == 1 else "answer"
    return Diagnostic(
        code="moved-address",
        message=f"readers know {old}, which {verb} no longer: it is {_shown(story.page, base)} now",
        path=story.source,
        hint=f"add `{line}`, or the former permalink to `former_permalinks` of newsgen.yaml",
    )


def _shown(path: str, base: str) -> str:
    return printable(f"{base}{path.removesuffix('index.html')}")
