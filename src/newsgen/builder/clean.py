"""Back to before the first build."""

import shutil
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.options import TARGETS, Options, configure, folders
from newsgen.incremental.cache import holds_cache, remove_cache
from newsgen.models import Model
from newsgen.writer import check_output, clear, locked


class CleanResult(Model, frozen=True):
    """What cleaning removed."""

    output: str
    """Absolute path of the output folder."""
    removed: int = 0
    """Files of the output."""
    kept: tuple[str, ...] = ()
    """Files of the output that somebody changed, which stay."""


def clean(options: Options, *, record_only: bool = False) -> CleanResult:
    """Remove what builds left: the record and, unless it alone is meant, the output.

    Files that newsgen did not make stay. Raises Refusal where the output folder is not ours; then
    nothing was removed.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    output, cache = folders(root, config, options)
    cleared = CleanResult(output=str(output))
    if output.exists() and not record_only:
        check_output(output)
        with locked(output):
            removed, kept = clear(output)
        cleared = replace(cleared, removed=len(removed), kept=kept)
    if holds_cache(cache):  # else a folder of that name is somebody else's
        shutil.rmtree(cache / TARGETS, ignore_errors=True)
    remove_cache(cache)
    return cleared
