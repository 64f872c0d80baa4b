"""Live stories: entries, their order and addresses, what marks them, and what programs read."""

import json
import re
from datetime import datetime, timedelta

import pytest
from lxml import etree

from newsgen.builder.progress import silent
from newsgen.serve.snapshot import first_snapshot, next_snapshot, refresh_articles
from support.json_ld import story
from support.paper import CONFIG, NOW, MakePaper, Paper, archive, article

STORY = "content/world/count.md"
PAGE = "world/count/index.html"
ENTRIES = """\
The count began at eight.

::: update 09:30 The first box
Opened before witnesses.
:::

::: update 11:00 Half of the votes
The lead is *small*.
:::

::: update 08:15 pinned Where to look
The table of all boxes.
:::
"""
LABEL = '<span class="eyebrow-live">Live</span>'


def live(body: str = ENTRIES, **fields: str) -> str:
    """The text of a live story that begins on the morning of 23 November 2026 in Karachi."""
    return article("The count", body=body, **{"date": "2026-11-23 08:00", "type": "live", **fields})


@pytest.fixture
def paper(make_paper: MakePaper) -> Paper:
    return make_paper({STORY: live()})


def ids(html: str) -> list[str]:
    """The addresses of the entries on a page, in their order."""
    return re.findall(r'<(?:article|div) class="update(?: [^"]*)?" id="([^"]*)"', html)


def updates(paper: Paper) -> dict:
    return json.loads(paper.page("world/count/updates.json"))


def faults(paper: Paper, body: str, **fields: str) -> list[tuple[str, int, str]]:
    """What is wrong with such a story."""
    paper.write({STORY: live(body, **fields)})
    return [(found.code, found.line, found.message) for found in paper.build().diagnostics]


# --- entries


def test_pinned_entries_lead_and_the_newest_follow_whatever_the_order_of_the_file(paper):
    paper.build_ok()
    page = paper.page(PAGE)
    assert ids(page) == ["t-20261123-0815", "t-20261123-1100", "t-20261123-0930"]
    assert page.index("The count began at eight.") < page.index('id="updates"')


def test_an_entry_has_a_time_a_title_a_text_and_a_link_to_itself(paper):
    paper.build_ok()
    entry = paper.page(PAGE).partition('id="t-20261123-1100"')[2].partition("</article>")[0]
    assert '<a href="#t-20261123-1100"><time datetime="2026-11-23T11:00:00+05:00">' in entry
    assert "11:00\u202fam PKT" in entry
    assert '<h2 class="update-title">Half of the votes</h2>' in entry
    assert "The lead is <em>small</em>." in entry


def test_new_entries_rename_no_older_one(paper):
    paper.build_ok()
    before = ids(paper.page(PAGE))
    more = "::: update 11:00:30 Another\nMore.\n:::\n"
    paper.write({STORY: live(ENTRIES.replace("::: update 09:30", f"{more}\n::: update 09:30"))})
    paper.build_ok()
    after = ids(paper.page(PAGE))
    assert after[:2] == [before[0], "t-20261123-110030"]
    assert [each for each in after if each in before] == before


def test_after_midnight_an_entry_names_its_day(paper):
    late = f"{ENTRIES}\n::: update 2026-11-24 00:10 The last box\nIt is over.\n:::\n"
    paper.write({STORY: live(late)})
    paper.build_ok(NOW + timedelta(days=1))
    assert ids(paper.page(PAGE))[1] == "t-20261124-0010"


def test_text_after_the_entries_and_notes_stay_below_them(paper):
    paper.write({STORY: live(f"{ENTRIES}\nA note.[^1]\n\n[^1]: By the office.\n")})
    paper.build_ok()
    page = paper.page(PAGE)
    assert page.index("t-20261123-0930") < page.index("A note.") < page.index("By the office.")


def test_an_entry_may_contain_blocks_and_links_to_other_entries(paper):
    body = (
        "Words.\n\n:::: update 09:00\n::: box Rules\nSix.\n:::\n::::\n\n"
        "::: update 10:00\nAs [before](#t-20261123-0900).\n:::\n"
    )
    paper.write({STORY: live(body)})
    paper.build_ok()
    assert ids(paper.page(PAGE)) == ["t-20261123-1000", "t-20261123-0900"]
    assert '<p class="box-title">Rules</p>' in paper.page(PAGE)


def test_a_story_without_entries_waits_for_them(paper):
    paper.write({STORY: live("It begins at eight.")})
    paper.build_ok()
    assert 'id="updates"' in paper.page(PAGE)
    assert updates(paper) == {"live": True, "updates": []}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("::: update", "this update has no time"),
        ("::: update Soon", "`Soon` does not begin with a time"),
        ("::: update 14.05 Votes", "`14.05 Votes` does not begin with a time"),
        ("::: update 25:00 Votes", "25:00 is not a time of a real day"),
        ("::: update 2026-02-30 10:00", "2026-02-30 10:00 is not a time of a real day"),
        ("::: update 00:10", "00:10 is before the story begins: an update of another day names it"),
        (
            "::: update 09:30",
            "another update has the time 09:30: give this one seconds, such as 09:30:30",
        ),
    ],
)
def test_a_wrong_time_is_an_error_with_its_line(paper, line, fault):
    body = f"::: update 09:30\nOne.\n:::\n\n{line}\nTwo.\n:::\n"
    assert faults(paper, body) == [("bad-update", 12, fault)]


def test_a_time_that_the_clocks_skip_is_an_error(paper):
    paper.write({"newsgen.yaml": CONFIG.replace("Asia/Karachi", "Europe/Berlin")})
    (found,) = faults(paper, "::: update 02:30\nOne.\n:::\n", date="2026-03-29 01:00")
    assert found[:2] == ("bad-update", 8)
    assert "does not exist in Europe/Berlin" in found[2]


def test_an_entry_stands_outside_other_blocks_and_in_a_live_story(paper):
    inside = ":::: box\n::: update 09:30\nOne.\n:::\n::::\n"
    assert [found[:2] for found in faults(paper, inside)] == [("bad-update", 9)]
    assert faults(paper, ENTRIES, type="news")[0][2] == "only a live story has updates"


# --- while it goes on


def test_a_story_is_live_until_its_coverage_ends_and_the_site_follows_by_itself(paper):
    paper.write({STORY: live(coverage_end="2026-11-23 18:00")})
    paper.build_ok()
    end = datetime.fromisoformat("2026-11-23T18:00+05:00")
    for path in (PAGE, "index.html", "world/index.html"):
        assert LABEL in paper.page(path)
    assert "js/live." in paper.page(PAGE)
    assert paper.build(end - timedelta(seconds=1)).rendered == 0
    paper.build_ok(end)
    for path in (PAGE, "index.html", "world/index.html"):
        assert LABEL not in paper.page(path)
        assert "As it happened" in paper.page(path)
    assert "js/live." not in paper.page(PAGE)
    assert updates(paper)["live"] is False


def test_without_an_end_a_story_stays_live(paper):
    paper.build_ok(NOW + timedelta(days=300))
    assert LABEL in paper.page(PAGE)


def test_the_label_is_in_the_language_of_the_page(paper):
    paper.write({STORY: live(lang="ur")})
    paper.build_ok()
    assert '<span class="eyebrow-live">براہِ راست</span>' in paper.page(PAGE)


def test_the_newest_entry_is_the_last_change(paper):
    paper.build_ok()
    newest = "2026-11-23T11:00:00+05:00"
    assert f'Updated <time datetime="{newest}" data-age="latn">' in paper.page("index.html")
    assert f"<lastmod>{newest}</lastmod>" in paper.page("sitemap-2026-11.xml")
    assert f'"dateModified":"{newest}"' in paper.page(PAGE)
    assert "Mon, 23 Nov 2026 06:00:00 +0000</lastBuildDate>" in paper.page("feed.xml")


def test_an_end_belongs_to_a_live_story_and_comes_after_its_beginning(paper):
    both = {"coverage_end": "2026-11-23 07:00"}
    assert [found[0] for found in faults(paper, "One.", type="news", **both)] == ["bad-value"]
    assert [found[0] for found in faults(paper, "One.", **both)] == ["bad-value"]


# --- what programs read


def test_open_pages_ask_for_the_latest_entries_as_they_show_them(paper):
    paper.build_ok()
    page, answer = paper.page(PAGE), updates(paper)
    assert 'data-updates="/world/count/updates.json"' in page
    assert [each["id"] for each in answer["updates"]] == [
        "t-20261123-1100",
        "t-20261123-0930",
        "t-20261123-0815",
    ]
    assert [each["pinned"] for each in answer["updates"]] == [False, False, True]
    assert answer["updates"][0]["title"] == "Half of the votes"
    assert answer["updates"][0]["time"] == "2026-11-23T11:00:00+05:00"
    assert all(each["html"] in page for each in answer["updates"])


def test_the_story_has_a_feed_of_its_own(paper):
    paper.build_ok()
    assert 'title="The count" href="/world/count/feed.xml"' in paper.page(PAGE)
    items = etree.fromstring((paper.public / "world/count/feed.xml").read_bytes()).iter("item")
    found = [(i.findtext("title"), i.findtext("link"), i.findtext("guid")) for i in items]
    assert found[0] == (
        "Half of the votes",
        "https://news.example/world/count/#t-20261123-1100",
        "tag:news.example,2026:world/count#t-20261123-1100",
    )
    assert len(found) == 3


def test_only_the_latest_entries_are_for_programs_and_the_page_has_all(paper):
    many = "".join(f"::: update 09:{minute:02}\nWords.\n:::\n\n" for minute in range(40))
    paper.write({STORY: live(many)})
    paper.build_ok()
    assert len(ids(paper.page(PAGE))) == 40
    assert len(updates(paper)["updates"]) == 30
    assert updates(paper)["updates"][0]["id"] == "t-20261123-0939"
    assert paper.page("world/count/feed.xml").count("<item>") == 30


def test_feeds_of_the_site_have_one_item_with_the_text_in_the_order_of_the_page(paper):
    paper.write({"newsgen.yaml": f"{CONFIG}feeds: {{content: full}}\n"})
    paper.build_ok()
    feed = paper.page("feed.xml")
    assert feed.count("<item>") == 1
    places = [feed.index(words) for words in ("began at", "The table", "The lead", "Opened")]
    assert places == sorted(places)


def test_search_engines_read_a_live_blog(paper):
    paper.write({STORY: live(coverage_end="2026-11-23 18:00")})
    paper.build_ok()
    facts = story(paper.page(PAGE))
    assert facts["@type"] == "LiveBlogPosting"
    assert facts["coverageStartTime"] == "2026-11-23T08:00:00+05:00"
    assert facts["coverageEndTime"] == "2026-11-23T18:00:00+05:00"
    assert facts["liveBlogUpdate"][0] == {
        "@type": "BlogPosting",
        "headline": "Half of the votes",
        "url": "https://news.example/world/count/#t-20261123-1100",
        "datePublished": "2026-11-23T11:00:00+05:00",
        "articleBody": "The lead is small.",
    }


def test_a_page_with_a_suffix_has_its_files_in_a_folder_of_its_name(make_paper):
    paper = make_paper({STORY: live()})
    paper.write({"newsgen.yaml": f'{CONFIG}permalink: "/{{section}}/{{slug}}.html"\n'})
    paper.build_ok()
    assert updates(paper)["live"] is True
    assert 'href="/world/count/feed.xml"' in paper.page("world/count.html")


# --- the preview


def test_a_saved_story_stays_live_in_the_preview_and_its_files_follow(paper):
    snapshot = first_snapshot(paper.options(scope="everything"), silent)
    paper.write({STORY: live(ENTRIES.replace("small", "large"))})
    snapshot, settled = refresh_articles(snapshot, frozenset({STORY}))
    assert snapshot.outputs[PAGE].recipe.view().article.in_progress
    assert not settled  # the feed and the JSON need a new snapshot
    snapshot = next_snapshot(snapshot, frozenset({STORY}), NOW)
    view = snapshot.outputs["world/count/updates.json"].recipe.view()
    assert b"large" in snapshot.site_plan.renderer.render(
        snapshot.outputs["world/count/updates.json"], view, None
    )


# --- small publications


@pytest.mark.slow
def test_an_update_changes_few_files_of_a_large_paper(make_paper):
    paper = make_paper(archive(1000, tags=20, authors=10))
    fields = {"tags": "[t1, t2, t3]", "authors": "[Author 1]"}
    paper.write({STORY: live(**fields)})
    paper.build_ok()
    more = f"{ENTRIES}\n::: update 12:00 All boxes\nThe count is over.\n:::\n"
    paper.write({STORY: live(more, **fields)})
    changed = paper.build_ok().changes.changed
    assert {PAGE, "world/count/updates.json", "world/count/feed.xml", "feed.xml"} <= set(changed)
    assert len(changed) <= 24
