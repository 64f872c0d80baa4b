"""A live story in a browser: its page follows by a script, and is whole without one."""

from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from support.headers import policy
from support.paper import MakePaper, Paper, article
from support.servers import serving

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
AXE = Path(axe.__file__).with_name("axe.min.js")
FIRST = "::: update 09:00 The first box\nOpened.\n:::\n"
SECOND = "::: update 10:00 The second box\nCounted.\n:::\n"
THIRD = "::: update 11:00 The third box\nSealed.\n:::\n"
PINNED = "::: update 08:30 pinned Where to look\nHere.\n:::\n"
ASK = "document.dispatchEvent(new Event('visibilitychange'))"

pytestmark = pytest.mark.browser


class Served:
    """A paper with a live story, on a server that sends the recommended policy."""

    def __init__(self, paper: Paper, address: str) -> None:
        self.paper = paper
        self.address = address

    def write(self, *entries: str, **fields: str) -> None:
        """Write the story with these entries and build."""
        body = "\n".join(("The count began.", *entries))
        fields = {"type": "live", "date": "2026-11-23 08:00", **fields}
        self.paper.write({"content/world/count.md": article("The count", body=body, **fields)})
        self.paper.build_ok()


class Handler(SimpleHTTPRequestHandler):
    def send_head(self):
        """Send the file as it is now: its time, in whole seconds, may be that of an older one."""
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", policy())
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(make_paper: MakePaper) -> Iterator[Served]:
    paper: Paper = make_paper()
    with serving(paper.public, Handler) as address:
        served = Served(paper, f"{address}world/count/")
        served.write(FIRST, PINNED)
        yield served


def open_page(chromium, served: Served, **options):
    page = chromium.new_page(**options)
    page.set_default_timeout(15_000)
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(served.address)
    return page


def titles(page) -> list[str]:
    return page.locator(".update-title").all_inner_texts()


def test_a_button_tells_of_new_entries_and_nothing_moves_before_it_is_pressed(chromium, served):
    page = open_page(chromium, served)
    served.write(FIRST, SECOND, THIRD, PINNED)
    page.evaluate(ASK)
    button = page.locator(".updates-news").get_by_role("button")
    api.expect(button).to_have_text("2 new updates")
    assert titles(page) == ["Where to look", "The first box"]
    button.press("Enter")
    assert titles(page) == ["Where to look", "The third box", "The second box", "The first box"]
    api.expect(page.locator("#t-20261123-1100")).to_be_focused()
    api.expect(button).to_have_count(0)
    assert page.said == []
    page.close()


def test_what_was_corrected_withdrawn_or_pinned_follows_with_the_new(chromium, served):
    served.write(FIRST, SECOND, PINNED)
    page = open_page(chromium, served)
    served.write(FIRST.replace("Opened", "Closed"), THIRD.replace("11:00", "11:00 pinned"))
    page.evaluate(ASK)
    page.get_by_role("button", name="1 new update").click()
    assert titles(page) == ["The third box", "Where to look", "The first box"]
    api.expect(page.locator("#t-20261123-0900")).to_contain_text("Closed")
    page.close()


def test_the_page_asks_once_a_minute_until_the_coverage_ends(chromium, served):
    page = chromium.new_page()
    page.clock.install()
    page.goto(served.address)
    with page.expect_response("**/updates.json"):
        page.clock.fast_forward(61_000)
    served.write(FIRST, PINNED, coverage_end="2026-11-23 12:00")
    with page.expect_response("**/updates.json"):
        page.clock.fast_forward(61_000)
    api.expect(page.locator(".story-header .eyebrow-live")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_without_script_the_page_is_whole(chromium, served, width):
    served.write(FIRST, SECOND, PINNED)
    page = open_page(
        chromium, served, java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    assert titles(page) == ["Where to look", "The second box", "The first box"]
    api.expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.close()


def test_nothing_keeps_anybody_out(chromium, served):
    page = chromium.new_page(bypass_csp=True)
    page.goto(served.address)
    served.write(FIRST, SECOND, PINNED)
    page.evaluate(ASK)
    api.expect(page.locator(".updates-news")).to_contain_text("1 new update")
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run(document.querySelector('main'))")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    page.close()
