"""Sitemaps name every page that search engines should know, once, with its address whole."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from newsgen.models import NewsEntry, NewsSitemapView, SitemapEntry, SitemapView
from newsgen.render.sitemaps import render_news_sitemap, render_sitemap
from support.paper import CONFIG, NOW, SITE, Paper, article, snapshot
from support.photos import photo

SCHEMA = etree.XMLSchema(file=str(Path(__file__).parent / "data/sitemap.xsd"))
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(text: str) -> list[str]:
    return [str(e.text) for e in etree.fromstring(text.encode()).iter(f"{SITEMAP}loc")]


def pictures(text: str) -> dict[str | None, str | None]:
    return {
        url.findtext(f"{SITEMAP}loc"): url.findtext(f"{IMAGE}image/{IMAGE}loc")
        for url in etree.fromstring(text.encode()).iter(f"{SITEMAP}url")
    }


def test_stories_stand_in_the_sitemap_of_their_month(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article("A", date="2026-11-02 10:00"),
            "content/world/b.md": article("B", date="2026-10-02 10:00"),
            "content/world/خبر.md": article("C", date="2026-10-03 10:00"),
        }
    )
    paper.build_ok()
    assert locations(paper.page("sitemap.xml")) == [
        "https://news.example/sitemap-pages.xml",
        "https://news.example/sitemap-2026-10.xml",
        "https://news.example/sitemap-2026-11.xml",
    ]
    assert locations(paper.page("sitemap-2026-11.xml")) == ["https://news.example/world/a/"]
    assert locations(paper.page("sitemap-2026-10.xml")) == [
        "https://news.example/world/%D8%AE%D8%A8%D8%B1/",
        "https://news.example/world/b/",
    ]


def test_the_last_change_is_that_of_the_story_with_its_zone(make_paper):
    paper = make_paper(
        {"content/world/a.md": article(date="2026-11-02 10:00", updated="2026-11-05 09:30")}
    )
    paper.build_ok()
    tree = etree.fromstring(paper.page("sitemap-2026-11.xml").encode())
    assert tree.findtext(f"{SITEMAP}url/{SITEMAP}lastmod") == "2026-11-05T09:30:00+05:00"


def test_a_sitemap_names_the_picture_that_leads_a_story(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(date="2026-11-02 10:00", image="{src: gate.jpg, alt: A}"),
            "content/world/b.md": article(
                "B", date="2026-11-22 20:00", image="https://cdn.example/b.jpg"
            ),
        }
    )
    paper.write({"content/world/gate.jpg": photo(90, 50)})
    paper.build_ok()
    (lead,) = (place.name for place in (paper.public / "media/world").glob("gate-90.*.jpg"))
    assert pictures(paper.page("sitemap-2026-11.xml")) == {
        "https://news.example/world/a/": f"https://news.example/media/world/{lead}",
        "https://news.example/world/b/": "https://cdn.example/b.jpg",
    }
    news = pictures(paper.page("sitemap-news.xml"))
    assert news == {"https://news.example/world/b/": "https://cdn.example/b.jpg"}


def test_a_sitemap_holds_addresses_and_last_changes_only():
    moment = datetime(2026, 11, 2, 10, 0, 30, 999, tzinfo=UTC)
    view = SitemapView(entries=(SitemapEntry(url="/r&d/", lastmod=moment), SitemapEntry(url="/")))
    rendered = render_sitemap(view, SITE)
    assert rendered == render_sitemap(view, SITE)
    assert b"<loc>https://news.example/r&amp;d/</loc>" in rendered
    parts = [(str(e.tag), e.text) for url in etree.fromstring(rendered) for e in url]
    assert parts == [
        (f"{SITEMAP}loc", "https://news.example/r&d/"),
        (f"{SITEMAP}lastmod", "2026-11-02T10:00:30+00:00"),
        (f"{SITEMAP}loc", "https://news.example/"),
    ]


def test_a_new_story_changes_one_sitemap_and_the_index(make_paper):
    paper = make_paper({"content/world/a.md": article(date="2026-10-02 10:00")})
    paper.build_ok()
    before = paper.page("sitemap-2026-10.xml")
    paper.write({"content/world/b.md": article("B", date="2026-11-02 10:00")})
    paper.build_ok()
    assert paper.page("sitemap-2026-10.xml") == before


def test_a_month_of_too_many_stories_is_split(make_paper, monkeypatch):
    monkeypatch.setattr("newsgen.plan.sitemaps.SITEMAP_LIMIT", 2)
    paper = make_paper({f"content/world/{n}.md": article(f"S{n}") for n in range(3)})
    paper.build_ok()
    assert len(locations(paper.page("sitemap-2026-11.xml"))) == 2
    assert len(locations(paper.page("sitemap-2026-11-2.xml"))) == 1


def sitemaps(paper: Paper) -> dict[str, bytes]:
    """Every sitemap of the output, which must hold by the schema."""
    found = {place.name: place.read_bytes() for place in paper.public.glob("sitemap*.xml")}
    for name, content in found.items():
        assert SCHEMA.validate(etree.fromstring(content)), (name, SCHEMA.error_log)
    return found


def test_the_sitemaps_of_an_unfriendly_site_hold_by_their_schema(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": CONFIG.replace("The Test Courier", "'The <Test> & Courier (Lahore)'"),
            "content/world/خبر & ﷺ.md": article(
                "\"A 'gate' & <b> ]]>\"",
                date="2026-11-23 09:00",
                image="{src: ../world/it's 100% & تصویر.jpg, alt: A}",
            ),
            "content/world/it's 100% & تصویر.jpg": photo(90, 50),
            "content/world/b.md": article(
                "خبر", date="2026-11-22 10:00", lang="zh-Hant-HK", image="https://c.example/a?b&c"
            ),
            "content/world/c.md": article(
                "C", date="2026-11-21", lang="ur-PK", updated="2026-11-23"
            ),
            "content/world/d.md": article("D", date="2026-11-22 18:00", lang="zh"),
            "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
        }
    )
    paper.build_ok()
    found = sitemaps(paper)
    assert len(found) == 4
    news = etree.fromstring(found["sitemap-news.xml"])
    assert [e.text for e in news.iter(f"{NEWS}language")] == ["en", "zh-cn", "zh-tw"]
    assert {e.text for e in news.iter(f"{NEWS}name")} == {"The <Test> & Courier"}


def test_an_empty_news_sitemap_holds_by_its_schema(make_paper):
    paper = make_paper({"content/world/a.md": article(date="2025-11-02")})
    paper.build_ok()
    assert locations(sitemaps(paper)["sitemap-news.xml"].decode()) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Test Courier", "The Test Courier"),
        ("The Courier (subscription)", "The Courier"),
        ("(Daily) The (old) Courier", "The Courier"),
        ("(Courier)", "(Courier)"),  # nothing else is left
    ],
)
def test_the_name_in_the_news_sitemap_has_nothing_in_parentheses(title, name):
    entry = NewsEntry(url="/a/", title="A", date=NOW, lang="en")
    rendered = render_news_sitemap(NewsSitemapView(entries=(entry,)), replace(SITE, title=title))
    assert next(etree.fromstring(rendered).iter(f"{NEWS}name")).text == name


def test_more_news_than_a_news_sitemap_may_hold_is_split(make_paper, monkeypatch):
    monkeypatch.setattr("newsgen.plan.sitemaps.NEWS_LIMIT", 2)
    stories = {
        f"content/world/{n}.md": article(f"S{n}", date=f"2026-11-23 0{n}:00") for n in range(5)
    }
    paper = make_paper(stories)
    paper.build_ok()
    found = sitemaps(paper)
    news = {name: locations(text.decode()) for name, text in found.items() if "news" in name}
    assert {name: len(urls) for name, urls in news.items()} == {
        "sitemap-news.xml": 2,
        "sitemap-news-2.xml": 2,
        "sitemap-news-3.xml": 1,
    }
    assert news["sitemap-news.xml"][0] == "https://news.example/world/4/"
    robots = paper.page("robots.txt")
    assert all(f"Sitemap: https://news.example/{name}\n" in robots for name in news)


def test_a_sitemap_that_would_be_too_large_is_split(make_paper, monkeypatch):
    """Whatever the letters of its addresses: each takes up to twelve bytes."""
    most = 6000
    monkeypatch.setattr("newsgen.plan.sitemaps.SITEMAP_BYTES", most)
    image = "{src: 'تصویر & " + "ﷺ" * 60 + ".jpg', alt: A}"
    stories: dict[str, str | bytes] = {
        f"content/world/{n}.md": article(f"S{n}", image=image) for n in range(9)
    }
    stories["content/world/تصویر & " + "ﷺ" * 60 + ".jpg"] = photo(90, 50)
    paper = make_paper(stories)
    paper.build_ok()
    found = sitemaps(paper)
    months = {name: text for name, text in found.items() if name.startswith("sitemap-2026-11")}
    assert len(months) > 1
    assert sum(len(locations(text.decode())) for text in months.values()) == 9
    assert all(len(text) <= most for text in found.values())
    listed = locations(found["sitemap.xml"].decode())
    assert {f"https://news.example/{name}" for name in months} <= {*listed}


def test_news_leaves_its_sitemap_when_only_the_clock_moves(make_paper, tmp_path):
    stories = {
        f"content/world/{n}.md": article(f"S{n}", date=f"2026-11-2{n} 15:00") for n in range(4)
    }
    paper = make_paper(stories)
    for hours in (0, 2, 23, 25, 49, 71, 73):
        now = NOW + timedelta(hours=hours)
        paper.build_ok(now)
        clean = tmp_path / f"clean-{hours}"
        paper.build_ok(now, output=str(clean), cache=str(tmp_path / f"cache-{hours}"))
        assert snapshot(paper.public) == snapshot(clean), hours
        news = locations(paper.page("sitemap-news.xml"))
        dates = [datetime(2026, 11, 20 + n, 10, tzinfo=UTC) for n in range(4)]  # 15:00 in Karachi
        fresh = [n for n, date in enumerate(dates) if now - timedelta(days=2) < date <= now]
        assert len(news) == len(fresh), hours
