"""Checks the promise that a warm build has the same bytes as a clean build."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.builder.progress import Progress, silent
from newsgen.builder.result import Result
from newsgen.diagnostics import Diagnostic
from newsgen.writer import load_output_state


def compare_with_clean(
    result: Result, options: Options, progress: Progress = silent
) -> tuple[Diagnostic, ...]:
    """Build clean in a temporary folder and report every file that differs from the result.

    Raises Refusal as ``build`` does.
    """
    with tempfile.TemporaryDirectory(prefix="newsgen-verify-") as place:
        output = Path(place, "public")
        clean = replace(
            options, output=str(output), cache=str(Path(place, "cache")), clean=True, strict=False
        )
        build(clean, progress)
        return tuple(_differences(Path(result.output), output))


def _differences(warm: Path, clean: Path) -> Iterator[Diagnostic]:
    ours, theirs = (
        load_output_state(warm).manifest.entries,
        load_output_state(clean).manifest.entries,
    )
    for path in sorted(ours.keys() | theirs.keys()):
        if path not in ours:
            yield _differs(f"{path} is missing: a clean build makes it")
        elif path not in theirs:
            yield _differs(f"{path} should not be there: a clean build does not make it")
        elif _read(warm / path) != _read(clean / path):
            yield _differs(f"{path} has other bytes than a clean build gives it")


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except OSError:
        return None


def _differs(message: str) -> Diagnostic:
    hint = "`newsgen build --clean` repairs it; please report how it happened"
    return Diagnostic(code="not-as-clean", message=message, hint=hint)
