"""Erases the metadata of films and sound in MP4 and QuickTime files: places, names, times.

A file says where its pictures and sound lie, so nothing may move: a box of metadata becomes an
empty box of the same size. Some cameras also record the place as a track, second by second; such a
track goes with its data.

Sources: ISO/IEC 14496-12; Apple, QuickTime File Format.
"""

import struct
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress

from newsgen.pictures.containers import Box, read_boxes

_STARTS = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
_METADATA = frozenset({b"udta", b"meta", b"uuid"})
_TIMES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_PARENTS = frozenset({b"moov", b"trak", b"mdia"})
_TABLES = (b"mdia", b"minf", b"stbl")
_FULL = 4
"""Bytes of version and flags before the content of a full box."""


def erase_metadata(content: bytes) -> bytes:
    """The file with empty boxes where metadata was; what is no film of these kinds is unchanged."""
    if content[4:8] not in _STARTS:
        return content
    erased = bytearray(content)
    with suppress(struct.error):  # the rest of a damaged file is no box that a player finds
        _erase(content, 0, len(content), erased)
    return bytes(erased)


def _erase(content: bytes, start: int, end: int, erased: bytearray) -> None:
    for box in read_boxes(content, start, end):
        if box.name in _METADATA:
            _empty(box, erased)
        elif box.name == b"trak" and _is_metadata(content, box):
            for place, size in _samples(content, box):
                _fill(place, place + size, erased)
            _empty(box, erased)
        elif box.name in _PARENTS:
            _erase(content, box.start, box.end, erased)
        elif box.name in _TIMES:
            width = 8 if content[box.start : box.start + 1] == b"\1" else 4
            first = box.start + _FULL
            _fill(first, min(first + 2 * width, box.end), erased)


def _empty(box: Box, erased: bytearray) -> None:
    erased[box.at + 4 : box.at + 8] = b"free"
    _fill(box.start, box.end, erased)


def _fill(start: int, end: int, erased: bytearray) -> None:
    """Zeros between two places, as far as the file goes."""
    end = min(end, len(erased))
    if start < end:
        erased[start:end] = bytes(end - start)


def _is_metadata(content: bytes, track: Box) -> bool:
    media = _children(content, track).get(b"mdia")
    handler = _children(content, media).get(b"hdlr") if media else None
    return handler is not None and content[handler.start + 8 : handler.start + 12] == b"meta"


def _samples(content: bytes, track: Box) -> Iterator[tuple[int, int]]:
    """The place and size of each chunk of a track's data, from its tables."""
    box = track
    for name in _TABLES:
        found = _children(content, box).get(name)
        if found is None:
            return
        box = found
    tables = _children(content, box)
    if not {b"stsc", b"stsz"} <= tables.keys():
        return
    runs = deque(struct.iter_unpack(">III", _rows(content, tables[b"stsc"], 12)))
    wide = b"co64" in tables
    offsets = tables.get(b"co64") or tables.get(b"stco")
    rows = _rows(content, offsets, 8 if wide else 4) if offsets else b""
    first, in_chunk = 0, 0
    for number, (place,) in enumerate(struct.iter_unpack(">Q" if wide else ">I", rows), 1):
        if runs and runs[0][0] <= number:
            in_chunk = runs.popleft()[1]
        yield place, _size(content, tables[b"stsz"], first, in_chunk)
        first += in_chunk


def _size(content: bytes, table: Box, first: int, count: int) -> int:
    """The bytes of samples that follow each other: all have one size, or each has its own."""
    (common,) = struct.unpack_from(">I", content, table.start + _FULL)
    if common:
        return int(common) * count
    start = table.start + _FULL + 8 + 4 * first
    rows = content[start : min(start + 4 * count, table.end)]
    return sum(size for (size,) in struct.iter_unpack(">I", rows[: len(rows) // 4 * 4]))


def _rows(content: bytes, table: Box, width: int) -> bytes:
    """The rows of a table, which follow their number; those that are cut off are left out."""
    (count,) = struct.unpack_from(">I", content, table.start + _FULL)
    start = table.start + _FULL + 4
    room = max(table.end - start, 0) // width
    return content[start : start + min(count, room) * width]


def _children(content: bytes, box: Box) -> Mapping[bytes, Box]:
    return {child.name: child for child in read_boxes(content, box.start, box.end)}
