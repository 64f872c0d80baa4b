"""The archive by month: every story is in it, and months that are over stay as they are."""

import pytest

from support.paper import CONFIG, article, snapshot


def test_each_month_has_a_page_and_all_months_have_a_list(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article("A", date="2026-11-20 10:00"),
            "content/world/b.md": article("B", date="2026-10-31 23:00 UTC"),  # November in Karachi
            "content/world/c.md": article("C", date="2025-01-05"),
        }
    )
    paper.build_ok()
    assert {"A", "B"} == {
        t for t in "ABC" if f">{t}</a>" in paper.page("archive/2026/11/index.html")
    }
    assert "Stories of January 2025" in paper.page("archive/2025/01/index.html")
    months = paper.page("archive/index.html")
    assert months.index("/archive/2026/11/") < months.index("/archive/2025/01/")
    assert 'href="/archive/"' in paper.page("index.html")
    assert "https://news.example/archive/" in paper.page("sitemap-pages.xml")


def test_a_paper_without_stories_has_an_empty_archive(make_paper):
    paper = make_paper()
    paper.build_ok()
    assert "No stories here yet." in paper.page("archive/index.html")


def test_a_new_story_changes_the_page_of_its_month_only(make_paper):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}per_page: 2\n"})
    for day in range(1, 8):
        for month in ("09", "11"):
            name = f"content/world/{month}-{day}.md"
            paper.write(
                {name: article(f"Story {month}/{day}", date=f"2026-{month}-{day:02} 10:00")}
            )
    paper.build_ok()
    before = snapshot(paper.public / "archive")
    assert {"2026/11/page/1/index.html", "2026/11/page/3/index.html"} <= before.keys()
    paper.write({"content/world/new.md": article("New", date="2026-11-19 10:00")})
    paper.build_ok()
    after = snapshot(paper.public / "archive")
    assert {path for path in after if after[path] != before.get(path)} == {"2026/11/index.html"}


def test_the_pages_of_a_month_lead_to_each_other(make_paper):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}per_page: 1\n"})
    paper.write({f"content/world/{n}.md": article(f"S{n}", date=f"2026-11-0{n}") for n in (1, 2)})
    paper.build_ok()
    assert 'href="/archive/2026/11/page/1/" rel="next"' in paper.page("archive/2026/11/index.html")
    page = paper.page("archive/2026/11/page/1/index.html")
    assert '<h1 class="list-title">Stories of November 2026, archive page 1</h1>' in page


@pytest.mark.parametrize("name", ["archive", "search", "saved", "offline"])
def test_a_section_cannot_have_a_name_of_the_site(make_paper, run, name):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}  {name}: {{title: T}}\n"})
    status, _, said = run("build", "--site", str(paper.root))
    assert status == 2
    assert f"the site uses /{name}/ itself" in said


def test_a_standing_page_with_the_address_of_the_archive_is_an_error(make_paper):
    paper = make_paper({"content/pages/archive.md": "---\ntitle: Archive\n---\nOld.\n"})
    [problem] = paper.build().diagnostics
    assert problem.code == "same-path"
    assert problem.path == "content/pages/archive.md"
