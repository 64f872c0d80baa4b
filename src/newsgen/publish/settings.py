"""Writes where a paper is published into its newsgen.yaml; the rest of the file stays as it is."""

from collections.abc import Callable
from pathlib import Path

from newsgen.builder.options import read_settings
from newsgen.config import TargetSettings, with_base_url, with_target
from newsgen.diagnostics import Refusal
from newsgen.files.atomic_replace import replace_file
from newsgen.files.names import CONFIG


def write_target(root: Path, name: str, settings: TargetSettings) -> None:
    """Add a target to newsgen.yaml.

    Raises Refusal for wrong settings and for a name that is taken, if the file is written in a way
    that only a person can extend, and if it cannot be written.
    """
    _rewrite(root, lambda content: with_target(content, name, settings))


def write_base_url(root: Path, address: str) -> None:
    """Set the public address of the paper in newsgen.yaml. Raises Refusal as ``write_target``."""
    _rewrite(root, lambda content: with_base_url(content, address))


def _rewrite(root: Path, change: Callable[[bytes], bytes]) -> None:
    before = read_settings(root)
    after = change(before)
    try:
        is_written = replace_file((root / CONFIG).resolve(), before, after)
    except OSError as error:
        hint = "check permissions and free space; the file is as it was"
        raise Refusal(f"cannot write {CONFIG}: {error.strerror}", hint) from error
    if not is_written:
        raise Refusal(f"somebody saved {CONFIG} at the same moment", "try again")
