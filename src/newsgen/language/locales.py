"""The locale of a language tag, with the data of CLDR."""

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
def script_of(lang: str) -> str:
    """The script in which a language is written, as ISO 15924 names it.

    >>> script_of("ur"), script_of("pa"), script_of("pa-Arab")
    ('Arab', 'Guru', 'Arab')
    """
    primary, *rest = lang.split("-")
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    return named or _likely(primary.lower()).partition("_")[2].partition("_")[0] or "Latn"


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
        found = _likely(f"{primary}_{script}") or _likely(primary)
        region = found.rpartition("_")[2]
    return f"{primary.lower()}_{region}" if region else primary.lower()


def _likely(subtags: str) -> str:
    """The whole locale that CLDR says is likely: ``ur_Arab_PK`` for ``ur``; empty if unknown."""
    return str(get_global("likely_subtags").get(subtags, ""))


@lru_cache(maxsize=64)
def name_in_itself(lang: str) -> str:
    """The name of a language in itself: ``English``, ``اردو``; the tag if it is not known."""
    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return lang
    name = locale.get_display_name(locale) or lang
    return name[:1].upper() + name[1:]
