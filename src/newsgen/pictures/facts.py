"""Describes a picture from its bytes: size, kind, main colour, texts for readers, faults."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import imagesize

from newsgen.files.media_types import PICTURE_KINDS, ending_of, is_drawing
from newsgen.models import PictureFile, PictureKind
from newsgen.pictures import processing
from newsgen.pictures.containers import BrokenPictureError, kind_of
from newsgen.pictures.metadata import SIDEWAYS, read_captions, read_orientation, strip

MAX_PIXELS = 100_000_000
"""A larger picture is no photo: opened, it fills the memory of the machine."""
_NO_HEIC = "browsers show no HEIC, and `newsgen[images]`, which converts it, is not installed"
_BEGINNING = 1000
"""Bytes within which a file says whether it moves."""
_MANY_FRAMES = {"png": b"acTL", "webp": b"ANIM"}


def examine(content: bytes, path: str, digest: str) -> PictureFile:
    """What is known of the picture with these bytes and that path in the output."""
    if is_drawing(path):
        width, height = _size(content)
        return PictureFile(path=path, digest=digest, width=width, height=height, size=len(content))
    kind = kind_of(content)
    if kind is None:
        fault = "the file is empty" if not content else "it is not a picture"
        return PictureFile(path=path, digest=digest, fault=fault)
    if kind == "heic" and not processing.reads_heic():
        return PictureFile(path=path, digest=digest, kind=kind, fault=_NO_HEIC)
    width, height = processing.size_of_heic(content) if kind == "heic" else _size(content)
    if kind not in {"avif", "heic"} and read_orientation(content) >= SIDEWAYS:
        width, height = height, width
    moving = _is_moving(content, kind)
    try:
        size = len(strip(content))
    except BrokenPictureError:
        size = 0
    fault = _fault_of(path, kind, width * height, size)
    return PictureFile(
        path=path,
        digest=digest,
        kind=kind,
        width=width,
        height=height,
        size=size,
        moving=moving,
        tone=processing.find_tone(content) if not (fault or moving) else "",
        captions=read_captions(content),
        fault=fault,
    )


def _size(content: bytes) -> tuple[int, int]:
    """Width and height as stored; zeros if they are unknown."""
    try:
        width, height = imagesize.get(io.BytesIO(content), exif_rotation=False)
    except (ValueError, OSError, ET.ParseError, OverflowError):
        return 0, 0
    return max(int(width), 0), max(int(height), 0)


def _fault_of(path: str, kind: PictureKind, pixels: int, size: int) -> str:
    """Why the picture must not be published; empty if it may be."""
    if PICTURE_KINDS.get(ending_of(path)) != kind:
        return f"it is {kind.upper()}, whatever its name says"
    if not (pixels and size):
        return "the file is cut off or damaged"
    if pixels > MAX_PIXELS:
        return f"it has {pixels // 1_000_000} megapixels; {MAX_PIXELS // 1_000_000} are allowed"
    return ""


def _is_moving(content: bytes, kind: PictureKind) -> bool:
    if kind == "gif":
        return content.count(b"\x21\xf9\x04") > 1
    mark = _MANY_FRAMES.get(kind)
    return mark is not None and mark in content[:_BEGINNING]
