"""The log of what people did in the desk: one line of JSON for each change, the newest last."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Lock

import msgspec

from newsgen.models import Model
from newsgen.serve.people import Change

FILE = "desk-log.jsonl"
OLDER = "desk-log.older.jsonl"
"""The lines before those of ``FILE``."""
_MAX_BYTES = 4_000_000
"""The size at which a new file is begun."""
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters that JSON does not escape, but terminals and editors obey."""


class Entry(Model, frozen=True):
    """A line of the log."""

    time: datetime
    name: str
    client: str
    """The address of the browser."""
    action: str
    paths: tuple[str, ...]


_decode = msgspec.json.Decoder(Entry).decode


class DeskLog:
    """Two files in a folder, the current one and the one before it."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        max_bytes: int = _MAX_BYTES,
    ) -> None:
        self._folder, self._clock, self._max_bytes = folder, clock, max_bytes
        self._lock = Lock()
        self.failure = ""
        """Why the last change is not in the log, or empty."""

    def add(self, change: Change) -> None:
        """Append a change. If that fails, ``failure`` tells why."""
        entry = {
            "time": self._clock().isoformat(timespec="seconds"),
            "name": change.person.name,
            "client": change.client,
            "action": change.action,
            "paths": change.paths,
        }
        text = _UNSAFE.sub(_escape, json.dumps(entry, ensure_ascii=False))
        with self._lock:
            try:
                self._append(f"{text}\n".encode(errors="backslashreplace"))
            except OSError as error:
                self.failure = f"{self._folder / FILE}: {error.strerror}"
            else:
                self.failure = ""

    def last(self, count: int) -> list[Entry]:
        """The newest entries, the newest first."""
        return list(islice(self._entries(), count))

    def _append(self, line: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._folder / FILE
        with suppress(FileNotFoundError):
            if place.lstat().st_size + len(line) > self._max_bytes:
                place.replace(self._folder / OLDER)
        no_link = getattr(os, "O_NOFOLLOW", 0)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | no_link
        with os.fdopen(os.open(place, flags, 0o600), "ab") as file:
            file.write(line)

    def _entries(self) -> Iterator[Entry]:
        for name in (FILE, OLDER):
            try:
                lines = (self._folder / name).read_bytes().splitlines()
            except OSError:
                continue
            for line in reversed(lines):
                with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    yield _decode(line)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
