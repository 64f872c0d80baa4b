"""The latest stories as JSON."""

from typing import Any

import msgspec

from newsgen.models import Card, LatestView
from newsgen.render.formats import format_short


def render_latest(view: LatestView) -> bytes:
    """The stories, the newest first, with what a list shows of each."""
    return msgspec.json.encode({"stories": [_story(card) for card in view.cards]}) + b"\n"


def _story(card: Card) -> dict[str, Any]:
    return {
        "url": card.url,
        "title": card.title,
        "section": card.section.title,
        "kicker": card.kicker,
        "type": card.type,
        "date": card.date.isoformat(timespec="seconds"),
        "day": format_short(card.date, card.lang, has_time=card.has_time),
        "lang": card.lang,
        "dir": card.dir,
    }
