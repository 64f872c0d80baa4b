"""Pictures as cameras and agencies write them: with places, names and serial numbers in them."""

import io
import struct
import zlib
from functools import cache
from typing import Literal

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

Format = Literal["JPEG", "PNG", "WEBP", "AVIF", "GIF"]


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
    if texts and kind in {"JPEG", "WEBP", "AVIF"}:
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
