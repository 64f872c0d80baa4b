"""Slugs, word counts and writing directions for many scripts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.plan.alphabet import alphabetical
from newsgen.text import count_words, direction, reading_minutes, slugify, truncate
from newsgen.urls import fold_path, page_path, quote_path


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Talks end in Beijing", "talks-end-in-beijing"),
        ("It’s over – or isn't it?", "its-over-or-isnt-it"),
        ("Crème brûlée", "crème-brûlée"),
        ("اُردو خبریں", "اُردو-خبریں"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("বাংলাদেশ", "বাংলাদেশ"),
        ("CPEC 2.0", "cpec-2-0"),
        ("../../etc/passwd", "etc-passwd"),
        ("???", ""),
        ("می\u200cخواهم", "میخواهم"),
    ],
)
def test_slugs_keep_words_whole(text, slug):
    assert slugify(text) == slug


@given(st.text())
def test_a_slug_is_its_own_slug_and_fits_a_file_name(text):
    slug = slugify(text)
    assert slugify(slug) == slug
    assert len(slug.encode()) <= 255
    assert slug == unicodedata.normalize("NFC", slug)
    assert {unicodedata.category(character)[0] for character in slug} <= set("LMNP")
    assert not set(slug) & set('/\\.?#%:*"<>| \0')


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "ltr"), ("ur", "rtl"), ("ur-PK", "rtl"), ("pa-Arab", "rtl"), ("ur-Latn", "ltr")],
)
def test_direction(lang, expected):
    assert direction(lang) == expected


def test_words_are_runs_without_space_and_cjk_characters_are_halves():
    assert count_words("one two  three", "en") == 3
    assert count_words("لاہور میں بارش", "ur") == 3
    assert count_words("新闻 news", "zh") == 2
    assert count_words("北京，11月27日（记者 李明）——“新闻”。", "zh") == 7
    assert count_words("，。、！？ …… —— （）", "zh") == 0
    assert count_words("ニュース、速報！", "ja-JP") == 3
    assert count_words("รัฐบาลประกาศงบประมาณปีใหม่", "th") == 6
    assert count_words("ຂ່າວ ໃໝ່ 2026", "lo") == 3


def test_reading_takes_at_least_a_minute():
    assert reading_minutes(0) == 1
    assert reading_minutes(720) == 3


def test_truncation_ends_between_words():
    assert truncate("one two three", 9) == "one two…"
    assert truncate("one  two", 20) == "one two"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Java/", "java/"), ("stra\u00dfe", "strasse"), ("caf\u00e9", "cafe\u0301"), ("%C3%A9", "é")],
)
def test_paths_that_a_file_system_may_confuse_fold_alike(one, other):
    assert fold_path(one) == fold_path(other)


def test_urls_and_output_paths_match():
    assert quote_path("/world/زلزلہ/") == "/world/%D8%B2%D9%84%D8%B2%D9%84%DB%81/"
    assert page_path("/news/world/quake/", "/news/") == "world/quake/index.html"
    assert page_path("/", "/") == "index.html"
    assert page_path("/world/%D8%B2/", "/") == "world/ز/index.html"
    assert page_path("/feed.xml", "/") == "feed.xml"


# --- alphabetical order


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", "élan Elbe etat étude Zoo"),
        ("de", "Oslo Österreich Zagreb"),
        ("sv-SE", "Oslo Zagreb Åre Älmhult Öland"),
        ("da", "Oslo Zagreb Ærø Østerbro Århus"),
        ("es", "nácar nube ñandú oso"),
        ("tr", "cikar çay dil ılık ilk okul öğle uzun üzüm"),
        ("pl", "lato łatka mapa"),
        ("ur", "آزادی بجٹ پاکستان تعلیم ٹیکس جرگہ چین دفاع ڈالر کراچی گوادر ہندوستان یورپ"),
        ("ur", "اردو ایران گاؤں گائے میڈیا"),
        ("fa", "بازار پارس تهران چای ژاپن کتاب گل"),
        ("ar", "أحمد إيران بغداد تونس جدة"),
        ("ru", "Ёлки Ереван Жизнь"),
        ("hi", "कला खेल गाँव"),
    ],
)
def test_names_are_sorted_as_the_alphabet_of_the_language(lang, names):
    by_code = sorted(names.split())
    assert sorted(by_code, key=lambda name: alphabetical(name, lang)) == names.split()
