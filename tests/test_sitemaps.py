"""Sitemaps name every page that search engines should know, once, with its address whole."""

from datetime import UTC, datetime

from lxml import etree

from newsgen.models import SitemapEntry, SitemapView
from newsgen.render.sitemaps import render_sitemap
from support.paper import SITE, article
from support.photos import photo

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


def test_robots_txt_names_the_sitemap_index(make_paper):
    paper = make_paper()
    paper.build_ok(base_url="https://example.org/news/")
    assert "Sitemap: https://example.org/news/sitemap.xml" in paper.page("robots.txt")


def test_a_site_may_bring_its_own_robots(make_paper):
    paper = make_paper({"static/robots.txt": "User-agent: *\nDisallow: /\n"})
    paper.build_ok()
    assert "Disallow" in paper.page("robots.txt")


def test_a_month_of_too_many_stories_is_split(make_paper, monkeypatch):
    monkeypatch.setattr("newsgen.plan.sitemaps.SITEMAP_LIMIT", 2)
    paper = make_paper({f"content/world/{n}.md": article(f"S{n}") for n in range(3)})
    paper.build_ok()
    assert len(locations(paper.page("sitemap-2026-11.xml"))) == 2
    assert len(locations(paper.page("sitemap-2026-11-2.xml"))) == 1
