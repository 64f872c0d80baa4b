"""Corrections: shown on the story, listed for all readers, and told to feeds and search engines."""

import re
from datetime import UTC, datetime

import pytest
from lxml import etree

from support.json_ld import story
from support.paper import CONFIG, NOW, MakePaper, Paper, article

STORY = "content/world/talks.md"
PAGE = "world/talks/index.html"
LIST = "corrections/index.html"
FEED = "corrections/feed.xml"


def note(kind: str = "correction", day: str = "2026-11-21", text: str = "It was Tuesday.") -> str:
    return f"{{date: {day}, kind: {kind}, text: {text}}}"


def corrected(*notes: str, **fields: str) -> str:
    return article(corrections=f"[{', '.join(notes)}]", **fields)


@pytest.fixture
def paper(make_paper: MakePaper) -> Paper:
    return make_paper(
        {
            STORY: corrected(note()),
            "content/world/other.md": article("Other", date="2026-11-19"),
        }
    )


def notes(page: str) -> list[tuple[str, str]]:
    """Kind and text of each note of a page, in their order."""
    return re.findall(
        r'class="correction correction-(\w+)">.*?</time></p>\s*<p>(.*?)</p>', page, re.DOTALL
    )


# --- on the story


@pytest.mark.parametrize(
    ("written", "is_at_top"),
    [
        (note("retraction"), True),
        (note("correction"), False),
        (note("clarification"), False),
        (note("update"), False),
        (note("correction")[:-1] + ", position: top}", True),
        (note("retraction")[:-1] + ", position: end}", False),
    ],
)
def test_serious_notes_stand_before_the_text_and_others_after_it(paper, written, is_at_top):
    paper.write({STORY: corrected(written)})
    paper.build_ok()
    page = paper.page(PAGE)
    assert (page.index('class="correction ') < page.index('class="prose"')) is is_at_top
    assert len(notes(page)) == 1


@pytest.mark.parametrize(
    ("kind", "english", "urdu"),
    [
        ("correction", "Correction", "تصحیح"),
        ("clarification", "Clarification", "وضاحت"),
        ("update", "Update", "اضافہ"),
        ("retraction", "Retraction", "تحریر واپس لے لی گئی"),
    ],
)
def test_every_kind_has_its_word_and_its_date(paper, kind, english, urdu):
    paper.write(
        {STORY: corrected(note(kind)), "content/world/u.md": corrected(note(kind), lang="ur")}
    )
    paper.build_ok()
    assert f'{english} <time datetime="2026-11-21T00:00:00+05:00">' in paper.page(PAGE)
    assert f"{urdu} <time" in paper.page("world/u/index.html")


def test_an_unknown_kind_is_told(paper):
    paper.write({STORY: corrected(note("oops"))})
    assert paper.codes() == ["bad-value"]


def test_plain_text_is_one_correction_of_the_day_of_the_update(paper):
    paper.write({STORY: article(corrections="It was two.", updated="2026-11-21 15:30")})
    paper.build_ok()
    page = paper.page(PAGE)
    assert notes(page) == [("correction", "It was two.")]
    assert 'Correction <time datetime="2026-11-21T15:30:00+05:00">' in page


def test_plain_text_without_a_day_is_answered_with_the_lines_to_write(paper):
    paper.write({STORY: article(corrections="It was two.")})
    night = datetime(2026, 11, 23, 20, tzinfo=UTC)  # it is the next day in Karachi
    [problem] = paper.build(now=night).diagnostics
    assert (problem.code, problem.line) == ("missing-key", 5)
    assert problem.message == "the correction has no date"
    lines = problem.hint.split("`")[1::2]
    assert lines == ["corrections:", "  - date: 2026-11-24", '    text: "It was two."']
    paper.write({STORY: article().replace("\n---\n", "\n".join(["", *lines, "---", ""]), 1)})
    paper.build_ok(now=night)
    assert notes(paper.page(PAGE)) == [("correction", "It was two.")]


def test_a_correction_is_the_last_change_of_a_story(paper):
    paper.write({STORY: corrected(note(day="2026-11-21 15:30"), updated="2026-11-20 12:00")})
    paper.build_ok()
    moment = "2026-11-21T15:30:00+05:00"
    page = paper.page(PAGE)
    assert f'<meta property="article:modified_time" content="{moment}">' in page
    assert re.search(rf'story-updated">.*<time datetime="{re.escape(moment)}">', page)
    assert story(page)["dateModified"] == moment
    assert f"<lastmod>{moment}</lastmod>" in paper.page("sitemap-2026-11.xml")


def test_a_later_update_stays_the_last_change(paper):
    paper.write({STORY: corrected(note(), updated="2026-11-22 09:00")})
    paper.build_ok()
    assert story(paper.page(PAGE))["dateModified"] == "2026-11-22T09:00:00+05:00"


def test_a_correction_in_the_future_is_told_once_at_its_line(paper):
    paper.write({STORY: corrected(note(day="2026-12-24"))})
    (found,) = paper.build().diagnostics
    assert (found.code, found.key) == ("future-update", ("corrections", 0, "date"))


def test_search_engines_learn_what_was_wrong_but_an_update_is_no_correction(paper):
    paper.write({STORY: corrected(note(), note("update", text="More."))})
    paper.build_ok()
    (comment,) = story(paper.page(PAGE))["correction"]
    assert comment["@type"] == "CorrectionComment"
    assert comment["text"] == "It was Tuesday."


# --- the page of all corrections


def test_without_corrections_there_is_no_page_of_them(paper):
    paper.write({STORY: article()})
    paper.build_ok()
    assert not (paper.public / LIST).exists()
    assert not (paper.public / FEED).exists()
    assert "corrections/" not in paper.page(PAGE)
    assert "corrections/" not in paper.page("sitemap-pages.xml")


def test_the_page_has_every_note_the_newest_first_with_its_story(paper):
    paper.write(
        {
            STORY: corrected(note(text="First."), note("clarification", "2026-11-23", "Third.")),
            "content/world/other.md": corrected(
                note("retraction", "2026-11-22", "Second."), title="Other", lang="ur"
            ),
        }
    )
    paper.build_ok()
    page = paper.page(LIST)
    assert [text for _, text in notes(page)] == ["Third.", "Second.", "First."]
    assert re.findall(r'corrected-story"><a href="([^"]*)">([^<]*)<', page) == [
        ("/world/talks/", "Talks end"),
        ("/world/other/", "Other"),
        ("/world/talks/", "Talks end"),
    ]
    assert '<section class="corrected" lang="ur" dir="rtl">' in page
    assert '<h1 class="list-title">Corrections</h1>' in page
    assert f'<a href="/{FEED}">' in page
    assert "<loc>https://news.example/corrections/</loc>" in paper.page("sitemap-pages.xml")
    assert '<a href="/corrections/">' in paper.page(PAGE)


def test_a_standing_page_with_that_address_stands_above_the_notes(paper):
    paper.write(
        {
            "content/pages/corrections.md": "---\ntitle: Our policy\nsummary: How.\n---\n"
            "::: box We\nSee [a story](../world/other.md).\n:::\n"
        }
    )
    paper.build_ok()
    page = paper.page(LIST)
    assert '<h1 class="list-title">Our policy</h1>' in page
    assert '<a href="/world/other/">a story</a>' in page
    assert (
        page.index('class="box"') < page.index("All corrections") < page.index('class="corrected"')
    )
    assert paper.page("sitemap-pages.xml").count("/corrections/<") == 1
    paper.write({STORY: article()})
    paper.build_ok()
    page = paper.page(LIST)
    assert "Our policy" in page
    assert "All corrections" not in page
    assert not (paper.public / FEED).exists()


def test_notes_of_stories_that_are_not_live_are_not_shown(paper):
    paper.write({STORY: corrected(note(text="Secret."), embargo="2026-12-01 09:00")})
    paper.build_ok()
    assert not (paper.public / LIST).exists()


# --- the feed


def items(paper: Paper) -> list[etree._Element]:
    return etree.fromstring((paper.public / FEED).read_bytes()).findall("channel/item")


def test_the_feed_has_an_item_for_each_note(paper):
    paper.write(
        {STORY: corrected(note(text="Two & two."), note("update", "2026-11-22 08:00", "More."))}
    )
    paper.build_ok()
    newest, oldest = items(paper)
    assert newest.findtext("title") == "Update: Talks end"
    assert oldest.findtext("title") == "Correction: Talks end"
    assert oldest.findtext("link") == "https://news.example/world/talks/"
    assert oldest.findtext("description") == "Two &amp; two."
    assert newest.findtext("pubDate") == "Sun, 22 Nov 2026 03:00:00 +0000"
    assert "Correction" in [each.text for each in oldest.findall("category")]


def test_the_name_of_an_item_stays_when_another_note_is_added(paper):
    paper.write({STORY: corrected(note(), note(text="And Wednesday."))})
    paper.build_ok()
    before = {item.findtext("guid") for item in items(paper)}
    assert len(before) == 2
    paper.write(
        {STORY: corrected(note("update", "2026-11-22"), note(), note(text="And Wednesday."))}
    )
    paper.build_ok()
    assert before < {item.findtext("guid") for item in items(paper)}


def test_the_feed_ends_at_the_limit_of_feeds(paper):
    paper.write(
        {
            "newsgen.yaml": f"{CONFIG}feeds: {{limit: 1}}\n",
            STORY: corrected(note(), note(day="2026-11-22")),
        }
    )
    paper.build_ok()
    assert len(items(paper)) == 1
    assert len(notes(paper.page(LIST))) == 2


# --- costs


def test_a_story_without_corrections_changes_nothing_there(paper):
    paper.build_ok()
    paper.write({"content/world/other.md": article("Another", date="2026-11-19", body="New.")})
    changed = paper.build_ok().changes.changed
    assert not {LIST, FEED} & set(changed)


def test_the_text_of_a_corrected_story_changes_nothing_there(paper):
    paper.build_ok()
    paper.write(
        {STORY: corrected(note(), body="Other words, with a summary of before.", summary="Same.")}
    )
    paper.build_ok()
    paper.write({STORY: corrected(note(), body="And others.", summary="Same.")})
    assert list(paper.build_ok().changes.changed) == [PAGE]


def test_a_new_note_changes_the_story_the_list_and_the_feeds(paper):
    paper.build_ok()
    paper.write({STORY: corrected(note(), note("update", "2026-11-22", "More."))})
    changed = set(paper.build_ok(NOW).changes.changed)
    assert {PAGE, LIST, FEED} <= changed
    assert "world/other/index.html" not in changed
