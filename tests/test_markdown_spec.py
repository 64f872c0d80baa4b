"""Compares the fast paths of ``newsgen.markdown`` with the engine's own rules on many documents.

The default run takes the examples of CommonMark, a generated archive and a thousand documents that
Hypothesis draws. ``make test-nightly`` draws 100,000; ``NEWSGEN_DOCUMENTS`` sets the number.

The examples are those that the engine's source distribution carries for its own tests; ``make``
puts it into ``.venv/spec``, and ``NEWSGEN_SPEC`` may name another folder that holds it.
"""

import json
import os
import random
import runpy
import sys
import tarfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.amounts import amount
from support.plain_engine import STYLES, assert_same

DOCUMENTS = amount("DOCUMENTS", 1000, 100_000)
SPEC = os.environ.get("NEWSGEN_SPEC", f"{sys.prefix}/spec")
each_style = pytest.mark.parametrize("style", STYLES, ids=repr)


@cache
def examples() -> list[str]:
    """The Markdown of every example of CommonMark."""
    (source,) = Path(SPEC).glob("markdown_it_py-*.tar.gz")
    with tarfile.open(source) as archive:
        (name,) = (n for n in archive.getnames() if n.endswith("/commonmark.json"))
        content = archive.extractfile(name)
        assert content
        return [example["markdown"] for example in json.load(content)]


@pytest.mark.parametrize(
    "style",
    [
        pytest.param(style, marks=() if number % 6 == 2 else pytest.mark.slow)
        for number, style in enumerate(STYLES)
    ],
    ids=repr,
)
def test_every_commonmark_example_renders_as_in_the_engine(style):
    assert len(examples()) > 600
    for example in examples():
        assert_same(example, style)
        assert_same(f"Before *it*.\n\n{example}\n\nAfter [it](b.md).\n", style)


@each_style
def test_a_generated_archive_renders_as_in_the_engine(style):
    path = Path(__file__).parents[1] / "benchmarks" / "make_archive.py"
    make_body = runpy.run_path(str(path))["make_body"]
    chance = random.Random(3)
    for _ in range(100):
        assert_same(make_body(chance, ["/world/a/"]), style)


# Pieces stand close together, so that marks meet letters, spaces, line ends and each other.
WORDS = [
    "word",
    "Word.",
    "it’s",
    "“said”",
    "snake_case",
    "2026",
    "a",
    "é",
    "اردو",
    "۔",
    "中文",
    "ß",
]
SPACES = [" ", "  ", "\t", "\n", "\n\n", "\n\n\n", " \n", "  \n", "\t\n", "\r\n", "\r", "    "]
RARE = ["\0", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", "\u00a0", "\u2028", "\u3000", "\ufeff"]
SIGNS = [*"*_`~[]()<>&!^#|\\'\"-.:=+,;", "**", "***", "--", "---", "...", "....", "``", "~~"]
PHRASES = [
    "*word*",
    "**two words**",
    "~~two words~~",
    "_word_",
    "[word](b.md)",
    "[word](nowhere)",
    "[*word*](/x/)",
    "![word](x)",
    "[word][r]",
    "[word]",
    "[^1]",
    "^[note]",
    '[w](x "t")',
    "[w](https://x.example/?a=b&c#d)",
    "<https://x.example/a--b>",
    "<b>",
    "<!-- w -->",
    "`code`",
    "&amp;",
    "&nosuch;",
    "&#35;",
    "\\*",
    "https://x.example/a_b",
    "e@x.example",
    '"said"',
    "'said'",
    "it's",
    '6"',
]
BLOCKS = [
    "\n# ",
    "\n## word\n",
    "\n===\n",
    "\n---\n",
    "\n- ",
    "\n* ",
    "\n  - ",
    "\n1. ",
    "\n1986. ",
    "\n2) ",
    "\n> ",
    "\n>\n",
    "\n    ",
    "\n\n    word\n\n",
    "\n\n  word",
    "\n```\n",
    "\n~~~\n",
    "\n::: box\n",
    "\n::: map b.md words\n",
    "\n:::: box\n",
    "\n:::\n",
    "\n::::\n",
    "\n[^1]: ",
    "\n[r]: b.md\n",
    "\n[word]: /x/ 'w'\n",
    "\na | b\n- | -\n",
    "\n| a | b |\n|---|:-:|\n| ",
    "\n<div>\n",
    "\n<!--\n",
    "\n-->\n",
    "\n<pre>\n",
]
SENTENCES = [
    "Nobody spoke.\n\n",
    "The talks *ended*\nlate.\n\n",
    "\n\nAll [left](b.md), he said.\n\n",
]
CLOSE = [
    "a",
    "b ",
    " ",
    "\n",
    "*",
    "**",
    "*a*",
    "[a](b.md)",
    "!",
    "^",
    "(c)",
    "- a",
    "\n- ",
    "\n> ",
]

piece = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(SPACES),
    st.sampled_from(SIGNS),
    st.sampled_from(PHRASES),
    st.sampled_from(BLOCKS),
    st.sampled_from(SENTENCES),
    st.sampled_from(WORDS + RARE),
)
body = st.one_of(
    st.lists(piece, max_size=30).map("".join),
    st.lists(st.sampled_from(CLOSE), max_size=12).map("".join),
    st.text(max_size=30),
)


@each_style
def test_any_document_renders_as_in_the_engine(style):
    @settings(
        max_examples=-(-DOCUMENTS // len(STYLES)),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(body)
    def run(text):
        assert_same(text, style)

    run()
