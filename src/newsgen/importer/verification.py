"""Asks a build of the paper what would stop it, and what of that comes from the import."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.options import Options
from newsgen.builder.planning import SitePlan
from newsgen.builder.progress import Progress
from newsgen.check.render import render_for_check
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Severity
from newsgen.files.media_types import is_picture
from newsgen.importer.stories import Result
from newsgen.models import Model, Output
from newsgen.pictures.facts import examine
from newsgen.sources.loader import pinpoint


class Findings(Model, frozen=True):
    """What must be written in another way."""

    drafts: Mapping[str, tuple[str, ...]] = {}
    """Key of a story → why it must be a draft."""
    without_picture: frozenset[str] = frozenset()
    """Keys of stories whose lead picture cannot be shown."""
    without_aliases: frozenset[tuple[str, str]] = frozenset()
    """Old addresses that cannot lead to a story, each with the story's key."""
    broken: Mapping[str, str] = {}
    """Copied files that cannot be published → why."""
    users: frozenset[str] = frozenset()
    """Keys of stories that use one of them."""
    unknown_blocks: frozenset[str] = frozenset()
    """Blocks that stories use and the paper has no template for."""
    problems: tuple[str, ...] = ()
    """What lies in other files of the paper: a person must mend it."""
    not_fetched: Mapping[str, str] = {}
    """Addresses of pictures that the old site did not give, and why."""
    undescribed: tuple[str, ...] = ()
    """Files of stories that have pictures without a description."""

    def keys(self) -> set[str]:
        """The stories that must be written again."""
        stories = (key for key, _ in self.without_aliases)
        return {*self.drafts, *self.without_picture, *stories, *self.users}


def verify(
    root: Path, results: Mapping[str, Result], now: datetime, cache: Path, progress: Progress
) -> Findings:
    """Build the paper in memory, and find the stories and files that would stop it."""
    options = Options(root=str(root), now=now, cache=str(cache))
    found = render_for_check(options, progress, _make_reader, ()).diagnostics
    problems = pinpoint(root, found)
    owners = {result.report.path: key for key, result in results.items()}
    undescribed = {problem.path for problem in problems if problem.code == "missing-alt"}
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    findings = _sort(root, errors, owners, results)
    return replace(findings, undescribed=tuple(sorted(undescribed & owners.keys())))


def _make_reader(_site_plan: SitePlan, _config: Config) -> Callable[[Output, bytes], None]:
    return _read_nothing


def _read_nothing(_output: Output, _content: bytes) -> None:
    """Only the problems of a page count here."""


def _sort(
    root: Path,
    errors: Sequence[Diagnostic],
    owners: Mapping[str, str],
    results: Mapping[str, Result],
) -> Findings:
    drafts: dict[str, list[str]] = {}
    pictures: set[str] = set()
    aliases: set[tuple[str, str]] = set()
    blocks: set[str] = set()
    problems: list[str] = []
    copied = {path for result in results.values() for path in result.files}
    broken: dict[str, str] = {}
    for error in errors:
        key = owners.get(error.path)
        if error.path in copied:
            broken[error.path] = error.message.rpartition(": ")[2]
        elif key is not None and error.code == "broken-picture":
            broken |= _broken_pictures(root, results[key].files)
        elif key is None or results[key].report.outcome not in {"written", "rewritten", "same"}:
            problems.append(f"{error.path}:{error.line}: {error.message}")
        elif error.key[:1] == ("image",):
            pictures.add(key)
        elif error.key[:1] == ("aliases",):
            aliases |= {(key, alias) for alias in _aliases(error, results[key])}
        else:
            drafts.setdefault(key, []).append(f"line {error.line}: {error.message}")
            if error.code == "unknown-block":
                blocks.add(error.message.rpartition(" ")[2])
    return Findings(
        drafts={key: tuple(_first(reasons)) for key, reasons in drafts.items()},
        without_picture=frozenset(pictures),
        without_aliases=frozenset(aliases),
        broken=broken,
        users=frozenset(key for key, r in results.items() if broken.keys() & r.files.keys()),
        unknown_blocks=frozenset(blocks),
        problems=tuple(problems),
    )


def _broken_pictures(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The pictures among the files that cannot be shown → why."""
    found = (
        (path, examine((root / path).read_bytes(), path, "")) for path in paths if is_picture(path)
    )
    return {path: picture.fault for path, picture in found if picture.fault}


def _aliases(error: Diagnostic, result: Result) -> Sequence[str]:
    """The old address that the problem is about; all of the story if it names none."""
    aliases, number = result.report.aliases, error.key[1] if len(error.key) > 1 else None
    return aliases[number : number + 1] if isinstance(number, int) else aliases


def _first(reasons: list[str]) -> Iterator[str]:
    yield from reasons[:3]
    if len(reasons) > 3:
        yield f"and {len(reasons) - 3} more"
