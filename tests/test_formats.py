"""Dates in the words of a language, and videos that show nothing before they are asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from newsgen.language.dates import (
    format_clock,
    format_day,
    format_edition,
    format_months,
    format_short,
)
from newsgen.render.formats import initials, video_player

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
