"""Unsafe paths and manifests that somebody manipulated, at each kind of target."""

import gzip
import json
import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from newsgen import paths
from newsgen.diagnostics import Refusal, Severity
from newsgen.publish import PublishOptions, publish, s3
from newsgen.publish.directory import FolderStore
from newsgen.publish.file_by_file import FileByFile
from newsgen.publish.git import GitBranch
from newsgen.publish.release import Compression, UploadFormat, make_release, read_content
from newsgen.publish.rsync import RsyncServer
from newsgen.writer import load_output_state
from support.paper import CONFIG, NOW, article, snapshot
from support.releases import (
    HOSTILE,
    NAMES,
    later,
    manifest_of,
    publish_release,
    release_of,
    stored_manifest,
)
from support.s3_servers import KEY, SECRET, serve_moto
from support.servers import SSHD, start_sshd

FILES = {"index.html": b"home", "world/a/index.html": b"a story"}
UNSAFE = sorted({path for path in HOSTILE if paths.fault_of(path)})
SAFE = sorted(set(HOSTILE) - {*UNSAFE})


@pytest.fixture
def live(tmp_path):
    """A target folder inside a folder with other files."""
    (tmp_path / "around" / "live").mkdir(parents=True)
    (tmp_path / "around" / "index.html").write_text("not ours")
    return tmp_path / "around" / "live"


def tree(folder: Path, but: Path) -> dict[str, bytes]:
    """Return all files of the folder except those below another."""
    files = (p for p in folder.rglob("*") if p.is_file() and not p.is_relative_to(but))
    return {str(file): file.read_bytes() for file in files}


# Unsafe paths in a build.


def test_there_are_enough_hostile_paths():
    assert len(UNSAFE) >= 170
    assert len(SAFE) >= 30


def test_a_build_with_an_unsafe_path_is_refused_with_path_and_reason(tmp_path):
    for path in UNSAFE:
        manifest = manifest_of({"index.html": b"home", path: b"x"})
        with pytest.raises(Refusal) as refused:
            make_release(tmp_path, manifest, NOW, UploadFormat())
        assert f"`{path}`" in refused.value.message
        assert paths.fault_of(path) in refused.value.message
        assert "build again" in refused.value.hint


SLOW = [pytest.param(a, marks=pytest.mark.slow) for a in ("/.git/config/", "/.parts/x/", "/a/%00/")]


@pytest.mark.parametrize("alias", ["/.newsgen/x.html", *SLOW])
def test_a_hostile_story_does_not_block_later_publications(make_paper, alias):
    settings = f"{CONFIG}targets:\n  live: {{kind: directory, path: ../live}}\n"
    paper = make_paper({"newsgen.yaml": settings, "content/world/a.md": article("A")})
    live = paper.root.parent / "live"
    for hours, aliases in enumerate(("[]", f"[{alias}]", "[]")):
        paper.write({"content/world/b.md": article("B", aliases=aliases)})
        publish_options = PublishOptions(clock=later(9))
        with suppress(Refusal):
            report = publish(paper.options(later(hours)), publish_options)
        assert snapshot(live).keys() == manifest_files(live)
    assert report.difference is not None
    assert not any(name.startswith(".") for name in snapshot(live))


def manifest_files(live: Path) -> set[str]:
    """The files that the notes of a folder name."""
    packed = (live / ".newsgen/manifest.json.gz").read_bytes()
    return {*json.loads(gzip.decompress(packed))["files"]}


@pytest.mark.parametrize("place", ["source", "path"])
def test_no_bytes_are_read_for_an_unsafe_path(tmp_path, place):
    (tmp_path / "secret").write_bytes(b"home")
    release = release_of(tmp_path / "built", FILES)
    upload = release.uploads["index.html"]
    for path in ("../secret", ".newsgen/manifest", "a\0b", str(tmp_path / "secret")):
        with pytest.raises(Refusal, match="not allowed in a site"):
            read_content(release, replace(upload, **{place: path}))


def test_a_pipe_in_place_of_a_built_file_does_not_block(tmp_path):
    release = release_of(tmp_path / "built", FILES)
    (tmp_path / "built" / "index.html").unlink()
    os.mkfifo(tmp_path / "built" / "index.html")
    with pytest.raises(Refusal, match="was changed since the build"):
        read_content(release, release.uploads["index.html"])


LARGE = b"a,b\n" * 500


@pytest.mark.parametrize(
    ("files", "packed"),
    [
        ({"data.csv": LARGE}, {"data.csv.gz", "data.csv.br"}),
        ({"data.csv": LARGE, "data.csv.gz": b"own"}, {"data.csv.br"}),
        ({"data.csv": LARGE, "Data.CSV.gz": b"own"}, {"data.csv.br"}),
        ({"data.csv": LARGE, "data.csv.br/x.txt": b"own"}, {"data.csv.gz"}),
        ({"n" * 236 + ".csv": LARGE}, set()),
    ],
)
def test_a_compressed_copy_never_replaces_a_file_of_the_site(tmp_path, files, packed):
    upload_format = UploadFormat(compressions=(Compression("gzip"), Compression("br")))
    release = release_of(tmp_path, files, upload_format=upload_format)
    assert release.uploads.keys() - files.keys() == packed
    for path, content in files.items():
        assert read_content(release, release.uploads[path]) == content


# Manipulated files of newsgen at a target.


def tamper(live: Path, note: str, content: bytes) -> None:
    """Put something else in the place of one of newsgen's files."""
    place = live / ".newsgen" / note
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(gzip.compress(content) if note.endswith(".gz") else content)


def paths_in_manifest(live: Path) -> set[str]:
    """Return the paths in the manifest of a folder."""
    manifest = json.loads(gzip.decompress((live / ".newsgen/manifest.json.gz").read_bytes()))
    state = json.loads((live / ".newsgen/state.json").read_bytes())
    return {*manifest["files"], *manifest["retired"], *state["pending"]}


def test_a_folder_damaged_by_hostile_stories_recovers(live, tmp_path):
    around = tree(live.parent, live)
    target = FileByFile(FolderStore(live))
    more = {"retired": dict.fromkeys(UNSAFE, NOW.isoformat())}
    tamper(live, "manifest.json.gz", json.dumps(stored_manifest(UNSAFE, **more)).encode())
    tamper(live, "state.json", json.dumps(stored_manifest(UNSAFE, "pending")).encode())
    files = {**FILES, **{path: path.encode() for path in SAFE}}
    difference = publish_release(target, release_of(tmp_path / "built", files, 1))
    assert difference.ignored_paths == {*UNSAFE}
    assert difference.removed == ()
    assert snapshot(live) == files
    assert paths_in_manifest(live) == files.keys()
    assert tree(live.parent, live) == around
    assert publish_release(target, release_of(tmp_path / "built", files, 2)).is_empty
    less = release_of(tmp_path / "less", FILES, 3)
    assert publish_release(target, less, delete_many=True).removed == (*SAFE,)
    assert snapshot(live) == FILES
    assert tree(live.parent, live) == around


def test_the_manifest_is_rewritten_even_if_nothing_else_differs(live, tmp_path):
    target, release = FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES)
    publish_release(target, release)
    document = json.loads(gzip.decompress((live / ".newsgen/manifest.json.gz").read_bytes()))
    document["files"]["../index.html"] = ["0" * 16]
    tamper(live, "manifest.json.gz", json.dumps(document).encode())
    assert not publish_release(target, release).is_empty
    assert paths_in_manifest(live) == FILES.keys()
    assert publish_release(target, release).is_empty


GOOD = json.dumps(stored_manifest(["index.html"], pending={"index.html": ["0"]}))
DAMAGES = {
    "NUL": b"\0" * 100,
    "NUL in a name": GOOD.replace("index", "in\0dex").encode(),
    "no UTF-8": GOOD.replace("index", "ind\x80").encode("latin-1"),
    "half a character": GOOD.replace("index", "\\ud800").encode(),
    "a number for a moment": json.dumps(stored_manifest([], moment=10**30)).encode(),
    "a moment without a zone": json.dumps(
        stored_manifest([], moment="2026-11-23T12:00:00")
    ).encode(),
    "a number for a path": b'{"moment": "2026-11-23T12:00:00Z", "base_url": "", "files": {1: []}}',
    "a fraction for a version": json.dumps(stored_manifest([], version=1.5)).encode(),
    "another version": json.dumps(stored_manifest([], version=2**70)).encode(),
    "a list": b"[]",
    "deep": b'{"x":' + b"[" * 1_000_000,
    "another file": b"\x89PNG",
}
BY_ALL = ("another version", "a fraction for a version")
"""Damages that only the manifest can have."""


@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize("note", ["manifest.json.gz", "state.json"])
def test_unreadable_manifests_are_refused_and_the_remedy_works(live, tmp_path, note, name):
    target, release = FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES)
    publish_release(target, release)
    tamper(live, note, DAMAGES[name])
    if note == "state.json" and name in BY_ALL:
        return
    check_remedy(target, release, live)


def check_remedy(target, release, live):
    for work in (target.read_state, partial(publish_release, target, release)):
        with pytest.raises(Refusal, match="are damaged") as refused:
            work()
        assert refused.value.hint.startswith("remove .newsgen/ there and publish with --adopt")
    clear(live / ".newsgen")
    publish_release(target, release, adopt=True)
    assert snapshot(live) == FILES
    assert publish_release(target, release).is_empty


def clear(place: Path) -> None:
    """Remove a file, link or folder."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    elif os.path.lexists(place):
        place.unlink()


def _folder(place: Path) -> None:
    place.mkdir()
    (place / "index.html").write_text("an alias of old")


def _link(place: Path) -> None:
    place.symlink_to("/etc/passwd")


def _lost_link(place: Path) -> None:
    place.symlink_to("nowhere")


def _pipe(place: Path) -> None:
    os.mkfifo(place)


@pytest.mark.parametrize("put", [_folder, _link, _lost_link, _pipe])
@pytest.mark.parametrize("note", ["manifest.json.gz", "state.json", "lock", "0.tmp"])
def test_something_else_in_place_of_a_file_of_newsgen(live, tmp_path, note, put):
    target, release = FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES)
    publish_release(target, release)
    (live / ".newsgen" / note).unlink(missing_ok=True)
    put(live / ".newsgen" / note)
    check_remedy(target, release, live)


@pytest.mark.parametrize("put", [_link, _lost_link, _pipe, Path.touch])
def test_something_else_in_place_of_newsgen_s_folder(live, tmp_path, put):
    put(live / ".newsgen")
    check_remedy(FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES), live)


def test_an_endlessly_decompressing_manifest_does_not_fill_memory(live, tmp_path, monkeypatch):
    from newsgen.publish import file_by_file, target_manifest  # noqa: PLC0415 - to make them small

    monkeypatch.setattr(target_manifest, "LARGEST", 100_000)
    monkeypatch.setattr(file_by_file, "LARGEST", 100_000)
    target, release = FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES)
    publish_release(target, release)
    for note in ("manifest.json.gz", "state.json"):
        kept = (live / ".newsgen" / note).read_bytes()
        tamper(live, note, GOOD.encode() + b" " * 200_000)
        with pytest.raises(Refusal, match="are damaged"):
            target.read_state()
        (live / ".newsgen" / note).write_bytes(kept)
    tamper(live, "state.json", b" " * 99_000)
    with pytest.raises(Refusal, match="are damaged"):
        target.read_state()


def test_the_earliest_and_latest_moments_are_compared(live, tmp_path):
    target, release = FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES)
    (live / "css").mkdir()
    (live / "css/a.css").write_text("ours")
    more = {"retired": {"css/a.css": "9999-12-31T23:59:59-14:00"}}
    notes = stored_manifest([], moment="0001-01-01T00:00:00+14:00", **more)
    notes["files"] = {"css/a.css": ["0" * 16, "asset"]}
    tamper(live, "manifest.json.gz", json.dumps(notes).encode())
    assert "css/a.css" in publish_release(target, release).retired


def test_a_folder_in_place_of_a_file_to_remove_stays(live, tmp_path):
    """Its content is not newsgen's."""
    target, release = FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES)
    (live / "about" / "us").mkdir(parents=True)
    (live / "about" / "us" / "x.txt").write_text("theirs")
    tamper(live, "state.json", json.dumps(stored_manifest(["about", "loop/x"], "pending")).encode())
    (live / "loop").symlink_to("loop")
    publish_release(target, release)
    assert (live / "about/us/x.txt").read_text() == "theirs"
    assert publish_release(target, release).is_empty


def test_foreign_folders_are_listed_to_the_depth_of_a_site(live, tmp_path):
    deep = live.joinpath(*["d"] * (paths.MAX_DEPTH + 20))
    deep.mkdir(parents=True)
    for folder in (deep, live / "d"):
        (folder / "x.txt").write_text("theirs")
    assert FolderStore(live).list_files() == {"d/x.txt"}
    publish_release(FileByFile(FolderStore(live)), release_of(tmp_path / "built", FILES))
    assert (deep / "x.txt").is_file()


# The same with the other kinds of target.


@contextmanager
def serving(tmp_path, monkeypatch):
    """Return the folder of a server, and a target that publishes to it."""
    with start_sshd(tmp_path / "sshd") as sshd:
        monkeypatch.setenv("RSYNC_RSH", sshd.command)
        www = tmp_path / "around" / "live"
        yield www, RsyncServer("127.0.0.1", sshd.port, str(www), keep=3)


needs_sshd = pytest.mark.skipif(
    not (Path(SSHD).exists() and shutil.which("rsync")), reason="needs sshd and rsync"
)


@needs_sshd
@pytest.mark.slow
def test_a_server_damaged_by_hostile_stories_recovers(live, tmp_path, monkeypatch):
    with serving(tmp_path, monkeypatch) as (www, target):
        publish_release(target, release_of(tmp_path / "built", FILES))
        around = tree(www.parent, www)
        (record,) = (www / ".newsgen").glob("*.json")
        document = json.loads(record.read_bytes())
        document["files"] |= {path: ["0" * 16, "page"] for path in UNSAFE}
        record.write_text(json.dumps(document))
        files = {**FILES, **{path: path.encode() for path in SAFE}}
        difference = publish_release(target, release_of(tmp_path / "built", files, 1))
        assert difference.ignored_paths == {*UNSAFE}
        assert snapshot((www / "current").resolve()) == files
        assert publish_release(target, release_of(tmp_path / "built", files, 2)).is_empty
        publish_release(target, release_of(tmp_path / "less", FILES, 3), delete_many=True)
        assert snapshot((www / "current").resolve()) == FILES
        assert tree(www.parent, www) == around


@needs_sshd
@pytest.mark.slow
def test_unreadable_files_on_a_server_are_refused_and_the_remedy_works(live, tmp_path, monkeypatch):
    with serving(tmp_path, monkeypatch) as (www, target):
        release = release_of(tmp_path / "built", FILES)
        for note, put in MEDDLED:
            publish_release(target, release)
            own = www / ".newsgen"
            (place,) = own.parent.glob(".newsgen/*.json" if note == "record" else note)
            if callable(put):
                clear(place)
                put(place)
            else:
                place.write_bytes(put)
            check_server(www, target, replace(release, moment=later(1)))


MEDDLED = [
    (".newsgen", _pipe),
    (".newsgen/lock", _folder),
    (".newsgen/newest", b"20\0"),
    ("record", _pipe),
]


def check_server(www, target, release):
    with pytest.raises(Refusal, match=r"are damaged|is not newsgen's") as refused:
        publish_release(target, release)
    assert refused.value.hint.startswith("remove `current` and `.newsgen` there, then publish")
    (www / "current").unlink()
    clear(www / ".newsgen")
    publish_release(target, release)
    assert snapshot((www / "current").resolve()) == FILES
    shutil.rmtree(www)


@needs_sshd
@pytest.mark.slow
def test_without_a_release_a_damaged_moment_is_refused_too(live, tmp_path, monkeypatch):
    """It is sent back to the server as an argument, and arguments cannot contain NUL."""
    with serving(tmp_path, monkeypatch) as (www, target):
        (www / ".newsgen").mkdir()
        for words in (b"2026\0\0", b"20261123T120000000000Z\n"):
            (www / ".newsgen" / "newest").write_bytes(words)
            with pytest.raises(Refusal, match="are damaged"):
                publish_release(target, release_of(tmp_path / "built", FILES))
        (www / "releases" / "99999999T9Z-00000000").mkdir(parents=True)
        assert target.list_releases() == ()


@pytest.fixture
def repository(tmp_path):
    """A bare repository with a branch, and a target that publishes to it."""
    place = tmp_path / "site.git"
    subprocess.run(["git", "init", "--quiet", "--bare", place], check=True)
    return place, GitBranch(str(place), "live", tmp_path / "memory")


REMOVED = b"nothing is left there"


def rewrite(repository: Path, work: Path, path: str, content: bytes | None, link: str = "") -> None:
    """Commit a change of somebody else, with arbitrary content for newsgen's files."""
    shutil.rmtree(work, ignore_errors=True)
    git = ["git", "-c", "user.name=E", "-c", "user.email=e@news.example", "-C", work]
    clone = ["git", "clone", "--quiet", "--branch", "live", repository, work]
    subprocess.run(clone, check=True, capture_output=True)
    place = work / path
    clear(place)
    if link:
        place.symlink_to(link)
    elif content is REMOVED:
        pass
    elif content is None:
        _folder(place)
    else:
        place.write_bytes(content)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "By hand"], check=True)
    subprocess.run([*git, "push", "--quiet", "origin", "live"], check=True)


def files_of(repository: Path) -> set[str]:
    listed = ["git", f"--git-dir={repository}", "ls-tree", "-r", "-z", "--name-only", "live"]
    names = subprocess.run(listed, check=True, capture_output=True).stdout.decode().split("\0")
    return {name for name in names if name and not name.startswith((".newsgen/", ".nojekyll"))}


@pytest.mark.slow
def test_a_branch_damaged_by_hostile_stories_recovers(repository, tmp_path):
    place, target = repository
    publish_release(target, release_of(tmp_path / "built", FILES))
    notes = stored_manifest([*FILES, *UNSAFE])
    rewrite(place, tmp_path / "work", ".newsgen/manifest.json", json.dumps(notes).encode())
    files = {**FILES, **{path: path.encode() for path in SAFE}}
    difference = publish_release(target, release_of(tmp_path / "built", files, 1))
    assert difference.ignored_paths == {*UNSAFE}
    assert files_of(place) == files.keys()
    assert publish_release(target, release_of(tmp_path / "built", files, 2)).is_empty
    publish_release(target, release_of(tmp_path / "less", FILES, 3), delete_many=True)
    assert files_of(place) == FILES.keys()
    subprocess.run(["git", f"--git-dir={place}", "fsck", "--strict"], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*DAMAGES, "link", "folder", "file"])
def test_unreadable_manifests_of_a_branch_are_refused_and_the_remedy_works(
    repository, tmp_path, name
):
    place, target = repository
    release = release_of(tmp_path / "built", FILES)
    publish_release(target, release)
    path = ".newsgen" if name == "file" else ".newsgen/manifest.json"
    content = None if name == "folder" else DAMAGES.get(name, b"x")
    rewrite(place, tmp_path / "work", path, content, "/etc/passwd" if name == "link" else "")
    if name not in ("folder", "file"):  # else newsgen seems never to have published there
        with pytest.raises(Refusal, match="are damaged") as refused:
            publish_release(target, release)
        assert refused.value.hint.startswith("remove .newsgen/ there and publish with --adopt")
        rewrite(place, tmp_path / "work", ".newsgen", REMOVED)
    publish_release(target, release, adopt=True)
    assert files_of(place) == FILES.keys()
    assert publish_release(target, release).is_empty


def test_the_manifest_is_committed_if_only_it_differs(repository, tmp_path):
    """Git finds no other change, and still the manifest is written again."""
    place, target = repository
    release = release_of(tmp_path / "built", FILES)
    publish_release(target, release)
    content = json.dumps(stored_manifest([*FILES, "../x", "gone.html"])).encode()
    rewrite(place, tmp_path / "work", ".newsgen/manifest.json", content)
    assert publish_release(target, release).ignored_paths == {"../x"}
    assert publish_release(target, release).is_empty


@pytest.fixture(scope="module")
def moto():
    """A server that speaks S3."""
    with serve_moto() as server:
        yield server


@pytest.fixture
def bucket(moto, monkeypatch, tmp_path):
    """A bucket, and a target that publishes to a folder in it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "nothing"))
    name = moto.make_bucket(f"b-{tmp_path.name.lower().replace('_', '-')[:50]}".strip("-"))
    where = s3.Bucket(name, "in/here/", "us-east-1", f"http://127.0.0.1:{moto.port}")
    return moto, name, FileByFile(s3.S3Store(where))


def keys_of(moto, name):
    return {key.removeprefix("in/here/") for key in moto.objects(name) if ".newsgen/" not in key}


@pytest.mark.slow
def test_a_bucket_damaged_by_hostile_stories_recovers(bucket, tmp_path):
    moto, name, target = bucket
    moto.client.put_object(Bucket=name, Key="in/index.html", Body=b"not ours")
    put = partial(moto.client.put_object, Bucket=name)
    notes = json.dumps(stored_manifest(UNSAFE)).encode()
    put(Key="in/here/.newsgen/manifest.json.gz", Body=gzip.compress(notes))
    put(
        Key="in/here/.newsgen/state.json",
        Body=json.dumps(stored_manifest(UNSAFE, "pending")).encode(),
    )
    files = {**FILES, **{path: path.encode() for path in SAFE}}
    difference = publish_release(target, release_of(tmp_path / "built", files, 1))
    assert difference.ignored_paths == {*UNSAFE}
    assert keys_of(moto, name) == {*files, "in/index.html"}
    assert publish_release(target, release_of(tmp_path / "built", files, 2)).is_empty
    publish_release(target, release_of(tmp_path / "less", FILES, 3), delete_many=True)
    assert keys_of(moto, name) == {*FILES, "in/index.html"}


@pytest.mark.slow
def test_unreadable_files_in_a_bucket_are_refused_and_the_remedy_works(bucket, tmp_path):
    moto, name, target = bucket
    release = release_of(tmp_path / "built", FILES)
    for note in ("manifest.json.gz", "state.json", "lease.json"):
        for kind, damage in DAMAGES.items():
            if kind in BY_ALL and note != "manifest.json.gz":
                continue
            publish_release(target, release)
            body = gzip.compress(damage) if note.endswith(".gz") else damage
            key = f"in/here/.newsgen/{note}"
            moto.client.put_object(Bucket=name, Key=key, Body=body)
            if note == "lease.json":  # the next publisher creates a new one
                continue
            with pytest.raises(Refusal, match="are damaged") as refused:
                publish_release(target, release)
            assert refused.value.hint.startswith("remove .newsgen/ there and publish with --adopt")
            for own in ("manifest.json.gz", "state.json", "lease.json"):
                moto.client.delete_object(Bucket=name, Key=f"in/here/.newsgen/{own}")
            publish_release(target, release, adopt=True)
    assert keys_of(moto, name) == FILES.keys()


# A real build with all hostile stories.


def build_of_hostile_stories(paper):
    """Build a site of more than 200 hostile slugs, ids, aliases and sections."""
    more = "undeclared_sections: allow\npermalink: /{id}/{slug}/\n"
    paper.write({"newsgen.yaml": f"{CONFIG}{more}"})
    stories = {f"alias{n}": {"aliases": [f"/{path}"]} for n, path in enumerate(HOSTILE)}
    for n, name in enumerate(NAMES):
        stories |= {f"{key}{n}": {key: name} for key in ("id", "slug", "section")}
    for stem, fields in stories.items():
        front = {"id": stem, "slug": stem, "section": "world", **fields}
        front |= {"title": stem, "date": "2026-11-20 10:00"}
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        paper.write({f"content/world/{stem}.md": f"---\n{lines}---\nText.\n"})
    before = snapshot(paper.root.parent)
    refused = {d.path for d in paper.build().diagnostics if d.severity == Severity.ERROR}
    assert snapshot(paper.root.parent) == before
    for path in refused:
        paper.remove(path)
    result = paper.build()
    assert result.committed
    made = snapshot(paper.public)
    assert not [path for path in made if paths.fault_of(path)]
    assert len(refused) > 150
    assert len(made) > 150
    return made


def release_of_build(paper, hours: int):
    return make_release(
        paper.public, load_output_state(paper.public).manifest, later(hours), UploadFormat()
    )


def check_hostile_stories(make_paper, target, published_paths) -> None:
    """Publish all of it twice, and then the site without the hostile stories."""
    paper, plain = make_paper(), make_paper({"content/world/a.md": article()}, "plain")
    made = build_of_hostile_stories(paper)
    publish_release(target, release_of_build(paper, 1))
    assert published_paths() == made.keys()
    assert publish_release(target, release_of_build(paper, 2)).is_empty
    plain.build_ok()
    publish_release(target, release_of_build(plain, 3), delete_many=True)
    assert published_paths() == snapshot(plain.public).keys()


@pytest.mark.slow
def test_two_hundred_hostile_stories_in_a_folder(make_paper, live):
    around = tree(live.parent, live)
    check_hostile_stories(make_paper, FileByFile(FolderStore(live)), lambda: snapshot(live).keys())
    assert tree(live.parent, live) == around


@needs_sshd
@pytest.mark.slow
def test_two_hundred_hostile_stories_on_a_server(make_paper, live, tmp_path, monkeypatch):
    with serving(tmp_path, monkeypatch) as (www, target):
        around = tree(www.parent, www)
        published_paths = lambda: snapshot((www / "current").resolve()).keys()  # noqa: E731
        check_hostile_stories(make_paper, target, published_paths)
        assert tree(www.parent, www) == around


@pytest.mark.slow
def test_two_hundred_hostile_stories_on_a_branch(make_paper, repository):
    place, target = repository
    check_hostile_stories(make_paper, target, lambda: files_of(place))
    subprocess.run(["git", f"--git-dir={place}", "fsck", "--strict"], check=True)


@pytest.mark.slow
def test_two_hundred_hostile_stories_in_a_bucket(make_paper, bucket):
    moto, name, target = bucket
    check_hostile_stories(make_paper, target, lambda: keys_of(moto, name))
