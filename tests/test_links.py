"""Links to stories that are not shown, or are not where a link says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from newsgen.check import check
from newsgen.diagnostics import Severity
from support.paper import NOW, article, snapshot

KARACHI = ZoneInfo("Asia/Karachi")
A, QUAKE = "content/pakistan/a.md", "content/world/quake.md"
LINK = "See [the *quake*](../world/quake.md#toll) there."


def linking(body=LINK):
    """A story with that body."""
    return article("Talks", body, section="pakistan")


def problem(paper, now=NOW, **wanted):
    """The one problem of a build."""
    (found,) = paper.build(now, **wanted).diagnostics
    return found


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        ({"draft": "true"}, "../world/quake.md is a draft", "publish that story first"),
        (
            {"embargo": "2026-11-26 09:00"},
            "../world/quake.md is under embargo until 2026-11-26 09:00",
            "`embargo: 2026-11-26 09:00`",
        ),
        (
            {"date": "2026-11-26T04:00:30Z"},
            "../world/quake.md is under embargo until 2026-11-26 09:00:30",
            "`embargo: 2026-11-26 09:00:30`",
        ),
    ],
)
def test_a_link_to_a_story_that_is_not_published_says_why(make_paper, fields, message, hint):
    paper = make_paper({A: linking(), QUAKE: article("Quake", **fields)})
    found = problem(paper)
    assert (found.code, found.severity, found.message) == ("broken-link", Severity.ERROR, message)
    assert (found.path, found.line, found.column) == (A, 7, 19)
    assert found.hint.endswith(hint)
    assert "take the link out" in found.hint


def test_a_link_to_an_expired_story_stops_nothing(make_paper):
    paper = make_paper({A: linking(), QUAKE: article("Quake", expires="2026-11-22 18:30")})
    result = paper.build()
    assert result.committed
    (found,) = result.diagnostics
    assert (found.code, found.severity) == ("expired-link", Severity.WARNING)
    assert found.message.startswith("../world/quake.md expired at 2026-11-22 18:30")
    page = paper.page("pakistan/a/index.html")
    assert "<p>See the <em>quake</em> there.</p>" in page
    assert "world/quake" not in page
    assert paper.build().diagnostics == (found,)  # nothing to do, and told again
    assert paper.build(clean=True).diagnostics == (found,)
    assert not paper.build(strict=True, clean=True).committed


def test_pages_that_link_to_an_expired_story_are_rendered_again(make_paper):
    files = {A: linking(), QUAKE: article("Quake", expires="2026-11-24 18:00")}
    paper = make_paper({**files, "content/pages/about.md": f"---\ntitle: Us\n---\n{LINK}\n"})
    paper.write(
        {"newsgen.yaml": (paper.root / "newsgen.yaml").read_text() + "feeds: {content: full}\n"}
    )
    paper.build_ok()
    assert 'href="/world/quake/#toll"' in paper.page("pakistan/a/index.html")
    later = datetime(2026, 11, 24, 18, tzinfo=KARACHI)
    warm = paper.build(later)
    clean = paper.build(later, output=str(paper.root / "clean"), cache=str(paper.root / "none"))
    assert warm.diagnostics == clean.diagnostics
    assert [(d.code, d.path) for d in warm.diagnostics] == [
        ("expired-link", "content/pages/about.md"),
        ("expired-link", A),
    ]
    assert snapshot(paper.public) == snapshot(paper.root / "clean")
    assert "world/quake" not in "".join(
        paper.page(path) for path in ("pakistan/a/index.html", "about/index.html", "feed.xml")
    )
    back = paper.build(NOW)  # the clock goes back
    assert back.diagnostics == ()
    assert 'href="/world/quake/#toll"' in paper.page("pakistan/a/index.html")


def test_a_moment_that_passes_renews_the_message(make_paper):
    quake = article("Quake", date="2026-11-24 09:00", expires="2026-11-25 09:00")
    paper = make_paper({A: linking(), QUAKE: quake})
    assert problem(paper).code == "broken-link"
    paper.build_ok(datetime(2026, 11, 24, 9, tzinfo=KARACHI))
    assert problem(paper, datetime(2026, 11, 25, 9, tzinfo=KARACHI)).code == "expired-link"
    assert [(d.code, d.message.partition("(")[2]) for d in check(paper.options()).diagnostics][
        :2
    ] == [
        ("broken-link", ""),
        ("expired-link", "from 2026-11-25 09:00 on)"),
    ]


def test_another_moment_of_expiry_renews_the_warning(make_paper):
    paper = make_paper({A: linking(), QUAKE: article("Quake", expires="2026-11-22")})
    assert "2026-11-22 00:00" in problem(paper).message
    paper.write({QUAKE: article("Quake", expires="2026-11-23")})
    assert "2026-11-23 00:00" in problem(paper).message


def test_a_draft_is_linked_to_where_drafts_are_shown(make_paper):
    paper = make_paper({A: linking(), QUAKE: article("Quake", draft="true")})
    assert paper.build(scope="drafts").diagnostics == ()


NEAR = {
    "without its date": ("../world/quake.md", "content/world/2026-11-17-quake.md"),
    "with another date": ("../world/2026-11-18-quake.md", "content/world/2026-11-17-quake.md"),
    "in another folder": ("quake.md", QUAKE),
    "in other letters": ("../world/Quake.md", QUAKE),
    "misspelt": ("../world/quaek.md", QUAKE),
    "with words before": ("../world/talks.md", "content/world/2026-11-17-talks-end.md"),
    "of a page": ("about.md", "content/pages/about.md"),
}


@pytest.mark.parametrize("case", NEAR)
def test_a_link_to_no_file_suggests_the_one_that_may_be_meant(make_paper, case):
    written, path = NEAR[case]
    text = "---\ntitle: Us\n---\nUs.\n" if "pages" in path else article("Quake")
    paper = make_paper({A: linking(f"[x]({written})"), path: text})
    found = problem(paper)
    assert (found.code, found.message) == ("broken-link", f"there is no {written}")
    assert found.hint == f"did you mean ../{path.removeprefix('content/')}?"


@pytest.mark.parametrize("written", ["quake.md", "wholly-other.md", "quake.txt"])
def test_a_link_to_no_file_suggests_none_where_none_is_meant(make_paper, written):
    twins = {
        f"content/world/2026-11-{day}-quake.md": article("Quake", slug=f"quake-{day}")
        for day in (17, 18)
    }
    paper = make_paper({A: linking(f"[x]({written})"), **twins})
    assert problem(paper).hint == "paths count from the folder of this file"


def test_text_that_only_looks_like_a_link_reveals_no_hidden_story(make_paper):
    body = "`[x](../world/quake.md)`\n\n::: box ../world/quake.md\nInside.\n:::"
    files = {A: linking(body), QUAKE: article("Quake", draft="true")}
    paper = make_paper({**files, "templates/blocks/box.html": "<b>{{ title }}</b>"})
    paper.build_ok()
    assert "<b>../world/quake.md</b>" in paper.page("pakistan/a/index.html")
