"""The phrases around stories, as they are compared: small letters, no digits, signs and accents."""

import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from newsgen.importer.date_words import fold
from newsgen.importer.readers.scraped import phrases

_LONGEST = 8
"""Words of the longest phrase in a row of phrases."""


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """The letters of the text as they are compared, words one space apart.

    >>> plain("0 Post Comment (+)")
    'post comment'
    """
    folded = fold(text)
    marks = "".join(c if c.isalpha() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    return " ".join(marks.split())


def _phrases(table: str) -> frozenset[str]:
    return frozenset(plain(phrase) for phrase in table.replace("\n", "|").split("|")) - {""}


HOME: Final = _phrases(phrases.HOME)
"""What stands in menus and paths before a story."""
AFTER: Final = _phrases(phrases.AFTER)
"""What begins or belongs to the run after a story."""
INSIDE: Final = _phrases(phrases.INSIDE)
"""What stands between paragraphs and is not of the story."""
TO_OTHERS: Final = _phrases(phrases.TO_OTHERS)
"""What leads to other stories, before a colon and a headline."""
NETWORKS: Final = _phrases(phrases.NETWORKS)
PUBLISHED: Final = _phrases(phrases.PUBLISHED)
UPDATED: Final = _phrases(phrases.UPDATED)
TAGS: Final = _phrases(phrases.TAGS)
BY: Final = _phrases(phrases.BY)
SOURCE: Final = _phrases(phrases.SOURCE)
JOINED: Final = _phrases(phrases.JOINED)
"""Between two names."""
NOT_PLACES: Final = _phrases(phrases.NOT_PLACES) | BY | SOURCE | INSIDE | TO_OTHERS | TAGS
"""What may stand before a colon or a dash and is no place."""
DESKS: Final = _phrases(phrases.DESKS)
AGENCIES: Final = _phrases(phrases.AGENCIES)


def is_row_of(line: str, known: Collection[str]) -> bool:
    """Whether the line consists of known phrases only: ``Facebook Twitter Email``."""
    rest = plain(line).split()
    while rest:
        lengths = range(min(_LONGEST, len(rest)), 0, -1)
        longest = next((n for n in lengths if " ".join(rest[:n]) in known), 0)
        if not longest:
            return False
        rest = rest[longest:]
    return bool(plain(line))
