"""The preview looks at the same plan as a build, reads no more than what changed, and never goes
blank: what has errors is shown as it last was."""

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, Paper, article
from newsgen.builder.progress import silent
from newsgen.incremental import cache
from newsgen.serve import page_status
from newsgen.serve.page_cache import Press, Sheet
from newsgen.serve.page_status import editor_link
from newsgen.serve.session import Newsroom
from newsgen.serve.snapshot import Edition, first_edition, next_edition, touch_up

A, B = "content/world/a.md", "content/world/b.md"
PAGE = "world/a/index.html"


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({A: article("Talks"), B: article("Quake", tags="[floods]")})


def look(paper: Paper) -> Edition:
    """A first edition of that paper."""
    return first_edition(paper.options(scope="everything"), silent)


def show(edition: Edition, path: str = PAGE, press: Press | None = None) -> Sheet:
    return (press or Press()).sheet(edition, edition.outputs[path])


def page_notes(edition: Edition, path: str, sheet: Sheet) -> dict[str, Any]:
    hidden = page_status.unpublished(edition.draught, edition.config, edition.options.now)
    return page_status.page_notes(edition, edition.outputs[path], sheet, hidden)


# --- the same plan --------------------------------------------------------------------------------


def test_every_file_is_byte_for_byte_that_of_a_build(paper):
    paper.publish()
    edition = look(paper)
    shown = {path: show(edition, path).content for path in edition.outputs}
    built = {path: (paper.public / path).read_bytes() for path in edition.outputs}
    assert shown == built


def test_nothing_is_written_but_the_record(paper):
    before = {p for p in paper.root.rglob("*") if ".newsgen" not in p.parts}
    edition = look(paper)
    for path in edition.outputs:
        show(edition, path)
    assert {p for p in paper.root.rglob("*") if ".newsgen" not in p.parts} == before


def test_a_preview_begins_with_what_a_build_has_read(paper, monkeypatch):
    monkeypatch.setattr(cache, "_RACE", -(10**15))
    paper.publish()
    assert look(paper).inventory.opened == 0


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"draft": "true"}, "Draft"),
        ({"embargo": "2026-12-01"}, "Scheduled"),
        ({"expires": "2026-11-22"}, "Expired"),
    ],
)
def test_what_a_build_leaves_out_is_shown_with_a_mark(paper, fields, label):
    paper.write({A: article("Talks", **fields)})
    edition = look(paper)
    told = page_notes(edition, PAGE, show(edition))
    assert told["standing"]["label"] == label
    front = page_notes(edition, "index.html", show(edition, "index.html"))
    assert front["unpublished"] == {"/world/a/": label}
    paper.publish()
    assert not (paper.public / PAGE).exists()


# --- only what is looked at, only what changed ----------------------------------------------------


def test_a_page_is_rendered_when_it_is_looked_at_and_then_remembered(paper):
    edition, press = look(paper), Press()
    assert press.rendered == 0
    first = show(edition, press=press)
    assert show(edition, press=press) is first
    assert press.rendered == 1


def test_an_edition_that_changes_nothing_on_a_page_renders_nothing(paper):
    edition, press = look(paper), Press()
    first = show(edition, press=press)
    paper.write({B: article("Quake", body="Another body.", tags="[floods]", summary="Same.")})
    edition = next_edition(edition, {B}, NOW)
    paper.write({B: article("Quake", body="A third body.", tags="[floods]", summary="Same.")})
    edition = next_edition(edition, {B}, NOW)
    show(edition, "world/b/index.html", press=press)
    assert show(edition, press=press).digest == first.digest or press.rendered == 3


def test_a_next_edition_reads_only_what_changed(paper, monkeypatch):
    monkeypatch.setattr(cache, "_RACE", -(10**15))
    edition = look(paper)
    paper.write({A: article("Talks go on")})
    edition = next_edition(edition, {A}, NOW)
    assert edition.inventory.opened == 1
    assert b"Talks go on" in show(edition, "index.html").content


@pytest.mark.parametrize(
    "change",
    [
        {"content/world/c.md": article("New", tags="[floods]")},
        {"content/sport/2026/c.md": article("New", section="world")},
        {"content/authors/one.md": "---\nname: One\n---\nBio.\n"},
        {"content/pages/about.md": "---\ntitle: About\n---\nUs.\n"},
        {"templates/404.html": "gone"},
        {"static/css/site.css": "a {}"},
        {"newsgen.yaml": "title: Another\nsections: {world: {}}\n"},
        {A: article("Another", body="A [story](b.md).", date="2026-11-21", tags="[floods]")},
    ],
)
def test_the_next_edition_is_that_of_a_fresh_look(paper, change):
    edition = look(paper)
    paper.write(change)
    edition = next_edition(edition, change.keys(), NOW)
    fresh = look(paper)
    assert edition.outputs.keys() == fresh.outputs.keys()
    for path in fresh.outputs:
        assert show(edition, path).content == show(fresh, path).content, path


def test_what_is_deleted_is_gone(paper):
    edition = look(paper)
    paper.remove(A)
    edition = next_edition(edition, {A}, NOW)
    assert PAGE not in edition.outputs
    assert b"Talks" not in show(edition, "index.html").content


def test_time_moves_what_is_marked(paper):
    paper.write({A: article("Talks", embargo="2026-11-24")})
    edition = next_edition(look(paper), frozenset(), NOW + timedelta(days=2))
    assert page_notes(edition, PAGE, show(edition))["standing"] is None


# --- files that are copied ------------------------------------------------------------------------


def link_to(path: str) -> Callable[[Path, Path], None]:
    """The same bytes at another place of the site, and a link that leads there."""

    def make(root: Path, place: Path) -> None:
        other = root / path
        other.parent.mkdir(parents=True, exist_ok=True)
        place.rename(other)
        place.symlink_to(other)

    return make


def make_circle(_: Path, place: Path) -> None:
    place.unlink()
    place.symlink_to(place.name)


def make_pipe(_: Path, place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def make_folder(_: Path, place: Path) -> None:
    place.unlink()
    place.mkdir()


CHANGES = {
    "link out of the site": link_to("../outside.txt"),
    "link to a hidden file": link_to(".env"),
    "link into a hidden folder": link_to(".git/e.txt"),
    "link to a hidden file beside it": link_to("static/.hidden"),
    "link to a hidden story": link_to("content/.draft"),
    "link to itself": make_circle,
    "other bytes": lambda _, place: place.write_text("other", encoding="utf-8"),
    "nothing": lambda _, place: place.unlink(),
    "pipe": make_pipe,
    "folder": make_folder,
}


@pytest.mark.parametrize("path", ["static/e.txt", "content/world/e.txt"])
def test_a_file_that_is_not_the_planned_one_is_not_served(paper, path):
    paper.write({path: "planned", A: article("Talks", body="[x](e.txt)")})
    edition, place = look(paper), paper.root / path
    output = "media/world/e.txt" if path.startswith("content") else "e.txt"
    for name, change in CHANGES.items():
        assert show(edition, output).content == b"planned"
        change(paper.root, place)
        sheet = show(edition, output)
        assert (sheet.content, sheet.is_current) == (b"", False), name
        [problem] = sheet.diagnostics
        assert problem.code in {"unreadable", "not-a-file", "changed-meanwhile"}
        assert problem.path == path
        if place.is_dir():
            place.rmdir()
        place.unlink(missing_ok=True)
        paper.write({path: "planned"})


def test_a_link_from_file_to_file_is_followed(paper):
    paper.write({"static/e.txt": "planned"})
    link_to("static/brand/e.txt")(paper.root, paper.root / "static/e.txt")
    assert show(look(paper), "e.txt").content == b"planned"


# --- the quick way --------------------------------------------------------------------------------


def test_an_edited_body_is_shown_without_another_edition(paper):
    paper.write({A: article("Talks", summary="Same.")})
    edition = look(paper)
    paper.write({A: article("Talks", body="Quite *another* text.", summary="Same.")})
    touched, settled = touch_up(edition, {A})
    assert settled == {A}
    assert b"Quite <em>another</em> text." in show(touched).content
    fresh = look(paper)
    for path in fresh.outputs:
        assert show(touched, path).content == show(fresh, path).content, path


def test_an_edited_headline_is_shown_on_its_page_and_asks_for_the_next_edition(paper):
    edition = look(paper)
    paper.write({A: article("Talks go on")})
    touched, settled = touch_up(edition, {A})
    assert settled == frozenset()
    assert b"Talks go on" in show(touched).content
    assert b"Talks go on" not in show(touched, "index.html").content


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (A, article("Talks", slug="elsewhere")),
        (A, "---\nnot: [closed\n---\n"),
        (A, ""),
        ("content/world/new.md", article("New")),
        ("newsgen.yaml", "title: T\n"),
    ],
)
def test_what_moves_or_is_broken_or_new_waits_for_the_next_edition(paper, path, text):
    edition = look(paper)
    paper.write({path: text})
    assert touch_up(edition, {path}) == (edition, frozenset())


def test_feeds_of_full_text_ask_for_the_next_edition(paper):
    paper.write({"newsgen.yaml": "title: T\nsections: {world: {}}\nfeeds: {content: full}\n"})
    edition = look(paper)
    paper.write({A: article("Talks", body="Another.", summary="The talks ended on Monday.")})
    touched, settled = touch_up(edition, {A})
    assert touched is not edition
    assert settled == frozenset()


# --- errors ---------------------------------------------------------------------------------------


def test_a_story_with_errors_is_shown_as_it_was_with_what_is_wrong(paper):
    edition, press = look(paper), Press()
    good = show(edition, press=press)
    paper.write({A: "---\ntitle: Talks\nsection: wrold\ndate: 2026-11-20\n---\nText.\n"})
    edition = next_edition(edition, {A}, NOW)
    sheet = show(edition, press=press)
    told = page_notes(edition, PAGE, sheet)
    assert (sheet.content, told["current"]) == (good.content, False)
    problem = next(p for p in told["problems"] if p["code"] == "unknown-section")
    assert (problem["path"], problem["line"]) == (A, 3)
    assert problem["excerpt"] == "section: wrold"
    assert "world" in problem["hint"]
    paper.write({A: article("Talks")})
    edition = next_edition(edition, {A}, NOW)
    told = page_notes(edition, PAGE, show(edition, press=press))
    assert told["current"]
    assert edition.diagnostics == ()


def test_a_story_with_errors_that_was_never_looked_at_says_so(paper):
    edition = look(paper)
    paper.write({A: "---\ntitle: Talks\n---\nText.\n"})
    edition = next_edition(edition, {A}, NOW)
    sheet = show(edition)
    assert (sheet.content, sheet.is_current) == (b"", False)


def test_a_template_with_errors_leaves_the_page_as_it_was(paper):
    edition, press = look(paper), Press()
    good = show(edition, press=press)
    paper.write({"templates/article.html": "{% if %}"})
    edition = next_edition(edition, {"templates/article.html"}, NOW)
    sheet = show(edition, press=press)
    assert (sheet.content, sheet.is_current) == (good.content, False)
    assert [problem.code for problem in sheet.diagnostics] == ["template-error"]


def test_settings_with_errors_leave_the_site_as_it_was(paper):
    edition = look(paper)
    paper.write({"newsgen.yaml": "title: T\nper_page: many\n"})
    edition = next_edition(edition, {"newsgen.yaml"}, NOW)
    assert edition.config.title == "The Test Courier"
    assert {problem.path for problem in edition.diagnostics} == {"newsgen.yaml"}


def test_settings_that_are_gone_are_told(paper):
    edition = look(paper)
    paper.remove("newsgen.yaml")
    edition = next_edition(edition, {"newsgen.yaml"}, NOW)
    assert [problem.path for problem in edition.diagnostics] == ["newsgen.yaml"]


# --- links and news -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("editor", "link"),
    [
        ("vscode", "vscode://file{root}/content/world/a.md:3:7"),
        ("sublime", "subl://open?url=file://{root}/content/world/a.md&line=3&column=7"),
        ("mine://{line}/{path}", "mine://3/{root}/content/world/a.md"),
    ],
)
def test_a_place_opens_in_the_editor_of_the_settings(paper, editor, link):
    paper.write({"newsgen.yaml": f"title: T\nsections: {{world: {{}}}}\neditor: {editor}\n"})
    edition = look(paper)
    assert editor_link(edition, A, 3, 7) == link.replace("{root}", str(edition.root))


def test_a_story_saved_reaches_who_waits(paper):
    async def run() -> None:
        newsroom = Newsroom(look(paper), lambda: NOW)
        waiting = asyncio.create_task(newsroom.wait_for_news(newsroom.number))
        await asyncio.sleep(0)
        paper.write({A: article("Talks", body="Another.")})
        await newsroom.take_up(frozenset({A}))
        await asyncio.wait_for(waiting, 10)
        sheet = await newsroom.sheet(newsroom.edition.outputs[PAGE])
        assert b"Another." in sheet.content
        assert (newsroom.saved, newsroom.saves) == ("/world/a/", 1)

    asyncio.run(run())
