"""Arranges fronts: which live stories an editor has put where, and what cannot be shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from newsgen.diagnostics import Diagnostic
from newsgen.models import (
    HOME_FRONT,
    Article,
    Front,
    FrontBlock,
    FrontStory,
    Model,
    UnavailableLink,
)
from newsgen.site.file_names import stored_name
from newsgen.site.source_suggestions import SourceSuggestions
from newsgen.text import format_moment, term_slug

Key = tuple[str | int, ...]


class ArrangedBlock(Model, frozen=True):
    """A block, with the live ones of the stories that it names."""

    block: FrontBlock
    stories: tuple[Article, ...]


class ArrangedFront(Model, frozen=True):
    """What an editor wants of a front at this moment; empty, the front makes itself."""

    lead: Article | None = None
    top: tuple[Article, ...] = ()
    hidden: frozenset[str] = frozenset()
    """Paths of stories that the front does not choose by itself."""
    blocks: tuple[ArrangedBlock, ...] = ()
    sections: bool = True


class Stories(Model, frozen=True):
    """The stories that fronts may name, and why others are missing."""

    live: Mapping[str, Article]
    """By source path."""
    elsewhere: frozenset[str]
    """Paths of the live stories of other editions."""
    unavailable: Mapping[str, UnavailableLink]
    failed: frozenset[str]
    same_names: Mapping[str, str]
    suggestions: SourceSuggestions

    def find(self, path: str) -> Article | None:
        """The live story in that file."""
        return self.live.get(stored_name(path, self.same_names))


def arrange(front: Front, stories: Stories, now: datetime) -> ArrangedFront:
    """The front with the live stories that it names; places that have ended are left out."""
    hidden = (stored_name(path, stories.same_names) for path in front.hidden)
    placed = (_placed(each, stories, now) for each in front.top)
    top = {article.path: article for article in placed if article}
    return ArrangedFront(
        lead=_placed(front.lead, stories, now) if front.lead else None,
        top=tuple(top.values()),
        hidden=frozenset(hidden),
        blocks=tuple(
            ArrangedBlock(
                block=block,
                stories=tuple(found for path in block.stories if (found := stories.find(path))),
            )
            for block in front.blocks
        ),
        sections=front.sections,
    )


def next_end(fronts: Sequence[Front], now: datetime) -> datetime | None:
    """The next moment when a place on a front ends."""
    placed = (each for front in fronts for each in (front.lead, *front.top) if each)
    return min((each.until for each in placed if each.until and each.until > now), default=None)


def find_front_problems(
    front: Front, stories: Stories, terms: Mapping[str, Collection[str]], lang: str
) -> Iterator[Diagnostic]:
    """Reports stories that are missing, not live or named twice, and rules that nothing meets.

    ``terms`` has the slugs in use, by the key of a rule: ``section``, ``tag`` and ``series``.
    """
    if front.section != HOME_FRONT and front.section not in terms["section"]:
        yield Diagnostic(
            code="unused-front",
            message=f"there is no section `{front.section}`",
            path=front.path,
            hint="the folder of the file is the slug of its section",
        )
    seen: dict[str, Key] = {}
    for key, path in _named(front):
        problem = _missing(front.path, key, path, stories)
        if problem:
            yield problem
        elif path in seen and "hidden" not in {key[0], seen[path][0]}:
            yield _repeated(front.path, key, path)
        seen.setdefault(path, key)
    for number, block in enumerate(front.blocks):
        for rule in ("section", "tag", "series"):
            name = getattr(block, rule)
            if name and (name if rule == "section" else term_slug(name, lang)) not in terms[rule]:
                yield Diagnostic(
                    code="empty-block",
                    message=f"no live story has the {rule} `{name}`",
                    path=front.path,
                    key=("blocks", number, rule),
                    hint="write it as the stories do; until then the block is left out",
                )


def _placed(placed: FrontStory, stories: Stories, now: datetime) -> Article | None:
    if placed.until and placed.until <= now:
        return None
    return stories.find(placed.story)


def _named(front: Front) -> Iterator[tuple[Key, str]]:
    """Every story that the front names, with the key that names it."""
    if front.lead:
        yield ("lead",), front.lead.story
    for number, placed in enumerate(front.top):
        yield ("top", number), placed.story
    for number, path in enumerate(front.hidden):
        yield ("hidden", number), path
    for number, block in enumerate(front.blocks):
        for place, path in enumerate(block.stories):
            yield ("blocks", number, "stories", place), path


def _missing(path: str, key: Key, named: str, stories: Stories) -> Diagnostic | None:
    """Why the named story is not on the front; None if it is, or is reported itself."""
    stored = stored_name(named, stories.same_names)
    if stored in stories.live or stored in stories.failed:
        return None
    link = stories.unavailable.get(stored)
    if link is None and stored in stories.elsewhere:
        return Diagnostic(
            code="missing-front-story",
            message=f"{named} is in another edition",
            path=path,
            key=key,
            hint="name a story of this edition",
        )
    if link is None:
        near = stories.suggestions.find(named)
        return Diagnostic(
            code="missing-front-story",
            message=f"there is no story {named}",
            path=path,
            key=key,
            hint=f"did you mean {near}?" if near else "name its file, relative to this one",
        )
    moment = f" {format_moment(link.moment)}" if link.moment else ""
    why = {"draft": "a draft", "scheduled": f"held back until{moment}", "expired": "expired"}
    return Diagnostic(
        code="waiting-front-story",
        message=f"{named} is {why.get(link.reason, 'not live')}: its place is not filled",
        path=path,
        key=key,
        hint="name another story, or wait",
    )


def _repeated(path: str, key: Key, named: str) -> Diagnostic:
    return Diagnostic(
        code="repeated-front-story",
        message=f"{named} has an earlier place on this front: it is shown once",
        path=path,
        key=key,
        hint="keep one of the two",
    )
