"""The table of roles and their permissions in docs/operators.md, line by line.

``test_walker`` and ``test_gate`` test links and paths, ``test_media_types`` and ``test_svg`` the
files of stories, ``test_budget`` the time limits for texts, ``test_hostile_browser`` the desk of
the preview, and ``test_publish_clocks`` the clocks. This module tests the rest, and each role as a
whole.
"""

import os
import re
from pathlib import Path

import pytest

from newsgen.builder.verify import compare_with_clean
from newsgen.diagnostics import Refusal
from newsgen.serve.edit import save_source
from support.paper import CONFIG, NOW, article, snapshot

DOCS = Path(__file__).parents[1] / "docs/operators.md"
A = "content/world/a.md"
SECRET = "The minister resigns"


def rows() -> dict[str, list[str]]:
    """Return the cells of the table, by role."""
    text = DOCS.read_text(encoding="utf-8")
    table = re.search(r"\| who \|.*?\n\n", text, re.DOTALL)
    assert table
    lines = [line.strip("| ").split(" | ") for line in table[0].strip().splitlines()[2:]]
    return {role: cells for role, *cells in lines}


def test_the_table_names_the_roles_and_their_tests():
    assert list(rows()) == [
        "guest author",
        "writer with an account",
        "editor",
        "theme author",
        "operator",
    ]
    assert all(len(cells) == 3 for cells in rows().values())
    named = set(re.findall(r"``(test_\w+)``", __doc__))
    assert all((Path(__file__).parent / f"{name}.py").exists() for name in named)


# --- a guest author ---------------------------------------------------------------------------

GUEST = {
    "a script in a body": article(body="<script>fetch('/')</script>"),
    "a script as a link": article(body="[x](javascript:alert(1))"),
    "a script in a headline": article("'<script>alert(1)</script>'"),
    "a script in a caption": article(
        image="{src: /favicon.svg, alt: x, caption: '<script>x</script>'}"
    ),
    "template code in a body": article(body="{{ ''.__class__ }} {% include 'x' %}"),
    "template code in a headline": article("'{{ 7 * 7 }}'"),
    "an attribute in a link": article(body='[x](https://a.example/"onmouseover=alert(1))'),
    "an attribute in a picture": article(
        image="""{src: 'https://a.example/x.png"onerror=y', alt: x}"""
    ),
}


@pytest.mark.parametrize("name", GUEST)
def test_a_guest_cannot_run_code_in_a_page(make_paper, name):
    paper = make_paper({A: GUEST[name]})
    result = paper.build()
    if result.committed:
        page = paper.page("world/a/index.html")
        assert "<script>" not in page.replace('<script type="application/ld+json">', "")
        assert "javascript:" not in page
        assert not re.search(r"<[^>]*\son\w+=", page)
        assert "<class" not in page
        assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)


@pytest.mark.parametrize(
    "guest",
    [
        article("Guest", body="See [that](secret.md)."),
        article("Guest", related="[secret.md]"),
        article("Guest", series="Leaks", tags="[Leaks]", authors="[Minister]"),
        article("Guest", aliases="[/world/secret/]"),
        article("Guest", slug="secret"),
    ],
)
def test_a_guest_cannot_read_unpublished_stories(make_paper, guest):
    hidden = article(
        SECRET, body="Nobody knows.", embargo="2027-01-01", series="Leaks", tags="[Leaks]"
    )
    paper = make_paper({"content/world/secret.md": hidden, "content/world/b.md": article("B")})
    paper.build_ok()
    paper.write({A: guest})
    paper.build()
    for content in snapshot(paper.public).values():
        assert SECRET.encode() not in content
        assert b"Nobody knows" not in content


def test_a_guest_cannot_take_the_address_of_another_page(make_paper):
    taken = ["/", "/index.html", "/404.html", "/world/", "/world/b/", "/feed.html/../x/", "/tags/"]
    for number, alias in enumerate(taken):
        files = {"content/world/b.md": article("B", tags="[T]"), A: article(aliases=f"['{alias}']")}
        paper = make_paper(files, f"site{number}")
        result = paper.build()
        assert not result.committed
        assert {d.code for d in result.diagnostics} <= {"bad-alias", "same-path"}
        assert {d.path for d in result.diagnostics} == {A}


def test_files_of_a_guest_do_not_block_later_builds(make_paper):
    """After a hostile story is removed, the site is as before."""
    paper = make_paper({"content/world/b.md": article("B")})
    paper.build_ok()
    before = snapshot(paper.public)
    for hostile in (
        article(aliases="[/.newsgen/manifest/, /.newsgen/x.html]"),
        article(id="..", aliases="[/a/, /a/b/]"),
        article(aliases="[/b.html, /b.html/]"),
        article(body="::: box\n" * 2000),
        "---\n" + "[" * 30_000,
    ):
        paper.write({A: hostile})
        paper.build()
        paper.remove(A)
        paper.build_ok()
        assert snapshot(paper.public) == before


# --- an editor ----------------------------------------------------------------------------------


def test_an_editor_cannot_overwrite_others_from_the_desk(make_paper):
    paper = make_paper({A: article()})
    status, answer = save_source(paper.root, A, "mine", "the digest of what was read")
    assert status == 409
    assert answer["text"] == article()
    assert (paper.root / A).read_text(encoding="utf-8") == article()


# --- a theme author -----------------------------------------------------------------------------


def test_a_theme_author_can_run_programs_as_documented(make_paper):
    code = "{{ cycler.__init__.__globals__.os.environ['NEWSGEN_TEST_SECRET'] }}"
    paper = make_paper({A: article(), "templates/partials/footer.html": code})
    os.environ["NEWSGEN_TEST_SECRET"] = "only the operator knows"
    try:
        paper.build_ok()
    finally:
        del os.environ["NEWSGEN_TEST_SECRET"]
    assert "only the operator knows" in paper.page("world/a/index.html")


def test_a_theme_author_cannot_hide_changes_from_the_next_build(make_paper):
    """Neither by a file name nor by a name that is only known when rendering."""
    footer = "{% set name = 'sec' ~ 'ret.bin' %}{% include name %}"
    paper = make_paper(
        {A: article(), "templates/partials/footer.html": footer, "templates/secret.bin": "one"}
    )
    paper.build_ok()
    paper.write({"templates/secret.bin": "two!"})
    result = paper.build_ok()
    assert "two!" in paper.page("world/a/index.html")
    assert compare_with_clean(result, paper.options()) == ()


# --- an operator --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["cache: public", "cache: public/x", "output: content/x", "output: templates", "cache: ."],
)
def test_an_operator_cannot_mix_folders(make_paper, line):
    paper = make_paper({A: article(), "newsgen.yaml": f"{CONFIG}{line}\n"})
    with pytest.raises(Refusal):
        paper.build(NOW)
    assert not paper.public.exists()
