"""Splits a dateline from the first paragraph: ``QUETTA (CP) — The mayor faces questions.``"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from newsgen.importer.readers.scraped.words import NOT_PLACES, plain
from newsgen.markdown.dateline import parse_dateline

_LONGEST = 70
_MOST_WORDS = 6
_SEPARATOR = re.compile(
    r"(?P<brackets>(?:\([^()]{1,40}\))?)\s{0,3}"
    r"(?P<sign>[:\uff1a]|\u2014|\u2013|\u2015|--|(?<=[\s)])-(?=\s)|\u06d4(?=\s))\s{0,3}"
)
_NO_PLACE = re.compile(r"[.!?\"\u201c\u201d\u00ab\u00bb;/@#*=<>\[\]](?!\s?[0-9,(])")
_SMALL = frozenset(
    "de del la las los el da do dos das du des von der am an im in al el on of the upon sur le les"
    " and und y e di bei ob op aan den and".split()
)


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
    sign = found["sign"]
    if not rest or not _is_place(place, sign, bool(found["brackets"])) or not _begins(rest):
        return None
    if sign in ":\uff1a" and any(
        each.startswith(place) and ":" in each[:_LONGEST] for each in following
    ):
        return None
    written = f"{place} {found['brackets']}".strip()
    return Split(written, found.end()) if parse_dateline(written) else None


def _is_place(text: str, sign: str, has_agency: bool) -> bool:
    words = text.replace(",", " ").split()
    if not words or len(words) > _MOST_WORDS or _NO_PLACE.search(text):
        return False
    if plain(text) in NOT_PLACES or plain(words[0]) in NOT_PLACES and not text.isupper():
        return False
    if not any(word.upper() != word.lower() for word in words):  # a script without capitals
        return len(words) <= (_MOST_WORDS if has_agency else 3)
    return all(_is_name(word) for word in words) and any(map(str.isalpha, words[0]))


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word.lower().strip(".") in _SMALL


def _begins(rest: str) -> bool:
    """Whether a sentence begins here."""
    first = next((character for character in rest if character.isalnum()), "")
    return bool(first) and not first.islower()
