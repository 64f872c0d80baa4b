"""The preview uses the same plan as a build, reads only changed files, and shows the last good
version of pages with errors."""

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.builder.progress import silent
from newsgen.diagnostics import Diagnostic
from newsgen.incremental import cache
from newsgen.serve import page_status
from newsgen.serve.page_cache import CachedPage, PageCache
from newsgen.serve.page_status import editor_link
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot, first_snapshot, next_snapshot, refresh_articles
from newsgen.serve.stories import Stories
from support.paper import NOW, Paper, article

A, B = "content/world/a.md", "content/world/b.md"
PAGE = "world/a/index.html"


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({A: article("Talks"), B: article("Quake", tags="[floods]")})


def take_snapshot(paper: Paper) -> Snapshot:
    """The first snapshot of the paper."""
    return first_snapshot(paper.options(scope="everything"), silent)


def show(snapshot: Snapshot, path: str = PAGE, page_cache: PageCache | None = None) -> CachedPage:
    return (page_cache or PageCache()).cached_page(snapshot, snapshot.outputs[path])


def page_notes(snapshot: Snapshot, path: str, cached_page: CachedPage) -> dict[str, Any]:
    hidden = page_status.unpublished(snapshot.site_plan, snapshot.config, snapshot.options.now)
    return page_status.page_notes(snapshot, snapshot.outputs[path], cached_page, hidden)


# --- the same plan --------------------------------------------------------------------------------


def test_every_file_equals_that_of_a_build(paper):
    paper.build_ok()
    snapshot = take_snapshot(paper)
    shown = {path: show(snapshot, path).content for path in snapshot.outputs}
    built = {path: (paper.public / path).read_bytes() for path in snapshot.outputs}
    assert shown == built


def test_only_the_build_cache_is_written(paper):
    before = {p for p in paper.root.rglob("*") if ".newsgen" not in p.parts}
    snapshot = take_snapshot(paper)
    for path in snapshot.outputs:
        show(snapshot, path)
    assert {p for p in paper.root.rglob("*") if ".newsgen" not in p.parts} == before


def test_a_preview_starts_from_the_build_cache(paper, monkeypatch):
    monkeypatch.setattr(cache, "_STAMP_RESOLUTION", -(10**15))
    paper.build_ok()
    assert take_snapshot(paper).inventory.opened == 0


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"draft": "true"}, "Draft"),
        ({"embargo": "2026-12-01"}, "Scheduled"),
        ({"expires": "2026-11-22"}, "Expired"),
    ],
)
def test_unpublished_stories_are_shown_with_a_label(paper, fields, label):
    paper.write({A: article("Talks", **fields)})
    snapshot = take_snapshot(paper)
    notes = page_notes(snapshot, PAGE, show(snapshot))
    assert notes["status"]["label"] == label
    front = page_notes(snapshot, "index.html", show(snapshot, "index.html"))
    assert front["unpublished"] == {"/world/a/": label}
    paper.build_ok()
    assert not (paper.public / PAGE).exists()


# --- rendered on request, read when changed -------------------------------------------------------


def test_a_page_is_rendered_on_request_and_then_cached(paper):
    snapshot, page_cache = take_snapshot(paper), PageCache()
    assert page_cache.rendered == 0
    first = show(snapshot, page_cache=page_cache)
    assert show(snapshot, page_cache=page_cache) is first
    assert page_cache.rendered == 1


def test_a_page_that_a_new_snapshot_does_not_change_is_not_rendered(paper):
    snapshot, page_cache = take_snapshot(paper), PageCache()
    first = show(snapshot, page_cache=page_cache)
    paper.write({B: article("Quake", body="Another body.", tags="[floods]", summary="Same.")})
    snapshot = next_snapshot(snapshot, {B}, NOW)
    paper.write({B: article("Quake", body="A third body.", tags="[floods]", summary="Same.")})
    snapshot = next_snapshot(snapshot, {B}, NOW)
    show(snapshot, "world/b/index.html", page_cache=page_cache)
    assert show(snapshot, page_cache=page_cache).digest == first.digest or page_cache.rendered == 3


def test_a_new_snapshot_reads_only_changed_files(paper, monkeypatch):
    monkeypatch.setattr(cache, "_STAMP_RESOLUTION", -(10**15))
    snapshot = take_snapshot(paper)
    paper.write({A: article("Talks go on")})
    snapshot = next_snapshot(snapshot, {A}, NOW)
    assert snapshot.inventory.opened == 1
    assert b"Talks go on" in show(snapshot, "index.html").content


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
def test_a_new_snapshot_equals_one_made_from_scratch(paper, change):
    snapshot = take_snapshot(paper)
    paper.write(change)
    snapshot = next_snapshot(snapshot, change.keys(), NOW)
    fresh = take_snapshot(paper)
    assert snapshot.outputs.keys() == fresh.outputs.keys()
    for path in fresh.outputs:
        assert show(snapshot, path).content == show(fresh, path).content, path


def test_a_deleted_story_has_no_page(paper):
    snapshot = take_snapshot(paper)
    paper.remove(A)
    snapshot = next_snapshot(snapshot, {A}, NOW)
    assert PAGE not in snapshot.outputs
    assert b"Talks" not in show(snapshot, "index.html").content


def test_labels_change_when_time_passes(paper):
    paper.write({A: article("Talks", embargo="2026-11-24")})
    snapshot = next_snapshot(take_snapshot(paper), frozenset(), NOW + timedelta(days=2))
    assert page_notes(snapshot, PAGE, show(snapshot))["status"] is None


# --- files that are copied ------------------------------------------------------------------------


def link_to(path: str) -> Callable[[Path, Path], None]:
    """Put the same bytes at another path of the site, with a link to them."""

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
    snapshot, place = take_snapshot(paper), paper.root / path
    output = "media/world/e.txt" if path.startswith("content") else "e.txt"
    for name, change in CHANGES.items():
        assert show(snapshot, output).content == b"planned"
        change(paper.root, place)
        cached_page = show(snapshot, output)
        assert (cached_page.content, cached_page.is_current) == (b"", False), name
        [problem] = cached_page.diagnostics
        assert problem.code in {"unreadable", "not-a-file", "changed-meanwhile"}
        assert problem.path == path
        if place.is_dir():
            place.rmdir()
        place.unlink(missing_ok=True)
        paper.write({path: "planned"})


def test_a_link_between_planned_files_is_followed(paper):
    paper.write({"static/e.txt": "planned"})
    link_to("static/brand/e.txt")(paper.root, paper.root / "static/e.txt")
    assert show(take_snapshot(paper), "e.txt").content == b"planned"


# --- changed articles -----------------------------------------------------------------------------


def test_an_edited_body_needs_no_new_snapshot(paper):
    paper.write({A: article("Talks", summary="Same.")})
    snapshot = take_snapshot(paper)
    paper.write({A: article("Talks", body="Quite *another* text.", summary="Same.")})
    touched, settled = refresh_articles(snapshot, {A})
    assert settled == {A}
    assert b"Quite <em>another</em> text." in show(touched).content
    fresh = take_snapshot(paper)
    for path in fresh.outputs:
        assert show(touched, path).content == show(fresh, path).content, path


def test_an_edited_headline_is_shown_at_once_and_needs_a_new_snapshot(paper):
    snapshot = take_snapshot(paper)
    paper.write({A: article("Talks go on")})
    touched, settled = refresh_articles(snapshot, {A})
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
def test_moved_broken_and_new_stories_wait_for_the_new_snapshot(paper, path, text):
    snapshot = take_snapshot(paper)
    paper.write({path: text})
    assert refresh_articles(snapshot, {path}) == (snapshot, frozenset())


def test_full_text_feeds_need_a_new_snapshot(paper):
    paper.write({"newsgen.yaml": "title: T\nsections: {world: {}}\nfeeds: {content: full}\n"})
    snapshot = take_snapshot(paper)
    paper.write({A: article("Talks", body="Another.", summary="The talks ended on Monday.")})
    touched, settled = refresh_articles(snapshot, {A})
    assert touched is not snapshot
    assert settled == frozenset()


# --- errors ---------------------------------------------------------------------------------------


def test_a_story_with_errors_keeps_its_last_good_page_and_lists_the_errors(paper):
    snapshot, page_cache = take_snapshot(paper), PageCache()
    good = show(snapshot, page_cache=page_cache)
    paper.write({A: "---\ntitle: Talks\nsection: wrold\ndate: 2026-11-20\n---\nText.\n"})
    snapshot = next_snapshot(snapshot, {A}, NOW)
    cached_page = show(snapshot, page_cache=page_cache)
    notes = page_notes(snapshot, PAGE, cached_page)
    assert (cached_page.content, notes["current"]) == (good.content, False)
    problem = next(p for p in notes["problems"] if p["code"] == "unknown-section")
    assert (problem["path"], problem["line"]) == (A, 3)
    assert problem["excerpt"] == "section: wrold"
    assert "world" in problem["hint"]
    paper.write({A: article("Talks")})
    snapshot = next_snapshot(snapshot, {A}, NOW)
    notes = page_notes(snapshot, PAGE, show(snapshot, page_cache=page_cache))
    assert notes["current"]
    assert snapshot.diagnostics == ()


def test_what_was_wrong_with_the_text_before_is_not_told_of_a_story_with_errors(paper):
    paper.write({A: article("Talks", body="")})
    snapshot = take_snapshot(paper)
    before = page_notes(snapshot, PAGE, show(snapshot))
    assert "no-summary" in {problem["code"] for problem in before["problems"]}
    paper.write({A: article("Talks", section="wrold")})
    snapshot = next_snapshot(snapshot, {A}, NOW)
    notes = page_notes(snapshot, PAGE, show(snapshot))
    assert [problem["code"] for problem in notes["problems"]] == ["unknown-section"]
    found = Diagnostic(code="no-summary", message="there is no summary", path=A)
    assert Stories(snapshot, (found,)).problems == snapshot.diagnostics


def test_a_story_with_errors_that_was_never_rendered_has_an_empty_page(paper):
    snapshot = take_snapshot(paper)
    paper.write({A: "---\ntitle: Talks\n---\nText.\n"})
    snapshot = next_snapshot(snapshot, {A}, NOW)
    cached_page = show(snapshot)
    assert (cached_page.content, cached_page.is_current) == (b"", False)


def test_a_template_with_errors_keeps_the_last_good_page(paper):
    snapshot, page_cache = take_snapshot(paper), PageCache()
    good = show(snapshot, page_cache=page_cache)
    paper.write({"templates/article.html": "{% if %}"})
    snapshot = next_snapshot(snapshot, {"templates/article.html"}, NOW)
    cached_page = show(snapshot, page_cache=page_cache)
    assert (cached_page.content, cached_page.is_current) == (good.content, False)
    assert [problem.code for problem in cached_page.diagnostics] == ["template-error"]


def test_a_configuration_with_errors_keeps_the_last_good_one(paper):
    snapshot = take_snapshot(paper)
    paper.write({"newsgen.yaml": "title: T\nper_page: many\n"})
    snapshot = next_snapshot(snapshot, {"newsgen.yaml"}, NOW)
    assert snapshot.config.title == "The Test Courier"
    assert {problem.path for problem in snapshot.diagnostics} == {"newsgen.yaml"}


def test_a_missing_configuration_is_reported(paper):
    snapshot = take_snapshot(paper)
    paper.remove("newsgen.yaml")
    snapshot = next_snapshot(snapshot, {"newsgen.yaml"}, NOW)
    assert [problem.path for problem in snapshot.diagnostics] == ["newsgen.yaml"]


# --- links and changes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("editor", "link"),
    [
        ("vscode", "vscode://file{root}/content/world/a.md:3:7"),
        ("sublime", "subl://open?url=file://{root}/content/world/a.md&line=3&column=7"),
        ("mine://{line}/{path}", "mine://3/{root}/content/world/a.md"),
    ],
)
def test_links_open_the_configured_editor(paper, editor, link):
    paper.write({"newsgen.yaml": f"title: T\nsections: {{world: {{}}}}\neditor: {editor}\n"})
    snapshot = take_snapshot(paper)
    assert editor_link(snapshot, A, 3, 7) == link.replace("{root}", str(snapshot.root))


def test_a_saved_story_wakes_those_who_wait_for_a_change(paper):
    async def run() -> None:
        session = PreviewSession(take_snapshot(paper), lambda: NOW)
        waiting = asyncio.create_task(session.wait_for_change(session.revision))
        await asyncio.sleep(0)
        paper.write({A: article("Talks", body="Another.")})
        await session.handle_changes(frozenset({A}))
        await asyncio.wait_for(waiting, 10)
        cached_page = await session.cached_page(session.snapshot, session.snapshot.outputs[PAGE])
        assert b"Another." in cached_page.content
        assert (session.saved, session.saves) == ("/world/a/", 1)

    asyncio.run(run())
