"""A publisher compares its clock with the target's, and uploads nothing if they differ."""

import shutil
import subprocess
import time
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace

import pytest

from newsgen.diagnostics import Refusal
from newsgen.publish import clocks, s3
from newsgen.publish.clocks import TOLERANCE, ClockReading, parse_date, require_clocks_agree
from newsgen.publish.directory import FolderStore
from newsgen.publish.git_credentials import read_clock
from newsgen.publish.rsync import RsyncServer
from support import servers
from support.paper import CONFIG, article, snapshot
from support.releases import checks_for, release_of
from support.s3_servers import KEY, SECRET
from support.servers import SSHD, start_git_host, start_speaker, start_sshd

HOUR = 3600.0
NOW = ("--now", "2026-11-23T12:00+00:00")


@pytest.fixture
def ahead(monkeypatch):
    """Sets this machine's clock ahead, as the publisher sees it."""

    def by(seconds):
        monkeypatch.setattr(clocks, "time", SimpleNamespace(time=lambda: time.time() + seconds))

    return by


def site(make_paper, target):
    """A small site with that target."""
    settings = f"{CONFIG}targets:\n  live: {{{target}}}\n"
    return make_paper({"newsgen.yaml": settings, "content/world/a.md": article("A")})


# The comparison.


@pytest.mark.parametrize(
    ("there", "ahead"),
    [(100.0, 0.0), (105.0, 0.0), (110.0, 0.0), (40.0, 60.0), (39.0, 61.0), (171.0, -61.0)],
)
def test_the_duration_of_the_request_is_allowed_for(there, ahead):
    reading = ClockReading(there, before=100.0, after=110.0)
    assert reading.ahead == ahead
    if abs(ahead) <= TOLERANCE:
        require_clocks_agree(reading, "the target")
        return
    with pytest.raises(Refusal, match="1970-01-01") as refused:
        require_clocks_agree(reading, "the target")
    assert "ours is 0:01:01 " in refused.value.message
    assert ("ahead" if ahead > 0 else "behind") in refused.value.message
    assert "--trust-clock" in refused.value.hint


def test_a_target_without_a_clock_is_accepted():
    require_clocks_agree(None, "the target")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Mon, 23 Nov 2026 12:00:00 GMT", 1795435200.0),
        ("Mon, 23 Nov 2026 12:00:00 -0000", 1795435200.0),
        ("Monday, 23-Nov-26 12:00:00 GMT", 1795435200.0),
        ("", None),
        ("today", None),
        ("Mon, 99 Nov 2026 12:00:00 GMT", None),
        ("Mon, 23 Nov 2026 12:00:00 +9999999999", None),
    ],
)
def test_dates_of_web_servers(header, seconds):
    assert parse_date(header) == seconds


@pytest.mark.parametrize("there", [float("nan"), -1.0, 1e300])
def test_an_invalid_time_is_not_compared(there):
    assert clocks.read_clock(lambda: there) is None


# A folder: the clock of its disk.


@pytest.mark.parametrize("seconds", [pytest.param(-HOUR, marks=pytest.mark.slow), HOUR])
def test_a_folder_on_a_disk_with_another_time(make_paper, run, ahead, seconds):
    paper = site(make_paper, "kind: directory, path: ../live")
    live = paper.root.parent / "live"
    ahead(seconds)
    status, _, err = run("publish", "--site", str(paper.root), *NOW)
    assert status == 2
    assert f"ours is 1:00:00 {'ahead' if seconds > 0 else 'behind'}" in " ".join(err.split())
    assert not live.exists()
    status, out, err = run("publish", "--dry-run", "--site", str(paper.root), *NOW)
    assert (status, "Would publish" in out, "To publish" in out) == (2, True, False)
    assert "--trust-clock" in err
    assert not live.exists()
    status, out, _ = run("publish", "--dry-run", "--trust-clock", "--site", str(paper.root), *NOW)
    assert (status, "To publish:  newsgen publish live --trust-clock" in out) == (0, True)
    assert run("publish", "--trust-clock", "--site", str(paper.root), *NOW)[0] == 0
    assert snapshot(live) == snapshot(paper.public)
    ahead(TOLERANCE / 2)
    assert run("publish", "--site", str(paper.root), *NOW)[0] == 0


def test_reading_the_clock_of_a_folder_does_not_change_it(tmp_path):
    for folder in (tmp_path / "live", tmp_path / "live" / ".newsgen"):
        before = folder.parent.stat().st_mtime_ns
        reading = FolderStore(tmp_path / "live").clock()
        assert abs(reading.ahead) < TOLERANCE
        assert not folder.exists()
        assert folder.parent.stat().st_mtime_ns == before
        folder.mkdir()


@pytest.mark.parametrize("error", [PermissionError, FileNotFoundError, ValueError])
def test_a_read_only_folder_has_no_clock(tmp_path, monkeypatch, error):
    def refuse(**_):
        raise error

    monkeypatch.setattr(clocks, "TemporaryFile", refuse)
    assert FolderStore(tmp_path).clock() is None


# A bucket: the date of its answers.


@pytest.fixture
def _credentials(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "nothing"))
    monkeypatch.setattr(s3, "PAUSE", 0.0)


def no_such_key(headers=""):
    """The answer of S3 for a missing object."""
    body = "<Error><Code>NoSuchKey</Code></Error>"
    head = f"HTTP/1.1 404 Not Found\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    return f"{head}{headers}\r\n{body}".encode()


@pytest.mark.usefixtures("_credentials")
@pytest.mark.parametrize(("seconds", "more"), [(HOUR, ""), (-HOUR, ", single_publisher: true")])
def test_a_bucket_with_another_time(make_paper, run, seconds, more):
    answer = no_such_key(f"Date: {formatdate(time.time() - seconds, usegmt=True)}\r\n")
    with start_speaker(answer) as port:
        where = f"bucket: news, region: us-east-1, endpoint: 'http://127.0.0.1:{port}'{more}"
        paper = site(make_paper, f"kind: s3, {where}")
        status, _, err = run("publish", "--site", str(paper.root), *NOW)
    assert status == 2
    assert "s3://news" in err
    assert ("ahead" if seconds > 0 else "behind") in err


@pytest.mark.usefixtures("_credentials")
@pytest.mark.parametrize("header", ["", "Date: today\r\n"])
def test_a_bucket_without_a_clock(header):
    with start_speaker(no_such_key(header)) as port:
        where = s3.Bucket("news", "", "us-east-1", f"http://127.0.0.1:{port}")
        assert s3.S3Store(where).clock() is None


# A branch: the date of the host's answers, or the clock of the disk.


@pytest.fixture
def host(tmp_path):
    """A host with an empty repository that requires a token."""
    place = tmp_path / "hosted" / "site.git"
    subprocess.run(["git", "init", "--quiet", "--bare", place], check=True)
    with start_git_host(place.parent, "token") as host:
        yield host


@pytest.mark.parametrize("seconds", [pytest.param(-HOUR, marks=pytest.mark.slow), HOUR])
def test_a_host_with_another_time(make_paper, run, host, monkeypatch, seconds):
    def date(_, timestamp=None):
        return formatdate((timestamp or time.time()) - seconds, usegmt=True)

    monkeypatch.setattr(servers._Smart, "date_time_string", date)
    monkeypatch.setenv("NEWSGEN_GIT_TOKEN", "token")
    address = f"http://127.0.0.1:{host.server_port}/site.git"
    paper = site(make_paper, f"kind: git, repository: '{address}'")
    status, _, err = run("publish", "--site", str(paper.root), *NOW)
    assert status == 2
    assert ("ahead" if seconds > 0 else "behind") in err
    assert host.seen == [""] or all("Basic" not in header for header in host.seen)


@pytest.mark.parametrize("moved", ["", "http://127.0.0.1:9"])
def test_every_answer_carries_the_time(host, moved):
    """A request for a token, a missing page, a redirect: none is followed."""
    host.moved_to = moved
    reading = read_clock(f"http://127.0.0.1:{host.server_port}/site.git")
    assert abs(reading.ahead) < TOLERANCE
    assert not any(host.seen)


def test_the_age_of_a_cached_answer_is_added():
    kept = formatdate(time.time() - HOUR, usegmt=True)
    head = f"HTTP/1.1 200 OK\r\nDate: {kept}\r\nAge: {int(HOUR)}\r\nContent-Length: 0\r\n\r\n"
    with start_speaker(head.encode()) as port:
        assert abs(read_clock(f"http://127.0.0.1:{port}/site.git").ahead) < TOLERANCE


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_host_without_a_clock(answer):
    with start_speaker(answer) as port:
        assert read_clock(f"http://127.0.0.1:{port}/site.git") is None


@pytest.mark.parametrize("address", ["git@host.invalid:site.git", "ssh://git@host.invalid/site"])
def test_there_is_no_clock_over_ssh(address):
    assert read_clock(address) is None


@pytest.mark.parametrize("form", [pytest.param("{}", marks=pytest.mark.slow), "file://{}"])
def test_a_repository_on_a_disk_with_another_time(make_paper, run, ahead, tmp_path, form):
    place = tmp_path / "site.git"
    subprocess.run(["git", "init", "--quiet", "--bare", place], check=True)
    paper = site(make_paper, f"kind: git, repository: '{form.format(place)}'")
    ahead(HOUR)
    status, _, err = run("publish", "--site", str(paper.root), *NOW)
    assert (status, "1:00:00 ahead" in " ".join(err.split())) == (2, True)
    refs = ["git", f"--git-dir={place}", "for-each-ref"]
    assert subprocess.run(refs, capture_output=True, check=True).stdout == b""


# A server: its own clock.


@pytest.mark.skipif(not (Path(SSHD).exists() and shutil.which("rsync")), reason="needs sshd, rsync")
def test_a_server_with_another_time(monkeypatch, tmp_path):
    tools, www, now = tmp_path / "tools", tmp_path / "www", tmp_path / "now"
    tools.mkdir()
    (tools / "date").write_text(f"#!/bin/sh\ncat {now}\n")
    (tools / "date").chmod(0o755)
    release = release_of(tmp_path / "built", {"index.html": b"home"})
    with start_sshd(tmp_path / "sshd") as sshd:
        key = (sshd.folder / "key.pub").read_text()
        (sshd.folder / "authorized").write_text(f'environment="PATH={tools}:/usr/bin:/bin" {key}')
        logins = counted(tmp_path, sshd.command, monkeypatch)
        target = RsyncServer("127.0.0.1", sshd.port, str(www), keep=1)
        checks = checks_for(release)._replace(
            clock=lambda clock: require_clocks_agree(clock, "www")
        )
        for seconds, word in ((HOUR, "ahead"), (-HOUR, "behind")):
            now.write_text(f"{time.time() - seconds:.0f}\n")
            with pytest.raises(Refusal, match=f" {word}, so"):
                target.publish(release, checks, lambda *_: None)
            assert not www.exists()
        assert target.read_state().clock.ahead < TOLERANCE - HOUR
        now.write_text("%s\n")  # as a date that knows no such format says
        logins.unlink()
        target.publish(release, checks, lambda *_: None)
    assert len(logins.read_text()) == len(["look", "prepare", "rsync", "switch"])
    assert snapshot((www / "current").resolve()) == {"index.html": b"home"}


def counted(folder, command, monkeypatch):
    """Returns a file in which each login leaves a mark."""
    (folder / "ssh").write_text(f'#!/bin/sh\nprintf x >>{folder}/logins\nexec {command} "$@"\n')
    (folder / "ssh").chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(folder / "ssh"))
    return folder / "logins"


def test_the_time_of_the_build_does_not_matter(make_paper, run):
    """Only the clocks are compared: an old state of a site may be published."""
    paper = site(make_paper, "kind: directory, path: ../live")
    old = datetime(2025, 1, 1, tzinfo=UTC).isoformat()
    assert run("publish", "--site", str(paper.root), "--now", old)[0] == 0


@pytest.mark.usefixtures("_credentials")
def test_a_bucket_that_rejects_skewed_requests_reports_its_time(ahead):
    """Amazon's signatures contain the time, which may differ by at most 15 minutes."""
    ahead(HOUR)
    date = formatdate(time.time(), usegmt=True)
    body = "<Error><Code>RequestTimeTooSkewed</Code></Error>"
    head = f"HTTP/1.1 403 Forbidden\r\nContent-Length: {len(body)}\r\nDate: {date}\r\n"
    with start_speaker(f"{head}\r\n{body}".encode()) as port:
        where = s3.Bucket("news", "", "us-east-1", f"http://127.0.0.1:{port}")
        assert s3.S3Store(where).clock().ahead > HOUR - TOLERANCE
