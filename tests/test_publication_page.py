"""A publication as Markdown: bounded, and safe whatever contributors write into headlines."""

from datetime import UTC, datetime

import pytest
from markdown_it import MarkdownIt

from newsgen.cli.publication_page import LIMIT, plain, publication_page
from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.publish import ChangedStory, Difference, PublishReport, StoryChanges, Upload
from newsgen.publish.target_manifest import TargetManifest
from support.paper import NOW, article
from test_publish_gate import FINE, SETTINGS, A

ADDRESS = "https://news.example/world/a/"


def difference(*, added=(), removed=()):
    manifest = TargetManifest(moment=datetime(2026, 1, 1, tzinfo=UTC), base_url=ADDRESS)
    return Difference(
        added=added, changed=(), removed=removed, unchanged=1, retired={}, manifest=manifest
    )


def upload(path, role="page"):
    return Upload(path=path, source=path, role=role, digest="d", size=5_000)


def report(**values):
    usual = {"diagnostics": (), "target": "live", "kind": "directory", "place": "/srv/live"}
    return PublishReport(**{**usual, "base_url": "https://news.example/", **values})


def test_a_plan_names_stories_and_counts_the_rest():
    pages = (upload("world/a/index.html"), upload("index.html", "list"), upload("feed.xml", "feed"))
    planned = report(
        difference=difference(added=pages, removed=("world/b/index.html",)),
        stories=StoryChanges(
            added=(ChangedStory(address=ADDRESS, title="Talks end"),),
            removed=(ChangedStory(address="https://news.example/world/b/"),),
        ),
    )
    assert publication_page(planned, dry_run=True) == (
        "### Would be published to live (/srv/live)\n\n"
        "2 stories (1 new, 1 gone); also 1 list, 1 feed and 1 file removed; 15 KB.\n\n"
        f"**New**\n\n- [Talks end](<{ADDRESS}>)\n\n"
        "**Gone**\n\n- [https:\u200b//news.example/world/b/](<https://news.example/world/b/>)"
    )
    assert publication_page(planned, dry_run=False).startswith("### Published to live (/srv/live)")


@pytest.mark.parametrize(
    ("values", "heading"),
    [
        ({"difference": difference()}, "Nothing to publish to live"),
        ({"difference": None}, "Not published: the site has errors"),
        ({"is_stopped": True}, "Not published: errors in the pages that would change"),
        (
            {"difference": difference(), "refusal": Refusal("a clock is wrong", "set it")},
            "Would not be published to live",
        ),
    ],
)
def test_the_heading_says_what_becomes_of_it(values, heading):
    page = publication_page(report(**values), dry_run=True)
    assert page.startswith(f"### {heading}")
    if "refusal" in values:
        assert page.endswith("\n\na clock is wrong. set it")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- -->",
        "[click](http://evil.example) ![x](http://evil.example/x.png) [x][y]",
        "a](https://evil.example) **bold** _it_ ~~gone~~ `code` | table",
        "line\nbreak\r\n\n## heading\n- item\n/close",
        "<https://evil.example> https://evil.example www.evil.example me@evil.example",
        "&lt;b&gt; &#64;all \\",
        "\u202egnirts",
    ],
)
def test_text_of_contributors_stays_text(text):
    engine = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    tokens = engine.parse(f"- [{plain(text)}](<{ADDRESS}>): {plain(text)}")
    (inline,) = [token for token in tokens if token.type == "inline"]
    kinds = [token.type for token in inline.children]
    assert set(kinds) <= {"link_open", "link_close", "text", "text_special"}
    assert kinds.count("link_open") == 1
    shown = "".join(token.content for token in inline.children)
    for part in ("@all", "@evil", "www.e", "://evil"):
        assert part not in shown


@pytest.mark.parametrize("sign", ["@editor", "#12", "!7", "~label", "%3", "$4", "&5", ":smile:"])
def test_nobody_is_mentioned_and_nothing_is_referred_to(sign):
    assert sign not in plain(f"By {sign}").replace("\\", "").replace("&amp;", "&")


def test_a_page_has_a_limit():
    stories = tuple(
        ChangedStory(address=f"{ADDRESS}{'x' * 900}/{number}/", title="ہ" * 300)
        for number in range(5_000)
    )
    problems = tuple(
        Diagnostic(code="broken-link", message="<" * 150, hint="*" * 900, path=f"{number}.md")
        for number in range(200)
    )
    paths = tuple(upload(f"{number}.html") for number in range(5_000))
    changes = StoryChanges(added=stories, changed=stories, removed=stories)
    page = publication_page(
        report(difference=difference(added=paths), stories=changes, diagnostics=problems),
        dry_run=True,
    )
    assert len(page.encode()) <= LIMIT + 100
    assert page.endswith("The log of the run has the rest.")
    assert "**200 errors in 200 files**" in page
    assert "- … and 150 more" in page


# --- the summary of a run ---------------------------------------------------------------------


@pytest.fixture
def summary(tmp_path, monkeypatch):
    """The file to which GitHub lets a step add its summary."""
    place = tmp_path / "summary.md"
    place.write_text("Before.\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place))
    return place


def test_the_summary_of_a_run_says_what_was_published(make_paper, run, summary):
    paper = make_paper({"newsgen.yaml": SETTINGS, A: FINE})
    command = ("publish", "--site", str(paper.root), "--now", NOW.isoformat())
    run(*command)
    text = summary.read_text()
    assert text.startswith("Before.\n### Published to live (")
    assert f"- [A](<{ADDRESS}>)\n" in text
    run(*command)
    assert "\n\n### Nothing to publish to live (" in summary.read_text()


def test_a_refusal_is_in_the_summary_too(make_paper, run, summary):
    run("publish", "--site", str(make_paper().root))
    assert "### Not published\n\nnewsgen.yaml names no target." in summary.read_text()


def test_a_summary_that_cannot_be_written_stops_nothing(make_paper, run, summary):
    summary.unlink()
    summary.mkdir()
    paper = make_paper({"newsgen.yaml": SETTINGS, A: article("A", summary="S.")})
    assert run("publish", "--site", str(paper.root), "--now", NOW.isoformat())[0] == 0


def test_outside_of_github_there_is_no_summary(make_paper, run, summary, monkeypatch):
    monkeypatch.delenv("GITHUB_ACTIONS")
    run("publish", "--site", str(make_paper().root))
    assert summary.read_text() == "Before.\n"


def test_a_plan_can_be_printed_as_markdown(make_paper, run):
    paper = make_paper({"newsgen.yaml": SETTINGS, A: FINE})
    command = ("publish", "--site", str(paper.root), "--now", NOW.isoformat(), "--plan")
    status, out, _ = run(*command, "--format", "markdown")
    assert status == 0
    assert out.startswith("### Would be published to live (")
    assert f"**New**\n\n- [A](<{ADDRESS}>)\n" in out
