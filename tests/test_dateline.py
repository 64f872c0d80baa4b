"""Datelines are data: taken apart as editors write them, put together in the style of the paper."""

import pytest

from newsgen.markdown.dateline import format_dateline, parse_dateline
from newsgen.models import Dateline


@pytest.mark.parametrize(
    ("written", "place", "source"),
    [
        ("Beijing", "Beijing", ""),
        ("Beijing :", "Beijing", ""),
        ("KARACHI:", "KARACHI", ""),
        ("LAHORE (APP) –", "LAHORE", "APP"),
        ("LAHORE (APP) —", "LAHORE", "APP"),
        ("LAHORE (APP):", "LAHORE", "APP"),
        ("لاہور :", "لاہور", ""),
        ("اسلام آباد (نمائندہ خصوصی)", "اسلام آباد", "نمائندہ خصوصی"),
        ("نئی دہلی ۔", "نئی دہلی", ""),
        ("BOGOTA, Colombia -", "BOGOTA, Colombia", ""),
        ("Washington D.C. –", "Washington D.C.", ""),
        ("NO", "NO", ""),
    ],
)
def test_place_and_source_are_found(written, place, source):
    dateline = parse_dateline(written)
    assert dateline is not None
    assert (dateline.place, dateline.source) == (place, source)


@pytest.mark.parametrize("written", ["", " ", ":", " — "])
def test_only_separators_are_not_a_place(written):
    assert parse_dateline(written) is None


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("ap", "Lahore (APP) — "),
        ("colon", "Lahore (APP): "),
        ("paren", "(Lahore, APP) "),
        ("raw", "Lahore (APP) – "),
    ],
)
def test_styles(style, text):
    dateline = Dateline(place="Lahore", source="APP", raw="Lahore (APP) –")
    assert format_dateline(dateline, style, "en") == text


def test_arabic_script_takes_a_colon_where_others_take_a_dash():
    dateline = parse_dateline("لاہور :")
    assert dateline is not None
    assert format_dateline(dateline, "ap", "ur") == "لاہور: "
