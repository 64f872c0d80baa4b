"""Initials, pictures and video players: functions behind template filters."""

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup

from newsgen.models import Model, Picture
from newsgen.pictures.markup import image_html, preload_html

ShapeName = Literal["wide", "card", "square", "portrait"]
"""16 by 9, 4 by 3, 1 by 1, and 1 by 1 of an author."""
_VIDEO_FILES = (".mp4", ".webm", ".ogv", ".mov")


class VideoPlayer(Model, frozen=True):
    """How a video can be shown."""

    kind: str
    """``frame`` for the player of a host, ``file`` for a file that browsers play, or ``link``."""
    url: str
    """Address of the player or the file."""
    page: str
    """Address of the page of the video."""


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()


def format_image(
    picture: Picture,
    alt: str = "",
    sizes: str = "100vw",
    shape: ShapeName | None = None,
    *,
    eager: bool = False,
) -> Markup:
    """The HTML of a picture, whole or in a shape, in all the versions that there are of it."""
    shown = (getattr(picture, shape) if shape else None) or picture
    return Markup(image_html(shown, alt, sizes, tone=picture.tone, eager=eager))  # noqa: S704


def format_preload(
    picture: Picture, sizes: str = "100vw", shape: ShapeName | None = None
) -> Markup:
    """The link in the head of a page that loads a picture early."""
    shown = (getattr(picture, shape) if shape else None) or picture
    return Markup(preload_html(shown, sizes))  # noqa: S704


def video_player(address: str) -> VideoPlayer:
    """The player for a video; it sets no cookies before the video plays.

    Raises ValueError if ``address`` is not an address on the web or of this site.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http", "") or not parts.path:
        raise ValueError(f"{address!r} is not the address of a video")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if parts.path.lower().endswith(_VIDEO_FILES):
        return VideoPlayer(kind="file", url=address, page=address)
    name = ""
    if host == "youtu.be":
        name = parts.path.strip("/")
    elif host in ("youtube.com", "youtube-nocookie.com"):
        last = parts.path.rstrip("/").rpartition("/")[2]
        name = parse_qs(parts.query).get("v", [last])[0]
    elif host in ("vimeo.com", "player.vimeo.com"):
        number = parts.path.rstrip("/").rpartition("/")[2]
        if number.isdecimal():
            player = f"https://player.vimeo.com/video/{number}?dnt=1"
            return VideoPlayer(kind="frame", url=player, page=address)
    if re.fullmatch(r"[\w-]{6,20}", name):
        player = f"https://www.youtube-nocookie.com/embed/{name}"
        return VideoPlayer(kind="frame", url=player, page=address)
    return VideoPlayer(kind="link", url=address, page=address)
