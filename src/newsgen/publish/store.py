"""What publication in place asks of a place that takes files one by one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from newsgen.publish.clocks import ClockReading
from newsgen.publish.release import Upload, UploadFormat
from newsgen.publish.target_manifest import FOLDER

MANIFEST = f"{FOLDER}/manifest.json.gz"
STATE = f"{FOLDER}/state.json"

Check = Callable[[], None]
"""Raises Refusal once the target may be another publisher's."""


def no_check() -> None:
    """The check where a target cannot become another publisher's."""


class Store(Protocol):
    """A place that takes files one by one, each whole or not at all. Paths are POSIX paths.

    All methods raise Refusal where the place cannot be reached or refuses.
    """

    @property
    def place(self) -> str:
        """Where it is, in words for people. Never holds a secret."""

    @property
    def upload_format(self) -> UploadFormat:
        """In what form it takes files."""

    @property
    def is_near(self) -> bool:
        """Whether it is quick to name all its files: then the manifest need not be believed."""

    def clock(self) -> ClockReading | None:
        """What time it is there; None where that cannot be told. Changes nothing."""

    def alone(self, moment: datetime) -> AbstractContextManager[Check]:
        """Keep other publishers away, for a build of that moment."""

    def read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file, so many at most; None where there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Write a file that is for newsgen's own eyes."""

    def put(self, upload: Upload, content: bytes, *, anew: bool) -> bool:
        """Put a file; False where it is to be put ``anew`` and there is one already."""

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files, as far as they are there."""

    def names(self) -> frozenset[str]:
        """The paths of all files there."""

    def checksums(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The MD5 of the bytes of those files, as far as they are there and it can be told."""
