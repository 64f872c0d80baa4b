"""Pure functions for text: slugs, dates, excerpts, word counts, writing direction."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Literal

from newsgen.paths import name_fault

Direction = Literal["ltr", "rtl"]

SHOWN = 60
"""Most characters of a value that a message repeats."""

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
)
_DOTLESS = ("tr", "az")
_SIGN = re.compile(r"(?<=[^\W_])[+#]|(?<=\+)\+|&|(?<=[0-9])%")
_SIGN_WORDS = {"+": " plus ", "#": " sharp ", "&": " and ", "%": " percent "}
_VOWEL_SIGNS = dict.fromkeys([0x640, *range(0x64B, 0x653), 0x670])
_URDU_LETTERS = _VOWEL_SIGNS | str.maketrans("يىكهە", "ییکہہ")
_ARABIC_LETTERS = _VOWEL_SIGNS | str.maketrans("یکہە", "يكهه")
_SLUG_BYTES = 180
_DEVICE_NAME = 6
"""Letters of the longest name that Windows reserves."""
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]"
)
_SEPARATORS = re.compile("[\x85\u2028\u2029]")
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Characters to a word, in languages without spaces between words: an estimate, as counting them
# takes a dictionary. In Thai, Lao, Khmer and Burmese signs above and below a letter count as well.
_UNSPACED = {"zh": 2, "ja": 2, "ko": 2, "yue": 2, "th": 5, "lo": 5, "km": 5, "my": 5}
_SIGNS_OF_WORDS = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf\u1000-\u1049\u1780-\u17d3"
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"[^\W_]\S*")


class _Words(dict[int, str]):
    """The replacement of each character in a slug: itself, a space between words, or nothing.

    Filled on demand, so that each character is looked up in the Unicode tables only once.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in "'\u2019\u200c\u200d":
            self[code] = ""
        else:
            self[code] = character if unicodedata.category(character)[0] in "LMN" else " "
        return self[code]


_WORDS = _Words()


def host_of(address: str) -> str:
    """The host of a web address as readers know it.

    >>> host_of("https://www.news.example:8000/world/"), host_of("")
    ('news.example', '')
    """
    authority = address.partition("://")[2].partition("/")[0].partition("?")[0]
    return authority.partition(":")[0].lower().removeprefix("www.")


@lru_cache(maxsize=65536)
def slugify(text: str, lang: str = "") -> str:
    """The text as one part of a URL: lower case, words joined by hyphens.

    In Turkish and Azeri, I becomes ı; in other languages İ becomes i without a second dot.

    Letters, digits and combining marks of every script are kept, so that Urdu, Hindi and Bengali
    words stay complete, as are accents of the Latin script. At most 180 bytes of UTF-8, cut between
    words if possible. A name that no file may have, such as ``con``, gets a hyphen. Empty if the
    text has no letter and no digit.
    """
    if lang[:2] in _DOTLESS:
        text = text.replace("I", "ı")
    folded = unicodedata.normalize("NFC", text.casefold()).replace("i\u0307", "i")
    slug = "-".join(folded.translate(_WORDS).split())
    if len(slug.encode()) > _SLUG_BYTES:
        cut = slug.encode()[: _SLUG_BYTES + 1].decode(errors="ignore")
        slug = cut.rsplit("-", 1)[0] if "-" in cut else cut[:-1]
    slug = unicodedata.normalize("NFC", slug)
    return f"{slug}-" if slug and len(slug) <= _DEVICE_NAME and name_fault(slug) else slug


@lru_cache(maxsize=65536)
def term_slug(name: str, lang: str) -> str:
    """The slug of a tag, author or series, in the main language of the site.

    Signs that make another name are words, so that `C++`, `C#` and `C` have pages of their own.
    Letters that look alike on Arabic, Persian and Urdu keyboards are one, and vowel signs do not
    count: one word has one page.
    """
    if not name.isascii():
        letters = _ARABIC_LETTERS if lang[:2] == "ar" else _URDU_LETTERS
        name = unicodedata.normalize("NFC", name).translate(letters)
    if _SIGN.search(name):
        name = _SIGN.sub(lambda sign: _SIGN_WORDS[sign[0]], name)
    return slugify(name, lang)


@lru_cache(maxsize=256, typed=True)
def direction(lang: str) -> Direction:
    """The writing direction of a BCP 47 language tag."""
    primary, _, rest = lang.lower().partition("-")
    if "arab" in rest or "hebr" in rest:
        return "rtl"
    return "rtl" if primary in _RIGHT_TO_LEFT and "latn" not in rest else "ltr"


def count_words(text: str, lang: str) -> int:
    """The number of words: runs without white space.

    In languages that have no spaces between words it is an estimate: two characters of Chinese,
    Japanese and Korean, or five of Thai, Lao, Khmer and Burmese, count as a word. Punctuation is
    none.
    """
    size = _UNSPACED.get(lang.partition("-")[0])
    if size is None:
        return len(text.split())
    characters = len(_SIGNS_OF_WORDS.findall(text))
    rest = _SIGNS_OF_WORDS.sub(" ", text)
    return len(_WORD.findall(rest)) + -(-characters // size)


def reading_minutes(words: int) -> int:
    """Minutes to read that number of words, at 240 a minute; at least 1."""
    return max(1, round(words / 240))


def truncate(text: str, limit: int) -> str:
    """The text on one line, cut between words to at most ``limit`` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–—-،۔") + "…"


def format_moment(moment: datetime) -> str:
    """The moment as in front matter, with seconds only if they are not zero: 2026-11-26 09:00."""
    return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def find_unsafe_character(text: str) -> int:
    """Index of the first character that is not valid in XML 1.0 or unsafe in a terminal, or -1."""
    found = _UNSAFE.search(text)
    return found.start() if found else -1


def has_bidi_control(text: str) -> bool:
    """Whether the text contains direction controls, which can make it look like another text."""
    return _BIDI_OVERRIDES.search(text) is not None


def without_controls(text: str) -> str:
    """The text without characters that no file of a site may have; separators become spaces."""
    text = text.encode("utf-8", "replace").decode()
    return _BIDI_OVERRIDES.sub("", _UNSAFE.sub("", _SEPARATORS.sub(" ", text)))


def printable(path: str) -> str:
    """The path for a message: a question mark replaces each character that is not safe to show."""
    text = path.encode("utf-8", "replace").decode()
    return _BIDI_OVERRIDES.sub("?", _UNSAFE.sub("?", text.replace("\n", "?").replace("\t", "?")))
