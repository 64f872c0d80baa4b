"""Addresses as Pelican computes them.

Rules: https://docs.getpelican.com/en/latest/settings.html#url-settings, and ``slugify`` of
``pelican.utils``.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from newsgen.importer.readers.pelican.settings import PelicanSettings
from newsgen.importer.readers.python_patterns import replaced

_FIELD = re.compile(r"\{(\w{1,60})(?::([^{}]{0,60}))?\}")
_DIRECTIVE = re.compile(r"%(-?)([A-Za-z%])")
_TAG = re.compile(r"<[^<>]{0,500}>")
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ı": "i", "Æ": "AE", "Œ": "OE", "Ø": "O", "Đ": "D", "Ð": "D", "Þ": "Th", "Ł": "L",
        "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "--", "…": "...", "€": "EUR",
        "«": "<<", "»": ">>", "°": "deg", "·": "*",
    }
)  # fmt: skip
"""What unidecode makes of letters and signs of the Latin script that have no parts."""


class Address(NamedTuple):
    """What an address is made of."""

    kind: str
    """``ARTICLE``, ``PAGE``, ``DRAFT`` or ``DRAFT_PAGE``."""
    slug: str
    lang: str
    is_default: bool
    """Whether it is in the main language of the site."""
    date: str
    """As ``dates.read_date`` gives it."""
    fields: Mapping[str, str]
    """``category`` and ``author`` as slugs, ``path``, and what its own metadata say."""


def slugify(text: str, settings: PelicanSettings, kind: str = "SLUG") -> str:
    """The text as a part of an address; empty if only unidecode knows its letters."""
    value = unicodedata.normalize("NFKC", _TAG.sub("", text))
    if not settings.values.get("SLUGIFY_USE_UNICODE"):
        value = unicodedata.normalize("NFKD", value.translate(_LETTERS))
        value = "".join(each for each in value if not unicodedata.combining(each))
        if any(each.isalnum() and not each.isascii() for each in value):
            return ""
        value = value.encode("ascii", "ignore").decode()
    for pattern, by in settings.substitutions(kind):
        value = replaced(pattern, by, value)
    if not settings.values.get("SLUGIFY_PRESERVE_CASE"):
        value = value.lower()
    return value.strip()


def address_of(address: Address, settings: PelicanSettings, key: str) -> str:
    """The address (``URL``) or file (``SAVE_AS``), from the root; empty if nobody can say it."""
    language = "" if address.is_default else "LANG_"
    pattern = settings.pattern(f"{address.kind}_{language}{key}")
    fields = {**address.fields, "slug": address.slug, "lang": address.lang}
    missing = False

    def fill(found: re.Match[str]) -> str:
        nonlocal missing
        written = _format_date(address.date, found[2]) if found[1] == "date" else ""
        written = written or fields.get(found[1], "")
        missing = missing or not written
        return written

    filled = _FIELD.sub(fill, pattern)
    return "" if missing or not filled.strip("/") else "/" + filled.lstrip("/")


def _format_date(date: str, form: str | None) -> str:
    """A date in a pattern of ``strftime``, with English names."""
    if not date:
        return ""
    moment = datetime.fromisoformat(date)
    parts = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "d": f"{moment.day:02}",
        "H": f"{moment.hour:02}",
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "j": f"{moment.timetuple().tm_yday:03}",
        "B": _MONTHS[moment.month - 1],
        "b": _MONTHS[moment.month - 1][:3],
        "A": _DAYS[moment.weekday()],
        "a": _DAYS[moment.weekday()][:3],
        "%": "%",
    }

    def part(found: re.Match[str]) -> str:
        written = parts.get(found[2], "")
        return (written.lstrip("0") or "0") if found[1] else written

    return _DIRECTIVE.sub(part, form or "%Y-%m-%d %H:%M:%S")
