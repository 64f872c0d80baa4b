"""Removes what builds left."""

import shutil
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.options import TARGETS, Options, configure, folders
from newsgen.incremental.cache import holds_cache, remove_cache
from newsgen.models import Model
from newsgen.pictures.store import FOLDER as PICTURES
from newsgen.urls import SEARCH_INDEX
from newsgen.writer import check_output, clear, locked


class CleanResult(Model, frozen=True):
    """What was removed."""

    output: str
    """Absolute path of the output folder."""
    removed: int = 0
    """Files of the output."""
    kept: tuple[str, ...] = ()
    """Files of the output that somebody changed, which stay."""


def clean(options: Options, *, record_only: bool = False) -> CleanResult:
    """Remove the build cache and, unless ``record_only``, the output.

    Files that newsgen did not make stay. Raises Refusal, before anything is removed, when the
    output folder does not belong to newsgen.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    output, cache = folders(root, config, options)
    cleared = CleanResult(output=str(output))
    if output.exists() and not record_only:
        check_output(output)
        with locked(output):
            folders_of_output = [output / SEARCH_INDEX, output]
            done = [clear(folder) for folder in folders_of_output if folder.exists()]
        removed = sum(len(files) for files, _ in done)
        cleared = replace(
            cleared, removed=removed, kept=tuple(path for _, kept in done for path in kept)
        )
    if holds_cache(cache):  # else the folder belongs to somebody else
        for folder in (TARGETS, PICTURES):
            shutil.rmtree(cache / folder, ignore_errors=True)
    remove_cache(cache)
    return cleared
