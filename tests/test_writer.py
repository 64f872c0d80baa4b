"""Only files that newsgen wrote are replaced and removed; a build may be killed at any moment."""

import errno
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from filelock import FileLock

from newsgen.builder.clean import clean
from newsgen.cli import main
from newsgen.diagnostics import Refusal
from support import forks
from support.amounts import amount
from support.paper import article, snapshot

CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}
"""Audit events of changes to the file system; opening a file to write is another."""


def kill_at(paper, moment: int) -> int:
    """Build and kill the build at that change to the file system; returns the exit status."""
    left = moment

    def watch(event, arguments):
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_WRONLY
        if event in CHANGES or writes:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def work():
        sys.addaudithook(watch)
        place = ("--site", str(paper.root), "--now", "2026-11-23T12:00:00Z")
        main(["build", "--quiet", "--jobs", "1", *place])

    return forks.start(work).wait()


@pytest.mark.parametrize(
    "output",
    [
        ".",
        "..",
        "/",
        "content",
        "content/world",
        "templates",
        "static/x",
        "newsgen.yaml",
        "foreign",
    ],
)
def test_dangerous_output_folders_are_refused(make_paper, output):
    paper = make_paper({"content/world/a.md": article(), "foreign/letter.txt": "Dear"})
    before = snapshot(paper.root)
    with pytest.raises(Refusal):
        paper.build(output=os.path.normpath(paper.root / output))
    assert snapshot(paper.root) == before


def test_a_link_to_the_site_is_refused_as_an_output_folder(make_paper, tmp_path):
    paper = make_paper()
    (tmp_path / "link").symlink_to(paper.root / "content")
    with pytest.raises(Refusal):
        paper.build(output=str(tmp_path / "link"))


def test_an_output_folder_without_a_manifest_owns_no_files(make_paper, tmp_path):
    paper = make_paper({"content/world/a.md": article()})
    (tmp_path / "other/.newsgen").mkdir(parents=True)
    (tmp_path / "other/letter.txt").write_text("Dear")
    with pytest.raises(Refusal, match="did not make"):
        paper.build(output=str(tmp_path / "other"))


def test_an_empty_folder_anywhere_is_accepted(make_paper, tmp_path):
    paper = make_paper({"content/world/a.md": article()})
    (tmp_path / "out").mkdir()
    assert paper.build(output=str(tmp_path / "out")).committed


def test_foreign_files_in_the_output_folder_are_kept(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    others = {"CNAME": b"news.example", ".nojekyll": b"", "world/notes.txt": b"ours"}
    for path, content in others.items():
        (paper.public / path).write_bytes(content)
    paper.remove("content/world/a.md")
    paper.build_ok()
    left = snapshot(paper.public)
    assert {path: left[path] for path in others} == others


def test_a_foreign_file_in_place_of_a_page_is_refused(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "world/b").mkdir()
    (paper.public / "world/b/index.html").write_text("mine")
    paper.write({"content/world/b.md": article("B")})
    before = snapshot(paper.public)
    with pytest.raises(Refusal, match=r"world/b/index\.html"):
        paper.build()
    assert snapshot(paper.public) == before


def test_a_changed_page_that_is_not_planned_is_kept_and_reported(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "world/a/index.html").write_text("by hand")
    paper.remove("content/world/a.md")
    assert paper.codes() == ["kept-file"]
    assert paper.page("world/a/index.html") == "by hand"


def test_a_changed_page_that_is_planned_is_replaced(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    before = snapshot(paper.public)
    (paper.public / "world/a/index.html").write_text("by hand")
    paper.build_ok()
    assert snapshot(paper.public) == before


def test_a_linked_folder_in_the_output_is_not_written_through(make_paper, tmp_path):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    (tmp_path / "elsewhere").mkdir()
    (paper.public / "pakistan").rename(paper.public / "old")
    (paper.public / "pakistan").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal):
        paper.build()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_folders_become_files_and_files_folders(make_paper):
    paper = make_paper({"static/press": "a file", "static/kit/logo.txt": "x"})
    paper.build_ok()
    paper.remove("static/press")
    paper.remove("static/kit/logo.txt")
    (paper.root / "static/kit").rmdir()
    paper.write({"static/press/kit.txt": "in a folder", "static/kit": "a file"})
    paper.build_ok()
    assert paper.page("press/kit.txt") == "in a folder"
    assert paper.page("kit") == "a file"


def test_a_damaged_manifest_allows_no_removal(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    before = snapshot(paper.public)
    (paper.public / ".newsgen/manifest").write_text("{")
    paper.remove("content/world/a.md")
    with pytest.raises(Refusal, match="damaged"):
        paper.build()
    assert snapshot(paper.public) == before


def test_two_builds_at_once_do_not_mix(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({"content/world/b.md": article("B")})
    with FileLock(paper.public / ".newsgen/lock"), pytest.raises(Refusal, match="another build"):
        paper.build()
    paper.build_ok()


def test_a_build_with_nothing_to_do_does_not_wait_for_another(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    with FileLock(paper.public / ".newsgen/lock"):
        assert paper.build_ok().written == 0


@pytest.mark.parametrize(
    "step", [pytest.param(9, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def test_after_a_kill_at_any_disk_change_the_next_build_equals_a_clean_one(make_paper, step):
    """A small change is interrupted at every change to the disk, or at every ninth."""
    before = {"content/world/a.md": article("Old"), "content/world/gone.md": article("Gone")}
    after = {"content/world/a.md": article("New"), "content/world/b.md": article("B")}
    clean = make_paper(after, "clean")
    clean.build_ok()
    expected = snapshot(clean.public)
    moment = 0
    while True:
        paper = make_paper(before, f"killed{moment}")
        paper.build_ok()
        whole = snapshot(paper.public)
        paper.remove("content/world/gone.md")
        paper.write(after)
        status = kill_at(paper, moment)
        for path, content in snapshot(paper.public).items():
            assert content in (whole.get(path), expected.get(path)), f"a torn {path} at {moment}"
        paper.build_ok()
        assert snapshot(paper.public) == expected, moment
        if status == 0:
            break
        assert status == -signal.SIGKILL
        moment += step
    assert moment > 20


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process where there is no fork")
def test_after_a_kill_at_a_random_moment_the_next_build_equals_a_clean_one(make_paper):
    """Kills processes with their workers after some time, in cold and warm builds by turns."""
    chance = random.Random(20)
    files = {f"content/world/{n}.md": article(f"Story {n}", tags=f"[t{n % 9}]") for n in range(60)}
    clean = make_paper(files, "clean")
    paper = make_paper(files)
    command = [sys.executable, "-m", "newsgen", "build", "--quiet", "--jobs", "2"]
    command += ["--now", "2026-11-23T12:00:00Z"]
    kills, killed = amount("KILLS", 40, 200), 0
    whole = {True: 0.0, False: 0.0}
    """Seconds of a cold build and of a warm one."""
    for number in itertools.count():
        is_cold = number % 2 == 0
        if is_cold:
            shutil.rmtree(paper.public, ignore_errors=True)
            shutil.rmtree(paper.root / ".newsgen", ignore_errors=True)
        for site in (paper, clean):
            changed = f"content/world/{number % 60}.md"
            site.write({changed: article(f"Round {number}", tags="[new]")})
        started = time.perf_counter()
        build = subprocess.Popen(command, cwd=paper.root)
        if number >= 2:
            with suppress(subprocess.TimeoutExpired):
                build.wait(chance.uniform(0.2, 1.0) * whole[is_cold])
            build.kill()
            killed += build.wait() == -signal.SIGKILL
        else:
            assert build.wait() == 0
            whole[is_cold] = time.perf_counter() - started
        paper.build_ok()
        clean.build_ok()
        assert snapshot(paper.public) == snapshot(clean.public)
        if killed == kills:
            break


def test_two_kills_in_a_row_leave_no_files_behind(make_paper):
    """Builds three sites in a row, the first two interrupted: none of their pages remains."""
    random_moments = random.Random(1)
    for round_ in range(amount("ROUNDS", 2, 8)):
        paper = make_paper({"content/world/a.md": article()}, f"round{round_}")
        for name in ("b", "c"):
            paper.write({f"content/world/{name}.md": article(name)})
            kill_at(paper, random_moments.randrange(5, 90))
            paper.remove(f"content/world/{name}.md")
        paper.build_ok()
        clean = make_paper({"content/world/a.md": article()}, f"clean{round_}")
        clean.build_ok()
        assert snapshot(paper.public) == snapshot(clean.public)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error_with_the_old_site_intact(make_paper, monkeypatch):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    before = snapshot(paper.public)
    paper.write({"content/world/b.md": article("B")})
    stage = paper.public / ".newsgen/stage"

    @contextmanager
    def full_stage(output):
        stage.mkdir(parents=True, exist_ok=True)
        (stage / "index.html").symlink_to("/dev/full")
        yield stage

    monkeypatch.setattr("newsgen.builder.pipeline.staging", full_stage)
    with pytest.raises(Refusal, match="No space left"):
        paper.build()
    assert snapshot(paper.public) == before


# --- obstacles ---------------------------------------------------------------------------------

B = "content/world/b.md"


def build_refused(paper, reason=""):
    """Check that a build is refused for that reason and leaves the output unchanged."""
    before, moments = snapshot(paper.public), modification_times(paper.public)
    with pytest.raises(Refusal) as refused:
        paper.build()
    assert reason in refused.value.message
    assert "stays as it was" in refused.value.hint
    assert snapshot(paper.public) == before
    assert modification_times(paper.public) == moments
    assert not (paper.public / ".newsgen/pending").exists()
    return refused.value


def modification_times(folder):
    """Modification times of all entries below the folder, without newsgen's own folder."""
    places = (p for p in folder.rglob("*") if ".newsgen" not in p.parts)
    return {str(place): place.lstat().st_mtime_ns for place in places}


def add_file(place):
    place.write_text("mine")


def add_link(place):
    place.symlink_to(place.parent)


def add_dangling_link(place):
    place.symlink_to("nowhere")


def add_pipe(place):
    os.mkfifo(place)


def add_folder(place):
    (place / "letters").mkdir(parents=True)
    (place / "letters/a.txt").write_text("Dear")


def add_empty_folder(place):
    place.mkdir()


OBSTACLES = [
    ("world", add_file, "world (a file where the site needs a folder)"),
    ("world", add_link, "world (a link where the site needs a folder)"),
    ("world", add_dangling_link, "world (a link where the site needs a folder)"),
    ("world/b", add_file, "world/b (a file where the site needs a folder)"),
    ("world/b", add_pipe, "world/b (a file where the site needs a folder)"),
    ("world/b/index.html", add_file, "world/b/index.html (newsgen did not make it)"),
    ("world/b/index.html", add_link, "world/b/index.html (newsgen did not make it)"),
    (
        "world/b/index.html",
        add_folder,
        "world/b/index.html (a folder where the site needs a file)",
    ),
    ("index.html", add_folder, "index.html (a folder where the site needs a file)"),
    ("index.html", add_empty_folder, "index.html (a folder where the site needs a file)"),
    ("feed.xml", add_folder, "feed.xml (a folder where the site needs a file)"),
]


@pytest.mark.parametrize(("path", "lay", "told"), OBSTACLES)
def test_obstacles_are_found_before_any_file_moves(make_paper, path, lay, told):
    paper = make_paper({"content/world/a.md": article(), "content/pakistan/c.md": article("C")})
    paper.build_ok()
    place = paper.public / path
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(exist_ok=True)
    lay(place)
    paper.write({B: article("B"), "content/pakistan/d.md": article("D")})
    build_refused(paper, told)
    shutil.rmtree(place) if lay in {add_folder, add_empty_folder} else place.unlink()
    paper.build_ok()
    assert "B" in paper.page("world/b/index.html")


def test_all_obstacles_are_reported_at_once(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    shutil.rmtree(paper.public / "pakistan")
    add_file(paper.public / "pakistan")
    add_folder(paper.public / "world/b/index.html")
    paper.write({B: article("B")})
    refused = build_refused(paper, "pakistan (a file")
    assert "world/b/index.html (a folder" in refused.message


def test_a_changed_file_is_an_obstacle_for_a_folder(make_paper):
    paper = make_paper({"static/press": "a file", "content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "press").write_text("by hand")
    paper.remove("static/press")
    paper.write({"static/press/kit.txt": "in a folder", B: article("B")})
    build_refused(paper, "press (a file where the site needs a folder)")


def test_a_folder_with_a_foreign_file_is_an_obstacle_for_a_file(make_paper):
    paper = make_paper({"static/kit/logo.txt": "x", "content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "kit/notes.txt").write_text("mine")
    paper.remove("static/kit/logo.txt")
    (paper.root / "static/kit").rmdir()
    paper.write({"static/kit": "a file", B: article("B")})
    build_refused(paper, "kit (a folder where the site needs a file)")
    assert paper.page("kit/logo.txt") == "x"


@pytest.mark.parametrize("change", ["a new story", "a story that goes", "a story that changes"])
def test_a_read_only_folder_is_reported_before_any_file_moves(make_paper, monkeypatch, change):
    paper = make_paper({"content/world/a.md": article(), B: article("B")})
    paper.build_ok()
    match change:
        case "a new story":
            paper.write({"content/world/c.md": article("C")})
            closed = "world"
        case "a story that goes":
            paper.remove(B)
            closed = "world/b"
        case _:
            paper.write({B: article("Other")})
            closed = "world/b"
    access = os.access
    monkeypatch.setattr(
        "os.access", lambda place, mode: not str(place).endswith(closed) and access(place, mode)
    )
    build_refused(paper, f"{closed} (a folder that newsgen may not write into)")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_reported_before_any_file_moves(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({B: article("B")})
    (paper.public / "world").chmod(0o555)
    try:
        build_refused(paper, "world (a folder that newsgen may not write into)")
    finally:
        (paper.public / "world").chmod(0o755)


# --- errors during the move ----------------------------------------------------------------------


@pytest.fixture
def failing(monkeypatch):
    """Makes a function of ``os`` fail from its n-th call on, as on a full disk."""

    def fail(name, call, error=errno.ENOSPC):
        function, calls = getattr(os, name), iter(range(10_000))

        def failing(*arguments, **more):
            if next(calls) >= call:
                raise OSError(error, os.strerror(error), str(arguments[0]))
            return function(*arguments, **more)

        monkeypatch.setattr(f"os.{name}", failing)
        return lambda: monkeypatch.setattr(f"os.{name}", function)

    return fail


@pytest.mark.parametrize(("error", "call"), [(errno.ENOSPC, 1), (errno.ENOSPC, 2), (errno.EIO, 3)])
def test_an_error_during_the_move_is_reported(make_paper, failing, error, call):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({B: article("B")})
    # the first call is for the list of moving files
    restore = failing("replace", call, error)
    with pytest.raises(Refusal, match="half-way") as refused:
        paper.build()
    assert os.strerror(error) in refused.value.message
    assert "run the same command again" in refused.value.hint
    assert "as it was" not in refused.value.message
    restore()
    paper.build_ok()
    clean = make_paper({"content/world/a.md": article(), B: article("B")}, "clean")
    clean.build_ok()
    assert snapshot(paper.public) == snapshot(clean.public)


def test_a_failed_removal_is_reported(make_paper, monkeypatch):
    paper = make_paper({"content/world/a.md": article(), B: article("B")})
    paper.build_ok()
    paper.remove(B)
    unlink = Path.unlink

    def refuse_pages(place, missing_ok=False):
        if place.suffix == ".html":
            raise PermissionError(errno.EPERM, "Operation not permitted", str(place))
        unlink(place, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse_pages)
    with pytest.raises(Refusal, match=r"half-way .*world/b/index\.html: Operation not permitted"):
        paper.build()
    monkeypatch.undo()
    paper.build_ok()
    assert not (paper.public / "world/b").exists()


@pytest.mark.parametrize("place", ["stage-", "pending"])
def test_a_full_disk_before_the_move_leaves_the_output_unchanged(make_paper, monkeypatch, place):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({B: article("B")})
    if place == "pending":
        monkeypatch.setattr("newsgen.writer.promotion.write_manifest", full)
    else:
        monkeypatch.setattr("newsgen.builder.render.stage_file", full)
    build_refused(paper, "No space left")


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


def test_an_output_that_cannot_be_written_is_unchanged(make_paper, monkeypatch):
    paper = make_paper({"content/world/a.md": article()})
    paper.public.mkdir()
    mkdir = Path.mkdir

    def read_only(place, *arguments, **more):
        if place == paper.public / ".newsgen":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(place))
        mkdir(place, *arguments, **more)

    monkeypatch.setattr(Path, "mkdir", read_only)
    build_refused(paper, "Read-only file system")


def test_a_refused_clean_removes_nothing(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    with FileLock(paper.public / ".newsgen/lock"), pytest.raises(Refusal, match="another build"):
        clean(paper.options())
    assert (paper.root / ".newsgen/record").exists()
    (paper.root / "mine").mkdir()
    (paper.root / "mine/letter.txt").write_text("Dear")
    with pytest.raises(Refusal, match="did not make"):
        clean(paper.options(output=str(paper.root / "mine")))
    assert (paper.root / ".newsgen/record").exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second disk")
def test_an_output_folder_may_be_a_link_to_another_disk(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        paper.public.symlink_to(folder)
        paper.build_ok()
        paper.write({B: article("B")})
        paper.build_ok()
        assert "B" in paper.page("world/b/index.html")


def test_a_folder_on_another_disk_is_reported_before_any_file_moves(make_paper, monkeypatch):
    """Files could only be copied there, and a copy can be interrupted."""
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({B: article("B")})
    look = os.stat

    def elsewhere(place, *arguments, **more):
        status = look(place, *arguments, **more)
        if str(place).endswith("public/world"):
            status = os.stat_result((*status[:2], status.st_dev + 1, *status[3:]))
        return status

    monkeypatch.setattr("newsgen.writer.obstacles.os.stat", elsewhere)
    build_refused(paper, "world (a folder on another disk than `.newsgen`)")
