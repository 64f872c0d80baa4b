# ruff: noqa: E501, ISC004 -- pairs of HTML and Markdown stay on their lines
"""HTML bodies become Markdown that newsgen shows as the page showed it."""

import html as entities
import re
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importer.bodies.html import Converter, escape, html_to_markdown, plain_text
from newsgen.importer.conversion import Conversion
from newsgen.importer.words import lost_words, markdown_words, source_words
from newsgen.markdown import Style, render
from support.effort import little_time

BLOCKS = ["audio", "box", "embed", "figure", "gallery", "note", "pullquote", "video"]
STYLE = Style(smart_quotes=False, linkify=False)

GIVEN = [
    ("<p>a<b> b </b>c</p>", "a **b** c"),
    ("<p><b></b>x</p>", "x"),
    ("<p>1. Not a list</p>", "1\\. Not a list"),
    (
        "<p># no heading, *no* _stress_ [no] link</p>",
        "\\# no heading, \\*no\\* \\_stress\\_ \\[no\\] link",
    ),
    ("<p>::: note</p>", "\\::: note"),
    ("<p>snake_case and 5*3=15 cost $5</p>", "snake_case and 5\\*3=15 cost $5"),
    (
        '<pre><code class="language-c">#include &lt;x.h&gt;\n\n  y</code></pre>',
        "```c\n#include <x.h>\n\n  y\n```",
    ),
    ("<pre>```\nx</pre>", "````\n```\nx\n````"),
    ('<p><a href="https://x.test/a (b)">l</a></p>', "[l](<https://x.test/a (b)>)"),
    ('<p><a href="javascript:x()">l</a></p>', "l"),
    ('<a href="big.jpg"><img src="small-300x200.jpg?w=300" alt="A"></a>', "![A](big.jpg)"),
    ('<p><img src="a.jpg" alt="a] [b"></p>', "![a\\] \\[b](a.jpg)"),
    (
        '<figure><img src="a.jpg" alt="A"><figcaption>He said "x" <a href="y">y</a></figcaption></figure>',
        '![A](a.jpg "He said &quot;x&quot; y")',
    ),
    (
        '<iframe src="//www.youtube.com/embed/qqqqqqqqqqq?rel=0"></iframe>',
        "::: video https://www.youtube.com/watch?v=qqqqqqqqqqq\n:::",
    ),
    ('<iframe src="https://map.test/e?1" title="Map"></iframe>', "[Map](https://map.test/e?1)"),
    ("<p>H<sub>2</sub>O, 5<sup>th</sup>, m<sup>2</sup></p>", "H₂O, 5th, m²"),
    ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
    ('<ol start="4"><li>a</li></ol>', "4. a"),
    ("<div>a<div>b</div></div>", "a\n\nb"),
    ("a<br><br>b<br>c", "a\n\nb\\\nc"),
    ('<p style="text-align:center">***</p>', "\\*\\*\\*"),
    (
        "<table><tr><td>a|b</td><td>c<br>d</td></tr></table>",
        "|  |  |\n| --- | --- |\n| a\\|b | c d |",
    ),
    (
        '<blockquote class="twitter-tweet"><p>Words</p>&mdash; A (@a) <a href="https://social.test/1">May 1</a></blockquote><script src="https://social.test/w.js"></script>',
        "> Words\n>\n> — A (@a) [May 1](https://social.test/1)",
    ),
    ("<h1>T</h1><h3>U</h3>", "## T\n\n### U"),
    ("<p>&nbsp;</p><p>x&nbsp;y</p>", "x\xa0y"),
    ("<p>a &lt;b&gt; &amp;amp; c</p>", "a \\<b> &amp;amp; c"),
]
SIBLINGS = [
    # stress
    ('<b>"x"</b>y', '**"x**"y'),
    ("a<b>(x)</b>b", "a(**x**)b"),
    ("<i>a</i><i>b</i>", "*ab*"),
    ("<b>a<b>b</b></b> c", "**ab** c"),
    ("<b>a <i>b</i></b>", "**a *b***"),
    ("<b><p>x</p><p>y</p></b>", "**x**\n\n**y**"),
    ('<b style="font-weight:normal">x</b> <span style="font-weight:700">y</span>', "x **y**"),
    ("<code>a</code><code>b</code>", "`ab`"),
    # what Markdown would read
    ("<p>: d</p>", "\\: d"),
    ("<p>1) x</p>", "1\\) x"),
    ("<p>+ x</p>", "\\+ x"),
    ("<p>---</p>", "\\-\\-\\-"),
    ("<p>[!NOTE] x[^1]</p>", "\\[!NOTE\\] x\\[^1\\]"),
    ("<h2>T {#x}</h2>", "## T {\\#x}"),
    ("<p>wow!<a href='y'>z</a></p>", "wow\\![z](y)"),
    ("<p>H~2~O 19^th^</p>", "H\\~2\\~O 19\\^th\\^"),
    # links
    ('<a href="https://x.test/">https://x.test/</a>', "<https://x.test/>"),
    (
        '<p><a href="https://youtu.be/dQw4w9WgXcQ">https://youtu.be/dQw4w9WgXcQ</a></p>',
        "<https://youtu.be/dQw4w9WgXcQ>",
    ),
    ('<h2 id="h-1">Day two</h2><p><a href="#h-1">x</a></p>', "## Day two\n\n[x](#day-two)"),
    ('<a href="u"><h3>T</h3><p>d</p></a>', "## [T](u)\n\nd"),
    # pictures
    (
        '<ul><li><img src="a.jpg" alt="A"><li><img src="b.jpg" alt="B"></ul>',
        "::: gallery\n![A](a.jpg)\n![B](b.jpg)\n:::",
    ),
    (
        '<figure class="alignleft"><img src="a.jpg" alt="A"><figcaption>Cap '
        '<span class="credit">AP</span></figcaption></figure>',
        '::: figure left\n![A](a.jpg "Cap | AP")\n:::',
    ),
    (
        '<img data-src="r.jpg" src="data:x" alt="R"><noscript><img src="r.jpg"></noscript>',
        "![R](r.jpg)",
    ),
    ('<img srcset="a.jpg 300w, b.jpg 900w" src="a.jpg" alt="q">', "![q](b.jpg)"),
    ('<p><img src="a.jpg" alt="A">Words</p>', "![A](a.jpg)\n\nWords"),
    # films, sound, posts
    (
        '<video src="f.mp4" poster="p.jpg"><track kind="captions" src="c.vtt"></video>',
        "::: video f.mp4 p.jpg c.vtt\n:::",
    ),
    ('<video><source src="clip.mov"></video>', "[clip.mov](clip.mov)"),
    ('<audio src="a b.mp3"></audio>', "::: audio a%20b.mp3\n:::"),
    (
        '<blockquote class="twitter-tweet"><p>Hi</p><a href="https://twitter.com/a/status/123">May</a>'
        "</blockquote>",
        "::: embed https://x.com/a/status/123\nHi\n\n[May](https://twitter.com/a/status/123)\n:::",
    ),
    # lists
    ("<ol><li>a</ol><ol><li>b</ol>", "1. a\n\n1) b"),
    ("<ul><li><p>a<li><p>b</ul>", "- a\n\n- b"),
    ("<ul><li><input type=checkbox checked> x<li>y</ul>", "- [x] x\n- y"),
    ("<dl><dt>T<dd>d<dd>e</dl>", "T\n: d\n\n: e"),
    # tables, boxes, notes
    (
        '<table><tr><th>A<th>B<tr><td>1<td align="right">2</table>',
        "| A | B |\n| --- | ---: |\n| 1 | 2 |",
    ),
    ("<table><tr><td><h2>x</h2><p>y<td>z</table>", "## x\n\ny\n\nz"),
    ("<details><summary>Why?</summary><p>So</p></details>", "::: box Why?\nSo\n:::"),
    ("<blockquote><p>x</p><cite>Ann</cite></blockquote>", "> x\n>\n> — Ann"),
    (
        '<p>t<sup><a href="#n" id="r">1</a></sup></p><hr><h3>Notes</h3>'
        '<ol><li id="n">The note. <a href="#r">↩</a></ol>',
        "t[^1]\n\n[^1]: The note.",
    ),
    ("<p>a&shy;b&#8203;c &#8238;d</p>", "abc d"),
]


def convert(html: str) -> str:
    return html_to_markdown(html, Conversion()).removesuffix("\n")


@pytest.mark.parametrize(("html", "markdown"), GIVEN + SIBLINGS)
def test_html_becomes_this_markdown(html, markdown):
    assert convert(html) == markdown


def test_notes_tell_what_needs_a_person():
    conversion = Conversion()
    html_to_markdown(
        '\n\n<img src="a.jpg"><script src="https://ads.test/x.js"></script>', conversion
    )
    assert [(n.effect, n.name, n.line) for n in conversion.notes] == [
        ("needs", "picture without description", 3),
        ("left-out", "script", 3),
    ]


def test_a_handler_comes_before_the_rules():
    def show(tag, converter: Converter):
        if tag.name == "div" and tag.get("class") == ["card"]:
            return converter.block("box", converter.plain(tag.h4), converter.children(tag.p))
        return "" if tag.name == "hr" else None

    html = '<div class="card"><h4>Why <i>so</i>?</h4><p>Be<b>cause</b></p></div><hr><p>x</p>'
    markdown = html_to_markdown(html, Conversion(), handlers=[show])
    assert markdown == "::: box Why so?\nBe**cause**\n:::\n\nx\n"


def test_plain_text_and_escape():
    assert plain_text("A &amp; <b>B</b>&nbsp;c<p>d<script>x</script>") == "A & B c d"
    assert plain_text("a < b") == "a < b"
    assert escape("# a *b* [c]") == "\\# a \\*b\\* \\[c\\]"


HOSTILE = {
    "deep": "<div>" * 10_000 + "x",
    "bold": "<b>" * 6_000 + "x",
    "open": '<a href="' * 10_000,
    "comments": "<!--" * 20_000 + "x",
    "items": "<li>a" * 1_500,
    "cells": "<table><td>a" * 800,
    "quotes": "<blockquote>a" * 600,
    "stars": "<p>" + "<b>*</b>a" * 800,
    "wide": "<table>" + "<tr><td colspan=99999 rowspan=99999>x" * 50,
    "numbers": "&#" + "9" * 10_000 + ";&#z" * 5_000,
    "declarations": "<![if x]>a<![endif]><?xml ?><!x" * 1_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_is_read_in_little_time(name):
    with little_time(5):
        convert(HOSTILE[name])
        source_words(HOSTILE[name], "html")


# --- random trees

_TEXTS = [
    *(
        "a",
        "b c",
        " x ",
        '"q"',
        "(p)",
        "*",
        "**",
        "_",
        "__a__",
        "a_b",
        "1.",
        "1) ",
        "- ",
        "+ ",
        "# ",
    ),
    *("::: note", ":::", ": d", "~ d", "~~", "H~2~O", "19^th^", "[^1]", "[x](y)", "![x](y)", "<b>"),
    *("&amp;", "&", "<!-- c -->", "`", "``", "```", "\\", "---", "===", "|", "|---|", "{#id}", "!"),
    *(
        "[!NOTE]",
        "[x] t",
        "é",
        "漢字",
        "「漢」",
        "سلام",
        "…",
        "5*3",
        ">",
        "--flag",
        "<http://x.y>",
        "\xa0",
    ),
]
_text = st.lists(st.sampled_from(_TEXTS), min_size=1, max_size=3).map(
    lambda parts: entities.escape("".join(parts), quote=False)
)
_line = st.recursive(
    st.one_of(_text, st.just("<br>")),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(["b", "i", "em", "strong", "s", "code", "span", "u"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
_leaf = st.builds(
    lambda name, text: f"<{name}>{text}</{name}>",
    st.sampled_from(["p", "div", "h1", "h2", "h3", "section"]),
    st.lists(_line, min_size=1, max_size=3).map("".join),
)
_tree = st.recursive(
    st.one_of(_leaf, _line, st.just("<hr>")),
    lambda inner: st.builds(
        lambda name, parts: (
            f"<{name}>{''.join(f'<li>{part}</li>' for part in parts)}</{name}>"
            if name in {"ul", "ol"}
            else f"<{name}>{''.join(parts)}</{name}>"
        ),
        st.sampled_from(["ul", "ol", "blockquote", "div", "aside"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


def seen(html: str) -> str:
    text = entities.unescape(re.sub(r"<!--.*?-->|<[^<>]*>", "", html, flags=re.DOTALL))
    return normalize("NFKC", re.sub(r"[\s☐☑]+", "", text))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(_tree)
def test_readers_see_the_same_text_in_the_same_order(html):
    markdown = convert(html)
    document = render(markdown, STYLE, blocks=BLOCKS)
    assert seen(document.html) == seen(html)
    assert [found for found in document.diagnostics if found.severity.name == "ERROR"] == []


@settings(max_examples=30, deadline=None)
@given(_tree)
def test_no_word_is_lost(html):
    assert lost_words(source_words(html, "html"), markdown_words(convert(html)), []) == 0


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="<>/ab=\"'!-&#;[]? \n", max_size=80))
def test_no_html_is_too_broken(html):
    convert(html)
    plain_text(html)
    source_words(html, "html")
