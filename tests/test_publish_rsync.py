"""Publishing to a server by ssh and rsync: a real sshd on this machine."""

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import pytest

from support.amounts import amount
from support.paper import Paper, archive, snapshot
from support.publishing import (
    CONFIG,
    NEW,
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
from support.servers import SSHD, Sshd, start_sshd, start_wire

pytestmark = pytest.mark.skipif(
    not (Path(SSHD).exists() and shutil.which("rsync")), reason="needs sshd and rsync"
)


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A server for all tests; each uses a folder of its own."""
    with start_sshd(tmp_path_factory.mktemp("sshd") / "server") as server:
        yield server


class Place:
    """A folder on the server, and its publishers."""

    def __init__(self, sshd: Sshd, folder: Path) -> None:
        self.sshd, self.folder, self.www = sshd, folder, folder / "www"
        self._number = 0

    def publisher(self, port: int = 0, **more: str) -> Publisher:
        """Return a new publisher, if necessary for another port."""
        self._number += 1
        settings = {
            "kind": "rsync",
            "host": "127.0.0.1",
            "port": str(port or self.sshd.port),
            "path": str(self.www),
            **more,
        }
        target = "{" + ", ".join(f"{key}: {value}" for key, value in settings.items()) + "}"
        environment = {"RSYNC_RSH": self.sshd.command}
        return make_publisher(self.folder / f"publisher-{self._number}", target, environment)

    def hold(self, site_build: SiteBuild) -> None:
        """Restore the state after a first publication, which is made only once."""
        published = self.sshd.folder / "published"
        if not published.exists():
            first = Place(self.sshd, self.folder / "first")
            first.publisher().publish_json(site_build)
            shutil.copytree(first.www, published, symlinks=True)
        shutil.copytree(published, self.www, symlinks=True)

    @property
    def served(self) -> dict[str, bytes]:
        """Return the files that readers see."""
        current = self.www / "current"
        return snapshot(current.resolve()) if current.exists() else {}

    @property
    def number(self) -> int:
        """Return which of the builds in ``numbers`` readers see."""
        return int(self.served["n.txt"])

    @property
    def releases(self) -> list[str]:
        """Return the names of the releases, oldest first."""
        return sorted(p.name for p in (self.www / "releases").iterdir() if p.name[0] != ".")

    @property
    def unfinished(self) -> list[str]:
        """Return the remains of interrupted publications."""
        return sorted(p.name for p in (self.www / "releases").glob(".*"))


@pytest.fixture
def place(sshd: Sshd, tmp_path: Path) -> Place:
    """An empty folder on the server."""
    return Place(sshd, tmp_path)


@pytest.fixture
def numbers(tmp_path: Path) -> Callable[[int], SiteBuild]:
    """Builds of a small site, one per hour; each contains a file with its number."""
    paper = Paper(root=tmp_path / "source")
    (paper.root / "content").mkdir(parents=True)

    @cache
    def make(number: int) -> SiteBuild:
        paper.write({"newsgen.yaml": CONFIG, "static/n.txt": str(number)})
        return build_site(paper, NEW + timedelta(hours=number), tmp_path / f"built-{number}")

    return make


class TestReleases:
    def test_the_first_publication_puts_every_file_into_a_release(self, place, builds):
        facts = place.publisher().publish_json(builds.old)
        assert place.served == builds.old.files
        assert sorted(facts["added"]) == sorted(builds.old.files)
        assert (place.www / "current").readlink() == Path("releases", place.releases[0])
        assert place.unfinished == []

    def test_later_releases_upload_differences_and_link_the_rest(self, place, builds):
        publisher = place.publisher()
        publisher.publish_json(builds.old)
        facts = publisher.publish_json(builds.new)
        assert place.served == builds.new.files
        older, newer = (place.www / "releases" / name for name in place.releases)
        unchanged = [p for p, c in builds.new.files.items() if builds.old.files.get(p) == c]
        assert len(unchanged) == facts["unchanged"] > 0
        assert all((older / p).samefile(newer / p) for p in unchanged)
        assert snapshot(older) == builds.old.files
        assert [*newer.rglob(".parts")] == []

    @pytest.mark.slow
    def test_a_new_build_with_the_same_files_makes_no_release(self, place, builds):
        publisher = place.publisher()
        publisher.publish_json(builds.new)
        facts = publisher.publish_json(builds.new)
        assert facts["added"] == facts["changed"] == facts["removed"] == []
        assert len(place.releases) == 1

    @pytest.mark.slow
    def test_the_configured_number_of_releases_is_kept(self, place, tmp_path):
        (place.www / "releases").mkdir(parents=True)
        (place.www / "releases" / "README").write_text("Not newsgen's.")
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        publisher = place.publisher(keep="2")
        for number in range(4):
            paper.write({"newsgen.yaml": CONFIG, "static/n.txt": str(number)})
            site_build = build_site(paper, NEW + timedelta(minutes=number), tmp_path / "built")
            publisher.publish_json(site_build)
        assert place.served == site_build.files
        *kept, others = place.releases
        assert (len(kept), others) == (2, "README")
        assert len([*(place.www / ".newsgen").glob("*.json")]) == 2

    @pytest.mark.slow
    def test_compressed_copies_are_stored_next_to_the_files(self, place, builds):
        place.publisher(precompress="[gzip]").publish_json(builds.new)
        packed = {p.removesuffix(".gz") for p in place.served if p.endswith(".gz")}
        assert {"index.html", "css/site.css", "feed.xml"} <= packed

    def test_a_folder_in_the_home_folder(self, sshd, tmp_path, builds, monkeypatch):
        home = Path.home() / f"newsgen-test-{os.getpid()}"
        place = Place(sshd, tmp_path)
        try:
            place.publisher(path=f"~/{home.name}").publish_json(builds.old)
            assert snapshot((home / "current").resolve()) == builds.old.files
        finally:
            shutil.rmtree(home, ignore_errors=True)

    @pytest.mark.parametrize("login", ["", f"{getpass.getuser()}@"])
    @pytest.mark.slow
    def test_a_host_with_an_ipv6_address(self, place, builds, login):
        with suppress(OSError), socket.create_connection(("::1", place.sshd.port)):
            facts = place.publisher(host=f"'{login}::1'").publish_json(builds.old)
            assert place.served == builds.old.files
            assert facts["place"] == f"{login}[::1]:{place.www}"
            return
        pytest.skip("sshd cannot listen at ::1 here")

    @pytest.mark.slow
    def test_files_are_readable_whatever_the_umask(self, place, builds):
        place.publisher().publish_json(builds.new)
        current = (place.www / "current").resolve()
        modes = {p.stat().st_mode & 0o777 for p in [current, *current.rglob("*")]}
        assert modes == {0o755, 0o644}


class TestRollback:
    def test_shows_the_previous_release_or_a_named_one(self, place, builds):
        publisher = place.publisher()
        place.hold(builds.old)
        publisher.publish_json(builds.new)
        older, newer = place.releases
        ended = publisher.rollback()
        assert (ended.status, older in ended.output) == (0, True)
        assert place.served == builds.old.files
        ended = publisher.rollback("live", "--to", newer)
        assert (ended.status, newer in ended.output) == (0, True)
        assert place.served == builds.new.files

    @pytest.mark.slow
    def test_lists_the_kept_releases(self, place, builds):
        publisher = place.publisher()
        assert_refused(publisher.rollback(), "nothing was published")
        first = publisher.publish(builds.old)
        assert "newsgen rollback" not in first.output
        assert "To go back:  newsgen rollback live" in publisher.publish(builds.new).output
        older, newer = place.releases
        listed = publisher.rollback("live", "--list").output.splitlines()[1:]
        assert [line.split()[0] for line in listed] == [newer, older]
        assert ["readers see it" in line for line in listed] == [True, False]
        assert "2024-05-02 13:00:00+00:00" in listed[0]
        assert_refused(publisher.rollback("live", "--to", "nope"), "--list")

    @pytest.mark.slow
    def test_shows_the_release_that_readers_saw_before_not_one_rolled_back(self, place, numbers):
        publisher = place.publisher()
        for number in (1, 2, 3):
            publisher.publish_json(numbers(number))
        assert publisher.rollback().status == 0
        assert place.number == 2
        publisher.publish_json(numbers(4))
        for number in (2, 1):
            assert publisher.rollback().status == 0
            assert place.number == number
        assert_refused(publisher.rollback(), "keeps no earlier release")

    @pytest.mark.slow
    @pytest.mark.parametrize("keep", ["1", "2"])
    def test_the_previous_release_is_always_kept(self, place, numbers, keep):
        publisher = place.publisher(keep=keep)
        for number in (1, 2, 3):
            publisher.publish_json(numbers(number))
        publisher.rollback()
        publisher.publish_json(numbers(4))
        assert len(place.releases) == 2
        publisher.rollback()
        assert place.number == 2

    @pytest.mark.slow
    def test_goes_back_from_an_older_build_that_was_published_later(self, place, numbers):
        publisher = place.publisher(keep="3")
        for number in (1, 9):
            publisher.publish_json(numbers(number))
        for number in (2, 3, 4):
            publisher.publish_json(numbers(number), *(("--replace-newer",) if number == 2 else ()))
        assert len(place.releases) == 3
        for number in (3, 2):
            publisher.rollback()
            assert place.number == number

    @pytest.mark.slow
    def test_a_second_rollback_starts_from_the_named_release(self, place, numbers):
        publisher = place.publisher()
        for number in (1, 2, 3):
            publisher.publish_json(numbers(number))
        bad = place.releases[2]
        publisher.rollback()
        publisher.publish_json(numbers(4))
        for number in (2, 3):
            assert publisher.rollback("live", "--to", bad).status == 0
            assert place.number == 3
            publisher.publish_json(numbers(5)) if number == 3 else None
            assert losing_an_answer(place, publisher, "wanted=").rollback().status == 0
            assert place.number == number
        for number in (2, 1):
            publisher.rollback()
            assert place.number == number

    @pytest.mark.slow
    def test_a_release_published_again_is_in_the_history_only_once(self, place, numbers):
        publisher = place.publisher()
        for number in (1, 2, 3):
            publisher.publish_json(numbers(number))
        publisher.publish_json(numbers(2), "--replace-newer")
        assert len(place.releases) == 3
        for number in (3, 1):
            publisher.rollback()
            assert place.number == number

    @pytest.mark.slow
    def test_releases_without_a_history_are_ordered_by_name(self, place, numbers):
        publisher = place.publisher()
        for number in (1, 2, 3):
            publisher.publish_json(numbers(number))
        (place.www / ".newsgen" / "history").unlink()
        publisher.rollback()
        assert place.number == 2
        (place.www / ".newsgen" / "history").write_bytes(b"../.. * \xff\n x")
        publisher.rollback()
        assert place.number == 1

    @pytest.mark.slow
    def test_an_unfinished_release_is_skipped(self, place, numbers):
        publisher = place.publisher()
        for number in (1, 2, 3):
            publisher.publish_json(numbers(number))
        (place.www / ".newsgen" / f"{place.releases[1]}.json").unlink()
        publisher.rollback()
        assert place.number == 1

    @pytest.mark.slow
    @pytest.mark.parametrize("more", [(), ("live", "--to")])
    def test_a_lost_answer_does_not_roll_back_twice(self, place, numbers, more):
        publisher = place.publisher()
        for number in (1, 2, 3):
            publisher.publish_json(numbers(number))
        named = (*more, place.releases[1]) if more else ()
        assert losing_an_answer(place, publisher, "wanted=").rollback(*named).status == 0
        assert place.number == 2

    @pytest.mark.slow
    def test_a_concurrent_publication_is_not_rolled_back(self, place, numbers):
        publisher = place.publisher()
        for number in (1, 2):
            publisher.publish_json(numbers(number))
        other = numbers(3)
        late = wrapper(place, "wanted=", f"{publish_command(publisher, other)} >&2")
        ended = with_environment(publisher, RSYNC_RSH=late).rollback()
        assert_refused(ended, "another publication changed")
        assert place.number == 3

    @pytest.mark.slow
    def test_a_publication_after_a_rollback_continues_from_the_current_release(self, place, builds):
        publisher = place.publisher()
        place.hold(builds.old)
        publisher.publish_json(builds.new)
        publisher.rollback()
        facts = publisher.publish_json(builds.new)
        assert len(facts["added"]) + len(facts["changed"]) == 27
        assert place.served == builds.new.files

    @pytest.mark.parametrize(
        "name", ["20200101T000000000000Z-00000000", "../elsewhere", ".x", "-v"]
    )
    @pytest.mark.slow
    def test_a_release_that_is_not_kept_is_refused(self, place, builds, name):
        publisher = place.publisher()
        place.hold(builds.old)
        (place.folder / "www" / "elsewhere").mkdir()
        ended = publisher.rollback("live", f"--to={name}")
        assert_refused(ended, "release")
        assert place.served == builds.old.files

    @pytest.mark.slow
    def test_the_first_release_cannot_be_rolled_back(self, place, builds):
        publisher = place.publisher()
        place.hold(builds.old)
        assert_refused(publisher.rollback(), "keeps no earlier release", place.releases[0])

    @pytest.mark.slow
    def test_an_unreachable_server_is_named(self, place):
        with start_wire(9, 0) as dead:
            ended = place.publisher(dead.port).rollback()
        assert_refused(ended, "cannot publish to", "Connection")


class TestRefusals:
    def test_an_older_build(self, place, builds):
        publisher = place.publisher()
        publisher.publish_json(builds.new)
        assert_refused(publisher.publish(builds.old), "newer build", NEW.isoformat())
        assert place.served == builds.new.files
        publisher.publish_json(builds.old, "--replace-newer")
        assert place.served == builds.old.files

    @pytest.mark.slow
    @pytest.mark.parametrize("changed", [True, False])
    def test_replace_newer_resets_the_moment_of_a_clock_that_was_ahead(
        self, place, tmp_path, changed
    ):
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        publisher = place.publisher()
        for number in range(4):
            content = str(number if changed else 0)
            paper.write({"newsgen.yaml": CONFIG, "static/n.txt": content})
            moment = NEW + timedelta(hours=number)
            site_build = build_site(paper, moment, tmp_path / f"built-{number}")
            if number == 1:
                (place.www / ".newsgen" / "newest").write_text("29990101T000000000000Z")
                assert_refused(publisher.publish(site_build), "newer build", "2999-01-01")
            publisher.publish_json(site_build, *(("--replace-newer",) if number == 1 else ()))
            noted = (place.www / ".newsgen" / "newest").read_text()
            assert noted == f"{moment:%Y%m%dT%H%M%S%fZ}"
        assert place.served == site_build.files

    def test_another_site(self, place, builds, tmp_path):
        place.hold(builds.old)
        other = place.publisher()
        settings = other.root / "newsgen.yaml"
        settings.write_text(settings.read_text().replace("news.example", "other.example"))
        paper = Paper(root=tmp_path / "other")
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG.replace("news.example", "other.example")})
        site_build = build_site(paper, NEW, tmp_path / "other-built")
        assert_refused(other.publish(site_build), "https://news.example/", "--adopt")
        other.publish_json(site_build, "--adopt")
        assert place.served == site_build.files

    @pytest.mark.slow
    def test_removing_many_files(self, place, tmp_path):
        paper = Paper(root=tmp_path / "source")
        many = {f"static/{n}.txt": f"{n}" for n in range(60)}
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG, **many})
        publisher = place.publisher()
        full = build_site(paper, NEW, tmp_path / "full")
        publisher.publish_json(full)
        for name in many:
            paper.remove(name)
        bare = build_site(paper, NEW + timedelta(hours=1), tmp_path / "bare")
        assert_refused(publisher.publish(bare), "remove 60 of", "--delete-many")
        assert place.served == full.files
        publisher.publish_json(bare, "--delete-many")
        assert place.served == bare.files

    def test_a_dry_run_changes_nothing(self, place, builds):
        publisher = place.publisher()
        publisher.publish_json(builds.new, "--dry-run")
        assert not place.www.exists()
        place.hold(builds.old)
        before = tree(place.www)
        facts = publisher.publish_json(builds.new, "--dry-run")
        assert (len(facts["changed"]) + len(facts["added"]), facts["published"]) == (27, False)
        assert tree(place.www) == before


class TestEnvironment:
    """Problems of the server are reported in a message, with status 2."""

    @pytest.mark.slow
    def test_an_unreachable_server(self, place, builds):
        with start_wire(9, 0) as dead:
            ended = place.publisher(dead.port).publish(builds.old)
        assert_refused(ended, "cannot publish to 127.0.0.1:", "Connection", "log in there")

    @pytest.mark.slow
    def test_an_unknown_host_key(self, place, builds, tmp_path):
        (tmp_path / "nobody").touch()
        rsh = f"{place.sshd.command} -o UserKnownHostsFile={tmp_path / 'nobody'}"
        publisher = with_environment(place.publisher(), RSYNC_RSH=rsh)
        assert_refused(publisher.publish(builds.old), "Host key verification failed")

    @pytest.mark.slow
    def test_a_key_that_the_server_rejects(self, place, builds, tmp_path):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "k"], check=True
        )
        config = (place.sshd.folder / "config").read_text()
        (tmp_path / "c").write_text(config.replace(f"{place.sshd.folder}/key", f"{tmp_path}/k"))
        publisher = with_environment(place.publisher(), RSYNC_RSH=f"ssh -F {tmp_path / 'c'}")
        assert_refused(publisher.publish(builds.old), "Permission denied", "none of the keys")

    @pytest.mark.slow
    def test_a_missing_ssh_program(self, place, builds):
        publisher = with_environment(place.publisher(), RSYNC_RSH="no-such-ssh")
        assert_refused(publisher.publish(builds.old), "no-such-ssh: not found")

    @pytest.mark.parametrize(
        ("rsh", "words"), [("ssh -i 'key", "No closing quotation"), ("/dev/null", "Permission")]
    )
    @pytest.mark.slow
    def test_an_invalid_ssh_variable(self, place, builds, rsh, words):
        publisher = with_environment(place.publisher(), RSYNC_RSH=rsh)
        assert_refused(publisher.publish(builds.old), words)

    @pytest.mark.slow
    def test_a_file_in_place_of_the_folder(self, place, builds):
        place.www.write_text("a file")
        assert_refused(place.publisher().publish(builds.old), "cannot be created or written")
        assert place.www.read_text() == "a file"

    @pytest.mark.slow
    def test_a_folder_in_place_of_the_link(self, place, builds):
        (place.www / "current").mkdir(parents=True)
        assert_refused(place.publisher().publish(builds.old), "is not newsgen's", "move it away")

    @pytest.mark.slow
    def test_a_foreign_link_in_place_of_the_link(self, place, builds, tmp_path):
        place.www.mkdir()
        (place.www / "current").symlink_to(tmp_path)
        assert_refused(place.publisher().publish(builds.old), "is not newsgen's", "move it away")

    @pytest.mark.parametrize("broken", ["newest", "*.json"])
    @pytest.mark.parametrize("content", [b"", b"\xff\0{", None])
    @pytest.mark.slow
    def test_a_damaged_manifest_of_a_release(self, place, builds, broken, content):
        publisher = place.publisher()
        place.hold(builds.old)
        (record,) = (place.www / ".newsgen").glob(broken)
        record.unlink() if content is None else record.write_bytes(content)
        ended = publisher.publish(builds.new)
        if broken == "newest" and not content:
            assert ended.status == 0
            return
        assert_refused(ended, "damaged", "remove `current` and `.newsgen`")
        assert place.served == builds.old.files
        (place.www / "current").unlink()
        shutil.rmtree(place.www / ".newsgen")
        publisher.publish_json(builds.new)
        assert place.served == builds.new.files

    @pytest.mark.parametrize(
        ("login", "words"),
        [
            ("PATH=/nowhere", ("flock", "util-linux")),
            ("echo Welcome!", ("prints something", "~/.bashrc")),
        ],
    )
    @pytest.mark.slow
    def test_a_login_that_breaks_rsync(self, place, builds, tmp_path, login, words):
        key = (place.sshd.folder / "key.pub").read_text()
        tools = tmp_path / "tools"
        tools.mkdir()
        for name in ("sh", "mkdir", "find", "rm", "touch", "cat", "readlink", "xargs", "mv", "ln"):
            (tools / name).symlink_to(shutil.which(name))
        login = login.replace("/nowhere", str(tools))
        (tmp_path / "login").write_text(f'{login}\nexec /bin/sh -c "$SSH_ORIGINAL_COMMAND"\n')
        with start_sshd(tmp_path / "odd") as odd:
            (odd.folder / "authorized").write_text(
                f'command="/bin/sh {tmp_path / "login"}" {(odd.folder / "key.pub").read_text()}'
            )
            assert key != (odd.folder / "key.pub").read_text()
            other = Place(odd, tmp_path)
            other.www.mkdir()
            assert_refused(other.publisher().publish(builds.old), *words)

    @pytest.mark.slow
    def test_nothing_is_left_on_this_machine(self, place, builds, tmp_path):
        (tmp_path / "t").mkdir()
        publisher = with_environment(place.publisher(), TMPDIR=str(tmp_path / "t"))
        publisher.publish_json(builds.old)
        assert [*(tmp_path / "t").iterdir()] == []


class TestInterruptions:
    """The connection is cut or all processes of the publisher are killed after some bytes."""

    @pytest.mark.parametrize("number", range(4))
    @pytest.mark.slow
    def test_a_few_points(self, place, builds, number, cut_after):
        cut_after(number)

    @pytest.mark.slow
    @pytest.mark.parametrize("number", range(8, 8 + amount("CUTS", 10, 50)))
    def test_many_points(self, place, builds, number, cut_after):
        cut_after(number)

    @pytest.fixture
    def cut_after(self, place, builds) -> Callable[[int], None]:
        def cut_after(number: int) -> None:
            before = {}
            if number % 4:
                place.hold(builds.old)
                before = dict(builds.old.files)
            most = 120_000 if number % 4 else 300_000
            (limit,) = random_numbers(number, 1, most)
            ended = [cut, cut_once, killed][number % 3](place, builds, limit)
            assert_whole(place.served, before, builds.new.files)
            if number % 3 == 0:
                assert_refused(ended, "cannot publish") if ended.status else None
            if number % 3 == 1:
                assert ended.status == 0, ended.output
            place.publisher().publish_json(builds.new)
            assert place.served == builds.new.files
            manifest = next((place.www / ".newsgen").glob(f"{place.releases[-1]}.json"))
            assert all(name in manifest.read_text() for name in builds.new.files)

        return cut_after

    @pytest.mark.slow
    def test_files_sent_before_an_interruption_are_not_sent_again(self, place, builds):
        lock = place.www / ".newsgen" / "lock"
        lock.mkdir(parents=True)  # so that all is sent and nothing put in force
        with start_wire(place.sshd.port) as wire:
            publisher = place.publisher(wire.port)
            assert_refused(publisher.publish(builds.old), "cannot publish to")
            sent = wire.passed
            assert len(place.unfinished) == 1
            lock.rmdir()
            publisher.publish_json(builds.old)
            assert wire.passed - sent < sent / 5
        assert place.served == builds.old.files
        assert place.unfinished == []

    @pytest.mark.parametrize("script", ['note newest "$4"', 'show "$2"'])
    @pytest.mark.slow
    def test_a_lost_answer(self, place, numbers, script):
        publisher = place.publisher()
        publisher.publish_json(numbers(1))
        site_build = numbers(2) if "show" in script else numbers(1)
        losing_an_answer(place, publisher, script).publish_json(site_build)
        assert place.served == site_build.files
        assert (place.folder / "once").is_dir()
        assert len(place.releases) == (2 if "show" in script else 1)

    @pytest.mark.slow
    def test_an_interruption_just_before_the_switch(self, place, numbers):
        """No older build can follow, and no rollback leads to it, because it was never shown."""
        publisher = place.publisher()
        for number in (1, 2):
            publisher.publish_json(numbers(number))
        in_the_way = place.www / "current.next" / "x"
        in_the_way.mkdir(parents=True)
        assert_refused(publisher.publish(numbers(4)), "cannot be created or written")
        in_the_way.rmdir()
        in_the_way.parent.rmdir()
        assert place.number == 2
        assert_refused(publisher.publish(numbers(3)), "newer build")
        publisher.publish_json(numbers(5))
        publisher.rollback()
        assert place.number == 2

    @pytest.mark.slow
    def test_old_interrupted_uploads_are_removed(self, place, builds):
        publisher = place.publisher()
        publisher.publish_json(builds.old)
        old, recent = (place.www / "releases" / name for name in (".old.copy", ".recent"))
        for folder in (old, recent):
            (folder / "x").mkdir(parents=True)
        past = (place.www / "current").stat().st_mtime - 86_400
        os.utime(old, (past, past))
        publisher.publish_json(builds.new)
        assert place.unfinished == [".recent"]


def losing_an_answer(place: Place, publisher: Publisher, words: str) -> Publisher:
    """Return the same publisher; the first answer to a script with these words is lost."""
    return with_environment(publisher, RSYNC_RSH=wrapper(place, words, after="exit 255"))


def wrapper(place: Place, words: str, before: str = ":", after: str = ":") -> str:
    """Return an ssh that does more, once, around a script with these words."""
    path, once = place.folder / "ssh-wrapper", place.folder / "once"
    path.write_text(f"""\
#!/bin/sh
is_due=
case "$*" in *{shlex.quote(words)}*) mkdir {once} 2>/dev/null && is_due=yes ;; esac
[ -z "$is_due" ] || {before}
{place.sshd.command} "$@"; status=$?
[ -z "$is_due" ] || {after}
exit $status
""")
    path.chmod(0o755)
    return str(path)


def publish_command(publisher: Publisher, site_build: SiteBuild) -> str:
    """Return the shell command that publishes the build."""
    place = ("--site", str(publisher.root), "--output", str(site_build.output))
    words = shlex.join([sys.executable, "-m", "newsgen", "publish", "--built", *place])
    return f"RSYNC_RSH={shlex.quote(publisher.environment['RSYNC_RSH'])} {words}"


def cut(place: Place, builds: SiteBuilds, limit: int) -> FinishedRun:
    with start_wire(place.sshd.port, limit) as wire:
        return place.publisher(wire.port).publish(builds.new)


def cut_once(place: Place, builds: SiteBuilds, limit: int) -> FinishedRun:
    with start_wire(place.sshd.port, limit, "mended") as wire:
        return place.publisher(wire.port).publish(builds.new)


def killed(place: Place, builds: SiteBuilds, limit: int) -> FinishedRun:
    ready = threading.Event()

    def end() -> None:
        ready.wait()
        kill(running)

    with start_wire(place.sshd.port, limit, "dead", end) as wire:
        running = place.publisher(wire.port).start(builds.new)
        ready.set()
        return wait(running)


class TestRaces:
    """Two machines publish at the same time: the newest build wins, and nobody sees a mixture."""

    @pytest.mark.parametrize("number", range(2))
    @pytest.mark.slow
    def test_a_few_points(self, place, builds, number):
        race(place, builds, number)

    @pytest.mark.slow
    @pytest.mark.parametrize("number", range(3, 3 + amount("RACES", 6, 25)))
    def test_many_points(self, place, builds, number):
        race(place, builds, number)

    @pytest.mark.slow
    def test_an_older_build_is_refused_after_a_newer_one_that_changed_nothing(
        self, place, builds, tmp_path
    ):
        """A publisher that read the state before a newer moment was stored must read it again."""
        place.hold(builds.old)
        newest = place.www / ".newsgen" / "newest"
        later = "20240502T180000000000Z"
        note = partial(newest.write_text, later)
        with start_wire(place.sshd.port, 60_000, "whole", note) as wire:
            ended = place.publisher(wire.port).publish(builds.new)
        assert_refused(ended, "newer build", "2024-05-02T18:00")
        assert place.served == builds.old.files

    @pytest.mark.slow
    def test_an_unchanged_build_does_not_reset_the_newest_moment(self, place, builds):
        """A publisher that read the state before a newer moment was stored must read it again."""
        place.hold(builds.old)
        publisher, later = place.publisher(), "20240502T180000000000Z"
        newest = place.www / ".newsgen" / "newest"
        words = f"printf %s {later} >{newest}"
        late = wrapper(place, 'note newest "$4"', words)
        ended = with_environment(publisher, RSYNC_RSH=late).publish(builds.old)
        assert_refused(ended, "newer build", "2024-05-02T18:00")
        assert newest.read_text() == later


def race(place: Place, builds: SiteBuilds, number: int) -> None:
    """Start the publishers in turn, each when the other has sent a number of bytes."""
    (limit,) = random_numbers(1000 + number, 1, 60_000)
    first, second = (builds.old, builds.new)[:: 1 if number % 2 else -1]
    others: list[FinishedRun] = []
    other = place.publisher()
    rival = threading.Thread(target=lambda: others.append(other.publish(second)))
    with start_wire(place.sshd.port, limit, "whole", rival.start) as wire:
        seen = place.publisher(wire.port).publish(first)
    if rival.ident is None:
        rival.start()
    rival.join()
    assert_whole(place.served, builds.new.files)
    by = {first.output: seen, second.output: others[0]}
    assert by[builds.new.output].status == 0, by
    assert by[builds.old.output].status in (0, 2), by
    late = place.publisher().publish(builds.old)
    assert_refused(late, "newer build", NEW.isoformat())


class TestAccount:
    @pytest.mark.slow
    def test_a_new_story_sends_few_files(self, place, tmp_path):
        files = archive(100, 10, 5)
        paper = Paper(root=tmp_path / "source")
        (paper.root / "content").mkdir(parents=True)
        stories = {
            p: t.replace("2026-", "2023-").replace("2025-", "2022-") for p, t in files.items()
        }
        *rest, last = stories
        paper.write({"newsgen.yaml": CONFIG, **{p: stories[p] for p in rest}})
        publisher = place.publisher()
        publisher.publish_json(build_site(paper, NEW, tmp_path / "built"))
        paper.write({last: stories[last]})
        site_build = build_site(paper, NEW + timedelta(minutes=1), tmp_path / "built")
        facts = publisher.publish_json(site_build)
        assert place.served == site_build.files
        older, newer = (place.www / "releases" / name for name in place.releases)
        sent = [
            p
            for p in site_build.files
            if not (older / p).exists() or not (older / p).samefile(newer / p)
        ]
        assert sorted(sent) == sorted([*facts["added"], *facts["changed"]])
        assert len(sent) <= 24
        assert facts["unchanged"] > 100


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file and folder with its mode and modification time."""
    places = [folder, *folder.rglob("*")]
    return {str(p): (p.lstat().st_mode, p.lstat().st_mtime_ns) for p in places}
