"""The build cache: what the last build read from the sources, so that the next can skip it.

The cache is a file in a folder of its own (``.newsgen/`` of the site). An entry is valid only for
bytes with the same digest, read by the same version of newsgen with the same settings. Everything
else is a miss, and it is always safe to remove the cache.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import force_setattr, replace

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.versioned_file import read_versioned, write_versioned
from newsgen.models import (
    Article,
    AuthorProfile,
    CommentFile,
    Front,
    Model,
    PictureFile,
    Stamp,
    StandingPage,
)

_KIND = "record"
_FORMAT = 4
_STAMP_RESOLUTION = 2_000_000_000
"""Nanoseconds within which two writes can have the same time stamp on some file systems."""


class KnownFile(Model, frozen=True, array_like=True):
    """The digest and stamp of a file when its bytes were last read."""

    digest: str
    stamp: Stamp | None
    """None if the file changed so recently that it may change again with the same stamp."""


class BuildCache(Model, frozen=True):
    """The data kept from the last build of a site."""

    basis: str
    """Digest of the version of newsgen and the settings for which the cache is valid."""
    sources: Mapping[str, KnownFile] = {}
    """Every source whose content is cached, by path."""
    files: Mapping[str, KnownFile] = {}
    """Every copied file, by path."""
    pictures: Mapping[str, PictureFile] = {}
    """What is known of each picture among them, by path."""
    articles: tuple[Article, ...] = ()
    pages: tuple[StandingPage, ...] = ()
    authors: tuple[AuthorProfile, ...] = ()
    fronts: tuple[Front, ...] = ()
    comments: tuple[CommentFile, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    """The warnings found while reading the sources."""
    order: tuple[int, ...] = ()
    """The live articles, oldest first, as indexes into ``articles``."""
    related: tuple[tuple[int, ...], ...] = ()
    """For each article in ``order``, the indexes into ``order`` of its related articles."""
    references: Mapping[str, tuple[str, ...]] = {}
    """The names that each template refers to, by the digest of the template."""

    @property
    def parsed(self) -> Iterable[Article | StandingPage | AuthorProfile | Front | CommentFile]:
        """Everything that files became."""
        return chain(self.articles, self.pages, self.authors, self.fronts, self.comments)


def read_cache(folder: Path, basis: str, timezone: str) -> BuildCache:
    """The cache in that folder; empty if it is missing, damaged or of another basis.

    Dates are converted to the time zone with that IANA name, as in the sources.
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
    """Write the cache atomically. Raises OSError if it cannot be written."""
    write_versioned(_path(folder), _KIND, _FORMAT, msgspec.msgpack.encode(build_cache))


def holds_cache(folder: Path) -> bool:
    """Whether the folder contains a build cache."""
    return any(place.is_file() for place in (_path(folder), _clock(folder)))


def remove_cache(folder: Path) -> None:
    """Remove the cache, and its folder if nothing else is in it."""
    for place in (_path(folder), _clock(folder), *folder.glob("record.*.tmp")):
        place.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def read_file_clock(folder: Path) -> int:
    """The current time of the file system's clock, in nanoseconds; 0 if it is not available."""
    clock = _clock(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clock.touch()
        return clock.stat().st_mtime_ns
    except OSError:
        return 0


def known_file(digest: str, stamp: Stamp, moment: int) -> KnownFile:
    """The entry for a file whose bytes, with that digest, were read from that moment on."""
    settled = (
        stamp.changed < moment - _STAMP_RESOLUTION and stamp.modified < moment - _STAMP_RESOLUTION
    )
    return KnownFile(digest=digest, stamp=stamp if settled else None)


def _path(folder: Path) -> Path:
    return folder / "record"


def _clock(folder: Path) -> Path:
    return folder / "clock"


def _in_zone(article: Article, zone: ZoneInfo) -> Article:
    """The article with its dates converted to the time zone."""
    date = article.date.astimezone(zone)
    moments = (article.updated, article.embargo, article.expires)
    ends = (article.breaking_until, article.coverage_end)
    if not (any((*moments, *ends)) or article.corrections or article.updates):
        force_setattr(article, "date", date)  # just decoded: nothing else refers to it
        return article
    return replace(
        article,
        date=date,
        updated=article.updated and article.updated.astimezone(zone),
        embargo=article.embargo and article.embargo.astimezone(zone),
        expires=article.expires and article.expires.astimezone(zone),
        breaking_until=article.breaking_until and article.breaking_until.astimezone(zone),
        coverage_end=article.coverage_end and article.coverage_end.astimezone(zone),
        updates=tuple(
            replace(update, time=update.time.astimezone(zone)) for update in article.updates
        ),
        corrections=tuple(
            replace(note, date=note.date.astimezone(zone)) for note in article.corrections
        ),
    )
