"""Writes what an editor arranged in the desk into the text of a front, and keeps the rest of it."""

import json
import posixpath
import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from newsgen import frontmatter
from newsgen.config import edition_folder
from newsgen.diagnostics import Problems
from newsgen.files.names import HOME_FRONT_FILE, SECTION_FRONT_FILE
from newsgen.frontmatter import FrontFields
from newsgen.models import HOME_FRONT, FrontStory

_KEY = re.compile(r"(lead|top|hidden)[ \t]*:")
_PLAIN = re.compile(r"[A-Za-z0-9_./-]*[A-Za-z_]")
"""What needs no quotes in YAML."""
_MOMENT = "%Y-%m-%d %H:%M"


def front_path(section: str, edition: str = "") -> str:
    """The path of the file that arranges a front of an edition, relative to the site root.

    >>> front_path("world"), front_path(HOME_FRONT), front_path("world", "ur")
    ('content/world/_front.yaml', 'content/front.yaml', 'content/ur/world/_front.yaml')
    """
    folder = edition_folder(edition)
    if section == HOME_FRONT:
        return f"{folder}/{HOME_FRONT_FILE}"
    return f"{folder}/{section}/{SECTION_FRONT_FILE}"


def rewrite_front(
    text: str, path: str, lead: FrontStory | None, top: Sequence[FrontStory], hidden: Sequence[str]
) -> str:
    """The text of the front at that path with another lead, order and hidden stories.

    Stories are paths from the site root. Comments and all other keys stay. Raises Problems if the
    text has errors, or is written in a way in which keys cannot be replaced.
    """
    folder = posixpath.dirname(path)
    before = _read(text, path)
    arranged = replace(
        before,
        lead=_from_folder(lead, folder) if lead else None,
        top=tuple(_from_folder(each, folder) for each in top),
        hidden=tuple(posixpath.relpath(each, folder) for each in hidden),
    )
    kept, place = _without_keys(text.splitlines(keepends=True))
    lines = [*kept[:place], *_lines(arranged), *kept[place:]]
    written = "".join(lines)
    after = _read(written, path)
    if _without_days(after) != _without_days(arranged):
        message = "the lead, the order and the hidden stories cannot be replaced in this file"
        raise Problems.of("bad-value", message, path=path, hint="edit it as text")
    return written


def _read(text: str, path: str) -> FrontFields:
    fields, _, problems = frontmatter.read_plain(FrontFields, text.encode(), path)
    if fields is None:
        raise Problems(*problems)
    return fields


def _from_folder(placed: FrontStory, folder: str) -> FrontStory:
    return replace(placed, story=posixpath.relpath(placed.story, folder))


def _without_keys(lines: Sequence[str]) -> tuple[list[str], int]:
    """The lines that belong to none of the keys, and the place where the first of them was."""
    kept: list[str] = []
    place, is_inside = -1, False
    for line in lines:
        if _KEY.match(line):
            is_inside = True
            place = len(kept) if place < 0 else place
        elif is_inside and not line.startswith((" ", "\t", "-", "]")):
            is_inside = False
        if not is_inside:
            kept.append(line if line.endswith("\n") else f"{line}\n")
    return kept, len(kept) if place < 0 else place


def _lines(front: FrontFields) -> Iterator[str]:
    if front.lead:
        yield f"lead: {_flow(front.lead)}\n"
    if front.top:
        yield "top:\n"
        yield from (f"  - {_flow(each)}\n" for each in front.top)
    if front.hidden:
        yield "hidden:\n"
        yield from (f"  - {_scalar(each)}\n" for each in front.hidden)


def _flow(placed: FrontStory) -> str:
    if placed.until is None:
        return _scalar(placed.story)
    return f"{{story: {_scalar(placed.story)}, until: {placed.until:{_MOMENT}}}}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _without_days(front: FrontFields) -> tuple[object, ...]:
    """Everything of the front that can be compared: moments as they are written."""
    placed = [(each.story, f"{each.until:{_MOMENT}}" if each.until else "") for each in front.top]
    lead = front.lead and (front.lead.story, front.lead.until and f"{front.lead.until:{_MOMENT}}")
    return lead, placed, front.hidden, front.blocks, front.sections
