"""Bodies that are Markdown already: what newsgen reads in the same way stays byte for byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.markdown import CodeSpans, convert_markdown, find_code, plain_text
from newsgen.importer.conversion import AsWritten, Conversion, Resolved
from newsgen.importer.words import lost_words, markdown_words, source_words
from newsgen.markdown import Style, render
from support.effort import little_time


def convert(body: str) -> str:
    return convert_markdown(body, Conversion())


def told(body: str) -> list[tuple[int, str]]:
    conversion = Conversion()
    convert_markdown(body, conversion)
    return [(note.line, note.text) for note in conversion.notes]


KNOWN = {"/old/": "../new.md", "http://old.test/a_b/": "a.md", "/draft/": "", "t.png": "m.png"}


class Moved(AsWritten):
    """Old addresses and where they lead now; empty for a story that is a draft."""

    def link(self, written: str) -> Resolved:
        return Resolved(KNOWN.get(written, written))

    def picture(self, written: str, larger: str) -> Resolved:
        return Resolved(KNOWN.get(written, larger or written))


def moved(body: str) -> str:
    return convert_markdown(body, Conversion(Moved()))


# --- what stays


@pytest.mark.parametrize(
    "body",
    [
        "Two spaces  \nare a *new* line.\n",
        "## A  ##\n\n* [x](<a b.md> 'T')\n\t* y\n\n1) z\n",
        "Term\n: words\n\n| a | b |\n|:--|--:|\n| `x\\|y` | [l](m) |\n",
        "Note[^1].\n\n[^1]: First\n    second.\n",
        "> [!NOTE]\n> Mind.\n\n- [x] done\n",
        "~~~ sh\n# no heading <b> [x](/old/) {: .lead} $x^2$\n~~~\n\n    x <b>\n",
        "`<b>` ``[[a]] ` {#x}`` and \\[no\\](link) &amp; 1 < 2\n",
        "::: box T\nwords\n:::\n",
    ],
)
def test_markdown_stays_byte_for_byte(body: str):
    assert convert(body) == body
    assert moved(body) == body
    assert told(body) == []


WORDS = st.text("abc xyz*_`~[]()!\\>-+=.1'\"|é字&;", max_size=30)
BLOCKS = st.one_of(
    WORDS,
    WORDS.map(lambda words: f"## {words}"),
    WORDS.map(lambda words: f"### {words}"),
    WORDS.map(lambda words: f"- {words}"),
    WORDS.map(lambda words: f"> {words}"),
    WORDS.map(lambda words: "```\n" + words.replace("`", "") + "\n```"),
    WORDS.map(lambda words: f"    {words}"),
    st.just("[a]: b.md 'c'"),
    st.just('![a](b.png "c")'),
    st.just("| a | b |\n| - | - |\n| *c* | d |"),
)


@given(st.lists(BLOCKS, max_size=8))
@settings(max_examples=150, deadline=None)
def test_random_markdown_without_tags_stays_byte_for_byte(blocks: list[str]):
    body = "\n\n".join(blocks).strip("\n") + "\n"
    if not body.strip() or any(sign in body for sign in ("](", "~", "[[", "[^", "=\n", "-\n")):
        return  # links without an address, single tildes and lines below headings are changed
    assert convert(body) == body


MARKS = st.sampled_from(
    [
        *("word", " ", " ", "\n", "\n\n", "*", "**", "`", "``", "[", "]", "](/old/)", "![", "<b>"),
        *(
            "</b>",
            "<br>",
            "<div>\n",
            "</div>",
            "# ",
            "- ",
            "> ",
            "    ",
            "```\n",
            "===\n",
            "{: .a}",
        ),
        *(
            "$",
            "^",
            "~",
            "|",
            "::: note\n",
            ":::\n",
            "!!! tip\n",
            "<!-- c -->",
            "\\",
            "&amp;",
            "1.",
        ),
    ]
)


@pytest.mark.slow
@given(st.lists(MARKS, max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_code_is_never_touched_and_nothing_fails(body: str):
    shown = convert(f"`kept <i>as</i> it {{: .is}}`\n\n{body}")
    assert shown.startswith("`kept <i>as</i> it {: .is}`")
    assert convert(f"```\n{body.replace('`', '')}\n```\n").strip() == (
        f"```\n{body.replace('`', '')}\n```"
    )


WHOLE = st.sampled_from(
    [
        *("one *two* three", "<b>four</b> five", "# six", "seven\n===", "> eight", "- nine\n  ten"),
        *(
            "<div>eleven</div>",
            "<p>twelve\n<p>thirteen",
            "!!! note\n    fourteen",
            ":::x\nsome\n:::",
        ),
        *("a<br>b", "<ul><li>item</li></ul>", "| cell | <i>slant</i> |\n|---|---|\n| c | d |"),
        *("<table><tr><td>\n\nred *blue*\n\n</td></tr></table>", "[linked](/draft/) words"),
        *(
            "<details><summary>Title</summary>\n\ninner\n\n</details>",
            "[[wiki page]]",
            "`code <b>`",
        ),
    ]
)


@pytest.mark.slow
@given(st.lists(WHOLE, max_size=6).map("\n\n".join))
@settings(max_examples=60, deadline=None)
def test_words_are_kept(body: str):
    conversion = Conversion(Moved())
    shown = convert_markdown(body, conversion)
    before, after = source_words(body, "markdown"), markdown_words(shown)
    assert lost_words(before, after, conversion.left_out) == 0, shown
    assert convert_markdown(shown, Conversion()) == shown


def test_comments_in_indented_code_are_kept():
    body = "Text\n\n    a\n    <!-- b -->\n\nEnd\n"
    assert convert(body) == "Text\n\n```\na\n<!-- b -->\n```\n\nEnd\n"


# --- links and pictures


def test_links_and_pictures_lead_where_they_lead_now():
    assert moved('[a](/old/ "T") ![b](t.png) [c](<t.png>)\n') == (
        '[a](../new.md "T") ![b](m.png) [c](m.png)\n'
    )
    assert moved("[a *b*](/draft/).\n") == "a *b*.\n"
    assert moved("[a][x] [x] [b][y]\n\n[x]: /old/ 'T'\n[y]: /draft/\n[z]: /draft/\n") == (
        "[a][x] [x] b\n\n[x]: ../new.md 'T'\n[z]: /draft/\n"
    )
    assert moved("![p][x]\n\n[x]: t.png 'T'\n") == '![p](m.png "T")\n'
    assert moved("> [long\n> label](/old/)\n") == "> [long\n> label](../new.md)\n"
    assert moved("<http://old.test/a_b/> http://old.test/a_b/.\n") == (
        "[http://old.test/a\\_b/](a.md) [http://old.test/a\\_b/](a.md).\n"
    )


def test_a_link_around_a_picture_is_dropped_or_gives_the_larger_one():
    assert convert("[![A](small.png)](large.png)\n") == "![A](large.png)\n"
    assert convert("[![A](small.png)](http://shop.test/)\n") == "![A](small.png)\n"
    assert told("x\n\n[![A](small.png)](http://shop.test/)\n") == [
        (3, "link around a picture dropped")
    ]
    assert told("![](a.png)\n") == [(1, "picture without description")]


def test_schemes_that_no_page_may_have():
    assert convert("[Chat](irc://chat.test/) or <irc://chat.test/>\n") == (
        "Chat or irc:\\//chat.test/\n"
    )
    html = render(convert("See <irc://chat.test/>.\n"), Style()).html
    assert html == "<p>See irc://chat.test/.</p>\n"


def test_an_address_alone_stays_a_link():
    address = "https://www.youtube.com/watch?v=abcdefghijk"
    assert convert(f"{address}\n") == f"<{address}>\n"


# --- headings


def test_headings_begin_at_the_second_level():
    assert convert("# A\n\nB *b*\n===\n\nC\n---\n\n##### D\n\n###### E\n") == (
        "## A\n\n## B *b*\n\n### C\n\n###### D\n\n###### E\n"
    )
    assert convert("### A\n\n> Two\n> lines\n> ---\n") == "### A\n\n> ## Two lines\n"


def test_links_within_a_page_lead_to_the_ids_of_newsgen():
    body = "## The works {#w}\n\n## Other\n{: #o .x}\n\n[a](#w) [b](#o) [c](#Other) [d](#gone)\n"
    assert convert(body) == (
        "## The works\n\n## Other\n\n[a](#the-works) [b](#other) [c](#other) d\n"
    )
    assert (6, "heading id w: link turned to #the-works") in told(body)
    assert convert('<a name="x"></a>\n## Here\n\n[a](#x)\n') == "## Here\n\n[a](#here)\n"


# --- HTML


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("A <b>bold *x*</b> H<sub>2</sub>O\n", "A **bold *x*** H~2~O\n"),
        ("One<br>two<br/>\n", "One\\\ntwo\n"),
        ("| a<br>b |\n|---|\n", "| a<br>b |\n|---|\n"),
        ("<div>\n\n*Markdown*\n\n</div>\n", "*Markdown*\n"),
        ("- <div>a <i>b</i></div>\n- c\n", "- a *b*\n- c\n"),
        ("Text<!-- c --> on\n\n<!--more-->\n\nEnd\n", "Text on\n\nEnd\n"),
        ("<h3>A</h3>\n\n# B\n", "#### A\n\n## B\n"),
        (
            "<details>\n<summary>More</summary>\n\n*In*\n\n</details>\n",
            "::: box More\n\n*In*\n\n:::\n",
        ),
    ],
)
def test_html_becomes_markdown(body: str, shown: str):
    assert convert(body) == shown


@pytest.mark.parametrize("value", ['="1"', "='block'", "=1", ""])
def test_an_element_that_says_so_has_markdown_in_it(value: str):
    body = f'a\n\n<div class="notice" markdown{value}>\n**Notice:** [b](c)\n</div>\n'
    assert convert(body).split() == ["a", "**Notice:**", "[b](c)"]


def test_html_over_empty_lines_is_one_element():
    shown = convert("<table>\n<tr><td>\n\n*A*\n\n</td><td>b</td></tr>\n</table>\n\nEnd\n")
    assert "| *A* | b |" in shown
    assert shown.endswith("\n\nEnd\n")


# --- marks of other systems


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Text\n{: .lead}\n\nEnd {#id}\n", "Text\n\nEnd\n"),
        ("![x](y.png){: .right} `a`{.sh} [b](c){w=1}\n", "![x](y.png) `a` [b](c)\n"),
        ("* TOC\n{:toc}\n\n[TOC]\n\nText\n", "Text\n"),
        ("[[Page|words]] [[Other]] [[1]](x)\n", "words Other [[1]](x)\n"),
        ("a^b+c^ but 19^th^ [^9]\n", "a\\^b+c^ but 19^th^ \\[^9]\n"),
        ("$a_{b *c*$\n", "$a\\_{b \\*c\\*$\n"),
        ("The HTML.\n\n*[HTML]: Some words\n", "The HTML.\n"),
        (":::tip[Did *you*]\nA\n:::\n", "::: note Did you\nA\n:::\n"),
        (":::: note\n:::odd Title\nA\n:::\n::::\n", "::: note\n**Title**\n\nA\n:::\n"),
        ('!!! note "T"\n    A\n\n        code\n\nB\n', "::: note T\nA\n\n    code\n:::\n\nB\n"),
        ("> [!faq]- T\n> A\n> - b\n\nB\n", "::: note T\nA\n- b\n:::\n\nB\n"),
        (":::\n", "\\:::\n"),
    ],
)
def test_marks_of_other_systems(body: str, shown: str):
    while "\n\n\n" in (found := convert(body)):
        found = found.replace("\n\n\n", "\n\n")
        break
    assert found.replace("\n\n\n", "\n\n") == shown


# --- tags of dialects


def test_tags_become_source_text_or_atoms():
    def replace_tags(text: str, code: CodeSpans, atoms: Atoms, _: Conversion) -> str:
        assert code.covers(text.index("`{{x}}")), "code is known"
        assert not code.covers(text.index("{{x}}"))
        assert code.next_free(0) == 0
        shown = atoms.put("::: video a\n*t* <b>\n:::", block=True)
        return text.replace("{{x}}", shown, 2).replace("{{y}}", atoms.put("<u>", block=False))

    body = "A {{x}} b {{y}}\n\n- {{x}}\n\n`{{x}}`\n"
    assert convert_markdown(body, Conversion(), replace_tags=replace_tags) == (
        "A\n\n::: video a\n*t* <b>\n:::\n\nb <u>\n\n- ::: video a\n  *t* <b>\n  :::\n\n`{{x}}`\n"
    )


def test_code_of_a_text():
    text = "a `b` ``c` `` \\`d`\n\n    e\n\n- ```\n  f\n  ```\n"
    spans = [text[start:end] for start, end in find_code(text).spans]
    assert spans == ["`b`", "``c` ``", "    e", "- ```\n  f\n  ```"]


def test_notes_name_the_line_of_the_file():
    conversion = Conversion()
    body = "<!-- a\nb -->\n\nText\n\n![](x.png)\n"
    convert_markdown(body, conversion, first_line=5)
    assert [note.line for note in conversion.notes] == [5, 10]


# --- plain text and hostile text


def test_plain_text():
    assert plain_text("Ferry *returns* home, with `radar`") == "Ferry returns home, with radar"
    assert plain_text("A [b](c) &amp; <i>d</i>\n![e](f)") == "A b & d e"
    assert plain_text("1. Not a list: 5 * 3 * 2") == "1. Not a list: 5 * 3 * 2"


@pytest.mark.parametrize(
    "unit",
    [
        *("[", "*", "`", "<", "![", "[a](", "`a", "][", "[](<", "<b>", "<!--", "{:", "$a^", "[[a"),
        *("[a](#b)", "[![a](b.png)](c)", "# a\n", ":::x\n", "[a]: b '\n", "<a '", ":a", "http://"),
    ],
)
def test_hostile_text_takes_linear_time(unit: str):
    body = unit * (29_000 // len(unit))
    with little_time(2):
        convert(body)


def test_brackets_are_kept_as_newsgen_can_read_them():
    shown = convert("[" * 29_000 + "\n")
    assert shown == "\\[" * 29_000 + "\n"
    document = render(shown, Style())
    assert document.html == f"<p>{'[' * 29_000}</p>\n"
    assert not document.diagnostics
