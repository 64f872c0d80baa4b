"""Publication into a place that readers are served from meanwhile, one file after the other.

Assets go first, then pages, lists, feeds; the manifest follows, and what is no longer wanted goes
last. So a page never names an asset that is not there, whenever the work is cut off. Before the
first file is touched, the names of all that will be are written down (``state.json``): whoever
comes next does not believe that those are as the manifest says.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

import msgspec
from msgspec.structs import replace

from newsgen.builder import Progress
from newsgen.models import Model, Role
from newsgen.publish.difference import Difference, Judge
from newsgen.publish.holdings import (
    FOLDER,
    Holdings,
    Standing,
    TargetManifest,
    decode_manifest,
    encode_manifest,
    require_inside,
    standing,
    unreadable,
)
from newsgen.publish.release import Release, Taste, Upload, read_content
from newsgen.writer import Refusal

MANIFEST = f"{FOLDER}/manifest.json.gz"
STATE = f"{FOLDER}/state.json"
_WAVES: tuple[frozenset[Role], ...] = (
    frozenset({"asset", "file"}),
    frozenset({"page"}),
    frozenset({"list"}),
    frozenset({"feed"}),
)
_LARGE = 16_000_000
"""Bytes above which a file is put alone: not many of those fit into memory at once."""

Check = Callable[[], None]
"""Raises Refusal once the target may be another publisher's."""


def no_check() -> None:
    """The check where a target cannot become another publisher's."""


class State(Model, frozen=True):
    """What was last begun at a target."""

    moment: datetime
    """Of the newest build whose publication was begun."""
    base_url: str
    pending: Mapping[str, Standing] = {}
    """Files that may not be as the manifest says; none where the publication was finished."""


class Store(Protocol):
    """A place that takes files one by one, each whole or not at all. Paths are POSIX paths.

    All methods raise Refusal where the place cannot be reached or refuses.
    """

    @property
    def place(self) -> str:
        """Where it is, in words for people. Never holds a secret."""

    @property
    def taste(self) -> Taste:
        """In what form it takes files."""

    @property
    def is_near(self) -> bool:
        """Whether it is quick to name all its files: then the manifest need not be believed."""

    def alone(self, moment: datetime) -> AbstractContextManager[Check]:
        """Keep other publishers away, for a build of that moment."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""

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


class InPlace:
    """A target whose files are replaced one by one."""

    def __init__(self, store: Store, hands: int = 16) -> None:
        self._store = store
        self._hands = hands
        self.place = store.place
        self.taste = store.taste

    def look(self) -> Holdings:
        """What the store holds. Raises Refusal where it cannot be reached."""
        return _look(self._store)[1]

    def deliver(self, release: Release, judge: Judge, progress: Progress) -> Difference:
        """Publish the release; gives what that changed."""
        store = self._store
        progress("waiting for the target", 0, 0)
        with store.alone(release.moment) as check:
            before, held = _look(store)
            difference = judge(held)
            after = State(moment=release.moment, base_url=release.base_url)
            if difference.is_empty and not held.unsure:
                if before != after:
                    store.write(STATE, msgspec.json.encode(after))
                return difference
            pending = _pending(difference, held)
            store.write(STATE, msgspec.json.encode(replace(after, pending=pending)))
            difference = _spare(store, release, difference, held)
            check()
            if hindering := difference.hindering:
                store.remove(sorted(hindering))
            _put_all(store, release, difference, self._hands, check, progress)
            check()
            manifest = encode_manifest(difference.manifest)
            store.write(MANIFEST, gzip.compress(manifest, 6, mtime=0))
            _remove_all(store, difference, held, progress)
            check()
            store.write(STATE, msgspec.json.encode(after))
        return difference


def _look(store: Store) -> tuple[State | None, Holdings]:
    """What was last begun there, and what lies there."""
    found, packed = store.read(STATE), store.read(MANIFEST)
    try:
        state = msgspec.json.decode(found, type=State) if found else None
        manifest = decode_manifest(gzip.decompress(packed), store.place) if packed else None
    except (msgspec.MsgspecError, OSError, EOFError, zlib.error) as error:
        raise unreadable(store.place) from error
    unsure = state.pending if state else {}
    require_inside(unsure, store.place)
    foreign: frozenset[str] = frozenset()
    files = manifest.files if manifest else {}
    if manifest is None or store.is_near:
        names = store.names()
        foreign = frozenset(n for n in names - files.keys() - unsure.keys() if not _is_own(n))
        files = {path: file for path, file in files.items() if _is_there(path, names)}
    if manifest is not None:
        manifest = replace(manifest, files=files)
    if state is not None:
        empty = TargetManifest(moment=state.moment, base_url=state.base_url)
        manifest = replace(manifest or empty, moment=state.moment)
    return state, Holdings(manifest=manifest, unsure=unsure, foreign=foreign)


def _is_there(path: str, names: frozenset[str]) -> bool:
    """Whether a file is named, or lies below a link to a folder, which names do not lead into."""
    return path in names or any(str(folder) in names for folder in PurePosixPath(path).parents)


def _pending(difference: Difference, held: Holdings) -> Mapping[str, Standing]:
    """Every file of which a publication that is cut off now leaves open what it holds.

    One of which two such publications wanted different things is noted with no digest at all.
    """
    wanted = {upload.path: standing(upload) for upload in difference.uploads}
    removed = {path: held.files[path] for path in difference.removed}
    pending = {**difference.unsure, **removed, **wanted}
    return {
        path: file if difference.unsure.get(path, file) == file else replace(file, digest="")
        for path, file in pending.items()
    }


def _spare(store: Store, release: Release, wanted: Difference, held: Holdings) -> Difference:
    """The difference without what is there already: as it was, or put by one that was cut off."""
    open_ = [u for u in wanted.uploads if wanted.unsure.get(u.path) == standing(u)]
    if not open_:
        return wanted
    before = held.manifest.files if held.manifest else {}
    there = store.checksums(upload.path for upload in open_)
    done = frozenset(
        upload.path
        for upload in open_
        if not _differs_in_manner(before.get(upload.path), upload)
        and there.get(upload.path) == _md5(read_content(release, upload))
    )
    as_it_was = done - held.unsure.keys()
    return replace(
        wanted,
        changed=tuple(u for u in wanted.changed if u.path not in as_it_was),
        unchanged=wanted.unchanged + len(as_it_was),
        spared=done - as_it_was,
    )


def _differs_in_manner(before: Standing | None, upload: Upload) -> bool:
    """Whether the same bytes may lie there in another manner, which no digest of them tells."""
    return before is not None and before.digest == upload.digest and before != standing(upload)


def _put_all(
    store: Store,
    release: Release,
    difference: Difference,
    hands: int,
    check: Check,
    progress: Progress,
) -> None:
    """Put all files, those of a wave only when all of the wave before are there."""
    anew = frozenset() if difference.overwrites else frozenset(u.path for u in difference.added)
    total, done = len(difference.due), 0

    def put(upload: Upload) -> None:
        check()
        content = read_content(release, upload)
        is_put = store.put(upload, content, anew=upload.path in anew)
        if not is_put and store.read(upload.path) != content:
            raise Refusal(
                f"a file that newsgen did not put is in the way in {store.place}: {upload.path}",
                "move it away, or publish with --adopt to replace it",
            )

    pool = ThreadPoolExecutor(hands, thread_name_prefix="newsgen-publish")
    try:
        for wave in _in_waves(difference.due):
            small = [pool.submit(put, upload) for upload in wave if upload.size <= _LARGE]
            for future in as_completed(small):
                future.result()
                done += 1
                progress("publishing", done, total)
            for upload in wave:
                if upload.size > _LARGE:
                    put(upload)
                    done += 1
                    progress("publishing", done, total)
    finally:
        pool.shutdown(cancel_futures=True)


def _remove_all(store: Store, difference: Difference, held: Holdings, progress: Progress) -> None:
    """Remove what is no longer wanted, in the opposite order: pages before what they show."""
    progress("removing", 0, 0)
    hindering = difference.hindering  # which went before
    left = [path for path in difference.removed if path not in hindering]
    for roles in reversed(_WAVES):
        if paths := [path for path in left if held.files[path].role in roles]:
            store.remove(paths)


def _in_waves(uploads: Sequence[Upload]) -> Iterator[list[Upload]]:
    for roles in _WAVES:
        yield [upload for upload in uploads if upload.role in roles]


def _is_own(path: str) -> bool:
    return path.startswith(f"{FOLDER}/")


def _md5(content: bytes) -> str:
    """The checksum that stores themselves keep of small files; no secret hangs on it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
