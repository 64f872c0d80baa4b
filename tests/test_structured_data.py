"""The JSON-LD of an article says what the page shows, in the words of schema.org."""

import json
from typing import Any

import pytest

from support.json_ld import json_ld_text, story
from support.paper import article
from support.photos import photo


def block(paper, path: str = "world/a/index.html") -> str:
    paper.build_ok()
    return json_ld_text(paper.page(path))


def data(paper) -> dict[str, Any]:
    paper.build_ok()
    return story(paper.page("world/a/index.html"))


def test_what_google_asks_of_an_article(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(
                dateline="LAHORE (APP) –",
                updated="2026-11-21 11:00",
                authors="[Ayesha Khan, Bilal Dar]",
                tags="[Floods]",
                image="{src: a.jpg, alt: A}",
                source="APP",
                series="The Year",
                corrections="{date: 2026-11-22, text: It was Tuesday.}",
            ),
            "content/world/a.jpg": photo(60, 30),
        }
    )
    found = data(paper)
    assert found["@type"] == "NewsArticle"
    assert found["headline"] == "Talks end"
    assert found["datePublished"] == "2026-11-20T10:00:00+05:00"
    assert found["dateModified"] == "2026-11-22T00:00:00+05:00"  # the correction
    assert [author["name"] for author in found["author"]] == ["Ayesha Khan", "Bilal Dar"]
    assert found["author"][0]["url"] == "https://news.example/authors/ayesha-khan/"
    assert [(image["width"], image["height"]) for image in found["image"]] == [
        (53, 30),
        (40, 30),
        (30, 30),
    ]
    assert found["image"][0]["url"].startswith("https://news.example/media/world/a-wide53.")
    assert found["mainEntityOfPage"] == "https://news.example/world/a/"
    assert found["publisher"]["name"] == "The Test Courier"
    assert found["keywords"] == ["Floods"]
    assert found["wordCount"] == 5
    assert found["dateline"] == "LAHORE"
    assert found["correction"][0]["text"] == "It was Tuesday."
    assert found["isPartOf"]["name"] == "The Year"


def test_a_story_without_byline_is_by_its_agency(make_paper):
    found = data(make_paper({"content/world/a.md": article(source="APP")}))
    assert found["author"] == [{"@type": "Organization", "name": "APP"}]


def test_an_agency_in_the_byline_is_not_a_person(make_paper):
    fields = {"authors": "[Ayesha Khan, APP]", "source": "APP"}
    found = data(make_paper({"content/world/a.md": article(**fields)}))
    assert [author["@type"] for author in found["author"]] == ["Person", "Organization"]


def test_missing_facts_are_left_out(make_paper):
    found = data(make_paper({"content/world/a.md": article()}))
    missing = {"author", "correction", "dateline", "image", "isPartOf", "keywords"}
    assert missing.isdisjoint(found)
    assert found["dateModified"] == found["datePublished"]


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("opinion", ["NewsArticle", "OpinionNewsArticle"]),
        ("analysis", ["NewsArticle", "AnalysisNewsArticle"]),
        ("explainer", ["NewsArticle", "BackgroundNewsArticle"]),
        ("review", ["NewsArticle", "ReviewNewsArticle"]),
        ("sponsored", "AdvertiserContentArticle"),
        ("satire", "SatiricalArticle"),
        ("obituary", "NewsArticle"),
        ("interview", "NewsArticle"),
        ("feature", "NewsArticle"),
    ],
)
def test_the_type_of_work(make_paper, kind, types):
    assert data(make_paper({"content/world/a.md": article(type=kind)}))["@type"] == types


def test_a_review_says_what_it_is_of_and_how_good_that_is(make_paper):
    rating = "{item: The River, value: 3.5, best: 6, kind: film}"
    found = data(make_paper({"content/world/a.md": article(type="review", rating=rating)}))
    assert found["@type"] == ["NewsArticle", "ReviewNewsArticle", "Review"]
    assert found["itemReviewed"] == {"@type": "Movie", "name": "The River"}
    assert found["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": "3.5",
        "worstRating": 0,
        "bestRating": 6,
    }


def test_a_review_of_nothing_that_search_engines_know_is_no_rich_result(make_paper):
    rating = "{item: A stamp, value: 4}"
    found = data(make_paper({"content/world/a.md": article(type="review", rating=rating)}))
    assert found["@type"] == ["NewsArticle", "ReviewNewsArticle"]
    assert found["itemReviewed"] == {"@type": "CreativeWork", "name": "A stamp"}


def test_an_obituary_is_about_a_person(make_paper):
    subject = "{name: Zahra Noor, born: 1931-03-02, died: 2026-11}"
    found = data(make_paper({"content/world/a.md": article(type="obituary", subject=subject)}))
    assert found["about"] == {
        "@type": "Person",
        "name": "Zahra Noor",
        "birthDate": "1931-03-02",
        "deathDate": "2026-11",
    }


@pytest.mark.parametrize(
    ("ai", "source"),
    [
        ("Translated by a program.", "CompositeWithTrainedAlgorithmicMedia"),
        ("{note: Written by a program., kind: generated}", "TrainedAlgorithmicMedia"),
    ],
)
def test_what_a_program_made_says_so(make_paper, ai, source):
    found = data(make_paper({"content/world/a.md": article(ai=ai)}))
    assert found["digitalSourceType"] == f"https://schema.org/{source}DigitalSource"


def test_a_headline_cannot_end_the_script(make_paper):
    title = "A </script><b> & \\u2028 B"
    text = block(make_paper({"content/world/a.md": article(f'"{title}"')}))
    assert json.loads(text)["@graph"][0]["headline"] == "A </script><b> & \u2028 B"
    assert not set("<>&\u2028\u2029") & set(text)
