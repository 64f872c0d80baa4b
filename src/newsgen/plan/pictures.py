"""Plans the versions of pictures: smaller ones in the formats that browsers choose from."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from newsgen.config import Config
from newsgen.models import (
    Article,
    AuthorProfile,
    Model,
    Output,
    PictureFile,
    PictureView,
    Recipe,
    StandingPage,
    StaticFile,
)
from newsgen.pictures import processing
from newsgen.site.catalogue import Site
from newsgen.site.media import find_source
from newsgen.site.pictures import Version, can_scale, is_scaled, owned_versions_of, versions_of


class PlannedVersion(Model, frozen=True):
    """A version with the file that it is made from."""

    version: Version
    file: StaticFile


def plan_pictures(
    site: Site, files: Sequence[StaticFile], config: Config
) -> Iterator[PlannedVersion]:
    """Every version of the pictures that the site shows in all editions, each path once.

    ``files`` are those that may be published.
    """
    known = {file.picture.path: file for file in files if file.picture}
    seen: set[str] = set()
    shown = chain.from_iterable(_shown(edition, config) for edition in site.editions)
    for picture, versions in shown:
        file = known.get(picture.path)
        for version in versions if file else ():
            if file and version.path not in seen:
                seen.add(version.path)
                yield PlannedVersion(version=version, file=file)


def view_of(planned: PlannedVersion) -> PictureView:
    """What makes the file of a version."""
    version = planned.version
    return PictureView(
        file=planned.file.file,
        digest=version.digest,
        source_digest=planned.file.digest,
        width=version.width,
        height=version.height,
        format=version.format,
        quality=version.quality,
        crop=version.crop,
    )


def output_of(planned: PlannedVersion) -> Output:
    """The output for a version.

    Its role is not that of an asset: publishers keep those for a while after they have gone, and a
    picture that is withdrawn must go at once.
    """
    return Output(
        path=planned.version.path,
        template="",
        recipe=Recipe(function=view_of, parts=(planned,)),
        origin=f"the picture {planned.file.path}",
        media_type=f"image/{planned.version.format}",
        role="file",
        source=planned.file.source,
    )


def is_copied(file: StaticFile, config: Config) -> bool:
    """Whether the file of content/ is published itself, besides any versions of it."""
    if file.picture and file.picture.fault:
        return False  # reported where it is named
    return config.pictures.originals or not (file.picture and is_scaled(file.picture, config))


def count_whole(files: Sequence[StaticFile], config: Config) -> int:
    """How many of the files could be made smaller if Pillow were installed."""
    if processing.is_available():
        return 0
    return sum(1 for file in files if file.picture and can_scale(file.picture, config))


def _shown(site: Site, config: Config) -> Iterator[tuple[PictureFile, Sequence[Version]]]:
    """Each picture in front matter and in texts, with its versions."""
    profiles = [site.profiles[slug] for slug in site.authors if slug in site.profiles]
    owners: Iterable[Article | AuthorProfile] = (*site.articles, *profiles)
    for owner in owners:
        if owner.picture:
            yield owner.picture, owned_versions_of(owner, config)
    sources: Iterable[Article | StandingPage] = (*site.articles, *site.pages)
    for source in sources:
        for reference in source.references:
            picture = site.pictures.get(find_source(reference, source.path, site))
            if picture:
                yield picture, versions_of(picture, config)
