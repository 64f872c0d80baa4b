"""The stage: a copy of the paper in which an import works until all of it is decided."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from newsgen.files.names import FOLDERS
from newsgen.importer.writing import link_or_copy, remove_file
from newsgen.writer import locked


@contextmanager
def staged(paper: Path) -> Iterator[Path]:
    """A folder beside the paper, on the same disk, with all that an import may read or change.

    Its files are second names of those of the paper. It is removed at the end, and what a killed
    import left of it at the beginning. Raises Refusal if another import of the paper is at work.
    """
    beside = next(folder for folder in paper.parents if folder.is_dir())
    place = beside / f".{paper.name}.import"
    stage = place / "paper"
    with locked(place):
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        try:
            _fill(stage, paper)
            yield stage
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _fill(stage: Path, paper: Path) -> None:
    for name in FOLDERS:
        if (paper / name).is_dir():
            shutil.copytree(paper / name, stage / name, symlinks=True, copy_function=link_or_copy)
    for file in paper.glob("*"):
        if file.is_file() and not file.is_symlink():
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


def promote(stage: Path, paper: Path, paths: Iterable[str]) -> None:
    """Bring these files of the stage into the paper, each whole or not at all. Raises OSError.

    A file that the stage no longer has is removed.
    """
    for path in sorted(paths):
        place = stage / path
        if not place.is_file():
            remove_file(paper, path)
        elif compare(stage, paper, path) != "same":
            target = paper / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if place.stat().st_nlink > 1:  # a picture of the source, which stays its own
                new = target.with_name(f".{target.name[:80]}.import")
                shutil.copyfile(place, new)
                new.replace(target)
            else:
                place.replace(target)
