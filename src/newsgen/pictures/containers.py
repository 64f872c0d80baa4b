"""Takes picture files apart into their segments, chunks or blocks, and puts them together again.

Sources: JPEG, ITU-T T.81 annex B; PNG, W3C third edition; WebP, RFC 9649; GIF89a;
ISO/IEC 14496-12.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from newsgen.models import PictureKind

JPEG_END = 0xD9
JPEG_SCAN = 0xDA
PNG_START = b"\x89PNG\r\n\x1a\n"

_HEADERLESS = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_BRANDS: Mapping[PictureKind, tuple[bytes, ...]] = {
    "avif": (b"avif", b"avis"),
    "heic": (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"),
}
"""What the first box of a file names, by kind; an AVIF file also names general brands."""
_CHUNK_HEADER = 8
_BOX_HEADER = 8


class BrokenPictureError(ValueError):
    """The bytes are no picture of their kind, or not all of one."""


class Box(NamedTuple):
    """A part of a file that has others inside, and its places."""

    name: bytes
    at: int
    start: int
    """Where its content begins."""
    end: int


class Part(NamedTuple):
    """A segment of a JPEG file or a chunk of a PNG or WebP file."""

    name: bytes
    """Two bytes of a JPEG marker, or the four letters of a chunk."""
    content: bytes
    """Without name and length; for a JPEG scan with the coded data that follows."""


def kind_of(content: bytes) -> PictureKind | None:
    """The kind of picture, by its first bytes; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(PNG_START):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    if content[4:8] == b"ftyp":
        named = content[8 : int.from_bytes(content[:4])]
        return next(
            (kind for kind in _BRANDS if any(brand in named for brand in _BRANDS[kind])), None
        )
    return None


def read_jpeg(content: bytes) -> Iterator[Part]:
    """The segments between start and end; what follows the end is left out.

    Raises BrokenPictureError if the end is missing.
    """
    at = 2
    while True:
        if content[at : at + 1] != b"\xff":
            raise BrokenPictureError("the file is cut off or damaged")
        while content[at + 1 : at + 2] == b"\xff":
            at += 1
        marker = content[at : at + 2]
        if len(marker) < 2:
            raise BrokenPictureError("the file is cut off")
        if marker[1] == JPEG_END:
            return
        at += 2
        if marker[1] in _HEADERLESS:
            yield Part(marker, b"")
            continue
        length = int.from_bytes(content[at : at + 2])
        end = at + length
        if length < 2 or end > len(content):
            raise BrokenPictureError("the file is cut off or damaged")
        if marker[1] == JPEG_SCAN:
            following = _NEXT_MARKER.search(content, end)
            if not following:
                raise BrokenPictureError("the file is cut off")
            end = following.start()
        yield Part(marker, content[at + 2 : end])
        at = end


def write_jpeg(segments: list[Part]) -> bytes:
    """The file of these segments."""
    parts = [b"\xff\xd8"]
    for name, content in segments:
        parts.append(name)
        if name[1] in _HEADERLESS:
            continue
        length = _scan_header(content) if name[1] == JPEG_SCAN else len(content)
        parts.append(struct.pack(">H", length + 2) + content)
    parts.append(b"\xff\xd9")
    return b"".join(parts)


def _scan_header(content: bytes) -> int:
    """The bytes of a scan's header without its length: one for their number, two each, three."""
    return 1 + 2 * content[0] + 3


def read_png(content: bytes) -> Iterator[Part]:
    """The chunks up to IEND. Raises BrokenPictureError if it is missing."""
    at = len(PNG_START)
    while True:
        header = content[at : at + _CHUNK_HEADER]
        if len(header) < _CHUNK_HEADER:
            raise BrokenPictureError("the file is cut off")
        length, name = struct.unpack(">I4s", header)
        at += _CHUNK_HEADER
        if at + length + 4 > len(content):
            raise BrokenPictureError("the file is cut off")
        yield Part(name, content[at : at + length])
        at += length + 4
        if name == b"IEND":
            return


def write_png(chunks: list[Part]) -> bytes:
    """The file of these chunks."""
    parts = [PNG_START]
    for name, content in chunks:
        checksum = zlib.crc32(content, zlib.crc32(name))
        parts.append(struct.pack(">I", len(content)) + name + content)
        parts.append(struct.pack(">I", checksum))
    return b"".join(parts)


def read_webp(content: bytes) -> Iterator[Part]:
    """The chunks of the RIFF container. Raises BrokenPictureError if it is cut off."""
    end = _CHUNK_HEADER + int.from_bytes(content[4:8], "little")
    if end > len(content) + 1:
        raise BrokenPictureError("the file is cut off")
    at = 12
    while at + _CHUNK_HEADER <= min(end, len(content)):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        name = content[at : at + 4]
        at += _CHUNK_HEADER
        if at + length > len(content):
            raise BrokenPictureError("the file is cut off")
        yield Part(name, content[at : at + length])
        at += length + length % 2


def write_webp(chunks: list[Part]) -> bytes:
    """The file of these chunks."""
    parts = [b"WEBP"]
    for name, content in chunks:
        parts.append(name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2))
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def read_boxes(content: bytes, at: int, end: int) -> Iterator[Box]:
    """The boxes between two places of a file of ISO/IEC 14496-12: AVIF, HEIC, MP4.

    Raises struct.error if the header of one is cut off.
    """
    while at + _BOX_HEADER <= end:
        size, name = struct.unpack_from(">I4s", content, at)
        start = at + _BOX_HEADER
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, start)
            start += 8
        to = at + size if size else end
        if to <= at:
            return
        yield Box(name, at, start, min(to, end))
        at = to


def read_gif(content: bytes) -> Iterator[bytes]:
    """The header with its colours, then each extension and image, as bytes.

    Raises BrokenPictureError if the end is missing.
    """
    if len(content) < 13:
        raise BrokenPictureError("the file is cut off")
    at = 13 + _gif_colours(content[10])
    yield content[:at]
    while True:
        start = at
        mark = content[at : at + 1]
        if mark == b";":
            return
        if mark == b"!":
            at = _skip_gif_blocks(content, at + 2)
        elif mark == b",":
            if len(content) < at + 10:
                raise BrokenPictureError("the file is cut off")
            at = _skip_gif_blocks(content, at + 11 + _gif_colours(content[at + 9]))
        else:
            raise BrokenPictureError("the file is cut off or damaged")
        yield content[start:at]


def _gif_colours(packed: int) -> int:
    """The bytes of the table of colours that these flags announce."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _skip_gif_blocks(content: bytes, at: int) -> int:
    """The position after blocks of up to 255 bytes, which end with an empty one."""
    while at < len(content):
        size = content[at]
        at += 1 + size
        if size == 0:
            return at
    raise BrokenPictureError("the file is cut off")
