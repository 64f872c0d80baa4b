"""Converts one story and writes its files."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.importer.addresses import address_key
from newsgen.importer.bodies.blocks import code
from newsgen.importer.bodies.markdown import page_anchors, show_placeholders
from newsgen.importer.conversion import Conversion
from newsgen.importer.index import Index
from newsgen.importer.links import StoryLinks
from newsgen.importer.matter import comments_text, is_extra_cut, page_text, story_text
from newsgen.importer.memory import Memory
from newsgen.importer.models import Note, Post
from newsgen.importer.plan import Place, Planning
from newsgen.importer.reader import Reader
from newsgen.importer.report import MOST_LOSS, WARNED_LOSS, Outcome, StoryReport
from newsgen.importer.words import lost_words, markdown_words, source_words
from newsgen.importer.writing import Writer
from newsgen.models import Image, Model

_COMMENTS = ".comments.yaml"


class Result(Model, frozen=True):
    """What one story became."""

    report: StoryReport
    faults: tuple[str, ...] = ()
    """Why it must be a draft, as its text shows; empty for one that is a draft already."""
    authors: tuple[str, ...] = ()
    """As the source names them."""
    linked: frozenset[str] = frozenset()
    """Keys of the stories that it has links to."""
    asked: frozenset[str] = frozenset()
    """Keys of those into which it has links, and whose headings are not known yet."""
    anchors: Mapping[str, str] = {}
    """What links into it name → the ids of its headings, if somebody asked for them."""
    wanted: Mapping[str, str] = {}
    """Addresses of pictures that are not there → where each would lie."""
    has_undescribed_lead: bool = False
    """Whether it is shown with a lead picture that has no description."""
    files: Mapping[str, str] = {}
    """Copied files → what happened to each."""


class Setting(NamedTuple):
    """What all stories of a round share."""

    reader: Reader
    known: Index
    planning: Planning
    writer: Writer
    memory: Memory
    translations: Mapping[str, tuple[str, ...]]
    """Key of a story → files of its translations, as seen from its own."""


class _Converted(NamedTuple):
    text: str
    notes: tuple[Note, ...]
    before: int
    after: int
    lost: int
    fault: str
    """Why the text could not be converted; it is kept as code then."""
    ids: Mapping[str, str]
    """Ids that its headings have in the old system → those in newsgen."""


def write_story(post: Post, place: Place, setting: Setting) -> Result:
    """Convert the story, write its files, and tell what was done. Raises OSError."""
    links = StoryLinks(setting.known, place)
    converted = _convert(post, place, links, setting)
    outcome = _outcome_before(place, setting)
    files: dict[str, str] = {}
    if outcome == "left-out":
        for path in setting.memory.paths_of(post.key):
            setting.writer.remove(path)
    if outcome is None:
        outcome = _write(post, place, converted.text, links, setting)
        files = {
            path: setting.writer.copy(source, path, f"file:{path}")
            for path, source in links.files.copied.items()
        }
    report = StoryReport(
        key=post.key,
        origin=post.origin,
        outcome=outcome,
        path=place.path,
        title=place.title,
        section=place.section,
        address=place.address,
        old_address=post.address,
        aliases=place.aliases,
        unanswered=place.unanswered,
        drafts=place.drafts,
        words_before=converted.before,
        words_after=converted.after,
        words_lost=converted.lost,
        notes=converted.notes,
    )
    return Result(
        report=report,
        faults=() if place.drafts else tuple(_faults(post, converted, report)),
        authors=post.authors,
        linked=frozenset(links.linked),
        asked=frozenset(links.asked),
        anchors=_anchors(converted) if post.key in setting.planning.asked else {},
        wanted=links.files.wanted,
        has_undescribed_lead=_has_undescribed_lead(post, place, links, setting),
        files=files,
    )


def _faults(post: Post, converted: _Converted, report: StoryReport) -> Iterator[str]:
    if converted.fault:
        yield converted.fault
    elif not converted.text.strip() and not post.link:
        yield "no text"
    elif report.loss > MOST_LOSS:
        yield f"{report.words_lost} of {report.words_before} words are lost"


def _convert(post: Post, place: Place, links: StoryLinks, setting: Setting) -> _Converted:
    """The Markdown of the story, and its words counted before and after."""
    conversion = Conversion(links, setting.planning.settings.shortcodes)
    try:
        markdown, fault = setting.reader.convert(post, setting.known.site, conversion), ""
        markdown = show_placeholders(markdown, conversion)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - one story must not stop the others
        markdown = f"{code(post.body)}\n"
        fault = f"its text cannot be converted: {type(error).__name__}: {error}"
        text = f"{fault}; it is kept as code"
        conversion.need(text, name="text that cannot be converted")
    before = source_words(post.body, post.markup)
    after = markdown_words(markdown)
    lost = 0 if fault else lost_words(before, after, conversion.left_out)
    notes = [*place.notes, *conversion.notes, *_notes_of_comments(post, setting)]
    if before.total() and lost / before.total() > WARNED_LOSS:
        text = f"{lost} of {before.total()} words are lost"
        notes.append(Note(effect="needs", text=text, name="words lost"))
    if is_extra_cut(post):
        text = "more unknown keys than front matter can hold: some are left out"
        notes.append(Note(effect="left-out", text=text, name="extra"))
    words = (before.total(), after.total(), lost)
    return _Converted(markdown, tuple(notes), *words, fault, conversion.ids)


def _anchors(converted: _Converted) -> dict[str, str]:
    """What links into the story can name, and the ids of its headings."""
    known = page_anchors(converted.text)
    old = {name: anchor for name, anchor in converted.ids.items() if anchor in known}
    return {**{name: name for name in known}, **old}


def _notes_of_comments(post: Post, setting: Setting) -> tuple[Note, ...]:
    if not post.comments:
        return ()
    number = len(post.comments)
    what = "1 comment" if number == 1 else f"{number:,} comments"
    if setting.planning.settings.comments == "drop":
        return (Note(effect="left-out", text=f"{what}: left out", name="comments"),)
    return (Note(effect="changed", text=f"{what}: kept below the story", name="comments"),)


def _outcome_before(place: Place, setting: Setting) -> Outcome | None:
    """The outcome of a story that is not written at all; None if it may be."""
    is_draft_page = place.post.kind == "page" and place.drafts
    if is_draft_page or place.post.key in setting.planning.left_out:
        return "left-out"
    if outcome := _outcome_elsewhere(place, setting):
        return outcome
    if setting.planning.taken.get(address_key(place.address), place.path) != place.path:
        return "taken"
    return None


def as_found(place: Place, setting: Setting) -> Place:
    """The place as links to the story need it.

    Nothing can lead to one that somebody deleted: it has no path. One that somebody edited stays
    where it was, and instead of one whose address is taken there is the story that has it.
    """
    outcome = _outcome_before(place, setting) or setting.writer.foresee(place.path, b"")
    if outcome in {"deleted", "left-out"}:
        return replace(place, path="", is_live=False)
    path = place.path
    if outcome == "taken":
        path = setting.planning.taken.get(address_key(place.address), path)
    elif outcome == "edited":
        path = next(_edited(place, setting), path)
    else:
        return place
    is_shown = place.post.kind == "page" or path in setting.planning.shown
    return replace(place, path=path, is_live=is_shown)


def _edited(place: Place, setting: Setting) -> Iterator[str]:
    for path in setting.memory.paths_of(place.post.key):
        is_there = path.endswith(".md") and (setting.known.root / path).is_file()
        if is_there and not setting.writer.is_as_written(path):
            yield path


def _outcome_elsewhere(place: Place, setting: Setting) -> Outcome | None:
    """What somebody did with the file that an earlier import wrote, if its place was another."""
    if setting.writer.is_as_written(place.path):
        return None
    for path in setting.memory.paths_of(place.post.key):
        if not path.endswith(".md"):
            continue
        if not (setting.known.root / path).is_file():
            return None if setting.writer.brings_back else "deleted"
        if path != place.path and not setting.writer.is_as_written(path):
            return "edited"
    return None


def _write(post: Post, place: Place, markdown: str, links: StoryLinks, setting: Setting) -> Outcome:
    """Write the file of the story, that of its comments, and remove those of an earlier place."""
    key = place.post.key
    if post.kind == "page":
        text = page_text(place, markdown)
    else:
        place, image = _with_picture(post, place, links, setting)
        text = story_text(place, image, setting.translations.get(key, ()), markdown)
    outcome: Outcome = setting.writer.write(place.path, key, text.encode())
    kept = {place.path}
    if post.comments and setting.planning.settings.comments == "static":
        path = place.path.removesuffix(".md") + _COMMENTS
        kept.add(path)
        setting.writer.write(path, key, comments_text(post.comments).encode())
    if outcome in {"written", "rewritten", "same"}:
        for path in setting.memory.paths_of(key):
            if path not in kept:
                setting.writer.remove(path)
    return outcome


def _has_undescribed_lead(post: Post, place: Place, links: StoryLinks, setting: Setting) -> bool:
    if post.kind == "page" or place.drafts:
        return False
    _, image = _with_picture(post, place, links, setting)
    return image is not None and not image.alt


def _with_picture(
    post: Post, place: Place, links: StoryLinks, setting: Setting
) -> tuple[Place, Image | None]:
    """The lead picture; one that is nowhere is kept under ``extra``, as it would stop a build."""
    if post.image is None or not post.image.src:
        return place, None
    found = links.picture(post.image.src, "").destination
    is_there = bool(found) and links.files.has_file(found)
    if is_there and place.post.key not in setting.planning.without_picture:
        return place, replace(post.image, src=found)
    kept = {"src": found or post.image.src, "alt": post.image.alt, "caption": post.image.caption}
    extra = {**post.extra, "image": {name: value for name, value in kept.items() if value}}
    return replace(place, post=replace(place.post, extra=extra)), None


def translations_of(places: Mapping[str, Place]) -> dict[str, tuple[str, ...]]:
    """Key of a story → files of its translations, as seen from its own.

    The first story of a group names the others; a second one in a language is none.
    """
    groups: dict[str, dict[str, Place]] = {}
    for place in places.values():
        if place.post.translation and place.post.kind == "story" and place.path:
            lang = place.post.lang.lower()
            groups.setdefault(place.post.translation, {}).setdefault(lang, place)
    named = {}
    for first, *others in (list(group.values()) for group in groups.values()):
        if others:
            folder = posixpath.dirname(first.path)
            named[first.post.key] = tuple(posixpath.relpath(o.path, folder) for o in others)
    return named
