"""The fast paths for plain prose and phrases give the same result as the engine.

``test_markdown_spec.py`` compares them on many more documents.
"""

import pytest

from newsgen.markdown.budget import Budget, make_env
from newsgen.markdown.parser import Style, parser_for
from newsgen.markdown.prose import split_prose
from support.plain_engine import STYLES, assert_same


def test_plain_prose_takes_the_fast_path():
    tokens = parser_for(Style()).parse(
        "The talks ended.\nAll left – “happy”.\n\nNobody spoke.", make_env(Budget(""))
    )
    assert [token.type for token in tokens] == ["prose", "prose"]
    assert [token.map for token in tokens] == [[0, 2], [3, 4]]


@pytest.mark.parametrize(
    "body",
    ["A *word*, a **strong** one\nand a [link](/x/?a=b#c).", "- *one*", "## A [b](c)", "> x"],
)
def test_plain_phrases_skip_the_engine(body, monkeypatch):
    engine = parser_for(Style())
    monkeypatch.setattr(engine.inline, "parse", None)  # would fail if it were called
    assert "inline" in {token.type for token in engine.parse(body, make_env(Budget("")))}


def test_a_body_of_only_prose_skips_the_engine():
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
        "a *b* c *d*e f*g*h **i** *j***k**",
        "*a **b** c* ***d*** **e*f*g** *h*i* *j**",
        "*a\nb* **c d** * e* *f * *(g)* *“h”* _i_",
        "*“a* b”* 'c *d' e* \"f **g\" h**",
        '*a* -- **b...** [c--d](e--f) ["g"](x)',
        "[a](b.md) [b](nowhere) [c](#d) [e](javascript:f) [g](//h)",
        "![a](x) ^[note](x) [^1](x) [](x) [a]() [ ](x) [a] (x) [a](x y)",
        '[a](x "t") [a](<x>) [a](x(y)) [a](x&amp;y) [a](x\\y) [a](x*y*z) *[a](x)*',
        "[a*b*](x) [*a](x)* [a\nb](x) [a](\nx) [a](x\x7f) [a](x\u00a0y)",
        "[a]\n\n[a](x)\n\n[a]: y",
        "中文*中文*中文 [中文](x)，中文\n\n中文中",
        "## *a* [b](x) c\n\n## a b c",
        "- a *b*\n- c [d](x)\n\n  e\n- f  \n  g",
        "> a *b*\nc\n> d",
        "> a\n> b c\n\n> d",
        "- a\n- b\n\n- c",
        "- a\n- b\n\n  c",
        "* a\n- b\n+ c",
        "+ a\n+ b | c\n+ - | -",
        "## a #\n## b\n####### c",
        "# a\n===\n> b\n---",
        "## a #",
        "Text ~~gone~~ here",
        "The 19^th^ and H~2~O, a^b\n\nTerm\n: words\n\nTerm\n\n: words\n~ more",
        "Term\n:no\n\nTerm\n\n:::\n\nTerm\n: one\n\n  two\n\nTerm\n   : three\n\nplain",
        "## a#",
        "[^1](x)\n\n[^1]: y",
        "a | *b*\n--- | :-:\n[c](x) | d",
        "One\n\ntwo [a](nowhere)\n\n\n\nthree\n[b](nowhere)",
    ],
)
def test_the_fast_path_and_the_engine_agree(body):
    for style in STYLES:
        assert_same(body, style)
        assert_same(f"Before.\n\n{body}\n\nAfter.", style)
