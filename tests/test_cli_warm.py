"""Commands after a first build: changes, verification, profile, cleaning."""

import json
import os
import subprocess

import pytest

from support.paper import CONFIG, Paper, article, snapshot

MOMENT = "2026-11-23T12:00:00Z"


@pytest.fixture
def paper(make_paper, monkeypatch) -> Paper:
    """A paper with two stories, as the current folder."""
    made = make_paper(
        {
            "content/world/a.md": article("Talks", tags="[امن]"),
            "content/world/b.md": article("Quake", body="A\n\n::: box Note\nInside.\n:::"),
        }
    )
    monkeypatch.chdir(made.root)
    return made


# --- changes ------------------------------------------------------------------------------------


def test_changes_name_paths_and_whole_addresses(paper, run):
    run("build", "--now", MOMENT, "--changes", "first.json")
    paper.write({"content/world/a.md": article("Talks", body="Another body.", tags="[امن]")})
    paper.write({"content/world/c.md": article("New")})
    paper.remove("content/world/b.md")
    assert run("build", "--now", MOMENT, "--changes", "second.json")[0] == 0
    first = json.loads((paper.root / "first.json").read_text())
    second = json.loads((paper.root / "second.json").read_text())
    made = (snapshot(paper.public).keys() | {"world/b/index.html"}) - {"world/c/index.html"}
    assert {entry["path"] for entry in first["added"]} == made
    assert first["changed"] == first["removed"] == []
    assert [entry["url"] for entry in second["added"]] == ["https://news.example/world/c/"]
    assert [entry["url"] for entry in second["removed"]] == ["https://news.example/world/b/"]
    changed = {entry["path"]: entry["url"] for entry in second["changed"]}
    assert changed["world/a/index.html"] == "https://news.example/world/a/"
    assert changed["index.html"] == "https://news.example/"
    assert changed["feed.xml"] == "https://news.example/feed.xml"
    urls = {entry["url"] for entry in first["added"]}
    assert "https://news.example/tags/%D8%A7%D9%85%D9%86/" in urls


def test_an_unchanged_site_reports_no_changes(paper, run):
    run("build", "--now", MOMENT)
    run("build", "--now", MOMENT, "--changes", "changes.json")
    document = json.loads((paper.root / "changes.json").read_text())
    assert [document[kind] for kind in ("added", "changed", "removed")] == [[], [], []]


def test_a_build_with_errors_writes_no_changes(paper, run):
    paper.write({"content/world/c.md": "---\ntitle: No date\n---\n"})
    assert run("build", "--now", MOMENT, "--changes", "changes.json")[0] == 1
    assert not (paper.root / "changes.json").exists()


def test_changes_that_cannot_be_written_are_wrong_usage(paper, run):
    status, _, err = run("build", "--now", MOMENT, "--changes", "no/such/folder.json")
    assert status == 2
    assert "no/such/folder.json" in err


# --- verification -------------------------------------------------------------------------------


def test_verify_confirms_identical_files(paper, run):
    run("build", "--now", MOMENT)
    status, _, err = run("build", "--now", MOMENT, "--verify")
    assert status == 0
    assert "every file is identical to that of a clean build" in err


def test_verify_finds_what_stamps_cannot_show(paper, run):
    """A file of equal size and modification time with other bytes: only reading finds it."""

    run("build", "--now", MOMENT)
    place = paper.public / "world/a/index.html"
    status = place.stat()
    place.write_bytes(place.read_bytes().replace(b"Talks", b"Walks"))
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    code, _, err = run("build", "--now", MOMENT, "--verify")
    assert code == 3
    assert "error[not-as-clean]: world/a/index.html has other bytes" in err
    assert run("build", "--now", MOMENT, "--clean", "--verify")[0] == 0


# --- profile ------------------------------------------------------------------------------------


def test_profile_shows_phases_templates_and_the_slowest_pages(paper, run):
    out = run("build", "--now", MOMENT, "--profile")[1]
    assert "PHASE" in out
    assert "article.html" in out
    assert "content/world/a.md" in out
    out = run("build", "--now", MOMENT, "--profile")[1]
    assert "0 rendered" in out


def test_profile_goes_to_a_file(paper, run):
    run("build", "--now", MOMENT, "--profile=profile.json")
    document = json.loads((paper.root / "profile.json").read_text())
    assert {entry["phase"] for entry in document["phases"]} >= {"read sources", "plan", "render"}
    assert document["outputs"]["rendered"] == document["outputs"]["all"]
    assert document["sources"] == {"read": 2}


# --- reasons ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "changed", "reason"),
    [
        ("content/world/a.md", article("Talks", body="B", tags="[امن]"), "world/a", "text changed"),
        ("content/world/c.md", article("New"), "world/c", "new"),
        (
            "templates/blocks/box.html",
            "{{ content }}",
            "world/b",
            "template blocks/box.html changed",
        ),
        ("templates/404.html", "404", "404.html", "template 404.html changed"),
        ("static/css/site.css", "a {}", "world/a", "static/css/site.css changed"),
        ("static/css/site.css", "a {}", "css/site.css", "file changed"),
        (
            "newsgen.yaml",
            "title: T\ntimezone: Asia/Karachi\nsections: {world: {}}\n",
            "world/a",
            "settings changed",
        ),
    ],
)
def test_plan_shows_reasons(paper, run, path, text, changed, reason):
    run("build", "--now", MOMENT)
    paper.write({path: text})
    plan = json.loads(run("plan", "--now", MOMENT, "--format", "json")[1])
    reasons = {
        change["path"].removesuffix("/index.html"): change["reason"] for change in plan["changes"]
    }
    assert reasons[changed] == reason


def test_plan_counts_exactly_what_a_build_renders(paper, run):
    run("build", "--now", MOMENT)
    paper.write({"content/world/a.md": article("Another", tags="[امن]")})
    plan = json.loads(run("plan", "--now", MOMENT, "--format", "json")[1])
    facts = json.loads(run("build", "--now", MOMENT, "--format", "json")[1])
    assert len(plan["changes"]) == facts["rendered"]


# --- cleaning -----------------------------------------------------------------------------------


def test_clean_removes_only_files_of_builds(paper, run):
    before = snapshot(paper.root)
    run("build", "--now", MOMENT)
    status, out, _ = run("clean")
    assert status == 0
    assert "files from" in out
    assert snapshot(paper.root) == before
    assert not paper.public.exists()
    assert not (paper.root / ".newsgen").exists()


def test_clean_keeps_foreign_and_changed_files(paper, run):
    run("build", "--now", MOMENT)
    (paper.public / "letter.txt").write_text("Dear")
    (paper.public / "index.html").write_text("mine")
    err = run("clean")[2]
    assert "Kept index.html" in err
    assert snapshot(paper.public) == {"index.html": b"mine", "letter.txt": b"Dear"}


def test_clean_refuses_a_folder_that_newsgen_did_not_create(paper, run, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.txt").write_text("Dear")
    assert run("clean", "--output", str(tmp_path / "other"))[0] == 2
    assert (tmp_path / "other/letter.txt").exists()


def test_clean_can_remove_only_the_cache(paper, run):
    run("build", "--now", MOMENT)
    site = snapshot(paper.public)
    assert run("clean", "--record-only")[0] == 0
    assert not (paper.root / ".newsgen").exists()
    assert snapshot(paper.public) == site
    facts = json.loads(run("build", "--now", MOMENT, "--format", "json")[1])
    assert (facts["opened"], facts["rendered"]) == (2, 0)


def test_clean_removes_the_caches_of_targets(make_paper, run):
    target = "targets:\n  live: {kind: git, repository: ../live.git}\n"
    paper = make_paper({"newsgen.yaml": CONFIG + target, "content/world/a.md": article("A")})
    repository = str(paper.root.parent / "live.git")
    subprocess.run(["git", "init", "--quiet", "--bare", repository], check=True)
    site = ("--site", str(paper.root))
    assert run("publish", *site, "--now", "2026-11-23")[0] == 0
    assert (paper.root / ".newsgen" / "targets" / "live").is_dir()
    assert run("clean", *site)[0] == 0
    assert not (paper.root / ".newsgen").exists()
