"""What an attentive editor would mend, although the story builds."""

import struct

import pytest

from newsgen.builder.advice import advise
from newsgen.builder.progress import silent
from newsgen.serve.snapshot import first_snapshot
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
