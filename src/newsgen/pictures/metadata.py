"""What cameras and agencies write into files: removes all of it, and reads what readers may see.

EXIF holds places, names and serial numbers, XMP and IPTC also names; Content Credentials and maker
notes too. Only what a screen needs stays: the colour profile, and which side is up. No part is kept
because it looks harmless: whatever is not in a list here goes.

Sources: CIPA DC-008 (EXIF), IPTC Photo Metadata Standard 2025.1, XMP part 3, RFC 9649.
"""

import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from newsgen.models import Captions, PictureKind
from newsgen.pictures import containers
from newsgen.pictures.containers import JPEG_SCAN, Part
from newsgen.pictures.films import erase_metadata
from newsgen.pictures.items import erase_items, read_items

if TYPE_CHECKING:
    from lxml import etree

SIDEWAYS = 5
"""From this orientation on, EXIF swaps width and height."""

_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs".split()
    + b"acTL fcTL fdAT cICP mDCV cLLI".split()
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_WEBP_METADATA_FLAGS = 0x0C
_WEBP_EXIF_FLAG = 0x08
_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_ICC = b"ICC_PROFILE\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_ORIENTATION = 0x0112
_SHORT = 3
_IPTC = 0x0404
_IPTC_CAPTION, _IPTC_CREDIT = (2, 120), (2, 110)
_DC = "{http://purl.org/dc/elements/1.1/}"
_PS = "{http://ns.adobe.com/photoshop/1.0/}"
_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_MAX_XMP = 500_000


def strip(content: bytes) -> bytes:
    """The picture or film without metadata; anything else stays as it is.

    Raises BrokenPictureError.
    """
    try:
        return _strip(content)
    except IndexError:  # a part is shorter than its kind says
        raise containers.BrokenPictureError("the file is damaged") from None


def read_orientation(content: bytes) -> int:
    """Which side is up, from 1 (as stored) to 8, as EXIF numbers them.

    AVIF and HEIC have their own way.
    """
    kind = containers.kind_of(content)
    return _orientation_of(_metadata(content, kind).get("exif", b"")) if kind else 1


def read_captions(content: bytes) -> Captions:
    """The texts that agencies write for readers: caption, credit line and alternative text.

    The name of the creator is none of them: it may be that of a source.
    """
    kind = containers.kind_of(content)
    if kind is None:
        return Captions()
    found = _metadata(content, kind)
    iptc = _read_iptc(found.get("photoshop", b""))
    xmp = _read_xmp(found.get("xmp", b""))
    return Captions(
        caption=xmp.caption or iptc.get(_IPTC_CAPTION, ""),
        credit=xmp.credit or iptc.get(_IPTC_CREDIT, ""),
        alt=xmp.alt,
    )


def _strip(content: bytes) -> bytes:
    match containers.kind_of(content):
        case "jpeg":
            return _strip_jpeg(content)
        case "png":
            return _strip_png(content)
        case "webp":
            return _strip_webp(content)
        case "gif":
            blocks = [block for block in containers.read_gif(content) if _is_shown(block)]
            return b"".join(blocks) + b";"
        case "avif" | "heic":
            return erase_items(content)
        case None:
            return erase_metadata(content)


def _strip_jpeg(content: bytes) -> bytes:
    segments = [*containers.read_jpeg(content)]
    kept = [_without_thumbnail(part) for part in segments if _is_kept(part)]
    orientation = _orientation_of(_jpeg_metadata(segments).get("exif", b""))
    if orientation != 1:
        kept.insert(0, Part(b"\xff\xe1", _EXIF + _make_exif(orientation)))
    return containers.write_jpeg(kept)


def _is_kept(segment: Part) -> bool:
    """Whether a decoder needs it: everything but application segments and comments."""
    marker = segment.name[1]
    if marker == 0xE0:
        return segment.content.startswith(b"JFIF\0")
    if marker == 0xE2:
        return segment.content.startswith(_ICC)
    if marker == 0xEE:
        return segment.content.startswith(b"Adobe")
    return not (0xE1 <= marker <= 0xEF or marker == 0xFE)


def _without_thumbnail(segment: Part) -> Part:
    """A JFIF header without the small picture in it, which shows what was cropped."""
    if segment.name[1] != 0xE0:
        return segment
    return Part(segment.name, segment.content[:12] + b"\0\0")


def _strip_png(content: bytes) -> bytes:
    chunks = [*containers.read_png(content)]
    kept = [chunk for chunk in chunks if chunk.name in _PNG_KEPT]
    orientation = _orientation_of(dict(chunks).get(b"eXIf", b""))
    if orientation != 1:
        kept.insert(1, Part(b"eXIf", _make_exif(orientation)))
    return containers.write_png(kept)


def _strip_webp(content: bytes) -> bytes:
    chunks = [*containers.read_webp(content)]
    kept = [chunk for chunk in chunks if chunk.name in _WEBP_KEPT]
    orientation = _orientation_of(dict(chunks).get(b"EXIF", b""))
    if kept and kept[0].name == b"VP8X":
        flags = kept[0].content[0] & ~_WEBP_METADATA_FLAGS
        if orientation != 1:
            flags |= _WEBP_EXIF_FLAG
            kept.append(Part(b"EXIF", _make_exif(orientation)))
        kept[0] = Part(b"VP8X", bytes([flags]) + kept[0].content[1:])
    return containers.write_webp(kept)


def _is_shown(block: bytes) -> bool:
    """Whether a block of a GIF is needed; comments and applications but for loops are not."""
    if block[:1] != b"!":
        return True
    return block[1:2] == b"\xf9" or block[3:14] in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}


def _metadata(content: bytes, kind: PictureKind) -> Mapping[str, bytes]:
    """The blocks of metadata: ``exif`` as a TIFF structure, ``xmp``, ``photoshop``."""
    try:
        match kind:
            case "jpeg":
                return _jpeg_metadata(containers.read_jpeg(content))
            case "png":
                chunks = dict(containers.read_png(content))
                text = chunks.get(b"iTXt", b"")
                _, _, xmp = text.partition(b"XML:com.adobe.xmp\0\0\0\0\0")
                return {"exif": chunks.get(b"eXIf", b""), "xmp": xmp}
            case "webp":
                chunks = dict(containers.read_webp(content))
                return {"exif": chunks.get(b"EXIF", b""), "xmp": chunks.get(b"XMP ", b"")}
            case "avif" | "heic":
                return {"xmp": read_items(content).get(b"mime", b"")}
            case "gif":
                return {}
    except containers.BrokenPictureError:
        return {}


def _jpeg_metadata(segments: Iterable[Part]) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    for name, content in segments:
        if name[1] == JPEG_SCAN:
            break
        for key, start in (("exif", _EXIF), ("xmp", _XMP), ("photoshop", _PHOTOSHOP)):
            if name[1] in {0xE1, 0xED} and content.startswith(start):
                found.setdefault(key, content[len(start) :])
    return found


def _orientation_of(exif: bytes) -> int:
    """The orientation in a TIFF structure, with or without the mark of JPEG before it."""
    exif = exif.removeprefix(_EXIF)
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    with suppress(struct.error):
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, at)
        for number in range(min(entries, 500)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, _SHORT) and 1 <= value <= 8:
                return int(value)
    return 1


def _make_exif(orientation: int) -> bytes:
    """A TIFF structure with nothing but the orientation."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)


def _read_iptc(resources: bytes) -> dict[tuple[int, int], str]:
    """The texts in the IPTC resource of a Photoshop segment, by record and number."""
    at, texts = 0, {}
    while resources[at : at + 4] == b"8BIM":
        number = int.from_bytes(resources[at + 4 : at + 6])
        name = 1 + resources[at + 6] if at + 6 < len(resources) else 1
        at += 6 + name + name % 2
        size = int.from_bytes(resources[at : at + 4])
        at += 4
        if number == _IPTC:
            texts = _read_datasets(resources[at : at + size])
        at += size + size % 2
    return texts


def _read_datasets(content: bytes) -> dict[tuple[int, int], str]:
    at, found = 0, {}
    while content[at : at + 1] == b"\x1c" and at + 5 <= len(content):
        record, number, size = struct.unpack_from(">BBH", content, at + 1)
        if size & 0x8000:
            break  # an extended size, of which no text makes use
        text = content[at + 5 : at + 5 + size]
        found[record, number] = _decode(text)
        at += 5 + size
    return found


def _decode(text: bytes) -> str:
    try:
        return " ".join(text.decode().split())
    except UnicodeDecodeError:
        return " ".join(text.decode("latin-1").split())


def _read_xmp(packet: bytes) -> Captions:
    if not packet or len(packet) > _MAX_XMP:
        return Captions()
    from lxml import etree  # noqa: PLC0415 - slow to import, and few pictures have this

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(packet.strip(b" \t\r\n\0"), parser)
    except etree.XMLSyntaxError:
        return Captions()
    return Captions(
        caption=_text_of(root, f"{_DC}description"),
        credit=_text_of(root, f"{_PS}Credit"),
        alt=_text_of(root, f"{_CORE}AltTextAccessibility"),
    )


def _text_of(root: "etree._Element", name: str) -> str:
    """The first text of a property: an attribute, an element, or its first alternative."""
    for described in root.iter(f"{_RDF}Description"):
        if described.get(name):
            return " ".join((described.get(name) or "").split())
        element = described.find(name)
        if element is not None:
            item = element.find(f".//{_RDF}li")
            text = (item if item is not None else element).text or ""
            return " ".join(text.split())
    return ""
