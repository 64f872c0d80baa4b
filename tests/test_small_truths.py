"""Details that readers, feed readers and search engines rely on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from newsgen.language.dates import format_clock
from newsgen.language.locales import format_locale
from support.paper import CONFIG, NOW, article
from support.photos import photo

A, B = "content/world/a.md", "content/world/b.md"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def headlines(paper) -> list[str]:
    """The headlines of the home page, in their order."""
    page = etree.HTML(paper.page("index.html"))
    return [" ".join(found.itertext()).strip() for found in page.iter("h1", "h2", "h3")]


# --- the home page


def test_a_story_with_priority_leads(make_paper):
    paper = make_paper(
        {
            A: article("Old and pinned", date="2026-11-10", priority="1"),
            B: article("New", date="2026-11-20"),
        }
    )
    paper.build_ok()
    found = headlines(paper)
    assert found.index("Old and pinned") < found.index("New")
    paper.write({B: article("New", date="2026-11-20", priority="2")})
    paper.build_ok()
    found = headlines(paper)
    assert found.index("New") < found.index("Old and pinned")


def test_an_old_story_with_priority_does_not_lead_for_ever(make_paper):
    files = {
        f"content/world/{n}.md": article(f"Story {n}", date=f"2026-11-20 {n // 60:02}:{n % 60:02}")
        for n in range(70)
    }
    paper = make_paper({**files, A: article("Pinned", date="2020-01-01", priority="9")})
    paper.build_ok()
    assert headlines(paper)[0] != "Pinned"


# --- summary and standfirst


def page_text(paper) -> str:
    body = etree.HTML(paper.page("world/a/index.html")).find("body")
    return " ".join("".join(body.itertext()).split())


def test_the_first_paragraph_is_printed_once(make_paper):
    paper = make_paper({A: article(body="The talks ended on Monday.\n\nMore.")})
    paper.build_ok()
    assert page_text(paper).count("The talks ended on Monday.") == 1
    assert "The talks ended on Monday." in paper.page("feed.xml")


@pytest.mark.parametrize(
    ("fields", "on_page", "in_feed"),
    [
        ({"summary": "Short."}, "Short.", "Short."),
        ({"summary": "Short.", "standfirst": "Longer."}, "Longer.", "Short."),
        ({"standfirst": "Longer."}, "Longer.", "Words of the story."),
    ],
)
def test_a_page_shows_the_standfirst_and_feeds_the_summary(make_paper, fields, on_page, in_feed):
    paper = make_paper({A: article(body="Words of the story.", **fields)})
    paper.build_ok()
    assert f'<p class="standfirst">{on_page}</p>' in paper.page("world/a/index.html")
    assert f"<description>{in_feed}</description>" in paper.page("feed.xml")


# --- search engines


def test_the_news_sitemap_has_the_stories_of_two_days(make_paper):
    paper = make_paper(
        {
            A: article("Talks & <more>", date="2026-11-22 10:00"),
            B: article("Old", date="2026-11-20 10:00"),
            "content/world/c.md": article("خبر", date="2026-11-23 10:00", lang="ur"),
        }
    )
    paper.build_ok()
    tree = etree.fromstring(paper.page("sitemap-news.xml").encode())
    assert [e.text for e in tree.iter(f"{NEWS}title")] == ["خبر", "Talks & <more>"]
    assert [e.text for e in tree.iter(f"{NEWS}language")] == ["ur", "en"]
    assert [e.text for e in tree.iter(f"{NEWS}name")] == ["The Test Courier"] * 2
    assert next(tree.iter(f"{NEWS}publication_date")).text == "2026-11-23T10:00:00+05:00"
    assert "Sitemap: https://news.example/sitemap-news.xml\n" in paper.page("robots.txt")


def test_a_story_is_no_longer_news_after_two_days_without_any_change(make_paper):
    paper = make_paper({A: article(date="2026-11-23 10:00")})
    paper.build_ok()
    published = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert paper.build_ok(published + timedelta(hours=47, minutes=59)).written == 0
    assert "/world/a/" in paper.page("sitemap-news.xml")
    paper.build_ok(published + timedelta(hours=48))
    assert "/world/a/" not in paper.page("sitemap-news.xml")


def test_a_story_that_is_taken_over_names_the_original(make_paper):
    paper = make_paper({A: article(date="2026-11-23", canonical="https://agency.example/x")})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert '<link rel="canonical" href="https://agency.example/x">' in page
    assert "/world/a/" not in paper.page("sitemap-news.xml")
    assert not list(paper.public.glob("sitemap-2026*.xml"))


@pytest.mark.parametrize("address", ["agency.example/x", "/x", "javascript:alert(1)", "ftp://x/"])
def test_the_address_of_the_original_must_be_one(make_paper, address):
    paper = make_paper({A: article(canonical=f'"{address}"')})
    assert paper.codes() == ["bad-address"]


def test_a_drawing_is_no_preview_picture(make_paper):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    files = {A: article(image="{src: map.svg, alt: A map}"), "content/world/map.svg": drawing}
    paper = make_paper(files)
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert 'property="og:image"' not in page
    assert '"image":' not in page
    assert "/media/world/map.svg" in page


@pytest.mark.parametrize(
    ("lang", "locale"),
    [("fr", "fr_FR"), ("ar", "ar_EG"), ("pt-BR", "pt_BR"), ("zh-Hant", "zh_TW"), ("de", "de_DE")],
)
def test_a_language_has_the_locale_of_its_likely_country(lang, locale):
    assert format_locale(lang) == locale


# --- feeds


def test_tags_and_authors_have_feeds_by_setting(make_paper):
    story = article(tags="Floods", authors="Ann Lee")
    paper = make_paper(
        {A: story, "newsgen.yaml": f"{CONFIG}feeds: {{tags: true, authors: true}}\n"}
    )
    paper.build_ok()
    for path in ("tags/floods", "authors/ann-lee"):
        assert "<title>Talks end</title>" in paper.page(f"{path}/feed.xml")
        assert f'href="/{path}/feed.xml"' in paper.page(f"{path}/index.html")
    paper.write({"newsgen.yaml": CONFIG})
    paper.build_ok()
    assert not (paper.public / "tags/floods/feed.xml").exists()


def test_an_enclosure_has_the_size_of_its_picture(make_paper):
    paper = make_paper({A: article(image="{src: a.gif, alt: A}")})
    for width in (30, 60):
        paper.write({"content/world/a.gif": photo(width, 20, "GIF")})
        paper.build_ok()
        size = (paper.public / "media/world/a.gif").stat().st_size
        assert f'length="{size}" type="image/gif"' in paper.page("feed.xml")


# --- zones


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Karachi", "PKT"),
        ("Asia/Kathmandu", "(Kathmandu)"),
        ("America/Sao_Paulo", "(São Paulo)"),
        ("Etc/GMT-5", "GMT+05:00"),
    ],
)
def test_readers_see_the_letters_of_a_zone_or_a_city(zone, shown):
    assert format_clock(NOW.astimezone(ZoneInfo(zone)), "en").endswith(f" {shown}")
