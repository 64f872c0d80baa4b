"""Editions and translations: two papers below one roof, and stories that exist in both."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsgen.builder.build import build
from newsgen.check import check
from newsgen.config import hreflang, read_config
from newsgen.sources.discovery import discover
from newsgen.sources.new_article import ArticleDraft, create_article
from support.paper import CONFIG, NOW, Paper, article, snapshot
from support.photos import photo

EDITIONS = """\
editions:
  ur:
    title: مثال
    lang: ur
    tagline: ہر روز
    copyright: © مثال
    per_page: 2
    sections:
      pakistan: {title: پاکستان}
      dunya: {title: دنیا}
"""
SETTINGS = CONFIG + EDITIONS


def urdu(title: str = "مذاکرات ختم", section: str = "pakistan", **fields: str) -> str:
    return article(title, "مذاکرات ختم ہو گئے۔", section, **fields)


TALKS = {
    "content/world/talks.md": article(translations="../ur/pakistan/talks.md"),
    "content/ur/pakistan/talks.md": urdu(),
}


@pytest.fixture
def make(make_paper):
    """Makes and builds a paper with an Urdu edition."""

    def make(files=TALKS, **wanted):
        paper = make_paper({"newsgen.yaml": SETTINGS, **files})
        paper.build_ok(**wanted)
        return paper

    return make


def links(page: str) -> dict[str, str]:
    """What a page names for search engines: the address by language."""
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
    assert len(dict(found)) == len(found)
    return dict(found)


def codes(paper, **wanted) -> list[tuple[str, str, int]]:
    return [(d.code, d.path, d.line) for d in paper.build(**wanted).diagnostics]


# --- the frame


def test_an_edition_has_a_paper_of_its_own_below_its_name(make):
    paper = make(
        {
            **TALKS,
            "content/ur/dunya/a.md": urdu("ایک", "dunya", tags="[امن]", authors="[Bilal]"),
            "content/ur/dunya/b.md": urdu(
                "دو", "dunya", series="سفر", corrections="[{date: 2026-11-21, text: غلطی}]"
            ),
            "content/ur/pages/about.md": "---\ntitle: ہم\n---\nہم۔\n",
            "content/pages/about.md": "---\ntitle: Us\n---\nUs.\n",
        }
    )
    made = {path for path in snapshot(paper.public) if path.startswith("ur/")}
    assert made == {
        *("ur/index.html", "ur/404.html", "ur/feed.xml", "ur/latest.json", "ur/about/index.html"),
        *("ur/pakistan/index.html", "ur/pakistan/feed.xml", "ur/pakistan/talks/index.html"),
        *("ur/dunya/index.html", "ur/dunya/feed.xml", "ur/dunya/a/index.html"),
        *("ur/dunya/b/index.html", "ur/tags/index.html", "ur/tags/امن/index.html"),
        *("ur/authors/index.html", "ur/authors/bilal/index.html", "ur/series/index.html"),
        *("ur/series/سفر/index.html", "ur/corrections/index.html", "ur/corrections/feed.xml"),
        *("ur/sitemap-pages.xml", "ur/sitemap-2026-11.xml", "ur/sitemap-news.xml"),
        *("ur/archive/index.html", "ur/archive/2026/11/index.html"),
        *("ur/archive/2026/11/page/1/index.html", "ur/saved/index.html"),
        *("ur/feeds/index.html", "ur/feeds.opml"),
        *("ur/cards/index.png", "ur/cards/pakistan.png", "ur/cards/dunya.png"),
    }
    assert not {p for p in snapshot(paper.public) if p.startswith(("tags/", "series/", "correct"))}


def test_its_pages_have_its_name_language_direction_and_menu(make):
    paper = make()
    page = paper.page("ur/pakistan/talks/index.html")
    assert '<html lang="ur" dir="rtl"' in page
    assert '<header class="site-header" lang="ur" dir="rtl">' in page
    assert "<title>مذاکرات ختم – مثال</title>" in page
    assert re.findall(r'rel="home">([^<]+)<', page) == ["مثال"]
    assert 'href="/ur/dunya/"' in page
    assert 'href="/world/"' not in page
    assert "© مثال" in page
    assert 'data-latest="/ur/latest.json"' in page
    assert 'href="/css/' in page  # one style sheet for all
    assert '"item":"https://news.example/ur/"' in page  # where the breadcrumbs begin
    english = paper.page("world/talks/index.html")
    assert '<html lang="en" dir="ltr"' in english
    assert 'href="/ur/dunya/"' not in english


def test_no_story_is_in_a_list_of_another_edition(make):
    paper = make()
    for path in ("index.html", "feed.xml", "latest.json", "pakistan/index.html"):
        assert "مذاکرات" not in paper.page(path)
        assert "Talks end" not in paper.page(f"ur/{path}")


def test_settings_that_an_edition_leaves_out_are_those_of_the_paper(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": "title: News\ntagline: Daily\ncopyright: Ours\nlook: modern\n"
            "extra: {a: one, b: two}\neditions: {pk: {title: News PK, extra: {b: three}}}\n",
            "templates/404.html": "{{ site.tagline }}|{{ site.copyright }}|{{ site.look }}|"
            "{{ site.lang }}|{{ site.extra.a }} {{ site.extra.b }}",
        }
    )
    paper.build()
    assert paper.page("404.html") == "Daily|Ours|modern|en|one two"
    assert paper.page("pk/404.html") == "|Ours|modern|en|one three"


def test_the_archive_of_an_edition_has_pages_of_its_own_size(make):
    files = {f"content/ur/dunya/{n}.md": urdu(f"خبر {n}", "dunya") for n in range(5)}
    files |= {f"content/world/{n}.md": article(f"Story {n}") for n in range(5)}
    paper = make(files)
    assert (paper.public / "ur/dunya/page/2/index.html").exists()
    assert not (paper.public / "world/page").exists()


def test_related_stories_are_those_of_the_edition(make):
    files = {
        "content/world/a.md": article("Old", tags="[Peace]", date="2026-11-01"),
        "content/world/b.md": article("New", tags="[Peace]", date="2026-11-02"),
        "content/ur/dunya/a.md": urdu("پرانی", "dunya", tags="[Peace]", date="2026-11-01"),
        "content/ur/dunya/b.md": urdu("نئی", "dunya", tags="[Peace]", date="2026-11-02"),
    }
    paper = make({**files})
    assert "/world/a/" in paper.page("world/b/index.html")
    assert "/ur/dunya/a/" in paper.page("ur/dunya/b/index.html")
    assert "/ur/dunya/a/" not in paper.page("world/b/index.html")


def test_breaking_news_has_a_bar_in_its_own_edition(make):
    paper = make({"content/ur/dunya/a.md": urdu("اہم", "dunya", breaking_until="2026-11-24")})
    assert 'class="breaking"' in paper.page("ur/index.html")
    assert 'class="breaking"' not in paper.page("index.html")


def test_an_edition_shows_its_own_profile_of_an_author_or_that_of_the_paper(make):
    paper = make(
        {
            "content/authors/zoya.md": "---\nname: Zoya Mir\nrole: Reporter\n---\nShe writes.\n",
            "content/authors/bilal.md": "---\nname: Bilal\nrole: Editor\n---\n",
            "content/ur/authors/zoya.md": "---\nname: زویا میر\nrole: نامہ نگار\n---\n",
            "content/world/a.md": article(authors="[zoya]"),
            "content/ur/dunya/a.md": urdu("ایک", "dunya", authors="[zoya, bilal]"),
        }
    )
    assert "Zoya Mir" in paper.page("authors/zoya/index.html")
    assert "زویا میر" in paper.page("ur/authors/zoya/index.html")
    assert "Editor" in paper.page("ur/authors/bilal/index.html")


def test_each_edition_has_fronts_made_by_hand(make):
    paper = make(
        {
            "content/ur/front.yaml": "lead: dunya/b.md\n",
            "content/ur/dunya/_front.yaml": "lead: b.md\n",
            "content/ur/dunya/a.md": urdu("نئی", "dunya", date="2026-11-22"),
            "content/ur/dunya/b.md": urdu("پرانی", "dunya", date="2026-11-01"),
        }
    )
    for path in ("ur/index.html", "ur/dunya/index.html"):
        page = paper.page(path)
        assert page.index("/ur/dunya/b/") < page.index("/ur/dunya/a/")


def test_pictures_lie_in_one_place_for_all_editions(make):
    paper = make(
        {
            "content/ur/dunya/map.png": photo(20, 30, "PNG"),
            "content/ur/dunya/a.md": urdu("ایک", "dunya", image="{src: map.png, alt: نقشہ}"),
        }
    )
    page = paper.page("ur/dunya/a/index.html")
    (picture,) = re.findall(r'<img src="/(media/ur/dunya/map[^"]*)"', page)
    assert (paper.public / picture).exists()


def test_the_address_below_the_edition_follows_the_permalink(make_paper):
    settings = "permalink: /{year}/{lang}/{slug}.html\n" + SETTINGS
    paper = make_paper({"newsgen.yaml": settings, **TALKS})
    paper.build_ok()
    assert "/2026/en/talks.html" in paper.page("index.html")
    assert (paper.public / "ur/2026/ur/talks.html").exists()


def test_a_site_below_a_folder_has_its_editions_there(make_paper):
    settings = SETTINGS.replace("https://news.example/", "https://host.example/news/")
    paper = make_paper({"newsgen.yaml": settings, **TALKS})
    paper.build_ok()
    page = paper.page("ur/pakistan/talks/index.html")
    assert links(page)["en"] == "https://host.example/news/world/talks/"
    assert 'href="/news/css/' in page


def test_links_lead_from_edition_to_edition(make):
    paper = make(
        {
            "content/world/a.md": article(body="See [this](../ur/dunya/b.md)."),
            "content/ur/dunya/b.md": urdu("ایک", "dunya") + "\n[یہ](../../world/a.md)\n",
        }
    )
    assert 'href="/ur/dunya/b/"' in paper.page("world/a/index.html")
    assert 'href="/world/a/"' in paper.page("ur/dunya/b/index.html")


def test_old_addresses_are_those_of_the_whole_site(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": SETTINGS + "redirects: [netlify]\n",
            "content/ur/dunya/a.md": urdu("ایک", "dunya", aliases="[/urdu/1/]"),
            "content/world/a.md": article(aliases="[/old/]"),
        }
    )
    paper.build_ok()
    assert "/ur/dunya/a/" in paper.page("urdu/1/index.html")
    assert paper.page("_redirects").splitlines() == [
        "/old/ /world/a/ 301",
        "/urdu/1/ /ur/dunya/a/ 301",
    ]


def test_the_index_names_all_sitemaps_and_robots_those_of_news(make):
    paper = make(
        {
            "content/ur/dunya/a.md": urdu("تازہ", "dunya", date="2026-11-22"),
            "content/world/a.md": article(date="2026-11-22"),
        }
    )
    index = re.findall("<loc>https://news.example(.*)</loc>", paper.page("sitemap.xml"))
    assert index == [
        *("/sitemap-pages.xml", "/sitemap-2026-11.xml"),
        *("/ur/sitemap-pages.xml", "/ur/sitemap-2026-11.xml"),
    ]
    news = paper.page("ur/sitemap-news.xml")
    assert "<news:name>مثال</news:name>" in news
    assert "<news:language>ur</news:language>" in news
    assert "<loc>https://news.example/ur/dunya/a/</loc>" in news
    assert "/world/" not in news
    robots = paper.page("robots.txt")
    assert re.findall(r"example(/\S+)", robots) == [
        *("/sitemap.xml", "/sitemap-news.xml", "/ur/sitemap-news.xml")
    ]


# --- the way from one edition to another


def test_the_masthead_leads_to_the_other_editions(make):
    paper = make({"content/world/a.md": article()})
    link = '<a href="{}" hreflang="{}" lang="{}" dir="{}">{}</a>'
    assert link.format("/ur/", "ur", "ur", "rtl", "اردو") in paper.page("world/a/index.html")
    assert link.format("/", "en", "en", "ltr", "English") in paper.page("ur/index.html")
    assert link.format("/ur/pakistan/", "ur", "ur", "rtl", "اردو") in paper.page(
        "pakistan/index.html"
    )
    assert link.format("/ur/", "ur", "ur", "rtl", "اردو") in paper.page("world/index.html")


def test_it_leads_to_the_translation_of_a_story(make):
    paper = make()
    assert 'href="/ur/pakistan/talks/" hreflang="ur" lang="ur"' in paper.page(
        "world/talks/index.html"
    )
    assert 'href="/world/talks/" hreflang="en"' in paper.page("ur/pakistan/talks/index.html")


def test_editions_in_one_language_are_called_by_their_titles(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + "editions: {pk: Courier PK}\n"})
    paper.build_ok()
    assert ">Courier PK</a>" in paper.page("index.html")
    assert ">The Test Courier</a></li>" in paper.page("pk/index.html")
    assert links(paper.page("index.html")) == {}  # search engines could not tell them apart


def test_a_paper_without_editions_has_no_switch_and_names_no_language(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    for path in ("index.html", "world/index.html", "world/a/index.html"):
        assert "hreflang" not in paper.page(path)
        assert "editions" not in paper.page(path)


# --- translations


def test_one_side_names_the_translation_and_both_pages_know_it(make):
    paper = make()
    expected = {
        "en": "https://news.example/world/talks/",
        "ur": "https://news.example/ur/pakistan/talks/",
        "x-default": "https://news.example/world/talks/",
    }
    english, other = (paper.page(f"{path}/talks/index.html") for path in ("world", "ur/pakistan"))
    assert links(english) == links(other) == expected
    assert re.findall(r'rel="alternate" hreflang="ur" lang="ur" dir="rtl">(\w+)<', english) == [
        "اردو"
    ]
    assert 'rel="alternate" hreflang="en" lang="en" dir="ltr">English<' in other


def test_a_file_can_be_named_from_the_root_of_the_site(make):
    files = {
        **TALKS,
        "content/world/talks.md": article(translations="content/ur/pakistan/talks.md"),
    }
    assert "ur" in links(make(files).page("world/talks/index.html"))


def test_translations_of_a_translation_belong_together(make):
    paper = make(
        {
            "content/world/a.md": article(translations="[../ur/dunya/a.md]"),
            "content/ur/dunya/a.md": urdu("ایک", "dunya"),
            "content/world/es.md": article("Fin", lang="es", translations="../ur/dunya/a.md"),
        }
    )
    pages = ("world/a", "ur/dunya/a", "world/es")
    found = [links(paper.page(f"{path}/index.html")) for path in pages]
    assert found[0] == found[1] == found[2]
    assert [*found[0]] == ["en", "es", "ur", "x-default"]
    spanish = paper.page("world/es/index.html")
    assert 'href="/ur/dunya/a/" hreflang="ur"' in spanish


def test_translations_need_no_editions(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(translations="es.md"),
            "content/world/es.md": article("Fin", lang="es"),
        }
    )
    paper.build_ok()
    page = paper.page("world/es/index.html")
    assert [*links(page)] == ["en", "es", "x-default"]
    assert ">English</a>" in page


def test_homes_and_sections_and_pages_with_one_slug_are_translations(make):
    paper = make(
        {
            "content/pages/about.md": "---\ntitle: Us\n---\nUs.\n",
            "content/ur/pages/about.md": "---\ntitle: ہم\n---\nہم۔\n",
        }
    )
    for path in ("", "pakistan/", "about/"):
        found = links(paper.page(f"{path}index.html"))
        assert found == links(paper.page(f"ur/{path}index.html"))
        assert found["ur"] == f"https://news.example/ur/{path}"
        assert found["x-default"] == f"https://news.example/{path}"
    assert links(paper.page("world/index.html")) == {}


@pytest.mark.parametrize("fields", [{"draft": "true"}, {"embargo": "2026-12-01"}])
def test_a_translation_that_is_not_live_is_not_named(make, fields):
    paper = make({**TALKS, "content/ur/pakistan/talks.md": urdu(**fields)})
    page = paper.page("world/talks/index.html")
    assert links(page) == {}
    assert 'class="translations"' not in page


def test_a_page_follows_when_its_translation_opens_or_expires(make):
    fields = {"embargo": "2026-12-01", "expires": "2026-12-05"}
    paper = make({**TALKS, "content/ur/pakistan/talks.md": urdu(**fields)})
    for day, expected in ((1, {}), (9, {"en", "ur", "x-default"}), (13, {})):
        paper.build_ok(NOW + timedelta(days=day))
        assert {*links(paper.page("world/talks/index.html"))} == {*expected}


def test_a_copy_of_a_story_of_another_site_is_no_page_for_search_engines(make):
    copy = urdu(canonical="https://agency.example/ur/1", source="APP")
    paper = make({**TALKS, "content/ur/pakistan/talks.md": copy})
    page = paper.page("world/talks/index.html")
    assert links(page) == {}
    assert 'class="translations"' in page


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"content/world/talks.md": article(translations="[nowhere.md]")},
            ("bad-translation", "content/world/talks.md", 5),
        ),
        (
            {"content/world/talks.md": article(translations="talks.md")},
            ("bad-translation", "content/world/talks.md", 5),
        ),
        (
            {"content/world/talks.md": article(translations="../../out.md")},
            ("bad-translation", "content/world/talks.md", 5),
        ),
        (
            {
                "content/world/a.md": article(),
                "content/world/talks.md": article(translations="a.md"),
            },
            ("bad-translation", "content/world/talks.md", 5),
        ),
        (
            {
                **TALKS,
                "content/world/talks.md": article(
                    translations="[../ur/pakistan/talks.md, ../ur/pakistan/b.md]"
                ),
                "content/ur/pakistan/b.md": urdu("دو"),
            },
            ("bad-translation", "content/world/talks.md", 5),
        ),
        (
            {**TALKS, "content/world/z.md": article(translations="../ur/pakistan/talks.md")},
            ("bad-translation", "content/world/z.md", 5),
        ),
        (
            {"content/world/talks.md": article(translations="[../ur/a.md, ../ur/a.md]")},
            ("bad-value", "content/world/talks.md", 5),
        ),
    ],
)
def test_translations_that_cannot_be_are_errors_at_their_line(make_paper, files, problem):
    paper = make_paper({"newsgen.yaml": SETTINGS, **files})
    assert codes(paper) == [problem]


def test_an_error_names_both_stories_that_would_be_one(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": SETTINGS,
            **TALKS,
            "content/world/z.md": article(translations="../ur/pakistan/talks.md"),
        }
    )
    (found,) = paper.build().diagnostics
    assert found.message == (
        "content/world/talks.md and content/world/z.md would be one story, and both are in `en`"
    )
    assert "right `lang:`" in found.hint


GROUPS = st.dictionaries(
    st.sampled_from(["en", "ur", "es", "pt-BR", "zh-Hant-TW"]),
    st.sampled_from(["", "draft", "embargo"]),
    min_size=1,
)


@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_every_page_names_itself_and_all_that_name_it(data, tmp_path_factory):
    """Reciprocity and closure, whatever side names which."""
    groups = data.draw(st.lists(GROUPS, min_size=1, max_size=3))
    paper = Paper(root=Path(tmp_path_factory.mktemp("groups")) / "site")
    files = {"newsgen.yaml": SETTINGS}
    expected: dict[str, set[str]] = {}
    for number, group in enumerate(groups):
        names: list[str] = []
        live: dict[str, str] = {}
        for lang, state in group.items():
            edition, section = ("ur/", "dunya") if lang == "ur" else ("", "world")
            name = f"{edition}{section}/{number}-{lang.lower()}.md"
            fields = {"lang": lang} | ({"draft": "true"} if state == "draft" else {})
            fields |= {"embargo": "2027-01-01"} if state == "embargo" else {}
            if names:
                fields["translations"] = f"content/{data.draw(st.sampled_from(names))}"
            names.append(name)
            files[f"content/{name}"] = article(f"{lang} {number}", section=section, **fields)
            if not state:
                live[lang] = name.removesuffix(".md")
        for path in live.values():
            expected[path] = {*live, "x-default"} if len(live) > 1 else set()
    paper.write(files)
    paper.build_ok()
    pages = {
        f"https://news.example/{path}/": links(paper.page(f"{path}/index.html"))
        for path in expected
    }
    assert {url[21:-1]: {*found} for url, found in pages.items()} == expected
    for url, found in pages.items():
        assert not found or url in found.values()
        assert all(pages[other] == found for other in found.values())


@pytest.mark.parametrize(
    ("tag", "expected"), [("ur-pk", "ur-PK"), ("es-419", "es"), ("zh-hant-tw", "zh-Hant-TW")]
)
def test_search_engines_read_a_language_a_script_and_a_country(tag, expected):
    assert hreflang(tag) == expected


# --- what a change touches


def test_a_new_story_touches_files_of_its_edition_only(make):
    files = {f"content/world/{n}.md": article(f"Story {n}") for n in range(6)}
    files |= {f"content/ur/dunya/{n}.md": urdu(f"خبر {n}", "dunya") for n in range(6)}
    paper = make(files)
    before = snapshot(paper.public)
    paper.write({"content/ur/dunya/new.md": urdu("نئی", "dunya", date="2026-11-22")})
    paper.build_ok()
    after = snapshot(paper.public)
    changed = {path for path in after if before.get(path) != after[path]}
    assert {path for path in changed if not path.startswith("ur/")} == {"sitemap.xml"}
    assert len(changed) <= 24


def test_a_translation_touches_the_pages_of_its_partners(make):
    paper = make({**TALKS, "content/world/other.md": article("Other")})
    before = snapshot(paper.public)
    text = article("Fin", lang="es", translations="talks.md", date="2026-11-01")
    paper.write({"content/world/es.md": text, "content/world/more.md": article("More")})
    paper.build_ok()
    after = snapshot(paper.public)
    changed = {path for path in after if before.get(path) != after[path]}
    assert "ur/pakistan/talks/index.html" in changed
    assert "world/talks/index.html" in changed
    assert {path for path in changed if path.startswith("ur/")} == {"ur/pakistan/talks/index.html"}


# --- what is wrong


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("editions: {world: World}", "`world` is a section too: both would be /world/"),
        ("editions: {authors: Us}", "the site uses /authors/ itself"),
        ("editions: {Urdu: X}", "`Urdu` is not a slug"),
        ("editions: {ur: {title: X, lang: xx}}", "`xx` is not a language tag"),
        ("editions: {ur: {title: X, per_page: 0}}", "0 is out of range"),
        ("editions: {ur: {title: X, sections: {tags: }}}", "the site uses /tags/ itself"),
        ("editions: {ur: {lang: ur}}", "`title` is missing"),
    ],
)
def test_wrong_settings_of_an_edition_are_errors_at_their_line(make_paper, run, line, message):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}{line}\n"})
    _, _, err = run("build", "--site", str(paper.root))
    assert message in err
    assert "newsgen.yaml:7:" in err


def test_sections_are_those_of_the_edition(make_paper):
    paper = make_paper({"newsgen.yaml": SETTINGS, "content/ur/world/a.md": article(section="")})
    (found,) = paper.build().diagnostics
    assert found.code == "unknown-section"
    assert found.message == "there is no section 'world' in the edition `ur`"
    assert "pakistan, dunya" in found.hint


def test_a_story_needs_a_section_in_its_edition(make_paper):
    paper = make_paper({"newsgen.yaml": SETTINGS, "content/ur/a.md": article(section="")})
    (found,) = paper.build().diagnostics
    assert found.hint == "add `section:` or move the file into content/ur/<section>/"


def test_related_stories_and_fronts_stay_in_their_edition(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": SETTINGS,
            **TALKS,
            "content/world/a.md": article(related="../ur/pakistan/talks.md"),
            "content/ur/front.yaml": "lead: ../world/talks.md\n",
        }
    )
    found = paper.build().diagnostics
    assert {(d.code, d.path) for d in found} == {
        ("bad-related", "content/world/a.md"),
        ("missing-front-story", "content/ur/front.yaml"),
    }
    assert all("is in another edition" in d.message for d in found)


def test_two_stories_may_share_a_slug_in_two_editions_but_not_in_one(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": SETTINGS,
            "content/world/talks.md": article(),
            "content/ur/pakistan/talks.md": urdu(),
            "content/ur/pakistan/more.md": urdu("اور", slug="talks"),
        }
    )
    assert [code for code, _, _ in codes(paper)] == ["same-url"]


def test_a_folder_is_an_edition_only_if_the_settings_say_so(tmp_path):
    for path in ("ur/pages/a.md", "ur/authors/b.md", "ur/front.yaml", "ur/world/_front.yaml"):
        place = tmp_path / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("x")
    kinds = [source.kind for source in discover(tmp_path, ["ur"])[0]]
    assert kinds == ["author", "front", "page", "front"]
    assert [source.kind for source in discover(tmp_path)[0]] == [
        *("article", "media", "article", "media")
    ]


# --- tools


def test_the_check_finds_pages_that_do_not_name_each_other(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": SETTINGS,
            **TALKS,
            "templates/article.html": '{% extends "theme/article.html" %}{% block alternates %}'
            '<link rel="alternate" hreflang="en-UK" href="https://news.example/world/talks/">'
            "{% endblock %}",
        }
    )
    found = [d.message for d in check(paper.options()).diagnostics if d.code == "bad-hreflang"]
    assert any("`en-UK` is not a language" in message for message in found)
    assert any("the page does not name itself" in message for message in found)


def test_the_check_accepts_what_newsgen_makes(make):
    found = check(make().options()).diagnostics
    assert {d.code for d in found} <= {"no-summary"}


def test_a_new_story_goes_into_the_folder_of_its_edition(make):
    paper = make()
    config, _ = read_config(SETTINGS.encode(), "newsgen.yaml")
    draft = ArticleDraft(headline="Sailab", section="dunya", edition="ur")
    path = create_article(paper.root, config, draft, NOW)
    assert path == paper.root / "content/ur/dunya/2026-11-23-sailab.md"
    paper.build_ok()


def test_list_says_which_edition_a_story_is_in(make, run):
    paper = make()
    _, out, _ = run("list", "--site", str(paper.root), "--now", "2026-11-23")
    assert "ur/pakistan" in out


@pytest.mark.slow
def test_workers_make_the_same_bytes(make):
    paper = make()

    before = snapshot(paper.public)
    build(replace(paper.options(clean=True), jobs=2))
    assert snapshot(paper.public) == before


def test_the_name_of_an_edition_may_have_letters_of_any_script(make_paper):
    settings = "editions: {اردو: {title: '<b>خبر & \"اخبار\"', lang: ur, sections: {دنیا: }}}\n"
    paper = make_paper(
        {
            "newsgen.yaml": CONFIG + settings,
            "content/world/a.md": article(translations="../اردو/دنیا/a.md"),
            "content/اردو/دنیا/a.md": article("بات", section=""),
            "content/اردو/pages/about.md": "---\ntitle: ہم\n---\nہم۔\n",
        }
    )
    paper.build_ok()
    page = paper.page("اردو/دنیا/a/index.html")
    home = "/%D8%A7%D8%B1%D8%AF%D9%88/"
    assert links(paper.page("world/a/index.html")) == links(page)
    assert links(page)["ur"].startswith(f"https://news.example{home}")
    assert f'href="{home}" rel="home"' in page
    assert "&lt;b&gt;خبر &amp; &#34;اخبار&#34;" in page
    assert {"dead-link", "bad-hreflang"}.isdisjoint(
        d.code for d in check(paper.options()).diagnostics
    )
