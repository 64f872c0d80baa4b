"""Only our own files are replaced and removed, and a build can be killed at any moment."""

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
    """Build, killed at that change to the file system; gives the exit status."""
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


def test_a_folder_of_ours_without_a_manifest_makes_no_other_file_ours(make_paper, tmp_path):
    paper = make_paper({"content/world/a.md": article()})
    (tmp_path / "other/.newsgen").mkdir(parents=True)
    (tmp_path / "other/letter.txt").write_text("Dear")
    with pytest.raises(Refusal, match="did not make"):
        paper.build(output=str(tmp_path / "other"))


def test_an_empty_folder_anywhere_is_welcome(make_paper, tmp_path):
    paper = make_paper({"content/world/a.md": article()})
    (tmp_path / "out").mkdir()
    assert paper.build(output=str(tmp_path / "out")).committed


def test_files_of_others_in_the_output_folder_stay(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    others = {"CNAME": b"news.example", ".nojekyll": b"", "world/notes.txt": b"ours"}
    for path, content in others.items():
        (paper.public / path).write_bytes(content)
    paper.remove("content/world/a.md")
    paper.build_ok()
    left = snapshot(paper.public)
    assert {path: left[path] for path in others} == others


def test_a_file_of_others_where_a_page_goes_is_refused(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "world/b").mkdir()
    (paper.public / "world/b/index.html").write_text("mine")
    paper.write({"content/world/b.md": article("B")})
    before = snapshot(paper.public)
    with pytest.raises(Refusal, match=r"world/b/index\.html"):
        paper.build()
    assert snapshot(paper.public) == before


def test_a_page_of_ours_that_somebody_changed_is_kept_and_told(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "world/a/index.html").write_text("by hand")
    paper.remove("content/world/a.md")
    assert paper.codes() == ["kept-file"]
    assert paper.page("world/a/index.html") == "by hand"


def test_a_page_of_ours_that_somebody_changed_is_mended_while_planned(make_paper):
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


def test_a_damaged_manifest_is_no_licence_to_remove(make_paper):
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


def test_a_build_with_nothing_to_do_needs_not_wait_for_another(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    with FileLock(paper.public / ".newsgen/lock"):
        assert paper.build_ok().written == 0


@pytest.mark.parametrize(
    "step", [pytest.param(9, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def test_killed_at_any_change_to_the_disk_the_next_build_equals_a_clean_one(make_paper, step):
    """A small change is cut off at every moment there is, or at every ninth."""
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
def test_killed_at_random_moments_the_next_build_equals_a_clean_one(make_paper):
    """Whole processes with their workers, cold and warm by turns; the clock chooses the moment."""
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


def test_a_kill_after_a_kill_leaves_nothing_behind(make_paper):
    """Three sites in a row, the first two cut off: no page of theirs survives."""
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


# --- what is in the way ------------------------------------------------------------------------

B = "content/world/b.md"


def refuse(paper, reason=""):
    """Build, which must be refused for that reason with the whole output as it was."""
    before, moments = snapshot(paper.public), times(paper.public)
    with pytest.raises(Refusal) as refused:
        paper.build()
    assert reason in refused.value.message
    assert "stays as it was" in refused.value.hint
    assert snapshot(paper.public) == before
    assert times(paper.public) == moments
    assert not (paper.public / ".newsgen/pending").exists()
    return refused.value


def times(folder):
    """When each entry below the folder was last changed, newsgen's own folder left out."""
    places = (p for p in folder.rglob("*") if ".newsgen" not in p.parts)
    return {str(place): place.lstat().st_mtime_ns for place in places}


def lay_file(place):
    place.write_text("mine")


def lay_link(place):
    place.symlink_to(place.parent)


def lay_dangling_link(place):
    place.symlink_to("nowhere")


def lay_pipe(place):
    os.mkfifo(place)


def lay_folder(place):
    (place / "letters").mkdir(parents=True)
    (place / "letters/a.txt").write_text("Dear")


def lay_empty_folder(place):
    place.mkdir()


OBSTACLES = [
    ("world", lay_file, "world (a file where the site needs a folder)"),
    ("world", lay_link, "world (a link where the site needs a folder)"),
    ("world", lay_dangling_link, "world (a link where the site needs a folder)"),
    ("world/b", lay_file, "world/b (a file where the site needs a folder)"),
    ("world/b", lay_pipe, "world/b (a file where the site needs a folder)"),
    ("world/b/index.html", lay_file, "world/b/index.html (newsgen did not make it)"),
    ("world/b/index.html", lay_link, "world/b/index.html (newsgen did not make it)"),
    ("world/b/index.html", lay_folder, "world/b/index.html (a folder where the site needs a file)"),
    ("index.html", lay_folder, "index.html (a folder where the site needs a file)"),
    ("index.html", lay_empty_folder, "index.html (a folder where the site needs a file)"),
    ("feed.xml", lay_folder, "feed.xml (a folder where the site needs a file)"),
]


@pytest.mark.parametrize(("path", "lay", "told"), OBSTACLES)
def test_what_is_in_the_way_is_found_before_anything_moves(make_paper, path, lay, told):
    paper = make_paper({"content/world/a.md": article(), "content/pakistan/c.md": article("C")})
    paper.build_ok()
    place = paper.public / path
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(exist_ok=True)
    lay(place)
    paper.write({B: article("B"), "content/pakistan/d.md": article("D")})
    refuse(paper, told)
    shutil.rmtree(place) if lay in {lay_folder, lay_empty_folder} else place.unlink()
    paper.build_ok()
    assert "B" in paper.page("world/b/index.html")


def test_everything_in_the_way_is_told_at_once(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    shutil.rmtree(paper.public / "pakistan")
    lay_file(paper.public / "pakistan")
    lay_folder(paper.public / "world/b/index.html")
    paper.write({B: article("B")})
    refused = refuse(paper, "pakistan (a file")
    assert "world/b/index.html (a folder" in refused.message


def test_a_file_of_ours_that_somebody_changed_is_in_the_way_of_a_folder(make_paper):
    paper = make_paper({"static/press": "a file", "content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "press").write_text("by hand")
    paper.remove("static/press")
    paper.write({"static/press/kit.txt": "in a folder", B: article("B")})
    refuse(paper, "press (a file where the site needs a folder)")


def test_a_folder_of_ours_with_a_file_of_others_is_in_the_way_of_a_file(make_paper):
    paper = make_paper({"static/kit/logo.txt": "x", "content/world/a.md": article()})
    paper.build_ok()
    (paper.public / "kit/notes.txt").write_text("mine")
    paper.remove("static/kit/logo.txt")
    (paper.root / "static/kit").rmdir()
    paper.write({"static/kit": "a file", B: article("B")})
    refuse(paper, "kit (a folder where the site needs a file)")
    assert paper.page("kit/logo.txt") == "x"


@pytest.mark.parametrize("change", ["a new story", "a story that goes", "a story that changes"])
def test_a_folder_that_may_not_be_written_is_told_before_anything_moves(
    make_paper, monkeypatch, change
):
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
    refuse(paper, f"{closed} (a folder that newsgen may not write into)")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told_before_anything_moves(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({B: article("B")})
    (paper.public / "world").chmod(0o555)
    try:
        refuse(paper, "world (a folder that newsgen may not write into)")
    finally:
        (paper.public / "world").chmod(0o755)


# --- what stops all the same ---------------------------------------------------------------------


@pytest.fixture
def failing(monkeypatch):
    """Lets a function of ``os`` fail from its n-th call on, as on a disk that is full."""

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
def test_what_stops_files_while_they_move_is_told_as_it_is(make_paper, failing, error, call):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({B: article("B")})
    # the first is that of the list of what is moving
    mend = failing("replace", call, error)
    with pytest.raises(Refusal, match="half-way") as refused:
        paper.build()
    assert os.strerror(error) in refused.value.message
    assert "run the same command again" in refused.value.hint
    assert "as it was" not in refused.value.message
    mend()
    paper.build_ok()
    clean = make_paper({"content/world/a.md": article(), B: article("B")}, "clean")
    clean.build_ok()
    assert snapshot(paper.public) == snapshot(clean.public)


def test_a_removal_that_fails_is_told_as_it_is(make_paper, monkeypatch):
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
def test_a_disk_that_is_full_before_files_move_leaves_the_output_as_it_was(
    make_paper, monkeypatch, place
):
    paper = make_paper({"content/world/a.md": article()})
    paper.build_ok()
    paper.write({B: article("B")})
    if place == "pending":
        monkeypatch.setattr("newsgen.writer.promotion.write_manifest", full)
    else:
        monkeypatch.setattr("newsgen.builder.render.stage_file", full)
    refuse(paper, "No space left")


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


def test_an_output_that_cannot_be_written_at_all_stays_as_it_was(make_paper, monkeypatch):
    paper = make_paper({"content/world/a.md": article()})
    paper.public.mkdir()
    mkdir = Path.mkdir

    def read_only(place, *arguments, **more):
        if place == paper.public / ".newsgen":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(place))
        mkdir(place, *arguments, **more)

    monkeypatch.setattr(Path, "mkdir", read_only)
    refuse(paper, "Read-only file system")


def test_a_clean_that_is_refused_removes_nothing(make_paper):
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


def test_a_folder_on_another_disk_is_told_before_anything_moves(make_paper, monkeypatch):
    """Files could not be moved there, only copied, and a copy can be cut off."""
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
    refuse(paper, "world (a folder on another disk than `.newsgen`)")
