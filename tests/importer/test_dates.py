"""Dates as other systems and their pages write them."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from babel import Locale
from babel.dates import format_date

from newsgen.importer.date_words import LANGUAGES
from newsgen.importer.dates import DateFault, as_moment, read_date
from support.effort import little_time


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2013-06-04 9:05:00 -0400", "2013-06-04T09:05:00-04:00"),
        ("2014-05-09 12:00:00 -4", "2014-05-09T12:00:00-04:00"),
        ("2021-06-28 8:00:00 UTC", "2021-06-28T08:00:00+00:00"),
        ("2019-05-21 15:02:50 UTC-05:00", "2019-05-21T15:02:50-05:00"),
        ("2019-05-21 15:02:50 UTC-05:00.", "2019-05-21T15:02:50-05:00"),
        ("2015-02-19T00:00:00Z", "2015-02-19T00:00:00+00:00"),
        ("2017-09-14T10:11:12.345Z", "2017-09-14T10:11:12+00:00"),
        ("2018-11-13 10:02", "2018-11-13 10:02"),
        ("2018-11-13 10:02:30", "2018-11-13 10:02:30"),
        ("2019-11-18T10:15:00+01:00[Europe/Berlin]", "2019-11-18T10:15:00+01:00"),
        ("2019-07-18 10:15 America/New_York", "2019-07-18T10:15:00-04:00"),
        ("Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05-07:00"),
        ("Tue, 5 Nov 19 10:15:00 GMT", "2019-11-05T10:15:00+00:00"),
        ("Mon Jan  2 15:04:05 2006", "2006-01-02 15:04:05"),
        (
            "Wed Mar 11 2015 12:52:29 GMT+0000 (Coordinated Universal Time)",
            "2015-03-11T12:52:29+00:00",
        ),
        ("1426078349156", "2015-03-11T12:52:29+00:00"),
        ("1426078349", "2015-03-11T12:52:29+00:00"),
        ("20191118", "2019-11-18"),
        ("20191118T101500Z", "2019-11-18T10:15:00+00:00"),
        ("5. Mai 2023", "2023-05-05"),
        ("5. Mai 2023 um 17.30 Uhr", "2023-05-05 17:30"),
        ("4 de julio de 2021", "2021-07-04"),
        ("20 de noviembre de 2019 a las 17:30 h", "2019-11-20 17:30"),
        ("20 de novembro de 2019 às 17h30", "2019-11-20 17:30"),
        ("3 mars 2020", "2020-03-03"),
        ("mar. 5 mars 2019", "2019-03-05"),
        ("1er août 2019", "2019-08-01"),
        ("20 ноября 2019 г. в 17:30", "2019-11-20 17:30"),
        ("20 листопада 2019 р.", "2019-11-20"),
        ("20 listopada 2019, godz. 15:30", "2019-11-20 15:30"),
        ("2023年11月6日", "2023-11-06"),
        ("2019年11月20日 下午3:56", "2019-11-20 15:56"),
        ("二〇一九年十一月二十日", "2019-11-20"),
        ("2019년 11월 20일 수요일 오후 3:56", "2019-11-20 15:56"),
        ("١٢ مارس ٢٠٢٠", "2020-03-12"),
        ("20 تشرين الثاني 2019", "2019-11-20"),
        ("الأربعاء 20 نوفمبر 2019 03:30 م", "2019-11-20 15:30"),
        ("۲۰ نومبر ۲۰۱۹ء", "2019-11-20"),
        ("۲۰ نوامبر ۲۰۱۹ ساعت ۱۵:۳۰", "2019-11-20 15:30"),
        ("२० नवंबर २०१९", "2019-11-20"),
        ("২০ নভেম্বর ২০১৯", "2019-11-20"),
        ("Nov. 18, 2019 3:56 pm ET", "2019-11-18T15:56:00-05:00"),
        ("Jul. 18, 2019 3:56 pm ET", "2019-07-18T15:56:00-04:00"),
        ("Jul. 18, 2019 3:56 pm EST", "2019-07-18T15:56:00-05:00"),
        ("18 November 2019 | 10:15 GMT", "2019-11-18T10:15:00+00:00"),
        ("18 November 2019, 10:15 PKT", "2019-11-18T10:15:00+05:00"),
        ("18 November 2019 10:15 GMT+5", "2019-11-18T10:15:00+05:00"),
        ("12:15 am, 18 November 2019", "2019-11-18 00:15"),
        ("November 18th, 2019 at 5 PM", "2019-11-18 17:00"),
        ("Aug 01 2024", "2024-08-01"),
        ("Nov 18 '19", "2019-11-18"),
        ("5-Mai-20", "2020-05-05"),
        ("25/12/2019", "2019-12-25"),
        ("12/25/2019", "2019-12-25"),
        ("31.12.99", "1999-12-31"),
        ("2019/11/12 10:00", "2019-11-12 10:00"),
        ("11/11/2019", "2019-11-11"),
    ],
)
def test_dates_are_read_as_they_are_meant(written: str, expected: str):
    assert read_date(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        *("", "-", "null", "N/A", "0000-00-00 00:00:00", "-001-11-30T00:00:00+00:00"),
        *("0001-01-01T00:00:00Z", "Tuesday", "10:15", "2 hours ago", "hace 2 horas"),
        *("vor 3 Tagen", "2 घंटे पहले", "yesterday"),
    ],
)
def test_what_names_no_day_is_no_date(written: str):
    assert not read_date(written)


@pytest.mark.parametrize(
    ("written", "message", "offered"),
    [
        ("June 31, 2020", "not in the calendar", ""),
        ("2020-02-30", "not in the calendar", ""),
        ("13/13/2019", "not in the calendar", ""),
        ("2010-07-02 12:30-:00+00:00", "cannot be read", "2010-07-02"),
        ("12/11/2019", "12 November 2019 or 11 December 2019; --date-order", ""),
        ("12.11.19", "12 November 2019 or 11 December 2019", ""),
        ("2019-11-18 25:00", "a time that no day has", "2019-11-18"),
        ("2019-11-18 10:15 +25:00", "an offset that no place has", "2019-11-18 10:15"),
        ("2019-11-18 10:15 IST", "India, Israel or Ireland", "2019-11-18 10:15"),
        ("2019-11-18 10:15 Coast/Pier", "not known: coast/pier", "2019-11-18 10:15"),
        ("May 2023", "no day of the month", "2023-05-01"),
        ("5 March", "no year", ""),
        ("9999-12-31", "no story is published", ""),
        ("the day of the storm", "cannot be read", ""),
        ("令和5年11月6日", "cannot be read", ""),
    ],
)
def test_a_date_is_never_guessed(written: str, message: str, offered: str):
    with pytest.raises(DateFault) as fault:
        read_date(written)
    assert message in fault.value.message
    assert f"`{written}`" in fault.value.message
    assert fault.value.offered == offered


@pytest.mark.parametrize(
    ("order", "written", "expected"),
    [
        ("DMY", "12/11/2019", "2019-11-12"),
        ("MDY", "12/11/2019", "2019-12-11"),
        ("MDY", "25/12/2019", "2019-12-25"),
        ("YMD", "19/12/11", "2019-12-11"),
        ("MDY", "12/11/2019 10:00 pm", "2019-12-11 22:00"),
    ],
)
def test_the_order_decides_for_dates_that_mean_two_days(order: str, written: str, expected: str):
    assert read_date(written, order=order) == expected


def test_times_without_a_zone_are_those_of_the_paper_if_it_names_one():
    assert read_date("2019-07-18 10:15", timezone="Europe/Berlin") == "2019-07-18T10:15:00+02:00"
    assert read_date("2019-07-18", timezone="Europe/Berlin") == "2019-07-18"
    assert read_date("2019-07-18 10:15Z", timezone="Europe/Berlin") == "2019-07-18T10:15:00+00:00"
    assert read_date("2019-07-18 10:15 IST", timezone="Asia/Kolkata").endswith("+05:30")


def test_values_of_other_formats_are_dates_too():
    assert read_date(date(2019, 11, 18)) == "2019-11-18"
    assert read_date(datetime(2019, 11, 18, 10, 15, tzinfo=UTC)) == "2019-11-18T10:15:00+00:00"
    assert read_date(datetime(2019, 11, 18, 10, 15)) == "2019-11-18 10:15"  # noqa: DTZ001
    assert read_date(1426078349) == "2015-03-11T12:52:29+00:00"
    assert not read_date(None)
    with pytest.raises(DateFault):
        read_date({"year": 2019})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("style", ["long", "medium", "full"])
def test_every_month_is_read_in_every_language_as_unicode_writes_it(lang: str, style: str):
    for month in range(1, 13):
        day = date(2019, month, 25)
        written = format_date(day, style, Locale.parse(lang))
        assert read_date(written) == day.isoformat(), written


def test_moments_are_compared():
    assert as_moment("2019-11-18") < as_moment("2019-11-18T10:15:00+05:00")
    assert as_moment("2019-11-18 10:15", "Asia/Karachi") == as_moment("2019-11-18T10:15:00+05:00")


@pytest.mark.parametrize("piece", ["1", "12/", "May ", "a.m. ", "٣", "10:15 ", "x"])
def test_a_hostile_text_is_refused_at_once(piece: str):
    for text in (piece * 1_000_000, piece * (119 // len(piece))):
        with little_time(2), pytest.raises(DateFault):
            read_date(text)


@pytest.mark.slow
def test_no_locale_and_no_clock_of_the_machine_changes_a_date():
    code = (
        "from newsgen.importer.dates import read_date as r\n"
        "print(r('3 mars 2020'), r('18 November 2019 10:15 ET'), r('20 Ekim 2019 10:15'))"
    )
    expected = "2020-03-03 2019-11-18T10:15:00-05:00 2019-10-20 10:15"
    for zone, locale in (("Asia/Karachi", "tr_TR.UTF-8"), ("America/New_York", "C")):
        env = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected
