"""The metadata items of AVIF and HEIC files: reads them, and empties them.

Items refer to each other by their places in the file, so nothing may move: the bytes of metadata
become zeros. Source: ISO/IEC 14496-12, "meta", "iinf" and "iloc" boxes.
"""

import struct
from collections.abc import Iterator, Mapping

from newsgen.pictures.containers import read_boxes

_METADATA = frozenset({b"Exif", b"mime"})
_EMPTY_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
"""Decoders refuse a file whose EXIF is no TIFF structure: this one has no entries."""
_CONTAINERS = 4
"""Bytes of version and flags in a full box."""


def read_items(content: bytes) -> Mapping[bytes, bytes]:
    """The metadata of each kind, ``Exif`` and ``mime``, which is XMP."""
    found: dict[bytes, bytes] = {}
    for kind, start, size in _metadata_places(content):
        found.setdefault(kind, content[start : start + size])
    return found


def erase_items(content: bytes) -> bytes:
    """The file with empty metadata, padded with zeros, where metadata was."""
    erased = bytearray(content)
    for kind, start, size in _metadata_places(content):
        room = min(size, max(len(content) - start, 0))
        empty = _EMPTY_EXIF if kind == b"Exif" else b""
        erased[start : start + room] = empty[:room].ljust(room, b"\0")
    return bytes(erased)


def _metadata_places(content: bytes) -> list[tuple[bytes, int, int]]:
    """The kind, start and size of each piece of metadata."""
    try:
        return [*_find(content)]
    except (struct.error, IndexError):
        return []


def _find(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    for box in read_boxes(content, 0, len(content)):
        if box.name != b"meta":
            continue
        inner = read_boxes(content, box.start + _CONTAINERS, box.end)
        boxes = {name: (start, end) for name, _, start, end in inner}
        if b"iinf" not in boxes or b"iloc" not in boxes:
            return
        kinds = dict(_kinds(content, *boxes[b"iinf"]))
        base = boxes.get(b"idat", (0, 0))[0]
        for item, in_box, at, size in _extents(content, *boxes[b"iloc"]):
            if kinds.get(item) in _METADATA:
                yield kinds[item], at + (base if in_box else 0), size


def _kinds(content: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The number and the kind of each item."""
    counted = 2 if content[start] == 0 else 4
    for name, _, at, _ in read_boxes(content, start + _CONTAINERS + counted, end):
        if name == b"infe" and content[at] in {2, 3}:
            size = 2 if content[at] == 2 else 4
            number = int.from_bytes(content[at + 4 : at + 4 + size])
            yield number, content[at + 6 + size : at + 10 + size]


def _extents(content: bytes, start: int, end: int) -> Iterator[tuple[int, bool, int, int]]:
    """The number of each item, whether it lies in the box of data, and a place and size of it."""
    version = content[start]
    sizes = int.from_bytes(content[start + 4 : start + 6])
    offset, length, base, index = (sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15)
    at = start + 6
    wide = 2 if version < 2 else 4
    items = int.from_bytes(content[at : at + wide])
    at += wide
    for _ in range(min(items, 1000)):
        number = int.from_bytes(content[at : at + wide])
        at += wide
        in_box = False
        if version:
            in_box = content[at + 1] & 15 == 1
            at += 2
        at += 2
        first = int.from_bytes(content[at : at + base])
        at += base
        extents = int.from_bytes(content[at : at + 2])
        at += 2
        for _ in range(min(extents, 1000)):
            at += index if version else 0
            place = int.from_bytes(content[at : at + offset])
            size = int.from_bytes(content[at + offset : at + offset + length])
            at += offset + length
            if at > end:
                return
            yield number, in_box, first + place, size
