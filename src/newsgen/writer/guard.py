"""Refuses what could do harm, and holds the output folder alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsgen.diagnostics import Diagnostic
from newsgen.manifest import FOLDER, manifest_path, pending_path
from newsgen.walker import FOLDERS


class Refusal(Exception):
    """The request cannot be met, or not without harm.

    What was changed before that was seen, if anything was, is told.
    """

    def __init__(
        self, message: str, hint: str = "", diagnostics: tuple[Diagnostic, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics
        """What is wrong with the configuration, where that is the reason."""


def require_apart(output: Path, cache: Path, root: Path) -> None:
    """Raises Refusal where output folder, cache and the folders of sources are not apart.

    None of them may be another one, hold it or lie in it, whatever links and letter case say.
    """
    site, real_output, real_cache = map(_real, (root, output, cache))
    for folder, what, usual in ((output, "output folder", "public"), (cache, "cache", ".newsgen")):
        real = _real(folder)
        if site.is_relative_to(real):
            hint = f"choose a folder of its own, such as {usual}"
            raise Refusal(f"the {what} {folder} is the site itself or lies above it", hint)
        for name in (*FOLDERS, ".git"):
            source = _real(root / name)
            if real.is_relative_to(source) or source.is_relative_to(real):
                raise Refusal(
                    f"the {what} {folder} is, holds or lies in {name}/", f"choose {usual}"
                )
    if real_output.is_relative_to(real_cache) or real_cache.is_relative_to(real_output):
        raise Refusal(
            f"the cache {cache} and the output folder {output} are not apart",
            "choose another folder for one of them: the cache holds what is not published yet",
        )


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
    """Where a folder really lies, as a disk sees it that ignores letter case."""
    return Path(os.path.realpath(folder).casefold())


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
