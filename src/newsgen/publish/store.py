"""The interface of a place that stores files one by one, and the files that newsgen keeps there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from newsgen.publish.clocks import ClockReading
from newsgen.publish.release import Upload, UploadFormat
from newsgen.publish.target_manifest import FOLDER

MANIFEST = f"{FOLDER}/manifest.json.gz"
"""Path of the target's manifest."""
STATE = f"{FOLDER}/state.json"
"""Path of the notes about the publication that was last started."""

Check = Callable[[], None]
"""Raises Refusal once another publisher may have taken over the target."""


def no_check() -> None:
    """The check for a target that no other publisher can take over."""


class Store(Protocol):
    """A place that stores files one by one, each completely or not at all. Paths are POSIX paths.

    Every method raises Refusal if the place cannot be reached or rejects the request.
    """

    @property
    def place(self) -> str:
        """Location for messages. Never contains a secret."""

    @property
    def upload_format(self) -> UploadFormat:
        """How files are stored."""

    @property
    def is_cheap_to_list(self) -> bool:
        """Whether listing all files is fast; if so, every publication lists them."""

    def clock(self) -> ClockReading | None:
        """Return the clock of the place; None if it has none. Changes nothing."""

    def lock(self, moment: datetime) -> AbstractContextManager[Check]:
        """Lock out other publishers while a build of that moment is published."""

    def read(self, path: str, limit: int) -> bytes | None:
        """Return at most ``limit`` bytes of a file; None if there is no such file."""

    def write(self, path: str, content: bytes) -> None:
        """Write one of newsgen's own files, which readers never see."""

    def put(self, upload: Upload, content: bytes, *, only_if_new: bool) -> bool:
        """Upload a file. Return False if it must be new (``only_if_new``) but exists already."""

    def remove(self, paths: Sequence[str]) -> None:
        """Remove those of the files that exist."""

    def list_files(self) -> frozenset[str]:
        """Return the paths of all files."""

    def checksums(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Return the MD5 of each of the files that exist and whose MD5 is known."""
