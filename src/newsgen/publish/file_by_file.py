"""Publication into a place that readers use meanwhile, one file at a time.

Assets are uploaded first, then pages, lists and feeds; then the manifest; unneeded files are
removed last. So a page never refers to a missing asset, even if the work is interrupted. Before the
first file changes, the paths of all affected files are written to ``state.json``: the next
publication does not rely on the manifest for those.
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
from newsgen.publish.diff import Difference, PublishChecks
from newsgen.publish.release import Release, Upload, read_content
from newsgen.publish.store import MANIFEST, STATE, Check, Store
from newsgen.publish.system_errors import NO_ROOM
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
    published_file,
    split_paths,
    unreadable,
)

_WAVES: tuple[frozenset[Role], ...] = (
    frozenset({"asset", "file"}),
    frozenset({"page"}),
    frozenset({"list"}),
    frozenset({"feed"}),
)
"""The order of uploads: a wave starts when the one before is complete."""
_LARGE = 16_000_000
"""Bytes above which files are uploaded one after the other, since few of them fit into memory."""


class PublishingState(Model, frozen=True):
    """The publication that was last started at a target."""

    moment: Moment
    """Time of the newest build whose publication was started."""
    base_url: str
    pending: Mapping[str, PublishedFile] = {}
    """Files that may differ from the manifest; none if the publication finished."""


class FileByFile:
    """A target whose files are replaced one by one."""

    def __init__(self, store: Store, threads: int = 16) -> None:
        self._store = store
        self._threads = threads
        self.place = store.place
        self.upload_format = store.upload_format

    def read_state(self) -> TargetState:
        """Return what the store holds. Raises Refusal if it cannot be reached."""
        return replace(_read_state(self._store)[1], clock=self._store.clock())

    def publish(self, release: Release, checks: PublishChecks, progress: Progress) -> Difference:
        """Publish the release, and return what changed."""
        store = self._store
        progress("waiting for the target", 0, 0)
        checks.clock(store.clock())
        with store.lock(release.moment) as check_lock:
            before, target = _read_state(store)
            difference = checks.changes(target)
            after = PublishingState(moment=release.moment, base_url=release.base_url)
            if difference.is_empty and not target.uncertain:
                if before != after:
                    store.write(STATE, msgspec.json.encode(after))
                return difference
            pending = _pending(difference, target)
            store.write(STATE, msgspec.json.encode(replace(after, pending=pending)))
            difference = _skip_identical(store, release, difference, target)
            check_lock()
            if blocking := difference.remove_first:
                store.remove(sorted(blocking))
            _put_all(store, release, difference, self._threads, check_lock, progress)
            check_lock()
            manifest = encode_manifest(difference.manifest)
            store.write(MANIFEST, gzip.compress(manifest, 6, mtime=0))
            _remove_all(store, difference, target, progress)
            check_lock()
            store.write(STATE, msgspec.json.encode(after))
        return difference


def _read_state(store: Store) -> tuple[PublishingState | None, TargetState]:
    """Return the notes of the last publication, and what the store holds."""
    state, manifest, ignored = _read_notes(store)
    uncertain, also_ignored = split_paths(state.pending if state else {})
    foreign: frozenset[str] = frozenset()
    files = manifest.files if manifest else {}
    if manifest is None or store.is_cheap_to_list:
        names = store.list_files()
        foreign = frozenset(n for n in names - files.keys() - uncertain.keys() if not is_own(n))
        files = {path: file for path, file in files.items() if _is_there(path, names)}
    if manifest is not None:
        manifest = replace(manifest, files=files)
    if state is not None:
        empty = TargetManifest(moment=state.moment, base_url=state.base_url)
        manifest = replace(manifest or empty, moment=state.moment)
    target = TargetState(manifest, uncertain, foreign=foreign, ignored_paths=ignored | also_ignored)
    return state, target


def _read_notes(
    store: Store,
) -> tuple[PublishingState | None, TargetManifest | None, frozenset[str]]:
    """Return newsgen's two files in the store, and the ignored paths of the manifest."""
    found, packed = store.read(STATE, LARGEST + 1), store.read(MANIFEST, LARGEST + 1)
    state = decode_note(found, PublishingState, store.place) if found else None
    if not packed:
        return state, None, frozenset()
    return state, *decode_manifest(_decompress(packed, store.place), store.place)


def _decompress(packed: bytes, place: str) -> bytes:
    """Decompress a manifest. Raises Refusal if it is not gzip, or too large."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = decompressor.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise unreadable(place) from error
    if not decompressor.eof or decompressor.unused_data:
        raise unreadable(place)
    return content


def _is_there(path: str, names: frozenset[str]) -> bool:
    """Whether a file is listed, or lies below a listed link, which the listing does not follow."""
    return path in names or any(str(folder) in names for folder in PurePosixPath(path).parents)


def _pending(difference: Difference, target: TargetState) -> Mapping[str, PublishedFile]:
    """Return every file whose content is uncertain if this publication is interrupted.

    If two interrupted publications wanted different content for a file, its digest is left empty.
    """
    wanted = {upload.path: published_file(upload) for upload in difference.uploads}
    removed = {path: target.files[path] for path in difference.removed}
    pending = {**difference.uncertain, **removed, **wanted}
    return {
        path: file if difference.uncertain.get(path, file) == file else replace(file, digest="")
        for path, file in pending.items()
    }


def _skip_identical(
    store: Store, release: Release, wanted: Difference, target: TargetState
) -> Difference:
    """Leave out uploads that the target has: from before, or from an interrupted publication."""
    candidates = [u for u in wanted.uploads if wanted.uncertain.get(u.path) == published_file(u)]
    if not candidates:
        return wanted
    before = target.manifest.files if target.manifest else {}
    checksums = store.checksums(upload.path for upload in candidates)
    done = frozenset(
        upload.path
        for upload in candidates
        if not _differs_in_format(before.get(upload.path), upload)
        and checksums.get(upload.path) == _md5(read_content(release, upload))
    )
    unchanged = done - target.uncertain.keys()
    return replace(
        wanted,
        changed=tuple(u for u in wanted.changed if u.path not in unchanged),
        unchanged=wanted.unchanged + len(unchanged),
        already_there=done - unchanged,
    )


def _differs_in_format(before: PublishedFile | None, upload: Upload) -> bool:
    """Whether equal bytes may be stored with other headers, which their checksum does not show."""
    return (
        before is not None and before.digest == upload.digest and before != published_file(upload)
    )


def _put_all(
    store: Store,
    release: Release,
    difference: Difference,
    threads: int,
    check_lock: Check,
    progress: Progress,
) -> None:
    """Upload all files, wave by wave."""
    new = frozenset() if difference.overwrites else frozenset(u.path for u in difference.added)
    total, done = len(difference.to_upload), 0

    def put(upload: Upload) -> None:
        check_lock()
        content = read_content(release, upload)
        is_put = store.put(upload, content, only_if_new=upload.path in new)
        if not is_put and store.read(upload.path, len(content) + 1) != content:
            raise Refusal(
                f"a file that newsgen did not upload is in the way in {store.place}: {upload.path}",
                "move it away, or replace it with --adopt",
            )

    pool = ThreadPoolExecutor(threads, thread_name_prefix="newsgen-publish")
    try:
        for wave in _in_waves(difference.to_upload):
            small = [_submit(pool, put, upload) for upload in wave if upload.size <= _LARGE]
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


def _submit(
    pool: ThreadPoolExecutor, put: Callable[[Upload], None], upload: Upload
) -> Future[None]:
    """Upload the file in another thread. Raises Refusal if no thread can be started."""
    try:
        return pool.submit(put, upload)
    except RuntimeError as error:
        raise Refusal(f"cannot start a thread for uploads: {error}", NO_ROOM) from error


def _remove_all(
    store: Store, difference: Difference, target: TargetState, progress: Progress
) -> None:
    """Remove unneeded files in the opposite order: pages before their assets."""
    progress("removing", 0, 0)
    blocking = difference.remove_first  # already removed
    left = [path for path in difference.removed if path not in blocking]
    for roles in reversed(_WAVES):
        if paths := [path for path in left if target.files[path].role in roles]:
            store.remove(paths)


def _in_waves(uploads: Sequence[Upload]) -> Iterator[list[Upload]]:
    for roles in _WAVES:
        yield [upload for upload in uploads if upload.role in roles]


def _md5(content: bytes) -> str:
    """Return the MD5 that stores keep of small files; it is not used for security."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
