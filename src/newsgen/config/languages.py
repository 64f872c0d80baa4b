"""Which language tags there are (BCP 47), and which one is meant by a wrong one.

The languages of two letters and the regions are listed here, so that ordinary settings are checked
without loading the data of CLDR; codes of three letters are taken as they are.
https://www.iana.org/assignments/language-subtag-registry
"""

import re
from typing import Final

_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-x(?:-[A-Za-z0-9]{1,8})+)?"
)
_LANGUAGES_TEXT = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv
cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho
hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku
kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm
sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi
vo wa wo xh yi yo za zh zu
"""
_LANGUAGES: Final = frozenset(_LANGUAGES_TEXT.split())
"""The languages of ISO 639-1."""
_REGIONS_TEXT = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO
BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ
DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP
GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG
KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML
MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL
SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM
US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
_REGIONS: Final = frozenset(_REGIONS_TEXT.split())
"""The regions of ISO 3166-1, and Kosovo."""
_MISTAKES: Final = {
    "jp": "ja",
    "cz": "cs",
    "ua": "uk",
    "gr": "el",
    "dk": "da",
    "kp": "ko",
    "cn": "zh",
    "vn": "vi",
    "ir": "fa",
    "il": "he",
    "iw": "he",
    "pk": "ur",
    "bd": "bn",
    "rs": "sr",
    "ji": "yi",
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "deu": "de",
    "ger": "de",
    "urd": "ur",
    "ara": "ar",
    "hin": "hi",
    "spa": "es",
    "por": "pt",
    "tur": "tr",
    "zho": "zh",
    "ben": "bn",
}
"""Codes of countries and of three letters, and the language that is meant."""
_NAMES: Final = {
    "english": "en",
    "urdu": "ur",
    "arabic": "ar",
    "persian": "fa",
    "farsi": "fa",
    "hindi": "hi",
    "bengali": "bn",
    "punjabi": "pa",
    "pashto": "ps",
    "sindhi": "sd",
    "tamil": "ta",
    "french": "fr",
    "german": "de",
    "spanish": "es",
    "portuguese": "pt",
    "italian": "it",
    "dutch": "nl",
    "polish": "pl",
    "russian": "ru",
    "ukrainian": "uk",
    "turkish": "tr",
    "swedish": "sv",
    "norwegian": "nb",
    "danish": "da",
    "finnish": "fi",
    "greek": "el",
    "czech": "cs",
    "hebrew": "he",
    "swahili": "sw",
    "indonesian": "id",
    "vietnamese": "vi",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "thai": "th",
    "deutsch": "de",
    "français": "fr",
    "español": "es",
    "اردو": "ur",
    "العربية": "ar",
    "中文": "zh",
}
_REGION_MISTAKES: Final = {"UK": "GB", "EN": "GB", "JA": "JP", "CS": "CZ", "UR": "PK"}


def is_language(tag: str) -> bool:
    """Whether the text is a BCP 47 tag of a language, and a region if it names one, that exist."""
    parts = _TAG.fullmatch(tag)
    if parts is None:
        return False
    language, region = parts["language"].lower(), (parts["region"] or "").upper()
    known = language in _LANGUAGES or (len(language) == 3 and language not in _MISTAKES)
    return known and (not region or region.isdecimal() or region in _REGIONS)


def hreflang(tag: str) -> str:
    """The tag as search engines read it: a language, a script and a country.

    https://developers.google.com/search/docs/specialty/international/localized-versions

    >>> hreflang("ur-pk"), hreflang("zh-hant-TW"), hreflang("es-419"), hreflang("de-CH-1996")
    ('ur-PK', 'zh-Hant-TW', 'es', 'de-CH')
    """
    parts = _TAG.fullmatch(tag)
    if parts is None:
        return tag
    region = (parts["region"] or "").upper()
    script = (parts["script"] or "").title()
    found = (parts["language"].lower(), script, "" if region.isdecimal() else region)
    return "-".join(part for part in found if part)


def language_hint(tag: str) -> str:
    """What to write in place of a tag that is none."""
    parts = _TAG.fullmatch(tag)
    primary = tag.partition("-")[0].partition("_")[0].lower()
    meant = _MISTAKES.get(primary) or _NAMES.get(tag.strip().lower(), "")
    if parts and parts["region"] and parts["region"].upper() in _REGION_MISTAKES:
        region = _REGION_MISTAKES[parts["region"].upper()]
        meant = f"{meant or primary}-{region}"
    elif not meant and "_" in tag and is_language(tag.replace("_", "-")):
        meant = tag.replace("_", "-")
    return (
        f"did you mean `{meant}`?"
        if meant
        else "write a language tag such as `en`, `en-GB` or `ur`"
    )
