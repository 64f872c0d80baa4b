"""Pictures as cameras and agencies write them: with places, names and serial numbers in them."""

import io
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Literal

import pillow_heif
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

SECRETS = (b"Secret Photographer", b"SN-4711", b"NovaCam", b"secret comment", b"Inner Circle")
"""Words of the metadata that no reader may see."""
CAPTION = "Boats wait at the eastern gate"
CREDIT = "Harbour Agency"
ALT = "Twelve wooden boats in a row"

_XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" photoshop:Credit="{CREDIT}">
<dc:creator><rdf:Seq><rdf:li>Inner Circle</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{CAPTION}</rdf:li></rdf:Alt></dc:description>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">{ALT}</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()

pillow_heif.register_heif_opener()
Format = Literal["JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"]


@cache
def photo(
    width: int = 1700,
    height: int = 1200,
    kind: Format = "JPEG",
    *,
    orientation: int = 1,
    texts: bool = False,
    mode: str = "RGB",
) -> bytes:
    """A picture with EXIF; with ``texts`` also with a caption, a credit line and a description."""
    picture = _paint(width, height, mode)
    buffer = io.BytesIO()
    options: dict[str, object] = {"exif": _exif(orientation)}
    if texts and kind in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        options["xmp"] = _XMP
    if kind == "JPEG":
        options |= {"quality": 80, "comment": b"secret comment"}
    if kind == "GIF":
        options = {"comment": b"secret comment"}
    picture.save(buffer, kind, **options)
    content = buffer.getvalue()
    return with_png_text(content) if kind == "PNG" else content


@cache
def animation(kind: Literal["GIF", "WEBP", "PNG"] = "GIF") -> bytes:
    """A moving picture of three frames."""
    frames = [Image.new("RGB", (40, 30), (90 * number, 40, 200)) for number in range(3)]
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=100, loop=0)
    return buffer.getvalue()


def with_png_text(content: bytes) -> bytes:
    """The PNG with a comment and with XMP."""
    at = 8 + 25  # after the signature and IHDR
    comment = png_chunk(b"tEXt", b"Comment\0secret comment")
    xmp = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP)
    return content[:at] + comment + xmp + content[at:]


def png_chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of 900 megapixels in a few bytes, of which only the header is true."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + data + png_chunk(b"IEND", b"")


def _paint(width: int, height: int, mode: str) -> Image.Image:
    """A red left half, and a blue right half with a bright upper part."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    picture.paste((30, 30, 200), (width // 2, 0, width, height))
    picture.paste((240, 240, 120), (width // 2, 0, width, height // 3))
    return picture.convert(mode) if mode != "RGB" else picture


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "NovaCam"
    exif[0x013B] = "Secret Photographer"
    exif[0xA431] = "SN-4711"
    exif[0x0112] = orientation
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(33), IFDRational(41), IFDRational(30))
    place[3], place[4] = "E", (IFDRational(73), IFDRational(3), IFDRational(0))
    return exif


PLACE = b"+31.5497+074.3436/"
"""A place as phones write it, ISO 6709."""


def film() -> bytes:
    """A film of MP4 with a place, names and times; a second track records the place by seconds."""
    times = struct.pack(">IIII", 0, 3_900_000_000, 3_900_000_001, 1000)
    start = _box(b"ftyp", b"isom\0\0\2\0isom")
    head = len(start) + 8
    sound = _track(b"soun", head, [5, 4])
    places = _track(b"meta", head + 9, [len(PLACE), len(PLACE)])
    names = _box(b"udta", _box(b"\xa9xyz", PLACE) + _box(b"\xa9ART", b"Secret Photographer"))
    keys = _box(b"meta", _box(b"keys", b"com.apple.quicktime.location.ISO6709"))
    movie = _box(b"moov", _box(b"mvhd", times) + sound + places + names + keys)
    return start + _box(b"mdat", b"SOUNDSONG" + 2 * PLACE) + movie + _box(b"uuid", b"SN-4711")


def secrets_in(files: Mapping[str, bytes]) -> list[str]:
    """The paths of the files in which words of the metadata are."""
    return [path for path in files if any(word in files[path] for word in (*SECRETS, PLACE))]


def _track(handler: bytes, place: int, sizes: list[int]) -> bytes:
    """A track whose samples follow each other from a place of the file, in one chunk."""
    count = len(sizes)
    table = _box(b"stsz", struct.pack(f">III{count}I", 0, 0, count, *sizes))
    table += _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, count, 1))
    table += _box(b"stco", struct.pack(">III", 0, 1, place))
    media = _box(b"hdlr", bytes(8) + handler + bytes(13)) + _box(b"minf", _box(b"stbl", table))
    return _box(
        b"trak", _box(b"tkhd", struct.pack(">III", 0, 3_900_000_000, 0)) + _box(b"mdia", media)
    )


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content
