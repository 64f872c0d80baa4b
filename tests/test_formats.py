"""Dates in the words of a language, and videos that show nothing before they are asked."""

from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from newsgen.diagnostics import Refusal
from newsgen.language.dates import (
    format_clock,
    format_day,
    format_edition,
    format_months,
    format_short,
)
from newsgen.language.digits import ZEROS, in_digits, numbering
from newsgen.models import DateStyle, Digits
from newsgen.render.formats import initials, video_player
from support.paper import CONFIG, article

MOMENT = datetime(2026, 11, 23, 10, 5, tzinfo=ZoneInfo("Asia/Karachi"))


@pytest.mark.parametrize(
    ("lang", "day"),
    [
        ("en", "23 November 2026"),
        ("en-GB", "23 November 2026"),
        ("en-US", "November 23, 2026"),
        ("ur", "۲۳ نومبر ۲۰۲۶"),
        ("de", "23. November 2026"),
        ("xx", "23 November 2026"),
    ],
)
def test_days(lang, day):
    assert format_day(MOMENT, lang) == day


def test_short_dates_have_a_time_where_one_was_written():
    assert format_short(MOMENT, "en") == "23 Nov 2026, 10:05\N{NARROW NO-BREAK SPACE}am"
    assert format_short(MOMENT, "en", has_time=False) == "23 Nov 2026"
    assert format_short(MOMENT, "ur") == "۲۳ نومبر ۲۰۲۶، صبح ۱۰:۰۵"


def test_editions_and_months():
    assert format_edition(MOMENT, "en") == "Monday, 23 November 2026"
    assert format_months(MOMENT.replace(month=5), MOMENT, "en") == "May 2026 – November 2026"
    assert format_months(MOMENT, MOMENT, "en") == "November 2026"


def test_where_the_script_is_not_latin_a_clock_names_the_city():
    assert format_clock(MOMENT, "ur") == "صبح ۱۰:۰۵ (کراچی)"


def test_a_clock_names_its_zone():
    assert format_clock(MOMENT, "en-GB") == "10:05 PKT"


NIGHT = MOMENT.replace(hour=22, tzinfo=None)


@pytest.mark.parametrize(
    ("lang", "day", "short", "edition", "months"),
    [
        (
            "ar",
            "23 نوفمبر 2026",
            "23 نوفمبر 2026، 10:05 م",
            "الاثنين، 23 نوفمبر 2026",
            "نوفمبر 2026",
        ),
        (
            "bn",
            "২৩ নভেম্বর ২০২৬",
            "২৩ নভেম্বর ২০২৬, রাত্রি ১০:০৫",
            "সোমবার, ২৩ নভেম্বর ২০২৬",
            "নভেম্বর ২০২৬",
        ),
        (
            "de",
            "23. November 2026",
            "23.11.2026, 22:05",
            "Montag, 23. November 2026",
            "November 2026",
        ),
        (
            "es",
            "23 de noviembre de 2026",
            "23 nov 2026, 22:05",
            "lunes, 23 de noviembre de 2026",
            "noviembre de 2026",
        ),
        (
            "fa",
            "۲۳ نوامبر ۲۰۲۶",
            "۲۳ نوامبر ۲۰۲۶، ۲۲:۰۵",
            "دوشنبه ۲۳ نوامبر ۲۰۲۶",
            "نوامبر ۲۰۲۶",
        ),
        (
            "fr",
            "23 novembre 2026",
            "23 nov. 2026, 22:05",
            "lundi 23 novembre 2026",
            "novembre 2026",
        ),
        (
            "hi",
            "23 नवंबर 2026",
            "23 नवंबर 2026, रात 10:05",
            "सोमवार, 23 नवंबर 2026",
            "नवंबर 2026",
        ),
        (
            "id",
            "23 November 2026",
            "23 Nov 2026, 22.05",
            "Senin, 23 November 2026",
            "November 2026",
        ),
        (
            "pt",
            "23 de novembro de 2026",
            "23 de nov. de 2026, 22:05",
            "segunda-feira, 23 de novembro de 2026",
            "novembro de 2026",
        ),
        (
            "tr",
            "23 Kasım 2026",
            "23 Kas 2026, 22:05",
            "23 Kasım 2026 Pazartesi",
            "Kasım 2026",
        ),
        (
            "ur",
            "۲۳ نومبر ۲۰۲۶",
            "۲۳ نومبر ۲۰۲۶، رات ۱۰:۰۵",
            "پیر، ۲۳ نومبر ۲۰۲۶",
            "نومبر ۲۰۲۶",
        ),
        (
            "zh",
            "2026年11月23日",
            "2026年11月23日 22:05",
            "2026年11月23日星期一",
            "2026年11月",
        ),
    ],
)
def test_dates_are_written_as_in_newspapers(lang, day, short, edition, months):
    assert format_day(NIGHT, lang) == day
    assert format_short(NIGHT, lang) == short
    assert format_edition(NIGHT, lang) == edition
    assert format_months(NIGHT, NIGHT, lang) == months


@pytest.mark.parametrize(
    ("digits", "systems"),
    [
        ("auto", "latn latn arab latn beng arabext arabext latn"),
        ("latin", "latn latn latn latn latn latn latn latn"),
        ("native", "latn arab arab deva beng arabext arabext latn"),
        ("arab", "arab arab arab arab arab arab arab arab"),
    ],
)
def test_digits_follow_the_language_and_the_setting(digits, systems):
    langs = ("en", "ar", "ar-EG", "hi", "bn", "ur-PK", "fa", "zh")
    assert [numbering(lang, digits) for lang in langs] == systems.split()
    assert in_digits("2026", "hi", "native") == "२०२६"


def test_every_setting_of_digits_is_a_system_or_a_choice():
    assert {*get_args(Digits)} == {"auto", "latin", "native", *ZEROS}


# --- other calendars


@pytest.mark.parametrize(
    ("calendar", "lang", "day", "edition"),
    [
        ("persian", "fa", "۲ آذر ۱۴۰۵", "دوشنبه ۲ آذر ۱۴۰۵ – ۲۳ نوامبر ۲۰۲۶"),
        (
            "persian",
            "en",
            "2 Azar 1405 SH",
            "Monday, 2 Azar 1405 SH – 23 November 2026",
        ),
        (
            "islamic",
            "ar",
            "13 جمادى الآخرة 1448 هـ",
            "الاثنين، 13 جمادى الآخرة 1448 هـ – 23 نوفمبر 2026",
        ),
        (
            "islamic",
            "ur",
            "۱۳ جمادی الثانی ۱۴۴۸ ھ",
            "پیر، ۱۳ جمادی الثانی ۱۴۴۸ ھ – ۲۳ نومبر ۲۰۲۶",
        ),
        ("islamic", "es", "13 de yumada II de 1448 AH", None),
        ("islamic", "zh", "2026年11月23日", "2026年11月23日星期一"),
        ("persian", "ur", "۲۳ نومبر ۲۰۲۶", "پیر، ۲۳ نومبر ۲۰۲۶"),
    ],
)
def test_a_language_has_the_calendars_that_it_uses(calendar, lang, day, edition):
    style = DateStyle(calendar=calendar)
    assert format_day(MOMENT, lang, style) == day
    if edition:
        assert format_edition(MOMENT, lang, style) == edition


def test_where_there_are_no_tables_dates_are_gregorian():
    early = MOMENT.replace(year=1900)
    assert format_day(early, "en", DateStyle(calendar="islamic")) == "23 November 1900"


def test_a_calendar_changes_words_and_no_data(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(lang="ur"),
            "newsgen.yaml": f"{CONFIG}calendar: islamic\ndigits: latin\n",
        }
    )
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert '<time datetime="2026-11-20T10:00:00+05:00">10 جمادی الثانی 1448 ھ، <bdi>صبح 10:05' in (
        page.replace("10:00 (", "10:05 (")
    )
    assert '"datePublished":"2026-11-20T10:00:00+05:00"' in page
    assert "Fri, 20 Nov 2026 05:00:00 +0000" in paper.page("feed.xml")


def test_a_calendar_whose_library_is_missing_says_what_to_install(make_paper, monkeypatch):
    monkeypatch.setattr("newsgen.language.calendars.find_spec", lambda name: None)
    paper = make_paper({"newsgen.yaml": f"{CONFIG}calendar: persian\n"})
    with pytest.raises(Refusal) as refusal:
        paper.build()
    [found] = refusal.value.diagnostics
    assert (found.code, found.path) == ("bad-value", "newsgen.yaml")
    assert found.hint == 'pip install "newsgen[calendars]"'


@pytest.mark.parametrize(
    ("name", "letters"), [("Ayesha Bibi Khan", "AK"), ("Reuters", "R"), ("", "")]
)
def test_initials(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("address", "kind", "url"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
            "frame",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        (
            "https://youtu.be/dQw4w9WgXcQ",
            "frame",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        (
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "frame",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://vimeo.com/12345", "frame", "https://player.vimeo.com/video/12345?dnt=1"),
        ("/media/world/clip.mp4", "file", "/media/world/clip.mp4"),
        ("https://video.example/watch", "link", "https://video.example/watch"),
    ],
)
def test_videos(address, kind, url):
    player = video_player(address)
    assert (player.kind, player.url, player.page) == (kind, url, address)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "", "data:text/html,x"])
def test_an_address_that_is_not_a_video_is_refused(address):
    with pytest.raises(ValueError, match="not the address of a video"):
        video_player(address)
