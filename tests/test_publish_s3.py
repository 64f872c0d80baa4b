"""Publishing to buckets of two servers with the S3 protocol, one without conditional writes."""

import gzip
import itertools
import random
import signal
import subprocess
import sys
import threading

import pytest
from botocore.stub import Stubber

from newsgen.diagnostics import Refusal
from newsgen.publish import Overrides, PublishOptions, publish, s3
from support.amounts import amount
from support.before_after import CLOCK, newer_state, older_state
from support.paper import CONFIG, NOW, archive, article, snapshot
from support.readers import broken_assets
from support.s3_servers import KEY, SECRET, serve_moto, serve_rclone
from support.servers import start_speaker, start_wire

_numbers = itertools.count()
TARGET = (
    "{{kind: s3, bucket: {bucket}, region: us-east-1, endpoint: 'http://127.0.0.1:{port}'{more}}}"
)


@pytest.fixture(scope="module")
def moto():
    """A server with conditional writes."""
    with serve_moto() as server:
        yield server


@pytest.fixture
def bucket(moto):
    """A new bucket there."""
    return moto.make_bucket(f"news-{next(_numbers)}")


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path):
    """Credentials in the environment, and no pause between attempts."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "nothing"))
    monkeypatch.setattr(s3, "PAUSE", 0.0)


def target(bucket, port, more=""):
    return TARGET.format(bucket=bucket, port=port, more=more)


def settings(bucket, port, more=""):
    return f"{CONFIG}targets:\n  live: {target(bucket, port, more)}\n"


def put(paper, now=NOW, **overrides):
    return publish(
        paper.options(now), PublishOptions(clock=CLOCK, overrides=Overrides(**overrides))
    ).difference


def test_every_file_has_a_type_and_a_lifetime(make_paper, moto, bucket):
    files = {"content/world/a.md": article("A"), "static/report.pdf": b"%PDF"}
    paper = make_paper({"newsgen.yaml": settings(bucket, moto.port), **files})
    put(paper)
    assert moto.objects(bucket) == snapshot(paper.public)
    (css,) = [
        path
        for path in snapshot(paper.public)
        if path.startswith("css/site.") and path.count(".") == 2
    ]
    expected = {
        "index.html": ("text/html; charset=utf-8", "public, max-age=60"),
        "world/a/index.html": ("text/html; charset=utf-8", "public, max-age=300"),
        "feed.xml": ("application/rss+xml; charset=utf-8", "public, max-age=300"),
        "sitemap.xml": ("application/xml", "public, max-age=300"),
        css: ("text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        "report.pdf": ("application/pdf", "public, max-age=86400"),
    }
    for path, headers in expected.items():
        head = moto.client.head_object(Bucket=bucket, Key=path)
        assert (head["ContentType"], head["CacheControl"]) == headers
        assert "ContentEncoding" not in head


@pytest.mark.slow
def test_changed_header_settings_upload_files_again(make_paper, moto, bucket):
    paper = make_paper({"newsgen.yaml": settings(bucket, moto.port)})
    put(paper)
    more = ", cache_control: {page: 'no-cache'}"
    paper.write({"newsgen.yaml": settings(bucket, moto.port, more)})
    difference = put(paper)
    assert {upload.role for upload in difference.changed} == {"page"}
    head = moto.client.head_object(Bucket=bucket, Key="404.html")
    assert head["CacheControl"] == "no-cache"


@pytest.mark.parametrize(("name", "encoding"), [("gzip", "gzip"), ("brotli", "br")])
@pytest.mark.slow
def test_files_are_compressed_if_configured(make_paper, moto, bucket, name, encoding):
    more = f", compress: {name}, prefix: news/live"
    paper = make_paper({"newsgen.yaml": settings(bucket, moto.port, more)})
    put(paper)
    head = moto.client.head_object(Bucket=bucket, Key="news/live/index.html")
    assert head["ContentEncoding"] == encoding
    packed = moto.objects(bucket)["news/live/index.html"]
    if encoding == "gzip":
        assert gzip.decompress(packed) == (paper.public / "index.html").read_bytes()
    head = moto.client.head_object(Bucket=bucket, Key="news/live/favicon.ico")
    assert "ContentEncoding" not in head
    assert put(paper).is_empty


@pytest.mark.slow
def test_one_new_story_uploads_few_files_of_a_large_archive(make_paper, moto, bucket):
    files = archive(120, tags=20, authors=10)
    paper = make_paper({"newsgen.yaml": settings(bucket, moto.port), **files})
    put(paper)
    paper.write({"content/world/new.md": article("New", tags="[t3]", authors="[Author 3]")})
    counts = []
    with start_wire(moto.port, heard=lambda piece: counts.append(piece.count(b"PUT /"))) as wire:
        paper.write({"newsgen.yaml": settings(bucket, wire.port)})
        difference = put(paper)
    assert 0 < len(difference.uploads) <= 24
    control = ["lease taken", "state begun", "manifest", "state ended", "lease given back"]
    assert sum(counts) == len(difference.uploads) + len(control)
    assert moto.objects(bucket) == snapshot(paper.public)


@pytest.mark.slow
def test_foreign_files_are_replaced_only_with_adopt(make_paper, moto, bucket):
    moto.client.put_object(Bucket=bucket, Key="index.html", Body=b"somebody's own")
    paper = make_paper({"newsgen.yaml": settings(bucket, moto.port)})
    with pytest.raises(Refusal, match=r"in the way .*index\.html"):
        put(paper)
    assert moto.objects(bucket) == {"index.html": b"somebody's own"}
    put(paper, adopt=True)
    assert moto.objects(bucket) == snapshot(paper.public)
    moto.client.put_object(Bucket=bucket, Key="world/b/index.html", Body=b"somebody's own")
    paper.write({"content/world/b.md": article("B")})
    with pytest.raises(Refusal, match=r"in the way .*world/b/index\.html"):
        put(paper)
    assert moto.objects(bucket)["world/b/index.html"] == b"somebody's own"


def test_removed_files_go_and_foreign_files_stay(make_paper, moto, bucket):
    paper = make_paper(
        {"newsgen.yaml": settings(bucket, moto.port), "content/world/a.md": article("A")}
    )
    put(paper)
    moto.client.put_object(Bucket=bucket, Key="ads.txt", Body=b"theirs")
    paper.remove("content/world/a.md")
    put(paper)
    assert moto.objects(bucket) == {**snapshot(paper.public), "ads.txt": b"theirs"}


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, "no credentials"),
        ({"port": 1}, "cannot reach"),
        ({"bucket": "not-there"}, "NoSuchBucket"),
    ],
)
def test_errors_of_a_bucket_are_reported_without_secrets(
    make_paper, moto, monkeypatch, environment, message, run
):
    bucket = moto.make_bucket(f"news-{next(_numbers)}")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        if name in environment:
            monkeypatch.delenv(name)
    place = settings(environment.get("bucket", bucket), environment.get("port", moto.port))
    paper = make_paper({"newsgen.yaml": place})
    status, out, err = run("publish", "--site", str(paper.root), "--now", "2026-11-23")
    assert status == 2
    assert message in err
    assert "hint" in err
    assert KEY not in out + err
    assert SECRET not in out + err
    assert "Traceback" not in err


def test_a_missing_library_is_reported(make_paper, monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    paper = make_paper({"newsgen.yaml": settings("news", 1)})
    with pytest.raises(Refusal, match="boto3") as refused:
        put(paper)
    assert refused.value.hint == 'pip install "newsgen[s3]"'


@pytest.mark.slow
def test_temporary_errors_are_retried(make_paper, moto, bucket):
    """Now and then the connection is cut in the middle of an answer; each request is repeated."""
    broken = itertools.count(1)

    def stumble(piece):
        if b"PUT /" in piece and next(broken) % 7 == 0:
            raise ConnectionResetError

    with start_wire(moto.port, heard=stumble) as wire:
        paper = make_paper({"newsgen.yaml": settings(bucket, wire.port)})
        put(paper)
    assert moto.objects(bucket) == snapshot(paper.public)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"200 OK\r\nContent-Length: 900\r\nETag: x\r\n\r\nthe beginning", "cannot reach"),
        (b"200 OK\r\nContent-Length: 9\r\n\r\n<p>Sign in", "does not answer as S3 does"),
        (b"404 Not Found\r\nContent-Length: 9\r\n\r\n<p>Sign in", "refuses"),
        (b"", "cannot reach"),
    ],
)
def test_incomplete_and_invalid_answers_are_reported(make_paper, run, answer, message):
    # Without that header the client may send a second request on a connection that is closing.
    last = answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    with start_speaker(b"HTTP/1.1 " + last if answer else b"") as port:
        paper = make_paper({"newsgen.yaml": settings("news", port)})
        status, _, err = run("publish", "--site", str(paper.root), "--now", "2026-11-23")
    assert status == 2
    assert message in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_host_without_conditional_writes_needs_a_single_publisher(make_paper, tmp_path):
    (tmp_path / "buckets" / "news").mkdir(parents=True)
    with serve_rclone(tmp_path / "buckets") as server:
        paper = make_paper(
            {"newsgen.yaml": settings("news", server.port), "content/world/a.md": article("A")}
        )
        for _ in range(2):
            with pytest.raises(Refusal, match="does not support conditional writes") as refused:
                put(paper)
            assert "single_publisher: true" in refused.value.hint
            assert server.objects("news") == {}
        paper.write({"newsgen.yaml": settings("news", server.port, ", single_publisher: true")})
        put(paper)
        assert server.objects("news") == snapshot(paper.public)
        paper.remove("content/world/a.md")
        put(paper)
        assert server.objects("news") == snapshot(paper.public)


@pytest.mark.slow
def test_a_single_publisher_sends_no_conditions_and_overwrites_nothing(make_paper, moto, bucket):
    sent = []
    with start_wire(moto.port, heard=lambda piece: sent.append(piece.lower())) as wire:
        more = ", single_publisher: true"
        paper = make_paper({"newsgen.yaml": settings(bucket, wire.port, more)})
        put(paper)
        moto.client.put_object(Bucket=bucket, Key="world/b/index.html", Body=b"somebody's own")
        paper.write({"content/world/b.md": article("B")})
        with pytest.raises(Refusal, match=r"in the way .*world/b/index\.html"):
            put(paper)
    assert b"put /" in b"".join(sent)
    assert b"if-none-match" not in b"".join(sent)
    assert b"if-match" not in b"".join(sent)


def test_a_host_that_rejects_conditions_is_reported(monkeypatch):
    bucket = s3.S3Store(s3.Bucket("news", region="us-east-1"))
    asked = Stubber(bucket._client)
    asked.add_client_error("get_object", "NoSuchKey")
    asked.add_client_error("put_object", "NotImplemented", http_status_code=501)
    asked.add_client_error("put_object", "NotImplemented", http_status_code=501)
    with asked, pytest.raises(Refusal, match="NotImplemented") as refused, bucket.lock(NOW):
        pass
    assert "single_publisher: true" in refused.value.hint


# Interruptions: the connection is cut, or the publisher killed, after some bytes.


class BucketScenario:
    """A bucket with the older state, to which the newer one is published."""

    def __init__(self, make_paper, moto):
        self.moto = moto
        self.older = older_state(make_paper, target("news", 1))
        self.newer = newer_state(make_paper, target("news", 1))

    def begin(self):
        """Create a bucket with the older state."""
        self.bucket = self.moto.make_bucket(f"news-{next(_numbers)}")
        self.publish(self.older, self.moto.port)

    def publish(self, state, port):
        state.paper.write({"newsgen.yaml": settings(self.bucket, port)})
        return state.publish()

    def measure(self):
        """Publish the newer state; return how many bytes that takes in both directions."""
        with start_wire(self.moto.port) as wire:
            self.publish(self.newer, wire.port)
        return wire.passed

    def cut(self, limit):
        """Publish the newer state until that many bytes were sent; return whether it was cut."""
        with start_wire(self.moto.port, limit) as wire:
            try:
                self.publish(self.newer, wire.port)
            except Refusal as refusal:
                return refusal.message.startswith(("cannot reach", "the hold on the target"))
        return False

    def kill(self, limit):
        """Publish the newer state in a process that is killed after that many bytes."""
        running = []

        def end():
            running[0].kill()

        with start_wire(self.moto.port, limit, due=end) as wire:
            self.newer.paper.write({"newsgen.yaml": settings(self.bucket, wire.port)})
            command = [sys.executable, "-c", _PUBLISH, str(self.newer.paper.root)]
            running.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
            _, errors = running[0].communicate()
        assert running[0].returncode in (0, -signal.SIGKILL), errors
        return running[0].returncode != 0

    def let_lease_expire(self):
        """Make the interrupted publisher seem dead, as after a minute."""
        self.moto.client.delete_object(Bucket=self.bucket, Key=s3.LEASE)

    def assert_whole(self):
        """Check that each served file is from one of the states, and that no asset is missing."""
        served = self.moto.objects(self.bucket)
        for path, content in served.items():
            assert content in (self.older.files.get(path), self.newer.files.get(path)), path
        assert broken_assets(served) == []

    def complete(self):
        """Check that the next publication finishes the work, and uploads nothing twice."""
        self.let_lease_expire()
        self.publish(self.newer, self.moto.port)
        served = self.moto.objects(self.bucket)
        kept = {path for path in served if path.endswith(".css")} - self.newer.files.keys()
        assert {p: c for p, c in served.items() if p not in kept} == self.newer.files
        assert self.publish(self.newer, self.moto.port).difference.is_empty


_PUBLISH = """
import sys
from datetime import datetime
from newsgen.builder.options import Options
from newsgen.publish import PublishOptions, publish, s3
s3.PAUSE = 0.0
clock = datetime.fromisoformat("2026-11-30T00:00+00:00")
options = Options(root=sys.argv[1], now=clock, jobs=1)
publish(options, PublishOptions(clock=clock, use_last_build=True))
"""


@pytest.fixture
def scene(make_paper, moto):
    return BucketScenario(make_paper, moto)


def check_cuts(scene, way, times, seed):
    """Interrupt publications at random points, spread over all bytes of one publication."""
    chance = random.Random(seed)
    scene.begin()
    whole, cut = scene.measure(), 0
    for _ in range(times):
        scene.begin()
        cut += way(chance.randrange(whole))
        scene.assert_whole()
        scene.complete()
    assert cut >= times * 0.8


@pytest.mark.slow
def test_after_an_interruption_pages_are_complete_and_the_next_run_finishes(scene):
    check_cuts(scene, scene.cut, 3, seed=1)


@pytest.mark.slow
def test_after_a_kill_pages_are_complete_and_the_next_run_finishes(scene):
    check_cuts(scene, scene.kill, 2, seed=2)


@pytest.mark.slow
def test_pages_are_complete_after_many_interruptions(scene):
    check_cuts(scene, scene.cut, amount("CUTS", 10, 50), seed=3)


@pytest.mark.slow
def test_pages_are_complete_after_many_kills(scene):
    check_cuts(scene, scene.kill, amount("CUTS", 10, 50), seed=4)


@pytest.mark.slow
def test_files_uploaded_before_an_interruption_are_not_uploaded_again(scene):
    scene.begin()
    whole = scene.measure()
    scene.begin()
    assert scene.cut(int(whole * 0.8))
    scene.let_lease_expire()
    assert scene.measure() < whole * 0.6
    scene.assert_whole()


# Races: two simultaneous publishers.


def race(older, newer, moto, first):
    """Publish both at the same time; return the result of each."""
    results = {}

    def run(name, state):
        try:
            results[name] = state.publish().difference
        except Refusal as refusal:
            results[name] = refusal.message

    pair = [("older", older), ("newer", newer)]
    threads = [threading.Thread(target=run, args=one) for one in (pair if first else pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def check_races(make_paper, moto, times):
    older = older_state(make_paper, target("news", 1))
    newer = newer_state(make_paper, target("news", 1))
    refused = 0
    for turn in range(times):
        name = moto.make_bucket(f"news-{next(_numbers)}")
        for state in (older, newer):
            state.paper.write({"newsgen.yaml": settings(name, moto.port)})
        results = race(older, newer, moto, turn % 2)
        assert not isinstance(results["newer"], str), results
        if isinstance(results["older"], str):
            assert "newer build" in results["older"]
            refused += 1
        served = moto.objects(name)
        kept = {path for path in served if path.endswith(".css")} - newer.files.keys()
        assert {p: c for p, c in served.items() if p not in kept} == newer.files
    return refused


@pytest.mark.slow
def test_of_two_simultaneous_publishers_the_newer_build_wins(make_paper, moto):
    check_races(make_paper, moto, 2)


@pytest.mark.slow
def test_the_newer_publisher_wins_every_race(make_paper, moto):
    races, most = amount("RACES", 4, 25), 25
    refused = check_races(make_paper, moto, races)
    while not refused and races < most:  # chance let both publish each time, one after the other
        races += 1
        refused = check_races(make_paper, moto, 1)
    assert refused > 0


@pytest.mark.slow
def test_boto3_reads_the_usual_files(make_paper, moto, bucket, monkeypatch, tmp_path):
    """No key in the environment, but a profile as the AWS tools write it."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    usual = tmp_path / "credentials"
    usual.write_text(f"[paper]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(usual))
    monkeypatch.setenv("AWS_PROFILE", "paper")
    paper = make_paper({"newsgen.yaml": settings(bucket, moto.port)})
    put(paper)
    assert moto.objects(bucket) == snapshot(paper.public)
