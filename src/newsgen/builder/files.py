"""Copied files and templates: those of the site replace those of the theme."""

import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.files import theme
from newsgen.files.media_types import is_drawing
from newsgen.files.names import STATIC, TEMPLATES, THEME
from newsgen.files.walker import MAX_COPY, File, read, walk
from newsgen.incremental.cache import BuildCache, KnownFile, known_file
from newsgen.models import Model, Source, StaticFile, TemplateFile, TemplateFiles

_MAX_TEMPLATE = 1_000_000
"""Bytes of the largest file in templates/."""


class CopiedFiles(Model, frozen=True):
    """Files that are copied as they are."""

    found: tuple[StaticFile, ...]
    seen: Mapping[str, KnownFile]
    """How each file looked when it was read, by its source: the same name on every machine."""
    problems: tuple[Diagnostic, ...] = ()
    """Problems of files that cannot be copied."""


def find_static(root: Path, build_cache: BuildCache, moment: int) -> CopiedFiles:
    """The files of static/. A file of the site replaces a file of the theme with the same path."""
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
        _read,
    )
    return CopiedFiles(
        found=files.found, seen=files.seen, problems=(*faults, *problems, *files.problems)
    )


def find_templates(root: Path) -> tuple[TemplateFiles, tuple[Diagnostic, ...]]:
    """Every file of templates/, of the theme and of the site, and the problems found."""
    theirs, faults = _read_templates(theme.home())
    ours, problems = _read_templates(root)
    return TemplateFiles(site=ours, theme=theirs), (*faults, *problems)


def examine_media(
    root: Path, sources: Iterable[Source], build_cache: BuildCache, moment: int
) -> CopiedFiles:
    """The media files of content/ that the site shows.

    An SVG that can run scripts is a problem. One that the build cache knows passed before.
    """
    files = [(source.path, source.path, _as_file(root, source)) for source in sources]
    return _examine(files, build_cache, moment, _read_media)


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
    files: Iterable[tuple[str, str, File]],
    build_cache: BuildCache,
    moment: int,
    read_file: Callable[[File], bytes],
) -> CopiedFiles:
    """The files, each given as path, source and file; only those unknown to the cache are read."""
    found: list[StaticFile] = []
    known: dict[str, KnownFile] = {}
    problems: list[Diagnostic] = []
    for path, source, file in files:
        seen = build_cache.files.get(source)
        if seen is None or seen.stamp != file.stamp:
            try:
                content = read_file(file)
            except Problems as unread:
                problems.extend(unread.diagnostics)
                continue
            seen = known_file(digest_bytes(content), file.stamp, moment)
        known[source] = seen
        found.append(
            StaticFile(
                path=path,
                source=source,
                file=file.place,
                digest=seen.digest,
                size=file.stamp.size,
            )
        )
    return CopiedFiles(found=tuple(found), seen=known, problems=tuple(problems))


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
