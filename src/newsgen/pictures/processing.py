"""Makes smaller versions of pictures with Pillow, which comes with ``newsgen[images]``.

Nothing but the pixels of a picture gets into a version: neither metadata nor, once the colours are
those of sRGB, a profile. Pillow is imported on first use: most builds make no picture.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from newsgen.pictures.containers import BrokenPictureError, kind_of
from newsgen.pictures.metadata import SIDEWAYS, read_orientation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL import Image

    from newsgen.models import PictureKind, PictureView

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF")
_FRACTIONS = (8, 4, 2)
"""A JPEG can be decoded at an eighth, a quarter or a half of its size, which saves most of the
time."""
_MARGIN = 1.2
"""How much larger than a version its picture is at least decoded, so that it stays sharp."""
_TONE_SIZE = 48
_STEP = 51
"""Between two values of a colour for which the theme has a class."""
_WEBP_EFFORT = 4
_AVIF_SPEED = 8


@cache
def is_available() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


@cache
def reads_heic() -> bool:
    """Whether the pictures of phones can be read: pillow-heif is installed too."""
    return is_available() and find_spec("pillow_heif") is not None


@cache
def version(kind: PictureKind | Literal[""]) -> str:
    """The versions of the libraries on which what is made of such a picture depends."""
    if not is_available():
        return ""
    import PIL  # noqa: PLC0415 - an extra

    if kind != "heic" or not reads_heic():
        return PIL.__version__
    import pillow_heif  # noqa: PLC0415 - an extra, slow to import

    return f"{PIL.__version__} {pillow_heif.__version__}"


def size_of_heic(content: bytes) -> tuple[int, int]:
    """Width and height of the picture, the right side up; zeros if it cannot be read."""
    try:
        with _opened(content) as opened:
            return opened.size
    except BrokenPictureError:
        return 0, 0


def make_versions(content: bytes, views: Sequence[PictureView]) -> list[bytes]:
    """The versions of one picture, which is decoded once for each size in which that is possible.

    What is made of it does not depend on what else is made. Raises BrokenPictureError.
    """
    with _opened(content) as opened:
        is_jpeg = opened.format == "JPEG"
        size = opened.size if read_orientation(content) < SIDEWAYS else opened.size[::-1]
    decoded: dict[int, Image.Image] = {}
    versions = []
    for view in views:
        fraction = _fraction(size, view) if is_jpeg else 1
        if fraction not in decoded:
            decoded[fraction] = _decode(content, fraction)
        versions.append(_encode(_resize(decoded[fraction], view), view))
    return versions


def find_tone(content: bytes) -> str:
    """The colour of most of a picture: red, green and blue, 0 to 5; empty without Pillow."""
    if not is_available():
        return ""
    try:
        with _opened(content) as opened:
            opened.draft("RGB", (_TONE_SIZE, _TONE_SIZE))
            opened.thumbnail((_TONE_SIZE, _TONE_SIZE), reducing_gap=1.0)
            colour = opened.convert("RGBA").convert("RGB").resize((1, 1), resample=4).tobytes()
    except BrokenPictureError:
        return ""
    return "".join(str(round(value / _STEP)) for value in colour)


def _fraction(size: tuple[int, int], view: PictureView) -> int:
    """The part of its size at which a JPEG is decoded for a version: 1, or one of _FRACTIONS."""
    needed = _MARGIN * max(view.width / size[0], view.height / size[1])
    return next((part for part in _FRACTIONS if needed * part <= 1), 1)


def _decode(content: bytes, fraction: int) -> Image.Image:
    with _opened(content) as opened:
        width, height = opened.size
        opened.draft("RGB", (width // fraction, height // fraction))
        return _prepare(opened)


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The picture; whatever goes wrong with it is a BrokenPictureError."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - an extra, slow to import

    Image.MAX_IMAGE_PIXELS = None  # the header was checked before
    if reads_heic() and kind_of(content) == "heic":
        _add_heic()
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(content), formats=FORMATS) as opened,
        ):
            yield opened
    except UnidentifiedImageError:
        raise BrokenPictureError("it is not a picture") from None
    except Exception as error:  # noqa: BLE001 - decoders raise whatever a damaged file leads to
        raise BrokenPictureError(f"it cannot be read: {error}") from None


@cache
def _add_heic() -> None:
    """Teach Pillow to open HEIC."""
    from pillow_heif import register_heif_opener  # noqa: PLC0415 - an extra

    register_heif_opener(thumbnails=False)


def _prepare(opened: Image.Image) -> Image.Image:
    """The picture the right side up, in sRGB, with 8 bits a channel."""
    from PIL import ImageOps  # noqa: PLC0415

    profile = opened.info.get("icc_profile")
    has_alpha = opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info
    picture: Image.Image = ImageOps.exif_transpose(opened)
    if picture.mode.startswith("I"):  # 16 bits
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile and not has_alpha and picture.mode in {"RGB", "CMYK", "L"}:
        picture = _to_srgb(picture, profile)
    return picture.convert("RGBA" if has_alpha else "RGB")


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture in the colours of screens; unchanged if its profile cannot be read."""
    from PIL import ImageCms  # noqa: PLC0415

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, source, _srgb(), outputMode="RGB", renderingIntent=ImageCms.Intent.PERCEPTUAL
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted if converted is not None else picture


@cache
def _srgb() -> Any:
    from PIL import ImageCms  # noqa: PLC0415

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _resize(picture: Image.Image, view: PictureView) -> Image.Image:
    from PIL import Image, ImageOps  # noqa: PLC0415

    size = (view.width, view.height)
    if view.crop is not None:
        return ImageOps.fit(picture, size, method=Image.Resampling.LANCZOS, centering=view.crop)
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(picture: Image.Image, view: PictureView) -> bytes:
    buffer = io.BytesIO()
    picture.info = {}
    match view.format:
        case "jpeg":
            picture.convert("RGB").save(
                buffer, "JPEG", quality=view.quality, optimize=True, progressive=True
            )
        case "webp":
            picture.save(buffer, "WEBP", quality=view.quality, method=_WEBP_EFFORT)
        case "avif":
            picture.save(buffer, "AVIF", quality=view.quality, speed=_AVIF_SPEED, max_threads=1)
        case "png":
            picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
