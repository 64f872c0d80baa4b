"""The files that are copied, and the templates: of the site, else of the theme."""

import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.files import theme
from newsgen.files.media_types import is_drawing
from newsgen.files.names import STATIC, TEMPLATES
from newsgen.files.walker import MAX_COPY, File, read, walk
from newsgen.incremental.cache import BuildCache, Seen, seen_file
from newsgen.models import Model, Source, StaticFile, TemplateFile, TemplateFiles

_THEME = "theme/"
"""Before the path of a file of the theme, where those of the site stand beside it."""
_MAX_TEMPLATE = 1_000_000
"""Bytes of the largest file in templates/."""


class Files(Model, frozen=True):
    """Files that are copied."""

    found: tuple[StaticFile, ...]
    seen: Mapping[str, Seen]
    """How each looks, by its source: a name that is the same on every machine."""
    problems: tuple[Diagnostic, ...] = ()
    """What could not be taken."""


def find_static(root: Path, build_cache: BuildCache, moment: int) -> Files:
    """The files of static/, those of the site in place of the theme's of the same path."""
    theirs, faults = _walk(theme.home(), STATIC)
    ours, problems = _walk(root, STATIC)
    own = {file.path for file in ours}
    kept = [file for file in theirs if file.path not in own]
    every = [(f"{_THEME}{file.path}", file) for file in kept] + [(file.path, file) for file in ours]
    files = _examine(
        [
            (unicodedata.normalize("NFC", file.path.partition("/")[2]), source, file)
            for source, file in sorted(every, key=lambda pair: pair[1].path)
        ],
        build_cache,
        moment,
        _read,
    )
    return Files(found=files.found, seen=files.seen, problems=(*faults, *problems, *files.problems))


def find_templates(root: Path) -> tuple[TemplateFiles, tuple[Diagnostic, ...]]:
    """Every file of templates/, of the theme and of the site, and what could not be taken."""
    theirs, faults = _read_templates(theme.home())
    ours, problems = _read_templates(root)
    return TemplateFiles(site=ours, theme=theirs), (*faults, *problems)


def examine_media(
    root: Path, sources: Iterable[Source], build_cache: BuildCache, moment: int
) -> Files:
    """Those files of content/.

    Drawings that can act are problems. One that the record knows passed when it was recorded.
    """
    files = [(source.path, source.path, _as_file(root, source)) for source in sources]
    return _examine(files, build_cache, moment, _read_media)


def _as_file(root: Path, source: Source) -> File:
    place = f"{root}/{source.path}"
    real = os.path.realpath(place) if source.is_linked else place
    return File(source.path, real, source.stamp, source.is_linked)


def _walk(root: Path, folder: str) -> tuple[list[File], list[Diagnostic]]:
    """The files below a folder of a site, by path, and what cannot be taken."""
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
) -> Files:
    """The files, each with its path and source; read only where the record cannot tell."""
    found: list[StaticFile] = []
    sightings: dict[str, Seen] = {}
    problems: list[Diagnostic] = []
    for path, source, file in files:
        seen = build_cache.files.get(source)
        if seen is None or seen.stamp != file.stamp:
            try:
                content = read_file(file)
            except Problems as unread:
                problems.extend(unread.diagnostics)
                continue
            seen = seen_file(digest_bytes(content), file.stamp, moment)
        sightings[source] = seen
        found.append(StaticFile(path=path, source=source, file=file.place, digest=seen.digest))
    return Files(found=tuple(found), seen=sightings, problems=tuple(problems))


def _read(file: File) -> bytes:
    return read(file.place, file.path, MAX_COPY)


def _read_media(file: File) -> bytes:
    """The bytes of a file beside a story. Raises Problems for a drawing that can act."""
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
