"""Tags, authors and series: which names share a page, and how a name is shown."""

import pytest

from newsgen.text import slugify, term_slug
from support.paper import article

A, B = "content/world/a.md", "content/world/b.md"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C", "c"),
        ("Disney+", "disney-plus"),
        ("R&D", "r-and-d"),
        ("A & B", "a-and-b"),
        ("50%", "50-percent"),
        ("#MeToo", "metoo"),
        ("O'Neill", "oneill"),
        ("Climate change", "climate-change"),
    ],
)
def test_signs_that_make_another_name_make_another_address(name, slug):
    assert term_slug(name, "en") == slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كراچي", "کراچی"),
        ("علي", "علی"),
        ("هند", "ہند"),
        ("مُحَمَّد", "محمد"),
        ("کتـــاب", "کتاب"),
        ("Floods", "floods"),
        ("Cafe\u0301", "Café"),
    ],
)
@pytest.mark.parametrize("lang", ["ur", "ar", "en"])
def test_one_word_of_two_keyboards_has_one_address(one, other, lang):
    assert term_slug(one, lang) == term_slug(other, lang)


@pytest.mark.parametrize(
    ("text", "lang", "slug"),
    [
        ("İstanbul", "tr", "istanbul"),
        ("İstanbul", "en", "istanbul"),
        ("IRMAK", "tr", "ırmak"),
        ("IRMAK", "en", "irmak"),
        ("Straße", "de", "strasse"),
        ("ŞİŞLİ", "az", "şişli"),
    ],
)
def test_capitals_become_small_by_the_language(text, lang, slug):
    assert slugify(text, lang) == slug
    assert "\u0307" not in slugify(text, lang)


def test_names_that_differ_in_a_sign_have_pages_of_their_own(make_paper):
    paper = make_paper({A: article(tags="[Disney+, C++]"), B: article("B", tags="[Disney, C]")})
    paper.build_ok()
    for slug, title in [("disney-plus", "Disney+"), ("disney", "Disney"), ("c", "C")]:
        assert f">{title}</h1>" in paper.page(f"tags/{slug}/index.html")


def test_another_name_never_moves_a_page(make_paper):
    paper = make_paper({A: article(tags="[C++]")})
    paper.build_ok()
    before = paper.page("tags/c-plus-plus/index.html")
    paper.write({B: article("B", tags="[C, C#]")})
    paper.build_ok()
    assert paper.page("tags/c-plus-plus/index.html") == before


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("authors", "Mary Ann Li", "Mary-Ann Li"),
        ("tags", "Peace talks", "Peace/talks"),
        ("series", "The Year", "The-Year"),
    ],
)
def test_names_that_share_a_page_are_reported_with_both(make_paper, key, one, other):
    paper = make_paper({A: article(**{key: one}), B: article("B", **{key: other})})
    first, again = paper.build().diagnostics, paper.build().diagnostics
    assert [(d.code, d.path, d.line) for d in first] == [("same-term", B, 5)]
    assert one in first[0].message
    assert other in first[0].message
    assert again == first


@pytest.mark.parametrize(("one", "other"), [("Floods", "floods"), ("كراچي", "کراچی")])
def test_one_name_in_two_spellings_is_not_reported(make_paper, one, other):
    make_paper({A: article(tags=one), B: article("B", tags=other)}).build_ok()


def test_a_byline_is_shown_as_it_was_written(make_paper):
    paper = make_paper({A: article(authors="Mary Ann Li"), B: article("B", authors="Mary-Ann Li")})
    paper.build()
    for name, page in [("Mary Ann Li", "a"), ("Mary-Ann Li", "b")]:
        text = paper.page(f"world/{page}/index.html")
        assert f">{name}</a>" in text
        assert f'"name":"{name}"' in text.replace('": "', '":"')
    feed = paper.page("feed.xml")
    assert "<dc:creator>Mary Ann Li</dc:creator>" in feed
    assert "<dc:creator>Mary-Ann Li</dc:creator>" in feed
