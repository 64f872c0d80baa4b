"""The language of a text, by its script and its most common words."""

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from newsgen.importer.date_words import fold

_ARTICLE = fold("ال")
"""With which many words of Arabic begin."""
_ENOUGH = 4000
"""Characters of the beginning that are looked at."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("hi", re.compile("[\u0905-\u0939]")),
    ("bn", re.compile("[\u0985-\u09b9]")),
)
_COMMON: Final = {
    "en": "the and of to in a is that for was on with as it by at from are were be has have this",
    "es": "el la los las de y que en un una del por con para se su no es como más al lo fue",
    "fr": "le la les de des et en un une du que qui dans pour pas sur est au aux par ce plus il",
    "de": "der die das und den von zu mit ist im des auf für nicht ein eine sich dem auch als an",
    "it": "il la le gli di e che in un una del della per con non si è sono dei alla da nel più lo",
    "pt": "o a os as de e que em um uma do da dos das por com para não se no na ao foi mais é",
    "nl": "de het een en van in is dat op te voor met zijn niet aan er om ook door als naar bij",
    "pl": "i w na z do nie się jest że o jak to po od za przez dla oraz był które ma ale już",
    "tr": "ve bir bu da de için ile olarak çok daha olan ne gibi sonra kadar en ama o göre var",
    "ru": "и в на с не что по как это к из за от для его был но у же они о также после",
    "uk": "і в на з не що до як це та за від для його був але у про та які також після є",
    "ar": "في من على إلى أن عن التي الذي هذا هذه مع كان ما لا بعد قال كما أو بين",
    "fa": "و در به از که این را با است برای آن یک خود تا شد بر هم نیز می شده کرد",
    "ur": "کے کی میں کا ہے اور سے کو نے پر کہ ہیں یہ اس بھی تھا گئی گیا نہیں ہوگا مل",
}
_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {lang: frozenset(map(fold, words.split())) for lang, words in _COMMON.items()}
)
_LETTERS: Final = {
    "ur": frozenset("ٹڈڑےںھہۓ"),
    "fa": frozenset("پچژگ"),
    "ar": frozenset("ةىضظث"),
    "uk": frozenset("іїєґ"),
    "ru": frozenset("ыэъё"),
    "pl": frozenset("łąęśźż"),
    "tr": frozenset("ığş"),
    "de": frozenset("ß"),
    "pt": frozenset("ãõ"),
    "es": frozenset("ñ¿¡"),
}
"""Letters that the languages of the same script do not have, or rarely."""


def guess_language(text: str) -> str:
    """The code of the language; empty if it is not clear.

    >>> guess_language("The pier is open, and the lights are on."), guess_language("Pier")
    ('en', '')
    """
    text = text[:_ENOUGH]
    letters = sum(character.isalpha() for character in text)
    for lang, script in _SCRIPTS:
        if letters and len(script.findall(text)) * 4 > letters:
            return lang
    words = _WORD.findall(fold(text))
    points = Counter({lang: sum(w in known for w in words) for lang, known in _WORDS.items()})
    signs = set(text.lower())
    points.update({lang: 2 * len(signs & own) for lang, own in _LETTERS.items()})
    points["ar"] += sum(word.startswith(_ARTICLE) for word in words)
    (first, most), (_, second) = points.most_common(2)
    return first if most >= 2 and most > second else ""
