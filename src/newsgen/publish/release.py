"""A release: every file of a finished build, and how each is stored at one target.

A release is made from the manifest of an output folder, and contains only paths that are safe at
every target. The bytes of a file are read when it is uploaded, and compared with the digest in the
manifest: a file that changed after the build is never published.
"""

import gzip
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from newsgen.diagnostics import Refusal
from newsgen.digest import digest_bytes, digest_value
from newsgen.incremental.manifest import Entry, Manifest
from newsgen.models import FEED_TYPES, SYNDICATION_FORMATS, Model, Role
from newsgen.paths import fault_of

Compression = str
"""Content coding of a file (RFC 9110): ``gzip``, ``br``, or empty for an uncompressed file."""

CACHE_CONTROL: Mapping[Role, str] = {
    "asset": "public, max-age=31536000, immutable",
    "file": "public, max-age=86400",
    "page": "public, max-age=300",
    "list": "public, max-age=60",
    "feed": "public, max-age=300",
}
"""Default ``Cache-Control`` by role. The name of an asset changes with its bytes, so it may be
cached for a year (RFC 9111, RFC 8246); pages and lists are requested again within minutes."""

_SUFFIXES: Mapping[Compression, str] = {"gzip": ".gz", "br": ".br"}
_COMPRESSIBLE_PREFIXES = (
    "text/",
    "application/xml",
    "application/json",
    "image/svg+xml",
)
_COMPRESSIBLE = frozenset(
    {"application/javascript", "application/manifest+json", "application/wasm", *FEED_TYPES}
    | {form.media_type for form in SYNDICATION_FORMATS.values()}
)
_WORTH_COMPRESSING = 512
"""Smallest size in bytes at which compression saves enough to matter."""
_WITH_CHARSET = ("application/javascript", "application/json", *FEED_TYPES)


class Headers(Model, frozen=True):
    """The HTTP headers that a host sends with a file."""

    content_type: str
    cache_control: str
    content_encoding: str = ""


class Upload(Model, frozen=True):
    """A file as it is stored at the target."""

    path: str
    """POSIX path at the target."""
    source: str
    """Path in the output folder of the file that holds its bytes."""
    role: Role
    digest: str
    """Digest of the bytes in the output folder, before compression."""
    size: int
    """In bytes, before compression."""
    compression: Compression = ""
    headers: Headers | None = None
    """None for a target that stores no headers."""

    @property
    def format_digest(self) -> str:
        """Digest of compression and headers; empty if the file has neither."""
        if not (self.compression or self.headers):
            return ""
        return _format_digest(self.compression, self.headers)


class Release(Model, frozen=True):
    """A finished build in the format of one target."""

    folder: Path
    """The output folder."""
    moment: datetime
    """Time of the build."""
    base_url: str
    uploads: Mapping[str, Upload]
    """By path at the target, in no particular order."""
    stories: Mapping[str, str] = {}
    """Digests by which the story at each path is known again; see ``lost_addresses``."""


HeaderRule = Callable[[Role, str, Compression], Headers]
"""Returns the headers for a role, a media type and a compression."""


class UploadFormat(Model, frozen=True):
    """How a target stores files.

    A target with headers has a rule for them and at most one compression, with which it stores the
    files themselves. A target without headers gets a compressed copy next to each file
    (``index.html.gz``) for each compression, for web servers that look for such copies.
    """

    compressions: tuple[Compression, ...] = ()
    rule: HeaderRule | None = None


def header_rule(cache_control: Mapping[str, str]) -> HeaderRule:
    """Return the rule for headers; ``cache_control`` replaces the defaults of some roles."""

    def rule(role: Role, media_type: str, compression: Compression) -> Headers:
        is_text = media_type.startswith("text/") or media_type in _WITH_CHARSET
        return Headers(
            content_type=f"{media_type}; charset=utf-8" if is_text else media_type,
            cache_control=cache_control.get(role, CACHE_CONTROL[role]),
            content_encoding=compression,
        )

    return rule


def make_release(
    folder: Path, manifest: Manifest, moment: datetime, upload_format: UploadFormat
) -> Release:
    """Make the release of a finished build in the format of a target.

    Raises Refusal if the build contains a path that is not allowed in a site.
    """
    for path in filter(fault_of, manifest.entries):
        raise _unsafe(path, folder)
    compressions = upload_format.compressions
    if upload_format.rule is None:
        taken = _names(manifest.entries) if compressions else frozenset()
        make = _with_compressed_copies(compressions, taken)
    else:
        make = _with_headers(upload_format.rule, compressions[:1])
    uploads = {
        upload.path: upload
        for path, entry in manifest.entries.items()
        for upload in make(path, entry)
    }
    return Release(folder=folder, moment=moment, base_url=manifest.base_url, uploads=uploads)


def read_content(release: Release, upload: Upload) -> bytes:
    """Return the bytes of a file as they are stored at the target.

    Raises Refusal if the file was changed since the build, or if its path is not allowed in a site.
    """
    for path in filter(fault_of, (upload.source, upload.path)):
        raise _unsafe(path, release.folder)
    file = release.folder / upload.source
    try:
        is_file = stat.S_ISREG(file.stat().st_mode)
        content = file.read_bytes() if is_file else b""
    except OSError as error:
        raise Refusal(f"cannot read {file}: {error.strerror}", "build again") from error
    if not is_file or digest_bytes(content) != upload.digest:
        raise Refusal(f"{file} was changed since the build", "build again, then publish")
    return compress(content, upload.compression)


def compress(content: bytes, compression: Compression) -> bytes:
    """Return the compressed content; equal input gives equal output, whatever the date.

    Raises Refusal if the library for brotli is missing.
    """
    if compression == "gzip":
        return gzip.compress(content, 9, mtime=0)
    if compression == "br":
        return _brotli()(content)
    return content


def _unsafe(path: str, folder: Path) -> Refusal:
    return Refusal(
        f"the build in {folder} contains `{path}`, which is not allowed in a site:"
        f" {fault_of(path)}",
        "build again: newsgen build reports which source file the path comes from",
    )


def _with_compressed_copies(
    compressions: tuple[Compression, ...], taken: frozenset[str]
) -> Callable[[str, Entry], Iterator[Upload]]:
    """Upload each file, and compressed copies unless the site has a file of that name itself."""

    def make(path: str, entry: Entry) -> Iterator[Upload]:
        yield _upload(path, entry)
        for compression in compressions if _is_worth_compressing(entry) else ():
            copy = path + _SUFFIXES[compression]
            if copy.casefold() not in taken and not fault_of(copy):
                yield _upload(path, entry, copy, compression)

    return make


def _names(paths: Iterable[str]) -> frozenset[str]:
    """Return all files and their folders, case-folded as on file systems that ignore case."""
    names: set[str] = set()
    for path in paths:
        name = path.casefold()
        while name and name not in names:
            names.add(name)
            name = name.rpartition("/")[0]
    return frozenset(names)


def _with_headers(
    rule: HeaderRule, compressions: tuple[Compression, ...]
) -> Callable[[str, Entry], Iterator[Upload]]:
    cached_rule = cache(rule)

    def make(path: str, entry: Entry) -> Iterator[Upload]:
        compression = compressions[0] if compressions and _is_worth_compressing(entry) else ""
        headers = cached_rule(entry.role, entry.media_type, compression)
        yield _upload(path, entry, path, compression, headers)

    return make


def _upload(
    source: str,
    entry: Entry,
    path: str = "",
    compression: Compression = "",
    headers: Headers | None = None,
) -> Upload:
    return Upload(
        path=path or source,
        source=source,
        role=entry.role,
        digest=entry.digest,
        size=entry.size,
        compression=compression,
        headers=headers,
    )


def _is_worth_compressing(entry: Entry) -> bool:
    kind = entry.media_type
    is_compressible = kind.startswith(_COMPRESSIBLE_PREFIXES) or kind in _COMPRESSIBLE
    return entry.size >= _WORTH_COMPRESSING and is_compressible


@cache
def _format_digest(compression: Compression, headers: Headers | None) -> str:
    return digest_value([compression, headers])[:8]


@cache
def _brotli() -> Callable[[bytes], bytes]:
    try:
        import brotli  # noqa: PLC0415 - an extra
    except ImportError:
        hint = 'pip install "newsgen[brotli]"'
        raise Refusal("brotli compression needs a library that is not installed", hint) from None
    compress_: Callable[[bytes], bytes] = brotli.compress
    return compress_
