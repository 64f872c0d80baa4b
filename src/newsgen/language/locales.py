"""The locale of a language tag, with the data of CLDR."""

import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global


@lru_cache(maxsize=64, typed=True)
def locale_of(lang: str) -> Locale:
    """The locale of a language tag; English without a country is international, not American."""
    if lang.lower() == "en":
        return Locale("en", "001")
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        primary = lang.partition("-")[0]
        return locale_of(primary) if primary != lang else Locale("en", "001")


@lru_cache(maxsize=64, typed=True)
def is_latin(lang: str) -> bool:
    """Whether the language is written in Latin letters, as its name of January is."""
    january: str = locale_of(lang).months["format"]["wide"][1]
    return all(unicodedata.name(c, "").startswith("LATIN") for c in january if c.isalpha())


def format_locale(lang: str) -> str:
    """The locale of Open Graph for a language tag: ``fr`` is ``fr_FR``, as CLDR says is likely.

    English without a country is British, as its dates are.
    https://ogp.me/#optional
    """
    if lang.lower() == "en":
        return "en_GB"
    primary, *rest = lang.replace("_", "-").split("-")
    region = next((part.upper() for part in rest if len(part) == 2), "")
    script = next((part.title() for part in rest if len(part) == 4), "")
    if not region:
        likely = get_global("likely_subtags")
        keys = (f"{primary}_{script}", primary)
        found = next((likely[key] for key in keys if key in likely), "")
        region = str(found).rpartition("_")[2] if "_" in str(found) else ""
    return f"{primary.lower()}_{region}" if region else primary.lower()
