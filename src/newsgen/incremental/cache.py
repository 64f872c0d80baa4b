"""What the last build learned from the sources, so that the next need not learn it again.

The record lies in a folder of its own (``.newsgen/`` of the site). It is never the truth: what a
file gave is believed only for bytes with the same digest, read by the same newsgen under the same
settings. Anything doubtful is a miss, and removing the record is always safe.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import force_setattr, replace

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.versioned_file import read_versioned, write_versioned
from newsgen.models import Article, AuthorProfile, Model, Stamp, StandingPage

_KIND = "record"
_FORMAT = 2
_RACE = 2_000_000_000
"""Nanoseconds within which some file systems give two writes one time stamp."""


class Seen(Model, frozen=True, array_like=True):
    """A file as it was when its bytes were last read."""

    digest: str
    stamp: Stamp | None
    """None where the file changed so lately that it may change again without another stamp."""


class BuildCache(Model, frozen=True):
    """What is remembered of a site."""

    basis: str
    """Digest of the newsgen and the settings that it holds for."""
    sources: Mapping[str, Seen] = {}
    """Every source of which it is known what it holds, by its path."""
    files: Mapping[str, Seen] = {}
    """Every file that is copied, by its path."""
    articles: tuple[Article, ...] = ()
    pages: tuple[StandingPage, ...] = ()
    authors: tuple[AuthorProfile, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    """What was noted while reading those."""
    order: tuple[int, ...] = ()
    """The articles that were live, oldest first, by their numbers in ``articles``."""
    related: tuple[tuple[int, ...], ...] = ()
    """For each of those the places in ``order`` of its related ones."""
    references: Mapping[str, tuple[str, ...]] = {}
    """The names that each template refers to, by the digest of its bytes."""


def read_cache(folder: Path, basis: str, timezone: str) -> BuildCache:
    """The record in that folder; an empty one where it is missing, damaged or on another basis.

    Moments are given in the time zone of that IANA name, as they were when the record was made.
    """
    try:
        content = read_versioned(_path(folder), _KIND, _FORMAT)
        build_cache = msgspec.msgpack.decode(content or b"", type=BuildCache)
    except (OSError, msgspec.MsgspecError, OverflowError):
        return BuildCache(basis=basis)
    if build_cache.basis != basis:
        return BuildCache(basis=basis)
    zone = ZoneInfo(timezone)
    return replace(build_cache, articles=tuple([_in_zone(a, zone) for a in build_cache.articles]))


def write_cache(build_cache: BuildCache, folder: Path) -> None:
    """Write the record whole or not at all. Raises OSError when it cannot be written."""
    write_versioned(_path(folder), _KIND, _FORMAT, msgspec.msgpack.encode(build_cache))


def holds_cache(folder: Path) -> bool:
    """Whether newsgen keeps its record in that folder."""
    return any(place.is_file() for place in (_path(folder), _clock(folder)))


def remove_cache(folder: Path) -> None:
    """Remove the record, and its folder if nothing else is in it."""
    for place in (_path(folder), _clock(folder), *folder.glob("record.*.tmp")):
        place.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def read_file_clock(folder: Path) -> int:
    """The moment by the clock of the file system, in nanoseconds; 0 where it does not tell."""
    clock = _clock(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clock.touch()
        return clock.stat().st_mtime_ns
    except OSError:
        return 0


def seen_file(digest: str, stamp: Stamp, moment: int) -> Seen:
    """A file with bytes of that digest, as a reading that began at that moment saw it."""
    settled = stamp.changed < moment - _RACE and stamp.modified < moment - _RACE
    return Seen(digest=digest, stamp=stamp if settled else None)


def _path(folder: Path) -> Path:
    return folder / "record"


def _clock(folder: Path) -> Path:
    return folder / "clock"


def _in_zone(article: Article, zone: ZoneInfo) -> Article:
    """The article with its moments, which are kept as points in time, on the clock of the zone."""
    date = article.date.astimezone(zone)
    if not (article.updated or article.embargo or article.expires or article.corrections):
        force_setattr(article, "date", date)  # just decoded: nobody else has seen it
        return article
    return replace(
        article,
        date=date,
        updated=article.updated and article.updated.astimezone(zone),
        embargo=article.embargo and article.embargo.astimezone(zone),
        expires=article.expires and article.expires.astimezone(zone),
        corrections=tuple(
            replace(note, date=note.date.astimezone(zone)) for note in article.corrections
        ),
    )
