"""Publishing to a branch: real repositories, over a path and over HTTP."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from support.amounts import amount
from support.paper import Paper, archive
from support.publishing import (
    CONFIG,
    NEW,
    OLD,
    FinishedRun,
    Publisher,
    SiteBuild,
    SiteBuilds,
    assert_refused,
    assert_whole,
    build_site,
    kill,
    make_publisher,
    random_numbers,
    wait,
    with_environment,
)
from support.servers import GitHost, start_git_host, start_wire

TOKEN = "t0ken-that-nobody-sees"
MANIFEST = ".newsgen/manifest.json"
COMMANDS = 13
"""Calls of git in one publication."""


class Repository:
    """A bare repository, and its publishers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "hosted" / "site.git"
        self._number = 0
        subprocess.run(["git", "init", "--quiet", "--bare", self.path], check=True)
        self.git("config", "http.receivepack", "true")

    def git(self, *arguments: str) -> str:
        """Return the output of a git command in the repository."""
        command = ["git", f"--git-dir={self.path}", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def publisher(self, address: str = "", **more: str) -> Publisher:
        """Return a new publisher, if necessary with another address of the repository."""
        self._number += 1
        settings = {"kind": "git", "repository": address or str(self.path), **more}
        target = "{" + ", ".join(f"{key}: {value}" for key, value in settings.items()) + "}"
        return make_publisher(self.folder / f"publisher-{self._number}", target)

    def files(self, branch: str = "gh-pages") -> dict[str, bytes]:
        """Return every file of the branch."""
        names = self.git("for-each-ref", f"refs/heads/{branch}")
        if not names:
            return {}
        packed = subprocess.run(
            ["git", f"--git-dir={self.path}", "archive", "--format=tar", branch],
            check=True,
            capture_output=True,
        ).stdout
        place = self.folder / "unpacked"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        subprocess.run(["tar", "-x", "-C", place], input=packed, check=True)
        return {
            file.relative_to(place).as_posix(): file.read_bytes()
            for file in place.rglob("*")
            if file.is_file()
        }

    @property
    def served(self) -> dict[str, bytes]:
        """Return the files that readers see."""
        own = (MANIFEST, ".nojekyll")
        return {path: content for path, content in self.files().items() if path not in own}

    def commits(self, branch: str = "gh-pages") -> list[str]:
        """Return the subjects of the branch's commits, newest first."""
        return self.git("log", "--format=%s", branch).splitlines()

    def stored_moment(self) -> str:
        """Return the moment stored in the stamp."""
        return self.git("log", "--format=%s", "refs/newsgen/gh-pages")

    def note(self, words: str) -> None:
        """Store something else in the stamp."""
        tree = self.git("rev-parse", "gh-pages^{tree}")
        who = ("-c", "user.name=E", "-c", "user.email=e@news.example")
        commit = self.git(*who, "commit-tree", "-m", words, tree)
        self.git("update-ref", "refs/newsgen/gh-pages", commit)

    def push(self, files: Mapping[str, str], branch: str = "gh-pages") -> None:
        """Push a commit of somebody else."""
        self._number += 1
        work = self.folder / f"work-{self._number}"
        has = self.git("for-each-ref", f"refs/heads/{branch}")
        git = ["git", "-c", "user.name=E", "-c", "user.email=e@news.example", "-C", work]
        if has:
            clone = ["git", "clone", "--quiet", "--branch", branch, self.path, work]
        else:
            clone = ["git", "init", "--quiet", f"--initial-branch={branch}", work]
        subprocess.run(clone, check=True)
        for path, content in files.items():
            if (work / path).parent.is_file():
                (work / path).parent.unlink()
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_text(content)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "-m", "By hand"], check=True)
        subprocess.run([*git, "push", "--quiet", self.path, branch], check=True)

    def hook(self, script: str, name: str = "pre-receive") -> None:
        """Let the repository run this script at each push."""
        place = self.path / "hooks" / name
        place.write_text(f"#!/bin/sh\n{script}\n")
        place.chmod(0o755)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path)


@pytest.fixture
def host(repository: Repository) -> Iterator[GitHost]:
    """The same repository over HTTP, with a token."""
    with start_git_host(repository.path.parent, TOKEN) as host:
        yield host


class TestCommits:
    def test_each_publication_is_one_commit(self, repository, builds):
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        assert repository.served == builds.old.files
        publisher.publish_json(builds.new)
        assert repository.served == builds.new.files
        assert repository.commits() == [
            f"Publish the build of {moment.isoformat(' ')}" for moment in (NEW, OLD)
        ]
        assert repository.files()[".nojekyll"] == b""
        repository.git("fsck", "--strict", "--no-dangling")

    def test_an_unchanged_build_makes_no_commit_but_stores_its_moment(self, repository, tmp_path):
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG})
        publisher = repository.publisher()
        for moment in (OLD, NEW):
            facts = publisher.publish_json(
                build_site(paper, moment, tmp_path / f"built-{moment.hour}")
            )
            assert repository.stored_moment() == moment.isoformat()
        assert facts["added"] == facts["changed"] == facts["removed"] == []
        assert len(repository.commits()) == 1

    @pytest.mark.slow
    def test_one_publication_gives_the_same_branch_as_two(self, repository, builds):
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        publisher.publish_json(builds.new)
        publisher.publish_json(builds.new)
        repository.publisher(branch="other").publish_json(builds.new)
        assert repository.git("rev-parse", "gh-pages^{tree}") == repository.git(
            "rev-parse", "other^{tree}"
        )

    def test_foreign_files_stay(self, repository, builds):
        repository.push({"CNAME": "news.example", "world/about.txt": "Ours."})
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        repository.push({"more/by-hand.txt": "More."})
        publisher.publish_json(builds.new)
        files = repository.files()
        assert files["CNAME"] == b"news.example"
        assert files["world/about.txt"] == b"Ours."
        assert files["more/by-hand.txt"] == b"More."
        assert files.keys() - builds.new.files.keys() == {
            "CNAME", "world/about.txt", "more/by-hand.txt", ".nojekyll", MANIFEST,
        }  # fmt: skip
        assert len(repository.commits()) == 4

    def test_a_concurrent_push_is_not_lost(self, repository, builds, tmp_path):
        """A hook pushes another commit while the first push runs."""
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        repository.push({"by-hand.txt": "Mine."})
        theirs = repository.git("rev-parse", "gh-pages")
        repository.git("update-ref", "refs/heads/gh-pages", "gh-pages^")
        once = tmp_path / "once"
        repository.hook(
            f"[ -e {once} ] && exit 0\ntouch {once}\nunset GIT_QUARANTINE_PATH\n"
            f"git update-ref refs/heads/gh-pages {theirs}",
        )
        publisher.publish_json(builds.new)
        assert once.exists()
        files = repository.files()
        assert files.pop("by-hand.txt") == b"Mine."
        assert files.keys() == {*builds.new.files, MANIFEST, ".nojekyll"}
        assert repository.commits()[1] == "By hand"

    @pytest.mark.slow
    def test_unusual_file_names_are_published_unchanged(self, repository, tmp_path):
        names = ["a 'b'.txt", "-rf $(x).txt", "سلام.txt", "a space, 100%.txt"]
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG, **{f"static/{name}": name for name in names}})
        publisher = repository.publisher()
        site_build = build_site(paper, OLD, tmp_path / "built")
        publisher.publish_json(site_build)
        assert repository.served == site_build.files
        paper.remove(f"static/{names[0]}")
        site_build = build_site(paper, NEW, tmp_path / "built")
        publisher.publish_json(site_build)
        assert repository.served == site_build.files

    @pytest.mark.slow
    def test_a_file_becomes_a_folder_and_comes_back(self, repository, tmp_path):
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG})
        publisher = repository.publisher()
        for number, name in enumerate(("static/x", "static/x/y", "static/x")):
            paper.write({name: name})
            site_build = build_site(paper, OLD + timedelta(hours=number), tmp_path / "built")
            publisher.publish_json(site_build)
            assert repository.served == site_build.files
            shutil.rmtree(paper.root / "static")

    @pytest.mark.slow
    def test_a_host_with_partial_clones(self, repository, builds):
        """Then only names are transferred, and no file except the manifest."""
        repository.git("config", "uploadpack.allowFilter", "true")
        first = repository.publisher(f"file://{repository.path}")
        first.publish_json(builds.old)
        other = repository.publisher(f"file://{repository.path}")
        other.publish_json(builds.new)
        assert repository.served == builds.new.files
        sizes = [folder_size(p.root / ".newsgen" / "targets" / "live") for p in (first, other)]
        assert sizes[1] < sizes[0] / 2


class TestRefusals:
    def test_an_older_build(self, repository, builds):
        publisher = repository.publisher()
        publisher.publish_json(builds.new)
        assert_refused(publisher.publish(builds.old), "newer build", NEW.isoformat())
        assert repository.served == builds.new.files
        publisher.publish_json(builds.old, "--replace-newer")
        assert repository.served == builds.old.files

    @pytest.mark.slow
    @pytest.mark.parametrize("changed", [True, False])
    def test_replace_newer_resets_the_moment_of_a_clock_that_was_ahead(
        self, repository, tmp_path, changed
    ):
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG, "static/n.txt": "0"})
        publisher = repository.publisher()
        publisher.publish_json(build_site(paper, NEW, tmp_path / "built"))
        for number, more in enumerate(((), ("--replace-newer",), ())):
            if changed:
                paper.write({"static/n.txt": str(number)})
            if not number:
                repository.note("2999-01-01T00:00:00+00:00")
            site_build = build_site(
                paper, NEW + timedelta(hours=number), tmp_path / f"built-{number}"
            )
            if number:
                publisher.publish_json(site_build, *more)
                continue
            assert_refused(publisher.publish(site_build), "newer build", "2999-01-01")
        assert repository.served == site_build.files
        assert repository.stored_moment() == (NEW + timedelta(hours=2)).isoformat()

    @pytest.mark.slow
    def test_an_older_build_after_one_that_changed_nothing(self, repository, tmp_path):
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG})
        publisher = repository.publisher()
        for hours in (0, 2):
            site_build = build_site(
                paper, OLD + timedelta(hours=hours), tmp_path / f"built-{hours}"
            )
            publisher.publish_json(site_build)
        paper.write({"static/n.txt": "slower"})
        between = build_site(paper, OLD + timedelta(hours=1), tmp_path / "between")
        assert_refused(publisher.publish(between), "newer build", "T14:00")

    def test_foreign_files_in_the_way(self, repository, builds):
        repository.push({"index.html": "By hand."})
        publisher = repository.publisher()
        assert_refused(publisher.publish(builds.old), "index.html", "--adopt")
        assert repository.served == {"index.html": b"By hand."}
        publisher.publish_json(builds.old, "--adopt")
        assert repository.served == builds.old.files

    def test_a_foreign_file_in_place_of_a_folder(self, repository, builds):
        repository.push({"world": "By hand."})
        assert_refused(repository.publisher().publish(builds.old), "in the way", "world")
        assert repository.served == {"world": b"By hand."}

    @pytest.mark.slow
    @pytest.mark.parametrize("overrides", [(), ("--adopt",)])
    def test_a_foreign_folder_in_place_of_a_file(self, repository, tmp_path, overrides):
        """Git would replace everything in the folder by the file."""
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG})
        publisher = repository.publisher()
        publisher.publish_json(build_site(paper, OLD, tmp_path / "built"))
        repository.push({"docs/more/keep.md": "By hand."})
        paper.write({"static/docs": "A file."})
        ended = publisher.publish(build_site(paper, NEW, tmp_path / "built"), *overrides)
        assert_refused(ended, "in the way", ": docs", "needs a file of that name")
        assert repository.served["docs/more/keep.md"] == b"By hand."

    @pytest.mark.slow
    @pytest.mark.parametrize("content", ["A file.", "Another.", None])
    def test_a_foreign_folder_in_place_of_a_published_file(self, repository, tmp_path, content):
        """The site still has the file, has a new version of it, or has removed it."""
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG, "static/docs": "A file."})
        publisher = repository.publisher()
        publisher.publish_json(build_site(paper, OLD, tmp_path / "built"))
        repository.push({"docs/keep.md": "By hand."})
        paper.remove("static/docs")
        if content is not None:
            paper.write({"static/docs": content})
        ended = publisher.publish(build_site(paper, NEW, tmp_path / "built"))
        assert ended.status == (0 if content is None else 2), ended.output
        assert repository.served["docs/keep.md"] == b"By hand."

    @pytest.mark.slow
    def test_another_site(self, repository, builds, tmp_path):
        repository.publisher().publish_json(builds.old)
        settings = CONFIG.replace("news.example", "other.example")
        paper = Paper(root=tmp_path / "other")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": settings})
        other = repository.publisher()
        own = other.root / "newsgen.yaml"
        own.write_text(own.read_text().replace("news.example", "other.example"))
        ended = other.publish(build_site(paper, NEW, tmp_path / "built"))
        assert_refused(ended, "https://news.example/", "--adopt")

    def test_repair_restores_files_that_others_changed(self, repository, builds):
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        repository.push({"index.html": "By hand."})
        assert publisher.publish_json(builds.old)["changed"] == []
        assert publisher.publish_json(builds.old, "--repair")["changed"] == ["index.html"]
        assert repository.served == builds.old.files
        before = repository.commits
        assert "Nothing to repair" in publisher.publish(builds.old, "--repair").output
        assert repository.commits == before

    def test_a_dry_run_changes_nothing(self, repository, builds):
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        before = repository.git("for-each-ref")
        assert publisher.publish_json(builds.new, "--dry-run")["published"] is False
        assert repository.git("for-each-ref") == before

    def test_rollback_needs_a_server(self, repository):
        assert_refused(repository.publisher().rollback(), "keeps no earlier releases")


class TestToken:
    def test_the_token_goes_to_the_host_and_appears_nowhere(
        self, repository, host, builds, tmp_path
    ):
        """Not in the output, not in a file, and not in an argument of a program."""
        wrapper(tmp_path / "bin", f'echo "$@" >>{tmp_path}/arguments; exec "$git" "$@"')
        publisher = repository.publisher(f"http://127.0.0.1:{host.server_port}/site.git")
        publisher = with_environment(
            publisher,
            NEWSGEN_GIT_TOKEN=TOKEN,
            HOME=str(tmp_path / "home"),
            PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        )
        (tmp_path / "home").mkdir()
        keeper = tmp_path / "home" / "kept"
        (tmp_path / "home" / ".gitconfig").write_text(
            f"[credential]\n\thelper = store --file={keeper}\n"
        )
        ended = publisher.publish(builds.old)
        assert (ended.status, TOKEN in ended.output) == (0, False)
        assert repository.served == builds.old.files
        assert any(host.seen)
        assert "push" in (tmp_path / "arguments").read_text()
        for file in tmp_path.rglob("*"):
            assert not file.is_file() or TOKEN.encode() not in file.read_bytes(), file

    def test_the_token_does_not_follow_redirects(self, repository, host, builds):
        with start_git_host(repository.path.parent, TOKEN) as other:
            host.moved_to = f"http://127.0.0.1:{other.server_port}"
            publisher = repository.publisher(f"http://127.0.0.1:{host.server_port}/site.git")
            publisher = with_environment(publisher, NEWSGEN_GIT_TOKEN=TOKEN)
            ended = publisher.publish(builds.old)
        assert_refused(ended, "git cannot publish to")
        assert other.seen
        assert not any(other.seen)
        assert TOKEN not in ended.output

    @pytest.mark.parametrize("token", ["", "wrong"])
    def test_without_a_token_no_question_is_asked(self, repository, host, builds, token):
        publisher = repository.publisher(f"http://127.0.0.1:{host.server_port}/site.git")
        ended = with_environment(publisher, NEWSGEN_GIT_TOKEN=token).publish(builds.old)
        assert_refused(ended, "git cannot publish to", "NEWSGEN_GIT_TOKEN")


class TestEnvironment:
    @pytest.mark.slow
    def test_a_repository_that_does_not_exist(self, repository, builds, tmp_path):
        publisher = repository.publisher(str(tmp_path / "nowhere.git"))
        assert_refused(publisher.publish(builds.old), "does not appear to be a git repository")

    @pytest.mark.slow
    def test_an_unreachable_server(self, repository, builds):
        with start_wire(9, 0) as dead:
            publisher = repository.publisher(f"http://127.0.0.1:{dead.port}/site.git")
            assert_refused(publisher.publish(builds.old), "git cannot publish to")

    @pytest.mark.slow
    def test_a_push_that_a_hook_rejects(self, repository, builds):
        repository.hook('echo "Only on weekdays, please." >&2; exit 1')
        ended = repository.publisher().publish(builds.old)
        assert_refused(ended, "Only on weekdays, please.", "hook declined")
        assert repository.git("for-each-ref") == ""

    @pytest.mark.slow
    def test_a_damaged_manifest(self, repository, builds):
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        repository.push({MANIFEST: "{"})
        assert_refused(publisher.publish(builds.new), "damaged", "--adopt")

    @pytest.mark.parametrize("words", ["By hand", "2024-05-02T12:00:00"])
    @pytest.mark.slow
    def test_a_stamp_without_a_valid_time(self, repository, builds, words):
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        repository.note(words)
        ended = publisher.publish(builds.new)
        assert_refused(ended, "refs/newsgen/gh-pages in", "does not contain a valid time")
        remedy = f"git push {repository.path} :refs/newsgen/gh-pages"
        assert remedy in ended.output
        repository.git(*remedy.split()[1:])
        publisher.publish_json(builds.new)
        assert repository.served == builds.new.files

    @pytest.mark.slow
    def test_foreign_names_that_are_not_utf_8(self, repository, builds):
        repository.push({os.fsdecode(b"caf\xe9/\xff.txt"): "Theirs."})
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        publisher.publish_json(builds.new)
        assert repository.served.pop(os.fsdecode(b"caf\xe9/\xff.txt")) == b"Theirs."
        repository.push({"index.html/" + os.fsdecode(b"\xff.txt"): "Theirs."})
        ended = publisher.publish(builds.old, "--replace-newer")
        assert_refused(ended, "in the way", ": index.html")

    @pytest.mark.parametrize("branch", ["live", "sites/news", "2024.05", "n--x"])
    @pytest.mark.slow
    def test_unusual_branch_names(self, repository, builds, branch):
        repository.publisher(branch=branch).publish_json(builds.old)
        assert repository.files(branch).keys() > builds.old.files.keys()

    @pytest.mark.slow
    def test_a_branch_that_conflicts_with_the_name(self, repository, builds):
        repository.push({"x": "x"}, branch="sites/news")
        ended = repository.publisher(branch="sites").publish(builds.old)
        assert_refused(ended, "refs/heads/sites")

    @pytest.mark.parametrize(
        "damage",
        [
            "objects",
            "config.lock",
            *(
                pytest.param(damage, marks=pytest.mark.slow)
                for damage in ("HEAD", "config", "refs", "shallow.lock", "packed-refs")
            ),
        ],
    )
    @pytest.mark.slow
    def test_a_damaged_clone_is_replaced(self, repository, builds, damage):
        publisher = repository.publisher()
        publisher.publish_json(builds.old)
        memory = publisher.root / ".newsgen" / "targets" / "live" / "repository"
        if (memory / damage).is_dir():
            shutil.rmtree(memory / damage)
            (memory / damage).mkdir()
        else:
            (memory / damage).write_bytes(b"\0damaged")
        publisher.publish_json(builds.new)
        assert repository.served == builds.new.files
        repository.git("fsck", "--strict", "--no-dangling")

    @pytest.mark.slow
    def test_a_blank_ssh_variable(self, repository, builds):
        publisher = repository.publisher(f"file://{repository.path}")
        with_environment(publisher, GIT_SSH_COMMAND=" ").publish_json(builds.old)

    @pytest.mark.parametrize("preferred", ["sha1", "sha256"])
    @pytest.mark.slow
    def test_the_hash_algorithm_of_the_repository_is_used(self, repository, builds, preferred):
        publisher = with_environment(repository.publisher(), GIT_DEFAULT_HASH=preferred)
        publisher.publish_json(builds.old)
        shutil.rmtree(repository.path)
        command = ["git", "init", "--quiet", "--bare", "--object-format=sha256", repository.path]
        subprocess.run(command, check=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GIT_DEFAULT_HASH", "sha256")
            repository.push({"by-hand.txt": "Mine."})
        publisher.publish_json(builds.old)
        publisher.publish_json(builds.new)
        assert len(repository.git("rev-parse", "gh-pages")) == 64
        assert repository.served == {**builds.new.files, "by-hand.txt": b"Mine."}
        shutil.rmtree(repository.path)
        subprocess.run([*command[:-2], "--object-format=sha1", repository.path], check=True)
        publisher.publish_json(builds.new)
        assert repository.served == builds.new.files

    @pytest.mark.slow
    def test_newsgen_runs_in_a_hook_of_another_repository(self, repository, builds, tmp_path):
        """That repository is not changed, although git's variables point to it."""
        other = Repository(tmp_path / "other")
        other.push({"theirs.txt": "Theirs."}, branch="main")
        before = {p: p.stat().st_mtime_ns for p in other.path.rglob("*")}
        publisher = with_environment(
            repository.publisher(),
            GIT_DIR=str(other.path),
            GIT_WORK_TREE=str(tmp_path / "other"),
            GIT_INDEX_FILE=str(other.path / "index"),
            GIT_OBJECT_DIRECTORY=str(other.path / "objects"),
            GIT_QUARANTINE_PATH=str(other.path / "objects"),
            GIT_NAMESPACE="theirs",
            GIT_CONFIG_PARAMETERS="'core.bare'='false'",
        )
        publisher.publish_json(builds.old)
        assert repository.served == builds.old.files
        assert {p: p.stat().st_mtime_ns for p in other.path.rglob("*")} == before

    @pytest.mark.slow
    def test_git_settings_in_the_environment_apply(self, repository, builds):
        """For example a proxy, which the publisher may need."""
        publisher = with_environment(
            repository.publisher("https://git.invalid/site.git"),
            GIT_CONFIG_COUNT="1",
            GIT_CONFIG_KEY_0=f"url.{repository.path}.insteadOf",
            GIT_CONFIG_VALUE_0="https://git.invalid/site.git",
            NEWSGEN_GIT_TOKEN=TOKEN,
            GIT_COMMITTER_NAME="The <Desk>",
            LC_ALL="de_DE.UTF-8",
        )
        publisher.publish_json(builds.old)
        assert repository.git("log", "--format=%cn", "gh-pages") == "The Desk"

    @pytest.mark.slow
    def test_ssh_asks_no_questions(self, repository, builds, tmp_path):
        (tmp_path / "ssh").write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/asked\nexit 255\n')
        (tmp_path / "ssh").chmod(0o755)
        publisher = repository.publisher("git@news.example:site.git")
        publisher = with_environment(publisher, PATH=f"{tmp_path}:{os.environ['PATH']}")
        assert_refused(publisher.publish(builds.old), "git cannot publish to")
        assert "BatchMode=yes" in (tmp_path / "asked").read_text()

    @pytest.mark.slow
    def test_the_clone_does_not_grow_without_limit(self, repository, builds, tmp_path):
        """Git cleans it up before newsgen ends; no process stays behind."""
        publisher = with_environment(
            repository.publisher(),
            GIT_CONFIG_COUNT="1",
            GIT_CONFIG_KEY_0="gc.auto",
            GIT_CONFIG_VALUE_0="20",
        )
        counts = []
        for _ in range(3):
            for site_build in (builds.old, builds.new):
                publisher.publish_json(site_build, "--replace-newer")
            memory = publisher.root / ".newsgen" / "targets" / "live" / "repository"
            counts.append(sum(1 for p in (memory / "objects").rglob("*") if p.is_file()))
            assert not (memory / "gc.pid").exists()
        assert counts[2] < 2 * counts[0]


class TestInterruptions:
    """The connection is cut or the publisher killed after some bytes or git commands."""

    @pytest.mark.parametrize("number", range(4))
    @pytest.mark.slow
    def test_a_few_points(self, repository, builds, number):
        interrupt(repository, builds, number)

    @pytest.mark.slow
    @pytest.mark.parametrize("number", range(8, 8 + amount("CUTS", 20, 50)))
    def test_many_points(self, repository, builds, number):
        interrupt(repository, builds, number)


def interrupt(repository: Repository, builds: SiteBuilds, number: int) -> None:
    before: Mapping[str, bytes] = {}
    if number % 5:
        repository.publisher().publish_json(builds.old)
        before = builds.old.files
    manner = (cut, cut_once, killed, killed_at_a_command)[number % 4]
    publisher, ended = manner(repository, builds, number)
    assert_whole(repository.served, before, builds.new.files)
    assert ended.status in (0, 2) or manner in (killed, killed_at_a_command)
    if manner is cut_once:
        assert ended.status == 0, ended.output
    publisher.publish_json(builds.new)
    assert repository.served == builds.new.files
    repository.publisher(branch="fresh").publish_json(builds.new)
    assert repository.files() == repository.files("fresh")
    repository.git("fsck", "--strict", "--no-dangling")


def cut(repository: Repository, builds: SiteBuilds, number: int) -> tuple[Publisher, FinishedRun]:
    with (
        start_git_host(repository.path.parent) as host,
        start_wire(host.server_port, place(number)) as wire,
    ):
        publisher = repository.publisher(f"http://127.0.0.1:{wire.port}/site.git")
        ended = publisher.publish(builds.new)
    return redirected(publisher, repository), ended


def cut_once(
    repository: Repository, builds: SiteBuilds, number: int
) -> tuple[Publisher, FinishedRun]:
    with (
        start_git_host(repository.path.parent) as host,
        start_wire(host.server_port, place(number), "mended") as wire,
    ):
        publisher = repository.publisher(f"http://127.0.0.1:{wire.port}/site.git")
        ended = publisher.publish(builds.new)
    return redirected(publisher, repository), ended


def killed(
    repository: Repository, builds: SiteBuilds, number: int
) -> tuple[Publisher, FinishedRun]:
    ready = threading.Event()

    def end() -> None:
        ready.wait()
        kill(running)

    with (
        start_git_host(repository.path.parent) as host,
        start_wire(host.server_port, place(number), "dead", end) as wire,
    ):
        publisher = repository.publisher(f"http://127.0.0.1:{wire.port}/site.git")
        running = publisher.start(builds.new)
        ready.set()
        ended = wait(running)
    return redirected(publisher, repository), ended


def killed_at_a_command(
    repository: Repository, builds: SiteBuilds, number: int
) -> tuple[Publisher, FinishedRun]:
    """Kill all processes of the publisher before or after one of its calls of git."""
    (which,) = random_numbers(number, 1, 2 * COMMANDS)
    folder = repository.folder / "bin"
    count = repository.folder / "count"
    count.write_text("0")
    wrapper(
        folder,
        f"""\
n=$(($(cat {count}) + 1)); echo $n >{count}
[ $n != {which // 2 + 1} ] || [ {which % 2} = 1 ] || kill -9 0
"$git" "$@"; status=$?
[ $n != {which // 2 + 1} ] || kill -9 0
exit $status""",
    )
    publisher = repository.publisher()
    path = f"{folder}:{os.environ['PATH']}"
    ended = with_environment(publisher, PATH=path).publish(builds.new)
    assert ended.status == -9 or int(count.read_text()) < which // 2 + 1
    return publisher, ended


def place(number: int) -> int:
    """Return a number of bytes after which something happens, larger for a first publication."""
    (limit,) = random_numbers(number, 1, 100_000 if number % 5 else 600_000)
    return limit


def redirected(publisher: Publisher, repository: Repository) -> Publisher:
    """Return the same publisher with the same clone and a connection that is not cut."""
    settings = publisher.root / "newsgen.yaml"
    before, _, after = settings.read_text().partition("http://127")
    settings.write_text(f"{before}{repository.path}{after[after.index('.git') + 4 :]}")
    return publisher


class TestRaces:
    """Two machines publish at the same time: the newest build wins, and nobody sees a mixture."""

    @pytest.mark.parametrize("number", range(2))
    @pytest.mark.slow
    def test_a_few_points(self, repository, builds, number):
        race(repository, builds, number)

    @pytest.mark.slow
    @pytest.mark.parametrize("number", range(4, 4 + amount("RACES", 6, 25)))
    def test_many_points(self, repository, builds, number):
        race(repository, builds, number)


def race(repository: Repository, builds: SiteBuilds, number: int) -> None:
    """Start the second publisher when the first has sent a number of bytes."""
    if number % 3:
        repository.publisher().publish_json(builds.old)
    (limit,) = random_numbers(1000 + number, 1, 40_000)
    older, newer = builds.old, builds.new
    first, second = (older, newer) if number % 2 else (newer, older)
    ended: dict[Path, FinishedRun] = {}
    rival = threading.Thread(target=_publish, args=(repository.publisher(), second, ended))
    with (
        start_git_host(repository.path.parent) as host,
        start_wire(host.server_port, limit, "whole", rival.start) as wire,
    ):
        _publish(repository.publisher(f"http://127.0.0.1:{wire.port}/site.git"), first, ended)
    if rival.ident is None:
        rival.start()
    rival.join()
    assert ended[newer.output].status == 0, ended
    assert ended[older.output].status in (0, 2), ended
    assert_whole(repository.served, newer.files)
    trees = {
        repository.git("rev-parse", f"{c}^{{tree}}")
        for c in repository.git("rev-list", "gh-pages").split()
    }
    assert len(trees) <= 2
    assert_refused(repository.publisher().publish(older), "newer build", NEW.isoformat())


def _publish(publisher: Publisher, site_build: SiteBuild, ended: dict[Path, FinishedRun]) -> None:
    ended[site_build.output] = publisher.publish(site_build)


class TestAccount:
    @pytest.mark.slow
    def test_a_new_story_changes_few_files(self, repository, tmp_path):
        files = archive(100, 10, 5)
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        stories = {p: t.replace("2026-", "2023-") for p, t in files.items()}
        *rest, last = stories
        paper.write({"newsgen.yaml": CONFIG, **{p: stories[p] for p in rest}})
        publisher = repository.publisher()
        publisher.publish_json(build_site(paper, NEW, tmp_path / "built"))
        paper.write({last: stories[last]})
        site_build = build_site(paper, NEW + timedelta(minutes=1), tmp_path / "built")
        publisher.publish_json(site_build)
        assert repository.served == site_build.files
        changed = repository.git("diff", "--name-only", "gh-pages^", "gh-pages").splitlines()
        assert len(changed) <= 24 + 1


def wrapper(folder: Path, script: str) -> None:
    """Replace git by a program, which finds the real git in ``$git``."""
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\ngit={shutil.which('git')}\n{script}\n")
    (folder / "git").chmod(0o755)


def folder_size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
