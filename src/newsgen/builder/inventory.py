"""What the folders of a site hold, opened only where the record cannot tell."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.files import Files, find_static, find_templates
from newsgen.builder.options import Options, cache_folder
from newsgen.builder.progress import Progress, share_out, silent
from newsgen.config import CheckSettings, Config
from newsgen.diagnostics import Diagnostic, Severity
from newsgen.digest import digest_value
from newsgen.incremental import toolchain
from newsgen.incremental.cache import Record, Seen, look_at_clock, read_record, sight, write_record
from newsgen.incremental.time_zones import zone_digest
from newsgen.models import Model, Source, TemplateFiles
from newsgen.site.related import Lookback
from newsgen.sources.collection import Stock, digests, doubtful, gather
from newsgen.sources.discovery import Found, discover_packed, unpack
from newsgen.workers import beside


class Inventory(Model, frozen=True):
    """What the folders of a site hold."""

    moment: int
    """When taking it began, by the clock of the file system, in nanoseconds."""
    listing: Found
    """Every file of content/, and what could not be taken."""
    stock: Stock
    seen: Mapping[str, Seen]
    """Each source of which that is known, as it was seen, by path."""
    static: Files
    """The files of static/."""
    templates: TemplateFiles
    """The files of templates/, of the site and of the theme."""
    is_remembered: bool
    """Whether all of it is what the record tells."""
    opened: int
    """How many sources had to be opened."""
    found: tuple[Diagnostic, ...]
    """What could not be taken, of all folders."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file of content/."""
        return self.listing[0]


def readable(config: Config) -> Config:
    """The settings that reading may depend on: not where the site lies, nor where it will stand."""
    aside = CheckSettings()
    return replace(config, base_url="", output="", cache="", editor="", check=aside, targets={})


def basis_of(config: Config) -> str:
    """Digest of all that decides, beside its bytes, what a source gives."""
    return digest_value(
        [
            toolchain.code_digest(),
            toolchain.library_versions(),
            zone_digest(config.timezone),
            readable(config),
        ]
    )


def survey_folders(
    root: Path, config: Config, options: Options, progress: Progress
) -> tuple[Record, Inventory]:
    """What earlier builds learned, and what the folders hold, read as far as that requires."""
    cache = cache_folder(root, config, options)
    moment = look_at_clock(cache)
    find = beside(partial(discover_packed, root))
    basis = basis_of(config)
    record = Record(basis=basis) if options.clean else read_record(cache, basis, config.timezone)
    read = partial(_read, root, config, record, options.jobs, progress)
    return record, take_inventory(root, record, unpack(find()), moment, read)


def resurvey_folders(
    root: Path, config: Config, record: Record, found: Found, moment: int
) -> Inventory:
    """What the folders hold now, where ``content/`` holds what was found, in this process alone."""
    read = partial(_read, root, config, record, 1, silent)
    return take_inventory(root, record, found, moment, read)


def take_inventory(
    root: Path,
    record: Record,
    found: Found,
    moment: int,
    read: Callable[[Sequence[Source]], Sequence[Stock]],
) -> Inventory:
    """What the folders hold; ``read`` gives what sources hold of which the record cannot tell."""
    sources, problems = found
    unsure = doubtful(sources, record)
    stock = gather(sources, read(unsure) if unsure else [], record)
    static = find_static(root, record, moment)
    templates, faults = find_templates(root)
    return Inventory(
        moment=moment,
        listing=found,
        stock=stock,
        seen=_sightings(sources, unsure, stock, record, moment),
        static=static,
        templates=templates,
        is_remembered=_is_same(stock, record),
        opened=len(unsure),
        found=(*problems, *static.problems, *faults),
    )


def lookback_of(record: Record) -> Lookback:
    """What looking back from each article found when the record was made."""
    articles = tuple([record.articles[number] for number in record.order])
    return Lookback(articles=articles, found=record.related)


def remember(
    before: Record,
    inventory: Inventory,
    media: Files,
    lookback: Lookback,
    references: Mapping[str, tuple[str, ...]],
) -> Record:
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
        references=references,
    )


def keep(record: Record, before: Record, cache: Path) -> tuple[Diagnostic, ...]:
    """Write the record, where it is new; without one the next build only takes longer."""
    if record == before:
        return ()
    try:
        write_record(record, cache)
    except OSError as error:
        problem = Diagnostic(
            severity=Severity.WARNING,
            code="no-record",
            message=f"cannot write into {cache}: {error.strerror}",
            hint="the next build begins from nothing; --cache names another folder",
        )
        return (problem,)
    return ()


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
    jobs: int,
    progress: Progress,
    sources: Sequence[Source],
) -> list[Stock]:
    """What those sources hold, as far as it is not what the record tells."""
    from newsgen.sources.loader import load  # noqa: PLC0415 - its engines take long to import

    read = partial(load, root, readable(config), digests(record))
    return [*share_out("reading", read, sources, jobs, progress)]
