"""Draws cards: the picture that other sites show for a page that has none, made of its words.

Pillow shapes the words with HarfBuzz, so that Nastaliq is joined and runs from right to left. A
card is drawn only where one font of the theme has every letter of each of its texts.
"""

from __future__ import annotations

import io
import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from newsgen.pictures import processing

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

    from newsgen.models import CardView

WIDTH, HEIGHT = 1200, 630
"""Pixels: 1.91 to 1, what Open Graph asks for. https://ogp.me"""
_LATIN_FONT: Final = "fonts/source-serif-4-latin-wght-normal.woff2"
_URDU_FONT: Final = "fonts/noto-nastaliq-urdu-arabic-wght-normal.woff2"
FONTS: Final = frozenset({_LATIN_FONT, _URDU_FONT})
"""Paths in static/ of the fonts; those of the site replace those of the theme."""

_LATIN = re.compile(
    "[\x20-\xff\u0131\u0152\u0153\u2013\u2014\u2018-\u201a\u201c-\u201e\u2026\u20ac]+"
)
_URDU = re.compile("[\x20\u060c-\u06d4\u06f0-\u06f9\u200c\u200d\u2018\u2019\u201c\u201d0-9.,:!?-]+")
_EDGE = 80
_BAR = 16
_PAPER, _INK, _SOFT, _ACCENT = (20, 22, 26), (245, 243, 238), (190, 186, 178), (201, 52, 62)
_HEADLINE_HEIGHT = 340
_WEIGHT = 700


class _Script(NamedTuple):
    """How words of a script are set."""

    font: str
    direction: str
    language: str
    sizes: tuple[int, ...]
    """Sizes of a headline in pixels, the largest first."""
    line: float
    """The height of a line, as a multiple of the size."""


_SCRIPTS = {
    "latin": _Script(_LATIN_FONT, "ltr", "en", (88, 78, 68, 60, 52, 46), 1.16),
    "urdu": _Script(_URDU_FONT, "rtl", "ur", (76, 66, 58, 50, 44), 2.1),
}


def has_letters(text: str) -> bool:
    """Whether a font of the theme has all letters of the text."""
    return bool(_script_of(text))


def is_available() -> bool:
    """Whether cards can be drawn: with Pillow, and with what shapes and orders letters."""
    return processing.is_available() and _shapes_letters()


def draw_card(view: CardView) -> bytes:
    """The card as a PNG. Raises OSError if its font cannot be read."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - an extra

    card = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, WIDTH, _BAR), fill=_ACCENT)
    script = _SCRIPTS[_script_of(view.headline) or "latin"]
    top = _EDGE
    if view.kicker:
        _write(draw, view.kicker, top, 34, _ACCENT, view)
        top += 64
    _write_headline(draw, view, script, top)
    if view.masthead:
        _write(draw, view.masthead, HEIGHT - _EDGE - 44, 40, _SOFT, view)
    buffer = io.BytesIO()
    card.quantize(32, method=Image.Quantize.FASTOCTREE).save(buffer, "PNG")
    return buffer.getvalue()


def _script_of(text: str) -> str:
    if _LATIN.fullmatch(text):
        return "latin"
    return "urdu" if _URDU.fullmatch(text) else ""


@cache
def _shapes_letters() -> bool:
    from PIL import features  # noqa: PLC0415

    return bool(features.check("raqm"))


def _write_headline(draw: ImageDraw.ImageDraw, view: CardView, script: _Script, top: int) -> None:
    """The headline in the largest size in which it fits; the end of a longer one is left out."""
    for size in script.sizes:
        height = int(size * script.line)
        room = _HEADLINE_HEIGHT // height
        font = _font(script, size, view)
        lines = _wrap(view.headline, font, script)
        if len(lines) <= room or size == script.sizes[-1]:
            if len(lines) > room:
                lines[room - 1] += " …"
            for number, line in enumerate(lines[:room]):
                _draw(draw, line, top + number * height, font, script, _INK)
            return


def _write(
    draw: ImageDraw.ImageDraw,
    text: str,
    top: int,
    size: int,
    colour: tuple[int, int, int],
    view: CardView,
) -> None:
    script = _SCRIPTS[_script_of(text) or "latin"]
    _draw(draw, text, top, _font(script, size, view), script, colour)


def _draw(
    draw: ImageDraw.ImageDraw,
    text: str,
    top: int,
    font: ImageFont.FreeTypeFont,
    script: _Script,
    colour: tuple[int, int, int],
) -> None:
    is_rtl = script.direction == "rtl"
    draw.text(
        (WIDTH - _EDGE if is_rtl else _EDGE, top),
        text,
        font=font,
        fill=colour,
        anchor="ra" if is_rtl else "la",
        direction=script.direction,
        language=script.language,
    )


def _wrap(text: str, font: ImageFont.FreeTypeFont, script: _Script) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        width = font.getlength(longer, direction=script.direction, language=script.language)
        if lines and width <= WIDTH - 2 * _EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(script: _Script, size: int, view: CardView) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415

    font = ImageFont.truetype(view.fonts[script.font], size, layout_engine=ImageFont.Layout.RAQM)
    with suppress(OSError):  # a font of one weight
        axes = font.get_variation_axes()
        font.set_variation_by_axes(
            [_WEIGHT if axis["name"] == b"Weight" else axis["default"] or 0 for axis in axes]
        )
    return font
