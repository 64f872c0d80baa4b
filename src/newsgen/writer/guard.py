"""Refuses what could do harm, and holds the output folder alone."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsgen.diagnostics import Refusal
from newsgen.files.names import FOLDERS
from newsgen.incremental.manifest import FOLDER, manifest_path, pending_path


def require_apart(output: Path, cache: Path, root: Path) -> None:
    """Raises Refusal where output folder, cache and the folders of sources are not apart.

    None of them may be another one, hold it or lie in it.
    """
    site, real_output, real_cache = map(_real, (root, output, cache))
    sources = {name: _real(root / name) for name in (*FOLDERS, ".git")}
    for real, what, usual in (
        (real_output, f"output folder {output}", "public"),
        (real_cache, f"cache {cache}", ".newsgen"),
    ):
        hint = f"choose a folder of its own, such as {usual}"
        if is_within(site, real):
            raise Refusal(f"the {what} is the site itself or lies above it", hint)
        for name, source in sources.items():
            if is_within(real, source) or is_within(source, real):
                raise Refusal(f"the {what} is, holds or lies in {name}/", hint)
    if is_within(real_output, real_cache) or is_within(real_cache, real_output):
        raise Refusal(
            f"the cache {cache} and the output folder {output} are not apart",
            "choose another folder for one of them: the cache holds what is not published yet",
        )


def is_within(place: Path, folder: Path) -> bool:
    """Whether a place is the folder or lies below it, also where a disk ignores letter case.

    Links count for nothing here: both are where they really lie.
    """
    letters = _letters(folder)
    return any(
        _letters(above) == letters and is_same(above, folder) for above in (place, *place.parents)
    )


def is_same(one: Path, other: Path) -> bool:
    """Whether both are one file or folder; if there is neither, whether they may become one."""
    if one == other:
        return True
    try:
        return one.samefile(other)
    except OSError:
        return not (one.exists() or other.exists()) and _letters(one) == _letters(other)


def check_output(output: Path) -> None:
    """Raises Refusal for an output folder that is a file, or that holds files of others."""
    if output.exists() and not output.is_dir():
        raise Refusal(f"the output {output} is a file", "choose a folder")
    if not output.is_dir() or manifest_path(output).exists() or pending_path(output).exists():
        return
    if any(entry.name != FOLDER for entry in output.iterdir()):
        raise Refusal(
            f"the output folder {output} holds files that newsgen did not make",
            "choose an empty folder, or empty this one yourself",
        )


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _letters(path: Path) -> str:
    """The path as disks know it that ignore the case of letters and the form of accents."""
    return unicodedata.normalize("NFC", str(path)).casefold()


@contextmanager
def locked(output: Path, patience: float = 0) -> Iterator[None]:
    """Hold a folder of finished files alone, after waiting so many seconds at most.

    Raises Refusal when another build or publication holds it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - brings half of asyncio with it

    folder = output / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        lock.acquire(timeout=patience)
    except Timeout:
        hint = "wait for it to end; one that was killed holds nothing"
        raise Refusal(f"another build or publication is at work in {output}", hint) from None
    try:
        yield
    finally:
        lock.release()
