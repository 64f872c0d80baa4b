"""The alphabetical order of names, by language.

The Unicode Collation Algorithm needs tables that take half a second to load, in every build. This
is the part of it that lists of tags, authors and series need: a letter with a mark is sorted as its
base, unless it is a letter of its own in that language, and the letters of Arabic script are in the
order of Arabic, Persian, Urdu and Pashto. Source: Unicode CLDR 48, ``common/collation``.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache

# Letters without a space between them are sorted as one.
_ARABIC = (
    "ء اٱ ب پ تة ٹ ټ ث ج چ ځ څ ح خ د ڈ ډ ذ ر ڑ ړ ز ژ ږ س ش ښ ص ض ط ظ ع غ ف ق كک گ ل م نں ڼ و هہھە"
    " يیى ې ے"
)
_FIRST_ARABIC = 0x620
# What stands after which letter: letters of one language that are no variants of their base.
_LETTERS: Mapping[str, str] = {
    "az": "cç eə gğ hxı oö sş uü",
    "cs": "cč rř sš zž",
    "da": "zæøå",
    "es": "nñ",
    "et": "sšzž wõäöü",
    "fi": "zåäö",
    "hr": "cčć dđ sš zž",
    "nb": "zæøå",
    "nn": "zæøå",
    "no": "zæøå",
    "pl": "aą cć eę lł nń oó sś zźż",
    "ro": "aăâ iî sș tț",
    "sv": "zåäö",
    "tr": "cç gğ hı oö sş uü",
}
_LAST = "\U0010ffff"
# Without accents of Latin, Greek and Cyrillic letters and vowel signs of Arabic script.
_BASES: Mapping[int, str | None] = {
    **dict.fromkeys((*range(0x300, 0x370), *range(0x64B, 0x656), 0x670)),
    **{
        ord(letter): chr(_FIRST_ARABIC + place)
        for place, letters in enumerate(_ARABIC.split())
        for letter in letters
    },
}


def alphabetical(name: str, lang: str) -> str:
    """A key that sorts names as the alphabet of the language does, without regard to case.

    >>> sorted(["Zagreb", "Österreich", "Oslo"], key=lambda name: alphabetical(name, "de"))
    ['Oslo', 'Österreich', 'Zagreb']
    >>> sorted(["Zagreb", "Österreich", "Oslo"], key=lambda name: alphabetical(name, "sv"))
    ['Oslo', 'Zagreb', 'Österreich']
    """
    folded = name.casefold()
    if folded.isascii():
        return folded
    own = unicodedata.normalize("NFC", folded).translate(_own_letters(lang.partition("-")[0]))
    return unicodedata.normalize("NFKD", own).translate(_BASES)


@cache
def _own_letters(lang: str) -> dict[int, str]:
    """What each letter of the language is sorted as, if that is not its base."""
    return {
        ord(letter): f"{group[0]}{_LAST}{number}"
        for group in _LETTERS.get(lang, "").split()
        for number, letter in enumerate(group[1:])
    }
