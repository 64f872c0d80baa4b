"""The HTML and the diagnostics of Markdown bodies."""

import string
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsgen import markdown
from newsgen.diagnostics import Severity
from newsgen.markdown import Block, Document, RenderContext, Style
from newsgen.models import RawHtml
from newsgen.text import count_words

PLAIN = Style(smart_quotes=False)
ESCAPED = Style(smart_quotes=False, raw_html="escape")
TRUSTED = Style(smart_quotes=False, raw_html="trusted")
HERE = RenderContext(path="content/world/quake.md", first_line=10)


def render(body: str, style: Style = PLAIN, context: RenderContext = HERE, **more: Any) -> Document:
    return markdown.render(body, style, context, **more)


def html(body: str, style: Style = PLAIN, **context: Any) -> str:
    document = render(body, style, RenderContext(**context))
    assert document.diagnostics == ()
    return document.html.rstrip("\n")


def problems(document: Document) -> list[tuple[int, str]]:
    return [(found.line, found.code) for found in document.diagnostics]


def box(block: Block) -> str:
    return f"<aside class={block.name} title={block.title!r}>{block.content}</aside>\n"


# --- the standard ----------------------------------------------------------------------------

STANDARD = [
    "One line\nand another.\n\nA second paragraph.",
    "*emphasis* **strong** ***both*** _under_ snake_case_word 2*3*4",
    'a\\*b\\* &amp; &copy; &#35; &nosuch; < > "',
    "`code` ``a ` b`` ` unclosed",
    "    indented code\n\n    more",
    "```python\nprint('<b>')\n```",
    "~~~\nunclosed fence\n",
    "> quote\nlazy\n>\n> > inner",
    "- a\n- b\n  - c\n\n    para\n- d",
    "3. three\n4. four\n\n10) ten",
    "* * *\n\n___\n\n---",
    "## Two ##",
    "hard  \nbreak\\\nagain",
    "<https://example.org/?a=b&c=d> <editor@example.org>",
    "[link](https://example.org \"title\") [ref] [full][ref]\n\n[ref]: https://example.org/x 'T'",
    "[not a link] [x] (y)",
    "<div>\n*not emphasis*\n</div>\n\n<b>*bold*</b> <!-- comment -->",
    "| a | b |\n|---|---|\n| 1 | `|` |",
    "~~gone~~ and ~~~not~~~",
    "\ttab\n\n\u00a0nbsp",
    "a\r\nb\r\n\r\nc",
]


@pytest.mark.parametrize("body", STANDARD)
def test_common_markup_is_rendered(body: str) -> None:
    engine = MarkdownIt("commonmark", {"xhtmlOut": False}).enable(["table", "strikethrough"])
    ours = render(body, TRUSTED).html
    assert ours.replace(' id="two"', "") == engine.render(body)


# --- typography ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "“outer ‘inner’ end”"),
        ("ur", "”outer ’inner‘ end“"),
        ("tr", "“outer ‘inner’ end”"),
        ("hi", "“outer ‘inner’ end”"),
        ("pt", "“outer ‘inner’ end”"),
        ("pt-PT", "«outer “inner” end»"),
        ("fr", "«\u202fouter “inner” end\u202f»"),
        ("de", "„outer ‚inner‘ end“"),
        ("de-AT", "„outer ‚inner‘ end“"),
        ("de-CH", "«outer ‹inner› end»"),
        ("es", "«outer “inner” end»"),
        ("it", "«outer “inner” end»"),
        ("sv", "”outer ’inner’ end”"),
        ("fi", "”outer ’inner’ end”"),
        ("ru", "«outer „inner“ end»"),
        ("uk", "«outer „inner“ end»"),
        ("pl", "„outer «inner» end”"),
    ],
)
def test_quotes_follow_the_language(lang: str, expected: str) -> None:
    assert html("\"outer 'inner' end\"", Style(lang=lang)) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("the '90s and the class of '08", "the ’90s and the class of ’08"),
        ("'Tis true, 'twas so. Give 'em more", "’Tis true, ’twas so. Give ’em more"),
        ("rock 'n' roll", "rock ’n’ roll"),
        ("5'10\" tall", "5′10″ tall"),
        ('"He is 5\'10" tall," she said', "“He is 5′10″ tall,” she said"),
        ('a 12" screen', "a 12″ screen"),
        ("O'Neill and the Joneses' house", "O’Neill and the Joneses’ house"),
        ('"\'Tis so," he said', "“’Tis so,” he said"),
        ("'quoted with 'em inside'", "‘quoted with ’em inside’"),
        ('"We go on.', "“We go on."),
        ('—"b"— ("c")', "—“b”— (“c”)"),
    ],
)
def test_quotes_that_are_easily_set_wrong(written: str, shown: str) -> None:
    assert html(written, Style()) == f"<p>{shown}</p>"


def test_a_quotation_over_paragraphs_opens_in_each_and_closes_once() -> None:
    running = html('"One.\n\n"Two.\n\n"Three," she said.', Style())
    assert running == "<p>“One.</p>\n<p>“Two.</p>\n<p>“Three,” she said.</p>"


@pytest.mark.parametrize(
    ("lang", "written", "shown"),
    [
        ("zh", '他说"你好"然后走了。', "他说“你好”然后走了。"),
        ("zh-Hant", '他說"你好"。', "他說「你好」。"),
        ("ja", '彼は"はい"と言った', "彼は「はい」と言った"),
        ("ko", '그는 "네"라고', "그는 “네”라고"),
        ("fa", 'او "بله" گفت', "او «بله» گفت"),
        ("ur", 'اس نے "ہاں" کہا', "اس نے ”ہاں“ کہا"),
        ("ar", 'قال "نعم"', "قال ”نعم“"),
    ],
)
def test_quotes_of_other_scripts(lang: str, written: str, shown: str) -> None:
    assert html(written, Style(lang=lang)) == f"<p>{shown}</p>"


def test_a_site_may_choose_its_quotes() -> None:
    assert html("\"a 'b'\"", Style(quotes="«»‹›")) == "<p>«a ‹b›»</p>"


def test_titles_of_blocks_have_the_quotes_of_the_text() -> None:
    document = render(
        '::: box The minister\'s "plan"\nWords.\n:::', Style(), blocks=["box"], render_block=box
    )
    assert "The minister’s “plan”" in document.html


def test_apostrophes_are_typographic() -> None:
    assert html("It's the minister's") == "<p>It's the minister's</p>"
    assert html("It's the minister's", Style()) == "<p>It’s the minister’s</p>"


def test_dashes_and_ellipsis() -> None:
    assert html("1947--1971 -- so --- well...", Style()) == "<p>1947–1971 – so — well…</p>"


@pytest.mark.parametrize(
    "kept", ["(c) (r) (tm) +-", "a ---- b", "wait....", "what???? no!!!! a,, b", "`--` and `...`"]
)
def test_nothing_else_is_replaced(kept: str) -> None:
    assert render(kept, Style()).html == render(kept, PLAIN).html


def test_hyphens_in_addresses_are_kept() -> None:
    assert html("<https://example.org/a--b>", Style()).count("a--b") == 2


def test_typography_can_be_switched_off() -> None:
    assert html('"It\'s" -- so...') == "<p>&quot;It's&quot; -- so...</p>"


# --- headings --------------------------------------------------------------------------------


def test_headings_have_anchors_and_start_at_level_two() -> None:
    document = render("# The *quake*\n\n## The quake\n\n#### سیلاب کے بعد\n\nThe quake\n===")
    assert [(h.level, h.text, h.anchor) for h in document.headings] == [
        (2, "The quake", "the-quake"),
        (2, "The quake", "the-quake-2"),
        (4, "سیلاب کے بعد", "سیلاب-کے-بعد"),
        (2, "The quake", "the-quake-3"),
    ]
    assert '<h2 id="the-quake">The <em>quake</em></h2>' in document.html


def test_anchors_stay_unique_when_a_heading_looks_like_a_numbered_one() -> None:
    document = render("## a 2\n\n## a\n\n## a\n\n## !")
    anchors = [h.anchor for h in document.headings]
    assert len(set(anchors)) == 4
    assert anchors[3] == "section"


# --- links -----------------------------------------------------------------------------------

AROUND = RenderContext(
    path="content/world/quake.md",
    first_line=10,
    destinations={
        "../pakistan/talks.md": "/news/pakistan/talks/",
        "map.png": "/news/media/map.png",
    },
    base="/news/",
)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("../pakistan/talks.md", "/news/pakistan/talks/"),
        ("../pakistan/talks.md#day-two", "/news/pakistan/talks/#day-two"),
        ("../pakistan/talks.md?print=1#x", "/news/pakistan/talks/?print=1#x"),
        ("/about/", "/news/about/"),
        ("</a b/>", "/news/a%20b/"),
        ("/a%b/%41?b=c&d[]#~e'f", "/news/a%25b/%41?b=c&amp;d%5B%5D#~e'f"),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("tel:+92511234567", "tel:+92511234567"),
        ("https://example.org/خبر", "https://example.org/%D8%AE%D8%A8%D8%B1"),
        ("#", "#"),
    ],
)
def test_links_are_resolved(written: str, url: str) -> None:
    document = render(f"[x]({written})", context=AROUND)
    assert document.html == f'<p><a href="{url}">x</a></p>\n'
    assert document.diagnostics == ()


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "<java&Tab;script:alert(1)>",
        "<\x01javascript:alert(1)>",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "blob:https://example.org/x",
        "ftp://example.org",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "/\\example.org",
        "\\\\\\\\example.org",
    ],
)
@pytest.mark.parametrize("mark", ["[x]({})", "![x]({})", "[x][r]\n\n[r]: {}"])
def test_an_unsafe_destination_is_an_error_without_a_link(mark: str, written: str) -> None:
    document = render(mark.format(written), context=AROUND)
    assert problems(document) == [(10, "unsafe-link")]
    assert "href" not in document.html
    assert "src" not in document.html


def test_an_unsafe_autolink_is_an_error() -> None:
    assert problems(render("<javascript:alert(1)>")) == [(10, "unsafe-link")]


def test_a_broken_link_is_reported_with_a_suggestion() -> None:
    document = render("One\n\ntwo *three*\nfour [talks](../pakistan/talk.md#x)", context=AROUND)
    (found,) = document.diagnostics
    assert (found.code, found.severity, found.path) == ("broken-link", Severity.ERROR, AROUND.path)
    assert found.line == 13
    assert found.hint == "did you mean ../pakistan/talks.md?"
    assert found.excerpt == "four [talks](../pakistan/talk.md#x)"
    assert "<a" not in document.html


@pytest.mark.parametrize("written", ["", "<>", "?page=2", "talks.md"])
def test_an_empty_link_is_broken(written: str) -> None:
    assert problems(render(f"[x]({written})")) == [(10, "broken-link")]


def test_fragments_must_exist() -> None:
    body = "[a](#the-end) [b](#nowhere) [c](#fn:1) [d](#fn:2) n[^n]\n\n## The end\n\n[^n]: Note"
    document = render(body)
    assert [d.message for d in document.diagnostics] == [
        "no heading here has the anchor #nowhere",
        "no heading here has the anchor #fn:2",
    ]


def test_a_fragment_in_another_script_is_found() -> None:
    document = render("[x](#سیلاب)\n\n## سیلاب")
    assert document.diagnostics == ()
    assert 'href="#%D8%B3%DB%8C%D9%84%D8%A7%D8%A8"' in document.html


# --- images ----------------------------------------------------------------------------------


def test_an_image_between_words_stays_inline() -> None:
    document = render('See ![A "map"](map.png).', context=AROUND)
    assert document.html == (
        '<p>See <img src="/news/media/map.png" alt="A &quot;map&quot;" loading="lazy"'
        ' decoding="async">.</p>\n'
    )
    assert document.words == 2


def test_a_single_image_becomes_a_figure_with_caption() -> None:
    document = render('![A map](map.png "The *rift* & more")\n\n![B](map.png)', context=AROUND)
    image = '<img src="/news/media/map.png" alt="{}" loading="lazy" decoding="async">'
    assert document.html == (
        f"<figure>{image.format('A map')}<figcaption>The *rift* &amp; more</figcaption></figure>\n"
        f"<figure>{image.format('B')}</figure>\n"
    )


def test_a_single_image_in_a_footnote_is_not_a_figure() -> None:
    document = render("x[^1]\n\n[^1]: ![A](map.png)", context=AROUND)
    assert document.diagnostics == ()
    assert "<figure" not in document.html


def test_missing_images_and_descriptions_are_reported() -> None:
    document = render("![x](mop.png)\n\n![](map.png)", context=AROUND)
    assert problems(document) == [(10, "missing-image"), (12, "missing-alt")]
    assert document.diagnostics[0].hint == "did you mean map.png?"
    assert document.diagnostics[1].severity is Severity.WARNING


@pytest.mark.parametrize("written", ["mailto:a@b.example", "tel:1", "#x"])
def test_an_image_is_not_a_link(written: str) -> None:
    assert "<img" not in render(f"![x]({written})").html


# --- raw HTML --------------------------------------------------------------------------------


def test_raw_html_is_shown_as_text_with_one_warning_a_line() -> None:
    document = render("a\n<b onclick='x'>*b*</b>\n\n<script>alert(1)</script>", ESCAPED)
    assert problems(document) == [(11, "raw-html"), (13, "raw-html")]
    assert {d.severity for d in document.diagnostics} == {Severity.WARNING}
    assert "&lt;b onclick='x'&gt;<em>b</em>&lt;/b&gt;" in document.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in document.html
    assert "<script" not in document.html


def test_html_in_code_gives_no_warning() -> None:
    html("`<b>` and \\<b>\n\n    <script>\n\na < b > c")


def test_trusted_html_is_kept() -> None:
    assert html("<div id=x></div>\n\na <b>b</b>", TRUSTED) == (
        "<div id=x></div>\n<p>a <b>b</b></p>"
    )


# --- footnotes and tables --------------------------------------------------------------------


def test_footnotes() -> None:
    document = render("One[^a] two[^b] one again[^a] three^[inline].\n\n[^a]: First\n[^b]: Second")
    assert document.diagnostics == ()
    assert document.html.count('<li id="fn:') == 3
    assert document.words == 8
    identifiers = [part.split('"')[0] for part in document.html.split(' id="')[1:]]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize(
    ("body", "line", "code"),
    [
        ("a[^1]", 10, "missing-footnote"),
        ("a\n\n[^1]: b", 12, "unused-footnote"),
        ("a[^1]\n\n[^1]: b\n[^1]: c", 13, "duplicate-footnote"),
        ("a[^1] b[^2]\n\n[^1]: b\n\n    [^2]: c", 14, "nested-footnote"),
        ("a\n\nb^[c\n<b>]", 13, "unclosed-element"),
    ],
)
def test_wrong_footnotes_are_reported(body: str, line: int, code: str) -> None:
    assert (line, code) in problems(render(body))


def test_tables_align_by_class() -> None:
    document = render("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<th class="align-center">a</th>' in document.html
    assert '<td class="align-right">2</td>' in document.html
    assert "style" not in document.html


# --- the lead --------------------------------------------------------------------------------

LEAD = "<b>Beijing</b> — "


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Talks *began*.", f"<p>{LEAD}Talks <em>began</em>.</p>"),
        ("## Day one\n\nTalks.", f'<h2 id="day-one">Day one</h2>\n<p>{LEAD}Talks.</p>'),
        ("> quote\n\nTalks.", f"<blockquote>\n<p>quote</p>\n</blockquote>\n<p>{LEAD}Talks.</p>"),
        ("- item", "<p><b>Beijing</b> —</p>\n<ul>\n<li>item</li>\n</ul>"),
        ("", "<p><b>Beijing</b> —</p>"),
    ],
)
def test_the_lead_is_put_into_the_first_paragraph(body: str, expected: str) -> None:
    assert html(body, lead=LEAD) == expected


def test_the_lead_skips_images_blocks_and_footnotes() -> None:
    context = RenderContext(lead=LEAD, destinations={"a.png": "/a.png"})
    body = "![a](a.png)\n\n::: box\ninside\n:::\n\nTalks"
    document = render(body, context=context, blocks=("box",), render_block=box)
    assert f"<p>{LEAD}Talks</p>" in document.html
    assert document.html.count(LEAD) == 1
    assert document.words == 2
    assert render("# T^[note]", context=context).html.startswith("<p><b>Beijing</b> —</p>")


# --- editors' blocks -------------------------------------------------------------------------


def blocks(body: str, **context: Any) -> Document:
    return render(
        body,
        context=RenderContext(first_line=10, **context),
        blocks=("box", "quote"),
        render_block=box,
    )


def test_a_block_is_rendered_with_title_and_inner_html() -> None:
    document = blocks("::: box The *facts*\n- a\n- b\n:::\nAfter")
    assert document.html == (
        "<aside class=box title='The *facts*'><ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</aside>\n"
        "<p>After</p>\n"
    )
    assert document.words == 3


def test_blocks_nest_with_more_colons_outside() -> None:
    document = blocks(":::: box\n::: quote\nin\n:::\nout\n::::")
    assert document.diagnostics == ()
    assert document.html == (
        "<aside class=box title=''><aside class=quote title=''><p>in</p>\n</aside>\n"
        "<p>out</p>\n</aside>\n"
    )


def test_a_block_may_be_in_a_list_or_quote_or_follow_a_paragraph() -> None:
    document = blocks("- a\n  ::: box\n  b\n  :::\n\n> ::: quote\n> c\n> :::\n\nd\n::: box\ne\n:::")
    assert document.diagnostics == ()
    assert document.html.count("<aside") == document.html.count("</aside>") == 3


def test_a_title_that_is_a_destination_becomes_its_url() -> None:
    document = blocks("::: box clip.mp4 of day one\n:::", destinations={"clip.mp4": "/m/clip.mp4"})
    assert "title='/m/clip.mp4 of day one'" in document.html


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\n\n::: box\nb", [(12, "unclosed-block")]),
        (":::: box\nb\n:::", [(10, "unclosed-block"), (12, "unopened-block")]),
        ("- ::: box\n  b\n\nc", [(10, "unclosed-block")]),
        ("a\n\n:::", [(12, "unopened-block")]),
        ("a\n::: bix\n:::", [(11, "unknown-block")]),
    ],
)
def test_wrong_blocks_are_reported(body: str, expected: list[tuple[int, str]]) -> None:
    assert problems(blocks(body)) == expected


def test_an_unknown_block_names_the_known_ones() -> None:
    document = blocks("::: bix\ninside\n:::")
    (found,) = document.diagnostics
    assert found.hint == "did you mean box? known blocks: box, quote"
    assert document.html == "<p>inside</p>\n"


def test_a_fence_in_code_is_code() -> None:
    assert html("    ::: box\n\n```\n::: box\n```").count(":::") == 2


# --- depth: nothing is lost ------------------------------------------------------------------


def _nested(marks: list[str]) -> str:
    """One word at each depth, each in a container inside the previous one."""
    lines, indent = [], ""
    for depth, mark in enumerate(marks):
        lines.append(f"{indent}{mark}word{depth}")
        indent += "> " if mark == "> " else " " * len(mark)
        lines.append(indent)
    return "\n".join(lines)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["> ", "- ", "1. "]), min_size=1, max_size=50))
def test_no_word_is_lost_up_to_the_nesting_limit(marks: list[str]) -> None:
    document = render(_nested(marks))
    assert document.diagnostics == ()
    assert document.words == len(marks)
    assert all(f"word{depth}" in document.html for depth in range(len(marks)))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["> ", "- ", "1. "]), min_size=51, max_size=130))
def test_deeper_nesting_is_an_error_at_its_line(marks: list[str]) -> None:
    assert (110, "too-deep") in problems(render(_nested(marks)))


# --- counting, first paragraph, references ----------------------------------------------------


def test_only_visible_words_are_counted() -> None:
    body = "# One *two*\n\nthr**ee**\nfour [five](https://example.org/x 'title') `six`"
    assert render(body).words == 6
    assert render("```\nseven `eight`\n```").words == 2
    assert render("| eight | nine |\n|--|--|\n| ten | |").words == 3


@settings(deadline=None)
@given(st.lists(st.text(string.ascii_letters + " ,;?", min_size=1), min_size=1))
def test_words_of_prose_are_counted_as_in_text(paragraphs: list[str]) -> None:
    words = render("\n\n".join(p.strip() for p in paragraphs)).words
    assert words == count_words(" ".join(paragraphs), "en")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "The *first* paragraph,\non two lines.\n\nThe second.",
            "The first paragraph, on two lines.",
        ),
        ("# Title\n\n![a](b.png)\n\n> quote\n\n- list\n\n| t |\n|--|\n\nFirst.\n\nNot.", "First."),
        ("::: box\nIn a box.\n\nStill.\n:::\n\nFirst.", "First."),
        ("```\ncode\n\nmore\n```\n\nFirst.", "First."),
        ("A [link][1] and note[^1].\n\nx\n\n[1]: ../a.md\n[^1]: note", "A link and note."),
        ("Setext\n===\n\nFirst.", "First."),
        ("It's `code` & [a](b.md)", "It’s code & a"),
        ("\r\n\r\nFirst.\r\n\r\nSecond.", "First."),
        ("- only a list", ""),
        ("", ""),
    ],
)
def test_the_lede_is_the_first_paragraph_in_plain_text(body: str, expected: str) -> None:
    assert markdown.lede(body, Style()) == expected


def test_references_are_all_relative_destinations() -> None:
    body = (
        "[a](a.md#x) ![b](<b c.png> 't') [c](a\\_b.md) [d](d(1).md)\n"
        "[e](https://e.example) [f](/f) [g](#g) [h](//h.example)\n\n"
        "[j]: ../j.md\n[k]: <k l.md> 't'\n\n"
        "::: video clip.mp4 https://v.example/1\n:::"
    )
    assert markdown.references(body) == (
        "../j.md",
        "a.md",
        "a_b.md",
        "b c.png",
        "clip.mp4",
        "d(1).md",
        "k l.md",
    )
    assert "i.md" in markdown.references("> [i](\n> i.md)")
    assert markdown.references("Plain prose: nothing [here] (a.md).") == ()


_LINKS = st.text(string.ascii_lowercase + "./-_ ()<>[]!\\&;:\n>#\"'`*", max_size=60)


@settings(deadline=None, max_examples=300)
@given(_LINKS)
def test_references_contain_every_destination_of_a_body(text: str) -> None:
    asked: set[str] = set()

    class Asked(dict[str, str]):
        def __contains__(self, key: object) -> bool:
            asked.add(str(key))
            return False

    body = f"[x](a.md) ![y]({text}) [z][r] {text}\n\n[r]: {text}"
    render(body, TRUSTED, RenderContext(destinations=Asked()))
    files = {path for path in asked if path and "\n" not in path}  # the engine lets "\\\n" stand
    assert files <= set(markdown.references(body))


def test_block_names() -> None:
    assert markdown.block_names("::: video x\n:::\n\n- :::: box T\n::::\n::: box") == (
        "box",
        "video",
    )
    assert markdown.block_names("none") == ()


# --- any input -------------------------------------------------------------------------------

_MARKUP = st.lists(
    st.sampled_from(
        [*"[]()!*_`~>#-|:^<&;\\\"'\n \t", "\n\n", "    ", ":::", "[^1]", "[^1]: ", "a", "1."]
    )
).map("".join)


_RAW_HTML = st.sampled_from(["safe", "escape", "trusted"])


@settings(deadline=None, max_examples=300)
@given(st.text() | _MARKUP, st.sampled_from(["en", "fr", "ur"]), _RAW_HTML)
def test_any_text_renders_deterministically(body: str, lang: str, raw_html: RawHtml) -> None:
    style = Style(lang=lang, raw_html=raw_html)
    first = render(body, style, blocks=("a",), render_block=box)
    assert first == render(body, style, blocks=("a",), render_block=box)
    assert first.html.count("<aside") == first.html.count("</aside>")
    assert "<script" not in first.html or raw_html == "trusted"
    markdown.lede(body, style)
    markdown.block_names(body)


HOSTILE = {
    "brackets": "[" * 5000,
    "emphasis": "*a " * 5000,
    "stars": "*" * 5000,
    "quotes": ">" * 500,
    "backticks": " ".join("`" * n for n in range(1, 150)),
    "images": "![" * 2000,
    "nested images": "![" * 500 + "a" + "](x)" * 500,
    "nested notes": "^[" * 600 + "]" * 600,
    "notes": "[^a]: " * 300,
    "nested blocks": "\n".join(":" * (400 - n) + " b" for n in range(390)),
    "unclosed blocks": "::: b\n" * 300,
    "comments": "<!--" * 2000,
    "tags": '<a b="' * 2000,
    "links": "[a](b) " * 1000,
    "headings": "# a\n" * 2000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_input_is_rendered_in_time(kind: str) -> None:
    begun = time.process_time()
    render(HOSTILE[kind], Style())
    with suppress(markdown.TooSlowError):
        markdown.lede(HOSTILE[kind], Style())
        markdown.references(HOSTILE[kind])
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            '"Nobody wants my noon" -- rooftop owners',
            "en",
            "“Nobody wants my noon” – rooftop owners",
        ),
        ("Hazara's last pair...", "en", "Hazara’s last pair…"),
        ('"Ja"', "de", "„Ja“"),
        ("Plain *stars* & signs", "en", "Plain *stars* & signs"),
    ],
)
def test_headlines_get_the_quotes_of_their_language(text, lang, expected):
    assert markdown.typeset(text, Style(lang=lang)) == expected
    assert markdown.typeset(text, Style(lang=lang, smart_quotes=False)) == text
