"""Reads the settings of an import, and its source without the texts."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.progress import Progress
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Kind, Post, ReadingOptions, Site, Source
from newsgen.importer.reader import Reader
from newsgen.importer.settings import (
    SETTINGS,
    ImportSettings,
    check_settings,
    read_import_settings,
    with_proposals,
)
from newsgen.importer.sources import open_source, reader_of
from newsgen.models import Model

_WITHOUT_FOLDERS = frozenset({"markdown", "html", "text"})
"""Kinds of sources whose stories may be in any folder."""


class ImportOptions(Model, frozen=True):
    """The options of an import."""

    sources: tuple[Path, ...]
    """One folder, or the files of one site."""
    into: Path
    """The folder of the paper; it may be empty, or not there yet."""
    now: datetime
    """The moment of the import, with a time zone: it decides which stories can be seen."""
    kind: Kind | None = None
    """None: it is recognised."""
    given: Mapping[str, object] = {}
    """Fields of ImportSettings that the command line gives; they go before import.yaml."""
    dry_run: bool = False
    again: bool = False
    """Whether stories come back that were deleted after an earlier import."""
    fetch_pictures: bool = False


class Preparation(Model, frozen=True):
    """What is known before the first story is written."""

    source: Source
    recognised: str
    site: Site
    settings: ImportSettings
    posts: tuple[Post, ...]
    """Without bodies and comments."""


def prepare(options: ImportOptions, stage: Path, progress: Progress) -> Preparation:
    """Read the settings of the import, and the source without its texts."""
    place = stage / SETTINGS
    written = read_import_settings(place.read_bytes()) if place.is_file() else ImportSettings()
    settings = replace(written, **options.given)
    check_settings(settings)
    reading = ReadingOptions(
        date=settings.date,
        date_order=settings.date_order,
        timezone=settings.timezone,
        mapping=settings.mapping,
        take_paid=settings.take_paid,
    )
    source, why = open_source(options.sources, options.kind, reading)
    is_inside = not source.files and options.into.resolve().is_relative_to(source.root)
    if is_inside and source.kind in _WITHOUT_FOLDERS:
        message = f"the paper {options.into} lies in the source: its stories would be read as well"
        raise ImportFault(message, "choose a folder outside the source with --into")
    reader = reader_of(source.kind)
    progress("reading the source", 0, 0)
    site = _read_site(reader, source)
    posts = tuple(replace(post, body="", comments=()) for post in read_all(reader, source, site))
    if not posts and not site.incomplete:
        raise ImportFault(f"there is no story in {options.sources[0]}", "is it the right one?")
    settings = with_proposals(settings, posts, site)
    return Preparation(source=source, recognised=why, site=site, settings=settings, posts=posts)


def read_all(reader: Reader, source: Source, site: Site) -> Iterator[Post]:
    """The posts, each with a key of its own. Raises ImportFault if the source cannot be read on."""
    seen: set[str] = set()
    last = ""
    try:
        for post in reader.read_posts(source, site):
            last = f" after {post.origin}"
            key, number = post.key, 1
            while key in seen:
                number += 1
                key = f"{post.key}#{number}"
            seen.add(key)
            yield post if key == post.key else replace(post, key=key)
    except (ImportFault, OSError):
        raise
    except Exception as error:
        raise _unreadable(last, error) from error


def _read_site(reader: Reader, source: Source) -> Site:
    """What the source says of the whole site. Raises ImportFault."""
    try:
        return reader.read_site(source)
    except (ImportFault, OSError):
        raise
    except Exception as error:
        raise _unreadable("", error) from error


def _unreadable(after: str, error: Exception) -> ImportFault:
    """What to tell if a reader is surprised by its source."""
    message = f"the source cannot be read{after}: {type(error).__name__}: {error}"
    return ImportFault(message, "this is a bug of newsgen: report it with that part of the source")
