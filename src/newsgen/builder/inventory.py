"""What the folders of a site hold, opened only where the record cannot tell."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from newsgen import theme, toolchain
from newsgen.builder.options import Options, cache_folder
from newsgen.builder.progress import Progress, share_out
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_bytes, digest_value
from newsgen.discovery import discover
from newsgen.models import Model, Source, StaticFile, stamp_of
from newsgen.record import Record, Seen, look_at_clock, read_record, sight
from newsgen.related import Lookback
from newsgen.stock import Stock, digests, doubtful, gather


class Files(Model, frozen=True):
    """Files that are copied."""

    found: tuple[StaticFile, ...]
    seen: Mapping[str, Seen]
    """How each looks, by a key that is the same on every machine."""


class Inventory(Model, frozen=True):
    """What the folders of a site hold."""

    moment: int
    """When taking it began, by the clock of the file system, in nanoseconds."""
    stock: Stock
    seen: Mapping[str, Seen]
    """Each source of which that is known, as it was seen, by path."""
    media: tuple[Source, ...]
    """The files beside the sources."""
    static: Files
    """The files of static/."""
    templates: Mapping[str, str]
    """The files of templates/, of the site and of the theme, with digests."""
    is_remembered: bool
    """Whether all of it is what the record tells."""
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
            toolchain.library_versions(),
            toolchain.zone_digest(config.timezone),
            readable(config),
        ]
    )


def recollect(root: Path, config: Config, options: Options) -> Record:
    """What earlier builds learned from the sources."""
    basis = basis_of(config)
    if options.clean:
        return Record(basis=basis)
    return read_record(cache_folder(root, config, options), basis, config.timezone)


def survey_folders(
    root: Path, config: Config, options: Options, record: Record, progress: Progress
) -> Inventory:
    """What the folders of the site hold; what the record tells is not read again."""
    moment = look_at_clock(cache_folder(root, config, options))
    return _take_inventory(root, config, record, moment, options.jobs, progress)


def _take_inventory(
    root: Path, config: Config, record: Record, moment: int, jobs: int, progress: Progress
) -> Inventory:
    """What the folders hold; ``moment`` is the time by the clock of the file system."""
    sources, found = discover(root)
    unsure = doubtful(sources, record)
    read = _read(root, config, record, unsure, jobs, progress) if unsure else []
    stock = gather(sources, read, record)
    return Inventory(
        moment=moment,
        stock=stock,
        seen=_sightings(sources, unsure, stock, record, moment),
        media=tuple([source for source in sources if source.kind == "media"]),
        static=_find_static(root, record, moment),
        templates=_find_templates(root),
        is_remembered=_is_same(stock, record),
        opened=len(unsure),
        found=found,
    )


def examine_media(root: Path, paths: Iterable[str], record: Record, moment: int) -> Files:
    """Those files of content/."""
    return _examine({path: (path, root / path) for path in sorted(paths)}, record, moment)


def lookback_of(record: Record) -> Lookback:
    """What looking back from each article found when the record was made."""
    articles = tuple([record.articles[number] for number in record.order])
    return Lookback(articles=articles, found=record.related)


def remember(before: Record, inventory: Inventory, media: Files, lookback: Lookback) -> Record:
    """The record of all that, on the basis of the one before."""
    stock = inventory.stock
    order = before.order
    if stock.articles is not before.articles or lookback.found is not before.related:
        numbers = {article.path: number for number, article in enumerate(stock.articles)}
        order = tuple([numbers[article.path] for article in lookback.articles])
    failed = frozenset(stock.failed)
    return Record(
        basis=before.basis,
        sources=inventory.seen,
        files={**inventory.static.seen, **media.seen},
        articles=stock.articles,
        pages=stock.pages,
        authors=stock.authors,
        warnings=tuple(found for found in stock.diagnostics if found.path not in failed),
        order=order,
        related=lookback.found,
    )


def _is_same(stock: Stock, record: Record) -> bool:
    return (
        not stock.failed
        and stock.articles is record.articles
        and stock.pages is record.pages
        and stock.authors is record.authors
    )


def _sightings(
    sources: Sequence[Source], unsure: Sequence[Source], stock: Stock, record: Record, moment: int
) -> Mapping[str, Seen]:
    """How each source looks whose contents are known; what did not change is the same value."""
    seen = record.sources
    if len(sources) - len(stock.media) != len(seen):
        present = {source.path for source in sources}
        seen = {path: sighting for path, sighting in seen.items() if path in present}
    if not unsure:
        return seen
    known = digests(stock)
    opened = [source for source in unsure if source.path in known]
    fresh = {s.path: sight(known[s.path], s.stamp, moment) for s in opened}
    failed = frozenset(stock.failed)
    return {path: sighting for path, sighting in {**seen, **fresh}.items() if path not in failed}


def _read(
    root: Path,
    config: Config,
    record: Record,
    sources: Sequence[Source],
    jobs: int,
    progress: Progress,
) -> list[Stock]:
    """What those sources hold, as far as it is not what the record tells."""
    from newsgen.loader import load  # noqa: PLC0415 - its engines take long to import

    read = partial(load, root, readable(config), digests(record))
    return [*share_out("reading", read, sources, jobs, progress)]


def _find_static(root: Path, record: Record, moment: int) -> Files:
    """The files of static/, those of the site in place of the theme's of the same path."""
    places: dict[str, tuple[str, Path]] = {}
    for prefix, folder in (("theme/", theme.static_folder()), ("", root / "static")):
        for place in folder.rglob("*"):
            path = place.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in path.split("/"))
            if place.is_file() and (not hidden or path.startswith(".well-known/")):
                places[path] = (f"{prefix}static/{path}", place)
    keyed = {places[path][0]: (path, places[path][1]) for path in sorted(places)}
    return _examine(keyed, record, moment)


def _find_templates(root: Path) -> dict[str, str]:
    folders = {"theme/": theme.templates_folder(), "": root / "templates"}
    return {
        f"{prefix}{place.relative_to(folder).as_posix()}": digest_bytes(place.read_bytes())
        for prefix, folder in folders.items()
        for place in sorted(folder.rglob("*"))
        if place.is_file()
    }


def _examine(places: Mapping[str, tuple[str, Path]], record: Record, moment: int) -> Files:
    """The files by key; their bytes are read only where the record cannot tell."""
    found: list[StaticFile] = []
    sightings: dict[str, Seen] = {}
    for key, (path, place) in places.items():
        stamp = stamp_of(place.stat())
        seen = record.files.get(key)
        if seen is None or seen.stamp != stamp:
            seen = sight(digest_bytes(place.read_bytes()), stamp, moment)
        sightings[key] = seen
        found.append(StaticFile(path=path, file=str(place), digest=seen.digest))
    return Files(found=tuple(found), seen=sightings)
