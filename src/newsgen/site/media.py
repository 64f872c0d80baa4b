"""Media files in content/: which of them the site shows, and which are missing."""

from collections.abc import Iterable, Iterator

from newsgen.diagnostics import Diagnostic
from newsgen.files.media_types import BROKEN_HINT, HINT
from newsgen.models import Article, AuthorProfile, Image, PictureFile, StandingPage
from newsgen.site.catalogue import Site
from newsgen.site.file_names import stored_name
from newsgen.suggestions import Paths
from newsgen.urls import locate_reference


def find_source(reference: str, source: str, site: Site) -> str:
    """The path of the file that a relative reference in a source names.

    A name with accents may be stored in another Unicode form than it was typed: they are one name.
    """
    return stored_name(locate_reference(reference, source), site.same_names)


def find_used_media(
    site: Site, assets: Iterable[str]
) -> tuple[frozenset[str], tuple[Diagnostic, ...]]:
    """The media that live articles, pages and authors show, and the problems with missing ones.

    ``assets`` has the paths of the files of static/.
    """
    static = frozenset(assets)
    named, media = Paths(static), Paths(site.media)
    shown: set[str] = set()
    problems: list[Diagnostic] = []
    for image, source, file in _images(site):
        if image.src.startswith(("https://", "http://")):
            continue
        if file is not None and file.fault:
            problems.append(_broken(image.src, source, file.fault))
        if image.src.startswith("/"):
            if image.src[1:] not in static:
                problems.append(_missing(f"static{image.src}", source, named))
            continue
        path = find_source(image.src, source, site)
        if path in site.media:
            shown.add(path)
        elif path in site.refused_media:
            problems.append(_refused(site.refused_media[path], source))
        else:
            problems.append(_missing(path, source, media))
    return frozenset(shown.union(_shown_in_bodies(site))), tuple(problems)


def broken_picture(path: str, fault: str, site: Site) -> Diagnostic:
    """The problem of a picture of which no version can be made, at the key that names it."""
    for image, source, _ in _images(site):
        if find_source(image.src, source, site) == path or f"static{image.src}" == path:
            return _broken(image.src, source, fault)
    return _broken(path, path, fault)


def _images(site: Site) -> Iterator[tuple[Image, str, PictureFile | None]]:
    """Every image in front matter, with the path of its source and its file."""
    for edition in site.editions:
        profiles = (edition.profiles[slug] for slug in edition.authors if slug in edition.profiles)
        sources: Iterable[Article | AuthorProfile] = (*profiles, *edition.articles)
        for source in sources:
            if source.image:
                yield source.image, source.path, source.picture


def _shown_in_bodies(site: Site) -> Iterator[str]:
    """Paths of the media files that bodies refer to."""
    for edition in site.editions:
        sources: Iterable[Article | StandingPage] = (*edition.articles, *edition.pages)
        for source in sources:
            for reference in source.references:
                path = find_source(reference, source.path, site)
                if path in site.media:
                    yield path


def _refused(fault: str, source: str) -> Diagnostic:
    return Diagnostic(
        code="media-type", message=fault, path=source, key=("image", "src"), hint=HINT
    )


def _broken(src: str, source: str, fault: str) -> Diagnostic:
    return Diagnostic(
        code="broken-picture",
        message=f"{src} cannot be shown: {fault}",
        path=source,
        key=("image", "src") if src != source else (),
        hint=BROKEN_HINT,
    )


def _missing(path: str, source: str, known: Paths) -> Diagnostic:
    near = known.nearest(path)
    return Diagnostic(
        code="missing-image",
        message=f"there is no image {path}",
        path=source,
        key=("image", "src"),
        hint=f"did you mean {near}?" if near else "put it beside the article",
    )
