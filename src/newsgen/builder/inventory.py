"""The inventory of a site: what its folders hold. Files that the cache knows are not opened."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from unicodedata import normalize

from msgspec.structs import replace

from newsgen.builder.files import (
    CopiedFiles,
    Share,
    examine_media,
    find_static,
    find_templates,
)
from newsgen.builder.options import Options, cache_folder
from newsgen.builder.progress import Progress, share_out, silent
from newsgen.config import CheckSettings, Config
from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_value
from newsgen.incremental import toolchain
from newsgen.incremental.cache import (
    BuildCache,
    KnownFile,
    known_file,
    read_cache,
    read_file_clock,
    write_cache,
)
from newsgen.incremental.time_zones import zone_digest
from newsgen.models import Model, PictureFile, Source, TemplateFiles
from newsgen.site.related import OlderRelated
from newsgen.sources.collection import SourceCollection, changed_sources, digests, merge_collections
from newsgen.sources.discovery import Discovery, discover_packed, unpack_discovery
from newsgen.sources.pictures import find_pictures
from newsgen.workers import run_in_background


class Inventory(Model, frozen=True):
    """What the folders of a site hold."""

    moment: int
    """When taking the inventory began, by the clock of the file system, in nanoseconds."""
    listing: Discovery
    """Every file of content/, and the problems found while listing them."""
    collection: SourceCollection
    seen: Mapping[str, KnownFile]
    """How each source whose content is known looked when it was read, by path."""
    static: CopiedFiles
    """The files of static/."""
    media: CopiedFiles
    """The files of content/ that are copied: those of drafts, and those that nobody names, too."""
    templates: TemplateFiles
    """The files of templates/, of the site and of the theme."""
    is_unchanged: bool
    """Whether all sources are as the build cache remembers them."""
    opened: int
    """How many sources had to be opened."""
    problems: tuple[Diagnostic, ...]
    """Problems of files that could not be used, in all folders."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file of content/."""
        return self.listing[0]

    @property
    def pictures(self) -> Mapping[str, PictureFile]:
        """What is known of each picture, by its path below the site root in Unicode form NFC."""
        return pictures_in(self.static, self.media)


def reading_settings(config: Config) -> Config:
    """The settings that reading sources may depend on: neither folders nor the public address."""
    aside = CheckSettings()
    return replace(config, base_url="", output="", cache="", editor="", check=aside, targets={})


def cache_basis(config: Config) -> str:
    """Digest of everything but its bytes that decides how a source is read."""
    return digest_value(
        [
            toolchain.code_digest(),
            toolchain.library_versions(),
            zone_digest(config.timezone),
            reading_settings(config),
        ]
    )


def take_inventory(
    root: Path, config: Config, options: Options, progress: Progress
) -> tuple[BuildCache, Inventory]:
    """The build cache of earlier builds, and the inventory; opens only sources that changed."""
    cache = cache_folder(root, config, options)
    moment = read_file_clock(cache)
    find = run_in_background(partial(discover_packed, root, tuple(config.editions)), options.jobs)
    basis = cache_basis(config)
    build_cache = (
        BuildCache(basis=basis) if options.clean else read_cache(cache, basis, config.timezone)
    )
    read = partial(_read, root, config, build_cache, options.jobs, progress)
    share = partial(share_out, "reading files", wanted=options.jobs, progress=progress)
    listing = unpack_discovery(find())
    return build_cache, compile_inventory(root, build_cache, listing, moment, read, share)


def retake_inventory(
    root: Path, config: Config, build_cache: BuildCache, found: Discovery, moment: int
) -> Inventory:
    """The inventory for a known listing of ``content/``, taken in this process alone."""
    read = partial(_read, root, config, build_cache, 1, silent)
    share = partial(share_out, "reading files", wanted=1, progress=silent)
    return compile_inventory(root, build_cache, found, moment, read, share)


def compile_inventory(
    root: Path,
    build_cache: BuildCache,
    found: Discovery,
    moment: int,
    read: Callable[[Sequence[Source]], Sequence[SourceCollection]],
    share: Share,
) -> Inventory:
    """The inventory; ``read`` opens the sources that the build cache does not know.

    ``share`` does the same for files that are copied.
    """
    sources, problems = found
    unsure = changed_sources(sources, build_cache)
    collection = merge_collections(sources, read(unsure) if unsure else [], build_cache)
    static = find_static(root, build_cache, moment, share)
    kept = [source for source in sources if source.kind == "media"]
    media = examine_media(root, kept, build_cache, moment, share)
    collection = add_pictures(collection, static, media)
    templates, faults = find_templates(root)
    return Inventory(
        moment=moment,
        listing=found,
        collection=collection,
        seen=_known_files(sources, unsure, collection, build_cache, moment),
        static=static,
        media=media,
        templates=templates,
        is_unchanged=_is_same(collection, build_cache),
        opened=len(unsure),
        problems=(*problems, *static.problems, *faults),
    )


def add_pictures(
    collection: SourceCollection,
    static: CopiedFiles,
    media: CopiedFiles,
) -> SourceCollection:
    """The collection with the file of each picture."""
    files = pictures_in(static, media)
    return replace(
        collection,
        articles=find_pictures(collection.articles, files),
        authors=find_pictures(collection.authors, files),
        pictures=media.pictures,
    )


def pictures_in(static: CopiedFiles, media: CopiedFiles) -> Mapping[str, PictureFile]:
    """What is known of each picture, by its path below the site root in Unicode form NFC."""
    files = {f"static/{file.path}": file.picture for file in static.found if file.picture}
    return files | {normalize("NFC", path): found for path, found in media.pictures.items()}


def older_related_of(build_cache: BuildCache) -> OlderRelated:
    """The related articles found by the last build, as the build cache holds them."""
    articles = tuple([build_cache.articles[number] for number in build_cache.order])
    return OlderRelated(articles=articles, found=build_cache.related)


def make_cache(
    before: BuildCache,
    inventory: Inventory,
    older_related: OlderRelated,
    references: Mapping[str, tuple[str, ...]],
) -> BuildCache:
    """The build cache of this build, made from the one before."""
    collection = inventory.collection
    order = before.order
    if collection.articles is not before.articles or older_related.found is not before.related:
        numbers = {article.path: number for number, article in enumerate(collection.articles)}
        order = tuple([numbers[article.path] for article in older_related.articles])
    failed = frozenset(collection.failed)
    return BuildCache(
        basis=before.basis,
        sources=inventory.seen,
        files={**inventory.static.seen, **inventory.media.seen},
        pictures={**inventory.static.pictures, **inventory.media.pictures},
        articles=collection.articles,
        pages=collection.pages,
        authors=collection.authors,
        fronts=collection.fronts,
        comments=collection.comments,
        warnings=tuple(found for found in collection.diagnostics if found.path not in failed),
        order=order,
        related=older_related.found,
        references=references,
    )


def save_cache(build_cache: BuildCache, before: BuildCache, cache: Path) -> tuple[Diagnostic, ...]:
    """Write the build cache if it changed; without one the next build only takes longer."""
    if build_cache == before:
        return ()
    try:
        write_cache(build_cache, cache)
    except OSError as error:
        problem = Diagnostic(
            code="no-record",
            message=f"cannot write into {cache}: {error.strerror}",
            hint="the next build begins from nothing; --cache names another folder",
        )
        return (problem,)
    return ()


def _is_same(collection: SourceCollection, build_cache: BuildCache) -> bool:
    return (
        not collection.failed
        and collection.articles is build_cache.articles
        and collection.pages is build_cache.pages
        and collection.authors is build_cache.authors
        and collection.fronts is build_cache.fronts
        and collection.comments is build_cache.comments
    )


def _known_files(
    sources: Sequence[Source],
    unsure: Sequence[Source],
    collection: SourceCollection,
    build_cache: BuildCache,
    moment: int,
) -> Mapping[str, KnownFile]:
    """How each known source looked when it was read. An unchanged mapping is the same object."""
    seen = build_cache.sources
    if len(sources) - len(collection.media) != len(seen):
        present = {source.path for source in sources}
        seen = {path: file for path, file in seen.items() if path in present}
    if not unsure:
        return seen
    known = digests(collection)
    opened = [source for source in unsure if source.path in known]
    fresh = {s.path: known_file(known[s.path], s.stamp, moment) for s in opened}
    failed = frozenset(collection.failed)
    return {path: file for path, file in {**seen, **fresh}.items() if path not in failed}


def _read(
    root: Path,
    config: Config,
    build_cache: BuildCache,
    jobs: int,
    progress: Progress,
    sources: Sequence[Source],
) -> list[SourceCollection]:
    """Read these sources; one with the bytes that the build cache knows is not parsed again."""
    from newsgen.sources.loader import load  # noqa: PLC0415 - its engines take long to import

    read = partial(load, root, reading_settings(config), digests(build_cache))
    return [*share_out("reading", read, sources, jobs, progress)]
