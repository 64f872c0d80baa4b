"""Asks a build of the paper what would stop it, and what of that comes from the import."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.builder.progress import Progress
from newsgen.diagnostics import Diagnostic, Severity
from newsgen.importer.stories import Result
from newsgen.models import Model


class Findings(Model, frozen=True):
    """What must be written in another way."""

    drafts: Mapping[str, tuple[str, ...]] = {}
    """Key of a story → why it must be a draft."""
    without_picture: frozenset[str] = frozenset()
    """Keys of stories whose lead picture cannot be shown."""
    without_aliases: frozenset[str] = frozenset()
    """Keys of stories whose old addresses belong to another page."""
    unknown_blocks: frozenset[str] = frozenset()
    """Blocks that stories use and the paper has no template for."""
    problems: tuple[str, ...] = ()
    """What lies in other files of the paper: a person must mend it."""

    undescribed: tuple[str, ...] = ()
    """Files of stories that have pictures without a description."""

    def keys(self) -> set[str]:
        """The stories that must be written again."""
        return {*self.drafts, *self.without_picture, *self.without_aliases}


def verify(
    root: Path, results: Mapping[str, Result], now: datetime, progress: Progress
) -> Findings:
    """Build the paper into a folder that is deleted, and find the stories that stop it."""
    owners = {result.report.path: key for key, result in results.items()}
    with tempfile.TemporaryDirectory(prefix="newsgen-import-") as folder:
        options = Options(root=str(root), now=now, output=str(Path(folder) / "public"))
        result = build(options, progress)
    errors = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    undescribed = {found.path for found in result.diagnostics if found.code == "missing-alt"}
    findings = _sort(errors, owners, results)
    return replace(findings, undescribed=tuple(sorted(undescribed & owners.keys())))


def _sort(
    errors: list[Diagnostic], owners: Mapping[str, str], results: Mapping[str, Result]
) -> Findings:
    drafts: dict[str, list[str]] = {}
    pictures: set[str] = set()
    aliases: set[str] = set()
    blocks: set[str] = set()
    problems: list[str] = []
    for error in errors:
        key = owners.get(error.path)
        if key is None or results[key].report.outcome not in {"written", "rewritten", "same"}:
            problems.append(f"{error.path}:{error.line}: {error.message}")
        elif error.key[:1] == ("image",):
            pictures.add(key)
        elif error.key[:1] == ("aliases",):
            aliases.add(key)
        else:
            drafts.setdefault(key, []).append(f"line {error.line}: {error.message}")
            if error.code == "unknown-block":
                blocks.add(error.message.rpartition(" ")[2])
    return Findings(
        drafts={key: tuple(_first(reasons)) for key, reasons in drafts.items()},
        without_picture=frozenset(pictures),
        without_aliases=frozenset(aliases),
        unknown_blocks=frozenset(blocks),
        problems=tuple(problems),
    )


def _first(reasons: list[str]) -> Iterator[str]:
    yield from reasons[:3]
    if len(reasons) > 3:
        yield f"and {len(reasons) - 3} more"
