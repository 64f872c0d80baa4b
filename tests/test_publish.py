"""Publishing to a folder: what is uploaded and refused, and what the target then contains."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.builder.options import Options
from newsgen.diagnostics import Refusal
from newsgen.publish import Overrides, PublishOptions, directory, publish
from newsgen.publish.diff import GRACE
from support import forks
from support.amounts import amount
from support.before_after import CLOCK, NEWER, OLDER, newer_state, older_state
from support.paper import CONFIG, NOW, archive, article, snapshot
from support.readers import broken_assets

TARGETS = f"{CONFIG}targets:\n  live: {{kind: directory, path: ../live}}\n"


@pytest.fixture
def paper(make_paper):
    """A small site whose target is the folder next to it."""
    return make_paper({"newsgen.yaml": TARGETS, "content/world/a.md": article("A")})


def live(paper) -> Path:
    """The folder that the site is published to."""
    return paper.root.parent / "live"


def put(paper, now=NOW, target="", **overrides):
    """Build and publish; return the difference."""
    report = publish(
        paper.options(now),
        PublishOptions(clock=CLOCK, target=target, overrides=Overrides(**overrides)),
    )
    assert report.diagnostics == ()
    return report.difference


def test_publishing_uploads_every_file_of_the_build(paper):
    difference = put(paper)
    assert snapshot(live(paper)) == snapshot(paper.public)
    assert len(difference.added) == len(snapshot(paper.public))
    assert not difference.changed
    assert not difference.removed


def test_only_different_files_are_uploaded(paper):
    paper.write({"content/world/a.md": article("A", summary="S.")})
    put(paper)
    before = {p: (live(paper) / p).stat().st_mtime_ns for p in snapshot(live(paper))}
    paper.write({"content/world/a.md": article("A", body="Another body.", summary="S.")})
    difference = put(paper, NOW + timedelta(hours=1))
    assert [upload.path for upload in difference.changed] == ["world/a/index.html"]
    assert not difference.added
    assert not difference.removed
    touched = {p for p, moment in before.items() if (live(paper) / p).stat().st_mtime_ns != moment}
    assert touched == {"world/a/index.html"}


@pytest.mark.slow
def test_one_new_story_uploads_few_files_of_a_large_archive(make_paper):
    paper = make_paper({"newsgen.yaml": TARGETS, **archive(400, tags=20, authors=10)})
    put(paper)
    paper.write({"content/world/new.md": article("New", tags="[t3]", authors="[Author 3]")})
    difference = put(paper, NOW + timedelta(hours=1))
    assert 0 < len(difference.uploads) <= 24
    assert not difference.removed
    assert snapshot(live(paper)) == snapshot(paper.public)


def test_files_removed_from_the_site_are_removed_from_the_target(paper):
    paper.write({"content/world/b.md": article("B")})
    put(paper)
    paper.remove("content/world/b.md")
    difference = put(paper, NOW + timedelta(hours=1))
    assert "world/b/index.html" in difference.removed
    assert snapshot(live(paper)) == snapshot(paper.public)
    assert not (live(paper) / "world/b").exists()


def test_foreign_files_stay(paper):
    put(paper)
    (live(paper) / "world" / "ours.pdf").write_bytes(b"%PDF")
    paper.write({"content/world/b.md": article("B")})
    put(paper, NOW + timedelta(hours=1))
    assert (live(paper) / "world" / "ours.pdf").read_bytes() == b"%PDF"


def test_assets_stay_for_a_day_because_cached_pages_still_refer_to_them(paper):
    paper.write({"static/css/site.css": "body { color: red }\n"})
    put(paper)
    (old,) = [p.name for p in (live(paper) / "css").iterdir() if p.name != "site.css"]
    paper.write({"static/css/site.css": "body { color: blue }\n"})
    put(paper, NOW + timedelta(hours=1))
    assert (live(paper) / "css" / old).is_file()
    put(paper, NOW + timedelta(hours=1) + GRACE - timedelta(seconds=1))
    assert (live(paper) / "css" / old).is_file()
    difference = put(paper, NOW + timedelta(hours=1) + GRACE)
    assert difference.removed == (f"css/{old}",)
    assert not (live(paper) / "css" / old).exists()


def test_a_retired_asset_that_is_needed_again_is_kept(paper):
    paper.write({"static/css/site.css": "body { color: red }\n"})
    put(paper)
    paper.write({"static/css/site.css": "body { color: blue }\n"})
    put(paper, NOW + timedelta(hours=1))
    paper.write({"static/css/site.css": "body { color: red }\n"})
    put(paper, NOW + timedelta(hours=2))
    put(paper, NOW + timedelta(days=3), delete_many=True)
    assert snapshot(live(paper)) == snapshot(paper.public)


def test_foreign_files_are_replaced_only_with_adopt(paper):
    live(paper).mkdir()
    (live(paper) / "index.html").write_text("somebody's own")
    with pytest.raises(Refusal, match=r"did not upload are in the way .*: index\.html"):
        put(paper)
    assert snapshot(live(paper)) == {"index.html": b"somebody's own"}
    put(paper, adopt=True)
    assert snapshot(live(paper)) == snapshot(paper.public)


def test_a_foreign_file_that_appears_later_is_not_replaced(paper):
    put(paper)
    (live(paper) / "world" / "b").mkdir()
    (live(paper) / "world" / "b" / "index.html").write_text("somebody's own")
    paper.write({"content/world/b.md": article("B")})
    with pytest.raises(Refusal, match="in the way"):
        put(paper, NOW + timedelta(hours=1))
    assert (live(paper) / "world/b/index.html").read_text() == "somebody's own"


def test_a_refusal_changes_nothing_and_a_dry_run_reports_it(paper):
    put(paper)
    (live(paper) / "world" / "b").mkdir()
    (live(paper) / "world" / "b" / "index.html").write_text("somebody's own")
    before = snapshot(live(paper)), (live(paper) / ".newsgen/state.json").read_bytes()
    paper.write({"content/world/b.md": article("B"), "static/new.txt": "new"})
    looked = publish(paper.options(), PublishOptions(clock=CLOCK, dry_run=True))
    assert "in the way" in looked.refusal.message
    with pytest.raises(Refusal, match=r"in the way .*: world/b/index\.html"):
        publish(paper.options(), PublishOptions(clock=CLOCK))
    after = snapshot(live(paper)), (live(paper) / ".newsgen/state.json").read_bytes()
    assert after == before


def test_files_that_others_removed_are_uploaded_again(paper):
    paper.write({"static/about.pdf": b"%PDF", "static/old.txt": "old"})
    put(paper)
    for name in ("index.html", "about.pdf", "old.txt"):
        (live(paper) / name).unlink()
    paper.remove("static/old.txt")
    difference = put(paper, NOW + timedelta(hours=1))
    assert [upload.path for upload in difference.added] == ["about.pdf", "index.html"]
    assert snapshot(live(paper)) == snapshot(paper.public)
    assert put(paper, NOW + timedelta(hours=2)).is_empty


def test_a_folder_of_the_target_may_be_a_link(paper, tmp_path):
    paper.write({"static/img/a.txt": "a"})
    put(paper)
    (live(paper) / "img").rename(tmp_path / "disk")
    (live(paper) / "img").symlink_to(tmp_path / "disk")
    assert put(paper, NOW + timedelta(hours=1)).is_empty
    paper.write({"static/img/a.txt": "a, changed"})
    put(paper, NOW + timedelta(hours=2))
    assert (tmp_path / "disk" / "a.txt").read_text() == "a, changed"


def test_a_file_may_become_a_folder_and_a_folder_a_file(paper):
    files = {"static/about": "About us", "static/docs/a.txt": "a", "static/docs/b/c.txt": "c"}
    paper.write(files)
    put(paper)
    for path in files:
        paper.remove(path)
    shutil.rmtree(paper.root / "static/docs")
    paper.write({"static/about/us.txt": "About us", "static/docs": "All in one"})
    put(paper, NOW + timedelta(hours=1))
    assert snapshot(live(paper)) == snapshot(paper.public)


def test_a_retired_asset_is_removed_if_a_new_file_needs_its_place(paper):
    paper.write({
        "static/looks/own.css": "body { color: red }\n",
        "templates/partials/footer.html": '{{ asset("looks/own.css") }}',
    })  # fmt: skip
    put(paper)
    assert len([*(live(paper) / "looks").iterdir()]) == 2
    shutil.rmtree(paper.root / "static/looks")
    paper.write({"static/looks": "no folder any more", "templates/partials/footer.html": ""})
    put(paper, NOW + timedelta(hours=1))
    assert snapshot(live(paper)) == snapshot(paper.public)


def test_foreign_files_are_listed_but_not_read(paper, monkeypatch):
    live(paper).mkdir()
    (live(paper) / "video.mp4").write_bytes(b"large")
    opened = []
    monkeypatch.setattr(directory, "_md5", opened.append)
    put(paper)
    assert opened == []


def test_the_target_of_another_site_is_not_changed(paper):
    put(paper)
    paper.write({"newsgen.yaml": TARGETS.replace("news.example", "other.example")})
    with pytest.raises(Refusal, match=r"holds the site https://news\.example/"):
        put(paper, NOW + timedelta(hours=1))
    put(paper, NOW + timedelta(hours=1), adopt=True)
    assert b"other.example" in (live(paper) / "feed.xml").read_bytes()


def test_an_older_build_never_replaces_a_newer_one(paper):
    put(paper, NOW)
    paper.write({"content/world/a.md": article("Older")})
    with pytest.raises(Refusal, match="holds a newer build, of 2026-11-23T12:00:00"):
        put(paper, NOW - timedelta(hours=1))
    assert b"Older" not in (live(paper) / "index.html").read_bytes()
    put(paper, NOW - timedelta(hours=1), replace_newer=True)
    assert b"Older" in (live(paper) / "index.html").read_bytes()


def test_replace_newer_recovers_from_a_clock_that_was_ahead(paper):
    put(paper, NOW + timedelta(days=6))
    put(paper, replace_newer=True)
    put(paper, NOW + timedelta(minutes=1))


def test_a_newer_build_counts_even_if_it_changes_nothing(paper):
    put(paper, NOW)
    put(paper, NOW + timedelta(hours=2))
    paper.write({"content/world/a.md": article("Between")})
    with pytest.raises(Refusal, match="newer build, of 2026-11-23T14:00:00"):
        put(paper, NOW + timedelta(hours=1))


@pytest.mark.parametrize(("stories", "gone", "allowed"), [(60, 20, True), (60, 55, False)])
def test_many_files_are_removed_only_with_delete_many(make_paper, stories, gone, allowed):
    files = {f"content/world/{n}.md": article(f"Story {n}") for n in range(stories)}
    paper = make_paper({"newsgen.yaml": TARGETS, **files})
    put(paper)
    before = snapshot(live(paper))
    for number in range(gone):
        paper.remove(f"content/world/{number}.md")
    if allowed:
        assert len(put(paper, NOW + timedelta(hours=1)).removed) >= gone
    else:
        with pytest.raises(Refusal, match=rf"would remove \d+ of {len(before)} files"):
            put(paper, NOW + timedelta(hours=1))
        assert snapshot(live(paper)) == before
        put(paper, NOW + timedelta(hours=1), delete_many=True)
    assert snapshot(live(paper)) == snapshot(paper.public)


def test_a_build_with_errors_is_not_published(paper):
    put(paper)
    before = snapshot(live(paper))
    paper.write({"content/world/a.md": article("A", body="[gone](gone.md)")})
    report = publish(paper.options(NOW + timedelta(hours=1)), PublishOptions(clock=CLOCK))
    assert report.difference is None
    assert [d.code for d in report.diagnostics] == ["broken-link"]
    assert snapshot(live(paper)) == before


def test_no_story_is_published_before_its_time(paper):
    paper.write({"content/world/b.md": article("Secret", embargo="2026-11-24 00:00")})
    late = NOW + timedelta(days=2)
    with pytest.raises(Refusal, match="is in the future"):
        publish(paper.options(late), PublishOptions(clock=NOW))
    paper.build(late)
    with pytest.raises(Refusal, match="is in the future"):
        publish(paper.options(), PublishOptions(clock=NOW, use_last_build=True))
    assert not live(paper).exists()


def test_a_build_with_drafts_is_not_published(paper):
    paper.write({"content/world/b.md": article("Draft", draft="true")})
    paper.build(scope="drafts")
    with pytest.raises(Refusal, match="contains unpublished stories"):
        publish(paper.options(), PublishOptions(clock=CLOCK, use_last_build=True))


def test_an_existing_build_is_verified(paper):
    paper.build_ok()
    publish_options = PublishOptions(clock=CLOCK, use_last_build=True)
    (paper.public / "index.html").write_text("spoiled")
    with pytest.raises(Refusal, match=r"changed since the build: index\.html"):
        publish(paper.options(), publish_options)
    paper.build_ok()
    publish(paper.options(), publish_options)
    assert snapshot(live(paper)) == snapshot(paper.public)


def test_a_missing_build_is_refused(paper):
    with pytest.raises(Refusal, match="no finished build"):
        publish(paper.options(), PublishOptions(clock=CLOCK, use_last_build=True))


def test_a_build_for_another_address_is_not_published(paper):
    paper.build_ok(base_url="https://staging.example/")
    with pytest.raises(Refusal, match=r"is for https://staging\.example/"):
        publish(paper.options(), PublishOptions(clock=CLOCK, use_last_build=True))


def test_a_target_can_have_an_address_of_its_own(make_paper):
    own = TARGETS.replace("../live", "../live, base_url: 'https://staging.example/news/'")
    paper = make_paper({"newsgen.yaml": own, "content/world/a.md": article("A")})
    put(paper)
    assert b"https://staging.example/news/world/a/" in (live(paper) / "feed.xml").read_bytes()


def test_compressed_copies_are_stored_next_to_the_files(make_paper):
    packed = TARGETS.replace("../live", "../live, precompress: [gzip, brotli]")
    paper = make_paper({"newsgen.yaml": packed, "content/world/a.md": article("A")})
    put(paper)
    page = (live(paper) / "world/a/index.html").read_bytes()
    assert gzip.decompress((live(paper) / "world/a/index.html.gz").read_bytes()) == page
    assert (live(paper) / "world/a/index.html.br").is_file()
    assert not (live(paper) / "fonts/source-serif-latin.woff2.gz").exists()
    again = put(paper, NOW + timedelta(hours=1))
    assert again.is_empty


def test_a_dry_run_changes_nothing_at_the_target(paper):
    report = publish(paper.options(), PublishOptions(clock=CLOCK, dry_run=True))
    assert len(report.difference.added) == len(snapshot(paper.public))
    assert not live(paper).exists()


SITE = [".", "..", "content/out", "static", "public/../templates/x"]
WORK = ["public", "public/sub", ".newsgen", ".newsgen/targets"]


@pytest.mark.parametrize("path", [*SITE, *WORK])
def test_the_folders_of_the_site_are_refused_as_targets(make_paper, path):
    paper = make_paper({"newsgen.yaml": TARGETS.replace("../live", path)})
    with pytest.raises(Refusal, match="overlaps"):
        put(paper)


@pytest.mark.parametrize("path", ["~nobody-of-that-name/live", "circle/live"])
def test_a_path_that_cannot_be_resolved_is_refused(make_paper, path):
    paper = make_paper({"newsgen.yaml": TARGETS.replace("../live", path)})
    (paper.root / "circle").symlink_to("circle")
    with pytest.raises(Refusal, match=r"cannot be resolved|cannot publish"):
        put(paper)


def test_an_unclear_or_unknown_target_is_refused(make_paper):
    two = f"{TARGETS}  stage: {{kind: directory, path: ../stage}}\n"
    paper = make_paper({"newsgen.yaml": two, "content/world/a.md": article("A")})
    with pytest.raises(Refusal, match="names several targets"):
        put(paper)
    with pytest.raises(Refusal, match="no target liv") as refused:
        put(paper, target="liv")
    assert "live" in refused.value.hint
    put(paper, target="stage")
    assert (paper.root.parent / "stage" / "index.html").is_file()
    plain = make_paper({"content/world/a.md": article("A")}, "plain")
    with pytest.raises(Refusal, match="names no target"):
        put(plain)


DAMAGES = {
    "another file": lambda _: b"nonsense",
    "half of it": lambda packed: packed[: len(packed) // 2],
    "bytes turned": lambda packed: packed[:20] + bytes(255 - b for b in packed[20:]),
    "empty": lambda _: gzip.compress(b""),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_manifest_is_refused_with_a_remedy(paper, damage):
    put(paper)
    noted = live(paper) / ".newsgen/manifest.json.gz"
    noted.write_bytes(damage(noted.read_bytes()))
    with pytest.raises(Refusal, match="damaged") as refused:
        put(paper, NOW + timedelta(hours=1))
    assert "--adopt" in refused.value.hint
    shutil.rmtree(live(paper) / ".newsgen")
    put(paper, NOW + timedelta(hours=1), adopt=True)
    assert snapshot(live(paper)) == snapshot(paper.public)


@pytest.mark.parametrize(
    "path", ["../victim", "/tmp/victim", "a/../../victim", ".newsgen/lock", ""]
)
@pytest.mark.parametrize("note", ["manifest.json.gz", "state.json"])
def test_paths_in_the_manifest_cannot_reach_other_files(paper, note, path):
    """Anyone who can write to the target may have changed which files newsgen removes next."""
    put(paper)
    victim = paper.root.parent / "victim"
    victim.write_text("precious")
    noted = live(paper) / ".newsgen" / note
    packed = note.endswith(".gz")
    document = json.loads(gzip.decompress(noted.read_bytes()) if packed else noted.read_bytes())
    document["files" if packed else "pending"][path] = ["0" * 16]
    content = json.dumps(document).encode()
    noted.write_bytes(gzip.compress(content) if packed else content)
    report = publish(paper.options(NOW + timedelta(hours=1)), PublishOptions(clock=CLOCK))
    ((told_code, told_path),) = [(d.code, d.message) for d in report.diagnostics]
    assert (told_code, f"`{path}`" in told_path) == ("forgotten-files", True)
    assert victim.read_text() == "precious"
    assert (live(paper) / ".newsgen/lock").is_file()
    assert put(paper, NOW + timedelta(hours=2)).is_empty


def test_the_manifest_contains_nothing_that_readers_cannot_see(paper):
    paper.write({"content/world/secret.md": article("Quiet", draft="true")})
    put(paper)
    manifest = gzip.decompress((live(paper) / ".newsgen/manifest.json.gz").read_bytes())
    assert json.loads(manifest)["files"].keys() == snapshot(live(paper)).keys()
    assert b"content/" not in manifest
    assert b"secret" not in manifest


# Interruptions: a publisher is killed just before each of its changes to the file system.


def publish_killed(state, change):
    """Publish, and be killed before that change, counted from 1; gives the changes if not."""
    count = state.paper.root.parent / "changes"
    status = start_publishing(state, change, count).wait()
    assert status in (0, -signal.SIGKILL)
    return int(count.read_text()) if status == 0 else 0


def start_publishing(state, change=0, count=os.devnull):
    """Publish in a child process, which is killed before that change or writes their number."""
    changes = 0

    def watch(event, arguments):
        nonlocal changes
        if event in ("os.rename", "os.remove", "os.rmdir") and "live" in str(arguments[-3:]):
            changes += 1
            if changes == change:
                os.kill(os.getpid(), signal.SIGKILL)

    def work():
        sys.addaudithook(watch)
        clock = datetime(2026, 11, 24, tzinfo=UTC)
        options = Options(root=str(state.paper.root), now=clock, jobs=1)
        publish(options, PublishOptions(clock=clock, use_last_build=True))
        Path(count).write_text(str(changes))

    return forks.start(work)


def whole(served, *states):
    """Check that each served file is from one of the states, and that no asset is missing."""
    for path, content in served.items():
        assert content in [state.files.get(path) for state in states], path
    assert broken_assets(served) == []


def newer_assets(served):
    """The style sheets of a state that is no longer shown, which stay for a day."""
    return {path: content for path, content in served.items() if path.endswith(".css")}


def check_kills(make_paper, place, step):
    older = older_state(make_paper, "{kind: directory, path: ../live}")
    newer = newer_state(make_paper, "{kind: directory, path: ../live}")
    clean = place / "clean"
    older.publish()
    shutil.copytree(place / "live", clean)
    newer.publish()
    wanted = snapshot(place / "live")
    change, killed = 1, 0
    while True:
        shutil.rmtree(place / "live")
        shutil.copytree(clean, place / "live")
        if publish_killed(newer, change):
            return killed
        killed += 1
        whole(snapshot(place / "live"), older, newer)
        newer.publish()
        assert snapshot(place / "live") == wanted
        change += step


def test_killed_at_some_changes_pages_stay_complete_and_the_next_run_finishes(make_paper, tmp_path):
    assert check_kills(make_paper, tmp_path, 5) >= 5


@pytest.mark.slow
def test_killed_at_any_change_pages_stay_complete_and_the_next_run_finishes(make_paper, tmp_path):
    assert check_kills(make_paper, tmp_path, 1) >= 25


def test_after_an_interruption_the_newest_build_still_wins(make_paper, tmp_path):
    older = older_state(make_paper, "{kind: directory, path: ../live}")
    newer = newer_state(make_paper, "{kind: directory, path: ../live}")
    assert publish_killed(newer, 20) == 0
    with pytest.raises(Refusal, match="newer build"):
        older.publish()
    older.publish(replace_newer=True)
    served = snapshot(tmp_path / "live")
    assert served == {**newer_assets(served), **older.files}


# The command.


def test_the_command_summarises_the_publication(paper, run):
    site = ("--site", str(paper.root), "--now", "2026-11-23T12:00+00:00")
    status, out, _ = run("publish", "--dry-run", *site)
    assert status == 0
    assert "add" in out
    assert "Would publish to live" in out
    assert "newsgen publish live" in out
    assert not live(paper).exists()
    status, out, _ = run("publish", *site)
    assert status == 0
    number = len(snapshot(paper.public))
    assert f"{number} uploaded" in out
    assert "https://news.example/" in out
    status, out, _ = run("publish", *site)
    assert (status, out.split(":")[0]) == (0, "Nothing to publish")


def test_a_dry_run_shows_refusals_and_the_command_to_publish(make_paper, run):
    paper = make_paper({"newsgen.yaml": TARGETS, **archive(60, tags=4, authors=4)})
    site = ("--site", str(paper.root), "--now", "2026-11-23T12:00+00:00")
    assert run("publish", *site)[0] == 0
    shutil.rmtree(paper.root / "content")
    paper.write({"content/world/a.md": article("A")})
    status, out, err = run("publish", "--dry-run", *site)
    assert status == 2
    assert out.splitlines()[1].startswith("remove")
    assert ", 0 changed" not in out
    assert "To publish" not in out
    assert "this would remove" in err
    assert "index.html, " in err.partition("live: ")[2]
    status, out, err = run("publish", "--dry-run", "--delete-many", *site)
    assert (status, err) == (0, "")
    assert "To publish:  newsgen publish live --delete-many\n" in out


@pytest.mark.slow
def test_repair_restores_files_that_others_changed(paper, run):
    site = ("--site", str(paper.root), "--now", "2026-11-23T12:00+00:00")
    run("publish", *site)
    (live(paper) / "index.html").write_text("somebody was here")
    assert "newsgen publish live --repair\n" in run("publish", *site)[1]
    (status, out, _) = run("publish", "--repair", *site)
    assert status == 0
    assert "1 uploaded" in out
    assert snapshot(live(paper)) == snapshot(paper.public)
    assert "Nothing to repair: all" in run("publish", "--repair", *site)[1]
    (status, _, err) = run("publish", "--repair", "--dry-run", *site)
    assert status == 2
    assert "leave out --plan" in err


def test_a_target_on_an_unmounted_disk_is_not_created(make_paper):
    paper = make_paper({"newsgen.yaml": TARGETS.replace("../live", "../disk/live")})
    with pytest.raises(Refusal, match="there is no folder") as refused:
        put(paper)
    assert "mount" in refused.value.hint
    assert not (paper.root.parent / "disk").exists()


def test_the_command_reports_json(paper, run):
    site = ("--site", str(paper.root), "--now", "2026-11-23T12:00+00:00")
    status, out, _ = run("publish", "--format", "json", *site)
    facts = json.loads(out)
    assert (status, facts["published"], facts["target"]) == (0, True, "live")
    assert facts["added"] == sorted(snapshot(paper.public))


def test_the_command_explains_why_nothing_was_published(paper, run):
    paper.write({"content/world/a.md": article("A", body="[gone](gone.md)")})
    status, out, err = run("publish", "--site", str(paper.root), "--now", "2026-11-23")
    assert status == 1
    assert "content/world/a.md:7:8: error[broken-link]" in err
    assert "Not published: readers still see the previous state." in out
    status, _, err = run("rollback", "--site", str(paper.root))
    assert status == 2
    assert "keeps no earlier releases" in err


def test_nothing_is_published_while_another_build_runs(paper):
    paper.build_ok()
    lock = paper.public / ".newsgen" / "lock"
    code = (
        "import sys, filelock\n"
        "with filelock.FileLock(sys.argv[1]):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Refusal, match="another build or publication is at work"):
            publish(
                Options(root=str(paper.root), now=NOW),
                PublishOptions(clock=CLOCK, use_last_build=True),
            )
    finally:
        holder.communicate()
    assert not live(paper).exists()


def test_of_two_publishers_the_newer_build_wins(make_paper, tmp_path):
    races(make_paper, tmp_path, 3)


@pytest.mark.slow
def test_the_newer_build_wins_every_race(make_paper, tmp_path):
    races(make_paper, tmp_path, amount("RACES", 8, 25))


def races(make_paper, place, times):
    older = older_state(make_paper, "{kind: directory, path: ../live}")
    newer = newer_state(make_paper, "{kind: directory, path: ../live}")
    assert OLDER < NEWER
    for turn in range(times):
        shutil.rmtree(place / "live", ignore_errors=True)
        pair = (older, newer) if turn % 2 else (newer, older)
        running = [start_publishing(state) for state in pair]
        for one in running:
            one.wait()
        kept = {p: c for p, c in snapshot(place / "live").items() if p in newer.files}
        assert kept == newer.files
        extra = snapshot(place / "live").keys() - newer.files.keys()
        assert all(".css" in path for path in extra), extra
