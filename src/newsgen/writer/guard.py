"""Refuses what could do harm, and holds the output folder alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsgen.diagnostics import Diagnostic
from newsgen.manifest import FOLDER, manifest_path, pending_path


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


def check_output(output: Path, root: Path) -> None:
    """Refuse an output folder in which a build could do harm.

    Raises Refusal for the site root or a folder above it, a folder that holds sources, a folder
    within one, and a folder that holds files of others.
    """
    real, site = Path(os.path.realpath(output)), Path(os.path.realpath(root))
    if site.is_relative_to(real):
        raise Refusal(
            f"the output folder {output} is the site itself or lies above it",
            "choose a folder of its own, such as public",
        )
    for name in ("content", "templates", "static"):
        if real.is_relative_to(site / name):
            raise Refusal(f"the output folder {output} lies in {name}/", "choose public")
    if output.exists() and not output.is_dir():
        raise Refusal(f"the output {output} is a file", "choose a folder")
    if not output.is_dir() or manifest_path(output).exists() or pending_path(output).exists():
        return
    if any(entry.name != FOLDER for entry in output.iterdir()):
        raise Refusal(
            f"the output folder {output} holds files that newsgen did not make",
            "choose an empty folder, or empty this one yourself",
        )


def check_cache(cache: Path, root: Path) -> None:
    """Refuse a folder of the record that lies among the sources. Raises Refusal."""
    real, site = Path(os.path.realpath(cache)), Path(os.path.realpath(root))
    if site.is_relative_to(real):
        raise Refusal(f"the cache {cache} is the site itself or lies above it", "choose .newsgen")
    for name in ("content", "templates", "static"):
        if real.is_relative_to(site / name):
            raise Refusal(f"the cache {cache} lies in {name}/", "choose .newsgen")


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
