"""The digits of a language: ``۲۰۲۶``, ``২০২৬``, ``2026``."""

from functools import lru_cache
from typing import Final

from newsgen.language.locales import locale_of

ZEROS: Final = {
    "latn": "0",
    "arab": "٠",
    "arabext": "۰",
    "beng": "০",
    "deva": "०",
    "gujr": "૦",
    "guru": "੦",
    "khmr": "០",
    "knda": "೦",
    "laoo": "໐",
    "mlym": "൦",
    "mymr": "၀",
    "orya": "୦",
    "tamldec": "௦",
    "telu": "౦",
    "thai": "๐",
    "tibt": "༠",
}
"""The zero of each numbering system of CLDR whose ten digits follow each other in Unicode.

https://www.unicode.org/reports/tr35/tr35-numbers.html#Numbering_Systems
"""
_LATIN = "0123456789"
_TABLES: Final = {
    name: str.maketrans(_LATIN, "".join(chr(ord(zero) + value) for value in range(10)))
    for name, zero in ZEROS.items()
}
_NEWSPAPERS: Final = {"ur": "arabext", "sd": "arabext"}
"""Where newspapers differ from CLDR, which has ``latn`` for Urdu and ``arab`` for Sindhi."""


@lru_cache(maxsize=256, typed=True)
def numbering(lang: str, digits: str = "auto") -> str:
    """The numbering system of a language: ``arabext``.

    ``digits`` is the setting: ``auto`` for what newspapers of the language use, ``latin``,
    ``native`` for the digits of its script, or a numbering system.

    >>> numbering("fa"), numbering("fa", "latin"), numbering("hi"), numbering("hi", "native")
    ('arabext', 'latn', 'latn', 'deva')
    """
    if digits in ZEROS:
        return digits
    if digits == "latin":
        return "latn"
    locale = locale_of(lang)
    of_script = locale.other_numbering_systems.get("native", "latn")
    usual = of_script if digits == "native" else locale.default_numbering_system
    found: str = _NEWSPAPERS.get(lang.lower().partition("-")[0], usual)
    return found if found in ZEROS else "latn"


def in_digits(text: str, lang: str, digits: str = "auto") -> str:
    """The text with its Latin digits replaced by those of the language.

    >>> in_digits("2026", "bn")
    '২০২৬'
    """
    return text.translate(_TABLES[numbering(lang, digits)])
