"""Copied files and templates: those of the site replace those of the theme."""

import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.files import theme
from newsgen.files.media_types import is_drawing, is_picture
from newsgen.files.names import STATIC, TEMPLATES, THEME
from newsgen.files.walker import MAX_COPY, File, read, walk
from newsgen.incremental.cache import BuildCache, KnownFile, known_file
from newsgen.models import (
    Model,
    PictureFile,
    Source,
    StaticFile,
    TemplateFile,
    TemplateFiles,
)
from newsgen.urls import media_path

_MAX_TEMPLATE = 1_000_000
"""Bytes of the largest file in templates/."""


class _Unknown(NamedTuple):
    """A file that must be read."""

    path: str
    """In the output."""
    file: File
    before: PictureFile | None
    """What was known of it, if it was a picture."""


class _Opened(Model, frozen=True):
    """What a file holds."""

    digest: str = ""
    picture: PictureFile | None = None
    problems: tuple[Diagnostic, ...] = ()
    """Why it cannot be used."""


Share = Callable[
    [Callable[[Sequence[_Unknown]], list[_Opened]], Sequence[_Unknown]],
    Iterable[Sequence[_Opened]],
]
"""Applies a function to parts of a sequence, on all cores."""


class CopiedFiles(Model, frozen=True):
    """Files that are copied as they are."""

    found: tuple[StaticFile, ...]
    seen: Mapping[str, KnownFile]
    """How each file looked when it was read, by its source: the same name on every machine."""
    pictures: Mapping[str, PictureFile] = {}
    """What is known of those that are pictures, by source."""
    problems: tuple[Diagnostic, ...] = ()
    """Problems of files that cannot be copied."""


def find_static(root: Path, build_cache: BuildCache, moment: int, share: Share) -> CopiedFiles:
    """The files of static/. A file of the site replaces a file of the theme with the same path.

    ``share`` reads those that the build cache does not know.
    """
    theirs, faults = _walk(theme.home(), STATIC)
    ours, problems = _walk(root, STATIC)
    own = {file.path for file in ours}
    kept = [file for file in theirs if file.path not in own]
    every = [(f"{THEME}{file.path}", file) for file in kept] + [(file.path, file) for file in ours]
    files = _examine(
        [
            (unicodedata.normalize("NFC", file.path.partition("/")[2]), source, file)
            for source, file in sorted(every, key=lambda pair: pair[1].path)
        ],
        build_cache,
        moment,
        partial(share, partial(_open_all, read_file=_read)),
    )
    broken = [_broken(file) for file in files.found if file.is_broken]
    return replace(files, problems=(*faults, *problems, *files.problems, *broken))


def find_templates(root: Path) -> tuple[TemplateFiles, tuple[Diagnostic, ...]]:
    """Every file of templates/, of the theme and of the site, and the problems found."""
    theirs, faults = _read_templates(theme.home())
    ours, problems = _read_templates(root)
    return TemplateFiles(site=ours, theme=theirs), (*faults, *problems)


def examine_media(
    root: Path, sources: Iterable[Source], build_cache: BuildCache, moment: int, share: Share
) -> CopiedFiles:
    """The media files of content/; ``share`` reads those that the build cache does not know.

    An SVG that can run scripts is a problem. One that the build cache knows passed before.
    """
    files = [(media_path(source.path), source.path, _as_file(root, source)) for source in sources]
    read_all = partial(share, partial(_open_all, read_file=_read_media))
    return _examine(files, build_cache, moment, read_all)


def _broken(file: StaticFile) -> Diagnostic:
    fault = file.picture.fault if file.picture else ""
    return Diagnostic(
        code="broken-picture",
        message=f"{file.path} cannot be published: {fault}",
        path=file.source,
        hint="save it again, or remove it",
    )


def _as_file(root: Path, source: Source) -> File:
    place = f"{root}/{source.path}"
    real = os.path.realpath(place) if source.is_linked else place
    return File(source.path, real, source.stamp, source.is_linked)


def _walk(root: Path, folder: str) -> tuple[list[File], list[Diagnostic]]:
    """The files below a folder of a site, by path, and the problems found."""
    files: list[File] = []
    problems: list[Diagnostic] = []
    for found in walk(root, folder):
        if isinstance(found, Diagnostic):
            problems.append(found)
        else:
            files.append(found)
    return sorted(files), problems


def _read_templates(root: Path) -> tuple[Mapping[str, TemplateFile], list[Diagnostic]]:
    files, problems = _walk(root, TEMPLATES)
    templates: dict[str, TemplateFile] = {}
    for file in files:
        try:
            content = read(file.place, file.path, _MAX_TEMPLATE)
        except Problems as unread:
            problems.extend(unread.diagnostics)
            continue
        name = file.path.partition("/")[2]
        digest = digest_bytes(content)
        templates[name] = TemplateFile(file=file.place, content=content, digest=digest)
    return templates, problems


def _examine(
    files: Sequence[tuple[str, str, File]],
    build_cache: BuildCache,
    moment: int,
    read_all: Callable[[Sequence[_Unknown]], Iterable[Sequence[_Opened]]],
) -> CopiedFiles:
    """The files, each given as path, source and file; only those unknown to the cache are read."""
    known = build_cache.files
    unknown = {
        source: _Unknown(path, file, build_cache.pictures.get(source))
        for path, source, file in files
        if source not in known or known[source].stamp != file.stamp
    }
    opened: list[_Opened] = [
        each for some in (read_all([*unknown.values()]) if unknown else ()) for each in some
    ]
    fresh = dict(zip(unknown, opened, strict=True))
    seen: dict[str, KnownFile] = {}
    pictures: dict[str, PictureFile] = {}
    problems: list[Diagnostic] = []
    found: list[StaticFile] = []
    for path, source, file in files:
        if source in fresh:
            problems.extend(fresh[source].problems)
            if fresh[source].problems:
                continue
            seen[source] = known_file(fresh[source].digest, file.stamp, moment)
            picture = fresh[source].picture
        else:
            seen[source] = known[source]
            picture = build_cache.pictures.get(source)
        if picture is not None:
            pictures[source] = picture
        found.append(
            StaticFile(
                path=path,
                source=source,
                file=file.place,
                digest=seen[source].digest,
                picture=picture,
            )
        )
    return CopiedFiles(found=tuple(found), seen=seen, pictures=pictures, problems=tuple(problems))


def _open_all(files: Sequence[_Unknown], read_file: Callable[[File], bytes]) -> list[_Opened]:
    """What each of the files holds."""
    return [_open(unknown, read_file) for unknown in files]


def _open(unknown: _Unknown, read_file: Callable[[File], bytes]) -> _Opened:
    path, file, before = unknown
    try:
        content = read_file(file)
    except Problems as unread:
        return _Opened(problems=tuple(unread.diagnostics))
    digest = digest_bytes(content)
    if not is_picture(path):
        return _Opened(digest=digest)
    if before is not None and (before.digest, before.path) == (digest, path):
        return _Opened(digest=digest, picture=before)
    from newsgen.pictures.facts import examine  # noqa: PLC0415 - slow to import

    return _Opened(digest=digest, picture=examine(content, path, digest))


def _read(file: File) -> bytes:
    return read(file.place, file.path, MAX_COPY)


def _read_media(file: File) -> bytes:
    """The bytes of a media file. Raises Problems for an SVG that can run scripts."""
    if not is_drawing(file.path):
        return _read(file)
    from newsgen.files import svg  # noqa: PLC0415 - few stories have drawings

    content = read(file.place, file.path, svg.MAX_SIZE)
    danger = svg.find_danger(content)
    if danger:
        raise Problems(
            Diagnostic(
                code="unsafe-svg",
                message=danger.message,
                path=file.path,
                line=danger.line,
                hint=svg.HINT,
            )
        )
    return content
