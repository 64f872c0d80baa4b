"""The words of dates in the languages of the reader ``dates``, folded as it folds its texts.

Months, days of the week, halves of the day, and the small words between them: ``um``, ``de``.
The names of months are those of CLDR, with further spellings that newspapers use.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = (
    *("en", "es", "fr", "de", "it", "pt", "nl", "ru", "uk", "pl"),
    *("tr", "ar", "fa", "ur", "hi", "bn", "zh", "ja", "ko"),
)

_DROPPED = dict.fromkeys(
    [
        *range(0x300, 0x370),  # accents
        *range(0x64B, 0x660),  # Arabic vowel signs and hamzas
        *(0x640, 0x670, 0x93C, 0x9BC, 0xAD),  # tatweel, nuktas, soft hyphen
        *(0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x61C, 0xFEFF),  # joiners and marks of direction
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_SAME = str.maketrans("يىكہەھةı−‐‑‒’`", "ییکههههi----''")


def fold(text: str) -> str:
    """The text as words of dates are compared: small letters, no accents, digits from 0 to 9.

    >>> fold("١٢ Août")
    '12 aout'
    """
    bare = unicodedata.normalize("NFKD", text.lower()).translate(_DROPPED).translate(_SAME)
    plain = unicodedata.normalize("NFC", bare)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)


_MONTH_NAMES = """
jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|nov november|dec december
ene enero|febrero|marzo|abr abril|mayo|junio|julio|ago agosto|set septiembre setiembre|octubre|noviembre|dic diciembre
janv janvier|fev fevr fevrier|mars|avr avril|mai|juin|juil juillet|août aout|septembre|octobre|novembre|decembre
januar jänner jaenner|februar feber|märz maerz mrz|april|mai|juni|juli|august|september|okt oktober|november|dez dezember
gen gennaio|febbraio|marzo|aprile|mag maggio|giu giugno|lug luglio|agosto|sett settembre|ott ottobre|novembre|dicembre
janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|out outubro|novembro|dezembro
januari|februari|mrt maart|april|mei|juni|juli|augustus|september|oktober|november|december
янв январь января|фев февр февраль февраля|мар март марта|апр апрель апреля|май мая|июн июнь июня|июл июль июля|авг август августа|сен сент сентябрь сентября|окт октябрь октября|ноя нояб ноябрь ноября|дек декабрь декабря
січ січень січня|лют лютий лютого|бер березень березня|квіт квітень квітня|трав травень травня|черв червень червня|лип липень липня|серп серпень серпня|вер верес вересень вересня|жовт жовтень жовтня|лист листоп листопад листопада|груд грудень грудня
sty styczeń stycznia|lut luty lutego|marzec marca|kwi kwiecień kwietnia|maj maja|cze czerwiec czerwca|lip lipiec lipca|sie sierpień sierpnia|wrz wrzesień września|paź październik października|lis listopad listopada|gru grudzień grudnia
oca ocak|şub şubat|mart|nis nisan|mayıs|haz haziran|tem temmuz|ağu ağustos|eyl eylül|eki ekim|kas kasım|ara aralık
يناير جانفي كانون_الثاني|فبراير فيفري شباط|مارس آذار|أبريل أفريل نيسان|مايو ماي أيار|يونيو جوان حزيران|يوليو يوليوز جويلية تموز|أغسطس أوت آب غشت|سبتمبر شتنبر أيلول|أكتوبر تشرين_الأول|نوفمبر نونبر تشرين_الثاني|ديسمبر دجنبر كانون_الأول
ژانویه|فوریه|مارس|آوریل|مه می|ژوئن|ژوئیه جولای|اوت آگوست|سپتامبر|اکتبر|نوامبر|دسامبر
جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر
जनवरी जन|फ़रवरी फ़र|मार्च|अप्रैल|मई|जून|जुलाई जुल|अगस्त अग|सितंबर सितम्बर सित|अक्टूबर अक्तूबर अक्टू|नवंबर नवम्बर नव|दिसंबर दिसम्बर दिस
জানুয়ারি জানুয়ারী জানু|ফেব্রুয়ারি ফেব্রুয়ারী ফেব|মার্চ|এপ্রিল এপ্রি|মে|জুন|জুলাই জুল|আগস্ট আগষ্ট আগ|সেপ্টেম্বর সেপ|অক্টোবর অক্টো|নভেম্বর নভে|ডিসেম্বর ডিসে
"""  # noqa: E501 - a table

_WEEKDAYS = """
mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
lun lunes martes mie mié miércoles jue jueves vie viernes sáb sab sábado dom domingo
lundi mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche
mo di mi do fr sa so mon die mit don fre sam son
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
lunedì martedì mercoledì gio giovedì venerdì sabato domenica
seg segunda ter terça qua quarta qui quinta sex sexta feira
ma wo vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
пн вт ср чт пт сб вс нд понедельник вторник среда среду четверг пятница пятницу суббота субботу
воскресенье понеділок вівторок середа середу четвер п'ятниця п'ятницю субота суботу неділя неділю
pon wt śr czw pt sob nd niedz poniedziałek wtorek środa czwartek piątek sobota niedziela
pzt sal çar per cum cmt paz pazartesi salı çarşamba perşembe cuma cumartesi pazar
الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت
شنبه یکشنبه دوشنبه سه سه‌شنبه چهارشنبه پنجشنبه پنج جمعه
اتوار پیر منگل بدھ جمعرات جمعہ ہفتہ
सोमवार मंगलवार बुधवार गुरुवार गुरूवार बृहस्पतिवार शुक्रवार शनिवार रविवार
सोम मंगल बुध गुरु शुक्र शनि रवि
সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার
"""

_BETWEEN = """
at on of the dated t um am den der dem vom uhr h hrs
a à las la los el de del le du les il lo al alle di dell o às as dia em da do das no
kl klo om op te den uur
в г года год у о об р року рік год. godz r dnia saat tarihi tarihinde günü
في يوم م بتاريخ الساعة عند الموافق در روز ساعت مورخ سال ء کو بروز بوقت بجے
को बजे दिनांक दिन তারিখ সময় টা টায় টার
st nd rd th er re ère e ª º го й
年 月 日 号 號 星 期 周 週 一 二 三 四 五 六 火 水 木 金 土 曜 天
년 월 일 요 화 수 목 금 토
"""

_MORNING = "ص صباحا صباحًا ق.ظ صبح 上午 早上 凌晨 午前 오전 öö дп पूर्वाह्न পূর্বাহ্ণ"
_AFTERNOON = "م مساء مساءً ب.ظ عصر شام 下午 晚上 午後 오후 ös пп अपराह्न অপরাহ্ণ"


def _table(rows: str) -> Mapping[str, int]:
    months = (
        (fold(word), number)
        for row in rows.split("\n")
        for number, names in enumerate(row.split("|"), start=1)
        for word in names.split()
    )
    return MappingProxyType(dict(months))


MONTHS: Final = _table(_MONTH_NAMES)
"""The number of each month by its folded names; two words are joined by ``_``."""
TWO_WORDS: Final = tuple(name for name in MONTHS if "_" in name)
WEEKDAYS: Final = frozenset(map(fold, _WEEKDAYS.split()))
BETWEEN: Final = frozenset(map(fold, _BETWEEN.split()))
"""What may stand between the parts of a date without a meaning of its own."""
MORNING: Final = frozenset(map(fold, _MORNING.split()))
AFTERNOON: Final = frozenset(map(fold, _AFTERNOON.split()))
"""The halves of the day, besides ``am`` and ``pm``."""
NOTHING: Final = frozenset(
    {"", "-", "0", "null", "none", "nil", "n/a", "false", "never", "unknown"}
)
"""What some systems write where there is no date."""
ZONES: Final = MappingProxyType(
    {
        **dict.fromkeys(("z", "utc", "gmt", "ut", "wet"), "UTC"),
        "est": "-05:00",
        "edt": "-04:00",
        "cdt": "-05:00",
        "mst": "-07:00",
        "mdt": "-06:00",
        "pst": "-08:00",
        "pdt": "-07:00",
        "akst": "-09:00",
        "akdt": "-08:00",
        "hst": "-10:00",
        "et": "America/New_York",
        "ct": "America/Chicago",
        "mt": "America/Denver",
        "pt": "America/Los_Angeles",
        "nst": "-03:30",
        "ndt": "-02:30",
        "cet": "+01:00",
        "mez": "+01:00",
        "cest": "+02:00",
        "mesz": "+02:00",
        "met": "+01:00",
        "eet": "+02:00",
        "eest": "+03:00",
        "west": "+01:00",
        "msk": "+03:00",
        "мск": "+03:00",
        "trt": "+03:00",
        "eat": "+03:00",
        "cat": "+02:00",
        "wat": "+01:00",
        "sast": "+02:00",
        "pkt": "+05:00",
        "npt": "+05:45",
        "ict": "+07:00",
        "wib": "+07:00",
        "hkt": "+08:00",
        "sgt": "+08:00",
        "myt": "+08:00",
        "jst": "+09:00",
        "kst": "+09:00",
        "aest": "+10:00",
        "aedt": "+11:00",
        "acst": "+09:30",
        "awst": "+08:00",
        "nzst": "+12:00",
        "nzdt": "+13:00",
        "brt": "-03:00",
        "art": "-03:00",
        "clt": "-04:00",
        "irst": "+03:30",
        "aft": "+04:30",
    }
)
"""Abbreviations that mean one zone: an offset, or the name of a zone whose clocks change."""
AMBIGUOUS_ZONES: Final = MappingProxyType(
    {
        "ist": "India, Israel or Ireland",
        "cst": "Chicago, China or Cuba",
        "bst": "Britain or Bangladesh",
        "ast": "Halifax or Arabia",
        "gst": "the Gulf or South Georgia",
        "sst": "Samoa or Singapore",
        "pht": "the Philippines or the Phoenix Islands",
        "amt": "the Amazon or Armenia",
    }
)
