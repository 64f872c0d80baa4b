"""What editors do with a whole story in the desk: release, unpublish, rename; without a browser."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from starlette.requests import Request

from newsgen.builder.progress import silent
from newsgen.config import Config
from newsgen.diagnostics import Problems, Refusal
from newsgen.frontmatter import add_element, remove_entry, replace_values, set_value
from newsgen.markdown import retarget_links
from newsgen.serve import edit, moves, people, rename, story_changes
from newsgen.serve.snapshot import first_snapshot
from newsgen.sources.publication import make_draft, release, write_moment
from support.desk import DESK, TOKEN, asking, session_of
from support.paper import CONFIG, NOW, Paper, article
from support.photos import photo

A = "content/world/2026-11-20-talks.md"
PLAN = "content/world/2026-11-01-plan.md"


def draft(title: str = "A plan", body: str = "The plan is here.", **fields: str) -> str:
    """The text of a draft without a date."""
    lines = [f"{key}: {value}" for key, value in fields.items()]
    return "\n".join(["---", f"title: {title}", "draft: true", *lines, "---", "", body, ""])


@pytest.fixture(scope="module")
def picture() -> bytes:
    return photo(1200, 800)


def at_desk(paper: Paper, *actions: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> list[Any]:
    """What the actions return, which ask the desk of the paper one after the other."""

    async def run() -> list[Any]:
        async with asking(session_of(paper)) as client:
            return [await action(client) for action in actions]

    return asyncio.run(run())


def doing(
    action: str, path: str, /, **given: object
) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
    """Ask what the action would do, then do it; both answers."""

    async def act(client: httpx.AsyncClient) -> Any:
        facts = (await client.get(f"/_newsgen/{action}", params={"path": path})).json()
        value = {"path": path, "digest": facts["digest"], **given}
        answer = await client.post(f"/_newsgen/{action}", json=value, headers=TOKEN)
        return facts, answer

    return act


def text(paper: Paper, path: str) -> str:
    return (paper.root / path).read_bytes().decode()


# --- front matter is changed by the character -----------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\ndraft: true\n", "title: A\ndate: 2026-11-24 10:00\n"),
        ("draft: true # take out\ntitle: A # x\n", "title: A # x\ndate: 2026-11-24 10:00\n"),
        ("title: A\ndraft: yes\nkicker:\n", "title: A\nkicker:\ndate: 2026-11-24 10:00\n"),
        ("draft: 'True'\ntitle: A\n", "title: A\ndate: 2026-11-24 10:00\n"),
        ('"draft": true\n"title": A\n', '"title": A\ndate: 2026-11-24 10:00\n'),
        (
            "title: A\n# date: 2026-11-01\ndraft: true\n",
            "title: A\n# date: 2026-11-01\ndate: 2026-11-24 10:00\n",
        ),
        ("title: A\ndate:  # when\ndraft: on\n", "title: A\ndate: 2026-11-24 10:00  # when\n"),
        ("date: 2026-11-01 # first\ntitle: A\n", "date: 2026-11-24 10:00 # first\ntitle: A\n"),
        ("{title: A, draft: true}\n", "{title: A, date: 2026-11-24 10:00}\n"),
        ("{draft: true, title: A}\n", "{title: A, date: 2026-11-24 10:00}\n"),
        ("  title: A\n  draft: true\n", "  title: A\n  date: 2026-11-24 10:00\n"),
        (
            "summary: |\n  draft: true\n\n  date: no\ndraft: true\ntitle: A\n",
            "summary: |\n  draft: true\n\n  date: no\ntitle: A\ndate: 2026-11-24 10:00\n",
        ),
        (
            "dateline: KARACHI:\ndraft: true\ntitle: خبر # نوٹ\n",
            "dateline: KARACHI:\ntitle: خبر # نوٹ\ndate: 2026-11-24 10:00\n",
        ),
    ],
)
def test_a_release_changes_only_the_draft_and_the_date(before, after):
    body = "---\n\nWords with draft: true in them.\n"
    released = release(f"---\n{before}{body}", "a.md", "2026-11-24 10:00")
    assert released == f"---\n{after}{body}"


def test_a_release_without_a_moment_keeps_the_date_as_it_is_typed():
    before = "---\ntitle: A\ndate: 24 November 2026, 10.00 # as agreed\ndraft: true\n---\nx\n"
    assert release(before, "a.md", "") == before.replace("draft: true\n", "")


def test_front_matter_that_no_program_can_change_is_left_alone():
    with pytest.raises(Problems, match="cannot change"):
        release("---\n? draft\n: true\n? title\n: A\n---\nx\n", "a.md", "2026-11-24")
    with pytest.raises(Problems):
        make_draft("---\ntitle: [\n---\nx\n", "a.md")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\n", "title: A\naliases: [/old/]\n"),
        ("aliases:\ntitle: A\n", "aliases: [/old/]\ntitle: A\n"),
        ("aliases: /a/ # one\n", "aliases: [/a/, /old/] # one\n"),
        ("aliases: [/a/] # one\n", "aliases: [/a/, /old/] # one\n"),
        ("aliases: []\n", "aliases: [/old/]\n"),
        ("aliases:\n- /a/ # one\nx: 1\n", "aliases:\n- /a/ # one\n- /old/\nx: 1\n"),
        ("aliases:\n    - /a/\n", "aliases:\n    - /a/\n    - /old/\n"),
    ],
)
def test_an_old_address_is_added_in_the_way_of_the_list(before, after):
    assert add_element(before, "aliases", "/old/") == after


def test_values_are_quoted_where_yaml_needs_it():
    assert set_value("a: 1\n", "slug", "null") == 'a: 1\nslug: "null"\n'
    assert add_element("a: 1\n", "aliases", "/a: b/") == 'a: 1\naliases: ["/a: b/"]\n'
    assert replace_values("image: {src: a.jpg}\n", {("image", "src"): "a, b.jpg"}) == (
        'image: {src: "a, b.jpg"}\n'
    )
    assert remove_entry("aliases:\n  - /a/\n", ("aliases", 0)) == "aliases:\n"


def test_a_moment_is_written_by_the_clock_of_the_paper():
    berlin = Config(title="N", timezone="Europe/Berlin")
    assert write_moment(datetime(2026, 11, 24, 9, 30, 59, tzinfo=UTC), berlin) == "2026-11-24 10:30"
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert write_moment(first, berlin) == "2026-10-25 02:30+02:00"


def test_links_are_changed_by_the_character():
    body = (
        '[a](x.md#part "t") `[a](x.md)` ![p](<x.md>)\n\n> [b\n> c](x.md)\n\n'
        "::: figure x.md\n:::\n\n"
        "    [code](x.md)\n\n[r] [away](https://x.example/x.md) [rooted](/x.md)\n\n[r]: x.md 'T'\n"
    )
    changed = retarget_links(body, lambda path: "../y.md" if path == "x.md" else path)
    assert changed.count("../y.md") == 5
    assert changed.replace("../y.md", "x.md") == body
    assert "`[a](x.md)`" in changed
    assert "    [code](x.md)" in changed


# --- release --------------------------------------------------------------------------------------


def test_a_draft_is_released_now_and_not_on_the_day_on_which_it_was_begun(make_paper):
    paper = make_paper({PLAN: draft(), A: article()})
    [(facts, answer)] = at_desk(paper, doing("release", PLAN, date=""))
    assert (facts["date"], facts["errors"]) == ("", [])
    assert [note["code"] for note in facts["warnings"]] == ["no-summary"]
    assert answer.status_code == 200, answer.text
    assert answer.json()["message"] == "Released. Readers see it after the next publication."
    assert answer.json()["publish"] == "/_newsgen/publish"
    assert text(paper, PLAN) == (
        "---\ntitle: A plan\ndate: 2026-11-23 17:00\n---\n\nThe plan is here.\n"
    )
    paper.build_ok()
    assert (paper.public / "world/plan/index.html").exists()


def test_line_ends_and_the_byte_order_mark_stay(make_paper):
    paper = make_paper({PLAN: ("\ufeff" + draft()).replace("\n", "\r\n").encode(), A: article()})
    at_desk(paper, doing("release", PLAN, date=""))
    assert text(paper, PLAN) == (
        "\ufeff---\r\ntitle: A plan\r\ndate: 2026-11-23 17:00\r\n---\r\n\r\nThe plan is here.\r\n"
    )


def test_a_date_that_the_editor_typed_is_kept(make_paper):
    paper = make_paper({PLAN: draft(date="2026-11-24T05:00Z # as agreed"), A: article()})
    [(facts, answer)] = at_desk(paper, doing("release", PLAN, date="2026-11-24T10:00"))
    assert facts["date"] == "2026-11-24T10:00"
    assert "after 24 Nov 10:00" in answer.json()["message"]
    assert "date: 2026-11-24T05:00Z # as agreed" in text(paper, PLAN)


def test_a_date_can_be_chosen_in_the_dialog(make_paper):
    paper = make_paper({PLAN: draft(date="2026-11-01"), A: article()})
    [(_, answer)] = at_desk(paper, doing("release", PLAN, date="2026-11-25T08:30"))
    assert "after 25 Nov 08:30" in answer.json()["message"]
    assert "date: 2026-11-25 08:30\n" in text(paper, PLAN)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (draft(body=""), "the story has no words yet"),
        (draft(body="<!-- later -->"), "the story has no words yet"),
        (draft(body="Write the story here."), "the story has no words yet"),
        (draft(body="See [it](nowhere.md)."), "there is no nowhere.md"),
        (draft(colour="red"), "there is no key `colour`"),
        (draft(section="wrold"), "there is no section 'wrold'"),
    ],
)
def test_a_story_with_errors_is_not_released(make_paper, source, message):
    paper = make_paper({PLAN: source, A: article()})
    [(facts, answer)] = at_desk(paper, doing("release", PLAN, date=""))
    assert facts["errors"][0]["message"] == message
    assert bool(facts["errors"][0]["line"]) == ("no words" not in message)
    assert answer.status_code == 422
    assert answer.json()["message"] == message
    assert text(paper, PLAN) == source


def test_a_story_that_somebody_changed_meanwhile_is_not_released(make_paper):
    paper = make_paper({PLAN: draft(), A: article()})

    async def change(client: httpx.AsyncClient) -> None:
        facts = (await client.get("/_newsgen/release", params={"path": PLAN})).json()
        paper.write({PLAN: draft(body="Another text.")})
        value = {"path": PLAN, "digest": facts["digest"]}
        answer = await client.post("/_newsgen/release", json=value, headers=TOKEN)
        assert answer.status_code == 409
        assert "meantime" in answer.json()["message"]

    at_desk(paper, change)
    assert text(paper, PLAN) == draft(body="Another text.")


def test_what_is_released_is_not_released_again(make_paper):
    paper = make_paper({A: article()})
    [(_, answer)] = at_desk(paper, doing("release", A, date=""))
    assert answer.status_code == 422
    assert text(paper, A) == article()


# --- unpublish ------------------------------------------------------------------------------------


def test_an_unpublished_story_is_a_draft_and_comes_back(make_paper):
    paper = make_paper({A: article(), PLAN: article("Other")})
    paper.build_ok()
    [(facts, answer)] = at_desk(paper, doing("unpublish", A))
    assert (facts["address"], facts["status"], facts["users"]) == ("/world/talks/", "live", [])
    assert answer.status_code == 200
    assert text(paper, A) == article(draft="true")
    paper.build_ok()
    assert not (paper.public / "world/talks").exists()
    at_desk(paper, doing("release", A, date="2026-11-20T10:00"))
    assert text(paper, A) == article()


def test_a_story_that_others_name_expires_so_that_the_site_still_builds(make_paper):
    other = article("Other", "See [talks](2026-11-20-talks.md).")
    paper = make_paper({A: article(), PLAN: other})
    [(facts, answer)] = at_desk(paper, doing("unpublish", A))
    assert facts["users"] == [PLAN]
    assert answer.status_code == 200
    assert text(paper, A) == article(expires="2026-11-23 17:00")
    assert paper.build().committed
    assert not (paper.public / "world/talks").exists()
    [(_, answer)] = at_desk(paper, doing("release", A, date="2026-11-20T10:00"))
    assert answer.status_code == 200
    assert text(paper, A) == article()


def test_a_story_that_was_released_in_this_minute_becomes_a_draft_again(make_paper):
    fresh = article(date="2026-11-23 17:00")
    paper = make_paper({A: fresh, PLAN: article("Other", "See [talks](2026-11-20-talks.md).")})
    [(_, answer)] = at_desk(paper, doing("unpublish", A))
    assert answer.status_code == 200
    assert text(paper, A) == fresh.replace("---\n\n", "draft: true\n---\n\n")


def test_a_draft_cannot_be_unpublished(make_paper):
    paper = make_paper({PLAN: draft(), A: article()})
    [(_, answer)] = at_desk(paper, doing("unpublish", PLAN))
    assert answer.status_code == 422


# --- rename ---------------------------------------------------------------------------------------


def test_a_renamed_story_redirects_from_its_old_address(make_paper):
    paper = make_paper({A: article(), PLAN: article("Other", "[It](2026-11-20-talks.md#end).")})
    rename = doing("rename", A, name="peace-talks", section="world", keep=True)
    [(facts, answer)] = at_desk(paper, rename)
    assert (facts["address"], facts["name"], facts["was_live"]) == ("/world/talks/", "talks", True)
    assert answer.status_code == 200, answer.text
    new = "content/world/2026-11-20-peace-talks.md"
    assert answer.json()["path"] == new
    assert answer.json()["new_address"] == "/world/peace-talks/"
    assert not (paper.root / A).exists()
    assert text(paper, new) == article(aliases="[/world/talks/]")
    assert "[It](2026-11-20-peace-talks.md#end)." in text(paper, PLAN)
    assert paper.build().committed
    assert "/world/peace-talks/" in paper.page("world/talks/index.html")


def test_a_story_that_moves_back_has_no_redirect_to_itself(make_paper):
    paper = make_paper({A: article()})
    new = "content/world/2026-11-20-peace.md"
    at_desk(
        paper,
        doing("rename", A, name="peace", section="world", keep=True),
        doing("rename", new, name="talks", section="world", keep=True),
    )
    assert text(paper, A) == article(aliases="[/world/peace/]")
    paper.build_ok()


def test_a_story_moves_to_another_section_with_all_that_is_its_own(make_paper, picture):
    own = "content/world/own.jpg"
    story = article(
        body="![x](shared.jpg) [p](2026-11-01-plan.md) [s](../pakistan/s.md)",
        image="{src: own.jpg, alt: A}",
        related="[2026-11-01-plan.md]",
    )
    paper = make_paper(
        {
            A: story,
            PLAN: article("Other", "![x](shared.jpg)", related="\n  - 2026-11-20-talks.md # it"),
            "content/pakistan/s.md": article("S", section="pakistan", translations=f"[{A}]"),
            "content/front.yaml": "lead: world/2026-11-20-talks.md # first\ntop: []\n",
            "content/world/2026-11-20-talks.comments.yaml": "comments: []\n",
            own: picture,
            "content/world/shared.jpg": picture,
        }
    )
    [(_, answer)] = at_desk(paper, doing("rename", A, name="talks", section="pakistan", keep=False))
    assert answer.status_code == 200, answer.text
    new = "content/pakistan/2026-11-20-talks.md"
    assert text(paper, new) == (
        story.replace("section: world", "section: pakistan")
        .replace("shared.jpg", "../world/shared.jpg")
        .replace("2026-11-01-plan.md", "../world/2026-11-01-plan.md")
        .replace("../pakistan/s.md", "s.md")
    )
    assert text(paper, "content/front.yaml") == (
        "lead: pakistan/2026-11-20-talks.md # first\ntop: []\n"
    )
    assert "  - ../pakistan/2026-11-20-talks.md # it\n" in text(paper, PLAN)
    assert f"translations: [{new}]" in text(paper, "content/pakistan/s.md")
    assert (paper.root / "content/pakistan/own.jpg").exists()
    assert not (paper.root / own).exists()
    assert (paper.root / "content/pakistan/2026-11-20-talks.comments.yaml").exists()
    assert (paper.root / "content/world/shared.jpg").exists()


def test_a_story_with_a_folder_of_its_own_takes_the_folder_along(make_paper, picture):
    paper = make_paper(
        {
            "content/world/quake/index.md": article(body="![x](a.jpg)"),
            "content/world/quake/a.jpg": picture,
            "content/world/quake/unused.jpg": picture,
        }
    )
    rename = doing("rename", "content/world/quake/index.md", name="tremor", section="world", keep=0)
    [(_, answer)] = at_desk(paper, rename)
    assert answer.json()["path"] == "content/world/tremor/index.md"
    assert sorted(place.name for place in (paper.root / "content/world").iterdir()) == ["tremor"]
    assert len(list((paper.root / "content/world/tremor").iterdir())) == 3


@pytest.mark.parametrize(
    ("name", "section", "message"),
    [
        ("plan", "world", "this address belongs to"),
        ("a/b", "world", "a page cannot have this address"),
        ("..", "world", "a page cannot have this address"),
        ("", "world", "a page cannot have this address"),
        ("talks", "sport", "there is no section sport"),
        ("about", "world", "there is already a file"),
    ],
)
def test_a_story_never_takes_the_place_of_another(make_paper, name, section, message):
    files = {A: article(), PLAN: article("Other"), "content/world/2026-11-20-about.md": "no story"}
    paper = make_paper(files)
    [(_, answer)] = at_desk(paper, doing("rename", A, name=name, section=section, keep=True))
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(message)
    assert {path: text(paper, path) for path in files} == files


def test_a_slug_that_is_written_follows_the_name(make_paper):
    paper = make_paper({A: article(slug="Old-Talks # kept")})
    [(facts, _)] = at_desk(paper, doing("rename", A, name="New", section="world", keep=True))
    assert facts["name"] == "Old-Talks"
    assert text(paper, "content/world/2026-11-20-New.md") == article(
        slug="New # kept", aliases="[/world/Old-Talks/]"
    )


def test_when_one_file_cannot_be_written_nothing_moves(make_paper, monkeypatch):
    files = {A: article(), PLAN: article("Other", "[It](2026-11-20-talks.md).")}
    paper = make_paper(files)
    save = edit.save_source

    def fail(root: Path, path: str, *given: str) -> tuple[int, dict[str, str]]:
        if path == PLAN:
            return 507, {"message": f"cannot write {path}: No space left on device"}
        return save(root, path, *given)

    monkeypatch.setattr(edit, "save_source", fail)
    [(_, answer)] = at_desk(paper, doing("rename", A, name="peace", section="world", keep=True))
    assert answer.status_code == 422
    assert "No space left" in answer.json()["message"]
    assert {path: text(paper, path) for path in files} == files
    assert len(list((paper.root / "content/world").iterdir())) == 2


@pytest.mark.parametrize(
    ("source", "was_live"),
    [
        (article(), True),
        (article(expires="2026-11-21"), True),
        (article(draft="true"), True),
        (article(date="2026-11-24"), False),
        (draft(), False),
    ],
)
def test_the_old_address_is_kept_if_readers_may_know_it(make_paper, source, was_live):
    paper = make_paper({A: source, PLAN: article("Other")})

    async def ask(client: httpx.AsyncClient) -> Any:
        return (await client.get("/_newsgen/rename", params={"path": A})).json()["was_live"]

    assert at_desk(paper, ask) == [was_live]


def test_a_change_in_the_moment_of_the_move_is_kept_and_nothing_moves(make_paper, monkeypatch):
    other = article("Other", "[It](2026-11-20-talks.md).")
    paper = make_paper({A: article(), PLAN: other})
    move_file = moves.move_file

    def move_and_change(place: Path, target: Path) -> None:
        move_file(place, target)
        if place.name == "2026-11-20-talks.md":
            target.write_text(article(body="Saved by another program."))

    monkeypatch.setattr(moves, "move_file", move_and_change)
    [(_, answer)] = at_desk(paper, doing("rename", A, name="peace", section="world", keep=True))
    assert answer.status_code == 422
    assert "nothing was moved" in answer.json()["hint"]
    assert text(paper, A) == article(body="Saved by another program.")
    assert text(paper, PLAN) == other
    assert len(list((paper.root / "content/world").iterdir())) == 2


def test_a_story_of_an_edition_moves_within_it(make_paper):
    editions = "editions:\n  ur: {title: خبریں, lang: ur, sections: {world: {title: دنیا}}}\n"
    path = "content/ur/world/2026-11-20-خبر.md"
    paper = make_paper({"newsgen.yaml": CONFIG + editions, path: article("خبر"), A: article()})
    [(facts, answer)] = at_desk(
        paper, doing("rename", path, name="زلزلہ", section="world", keep=True)
    )
    assert facts["sections"] == [["world", "دنیا"]]
    assert answer.status_code == 200, answer.text
    new = "content/ur/world/2026-11-20-زلزلہ.md"
    assert text(paper, new) == article("خبر", aliases='["/ur/world/خبر/"]')
    paper.build_ok()
    assert (paper.public / "ur/world/خبر/index.html").exists()


def test_a_link_is_not_moved(make_paper):
    paper = make_paper({A: article()})
    (paper.root / PLAN).symlink_to(paper.root / A)
    [(_, answer)] = at_desk(paper, doing("rename", PLAN, name="x", section="world", keep=True))
    assert answer.status_code == 422
    assert (paper.root / PLAN).is_symlink()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_every_address_answers_after_any_moves(make_paper, seed):
    chance = random.Random(seed)
    files = {
        f"content/world/2026-11-1{n}-s{n}.md": article(
            f"Story {n}", f"[next](2026-11-1{(n + 1) % 5}-s{(n + 1) % 5}.md)", date="2026-11-19"
        )
        for n in range(5)
    }
    paper = make_paper(files)
    options = paper.options(NOW, scope="everything")
    answered: set[str] = set()
    for _ in range(8):
        before = first_snapshot(options, silent)
        answered |= {each.url_path for each in before.articles}
        wish = moves.Wish(
            name=chance.choice(["one", "two", "three", "خبر"]),
            section=chance.choice(["world", "pakistan"]),
            keep=True,
        )
        with suppress(Refusal):
            moved = moves.plan_move(before, chance.choice(before.articles), wish)
            moves.carry_out(paper.root, moved)
    assert paper.build().committed
    for address in answered:
        assert (paper.public / unquote(address) / "index.html").exists(), address
    for story in paper.root.glob("content/*/*.md"):
        link = re.search(r"\[next\]\((.*)\)", story.read_text())
        assert (story.parent / unquote(link[1])).exists()


# --- people ---------------------------------------------------------------------------------------

ACTIONS: dict[str, tuple[str, dict[str, object]]] = {
    "release": (PLAN, {"date": ""}),
    "unpublish": (A, {}),
    "rename": (A, {"name": "peace", "section": "world", "keep": True}),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_needs_the_token(make_paper, name):
    files = {A: article(), PLAN: draft()}
    paper = make_paper(files)

    async def post(client: httpx.AsyncClient) -> httpx.Response:
        path, given = ACTIONS[name]
        value = {"path": path, **given}
        return await client.post(f"/_newsgen/{name}", json=value, headers={"origin": DESK})

    [answer] = at_desk(paper, post)
    assert answer.status_code == 403
    assert {path: text(paper, path) for path in files} == files


@pytest.mark.parametrize("name", ACTIONS)
def test_a_writer_changes_nothing_that_readers_see(make_paper, monkeypatch, name):
    monkeypatch.setattr(people, "person_of", lambda _: people.Person(name="W", role="writer"))
    files = {A: article(), PLAN: draft()}
    paper = make_paper(files)
    path, given = ACTIONS[name]
    [(_, answer)] = at_desk(paper, doing(name, path, **given))
    assert answer.status_code == 403
    assert "editor" in answer.text
    assert {path: text(paper, path) for path in files} == files


def test_what_was_done_is_recorded_with_all_files(make_paper, monkeypatch):
    kept: list[tuple[str, ...]] = []

    async def record(_: Request, action: str, *paths: str) -> None:
        kept.append((action, *paths))

    monkeypatch.setattr(story_changes, "record", record)
    monkeypatch.setattr(rename, "record", record)
    other = "content/world/other.md"
    link = article("Other", "[It](2026-11-20-talks.md)")
    paper = make_paper({A: article(), PLAN: draft(), other: link})
    at_desk(paper, *(doing(name, path, **given) for name, (path, given) in ACTIONS.items()))
    new = "content/world/2026-11-20-peace.md"
    assert kept == [("released", PLAN), ("unpublished", A), ("renamed", A, new, other)]


def test_the_list_offers_what_fits_the_story(make_paper):
    paper = make_paper({A: article(), PLAN: draft()})

    async def get(client: httpx.AsyncClient) -> str:
        return (await client.get("/_newsgen/")).text

    [page] = at_desk(paper, get)
    assert f'data-action="release" data-path="{PLAN}"' in page
    assert f'data-action="unpublish" data-path="{A}"' in page
    assert page.count('data-action="rename"') == 2


def test_a_draft_with_a_date_to_come_says_on_its_button_when_it_appears(make_paper):
    paper = make_paper({A: article(), PLAN: draft(date="2026-11-24 10:00")})

    async def get(client: httpx.AsyncClient) -> str:
        return (await client.get("/_newsgen/edit", params={"path": PLAN})).text

    [page] = at_desk(paper, get)
    assert ">Release (appears 24 Nov 10:00)</button>" in page
