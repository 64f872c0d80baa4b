"""Versions of pictures, each made once: a folder of the build cache keeps them for later builds.

The name of an entry is the digest of everything that its bytes depend on, and its first bytes are
the digest of the rest, so a damaged entry is made again. The folder may be removed at any time.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from newsgen.digest import digest_bytes
from newsgen.files import walker
from newsgen.models import PictureView
from newsgen.pictures import processing
from newsgen.pictures.containers import BrokenPictureError

_MARK = re.compile(r"\.([0-9a-f]{8})\.[a-z]+$")
"""The beginning of the digest in the name of a version."""
FOLDER: Final = "pictures"
"""The name of the folder, below that of the build cache."""


class PictureStore:
    """The versions of a site's pictures, by their paths in the output."""

    def __init__(self, folder: Path, views: Mapping[str, PictureView]) -> None:
        self._folder = folder
        self._views = views

    def read(self, view: PictureView) -> bytes:
        """The bytes of a version, which is made now if it has not been.

        Raises BrokenPictureError, and Problems if its picture cannot be read.
        """
        found = self._read(view)
        return found if found is not None else self._make([view])[0]

    def size_of(self, path: str) -> int:
        """The bytes of the version with that path in the output; 0 if there is none.

        Raises BrokenPictureError, and Problems if its picture cannot be read.
        """
        view = self._views.get(path)
        return len(self.read(view)) if view else 0

    def prepare(self, views: Sequence[PictureView]) -> None:
        """Make those versions of one picture that are missing, and keep them.

        Raises BrokenPictureError, and Problems if the picture cannot be read.
        """
        missing = [view for view in views if not self._place(view).is_file()]
        if missing:
            self._make(missing)

    def prune(self, removed: Iterable[str]) -> None:
        """Remove the entries of versions whose files, with these paths, the site no longer has."""
        marks = {found[1] for path in removed if (found := _MARK.search(path))}
        kept = {view.digest for view in self._views.values()} if marks else set()
        for mark in marks:
            for place in self._folder.glob(f"{mark[:2]}/{mark}*"):
                if place.name not in kept:
                    place.unlink(missing_ok=True)

    def _make(self, views: Sequence[PictureView]) -> list[bytes]:
        first = views[0]
        content = walker.read(first.file, first.file.rpartition("/")[2], walker.MAX_COPY)
        if digest_bytes(content) != first.source_digest:
            raise BrokenPictureError("it changed while the site was built")
        made = processing.make_versions(content, views)
        for view, version in zip(views, made, strict=True):
            self._write(view, version)
        return made

    def _read(self, view: PictureView) -> bytes | None:
        try:
            content = self._place(view).read_bytes()
        except OSError:
            return None
        digest, version = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
        return version if digest == digest_bytes(version).encode() else None

    def _write(self, view: PictureView, version: bytes) -> None:
        """Keep a version; if the disk takes no more, it is made again when it is needed."""
        place = self._place(view)
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = place.with_name(f"{place.name}.tmp")
            unfinished.write_bytes(digest_bytes(version).encode() + version)
            unfinished.replace(place)

    def _place(self, view: PictureView) -> Path:
        return self._folder / view.digest[:2] / view.digest


def by_picture(views: Iterable[PictureView]) -> list[list[PictureView]]:
    """The versions grouped by the picture from which they are made."""
    groups: dict[str, list[PictureView]] = {}
    for view in views:
        groups.setdefault(view.source_digest, []).append(view)
    return [*groups.values()]


_DIGEST_SIZE = len(digest_bytes(b""))
