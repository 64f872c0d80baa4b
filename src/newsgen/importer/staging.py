"""The stage: a copy of the paper in which an import works until all of it is decided."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from newsgen.diagnostics import Refusal
from newsgen.files.names import FOLDERS
from newsgen.importer.memory import KILLED, MEMORY
from newsgen.importer.writing import link_or_copy, remove_file
from newsgen.writer import locked


@contextmanager
def staged(paper: Path) -> Iterator[Path]:
    """A folder on the disk of the paper, with all that an import may read or change.

    Its files are second names of those of the paper. It is removed at the end, and what a killed
    import left of it at the beginning. Raises Refusal if another import of the paper is at work.
    """
    place = _place_of_stage(paper)
    stage = place / "paper"
    if place.is_symlink():
        raise Refusal(f"{place} is a link", "remove it: an import works in a folder of that name")
    with locked(place):
        killed = _memory_of(stage)
        for folder in (stage, stage.with_name("before")):
            shutil.rmtree(folder, ignore_errors=True)
        stage.mkdir()
        try:
            _fill(stage, paper)
            (stage / KILLED).write_bytes(killed)
            yield stage
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _place_of_stage(paper: Path) -> Path:
    """Beside the paper; inside it if that is another disk, or a folder that must not change."""
    beside = next((folder for folder in paper.parents if folder.is_dir()), paper)
    is_inside = paper.is_dir() and (os.path.ismount(paper) or not os.access(beside, os.W_OK))
    return paper / ".newsgen/import" if is_inside else beside / f".{paper.name}.import"


def _memory_of(stage: Path) -> bytes:
    """What a killed import wanted to remember; its stage is still there."""
    try:
        return (stage / MEMORY).read_bytes()
    except OSError:
        return b""


def _fill(stage: Path, paper: Path) -> None:
    for name in FOLDERS:
        if (paper / name).is_symlink():  # the build refuses it, and the writer as well
            (stage / name).symlink_to((paper / name).resolve())
        elif (paper / name).is_dir():
            shutil.copytree(paper / name, stage / name, symlinks=True, copy_function=link_or_copy)
    if (paper / MEMORY).is_symlink():
        raise Refusal(f"{MEMORY} is a link", "copy the file here: an import writes it")
    for file in paper.glob("*"):
        if file.is_symlink() and file.name not in FOLDERS:  # the writer leaves it as it is
            (stage / file.name).symlink_to(file.resolve())
        elif file.is_file():
            shutil.copy2(file, stage / file.name)


def compare(stage: Path, paper: Path, path: str) -> Literal["written", "rewritten", "same"]:
    """What promoting a file of the stage does to that of the paper."""
    if not (paper / path).is_file():
        return "written"
    same = (stage / path).samefile(paper / path) or (
        (stage / path).stat().st_size == (paper / path).stat().st_size
        and (stage / path).read_bytes() == (paper / path).read_bytes()
    )
    return "same" if same else "rewritten"


def promote(stage: Path, paper: Path, paths: Iterable[str], *, last: str) -> None:
    """Bring these files of the stage into the paper, each whole or not at all. Raises OSError.

    Files that the stage no longer has are removed after the others are there, and ``last`` comes
    after all. If one cannot be brought or removed, the paper is as it was.
    """
    changed = [path for path in sorted({*paths, last}) if not _is_same(stage, paper, path)]
    changed.sort(key=lambda path: (path == last, not (stage / path).is_file()))
    for path in changed:
        _make_own(stage / path)
    before = stage.with_name("before")
    done: list[str] = []
    try:
        for path in changed:
            _keep(paper / path, before / path)
            done.append(path)
            _bring(stage / path, paper, path)
    except OSError:
        for path in reversed(done):
            _restore(before / path, paper, path)
        raise


def _is_same(stage: Path, paper: Path, path: str) -> bool:
    if (stage / path).is_file():
        return compare(stage, paper, path) == "same"
    return not os.path.lexists(paper / path)


def _make_own(place: Path) -> None:
    """Make a copy of a file with several names, such as a picture of the source.

    All room that the paper needs is taken before the first of its files changes.
    """
    if place.is_file() and place.stat().st_nlink > 1:
        new = place.with_name(f".{place.name[:80]}.import")
        shutil.copyfile(place, new)
        new.replace(place)


def _keep(place: Path, copy: Path) -> None:
    if place.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(str(place), str(copy))


def _bring(place: Path, paper: Path, path: str) -> None:
    if place.is_file():
        (paper / path).parent.mkdir(parents=True, exist_ok=True)
        place.replace(paper / path)
    else:
        remove_file(paper, path)


def _restore(copy: Path, paper: Path, path: str) -> None:
    """Undo a change as far as the disk allows."""
    with suppress(OSError):
        if not copy.is_file():
            remove_file(paper, path)
        elif not (paper / path).is_file() or not copy.samefile(paper / path):
            (paper / path).parent.mkdir(parents=True, exist_ok=True)
            copy.replace(paper / path)
