"""The fast way for plain prose gives the very HTML that the engine gives without it."""

import random
import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsgen.markdown.parser import Style, parser_for
from newsgen.markdown.prose import split_prose

STYLES = [Style(), Style(smart_quotes=False), Style(lang="ur"), Style(trusted=True)]


def engine_without(style: Style) -> MarkdownIt:
    """An engine of that style that has to go the long way."""
    engine = parser_for.__wrapped__(style)
    engine.disable("prose")
    return engine


FAST = {style: parser_for(style) for style in STYLES}
SLOW = {style: engine_without(style) for style in STYLES}


def html(engine: MarkdownIt, body: str) -> str:
    return str(engine.render(body, {"faults": []}))


def assert_same(body: str) -> None:
    """The rule of the engine and the short cut for whole bodies both give what the engine gives."""
    for style in STYLES:
        expected = html(SLOW[style], body)
        assert html(FAST[style], body) == expected
        paragraphs = split_prose(body)
        if paragraphs:
            assert "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs) == expected


def test_plain_prose_goes_the_fast_way():
    tokens = FAST[Style()].parse(
        "The talks ended.\nAll left – “happy”.\n\nNobody spoke.", {"faults": []}
    )
    assert [token.type for token in tokens] == ["prose", "prose"]
    assert tokens[0].map == [0, 2]


def test_a_body_of_prose_alone_skips_the_engine():
    assert split_prose("One.\n\nTwo\nlines.\n\n\nThree.\n") == ["One.", "Two\nlines.", "Three."]
    assert split_prose("One.\n\n*Two*.") is None
    assert split_prose("") == []


@pytest.mark.parametrize(
    "body",
    [
        "A *word*.",
        'A "quote".',
        "It's.",
        "A dash -- here.",
        "And so on...",
        "A [link](x).",
        "A <b>.",
        "A & b",
        "a | b\n- | -",
        "Heading\n---",
        "Heading\n===",
        "Text\n- list",
        "Text\n1. list",
        "Text\n> quote",
        "Text\n# heading",
        "Text\n```\ncode\n```",
        "Text\n::: box\nx\n:::",
        "Text  \nbroken",
        "Text \nnot broken",
        "Text\\\nbroken",
        "    code",
        "- item\n\n  plain text in it",
        "> quote\nlazy text",
        "```\nplain text\n\nplain text\n```",
        "<!-- a\n\nplain text\n\n-->",
        "[^1]: Note\n\n    plain text\n\nWords.[^1]",
        "Text\u00a0\n\nText\u3000",
        "\u00a0Text",
        "Text\r\n\r\nText",
        "Text\n \t\nText",
        "Text",
        "Text\n",
        "Text\n\n\n",
        "\n\nText",
        "Text\x0b",
        "a\x00b",
        "Ångström – “naïve”",
        "اردو متن۔\n\nدوسرا",
        "www.example.org and a@b.example",
    ],
)
def test_what_may_be_more_than_prose_is_the_same_either_way(body):
    assert_same(body)
    assert_same(f"Before.\n\n{body}\n\nAfter.")


pieces = st.sampled_from(
    [
        "word",
        "Word.",
        "“quoted”",
        "it’s",
        " ",
        " ",
        "\n",
        "\n\n",
        "  ",
        "*",
        "_",
        "`",
        "[",
        "](x)",
        "![",
        "<",
        ">",
        "&amp;",
        "'",
        '"',
        "-",
        "--",
        "...",
        "1.",
        "#",
        "|",
        "~",
        ":::",
        "::: box",
        "\\",
        "=",
        "===",
        "---",
        "\t",
        "    ",
        "    word",
        "```",
        "[^1]",
        "[^1]:",
        "[a]: b",
        "é",
        "ا",
        "\u00a0",
        "!",
    ]
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_text_is_the_same_either_way(body):
    assert_same(body)


def test_an_archive_is_the_same_either_way(tmp_path):
    path = Path(__file__).parents[1] / "benchmarks" / "make_archive.py"
    make_body = runpy.run_path(str(path))["make_body"]
    chance = random.Random(3)
    for _ in range(100):
        assert_same(make_body(chance, ["/world/a/"]))
