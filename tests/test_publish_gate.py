"""What a check calls an error is not published, in pages that differ from what readers see."""

import json
import subprocess
from datetime import timedelta

import pytest

from newsgen import check
from newsgen.check import changed_files
from newsgen.diagnostics import Severity
from newsgen.publish import Overrides, PublishOptions, publish
from support.before_after import CLOCK
from support.paper import CONFIG, NOW, article, snapshot

SETTINGS = f"{CONFIG}targets:\n  live: {{kind: directory, path: ../live}}\n"
A = "content/world/a.md"
DEAD = article("A", body="See [it](/nowhere/).", summary="S.")
FINE = article("A", body="See [the front](/world/).", summary="S.")
EMPTY = article("A", body="", summary="S.")


@pytest.fixture
def paper(make_paper):
    """A published site with one story."""
    paper = make_paper({"newsgen.yaml": SETTINGS, A: FINE})
    assert put(paper).difference is not None
    return paper


def put(paper, *, despite_errors=False, **wanted):
    """Publish at the moment of all builds here; return the report."""
    overrides = Overrides(despite_errors=despite_errors)
    options = PublishOptions(clock=CLOCK, overrides=overrides, **wanted)
    return publish(paper.options(NOW), options)


def live(paper):
    return snapshot(paper.root.parent / "live")


def told(report):
    return [(d.code, d.path, d.line, d.severity.name.lower()) for d in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "problem"),
    [(DEAD, ("dead-link", A, 8, "error")), (EMPTY, ("empty-story", A, 2, "error"))],
)
def test_a_page_with_an_error_is_not_published(paper, text, problem):
    before = live(paper)
    paper.write({A: text})
    report = put(paper)
    assert told(report) == [problem]
    assert report.difference is None
    assert report.is_stopped
    assert live(paper) == before


@pytest.mark.parametrize("text", [DEAD, EMPTY])
def test_it_is_published_if_the_user_says_so(paper, text):
    paper.write({A: text})
    report = put(paper, despite_errors=True)
    assert [d.severity for d in report.diagnostics] == [Severity.WARNING]
    assert not report.is_stopped
    assert live(paper) == snapshot(paper.public)


def test_a_plan_says_that_it_would_be_stopped(paper):
    before = live(paper)
    paper.write({A: DEAD})
    report = put(paper, dry_run=True)
    assert told(report) == [("dead-link", A, 8, "error")]
    assert report.is_stopped
    assert [upload.path for upload in report.difference.changed] == ["world/a/index.html"]
    assert live(paper) == before


def test_the_last_build_is_checked_too(paper):
    paper.write({A: DEAD})
    paper.build_ok()
    paper.remove(A)  # the build is published, whatever has become of the sources
    paper.write({"content/world/b.md": article("B")})
    report = put(paper, use_last_build=True)
    assert [(d.code, d.path) for d in report.diagnostics] == [("dead-link", "")]
    assert "in world/a/index.html, line" in report.diagnostics[0].message
    assert report.difference is None


def test_errors_in_pages_that_stay_the_same_stop_nothing(paper):
    paper.write({"newsgen.yaml": f"{SETTINGS}feeds: {{content: full}}\n", A: DEAD})
    put(paper, despite_errors=True)
    paper.write({"content/world/b.md": article("B", section="pakistan", summary="S.")})
    report = put(paper)
    assert report.diagnostics == ()
    assert "feed.xml" in [upload.path for upload in report.difference.changed]
    assert b"/nowhere/" in live(paper)["feed.xml"]


def test_only_the_changed_files_are_read(paper, monkeypatch):
    audited = []
    make = changed_files.make_file_auditor

    def make_watched(base_url, paths):
        audit = make(base_url, paths)
        return lambda path, *rest, **more: audited.append(path) or audit(path, *rest, **more)

    monkeypatch.setattr(changed_files, "make_file_auditor", make_watched)
    assert put(paper).difference.is_empty
    assert audited == []
    paper.write({A: article("A", body="Another body, of the story.", summary="S.")})
    put(paper, dry_run=True)
    assert audited == ["world/a/index.html"]


def test_a_link_into_a_page_that_stays_is_followed(paper):
    paper.write({A: article("A", body="## Rain\n\nIt rains.", summary="S.")})
    put(paper)
    links = "See [rain](/world/a/#rain) and [snow](/world/a/#snow)."
    paper.write({"content/world/b.md": article("B", body=links, section="pakistan", summary="S.")})
    report = put(paper)
    assert [(d.code, d.path) for d in report.diagnostics] == [
        ("dead-fragment", "content/world/b.md")
    ]
    assert "#snow" in report.diagnostics[0].message


def test_a_story_in_two_languages_is_complete_with_the_page_that_stays(make_paper):
    ur = article("B", lang="ur", translations="[a.md]", summary="S.")
    paper = make_paper({"newsgen.yaml": SETTINGS, A: FINE, "content/world/b.md": ur})
    put(paper)
    paper.write({A: FINE.replace("the front", "the first page")})
    assert put(paper).diagnostics == ()


@pytest.mark.parametrize(
    "settings",
    [
        "check: {severity: {dead-link: warning}}\n",
        "check: {severity: {dead-link: off}}\n",
        f"check: {{waivers: [{{code: dead-link, path: {A}, reason: soon}}]}}\n",
        "check: {waivers: [{code: dead-link, path: 'world/*', reason: soon}]}\n",
    ],
)
def test_severities_and_waivers_of_the_settings_apply(paper, settings):
    paper.write({"newsgen.yaml": SETTINGS + settings, A: DEAD})
    report = put(paper)
    assert report.diagnostics == ()
    assert live(paper) == snapshot(paper.public)


def test_strict_treats_warnings_as_errors(paper):
    paper.write({A: article("A", body="### Deep\n\nText.", summary="S.")})
    assert put(paper, dry_run=True).diagnostics == ()
    strict = paper.options(NOW, strict=True)
    report = publish(strict, PublishOptions(clock=CLOCK))
    assert told(report)[0] == ("heading-order", A, 8, "warning")
    assert report.difference is None


def test_drafts_and_stories_of_other_sites_may_be_empty(make_paper):
    paper = make_paper({
        A: article("A", body="", draft="true"),
        "content/world/b.md": article("B", body="", link="https://other.example/b"),
    })  # fmt: skip
    assert paper.build().diagnostics == ()


def test_a_check_calls_an_empty_story_an_error_and_a_build_warns(make_paper):
    paper = make_paper({A: article("A", body="<!-- later -->", summary="S.")})
    for _ in range(2):
        assert told(paper.build()) == [("empty-story", A, 2, "warning")]
    report = check.check(paper.options(NOW))
    assert ("empty-story", A, 2, "error") in told(report)
    assert len([d for d in report.diagnostics if d.code == "empty-story"]) == 1


@pytest.mark.slow
def test_a_branch_gets_no_commit_with_such_a_page(make_paper, tmp_path):
    pages = tmp_path / "pages.git"
    git = ("git", "--git-dir", str(pages))
    subprocess.run([*git, "init", "--quiet", "--bare"], check=True)
    config = CONFIG.replace("news.example", "courier.news")
    settings = f"{config}targets:\n  live: {{kind: git, repository: {pages}}}\n"
    paper = make_paper({"newsgen.yaml": settings, A: FINE})
    assert put(paper).difference is not None
    paper.write({A: DEAD})
    assert told(put(paper)) == [("dead-link", A, 8, "error")]
    log = subprocess.run([*git, "rev-list", "gh-pages"], capture_output=True, text=True, check=True)
    assert log.stdout.count("\n") == 1
    paper.write({A: FINE.replace("the front", "the first page")})
    assert put(paper).diagnostics == ()


# --- the command ------------------------------------------------------------------------------


def test_the_exit_status_is_1_and_the_output_says_how_to_go_on(paper, run):
    paper.write({A: DEAD})
    now = ("--now", (NOW + timedelta(hours=1)).isoformat())
    command = ("publish", "--site", str(paper.root), *now)
    status, out, err = run(*command)
    assert status == 1
    assert f"{A}:8:10: error[dead-link]: " in err
    assert "Not published" in out
    assert "newsgen publish live --despite-errors" in out
    status, out, _ = run(*command, "--plan")
    assert status == 1
    assert "newsgen publish live --despite-errors" in out
    status, out, err = run(*command, "--despite-errors")
    assert status == 0
    assert "warning[dead-link]" in err
    assert "Published to live" in out


def test_json_has_the_stories_and_the_problems(paper, run):
    paper.write({A: DEAD, "content/world/new.md": article("New", summary="S.")})
    command = ("publish", "--site", str(paper.root), "--now", NOW.isoformat(), "--format", "json")
    status, out, _ = run(*command, "--plan")
    assert status == 1
    facts = json.loads(out)
    assert facts["published"] is False
    assert facts["stopped"] is True
    assert facts["refused"] is None
    assert facts["bytes"] > 0
    address = "https://news.example/world/"
    assert facts["stories"] == {
        "added": [{"address": f"{address}new/", "title": "New"}],
        "changed": [{"address": f"{address}a/", "title": "A"}],
        "removed": [],
    }
    assert [found["code"] for found in facts["diagnostics"]] == ["dead-link"]


def test_offline_compares_with_the_last_build(make_paper, run):
    paper = make_paper({"newsgen.yaml": SETTINGS, A: FINE})
    paper.build_ok()
    paper.write({A: article("A", body="Another body.", summary="S.")})
    now = ("--now", NOW.isoformat())
    command = ("publish", "--site", str(paper.root), *now, "--format", "json", "--offline")
    facts = json.loads(run(*command, "--plan")[1])
    assert facts["added"] == []
    assert [story["title"] for story in facts["stories"]["changed"]] == ["A"]
    assert not (paper.root.parent / "live").exists()
    status, _, err = run(*command)
    assert status == 2
    assert "use it with --plan" in err
