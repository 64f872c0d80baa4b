"""What the folders of a site hold, opened only where the record cannot tell."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from newsgen import theme, toolchain
from newsgen.builder.progress import Progress, share_out
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_bytes, digest_value
from newsgen.discovery import discover, stamp_of
from newsgen.loader import Stock, digests, doubtful, gather, load
from newsgen.models import Model, Source
from newsgen.plan import StaticFile
from newsgen.record import Record, Seen, sight
from newsgen.related import Lookback

_READERS = ("pyyaml", "markdown-it-py", "mdit-py-plugins", "msgspec")
"""The libraries that have a say in what a source gives."""


class Inventory(Model, frozen=True):
    """What the sources hold."""

    stock: Stock
    seen: Mapping[str, Seen]
    """Each source of which that is known, by path."""
    opened: int
    """How many sources had to be opened."""
    found: tuple[Diagnostic, ...]
    """What could not be taken."""


def readable(config: Config) -> Config:
    """The settings that reading may depend on: not where the site lies, nor where it will stand."""
    return replace(config, base_url="", output="", cache="")


def basis_of(config: Config) -> str:
    """Digest of all that decides, beside its bytes, what a source gives."""
    return digest_value(
        [
            toolchain.code_digest(),
            toolchain.library_versions(_READERS),
            toolchain.zone_digest(config.timezone),
            readable(config),
        ]
    )


def take_stock(
    root: Path, config: Config, record: Record, moment: int, jobs: int, progress: Progress
) -> Inventory:
    """What the sources hold; ``moment`` is when this began, by the clock of the file system."""
    sources, found = discover(root)
    unsure = doubtful(sources, record)
    read = partial(load, root, readable(config), digests(record))
    stock = gather(sources, list(share_out("reading", read, unsure, jobs, progress)), record)
    seen = _sightings(sources, stock, record, moment)
    return Inventory(stock=stock, seen=seen, opened=len(unsure), found=found)


def find_static(root: Path, record: Record, moment: int) -> Mapping[str, tuple[StaticFile, Seen]]:
    """The files of static/, those of the site in place of the theme's of the same path.

    By a key that is the same on every machine.
    """
    files: dict[str, tuple[str, Path]] = {}
    for prefix, folder in (("theme/", theme.static_folder()), ("", root / "static")):
        for place in sorted(folder.rglob("*")):
            path = place.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in path.split("/"))
            if place.is_file() and (not hidden or path.startswith(".well-known/")):
                files[path] = (f"{prefix}static/{path}", place)
    return {
        key: _examine(path, key, place, record, moment)
        for path, (key, place) in sorted(files.items())
    }


def find_media(
    root: Path, paths: Iterable[str], record: Record, moment: int
) -> Mapping[str, tuple[StaticFile, Seen]]:
    """Those files of content/, by path."""
    return {path: _examine(path, path, root / path, record, moment) for path in sorted(paths)}


def lookback_of(record: Record) -> Lookback:
    """What looking back from each article found when the record was made."""
    articles = tuple([record.articles[number] for number in record.order])
    return Lookback(articles=articles, found=record.related)


def remember(basis: str, stock: Stock, seen: Mapping[str, Seen], lookback: Lookback) -> Record:
    """The record of all that."""
    numbers = {article.path: number for number, article in enumerate(stock.articles)}
    failed = frozenset(stock.failed)
    return Record(
        basis=basis,
        seen=seen,
        articles=stock.articles,
        pages=stock.pages,
        authors=stock.authors,
        warnings=tuple(found for found in stock.diagnostics if found.path not in failed),
        order=tuple([numbers[article.path] for article in lookback.articles]),
        related=lookback.found,
    )


def _sightings(
    sources: Iterable[Source], stock: Stock, record: Record, moment: int
) -> dict[str, Seen]:
    known = digests(stock)
    seen: dict[str, Seen] = {}
    for source in sources:
        path = source.path
        if path in known:
            before = record.seen.get(path)
            if before and before.stamp == source.stamp and before.digest == known[path]:
                seen[path] = before
            else:
                seen[path] = sight(known[path], source.stamp, moment)
    return seen


def _examine(
    path: str, key: str, place: Path, record: Record, moment: int
) -> tuple[StaticFile, Seen]:
    """The file, with its digest; its bytes are read only where the record cannot tell."""
    stamp = stamp_of(place.stat())
    seen = record.seen.get(key)
    if seen is None or seen.stamp != stamp:
        seen = sight(digest_bytes(place.read_bytes()), stamp, moment)
    return StaticFile(path=path, file=str(place), digest=seen.digest), seen
