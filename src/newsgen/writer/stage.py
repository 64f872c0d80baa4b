"""Stages new files in a folder of their own until all of them are written."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsgen.incremental.manifest import FOLDER
from newsgen.paths import fault_of


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """Create an empty folder for new files, and remove it at the end; removes old ones first.

    Its name has the number of this process: workers of a killed build may still write to theirs.
    """
    for left in (output / FOLDER).glob("stage-*"):
        shutil.rmtree(left, ignore_errors=True)
    stage = output / FOLDER / f"stage-{os.getpid()}"
    stage.mkdir(parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def stage_file(stage: Path, path: str, content: bytes) -> int:
    """Write a file into the stage, which mirrors the output folder; returns its time in ns.

    Raises ValueError for a path that is not valid; plans do not contain such paths.
    """
    if fault := fault_of(path):
        raise ValueError(f"{path}: {fault}")
    place = f"{stage}/{path}"
    try:
        file = open(place, "wb", buffering=0)  # noqa: PTH123, SIM115 - ten thousand times a build
    except FileNotFoundError:
        _make_folder(os.path.dirname(place))  # noqa: PTH120
        file = open(place, "wb", buffering=0)  # noqa: PTH123, SIM115
    with file:
        file.write(content)
        return os.fstat(file.fileno()).st_mtime_ns


def _make_folder(place: str) -> None:
    try:
        os.mkdir(place)  # noqa: PTH102 - most parents are there already
    except FileNotFoundError:
        os.makedirs(place, exist_ok=True)  # noqa: PTH103
    except FileExistsError:
        pass  # another process wrote it first
