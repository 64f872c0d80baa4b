"""What an attentive editor would mend, although the story builds."""

import struct

import pytest

from newsgen.builder.advice import advise
from newsgen.builder.progress import silent
from newsgen.check import check
from newsgen.serve.page_status import advice_on
from newsgen.serve.snapshot import first_snapshot
from newsgen.suggestions import Slips
from support.paper import Paper, article

A = "content/world/a.md"


def png(width: int) -> bytes:
    """The beginning of a picture of that width."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, 675) + b"\x08\x02\0\0\0"


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({"content/world/map.png": png(1200), "static/small.png": png(1199)})


def advice(paper: Paper, text: str) -> list[str]:
    """The codes of all advice on a story of that text."""
    paper.write({A: text})
    snapshot = first_snapshot(paper.options(scope="everything"), silent)
    [story] = snapshot.articles
    return [given.code for given in advise(story, snapshot.root)]


def test_a_good_story_needs_none(paper):
    image = "{src: map.png, alt: A map}"
    body = "::: video https://youtu.be/abcdef12345\nA film.\n:::"
    assert advice(paper, article("T" * 110, body=body, summary="Short.", image=image)) == []


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"title": "T" * 111}, ["long-headline"]),
        ({"summary": ""}, ["no-summary"]),
        ({"image": "map.png"}, ["missing-alt"]),
        ({"image": "{src: /small.png, alt: Us}"}, ["small-image"]),
        ({"image": "{src: 'https://pictures.example/a.png', alt: Us}"}, []),
        ({"body": "::: video https://video.example/1\nA film.\n:::"}, ["dead-embed"]),
        ({"body": "::: video mailto:us\nA film.\n:::"}, ["dead-embed"]),
        ({"body": "::: video https://vimeo.com/1\nA film.\n:::"}, []),
    ],
)
def test_each_possible_improvement_is_reported(paper, fields, codes):
    assert advice(paper, article(**{"summary": "Short.", **fields})) == codes


def test_a_dead_embed_is_reported_with_its_line(paper):
    paper.write({A: article(body="One.\n\n::: video https://video.example/1\n:::", summary="S.")})
    snapshot = first_snapshot(paper.options(scope="everything"), silent)
    [found] = advise(snapshot.articles[0], snapshot.root)
    lines = (paper.root / A).read_text().splitlines()
    assert lines[found.line - 1] == "::: video https://video.example/1"


def test_a_picture_that_cannot_be_read_gives_no_advice(paper):
    paper.write({"content/world/odd.png": b"x", "content/world/drawn.svg": "<svg/>"})
    for name in ("odd.png", "drawn.svg"):
        image = f"{{src: {name}, alt: Us}}"
        assert advice(paper, article(summary="Short.", image=image)) == []


# --- new names


def questions(paper: Paper) -> list[tuple[str, str]]:
    """The file of each question about a name, and the name that may be meant."""
    paper.build_ok()
    found = check(paper.options()).diagnostics
    return [(d.path, d.hint.split("`")[1]) for d in found if d.code == "new-name"]


def test_a_new_author_or_tag_that_is_close_to_a_known_one_is_asked_about(make_paper):
    paper = make_paper()
    old = {"authors": "[Zarmina Daud]", "tags": "[elections]", "summary": "S."}
    new = {"authors": "[Zarmina Daub]", "tags": "[electoins]", "summary": "S."}
    paper.write({"content/world/b.md": article("B", date="2026-11-20", **old)})
    paper.write({"content/world/a.md": article("A", date="2026-11-21", **new)})
    assert questions(paper) == [
        ("content/world/a.md", "Zarmina Daud"),
        ("content/world/a.md", "elections"),
    ]
    paper.write({"content/world/c.md": article("C", date="2026-11-22", **old)})
    paper.write({"content/world/d.md": article("D", date="2026-11-22", **new)})
    assert questions(paper) == []  # two stories have each name


def test_the_desk_asks_too(make_paper):
    paper = make_paper({"content/authors/daud.md": "---\nname: Zarmina Daud\n---\n"})
    paper.write({A: article(authors="[Zarmina Dawd]", summary="S.")})
    snapshot = first_snapshot(paper.options(scope="everything"), silent)
    [question] = advice_on(snapshot.articles[0], snapshot)
    assert (question.code, question.line) == ("new-name", 5)
    assert question.hint == "did you mean `Zarmina Daud`? If it is a new name, leave it"


@pytest.mark.parametrize(
    ("word", "names", "near"),
    [
        ("floods", ["flood", "storms"], "flood"),
        ("flods", ["floods"], "floods"),
        ("folods", ["floods"], "floods"),
        ("Floods", ["floods"], ""),
        ("budget 2026", ["budget 2025"], ""),
        ("iran", ["iraq"], ""),
        ("سیلاب", ["سیلاپ"], "سیلاپ"),
        ("Peshawar", ["Lahore", "Karachi"], ""),
    ],
)
def test_one_letter_makes_a_slip(word, names, near):
    assert Slips(names).near(word) == near
