"""Refuses unsafe output folders, and locks the output folder."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from newsgen.diagnostics import Refusal
from newsgen.files.names import FOLDERS
from newsgen.incremental.manifest import FOLDER, manifest_path, pending_path


def require_separate(output: Path, cache: Path, root: Path) -> None:
    """Raise Refusal unless the output folder, the cache and the source folders are separate.

    None of them may be the same folder as another one, contain it or be inside it.
    """
    site, real_output, real_cache = map(_real, (root, output, cache))
    sources = {name: _real(root / name) for name in (*FOLDERS, ".git")}
    for real, description, usual in (
        (real_output, f"output folder {output}", "public"),
        (real_cache, f"cache {cache}", ".newsgen"),
    ):
        hint = f"choose a folder of its own, such as {usual}"
        if is_within(site, real):
            raise Refusal(f"the {description} is the site itself or contains it", hint)
        for name, source in sources.items():
            if is_within(real, source) or is_within(source, real):
                raise Refusal(f"the {description} is {name}/, contains it or is inside it", hint)
    if is_within(real_output, real_cache) or is_within(real_cache, real_output):
        raise Refusal(
            f"the cache {cache} and the output folder {output} overlap",
            "choose another folder for one of them: the cache contains unpublished stories",
        )


def is_within(place: Path, folder: Path) -> bool:
    """Whether a path is the folder or inside it, also on disks that ignore letter case.

    Both must be real paths: links are not resolved here.
    """
    letters = _fold(folder)
    return any(
        _fold(above) == letters and is_same(above, folder) for above in (place, *place.parents)
    )


def is_same(one: Path, other: Path) -> bool:
    """Whether both are the same file or folder, or would be if they do not exist yet."""
    if one == other:
        return True
    try:
        return one.samefile(other)
    except OSError:
        return not (one.exists() or other.exists()) and _fold(one) == _fold(other)


def check_output(output: Path) -> None:
    """Raise Refusal for an output folder that is a file or contains files of others."""
    if output.exists() and not output.is_dir():
        raise Refusal(f"the output {output} is a file", "choose a folder")
    if not output.is_dir() or manifest_path(output).exists() or pending_path(output).exists():
        return
    if any(entry.name != FOLDER for entry in output.iterdir()):
        raise Refusal(
            f"the output folder {output} contains files that newsgen did not make",
            "choose an empty folder, or empty this one yourself",
        )


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _fold(path: Path) -> str:
    """The path as seen by disks that ignore letter case and the Unicode form of accents."""
    return unicodedata.normalize("NFC", str(path)).casefold()


@contextmanager
def locked(output: Path, patience: float = 0) -> Iterator[None]:
    """Lock an output folder, waiting at most ``patience`` seconds for the lock.

    Raises Refusal if another build or publication has the lock.
    """
    with ExitStack() as held:
        try:
            held.enter_context(exclusive(output / FOLDER / "lock", patience))
        except TimeoutError:
            hint = "wait until it ends; a killed one does not keep the lock"
            raise Refusal(f"another build or publication is at work in {output}", hint) from None
        yield


@contextmanager
def exclusive(place: Path, patience: float = 0) -> Iterator[None]:
    """Hold the lock of this file, which one process has at a time and no dead one.

    Raises TimeoutError if another process still has it after ``patience`` seconds.
    """
    from filelock import FileLock  # noqa: PLC0415 - imports much of asyncio

    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place).acquire(timeout=patience):
        yield
