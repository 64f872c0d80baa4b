"""A folder of articles becomes a news site: what a build writes, keeps and refuses."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from newsgen.builder.build import build
from newsgen.builder.inspect import preview, survey
from newsgen.builder.options import Options
from newsgen.digest import digest_bytes
from newsgen.urls import asset_path
from newsgen.writer import load_output_state
from support.paper import CONFIG, NOW, archive, article, snapshot
from support.photos import photo


def test_an_article_is_at_its_permalink(make_paper):
    paper = make_paper({"content/world/2026-11-20-talks.md": article("Talks end")})
    paper.build_ok()
    page = paper.page("world/talks/index.html")
    assert "<h1" in page
    assert "Talks end" in page
    assert '<link rel="canonical" href="https://news.example/world/talks/">' in page


def test_a_site_has_fronts_lists_feeds_and_maps(make_paper):
    paper = make_paper(
        {"content/world/a.md": article(authors="Ayesha Khan", tags="[Floods]", series="The Year")}
    )
    paper.build_ok()
    assert {
        "index.html",
        "404.html",
        "robots.txt",
        "feed.xml",
        "sitemap.xml",
        "sitemap-2026-11.xml",
        "sitemap-pages.xml",
        "world/index.html",
        "world/feed.xml",
        "world/a/index.html",
        "tags/index.html",
        "tags/floods/index.html",
        "authors/index.html",
        "authors/ayesha-khan/index.html",
        "series/the-year/index.html",
    } <= snapshot(paper.public).keys()


def test_the_dateline_is_in_the_first_paragraph_and_nowhere_else(make_paper):
    paper = make_paper(
        {"content/world/a.md": article(body="Ministers met.\n\nThey left.", dateline="Beijing :")}
    )
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert '<p><span class="dateline">Beijing —</span> Ministers met.</p>' in page
    assert "Beijing" not in page.split("<body")[0].split("application/ld+json")[0]
    assert "Beijing" not in paper.page("feed.xml")


def test_two_builds_at_one_moment_give_the_same_bytes(make_paper):
    files = {f"content/world/{n}.md": article(f"Story {n}", tags="[a, b]") for n in range(5)}
    one, other = make_paper(files, "one"), make_paper(files, "two")
    one.build_ok()
    other.build_ok()
    assert snapshot(one.public) == snapshot(other.public)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process where there is no fork")
@pytest.mark.slow
def test_any_number_of_processes_gives_the_same_bytes_cold_and_warm(make_paper):
    files = {f"content/world/{n}.md": article(f"Story {n}", tags=f"[t{n % 7}]") for n in range(60)}
    cold, warm = [], []
    for jobs in (1, 2, 4):
        paper = make_paper(files, f"jobs{jobs}")
        options = Options(root=str(paper.root), now=NOW, jobs=jobs)
        assert build(options).committed
        cold.append(snapshot(paper.public))
        paper.write({"content/world/7.md": article("Another headline", tags="[t3, new]")})
        paper.remove("content/world/9.md")
        assert build(options).committed
        warm.append(snapshot(paper.public))
    assert cold[0] == cold[1] == cold[2]
    assert warm[0] == warm[1] == warm[2] != cold[0]


@pytest.mark.slow
def test_the_place_locale_and_hash_seed_change_no_byte(make_paper):
    files = {f"content/world/{n}.md": article(f"خبر {n}", tags="[b, a]") for n in range(5)}
    seen = []
    for name, zone, locale, seed in (
        ("here", "Asia/Karachi", "C", "1"),
        ("a place/elsewhere", "America/New_York", "C.UTF-8", "2"),
    ):
        paper = make_paper(files, name)
        subprocess.run(
            [sys.executable, "-m", "newsgen", "build", "--now", "2026-11-23T12:00:00Z", "--quiet"],
            cwd=paper.root,
            env={**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed},
            check=True,
        )
        seen.append(snapshot(paper.public))
    assert seen[0] == seen[1]


def test_building_again_writes_nothing(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    first = paper.build_ok()
    times = {path: (paper.public / path).stat().st_mtime_ns for path in snapshot(paper.public)}
    again = paper.build_ok()
    assert first.written == first.outputs
    assert (again.written, again.unchanged, again.removed) == (0, first.outputs, 0)
    assert {p: (paper.public / p).stat().st_mtime_ns for p in times} == times


def test_a_warm_build_equals_a_clean_one(make_paper):
    paper = make_paper({f"content/world/{n}.md": article(f"Story {n}") for n in range(3)})
    paper.build_ok()
    paper.remove("content/world/0.md")
    paper.write({"content/world/1.md": article("Another headline")})
    paper.write({"content/world/9.md": article("New")})
    result = paper.build_ok()
    assert result.removed == 1
    clean = make_paper({}, "clean")
    for n in (1, 2, 9):
        clean.write({f"content/world/{n}.md": (paper.root / f"content/world/{n}.md").read_bytes()})
    clean.build_ok()
    assert snapshot(paper.public) == snapshot(clean.public)


def test_errors_leave_the_last_output_unchanged(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    before = snapshot(paper.public)
    paper.write({"content/world/b.md": "---\ntitel: Oh\n---\n"})
    result = paper.build()
    assert not result.committed
    assert snapshot(paper.public) == before


def test_all_problems_of_a_run_are_reported_at_once(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(dateLine="X"),
            "content/world/b.md": article(body="See [it](nowhere.md).\n\n::: bx\nx\n:::"),
            "content/world/c.md": article(section="wrld"),
        }
    )
    assert paper.codes() == ["unknown-key", "broken-link", "unknown-block", "unknown-section"]


def test_a_link_to_a_file_with_errors_is_not_a_second_problem(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(body="See [it](b.md)."),
            "content/world/b.md": article(dateLine="X"),
        }
    )
    assert paper.codes() == ["unknown-key"]


def test_strict_makes_warnings_errors(make_paper):
    paper = make_paper({"content/world/a.md": article(body="A <blink>bold</blink> word.")})
    assert paper.build().committed
    assert not paper.build(strict=True).committed


# --- time -------------------------------------------------------------------------------------

SECRET = "Zanzibar"


@pytest.mark.parametrize(
    "fields",
    [
        {"draft": "true"},
        {"embargo": "2026-12-01 00:00"},
        {"date": "2027-01-01"},
        {"expires": "2026-11-21"},
    ],
)
def test_what_is_not_live_leaves_no_trace(make_paper, fields):
    hidden = article(
        SECRET,
        body=f"{SECRET} ![{SECRET}](zanzibar.png)",
        **({"authors": SECRET, "tags": SECRET, "series": SECRET, "aliases": "/zanzibar/"} | fields),
    )
    paper = make_paper(
        {
            "content/world/zanzibar.md": hidden,
            "content/world/zanzibar.png": b"Zanzibar",
            "content/world/a.md": article(related="zanzibar.md"),
        }
    )
    paper.build_ok()
    for path, content in snapshot(paper.public).items():
        assert b"zanzibar" not in content.lower(), path
        assert "zanzibar" not in path
    assert SECRET.lower() not in (paper.public / ".newsgen/manifest").read_text().lower()


def test_an_embargo_opens_at_its_second_and_an_expiry_closes_at_its(make_paper):
    opens = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)  # 09:00 in Karachi
    paper = make_paper(
        {"content/world/a.md": article(embargo="2026-12-01 09:00", expires="2026-12-02 09:00")}
    )
    for moment, live in (
        (opens - timedelta(seconds=1), False),
        (opens, True),
        (opens + timedelta(days=1) - timedelta(seconds=1), True),
        (opens + timedelta(days=1), False),
    ):
        paper.build_ok(now=moment)
        assert (paper.public / "world/a/index.html").exists() is live


def test_an_embargo_is_the_moment_of_publication(make_paper):
    paper = make_paper(
        {"content/world/a.md": article(date="2026-11-01", embargo="2026-11-20 09:00")}
    )
    paper.build_ok()
    assert 'datetime="2026-11-20T09:00:00+05:00"' in paper.page("world/a/index.html")


def test_the_next_build_is_due_when_the_next_story_opens_or_goes(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(embargo="2026-12-24 18:00"),
            "content/world/b.md": article("B", expires="2026-12-02"),
            "content/world/c.md": article("C", draft="true", embargo="2026-11-24"),
        }
    )
    assert paper.build_ok().tally.next_due == datetime(2026, 12, 1, 19, 0, tzinfo=UTC)


def test_drafts_are_built_on_demand(make_paper):
    paper = make_paper({"content/world/a.md": article(draft="true")})
    paper.build_ok(scope="drafts")
    assert (paper.public / "world/a/index.html").exists()
    paper.build_ok()
    assert not (paper.public / "world/a/index.html").exists()


# --- what a publisher is told -------------------------------------------------------------------


def test_every_file_has_its_role(make_paper):
    fields = {"authors": "Ayesha Khan", "tags": "[Floods]", "series": "The Year"}
    paper = make_paper(
        {
            "content/world/a.md": article(
                body="![A map](map.gif)", image="map.gif", aliases="[/old/]", **fields
            ),
            "content/world/b.md": article("Another"),
            "content/world/map.gif": photo(4, 3, "GIF"),
            "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
            "static/report/index.html": "<p>By hand</p>",
            "newsgen.yaml": f"{CONFIG}per_page: 1\n",
        }
    )
    paper.build_ok()
    roles: dict[str, set[str]] = {}
    for path, entry in load_output_state(paper.public).manifest.entries.items():
        roles.setdefault(entry.role, set()).add(path)
    assert roles["page"] == {
        "404.html",
        "about/index.html",
        "manifest.webmanifest",
        "old/index.html",
        "saved/index.html",
        "sw.js",
        "world/a/index.html",
        "world/b/index.html",
    }
    assert roles["list"] == {
        "archive/2026/11/index.html",
        "archive/2026/11/page/1/index.html",
        "archive/index.html",
        "authors/ayesha-khan/index.html",
        "authors/index.html",
        "feeds/index.html",
        "index.html",
        "pakistan/index.html",
        "series/index.html",
        "series/the-year/index.html",
        "tags/floods/index.html",
        "tags/index.html",
        "world/index.html",
        "world/page/1/index.html",
    }
    assert roles["feed"] == {
        "feed.xml",
        "feeds.opml",
        "latest.json",
        "pakistan/feed.xml",
        "sitemap.xml",
        "sitemap-news.xml",
        "sitemap-2026-11.xml",
        "sitemap-pages.xml",
        "world/feed.xml",
    }
    files = {"css/site.css", "media/world/map.gif", "report/index.html", "robots.txt"}
    assert files <= roles["file"]


# --- one story, few files ---------------------------------------------------------------------


def test_a_new_story_writes_few_files_however_long_the_archive_is(make_paper):
    written = []
    for size in (70, 140):
        paper = make_paper(archive(size, tags=5, authors=5), f"of{size}")
        paper.build_ok()
        paper.write({"content/world/new.md": article("New", tags="[t1, t2]", authors="Author 1")})
        written.append(paper.build_ok().written)
    assert max(written) <= 16


def test_full_archive_pages_never_change(make_paper):
    paper = make_paper()
    paper.write({"newsgen.yaml": "title: T\nper_page: 2\nsections: {world: {}}\n"})
    for number in range(7):
        date = f"2026-11-{10 + number} 10:00"
        paper.write({f"content/world/s{number}.md": article(f"Story {number}", date=date)})
        paper.build_ok()
        first = paper.public / "world/page/1/index.html"
        if number >= 3:
            page = first.read_text()
            assert "Story 0" in page
            assert "Story 1" in page
            assert "Story 2" not in page
    assert "/world/page/3/" in paper.page("world/index.html")
    assert not (paper.public / "world/page/4").exists()


def test_no_story_appears_twice_on_the_home_page(make_paper):
    paper = make_paper(
        {
            f"content/world/s{n}.md": article(f"Story {n}", date=f"2026-11-0{n + 1}")
            for n in range(9)
        }
    )
    paper.build_ok()
    page = paper.page("index.html")
    for number in range(9):
        assert page.count(f'href="/world/s{number}/"') <= 2, number


# --- addresses --------------------------------------------------------------------------------


def test_two_stories_on_one_url_name_both_files(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(slug="quake"),
            "content/world/b.md": article("B", slug="quake"),
        }
    )
    [problem] = [d for d in paper.build().diagnostics if d.code == "same-url"]
    assert problem.path == "content/world/b.md"
    assert "content/world/a.md" in problem.message
    assert problem.line == 5


@pytest.mark.parametrize(
    ("first", "second"),
    [("straße.md", "strasse.md"), ("caf\u00e9.md", "cafe\u0301.md"), ("İ.md", "i\u0307.md")],
)
def test_urls_that_a_file_system_confuses_are_one(make_paper, first, second):
    paper = make_paper(
        {f"content/world/{first}": article(), f"content/world/x/{second}": article("B")}
    )
    assert set(paper.codes()) & {"same-url", "same-path"}


def test_an_alias_leads_to_the_story_and_must_not_hide_another(make_paper):
    paper = make_paper({"content/world/a.md": article(aliases="/2019/old/")})
    paper.build_ok()
    assert "url=/world/a/" in paper.page("2019/old/index.html")
    paper.write({"content/world/b.md": article("B", aliases="/world/a/")})
    assert paper.codes() == ["bad-alias"]


def test_permalinks_follow_the_pattern(make_paper):
    config = "title: T\nsections: {world: {}}\npermalink: /{year}/{month}/{day}/{id}/\n"
    paper = make_paper({"newsgen.yaml": config, "content/world/a.md": article(id="q7")})
    paper.build_ok()
    assert (paper.public / "2026/11/20/q7/index.html").exists()


def test_a_site_below_a_path_links_below_it(make_paper):
    paper = make_paper({"content/world/a.md": article(body="[Home](/world/)")})
    paper.build_ok(base_url="https://example.org/news/")
    page = paper.page("world/a/index.html")
    assert 'href="/news/world/"' in page
    assert 'href="/world/' not in page
    assert 'href="https://example.org/news/world/a/"' in page


def test_urdu_slugs_stay_whole(make_paper):
    paper = make_paper({"content/world/بارش-کی-خبر.md": article("بارش", lang="ur")})
    paper.build_ok()
    page = paper.page("world/بارش-کی-خبر/index.html")
    assert '<html lang="ur" dir="rtl"' in page
    assert "https://news.example/world/%D8%A8" in page


# --- files beside the articles ----------------------------------------------------------------


def test_images_in_the_folder_of_an_article_are_copied(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(
                body="![A map](maps/map.gif)", image="{src: photo.gif, alt: A bridge}"
            ),
            "content/world/photo.gif": photo(8, 6, "GIF"),
            "content/world/maps/map.gif": photo(4, 3, "GIF"),
            "content/world/unused.gif": photo(4, 3, "GIF"),
        }
    )
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert 'src="/media/world/photo.gif"' in page
    assert 'src="/media/world/maps/map.gif"' in page
    assert (paper.public / "media/world/photo.gif").exists()
    assert not (paper.public / "media/world/unused.gif").exists()


def test_a_missing_image_is_reported_with_its_line(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(image="phto.jpg"),
            "content/world/photo.jpg": b"",
        }
    )
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.line) == ("missing-image", 5)
    assert "photo.jpg" in problem.hint


def test_links_between_sources_lead_to_pages(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(
                body="[B](../pakistan/b.md#why) and [us](../pages/about.md)"
            ),
            "content/pakistan/b.md": article("B", section="pakistan"),
            "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
        }
    )
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert 'href="/pakistan/b/#why"' in page
    assert 'href="/about/"' in page


# --- templates --------------------------------------------------------------------------------


def test_a_site_overrides_one_block_of_a_template(make_paper):
    override = (
        '{% extends "theme/article.html" %}{% block comments %}<p>Write to us.</p>{% endblock %}'
    )
    paper = make_paper({"content/world/a.md": article(), "templates/article.html": override})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert "<p>Write to us.</p>" in page
    assert "Talks end" in page


def test_a_site_adds_a_block_of_its_own(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(body="::: verdict Guilty\nOn *all* counts.\n:::"),
            "templates/blocks/verdict.html": "<aside>{{ title }}: {{ content }}</aside>",
        }
    )
    paper.build_ok()
    assert "<aside>Guilty: <p>On <em>all</em> counts.</p>" in paper.page("world/a/index.html")


def test_a_template_error_names_template_line_and_article(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(),
            "templates/article.html": "<h1>{{ article.title }}</h1>\n{{ artcle.title }}",
        }
    )
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.path, problem.line) == (
        "template-error",
        "templates/article.html",
        2,
    )
    assert "content/world/a.md" in problem.message
    assert "artcle" in problem.message


def test_a_syntax_error_in_a_template_is_reported_once_per_page_with_its_line(make_paper):
    paper = make_paper({"templates/home.html": "a\nb\n{% if %}"})
    problems = paper.build().diagnostics
    assert {(p.code, p.path, p.line) for p in problems} == {
        ("template-error", "templates/home.html", 3)
    }


def test_content_is_never_a_template(make_paper):
    paper = make_paper({"content/world/a.md": article("'{{ site }}'", body="{% raw %}{{ 7*7 }}")})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert "{% raw %}{{ 7*7 }}" in page
    assert "{{ site }}" in page


# --- plan and survey --------------------------------------------------------------------------


def reasons(paper) -> dict[str, str]:
    changes, diagnostics = preview(paper.options())
    assert diagnostics == ()
    return {change.path: change.reason for change in changes}


def test_the_plan_says_why_each_file_would_be_written(make_paper):
    paper = make_paper({f"content/world/{n}.md": article(f"S{n}") for n in "ab"})
    assert set(reasons(paper).values()) == {"new"}
    paper.build_ok()
    assert set(reasons(paper).values()) == {"same"}

    paper.write(
        {
            "content/world/a.md": article(
                "Sa", body="Another body.", summary="The talks ended on Monday."
            )
        }
    )
    changed = {path for path, reason in reasons(paper).items() if reason == "text changed"}
    assert changed == {"world/a/index.html"}

    paper.write({"content/world/a.md": article("Changed headline")})
    changed = {path for path, reason in reasons(paper).items() if reason == "text changed"}
    assert {"index.html", "world/index.html", "feed.xml", "world/b/index.html"} <= changed

    paper.build_ok()
    paper.write({"templates/tag.html": "x", "templates/page.html": "y"})
    assert "template" not in " ".join(reasons(paper).values())
    paper.write({"templates/home.html": '{% extends "theme/home.html" %}'})
    assert reasons(paper)["index.html"] == "template home.html changed"
    paper.remove("content/world/b.md")
    assert reasons(paper)["world/b/index.html"] == "removed"


def test_the_plan_lists_the_pages_that_a_style_sheet_changes(make_paper):
    paper = make_paper({"content/world/a.md": article(), "static/css/site.css": "a"})
    paper.build_ok()
    old, new = (asset_path("css/site.css", digest_bytes(content)) for content in (b"a", b"b"))
    paper.write({"static/css/site.css": "b"})
    told = reasons(paper)
    assert (told[new], told[old], told["css/site.css"]) == ("new", "removed", "file changed")
    assert told["world/a/index.html"] == "static/css/site.css changed"
    assert set(told.values()) == {
        "new",
        "removed",
        "file changed",
        "static/css/site.css changed",
        "same",
    }


def test_the_survey_lists_every_story_with_its_status(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article("Live"),
            "content/world/b.md": article("Draft", draft="true"),
            "content/world/c.md": article("Later", date="2027-01-01"),
            "content/world/d.md": article("Gone", date="2026-11-01", expires="2026-11-02"),
        }
    )
    stories, due, diagnostics = survey(paper.options())
    assert diagnostics == ()
    assert {story.title: story.status for story in stories} == {
        "Live": "live",
        "Draft": "draft",
        "Later": "scheduled",
        "Gone": "expired",
    }
    assert due == datetime(2026, 12, 31, 19, 0, tzinfo=UTC)
