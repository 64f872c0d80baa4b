"""The metadata and the body of a file of Nikola, and the file of metadata beside it."""

import posixpath
import re
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import Front, read_front
from newsgen.importer.models import Markup
from newsgen.importer.readers.nikola.settings import NikolaSettings
from newsgen.importer.readers.pelican.files import rst_front

_OLD_LINES = ("title", "slug", "date", "tags", "link", "description", "type")
"""What the lines of an old ``.meta`` file say, which have no names."""
_NAMED = re.compile(r"\s{0,9}(?:<!--\s{0,9})?\.\. \w")
_EMPTY_COMMENT = re.compile(r"\A\s*+<!--\s*+-->")


class Name(NamedTuple):
    """What the name of a file says."""

    base: str
    """Path without language and ending: what translations have in common."""
    lang: str
    """Empty for the main language."""


def name_of(path: str, settings: NikolaSettings) -> Name:
    """``posts/rain.es.md`` and ``posts/rain.md.es`` are Spanish versions of ``posts/rain.md``."""
    base, ending = posixpath.splitext(path)
    inner, last = posixpath.splitext(base)
    languages = settings.translations
    if last[1:] in languages and inner:
        return Name(inner, last[1:])
    if ending[1:] in languages and last:
        return Name(inner, ending[1:])
    return Name(base, "")


def markup_of(path: str, settings: NikolaSettings) -> Markup | None:
    """What the file is; None if it is no story."""
    ending = posixpath.splitext(path)[1][1:]
    if ending in settings.translations:
        return settings.markup_of(posixpath.splitext(path)[0])
    return settings.markup_of(path)


def read_story(root: Path, path: str, markup: Markup, name: Name) -> Front:
    """Metadata and body of a story. Raises Unreadable."""
    text, notes = read_text(root, path)
    front = read_front(text, headers="nikola")
    if not front.values and not front.fault and markup == "rst":
        front = rst_front(text)
    elif not front.values and not front.fault and markup == "markdown":
        front = read_front(text, headers="pelican")
    beside = _read_beside(root, name)
    values = {**front.values, **{key: text for key, text in beside.items() if text}}
    body = _EMPTY_COMMENT.sub("", front.body, count=1) if not front.values else front.body
    return replace(front, values=values, body=body, notes=(*notes, *front.notes))


def _read_beside(root: Path, name: Name) -> dict[str, str]:
    """The values of the ``.meta`` file of a story; that of the main language if it has none."""
    candidates = [f"{name.base}.meta"]
    if name.lang:
        candidates = [f"{name.base}.{name.lang}.meta", f"{name.base}.meta.{name.lang}", *candidates]
    path = next((each for each in candidates if (root / each).is_file()), "")
    if not path:
        return {}
    try:
        text = read_text(root, path)[0]
    except Unreadable:
        return {}
    if _NAMED.match(text) or text.startswith(("---", "+++")):
        return dict(read_front(text, headers="nikola").values)
    lines = [line.strip() for line in text.strip().split("\n")]
    return dict(zip(_OLD_LINES, lines, strict=False))
