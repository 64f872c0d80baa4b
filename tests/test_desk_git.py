"""A paper in git: what the desk changes is committed, merged and sent; nothing is lost."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsgen.builder.progress import silent
from newsgen.serve import git_work_tree
from newsgen.serve.app import make_app
from newsgen.serve.commits import QUIET, Change, author_name, due_changes, join_change, message_of
from newsgen.serve.edit import WRITING, read_source, save_source
from newsgen.serve.git_work_tree import WorkTree
from newsgen.serve.guard import AccessRules
from newsgen.serve.people import Person
from newsgen.serve.repository import Repository
from newsgen.serve.repository_note import repository_note
from newsgen.serve.session import PreviewSession
from newsgen.serve.shared_save import read_shared, save_shared
from newsgen.serve.snapshot import first_snapshot
from support.paper import CONFIG, NOW, Paper, article
from support.repositories import Newsroom, begin, git

A, B = "content/world/a.md", "content/world/b.md"
FILES = {A: article("Talks end in Beijing"), B: article("A flood"), ".gitignore": ".newsgen/\n"}
RUTH, DAUD = Person(name="Ruth Pereira"), Person(name="Zarmina Daud")


@pytest.fixture(autouse=True)
def _own_settings_only(monkeypatch):
    """The settings of git on this machine change nothing."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


class Desk:
    """A desk whose clock stands still until a test moves it."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.root = paper, paper.root
        self._seconds = 0.0
        snapshot = first_snapshot(paper.options(scope="everything"), silent)
        self.session = PreviewSession(snapshot, lambda: NOW)
        self.repository = Repository(self.session, lambda: self._seconds)

    def save(self, path: str, text: str, person: Person = RUTH, action: str = "saved") -> None:
        """Save as a request does."""
        self.paper.write({path: text})
        self.repository.note(person, action, path)

    def wait(self, seconds: float = QUIET) -> None:
        """Let the time pass, and do what is due."""
        self._seconds += seconds
        asyncio.run(self.repository.work())

    def stop(self) -> None:
        """Do what is done when the preview ends."""
        asyncio.run(self.repository.finish())

    def subjects(self) -> list[str]:
        """The first lines of all messages but the first, oldest first."""
        return git(self.root, "log", "--reverse", "--format=%s").splitlines()[1:]

    @property
    def note(self) -> dict[str, str]:
        """What the desk says of git."""
        return repository_note(self.repository)


def setting(mode: str) -> dict[str, str]:
    """The settings of a paper that does this with git."""
    return {"newsgen.yaml": f"{CONFIG}desk: {{git: {mode}}}\n"}


def make_desk(make_paper, mode: str = "commit") -> Desk:
    paper = make_paper({**FILES, **setting(mode)})
    begin(paper.root)
    return Desk(paper)


@pytest.fixture
def desk(make_paper) -> Desk:
    """A desk that commits."""
    return make_desk(make_paper)


# --- which changes are one commit -----------------------------------------------------------------


def change(path: str = A, action: str = "saved", person: str = "", moment: float = 0.0) -> Change:
    return Change(sources=(path,), actions=(action,), people=(person,), moment=moment)


def joined(*changes: Change) -> tuple[Change, ...]:
    found: tuple[Change, ...] = ()
    for one in changes:
        found = join_change(found, one)
    return found


def test_changes_of_the_same_file_are_one():
    [only] = joined(change(action="created"), change(moment=1.0), change(moment=2.0))
    assert (only.actions, only.moment) == (("created", "saved"), 2.0)


def test_a_renamed_file_takes_its_earlier_changes_along():
    renamed = Change(sources=(A, B), actions=("renamed",), people=("",), moment=1.0)
    [only] = joined(change(), renamed, change(B, moment=2.0))
    assert (only.sources, only.actions) == ((A, B), ("saved", "renamed"))


def test_a_change_is_over_when_the_file_is_quiet_or_the_person_goes_on():
    assert due_changes(joined(change()), QUIET - 1) == ()
    assert due_changes(joined(change()), QUIET) == joined(change())
    two = joined(change(person="Ruth"), change(B, person="Ruth", moment=5.0))
    assert due_changes(two, 6.0) == two[:1]
    others = joined(change(person="Ruth"), change(B, person="Zarmina", moment=5.0))
    assert due_changes(others, 6.0) == ()


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("Talks end", "Talks end: saved\n"),
        ("", f"{A}: saved\n"),
        ("# No\x1b[31m comment\u202e\nat all", "# No[31m comment at all: saved\n"),
        ("مذاکرات ختم", "مذاکرات ختم: saved\n"),
        ("word " * 50, f"{'word ' * 14}".rstrip() + "…: saved\n"),
    ],
)
def test_a_message_is_the_headline_and_what_was_done(title, message):
    assert message_of(change(), {A: title}) == message


def test_a_message_names_all_who_changed_the_file():
    [both] = joined(change(person="Ruth"), change(person="Zarmina"), change(person="Ruth"))
    assert message_of(both, {A: "Talks end"}) == "Talks end: saved\n\nBy Zarmina, Ruth.\n"


@pytest.mark.parametrize(
    ("given", "stored"),
    [("Ruth", "Ruth"), ("R <r@x>\n", "R r@x"), ("<>", ""), (" .;", ""), ("روت", "روت")],
)
def test_names_are_as_git_can_store_them(given, stored):
    assert author_name(given) == stored


# --- commits --------------------------------------------------------------------------------------


def test_nothing_is_committed_unless_a_setting_says_so(make_paper):
    desk = make_desk(make_paper, "off")
    desk.save(A, "new")
    desk.wait()
    desk.stop()
    assert desk.subjects() == []
    assert desk.note == {"kept": "", "problem": "", "edit": ""}


def test_saves_in_quick_succession_are_one_commit_of_their_author(desk):
    for text in ("one", "two", "three"):
        desk.save(A, text)
        desk.wait(QUIET / 2)
    assert desk.subjects() == []
    desk.wait()
    assert desk.subjects() == ["Talks end in Beijing: saved"]
    author = git(desk.root, "log", "-1", "--format=%an <%ae>, %cn")
    assert author == "Ruth Pereira <desk@news.example>, The Desk"
    assert git(desk.root, "show", f"HEAD:{A}") == "three"
    assert desk.note["kept"] == "Last commit, at 17:00: Talks end in Beijing: saved."


def test_the_next_file_of_a_person_ends_the_changes_of_the_one_before(desk):
    desk.save(A, "one")
    desk.save(B, "two")
    desk.wait(0)
    assert desk.subjects() == ["Talks end in Beijing: saved"]


def test_everything_is_committed_when_the_preview_ends(desk):
    desk.save(A, "one")
    desk.save(B, "two", DAUD)
    desk.stop()
    assert len(desk.subjects()) == 2
    assert git(desk.root, "status", "--porcelain") == ""


def test_only_the_files_of_the_change_are_committed(desk):
    """Another program has staged one file, changed another and left a third."""
    desk.paper.write({B: "staged", "content/c.md": "new", "newsgen.yaml": f"{CONFIG}# mine\n"})
    git(desk.root, "add", B)
    before = git(desk.root, "status", "--porcelain")
    desk.save("content/world/new.md", article("New"), action="created")
    desk.save(A, "mine")
    desk.stop()
    assert git(desk.root, "diff", "--name-only", "HEAD~2", "HEAD").splitlines() == [
        A,
        "content/world/new.md",
    ]
    assert git(desk.root, "status", "--porcelain") == before


def test_a_renamed_and_a_deleted_file_are_committed(desk):
    (desk.root / A).rename(desk.root / "content/world/moved.md")
    desk.repository.note(RUTH, "renamed", A, "content/world/moved.md")
    desk.paper.remove(B)
    desk.repository.note(RUTH, "deleted", B)
    desk.stop()
    files = git(desk.root, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert files == [".gitignore", "content/world/moved.md", "newsgen.yaml"]


def test_a_file_that_came_and_went_is_no_commit(desk):
    desk.save("content/world/brief.md", "x")
    desk.paper.remove("content/world/brief.md")
    desk.save(A, (desk.root / A).read_text("utf-8"))
    desk.stop()
    assert desk.subjects() == []
    assert desk.note["problem"] == ""


@pytest.mark.parametrize("odd", ["content/world/*.md", "content/world/سیلاب.md", "content/-x y.md"])
def test_odd_names_of_files_are_names(desk, odd):
    desk.paper.write({B: "changed outside the desk"})
    desk.save(odd, "new")
    desk.stop()
    assert git(desk.root, "show", "--format=", "-z", "--name-only").rstrip("\0") == odd


def test_a_file_that_git_ignores_is_not_committed(desk):
    desk.paper.write({".gitignore": "*.md\n"})
    desk.save("content/world/new.md", "x")
    desk.stop()
    assert (desk.subjects(), desk.note["problem"]) == ([], "")


def test_what_a_link_leads_to_is_committed(desk):
    (desk.root / "content/linked").symlink_to("world")
    (desk.root / "content/world/link.md").symlink_to("a.md")
    desk.save("content/linked/link.md", "through two links")
    desk.stop()
    assert git(desk.root, "show", f"HEAD:{A}") == "through two links"


def test_a_paper_may_lie_in_a_folder_of_the_repository(make_paper):
    paper = make_paper({**FILES, **setting("commit")}, "top/paper")
    begin(paper.root.parent)
    desk = Desk(paper)
    desk.save(A, "new")
    desk.stop()
    assert git(paper.root, "show", f"HEAD:paper/{A}") == "new"


def hook(desk: Desk, name: str, script: str) -> None:
    place = desk.root / ".git/hooks" / name
    place.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    place.chmod(0o755)


def test_a_refused_commit_is_told_and_tried_again(desk):
    hook(desk, "pre-commit", "echo 'no stories on Sundays' >&2; exit 1")
    desk.save(A, "one")
    desk.wait()
    assert desk.note["problem"] == (
        "Saved; not committed: no stories on Sundays. Tried again at 17:01."
    )
    desk.save(A, "two")
    desk.wait(59)
    assert desk.subjects() == []
    hook(desk, "pre-commit", "exit 0")
    desk.wait(1)
    assert desk.subjects() == ["Talks end in Beijing: saved"]
    assert desk.note["problem"] == ""


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda root: (root / ".git/index.lock").touch(), "another git command is running"),
        (lambda root: git(root, "config", "user.useConfigOnly", "true"), "does not know your name"),
        (lambda root: (root / ".git").rename(root.parent / "gone"), "lies in no git repository"),
    ],
)
def test_what_stops_a_commit_is_told_in_plain_words(desk, spoil, told):
    git(desk.root, "config", "--unset", "user.email")
    git(desk.root, "config", "--unset", "user.name")
    spoil(desk.root)
    desk.save(A, "one", Person())
    desk.wait()
    assert told in desk.note["problem"]


def test_git_that_is_not_installed_is_told(desk, monkeypatch):
    monkeypatch.setenv("PATH", str(desk.root))
    desk.save(A, "one")
    desk.wait()
    assert "git: not found" in desk.note["problem"]


def test_a_hook_that_does_not_end_is_ended(desk, monkeypatch):
    """Git itself is asked first, so it leaves no lock behind."""
    monkeypatch.setattr(git_work_tree, "_SECONDS", 0.3)
    hook(desk, "pre-commit", "exec tail -f /dev/null")
    desk.save(A, "one")
    desk.wait()
    assert "git did not end within 0.3 seconds" in desk.note["problem"]
    monkeypatch.undo()
    hook(desk, "pre-commit", "exit 0")
    desk.wait(60)
    assert desk.subjects() == ["Talks end in Beijing: saved"]


def test_what_is_done_in_the_desk_becomes_commits(desk):
    """A save, a new story and an order of the front, as the browser sends them."""

    async def work() -> None:
        rules = AccessRules(frozenset({"localhost"}), 8000, 8001, "word")
        app = make_app(desk.session, rules, repository=desk.repository)
        headers = {"x-newsgen-token": "word", "sec-fetch-site": "same-origin"}
        transport = httpx.ASGITransport(app)
        here = "http://localhost:8001/_newsgen/"
        async with httpx.AsyncClient(transport=transport, base_url=here, headers=headers) as client:
            file = (await client.get("source", params={"path": A})).json()
            sent = {**file, "text": article("Talks go on")}
            assert (await client.post("save", json=sent)).status_code == 200
            story = {"headline": "Flood", "section": "world"}
            updating = asyncio.create_task(desk.session.keep_current())
            assert (await client.post("new", json=story)).status_code == 201
            updating.cancel()
            order = {"section": "", "digest": "", "leads": True, "stories": [{"story": B}]}
            assert (await client.post("front/save", json={**order, "hidden": []})).is_success
            await desk.repository.finish()
            note = (await client.get("pulse")).json()["git"]
            assert note["kept"].startswith("Last commit, at 17:00: content/front.yaml: arranged.")

    asyncio.run(work())
    assert desk.subjects() == [
        "Talks go on: saved",
        "Flood: created",
        "content/front.yaml: arranged",
    ]


# --- exchange with a remote repository ------------------------------------------------------------


class Exchanged(Newsroom):
    """A newsroom with a desk that sends."""

    def __init__(self, paper: Paper, folder: Path) -> None:
        super().__init__(paper, folder)
        self.desk = Desk(paper)

    def assert_settled(self) -> None:
        """Both branches are one, and the desk has nothing to complain of."""
        super().assert_settled()
        assert self.desk.note["problem"] == ""


@pytest.fixture
def newsroom(make_paper, tmp_path) -> Exchanged:
    return Exchanged(make_paper({**FILES, **setting("push")}), tmp_path)


def test_commits_are_sent(newsroom):
    newsroom.desk.save(A, "mine")
    newsroom.desk.wait()
    assert newsroom.sent(A) == "mine"
    newsroom.assert_settled()
    assert newsroom.desk.note["kept"].endswith("saved. origin has all commits.")


def test_what_others_sent_comes_by_itself(newsroom):
    newsroom.send({A: "theirs"})
    newsroom.desk.wait(0)
    assert (newsroom.desk.root / A).read_text("utf-8") == "theirs"
    newsroom.send({A: "theirs again"})
    newsroom.desk.wait(299)
    assert (newsroom.desk.root / A).read_text("utf-8") == "theirs"
    newsroom.desk.wait(1)
    assert (newsroom.desk.root / A).read_text("utf-8") == "theirs again"


def test_changes_of_different_files_and_lines_are_merged(newsroom):
    lines = [f"line {n}" for n in range(20)]
    newsroom.send({A: "\n".join(lines)})
    newsroom.desk.wait(0)
    newsroom.send({A: "\n".join([*lines, "theirs"]), B: "theirs"})
    newsroom.desk.save(A, "\n".join(["mine", *lines]))
    newsroom.desk.stop()
    newsroom.assert_settled()
    assert newsroom.sent(A) == "\n".join(["mine", *lines, "theirs"])
    assert newsroom.sent(B) == "theirs"


def conflicting(newsroom: Exchanged) -> Desk:
    """A desk that saved a file which the colleague changed in the same lines."""
    newsroom.send({A: article("Theirs")})
    newsroom.desk.save(A, article("Mine"))
    newsroom.desk.wait()
    return newsroom.desk


def test_a_conflict_leaves_both_versions_where_they_are(newsroom):
    desk = conflicting(newsroom)
    assert (desk.root / A).read_text("utf-8") == article("Mine")
    assert git(desk.root, "show", f"HEAD:{A}") == article("Mine").rstrip("\n")
    assert newsroom.sent(A) == article("Theirs").rstrip("\n")
    assert git(desk.root, "status", "--porcelain") == ""
    assert not (desk.root / ".git/MERGE_HEAD").exists()
    assert desk.note["problem"] == f"{A} was also changed by others, on origin: nothing is sent."
    assert desk.note["edit"] == f"/_newsgen/edit?path={A}"
    assert desk.note["kept"].endswith("1 commit is not on origin yet.")


def test_a_conflict_is_decided_by_the_save_that_knows_both_versions(newsroom):
    desk = conflicting(newsroom)
    source = read_shared(desk.repository, desk.root, A)
    assert source["shared"] == "yes"
    status, answer = save_shared(desk.repository, desk.root, A, "whatever", source["digest"])
    assert (status, answer["text"]) == (409, article("Theirs"))
    assert answer["base"] == article("Talks end in Beijing")
    assert (desk.root / A).read_text("utf-8") == article("Mine")
    merged = article("Mine and theirs")
    status, answer = save_shared(desk.repository, desk.root, A, merged, answer["digest"])
    assert (status, answer["digest"]) == (200, read_source(desk.root, A)["digest"])
    desk.repository.note(RUTH, "saved", A)
    desk.wait()
    newsroom.assert_settled()
    assert newsroom.sent(A) == merged.rstrip("\n")
    assert git(desk.root, "log", "--format=%s", "-1") == "Changes of others, from origin"


@pytest.mark.slow
@pytest.mark.parametrize("chosen", ["Mine", "Theirs", "Talks end in Beijing"])
def test_the_decided_text_is_kept_whatever_it_is(newsroom, chosen):
    """Also if git would now find no conflict any more, and prefer another text."""
    desk = conflicting(newsroom)
    _, answer = save_shared(desk.repository, desk.root, A, "", read_source(desk.root, A)["digest"])
    assert save_shared(desk.repository, desk.root, A, article(chosen), answer["digest"])[0] == 200
    desk.repository.note(RUTH, "saved", A)
    desk.wait()
    newsroom.assert_settled()
    assert newsroom.sent(A) == article(chosen).rstrip("\n")


def test_a_decision_counts_only_once_it_is_committed(newsroom):
    desk = conflicting(newsroom)
    _, answer = save_shared(desk.repository, desk.root, A, "", read_source(desk.root, A)["digest"])
    assert save_shared(desk.repository, desk.root, A, "both", answer["digest"])[0] == 200
    desk.wait(300)
    assert newsroom.sent(A) == article("Theirs").rstrip("\n")
    assert (desk.root / A).read_text("utf-8") == "both"
    desk.repository.note(RUTH, "saved", A)
    desk.stop()
    newsroom.assert_settled()
    assert newsroom.sent(A) == "both"


def test_a_save_that_does_not_know_the_file_itself_sees_that_first(newsroom):
    desk = conflicting(newsroom)
    status, answer = save_shared(desk.repository, desk.root, A, "x", "another")
    assert (status, answer["text"]) == (409, article("Mine"))
    assert "base" not in answer


@pytest.mark.slow
def test_others_who_send_again_meanwhile_are_merged_after_the_decision(newsroom):
    desk = conflicting(newsroom)
    newsroom.send({A: article("Theirs again"), B: "theirs"})
    _, answer = save_shared(desk.repository, desk.root, A, "", read_source(desk.root, A)["digest"])
    assert answer["text"] == article("Theirs")
    assert save_shared(desk.repository, desk.root, A, article("Both"), answer["digest"])[0] == 200
    desk.repository.note(RUTH, "saved", A)
    desk.wait()
    version = desk.repository.their_version(A)
    assert version
    assert version.text == article("Theirs again")
    assert (desk.root / A).read_text("utf-8") == article("Both")


@pytest.mark.slow
def test_a_conflict_that_somebody_ended_with_git_is_over(newsroom):
    desk = conflicting(newsroom)
    git(desk.root, "merge", "--quiet", "--strategy=ours", "origin/main")
    desk.wait(300)
    newsroom.assert_settled()
    assert desk.repository.conflicts == []


@pytest.mark.slow
def test_a_file_that_others_deleted_is_left_to_git(newsroom):
    newsroom.send({}, removed=[A])
    newsroom.desk.save(A, "mine")
    newsroom.desk.wait()
    assert newsroom.desk.note["problem"] == (
        f"Saved; not exchanged with origin: {A} was changed here and on origin: the desk can only"
        " merge texts: run git pull, and decide there. Tried again at 17:01."
    )
    assert (newsroom.desk.root / A).read_text("utf-8") == "mine"
    assert git(newsroom.desk.root, "status", "--porcelain") == ""


def test_a_file_that_was_changed_outside_the_desk_is_not_overwritten(newsroom):
    newsroom.send({B: "theirs"})
    newsroom.desk.paper.write({B: "changed outside the desk"})
    newsroom.desk.save(A, "mine")
    newsroom.desk.wait()
    assert "commit them" in newsroom.desk.note["problem"]
    assert (newsroom.desk.root / B).read_text("utf-8") == "changed outside the desk"
    assert (newsroom.desk.root / A).read_text("utf-8") == "mine"
    newsroom.desk.paper.write({B: FILES[B]})
    newsroom.desk.wait(60)
    newsroom.assert_settled()


def test_a_remote_that_does_not_answer_stops_nobody(newsroom):
    away = newsroom.remote.rename(newsroom.remote.with_name("away.git"))
    newsroom.desk.save(A, "mine")
    newsroom.desk.wait()
    assert newsroom.desk.note["problem"].startswith("Saved; not exchanged with origin: fatal: ")
    assert newsroom.desk.note["kept"].endswith("1 commit is not on origin yet.")
    newsroom.desk.save(A, "mine again")
    away.rename(newsroom.remote)
    newsroom.desk.wait(60)
    assert newsroom.sent(A) == "mine again"
    newsroom.assert_settled()


@pytest.mark.slow
def test_what_somebody_commits_during_a_merge_is_not_undone(newsroom, monkeypatch):
    """In a terminal, after the desk has joined both sides and before it uses the result."""
    newsroom.send({A: "theirs"})
    newsroom.desk.save("content/world/new.md", "mine")
    commit_merge = WorkTree.commit_merge

    def commit_late(tree: WorkTree, *arguments: Any) -> str:
        newsroom.paper.write({B: "from a terminal"})
        newsroom.commit()
        return commit_merge(tree, *arguments)

    monkeypatch.setattr(WorkTree, "commit_merge", commit_late)
    newsroom.desk.wait()
    assert newsroom.desk.note["problem"].startswith("Saved; not exchanged with origin")
    monkeypatch.undo()
    newsroom.desk.wait(60)
    newsroom.assert_settled()
    assert (newsroom.sent(A), newsroom.sent(B)) == ("theirs", "from a terminal")


@pytest.mark.slow
def test_two_who_send_at_the_same_moment_both_succeed(newsroom):
    """The colleague pushes between the desk's look and its push."""
    newsroom.desk.save(A, "mine")
    Paper(root=newsroom.colleague).write({B: "theirs"})
    git(newsroom.colleague, "commit", "--quiet", "--all", "--message=Theirs")
    race = f"test -e ../raced || {{ touch ../raced; git -C {newsroom.colleague} push --quiet; }}"
    hook(newsroom.desk, "pre-push", f"unset $(git rev-parse --local-env-vars); {race}")
    newsroom.desk.wait()
    newsroom.assert_settled()
    assert (newsroom.sent(A), newsroom.sent(B)) == ("mine", "theirs")


def test_a_branch_without_remote_is_told(make_paper):
    desk = make_desk(make_paper, "push")
    desk.save(A, "mine")
    desk.wait()
    assert "git push --set-upstream" in desk.note["problem"]
    assert desk.subjects() == ["Talks end in Beijing: saved"]


def test_a_merge_waits_while_the_desk_saves(newsroom, monkeypatch):
    """Git writes files only while no save runs."""
    newsroom.send({B: "theirs"})
    held = []
    advance = WorkTree.advance

    def watch(self: WorkTree, commit: str) -> None:
        held.append(WRITING.locked())
        advance(self, commit)

    monkeypatch.setattr(WorkTree, "advance", watch)
    newsroom.desk.wait(0)
    assert held == [True]
    assert save_source(newsroom.desk.root, B, "mine", "unknown")[0] == 409
