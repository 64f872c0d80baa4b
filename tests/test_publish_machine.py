"""Errors of the publishing machine are reported with a hint and without a traceback."""

import errno
import os
import shutil
import subprocess
import tempfile
import threading

import pytest

from newsgen.diagnostics import Refusal
from newsgen.publish import git_fast_import, s3_lease, subprocesses
from newsgen.publish.directory import FolderStore
from newsgen.publish.file_by_file import FileByFile
from newsgen.publish.git import GitBranch
from newsgen.publish.rsync import RsyncServer
from newsgen.publish.s3_lease import hold_lease
from newsgen.publish.subprocesses import CommandError, call
from support.paper import CONFIG, NOW, article
from support.releases import publish_release, release_of

FILES = {"index.html": b"home"}


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(subprocesses.time, "sleep", lambda _: None)


@pytest.fixture
def short(monkeypatch):
    """Lets no other program start."""

    def of(number):
        def refuse(*_, **__):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(subprocess, "Popen", refuse)

    return of


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM])
@pytest.mark.parametrize("kind", ["git", "rsync"])
def test_a_program_that_cannot_be_started_is_reported(tmp_path, short, monkeypatch, kind, number):
    monkeypatch.setattr(shutil, "which", lambda name: name)
    memory = tmp_path / "memory"
    (memory / "repository").mkdir(parents=True)
    (memory / "repository" / "HEAD").write_text("remembered")
    target = (
        GitBranch(str(tmp_path / "site.git"), "live", memory)
        if kind == "git"
        else RsyncServer("host.invalid", 0, "/srv", keep=1)
    )
    short(number)
    for work in (
        target.read_state,
        lambda: publish_release(target, release_of(tmp_path / "built", FILES)),
    ):
        with pytest.raises(Refusal, match=os.strerror(number)) as refused:
            work()
        assert "cannot start another program" in refused.value.hint
    assert (memory / "repository" / "HEAD").read_text() == "remembered"


@pytest.mark.parametrize("kind", ["git", "rsync"])
def test_missing_space_for_temporary_files_is_reported(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    target = (
        GitBranch(str(tmp_path / "site.git"), "live", tmp_path / "memory")
        if kind == "git"
        else RsyncServer("host.invalid", 0, "/srv", keep=1)
    )
    with pytest.raises(Refusal, match="cannot create temporary files") as refused:
        target.read_state()
    assert "TMPDIR" in refused.value.hint


def test_an_endlessly_writing_program_does_not_fill_memory(monkeypatch):
    monkeypatch.setattr(subprocesses, "_LIMIT", 1000)
    with pytest.raises(CommandError, match="wrote more than 1,000 bytes"):
        call(["head", "-c", "1001", "/dev/zero"])
    assert len(call(["head", "-c", "1000", "/dev/zero"])) == 1000


def no_thread(*_):
    raise RuntimeError("can't start new thread")


def test_a_thread_that_cannot_be_started_is_reported(tmp_path, monkeypatch):
    release = release_of(tmp_path / "built", FILES)
    target = FileByFile(FolderStore(tmp_path / "live"))
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_thread)
        with pytest.raises(Refusal, match="can't start new thread") as refused:
            publish_release(target, release)
    assert "cannot start another program" in refused.value.hint
    publish_release(target, release)
    assert (tmp_path / "live/index.html").read_bytes() == b"home"


class _FakeLeaseFile:
    """A lease in memory."""

    def __init__(self, content=None):
        self.content, self.mark = content, 0

    def read(self):
        return None if self.content is None else (self.content, f'"{self.mark}"')

    def write(self, content, seen):
        if seen != (None if self.content is None else f'"{self.mark}"'):
            raise s3_lease.PreconditionFailedError
        self.content, self.mark = content, self.mark + 1
        return f'"{self.mark}"'


def test_a_lease_without_a_heartbeat_thread_is_released(monkeypatch):
    page = _FakeLeaseFile()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_thread)
        with pytest.raises(Refusal, match="can't start new thread"), hold_lease(page, NOW):
            pass
    assert b'"holder":""' in page.content


@pytest.mark.parametrize(
    "content",
    [
        b"\0",
        b'{"holder":"\xff","moment":"2026-11-23T12:00:00Z"}',
        b'{"holder":"x","moment":"2026-11-23T12:00:00"}',
        b'{"holder":"x","moment":1e999}',
        b'{"x":' + b"[" * 1_000_000,
    ],
    ids=["NUL", "no UTF-8", "no zone", "number", "deep"],
)
def test_an_unreadable_lease_has_no_holder(content):
    page = _FakeLeaseFile(content)
    with hold_lease(page, NOW) as hold:
        hold.check()


@pytest.fixture
def paper(make_paper):
    """A small site with a folder as its target."""
    settings = f"{CONFIG}targets:\n  live: {{kind: directory, path: ../live}}\n"
    return make_paper({"newsgen.yaml": settings, "content/world/a.md": article("A")})


def message_of(run, paper, *more):
    """Run the command, which must refuse, and return its message."""
    status, _, err = run(
        "publish", "--site", str(paper.root), "--now", "2026-11-23T12:00+00:00", *more
    )
    assert status == 2, err
    assert "hint: " in err
    assert "Traceback" not in err
    return " ".join(err.split())


def test_the_output_is_a_file(paper, run):
    paper.write({"public": "a file"})
    assert "public" in message_of(run, paper, "--built")


@pytest.mark.parametrize("gone", [pytest.param("index.html", marks=pytest.mark.slow), "."])
def test_the_output_disappears_meanwhile(paper, run, monkeypatch, gone):
    """Just before the first file is read."""
    before = FolderStore.lock

    def vanish(folder, moment):
        place = paper.public / gone
        place.unlink() if place.is_file() else shutil.rmtree(place)
        return before(folder, moment)

    monkeypatch.setattr(FolderStore, "lock", vanish)
    assert "build again" in message_of(run, paper)


@pytest.mark.parametrize("path", ["../live", "../" + "n" * 300, "../" + "n/" * 3000])
@pytest.mark.slow
def test_the_target_is_a_file_or_has_too_long_a_name(make_paper, run, path):
    settings = f"{CONFIG}targets:\n  live: {{kind: directory, path: {path}}}\n"
    paper = make_paper({"newsgen.yaml": settings})
    (paper.root.parent / "live").write_text("a file")
    message_of(run, paper)
    assert (paper.root.parent / "live").read_text() == "a file"


def test_names_in_the_environment_need_not_be_utf_8(monkeypatch):
    monkeypatch.setenv("GIT_AUTHOR_NAME", os.fsdecode(b"Jos\xe9"))
    written = b"".join(
        git_fast_import.write(git_fast_import.Commit("refs/x", NOW, "Publish", "host"))
    )
    assert b"author Jos\xe9 <newsgen@host>" in written


SLOW = [pytest.param(place, marks=pytest.mark.slow) for place in ("targets", "targets/live")]


@pytest.mark.parametrize("place", [*SLOW, "targets/live/repository"])
def test_a_file_in_place_of_the_clone(make_paper, run, tmp_path, place):
    repository = tmp_path / "site.git"
    subprocess.run(["git", "init", "--quiet", "--bare", repository], check=True)
    settings = f"{CONFIG}targets:\n  live: {{kind: git, repository: {repository}}}\n"
    paper = make_paper({"newsgen.yaml": settings})
    paper.write({f".newsgen/{place}": "a file"})
    if place.endswith("repository"):  # newsgen makes it anew
        assert run("publish", "--site", str(paper.root), "--now", "2026-11-23")[0] == 0
        return
    assert "move away the file or folder" in message_of(run, paper)
