"""HTML comments are notes for the desk: no reader, feed or summary may contain one."""

import pytest

from newsgen.markdown import remove_comments
from support.paper import CONFIG, article

A = "content/world/a.md"
NOTE = "legal has not cleared this"


@pytest.mark.parametrize("raw_html", ["safe", "escape", "trusted"])
@pytest.mark.parametrize(
    "body",
    [
        f"<!-- {NOTE} -->\n\nWords.",
        f"Words <!-- {NOTE} --> and more.",
        f"Words.\n\n<!--\n{NOTE}\n\nand more\n-->\n\nMore.",
        f"Words <!-- begun here\n\n{NOTE}\n\nended here --> and more.",
        f"- One <!-- {NOTE}\n  over lines -->\n- Two",
        f"> Quoted\n> <!-- {NOTE}\n> over lines -->\n> more",
        f"| a | b |\n| --- | --- |\n| c <!-- {NOTE} --> | d |",
        f"## Heading <!-- {NOTE} -->\n\nWords.",
        f"[a link <!-- {NOTE} -->](https://example.org/)",
        f"::: box Title <!-- {NOTE} -->\nWords <!-- {NOTE} -->.\n:::",
        f"Words.[^1]\n\n[^1]: A note. <!-- {NOTE} -->",
        f"<!-- outer <!-- inner --> {NOTE} -->Words.",
        f"Words <!-- {NOTE} --!> and more.",
        f"    <!-- {NOTE} -->\n\nWords.",
        f"<div><!-- {NOTE} --></div>\n\nWords.",
        f"<!-- one --><!-- {NOTE} -->\nWords.",
    ],
)
def test_no_file_of_the_output_contains_a_comment(make_paper, raw_html, body):
    settings = f"feeds: {{content: full}}\nmarkdown: {{raw_html: {raw_html}}}\n"
    paper = make_paper({A: article(body=body), "newsgen.yaml": CONFIG + settings})
    assert paper.build().committed
    for place in paper.public.rglob("*"):
        if place.is_file() and ".newsgen" not in place.parts:
            assert NOTE.encode() not in place.read_bytes(), place


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("a <!-- x --> b", "a  b"),
        ("<!-- x\n\ny -->\n\nz", "\n\n\n\nz"),
        ("<!-- x -->    not code", "not code"),
        ("> <!-- x\n> y -->\n> z", "> \n> \n> z"),
        ("<!-->shown", "shown"),
        ("<!--->shown", "shown"),
    ],
)
def test_lines_keep_their_numbers_and_quotes_go_on(body, left):
    assert remove_comments(body) == (left, -1)


@pytest.mark.parametrize(
    "body",
    [
        "`<!-- x -->`",
        "``a ` <!-- x --> ``",
        "```\n<!-- x -->\n```",
        "> ~~~ html\n> <!-- x -->\n> ~~~",
        "- ```\n  <!-- x -->\n  ```",
        r"\<!-- x -->",
    ],
)
def test_comments_in_code_are_kept(body):
    assert remove_comments(body) == (body, -1)


def test_a_comment_is_no_code_because_of_a_single_backtick():
    assert remove_comments("a ` b <!-- x -->\n\nc ` d") == ("a ` b \n\nc ` d", -1)


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("Words.\n\nMore <!-- no end\n\nLost.", 9, 6),
        ("<!-- a <!-- b -->\n\nLost.", 7, 1),
    ],
)
def test_a_comment_without_an_end_is_an_error_at_its_line(make_paper, body, line, column):
    paper = make_paper({A: article(body=body)})
    result = paper.build()
    assert not result.committed
    (problem,) = result.diagnostics
    assert (problem.code, problem.line, problem.column) == ("unclosed-comment", line, column)


def test_a_problem_after_a_comment_has_its_line(make_paper):
    paper = make_paper({A: article(body="<!-- a\n\nb -->\n\nA [link](nowhere.md).")})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.line) == ("broken-link", 11)


@pytest.mark.parametrize(
    "body",
    [
        "<!--" * 50_000,
        "<!-- -->" * 25_000,
        "<!-->" * 40_000,
        "` <!-- " * 30_000,
        "`a\n\n" * 50_000 + "<!--",
        "```\n" * 50_000 + "<!--",
        "".join("`" * n + " " for n in range(600)) + "<!--",
    ],
    ids=lambda body: body[:8],
)
def test_a_hostile_body_is_read_in_linear_time(body):
    removed, _ = remove_comments(body)
    assert len(removed) <= len(body)
