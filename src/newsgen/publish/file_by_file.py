"""Publication into a place that readers are served from meanwhile, one file after the other.

Assets go first, then pages, lists, feeds; the manifest follows, and what is no longer wanted goes
last. So a page never names an asset that is not there, whenever the work is cut off. Before the
first file is touched, the names of all that will be are written down (``state.json``): whoever
comes next does not believe that those are as the manifest says.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import PurePosixPath

import msgspec
from msgspec.structs import replace

from newsgen.builder.progress import Progress
from newsgen.diagnostics import Refusal
from newsgen.models import Model, Role
from newsgen.publish.diff import Difference, Judge
from newsgen.publish.release import Release, Upload, read_content
from newsgen.publish.store import MANIFEST, STATE, Check, Store
from newsgen.publish.target_manifest import (
    LARGEST,
    Moment,
    PublishedFile,
    TargetManifest,
    TargetState,
    decode_manifest,
    decode_note,
    encode_manifest,
    is_own,
    sift,
    standing,
    unreadable,
)
from newsgen.publish.trouble import NO_ROOM

_WAVES: tuple[frozenset[Role], ...] = (
    frozenset({"asset", "file"}),
    frozenset({"page"}),
    frozenset({"list"}),
    frozenset({"feed"}),
)
_LARGE = 16_000_000
"""Bytes above which a file is put alone: not many of those fit into memory at once."""


class State(Model, frozen=True):
    """What was last begun at a target."""

    moment: Moment
    """Of the newest build whose publication was begun."""
    base_url: str
    pending: Mapping[str, PublishedFile] = {}
    """Files that may not be as the manifest says; none where the publication was finished."""


class FileByFile:
    """A target whose files are replaced one by one."""

    def __init__(self, store: Store, hands: int = 16) -> None:
        self._store = store
        self._hands = hands
        self.place = store.place
        self.upload_format = store.upload_format

    def look(self) -> TargetState:
        """What the store holds. Raises Refusal where it cannot be reached."""
        return replace(_look(self._store)[1], clock=self._store.clock())

    def deliver(self, release: Release, judge: Judge, progress: Progress) -> Difference:
        """Publish the release; gives what that changed."""
        store = self._store
        progress("waiting for the target", 0, 0)
        judge.clock(store.clock())
        with store.alone(release.moment) as check:
            before, held = _look(store)
            difference = judge.difference(held)
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


def _look(store: Store) -> tuple[State | None, TargetState]:
    """What was last begun there, and what lies there."""
    state, manifest, forgotten = _read_notes(store)
    unsure, strange = sift(state.pending if state else {})
    foreign: frozenset[str] = frozenset()
    files = manifest.files if manifest else {}
    if manifest is None or store.is_near:
        names = store.names()
        foreign = frozenset(n for n in names - files.keys() - unsure.keys() if not is_own(n))
        files = {path: file for path, file in files.items() if _is_there(path, names)}
    if manifest is not None:
        manifest = replace(manifest, files=files)
    if state is not None:
        empty = TargetManifest(moment=state.moment, base_url=state.base_url)
        manifest = replace(manifest or empty, moment=state.moment)
    held = TargetState(manifest, unsure, foreign=foreign, forgotten=forgotten | strange)
    return state, held


def _read_notes(store: Store) -> tuple[State | None, TargetManifest | None, frozenset[str]]:
    """The two notes there, and the paths in the manifest that are forgotten."""
    found, packed = store.read(STATE, LARGEST + 1), store.read(MANIFEST, LARGEST + 1)
    state = decode_note(found, State, store.place) if found else None
    if not packed:
        return state, None, frozenset()
    return state, *decode_manifest(_unpack(packed, store.place), store.place)


def _unpack(packed: bytes, place: str) -> bytes:
    """What was packed by gzip, but no more of it than a note may hold. Raises Refusal."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = unpacking.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise unreadable(place) from error
    if not unpacking.eof or unpacking.unused_data:
        raise unreadable(place)
    return content


def _is_there(path: str, names: frozenset[str]) -> bool:
    """Whether a file is named, or lies below a link to a folder, which names do not lead into."""
    return path in names or any(str(folder) in names for folder in PurePosixPath(path).parents)


def _pending(difference: Difference, held: TargetState) -> Mapping[str, PublishedFile]:
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


def _spare(store: Store, release: Release, wanted: Difference, held: TargetState) -> Difference:
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


def _differs_in_manner(before: PublishedFile | None, upload: Upload) -> bool:
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
        if not is_put and store.read(upload.path, len(content) + 1) != content:
            raise Refusal(
                f"a file that newsgen did not put is in the way in {store.place}: {upload.path}",
                "move it away, or publish with --adopt to replace it",
            )

    pool = ThreadPoolExecutor(hands, thread_name_prefix="newsgen-publish")
    try:
        for wave in _in_waves(difference.due):
            small = [_begin(pool, put, upload) for upload in wave if upload.size <= _LARGE]
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


def _begin(pool: ThreadPoolExecutor, put: Callable[[Upload], None], upload: Upload) -> Future[None]:
    """Let one of the hands put the file. Raises Refusal where there can be none."""
    try:
        return pool.submit(put, upload)
    except RuntimeError as error:
        raise Refusal(f"cannot publish with several hands: {error}", NO_ROOM) from error


def _remove_all(
    store: Store, difference: Difference, held: TargetState, progress: Progress
) -> None:
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


def _md5(content: bytes) -> str:
    """The checksum that stores themselves keep of small files; no secret hangs on it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
