"""Markdown that is read otherwise than its writer meant: reported at its place, with the remedy."""

import re
from pathlib import Path

import pytest

from newsgen.markdown import RenderContext, Style, references, render
from newsgen.markdown.headings import RESERVED_IDS

PLAIN = Style(smart_quotes=False)
HERE = RenderContext(path="content/world/a.md", first_line=1)
TEMPLATES = Path(__file__).parents[1] / "templates"


def found_in(body: str) -> list[tuple[str, int | None, str]]:
    return [(d.code, d.line, d.hint) for d in render(body, PLAIN, HERE).diagnostics]


# --- marks that do nothing


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("[The ruling](the long ruling).", "`[The ruling](<the long ruling>)`"),
        ("[the bill][hb12]", "`[hb12]: address`"),
        ("[text] (https://example.org/)", "`[text](https://example.org/)`"),
        ("![Map] (map.png)", "`![Map](map.png)`"),
        ("(text)[https://example.org/]", "`[text](https://example.org/)`"),
        ("[[ruling](/a/)](/b/)", "take one of the two away"),
        ("** Key point: ** more", "`**like this**`"),
        ("This is **important.", "`**like this**`"),
        ("~~ old ~~ new", "`~~like this~~`"),
        ("This is __important.", "`__like this__`"),
        ("##Background", "`## Background`"),
        ("###Three", "`### Three`"),
        ("#Background and causes", "`# Background and causes`"),
        ("＃見出し", "`# 見出し`"),
        ("##\u00a0Heading", "`## Heading`"),
        ("-\u00a0One\n-\u00a0Two", "`- One`"),
        ("• One", "`- One`"),
    ],
)
def test_marks_that_readers_would_see_are_reported(body, remedy):
    problems = found_in(f"First.\n\n{body}\n\nLast.")
    assert {problem[:2] for problem in problems} <= {("leftover-markup", 3), ("leftover-markup", 4)}
    assert remedy in problems[0][2]


@pytest.mark.parametrize(
    "body",
    [
        "He said it was wrong [sic] and left [...] at once.",
        "It costs 5 * 3 * 2 rupees, and *prices may change.",
        "snake_case and __init__ in `code with ** and __ and [a][b]`",
        "#1 in the world, and #MeToo",
        "A footnote[12] in [brackets] (see page 4).",
        "See [12][13] for both.",
        "\\*\\*not bold\\*\\* and \\[a\\]\\[b\\]",
        "    [a][b] ** c",
        "```\n##Background ** x\n```",
        '**bold** and __bold__ and ~~gone~~ and [a](https://example.org/ "title")',
    ],
)
def test_ordinary_text_is_not_reported(body):
    assert [code for code, _, _ in found_in(body) if code == "leftover-markup"] == []


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("![Crowd](my photo.png)", "my photo.png"),
        ('![Crowd](my  big photo.JPG "At the gate")', "my  big photo.JPG"),
        ("See [the ruling](the ruling.pdf), page 4.", "the ruling.pdf"),
        ("[before](../world/the big quake.md)", "../world/the big quake.md"),
        ("![Tom](Tom & Jerry's house.webp 'A house')", "Tom & Jerry's house.webp"),
    ],
)
def test_file_names_with_spaces_are_destinations(body, path):
    known = RenderContext(path="content/world/a.md", destinations={path: "/found/"})
    assert references(body) == (path,)
    document = render(body, PLAIN, known)
    assert '="/found/"' in document.html
    assert document.diagnostics == ()
    code = "missing-image" if body.startswith("!") else "broken-link"
    assert [found for found, _, _ in found_in(body)] == [code]


def test_brackets_with_words_are_no_destination():
    body = "He said [sic](as in the first report) and [that](it was 3.5)."
    assert "<a" not in render(body, PLAIN).html
    assert {code for code, _, _ in found_in(body)} == {"leftover-markup"}


@pytest.mark.parametrize(
    "body",
    [
        "这是**重要！**的消息。",
        "**「重要」**は",
        "これは**「重要」**です。",
        "한국어**(중요)**입니다",
    ],
)
def test_emphasis_works_beside_east_asian_punctuation(body):
    document = render(body, PLAIN)
    assert "<strong>" in document.html
    assert document.diagnostics == ()


# --- tables


@pytest.mark.parametrize(
    ("row", "is_lost"),
    [
        ("| Blue | 10 | after a recount |", True),
        ("Blue | 10 | more", True),
        ("| Blue | 10 | | |", False),
        (r"| Blue \| Green | 10 |", False),
        ("| Blue |", False),
    ],
)
def test_cells_beyond_the_head_are_reported(row, is_lost):
    problems = found_in(f"| Party | Seats |\n|---|---|\n{row}\n| Red | 9 |")
    assert [problem[:2] for problem in problems] == ([("lost-cell", 3)] if is_lost else [])


def test_cells_of_a_table_in_a_quote_are_counted_too():
    problems = found_in("> | a | b |\n> |---|---|\n> | 1 | 2 | 3 |")
    assert [problem[:2] for problem in problems] == [("lost-cell", 3)]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("| A | B |\n|--|--|--|\n| 1 | 2 |", 2),
        ("| A | B |\n| — | — |\n| 1 | 2 |", 2),
        ("| A | B |\n| 1 | 2 |", 1),
        ("| A | B |\n|---|\n| 1 | 2 |", 2),
    ],
)
def test_a_table_that_stays_text_is_reported(body, line):
    assert [problem[:2] for problem in found_in(body)] == [("broken-table", line)]


# --- prose that becomes something else


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("\tThe minister said so, and left.", "prose-as-code"),
        ("Lead.\n\n    “The hall was silent,” she said.", "prose-as-code"),
        ("2026. The year it rained.", "prose-as-list"),
        ("1947) The year of partition.", "prose-as-list"),
        ("The talks ended on Monday.\n---", "prose-as-heading"),
        ("By our staff\n---", "prose-as-heading"),
        ("One line\nand another\n===", "prose-as-heading"),
    ],
)
def test_prose_that_becomes_something_else_is_reported(body, code):
    assert [problem[0] for problem in found_in(body)] == [code]


@pytest.mark.parametrize(
    "body",
    [
        "    x = call(1);\n    return x",
        "    <b>markup</b>",
        "1. One\n2. Two",
        "31. The last day",
        "Title\n=====",
        "Words.\n\n---\n\nMore.",
    ],
)
def test_code_lists_and_headings_are_not_reported(body):
    assert found_in(body) == []


# --- tasks, notes, definitions, superscript and subscript


def test_tasks_have_a_box():
    html = render("- [x] Call\n- [ ] Write", PLAIN).html
    assert '<li class="task-list-item">☑ Call</li>' in html
    assert '<li class="task-list-item">☐ Write</li>' in html


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
def test_a_marked_quote_is_a_note(kind):
    html = render(f"> [!{kind}]\n> Read *this*.", PLAIN).html
    assert html.startswith(f'<div class="note note-{kind.lower()}">')
    assert "<p>Read <em>this</em>.</p>" in html
    assert kind.capitalize() not in html


# --- headings


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("## Dates {#dates}", "dates"),
        ("## Key dates {#key .wide}", "key"),
        ("## Dates {: #kramdown }", "kramdown"),
        ("## Dates {.wide}", "dates"),
        ("## *Dates* {#a--b}", "a--b"),
        ("## Content", "content-2"),
        ("## Top", "top-2"),
        ("## Related", "related-2"),
        ("## About authors", "about-authors-2"),
    ],
)
def test_a_heading_has_the_id_that_was_written_but_none_of_the_theme(heading, anchor):
    document = render(heading, Style())
    assert [found.anchor for found in document.headings] == [anchor]
    assert "{" not in document.html


def test_ids_in_raw_html_are_none_of_the_theme():
    document = render('<p id="content">x</p>\n\n<p id="mine">y</p>', PLAIN, HERE)
    assert [d.code for d in document.diagnostics] == ["unsafe-html"]
    assert 'id="content"' not in document.html
    assert 'id="mine"' in document.html


def test_all_ids_of_the_theme_are_reserved():
    used = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\sid="([^"{]+)"', template.read_text(encoding="utf-8"))
    }
    assert used | {"updates"} == RESERVED_IDS  # which the entries of a live story stand in


# --- addresses without a scheme


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("www.example.org", "write https://www.example.org"),
        ("desk@example.org", "write mailto:desk@example.org"),
    ],
)
def test_an_address_without_its_scheme_is_no_file(written, remedy):
    assert found_in(f"[there]({written})") == [("broken-link", 1, remedy)]


# --- bare addresses


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("See https://example.org/a_b?c=1&d=2.", "https://example.org/a_b?c=1&amp;d=2", "."),
        ("(http://example.org/a_(b))", "http://example.org/a_(b)", ")"),
        ("Is it https://example.org/?", "https://example.org/", "?"),
        ("见https://example.org/。然后", None, ""),
        ("见 https://example.org/。然后", "https://example.org/", "。然后"),
        ("دیکھیے https://example.org/۔", "https://example.org/", "۔"),
    ],
)
def test_a_bare_web_address_is_a_link_without_the_stop_behind_it(text, address, rest):
    html = render(text, PLAIN).html
    if address is None:
        assert "<a " not in html
    else:
        assert f'<a href="{address}">{address}</a>{rest}' in html


def test_a_bare_mail_address_is_a_link():
    html = render("Write to ann.lee+desk@example.co.uk, please.", PLAIN).html
    assert '<a href="mailto:ann.lee+desk@example.co.uk">ann.lee+desk@example.co.uk</a>,' in html


@pytest.mark.parametrize(
    "text",
    [
        "`https://example.org/`",
        "[https://example.org/](https://example.net/)",
        '<a href="https://example.net/">https://example.org/</a>',
        "www.example.org and example.com are no whole addresses",
        "an @handle, a@b and 5 @ 3",
        "ftp://example.org/ and x://y",
        "https:// alone",
    ],
)
def test_other_text_is_no_link(text):
    assert '<a href="https://example.org' not in render(text, PLAIN).html
    assert "mailto:" not in render(text, PLAIN).html


def test_dashes_and_quotes_in_a_bare_address_stay():
    html = render("https://example.org/a--b...c/", Style()).html
    assert html.count("a--b...c") == 2


def test_links_of_bare_addresses_can_be_switched_off():
    style = Style(linkify=False)
    assert "<a " not in render("https://example.org/ and ann@example.org", style).html


@pytest.mark.parametrize("piece", ["a@", "http://", "a.b@c.", "://", "a.", "https://a)", "@"])
def test_hostile_addresses_take_linear_time(piece):
    assert render(piece * (40_000 // len(piece)), PLAIN).html


def test_a_line_with_a_colon_defines_the_words_above():
    body = "Quorum\n: A third of the members.\n\nWhip\n\n: An order *to vote*.\n\nLast words."
    document = render(body, PLAIN)
    assert document.html == (
        "<dl>\n<dt>Quorum</dt>\n<dd>A third of the members.</dd>\n"
        "<dt>Whip</dt>\n<dd>An order <em>to vote</em>.</dd>\n</dl>\n"
        "<p>Last words.</p>\n"
    )
    assert document.words == 13
    assert document.diagnostics == ()


def test_definitions_that_are_nested_too_deeply_are_reported():
    def codes(levels: int) -> list[str]:
        body = "\n".join(["term", *(f"{'  ' * depth}: term" for depth in range(levels))])
        return [code for code, _, _ in found_in(body)]

    assert codes(50) == []
    assert codes(51) == codes(120) == ["too-deep"]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("the 19^th^ of May", "the 19<sup>th</sup> of May"),
        ("H~2~O and CO~2~", "H<sub>2</sub>O and CO<sub>2</sub>"),
        ("10^-6^ m^2^", "10<sup>-6</sup> m<sup>2</sup>"),
        ("(a)^2^", "(a)<sup>2</sup>"),
    ],
)
def test_raised_and_lowered_words(body, html):
    assert render(body, PLAIN).html == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    "body",
    [
        "~10 to ~20 people, or ~5-~6",
        "a^b and c^ d^",
        "https://example.org/~ann/~bob/a~1~b",
        "x\\^2\\^",
        "`H~2~O`",
        "^^ and ~ alone, 5^^",
    ],
)
def test_other_carets_and_tildes_remain(body):
    html = render(body, PLAIN).html
    assert "<sup>" not in html
    assert "<sub>" not in html
