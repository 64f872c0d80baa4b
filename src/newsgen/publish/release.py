"""What is to be published: every file of a finished build, and the manner in which it is put.

A release is made from the manifest of an output folder, and holds no path that a target could take
for something else. Bytes are read only when a file is put, and then held against the digest of the
manifest: what changed since the build is never published.
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
from newsgen.models import Model, Role
from newsgen.paths import fault_of

Packing = str
"""How bytes are packed: ``gzip``, ``br`` or nothing."""

_SUFFIXES: Mapping[Packing, str] = {"gzip": ".gz", "br": ".br"}
_PACKED = ("text/", "application/xml", "application/json", "application/rss+xml", "image/svg+xml")
_SCRIPTS = frozenset({"application/javascript", "application/manifest+json", "application/wasm"})
_WORTH_PACKING = 512
"""Bytes below which a packed file is no smaller where it counts."""


class Headers(Model, frozen=True):
    """What a host is to say of a file."""

    content_type: str
    cache_control: str
    content_encoding: str = ""


class Upload(Model, frozen=True):
    """A file as it is to lie at the target."""

    path: str
    """POSIX path at the target."""
    source: str
    """Path in the output folder of the file whose bytes it holds."""
    role: Role
    digest: str
    """Of the bytes in the output folder, before they are packed."""
    size: int
    """In bytes, before they are packed."""
    packing: Packing = ""
    headers: Headers | None = None
    """None for a target that takes none."""

    @property
    def manner(self) -> str:
        """Digest of how it is put; nothing where that is as it comes."""
        return _manner(self.packing, self.headers) if self.packing or self.headers else ""


class Release(Model, frozen=True):
    """A finished build, as one target is to hold it."""

    folder: Path
    """The output folder."""
    moment: datetime
    """Of the build."""
    base_url: str
    uploads: Mapping[str, Upload]
    """By path, in no order that counts."""


HeaderRule = Callable[[Role, str, Packing], Headers]
"""The headers for a role, a media type and a packing."""


class UploadFormat(Model, frozen=True):
    """In what form a target takes files.

    One that takes headers has a rule for them, and at most one packing, in which the files
    themselves are stored. One that takes none gets each packing as a file beside them
    (``index.html.gz``), for a server that looks for it.
    """

    packings: tuple[Packing, ...] = ()
    rule: HeaderRule | None = None


def make_release(
    folder: Path, manifest: Manifest, moment: datetime, upload_format: UploadFormat
) -> Release:
    """The release of a finished build, to the taste of a target.

    Raises Refusal where the build holds a path at which no file of a site may lie.
    """
    for path in filter(fault_of, manifest.entries):
        raise _unsafe(path, folder)
    packings = upload_format.packings
    if upload_format.rule is None:
        make = _beside(packings, _names(manifest.entries) if packings else frozenset())
    else:
        make = _with_headers(upload_format.rule, packings[:1])
    uploads = {
        upload.path: upload
        for path, entry in manifest.entries.items()
        for upload in make(path, entry)
    }
    return Release(folder=folder, moment=moment, base_url=manifest.base_url, uploads=uploads)


def read_content(release: Release, upload: Upload) -> bytes:
    """The bytes as they are to lie at the target.

    Raises Refusal where the file is not what the build made, or no site may hold it.
    """
    for path in filter(fault_of, (upload.source, upload.path)):
        raise _unsafe(path, release.folder)
    place = release.folder / upload.source
    try:
        is_file = stat.S_ISREG(place.stat().st_mode)
        content = place.read_bytes() if is_file else b""
    except OSError as error:
        raise Refusal(f"cannot read {place}: {error.strerror}", "build again") from error
    if not is_file or digest_bytes(content) != upload.digest:
        raise Refusal(f"{place} was changed since the build", "build again, and publish then")
    return pack(content, upload.packing)


def pack(content: bytes, packing: Packing) -> bytes:
    """The content packed, the same on every day. Raises Refusal where the engine is missing."""
    if packing == "gzip":
        return gzip.compress(content, 9, mtime=0)
    if packing == "br":
        return _brotli()(content)
    return content


def _unsafe(path: str, folder: Path) -> Refusal:
    return Refusal(
        f"the build in {folder} holds `{path}`, which no site may hold: {fault_of(path)}",
        "build again: newsgen build tells which file of the site asks for it",
    )


def _beside(
    packings: tuple[Packing, ...], taken: frozenset[str]
) -> Callable[[str, Entry], Iterator[Upload]]:
    """Each file, and packed copies where the site has nothing of that name itself."""

    def make(path: str, entry: Entry) -> Iterator[Upload]:
        yield _upload(path, entry)
        for packing in packings if _is_worth_packing(entry) else ():
            packed = path + _SUFFIXES[packing]
            if packed.casefold() not in taken and not fault_of(packed):
                yield _upload(path, entry, packed, packing)

    return make


def _names(paths: Iterable[str]) -> frozenset[str]:
    """All files and their folders, as file systems know them that ignore the case of letters."""
    names: set[str] = set()
    for path in paths:
        name = path.casefold()
        while name and name not in names:
            names.add(name)
            name = name.rpartition("/")[0]
    return frozenset(names)


def _with_headers(
    rule: HeaderRule, packings: tuple[Packing, ...]
) -> Callable[[str, Entry], Iterator[Upload]]:
    known = cache(rule)

    def make(path: str, entry: Entry) -> Iterator[Upload]:
        packing = packings[0] if packings and _is_worth_packing(entry) else ""
        headers = known(entry.role, entry.media_type, packing)
        yield _upload(path, entry, path, packing, headers)

    return make


def _upload(
    source: str, entry: Entry, path: str = "", packing: Packing = "", headers: Headers | None = None
) -> Upload:
    return Upload(
        path=path or source,
        source=source,
        role=entry.role,
        digest=entry.digest,
        size=entry.size,
        packing=packing,
        headers=headers,
    )


def _is_worth_packing(entry: Entry) -> bool:
    kind = entry.media_type
    return entry.size >= _WORTH_PACKING and (kind.startswith(_PACKED) or kind in _SCRIPTS)


@cache
def _manner(packing: Packing, headers: Headers | None) -> str:
    return digest_value([packing, headers])[:8]


@cache
def _brotli() -> Callable[[bytes], bytes]:
    try:
        import brotli  # noqa: PLC0415 - an extra
    except ImportError:
        hint = 'pip install "newsgen[brotli]"'
        raise Refusal("packing with brotli needs a library that is not installed", hint) from None
    compress: Callable[[bytes], bytes] = brotli.compress
    return compress


CACHE_CONTROL: Mapping[Role, str] = {
    "asset": "public, max-age=31536000, immutable",
    "file": "public, max-age=86400",
    "page": "public, max-age=300",
    "list": "public, max-age=60",
    "feed": "public, max-age=300",
}
"""How long files may be kept unless the settings say: names of assets change with their bytes, so
they may be kept for a year (RFC 9111, RFC 8246); pages and lists are asked for again in minutes."""
_NAMES_CHARSET = ("application/javascript", "application/rss+xml", "application/json")


def header_rule(cache_control: Mapping[str, str]) -> HeaderRule:
    """The rule for headers, where ``cache_control`` says otherwise for some roles."""

    def rule(role: Role, media_type: str, packing: Packing) -> Headers:
        is_text = media_type.startswith("text/") or media_type in _NAMES_CHARSET
        return Headers(
            content_type=f"{media_type}; charset=utf-8" if is_text else media_type,
            cache_control=cache_control.get(role, CACHE_CONTROL[role]),
            content_encoding=packing,
        )

    return rule
