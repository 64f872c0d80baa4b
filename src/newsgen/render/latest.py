"""The latest stories as JSON."""

from typing import Any

import msgspec

from newsgen.language.dates import format_short
from newsgen.language.digits import numbering
from newsgen.models import Card, DateStyle, LatestView


def render_latest(view: LatestView, style: DateStyle) -> bytes:
    """The stories, the newest first, with what a list shows of each."""
    return msgspec.json.encode({"stories": [_story(card, style) for card in view.cards]}) + b"\n"


def _story(card: Card, style: DateStyle) -> dict[str, Any]:
    return {
        "url": card.url,
        "title": card.title,
        "section": card.section.title,
        "kicker": card.kicker,
        "type": card.type,
        "date": card.date.isoformat(timespec="seconds"),
        "day": format_short(card.date, card.lang, style, has_time=card.has_time),
        "digits": numbering(card.lang, style.digits),
        "lang": card.lang,
        "dir": card.dir,
    }
