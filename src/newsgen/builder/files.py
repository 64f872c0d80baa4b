"""The files that are copied, and the templates: of the site, else of the theme."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from newsgen import svg, theme
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.media_types import is_drawing
from newsgen.models import Model, StaticFile, stamp_of
from newsgen.record import Record, Seen, sight


class Files(Model, frozen=True):
    """Files that are copied."""

    found: tuple[StaticFile, ...]
    seen: Mapping[str, Seen]
    """How each looks, by a key that is the same on every machine."""
    problems: tuple[Diagnostic, ...] = ()
    """What could not be taken."""


def find_static(root: Path, record: Record, moment: int) -> Files:
    """The files of static/, those of the site in place of the theme's of the same path."""
    places: dict[str, tuple[str, Path]] = {}
    for prefix, folder in (("theme/", theme.static_folder()), ("", root / "static")):
        for path, place in _walk(folder):
            hidden = any(part.startswith(".") for part in path.split("/"))
            if not hidden or path.startswith(".well-known/"):
                places[path] = (f"{prefix}static/{path}", place)
    keyed = {places[path][0]: (path, places[path][1]) for path in sorted(places)}
    return _examine(keyed, record, moment, _read)


def find_templates(root: Path) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """The files of templates/, of the theme and of the site, with digests; and what is wrong."""
    digests: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for prefix, folder in (("theme/", theme.templates_folder()), ("", root / "templates")):
        for path, place in _walk(folder):
            try:
                _check_name(path)
                digests[f"{prefix}{path}"] = digest_bytes(place.read_bytes())
            except (OSError, UnicodeEncodeError) as error:
                problems.append(_problem(f"templates/{path}", error))
    return digests, tuple(problems)


def examine_media(root: Path, paths: Iterable[str], record: Record, moment: int) -> Files:
    """Those files of content/.

    Drawings that can act are problems. One that the record knows passed when it was recorded.
    """
    places = {path: (path, root / path) for path in sorted(paths)}
    return _examine(places, record, moment, _read_media)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below the folder, each with its path from there."""
    for place in sorted(folder.rglob("*")):
        if place.is_file():
            yield place.relative_to(folder).as_posix(), place


def _examine(
    places: Mapping[str, tuple[str, Path]],
    record: Record,
    moment: int,
    read: Callable[[str, Path], bytes],
) -> Files:
    """The files by key; their bytes are read only where the record cannot tell."""
    found: list[StaticFile] = []
    sightings: dict[str, Seen] = {}
    problems: list[Diagnostic] = []
    for key, (path, place) in places.items():
        try:
            _check_name(path)
            stamp = stamp_of(place.stat())
            seen = record.files.get(key)
            if seen is None or seen.stamp != stamp:
                seen = sight(digest_bytes(read(key, place)), stamp, moment)
        except Problems as refused:
            problems.extend(refused.diagnostics)
            continue
        except (OSError, UnicodeEncodeError) as error:
            problems.append(_problem(key, error))
            continue
        sightings[key] = seen
        found.append(StaticFile(path=path, file=str(place), digest=seen.digest))
    return Files(found=tuple(found), seen=sightings, problems=tuple(problems))


def _read(_path: str, place: Path) -> bytes:
    return place.read_bytes()


def _read_media(path: str, place: Path) -> bytes:
    """The bytes of a file beside a story. Raises Problems for a drawing that can act."""
    if not is_drawing(path):
        return place.read_bytes()
    with place.open("rb") as file:
        content = file.read(svg.MAX_SIZE + 1)
    danger = svg.find_danger(content)
    if danger:
        raise Problems(
            Diagnostic(
                code="unsafe-svg",
                message=danger.message,
                path=path,
                line=danger.line,
                hint=svg.HINT,
            )
        )
    return content


def _check_name(path: str) -> None:
    """Raises UnicodeEncodeError for a path that is no text."""
    if not path.isascii():
        path.encode()


def _problem(path: str, error: OSError | UnicodeEncodeError) -> Diagnostic:
    printable = path.encode("utf-8", "replace").decode()
    if isinstance(error, OSError):
        message = f"cannot be read: {error.strerror}"
        return Diagnostic(
            code="unreadable", message=message, path=printable, hint="check its permissions"
        )
    message = "the file name is not valid UTF-8"
    return Diagnostic(code="file-name", message=message, path=printable, hint="rename the file")
