"""Splits a dateline, such as ``QUETTA (CP) —``, from the first paragraph."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from newsgen.importer.date_words import MONTHS, fold
from newsgen.importer.readers.scraped.words import NOT_PLACES, plain
from newsgen.markdown.dateline import parse_dateline

_LONGEST = 70
_MOST_WORDS = 6
_FEW_WORDS = 3
"""Words of a place in a script without capitals, where no agency follows it."""
_SEPARATOR = re.compile(
    r"(?P<brackets>(?:\([^()]{1,40}\))?)\s{0,3}"
    r"(?P<sign>[:\uff1a]|\.?\s?\u2014|\.?\s?\u2013|\u2015|--|[.]-|(?<=[\s)])-(?=\s)|\u06d4(?=\s))\s{0,3}"
)
_NO_PLACE = re.compile(r"[.!?\"\u201c\u201d\u00ab\u00bb;/@#*=<>\[\]](?!\s?[0-9,(])")
_SMALL = frozenset(
    plain(
        "de del la las los el da do dos das du des sur le les von der am an im in al on of the upon"
        " and und y e di bei ob op aan den"
    ).split()
)
"""Words of places in small letters."""


class Split(NamedTuple):
    """A first paragraph without its dateline."""

    dateline: str
    """Place and agency, without the sign after them."""
    length: int
    """How many characters of the paragraph belong to the dateline."""


def split_dateline(paragraph: str, following: Sequence[str] = ()) -> Split | None:
    """The dateline of the paragraph; None if it has none.

    ``following`` are the paragraphs after it: where others begin in the same way, people speak.

    >>> split_dateline("Gwadar : Fishermen agreed.")
    Split(dateline='Gwadar', length=9)
    >>> split_dateline("Note: The author reads on Friday.")
    """
    found = _SEPARATOR.search(paragraph, 1, _LONGEST)
    if found is None:
        return None
    place = paragraph[: found.start()].strip()
    rest = paragraph[found.end() :]
    most = _MOST_WORDS if found["brackets"] else _FEW_WORDS
    if not _is_place(place, most) or not _begins(rest):
        return None
    begins = (each[:_LONGEST] for each in following)
    if found["sign"] in ":\uff1a" and any(b.startswith(place) and ":" in b for b in begins):
        return None
    written = f"{place} {found['brackets']}".strip()
    return Split(written, found.end()) if parse_dateline(written) else None


def _is_place(text: str, most: int) -> bool:
    """Whether the text looks like a place; ``most`` is for scripts without capitals."""
    words = text.replace(",", " ").split()
    if not words or len(words) > _MOST_WORDS or _NO_PLACE.search(text):
        return False
    if plain(text) in NOT_PLACES or (plain(words[0]) in NOT_PLACES and not text.isupper()):
        return False
    if not any(character.isalpha() for character in words[0]):
        return False
    if all(word.upper() == word.lower() for word in words):
        return len(words) <= most and (most > _FEW_WORDS or not any(map(str.isdecimal, text)))
    return all(_is_name(word) for word in words)


def _is_name(word: str) -> bool:
    is_small = word.lower().strip(".") in _SMALL or fold(word).strip(".") in MONTHS
    return word[0].isupper() or word[0].isdigit() or is_small


def _begins(rest: str) -> bool:
    """Whether a sentence begins here."""
    first = next((character for character in rest if character.isalnum()), "")
    return bool(first) and not first.islower()
