"""The pictures of a site: the file that each image names, and the versions that readers get.

Which versions there are follows from the picture and the settings alone, so the plan and the pages
agree without telling each other.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from msgspec.structs import replace

from newsgen.config import Config
from newsgen.digest import digest_value
from newsgen.models import (
    Article,
    AuthorProfile,
    Image,
    Model,
    Picture,
    PictureFile,
    PictureFormat,
    PictureKind,
    PictureSet,
    PictureVersion,
    Shape,
)
from newsgen.pictures import processing
from newsgen.urls import (
    asset_path,
    base_path,
    locate_reference,
    media_url,
    quote_path,
    static_url,
)


class _Crop(NamedTuple):
    """A shape that pictures are cropped to."""

    proportions: tuple[int, int]
    widest: int
    """Pixels. 1,200 are what Google Discover and cards of other sites show large."""
    in_pages: bool
    """Whether pages show it, and not only other programs."""


_SHAPES: Final[Mapping[str, _Crop]] = {
    "wide": _Crop((16, 9), 1200, in_pages=True),
    "card": _Crop((4, 3), 1200, in_pages=True),
    "square": _Crop((1, 1), 1200, in_pages=False),
    "portrait": _Crop((1, 1), 400, in_pages=True),
}
_FALLBACK = 1200
"""Pixels of the file for browsers and programs that choose none."""
_LONGEST_STEM = 80
_MIDDLE = (0.5, 0.5)
_SAME_SHAPE = 0.01
"""The difference of proportions that nobody sees: the whole picture needs no crop."""
_SUFFIXES: Mapping[PictureFormat, str] = {
    "jpeg": "jpg",
    "png": "png",
    "webp": "webp",
    "avif": "avif",
}
_EXTRA_QUALITY: Mapping[PictureFormat, int] = {"jpeg": 4, "avif": -15}
"""What is added to the quality of WebP for the same look."""


class Version(Model, frozen=True):
    """A version of a picture that the site has as a file."""

    path: str
    """In the output."""
    width: int
    height: int
    format: PictureFormat
    quality: int
    crop: tuple[float, float] | None
    """The point that it keeps, 0 to 1 from the left and the top; None for the whole picture."""
    digest: str
    """Of everything that its bytes depend on."""


def picture_of(owner: Article | AuthorProfile, config: Config) -> Picture | None:
    """The picture of an article or author, with the texts of its front matter or of its file."""
    image, file = owner.image, owner.picture
    if image is None:
        return None
    if file is None:
        return Picture(
            url=_url_of(image, owner.path, config),
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
        )
    shown = show(file, config)
    crop = _point(image.focus)
    return replace(
        shown,
        alt=image.alt or shown.alt,
        caption=image.caption or shown.caption,
        credit=image.credit or shown.credit,
        **{
            name: _as_shape(_cropped(file, name, crop, config), config)
            for name in _shapes_of(owner)
        },
    )


def show(file: PictureFile, config: Config) -> Picture:
    """The whole picture, in several widths if it can be made smaller."""
    whole = _whole(file, config)
    shape = _as_shape(whole, config)
    texts = file.captions
    return Picture(
        url=shape.url if shape else f"{base_path(config)}{quote_path(file.path)}",
        alt=texts.alt,
        caption=texts.caption,
        credit=texts.credit,
        width=shape.width if shape else file.width,
        height=shape.height if shape else file.height,
        size=0 if shape else file.size,
        fault=file.fault,
        tone="tone red-{} green-{} blue-{}".format(*file.tone) if file.tone else "",
        sets=shape.sets if shape else (),
    )


def versions_of(file: PictureFile, config: Config) -> tuple[Version, ...]:
    """The versions of a picture in a text."""
    return tuple(_whole(file, config))


def owned_versions_of(owner: Article | AuthorProfile, config: Config) -> tuple[Version, ...]:
    """The versions of the picture of an article or author: whole, and cropped around its focus."""
    image, file = owner.image, owner.picture
    if image is None or file is None:
        return ()
    crop = _point(image.focus)
    shapes = _shapes_of(owner)
    crops = [version for name in shapes for version in _cropped(file, name, crop, config)]
    return (*_whole(file, config), *crops)


def is_scaled(file: PictureFile, config: Config) -> bool:
    """Whether readers get versions of the picture instead of its file."""
    return processing.is_available() and can_scale(file, config)


def can_scale(file: PictureFile, config: Config) -> bool:
    """Whether versions can be made of the picture: not of drawings and moving pictures.

    HEIC needs them, as browsers do not show it.
    """
    is_still = file.kind not in {"", "gif"} and not (file.moving or file.fault)
    return is_still and (bool(config.pictures.widths) or file.kind == "heic")


def _url_of(image: Image, source: str, config: Config) -> str:
    """The URL of an image of another site, or of a file that is no picture or is missing."""
    if image.src.startswith(("https://", "http://", "/")):
        return static_url(image.src, config)
    return media_url(locate_reference(image.src, source), config)


def _whole(file: PictureFile, config: Config) -> Iterator[Version]:
    """The whole picture: the fallback first, then the sets by format and width."""
    if not is_scaled(file, config):
        return
    settings = config.pictures
    widths = [width for width in sorted(settings.widths) if width < file.width]
    largest = min(file.width, max(settings.widths, default=file.width))
    if largest not in widths:
        widths.append(largest)
    sizes = [(width, max(round(width * file.height / file.width), 1)) for width in widths]
    fallback = max([size for size in sizes if size[0] <= _FALLBACK], default=sizes[0])
    yield _version(file, "", fallback, _original_format(file), None, config)
    for format_ in settings.formats:
        for size in sizes:
            yield _version(file, "", size, format_, None, config)


def _cropped(
    file: PictureFile, name: str, crop: tuple[float, float], config: Config
) -> Iterator[Version]:
    """The picture in one shape: the fallback first, then the sets of shapes that pages show."""
    if not is_scaled(file, config):
        return
    shape = _SHAPES[name]
    across, down = shape.proportions
    if abs(file.width * down / (file.height * across) - 1) < _SAME_SHAPE:
        yield from _whole(file, config)
        return
    widest = min(shape.widest, file.width, file.height * across // down)
    widths = [width for width in sorted(config.pictures.widths) if width < widest] + [widest]
    sizes = [(width, max(round(width * down / across), 1)) for width in widths]
    yield _version(file, name, sizes[-1], _original_format(file), crop, config)
    for format_ in config.pictures.formats if shape.in_pages else ():
        for size in sizes:
            yield _version(file, name, size, format_, crop, config)


def _version(
    file: PictureFile,
    shape: str,
    size: tuple[int, int],
    format_: PictureFormat,
    crop: tuple[float, float] | None,
    config: Config,
) -> Version:
    quality = min(max(config.pictures.quality + _EXTRA_QUALITY.get(format_, 0), 1), 100)
    width, height = size
    mark = _mark(file.digest, file.kind, config.pictures.quality, crop)
    folder, slash, name = file.path.rpartition("/")
    stem = name.rpartition(".")[0][:_LONGEST_STEM]
    plain = f"{folder}{slash}{stem}-{shape}{width}.{_SUFFIXES[format_]}"
    return Version(
        path=asset_path(plain, mark),
        width=width,
        height=height,
        format=format_,
        quality=quality,
        crop=crop,
        digest=f"{mark}-{width}x{height}.{format_}",
    )


@lru_cache(maxsize=1024)
def _mark(
    digest: str, kind: PictureKind | Literal[""], quality: int, crop: tuple[float, float] | None
) -> str:
    """The digest of what all versions of a file in one shape have in common."""
    return digest_value([digest, quality, crop, processing.version(kind)])


def _shapes_of(owner: Article | AuthorProfile) -> tuple[str, ...]:
    """Authors are shown in squares; other programs want all shapes of a lead picture."""
    return ("portrait",) if isinstance(owner, AuthorProfile) else ("wide", "card", "square")


def _as_shape(versions: Iterator[Version], config: Config) -> Shape | None:
    """The shape for these versions, of which the first is the fallback; None without any."""
    fallback = next(versions, None)
    if fallback is None:
        return None
    base = base_path(config)
    by_format: dict[PictureFormat, list[PictureVersion]] = {}
    for version in versions:
        shown = PictureVersion(
            url=f"{base}{quote_path(version.path)}", width=version.width, height=version.height
        )
        by_format.setdefault(version.format, []).append(shown)
    sets = [
        PictureSet(media_type=f"image/{format_}", versions=tuple(by_format[format_]))
        for format_ in by_format
    ]
    return Shape(
        url=f"{base}{quote_path(fallback.path)}",
        width=fallback.width,
        height=fallback.height,
        sets=tuple(sets),
    )


def _original_format(file: PictureFile) -> PictureFormat:
    match file.kind:
        case "gif" | "":
            return "png"
        case "heic":
            return "jpeg"
        case kind:
            return kind


def _point(focus: str) -> tuple[float, float]:
    """The point of a focus such as ``30% 20%``; the middle if there is none."""
    across, _, down = focus.partition(" ")
    if not down:
        return _MIDDLE
    return int(across.strip("%")) / 100, int(down.strip().strip("%")) / 100
