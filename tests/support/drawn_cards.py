"""Cards that were drawn once: every small site of the tests has the same few."""

import pytest

from newsgen.models import CardView
from newsgen.pictures.cards import draw_card
from newsgen.render import renderer


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all builds of this process share their cards."""
    drawn: dict[str, bytes] = {}

    def draw(view: CardView) -> bytes:
        if view.digest not in drawn:
            drawn[view.digest] = draw_card(view)
        return drawn[view.digest]

    patch.setattr(renderer, "draw_card", draw)
