"""Replies in a browser, kept by a real Isso server, with the headers that the build writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.headers import serving_with_headers, watch_policy
from support.paper import Paper, article
from support.replies import Isso, start_isso
from support.servers import free_port

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("isso", reason="isso is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
AXE = Path(axe.__file__).with_name("axe.min.js")

pytestmark = pytest.mark.browser

SETTINGS = """\
title: The Test Courier
base_url: http://localhost:8000/
timezone: Asia/Karachi
sections: {{world: {{title: World}}}}
headers: {{servers: [netlify]}}
comments: {{provider: isso, server: "{server}", contact: letters@news.example}}
"""
COMMENTS = """\
comments:
  - {id: 7, author: Bilal, date: 2019-03-02 10:15, text: We were there.}
  - {author: Ayesha, date: 2019-03-03, text: "<b>So</b> was I.", parent: 7}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("replies")


@pytest.fixture(scope="module")
def paper(folder) -> Paper:
    paper = Paper(root=folder / "site")
    paper.write(
        {
            "content/world/quake.md": article("A quake", id="story-812"),
            "content/world/calm.md": article("A calm day"),
            "content/world/old.md": article("An old story", comments="closed"),
            "content/world/old.comments.yaml": COMMENTS,
        }
    )
    return paper


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def isso(folder, paper, port) -> Iterator[Isso]:
    """The server, and the built paper that uses it."""
    with start_isso(folder / "isso", f"http://127.0.0.1:{port}/") as server:
        paper.write({"newsgen.yaml": SETTINGS.format(server=server.address)})
        paper.build_ok()
        yield server


@pytest.fixture(scope="module")
def site(isso, paper, port) -> Iterator[str]:
    with serving_with_headers(paper.public, port) as address:
        yield address


@pytest.fixture
def page(chromium) -> Iterator[object]:
    """A page that keeps what it asks of others, and what its policy forbids."""
    context = chromium.new_context()
    forbidden = watch_policy(context)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.asked, page.forbidden = [], forbidden
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    assert page.forbidden == []
    context.close()


def open_replies(page) -> None:
    page.get_by_role("button", name="Open the replies").click()
    page.locator(".isso-postbox").first.wait_for()


def shown(page) -> list[str]:
    page.locator(".isso-thread-heading").wait_for()
    page.wait_for_load_state("networkidle")
    return page.locator("#isso-root .isso-comment .isso-text").all_inner_texts()


def test_a_reader_replies_a_moderator_decides_and_the_thread_outlives_the_address(
    page, site, isso, paper
):
    page.goto(f"{site}world/quake/", wait_until="networkidle")
    assert not [url for url in page.asked if url.startswith(isso.address)]

    open_replies(page)
    assert page.evaluate("document.activeElement.className") == "discussion-thread"
    page.locator(".isso-textarea").first.fill("The bridge is open again.")
    page.get_by_role("textbox", name="Name").fill("Zainab")
    page.get_by_role("button", name="Submit").click()
    waiting = page.locator(".isso-comment", has_text="The bridge is open again.")
    waiting.wait_for()
    assert "moderation" in waiting.inner_text()

    page.context.clear_cookies()
    page.reload(wait_until="networkidle")
    open_replies(page)
    assert shown(page) == []

    page.goto(isso.links("activate")[-1], wait_until="networkidle")
    moved = article("A quake", id="story-812", slug="tremor", aliases="[/world/quake/]")
    paper.write({"content/world/quake.md": moved})
    paper.build_ok()
    page.goto(f"{site}world/tremor/", wait_until="networkidle")
    open_replies(page)
    assert shown(page) == ["The bridge is open again."]

    page.goto(isso.links("delete")[-1], wait_until="networkidle")
    page.goto(f"{site}world/tremor/", wait_until="networkidle")
    open_replies(page)
    assert shown(page) == []


def test_a_closed_story_shows_its_replies_and_takes_no_more(page, site):
    page.goto(f"{site}world/old/", wait_until="networkidle")
    assert page.get_by_text("This story takes no more replies.").is_visible()
    page.get_by_role("button", name="Show the replies").click()
    page.locator(".isso-thread-heading").wait_for()
    assert not page.locator(".isso-postbox").first.is_visible()


def test_a_story_closes_by_the_clock_of_the_reader(page, site, paper, isso):
    box = page.locator(".discussion")
    for moment, is_closed in (("2026-11-29", False), ("2026-12-02", True)):
        page.clock.set_fixed_time(moment)
        page.route("**/world/calm/", _closing("2026-12-01T00:00:00+05:00"))
        page.goto(f"{site}world/calm/", wait_until="networkidle")
        assert box.get_by_text("takes no more replies").is_visible() is is_closed


def _closing(moment):
    """Answers with the page as it is in a paper whose stories close at that moment."""

    def answer(route):
        reply = route.fetch()
        text = reply.text().replace("data-loading", f'data-closes="{moment}" data-loading', 1)
        route.fulfill(response=reply, body=text)

    return answer


def test_a_server_that_cannot_be_reached_is_told_and_can_be_asked_again(page, site, isso):
    page.route(f"{isso.address}**", lambda route: route.abort())
    page.goto(f"{site}world/calm/", wait_until="networkidle")
    button = page.get_by_role("button", name="Open the replies")
    button.click()
    page.get_by_text("The replies cannot be loaded now.").wait_for()
    api.expect(button).to_be_focused()
    page.unroute(f"{isso.address}**")
    open_replies(page)


def test_without_scripts_the_page_says_how_to_write(chromium, site):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}world/calm/")
    assert page.get_by_text("Replies need JavaScript.").is_visible()
    link = page.get_by_role("link", name="Write to us")
    assert link.get_attribute("href") == "mailto:letters@news.example"
    assert not page.get_by_role("button", name="Open the replies").is_visible()
    page.context.close()


def test_replies_are_accessible_and_paper_shows_only_those_of_the_page(page, site):
    page.goto(f"{site}world/old/", wait_until="networkidle")
    page.get_by_role("button", name="Show the replies").click()
    page.locator(".isso-thread-heading").wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({exclude: [['#isso-thread']]})")
    assert [rule["id"] for rule in found["violations"]] == []
    assert set(page.forbidden) <= {"style-src-elem inline"}  # a sheet of axe
    page.forbidden.clear()
    page.emulate_media(media="print")
    assert page.get_by_text("We were there.").is_visible()
    assert not page.locator(".discussion").is_visible()
