"""Dates, times, initials, pictures and video players: the functions behind template filters."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from markupsafe import Markup

from newsgen.models import Model, Picture
from newsgen.pictures.markup import image_html, preload_html
from newsgen.text import direction

ShapeName = Literal["wide", "card", "square", "portrait"]
"""16 by 9, 4 by 3, 1 by 1, and 1 by 1 of an author."""
_EASTERN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_DIGITS = dict.fromkeys(("ur", "fa", "ps", "sd"), _EASTERN)
"""Languages that newspapers write with digits of their own (CLDR, numbering system arabext)."""
_VIDEO_FILES = (".mp4", ".webm", ".ogv", ".mov")


class VideoPlayer(Model, frozen=True):
    """How a video can be shown."""

    kind: str
    """``frame`` for the player of a host, ``file`` for a file that browsers play, or ``link``."""
    url: str
    """Address of the player or the file."""
    page: str
    """Address of the page of the video."""


def format_day(moment: datetime, lang: str) -> str:
    """The date in words: ``23 November 2026``."""
    return _format_day(moment.date(), lang)


def format_short(moment: datetime, lang: str, *, has_time: bool = True) -> str:
    """The date in short, with the time of day if there is one: ``23 Nov 2026, 10:05``."""
    day = _format_short(moment.date(), lang)
    if not has_time:
        return day
    comma = "،" if direction(lang) == "rtl" else ","
    return f"{day}{comma} {_format_clock(moment.hour, moment.minute, lang)}"


def format_edition(moment: datetime, lang: str) -> str:
    """The date with the day of the week: ``Monday, 23 November 2026``."""
    return _format_edition(moment.date(), lang)


def format_months(first: datetime, last: datetime, lang: str) -> str:
    """The months from the first moment to the last: ``May 2025 – November 2026``."""
    words = [_format_month(moment.date().replace(day=1), lang) for moment in (first, last)]
    return " – ".join(dict.fromkeys(words))


def format_digits(number: int, lang: str) -> str:
    """A number in the digits of the language."""
    return _in_digits(str(number), lang)


def format_language(lang: str) -> str:
    """The name of a language in itself: ``English``, ``اردو``; the tag if it is not known."""
    return _format_language(lang)


def format_clock(moment: datetime, lang: str) -> str:
    """The time of day with its zone: ``10:05 PKT``, or the city where the zone has no letters."""
    zone = moment.tzname() or ""
    if (zone.startswith(("+", "-")) or _primary(lang) in _DIGITS) and moment.tzinfo is not None:
        zone = f"({get_timezone_location(moment.tzinfo, locale=_locale(lang), return_city=True)})"
    return f"{_format_clock(moment.hour, moment.minute, lang)} {zone}"


def format_locale(lang: str) -> str:
    """The locale of Open Graph for a language tag: ``fr`` is ``fr_FR``, as CLDR says is likely.

    https://ogp.me/#optional
    """
    primary, *rest = lang.replace("_", "-").split("-")
    region = next((part.upper() for part in rest if len(part) == 2), "")
    script = next((part.title() for part in rest if len(part) == 4), "")
    if not region:
        likely = get_global("likely_subtags")
        keys = (f"{primary}_{script}", primary)
        found = next((likely[key] for key in keys if key in likely), "")
        region = str(found).rpartition("_")[2] if "_" in str(found) else ""
    return f"{primary.lower()}_{region}" if region else primary.lower()


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


@lru_cache(maxsize=4096, typed=True)
def _format_day(day: date, lang: str) -> str:
    return _in_digits(format_date(day, format="long", locale=_locale(lang)), lang)


@lru_cache(maxsize=4096, typed=True)
def _format_short(day: date, lang: str) -> str:
    return _in_digits(format_date(day, format="medium", locale=_locale(lang)), lang)


@lru_cache(maxsize=64, typed=True)
def _format_edition(day: date, lang: str) -> str:
    return _in_digits(format_date(day, format="full", locale=_locale(lang)), lang)


@lru_cache(maxsize=1024, typed=True)
def _format_month(day: date, lang: str) -> str:
    return _in_digits(format_skeleton("yMMMM", day, locale=_locale(lang)), lang)


@lru_cache(maxsize=4096, typed=True)
def _format_clock(hour: int, minute: int, lang: str) -> str:
    moment = datetime(2000, 1, 1, hour, minute)  # noqa: DTZ001 - only hour and minute are shown
    return _in_digits(format_time(moment, format="short", locale=_locale(lang)), lang)


@lru_cache(maxsize=64, typed=True)
def _format_language(lang: str) -> str:
    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return lang
    name = locale.get_display_name(locale) or lang
    return name[:1].upper() + name[1:]


def _in_digits(text: str, lang: str) -> str:
    digits = _DIGITS.get(_primary(lang))
    return text.translate(digits) if digits else text


def _primary(lang: str) -> str:
    return lang.lower().partition("-")[0]


@lru_cache(maxsize=64, typed=True)
def _locale(lang: str) -> Locale:
    """The locale of a language; English without a country is international, not American."""
    if lang.lower() == "en":
        return Locale("en", "001")
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        primary = lang.partition("-")[0]
        return _locale(primary) if primary != lang else Locale("en", "001")
