"""The people of the desk: what each may do, who edits what, and the log of what they did."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount, Route

from newsgen.digest import digest_bytes
from newsgen.serve import session
from newsgen.serve.access import Credentials, Doorkeeper
from newsgen.serve.app import _desk_routes, make_app
from newsgen.serve.desk_log import FILE, OLDER, DeskLog
from newsgen.serve.people import Change, Person, Role
from newsgen.serve.presence import LIFETIME, LIFETIME_IN_BACKGROUND, Presence, Visit
from newsgen.serve.writer_limits import writer_refusal
from support.desk import DESK, RULES, TOKEN, session_of
from support.paper import Paper, article

A, PLAN = "content/world/a.md", "content/world/plan.md"
FILES = {
    A: article("Talks end"),
    PLAN: article("A plan", draft="true"),
    "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
}
ROLES: dict[str, Role] = {"Ayesha": "editor", "Zarmina": "writer"}


class Everybody:
    """Those in ``ROLES``, each with any password."""

    def recognize(self, given: Credentials) -> Person | None:
        role = ROLES.get(given.name)
        return Person(name=given.name, role=role) if role else None

    def verify(self, given: Credentials) -> Person | None:
        return self.recognize(given)


class Desk:
    """Requests to the desk of one paper, as several people send them."""

    def __init__(self, paper: Paper, *, has_names: bool = True) -> None:
        self.session = session_of(paper)
        doorkeeper = Doorkeeper(Everybody() if has_names else None)
        self.app = make_app(self.session, RULES, doorkeeper=doorkeeper)

    def get(self, path: str, name: str = "", client: str = "10.0.0.1") -> httpx.Response:
        return self._ask(name, client, lambda c: c.get(f"/_newsgen/{path}"))

    def post(
        self, path: str, value: object, name: str = "", client: str = "10.0.0.1"
    ) -> httpx.Response:
        return self._ask(
            name, client, lambda c: c.post(f"/_newsgen/{path}", json=value, headers=TOKEN)
        )

    def save(self, path: str, text: str, name: str = "") -> httpx.Response:
        digest = digest_bytes((self.session.snapshot.root / path).read_bytes())
        return self.post("save", {"path": path, "text": text, "digest": digest}, name)

    def _ask(
        self,
        name: str,
        client: str,
        send: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]],
    ) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(client, 5000))
            auth = (name, "word") if name else None
            async with httpx.AsyncClient(transport=transport, base_url=DESK, auth=auth) as browser:
                return await send(browser)

        return asyncio.run(ask())


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


@pytest.fixture
def desk(paper) -> Desk:
    return Desk(paper)


def log_of(paper: Paper) -> list[dict[str, object]]:
    lines = (paper.root / ".newsgen" / FILE).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


# --- who is here, and what they may do ------------------------------------------------------------


def test_the_desk_shows_who_is_signed_in(desk):
    assert desk.get("").status_code == 401
    for name, role in ROLES.items():
        text = desk.get("", name).text
        assert f"<bdi>{name}</bdi> <span>{role}</span>" in text


def test_without_names_everybody_is_an_editor_and_no_name_is_shown(paper):
    text = Desk(paper, has_names=False).get("").text
    assert 'class="person"' not in text
    assert 'href="/_newsgen/log"' in text


def test_the_log_is_for_editors(desk):
    assert desk.get("log", "Ayesha").status_code == 200
    assert desk.get("log", "Zarmina").status_code == 403
    assert 'href="/_newsgen/log"' in desk.get("", "Ayesha").text
    assert 'href="/_newsgen/log"' not in desk.get("", "Zarmina").text


def test_only_an_editor_publishes(paper, desk):
    page = desk.get("publish", "Zarmina").text
    assert "Only an editor may publish" in page
    assert '<button class="primary">' not in page
    assert "Only an editor" not in desk.get("publish", "Ayesha").text
    before = (paper.root / "newsgen.yaml").read_bytes()
    assert desk.post("publish", {"target": "live"}, "Zarmina").status_code == 403
    assert desk.post("publish/folder", {"path": "../live"}, "Zarmina").status_code == 403
    assert (paper.root / "newsgen.yaml").read_bytes() == before


def test_a_writer_writes_and_saves(paper, desk):
    text = article("A plan", "More of it.", draft="true", summary="New.")
    assert desk.save(PLAN, text, "Zarmina").status_code == 200
    assert desk.save(A, article("Talks end", "A correction."), "Zarmina").status_code == 200
    assert desk.save("content/pages/about.md", "---\ntitle: We\n---\n", "Zarmina").is_success
    assert (paper.root / PLAN).read_text() == text


def test_a_writer_releases_nothing_by_its_text(paper, desk):
    before = (paper.root / PLAN).read_bytes()
    answer = desk.save(PLAN, article("A plan"), "Zarmina")
    assert (answer.status_code, "only an editor releases" in answer.json()["message"]) == (
        403,
        True,
    )
    assert (paper.root / PLAN).read_bytes() == before
    assert desk.save(PLAN, article("A plan"), "Ayesha").status_code == 200


def test_a_writer_who_is_behind_sees_the_conflict(paper, desk):
    """An editor released the story meanwhile: both versions are shown, as to everybody."""
    digest = digest_bytes((paper.root / PLAN).read_bytes())
    desk.save(PLAN, article("A plan"), "Ayesha")
    late = {"path": PLAN, "text": article("A plan", "More.", draft="true"), "digest": digest}
    answer = desk.post("save", late, "Zarmina")
    assert (answer.status_code, answer.json()["text"]) == (409, article("A plan"))


def test_a_writer_gets_round_no_limit_by_a_digest_of_two_versions(paper, desk):
    """The digest of a merge has two parts; the first is that of the file."""
    before = (paper.root / PLAN).read_bytes()
    given = {"path": PLAN, "text": article("A plan"), "digest": f"{digest_bytes(before)}+x"}
    assert desk.post("save", given, "Zarmina").status_code == 403
    assert (paper.root / PLAN).read_bytes() == before


def test_what_changes_the_site_is_refused_to_a_writer(desk):
    for path in ("release", "unpublish", "rename", "publish", "publish/folder"):
        assert desk.post(path, {"path": PLAN}, "Zarmina").status_code == 403, path
    settings = {"path": "newsgen.yaml", "text": "title: T\n", "digest": ""}
    assert desk.post("save", settings, "Zarmina").status_code == 403


def test_no_request_that_writes_is_taken_without_the_token(desk):
    mount = next(each for each in _desk_routes() if isinstance(each, Mount))
    paths = {r.path for r in mount.routes if isinstance(r, Route) and "POST" in (r.methods or ())}
    assert {"/save", "/upload", "/presence", "/publish"} <= paths
    for path in sorted(paths):
        assert asyncio.run(_post_without_token(desk, path.lstrip("/"))).status_code == 403, path


BROKEN = "---\ntitle: [\n---\n"
DRAFT, LIVE = article(draft="true"), article()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (DRAFT, article("Other", slug="other", date="2026-01-01", draft="true"), ""),
        (DRAFT, LIVE, "releases"),
        (DRAFT, article(draft="false"), "releases"),
        (DRAFT, BROKEN, ""),
        (BROKEN, BROKEN, ""),
        (BROKEN, LIVE, "releases"),
        (BROKEN, DRAFT, ""),
        ("", LIVE, "releases"),
        (LIVE, article("Other", "Other.", summary="Other."), ""),
        (LIVE, DRAFT, "`draft`"),
        (LIVE, article(slug="other"), "`slug`"),
        (LIVE, article(section="pakistan"), "`section`"),
        (LIVE, article(date="2026-11-21"), "`date`"),
        (LIVE, article(expires="2026-12-01"), "`expires`"),
        (LIVE, article(embargo="2026-12-01", aliases="[/a/]"), "`embargo` and `aliases`"),
        (LIVE, BROKEN, "mistake"),
    ],
)
def test_what_a_writer_may_change(before, after, reason):
    found = writer_refusal(A, before, after)
    assert reason in found
    assert bool(reason) == bool(found)


# --- who edits what -------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def visit(page: str = "p1", **fields: object) -> Visit:
    known = {"path": A, "person": Person(), "client": "10.0.0.1", **fields}
    return Visit(page=page, **known)  # type: ignore[arg-type]


def test_a_page_that_says_nothing_counts_as_closed():
    clock = Clock()
    presence = Presence(clock)
    presence.note(visit("seen"))
    presence.note(visit("hidden", is_hidden=True))
    clock.now += LIFETIME - 1
    presence.note(visit("again"))
    clock.now += 1
    assert [each.page for each in presence.visits()] == ["hidden", "again"]
    clock.now += LIFETIME_IN_BACKGROUND - LIFETIME
    assert presence.visits() == ()


def test_a_page_is_known_once_and_may_leave():
    presence = Presence(Clock())
    presence.note(visit())
    presence.note(visit(is_unsaved=True))
    assert presence.visits() == (visit(is_unsaved=True),)
    presence.note(visit(path="", client="10.0.0.2"))  # somebody else cannot close it
    assert len(presence.visits()) == 1
    presence.note(visit(path=""))
    assert presence.visits() == ()


def test_the_number_of_known_pages_is_bounded():
    presence = Presence(Clock())
    for n in range(2000):
        presence.note(visit(str(n)))
    assert len(presence.visits()) == 500


def beat(path: str = A, page: str = "p1", **more: object) -> dict[str, object]:
    return {"page": page, "path": path, "unsaved": False, **more}


def test_everybody_sees_who_edits_a_file_and_whether_it_is_saved(desk):
    desk.post("presence", beat(unsaved=True), "Ayesha")
    seen = desk.get("pulse", "Zarmina").json()["editing"]
    assert seen == [{"page": "p1", "path": A, "who": "Ayesha", "unsaved": True}]
    own = desk.post("presence", beat(page="p2"), "Ayesha").json()["editing"]
    assert [each["who"] for each in own] == ["Another window of yours"] * 2
    desk.post("presence", beat(""), "Ayesha")
    assert [each["page"] for each in desk.get("pulse", "Zarmina").json()["editing"]] == ["p2"]


@pytest.mark.parametrize(
    ("client", "reader", "who"),
    [
        ("192.168.1.7", "192.168.1.8", "Somebody at 192.168.1.7"),
        ("127.0.0.1", "192.168.1.8", "Somebody at the computer of the preview"),
        ("127.0.0.1", "127.0.0.1", "Another window on this computer"),
    ],
)
def test_without_names_the_computer_is_named(paper, client, reader, who):
    desk = Desk(paper, has_names=False)
    desk.post("presence", beat(), client=client)
    [seen] = desk.get("pulse", client=reader).json()["editing"]
    assert seen["who"] == who


@pytest.mark.parametrize("path", ["newsgen.yaml", "../a.md", "content/none.md", "x" * 3000])
def test_only_files_of_the_paper_are_edited(desk, path):
    assert desk.post("presence", beat(path), "Ayesha").json() == {"editing": []}


def test_presence_needs_the_token_of_the_desk(desk):
    answer = asyncio.run(_post_without_token(desk))
    assert answer.status_code == 403


async def _post_without_token(desk: Desk, path: str = "presence") -> httpx.Response:
    transport = httpx.ASGITransport(desk.app)
    async with httpx.AsyncClient(transport=transport, base_url=DESK) as client:
        return await client.post(
            f"/_newsgen/{path}", json=beat(), headers={"origin": DESK}, auth=("Ayesha", "x")
        )


# --- the log --------------------------------------------------------------------------------------


def test_every_change_of_the_desk_is_logged(paper, desk, monkeypatch):
    monkeypatch.setattr(session, "_PATIENCE", 0.01)  # no task makes new snapshots here
    desk.save(A, article("Talks end", "More."), "Zarmina")
    desk.post("new", {"headline": "Rain", "section": "world"}, "Ayesha")
    front = {"section": "", "digest": "", "leads": True, "stories": [{"story": A}], "hidden": []}
    desk.post("front/save", front, "Ayesha")
    entries = log_of(paper)
    assert [(e["name"], e["action"], e["client"]) for e in entries] == [
        ("Zarmina", "saved", "10.0.0.1"),
        ("Ayesha", "created", "10.0.0.1"),
        ("Ayesha", "arranged", "10.0.0.1"),
    ]
    assert entries[0]["paths"] == [A]
    assert entries[2]["paths"] == ["content/front.yaml"]
    page = desk.get("log", "Ayesha").text
    assert page.index("arranged") < page.index("created") < page.index("saved")
    assert f'href="/_newsgen/edit?path={A}"' in page


def test_what_was_refused_is_not_logged(paper, desk):
    desk.save(PLAN, article("A plan"), "Zarmina")
    desk.post("save", {"path": A, "text": "x", "digest": "0" * 32}, "Ayesha")
    assert not (paper.root / ".newsgen" / FILE).exists()
    assert "Nobody has changed anything" in desk.get("log", "Ayesha").text


def test_a_change_that_cannot_be_logged_is_made_and_told(paper, desk):
    (paper.root / ".newsgen" / FILE).mkdir(parents=True)
    assert desk.save(A, article("Talks end", "More."), "Ayesha").status_code == 200
    assert "More." in (paper.root / A).read_text()
    assert "cannot be logged" in desk.get("", "Zarmina").text
    (paper.root / ".newsgen" / FILE).rmdir()
    desk.save(A, article("Talks end", "Still more."), "Ayesha")
    assert "cannot be logged" not in desk.get("", "Zarmina").text


def change(action: str = "saved", *paths: str, name: str = "Ayesha") -> Change:
    return Change(person=Person(name=name), client="::1", action=action, paths=paths or (A,))


def moment() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_line_is_safe_to_show_in_a_terminal(tmp_path):
    log = DeskLog(tmp_path, moment)
    log.add(change("saved", "a\n\x1b[2J\x9b\u2028\u202eb.md", name="زرمینہ"))
    text = (tmp_path / FILE).read_text("utf-8")
    assert text.count("\n") == 1
    assert "زرمینہ" in text
    assert not any(c in text for c in "\x1b\x9b\u2028\u202e")
    assert log.last(1)[0].paths == ("a\n\x1b[2J\x9b\u2028\u202eb.md",)


def test_the_log_has_a_limit_and_keeps_the_newest(tmp_path):
    log = DeskLog(tmp_path, moment, max_bytes=1000)
    for n in range(50):
        log.add(change(f"saved {n}"))
    assert (tmp_path / FILE).stat().st_size <= 1000
    assert (tmp_path / OLDER).stat().st_size <= 1000
    actions = [entry.action for entry in log.last(8)]
    assert actions == [f"saved {n}" for n in range(49, 41, -1)]


def test_a_line_that_was_cut_off_hides_no_other(tmp_path):
    log = DeskLog(tmp_path, moment)
    log.add(change("saved"))
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"time": "2026-\n\xff\xfe\n')
    log.add(change("created"))
    assert [entry.action for entry in log.last(10)] == ["created", "saved"]


def test_the_log_follows_no_link(tmp_path):
    other = tmp_path / "other"
    other.write_text("")
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / FILE).symlink_to(other)
    log = DeskLog(folder, moment)
    log.add(change())
    assert log.failure
    assert other.read_text() == ""


def test_two_logs_of_one_folder_lose_no_line(tmp_path):
    logs = DeskLog(tmp_path, moment), DeskLog(tmp_path, moment)
    for n in range(20):
        logs[n % 2].add(change(f"saved {n}"))
    assert len(logs[0].last(100)) == 20


def test_the_cache_is_where_the_log_is(make_paper):
    paper = make_paper({**FILES, "newsgen.yaml": "title: T\nsections: {world: {}}\ncache: kept\n"})
    Desk(paper).save(A, article("Talks end", "More."), "Ayesha")
    assert Path(paper.root / "kept" / FILE).exists()
