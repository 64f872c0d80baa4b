"""Parses and formats datelines, the place and agency before the first sentence of a story.

The place is stored without separators and rendered in the style of the paper, so ``Beijing :`` and
``LAHORE (APP) –`` get the same punctuation on the page.
"""

from functools import lru_cache

from newsgen.models import Dateline, DatelineStyle
from newsgen.text import direction

_SEPARATORS = " \t:;,\u2013\u2014\u2015\u2212-\u06d4\u060c\ufe55\uff1a"


@lru_cache(maxsize=4096)
def parse_dateline(written: str) -> Dateline | None:
    """The place and source of a dateline as written; None when it names no place.

    >>> parse_dateline("LAHORE (APP) –").place
    'LAHORE'
    """
    bare = written.strip().rstrip(_SEPARATORS)
    place, source = _take_apart(bare)
    place = place.strip(_SEPARATORS)
    if not place:
        return None
    return Dateline(place=place, source=source, raw=written.strip())


def _take_apart(bare: str) -> tuple[str, str]:
    """Place and source; without one pair of brackets at the end, everything is the place."""
    place, opening, rest = bare.partition("(")
    source, closing, after = rest.partition(")")
    if not (place and opening and closing) or after.strip() or set("()") & set(place + source):
        return bare, ""
    return place.rstrip(), source.strip()


def format_dateline(dateline: Dateline, style: DatelineStyle, lang: str) -> str:
    """The dateline with its separator and a space at the end, to put before the text.

    ``ap`` gives ``Beijing (APP) — ``; right-to-left scripts get a colon instead, as is usual in
    their papers. ``colon`` gives ``Beijing (APP): ``, ``paren`` ``(Beijing, APP) ``, and ``raw``
    the text that the editor wrote.
    """
    if style == "raw":
        return f"{dateline.raw} "
    if style == "paren":
        return (
            f"({dateline.place}, {dateline.source}) " if dateline.source else f"({dateline.place}) "
        )
    place = f"{dateline.place} ({dateline.source})" if dateline.source else dateline.place
    if style == "colon" or direction(lang) == "rtl":
        return f"{place}: "
    return f"{place} — "
