"""Dates of other calendars than the Gregorian one, as newspapers of some languages show them.

The libraries for them come with ``newsgen[calendars]``. A language without names for the months of
a calendar keeps the Gregorian one, as its newspapers do; so does a day for which there is no table.
"""

from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from typing import Final, NamedTuple

from newsgen.models import Calendar

_LIBRARIES: Final = {"persian": "persiantools", "islamic": "hijridate"}


class OtherDay(NamedTuple):
    """A day in another calendar."""

    year: int
    month: str
    """Its name."""
    day: int
    mark: str
    """What follows the year, so that nobody takes it for another one; may be empty."""


class _Months(NamedTuple):
    mark: str
    names: str


def is_missing(calendar: Calendar) -> bool:
    """Whether the library of that calendar is not installed."""
    return calendar in _LIBRARIES and find_spec(_LIBRARIES[calendar]) is None


def to_calendar(day: date, calendar: Calendar, lang: str) -> OtherDay | None:
    """The day in that calendar; None for the Gregorian one, and where that is shown instead."""
    months = _MONTHS.get(calendar, {}).get(lang.lower().partition("-")[0])
    if months is None or is_missing(calendar):
        return None
    try:
        year, month, number = _to_persian(day) if calendar == "persian" else _to_islamic(day)
    except (OverflowError, ValueError):
        return None
    return OtherDay(year, months.names.split(", ")[month - 1], number, months.mark)


def _to_persian(day: date) -> tuple[int, int, int]:
    from persiantools.jdatetime import JalaliDate  # noqa: PLC0415 - an extra

    found = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
    return found.year, found.month, found.day


def _to_islamic(day: date) -> tuple[int, int, int]:
    """By the tables of Umm al-Qura, which go from 1924 to 2077."""
    from hijridate import Gregorian  # noqa: PLC0415 - an extra

    found = Gregorian.fromdate(day).to_hijri()
    return found.year, found.month, found.day


_MONTHS: Final[Mapping[str, Mapping[str, _Months]]] = {
    "persian": {
        "en": _Months(
            "SH",
            "Farvardin, Ordibehesht, Khordad, Tir, Mordad, Shahrivar, Mehr, Aban, Azar, Dey,"
            " Bahman, Esfand",
        ),
        "fa": _Months(
            "",
            "فروردین, اردیبهشت, خرداد, تیر, مرداد, شهریور, مهر, آبان, آذر, دی, بهمن, اسفند",
        ),
    },
    "islamic": {
        "ar": _Months(
            "هـ",
            "محرم, صفر, ربيع الأول, ربيع الآخر, جمادى الأولى, جمادى الآخرة, رجب, شعبان, رمضان,"
            " شوال, ذو القعدة, ذو الحجة",
        ),
        "bn": _Months(
            "হিজরি",
            "মহররম, সফর, রবিউল আউয়াল, রবিউস সানি, জমাদিউল আউয়াল, জমাদিউস সানি, রজব, শাবান,"
            " রমজান, শাওয়াল, জিলকদ, জিলহজ",
        ),
        "de": _Months(
            "AH",
            "Muharram, Safar, Rabi I, Rabi II, Dschumada I, Dschumada II, Radschab, Schaban,"
            " Ramadan, Schawwal, Dhu l-Qada, Dhu l-Hiddscha",
        ),
        "en": _Months(
            "AH",
            "Muharram, Safar, Rabi I, Rabi II, Jumada I, Jumada II, Rajab, Shaban, Ramadan,"
            " Shawwal, Dhul-Qadah, Dhul-Hijjah",
        ),
        "es": _Months(
            "AH",
            "muharram, safar, rabi I, rabi II, yumada I, yumada II, rayab, shaban, ramadán,"
            " shawwal, du al-qada, du al-hiyya",
        ),
        "fa": _Months(
            "ه‍.ق",
            "محرم, صفر, ربیع‌الاول, ربیع‌الثانی, جمادی‌الاول, جمادی‌الثانی, رجب, شعبان, رمضان,"
            " شوال, ذیقعده, ذیحجه",
        ),
        "fr": _Months(
            "H",
            "mouharram, safar, rabia al-awal, rabia ath-thani, joumada al-oula, joumada ath-thania,"
            " rajab, chaabane, ramadan, chawwal, dhou al-qida, dhou al-hijja",
        ),
        "hi": _Months(
            "हिजरी",
            "मुहर्रम, सफ़र, रबीउल अव्वल, रबीउस सानी, जमादिउल अव्वल, जमादिउस सानी, रजब, शाबान,"
            " रमज़ान, शव्वाल, ज़ीक़ादा, ज़िलहिज्जा",
        ),
        "id": _Months(
            "H",
            "Muharam, Safar, Rabiulawal, Rabiulakhir, Jumadilawal, Jumadilakhir, Rajab, Syakban,"
            " Ramadan, Syawal, Zulkaidah, Zulhijah",
        ),
        "pt": _Months(
            "AH",
            "muharram, safar, rabi I, rabi II, jumada I, jumada II, rajab, shaban, ramadã,"
            " shawwal, dhul-qadah, dhul-hijjah",
        ),
        "tr": _Months(
            "H.",
            "Muharrem, Safer, Rebiülevvel, Rebiülahir, Cemaziyelevvel, Cemaziyelahir, Recep,"
            " Şaban, Ramazan, Şevval, Zilkade, Zilhicce",
        ),
        "ur": _Months(
            "ھ",
            "محرم, صفر, ربیع الاول, ربیع الثانی, جمادی الاول, جمادی الثانی, رجب, شعبان, رمضان,"
            " شوال, ذوالقعدہ, ذوالحجہ",
        ),
    },
}
"""The names of the months by calendar and language, after CLDR."""
