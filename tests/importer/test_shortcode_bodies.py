"""Shortcodes as Markdown: import.yaml first, then the known ones, else the words inside."""

import pytest

from newsgen.importer.bodies.shortcodes import block, nest_blocks, show
from newsgen.importer.bodies.usual import USUAL
from newsgen.importer.conversion import Action, Conversion, Shortcode


def call(name: str, *arguments: str, inner: str = "", **named: str) -> Shortcode:
    return Shortcode(name=name, arguments=arguments, named=named, inner=inner, line=7)


@pytest.mark.parametrize(
    ("shortcode", "shown"),
    [
        (
            call("youtube", id="abcdefghijk", title="The opening"),
            "::: video https://www.youtube.com/watch?v=abcdefghijk\nThe opening\n:::",
        ),
        (
            call("figure", src="c.jpg", alt="A crane", caption="The crane, in *May*.", attr="Ann"),
            '![A crane](c.jpg "The crane, in May. | Ann")',
        ),
        (call("figure", src="c.jpg", alt="A", link="large.jpg"), "![A](large.jpg)"),
        (
            call("note", heading="Mind", inner="Bring **boots**."),
            "::: note Mind\nBring **boots**.\n:::",
        ),
        (
            call("tweet", user="a", id="1234567890"),
            "::: embed https://x.com/a/status/1234567890\n:::",
        ),
        (call("details", "More", inner="x"), "::: box More\nx\n:::"),
        (call("highlight", "sh", inner="\na ```\n"), "````sh\na ```\n````"),
        (call("button", href="/x", inner="Go"), "[Go](/x)"),
        (call("gist", "ann", "12"), "<https://gist.github.com/ann/12>"),
        (call("quote", author="Ann", inner="We\nsaw."), "> We\n> saw.\n>\n> — Ann"),
        (call("audio", src="a.mp3"), "::: audio a.mp3\n:::"),
        (call("toc"), ""),
    ],
)
def test_usual_shortcodes(shortcode: Shortcode, shown: str):
    assert show(shortcode, Conversion(), USUAL) == shown


def test_an_unknown_one_keeps_its_words_and_is_counted():
    conversion = Conversion()
    assert show(call("weather", inner="sunny", city="G"), conversion, USUAL) == "sunny"
    assert show(call("fact", text="Rain."), conversion, USUAL) == "Rain."
    first = conversion.notes[0]
    assert first.text == "shortcode weather: not known, its words kept"
    assert (first.name, first.line) == ("shortcode weather", 7)


def test_an_unknown_one_without_words_is_left_out():
    conversion = Conversion()
    assert show(call("issue", "4711"), conversion, USUAL) == ""
    assert [(note.effect, note.text) for note in conversion.notes] == [
        ("left-out", "shortcode issue: not known, left out")
    ]


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ("drop", ""),
        ("text", "words"),
        ("box", "::: box T\nwords\n:::"),
        ("note", "::: note T\nwords\n:::"),
        ("image", '![](a.png "T")'),
        ("video", "::: video a.png\nwords\n:::"),
        ("template", "::: youtube T a.png\nwords\n:::"),
    ],
)
def test_import_yaml_decides_first(action: Action, shown: str):
    conversion = Conversion(rules={"youtube": action})
    shortcode = call("youtube", inner="words", title="T", src="a.png")
    assert show(shortcode, conversion, USUAL) == shown
    assert "shortcode youtube" in [note.name for note in conversion.notes]


def test_outer_blocks_have_more_colons():
    inner = block("video", "a.mp4", "x")
    assert block("note", "", inner) == ":::: note\n::: video a.mp4\nx\n:::\n::::"
    text = "::: a\n::: b\n::: c\n:::\n:::\n```\n:::\n```\n:::\n"
    assert nest_blocks(text) == "::::: a\n:::: b\n::: c\n:::\n::::\n```\n:::\n```\n:::::\n"
    assert nest_blocks("- ::: a\n  ::: b\n  :::\n  :::\n") == "- :::: a\n  ::: b\n  :::\n  ::::\n"
